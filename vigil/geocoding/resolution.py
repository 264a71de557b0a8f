"""Which place of that name is meant: how well known it is, the country and the unit that the text speaks of, city first.

Evidence is gathered over the whole text: countries and peoples named, units told right after a name ("Akron, Ohio"), and then the
other names, each giving its weight to the countries and units of its likely bearers.  A name has one sense in a text, unless a
word beside it says otherwise ("Kabul" and "Kabul province").  After Leidner's and Lieberman's heuristics for toponyms: one sense
per discourse, population, spatial minimality by common container.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from vigil.geocoding.gazetteer import Entry, Gazetteer
from vigil.geocoding.layout import ADMIN1, ALIAS, BARE, CITY, COUNTRY, DISTRICT, NONE, REGION
from vigil.geocoding.names import normalise
from vigil.geocoding.recognition import Found, Match, kind_beside

_MOST = 40  # bearers of a name that are compared when nothing says where it lies
_SHORT = re.compile(
    r",[ \n]+((?:[A-Z]\.[ ]?){1,3}(?:[A-Z][a-z]{1,3}\.)?|W\. ?Va\.|[A-Z][A-Za-z]{1,4}\.?)(?=[\s,;:.)(\]—–\"'’-]|$)"
)
_JOINED = re.compile(
    r"^(?:,[ \n]*| ?\(|[ \n]+in[ \n]+|,? in |[ ]+)(?:the )?(?:(?:[a-z]+ ){0,2}(?:province|state|district|region|governorate) of )?$"
)
_JOIN_COMMA = re.compile(
    r"^,[ \n]+(?:(?:in|the|a|capital|of|northern|southern|eastern|western|central|southwestern|southeastern|northwestern|northeastern) ?)*$"
)


@dataclass(slots=True)
class Resolved:
    """A match with its place and how sure that is, 0..1."""

    match: Match
    entry: Entry | None
    score: float


@dataclass(slots=True)
class _Sense:
    """One name of the text (or one name with a kind or container of its own) and its candidates."""

    candidates: list[tuple[Entry, float]]
    times: int
    fixed: bool
    best: Entry | None = None
    sure: float = 0.5
    weights: tuple[float, ...] = ()


def resolve(text: str, found: Found, gazetteer: Gazetteer, country: str | None) -> list[Resolved]:
    """A place for each match, in the order of the matches."""
    matches = found.matches
    _contain(text, matches, gazetteer)
    senses: dict[tuple, _Sense] = {}
    keys: list[tuple] = []
    contained: dict[str, tuple] = {}
    for match in matches:
        key = _sense_key(match)
        if match.container is not None or match.within is not None:
            contained.setdefault(match.key, key)
        keys.append(key)
    for number, match in enumerate(matches):
        key = keys[number]
        if len(key) == 2 and key[1] is None and match.key in contained:
            key = keys[number] = contained[match.key]  # said once with its state, it is that place throughout
        sense = senses.get(key)
        if sense is None:
            senses[key] = _Sense(
                _candidates(match, gazetteer), 1, match.container is not None or match.within is not None
            )
        else:
            sense.times += 1
    _decide(senses, found, gazetteer, country)
    return [Resolved(m, senses[k].best, senses[k].sure) for m, k in zip(matches, keys, strict=True)]


def _sense_key(match: Match) -> tuple:
    if match.within is not None:
        return (match.key, match.wants, match.within)
    if match.container is not None:
        return (match.key, match.wants, match.container.key)
    return (match.key, match.wants)


def _contain(text: str, matches: list[Match], gazetteer: Gazetteer) -> None:
    """Sets kinds and containers that stand right beside names."""
    for match in matches:
        if match.wants is None:
            match.wants = kind_beside(text, match)
        short = _SHORT.match(text, match.end)
        if short:
            unit = gazetteer.words.abbreviations.get(normalise(short.group(1)).replace(" ", ""))
            if unit and _unit_row(gazetteer, unit) != NONE:
                row = _unit_row(gazetteer, unit)
                if any(e.admin1 == row for e, _ in match.found):
                    match.within = unit
    for left, right in zip(matches, matches[1:], strict=False):
        if left.within is not None or right.start - left.end > 40 or right.start < left.end:
            continue
        between = text[left.end : right.start]
        if not (_JOIN_COMMA.match(between) or _JOINED.match(between)):
            continue
        if _inside(left, right):
            left.container = right


def _inside(left: Match, right: Match) -> bool:
    units = {e.row for e, f in right.found if e.kind in (ADMIN1, DISTRICT)}
    codes = {e.country_code for e, _ in right.found if e.kind == COUNTRY} | {
        e.country_code
        for e, _ in right.found
        if e.kind == ADMIN1 and e.admin1 == NONE and e.geonames_id is None and e.country_code
    }
    return any(
        e.kind != COUNTRY and (e.admin1 in units or e.admin2 in units or e.country_code in codes)
        for e, _ in left.found
    )


def _unit_row(gazetteer: Gazetteer, unit: tuple[str, str]) -> int:
    return gazetteer.unit(unit[0], unit[1])


def _candidates(match: Match, gazetteer: Gazetteer) -> list[tuple[Entry, float]]:
    found = list(match.found)
    if match.within is not None:
        row = _unit_row(gazetteer, match.within)
        found = [(e, f) for e, f in found if e.admin1 == row] or found
    elif match.container is not None:
        held = match.container.found
        units = {e.row for e, _ in held if e.kind in (ADMIN1, DISTRICT)}
        codes = {
            e.country_code
            for e, _ in held
            if e.kind == COUNTRY or (e.kind == ADMIN1 and e.geonames_id is None)
        } - {""}
        inside = [(e, f) for e, f in found if e.admin1 in units or e.admin2 in units]
        found = inside or [(e, f) for e, f in found if e.kind != COUNTRY and e.country_code in codes] or found
    if match.wants is not None:
        of_kind = [(e, f) for e, f in found if e.kind == match.wants] or [
            (e, f) for e, f in found if e.kind in (ADMIN1, DISTRICT)
        ]
        found = of_kind or found
    else:
        full = [(e, f) for e, f in found if not (e.kind == DISTRICT and f & BARE and e.country_code == "US")]
        found = full or found
    found = found[:_MOST]
    cities = [e for e, _ in found if e.kind == CITY]
    out = []
    for entry, flag in found:
        score = _fame(entry)
        if flag & ALIAS:
            score -= 0.7
        elif flag & BARE:
            score -= 0.5
        if match.wants is None and entry.kind in (ADMIN1, DISTRICT) and entry.level is None:
            # city first: the unit gives way to the city in it that bears the same name
            if any(
                c.population * 33 > entry.population and entry.row in (c.admin1, c.admin2) for c in cities
            ):
                score -= 3.0
        out.append((entry, score))
    return out


def _fame(entry: Entry) -> float:
    """How likely a place is meant when nothing else is known, on a scale of powers of ten."""
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
    return math.log10(entry.population + 100)


def _decide(senses: dict[tuple, _Sense], found: Found, gazetteer: Gazetteer, country: str | None) -> None:
    given: dict[str, float] = {}
    if country:
        given[country] = 2.5
    for code, times in found.people.items():
        given[code] = given.get(code, 0.0) + min(2.0, 0.5 + 0.25 * times)
    for sense in senses.values():
        sense.weights = _shares(sense.candidates, None, None, None, ())
    for _ in range(3):
        countries = dict(given)
        units: dict[int, float] = {}
        districts: dict[int, float] = {}
        for sense in senses.values():
            force = min(3.0, 0.7 + 0.3 * sense.times)
            for (entry, _), share in zip(sense.candidates, sense.weights, strict=True):
                part = share * force
                if part < 0.02:
                    continue
                if entry.country_code:
                    countries[entry.country_code] = countries.get(entry.country_code, 0.0) + part
                unit = entry.row if entry.kind == ADMIN1 else entry.admin1
                if unit != NONE:
                    units[unit] = units.get(unit, 0.0) + part
                county = entry.row if entry.kind == DISTRICT else entry.admin2
                if county != NONE:
                    districts[county] = districts.get(county, 0.0) + part
        for sense in senses.values():
            own = sense.weights
            force = min(3.0, 0.7 + 0.3 * sense.times)
            sense.weights = _shares(sense.candidates, countries, units, districts, [w * force for w in own])
    for sense in senses.values():
        if not sense.candidates:
            continue
        top = max(range(len(sense.candidates)), key=lambda n: (sense.weights[n], -n))
        sense.best = sense.candidates[top][0]
        sense.sure = round(sense.weights[top], 3)


def _shares(
    candidates: Sequence[tuple[Entry, float]],
    countries: dict[str, float] | None,
    units: dict[int, float] | None,
    districts: dict[int, float] | None,
    own: Sequence[float],
) -> tuple[float, ...]:
    """The probability of each candidate under its fame and the evidence, its own part in that left out."""
    if len(candidates) < 2:
        return (1.0,) * len(candidates)
    scores = [score for _, score in candidates]
    if countries is not None and units is not None and districts is not None:
        all_countries = sum(countries.values()) or 1.0
        for n, (entry, _) in enumerate(candidates):
            mine: dict[str, float] = {}
            for (other, _), part in zip(candidates, own, strict=True):
                if other.country_code == entry.country_code:
                    mine["c"] = mine.get("c", 0.0) + part
                unit = other.row if other.kind == ADMIN1 else other.admin1
                if unit != NONE and unit == (entry.row if entry.kind == ADMIN1 else entry.admin1):
                    mine["u"] = mine.get("u", 0.0) + part
                county = other.row if other.kind == DISTRICT else other.admin2
                if county != NONE and county == (entry.row if entry.kind == DISTRICT else entry.admin2):
                    mine["d"] = mine.get("d", 0.0) + part
            c = max(0.0, countries.get(entry.country_code, 0.0) - mine.get("c", 0.0))
            scores[n] += C1 * c / (all_countries - sum(own) + 1.0) + C2 * c / (c + 1.0)
            unit = entry.row if entry.kind == ADMIN1 else entry.admin1
            u = max(0.0, units.get(unit, 0.0) - mine.get("u", 0.0))
            scores[n] += U * u / (u + 1.0)
            county = entry.row if entry.kind == DISTRICT else entry.admin2
            d = max(0.0, districts.get(county, 0.0) - mine.get("d", 0.0))
            scores[n] += D * d / (d + 1.0)
    top = max(scores)
    raised = [math.exp(2.3 * (s - top)) for s in scores]
    total = sum(raised)
    return tuple(r / total for r in raised)


C1, C2, U, D = 2.0, 1.0, 1.8, 0.8
