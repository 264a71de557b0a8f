"""Which place of that name is meant: how well known it is, the country and the unit that the text speaks of, city first.

Evidence is gathered over the whole text: countries and peoples named, units told right after a name ("Akron, Ohio"), and
then the other names, each giving its weight to the countries and units of its likely bearers.  A name has one sense in a
text, unless a word beside it says otherwise ("Kabul" and "Kabul province").  These are the known heuristics for toponyms:
one sense per discourse (Leidner 2007), population, and a common container (Lieberman and Samet 2012).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from vigil.geocoding.candidates import Candidates, candidates, holders, softmax
from vigil.geocoding.context import kind_beside
from vigil.geocoding.gazetteer import Bearers, Entry, Gazetteer
from vigil.geocoding.layout import ADMIN1, COUNTRY, NONE, PRIMARY
from vigil.geocoding.matching import HOLDER, Found, Match
from vigil.geocoding.names import normalise

_ROUNDS = 3
# Weights of the evidence, in powers of ten of inhabitants: share of the country in all that is told, its bare presence,
# the first-level unit, the second-level unit.
_COUNTRY_SHARE, _COUNTRY_TOLD, _UNIT_TOLD, _DISTRICT_TOLD = 2.0, 1.0, 1.8, 0.8

# A text is fixed on a country told so strongly; then a little-known town elsewhere, in a country told less than so, is a
# stranger.
_FIXED, _UNTOLD, _STRANGER = 1.5, 0.3, 1.5

_STATE = re.compile(r",[ \n]+((?:W\. ?Va|[A-Z]\.[ ]?[A-Z](?:\.[A-Z])?|[A-Z][A-Za-z]{1,4})\.?)(?![\w])")
_JOIN = re.compile(
    r"(?:,?[ \n]+in[ \n]+|,[ \n]*| ?\(|[ \n]+)(?:the |a )?(?:(?:capital|centre|center) of )?"
    r"(?:(?:(?:far |mid-?)?(?:north|south|east|west)[a-z-]*|central|upper|lower|restive|troubled|neighbou?ring) )?"
    r"(?:(?:province|state|district|region|governorate|department|county) of )?",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"\s+(?:counties|parishes|[a-z]{4,13}s)\b", re.IGNORECASE
)  # after a name whose kind is known
_LIST = re.compile(r"(?:, |,? and |,? or |, and in | & )(?:the )?")


@dataclass(slots=True)
class Resolved:
    """A match with its place and how sure that is, 0..1."""

    match: Match
    entry: Entry
    score: float
    strange: bool = (
        False  # a little-known place in a country that nothing else points to: likely no such place
    )


class _Sense:
    """One name of the text (or one name with a kind or a container of its own) and its candidates."""

    __slots__ = ("candidates", "force", "strange", "weights")

    def __init__(self, candidates: Candidates) -> None:
        self.candidates = candidates.all
        self.weights = candidates.weights
        self.strange = False  # a little-known place in a country that nothing else in the text points to
        self.force = 1.0  # how much it speaks for others: grows with every time it is said


def resolve(
    parts: Sequence[tuple[str, Found]], gazetteer: Gazetteer, country: str | None
) -> list[list[Resolved]]:
    """A place for each match of each part (the title, the text), in order; the parts are read as one report."""
    senses: dict[tuple[object, ...], _Sense] = {}
    told: list[list[tuple[Match, tuple[object, ...]]]] = []
    contained: dict[tuple[object, ...], tuple[object, ...]] = {}
    for text, found in parts:
        found.matches = _contain(text, found.matches, gazetteer)
        told.append([(match, _sense_key(match)) for match in found.matches])
        for match, key in told[-1]:
            if len(key) == 3:
                contained.setdefault((match.key, match.wants), key)
    keyed: list[list[tuple[Match, _Sense]]] = []
    for part in told:
        keyed.append([])
        for match, key in part:
            key = contained.get(key, key)  # said once with its state, it is that place throughout
            sense = senses.get(key)
            if sense is None:
                sense = senses[key] = _Sense(candidates(match, gazetteer))
            else:
                sense.force = min(3.0, sense.force + 0.3)
            keyed[-1].append((match, sense))
    given: dict[str, float] = {country: 2.5} if country else {}
    for _, found in parts:
        for code, times in found.people.items():
            given[code] = given.get(code, 0.0) + min(2.0, 0.5 + 0.25 * times)
    _weigh(list(senses.values()), given)
    return [[_best(match, sense) for match, sense in part] for part in keyed]


def _best(match: Match, sense: _Sense) -> Resolved:
    top = max(range(len(sense.weights)), key=lambda n: (sense.weights[n], -n))
    told = match.container is not None or match.within is not None
    return Resolved(match, sense.candidates[top].entry, sense.weights[top], sense.strange and not told)


def _sense_key(match: Match) -> tuple[object, ...]:
    if match.within is not None:
        return (match.key, match.wants, match.within)
    if match.container is not None:
        return (match.key, match.wants, match.container.key)
    return (match.key, match.wants)


def _contain(text: str, matches: list[Match], gazetteer: Gazetteer) -> list[Match]:
    """Sets kinds and containers that stand right beside names; adds short forms of states as matches of their own."""
    out: list[Match] = []
    for match in matches:
        if out and match.start < out[-1].end:
            continue  # "Kan." is the state, not a town in China
        out.append(match)
        if match.wants is None:
            match.wants = kind_beside(text, match.start, match.end)
        short = _STATE.match(text, match.end)
        unit = (
            gazetteer.words.abbreviations.get(normalise(short.group(1)).replace(" ", "")) if short else None
        )
        row = gazetteer.unit(*unit) if unit else NONE
        if short and unit and row != NONE and any(e.admin1 == row for e, _ in match.found):
            match.within = unit
            state = Bearers([(gazetteer.entry(row), PRIMARY)])
            out.append(Match(short.start(1), short.end(1), normalise(unit[1]), state))
    joins = [_LIST.fullmatch(text, left.end, right.start) is not None for left, right in pairwise(out)]
    for number in range(len(out) - 2, -1, -1):
        left, right = out[number], out[number + 1]
        if (
            joins[number]
            and left.wants is None
            and right.wants is not None
            and _PLURAL.match(text, right.end)
        ):
            left.wants = right.wants  # "Barrow and Madison counties"
        if left.within is not None or not 0 < right.start - left.end <= 45:
            continue
        if not _JOIN.fullmatch(text, left.end, right.start) or not _inside(left, right):
            continue
        listed = joins[number] and (
            (number > 0 and joins[number - 1]) or (number + 2 < len(out) and joins[number + 1])
        )
        best, flag = left.found[0]
        if listed and flag & PRIMARY and best.kind in (ADMIN1, COUNTRY):
            continue  # "Utah, Washington, Wyoming"
        left.container = right
        if right.wants is None and right.container is None and right.within is None:
            right.wants = HOLDER
    return out


def _inside(left: Match, right: Match) -> bool:
    units, codes = holders(right)
    return any(
        e.kind != COUNTRY
        and e.row not in units
        and (e.admin1 in units or e.admin2 in units or e.country_code in codes)
        for e, _ in left.found
    )


def _weigh(senses: list[_Sense], given: dict[str, float]) -> None:
    """Rounds of: every sense speaks for its countries and units, then is weighed by what the others said."""
    sure = all(len(sense.candidates) == 1 for sense in senses)
    for left in range(0 if sure else _ROUNDS - 1, -1, -1):
        countries: dict[str, float] = dict(given)
        units: dict[int, float] = {}
        districts: dict[int, float] = {}
        said = []
        for sense in senses:
            own_countries: dict[str, float] = {}
            own_units: dict[int, float] = {}
            own_districts: dict[int, float] = {}
            for number, weight in enumerate(sense.weights):
                part = weight * sense.force
                if part < 0.02:
                    continue
                _, _, code, unit, district, _ = sense.candidates[number]
                countries[code] = countries.get(code, 0.0) + part
                units[unit] = units.get(unit, 0.0) + part
                districts[district] = districts.get(district, 0.0) + part
                own_countries[code] = own_countries.get(code, 0.0) + part
                own_units[unit] = own_units.get(unit, 0.0) + part
                own_districts[district] = own_districts.get(district, 0.0) + part
            said.append((own_countries, own_units, own_districts))
        units.pop(NONE, None)
        districts.pop(NONE, None)
        total = sum(countries.values())
        countries.pop("", None)
        strong = [(code, weight) for code, weight in countries.items() if weight > _FIXED]
        for sense, own in zip(senses, said, strict=True):
            fixed_on = any(weight - own[0].get(code, 0.0) > _FIXED for code, weight in strong)
            others = max(total - sense.force + 1.0, 1.0)
            if len(sense.candidates) > 1:
                sense.weights = softmax(_scores(sense, (countries, units, districts), own, others, fixed_on))
            if not left:
                top = sense.weights.index(max(sense.weights))
                _, _, code, _, _, little = sense.candidates[top]
                told = countries.get(code, 0.0) - own[0].get(code, 0.0)
                sense.strange = fixed_on and little and told < _UNTOLD


_Told = tuple[dict[str, float], dict[int, float], dict[int, float]]  # weight by country, unit, district


def _scores(sense: _Sense, told: _Told, own: _Told, others: float, fixed_on: bool) -> list[float]:
    """How likely each candidate of a sense is, by its fame and by what all names (told) but itself (own) said."""
    (countries, units, districts), (own_countries, own_units, own_districts) = told, own
    scores = []
    for _, score, code, unit, district, little in sense.candidates:
        weight = countries.get(code, 0.0)
        if weight:
            weight -= own_countries.get(code, 0.0)
        if fixed_on and little and weight < _UNTOLD:
            score -= _STRANGER
        if weight > 0.0:
            score = score + _COUNTRY_SHARE * weight / others + _COUNTRY_TOLD * weight / (weight + 1.0)
        if unit in units:
            weight = units[unit] - own_units.get(unit, 0.0)
            if weight > 0.0:
                score += _UNIT_TOLD * weight / (weight + 1.0)
        if district in districts:
            weight = districts[district] - own_districts.get(district, 0.0)
            if weight > 0.0:
                score += _DISTRICT_TOLD * weight / (weight + 1.0)
        scores.append(score)
    return scores
