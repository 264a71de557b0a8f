"""The record that the site is measured on: whole, as large as asked for, the same for the same seed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vigil.aftermath import KINDS
from vigil.store import Record

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "benchmarks" / "generate_record.py"


def generated(place: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(PROGRAM), place, *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def told(place: str) -> tuple[list[str], list[str]]:
    with Record.open(place, create=False) as record:
        return [repr(i) for i in record.incidents()], [
            repr(a) for k in KINDS.values() for a in record.aftermath(k)
        ]


def test_the_record_is_whole_and_as_large_as_asked_for(place: str):
    done = generated(place, "--incidents", "60", "--claims", "500")
    assert done.returncode == 0, done.stderr
    with Record.open(place, create=False) as record:
        held = record.counts()
        assert (held["incidents"], held["claims"]) == (60, 500)
        assert record.check() == []  # every quote in its text, every report in its incident
        assert "MADE UP" in (record.collections()[0].note or "")
        incidents = list(record.incidents())
        assert any(i.links for i in incidents) and len({i.kind for i in incidents}) >= 3
        assert all(link.evidence for i in incidents for link in i.links)
        assert any(i.place and i.place.lat is not None for i in incidents)
        assert record.search("said")


def test_a_seed_gives_one_record_and_another_seed_another(tmp_path: Path):
    first, again, other = (str(tmp_path / name) for name in ("a.db", "b.db", "c.db"))
    for place, seed in ((first, "1"), (again, "1"), (other, "2")):
        assert generated(place, "--incidents", "25", "--seed", seed).returncode == 0
    assert told(first) == told(again) != told(other)


@pytest.mark.parametrize("words", [("--incidents", "10", "--claims", "9"), ("--incidents", "0")])
def test_what_makes_no_record_is_refused_and_nothing_is_written(tmp_path: Path, words: tuple[str, ...]):
    place = tmp_path / "none.db"
    done = generated(str(place), *words)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert not place.exists()


def test_a_record_that_holds_documents_is_left_as_it_is(tmp_path: Path):
    place = str(tmp_path / "a.db")
    assert generated(place, "--incidents", "5").returncode == 0
    before = told(place)
    done = generated(place, "--incidents", "6")
    assert done.returncode == 1 and "holds documents already" in done.stderr
    assert told(place) == before
