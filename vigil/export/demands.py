"""Demands and responses for other programs: private names withheld wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from vigil.aftermath import Demand, Response, Step
from vigil.export.episodes import evidence_row
from vigil.export.names import WITHHELD, mask
from vigil.records import Evidence, Incident

Row = dict[str, Any]
Names = Mapping[str, tuple[str, ...]]


def demand_row(demand: Demand, names: Names) -> Row:
    """A demand as JSON, with every change of its state; ``names``: document -> private names."""
    private = _private(demand.evidence, names)
    return {
        "id": demand.id,
        "what": demand.what,
        "words": mask(demand.words, private),
        "by": _name(demand.by, private),
        "of": _name(demand.of, private),
        "first": demand.first,
        "last": demand.last,
        "state": demand.state,
        "incidents": list(demand.incidents),
        "episode": demand.episode,
        "history": [_step(step, names) for step in demand.history],
        "evidence": [evidence_row(e, names) for e in demand.evidence],
    }


def response_row(response: Response, names: Names) -> Row:
    """A response as JSON, with the ids of the demands it answers and what became of a promise."""
    private = _private(response.evidence, names)
    return {
        "id": response.id,
        "act": response.act,
        "words": mask(response.words, private),
        "by": _name(response.by, private),
        "date": response.date,
        "first": response.first,
        "last": response.last,
        "until": response.until,
        "incidents": list(response.incidents),
        "episode": response.episode,
        "answers": list(response.answers),
        "followed": [_step(step, names) for step in response.followed],
        "evidence": [evidence_row(e, names) for e in response.evidence],
    }


def demands_of(incident: Incident, demands: Iterable[Demand], private: Sequence[str]) -> list[Row]:
    """The demands told beside an incident as its row has them: by whom, of whom, the words, the state."""
    return [
        {
            "id": d.id,
            "by": _name(d.by, private),
            "of": _name(d.of, private),
            "what": mask(d.words, private),
            "state": d.state,
        }
        for d in demands
        if incident.id in d.incidents
    ]


def responses_of(incident: Incident, responses: Iterable[Response], private: Sequence[str]) -> list[Row]:
    """The responses told beside an incident as its row has them; ``answers``: ids of demands."""
    return [
        {"id": r.id, "by": _name(r.by, private), "what": mask(r.words, private), "answers": list(r.answers)}
        for r in responses
        if incident.id in r.incidents
    ]


def _private(evidence: Iterable[Evidence], names: Names) -> tuple[str, ...]:
    found = {name for e in evidence for name in names.get(e.document, ())}
    return tuple(sorted(found, key=lambda n: (-len(n), n)))


def _step(step: Step, names: Names) -> Row:
    private = _private(step.evidence, names)
    return {
        "what": step.what,
        "date": step.date,
        "seen": step.seen,
        "by": _name(step.by, private),
        "why": mask(step.why, private),
        "incident": step.incident,
        "evidence": [evidence_row(e, names) for e in step.evidence],
    }


def _name(name: str | None, private: Sequence[str]) -> str | None:
    if name is None:
        return None
    return WITHHELD if name in private else mask(name, private)
