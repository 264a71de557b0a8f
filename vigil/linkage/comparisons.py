"""What is compared between two reports, each as a small function with its weight in log-odds and a sentence why.

The weights are set by hand from the meaning of each comparison and checked on development data; fitted weights come
later.  ``None`` from a comparison forbids the merge.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from vigil import codebook
from vigil.records import DateRange, Place, Report

# Types of attack that exclude each other unless something else joins them.
_EXPLOSIVE = frozenset({"bombing", "suicide bombing", "grenade attack", "shelling", "air strike"})
_HAND = frozenset(
    {"shooting", "stabbing", "lynching", "beating", "abduction", "robbery", "sexual violence", "arson"}
)

PRIOR = (
    -2.6
)  # log-odds that two reports of one kind within the window are one incident, before any comparison


@dataclass(frozen=True, slots=True)
class Compared:
    """Outcome of one comparison: log-odds and the reason."""

    weight: float
    why: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What linkage needs of a report, worked out once."""

    report: Report
    start: int | None  # ordinal days
    end: int | None
    published: int | None
    killed: frozenset[int]
    injured: frozenset[int]
    names: Mapping[str, float]  # word -> weight
    norm: float
    perpetrators: frozenset[str]
    group: str | None  # syndication


@cache
def _families() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(f) for f in codebook.load("events")["families"])


@lru_cache(maxsize=65536)
def ordinal(day: str) -> int:
    """Proleptic day number of an ISO day."""
    return date.fromisoformat(day).toordinal()


def gap(a: Profile, b: Profile) -> int | None:
    """Days between the two reports' dates; None if one is unknown."""
    if a.start is None or b.start is None or a.end is None or b.end is None:
        return None
    return max(0, a.start - b.end, b.start - a.end)


def distance_km(a: Place, b: Place) -> float | None:
    """Great-circle distance in kilometres (haversine); None without coordinates."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    p, q = math.radians(a.lat), math.radians(b.lat)
    h = (
        math.sin((p - q) / 2) ** 2
        + math.cos(p) * math.cos(q) * math.sin(math.radians(a.lon - b.lon) / 2) ** 2
    )
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(h)))


def kinds(a: Profile, b: Profile) -> Compared | None:
    """Reports of different kinds are never one incident; types of one kind must go together."""
    x, y = a.report, b.report
    if x.kind != y.kind:
        return None
    if x.type == y.type:
        return Compared(0.6, f"both tell of {x.type}")
    if x.kind != "attack":
        fits = any({x.type, y.type} <= family for family in _families())
        return Compared(0.3, f"{x.type} and {y.type} can be one {x.kind}".replace("_", " ")) if fits else None
    if {x.type, y.type} <= _EXPLOSIVE:
        return Compared(0.4, f"{x.type} and {y.type} are both explosions")
    if (x.type in _EXPLOSIVE and y.type in _HAND) or (x.type in _HAND and y.type in _EXPLOSIVE):
        return Compared(-1.0, f"{x.type} and {y.type} differ")
    if x.type in _HAND and y.type in _HAND:
        return Compared(-0.5, f"{x.type} and {y.type} differ")
    return Compared(0.1, f"{x.type} and {y.type} can be one attack")


def dates(a: Profile, b: Profile) -> Compared | None:
    """The same day speaks for one incident, a few days' gap against it; a demonstration lasts."""
    days = gap(a, b)
    if days is None:
        if a.published is not None and b.published is not None and abs(a.published - b.published) > 45:
            return None
        return Compared(-0.4, "one report gives no date")
    slack = 3 if a.report.kind == "demonstration" else 2
    if days > slack:
        return None
    fine = a.end == a.start and b.end == b.start
    if days == 0:
        lasting = a.report.kind == "demonstration" and a.report.date.precision in ("day", "days")
        return Compared(
            2.2 if fine else 1.8 if lasting else 1.2, "the same day" if fine else "their dates overlap"
        )
    if a.report.kind == "demonstration" and a.report.type == b.report.type:
        return Compared(
            (1.2, 0.8, 0.3)[days - 1],
            f"{days} day{'s' if days > 1 else ''} apart, and a {a.report.type} can last",
        )
    if days == 1:
        return Compared(0.7 if not fine else 0.4, "a day apart")
    return Compared(-0.6 * (days - 1), f"{days} days apart")


