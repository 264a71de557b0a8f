"""vigil review: the queue, decisions, history and changes, as a person and a program see them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import read_by_people
import sqlalchemy as sa
from former import back_to
from made_up import fill

from vigil.cli import main
from vigil.store import Record


@pytest.fixture
def place(tmp_path: Path) -> str:
    """The invented record of two papers."""
    return str(fill(tmp_path / "r.db"))


def told(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> tuple[str, str]:
    """What a command prints, and what it says beside."""
    capsys.readouterr()
    assert main(["review", *arguments]) == code
    found = capsys.readouterr()
    return found.out, found.err


def test_correct_accept_undo_and_what_is_left_of_it(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--record", place)
    fields = (
        "killed=14..15..17",
        "perpetrators=Red Dawn Front (claimed), Ousmane's men (suspected)",
        "date=2021-03",
    )
    told(capsys, "correct", "i-bomb", *fields, "--by", "Amina", "--reason", "hospital list", *at)
    with Record.open(place) as record:
        made = record.incident("i-bomb")
    assert made is not None and made.killed is not None
    assert (made.killed.low, made.killed.best, made.killed.high) == (14, 15, 17)
    assert (made.date.start, made.date.end, made.date.precision) == ("2021-03-01", "2021-03-31", "month")
    assert {(a.name, a.stance) for a in made.actors if a.role == "perpetrator"} == {
        ("Red Dawn Front", "claimed"),
        ("Ousmane's men", "suspected"),
    }
    _, said = told(capsys, "accept", "i-bomb", "--by", "Moussa", *at)
    assert "Decision 4: i-bomb is confirmed." in said
    rows = [json.loads(line) for line in told(capsys, "history", "i-bomb", "--json", *at)[0].splitlines()]
    assert [r["by"] for r in rows if "decision" in r] == ["Amina"] * 3 + ["Moussa"]
    assert any(r.get("fields", {}).get("killed") for r in rows)
    assert "killed: 15 (14–17)" in told(capsys, "history", "i-bomb", *at)[0]
    capsys.readouterr()
    assert main(["show", "i-bomb", "--record", place]) == 0
    page = capsys.readouterr().out
    assert "What people decided" in page and "where the machine suggests 15 (12–15)" in page
    told(capsys, "undo", "1", "--by", "Amina", *at)
    with Record.open(place) as record:
        made = record.incident("i-bomb")
    assert made is not None and made.killed is not None and made.killed.high == 15


def test_the_queue_says_why_and_empties(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--record", place)
    with Record.open(place) as record:
        keys = [i.id for i in record.incidents()]
    for key in keys:  # the record of this test was written without the queue: a decision fills it in
        told(capsys, "correct", key, "nature=criminal", "--by", "Amina", "--reason", "so the police", *at)
    assert len(told(capsys, "--json", *at)[0].splitlines()) == len(keys)  # nobody has read any as a whole
    for key in keys:
        told(capsys, "accept", key, "--by", "Amina", *at)
    (row,) = [json.loads(line) for line in told(capsys, "--json", *at)[0].splitlines()]
    assert row["incident"] == "i-bomb" and "needs a second reader beside Amina" in row["why"]
    assert "killed 15" in told(capsys, *at)[0]
    told(capsys, "accept", "i-bomb", "--by", "Moussa", *at)
    assert told(capsys, *at)[1].startswith("Nothing waits")


def test_merge_link_retract_changes_and_lists(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--record", place)
    told(capsys, "link", "i-bomb", "follows_up", "i-sit", "--reason", "said so", *at)
    told(capsys, "unlink", "i-bomb", "follows_up", "i-sit", "--reason", "did not", *at)
    _, said = told(capsys, "retract", "i-sit", *at, code=2)
    assert "reason" in said
    told(capsys, "retract", "i-sit", "--reason", "the same as yesterday's", *at)
    capsys.readouterr()
    for more, there in (((), False), (("--retracted",), True)):
        assert main(["export", "incidents", "--record", place, *more]) == 0
        assert ('"id":"i-sit"' in capsys.readouterr().out) is there
        assert main(["incidents", "--record", place, *more]) == 0
        assert ("i-sit" in capsys.readouterr().out) is there
    rows = [
        json.loads(line)
        for line in told(capsys, "changes", "--since", "yesterday", "--json", *at)[0].splitlines()
    ]
    assert rows[0]["incident"] == "i-sit" and rows[0]["fields"]["status"][1] == "retracted"
    assert told(capsys, "changes", "--since", "2999", *at)[1].startswith("Nothing changed")
    _, said = told(capsys, "merge", "i-bomb", "i-sit", "--reason", "one night", *at)
    assert "i-bomb is i" in said or "i-sit is i" in said
    out, _ = told(capsys, "orphaned", *at)  # what is one incident now cannot be linked to itself
    assert "link follows_up i-sit" in out and "unlink" not in out
    told(capsys, "undo", "4", *at)
    assert told(capsys, "orphaned", *at)[1].startswith("Every decision")


def test_a_spot_in_a_town_is_shown_found_and_exported_and_no_finer_than_the_town(
    place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("--record", place)
    told(capsys, "correct", "i-bomb", "place=Hazara Town, Quetta, Pakistan", "--reason", "so Dawn", *at)
    with Record.open(place) as record:
        made = record.incident("i-bomb")
        spot = made.place if made else None
    assert spot is not None and (spot.name, spot.city, spot.precision) == ("Hazara Town", "Quetta", "city")
    assert spot.geonames_id is None and spot.lat is not None
    capsys.readouterr()
    assert main(["show", "i-bomb", *at]) == 0
    assert "known and placed no finer than Quetta" in capsys.readouterr().out
    assert main(["incidents", "--place", "hazara town", *at]) == 0
    assert "i-bomb" in capsys.readouterr().out
    for form in ("incidents", "acled", "ucdp"):
        assert main(["export", form, *at]) == 0
        assert "Hazara Town" in capsys.readouterr().out
    _, said = told(
        capsys, "correct", "i-bomb", "place=Hazara Town, Qetta", "--reason", "so Dawn", *at, code=2
    )
    assert "no place “Qetta”" in said


def test_the_name_is_set_once(
    place: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = ("--record", place)
    monkeypatch.setattr("platformdirs.user_config_path", lambda name: tmp_path / name)
    _, said = told(capsys, "name", "Amina  K.")
    assert "You decide as Amina K." in said and told(capsys, "name")[0] == "Amina K.\n"
    told(capsys, "accept", "i-bomb", *at)
    monkeypatch.setenv("VIGIL_NAME", "Moussa")
    told(capsys, "accept", "i-sit", *at)
    told(capsys, "accept", "i-sit", "--by", "Sana", *at)
    assert "VIGIL_NAME says" in told(capsys, "name", "Somebody", code=2)[1]
    with Record.open(place) as record:
        assert [said.by for said in record.judgements()] == ["Amina K.", "Moussa", "Sana"]


def test_a_statement_and_its_claim(
    place: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = ("--record", place)
    monkeypatch.setattr("sys.stdin", io.StringIO("I saw 19 graves at the edge of the town."))
    out, _ = told(capsys, "statement", "-", "--by", "Amina", "--date", "2021-03-04", *at)
    key = out.strip()
    told(
        capsys, "enter", key, "19 graves", "killed", "value=19", "--incident", "i-bomb", "--by", "Amina", *at
    )
    told(
        capsys,
        "enter",
        key,
        "graves",
        "coverage",
        "--new",
        "type=funeral",
        "--new",
        "date=2021-03-04",
        "--by",
        "Amina",
        *at,
    )
    _, said = told(
        capsys, "enter", key, "no such words", "killed", "value=1", "--incident", "i-bomb", *at, code=2
    )
    assert "not in the document" in said
    capsys.readouterr()
    assert main(["export", "claims", "--record", place]) == 0
    (row,) = [
        r
        for line in capsys.readouterr().out.splitlines()
        if (r := json.loads(line)).get("entered") and r["attribute"] == "killed"
    ]
    assert (row["value"], row["quote"], row["document"]) == (
        19,
        "19 graves",
        key,
    ) and "Amina" not in json.dumps({**row, "speaker": ""})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("correct", "i-bomb", "killed=many"), "no number"),
        (("correct", "i-bomb", "killed"), "write killed=86"),
        (("correct", "i-bomb", "date=2021-13"), "no month"),
        (("accept", "i-none"), "no incident i-none"),
        (("undo", "7"), "no decision 7"),
        (("split", "i-bomb", "n-9#0"), "no such report"),
        (("amend", "c0", "colour=red"), "no field colour"),
        (("correct", "i-bomb", "killed=3"), "Why is it corrected? Give a reason"),
        (("merge", "i-bomb", "i-sit"), "Why are they one? Give a reason"),
        (("correct", "i-bomb", "place=Kalatt, Pakistan"), "no place “Kalatt”"),
        (("enter", "n-1", "market", "killed", "value=3"), "About which incident"),
        (("source", "n-1"), "no sealed source"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_in_a_sentence(
    place: str, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert said in told(capsys, *arguments, "--record", place, code=2)[1]


def test_the_queue_of_a_record_that_a_former_vigil_wrote_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "former.db"
    with Record.open(place) as record:
        read_by_people.fill(record)
    before = told(capsys, "--json", "--record", str(place))[0]
    assert before
    database = sa.create_engine(f"sqlite:///{place}")
    with database.begin() as connection:
        back_to(connection, 5)
    database.dispose()
    after, said = told(capsys, "--json", "--record", str(place))
    assert after == before and "being brought up to date" in said
