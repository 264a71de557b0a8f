"""Which reports are one incident, and why."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

from vigil.config import LinkageConfig
from vigil.linkage.clustering import cluster, majority
from vigil.linkage.profile import Profile, profiles
from vigil.records import (
    ENTERED,
    UNKNOWN_DATE,
    Claim,
    DateRange,
    Incident,
    Merge,
    Place,
    PlacedPart,
    Report,
)

RULE = "linkage/2"
_ROLES = {"main": 0, "co_main": 1, "background": 2}
_DATES = {"day": 0, "days": 1, "week": 2, "month": 3, "season": 4, "year": 5, "years": 6, "unknown": 7}
_PLACES = {"site": 0, "neighbourhood": 1, "city": 2, "district": 3, "admin1": 4, "country": 5}
# words that say how, before words that only say that
_VAGUE = frozenset({"attack", "killing", "protest", "statement"})
_COUNTED = frozenset({"killed", "injured", "abducted", "size"})

__all__ = ["RULE", "join", "link"]


def link(
    reports: Sequence[Report],
    config: LinkageConfig,
    published: Mapping[str, str | None],
    syndication: Mapping[str, str],
) -> list[Incident]:
    """Incidents made of ``reports``, without tolls and links, ordered by date and id.

    A report told in passing without a date, or with neither a place finer than a country nor, on a known day, a
    count of people or a named doer, stands for no incident of its own: unless it joins one it is left out here (it stays among the
    document's reports).

    Args:
        reports: all reports of a record or of a window of event time, in any order.
        config: thresholds.
        published: document id -> date prefix or None.
        syndication: document id -> group of near-copies.
    """
    groups = cluster(profiles(reports, published, syndication), config)
    incidents = [join([p.report for p in members], merges) for members, merges in groups if _stands(members)]
    return sorted(incidents, key=lambda i: (i.date.start or "9999", i.id))


def _stands(members: Sequence[Profile]) -> bool:
    told = [p.report for p in members]
    if any(r.role != "background" for r in told):
        return True
    if not any(r.date.start is not None for r in told):
        return False
    if any(r.place is not None and r.place.precision != "country" for r in told):
        return True
    counted = any(c.attribute in _COUNTED or _names_a_doer(c) for r in told for c in r.claims)
    dated = any(_DATES[r.date.precision] <= _DATES["days"] for r in told)
    return counted and (dated or any(r.place is not None for r in told))


def _names_a_doer(claim: Claim) -> bool:
    """Whether somebody is blamed or claims it, more than "gunmen" who are only told of."""
    return (
        claim.attribute == "perpetrator"
        and claim.stance != "unclaimed"
        and (claim.detail != "unknown" or claim.stance != "reported")
    )


def join(reports: Sequence[Report], merges: Sequence[Merge]) -> Incident:
    """The incident of exactly these reports, without tolls and links; ``merges`` say why they are one.

    What a person entered adds claims: it has no say in id, kind, day and place unless there is nothing else.
    """
    everything = sorted(reports, key=lambda r: (_ROLES[r.role], r.row_of is not None, r.document, r.ordinal))
    told = [r for r in everything if r.ordinal < ENTERED] or everything
    leading = [r for r in told if r.role == told[0].role]
    day, why_date = _date(told)
    place, why_place = _place(told)
    types = [r.type for r in leading]
    plain = [t for t in types if t not in _VAGUE] or [r.type for r in told if r.type not in _VAGUE] or types
    kind_type = majority(plain)
    where = _places(told)
    best = max(leading, key=lambda r: (r.type == kind_type, r.row_of is None, r.confidence, -len(r.summary)))
    # a list that comes to a known incident does not change its id
    anchor = min(told, key=lambda r: (r.row_of is not None, r.document, r.ordinal))
    return Incident(
        id="i" + hashlib.sha256(f"{anchor.kind}\0{anchor.id}".encode()).hexdigest()[:12],
        kind=told[0].kind,
        type=kind_type,
        nature=majority([r.nature for r in leading if r.nature != "unclear"] or ["unclear"]),
        summary=best.summary,
        date=day,
        place=place,
        reports=tuple(everything),
        merges=tuple(sorted(merges, key=lambda m: (m.left, m.right))),
        parts=_parts(where) or max((r.parts for r in told), key=len),
        provenance=RULE,
        why=(
            ("date", why_date),
            ("place", why_place),
            ("type", f"{types.count(kind_type)} of {len(types)} leading reports"),
        ),
        places=where,
    )


def _places(told: Sequence[Report]) -> tuple[PlacedPart, ...]:
    """Each place of a wave once, in the words of the leading report; where one says it was held, it was."""
    held: dict[Place, PlacedPart] = {}
    announced: dict[Place, PlacedPart] = {}
    for part in (part for report in told for part in report.places):
        (held if part.held else announced).setdefault(part.place, part)
    return (*held.values(), *(part for place, part in announced.items() if place not in held))


def _parts(where: Sequence[PlacedPart]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.place.name + ("" if p.held else " (announced)") for p in where))


def _date(told: Sequence[Report]) -> tuple[DateRange, str]:
    """The date that most reports give, main reports counting three times; the finest among equals."""
    votes: Counter[DateRange] = Counter()
    for report in told:
        if report.date.start is not None:
            votes[report.date] += {"main": 3, "co_main": 2, "background": 1}[report.role] * (
                2 if report.date.precision == "day" else 1
            )
    if not votes:
        return UNKNOWN_DATE, "no report gives a date"
    best = max(votes, key=lambda d: (votes[d], -_DATES[d.precision], d.start or ""))
    number = sum(1 for r in told if r.date == best)
    if told[0].kind == "demonstration" and best.precision in ("day", "days"):
        return _lasting(told, best)
    return best, f"{number} of {len(told)} reports give it"


def _lasting(told: Sequence[Report], best: DateRange) -> tuple[DateRange, str]:
    """A demonstration runs from the first to the last day on which main reports see it, if the days touch."""
    days = sorted(
        {
            (r.date.start, r.date.end)
            for r in told
            if r.role != "background" and r.date.start and r.date.precision in ("day", "days")
        }
    )
    starts = [s for s, _ in days if s]
    ends = [e for _, e in days if e]
    if not starts:
        return best, "most reports give it"
    start, end = min(starts), max(ends)
    if start == end:
        return DateRange(start, end, "day"), "all reports give this day"
    return DateRange(start, end, "days"), "from the first to the last day on which reports see it"


def _place(told: Sequence[Report]) -> tuple[Place | None, str]:
    votes: Counter[tuple[str | None, str | None, str | None]] = Counter()
    for report in told:
        if report.place is not None:
            key = (report.place.country_code, report.place.admin1, report.place.city)
            votes[key] += {"main": 3, "co_main": 2, "background": 1}[report.role] * (
                2 if report.place.city else 1
            )
    if not votes:
        return None, "no report gives a place"
    best = max(votes, key=lambda k: (votes[k], tuple(x or "" for x in k)))
    here = [r.place for r in told if r.place and (r.place.country_code, r.place.admin1, r.place.city) == best]
    times = Counter(here)
    finest = min(times, key=lambda p: (_PLACES[p.precision], -times[p], p.name))
    return finest, f"{len(here)} of {len(told)} reports give it"
