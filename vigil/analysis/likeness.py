"""How much speaks for two listed incidents being one: each comparison adds log-odds and says why (Fellegi and Sunter 1969).

A list gives no words to compare as reports do, so that day, town and toll carry the weight; WEIGHTS holds all of it, set by
hand.  The comparison is the same from either side.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz

from vigil import codebook
from vigil.analysis.frames import group_names
from vigil.listed import Listed
from vigil.records import Place, Toll

NEAR_DAYS = 3  # days between two dates beyond which nothing else is looked at
WIDEST = 31  # days of a date beyond which it tells of no single incident
WEIGHTS: Mapping[str, float] = {
    # two incidents of one kind within three days, nothing else compared: few pairs are one
    "prior": -3.5,
    # when
    "same day": 3.0,
    "dates meet": 1.5,
    "dates meet widely": 0.5,
    "one day apart": 1.2,
    "two days apart": -0.3,
    "three days apart": -1.2,
    # where: coordinates of one town differ by a few kilometres from one gazetteer to the next
    "same town": 3.0,
    "close by": 1.5,
    "within 50 km": 0.0,
    "within 100 km": -2.0,
    "same province": 0.5,
    "same country": -0.5,
    "no place": -0.8,
    "another town of that name": -2.5,
    "a place in the other's notes": 1.0,
    # how many died: most attacks kill one or two, so that a large figure in both is no chance; lists differ about one
    # incident, but seldom tenfold
    "same large toll": 3.0,
    "same toll": 2.0,
    "same small toll": 0.7,
    "tolls meet": 1.2,
    "tolls close": 0.9,
    "small tolls close": 0.3,
    "tolls far apart": -1.0,  # for each unit of the logarithm of their ratio
    "most for far apart": -3.0,
    "dead, and a demonstration without": -2.5,  # of which nobody tells any dead
    # how and who
    "done alike": 1.0,
    "done otherwise": -2.0,
    "same group": 1.5,
    "another group": -0.5,
}
RULE = (
    "Two incidents are compared if their kinds can be one, their dates are at most three days apart and neither is dated more"
    " coarsely than a month. Day, place (distance and name), killed, how it was done and who is named add log-odds with"
    " fixed weights, less where such incidents are frequent; pairs are chosen one to one so that the sum is greatest. A pair counts as the same where its"
    " probability is above three in five and no other pairing of the incidents around it comes within one unit of log-odds;"
    " where one does, and from one half to three in five, it is left as ambiguous."
)
TOWN_KM, CLOSE_KM, NEAR_KM, FAR_KM = 6.0, 25.0, 50.0, 100.0
_STEPS = (
    ("same town", TOWN_KM),
    ("close by", CLOSE_KM),
    ("within 50 km", NEAR_KM),
    ("within 100 km", FAR_KM),
)
SAME_NAME_KM = 60.0  # beyond, one name is that of two towns
_SPELLING = 88.0  # of 100: two spellings of one name
QUIET = (
    1 / 30
)  # incidents a day, in a town and a list, up to which the weights of day and town hold as they stand
_SMALL, _LARGE = 2, 10  # killed: a small toll, and a large one
_COARSE = ("admin1", "country")
_SORTS = re.compile(
    r"\b(?:town|city|village|district|province|area|market|municipality|state|region|governorate)\b"
)

Compared = tuple[float, str]


def likeness(a: Listed, b: Listed, rate: float = 0.0) -> Compared | None:
    """(log-odds that two listed incidents are one, why in a sentence); None where something forbids it.

    ``rate``: how many other incidents a list has a day where these are.  That two agree in day and town by chance is as
    likely as there are such incidents, so that beyond QUIET the logarithm of their number is taken off.
    """
    if a.kinds and b.kinds and not set(a.kinds) & set(b.kinds):
        return None
    total, words = WEIGHTS["prior"], []
    for comparison in (_days, _where, _tolls, _how, _who):
        outcome = comparison(a, b)
        if outcome is None:
            return None
        weight, why = outcome
        total += weight
        if why:
            words.append(why)
    if rate > QUIET:
        total -= math.log(rate / QUIET)
        words.append(f"others there: about {rate * 30:.0f} a month")
    return total, "; ".join(words)


def probability(log_odds: float) -> float:
    """The probability that log-odds stand for, to four digits."""
    return round(1 / (1 + math.exp(-max(-50.0, min(50.0, log_odds)))), 4)


# ---------------------------------------------------------------- when


def days(item: Listed) -> tuple[int, int] | None:
    """First and last day as numbers; None where the date is unknown, open or wider than a month."""
    start, end = item.date.start, item.date.end or item.date.start
    if start is None or end is None:
        return None
    first, last = _ordinal(start), _ordinal(end)
    return (first, last) if 0 <= last - first < WIDEST else None


@lru_cache(maxsize=65536)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _days(a: Listed, b: Listed) -> Compared | None:
    one, two = days(a), days(b)
    if one is None or two is None:
        return None
    gap = max(0, one[0] - two[1], two[0] - one[1])
    if gap > NEAR_DAYS:
        return None
    if gap:
        number = ("one day", "two days", "three days")[gap - 1]
        return WEIGHTS[f"{number} apart"], f"{number} apart"
    widest = max(one[1] - one[0], two[1] - two[0])
    if not widest:
        return WEIGHTS["same day"], "the same day"
    return WEIGHTS["dates meet" if widest < 8 else "dates meet widely"], "their dates meet"


# ---------------------------------------------------------------- where


def distance_km(a: Place, b: Place) -> float | None:
    """Great-circle distance in kilometres (haversine); None without coordinates."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    p, q = math.radians(a.lat), math.radians(b.lat)
    turn = math.sin(math.radians(a.lon - b.lon) / 2) ** 2
    h = math.sin((p - q) / 2) ** 2 + math.cos(p) * math.cos(q) * turn
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(h)))


