"""What takes longer than a reader waits: computed beside the requests, once for each state of the record.

A record of ten thousand incidents takes ten to thirty seconds to be read for figures over all of it.  A page waits a moment; what is not there
by then is shown as it was before the record's last change, or is said to be on its way.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from vigil.errors import VigilError

T = TypeVar("T")
KEPT = 64  # computed things that are kept
MOST = 16  # that wait for their turn


class NotYet(VigilError):
    """It is being computed; the text says to ask again."""


@dataclass(frozen=True, slots=True)
class Ready(Generic[T]):
    """Something computed."""

    value: T
    current: bool  # False: it is of a former state of the record, and is being computed anew


@dataclass(slots=True)
class _Entry:
    lock: threading.Lock = field(default_factory=threading.Lock)
    revision: str | None = None  # of ``value``
    value: Any = None
    failed: Exception | None = None
    failed_at: str | None = None
    running: threading.Event | None = None


class Later:
    """Computations by key.  One runs at a time, as each reads much of the record."""

    def __init__(self) -> None:
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._parts: OrderedDict[Hashable, Any] = OrderedDict()
        self._parts_of = ""
        self._waiting = 0

    def get(
        self, key: Hashable, revision: str, compute: Callable[[], T], seconds: float, current: bool = False
    ) -> Ready[T]:
        """What ``compute`` gives for this revision, if it is there within some seconds; else what was there before, unless
        it must be ``current``.

        Raises what ``compute`` raised, and NotYet where there is nothing to show.
        """
        entry = self._entry(key)
        running = self._start(entry, revision, compute)
        if running is not None:
            running.wait(seconds)
        with entry.lock:
            if entry.failed is not None and entry.failed_at == revision:
                raise entry.failed.with_traceback(None)  # it is raised again and again
            if entry.revision == revision or (entry.revision is not None and not current):
                return Ready(cast(T, entry.value), entry.revision == revision)
        raise NotYet("These figures are being computed over the whole record: ask again in a moment.")

    def part(self, key: Hashable, revision: str, compute: Callable[[], T]) -> T:
        """What several computations need; for use within one, as they take turns."""
        if self._parts_of != revision:  # the former ones go before their successors take as much memory
            self._parts, self._parts_of = OrderedDict(), revision
        if key not in self._parts:
            self._parts[key] = compute()
            while len(self._parts) > MOST:
                self._parts.popitem(last=False)
        self._parts.move_to_end(key)
        return cast(T, self._parts[key])

    def _entry(self, key: Hashable) -> _Entry:
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            self._entries.move_to_end(key)
            while len(self._entries) > KEPT:
                self._entries.popitem(last=False)
            return entry

    def _start(self, entry: _Entry, revision: str, compute: Callable[[], Any]) -> threading.Event | None:
        """Begin, unless it is there or under way; gives what tells of its end, None where nothing runs."""
        with entry.lock:
            if entry.running is not None or revision in (entry.revision, entry.failed_at):
                return entry.running
            with self._lock:
                if self._waiting >= MOST:
                    return None
                self._waiting += 1
            entry.running = done = threading.Event()
        threading.Thread(
            target=self._run, args=(entry, revision, compute, done), daemon=True, name="figures"
        ).start()
        return done

    def _run(self, entry: _Entry, revision: str, compute: Callable[[], Any], done: threading.Event) -> None:
        value, failed = None, None
        try:
            with self._turn:
                value = compute()
        except Exception as error:  # whoever asked is told
            failed = error
        with self._lock:
            self._waiting -= 1
        with entry.lock:
            if failed is None:
                entry.value, entry.revision = value, revision
            else:
                entry.failed, entry.failed_at = failed, revision
            entry.running = None
        done.set()
