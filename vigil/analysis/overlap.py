"""What several lists have in common: where and when all of them look, which of their rows are one, who has what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

import polars as pl

from vigil.analysis.frames import days
from vigil.analysis.likeness import figures, fold
from vigil.analysis.matching import Pair, match
from vigil.listed import OURS, Listed
from vigil.periods import Period, joined

WIDE = 8  # days of a date beyond which an incident without a partner may be any
LISTED_KINDS = frozenset(("attack", "demonstration"))

# ---------------------------------------------------------------- where all of them look


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a list looks, as far as its rows or its declaration tell."""

    name: str
    period: Period | None  # None: nothing in it has a date
    countries: frozenset[str]  # as compared, see ``country_of``; none: it names no country
    kinds: frozenset[str]  # none: it does not say
    deadly: bool = False  # it holds only incidents with dead


@dataclass(frozen=True, slots=True)
class Scope:
    """What is compared: the period and the countries that all lists have, and what was asked for."""

    period: Period | None
    countries: frozenset[str]  # none: any
    kinds: frozenset[str]  # none: any
    deadly: bool = False
    place: str | None = None  # a piece of a name
    gaps: tuple[Period, ...] = ()  # days on which one of the lists is declared to lack documents

    def outside(self, item: Listed) -> str | None:
        """Why an incident is not compared, in words that follow a number; None: it is."""
        start, end = days(item.date)
        if start and end and (end - start).days >= WIDE and item.date.precision != "days":
            return "dated no finer than a month"
        if self.period is not None:
            if start is None or end is None:
                return "of no known day"
            if not self.period.meets(Period(min(start, end), max(start, end))):
                return "outside the period"
            if not self.period.holds(Period(min(start, end), max(start, end))):
                return "dated too coarsely to tell"
        if self.gaps and start is not None and end is not None:
            if any(gap.meets(Period(min(start, end), max(start, end))) for gap in self.gaps):
                return "in a declared gap"
        if self.kinds and item.kinds and not self.kinds & set(item.kinds):
            return "of a kind that is not compared"
        country = country_of(item)
        if self.countries and country not in self.countries:
            return "in other countries" if country else "of no known country"
        if self.place and not _holds(item, self.place):
            return "in other places"
        if self.deadly:
            toll = figures(item.killed)
            if toll is None:
                return "of which nobody says how many died"
            if not max(toll[2]):
                return "without dead"
        return None

    def __str__(self) -> str:
        """In words."""
        said = [str(self.period) if self.period else "any day"]
        said.append(", ".join(sorted(self.countries)) if self.countries else "any country")
        if self.place:
            said.append(f"places with {self.place} in their name")
        said.append(" or ".join(sorted(self.kinds)).replace("_", " ") if self.kinds else "every kind")
        return "; ".join([*said, *(["incidents with dead only"] if self.deadly else [])])


def country_of(item: Listed) -> str | None:
    """The country of an incident as it is compared: its code, else its name folded."""
    place = item.place
    return None if place is None else place.country_code or fold(place.country) or None


def _holds(item: Listed, wanted: str) -> bool:
    place = item.place
    parts = (
        () if place is None else (place.name, place.neighbourhood, place.city, place.admin1, place.country)
    )
    return any(fold(wanted) in fold(part) for part in parts if part)


def extent(name: str, rows: Iterable[Listed], period: Period | None = None, deadly: bool = False) -> Extent:
    """Where a list looks, by what is in it; ``period`` where it is declared."""
    rows = list(rows)
    known = [day for row in rows for day in days(row.date) if day is not None]
    seen = Period(min(known), max(known)) if known else None
    kinds = frozenset(row.kinds[0] for row in rows if row.kinds)  # what each is first of all
    if any(not row.kinds for row in rows):
        kinds = frozenset()
    countries = frozenset(country for row in rows if (country := country_of(row)))
    return Extent(name, period or seen, countries, kinds, deadly)


def common_scope(
    extents: Iterable[Extent],
    since: date | None = None,
    until: date | None = None,
    kind: str | None = None,
    place: str | None = None,
    gaps: Iterable[Period] = (),
) -> Scope | None:
    """What all lists cover, cut to what is asked for; None where they have no day, country or kind in common.

    Where a list names no country, all countries are compared.  Of the kinds attacks and demonstrations are compared, which lists hold, and others only where they are asked for.
    """
    start, end = since, until
    countries: frozenset[str] | None = None
    kinds = frozenset((kind,)) if kind else LISTED_KINDS
    deadly = False
    everywhere = False
    for one in extents:
        everywhere |= not one.countries
        if one.period is not None:
            start = max(start or one.period.start, one.period.start)
            end = min(end or one.period.end, one.period.end)
        if one.countries:
            countries = one.countries if countries is None else countries & one.countries
        if one.kinds:
            kinds = kinds & one.kinds
        deadly |= one.deadly
    if (start and end and end < start) or countries == frozenset() or not kinds:
        return None
    period = Period(start, end) if start and end else None
    if everywhere or countries is None:
        countries = frozenset()
    return Scope(period, countries, kinds, deadly, place, joined(gaps))


