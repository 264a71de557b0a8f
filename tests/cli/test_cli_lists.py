"""`vigil compare` and `vigil undercount` as a user meets them: on the bundled samples, and where something is wrong."""

from __future__ import annotations

import builtins
import csv
import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import made_lists
import made_up
import pytest

from vigil.cli import main


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A record of the bundled reports, with a collection."""
    place = str(tmp_path_factory.mktemp("samples") / "r.db")
    assert main(["demo", "--record", place]) == 0
    declare = ("collection", "declare", "--record", place, "--all-sources", "--from", "2012", "--to", "2018")
    assert main([*declare, "--gap", "2013-06: archive lost", "quetta"]) == 0
    return place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The invented record."""
    return str(made_up.fill(tmp_path_factory.mktemp("record") / "r.db"))


@pytest.fixture
def acled(tmp_path: Path) -> str:
    return str(made_lists.acled(tmp_path / "acled.csv"))


@pytest.fixture
def ged(tmp_path: Path) -> str:
    return str(made_lists.ged(tmp_path / "ged.csv"))


def answer(capsys: pytest.CaptureFixture, *arguments: str, code: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert main([*arguments, "--json"]) == code
    (line,) = capsys.readouterr().out.splitlines()
    return json.loads(line)


def printed(capsys: pytest.CaptureFixture, *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main(list(arguments)) == code
    return " ".join(capsys.readouterr().out.split())


def refused(capsys: pytest.CaptureFixture, *arguments: str) -> str:
    capsys.readouterr()
    assert main(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert not out
    return err


# ---------------------------------------------------------------- compare


def test_the_samples_beside_an_acled_file(samples: str, acled: str, capsys: pytest.CaptureFixture) -> None:
    found = answer(capsys, "compare", acled, "--record", samples, "--of", "attack", code=1)
    tolls = {pair["theirs"]["id"]: pair["toll"] for pair in found["same"]}
    assert (
        tolls["PAK101"] == "the same toll"
        and tolls["PAK102"] == "within the bounds"
        and tolls["PAK104"] == "another toll"
    )
    for pair in found["same"]:
        assert pair["score"] > 0.5 and pair["why"] and pair["theirs"]["notes"] and pair["theirs"]["line"]
        assert pair["ours"]["claims"], "ours are quoted"
    assert {row["id"] for row in found["only_theirs"]} == {"PAK105", "PAK109", "PAK110"}
    assert [near["theirs"] for near in found["perhaps_another_year"]] == ["PAK105"]
    assert found["scope"]["period"] == {"start": "2012-04-09", "end": "2018-08-15"}
    assert found["left_out"]["ours"]["outside the period"] > 5 and len(found["not_read"]) == 6
    assert found["collection"] is None and "collection declare" in found["why_nothing_is_said_to_be_missing"]


def test_quotes_of_ours_stand_in_their_documents(
    samples: str, acled: str, capsys: pytest.CaptureFixture
) -> None:
    from vigil.store import Record

    found = answer(capsys, "compare", acled, "--record", samples, code=1)
    with Record.open(samples, create=False) as record:
        for pair in found["same"]:
            for claim in pair["ours"]["claims"]:
                article = record.article(claim["document"])
                assert article is not None
                assert article.field(claim["in"])[claim["start"] : claim["end"]] == claim["quote"]


def test_inside_a_collection_what_the_record_lacks_is_said_with_it(
    samples: str, acled: str, capsys: pytest.CaptureFixture
) -> None:
    text = printed(capsys, "compare", acled, "--record", samples, "--collection", "quetta", code=1)
    assert "without a match here, not found in" in text and "archive lost" in text and "2018-12-31" in text
    found = answer(capsys, "compare", acled, "--record", samples, "--collection", "quetta", code=1)
    assert found["collection"]["name"] == "quetta" and found["left_out"]["ours"]["in a declared gap"] >= 1
    outside = printed(capsys, "compare", acled, "--record", samples, code=1)
    assert "cannot be said outside a declared collection" in outside and "not found in" not in outside


def test_a_ucdp_file_is_compared_where_somebody_died(
    samples: str, ged: str, capsys: pytest.CaptureFixture
) -> None:
    found = answer(capsys, "compare", ged, "--record", samples)
    assert found["scope"]["deadly"] and found["scope"]["kinds"] == ["attack"] and not found["not_read"]
    assert {pair["theirs"]["id"] for pair in found["same"]} == {"7001", "7002", "7004"}
    assert found["left_out"]["theirs"] == {"dated no finer than a month": 1} and not found["only_theirs"]


def test_the_terminal_shows_words_of_both_sides(
    samples: str, acled: str, capsys: pytest.CaptureFixture
) -> None:
    text = printed(capsys, "compare", acled, "--record", samples, "--limit", "2", code=1)
    for words in ("Afghanistan, Pakistan", "The same incident, another toll (1)", "61 (61–65) killed here, 40 killed there",
                  "at least 61 people were killed", "“Gunmen entered a police training college at night.”", "source: Made up",
                  "PAK104 (line 6)", "more: --limit shows", "Perhaps the same with another year", "both with guns"):  # fmt: skip
        assert words in text, words


def test_rows_that_cannot_be_read_are_named_by_line(
    samples: str, acled: str, capsys: pytest.CaptureFixture
) -> None:
    capsys.readouterr()
    assert main(["compare", acled, "--record", samples]) == 1
    said = capsys.readouterr().err
    assert "6 rows could not be read" in said and "acled.csv:8: There is no day 31 February 2013" in said


def test_a_picture_of_tolls(samples: str, acled: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    target = tmp_path / "tolls.svg"
    answer(capsys, "compare", acled, "--record", samples, "--plot", str(target), code=1)
    text = target.read_text("utf-8")
    assert "Hazara Town" in text and "another toll" in text and "outside a declared collection" in text
    first = target.read_bytes()
    answer(capsys, "compare", acled, "--record", samples, "--plot", str(target), code=1)
    assert target.read_bytes() == first
    assert "tolls.svg or tolls.png" in refused(
        capsys, "compare", acled, "--record", samples, "--plot", "tolls.gif"
    )


def test_names_of_private_persons_leave_neither_side(
    place: str, samples: str, acled: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    found = answer(capsys, "compare", acled, "--record", samples, code=1)
    assert "Moradi" not in json.dumps(found) and "█" in json.dumps(found, ensure_ascii=False)
    own = tmp_path / "own.csv"
    own.write_text(
        "date,place,country,killed,notes\n2021-03-01,Tessaoua,Niger,14,Among them Salma Idrissou and the baker Adamou Sani\n"
        "2021-03-05,Tessaoua,Niger,2,Salma Idrissou was remembered\n"
    )
    target = tmp_path / "t.svg"
    said = answer(capsys, "compare", str(own), "--record", place, "--plot", str(target))
    assert said["counts"]["same"] == 1
    for name in ("Idrissou", "Adamou Sani", "Balla"):
        assert name not in json.dumps(said) + target.read_text("utf-8")
    assert str(tmp_path) not in json.dumps(said)


def test_places_and_groups_in_notes_are_no_persons(
    samples: str, acled: str, capsys: pytest.CaptureFixture
) -> None:
    found = answer(capsys, "compare", acled, "--record", samples, code=1)
    notes = {pair["theirs"]["id"]: pair["theirs"]["notes"] for pair in found["same"]}
    assert "Hazara Town" in notes["PAK102"] and "both name Lashkar-e-Jhangvi" in " ".join(
        pair["why"] for pair in found["same"]
    )


def test_an_empty_record_is_no_list(tmp_path: Path, acled: str, capsys: pytest.CaptureFixture) -> None:
    from vigil.store import Record

    with Record.open(tmp_path / "empty.db"):
        pass
    for command in (("compare", acled), ("undercount", "record", acled)):
        assert "vigil run INPUT" in refused(capsys, *command, "--record", str(tmp_path / "empty.db"))


def test_a_table_of_ones_own(place: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        "Tag;Wo;Staat;Tote\n01.03.2021;Tessaoua;Niger;at least 12\n02.03.2021;Tessaoua;Niger;hundreds\n"
    )
    tell = (
        "--column",
        "date=Tag",
        "--column",
        "place=Wo",
        "--column",
        "country=Staat",
        "--column",
        "killed=Tote",
    )
    found = answer(capsys, "compare", str(own), "--record", place, *tell, "--dates", "day-first")
    (pair,) = found["same"]
    assert pair["theirs"]["killed"] == {"low": 12, "best": 12, "high": None, "attackers": None}
    assert pair["toll"] == "within the bounds" and found["counts"]["only_theirs"] == 1
    assert "--dates day-first" in refused(capsys, "compare", str(own), "--record", place, *tell)
    assert "names no column" in refused(capsys, "compare", str(own), "--record", place, "--column", "killed")


def test_countries_under_the_names_that_lists_use(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    own = tmp_path / "own.csv"
    names = {
        "Niger": "NE",
        "DR Congo (Zaire)": "CD",
        "Bosnia-Herzegovina": "BA",
        "Republic of Congo": "CG",
        "eSwatini": "SZ",
    }
    rows = [f"2021-03-01,Tessaoua,{name},1" for name in names]
    own.write_text("\n".join(["date,place,country,killed", *rows]) + "\n")
    found = answer(capsys, "compare", str(own), "--record", place)
    assert found["scope"]["countries"] == ["NE"] and found["left_out"]["theirs"]["in other countries"] == 4
    from vigil.cli.lists import read_file

    codes = [row.place.country_code for row in read_file(own, None, None, None)[0].rows if row.place]
    assert codes == list(names.values())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("compare", "none.csv"), "no file none.csv"),
        (("compare", "ACLED", "--since", "2030"), "no day, country or kind in common"),
        (("compare", "ACLED", "--since", "2014", "--until", "2013"), "ends before it begins"),
        (("compare", "ACLED", "--collection", "none"), "no collection none"),
        (("undercount", "record"), "name two or more"),
        (("undercount", "record", "dawn.com"), "not both"),
        (("undercount", "ACLED", "ACLED"), "Two lists are called acled"),
        (("undercount", "record=ACLED", "x=ACLED"), "is a word of this command"),
        (("undercount", "dawn.con", "ACLED"), "Did you mean dawn.com?"),
        (("undercount", "dawn.com", "x=DAWN.com+tribune.com.pk"), "stands in two lists"),
        (("undercount", "ACLED", "x=ACLED", "--collection", "quetta"), "none of these lists is"),
        (("undercount", "=dawn.com", "ACLED"), "no name or nothing in it"),
        (("undercount", "record", "ACLED", "--since", "2017", "--until", "2016"), "ends before"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(
    samples: str, acled: str, capsys: pytest.CaptureFixture, arguments: tuple[str, ...], words: str
) -> None:
    given = [argument.replace("ACLED", acled) for argument in arguments]
    assert words in refused(capsys, *given, "--record", samples)


@pytest.mark.parametrize("command", [("compare", "a.csv"), ("undercount", "record", "a.csv")])
def test_without_the_extra_the_commands_say_what_to_install(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    import sys

    for name in [
        name
        for name in sys.modules
        if name.startswith(("vigil.analysis", "vigil.cli.compared", "vigil.cli.counted"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] in ("scipy", "polars"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    assert "vigil-record[analysis]" in refused(capsys, *command)


# ---------------------------------------------------------------- undercount


def test_two_newspapers_give_an_overlap_and_no_estimate(samples: str, capsys: pytest.CaptureFixture) -> None:
    found = answer(
        capsys, "undercount", "dawn.com", "tribune.com.pk", "--record", samples, "--collection", "quetta"
    )
    both = {(row["dawn.com"], row["tribune.com.pk"]): row["freq"] for row in found["histories"]}
    assert both[1, 1] >= 1 and both[1, 0] >= 1 and both[0, 1] >= 1
    assert "copy each other" in found["estimate"]["why"] and found["copies_left_out"] is not None
    text = printed(capsys, "undercount", "dawn.com", "tribune.com.pk", "--record", samples)
    assert (
        "copy each other" in text
        and "dawn.com and tribune.com.pk" in text
        and "no computation on lists finds it" in text
    )


def test_the_record_and_two_files(
    samples: str, acled: str, ged: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    histories, members = tmp_path / "h.csv", tmp_path / "m.csv"
    more = ("--record", samples, "--histories", str(histories), "--members", str(members))
    found = answer(capsys, "undercount", "record", acled, ged, *more, code=1)
    assert "outside a declared collection" in found["estimate"]["why"]
    rows = list(csv.reader(histories.open(encoding="utf-8")))
    assert rows[0] == ["record", "acled", "ged", "freq"]
    assert [dict(zip(rows[0], map(int, row), strict=True)) for row in rows[1:]] == found["histories"]
    listed = list(csv.DictReader(members.open(encoding="utf-8")))
    assert len(listed) == sum(row["freq"] for row in found["histories"])
    bomb = next(row for row in listed if row["id in acled"] == "PAK102")
    assert (bomb["record"], bomb["acled"], bomb["ged"], bomb["id in ged"]) == ("1", "1", "1", "7001")
    inside = answer(
        capsys, "undercount", "record", acled, ged, "--record", samples, "--collection", "quetta", code=1
    )
    assert (
        "incidents are in the lists" in inside["estimate"]["why"] and inside["collection"]["name"] == "quetta"
    )


def put(path: Path, rows: list[tuple[str, str, int]]) -> str:
    lines = [
        "id,date,place,country,killed,notes",
        *(f"{n},{day},{town},Pakistan,{dead},x" for n, (day, town, dead) in enumerate(rows)),
    ]
    path.write_text("\n".join(lines) + "\n")
    return str(path)


@pytest.fixture
def three(tmp_path: Path) -> list[str]:
    """Three lists of 200 attacks, ten days apart: each has them with a chance of its own, whatever the others have."""
    chance = random.Random(4)
    days = [(date(2005, 1, 1) + timedelta(days=10 * n)).isoformat() for n in range(200)]
    events = [(day, chance.choice(["Quetta", "Karachi", "Lahore"]), chance.randrange(3, 60)) for day in days]
    shares = {"=alpha": 0.6, "beta": 0.5, "gamma": 0.4}
    return [
        put(tmp_path / f"{name}.csv", [e for e in events if chance.random() < share])
        for name, share in shares.items()
    ]


def test_three_lists_give_an_estimate_that_holds_the_truth(
    three: list[str], capsys: pytest.CaptureFixture
) -> None:
    asked = ("undercount", *three, "--since", "2005", "--until", "2010-06-20")
    found = answer(capsys, *asked)["estimate"]
    assert found["low"] <= 200 <= found["high"] and found["seen"] < found["total"] and found["assumptions"]
    assert (
        found["missing"] == pytest.approx(found["total"] - found["seen"], abs=0.2)
        and len(found["models"]) == 8
    )
    text = printed(capsys, *asked)
    for words in (
        "are in none",
        "95% interval",
        "lists that depend on each other",
        "Method: Poisson log-linear",
        "same days, places and kinds",
    ):
        assert words in text, words
    assert (
        answer(capsys, "undercount", *three[::-1], "--since", "2005", "--until", "2010-06-20")["estimate"]
        == found
    )


def test_without_a_named_period_files_alone_give_no_estimate(
    three: list[str], capsys: pytest.CaptureFixture
) -> None:
    found = answer(capsys, "undercount", *three)
    assert "--since and --until" in found["estimate"]["why"] and len(found["histories"]) == 7


def test_what_is_written_for_others_runs_in_no_spreadsheet(
    three: list[str], tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    target = tmp_path / "h.csv"
    answer(capsys, "undercount", *three, "--histories", str(target))
    assert target.read_text().splitlines()[0] == "'=alpha,beta,gamma,freq"


def test_outlets_together_are_one_list_under_a_name(
    samples: str, acled: str, capsys: pytest.CaptureFixture
) -> None:
    found = answer(capsys, "undercount", "press=dawn.com+tribune.com.pk", acled, "--record", samples, code=1)
    assert [entry["name"] for entry in found["lists"]] == ["press", "acled"]
    assert {"press", "acled", "freq"} == set(found["histories"][0])


def test_no_victim_is_named_in_what_is_written(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    own = tmp_path / "own.csv"
    own.write_text("date,place,country,killed,notes\n2021-03-01,Tessaoua,Niger,14,Salma Idrissou died\n")
    members = tmp_path / "m.csv"
    found = answer(capsys, "undercount", "record", str(own), "--record", place, "--members", str(members))
    assert found["histories"] == [{"record": 1, "own": 1, "freq": 1}]
    assert "Idrissou" not in json.dumps(found) + members.read_text()


def test_a_picture_of_overlaps_and_of_the_estimate(
    three: list[str], tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    asked = ("undercount", *three, "--since", "2005", "--until", "2010-06-20")
    printed(capsys, *asked, "--plot", str(tmp_path / "u.svg"))
    drawn = (tmp_path / "u.svg").read_text("utf-8")
    assert drawn.startswith("<svg") and "estimated, seen or not" in drawn
    assert "http://" not in drawn.replace("http://www.w3.org", "")
    printed(capsys, "undercount", *three, "--plot", str(tmp_path / "v.svg"))  # no period: no estimate
    refused = (tmp_path / "v.svg").read_text("utf-8")
    assert "estimated, seen or not" not in refused and "No estimate" in refused
