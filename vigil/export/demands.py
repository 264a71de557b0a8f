"""Demands and responses as they stand in the row of an incident: private names withheld."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from vigil.aftermath import Demand, Response
from vigil.export.names import WITHHELD, mask
from vigil.records import Incident

Row = dict[str, Any]


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


def _name(name: str | None, private: Sequence[str]) -> str | None:
    if name is None:
        return None
    return WITHHELD if name in private else mask(name, private)
