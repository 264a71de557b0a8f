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

import orjson
from generated_texts import Facts, write
from generated_world import World, person

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
KINDS = {"attack": 62, "demonstration": 22, "official_response": 8, "legal_action": 6, "other": 2}
AFTER = {"attack": 15, "demonstration": 40, "official_response": 25, "legal_action": 18, "other": 2}
STEPS = (
    "named suspect",
    "arrest",
    "arrest",
    "arrest",
    "charge",
    "trial",
    "conviction",
    "acquittal",
    "release",
    "escape",
    "killed",
)
COMMUNITIES = (
    "Hazara",
    "Shia",
    "Christian",
    "Kurdish",
    "Yazidi",
    "Sikh",
    "Tamil",
    "Tuareg",
    "Berber",
    "Copt",
    "Dalit",
    "Mapuche",
)
TARGETS = (
    "market",
    "mosque",
    "church",
    "school",
    "police station",
    "bus",
    "convoy",
    "hospital",
    "home",
    "court",
    "checkpoint",
)
WEAPONS = ("bomb", "rifle", "grenade", "mortar", "knife", "mine", "rocket")


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
        return reconcile(
            self.incident, {article.id: article.published for _, article, _ in self.documents}, {}
        )


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
    """One of the names, the n-th of them about 1/n as often as the first, as with what is reported."""
    return names[int(len(names) ** rng.random()) - 1]


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
            f"made-up:{name}",
            "application/json",
            orjson.dumps(row),
            text.text,
            name,
            url,
            outlet,
            title,
            seen,
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
            return (
                Actor(facts.accused, "accused", "reported", None, "person"),
                Actor(facts.institution, "responder", kind="institution"),
            )
    return (Actor(facts.institution, "responder", kind="institution"), responder)
