"""What was decided on one incident: every decision, those taken back too, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vigil.records import Incident, Judgement
from vigil.review.decisions import WORDS, Undo, active, id_of, judged

__all__ = ["Entry", "history"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision, with its number (from 1) among all judgements, its id, and whether it holds."""

    number: int
    id: str
    said: Judgement
    holds: bool  # False: taken back


def history(incident: Incident, former: Iterable[str], judgements: Sequence[Judgement]) -> list[Entry]:
    """The decisions on an incident, and what took such decisions back.

    ``former``: ids that lead to it; ``judgements``: all of the record, oldest first.
    """
    names = {incident.id, *former}
    shown = {one.judgement for one in incident.decided}
    holding = set(active(judgements))
    mine: set[str] = set()
    out = []
    for place, said in enumerate(judgements):
        name = id_of(said)
        one = judged(place + 1, said)
        if one is None:
            on = said.subject in names
        elif isinstance(one.decision, Undo):
            on = one.decision.of in mine
        else:
            on = name in shown or bool(names & {said.subject, *one.anchors})
        if on:
            mine.add(name)
            holds = place in holding or said.decision == WORDS[Undo]
            out.append(Entry(place + 1, name, said, holds))
    return out
