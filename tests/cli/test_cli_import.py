"""`vigil import` as a user meets it: a list's row beside the reports of the same attack, and what it never does to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import made_lists
import pytest

from vigil.cli import main
from vigil.store import Record

NAIROBI = ("Nairobi", "Nairobi", "Nairobi", "-1.2833", "36.8167")
BOMB = "A bomb exploded in a market in Nairobi on Monday, killing 5 people and injuring 12, police said."
AGAIN = "NAIROBI: The bomb that exploded in a Nairobi market on Monday killed 5 people and injured 14, a hospital said."
NOTES = "A bomb in a market in Nairobi killed traders, among them Wambui Ochieng and Juma Karanja."


def event(number: int, day: str, sort: Any, dead: object, notes: str, **more: str) -> dict[str, Any]:
    more = {"country": "Kenya", "source": "Daily Lantern (Kenya)", "actor2": "Civilians (Kenya)"} | more
    return made_lists.event(
        number, day, sort, "Al Shabaab", dead, notes, NAIROBI, **{"event_id_cnty": f"KEN{number}", **more}
    )


ROWS = (
    event(1, "6 January 2020", made_lists.BLAST, 6, NOTES),
    event(2, "6 January 2020", made_lists.BLAST, 7, "Another bomb in a market in Nairobi; seven died."),
    event(3, "9 March 2020", ("Riots", "Mob violence"), 1, "A thief was beaten to death by a crowd."),
    event(4, "10 March 2020", ("Strategic developments", "Other"), 0, "A road was closed."),
)


def acled(path: Path, *rows: dict[str, Any]) -> str:
    return str(made_lists.acled(path, rows, rubbish=False))


def news(path: Path) -> str:
    rows = [
        {"id": "lantern", "outlet": "Daily Lantern", "published": "2020-01-07", "text": BOMB},
        {"id": "herald", "outlet": "The Herald", "published": "2020-01-08", "text": AGAIN},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def exported(capsys: pytest.CaptureFixture, record: str, what: str = "incidents") -> list[dict[str, Any]]:
    capsys.readouterr()
    assert main(["export", what, "--record", record]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def summary(capsys: pytest.CaptureFixture, *arguments: str, code: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["import", *arguments, "--json"]) == code
    (line,) = capsys.readouterr().out.splitlines()
    return json.loads(line)


def of(incidents: list[dict[str, Any]], document: str) -> dict[str, Any]:
    (found,) = [i for i in incidents if document in {d["id"] for d in i["documents"]}]
    return found


@pytest.fixture
def record(tmp_path: Path) -> str:
    place = str(tmp_path / "r.db")
    assert main(["run", news(tmp_path / "news.jsonl"), "--record", place, "--reader", "rules"]) == 0
    return place


def test_a_row_joins_the_incident_of_the_reports(
    record: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    (before,) = exported(capsys, record)
    done = summary(capsys, acled(tmp_path / "acled.csv", *ROWS), "--record", record)
    assert (done["seen"], done["new"], done["rejected"]) == (4, 4, {})
    after = exported(capsys, record)
    joined = of(after, "lantern")
    assert joined["id"] == before["id"] and joined["summary"] == before["summary"]
    rows = {d["id"]: d for d in joined["documents"]}
    # two rows of one list are two incidents, however alike
    assert len(rows) == 3 and len({"ACLED:KEN1", "ACLED:KEN2"} & rows.keys()) == 1
    mine = next(d for d in rows if d.startswith("ACLED"))
    assert rows[mine]["outlet"] == "ACLED" and rows[mine]["role"] == "main"
    (figure,) = [c for c in joined["claims"] if c["document"] == mine and c["attribute"] == "killed"]
    assert figure["speaker"] == "ACLED" and figure["speaker_kind"] == "dataset"
    assert figure["quote"] == f"fatalities: {figure['value']}" and figure["value"] in (6, 7)
    assert joined["killed"]["best"] == 5, (
        "two papers say five; the list, which cites one of them, is no third"
    )
    assert joined["killed"]["high"] == figure["value"], "its figure stands beside theirs"
    assert main(["show", joined["id"], "--record", record]) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert f"killed {figure['value']} ACLED ACLED" in page and f"“{figure['quote']}”" in page
    assert "sources: ACLED cites Daily Lantern: the two are one source" in page
    assert "a row of a list that cites Daily Lantern (Kenya)" in page
    with Record.open(record) as opened:
        assert opened.check() == []


def test_what_a_row_is_comes_through_the_crosswalk(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    record = str(tmp_path / "r.db")
    rows = (
        *ROWS,
        event(5, "1 April 2020", made_lists.PEACEFUL, 0, "Nurses asked for their pay.", actor2=""),
        event(6, "2 April 2020", ("Battles", "Armed clash"), 3, "Two bands fought.", actor2="Band B"),
        event(7, "3 April 2020", ("Battles", "Government regains territory"), 3, "An army retook a hill."),
        event(8, "4 April 2020", made_lists.ATTACK, 1, "A man was found dead."),
        event(9, "5 April 2020", ("Protests", "Excessive force against protesters"), 2, "Police fired."),
    )  # fmt: skip
    summary(capsys, acled(tmp_path / "acled.csv", *rows), "--record", record)
    found = exported(capsys, record)
    sorts = {i["documents"][0]["id"]: (i["kind"], i["type"]) for i in found}
    assert {key.removeprefix("ACLED:"): sort for key, sort in sorts.items()} == {
        "KEN1": ("attack", "bombing"), "KEN2": ("attack", "bombing"), "KEN3": ("attack", "lynching"),
        "KEN4": ("other", "other"), "KEN5": ("demonstration", "protest"), "KEN6": ("attack", "armed clash"),
        "KEN7": ("other", "other"), "KEN8": ("attack", "attack"), "KEN9": ("demonstration", "protest"),
    }  # fmt: skip
    counted = {i["documents"][0]["id"].removeprefix("ACLED:") for i in found if i["killed"]}
    assert counted == {"KEN1", "KEN2", "KEN3", "KEN6", "KEN7", "KEN8", "KEN9"}, (
        "none reported is not none died"
    )
    roles = {i["documents"][0]["id"]: {(a["name"], a["role"]) for a in i["actors"]} for i in found}
    assert ("Al-Shabaab", "perpetrator") in roles["ACLED:KEN8"], "civilians are no side of a fight"
    assert {role for _, role in roles["ACLED:KEN6"]} == {"participant"}, "nobody says who attacked"
    for incident in found:
        assert incident["date"]["precision"] == "day" and incident["place"]["city"] == "Nairobi"


def test_the_same_list_again_changes_nothing_and_a_changed_row_is_a_new_version(
    record: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    first = acled(tmp_path / "acled.csv", *ROWS)
    summary(capsys, first, "--record", record)
    held = exported(capsys, record), exported(capsys, record, "documents"), exported(capsys, record, "claims")
    done = summary(capsys, first, "--record", record)
    assert (done["new"], done["new_versions"], done["reread"], done["unchanged"]) == (0, 0, 0, 4)
    assert held == (
        exported(capsys, record), exported(capsys, record, "documents"), exported(capsys, record, "claims")
    )  # fmt: skip
    newer = acled(tmp_path / "newer.csv", {**ROWS[0], "fatalities": 9}, *ROWS[1:3])
    done = summary(capsys, newer, "--record", record)
    assert (done["new"], done["new_versions"], done["unchanged"]) == (0, 1, 2)
    documents = {d["id"]: d for d in exported(capsys, record, "documents")}
    assert documents["ACLED:KEN1"]["version"] == 2 and "ACLED:KEN4" in documents, "what a file lacks stays"
    told = [c["value"] for c in exported(capsys, record, "claims") if c["document"] == "ACLED:KEN1"]
    assert 9 in told and 6 not in told


def test_no_reader_of_news_touches_a_row(record: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    summary(capsys, acled(tmp_path / "acled.csv", *ROWS), "--record", record)
    rows = [c for c in exported(capsys, record, "claims") if c["document"].startswith("ACLED")]
    assert rows
    for reader in ("neural", "rules"):  # the reports are read again, by another reader
        again = ["run", str(tmp_path / "news.jsonl"), "--record", record, "--reader", reader]
        assert main([*again, "--read-everything"]) == 0
        assert rows == [c for c in exported(capsys, record, "claims") if c["document"].startswith("ACLED")]
    assert summary(capsys, str(tmp_path / "acled.csv"), "--record", record)["unchanged"] == 4


def test_names_in_notes_stay_behind(record: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    alone = event(9, "9 May 2020", made_lists.ATTACK, 1, "Wambui Ochieng died in Nairobi.")
    own = tmp_path / "own.csv"
    own.write_text(
        "id,date,city,country,kind,killed,perpetrator,victims\n"
        "1,2020-02-02,Nairobi,Kenya,shooting,1,Juma Karanja,Amina Wanjiru; two clerks\n"
    )
    lists = (acled(tmp_path / "acled.csv", *ROWS, alone), str(own))
    summary(capsys, *lists, "--record", record)
    for what in ("incidents", "claims", "documents", "csv"):
        capsys.readouterr()
        assert main(["export", what, "--record", record]) == 0
        left = capsys.readouterr().out
        assert left
        for name in ("Wambui", "Ochieng", "Juma", "Karanja", "Amina", "Wanjiru"):
            assert name not in left, f"{name} left with {what}"
    assert main(["search", "Wambui", "--record", record]) == 0, "on this machine all is there"
    assert "ACLED:KEN9" in capsys.readouterr().out
    shown = of(exported(capsys, record), "ACLED:KEN9")
    assert "Nairobi" in shown["summary"], "a place is nobody's name"


def test_ucdp_gives_best_low_and_high(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    record = str(tmp_path / "r.db")
    summary(capsys, str(made_lists.ged(tmp_path / "ged.csv")), "--record", record)
    found = exported(capsys, record)
    bomb, month = of(found, "UCDP:7001"), of(found, "UCDP:7003")
    (claim,) = [c for c in bomb["claims"] if c["attribute"] == "killed"]
    assert (claim["value"], claim["low"], claim["high"]) == (91, 81, 110)
    assert claim["quote"] == "best: 91\nlow: 81\nhigh: 110" and claim["qualifier"] == "between"
    assert (bomb["killed"]["low"], bomb["killed"]["best"], bomb["killed"]["high"]) == (81, 91, 110)
    assert bomb["place"]["city"] == "Quetta" and bomb["place"]["geonames_id"], "found in the gazetteer"
    assert (bomb["place"]["lat"], bomb["place"]["lon"]) == (30.187222, 67.0125), "where the list puts it"
    assert [(a["name"], a["role"], a["by"]) for a in bomb["actors"]] == [
        ("Lashkar-e-Jhangvi", "perpetrator", "UCDP")
    ]
    assert (month["date"]["start"], month["date"]["end"], month["date"]["precision"]) == (
        "2013-06-01", "2013-06-30", "month",
    )  # fmt: skip
    assert main(["show", bomb["id"], "--record", record]) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert "91 (81 to 110)" in page and "the only source says, naming UCDP" in page


def test_rows_that_cannot_be_read_are_rejected_with_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    record = str(tmp_path / "r.db")
    file = str(made_lists.acled(tmp_path / "acled.csv"))
    assert main(["import", file, "--record", record]) == 1
    said = capsys.readouterr().err
    assert "11 new" in said and "6 rejected" in said and "There is no day 31 February 2013" in said
    assert main(["rejections", "--record", record]) == 0
    assert capsys.readouterr().out.count("acled.csv:") == 6


def test_a_table_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    record = str(tmp_path / "r.db")
    own = tmp_path / "clinic.csv"
    own.write_text("Nr;Day;Town;Land;Dead;Hurt\nA7;03/04/2020;Nairobi;Kenya;more than 5;dozens\n")
    asked = (
        "--column",
        "id=Nr",
        "--column",
        "killed=Dead",
        "--column",
        "injured=Hurt",
        "--column",
        "place=Town",
    )
    asked = (*asked, "--column", "country=Land", "--column", "date=Day", "--name", "Clinic")
    capsys.readouterr()
    assert main(["import", str(own), *asked, "--record", record]) == 2
    assert "day-first or" in capsys.readouterr().err
    summary(capsys, str(own), *asked, "--order", "day-first", "--record", record)
    (found,) = exported(capsys, record)
    assert found["documents"][0]["id"] == "Clinic:A7" and found["date"]["start"] == "2020-04-03"
    told = {
        c["attribute"]: (c["value"], c["low"], c["high"], c["qualifier"], c["quote"]) for c in found["claims"]
    }
    assert told["killed"] == (5, 6, None, "more than", "Dead: more than 5")
    assert told["injured"][1:] == (24, 99, "dozens", "Hurt: dozens")
    # read the other way round it is another reading of the same document, and not a second document
    done = summary(capsys, str(own), *asked, "--order", "month-first", "--record", record)
    assert (done["new"], done["reread"]) == (0, 1)
    (found,) = exported(capsys, record)
    assert found["date"]["start"] == "2020-03-04"


def test_a_row_is_no_coverage_and_no_list_is_set_beside_itself(
    record: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    file = acled(tmp_path / "acled.csv", ROWS[0], ROWS[2])
    summary(capsys, file, "--record", record)
    capsys.readouterr()
    assert main(["attention", "--record", record, "--json"]) == 0
    assert "ACLED" not in capsys.readouterr().out
    assert main(["compare", file, "--record", record, "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    same = [pair["theirs"]["id"] for pair in json.loads(line)["same"]]
    assert same == ["KEN1"], "what only the list tells is not ours"


def test_an_impossible_date_of_a_row_is_said(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    own = tmp_path / "own.csv"
    own.write_text("id,date,city,country,killed,published\n1,2020-02-02,Nairobi,Kenya,1,2031-13-45\n")
    done = summary(capsys, str(own), "--record", str(tmp_path / "r.db"))
    assert done["new"] == done["doubted"] == 1 and "2031-13-45" in done["doubts"][0][1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["missing.csv"], "There is no file missing.csv"),
        (["own.csv", "--name", " "], "The name of a list"),
        (["own.csv", "--gazetteer", "none.csv"], "There is no gazetteer file"),
        (["own.csv", "--column", "killed"], "names no column"),
    ],
)
def test_what_cannot_be_meant(
    tmp_path: Path,
    capsys: pytest.CaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.csv").write_text("date,city\n2020-02-02,Nairobi\n")
    capsys.readouterr()
    assert main(["import", *arguments, "--record", "r.db"]) == 2
    assert sentence in capsys.readouterr().err


def test_two_lists_that_cite_one_paper_are_one_source(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    record = str(tmp_path / "r.db")
    files = (
        str(made_lists.acled(tmp_path / "acled.csv", rubbish=False)),
        str(made_lists.ged(tmp_path / "ged.csv")),
    )
    summary(capsys, *files, "--record", record)
    both = of(exported(capsys, record), "UCDP:7002")
    assert {d["id"] for d in both["documents"]} == {"ACLED:PAK101", "UCDP:7002"}
    assert main(["show", both["id"], "--record", record]) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert "UCDP and ACLED cite the same: the two are one source" in page
    assert "14 is what the only source says, naming ACLED, UCDP" in page
