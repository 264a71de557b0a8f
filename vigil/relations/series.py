"""Series: attacks of one group on one community, or in one city, one after the other.

Each attack points to the one before it, so a series may run over years; it makes no episode of them (relations/episodes.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from vigil.records import Evidence, Incident, Link

SERIES_DAYS = 90  # attacks further apart are no series by this rule
TYPE = "in_series_with"
_NAMING = frozenset({"claimed", "blamed", "suspected", "reported"})
_PROPER = re.compile(r"[A-Z][\w’'-]{2,}")


def series(incidents: Sequence[Incident]) -> dict[str, Link]:
    """Id of an attack -> its link to the last one before it that is of the same series."""
    attacks: dict[str, list[Incident]] = defaultdict(list)
    for incident in incidents:
        if incident.kind == "attack" and incident.date.start:
            for group in sorted(_groups(incident)):
                attacks[group].append(incident)
    out: dict[str, Link] = {}
    for group, told in sorted(attacks.items()):
        told.sort(key=lambda i: (i.date.start, i.id))
        for number, incident in enumerate(told):
            found = _before(incident, told[:number])
            if found is None or incident.id in out:
                continue
            former, days, shared = found
            evidence = (*_named(incident, group), *_named(former, group))
            if not evidence:
                continue
            apart = f"{days} day{'s' * (days > 1)}"
            why = f"{group} is named for both, {apart} apart and {shared}: “{evidence[0].quote}”"
            out[incident.id] = Link(TYPE, former.id, why, 0.7, evidence)
    return out


def _groups(incident: Incident) -> set[str]:
    return {
        a.name
        for a in incident.actors
        if a.role == "perpetrator" and a.kind == "group" and a.stance in _NAMING and a.name[:1].isupper()
    }


def _before(incident: Incident, former: Sequence[Incident]) -> tuple[Incident, int, str] | None:
    """The last attack before this one, the days between, and what the two have in common."""
    for other in reversed(former):
        days = (
            date.fromisoformat(incident.date.start or "") - date.fromisoformat(other.date.start or "")
        ).days
        if days > SERIES_DAYS:
            return None
        if days == 0:
            continue
        shared = sorted(_community(incident) & _community(other))
        if shared:
            return other, days, f"both on {', '.join(shared)}"
        here, there = incident.place, other.place
        if (
            here
            and there
            and here.city
            and here.city == there.city
            and here.country_code == there.country_code
        ):
            return other, days, f"both in {here.city}"
    return None


def _community(incident: Incident) -> set[str]:
    """Proper names of the groups that were hit: "Hazara", "Shia"."""
    said = [v.group for v in incident.victims if v.group] + list(incident.targets)
    return {word.removesuffix("s").removesuffix("’") for words in said for word in _PROPER.findall(words)}


def _named(incident: Incident, group: str) -> tuple[Evidence, ...]:
    """The words that name the group for an attack, one for each document."""
    found: dict[str, Evidence] = {}
    for report in incident.reports:
        for claim in report.claims:
            if claim.attribute == "perpetrator" and claim.value == group and claim.stance in _NAMING:
                said = Evidence(report.document, claim.span, claim.quote, claim.id(report.document))
                if report.document not in found or said.span < found[report.document].span:
                    found[report.document] = said
    return tuple(found[document] for document in sorted(found))
