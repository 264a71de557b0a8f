"""What is compared between two reports: each comparison adds log-odds and says why (Fellegi and Sunter 1969).

A weight is the logarithm of how much likelier the outcome is between reports on one incident than between others of
the same kind.  WEIGHTS holds all of them, set by hand and checked on development data; each line says why.  Nothing
but the kind forbids a merge outright: dates and places that a reader took wrongly are outvoted by names.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from vigil import codebook
from vigil.linkage.profile import Profile
from vigil.records import Place

WEIGHTS: Mapping[str, float] = {
    # two reports of one kind, nothing compared yet: few pairs are one incident
    "prior": -3.7,
    "prior, no attack": -1.0,  # protests, arrests, statements of one type are fewer than attacks
    "prior, told in passing": -2.0,
    # how it was done: the same word says little, half of all attacks are shootings; a bomb is no knife
    "same type": 0.6,
    "both explosions": 0.4,
    "types go together": 0.2,
    "types differ": -0.5,
    "bomb or hand": -1.5,
    # when: a day is one of many; a day apart is how "Tuesday" and "overnight" differ, or two attacks
    "same day": 2.5,
    "dates overlap": 1.5,
    "dates overlap widely": 0.5,
    "day apart": 0.2,
    "no date": -0.4,
    "each further day": -1.0,
    "far apart in time": -7.0,
    # the main news of two papers of the same days: one of the dates may be read wrongly
    "far apart, news of one day": -2.5,
    # where: a gazetteer takes one Brownsville for another, so a second city speaks against but forbids nothing
    "same place": 2.0,
    "same city": 1.5,
    "city of that name": 0.5,
    "close by": 0.3,
    "same province": 0.0,
    "no place": -0.8,
    "another city": -1.5,
    "another province": -2.0,
    "another country": -4.0,
    # how many: a shared figure above two is rarely chance; figures of another size are early counts, or another attack
    "same killed": 1.5,
    "same injured": 1.0,
    "small figure": 0.25,  # share of the weight for one and two
    "figures close": 0.4,  # share
    "figures far apart": -1.3,  # for each unit of the logarithm of their ratio
    "most for far apart": -3.0,
    # the more victims both tell of, the fewer such attacks there are to be confused with: for each doubling above three
    "many victims": 0.8,
    "most for many victims": 2.5,
    # who and which words: cosine of weighted names and words, from "nothing in common" up
    "no word in common": -1.6,
    "cosine": 26.0,
    "most for words": 6.0,
    "rare name": 0.25,  # for each unit by which a shared name is rarer than one in twenty reports
    "most for rare names": 4.0,
    "same group": 0.6,
    "another group": -0.3,
    # near-copies of one agency story
    "one story": 4.0,
}
RARE = 3.0  # log of one in twenty
_EXPLOSIVE = frozenset({"bombing", "suicide bombing", "grenade attack", "shelling", "air strike"})
_HAND = frozenset(
    {"shooting", "stabbing", "lynching", "beating", "abduction", "robbery", "sexual violence", "arson"}
)
_LASTING = (1.2, 0.8, 0.3)  # a demonstration seen again one, two, three days later


# What a comparison gives: log-odds and the reason; a plain pair, for there are many.
Compared = tuple[float, str]


@cache
def _families() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(f) for f in codebook.load("events")["families"])


@cache
def _together(one: str, other: str) -> bool:
    return any({one, other} <= family for family in _families())


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
        return (WEIGHTS["same type"], f"both tell of {x.type}")
    if x.kind != "attack":
        if not _together(x.type, y.type):
            return None
        return (WEIGHTS["types go together"], f"{x.type} and {y.type} can be one {x.kind}".replace("_", " "))
    if x.type in _EXPLOSIVE and y.type in _EXPLOSIVE:
        return (WEIGHTS["both explosions"], f"{x.type} and {y.type} are both explosions")
    if (x.type in _EXPLOSIVE and y.type in _HAND) or (x.type in _HAND and y.type in _EXPLOSIVE):
        return (WEIGHTS["bomb or hand"], f"{x.type} and {y.type} differ")
    if x.type in _HAND and y.type in _HAND:
        return (WEIGHTS["types differ"], f"{x.type} and {y.type} differ")
    return (WEIGHTS["types go together"], f"{x.type} and {y.type} can be one attack")


def dates(a: Profile, b: Profile) -> Compared | None:
    """The same day speaks for one incident, every day between them against it; a demonstration lasts."""
    days = gap(a, b)
    if days is None:
        if a.published is not None and b.published is not None and abs(a.published - b.published) > 45:
            return (WEIGHTS["far apart in time"], "published weeks apart")
        return (WEIGHTS["no date"], "one report gives no date")
    assert a.start is not None and a.end is not None and b.start is not None and b.end is not None
    if days == 0:
        longest = max(a.end - a.start, b.end - b.start)
        if longest == 0:
            return (WEIGHTS["same day"], "the same day")
        return (WEIGHTS["dates overlap" if longest < 14 else "dates overlap widely"], "their dates overlap")
    apart = f"{days} day{'s' if days > 1 else ''} apart"
    if a.report.kind != "attack":
        if days > (len(_LASTING) if a.report.kind == "demonstration" else 1):
            return None  # a sit-in goes on; a visit or an arrest three days later is another
        if a.report.kind == "demonstration" and a.report.type == b.report.type:
            return (_LASTING[days - 1], f"{apart}, and a {a.report.type} can last")
    weight = WEIGHTS["day apart"] + WEIGHTS["each further day"] * (days - 1)
    together = a.published is not None and b.published is not None and abs(a.published - b.published) <= 3
    news = a.report.role == b.report.role == "main" and together
    return (max(weight, WEIGHTS["far apart, news of one day" if news else "far apart in time"]), apart)


def places(a: Profile, b: Profile) -> Compared | None:
    """The same city speaks for one incident; another one, the more so the further away, against it."""
    x, y = a.report.place, b.report.place
    if x is None or y is None:
        return (WEIGHTS["no place"], "one report gives no place")
    if x.neighbourhood and x.neighbourhood == y.neighbourhood and x.city == y.city:
        return (WEIGHTS["same place"], f"the same place, {x.neighbourhood}")
    if x.city and x.city == y.city:
        if (x.country_code, x.admin1) == (y.country_code, y.admin1):
            if x.precision == y.precision == "site" and x.name == y.name:
                return (WEIGHTS["same place"], f"the same place, {x.name}")
            return (WEIGHTS["same city"], f"the same city, {x.city}")
        return (WEIGHTS["city of that name"], f"a city called {x.city}")
    if x.country_code and y.country_code and x.country_code != y.country_code:
        if a.report.kind == "demonstration":
            return None  # one strike is in one country
        return (WEIGHTS["another country"], f"{x.name} and {y.name} lie in different countries")
    if x.precision == "country" or y.precision == "country":
        return (WEIGHTS["same province"], "the same country")
    if x.precision == "admin1" or y.precision == "admin1":
        if x.admin1 and y.admin1 and x.admin1 != y.admin1:
            return (WEIGHTS["another province"], f"{x.admin1} is not {y.admin1}")
        return (WEIGHTS["close by"], "the same province")
    km = distance_km(x, y)
    if km is None:
        return (WEIGHTS["no place"], "places cannot be compared")
    apart = f"{x.name} and {y.name} lie {km:.0f} km apart"
    if km <= 40:
        return (WEIGHTS["close by"], apart)
    return (WEIGHTS["same province" if km <= 100 else "another city"], apart)


def tolls(a: Profile, b: Profile) -> Compared | None:
    """A shared figure speaks for one incident, figures of another size against it."""
    weight, words = 0.0, []
    for name, x, y in (("killed", a.killed, b.killed), ("injured", a.injured, b.injured)):
        if not x or not y:
            continue
        full = WEIGHTS[f"same {name}"]
        common = x & y
        if common:
            top = max(common)
            weight += full if top > 2 else full * WEIGHTS["small figure"]
            words.append(f"both say {top} {name}")
            continue
        ratio = min(abs(math.log((m + 1) / (n + 1))) for m in x for n in y)
        if ratio < 0.3:
            weight += full * WEIGHTS["figures close"]
            words.append(f"{name} figures are close")
        elif ratio > 0.9:
            weight += max(WEIGHTS["most for far apart"], WEIGHTS["figures far apart"] * ratio)
            words.append(f"{name} figures are far apart")
    many = min(a.most, b.most)
    if many > 3:
        weight += min(WEIGHTS["most for many victims"], WEIGHTS["many victims"] * math.log2(many / 3))
        words.append("both tell of many victims")
    return (weight, ", ".join(words))


def terms(a: Profile, b: Profile) -> Compared | None:
    """Names and telling words in common: cosine of their weights, and more for what hardly any other report has."""
    if not a.terms or not b.terms:
        return (0.0, "")
    small, large = (a.terms, b.terms) if len(a.terms) <= len(b.terms) else (b.terms, a.terms)
    total = rare = 0.0
    shared = []
    for word, w in small.items():
        if word in large:
            total += w * w
            rare += max(0.0, w - RARE)
            shared.append((-w, word))
    cosine = total / (a.norm * b.norm)
    weight = min(WEIGHTS["most for words"], WEIGHTS["cosine"] * cosine + WEIGHTS["no word in common"])
    weight += min(WEIGHTS["most for rare names"], WEIGHTS["rare name"] * rare)
    if weight <= 0:  # no reason to give
        return (weight, "")
    return (weight, f"words in common: {', '.join(word for _, word in sorted(shared)[:3])}")


def perpetrators(a: Profile, b: Profile) -> Compared | None:
    """The same named group speaks for one incident."""
    if not a.perpetrators or not b.perpetrators:
        return (0.0, "")
    common = sorted(a.perpetrators & b.perpetrators)
    if common:
        return (WEIGHTS["same group"], f"both name {common[0]}")
    return (WEIGHTS["another group"], "")


def stories(a: Profile, b: Profile) -> Compared | None:
    """Near-copies of one agency story, as long as their words agree: pages can be alike in their furniture alone."""
    if a.group is None or a.group != b.group or not a.report.role == b.report.role == "main":
        return (0.0, "")
    small, large = sorted((a.terms, b.terms), key=len)
    if sum(word in large for word in small) * 2 <= len(small):
        return (0.0, "")
    return (WEIGHTS["one story"], "one agency story")


COMPARISONS: Sequence[Callable[[Profile, Profile], Compared | None]] = (
    kinds,
    dates,
    places,
    tolls,
    terms,
    perpetrators,
    stories,
)


def compare(a: Profile, b: Profile) -> tuple[float, str] | None:
    """Log-odds that two reports tell of one incident, and why; None if something forbids it."""
    passing = "background" in (a.report.role, b.report.role)
    prior = (
        "prior, told in passing" if passing else "prior" if a.report.kind == "attack" else "prior, no attack"
    )
    total, words = WEIGHTS[prior], []
    for comparison in COMPARISONS:
        outcome = comparison(a, b)
        if outcome is None:
            return None
        weight, why = outcome
        total += weight
        if why and weight > 0:
            words.append(why)
    return total, "; ".join(words) or "nothing speaks against it"


def probability(log_odds: float) -> float:
    """The probability that log-odds stand for."""
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, log_odds))))
