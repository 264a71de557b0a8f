"""Links between incidents: which demonstration or answer of the state responds to which attack or protest.

First version: a link needs a document that tells of both.  Which of several candidates is meant is decided by how
many documents tell both, then by nearness in time.  Episodes, retaliation and warnings are to follow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from vigil.records import Incident, Link

RULE = "relations/1"
REACH_DAYS = 60  # an answer later than this is linked by a person, not by this rule
# answers of the state that are given to protesters rather than to the attack
_CONCESSIONS = frozenset({"negotiation", "dismissal", "compensation", "inquiry", "visit"})

__all__ = ["RULE", "relate"]


def relate(incidents: Sequence[Incident]) -> list[Incident]:
    """The same incidents with ``links`` filled, in the same order."""
    by_document: dict[str, list[int]] = defaultdict(list)
    for number, incident in enumerate(incidents):
        for report in incident.reports:
            by_document[report.document].append(number)
    return [
        replace(incident, links=tuple(_links(n, incidents, by_document)))
        for n, incident in enumerate(incidents)
    ]


def _links(number: int, incidents: Sequence[Incident], by_document: dict[str, list[int]]) -> Iterator[Link]:
    incident = incidents[number]
    if incident.kind == "attack":
        return
    together: dict[int, set[str]] = defaultdict(set)
    for report in incident.reports:
        # what a document only lists in passing beside another passing thing is no evidence of a tie
        for other in by_document[report.document]:
            if other == number:
                continue
            role = next(r.role for r in incidents[other].reports if r.document == report.document)
            if "background" in (report.role, role) and report.role == role:
                continue
            together[other].add(report.document)
    wanted = (
        ["attack"]
        if incident.kind in ("demonstration", "legal_action", "other")
        else ["attack", "demonstration"]
    )
    for kind in wanted:
        candidates = [n for n in together if incidents[n].kind == kind and _before(incidents[n], incident)]
        if not candidates:
            continue
        chosen = min(
            candidates, key=lambda n: (-len(together[n]), _days(incidents[n], incident), incidents[n].id)
        )
        documents = sorted(together[chosen])
        concession = kind == "demonstration" and incident.type in _CONCESSIONS
        what = f"{len(documents)} document{'s' if len(documents) > 1 else ''} tell{'' if len(documents) > 1 else 's'} of both"
        yield Link(
            "concession_to" if concession and incident.type == "dismissal" else "in_response_to",
            incidents[chosen].id,
            f"{what}, and the {incidents[chosen].type} came first (first: {documents[0]})",
            round(1 - 0.5 ** (1 + len(documents)), 4),
        )


def _before(earlier: Incident, later: Incident) -> bool:
    if earlier.date.start is None or later.date.end is None:
        return False
    days = (date.fromisoformat(later.date.end) - date.fromisoformat(earlier.date.start)).days
    return 0 <= days <= REACH_DAYS


def _days(earlier: Incident, later: Incident) -> int:
    a, b = earlier.date.start, later.date.start
    return abs((date.fromisoformat(b) - date.fromisoformat(a)).days) if a and b else REACH_DAYS
