"""A form that is refused comes back on its page as it was filled in, with the reason; what must not be written back is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from read_by_people import of
from starlette.testclient import TestClient

from vigil.store import Record

LOCAL = "http://127.0.0.1:8350"
PHRASE = "seven quiet herons at dusk"


class Fields(HTMLParser):
    """What a browser would send of the form with an address that holds a word, and the attributes of its fields."""

    def __init__(self, page: str, action: str, holding: str = "") -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.marked: dict[str, dict[str, str | None]] = {}
        self._area = self._select = self._option = ""
        forms = re.findall(r"<form.*?</form>", page, re.S)
        (form,) = [f for f in forms if f'action="{action}"' in f and holding in f]
        self.feed(form)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A field."""
        told = dict(attrs)
        name = told.get("name") or ""
        if tag in ("input", "textarea", "select"):
            self.marked[name] = told
        if tag == "input" and (told.get("type") not in ("checkbox", "radio") or "checked" in told):
            self.sent.setdefault(name, []).append(told.get("value") or "")
        elif tag == "textarea":
            self._area = name
            self.sent[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in told:
            self.sent[self._select] = [told.get("value") or ""]
            self._option = "" if "value" in told else self._select

    def handle_endtag(self, tag: str) -> None:
        """The end of one."""
        if tag in ("textarea", "option"):
            self._area = self._option = ""

    def handle_data(self, data: str) -> None:
        """Its text."""
        if name := self._area or self._option:
            self.sent[name][0] += data.removeprefix("\n") if self._area else data


class Desk:
    """A site of the made-up record whose forms are sent as a browser sends them."""

    def __init__(self, place: Path, client: TestClient) -> None:
        self.place, self.client = place, client

    def id_of(self, document: str) -> str:
        """The attack that a document tells."""
        with Record.open(self.place) as record:
            return of(record, document).id

    def send(self, page: str, action: str, **fields: Any) -> Response:
        """Fill in a form of a page and send it."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get(page).text)
        assert found
        return self.client.post(
            action, data={"csrf_token": found[1], **fields}, headers={"referer": LOCAL + page}
        )


@pytest.fixture
def desk(filled: Path, open_site: Callable[[Path], TestClient]) -> Desk:
    """The site for this machine alone."""
    return Desk(filled, open_site(filled))


def test_a_refused_correction_keeps_every_field_and_is_sent_again_from_where_it_is_shown(desk: Desk) -> None:
    page = f"/incidents/{desk.id_of('a3')}"
    before = Fields(desk.client.get(page).text, "/decide", 'id="f-date"').sent
    changed = {
        "date": ["the day before"],
        "summary": ['He said "<no>"'],
        "reason": ["as told"],
        "nature": ["criminal"],
    }
    sent = before | changed
    sent.pop("csrf_token")
    answer = desk.send(page, "/decide", **sent)
    assert answer.status_code == 400 and answer.headers["cache-control"] == "no-store"
    shown = Fields(answer.text, "/decide", 'id="f-date"')
    assert shown.sent | {"csrf_token": [], "_page": []} == sent | {"csrf_token": [], "_page": []}
    assert shown.sent["_page"] == [page]
    alert = re.search(
        r'<div class="refused" role="alert" id="refused"[^>]* autofocus>.*?</div>', answer.text, re.S
    )
    assert alert and "the day before is no date" in alert[0] and 'href="#f-date"' in alert[0]
    assert (
        shown.marked["date"]["aria-invalid"] == "true"
        and shown.marked["date"]["aria-describedby"] == "refused"
    )
    assert re.search(
        r"<details open><summary>Correct its day, place, numbers and names</summary>", answer.text
    )
    assert answer.text.count("<h1") == 1 and "<title>Not done: " in answer.text
    # The page stands at /decide now: what is mended there is sent without a word of where it came from.
    mended = shown.sent | {"date": ["2014-01-05"]}
    again = desk.client.post("/decide", data=mended, headers={"referer": f"{LOCAL}/decide"})
    assert again.status_code == 200 and again.url.path == page
    refused = desk.client.post("/decide", data=shown.sent, headers={"referer": f"{LOCAL}/decide"})
    assert refused.status_code == 400 and Fields(refused.text, "/decide", 'id="f-date"').sent["reason"] == [
        "as told"
    ]


def test_the_form_that_was_sent_is_the_one_that_is_filled(desk: Desk) -> None:
    incident = desk.id_of("a3")
    answer = desk.send(
        f"/incidents/{incident}",
        "/decide",
        what="merge",
        incident=incident,
        back="/",
        reason="the same",
        **{"with": "i000000000000"},
    )
    merge = Fields(answer.text, "/decide", 'id="with-id"')
    assert (
        answer.status_code == 400
        and merge.sent["with"] == ["i000000000000"]
        and merge.sent["reason"] == ["the same"]
    )
    assert answer.text.count('value="the same"') == 1


def test_a_refused_claim_keeps_what_was_marked(desk: Desk) -> None:
    sent = {"document": "a3", "quote": "words that\nnobody wrote", "attribute": "injured", "value": "7", "qualifier": "at least",
            "speaker": "a nurse", "incident": "new", "new_type": "shooting", "new_place": "Quetta", "reason": "why not"}  # fmt: skip
    answer = desk.send("/documents/a3", "/enter-claim", **sent)
    shown = Fields(answer.text, "/enter-claim")
    assert answer.status_code == 400 and "not in the document" in answer.text
    assert {name: shown.sent[name][0] for name in sent} == sent
    assert shown.marked["quote"]["aria-invalid"] == "true"
    assert "<details data-claimform open>" in answer.text


def test_a_refused_statement_comes_back_without_its_source(desk: Desk) -> None:
    source = {
        "name": "Yusra Kandilwala",
        "contact": "+92 300 5550199",
        "note": "meets on Tuesdays",
        "passphrase": PHRASE,
    }
    answer = desk.send(
        "/enter",
        "/enter",
        text="\nTwo lines,\nand <b>more</b>.",
        title="A & B",
        kind="photograph",
        date="2013-01-10",
        again="other",
        **source,
    )
    assert answer.status_code == 400 and "The two passphrases differ" in answer.text
    shown = Fields(answer.text, "/enter").sent
    assert (
        shown["text"] == ["\nTwo lines,\nand <b>more</b>."]
        and shown["title"] == ["A & B"]
        and shown["date"] == ["2013-01-10"]
    )
    assert not any(word in answer.text for word in (*source.values(), "Kandilwala"))


def test_what_was_to_be_added_comes_back_and_files_are_asked_for_again(desk: Desk) -> None:
    found = re.search(r'name="csrf_token" value="([^"]+)"', desk.client.get("/add").text)
    assert found
    given = {"csrf_token": found[1], "links": "https://a.example/1\nno link", "outlet": "Dawn"}
    answer = desk.client.post(
        "/add", data=given, files={"files": ("a.txt", b"x")}, headers={"referer": f"{LOCAL}/add"}
    )
    shown = Fields(answer.text, "/add")
    assert (
        answer.status_code == 400
        and shown.sent["links"] == [given["links"]]
        and shown.sent["outlet"] == ["Dawn"]
    )
    assert "“no link” is no link" in answer.text and "files have to be chosen again" in answer.text
    assert shown.marked["links"]["aria-invalid"] == "true"


def test_a_filter_that_makes_no_sense_is_shown_with_the_rest_of_it(desk: Desk) -> None:
    answer = desk.client.get(
        "/incidents", params={"from": "yesterday", "place": "Quetta", "kind": "attack", "disagree": "1"}
    )
    shown = Fields(answer.text, "/incidents").sent
    assert answer.status_code == 400 and "“yesterday” under “from” is no date" in answer.text
    assert (shown["from"], shown["place"], shown["kind"], shown["disagree"]) == (
        ["yesterday"],
        ["Quetta"],
        ["attack"],
        ["1"],
    )


def test_programs_and_pages_without_such_a_form_get_the_error_alone(desk: Desk) -> None:
    page = desk.client.get("/add").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    data = {"csrf_token": token[1], "what": "accept", "incident": "i000000000000", "reason": "<i>so</i>"}
    program = desk.client.post("/decide", data=data, headers={"accept": "application/json"})
    assert program.status_code == 400 and program.headers["content-type"] == "application/problem+json"
    for named in ("//elsewhere.example/", "https://elsewhere.example/", "/add", "/login\\x", ""):
        answer = desk.client.post("/decide", data=data | {"_page": named})
        assert answer.status_code == 400 and "That did not work" in answer.text and "<i>" not in answer.text
