"""The API does what its schema says, whatever is asked of it: every operation, with values that fit and that do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from serving import serving

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def described(demo_record: Path) -> Iterator[schemathesis.BaseSchema]:
    """The schema as a running server gives it."""
    with serving(demo_record) as server:
        yield schemathesis.openapi.from_url(f"{server.address}/api/v1/openapi.json")


schema = schemathesis.pytest.from_fixture("described")


@schema.include(method="GET").parametrize()
@settings(
    max_examples=30, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
def test_answers_as_described(case: Case) -> None:
    case.call_and_validate(checks=CHECKS)
