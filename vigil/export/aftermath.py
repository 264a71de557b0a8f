"""What followed, as rows for other programs: demands, responses, the accused, threats, the register of actors.

Names of private persons are withheld as in every export: ``names`` maps documents to the names that stay behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from vigil.aftermath import Accused, Demand, Episode, Party, Response, Step, Threat
from vigil.export.episodes import episode_row, evidence_row
from vigil.export.names import WITHHELD, mask
from vigil.export.withheld import Names, of_documents
from vigil.records import Evidence

Row = dict[str, Any]


class _Mask:
    """Covers the names that any of the documents of some evidence holds."""

    def __init__(self, names: Names, *evidence: Iterable[Evidence]) -> None:
        self.private = of_documents((e.document for told in evidence for e in told), names)

    def __call__(self, text: str | None) -> str | None:
        """The text with names covered; a text that is nothing but a name is withheld whole."""
        if text is None:
            return None
        return WITHHELD if text in self.private else mask(text, self.private)


def demand_row(demand: Demand, names: Names) -> Row:
    """A demand with its changes of state, each with the words it rests on."""
    clean = _Mask(names, demand.evidence, *(step.evidence for step in demand.history))
    return {
        "id": demand.id,
        "what": demand.what,
        "words": clean(demand.words),
        "by": clean(demand.by),
        "of": clean(demand.of),
        "first": demand.first,
        "last": demand.last,
        "state": demand.state,
        "episode": demand.episode,
        "incidents": list(demand.incidents),
        "history": [_step(step, clean, names) for step in demand.history],
        "evidence": _evidence(demand.evidence, names),
    }


def response_row(response: Response, names: Names) -> Row:
    """What somebody in power did or promised, and what later reports say became of it."""
    clean = _Mask(names, response.evidence, *(step.evidence for step in response.followed))
    return {
        "id": response.id,
        "act": response.act,
        "words": clean(response.words),
        "by": clean(response.by),
        "date": response.date,
        "first": response.first,
        "last": response.last,
        "until": response.until,
        "episode": response.episode,
        "incidents": list(response.incidents),
        "answers": list(response.answers),
        "followed": [_step(step, clean, names) for step in response.followed],
        "evidence": _evidence(response.evidence, names),
    }


def accused_row(accused: Accused, names: Names) -> Row:
    """One accused with every step that is told; a person's name is withheld, and the outcome stands with it."""
    person = accused.kind == "person"
    names = _with(names, (e for step in accused.steps for e in step.evidence), accused) if person else names
    clean = _Mask(names, *(step.evidence for step in accused.steps))
    return {
        "id": accused.id,
        "name": WITHHELD if person else clean(accused.name),
        "kind": accused.kind,
        "aliases": [] if person else [clean(alias) for alias in accused.aliases],
        "outcome": accused.outcome,
        "incidents": list(accused.incidents),
        "steps": [_step(step, clean, names) for step in accused.steps],
    }


def threat_row(threat: Threat, names: Names) -> Row:
    """A threat or warning, and the later incidents that match it, each with the sentence why."""
    clean = _Mask(names, threat.evidence)
    return {
        "id": threat.id,
        "words": clean(threat.words),
        "by": clean(threat.by),
        "against": clean(threat.against),
        "date": threat.date,
        "seen": threat.seen,
        "channel": clean(threat.channel),
        "incidents": list(threat.incidents),
        "matches": [{"incident": incident, "why": clean(why)} for incident, why in threat.matches],
        "between": list(threat.between),
        "evidence": _evidence(threat.evidence, names),
    }


def party_row(party: Party, names: Names) -> Row:
    """One entry of the register of actors; a private person keeps the part played, and loses name and aliases."""
    told = [e for relation in party.relations for e in relation.evidence]
    names = _with(names, told, party) if party.private else names
    clean = _Mask(names, told)
    return {
        "id": party.id,
        "name": WITHHELD if party.private else clean(party.name),
        "kind": party.kind,
        "private": party.private,
        "aliases": [] if party.private else [clean(alias) for alias in party.aliases],
        "roles": [{"role": role, "incident": incident} for role, incident in party.roles],
        "relations": [
            {
                "kind": relation.kind,
                "other": clean(relation.other),
                "date": relation.date,
                "seen": relation.seen,
                "evidence": _evidence(relation.evidence, names),
            }
            for relation in party.relations
        ],
        "why": [] if party.private else [clean(why) for why in party.why],
    }


def _with(names: Names, evidence: Iterable[Evidence], person: Accused | Party) -> Names:
    """The private names of these documents, with those of the person in question and their last words."""
    own = {person.name, *person.aliases}
    own |= {last for name in own if len(last := name.split()[-1]) > 3}
    return {e.document: tuple(sorted({*names.get(e.document, ()), *own})) for e in evidence}


def _step(step: Step, clean: _Mask, names: Names) -> Row:
    return {
        "what": step.what,
        "date": step.date,
        "seen": step.seen,
        "by": clean(step.by),
        "incident": step.incident,
        "why": clean(step.why),
        "evidence": _evidence(step.evidence, names),
    }


def _evidence(evidence: Iterable[Evidence], names: Names) -> list[Row]:
    return [evidence_row(said, names) for said in evidence]


# The word of an export -> the records it holds, and how one becomes a row.
AFTERMATH: Mapping[str, tuple[type[Any], Callable[[Any, Names], Row]]] = {
    "episodes": (Episode, episode_row),
    "demands": (Demand, demand_row),
    "responses": (Response, response_row),
    "accountability": (Accused, accused_row),
    "threats": (Threat, threat_row),
    "actors": (Party, party_row),
}


def evidence_of(row: Any) -> Iterator[Row]:
    """Every piece of evidence in a row of this module, wherever it stands in it."""
    if isinstance(row, dict):
        for key, value in row.items():
            if key == "evidence":
                yield from value
            else:
                yield from evidence_of(value)
    elif isinstance(row, list):
        for item in row:
            yield from evidence_of(item)
