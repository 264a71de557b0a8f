"""Entering by hand: claims on words of a document, and statements with a source that nobody finds in the record."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from read_by_people import everything, of
from starlette.testclient import TestClient

from vigil import pipeline
from vigil.config import Config
from vigil.export import export_lines
from vigil.export.writing import LINES
from vigil.records import Incident
from vigil.review.sealed import SPEAKER, Source, unseal
from vigil.store import Record

PHRASE = "seven quiet herons at dusk"
SECRET = {"name": "Yusra Kandilwala", "contact": "+92 300 5550199", "note": "meets on Tuesdays", "passphrase": PHRASE, "again": PHRASE}  # fmt: skip
TEXT = "I counted 17 bodies in the yard.\r\nThen 17 bodies more came; nobody wrote them down."


class Hand:
    """A site of the made-up record, and the record beside it."""

    def __init__(self, place: Path, client: TestClient) -> None:
        self.place, self.client = place, client

    def token(self, address: str) -> str:
        """The token of a page's forms."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get(address).text)
        assert found
        return found[1]

    def send(self, address: str, page: str, **fields: Any) -> Any:
        """Fill in a form of a page."""
        return self.client.post(address, data={"csrf_token": self.token(page), **fields})

    def of(self, document: str) -> Incident:
        """The attack that a document tells."""
        with Record.open(self.place) as record:
            return of(record, document)

    def all(self, anew: bool = False) -> list[Incident]:
        """All incidents, after concluding anew where asked."""
        with Record.open(self.place) as record:
            if anew:
                pipeline.conclude(record, Config(), anew=True)
            return everything(record)


@pytest.fixture
def hand(filled: Path, open_site: Callable[[Path], TestClient]) -> Hand:
    """The site for this machine alone."""
    return Hand(filled, open_site(filled))


# ---------------------------------------------------------------- claims


def test_a_claim_from_pasted_words_is_on_the_incident_and_taken_back(hand: Hand) -> None:
    before = hand.all()
    made = hand.of("a3")
    answer = hand.send(
        "/enter-claim", "/documents/a3", document="a3", quote="13 died", attribute="killed", value="19",
        qualifier="at least", speaker="a doctor", incident=made.id, reason="heard it",
    )  # fmt: skip
    assert answer.status_code == 200 and answer.url.path == "/documents/a3" and "data-undo" in answer.text
    (claim,) = [c for r in hand.of("a3").reports for c in r.claims if c.entered_by]
    assert (claim.value, claim.low, claim.high, claim.qualifier, claim.speaker) == (19, 19, None, "at least", "a doctor")  # fmt: skip
    page = hand.client.get(f"/incidents/{made.id}", params={"claim": claim.id("a3")}).text
    assert "entered by" in page and "heard it" in page and "Take it back" in page
    assert hand.all(anew=True) == hand.all()
    form = next(f for f in re.findall(r"<form.*?</form>", page, re.S) if "Take it back" in f)
    fields = {n: html.unescape(v) for n, v in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    assert hand.client.post("/decide", data=fields).status_code == 200
    assert hand.all() == before


def test_a_claim_on_a_new_incident(hand: Hand) -> None:
    answer = hand.send(
        "/enter-claim", "/documents/c1", document="c1", quote="300 others", attribute="injured", value="2", incident="new",
        new_type="shooting", new_date="2014-02-01..2014-02-03", new_place="Quetta, Pakistan", new_nature="criminal",
    )  # fmt: skip
    assert answer.status_code == 200
    (made,) = [i for i in hand.all() if i.date.start == "2014-02-01"]
    assert made.type == "shooting" and made.nature == "criminal" and made.status == "confirmed"
    assert made.place is not None and made.place.city == "Quetta" and made.place.country_code == "PK"
    assert made.injured is not None and made.injured.best == 2


def test_words_that_stand_twice_are_told_apart_by_where_they_were_marked(hand: Hand) -> None:
    answer = hand.send("/enter", "/enter", text=TEXT, title="A guard")
    document = answer.url.path.rpartition("/")[2]
    made = hand.of("a1")
    given = {
        "document": document,
        "quote": "17 bodies",
        "attribute": "killed",
        "value": "17",
        "incident": made.id,
    }
    page = f"/documents/{document}"
    assert "more than once" in hand.send("/enter-claim", page, **given).text
    assert hand.send("/enter-claim", page, nth="1", where="text", **given).status_code == 200
    (claim,) = [c for r in hand.of("a1").reports if r.document == document for c in r.claims]
    assert claim.span.start == TEXT.replace("\r\n", "\n").rindex("17 bodies")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"quote": "not there"}, "not in the document"),
        ({"value": ""}, "How many"),
        ({"value": "many"}, "How many"),
        ({"attribute": "weather"}, "no attribute"),
        ({"incident": "i0000"}, "no incident"),
        ({"incident": "new"}, "type of the codebook"),
        ({"document": "nothing"}, "no document"),
    ],
)
def test_what_makes_no_sense_is_refused(hand: Hand, change: dict[str, str], said: str) -> None:
    given = {
        "document": "a3",
        "quote": "13 died",
        "attribute": "killed",
        "value": "13",
        "incident": hand.of("a3").id,
    }
    before = hand.all()
    answer = hand.send("/enter-claim", "/documents/a3", **given | change)
    assert answer.status_code == 400 and said in html.unescape(answer.text)
    assert hand.all() == before


