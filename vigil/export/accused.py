"""The accused and the register of actors for other programs: names of private persons withheld, an outcome with every mention."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from vigil.aftermath import Accused, Party, Step
from vigil.export.episodes import evidence_row
from vigil.export.names import WITHHELD, mask
from vigil.records import Evidence

Names = Mapping[str, tuple[str, ...]]  # document -> private names


def accused_row(accused: Accused, names: Names) -> dict[str, Any]:
    """An accused as JSON, steps by date with the words they rest on.  A person's name stays behind."""
    private = accused.kind == "person"
    own = {accused.name, *accused.aliases} if private else set()
    return {
        "id": accused.id,
        "name": WITHHELD if private else _clean(accused.name, _all(accused.steps, names)),
        "kind": accused.kind,
        "outcome": accused.outcome,
        "incidents": list(accused.incidents),
        "aliases": [] if private else list(accused.aliases),
        "steps": [_step(step, _with(names, step.evidence, own)) for step in accused.steps],
    }


def _step(step: Step, names: Names) -> dict[str, Any]:
    private = {name for e in step.evidence for name in names.get(e.document, ())}
    return {
        "step": step.what,
        "date": step.date,
        "seen": step.seen,
        "by": _clean(step.by, private) if step.by else None,
        "incident": step.incident,
        "why": _clean(step.why, private),
        "evidence": [evidence_row(e, names) for e in step.evidence],
    }


def party_row(party: Party, names: Names) -> dict[str, Any]:
    """A party as JSON.  Of a private person neither names nor reasons that hold them go along."""
    own = {party.name, *party.aliases} if party.private else set()
    relations = []
    for one in party.relations:
        known = _with(names, one.evidence, own)
        private = {name for e in one.evidence for name in known.get(e.document, ())}
        relations.append(
            {
                "kind": one.kind,
                "other": _clean(one.other, private),
                "date": one.date,
                "seen": one.seen,
                "evidence": [evidence_row(e, known) for e in one.evidence],
            }
        )
    return {
        "id": party.id,
        "name": WITHHELD if party.private else party.name,
        "kind": party.kind,
        "private": party.private,
        "aliases": [] if party.private else list(party.aliases),
        "relations": relations,
        "roles": [{"role": role, "incident": incident} for role, incident in party.roles],
        "why": [] if party.private else list(party.why),
    }


def _with(names: Names, evidence: Iterable[Evidence], own: set[str]) -> Names:
    """The private names of these documents, with those of the person in question and their last words."""
    more = own | {name.split()[-1] for name in own if len(name.split()[-1]) > 3}
    found = {e.document for e in evidence}
    return {document: tuple(sorted({*names.get(document, ()), *more})) for document in found}


def _all(steps: Iterable[Step], names: Names) -> set[str]:
    return {name for step in steps for e in step.evidence for name in names.get(e.document, ())}


def _clean(text: str, private: Iterable[str]) -> str:
    return mask(text, private)
