"""`vigil trend` as a user meets it: on the bundled samples, and where something is wrong."""

from __future__ import annotations

import builtins
import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import made_up
import pytest

from vigil.cli import main

DECLARE = ("collection", "declare", "--from", "2021", "--to", "2021")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A record of the bundled reports."""
    place = str(tmp_path_factory.mktemp("samples") / "r.db")
    assert main(["demo", "--record", place]) == 0
    declare = ("collection", "declare", "--record", place, "--all-sources", "--from", "2003", "--to", "2013")
    assert main([*declare, "everything"]) == 0
    press = (
        "--source",
        "tribune.com.pk",
        "--source",
        "dawn.com",
        "--gap",
        "2012-06..2012-08-10 dawn.com: site was down",
    )
    assert (
        main(
            ["collection", "declare", "--record", place, "--from", "2012", "--to", "2013-06", *press, "press"]
        )
        == 0
    )
    return place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The invented record."""
    return str(made_up.fill(tmp_path_factory.mktemp("record") / "r.db"))


def answer(capsys: pytest.CaptureFixture, *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["trend", "--json", *arguments]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    return json.loads(line)


def printed(capsys: pytest.CaptureFixture, *arguments: str) -> str:
    capsys.readouterr()
    assert main(["trend", *arguments]) == 0
    return " ".join(capsys.readouterr().out.split())


PERIOD = ("--since", "2012", "--until", "2013-06")


def test_a_period_of_the_samples(samples: str, capsys: pytest.CaptureFixture) -> None:
    found = answer(capsys, "--record", samples, "--of", "attack", "--place", "Quetta", *PERIOD)
    assert found["period"] == {"start": "2012-01-01", "end": "2013-06-30"}
    assert len(found["rows"]) == 18
    months = {row["unit"]: row for row in found["rows"]}
    assert months["2012-01"]["incidents"] == 0 and months["2012-01"]["killed"]["best"] == 0
    assert months["2013-02"]["incidents"] >= 1
    killed = months["2013-02"]["killed"]
    assert killed["low"] <= killed["best"] <= killed["high"]
    counted = sum(r["incidents"] for r in found["rows"]) + sum(
        r["incidents"] for r in found["date_not_fine_enough"]
    )
    assert found["total"]["incidents"] == counted == found["computed_on"]["incidents"]
    assert found["computed_on"]["documents"] >= found["computed_on"]["sources"] > 1
    assert (
        found["computed_on"]["left_out"]["of no known place"] > 0
        and "reporting itself changes" in found["caution"]
    )


def test_the_table_says_what_it_is_computed_on(samples: str, capsys: pytest.CaptureFixture) -> None:
    text = printed(capsys, "--record", samples, "--of", "attack", "--place", "Quetta", *PERIOD)
    for words in ("2012-04", "documents published", "Computed on", "sources (near-copies once)", "Left out:", "of no known place",
                  "outside the period", "Caution", "reporting itself changes", "Lethality", "double blasts", "outside a declared collection"):  # fmt: skip
        assert words in text, words


def test_without_a_period_only_months_with_incidents_are_rows(
    samples: str, capsys: pytest.CaptureFixture
) -> None:
    found = answer(capsys, "--record", samples, "--by", "year")
    assert found["period"] is None and all(row["incidents"] for row in found["rows"])
    assert "vigil collection declare" in found["change_point"]["why"] and found["collection"] is None


def test_two_periods_compared(samples: str, capsys: pytest.CaptureFixture) -> None:
    asked = ("--record", samples, "--of", "attack", "--compare", "2003..2011", "2012..2013")
    arguments = (*asked, "--collection", "everything")
    change = answer(capsys, *arguments)["rate_change"]
    assert change["first"]["period"]["end"] == "2011-12-31" and change["second"]["incidents"] > 0
    assert change["low"] < change["ratio"] < change["high"] and change["documents_published"][1] > 0
    assert change["method"] and change["assumptions"] and change["caution"]
    text = printed(capsys, *arguments)
    assert "times as many (95% interval" in text and "published in the first" in text


def test_the_same_record_gives_the_same_bytes(
    samples: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    arguments = ("--record", samples, "--of", "attack", "--compare", "2012", "2013", "--group", "perpetrator")
    first, second = (tmp_path / "1.svg", tmp_path / "2.svg")
    assert answer(capsys, *arguments, "--plot", str(first)) == answer(
        capsys, *arguments, "--plot", str(second)
    )
    assert first.read_bytes() == second.read_bytes()


def test_a_picture_has_a_bar_for_each_month_and_measure(
    samples: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    target = tmp_path / "attacks.svg"
    found = answer(capsys, "--record", samples, "--of", "attack", *PERIOD, "--plot", str(target))
    tree = ElementTree.fromstring(target.read_bytes())
    assert tree.tag == "{http://www.w3.org/2000/svg}svg"
    bars = sum(e.get("aria-roledescription") == "bar" for e in tree.iter())
    known = [row[m]["best"] for row in found["rows"] for m in ("killed", "injured")]
    assert bars == len(found["rows"]) + sum(best is not None for best in known)
    text = "".join(tree.itertext())
    assert "Computed on" in text and "reporting itself changes" in text
    target = tmp_path / "attacks.PNG"
    answer(capsys, "--record", samples, *PERIOD, "--plot", str(target))
    assert target.read_bytes().startswith(b"\x89PNG")


def test_no_path_of_the_machine_and_no_name_of_a_victim_is_printed(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    target = tmp_path / "t.svg"
    for more in ([], ["--json"], ["--group", "perpetrator", "--plot", str(target)]):
        capsys.readouterr()
        assert main(["trend", "--record", place, *more]) == 0
        said = capsys.readouterr().out
        assert (
            "Idrissou" not in said and "Balla" not in said and str(tmp_path) not in said and place not in said
        )
    assert "Idrissou" not in target.read_text("utf-8") and "Red Dawn Front" in target.read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "incidents"),
    [
        ([], 2),
        (["--of", "attack"], 1),
        (["--of", "Sit-in"], 1),
        (["--of", "official response"], 0),
        (["--place", "tessa"], 2),
        (["--country", "NE"], 2),
        (["--country", "niger", "--of", "attack"], 1),
        (["--perpetrator", "red dawn"], 1),
        (["--since", "2021-03-02"], 1),
        (["--since", "2030", "--until", "2031"], 0),
        (["--group", "city", "--by", "quarter"], 2),
    ],
)
def test_questions(place: str, options: list[str], incidents: int, capsys: pytest.CaptureFixture) -> None:
    assert answer(capsys, "--record", place, *options)["total"]["incidents"] == incidents
    printed(capsys, "--record", place, *options)


@pytest.mark.parametrize(
    ("options", "advice"),
    [
        (["--of", "bombin"], "Did you mean bombing"),
        (["--of", "xyzzy"], "Kinds are attack"),
        (["--place", "Oslo"], "Tessaoua (2)"),
        (["--country", "Atlantis"], "English name"),
        (["--country", "NO"], "Niger (2)"),
        (["--perpetrator", "Nobody"], "Red Dawn Front (1)"),
        (["--since", "last year"], "write 2013"),
        (["--since", "2014", "--until", "2013"], "earlier first"),
        (["--compare", "2012", "2012-06..2013"], "apart"),
        (["--compare", "2012", "later"], "2012-07..2013-01"),
        (["--plot", "attacks.gif"], "attacks.svg"),
        (["--plot", "/no/such/folder/a.svg"], "Cannot write"),
        (["--by", "week"], "month"),
    ],
)
def test_an_error_says_what_to_do(
    place: str, options: list[str], advice: str, capsys: pytest.CaptureFixture
) -> None:
    assert main(["trend", "--record", place, *options]) == 2
    told = capsys.readouterr()
    assert advice in " ".join(told.err.split()) and told.out == ""


def test_a_record_without_incidents_says_how_to_fill_it(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    from vigil.store import Record

    Record.open(tmp_path / "r.db").close()
    assert main(["trend", "--record", str(tmp_path / "r.db")]) == 2
    assert "vigil run" in capsys.readouterr().err
    assert main(["trend", "--record", str(tmp_path / "none.db")]) == 2


@pytest.mark.parametrize("missing", ["polars", "altair"])
def test_what_to_install_is_said_where_the_extra_is_missing(
    missing: str, place: str, tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    for name in [n for n in sys.modules if n.startswith(("vigil.analysis", "vigil.figures."))]:
        monkeypatch.delitem(sys.modules, name)
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.split(".")[0] == missing:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert main(["trend", "--record", place, "--plot", str(tmp_path / "a.svg")]) == 2
    told = capsys.readouterr().err
    assert "vigil-record[analysis]" in told and missing in told
    assert main(["incidents", "--record", place]) == 0


def test_help_teaches_by_example(capsys: pytest.CaptureFixture) -> None:
    assert main(["trend", "--help"]) == 0
    text = re.sub(r"\s+", " ", capsys.readouterr().out)
    assert "vigil trend --collection quetta --of attack" in text


# ---------------------------------------------------------------- inside a declared collection


def test_outside_a_collection_there_are_counts_and_how_to_declare_one(
    samples: str, capsys: pytest.CaptureFixture
) -> None:
    arguments = ("--record", samples, "--of", "attack", "--compare", "2012", "2013")
    found = answer(capsys, *arguments)["rate_change"]
    assert set(found) == {"first", "second", "why", "documents_published"}
    assert found["first"]["incidents"] > 0 and "vigil collection declare" in found["why"]
    text = printed(capsys, *arguments)
    assert "incidents in 366 days" in text and text.count("vigil collection declare NAME") == 1
    for words in ("times as many", "p =", "Method:"):
        assert words not in text


def test_inside_a_collection_its_declaration_stands_with_the_figures(
    samples: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    arguments = ("--record", samples, "--collection", "press", "--of", "attack")
    found = answer(capsys, *arguments)
    assert found["period"] == {"start": "2012-01-01", "end": "2013-06-30"}
    declared = found["collection"]
    assert (declared["name"], declared["version"], declared["held"]["sources_found"]) == ("press", 1, 2)
    assert found["computed_on"]["sources"] <= 2
    assert found["computed_on"]["documents"] <= declared["held"]["documents"]
    assert sum(row["documents_published"] for row in found["rows"]) <= declared["held"]["documents"]
    assert (
        found["total"]["incidents"]
        < answer(capsys, "--record", samples, "--of", "attack")["total"]["incidents"]
    )
    text = printed(capsys, *arguments)
    for words in ("attack, inside collection press, by month, 2012-01-01 to 2013-06-30", "Computed inside collection press (version 1): ",
                  "documents of 2 sources, the last of 30 June 2013; gaps: 2012-06..2012-08-10 dawn.com (site was down).",
                  "it holds no document though no gap is declared"):  # fmt: skip
        assert words in text, words
    target = tmp_path / "press.svg"
    answer(capsys, *arguments, "--plot", str(target))
    assert "inside collection press" in "".join(ElementTree.fromstring(target.read_bytes()).itertext())


def test_a_month_in_a_gap_has_no_count_and_is_no_zero(samples: str, capsys: pytest.CaptureFixture) -> None:
    arguments = ("--record", samples, "--collection", "press", "--of", "attack")
    found = answer(capsys, *arguments)
    rows = {row["unit"]: row for row in found["rows"]}
    for unit in ("2012-06", "2012-07"):
        assert (
            rows[unit]["incidents"] is None
            and rows[unit]["killed"]["best"] is None
            and rows[unit]["days"] == 0
        )
    assert (rows["2012-08"]["incidents"], rows["2012-08"]["days"], rows["2012-08"]["gap_days"]) == (0, 21, 10)
    assert rows["2012-05"]["incidents"] == 0 and rows["2012-05"]["gap_days"] == 0
    assert found["computed_on"]["left_out"]["in a declared gap"] >= 1
    assert found["change_point"].get("units", 16) == 16
    text = printed(capsys, *arguments, "--compare", "2012", "2013-01..2013-06")
    assert "all: no count" in text and "10 of 31 days" in text and "(71 more lie in a declared gap)" in text
    change = answer(capsys, *arguments, "--compare", "2012", "2013-01..2013-06")["rate_change"]
    assert change["first"]["days"] == 366 - 71 and change["second"]["days"] == 181


@pytest.mark.parametrize(
    ("options", "advice"),
    [
        (["--collection", "pres"], "Did you mean press"),
        (["--collection", "xyz"], "vigil collection declare"),
        (["--collection", "press", "--since", "2011"], "not within it"),
        (["--collection", "press", "--compare", "2012", "2013"], "not within it"),
        (["--collection", "press", "--since", "2013", "--until", "2012-06"], "earlier first"),
        (["--collection", "press", "--compare", "2012-07", "2013-01"], "compare another period"),
        (["--collection", "press", "--place", "Kabul"], "has most of"),
    ],
)
def test_an_error_about_a_collection_says_what_to_do(
    samples: str, options: list[str], advice: str, capsys: pytest.CaptureFixture
) -> None:
    capsys.readouterr()
    assert main(["trend", "--record", samples, *options]) == 2
    told = capsys.readouterr()
    assert advice in " ".join(told.err.split()) and told.out == ""


def test_a_collection_that_tells_no_incident_says_where_to_look(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    place = str(made_up.fill(tmp_path / "r.db"))
    declare = [*DECLARE, "sport", "--record", place, "--source", "Elsewhere"]
    assert main(declare) == 0
    assert main(["trend", "--record", place, "--collection", "sport"]) == 2
    assert "vigil collection show sport" in capsys.readouterr().err


def test_a_collection_that_is_all_gap_gives_no_figure_and_no_error(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    place = str(made_up.fill(tmp_path / "r.db"))
    declare = [*DECLARE, "lost", "--record", place, "--all-sources"]
    assert main([*declare, "--gap", "2021: all pages were lost"]) == 0
    found = answer(capsys, "--record", place, "--collection", "lost")
    assert all(row["incidents"] is None for row in found["rows"]) and len(found["rows"]) == 12
    assert found["total"]["incidents"] == 0 and found["computed_on"]["left_out"] == {"in a declared gap": 2}
    assert "too few" in found["change_point"]["why"]
    for more in (
        ["--by", "year"],
        ["--group", "city"],
        ["--group", "perpetrator", "--plot", str(tmp_path / "a.svg")],
    ):
        assert "2 in a declared gap" in printed(capsys, "--record", place, "--collection", "lost", *more)


def test_names_of_persons_stay_behind_inside_a_collection(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    place = str(made_up.fill(tmp_path / "r.db"))
    declare = [*DECLARE, "daily", "--record", place, "--source", "The Daily"]
    assert main(declare) == 0
    for more in ([], ["--json"], ["--group", "perpetrator"]):
        capsys.readouterr()
        assert main(["trend", "--record", place, "--collection", "daily", *more]) == 0
        said = capsys.readouterr().out
        assert "Balla" not in said and "Idrissou" not in said and place not in said


def test_the_nature_of_violence(samples: str, capsys: pytest.CaptureFixture) -> None:
    """The parts make up the whole, and what is of unclear nature is counted beside the others, not among them."""
    asked = ("--record", samples, "--of", "attack", "--by", "year")
    parts = {
        nature: answer(capsys, *asked, "--nature", nature)
        for nature in ("political", "criminal", "accidental", "unclear")
    }
    whole = answer(capsys, *asked)
    sums = {nature: sum(row["incidents"] for row in found["rows"]) for nature, found in parts.items()}
    assert sum(sums.values()) == sum(row["incidents"] for row in whole["rows"])
    assert sums["political"] > sums["criminal"]
    assert parts["political"]["question"]["nature"] == "political" and whole["question"]["nature"] is None
    assert "nature political" in printed(capsys, *asked, "--nature", "political")
