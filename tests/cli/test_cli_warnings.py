"""`vigil warnings`: what was threatened, what followed, and whose names stay behind; demonstrations on their page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vigil.cli import main

ROWS = (
    {
        "id": "n1", "outlet": "north.example", "title": "Bomb at Maiduguri church", "published": "2014-03-02",
        "text": "MAIDUGURI: A bomb killed 12 Christians at a church in Maiduguri on Sunday, police said. Boko Haram claimed the attack. "
        "In leaflets Boko Haram warned Christians of more attacks. A teacher, Amos Tarka, had been threatened by Boko Haram.",
    },
    {
        "id": "n2", "outlet": "north.example", "title": "Second church bombed", "published": "2014-04-14",
        "text": "MAIDUGURI: A car bomb killed 20 Christians at a church in Maiduguri on Monday, police said. Boko Haram claimed the attack.",
    },
    {
        "id": "n3", "outlet": "north.example", "title": "Students protest in several cities", "published": "2014-04-16",
        "text": "Students and teachers staged protests on Tuesday in Lagos, Kano and Jos. Riot police fired tear gas at the protesters. "
        "More rallies are being organised abroad, including Ghana and Canada.",
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("warned")
    source = folder / "news.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    record = str(folder / "r.db")
    assert main(["run", str(source), "--record", record]) == 0
    return record


@pytest.fixture
def rows(place: str, capsys: pytest.CaptureFixture) -> list[dict]:
    capsys.readouterr()
    assert main(["warnings", "--json", "--record", place]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_rows_hold_who_whom_when_channel_and_what_followed(rows: list[dict]) -> None:
    row = next(r for r in rows if r["channel"] == "leaflet")
    assert row["by"] == "Boko Haram" and row["against"] == "Christians" and row["seen"] == "2014-03-02"
    (match,) = row["matches"]
    assert "same group (Boko Haram, claimed)" in match["why"] and "43 days" in match["why"]
    (words,) = row["evidence"]
    text = next(r["text"] for r in ROWS if r["id"] == words["document"])
    assert text[words["start"] : words["end"]] == words["quote"]
    assert row["between"] == []


def test_names_of_private_persons_stay_behind(rows: list[dict]) -> None:
    assert len(rows) == 2
    assert "Tarka" not in json.dumps(rows)


def test_the_table_says_that_a_match_is_no_cause(place: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["warnings", "--against", "christians", "--followed", "--record", place]) == 0
    printed = capsys.readouterr()
    told = " ".join(printed.out.split())
    assert "Boko Haram" in told and "leaflet" in told
    assert "Tarka" not in told
    assert "not that one led to the other" in printed.err
    assert "unheeded" not in told + printed.err


def test_nothing_to_list_is_said(place: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["warnings", "--by", "nobody of that name", "--record", place]) == 0
    printed = capsys.readouterr()
    assert printed.out == "" and "No warning fits" in printed.err
    source = tmp_path / "one.txt"
    source.write_text("A bomb killed two people in Lima on Monday, police said.", "utf-8")
    assert main(["run", str(source), "--record", str(tmp_path / "r.db")]) == 0
    capsys.readouterr()
    assert main(["warnings", "--record", str(tmp_path / "r.db")]) == 0
    assert "No report in this record" in capsys.readouterr().err


def test_a_demonstrations_page_tells_places_people_and_what_was_done(
    place: str, capsys: pytest.CaptureFixture
) -> None:
    assert main(["incidents", "--kind", "demonstration", "--json", "--record", place]) == 0
    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert row["parts"] == ["Lagos", "Kano", "Jos", "Ghana (announced)", "Canada (announced)"]
    assert main(["show", row["id"], "--record", place]) == 0
    page = " ".join(capsys.readouterr().out.split())
    for words in (
        "Places", "Kano, Nigeria", "Ghana (announced)", "Who took part", "“teachers”",
        "What was done against it", "tear gas “Riot police fired tear gas at the protesters” Riot police",
    ):  # fmt: skip
        assert words in page, words
