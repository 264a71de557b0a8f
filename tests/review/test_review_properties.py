"""Whatever people decide: at once and after a run the same, in any order where it does not matter, and gone when undone."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_by_people import Clock, Made, again, decide, decisions, everything, fill, refused

from vigil import review
from vigil.store import Record


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("review") / "r.db"
    with Record.open(path) as record:
        fill(record)
    with contextlib.closing(__import__("sqlite3").connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    return path.read_bytes()


@contextlib.contextmanager
def a_copy(content: bytes):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.db"
        path.write_bytes(content)
        with Record.open(path) as record:
            yield record


@settings(max_examples=25, deadline=None)
@given(st.lists(decisions(), min_size=1, max_size=9))
def test_a_run_after_the_decisions_ends_as_they_did_and_undoing_all_gives_back_what_there_was(
    filled: bytes, made: list[tuple[Made, str]]
) -> None:
    clock = Clock()
    with a_copy(filled) as record:
        before = everything(record)
        for build, by in made:
            with refused():
                decide(record, build(everything(record)), by, at=clock())
        left, orphans, claims = everything(record), record.orphaned(), list(record.claims())
        assert again(record) == left
        assert record.orphaned() == orphans and list(record.claims()) == claims and record.check() == []
        while live := review.active(list(record.judgements())):
            decide(record, review.Undo(str(live[-1] + 1)), at=clock())
        assert everything(record) == before
        assert again(record) == before


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(5)))
def test_the_order_of_decisions_on_different_things_does_not_matter(filled: bytes, order: list[int]) -> None:
    moments = [f"2026-01-01T00:00:0{n}+00:00" for n in range(5)]
    with a_copy(filled) as record:
        bomb, shots, sitting = (next(i for i in everything(record) if any(r.document == d and r.kind == k for r in i.reports)) for d, k in (("a1", "attack"), ("b1", "attack"), ("c1", "demonstration")))  # fmt: skip
        made = [
            review.Correct(bomb.id, "killed", 14),
            review.Correct(bomb.id, "nature", "criminal"),
            review.Accept(sitting.id),
            review.Retract(shots.id),
            review.Tie(sitting.id, "follows_up", shots.id),
        ]
        expected = None
        for number in order:
            decide(record, made[number], at=moments[number])
        found = [(i.id, i.status, i.killed and i.killed.best, i.nature, i.links) for i in everything(record)]
    with a_copy(filled) as record:
        for number, one in enumerate(made):
            decide(record, one, at=moments[number])
        expected = [
            (i.id, i.status, i.killed and i.killed.best, i.nature, i.links) for i in everything(record)
        ]
    assert found == expected
