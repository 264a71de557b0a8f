"""Review through the site: every decision by a form changes what the page shows, undo gives it back, a new run keeps it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from read_by_people import everything, fill, of
from starlette.testclient import TestClient

from vigil import pipeline
from vigil.config import Config
from vigil.records import Incident
from vigil.store import Record
from vigil.web import Settings, create_app

HOST = "vigil.example:8443"
HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}'


class Desk:
    """A site of the made-up record, and the record beside it."""

    def __init__(self, place: Path, client: TestClient) -> None:
        self.place, self.client = place, client

    @property
    def record(self) -> Record:
        """The record, opened anew."""
        return Record.open(self.place)

    def of(self, document: str, kind: str = "attack") -> Incident:
        """The incident that a document tells."""
        with self.record as record:
            return of(record, document, kind)

    def page(self, address: str) -> str:
        """A page that is there."""
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.text[:600])
        return answer.text

    def form(self, address: str, what: str, **wanted: str) -> dict[str, Any]:
        """The fields of the first form of a page that decides ``what``, as a browser would send them unchanged.

        Forms on a claim stand behind its link "Decide".
        """
        page = self.page(address)
        if "claim" in wanted:
            links = re.findall(r'<a class="weigh"[^>]* href="([^"#]+)', page)
            page += "".join(self.page(html.unescape(link)) for link in links)
        for found in re.findall(r"<form[^>]*>.*?</form>", page, re.S):
            fields: dict[str, Any] = {}
            for tag in re.findall(r"<input[^>]*>", found):
                told = dict(re.findall(r'(\w+)="([^"]*)"', tag))
                if told.get("type") != "checkbox" and "name" in told:
                    fields.setdefault(told["name"], html.unescape(told.get("value", "")))
            for name, inside in re.findall(r'<select[^>]*name="(\w+)">(.*?)</select>', found, re.S):
                chosen = re.search(r"<option selected>([^<]*)|<option selected[^>]*>([^<]*)", inside) or re.search(r"<option[^>]*>([^<]*)", inside)  # fmt: skip
                fields[name] = (
                    html.unescape(next(g for g in chosen.groups() if g is not None)) if chosen else ""
                )
            for name, inside in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', found, re.S):
                fields[name] = html.unescape(inside)
            if fields.get("what") == what and all(fields.get(k) == v for k, v in wanted.items()):
                return fields
        raise AssertionError(f"{address} has no form that decides {what} {wanted}")

    def send(self, address: str, what: str, fields: dict[str, Any], **wanted: str) -> str:
        """Fill in a form of a page and send it; the page that follows."""
        given = self.form(address, what, **wanted) | fields
        answer = self.client.post("/decide", data=given)
        assert answer.status_code == 200, answer.text[:900]
        return answer.text

    def again(self) -> list[Incident]:
        """All incidents after everything was concluded anew."""
        with self.record as record:
            pipeline.conclude(record, Config(), anew=True)
            return everything(record)

    def all(self) -> list[Incident]:
        """All incidents."""
        with self.record as record:
            return everything(record)


@pytest.fixture
def desk(filled: Path, open_site: Callable[[Path], TestClient]) -> Desk:
    """The site for this machine alone."""
    return Desk(filled, open_site(filled))


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[tuple[Desk, Callable[[str, str], TestClient]]]:
    """The site as others reach it, and browsers signed in under a role."""
    place = tmp_path / "shared.db"
    with Record.open(place) as record:
        fill(record)
    app = create_app(Settings(str(place), host="0.0.0.0", hosts=(HOST,), https=True))

    def signed_in(name: str, role: str) -> TestClient:
        password = app.state.access.directory.add(name, role, "test")[1]
        browser = TestClient(app, f"https://{HOST}", headers={"accept": "text/html"})
        token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/login").text)
        assert token
        answer = browser.post(
            "/login", data={"csrf_token": token[1], "name": name, "password": password, "next": "/"}
        )
        assert answer.status_code == 200
        return browser

    with TestClient(app, f"https://{HOST}") as client:
        yield Desk(place, client), signed_in


def undo(desk: Desk, page: str) -> None:
    """Press Undo in what follows a decision."""
    (form,) = re.findall(r"<form[^>]*data-undo>.*?</form>", page, re.S)[:1]
    fields = [(n, html.unescape(v)) for n, v in re.findall(r'name="(\w+)" value="([^"]*)"', form)]
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    assert desk.client.post("/decide", data=data).status_code == 200


# ---------------------------------------------------------------- the queue


def test_the_queue_shows_what_waits_with_its_reason_and_goes_on_after_each_decision(desk: Desk) -> None:
    text = desk.page("/review")
    first = re.findall(r'data-incident="(i\w+)"', text)
    assert first and "figures of killed differ" in text
    after = desk.send("/review", "accept", {}, incident=first[0])
    assert "Accept" in after and "data-undo" in after
    assert first[0] not in re.findall(r'data-incident="(i\w+)"', after) or "second reader" in after
    undo(desk, after)
    assert re.findall(r'data-incident="(i\w+)"', desk.page("/review")) == first


def test_an_incident_opened_from_the_queue_leads_to_the_next(desk: Desk) -> None:
    keys = re.findall(r'data-incident="(i\w+)"', desk.page("/review"))
    assert len(keys) > 1
    address = f"/incidents/{keys[0]}?queue=all"
    answer = desk.client.post("/decide", data=desk.form(address, "accept"))
    assert answer.url.path == f"/incidents/{keys[1]}" and "data-undo" in answer.text
    assert "queue=all" in str(answer.url)
    last = desk.client.post("/decide", data=desk.form(f"/incidents/{keys[-1]}?queue=all", "accept"))
    assert last.url.path == "/review"


@pytest.mark.parametrize("which", ["grave", "uncertain", "disagreeing", "changed", "second", "disputed"])
def test_filters_narrow_the_queue(desk: Desk, which: str) -> None:
    whole = set(re.findall(r'data-incident="(i\w+)"', desk.page("/review")))
    some = set(re.findall(r'data-incident="(i\w+)"', desk.page(f"/review?which={which}")))
    assert some <= whole
    if which in ("changed", "second", "disputed"):
        assert not some
    if which == "disagreeing":
        assert desk.of("a1").id in some
    assert desk.client.get("/review?which=nonsense").status_code == 400
    assert desk.client.get("/review?after=nonsense").status_code == 400


def test_programs_of_the_page_get_what_came_of_it(desk: Desk) -> None:
    made = desk.of("a1")
    fields = desk.form("/review", "accept", incident=made.id)
    answer = desk.client.post("/decide", data=fields, headers={"accept": "application/json"}).json()
    assert answer["said"] == "Accepted" and answer["incident"] == made.id and answer["done"].startswith("j")


# ---------------------------------------------------------------- on the page of an incident


def test_a_correction_shows_beside_the_machine_and_is_taken_back(desk: Desk) -> None:
    before = desk.all()
    made = desk.of("a1")
    address = f"/incidents/{made.id}"
    page = desk.send(address, "correct", {"killed_low": "15", "killed_best": "16", "killed_high": "", "date": "2013-01", "reason": "a list of the hospital"})  # fmt: skip
    found = desk.of("a1")
    assert found.killed is not None and (found.killed.low, found.killed.best, found.killed.high) == (
        15,
        16,
        None,
    )
    assert (found.date.start, found.date.end, found.date.precision) == ("2013-01-01", "2013-01-31", "month")
    assert "a list of the hospital" in page and "What people decided" in page and "16 (15–)" in page
    assert (
        found.injured == made.injured and found.summary == made.summary
    )  # what was not changed is not decided
    assert desk.again() == desk.all() and desk.of("a1") == found
    undo(desk, page)
    assert desk.all() == before
    assert "taken back" in desk.page(address)


def test_a_correction_that_changes_nothing_or_makes_no_sense_is_refused(desk: Desk) -> None:
    address = f"/incidents/{desk.of('a1').id}"
    fields = desk.form(address, "correct")
    before = desk.all()
    for change, said in (
        ({}, "Nothing was changed"),
        ({"killed_low": "many"}, "whole number"),
        ({"killed_low": "90", "killed_high": "20", "killed_best": "50"}, "order"),
        ({"date": "soon"}, "no date"),
        ({"type": "picnic"}, "no type"),
        ({"perpetrators": "[name withheld] (claimed)"}, "withheld"),
        ({"killed_low": "9", "killed_best": "9"}, "Why is it corrected? Give a reason"),
        ({"place": "Hazara Town, Qetta"}, "no place “Qetta”"),
    ):
        answer = desk.client.post("/decide", data=fields | change)
        assert answer.status_code == 400 and said in html.unescape(answer.text), change
    assert desk.all() == before


def test_a_correction_is_no_reading_until_the_rest_is_accepted_too(desk: Desk) -> None:
    key = desk.of("a1").id
    address = f"/incidents/{key}"
    given = {"killed_low": "14", "killed_best": "14", "killed_high": "14", "reason": "a list of the hospital"}
    desk.send(address, "correct", given)
    queue = desk.page("/review")
    row = re.search(rf'data-incident="{key}".*?</li>', queue, re.S)
    assert (
        row
        and "read by" not in row[0]
        and "figures of killed" not in row[0]
        and "second reader" not in row[0]
    )
    page = desk.send(address, "correct", {"date": "2013-01-09", "accept": "yes", "reason": "so a2"})
    assert "accept" in page.lower() and "data-undo" in page
    assert [d.by for d in desk.of("a1").decided if d.field == "reading" and d.holds]
    queue = desk.page("/review?which=second")
    assert f'data-incident="{key}"' not in queue  # it waits for another reader than this one
    assert '<option value="so a2">' in desk.page(address)  # reasons given before are offered


def test_a_spot_in_a_town_is_on_the_page_in_the_search_and_in_the_places(desk: Desk) -> None:
    address = f"/incidents/{desk.of('a1').id}"
    page = desk.send(address, "correct", {"place": "Hazara Town, Quetta", "reason": "so Dawn"})
    assert "Hazara Town, Quetta, Balochistan, Pakistan" in page
    assert "known and placed no finer than Quetta" in page
    made = desk.of("a1")
    assert made.place is not None and made.place.precision == "city"
    assert desk.again() == desk.all() and desk.of("a1") == made
    assert made.id in desk.page("/incidents?place=Hazara+Town")
    assert "Hazara Town" in desk.page("/places/PK/Balochistan/Quetta")
    assert made.id in desk.page("/search?q=%22Hazara+Town%22")
    assert desk.form(address, "correct")["place"] == "Hazara Town, Quetta, Balochistan, Pakistan"


def test_the_name_that_decisions_bear_is_set_on_the_desk(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_config_path", lambda name: tmp_path / name)
    token = desk.form("/review", "accept")["csrf_token"]
    answer = desk.client.post(
        "/review/name", data={"csrf_token": token, "name": "Amina K.", "back": "/review"}
    )
    assert answer.status_code == 200 and 'Deciding as <b dir="auto">Amina K.</b>' in answer.text
    desk.send("/review", "accept", {})
    with desk.record as record:
        assert [said.by for said in record.judgements()] == ["Amina K."]
    assert desk.client.post("/review/name", data={"csrf_token": token, "name": " "}).status_code == 400
    monkeypatch.setenv("VIGIL_NAME", "Moussa")
    page = desk.page("/review")
    assert "Moussa" in page and "/review/name" not in page


def test_merge_split_and_retract(desk: Desk) -> None:
    before = desk.all()
    bomb, shots = desk.of("a1"), desk.of("b1")
    page = desk.send(f"/incidents/{bomb.id}", "merge", {"with": shots.id, "reason": "one night"})
    one = desk.of("b1")
    assert {r.document for r in one.reports} >= {"a1", "a2", "a3", "b1", "b2"}
    assert "one night" in desk.page(f"/incidents/{one.id}")
    gone = shots.id if one.id == bomb.id else bomb.id
    answer = desk.client.get(f"/incidents/{gone}")
    assert answer.url.path == f"/incidents/{one.id}"
    fields = {"apart": [r.id for r in one.reports if r.document == "b1"]}
    desk.send(f"/incidents/{one.id}", "split", fields | {"reason": "another day"})
    assert {r.document for r in desk.of("b1").reports} == {"b1"}
    assert desk.again() == desk.all()
    for number in ("2", "1"):
        with desk.record as record:
            told = record.judgements()
            made = list(told)[int(number) - 1]
        from vigil.review import id_of

        form = desk.form(f"/incidents/{desk.of('a1').id}", "undo", of=id_of(made))
        assert desk.client.post("/decide", data=form).status_code == 200
    assert desk.all() == before
    assert "data-undo" in page
    address = f"/incidents/{bomb.id}"
    answer = desk.client.post("/decide", data=desk.form(address, "retract"))
    assert answer.status_code == 400 and "Why is it retracted" in answer.text
    page = desk.send(address, "retract", {"reason": "a drill"})
    assert desk.of("a1").status == "retracted" and "a drill" in page
    undo(desk, page)
    assert desk.all() == before


def test_links_are_made_and_taken_away(desk: Desk) -> None:
    bomb, shots = desk.of("a1"), desk.of("b1")
    address = f"/incidents/{shots.id}"
    page = desk.send(
        address, "link", {"type": "retaliation_for", "target": bomb.id, "reason": "they said so"}
    )
    assert [(k.type, k.incident) for k in desk.of("b1").links] == [("retaliation_for", bomb.id)]
    assert "retaliation for" in page and "they said so" in page
    desk.send(address, "unlink", {"reason": "they did not"}, target=bomb.id)
    assert not desk.of("b1").links
    answer = desk.client.post("/decide", data=desk.form(address, "link") | {"target": shots.id})
    assert answer.status_code == 400


def test_a_claim_is_rejected_and_corrected_with_the_machines_reading_still_there(desk: Desk) -> None:
    before = desk.all()
    made = desk.of("a1")
    address = f"/incidents/{made.id}"
    key = next(c.id("a2") for r in made.reports if r.document == "a2" for c in r.claims if c.value == 15)
    page = desk.send(address, "reject", {"reason": "of another day"}, claim=key)
    found = desk.of("a1")
    assert found.killed is not None and found.killed.high is not None and found.killed.high < 15
    assert "of another day" in page and re.search(r'<s class="machine"[^>]*>killed 15', page)
    undo(desk, page)
    assert desk.all() == before
    page = desk.send(
        address,
        "amend",
        {"value": "18", "qualifier": "at least", "speaker": "a doctor", "reason": "so a2"},
        claim=key,
    )
    claims = [
        c for r in desk.of("a1").reports if r.document == "a2" for c in r.claims if c.attribute == "killed"
    ]
    assert [(c.value, c.low, c.qualifier, c.speaker) for c in claims] == [(18, 18, "at least", "a doctor")]
    assert re.search(r'<s class="machine"[^>]*>killed 15', page) and "corrected" in page
    assert desk.again() == desk.all()
    again = desk.form(
        address, "reject", claim=key
    )  # a corrected claim is still decided on by the machine's id
    assert again["claim"] == key


def test_hostile_words_are_shown_as_words(desk: Desk) -> None:
    address = f"/incidents/{desk.of('a1').id}"
    page = desk.send(
        address, "correct", {"summary": HOSTILE, "perpetrators": f"{HOSTILE} (blamed)", "reason": HOSTILE}
    )
    for text in (page, desk.page(address), desk.page("/review"), desk.page("/incidents")):
        assert "<script>alert" not in text
    assert "&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page


def test_the_page_that_follows_is_one_of_this_site(desk: Desk) -> None:
    fields = desk.form("/review", "accept")
    for back in (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/ /x",
    ):
        answer = desk.client.post("/decide", data=fields | {"back": back}, follow_redirects=False)
        if answer.status_code == 303:
            assert re.match(r"/incidents/i\w+\?done=j", answer.headers["location"]), back
        else:
            assert "already" in answer.text


def test_what_followed_is_brought_up_to_date(desk: Desk) -> None:
    desk.send("/review", "accept", {})
    assert "not yet in episodes" in desk.page("/review")
    token = desk.form("/review", "accept")["csrf_token"]
    answer = desk.client.post("/review/settle", data={"csrf_token": token})
    assert answer.status_code == 200 and answer.url.path.startswith("/review/jobs/")
    for _ in range(200):
        state = desk.client.get(f"{answer.url.path}.json").json()["state"]
        if state in ("done", "failed"):
            break
    assert state == "done"
    assert "not yet in episodes" not in desk.page("/review")
    assert "up to date" in desk.page(answer.url.path)


def test_decisions_that_lost_their_incident_are_listed(desk: Desk) -> None:
    assert "Every decision has its incident" in desk.page("/review/orphans")
    made = desk.of("a1")
    key = next(c.id("a2") for r in made.reports if r.document == "a2" for c in r.claims if c.value == 15)
    desk.send(f"/incidents/{made.id}", "reject", {"reason": "gone soon"}, claim=key)
    with desk.record as record:
        fill(
            record,
            "v2",
            a2="Nobody knows how 11 people died at the market of Harwell; it was laid to the Northern Front.",
        )
    assert "gone soon" in desk.page("/review/orphans") and "reject claim" in desk.page("/review/orphans")


# ---------------------------------------------------------------- who may


def test_who_may_not_decide_sees_decisions_and_no_form(
    shared: tuple[Desk, Callable[[str, str], TestClient]],
) -> None:
    desk, signed_in = shared
    ann, ben, reader = signed_in("ann", "reviewer"), signed_in("ben", "reviewer"), signed_in("rex", "reader")
    made = desk.of("a1")
    address = f"/incidents/{made.id}"
    desk.client = ann
    desk.send(
        address,
        "correct",
        {"killed_low": "12", "killed_best": "13", "killed_high": "15", "reason": "Ann says"},
    )
    desk.client = ben
    desk.send(
        address,
        "correct",
        {"killed_low": "15", "killed_best": "15", "killed_high": "15", "reason": "Ben says"},
    )
    assert desk.of("a1").status == "disputed"
    page = reader.get(address).text
    assert "Readers disagree on killed" in page and "Ann says" in page and "Ben says" in page
    assert "/decide" not in page and "Retract" not in page
    assert reader.get("/review").status_code == 403
    page = ben.get("/review").text
    assert "Deciding as" in page and "/review/name" not in page  # an account has its name
    token = re.search(r'name="csrf_token" value="([^"]+)"', reader.get("/account").text)
    assert token
    answer = reader.post("/decide", data={"csrf_token": token[1], "what": "accept", "incident": made.id})
    assert answer.status_code == 403 and desk.of("a1").status == "disputed"
    fields = desk.form(address, "accept")
    fields.pop("csrf_token")
    assert ben.post("/decide", data=fields).status_code == 403
    assert ben.post("/decide", data={"csrf_token": "0" * 96, **fields}).status_code == 403
    with desk.record as record:
        assert {said.by for said in record.judgements()} == {"ann", "ben"}


def test_forms_leak_no_name_that_is_withheld_and_leave_it_as_it_was(
    shared: tuple[Desk, Callable[[str, str], TestClient]],
) -> None:
    desk, signed_in = shared
    name = "Zarmina Wardakzai"
    editor, reviewer = signed_in("ed", "editor"), signed_in("rev", "reviewer")
    address = f"/incidents/{desk.of('a1').id}"
    desk.client = editor
    desk.send(
        address, "correct", {"perpetrators": f"{name} (suspected)", "reason": f"{name}, says the police"}
    )
    token = re.search(r'name="csrf_token" value="([^"]+)"', editor.get("/documents/a3").text)
    assert token
    entered = {
        "document": "a3",
        "quote": "13 died",
        "attribute": "victim",
        "value": name,
        "incident": desk.of("a1").id,
    }
    assert editor.post("/enter-claim", data={"csrf_token": token[1], **entered}).status_code == 200
    assert name in editor.get(address).text
    desk.client = reviewer
    with desk.record as record:
        from vigil.review import id_of

        done = ",".join(id_of(said) for said in record.judgements())
        (claim,) = [c.id("a3") for r in of(record, "a1").reports for c in r.claims if c.entered_by]
    pages = [
        reviewer.get(a).text
        for a in (
            address,
            f"{address}?claim={claim}",
            f"{address}?queue=all",
            "/review",
            f"/review?done={done}",
            f"{address}?done={done}",
            "/review/orphans",
            f"/claims/{claim}.json",
            f"/api/v1/claims/{claim}",
            "/changes",
            "/documents/a3",
        )
    ]
    pages.append(
        desk.send(
            address, "correct", {"killed_low": "9", "killed_best": "9", "killed_high": "9", "reason": "so a3"}
        )
    )
    for page in pages:
        assert "Zarmina" not in page and "Wardakzai" not in page
    found = desk.of("a1")
    assert [(a.name, a.stance) for a in found.actors if a.role == "perpetrator"] == [(name, "suspected")]
    assert found.killed is not None and found.killed.best == 9
    assert f'id="c-{claim}"' in pages[0]  # a claim keeps its own id under what covers it
    form = next(f for f in re.findall(r"<form.*?</form>", pages[1], re.S) if "Take it back" in f)
    fields = {n: html.unescape(v) for n, v in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    assert reviewer.post("/decide", data=fields).status_code == 200
    assert not [c for r in desk.of("a1").reports for c in r.claims if c.entered_by]
