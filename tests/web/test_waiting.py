"""What is computed beside the requests: once for each state, the former one meanwhile, and nothing where there is none."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from vigil.errors import UsageError
from vigil.web.waiting import MOST, Later, NotYet

LONG, SHORT = 300.0, 0.01  # seconds


@contextmanager
def held() -> Iterator[tuple[Callable[[], str], threading.Event]]:
    """A computation that ends when it is told to."""
    go = threading.Event()

    def compute() -> str:
        assert go.wait(LONG)
        return "new"

    try:
        yield compute, go
    finally:
        go.set()


def test_it_is_computed_once_for_each_state() -> None:
    later, calls = Later(), []
    for revision in ("1", "1", "2", "2"):
        found = later.get("key", revision, lambda r=revision: calls.append(r) or f"of {r}", LONG)
        assert found.value == f"of {revision}" and found.current
    assert calls == ["1", "2"]


def test_many_who_ask_at_once_have_it_computed_once() -> None:
    later, calls, found = Later(), [], []
    with held() as (compute, go):

        def asked() -> None:
            found.append(later.get("key", "1", lambda: calls.append(1) or compute(), LONG).value)

        threads = [threading.Thread(target=asked) for _ in range(8)]
        for thread in threads:
            thread.start()
        go.set()
        for thread in threads:
            thread.join(LONG)
    assert found == ["new"] * 8 and calls == [1]


def test_the_former_state_is_shown_while_the_next_is_computed() -> None:
    later = Later()
    later.get("key", "1", lambda: "old", LONG)
    with held() as (compute, go):
        found = later.get("key", "2", compute, SHORT)
        assert found.value == "old" and not found.current
        with pytest.raises(NotYet, match="ask again"):
            later.get("key", "2", compute, SHORT, current=True)
        go.set()
        assert later.get("key", "2", compute, LONG).value == "new"


def test_where_there_is_nothing_yet_it_is_said() -> None:
    later = Later()
    with held() as (compute, _), pytest.raises(NotYet):
        later.get("key", "1", compute, SHORT)


def test_what_cannot_be_computed_is_told_until_the_record_changes() -> None:
    later, calls = Later(), []

    def fails() -> str:
        calls.append(1)
        raise UsageError("There is nothing to count.")

    for _ in range(2):
        with pytest.raises(UsageError, match="nothing to count"):
            later.get("key", "1", fails, LONG)
    assert calls == [1]
    assert later.get("key", "2", lambda: "there", LONG).value == "there"


def test_no_more_than_some_wait_for_their_turn() -> None:
    later, begun = Later(), []
    with held() as (compute, go):
        for number in range(3 * MOST):
            with pytest.raises(NotYet):
                later.get(number, "1", lambda n=number: begun.append(n) or compute(), SHORT)
        go.set()
        for number in range(MOST):
            assert later.get(number, "1", compute, LONG).value == "new"
    assert len(begun) == MOST


def test_what_several_need_is_computed_once_and_goes_with_its_state() -> None:
    later, calls = Later(), []
    for revision in ("1", "1", "2"):
        assert later.part("whole", revision, lambda r=revision: calls.append(r) or r) == revision
    assert calls == ["1", "2"]
