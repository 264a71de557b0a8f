"""What persons decided, as it leaves: the machine's value beside theirs, who by number, and nothing that should stay."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_by_people import decide, decisions, everything, fill, of, refused

from vigil import review
from vigil.decided import packed, stated
from vigil.export import export
from vigil.export.table import bare_cell
from vigil.records import Incident
from vigil.store import Record

LOOSE = {"low": 15, "best": 16, "high": None}
PRIVATE = "Irfan Ali Khudi"


def content(record: Record, name: str) -> bytes:
    stream = io.BytesIO()
    export(record, name, stream)
    return stream.getvalue()


def table(record: Record, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(record, name).decode())))


def lines(record: Record) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in map(json.loads, content(record, "incidents").splitlines())}


@pytest.fixture
def held(tmp_path: Path) -> Any:
    with Record.open(tmp_path / "r.db") as record:
        fill(record)
        yield record


def test_a_correction_is_told_with_both_values_in_every_form_that_can_hold_it(held: Record) -> None:
    machine = of(held, "a1")
    assert machine.killed is not None
    decide(held, review.Correct(machine.id, "killed", LOOSE), reason="=hospital list")
    decide(held, review.Correct(machine.id, "date", {"start": "2013-01-09"}), by="Bob")
    (row,) = [row for row in table(held, "csv") if row["id"] == machine.id]
    assert row["corrected"].split("; ") == [
        "date_start", "date_end", "date_precision", "killed_low", "killed_best", "killed_high",
    ]  # fmt: skip
    assert all(not other["corrected"] for other in table(held, "csv") if other["id"] != machine.id)
    killed, day = table(held, "decisions")
    assert killed["incident"] == day["incident"] == machine.id
    assert (
        json.loads(killed["machine"])["best"] == machine.killed.best and json.loads(killed["person"]) == LOOSE
    )
    assert (killed["verb"], killed["field"], killed["by"], day["by"]) == ("correct", "killed", "reviewer 1", "reviewer 2")  # fmt: skip
    assert killed["reason"] == "'=hospital list" and bare_cell(killed["reason"]) == "=hospital list"
    assert (killed["holds"], killed["undone"]) == ("true", "false") and killed["at"]
    whole = lines(held)[machine.id]
    assert whole["corrected"] == ["date", "killed"] and whole["decisions"][0]["person"] == LOOSE
    sheets = openpyxl.load_workbook(io.BytesIO(content(held, "xlsx")), read_only=True)
    header, *rows = sheets["decisions"].iter_rows(values_only=True)
    assert list(header) == list(killed) and len(rows) == 2
    assert ("decisions", "machine") in {row[:2] for row in sheets["dictionary"].iter_rows(values_only=True)}
    before = f"where the program has {machine.killed.best:,}"
    for form, note in (("acled", "notes"), ("ucdp", "vigil_notes")):
        (told,) = [text for r in table(held, form) if "Corrected by a person" in (text := r[note])]
        assert (
            "killed 16 (15–), " + before in told
            and "date 2013-01-09, where the program has 2013-01-10" in told
        )


def test_what_was_taken_back_or_outvoted_is_told_as_such(held: Record) -> None:
    bomb, shots = of(held, "a1"), of(held, "b1")
    decide(held, review.Correct(bomb.id, "killed", LOOSE))
    decide(held, review.Undo("1"), reason="the list was another one")
    decide(held, review.Correct(shots.id, "killed", 9))
    for name in ("Bob", "Cem"):
        decide(held, review.Correct(shots.id, "killed", 4), by=name)
    first, undo, outvoted, won, too = table(held, "decisions")
    assert (first["undone"], first["holds"], first["incident"]) == ("true", "false", bomb.id)
    assert json.loads(first["machine"]) == stated(bomb, "killed")
    assert undo["verb"] == "undo" and json.loads(undo["person"]) == {"judgement": 1}
    assert (outvoted["holds"], outvoted["undone"]) == ("false", "false")
    assert won["holds"] == too["holds"] == "true"
    assert lines(held)[bomb.id]["corrected"] == []


def test_claims_that_persons_weighed_are_told_by_their_id(held: Record) -> None:
    bomb = of(held, "a1")
    (claim,) = [c for r in bomb.reports if r.document == "a1" for c in r.claims]
    decide(held, review.Amend("a1", claim.id("a1"), {"qualifier": "at least"}))
    text = "A bomb killed 12 people"
    decide(held, review.Enter("a1", 0, len(text), text, "injured", bomb.id, {"value": 3}))
    amended, entered = table(held, "decisions")
    assert amended["claim"] == claim.id("a1") and json.loads(amended["machine"]) == {
        "qualifier": claim.qualifier
    }
    assert json.loads(amended["person"]) == {"qualifier": "at least"}
    whole = lines(held)[bomb.id]
    assert entered["claim"] in {c["id"] for c in whole["claims"] if c.get("entered")}
    said = {"document": "a1", "attribute": "injured", "value": 3, "low": 3, "high": 3}
    assert json.loads(entered["person"]) == said
    assert whole["corrected"] == ["claims"]


def test_words_that_a_person_typed_leave_only_while_the_record_shows_them(held: Record) -> None:
    bomb = of(held, "a1")
    decide(held, review.Correct(bomb.id, "summary", "A bomb, so a lowercase friend of mine says."))
    assert table(held, "decisions")[0]["person"].endswith("says.")
    decide(held, review.Undo("1"))
    named = [{"name": PRIVATE, "stance": "blamed", "kind": "person"}]
    decide(held, review.Correct(bomb.id, "perpetrators", named), reason=f"{PRIVATE} was seen, Ann thinks")
    assert json.loads(table(held, "decisions")[2]["person"]) == [{"name": "[name withheld]", "stance": "blamed", "kind": "person"}]  # fmt: skip
    decide(held, review.Undo("3"))
    for form in ("decisions", "csv", "incidents", "acled", "ucdp", "geojson", "plover"):
        told = content(held, form).decode()
        assert "lowercase friend" not in told and "Irfan" not in told and "Ann" not in told, form


def test_a_link_to_what_does_not_leave_stays_behind(held: Record) -> None:
    bomb, shots = of(held, "a1"), of(held, "b1")
    decide(held, review.Tie(shots.id, "follows_up", bomb.id))
    (made,) = table(held, "decisions")
    assert (made["incident"], made["field"], made["holds"]) == (shots.id, "links", "true")
    stream = io.BytesIO()
    export(held, "decisions", stream, ids=[shots.id])
    assert bomb.id.encode() not in stream.getvalue()


@settings(max_examples=25, deadline=None)
@given(st.lists(decisions(), max_size=6))
def test_whatever_was_decided_the_tables_agree_with_the_record(made: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder, Record.open(Path(folder) / "r.db") as record:
        fill(record)
        for number, (what, by) in enumerate(made):
            with refused():
                decide(record, what(everything(record)), by=by, at=f"2026-01-01T00:00:{number:02d}+00:00")
        _assert_told(record, {i.id: i for i in record.incidents()})


def _assert_told(record: Record, shown: dict[str, Incident]) -> None:
    told = list(record.judgements())
    holding = set(review.active(told))
    rows = lines(record)
    assert rows.keys() == shown.keys()
    for key, row in rows.items():
        corrects = [d for d in row["decisions"] if d["verb"] == "correct"]
        for made in row["decisions"]:
            assert made["undone"] == (made["judgement"] - 1 not in holding) or made["verb"] == "undo"
            assert not (made["undone"] and made["holds"])
        for made in corrects:
            if made["holds"] and made["field"] == "killed":
                assert packed(made["person"]) == packed(stated(shown[key], "killed"))
        differing = {d["field"] for d in corrects if d["holds"] and d["person"] != d["machine"]}
        assert {"actors" if f == "perpetrators" else f for f in differing} >= {
            name for name in row["corrected"] if name not in ("claims", "documents", "links", "kind")
        }
    flat = [(r["incident"], r["judgement"]) for r in table(record, "decisions")]
    whole = [(key, str(d["judgement"]), d["field"]) for key in rows for d in rows[key]["decisions"]]
    assert flat == [(key, number) for key, number, _ in whole if (key, number) in flat]
    # what leads to a retracted incident, and what took that back, leaves in JSON Lines alone
    assert all(field in ("links", None) for key, number, field in whole if (key, number) not in flat)
