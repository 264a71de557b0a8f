"""Changes as a page, as data and as a feed; and what programs write: decisions and documents, with a token."""

from __future__ import annotations

import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser
import pytest
from read_by_people import everything, fill, of
from starlette.testclient import TestClient

from vigil import pipeline
from vigil.config import Config
from vigil.store import Record
from vigil.web import Settings, create_app
from vigil.web.changed import since_of

HOST = "vigil.example:8443"
NAME = "Zarmina Wardakzai"


class Api:
    """A site that others reach, its record, and programs with tokens."""

    def __init__(self, place: Path, app: Any) -> None:
        self.place, self.app, self.made = place, app, 0
        self.directory = app.state.access.directory

    def program(self, role: str, *scopes: str) -> TestClient:
        """A program with a token of these scopes, of a new account of this role."""
        self.made += 1
        name = f"{role}{self.made}"
        self.directory.add(name, role, "test")
        secret = self.directory.make_token(name, list(scopes), 5, "test", name)[1]
        return TestClient(self.app, f"https://{HOST}", headers={"authorization": f"Bearer {secret}"})

    @property
    def record(self) -> Record:
        """The record, opened anew."""
        return Record.open(self.place)


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    """A site of the made-up record."""
    place = tmp_path / "r.db"
    with Record.open(place) as record:
        fill(record)
    app = create_app(Settings(str(place), host="0.0.0.0", hosts=(HOST,), https=True))
    with TestClient(app):
        yield Api(place, app)


