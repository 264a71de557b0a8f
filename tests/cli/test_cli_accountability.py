"""`vigil accountability` and `vigil actors` as a user meets them: from texts to tables, inside a collection and outside one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vigil.cli import main

TEXTS = [
    {
        "id": "n-1", "outlet": "harbour.example", "published": "2014-03-04", "title": "Bomb kills 12 in Quetta market",
        "text": "QUETTA: A bomb killed 12 Hazaras at a market in Quetta on Monday, police said. Lashkar-e-Jhangvi claimed the attack."
        " Police arrested Omar Sadiq, 34, on Tuesday.",
    },
    {
        "id": "n-2", "outlet": "inland.example", "published": "2014-05-03", "title": "Court acquits man over Quetta market bombing",
        "text": "QUETTA: A court acquitted Omar Sadiq on Friday in the bombing that killed 12 people at a market in Quetta on 3 March 2014."
        " Sadiq was arrested on 4 March 2014.",
    },
    {
        "id": "n-3", "outlet": "harbour.example", "published": "2014-04-08", "title": "Gunmen kill four in Karachi",
        "text": "KARACHI: Gunmen killed four people in Karachi on Monday, police said. No arrests have been made.",
    },
]  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("accused")
    news = folder / "news.jsonl"
    news.write_text("\n".join(map(json.dumps, TEXTS)), "utf-8")
    record = str(folder / "r.db")
    assert main(["run", str(news), "--record", record]) == 0
    declared = ["--all-sources", "--from", "2014-01", "--to", "2014-06"]
    assert main(["collection", "declare", "press", *declared, "--record", record]) == 0
    return record


def told(capsys: pytest.CaptureFixture, *words: str) -> tuple[str, str]:
    capsys.readouterr()
    assert main(list(words)) == 0
    said = capsys.readouterr()
    return " ".join(said.out.split()), said.err


def test_outside_a_collection_counts_only(place: str, capsys: pytest.CaptureFixture) -> None:
    out, err = told(capsys, "accountability", "--record", place)
    assert (
        "Omar Sadiq person" in out
        and "arrest 2014-03-04 (Police); acquittal 2014-05-02 (A court) acquittal" in out
    )
    assert "Lashkar-e-Jhangvi 1 1" in out and "Hazara 1 1" in out
    assert "no step found" not in out and "only inside a declared collection" in err


def test_inside_a_collection_an_absence_has_its_denominator(
    place: str, capsys: pytest.CaptureFixture
) -> None:
    out, err = told(capsys, "accountability", "--collection", "press", "--record", place)
    assert (
        "3 documents of 2 sources, the last of 3 May 2014" in out
        and "Computed inside collection press" in out
    )
    assert "shooting 2014-04-07 Karachi, Pakistan 2 documents of 2 sources, the last of 3 May 2014" in out
    assert err == ""


def test_one_accused_with_the_words_and_the_outcome(place: str, capsys: pytest.CaptureFixture) -> None:
    out, _ = told(capsys, "accountability", "omar", "--record", place)
    assert "outcome: acquittal" in out and "“A court acquitted Omar Sadiq on Friday" in out
    assert "2014-03-04 arrest by Police" in out and "inland.example, 2014-05-03, n-2" in out
    assert "1 day from the last dated step (acquittal) to the last document (2014-05-03)" in out


def test_one_incident(place: str, capsys: pytest.CaptureFixture) -> None:
    out, _ = told(capsys, "incidents", "--place", "Karachi", "--json", "--record", place)
    name = json.loads(out)["id"]
    out, err = told(capsys, "accountability", "--incident", name, "--collection", "press", "--record", place)
    assert "n-3 says “No arrests have been made”" in out
    assert (
        "No step found in 2 documents of 2 sources, the last of 3 May 2014, published from the day of the incident on."
        in out
    )
    assert "tells of a step against anybody" in err


def test_json_and_picture_hold_no_name_of_a_person(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    picture = tmp_path / "steps.svg"
    out, _ = told(
        capsys, "accountability", "--collection", "press", "--json", "--plot", str(picture), "--record", place
    )
    rows = [json.loads(line) for line in out.replace("} {", "}\n{").splitlines()]
    (accused,) = [row for row in rows if row.get("kind") == "person"]
    assert (accused["name"], accused["outcome"]) == ("[name withheld]", "acquittal")
    texts = {str(row["id"]): str(row["text"]) for row in TEXTS}
    for step in accused["steps"]:
        for said in step["evidence"]:
            assert said["masked"] and texts[said["document"]][said["start"] : said["end"]] == said["quote"]
    assert (
        rows[-1]["looked_through"] == "3 documents of 2 sources, the last of 3 May 2014"
        and len(rows[-1]["no_step_found"]) == 1
    )
    out, _ = told(capsys, "actors", "--json", "--record", place)
    assert "Sadiq" not in out + picture.read_text("utf-8") + json.dumps(rows)


def test_the_register(place: str, capsys: pytest.CaptureFixture) -> None:
    out, _ = told(capsys, "actors", "--record", place)
    assert "Lashkar-e-Jhangvi group 1 perpetrator 1" in out and "Omar Sadiq private person" in out
    out, _ = told(capsys, "actors", "lashkar", "--record", place)
    assert "perpetrator in 1 incident" in out
    out, _ = told(capsys, "actors", "--kind", "community", "--record", place)
    assert "Hazaras community 1 victim 1" in out and "Lashkar" not in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["accountability", "zzz"], "No accused here has zzz in the name"),
        (["accountability", " "], "The name is empty"),
        (["accountability", "--incident", "nope"], "There is no incident nope"),
        (["accountability", "--collection", "nope"], "There is no collection nope"),
        (["accountability", "--plot", "steps.gif"], "A picture is SVG or PNG"),
        (["actors", "zzz"], "No actor here has zzz"),
        (["actors", "--kind", "ghost"], "A kind of actor is"),
    ],
)
def test_what_cannot_be_says_what_to_do(
    words: list[str], said: str, place: str, capsys: pytest.CaptureFixture
) -> None:
    assert main([*words, "--record", place]) == 2
    assert said in capsys.readouterr().err


def test_a_record_without_accused(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    (tmp_path / "a.txt").write_text("A bomb killed 12 people at a market in Quetta on 3 March 2014.", "utf-8")
    record = str(tmp_path / "r.db")
    assert main(["run", str(tmp_path / "a.txt"), "--record", record]) == 0
    out, err = told(capsys, "accountability", "--record", record)
    assert "tells of a step against anybody" in err and out == ""
    assert told(capsys, "accountability", "--json", "--record", record)[0] == ""
