"""`vigil demands` as a user meets it: listed with states, inside a collection, drawn, and where something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vigil.cli import main

STORY = [
    ("a", "2014-05-02", "A bomb killed 9 people at a market in Kisumu on Friday. Hundreds of mourners staged a sit-in in Kisumu on Friday and demanded the release of the traders."),
    ("b", "2014-05-04", "A sit-in went on in Kisumu on Sunday after a bomb killed 9 people at a market on Friday. The governor refused the release of the traders."),
]  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, capsys: pytest.CaptureFixture) -> str:
    """A record of two reports: a demand, and its refusal."""
    rows = [{"id": i, "outlet": "post.example", "published": day, "text": text} for i, day, text in STORY]
    source = tmp_path / "rows.jsonl"
    source.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    record = str(tmp_path / "r.db")
    assert main(["run", str(source), "--record", record]) == 0
    capsys.readouterr()
    return record


def test_demands_are_listed_with_their_state_and_its_words(place: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["demands", "--record", place]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "release: “the release of the traders”" in told and "by Hundreds of mourners" in told
    assert "state: refused" in told and "refused the release of the traders” post.example, 2014-05-04" in told
    assert "no evidence" not in told  # nothing is said of absence outside a collection
    assert main(["demands", "--state", "met", "--record", place]) == 0
    said = capsys.readouterr()
    assert said.out == "" and "No such demand" in said.err
    assert main(["demands", "--responses", "--of", "governor", "--record", place]) == 0
    assert "refusal" in capsys.readouterr().out


def test_absence_is_told_inside_a_collection(place: str, capsys: pytest.CaptureFixture) -> None:
    made = ["collection", "declare", "k", "--source", "post.example", "--from", "2014-05", "--to", "2014-06"]
    assert main([*made, "--record", place]) == 0
    capsys.readouterr()
    assert main(["demands", "--collection", "k", "--record", place]) == 0
    said = capsys.readouterr()
    told = " ".join(said.out.split())
    assert "no evidence of a further change found since 4 May 2014 in 1 document of 1 source" in told
    assert "collection k (version 1)" in said.err
    assert main(["demands", "--collection", "k", "--json", "--record", place]) == 0
    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert row["no_evidence"] == {"since": "2014-05-04", "documents": 1, "sources": 1, "last": "2014-05-04"}
    assert row["history"][0]["evidence"][0]["quote"] in STORY[1][2]


def test_the_export_of_incidents_has_states_and_answers(place: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["export", "incidents", "--record", place]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    demands = [d for row in rows for d in row["demands"]]
    answers = [a for row in rows for r in row["responses"] for a in r["answers"]]
    assert {d["state"] for d in demands} == {"refused"} and set(answers) == {d["id"] for d in demands}


@pytest.mark.parametrize(("name", "begins"), [("d.svg", b"<svg"), ("d.png", b"\x89PNG")])
def test_a_picture(
    place: str, tmp_path: Path, name: str, begins: bytes, capsys: pytest.CaptureFixture
) -> None:
    assert main(["demands", "--plot", str(tmp_path / name), "--record", place]) == 0
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert name in capsys.readouterr().err


def test_what_is_wrong_says_what_to_do(place: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    for wrong, said in (
        (["--state", "ignored"], "choose one of open"),
        (["--incident", "nothing"], "`vigil incidents` lists"),
        (["--collection", "none"], "vigil collection declare"),
        (["--plot", "d.gif"], "SVG or PNG"),
        (["--responses", "--state", "open"], "--responses"),
        (["--state", "met", "--plot", str(tmp_path / "d.svg")], "nothing to draw"),
    ):
        assert main(["demands", *wrong, "--record", place]) == 2
        assert said in capsys.readouterr().err
