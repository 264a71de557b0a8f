"""Writing through the API, whatever is sent: bodies that fit and that do not, on incidents, claims and documents that there are."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from api_checks import CHECKS, operations
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from serving import serving

from vigil.decided import AMENDED, FIELDS
from vigil.store import Record
from vigil.web.access.directory import Directory
from vigil.web.api import models

EXAMPLES = {"/api/v1/decisions": 60, "/api/v1/documents": 12}  # a document is read and the record concluded


@dataclass(frozen=True)
class Writable:
    """A server of a copy of the sample, its schema, a token that may everything, and what there is to decide on."""

    schema: schemathesis.BaseSchema
    token: str
    there: dict[str, list[str]]
    address: str

    def ask(self, method: str, path: str, body: Any = None) -> requests.Response:
        """The answer of the server; the body goes as JSON, whatever is in it."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body)
        return requests.request(
            method, f"{self.address}/api/v1/{path}", data=data, headers=headers, timeout=60
        )


@pytest.fixture(scope="module")
def writable(demo_record: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writable]:
    """A copy of the sample that programs may write to."""
    place = tmp_path_factory.mktemp("written") / "copy.db"
    shutil.copy(demo_record, place)
    with Record.open(place) as record:
        directory = Directory(record.accounts)
        directory.add("olive", "owner", "olive")
        _, token = directory.make_token("olive", ["read", "review", "write"], 7, "test", "olive")
        incidents = list(record.incidents())
        reports = [report for one in incidents for report in one.reports]
        there = {
            "incident": [one.id for one in incidents],
            "claim": [claim.id(report.document) for report in reports for claim in report.claims],
            "report": [report.id for report in reports],
            "document": [report.document for report in reports],
            "quote": [claim.quote for report in reports for claim in report.claims],
            "said_in": [report.document for report in reports for claim in report.claims],
        }
    with serving(place) as server:
        schema = schemathesis.openapi.from_url(f"{server.address}/api/v1/openapi.json")
        yield Writable(schema, token, there, server.address)


def _aimed(body: Any, there: dict[str, list[str]], data: st.DataObject) -> Any:
    """The same body about something that there is, so that more than its ids is weighed."""
    if not isinstance(body, dict):
        return body
    pick = {name: st.sampled_from(some) for name, some in there.items()}
    known = {
        "incident": "incident",
        "target": "incident",
        "claim": "claim",
        "document": "document",
        "quote": "quote",
    }
    aimed = {
        name: data.draw(pick[known[name]]) if name in known and isinstance(value, str) else value
        for name, value in body.items()
    }
    for name, word in (("incidents", "incident"), ("reports", "report")):
        if isinstance(aimed.get(name), list):
            aimed[name] = data.draw(st.lists(pick[word], min_size=2, max_size=3))
    return aimed


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("path", "method"), [o for o in operations() if o[1] != "get"])
def test_what_is_written_is_answered_as_described(
    writable: Writable, path: str, method: str, mode: GenerationMode
) -> None:
    @settings(
        max_examples=EXAMPLES[path],
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=writable.schema[path][method].as_strategy(generation_mode=mode), data=st.data())
    def asked(case: Case, data: st.DataObject) -> None:
        if mode is GenerationMode.POSITIVE and path == "/api/v1/decisions":
            case.body = _aimed(case.body, writable.there, data)
        case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {writable.token}"})

    asked()


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 500),
    st.sampled_from(
        [10**10, 10**30, 1.5, 1e308, "2013-01-10", "day", "city", "claimed", "attack", "bombing"]
    ),
    st.sampled_from(["", " ", "\0", "\ud800", "Quetta", "x" * 5_000]),
    st.lists(st.sampled_from(["a", 1, None]), max_size=2),
    st.dictionaries(st.sampled_from(["name", "low"]), st.integers(0, 3), max_size=1),
)
TOLL = st.fixed_dictionaries({}, optional=dict.fromkeys(("low", "best", "high"), JUNK))
DATE = st.fixed_dictionaries({}, optional=dict.fromkeys(("start", "end", "precision"), JUNK))
PLACE = st.fixed_dictionaries(
    {"name": JUNK | st.just("Quetta"), "precision": st.just("city") | JUNK},
    optional=dict.fromkeys(
        ("city", "admin1", "country", "country_code", "lat", "lon", "geonames_id", "neighbourhood"), JUNK
    ),
)
NAMED = st.lists(
    st.fixed_dictionaries(
        {"name": st.just("LeJ") | JUNK}, optional=dict.fromkeys(("stance", "by", "kind"), JUNK)
    ),
    max_size=2,
)
SAID = st.fixed_dictionaries({}, optional=dict.fromkeys(sorted(AMENDED), JUNK))
VALUES = {"date": DATE, "place": PLACE, "perpetrators": NAMED, "killed": TOLL, "size": TOLL}


@settings(
    max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(data=st.data())
def test_no_value_is_accepted_that_the_record_cannot_be_read_with(
    writable: Writable, data: st.DataObject
) -> None:
    """Values are of any form in the schema: what makes no sense is refused, and what was accepted can be read back."""
    there = writable.there
    match data.draw(st.sampled_from(["correct", "amend", "enter"])):
        case "correct":
            field = data.draw(st.sampled_from(FIELDS))
            value = data.draw(VALUES.get(field, JUNK) | JUNK)
            incident = data.draw(st.sampled_from(there["incident"]))
            body = {"decision": "correct", "incident": incident, "field": field, "value": value}
        case "amend":
            claim, changes = data.draw(st.sampled_from(there["claim"])), data.draw(SAID)
            body = {"decision": "amend", "claim": claim, "changes": changes}
        case _:
            document, quote = data.draw(
                st.sampled_from(sorted(zip(there["said_in"], there["quote"], strict=True)))
            )
            new = {"type": "bombing"} | {
                name: data.draw(VALUES[name] | JUNK)
                for name in data.draw(st.sets(st.sampled_from(["date", "place"])))
            }
            attribute = data.draw(st.sampled_from(["killed", "perpetrator", "response"]))
            body = {"decision": "enter", "document": document, "quote": quote, "attribute": attribute, "claim": data.draw(SAID), "new": new}  # fmt: skip
    answer = writable.ask("POST", "decisions", body | {"reason": "read again"})
    assert answer.status_code in (200, 400, 404, 422), answer.text
    if answer.status_code == 200:
        for concerned in answer.json()["incidents"]:
            back = writable.ask("GET", f"incidents/{concerned['id']}")
            assert back.status_code == 200, (body, back.text)
            models.Incident.model_validate(back.json())