# ---------------------------------------------------------------- which rows are one


@dataclass(frozen=True, slots=True)
class Joined:
    """One incident, with its row of each list that has it."""

    rows: tuple[Listed, ...]  # by list
    lists: frozenset[str]  # who has it: files by name, and of the record those that captured it

    @property
    def best(self) -> Listed:
        """The row that tells most of when and where: that of the record, else the first by name of the list."""
        return next((row for row in self.rows if row.source == OURS), self.rows[0])


def join(
    lists: Mapping[str, Sequence[Listed]],
    captured: Mapping[str, frozenset[str]] | None = None,
    ambiguous: bool = False,
) -> tuple[list[Joined], list[Pair]]:
    """Join the rows of all lists that are one incident, at most one of each list; also the pairs left as ambiguous.

    Every two lists are matched; the likeliest pairs are joined first, and none that would put two rows of one list together.
    The record is one of the lists (OURS), for its incidents are told apart already; ``captured`` says which of its sources
    have which.  With ``ambiguous`` the ambiguous pairs are joined too, last.  The order of the lists changes nothing.
    """
    pairs: list[Pair] = []
    unsure: list[Pair] = []
    for one, two in combinations(sorted(lists), 2):
        found = match(lists[one], lists[two])
        pairs += found.pairs
        unsure += found.ambiguous
    group: dict[tuple[str, str], list[Listed]] = {row.key: [row] for rows in lists.values() for row in rows}

    def order(pair: Pair) -> tuple[float, tuple[str, str], tuple[str, str]]:
        return -pair.score, pair.left.key, pair.right.key

    for pair in [*sorted(pairs, key=order), *(sorted(unsure, key=order) if ambiguous else [])]:
        one_group, two_group = group[pair.left.key], group[pair.right.key]
        if one_group is two_group or {r.source for r in one_group} & {r.source for r in two_group}:
            continue
        one_group += two_group
        for row in two_group:
            group[row.key] = one_group
    seen: set[int] = set()
    found_all: list[Joined] = []
    for key in sorted(group):
        rows = group[key]
        if id(rows) in seen:
            continue
        seen.add(id(rows))
        rows = sorted(rows, key=lambda row: row.key)
        names = {row.source for row in rows}
        if captured is not None and OURS in names:
            ours = next(row for row in rows if row.source == OURS)
            names = names - {OURS} | captured.get(ours.id, frozenset())
        found_all.append(Joined(tuple(rows), frozenset(names)))
    return found_all, unsure


# ---------------------------------------------------------------- who has what


def captures(found: Iterable[Joined], names: Sequence[str]) -> pl.DataFrame:
    """The distinct capture histories: a column a list (1 or 0), and ``freq``; those in no list are left out.

    Most lists first, then by list from the left.
    """
    counts = Counter(tuple(int(name in one.lists) for name in names) for one in found)
    rows = [(*history, freq) for history, freq in counts.items() if any(history)]
    rows.sort(key=lambda row: (-sum(row[:-1]), *(-cell for cell in row[:-1])))
    schema: dict[str, Any] = dict.fromkeys(names, pl.Int64) | {"freq": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def overlaps(table: pl.DataFrame) -> pl.DataFrame:
    """Of every two lists of a table of captures: ``one``, ``two``, ``both``, ``only_one``, ``only_two``."""
    names = [name for name in table.columns if name != "freq"]
    freq = table.get_column("freq")

    def total(mask: pl.Series) -> int:
        return int(freq.filter(mask).sum())

    rows = []
    for one, two in combinations(names, 2):
        a, b = table.get_column(one) == 1, table.get_column(two) == 1
        rows.append((one, two, total(a & b), total(a & ~b), total(b & ~a)))
    schema: dict[str, Any] = {"one": pl.String, "two": pl.String} | dict.fromkeys(
        ("both", "only_one", "only_two"), pl.Int64
    )
    return pl.DataFrame(rows, schema=schema, orient="row")
