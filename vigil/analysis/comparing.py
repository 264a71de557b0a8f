"""The record set beside another list: the same incidents with the same or another toll, and what only one of them has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from vigil.analysis.frames import days
from vigil.analysis.likeness import RULE, figures, likeness
from vigil.analysis.matching import Pair, match
from vigil.analysis.overlap import Scope
from vigil.listed import Listed

SAME = "the same toll"
WITHIN = "within the bounds"  # the best figure of one lies between the lowest and the highest of the other
OTHER = "another toll"
ONE = "a toll in one alone"
NONE = "no toll in either"
VERDICTS = (SAME, WITHIN, OTHER, ONE, NONE)
SLIP = 3.0  # log-odds beyond which two are shown as perhaps one with another year: day, place and toll must agree
YEARS_APART = 2  # a slip in the year is looked for so many years around

SCHEMA: dict[str, Any] = {
    "what": pl.String,  # same | ambiguous | only ours | only theirs
    "toll": pl.String,  # one of VERDICTS; null where there is no pair
    "ours": pl.String,  # ids
    "theirs": pl.String,
    "our_start": pl.Date,
    "our_end": pl.Date,
    "their_start": pl.Date,
    "their_end": pl.Date,
    "our_place": pl.String,
    "their_place": pl.String,
    **{f"{side}_{bound}": pl.Int64 for side in ("our", "their") for bound in ("low", "best", "high")},
    "score": pl.Float64,  # probability that the two are one
    "why": pl.String,
    "line": pl.Int64,  # of their file
}


@dataclass(frozen=True, slots=True)
class Near:
    """Two incidents that are no pair, but would be if one of them had another year."""

    ours: Listed
    theirs: Listed
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two lists have in common within a scope, and what each has alone."""

    scope: Scope
    pairs: tuple[Pair, ...]  # ours is the left
    ambiguous: tuple[Pair, ...]
    only_ours: tuple[Listed, ...]
    only_theirs: tuple[Listed, ...]
    rivals_ours: tuple[Listed, ...]  # could take a part of an ambiguous pair: neither the same nor alone
    rivals_theirs: tuple[Listed, ...]
    out_ours: dict[str, int]  # left out: reason -> incidents
    out_theirs: dict[str, int]
    near: tuple[Near, ...]
    rule: str = RULE

    @property
    def tolls(self) -> dict[str, int]:
        """How many pairs have the same or another toll, by verdict."""
        counts = Counter(verdict(pair) for pair in self.pairs)
        return {name: counts[name] for name in VERDICTS}


def compare_lists(ours: Iterable[Listed], theirs: Iterable[Listed], scope: Scope) -> Comparison:
    """Match two lists and sort what is in both and in one alone.

    All rows are matched, so that an incident at the edge of the scope finds its partner; a pair counts if either side lies in
    the scope, and what has no partner if it lies in the scope itself.
    """
    found = match(ours, theirs)

    def inside(pair: Pair) -> bool:
        return scope.outside(pair.left) is None or scope.outside(pair.right) is None

    kept = tuple(pair for pair in found.pairs if inside(pair))
    ambiguous = tuple(pair for pair in found.ambiguous if inside(pair))
    dropped = [pair for pair in (*found.pairs, *found.ambiguous) if not inside(pair)]
    only_ours, out_ours = _within(found.left, [p.left for p in dropped], found.coarse_left, scope)
    only_theirs, out_theirs = _within(found.right, [p.right for p in dropped], found.coarse_right, scope)
    return Comparison(
        scope,
        kept,
        ambiguous,
        only_ours,
        only_theirs,
        tuple(item for item in found.rival_left if scope.outside(item) is None),
        tuple(item for item in found.rival_right if scope.outside(item) is None),
        out_ours,
        out_theirs,
        _near(only_ours, found.left, only_theirs, found.right),
    )