@lru_cache(maxsize=65536)
def fold(name: str | None) -> str:
    """A name as it is compared: small letters, no accents, no word for the sort of place, one blank between words."""
    plain = unicodedata.normalize("NFKD", (name or "").casefold())
    plain = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(_SORTS.sub(" ", plain).split()) or " ".join(plain.split())


def same_country(a: Place, b: Place) -> bool | None:
    """Whether two places lie in one country, by code or name; None where one does not say."""
    if a.country_code and b.country_code:
        return a.country_code == b.country_code
    if a.country and b.country:
        return fold(a.country) == fold(b.country)
    return None


def town(item: Listed) -> str | None:
    """The town or whatever stands in its place, as it is compared; None where there is none so fine."""
    place = item.place
    if place is None or place.precision in _COARSE:
        return None
    return fold(place.city or place.name) or None


def _names(place: Place) -> set[str]:
    return {fold(part) for part in (place.name, place.city, place.neighbourhood) if part} - {""}


def _alike(a: Iterable[str], b: Iterable[str]) -> bool:
    """Whether two names may be spellings of one; "north" and "south" of a thing are not."""
    return any(
        x == y or (x[:1] == y[:1] and min(len(x), len(y)) > 3 and fuzz.ratio(x, y) >= _SPELLING)
        for x in a
        for y in b
    )


def _where(a: Listed, b: Listed) -> Compared | None:
    x, y = a.place, b.place
    if x is None or y is None:
        return WEIGHTS["no place"], "one of them gives no place"
    if same_country(x, y) is False:
        return None
    named = WEIGHTS["a place in the other's notes"] if _noted(a, b) or _noted(b, a) else 0.0
    more = ", and the notes of one name the place of the other" if named else ""
    if x.precision in _COARSE or y.precision in _COARSE:
        return _provinces(x, y, named, more)
    km = distance_km(x, y)
    exact = bool(_names(x) & _names(y))
    if (exact and (km is None or km <= SAME_NAME_KM)) or (
        _alike(_names(x), _names(y)) and (km is None or km <= CLOSE_KM)
    ):
        return WEIGHTS["same town"] + named, f"the same place, {x.city or x.name}{more}"
    if exact:
        return WEIGHTS["another town of that name"] + named, f"places of one name {km:.0f} km apart{more}"
    if km is None:
        return WEIGHTS["no place"] + named, f"{x.name} and {y.name} cannot be compared{more}"
    if km > FAR_KM:
        return None
    step = next(name for name, most in _STEPS if km <= most)
    return WEIGHTS[step] + named, f"{x.name} and {y.name} lie {km:.0f} km apart{more}"


