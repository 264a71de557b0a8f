"""What was decided on an incident: every decision, those taken back too, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vigil.records import Incident, Judgement
from vigil.review.decisions import WORDS, Undo, active, id_of, judged

__all__ = ["Entry", "History", "history"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision, with its number (from 1) among all judgements, its id, and whether it holds."""

    number: int
    id: str
    said: Judgement
    holds: bool  # False: taken back


class History:
    """All judgements of a record, oldest first, found by incident and by id."""

    def __init__(self, judgements: Iterable[Judgement]) -> None:
        told = list(judgements)
        holding = set(active(told))
        self.all: list[Entry] = []
        self._on: dict[str, list[int]] = {}  # incident -> places in ``all``
        self._back: dict[str, list[int]] = {}  # decision -> places of those that take it back
        for place, said in enumerate(told):
            holds = place in holding or said.decision == WORDS[Undo]
            self.all.append(Entry(place + 1, id_of(said), said, holds))
            one = judged(place + 1, said)
            if one is not None and isinstance(one.decision, Undo):
                self._back.setdefault(one.decision.of, []).append(place)
                continue
            for name in {said.subject, *(one.anchors if one else ())}:
                self._on.setdefault(name, []).append(place)
        self.by_id = {entry.id: entry for entry in self.all}

    def of(self, incident: Incident, former: Iterable[str] = ()) -> list[Entry]:
        """The decisions that an incident bears, those that name it, and what took such decisions back.

        ``former``: ids that lead to it.
        """
        found = {place for name in (incident.id, *former) for place in self._on.get(name, ())}
        shown = (self.by_id.get(one.judgement) for one in incident.decided)
        found.update(entry.number - 1 for entry in shown if entry)
        waiting = list(found)
        while waiting:
            later = set(self._back.get(self.all[waiting.pop()].id, ())) - found
            found |= later
            waiting += later
        return [self.all[place] for place in sorted(found)]


def history(incident: Incident, former: Iterable[str], judgements: Sequence[Judgement]) -> list[Entry]:
    """The decisions on an incident, and what took such decisions back.

    ``former``: ids that lead to it; ``judgements``: all of the record, oldest first.
    """
    return History(judgements).of(incident, former)
