"""Incidents for the tests of this room: a kind, a day, and which documents tell them how."""

from __future__ import annotations

import dataclasses
from typing import Any

from vigil.records import Actor, Claim, DateRange, Incident, Place, Report, Span, Toll

PLACE = Place("Tunis", "city", "Tunis", "Tunis", "Tunisia", "TN", 36.8, 10.18)
ROLES = ("main", "co_main", "background")


def incident(name: str, kind: str, type_: str, day: str | None, *claims: Claim, **more: Any) -> Incident:
    """``more``: documents with their roles ("main" ...), names told with it, figures, fields of the incident."""
    roles = {key: value for key, value in more.items() if value in ROLES}
    fields = {
        key: value for key, value in more.items() if key not in roles and key not in ("names", "killed")
    }
    when = DateRange(day, day, "day") if day else DateRange(None, None, "unknown")
    summary = f"The {type_} {name} was told."
    reports = tuple(
        Report(
            d, n, role, kind, type_, "political", when, PLACE, summary, (Span("text", 0, 1),), claims,
            names=tuple(more.get("names", ())), lead=Span("text", 0, len(summary)),
        )
        for n, (d, role) in enumerate(roles.items())
    )  # fmt: skip
    toll = Toll(more["killed"], more["killed"], more["killed"], "r", "w") if "killed" in more else None
    return Incident(name, kind, type_, "political", summary, when, PLACE, reports, killed=toll, **fields)


def attack(name: str, day: str | None, *claims: Claim, **more: Any) -> Incident:
    """A shooting."""
    return incident(name, "attack", "shooting", day, *claims, **more)


def protest(name: str, day: str | None, *claims: Claim, **more: Any) -> Incident:
    """A rally."""
    return incident(name, "demonstration", "rally", day, *claims, **more)


def cause(words: str, kind: str = "in_response_to", start: int = 40) -> Claim:
    """What a report says its incident answers."""
    value = words.split(" ", 2)[-1] if words.startswith("in ") else words.split(" ", 1)[1]
    return Claim("cause", Span("text", start, start + len(words)), words, value, detail=kind)


def named(of: Incident, group: str, stance: str = "claimed") -> Incident:
    """The same, with a group named as perpetrator by its reports."""
    words = f"{group} claimed it"
    claim = Claim("perpetrator", Span("text", 9, 9 + len(words)), words, group, stance=stance, detail="group")
    reports = tuple(dataclasses.replace(r, claims=(*r.claims, claim)) for r in of.reports)
    actors = (Actor(group, "perpetrator", stance, None, "group"),)
    return dataclasses.replace(of, reports=reports, actors=actors)
