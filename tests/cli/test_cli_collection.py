"""`vigil collection` as a user meets it: declared, listed, shown, and where something is wrong."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import made_up
import pytest

from vigil.cli import main

DECLARE = (
    "declare sahel --source 'The Sahel Post' --source 'The Daily' --language English --from 2021-02 --to 2021-04"
    " --query 'pages that name Tessaoua' --gap '2021-04 The Daily: site was down' --by 'A. Reader' --on 2022-01-05"
)


@pytest.fixture
def place(tmp_path: Path) -> str:
    """The invented record."""
    return str(made_up.fill(tmp_path / "r.db"))


def command(place: str, words: str) -> int:
    return main(["collection", *shlex.split(words), "--record", place])


def answer(capsys: pytest.CaptureFixture, place: str, words: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert command(place, words + " --json") == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_what_is_declared_is_listed_and_shown(place: str, capsys: pytest.CaptureFixture) -> None:
    (made,) = answer(capsys, place, DECLARE)
    assert (made["name"], made["version"], made["languages"]) == ("sahel", 1, ["en"])
    assert made["gaps"] == [{"period": "2021-04", "source": "The Daily", "reason": "site was down"}]
    assert made["period"] == {"start": "2021-02-01", "end": "2021-04-30"} and made["at"] == "2022-01-05"
    assert answer(capsys, place, "list") == [made]
    (shown,) = answer(capsys, place, "show sahel")
    held = shown.pop("held")
    assert shown == made
    assert (held["documents"], held["set_aside"], held["sources_found"], held["last"]) == (
        3,
        1,
        2,
        "2021-03-03",
    )
    months = {m["month"]: m for m in held["months"]}
    assert months["2021-03"]["sources"] == {"The Daily": 2, "The Sahel Post": 1}
    assert months["2021-02"]["documents"] == 0 and months["2021-04"]["gaps"] == made["gaps"]
    assert held["sources"][0]["months_without"] == ["2021-02", "2021-04"]


def test_show_in_words(place: str, capsys: pytest.CaptureFixture) -> None:
    command(place, DECLARE)
    capsys.readouterr()
    assert command(place, "show sahel") == 0
    said = capsys.readouterr().out
    text = " ".join(said.split())
    for words in ("sahel, version 1, declared by A. Reader on 5 January 2022", "sought by pages that name Tessaoua", "English",
                  "The record holds 3 documents of 2 sources, the last of 3 March 2021; 1 of them set aside as off the subject",
                  "2021-02 0 0 0 no document", "2021-04 0 0 0 no document; gap: 2021-04 The Daily (site was down)",
                  "Not in it: no document of the record."):  # fmt: skip
        assert words in text, words
    assert place not in said


def test_what_is_not_in_it_is_told_with_its_reason(place: str, capsys: pytest.CaptureFixture) -> None:
    (made,) = answer(capsys, place, "declare fr --source 'The Daily' --language fr --from 2021 --to 2021")
    (shown,) = answer(capsys, place, "show fr")
    assert shown["held"]["not_in_it"] == {"in another language": 2, "of other sources": 1}
    assert shown["held"]["other_languages"] == {"en": 2} and made["gaps"] == []
    capsys.readouterr()
    command(place, "show fr")
    assert "2 in another language, 1 of other sources (other languages: English 2)" in " ".join(
        capsys.readouterr().out.split()
    )


def test_a_name_again_is_a_new_version_and_the_former_is_shown(
    place: str, capsys: pytest.CaptureFixture
) -> None:
    answer(capsys, place, DECLARE)
    (second,) = answer(capsys, place, "declare sahel --all-sources --from 2021 --to 2021")
    (again,) = answer(capsys, place, "declare sahel --all-sources --from 2021 --to 2021")
    assert (second["version"], second["sources"]) == (2, []) and again == second
    assert [row["version"] for row in answer(capsys, place, "show sahel --history")] == [1, 2]
    assert [row["version"] for row in answer(capsys, place, "list")] == [2]
    capsys.readouterr()
    assert command(place, "show sahel --history") == 0
    text = capsys.readouterr().out
    assert text.index("version 1") < text.index("version 2") and "The record holds" not in text


def test_a_collection_may_be_declared_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    place = str(tmp_path / "new.db")
    (made,) = answer(capsys, place, "declare later --source dawn.com --from 2012 --to 2012")
    assert made["version"] == 1
    (shown,) = answer(capsys, place, "show later")
    assert shown["held"]["documents"] == 0 and len(shown["held"]["months"]) == 12
    assert command(place, "show later") == 0


def test_a_source_that_the_record_lacks_is_told(place: str, capsys: pytest.CaptureFixture) -> None:
    capsys.readouterr()
    assert command(place, "declare a --source 'The Dialy' --from 2021 --to 2021") == 0
    told = capsys.readouterr()
    assert "did you mean The Daily?" in told.err and told.out == ""


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("declare a --from 2012 --to 2013", "--all-sources"),
        ("declare a --source x --all-sources --from 2012 --to 2013", "either"),
        ("declare a --source x --from 2012", "--to"),
        ("declare a --source x --from 2013 --to 2012", "earlier date first"),
        ("declare a --source x --from spring --to 2012", "write 2013"),
        ("declare a --source x --from 2012 --to 2012 --on today", "write 2013"),
        ("declare a --source x --from 2012 --to 2012 --language Inglish", "Did you mean English"),
        ("declare a --source x --from 2012 --to 2012 --language qqq", "English name"),
        ("declare a --source x --from 2012 --to 2012 --gap 2012-03", "site was down"),
        ("declare a --source x --from 2012 --to 2012 --gap '2014: down'", "outside the collection"),
        ("declare a --source x --from 2012 --to 2012 --gap '2012-03 y: down'", "not in the collection"),
        ("declare '' --source x --from 2012 --to 2012", "needs a name"),
        ("show nothing", "vigil collection declare"),
        ("shwo a", "shwo"),
    ],
)
def test_an_error_says_what_to_do_and_declares_nothing(
    place: str, words: str, advice: str, capsys: pytest.CaptureFixture
) -> None:
    capsys.readouterr()
    assert command(place, words) == 2
    told = capsys.readouterr()
    assert advice in " ".join(told.err.split()) and told.out == ""
    assert answer(capsys, place, "list") == []


def test_a_near_name_is_offered(place: str, capsys: pytest.CaptureFixture) -> None:
    command(place, DECLARE)
    assert command(place, "show sahell") == 2
    assert "Did you mean sahel?" in capsys.readouterr().err


def test_an_empty_list_says_how_to_declare_one(place: str, capsys: pytest.CaptureFixture) -> None:
    capsys.readouterr()
    assert command(place, "list") == 0
    told = capsys.readouterr()
    assert "vigil collection declare" in told.err and told.out == ""


def test_help_teaches_by_example(capsys: pytest.CaptureFixture) -> None:
    for words in ([], ["--help"], ["declare", "--help"], ["list", "--help"], ["show", "--help"]):
        capsys.readouterr()
        assert main(["collection", *words]) == 0
        assert "vigil collection" in " ".join(capsys.readouterr().out.split())