def send(program: TestClient, **body: Any) -> Any:
    """Send a decision; what came of it."""
    answer = program.post("/api/v1/decisions", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def known(api: Api, document: str) -> Any:
    """The attack that a document tells."""
    with api.record as record:
        return of(record, document)


# ---------------------------------------------------------------- changes


def test_changes_tell_who_and_why_newest_first_a_page_at_a_time(api: Api) -> None:
    program = api.program("reviewer", "read", "review")
    made = known(api, "a1")
    send(
        program, decision="correct", incident=made.id, field="killed", value=16, reason="the hospital's list"
    )
    first = program.get("/api/v1/changes", params={"limit": 1}).json()
    (newest,) = first["items"]
    assert (newest["incident"], newest["what"], newest["by"]) == (made.id, "changed", "reviewer1")
    assert "the hospital's list" in newest["why"]
    assert newest["fields"]["killed"]["after"] == {"low": 16, "best": 16, "high": 16}
    numbers = [newest["number"]]
    after = first["next"]
    while after is not None:
        more = program.get("/api/v1/changes", params={"limit": 2, "after": after}).json()
        numbers += [row["number"] for row in more["items"]]
        after = more["next"]
    assert numbers == sorted(numbers, reverse=True)
    with api.record as record:
        assert numbers == [change.number for change in record.changes()]
    page = program.get("/changes", headers={"accept": "text/html"}).text
    assert "the hospital&#39;s list" in page and f"/incidents/{made.id}" in page
    assert program.get("/changes.json").json()["items"][0] == newest
    assert program.get("/changes.json", params={"since": "2999"}).json()["items"] == []
    for wrong in ("soon", "2013-99"):
        assert program.get("/changes", params={"since": wrong}).status_code == 400
    assert program.get("/changes?after=x").status_code == 400


def test_words_for_days() -> None:
    from datetime import date

    today = date(2026, 3, 1)
    assert [since_of(w, today) for w in ("", "today", "yesterday", "2013-02")] == ["2026-02-22", "2026-03-01", "2026-02-28", "2013-02"]  # fmt: skip


def test_the_feed_is_valid_its_ids_stay_and_no_private_name_is_in_it(api: Api) -> None:
    program = api.program("editor", "read", "review", "write")
    made = known(api, "a1")
    quote = "15 people"
    send(program, decision="enter", document="a2", quote=quote, attribute="victim", incident=made.id,
         claim={"value": NAME}, reason=f"{NAME} \x0b was there")  # fmt: skip
    send(
        program,
        decision="correct",
        incident=made.id,
        field="summary",
        value=f"{NAME} < & > died",
        reason="as told",
    )
    answer = program.get("/changes.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    ET.fromstring(answer.content)
    feed = feedparser.parse(answer.content)
    assert not feed.bozo and feed.version == "atom10", feed.get("bozo_exception")
    assert feed.feed.id.startswith("urn:uuid:") and feed.feed.updated and feed.feed.title
    ids = [entry.id for entry in feed.entries]
    assert len(ids) == len(set(ids)) > 2
    for entry in feed.entries:
        assert entry.updated_parsed and entry.title and entry.author
        assert entry.link.startswith(f"https://{HOST}/incidents/")
    send(program, decision="accept", incident=made.id)
    later = feedparser.parse(program.get("/changes.atom").content)
    assert later.feed.id == feed.feed.id and {e.id for e in later.entries} >= set(ids)
    told = [answer.text, program.get("/changes.json").text, program.get("/api/v1/changes").text]
    reader = api.program("reader", "read")
    told += [reader.get("/changes", headers={"accept": "text/html"}).text]
    for text in told:
        assert "Zarmina" not in text and "Wardakzai" not in text
    assert NAME in program.get("/changes", headers={"accept": "text/html"}).text  # who may add may see


# ---------------------------------------------------------------- decisions


def test_every_decision_can_be_made_by_a_program(api: Api) -> None:
    program = api.program("reviewer", "review", "read")
    with api.record as record:
        before = everything(record)
    bomb, shots = known(api, "a1"), known(api, "b1")
    key = next(c.id("a2") for r in bomb.reports if r.document == "a2" for c in r.claims if c.value == 15)
    made = []

    def act(**body: Any) -> Any:
        done = send(program, **body)
        made.append(done["decision"])
        assert not done["orphaned"] and done["incidents"]
        return done

    act(decision="accept", incident=bomb.id)
    assert known(api, "a1").status == "confirmed"
    act(
        decision="correct",
        incident=bomb.id,
        field="date",
        value={"start": "2013-01-09", "end": "2013-01-09"},
        reason="so a2",
    )
    assert known(api, "a1").date.start == "2013-01-09"
    act(decision="reject", claim=key, reason="of another day")
    act(decision="amend", claim=key, changes={"value": 14, "qualifier": "at least"}, reason="so the words")
    assert any(c.value == 14 for r in known(api, "a1").reports for c in r.claims)
    act(
        decision="enter",
        document="a3",
        quote="13 died",
        attribute="killed",
        incident=bomb.id,
        claim={"value": 13},
    )
    act(decision="enter", document="c1", quote="300 others", attribute="injured", claim={"value": 2},
        new={"type": "bombing", "date": {"start": "2014-02-01", "end": "2014-02-01"}})  # fmt: skip
    act(decision="link", incident=shots.id, type="retaliation_for", target=bomb.id, reason="said so")
    act(decision="unlink", incident=shots.id, type="retaliation_for", target=bomb.id, reason="did not")
    moved = act(decision="merge", incidents=[bomb.id, shots.id], reason="one night")["moved"]
    assert len(moved) == 1
    one = known(api, "b1")
    act(
        decision="split",
        incident=one.id,
        reports=[r.id for r in one.reports if r.document == "b1"],
        reason="another day",
    )
    act(decision="retract", incident=known(api, "b1").id, reason="a drill")
    assert known(api, "b1").status == "retracted"
    with api.record as record:
        now = everything(record)
        pipeline.conclude(record, Config(), anew=True)
        assert everything(record) == now
        assert {said.by for said in record.judgements()} == {"reviewer1"}
    for name in reversed(made):
        send(program, decision="undo", of=name)
    with api.record as record:
        assert everything(record) == before


def test_a_change_without_a_reason_is_refused_with_what_to_write(api: Api) -> None:
    program = api.program("reviewer", "review")
    bomb, shots = known(api, "a1"), known(api, "b1")
    claim = next(c.id("a2") for r in bomb.reports if r.document == "a2" for c in r.claims)
    for body in (
        {"decision": "correct", "incident": bomb.id, "field": "killed", "value": 4},
        {"decision": "retract", "incident": bomb.id},
        {"decision": "merge", "incidents": [bomb.id, shots.id]},
        {"decision": "split", "incident": bomb.id, "reports": [bomb.reports[0].id]},
        {"decision": "link", "incident": shots.id, "type": "follows_up", "target": bomb.id},
        {"decision": "unlink", "incident": shots.id, "type": "follows_up", "target": bomb.id},
        {"decision": "reject", "claim": claim},
        {"decision": "amend", "claim": claim, "changes": {"value": 4}},
    ):
        answer = program.post("/api/v1/decisions", json=body | {"reason": "  "})
        assert answer.status_code == 400 and "Give a reason in a few words" in answer.json()["detail"], body
    with api.record as record:
        assert list(record.judgements()) == []


def test_a_place_is_given_in_words_and_no_finer_than_its_town(api: Api) -> None:
    program = api.program("reviewer", "review", "read")
    bomb = known(api, "a1")
    ask = {"decision": "correct", "incident": bomb.id, "field": "place", "reason": "so a2"}
    send(program, **ask, value="Hazara Town, Quetta")
    shown = program.get(f"/api/v1/incidents/{bomb.id}").json()["place"]
    assert (shown["name"], shown["city"], shown["precision"]) == ("Hazara Town", "Quetta", "city")
    answer = program.post("/api/v1/decisions", json=ask | {"value": "Hazara Town, Qetta"})
    assert answer.status_code == 400 and "no place “Qetta”" in answer.json()["detail"]
    made = send(program, decision="enter", document="c1", quote="300 others", attribute="injured", claim={"value": 2},
                new={"type": "bombing", "place": "Hazara Town, Quetta"})  # fmt: skip
    (new,) = made["incidents"]
    assert program.get(f"/api/v1/incidents/{new['id']}").json()["place"]["name"] == "Hazara Town"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"decision": "accept", "incident": "i0000"}, 400),
        ({"decision": "accept"}, 422),
        ({"decision": "delete", "incident": "i0000"}, 422),
        ({"decision": "accept", "incident": "i0000", "by": "somebody else"}, 422),
        ({"decision": "retract", "incident": "i0000"}, 400),
        ({"decision": "undo", "of": "j000000000000"}, 400),
        ({"decision": "reject", "claim": "c000"}, 400),
        ({"decision": "enter", "document": "a1", "quote": "not there", "attribute": "killed", "claim": {"value": 1}}, 400),
        ([], 422),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_a_sentence(api: Api, body: Any, status: int) -> None:
    answer = api.program("reviewer", "review").post("/api/v1/decisions", json=body)
    assert answer.status_code == status and answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_scopes_and_roles_bound_what_a_program_may(api: Api) -> None:
    body = {"decision": "accept", "incident": known(api, "a1").id}
    row = {"text": "Gunmen shot 3 clerks in Harwell."}
    for role, scopes in (("reader", ("read",)), ("reviewer", ("read",)), ("editor", ("read", "write"))):
        assert api.program(role, *scopes).post("/api/v1/decisions", json=body).status_code == 403
    for role, scopes in (("reviewer", ("read", "review")), ("editor", ("review",))):
        assert api.program(role, *scopes).post("/api/v1/documents", json=row).status_code == 403
    nobody = TestClient(api.app, f"https://{HOST}")
    assert nobody.post("/api/v1/decisions", json=body).status_code == 401
    with api.record as record:
        assert list(record.judgements()) == [] and record.article("row") is None


