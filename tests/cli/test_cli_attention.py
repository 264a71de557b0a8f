"""`vigil attention` as a user meets it: a sit-in beside a long march, and the bundled samples."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import made_up
import march
import pytest

from vigil.cli import main
from vigil.store import Record


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The invented record."""
    return march.fill(tmp_path_factory.mktemp("march") / "r.db")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A record of the bundled reports."""
    where = str(tmp_path_factory.mktemp("samples") / "r.db")
    assert main(["demo", "--record", where]) == 0
    declare = ["collection", "declare", "--record", where, "--from", "2003", "--to", "2022"]
    assert main([*declare, "everything", "--all-sources"]) == 0
    assert main([*declare, "press", "--source", "dawn.com", "--source", "tribune.com.pk"]) == 0
    return where


def answer(capsys: pytest.CaptureFixture, *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["attention", "--json", *arguments]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    return json.loads(line)


def printed(capsys: pytest.CaptureFixture, *arguments: str) -> str:
    capsys.readouterr()
    assert main(["attention", *arguments]) == 0
    return " ".join(capsys.readouterr().out.split())


def refused(capsys: pytest.CaptureFixture, *arguments: str) -> str:
    capsys.readouterr()
    assert main(["attention", *arguments]) == 2
    return capsys.readouterr().err


# ---------------------------------------------------------------- one incident


def test_a_sit_in_beside_a_long_march(place: str, capsys: pytest.CaptureFixture) -> None:
    found = answer(capsys, "i-sit", "--collection", "press", "--record", place)
    assert found["coverage"] == {"own": 2, "reprints": 0, "mentions": 0}
    assert (
        found["window"]["period"] == {"start": "2021-01-11", "end": "2021-01-17"}
        and found["window"]["days"] == 7
    )
    beside = found["rivals"]
    assert [(r["incident"], r["documents"], r["times"], r["linked"]) for r in beside["incidents"]] == [
        ("i-march", 25, 12.5, False),
        ("i-bomb", 5, 2.5, True),
    ]
    (cup,) = beside["set_aside"]
    assert (
        cup["documents"] == 5 and {"lantern", "cup"} <= set(cup["words"]) and beside["set_aside_alone"] == 1
    )
    days = {row["day"]: row for row in found["daily"]}
    assert len(days) == 7 and sum(row["own"] for row in days.values()) == 2
    assert days["2021-01-13"]["all"] == 8 and days["2021-01-13"]["share"] == 1 / 8
    assert sum(row["all"] for row in days.values()) == beside["everything"]
    assert "least for a half-life" in found["half_life"]["why"]
    row = found["expected"]
    assert row["documents"] == 2 and row["low"] <= row["expected"] <= row["high"] and row["outside"] is None
    assert found["collection"]["name"] == "press" and found["caution"]


def test_hashtags_have_their_words_and_no_private_name(place: str, capsys: pytest.CaptureFixture) -> None:
    found = answer(capsys, "i-sit", "--collection", "press", "--record", place)["hashtags"]
    with Record.open(place, False) as record:
        texts = {a.id: a for a in record.articles()}
    shown = [row for row in found["rows"] if row["quote"]]
    assert {row["quote"] for row in shown} == {"#WeAreAllHarwell", "#weareallharwell"}
    for row in shown:
        assert texts[row["document"]].field(row["field"])[row["start"] : row["end"]] == row["quote"]
    assert {
        (r["tag"], r["day"], r["outlet"]) for r in found["by_day_and_outlet"] if r["tag"] == "weareallharwell"
    } == {
        ("weareallharwell", "2021-01-12", "harwell-post.example"),
        ("weareallharwell", "2021-01-13", "daily.example"),
    }
    for arguments in (("i-sit",), ("i-bomb",), ()):
        for form in ((), ("--json",)):
            capsys.readouterr()
            assert main(["attention", *arguments, *form, "--collection", "press", "--record", place]) == 0
            said = capsys.readouterr().out
            assert "salma" not in said.casefold() and "idrissou" not in said.casefold()
    assert "[name withheld]" in printed(capsys, "i-sit", "--collection", "press", "--record", place)


def test_reprints_and_documents_without_a_day_are_apart(place: str, capsys: pytest.CaptureFixture) -> None:
    found = answer(capsys, "i-bomb", "--collection", "press", "--record", place)
    assert found["coverage"] == {"own": 6, "reprints": 1, "mentions": 1}
    (month,) = [row for row in found["by_outlet"] if row["day"] is None]
    assert (month["published"], month["own"]) == ("2021-01", 1)
    half = found["half_life"]
    assert (half["days"], half["low"], half["high"], half["documents"], half["coarse"]) == (1, 1, 2, 6, 1)
    # Its copy is a reprint also where the collection does not have the original.
    assert "with more than 2 times the dead" in str(found["fit"]["left_out"])
    assert "not in the fit" in found["expected"]["why"]
    text = printed(capsys, "i-bomb", "--collection", "press", "--record", place)
    for words in ("80 (80–110) killed", "within 1 day of its first day", "(1 to 2 if 1 document", "times the coverage per day: 21 documents in 7 days against 6",
                  "Computed inside collection press", "same episode", "Lantern Cup", "A reprint is"):  # fmt: skip
        assert words in text, words


def test_a_narrower_collection_has_its_own_figures(place: str, capsys: pytest.CaptureFixture) -> None:
    found = answer(capsys, "i-bomb", "--collection", "one", "--record", place, "--days", "2")
    assert (
        found["coverage"]["own"] == 3 and found["window"]["days"] == 2 and found["rivals"]["everything"] == 2
    )
    assert (
        main(
            [
                "collection",
                "declare",
                "times",
                "--source",
                march.PAPERS[1],
                "--from",
                "2021",
                "--to",
                "2021",
                "--record",
                place,
            ]
        )
        == 0
    )
    assert answer(capsys, "i-bomb", "--collection", "times", "--record", place)["coverage"] == {
        "own": 0,
        "reprints": 1,
        "mentions": 0,
    }


# ---------------------------------------------------------------- all of them


def test_what_is_covered_beside_expectation(place: str, capsys: pytest.CaptureFixture) -> None:
    found = answer(capsys, "--collection", "press", "--record", place)
    rows = {row["id"]: row for row in found["incidents"]}
    assert rows["i-march"]["expected"]["outside"] == "more" and rows["i-bomb"]["expected"] is None
    assert found["fit"]["incidents"] == sum(row["expected"] is not None for row in rows.values()) == 47
    killed = next(term for term in found["fit"]["terms"] if term["term"] == "killed")
    assert 1 < killed["low"] < killed["ratio"] < killed["high"]
    text = printed(capsys, "--collection", "press", "--record", place)
    for words in ("Most covered beside expectation", "Least covered", "twice as many killed", "by chance", "Left out: 1 with more than 2 times",
                  "Hashtags #WeAreAllHarwell: 2 documents of 2 outlets"):  # fmt: skip
        assert words in text, words
    shown = answer(capsys, "--collection", "press", "--record", place, "--of", "sit-in")
    assert [row["id"] for row in shown["incidents"]] == ["i-sit"] and shown["fit"] == found["fit"]


def test_outside_a_collection_there_are_counts_alone(place: str, capsys: pytest.CaptureFixture) -> None:
    found = answer(capsys, "--record", place)
    assert found["collection"] is None and "vigil collection declare" in found["fit"]["why"]
    assert all(row["expected"] is None and row["in_days"] is None for row in found["incidents"])
    one = answer(capsys, "i-sit", "--record", place)
    for figure in ("window", "half_life", "rivals", "expected"):
        assert "outside a declared collection" in one[figure]["why"]
    assert one["daily"] is None and one["coverage"]["own"] == 2
    text = printed(capsys, "i-sit", "--record", place)
    assert "outside a declared collection" in text and "times the coverage" not in text and "%" not in text
    assert "%" not in printed(capsys, "--record", place)


def test_the_samples(samples: str, capsys: pytest.CaptureFixture) -> None:
    found = answer(capsys, "--collection", "everything", "--record", samples)
    assert found["fit"]["incidents"] >= 20 and found["fit"]["terms"][0]["term"] == "killed"
    assert found == answer(capsys, "--collection", "everything", "--record", samples)
    few = answer(capsys, "--collection", "press", "--record", samples)
    assert "Too few" in few["fit"]["why"]
    assert "Too few" in printed(capsys, "--collection", "press", "--record", samples)
    most = found["incidents"][0]["id"]
    text = printed(capsys, most, "--collection", "everything", "--record", samples)
    assert "Share of all coverage" in text and "None found." in text


def test_what_reports_say_of_coverage_stands_beside_the_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    text = (
        "Hundreds of people held a sit-in in Quetta on Friday after a bombing killed 30 people there the day before. "
        "The sit-in has received scant coverage from most television channels. The hashtag #QuettaMourns was shared widely."
    )
    (tmp_path / "a.txt").write_text(text, "utf-8")
    where = ("--record", str(tmp_path / "r.db"))
    assert (
        main(["run", str(tmp_path / "a.txt"), "--published", "2013-01-12", "--outlet", "Post", *where]) == 0
    )
    with Record.open(tmp_path / "r.db", False) as record:
        (main_one,) = [i.id for i in record.incidents() for r in i.reports if r.role == "main"]
    found = answer(capsys, main_one, *where)
    assert [row["quote"] for row in found["hashtags"]["rows"]] == ["#QuettaMourns"]
    (said,) = found["said_of_coverage"]
    assert said["says"] == "lacking" and text[said["start"] : said["end"]] == said["quote"]
    assert "scant coverage" in printed(capsys, main_one, *where)


# ---------------------------------------------------------------- pictures, errors


def test_pictures(place: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    inside = ("--collection", "press", "--record", place)
    drawn = []
    for name, arguments in (
        ("all.svg", ()),
        ("one.svg", ("i-sit",)),
        ("again.svg", ("i-sit",)),
        ("one.png", ("i-sit",)),
    ):
        assert main(["attention", *arguments, *inside, "--plot", str(tmp_path / name)]) == 0
        drawn.append((tmp_path / name).read_bytes())
    assert drawn[1] == drawn[2] and drawn[3].startswith(b"\x89PNG")
    text = "".join(ElementTree.fromstring(drawn[0]).itertext())
    assert "march, Orley, Freeland" in text and "Computed inside collection press" in text and "Band:" in text
    text = "".join(ElementTree.fromstring(drawn[1]).itertext())
    for words in (
        "sit-in, Harwell, Freeland, 2021-01-11 to 2021-01-14: 2",
        "2021-01-17: 25",
        "set aside: ",
        "reprint",
    ):
        assert words in text, words
    assert not re.search(rb"(?:href|src|url)\s*[=(]\s*[\"']?http", drawn[1])


def test_what_makes_no_sense_is_told(place: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    inside = ("--collection", "press", "--record", place)
    for arguments, words in (
        (("nothing", *inside), "There is no incident nothing"),
        (("--collection", "pres", "--record", place), "Did you mean press?"),
        (("--of", "picnic", *inside), "no kind or type"),
        (("--of", "hunger strike", *inside), "No incident here is a hunger strike"),
        (("i-sit", "--of", "sit-in", *inside), "leave it out"),
        (("i-march", "--collection", "one", "--record", place, "--home", "Nowhere"), "There is no country"),
        (("--plot", "x.gif", *inside), "SVG or PNG"),
        (("--plot", "x.svg", "--record", place), "inside a collection"),
        (("--days", "0", *inside), "days"),
        (("--record", str(tmp_path / "none.db")), "none.db"),
    ):
        assert words in refused(capsys, *arguments), arguments
    assert (
        main(
            [
                "collection",
                "declare",
                "old",
                "--all-sources",
                "--from",
                "1990",
                "--to",
                "1990",
                "--record",
                place,
            ]
        )
        == 0
    )
    assert "No incident is told" in refused(capsys, "--collection", "old", "--record", place)
    assert (
        main(
            [
                "collection",
                "declare",
                "day",
                "--all-sources",
                "--from",
                "2021-01-10",
                "--to",
                "2021-01-11",
                "--record",
                place,
            ]
        )
        == 0
    )
    assert "tells incident i-sit" in refused(capsys, "i-sit", "--collection", "day", "--record", place)
    assert "Too few" in refused(
        capsys,
        "--collection",
        "one",
        "--record",
        place,
        "--of",
        "sit-in",
        "--plot",
        str(tmp_path / "x.svg"),
        "--days",
        "366",
    )


def test_an_empty_record(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    with Record.open(tmp_path / "empty.db"):
        pass
    assert "No incident is told" in refused(capsys, "--record", str(tmp_path / "empty.db"))


def test_a_collection_without_documents_is_named(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    place = str(made_up.fill(tmp_path / "r.db"))
    declare = ["collection", "declare", "moon", "--record", place, "--source", "moon.example"]
    assert main([*declare, "--from", "1969", "--to", "1970"]) == 0
    said = refused(capsys, "--record", place, "--collection", "moon")
    assert (
        "collection moon: the record holds no document of it" in said and "vigil collection show moon" in said
    )
