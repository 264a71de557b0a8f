"""Whatever people decide: at once and after a run the same, in any order where it does not matter, and gone when undone."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_by_people import Clock, again, decide, everything, fill

from vigil import review
from vigil.errors import UsageError
from vigil.records import Incident
from vigil.store import Record

ANN, BOB, CEM = "Ann", "Bob", "Cem"
_numbers = st.integers(0, 5)


def _choice(number: int, items: list[Any]) -> Any:
    return items[number % len(items)]


def _claims(incident: Incident) -> list[tuple[str, str]]:
    return [(r.document, c.id(r.document)) for r in incident.reports for c in r.claims]


Made = Callable[[list[Incident]], Any]


@st.composite
def _decisions(draw: st.DrawFn) -> tuple[Made, str]:
    """What somebody decides, given the incidents as they are then."""
    one, other, third = draw(_numbers), draw(_numbers), draw(_numbers)
    what = draw(st.sampled_from(["accept", "killed", "date", "who", "retract", "merge", "split", "tie", "untie", "reject", "amend", "enter", "new", "undo"]))  # fmt: skip

    def made(found: list[Incident]) -> Any:
        a, b = _choice(one, found), _choice(other, found)
        match what:
            case "accept":
                return review.Accept(a.id)
            case "killed":
                return review.Correct(a.id, "killed", third * 7)
            case "date":
                return review.Correct(a.id, "date", {"start": f"2013-01-0{third + 1}"})
            case "who":
                return review.Correct(
                    a.id, "perpetrators", [{"name": "Red Dawn", "stance": "claimed"}][: third % 2]
                )
            case "retract":
                return review.Retract(a.id)
            case "merge":
                return review.Merge((a.id, b.id))
            case "split":
                ids = [r.id for r in a.reports]
                return review.Split(a.id, tuple(ids[: third % len(ids)]))
            case "tie":
                return review.Tie(a.id, "follows_up", b.id)
            case "untie":
                link = _choice(third, list(a.links))
                return review.Untie(a.id, link.type, link.incident)
            case "reject":
                return review.Reject(*_choice(third, _claims(a)))
            case "amend":
                return review.Amend(*_choice(third, _claims(a)), {"speaker": "a doctor"})
            case "enter":
                return review.Enter("c1", 0, 8, "Families", "injured", a.id, {"value": third})
            case "new":
                return review.Enter(
                    "c1", 0, 8, "Families", "arrested", None, {"value": third}, {"type": "arrest"}
                )
        return review.Undo(str(one + 1))

    return made, draw(st.sampled_from([ANN, BOB, CEM]))


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
@given(st.lists(_decisions(), min_size=1, max_size=9))
def test_a_run_after_the_decisions_ends_as_they_did_and_undoing_all_gives_back_what_there_was(
    filled: bytes, made: list[tuple[Made, str]]
) -> None:
    clock = Clock()
    with a_copy(filled) as record:
        before = everything(record)
        for build, by in made:
            with contextlib.suppress(UsageError, IndexError, ZeroDivisionError):
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
