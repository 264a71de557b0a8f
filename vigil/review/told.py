"""Decisions and changes in words, and the history of one incident: what every way of looking at a record says of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from vigil.decided import plain
from vigil.records import Incident, Judgement
from vigil.review.decisions import (
    WORDS,
    Amend,
    Correct,
    Enter,
    Merge,
    Split,
    Tie,
    Undo,
    Untie,
    active,
    id_of,
    judged,
)
from vigil.review.queue import shown

__all__ = ["History", "Told", "differences", "short"]


@dataclass(frozen=True, slots=True)
class Told:
    """A decision as a history shows it.  ``number``: its place among all judgements, from 1."""

    number: int
    id: str
    said: Judgement
    holds: bool

    @property
    def words(self) -> str:
        """It in few words."""
        return short(self.said)

    @property
    def undone(self) -> bool:
        """Whether a later undo takes it back."""
        return not self.holds and self.said.decision != WORDS[Undo]


class History:
    """All judgements, found by incident and by id."""

    def __init__(self, said: Iterable[Judgement]) -> None:
        told = list(said)
        holding = set(active(told))
        self.all = [Told(n + 1, id_of(one), one, n in holding) for n, one in enumerate(told)]
        self.by_id = {one.id: one for one in self.all}
        self._on: dict[str, list[int]] = {}  # incident -> places in ``all``
        self._back: dict[str, list[int]] = {}  # decision -> places of those that take it back
        for place, one in enumerate(self.all):
            decision = judged(one.number, one.said)
            if decision is not None and isinstance(decision.decision, Undo):
                self._back.setdefault(decision.decision.of, []).append(place)
            elif decision is not None:
                for name in {one.said.subject, *decision.anchors}:
                    self._on.setdefault(name, []).append(place)

    def of(self, names: Iterable[str], incident: Incident | None = None) -> list[Told]:
        """Decisions on an incident, oldest first: those that name it, those it bears, and those that take such back.

        ``names``: its id and those of former days.
        """
        found = {place for name in names for place in self._on.get(name, ())}
        for decided in incident.decided if incident else ():
            if one := self.by_id.get(decided.judgement):
                found.add(one.number - 1)
        waiting = list(found)
        while waiting:
            for place in self._back.get(self.all[waiting.pop()].id, ()):
                if place not in found:
                    found.add(place)
                    waiting.append(place)
        return [self.all[place] for place in sorted(found)]


def short(said: Judgement) -> str:
    """A judgement in few words."""
    found = judged(1, said)
    match None if found is None else found.decision:
        case Correct() as made:
            return f"correct {made.field}: {shown(made.field, made.value)}"
        case Merge() as made:
            return f"merge {', '.join(made.incidents)}"
        case Split() as made:
            return f"split {', '.join(made.apart)} apart"
        case Tie() | Untie() as made:
            return f"{said.decision} {made.type} {made.target}"
        case Amend() as made:
            return "correct claim: " + ", ".join(f"{k} {v}" for k, v in made.changes.items())
        case Enter() as made:
            return f"enter {made.attribute}: “{made.quote}”"
    return said.decision


def differences(fields: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """(field, before, after) in words, from JSON before and after, as the changes of a record have them."""
    return [(name, _value(name, plain(old)), _value(name, plain(new))) for name, old, new in fields]


def _value(name: str, value: Any) -> str:
    return str(value) if name in ("documents", "status") else shown(name, value)
