"""Who may be meant by a name, and how well known each of them is; city first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from vigil.geocoding.gazetteer import Bearers, Entry, Gazetteer
from vigil.geocoding.layout import ADMIN1, ALIAS, BARE, CITY, COUNTRY, DISTRICT, REGION
from vigil.geocoding.matching import HOLDER, Match

_MOST = 40  # bearers of a name that are compared when nothing says where it lies
_KNOWN = 300_000  # a town with so many inhabitants is no stranger anywhere


class Candidate(NamedTuple):
    """A place that may be meant, with what weighing it needs at hand."""

    entry: Entry
    score: float  # how likely it is when nothing else is known, in powers of ten of inhabitants
    country: str
    unit: int  # rows of the first-level and the second-level unit that it is or lies in
    district: int
    little: bool  # a little-known town or district


@dataclass(frozen=True, slots=True)
class Candidates:
    """All who may be meant, and how likely each is when nothing else is known; shared, never changed."""

    all: list[Candidate]
    weights: list[float]


def candidates(match: Match, gazetteer: Gazetteer) -> Candidates:
    """Who may be meant by a match, given the kind and the container that stand beside it."""
    if match.within is not None:
        row = gazetteer.unit(*match.within)
        inside = Bearers((e, f) for e, f in match.found if e.admin1 == row)
    elif match.container is not None:
        units, codes = holders(match.container)
        inside = Bearers((e, f) for e, f in match.found if e.admin1 in units or e.admin2 in units)
        if not inside:
            inside = Bearers((e, f) for e, f in match.found if e.kind != COUNTRY and e.country_code in codes)
    else:
        return _remembered(match.found, match.wants)
    return _candidates(inside or match.found, match.wants)


def _candidates(found: Bearers, wants: int | None) -> Candidates:
    if wants == HOLDER:  # "Buffalo, New York": what holds something is no city, if it can be more
        likely = [(e, f) for e, f in found if e.kind != CITY] or list(found)
    elif wants is not None:
        units = [(e, f) for e, f in found if e.kind in (ADMIN1, DISTRICT)]
        likely = [(e, f) for e, f in units if e.kind == wants] or units or list(found)
    else:  # an American county is called by its bare name in no report
        likely = [
            (e, f) for e, f in found if not (f & BARE and e.kind == DISTRICT and e.country_code == "US")
        ] or list(found)
    likely = likely[:_MOST]
    cities = [e for e, _ in likely if e.kind == CITY]
    out = []
    for entry, flag in likely:
        score = _fame(entry) - (0.7 if flag & ALIAS else 0.5 if flag & BARE else 0.0)
        if entry.kind == CITY and entry.capital and any(e.kind == COUNTRY for e, _ in likely):
            score -= 3.0  # Mexico is the country, however the city is called there
        if wants is None and entry.kind in (ADMIN1, DISTRICT) and any(
            c.population * 33 > entry.population and entry.row in (c.admin1, c.admin2) for c in cities
        ):  # fmt: skip
            score -= 3.0  # the unit gives way to the city in it that bears the same name
        out.append(
            Candidate(
                entry,
                score,
                entry.country_code,
                entry.row if entry.kind == ADMIN1 else entry.admin1,
                entry.row if entry.kind == DISTRICT else entry.admin2,
                entry.kind in (CITY, DISTRICT) and entry.population < _KNOWN,
            )
        )
    return Candidates(out, softmax([candidate.score for candidate in out]))


_remembered = lru_cache(maxsize=10_000)(_candidates)


def holders(match: Match) -> tuple[set[int], set[str]]:
    """Rows of the units and codes of the countries that a match may mean."""
    units = {e.row for e, _ in match.found if e.kind in (ADMIN1, DISTRICT)}
    codes = {
        e.country_code
        for e, _ in match.found
        if e.kind == COUNTRY or (e.kind == ADMIN1 and e.geonames_id is None)
    }
    return units, codes - {""}


def _fame(entry: Entry) -> float:
    """How likely a place is meant when nothing else is known, in powers of ten of inhabitants."""
    if entry.level is not None:
        return 12.0
    if entry.kind == COUNTRY:
        return 7.8
    if entry.kind == REGION:
        return 7.5
    if entry.kind == ADMIN1:
        return math.log10(entry.population + 1000) + 0.4
    if entry.kind == DISTRICT:
        return math.log10(entry.population + 100) - 1.2
    return math.log10(entry.population + 100) + (1.0 if entry.capital else 0.0)


def softmax(scores: Sequence[float]) -> list[float]:
    """Scores in powers of ten as probabilities."""
    top = max(scores)
    raised = [math.exp(2.3 * (s - top)) for s in scores]
    total = sum(raised)
    return [r / total for r in raised]
