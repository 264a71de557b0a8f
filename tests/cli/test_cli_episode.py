"""`vigil episode` as a user meets it: listed, told with its sources, drawn, and where something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import made_up
import pytest

from vigil.cli import main


@pytest.fixture
def place(tmp_path: Path) -> str:
    """The invented record: a bombing, and the sit-in that answers it."""
    return str(made_up.fill(tmp_path / "r.db"))


def test_episodes_are_listed_and_told(place: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["episode", "--record", place]) == 0
    listed = capsys.readouterr().out
    assert "bombing, Tessaoua market, Tessaoua, Niger, 2021-03-01" in listed
    name = listed.splitlines()[1].split()[0]
    assert main(["episode", name[:4], "--record", place]) == 0
    told = capsys.readouterr().out
    assert main(["episode", "i-sit", "--record", place]) == 0
    assert capsys.readouterr().out == told
    flat = " ".join(told.split())
    assert "On 1 March 2021, a bombing in Tessaoua market, Tessaoua killed" in flat
    assert "in response to the bombing of 1 March" in flat and "in response to bombing" in flat
    assert "[1] “" in told and "The Sahel Post, 2021-03-02, n-1" in flat


def test_private_names_stay_behind_in_json(place: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["episode", "--json", "--record", place]) == 0
    text = capsys.readouterr().out
    (row,) = [json.loads(line) for line in text.splitlines()]
    assert row["incidents"] == ["i-bomb", "i-sit"] and row["story"][0]["evidence"]
    assert "Idrissou" not in text and "Balla" not in text
    for line in row["story"]:
        for said in line["evidence"]:
            source = made_up.TEXTS[said["document"]] if said["in"] == "text" else None
            assert source is not None and source[said["start"] : said["end"]] == said["quote"]


@pytest.mark.parametrize(("name", "begins"), [("e.svg", b"<svg"), ("e.png", b"\x89PNG")])
def test_a_picture(
    place: str, tmp_path: Path, name: str, begins: bytes, capsys: pytest.CaptureFixture
) -> None:
    assert main(["episode", "i-bomb", "--plot", str(tmp_path / name), "--record", place]) == 0
    drawn = (tmp_path / name).read_bytes()
    assert drawn.startswith(begins) and b"http://" not in drawn.replace(b"http://www.w3.org", b"")
    assert name in capsys.readouterr().err


def test_what_is_not_there_says_what_to_do(place: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["episode", "nothing", "--record", place]) == 2
    assert "`vigil episode` lists" in capsys.readouterr().err
    assert main(["episode", "--plot", str(tmp_path / "e.svg"), "--record", place]) == 2
    assert "name it" in capsys.readouterr().err
    assert main(["episode", "i-bomb", "--plot", str(tmp_path / "e.txt"), "--record", place]) == 2
    assert "SVG or PNG" in capsys.readouterr().err
    assert list(tmp_path.glob("e.*")) == []
