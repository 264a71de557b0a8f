"""The vocabulary of codebook/places.yaml, in the form that recognition and resolution use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from vigil import codebook
from vigil.geocoding.layout import ADMIN1, CITY, DISTRICT, REGION
from vigil.geocoding.names import normalise

_LEVELS = {"admin1": ADMIN1, "district": DISTRICT, "city": CITY, "wide": REGION}


@dataclass(frozen=True, slots=True)
class Region:
    """A well-known region that is no unit of administration; ``kind`` REGION where it spans countries."""

    name: str
    kind: int
    country: str | None
    lat: float
    lon: float
    weight: int
    aliases: tuple[str, ...] = ()
    geonames_id: int | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that the data file says, normalised where it is compared with normalised text."""

    points: dict[str, tuple[float, float]]  # country code -> label point
    unit_points: dict[
        tuple[str, str], tuple[float, float]
    ]  # country code, name of a first-level unit -> label point
    aliases: dict[str, tuple[str, ...]]  # country code -> other English names
    country_names: dict[str, str]
    people: dict[str, str]  # "pakistani", "pakistanis" -> country code
    people_firsts: frozenset[str]  # how the longer of them begin: "south", "sri"
    regions: tuple[Region, ...]
    abbreviations: dict[str, tuple[str, str]]  # "ala", "nc" (normalised) -> country code, name of the unit
    dotted: dict[
        tuple[str, str], str
    ]  # country code, name of the unit -> "N.C": the forms that stand anywhere
    plain: frozenset[str]
    titles: frozenset[str]
    offices: frozenset[str]
    given: frozenset[str]
    common: frozenset[str]
    skipped: frozenset[str]
    stops: frozenset[str]
    media: frozenset[str]
    links: frozenset[str]
    hyphened: frozenset[str]
    first_level: frozenset[str]
    second_level: frozenset[str]
    prepositions: frozenset[str]
    leading: frozenset[str]
    strong: frozenset[str]
    reached: frozenset[str]
    person_titles: frozenset[str]
    streets: frozenset[str]
    thoroughfares: frozenset[str]
    quarters: frozenset[str]
    inner: frozenset[str]
    sites: frozenset[str]
    parts: frozenset[str]
    ends: frozenset[str]  # sites and parts
    communities: frozenset[str]  # religions, sects and peoples
    before_surnames: frozenset[str]  # given names and titles of persons


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read once a process."""
    data: dict[str, Any] = codebook.load("places")
    people: dict[str, str] = {}
    for code, row in data["countries"].items():
        for word in row.get("people", ()):
            key = normalise(word)
            people[key] = code
            people[key + "s"] = code
    short: dict[str, tuple[str, str]] = {}
    for code, units in data["abbreviations"].items():
        for unit, forms in units.items():
            for form in forms:
                short.setdefault(normalise(form).replace(" ", ""), (code, unit))
    dotted = {
        (code, unit): form
        for code, units in data["abbreviations"].items()
        for unit, forms in units.items()
        for form in forms
        if "." in form and " " not in form
    }
    return Vocabulary(
        points={code: (row["at"][0], row["at"][1]) for code, row in data["countries"].items()},
        unit_points={
            (code, name): (at[0], at[1]) for code, units in data["unit_points"].items() for name, at in units.items()
        },
        aliases={code: tuple(row.get("also", ())) for code, row in data["countries"].items()},
        country_names={str(code): name for code, name in data["country_names"].items()},
        people=people,
        people_firsts=frozenset(
            " ".join(key.split()[:count]) for key in people for count in range(1, len(key.split()))
        ),
        regions=tuple(
            Region(
                row["name"], _LEVELS[row["level"]], row.get("country"), row["at"][0], row["at"][1],
                row["weight"], tuple(row.get("also", ())),
            )
            for row in data["regions"]
        ),
        abbreviations=short,
        dotted=dotted,
        plain=_words(data["plain"]),
        titles=_words(data["titles"]),
        offices=_words(data["offices"]),
        given=_words(data["given"]),
        common=_words(data["common"]),
        skipped=frozenset(normalise(name) for name in data["skipped"]),
        stops=_words(data["stops"]),
        media=_words(data["media"]),
        links=_words(data["links"]),
        hyphened=_words(data["hyphened"]),
        first_level=_words(data["first_level"]),
        second_level=_words(data["second_level"]),
        prepositions=_words(data["prepositions"]),
        leading=_words(data["leading"]),
        strong=_words(data["strong"]),
        reached=_words(data["reached"]),
        person_titles=_words(data["person_titles"]),
        streets=_words(data["streets"]),
        thoroughfares=_words(data["thoroughfares"]),
        quarters=_words(data["quarters"]),
        inner=_words(data["inner"]),
        sites=_words(data["sites"]),
        parts=_words(data["parts"]),
        ends=_words(data["sites"]) | _words(data["parts"]),
        communities=frozenset(normalise(name) for name in codebook.load("targets")["communities"]),
        before_surnames=_words(data["given"]) | _words(data["person_titles"]),
    )  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(normalise(word) or word for word in text.split())