def _provinces(x: Place, y: Place, named: float, more: str) -> Compared:
    """Two places of which one is no finer than a province."""
    if "country" in (x.precision, y.precision):
        return WEIGHTS["same country"] + named, f"one of them gives a country alone{more}"
    one, two = (fold(p.admin1 or (p.name if p.precision == "admin1" else None)) for p in (x, y))
    if one and two and not _alike([one], [two]):
        why = f"{x.name} and {y.name} are not told to be one province{more}"
        return WEIGHTS["within 100 km"] + named, why
    return WEIGHTS["same province"] + named, f"one of them gives a province alone{more}"


def _noted(a: Listed, b: Listed) -> bool:
    """Whether the notes of one name a place of the other that is finer than its town."""
    if not b.notes or a.place is None or a.place.precision not in ("site", "neighbourhood"):
        return False
    whole = fold(a.place.city)
    fine = [fold(part) for part in (a.place.name, a.place.neighbourhood) if part]
    notes = f" {fold(b.notes)} "
    return any(part and part != whole and f" {part} " in notes for part in fine)


# ---------------------------------------------------------------- how many, how and who


def figures(toll: Toll | None) -> tuple[int, int | None, frozenset[int]] | None:
    """(lowest, highest, best figures) of a toll, attackers with and without; None where nothing is known.

    Lists count the attackers who died among the dead, reports mostly do not.
    """
    if toll is None:
        return None
    best = next((n for n in (toll.best, toll.low, toll.high) if n is not None), None)
    if best is None:
        return None
    low = best if toll.low is None else min(toll.low, best)
    with_attackers = best + (toll.attackers or 0)
    high = None if toll.high is None else max(toll.high, with_attackers)
    return low, high, frozenset((best, with_attackers))


def _tolls(a: Listed, b: Listed) -> Compared:
    one, two = figures(a.killed), figures(b.killed)
    if one is None or two is None:
        known, other = (two, a) if one is None else (one, b)
        dead = known is not None and min(known[2]) > 0
        if dead and other.kinds == ("demonstration",):
            return WEIGHTS["dead, and a demonstration without"], ""
        return 0.0, ""
    common = one[2] & two[2]
    if common:
        top = max(common)
        if not top:
            return 0.0, "nobody killed in either"
        size = "same large toll" if top >= _LARGE else "same toll" if top > _SMALL else "same small toll"
        return WEIGHTS[size], f"both give {top} killed"
    x, y = sorted((min(one[2]), min(two[2])))
    said = f"{x} and {y} killed"
    inside = any(
        low <= n <= (math.inf if high is None else high)
        for low, high, best, other in ((*one, two[2]), (*two, one[2]))
        for n in other
    )
    if inside:
        return WEIGHTS["tolls meet"], f"{said}, within the bounds of one"
    ratio = min(abs(math.log((m + 1) / (n + 1))) for m in one[2] for n in two[2])
    if ratio <= 0.3:
        return WEIGHTS["tolls close" if y >= _LARGE else "small tolls close"], f"{said}, which is close"
    return max(WEIGHTS["most for far apart"], WEIGHTS["tolls far apart"] * max(0.0, ratio - 0.3)), said


def _how(a: Listed, b: Listed) -> Compared:
    if a.family is None or b.family is None:
        return 0.0, ""
    if a.family != b.family:
        one, two = sorted((a.family, b.family))
        return WEIGHTS["done otherwise"], f"one by {one}, one by {two}"
    said = {"explosion": "both explosions", "guns": "both with guns", "hands": "both by hand"}
    return WEIGHTS["done alike"], said[a.family]


def _who(a: Listed, b: Listed) -> Compared:
    one, two = groups_of(a), groups_of(b)
    if not one or not two:
        return 0.0, ""
    for name in sorted(one):
        if _alike([name], two):
            return WEIGHTS["same group"], f"both name {one[name]}"
    return WEIGHTS["another group"], ""


def groups_of(item: Listed) -> dict[str, str]:
    """The groups that it names, folded as they are compared -> as the codebook or the list has them."""
    return dict(pair for actor in item.actors for pair in _groups(actor))


@lru_cache(maxsize=65536)
def _groups(actor: str) -> tuple[tuple[str, str], ...]:
    book = group_names()
    bare = re.sub(r"\([^)]*\)", " ", actor).strip()
    for part in (bare, *bare.split(":")):  # "TTP: Tehreek-i-Taliban Pakistan"
        name = book.get(" ".join(part.casefold().split()))
        if name:
            return ((fold(name), name),)
    plain = fold(bare)
    if not plain or any(plain.startswith(words) for words in codebook.load("lists")["nobody"]):
        return ()
    return ((plain, bare),)