# ---------------------------------------------------------------- documents


def test_a_document_is_read_set_aside_or_refused(api: Api) -> None:
    program = api.program("editor", "write", "read")
    row = {
        "id": "wire-1", "outlet": "The Harwell Wire", "published": "2013-05-06", "title": "Three shot dead in Quetta",
        "text": "QUETTA: Gunmen on a motorcycle shot dead three shopkeepers on Sarki Road in Quetta on Sunday, police said. Nobody claimed the attack.",
    }  # fmt: skip
    answer = program.post("/api/v1/documents", json=row)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["state"], told["id"]) == ("read", "wire-1") and told["incidents"]
    assert program.post("/api/v1/documents", json=row).json() == told  # the same again changes nothing
    found = program.get(f"/api/v1/incidents/{told['incidents'][0]}").json()
    assert found["documents"][0]["outlet"] == "The Harwell Wire"
    aside = program.post("/api/v1/documents", json={"id": "cake", "text": "Beat the eggs with the sugar, then fold in the flour and bake for an hour."}).json()  # fmt: skip
    assert aside["state"] == "set_aside" and aside["reason"] and aside["incidents"] == []
    refused = program.post("/api/v1/documents", json={"text": " \n "}).json()
    assert refused["state"] == "refused" and refused["reason"] and refused["id"] is None
    for wrong in ({}, {"text": ""}, {"text": "x", "published": "soon"}, {"text": "x", "extra": 1}):
        assert program.post("/api/v1/documents", json=wrong).status_code == 422


def test_a_document_is_read_later_where_that_is_preferred(api: Api) -> None:
    program = api.program("editor", "write", "read")
    row = {
        "id": "later",
        "text": "QUETTA: Gunmen shot dead three shopkeepers in Quetta on Sunday, police said.",
    }
    answer = program.post("/api/v1/documents", json=row, headers={"Prefer": "wait=9, respond-async"})
    assert answer.status_code == 202 and answer.headers["preference-applied"] == "respond-async"
    address = answer.headers["location"]
    assert answer.json()["taken"] is None and answer.json()["state"] in ("waiting", "running")
    while (told := program.get(address).json())["state"] in ("waiting", "running"):
        time.sleep(0.05)
    assert told["state"] == "done" and told["error"] is None
    assert (
        told["taken"] == program.post("/api/v1/documents", json=row).json()
        and told["taken"]["state"] == "read"
    )
    assert api.program("reviewer", "read", "review").get(address).status_code == 403
    assert program.get("/api/v1/jobs/0123456789abcdef").status_code == 404
    assert program.get("/api/v1/jobs/other").status_code == 422


def test_the_schema_says_what_is_refused(api: Api) -> None:
    schema = api.program("reader", "read").get("/api/v1/openapi.json").json()
    for path, method in (
        ("/api/v1/decisions", "post"),
        ("/api/v1/documents", "post"),
        ("/api/v1/changes", "get"),
    ):
        assert {"200", "400", "401", "403", "422"} <= set(schema["paths"][path][method]["responses"])
    body = schema["paths"]["/api/v1/decisions"]["post"]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    assert set(body["discriminator"]["mapping"]) == {"accept", "correct", "retract", "merge", "split", "link", "unlink", "reject", "amend", "enter", "undo"}  # fmt: skip
