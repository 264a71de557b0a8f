"""What may be decided of an incident, in plain values, and what decisions on claims leave of its reports.

A field of an incident is *stated* as plain JSON values, so that what a machine suggests, what one person decided and
what another saw can be compared, kept and shown beside each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from vigil.names import fold
from vigil.records import Claim, Decided, Incident, Report, Toll

ANYWAY = "read anyway"  # the decision of a judgement on a document: it is read though it would be set aside
TOLLS = ("killed", "injured", "abducted", "arrested", "size")
FIELDS = ("kind", "type", "nature", "date", "place", *TOLLS, "perpetrators", "summary")
SEEN = FIELDS[
    :-1
]  # what a reader who accepts an incident has accepted: the wording of a summary is the report's
# what a person may say otherwise of a claim
AMENDED = frozenset(
    "attribute value low high qualifier speaker speaker_kind stance as_of superseded group detail addressee until".split()
)

__all__ = [
    "AMENDED",
    "ANYWAY",
    "FIELDS",
    "SEEN",
    "TOLLS",
    "effective",
    "packed",
    "plain",
    "rejected",
    "seen",
    "stated",
]


def packed(value: object) -> str:
    """JSON of plain values, the same for equal values."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def plain(text: str | None) -> Any:
    """The values whose JSON is ``text``; None for None."""
    return None if text is None else orjson.loads(text)


def stated(incident: Incident, field: str) -> Any:
    """A field of an incident in plain values (see FIELDS); None where nothing is known of it."""
    value = getattr(incident, "actors" if field == "perpetrators" else field)
    if field == "perpetrators":
        named = [(a.name, a.stance) for a in value if a.role == "perpetrator"]
        return [{"name": name, "stance": stance} for name, stance in sorted(named)]
    if field == "date":
        return {"start": value.start, "end": value.end, "precision": value.precision}
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Toll):
        return {"low": value.low, "best": value.best, "high": value.high}
    kept = ("name", "precision", "neighbourhood", "city", "admin1", "country", "country_code", "lat", "lon")
    return {name: getattr(value, name) for name in kept}


def seen(incident: Incident) -> dict[str, Any]:
    """All that a reader of the incident has before them, in plain values."""
    return {field: stated(incident, field) for field in SEEN}


def rejected(decided: Iterable[Decided]) -> frozenset[str]:
    """Ids of the claims that persons rejected."""
    return frozenset(
        d.claim for d in decided if d.field == "claim" and d.claim and d.holds and d.decided is None
    )


def effective(reports: Sequence[Report], decided: Sequence[Decided]) -> tuple[Report, ...]:
    """The reports as persons left their claims: without those rejected, with those corrected.

    The claims themselves never change; this is what conclusions are drawn from.  A perpetrator or victim that only a rejected
    claim names goes with it.
    """
    on = {d.claim: d for d in decided if d.field == "claim" and d.claim and d.holds}
    if not on:
        return tuple(reports)
    return tuple(_left(report, on) for report in reports)


def _left(report: Report, on: Mapping[str, Decided]) -> Report:
    claims: list[Claim] = []
    gone: list[Claim] = []
    renamed: dict[tuple[str, str], Claim] = {}
    for claim in report.claims:
        decision = on.get(claim.id(report.document))
        if decision is None:
            claims.append(claim)
            continue
        if decision.decided is None:
            gone.append(claim)
            continue
        made = replace(claim, **plain(decision.decided), entered_by=decision.by[0])
        claims.append(made)
        if isinstance(claim.value, str) and claim.attribute in ("perpetrator", "victim"):
            renamed[claim.attribute, fold(claim.value)] = made
    if len(claims) == len(report.claims) and claims == list(report.claims):
        return report
    kept = {(c.attribute, fold(c.value)) for c in claims if isinstance(c.value, str)}
    lost = {(c.attribute, fold(c.value)) for c in gone if isinstance(c.value, str)} - kept
    actors = []
    for actor in report.actors:
        key = (actor.role, fold(actor.name))
        if key in lost:
            continue
        said = renamed.get(key)
        if said is not None and isinstance(said.value, str) and said.attribute == "perpetrator":
            actor = replace(actor, name=said.value, stance=said.stance or actor.stance, by=said.speaker)
        actors.append(actor)
    victims = []
    for victim in report.victims:
        key = ("victim", fold(victim.name or ""))
        if victim.name and key in lost:
            continue
        said = renamed.get(key) if victim.name else None
        if said is not None and isinstance(said.value, str):
            victim = replace(victim, name=said.value)
        victims.append(victim)
    return replace(report, claims=tuple(claims), actors=tuple(actors), victims=tuple(victims))