def places(a: Profile, b: Profile) -> Compared | None:
    """The same city speaks for one incident; another city or country forbids it."""
    x, y = a.report.place, b.report.place
    if x is None or y is None:
        return Compared(-0.5, "one report gives no place")
    if x.country_code and y.country_code and x.country_code != y.country_code:
        return None
    if x.precision == "country" or y.precision == "country":
        return Compared(-0.2 if x.precision != y.precision else 0.2, "the same country")
    if x.precision == "admin1" or y.precision == "admin1":
        if x.admin1 and y.admin1 and x.admin1 != y.admin1:
            return None
        return Compared(0.3, "the same province")
    if x.neighbourhood and x.neighbourhood == y.neighbourhood and x.city == y.city:
        return Compared(2.2, f"the same place, {x.neighbourhood}")
    if x.city and x.city == y.city:
        return Compared(1.5, f"the same city, {x.city}")
    km = distance_km(x, y)
    if km is None:
        return Compared(-0.3, "places cannot be compared")
    if km <= 25:
        return Compared(0.9, f"{x.name} and {y.name} lie {km:.0f} km apart")
    if km <= 60:
        return Compared(-0.6, f"{x.name} and {y.name} lie {km:.0f} km apart")
    return None


def tolls(a: Profile, b: Profile) -> Compared | None:
    """A shared figure speaks for one incident, figures of another size against it."""
    weight, words = 0.0, []
    for name, x, y, full in (("killed", a.killed, b.killed, 1.3), ("injured", a.injured, b.injured, 0.9)):
        if not x or not y:
            continue
        common = sorted(x & y)
        if common:
            top = common[-1]
            gain = full if top > 2 else full * 0.25
            weight += gain
            words.append(f"both say {top} {name}")
            continue
        ratio = min(abs(math.log((m + 1) / (n + 1))) for m in x for n in y)
        if ratio < 0.3:
            weight += full * 0.4
            words.append(f"{name} figures are close")
        elif ratio > 1.2:
            weight -= full
            words.append(f"{name} figures are far apart")
    return Compared(weight, ", ".join(words))


def names(a: Profile, b: Profile) -> Compared | None:
    """Rare names in common speak for one incident: cosine of idf-weighted capitalised words."""
    if not a.norm or not b.norm:
        return Compared(0.0, "")
    small, large = (a.names, b.names) if len(a.names) <= len(b.names) else (b.names, a.names)
    shared = [(w * large[n], n) for n, w in small.items() if n in large]
    cosine = sum(w for w, _ in shared) / (a.norm * b.norm)
    top = [n for _, n in sorted(shared, key=lambda x: (-x[0], x[1]))[:3]]
    return Compared(5.0 * cosine - 0.6, f"names in common: {', '.join(top)}" if top else "no name in common")


def perpetrators(a: Profile, b: Profile) -> Compared | None:
    """The same named group speaks for one incident."""
    if not a.perpetrators or not b.perpetrators:
        return Compared(0.0, "")
    common = sorted(a.perpetrators & b.perpetrators)
    if common:
        return Compared(0.6, f"both name {common[0]}")
    return Compared(-0.3, "")


COMPARISONS: Sequence[Callable[[Profile, Profile], Compared | None]] = (
    kinds,
    dates,
    places,
    tolls,
    names,
    perpetrators,
)


def compare(a: Profile, b: Profile) -> tuple[float, str] | None:
    """Probability that two reports tell of one incident, and why; None if something forbids it."""
    total, words = PRIOR, []
    for comparison in COMPARISONS:
        outcome = comparison(a, b)
        if outcome is None:
            return None
        total += outcome.weight
        if outcome.why and outcome.weight > 0:
            words.append(outcome.why)
    if a.group is not None and a.group == b.group and a.report.role == b.report.role == "main":
        total += 4.0
        words.append("one agency story")
    return 1 / (1 + math.exp(-total)), "; ".join(words) or "nothing speaks against it"


def range_ordinals(value: DateRange) -> tuple[int | None, int | None]:
    """Day numbers of a range's ends."""
    return (ordinal(value.start) if value.start else None, ordinal(value.end) if value.end else None)