def _within(
    alone: Sequence[Listed], dropped: Sequence[Listed], coarse: Sequence[Listed], scope: Scope
) -> tuple[tuple[Listed, ...], dict[str, int]]:
    """(those in the scope, reason -> how many are left out)."""
    kept, reasons = [], Counter[str]()
    for item in alone:
        reason = scope.outside(item)
        if reason is None:
            kept.append(item)
        else:
            reasons[reason] += 1
    for item in dropped:
        reasons[scope.outside(item) or ""] += 1
    for item in coarse:
        reasons[scope.outside(item) or "dated too coarsely to be compared"] += 1
    return tuple(kept), dict(sorted(reasons.items()))


def verdict(pair: Pair) -> str:
    """How the tolls of a pair stand to each other: one of VERDICTS.

    Attackers who died may be among the dead of a list: a figure counts with them and without.
    """
    one, two = figures(pair.left.killed), figures(pair.right.killed)
    if one is None and two is None:
        return NONE
    if one is None or two is None:
        return ONE
    if one[2] & two[2]:
        return SAME
    for (low, high, _), (_, _, best) in ((one, two), (two, one)):
        if any(low <= figure and (high is None or figure <= high) for figure in best):
            return WITHIN
    return OTHER


def _near(
    only_ours: Sequence[Listed],
    ours: Sequence[Listed],
    only_theirs: Sequence[Listed],
    theirs: Sequence[Listed],
) -> tuple[Near, ...]:
    """What has no partner and would have one in another year, one to one, likeliest first."""
    alone = {item.key for item in (*only_ours, *only_theirs)}
    by_day: dict[str, list[Listed]] = {}
    for item in ours:
        if item.date.start and item.date.start == item.date.end:
            by_day.setdefault(item.date.start, []).append(item)
    found: list[tuple[float, Listed, Listed, str]] = []
    for item in theirs:
        if item.date.start is None or item.date.start != item.date.end:
            continue
        for years in range(-YEARS_APART, YEARS_APART + 1):
            day = _shifted(item.date.start, years)
            for other in by_day.get(day, ()) if years else ():
                if item.key not in alone and other.key not in alone:
                    continue
                moved = replace(item, date=other.date)
                outcome = likeness(other, moved)
                if outcome and outcome[0] > SLIP and verdict(Pair(other, moved, 0.0, "")) in (SAME, WITHIN):
                    found.append((outcome[0], other, item, outcome[1]))
    found.sort(key=lambda row: (-row[0], row[1].key, row[2].key))
    taken: set[tuple[str, str]] = set()
    near = []
    for _, one, two, why in found:
        if one.key not in taken and two.key not in taken:
            taken |= {one.key, two.key}
            near.append(Near(one, two, why))
    return tuple(near)


def _shifted(day: str, years: int) -> str:
    return f"{int(day[:4]) + years:04}{day[4:]}"


def comparison_frame(found: Comparison) -> pl.DataFrame:
    """One row a pair and one row an incident that only one list has, columns as in SCHEMA, by date and id."""
    rows = [_row("same", p.left, p.right, p) for p in found.pairs]
    rows += [_row("ambiguous", p.left, p.right, p) for p in found.ambiguous]
    rows += [_row("only ours", item, None) for item in found.only_ours]
    rows += [_row("only theirs", None, item) for item in found.only_theirs]
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    first = pl.coalesce("our_start", "their_start")
    return frame.sort(first, "ours", "theirs", nulls_last=True)


def _row(what: str, ours: Listed | None, theirs: Listed | None, pair: Pair | None = None) -> dict[str, Any]:
    return {
        "what": what,
        "toll": verdict(pair) if pair else None,
        "ours": ours and ours.id,
        "theirs": theirs and theirs.id,
        **_side("our", ours),
        **_side("their", theirs),
        "score": pair and pair.score,
        "why": pair and pair.why,
        "line": theirs and theirs.line,
    }


def _side(name: str, item: Listed | None) -> dict[str, Any]:
    start: date | None = None
    end: date | None = None
    if item is not None:
        start, end = days(item.date)
    toll = item.killed if item else None
    return {
        f"{name}_start": start,
        f"{name}_end": end,
        f"{name}_place": item.place.name if item and item.place else None,
        f"{name}_low": toll and toll.low,
        f"{name}_best": toll
        and (toll.best if toll.best is not None else toll.low if toll.low is not None else toll.high),
        f"{name}_high": toll and toll.high,
    }