# ---------------------------------------------------------------- statements


def test_a_statement_with_a_sealed_source_is_a_document_that_names_nobody(hand: Hand) -> None:
    page = hand.client.get("/enter").text
    assert "cannot be recovered" in page and "never exported" in page
    answer = hand.send(
        "/enter", "/enter", text=TEXT, title="A guard", kind="interview", date="2013-01-12", **SECRET
    )
    assert (
        answer.status_code == 200 and "I counted" in answer.text and "Claim from words of it" in answer.text
    )
    document = answer.url.path.rpartition("/")[2]
    hand.send("/enter-claim", answer.url.path, document=document, quote="17 bodies in the yard", attribute="killed",
              value="17", incident=hand.of("a1").id)  # fmt: skip
    with Record.open(hand.place) as record:
        sealed = record.sealed(document)
        assert sealed is not None
        assert unseal(sealed, PHRASE, document) == Source(SECRET["name"], SECRET["contact"], SECRET["note"])
        told = [b"".join(export_lines(record, what)) for what in LINES]
        assert any(c.speaker == SPEAKER for r in of(record, "a1").reports for c in r.claims)
    pages = ("/", "/incidents", answer.url.path, f"/documents/{document}.json", "/changes.atom", "/search?q=Yusra", "/review")  # fmt: skip
    told += [re.sub(rb'value="Yusra"', b"", hand.client.get(address).content) for address in pages]
    told += [file.read_bytes() for file in hand.place.parent.glob("r.db*")]
    for content in told:
        for word in ("Kandilwala", "5550199", "Tuesdays", PHRASE):
            assert word.encode() not in content


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"again": PHRASE + "!"}, "differ"),
        ({"passphrase": "short", "again": "short"}, "short"),
        ({"name": ""}, "Who is the source"),
        ({"title": "What Yusra saw"}, "take it out"),
        ({"kind": "rumour"}, "no kind"),
        ({"date": "soon"}, "no date"),
    ],
)
def test_a_refused_statement_comes_back_with_its_words_and_without_its_source(
    hand: Hand, change: dict[str, str], said: str
) -> None:
    answer = hand.send("/enter", "/enter", **{"text": TEXT, "title": "<b>A guard</b>", **SECRET, **change})
    assert answer.status_code == 400 and said in html.unescape(answer.text)
    assert "I counted 17 bodies" in answer.text and "<b>A guard" not in answer.text
    for word in ("Kandilwala", "5550199", "Tuesdays", PHRASE):
        assert word not in answer.text
    with Record.open(hand.place) as record:
        assert record.counts()["documents"] == 6


def test_without_the_token_of_a_form_nothing_is_entered(hand: Hand) -> None:
    assert hand.client.post("/enter", data={"text": TEXT}).status_code == 403
    given = {
        "document": "a3",
        "quote": "13 died",
        "attribute": "killed",
        "value": "13",
        "incident": hand.of("a3").id,
    }
    assert hand.client.post("/enter-claim", data=given).status_code == 403
