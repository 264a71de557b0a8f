"""The API does what its schema says, whatever is asked of it: every operation, with values that fit and that do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from api_checks import CHECKS, operations
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from serving import serving

ASKED = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def described(demo_record: Path) -> Iterator[schemathesis.BaseSchema]:
    """The schema as a running server gives it; what is asked goes to that server."""
    with serving(demo_record) as server:
        yield schemathesis.openapi.from_url(f"{server.address}/api/v1/openapi.json")


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("path", "method"), [o for o in operations() if o[1] == "get"])
def test_answers_as_described(
    described: schemathesis.BaseSchema, path: str, method: str, mode: GenerationMode
) -> None:
    @ASKED
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def asked(case: Case) -> None:
        case.call_and_validate(checks=CHECKS)

    try:
        asked()
    except (
        Unsatisfiable
    ):  # an address whose only piece is a text: nothing that can be sent in it does not fit
        assert mode is GenerationMode.NEGATIVE and not described[path][method].query
