"""Incidents ready to leave in the forms of others, and the sentences that all of these forms share.

Every form takes the row of the contract (contract.py), so that names are withheld in one place; here addresses and ids that
spell out a name go too, as in a release.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from vigil.export.contract import incident_claims, incident_row
from vigil.export.names import WITHHELD, mask, names_for
from vigil.export.tables import Chosen, hashed_ids, renamed, spelling_addresses
from vigil.records import Incident, Place
from vigil.review.queue import shown

Row = dict[str, Any]
GROUPS = ("group", "institution")  # kinds of actor that peers know as actors
STRENGTH = (
    "claimed",
    "reported",
    "blamed",
    "suspected",
)  # of a stance, the firmest first; denied counts nowhere


@dataclass(slots=True)
class Written:
    """What a form took: rows written, and incidents left out, by the reason in words that follow a number."""

    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An incident as it may leave: its contract row, and what other forms need beside it."""

    row: Row
    place: Place | None
    kinds: tuple[str | None, ...]  # kind of each actor in row["actors"]
    groups: tuple[str | None, ...]  # whom each claim in row["claims"] is about, private names covered
    titles: tuple[str | None, ...]  # title of each document in row["documents"], private names covered
    languages: tuple[str | None, ...]
    stands: tuple[Place, ...]  # of a wave of demonstrations, the places where it was held


def outgoing(chosen: Chosen, incidents: Iterable[Incident]) -> Iterator[Outgoing]:
    """These incidents one by one, private names withheld; memory holds one at a time."""
    hashed, hidden = hashed_ids(chosen), spelling_addresses(chosen)
    for incident in incidents:
        row = incident_row(
            incident, chosen.documents, chosen.names, decisions=chosen.decisions, inside=chosen.incidents
        )
        private = names_for(incident, chosen.names)
        row["links"] = [link for link in row["links"] if link["incident"] in chosen.incidents]
        known = [chosen.documents.get(told["id"]) for told in row["documents"]]
        titles = []
        for told, article in zip(row["documents"], known, strict=True):
            if told["id"] in hidden:
                told["url"] = None
            names = (*private, *chosen.names.get(told["id"], ()))
            titles.append(mask(article.title, names) if article and article.title else None)
        for name in ("killed", "injured"):
            if row[name]:
                row[name]["by_group"] = {mask(g, private): n for g, n in row[name]["by_group"].items()}
        groups = [
            mask(claim.group, private) if claim.group else None for _, claim in incident_claims(incident)
        ]
        yield Outgoing(
            renamed(row, hashed),
            incident.place,
            tuple(actor.kind for actor in incident.actors),
            tuple(groups),
            tuple(titles),
            tuple(article.language if article else None for article in known),
            tuple(part.place for part in incident.places if part.held),
        )


# ---------------------------------------------------------------- the dead


@dataclass(frozen=True, slots=True)
class Dead:
    """The dead with the attackers among them, as ACLED, UCDP and GTD count: reports count them apart."""

    low: int | None
    best: int | None
    high: int | None
    attackers: int | None  # of them, where a text counts them apart


def dead(row: Row) -> Dead | None:
    """The toll of an exported incident with dead attackers added; None where nothing is reported.

    Outside of attacks a count of "militants" is the toll itself, and nothing is added.
    """
    toll = row["killed"]
    if toll is None:
        return None
    attackers = toll["attackers"] if row["kind"] == "attack" else None
    bounds = [toll[name] for name in ("low", "best", "high")]
    if bounds == [None] * 3:  # attackers alone are counted
        bounds, more = [toll["attackers"]] * 3, 0
    else:
        more = attackers or 0
    low, best, high = (None if n is None else n + more for n in bounds)
    return Dead(low, best, high, attackers)


# ---------------------------------------------------------------- sentences


def range_words(row: Row, measure: str) -> str | None:
    """``killed: 30 by the rule latest-firm/2, 28 to 30``; None where nothing is reported."""
    toll = row[measure]
    if toll is None:
        return None
    if toll["best"] is None:
        return f"{measure}: {attackers_words(toll['attackers'])}, and nobody else is counted"
    low, high = toll["low"], toll["high"]
    if low is None:
        bounds = f"no lower bound, at most {high}"
    elif high is None:
        bounds = f"at least {low}, no upper bound"
    else:
        bounds = f"{low}" if low == high else f"{low} to {high}"
    apart = f", and {attackers_words(toll['attackers'])} counted apart" if toll["attackers"] else ""
    return f"{measure}: {toll['best']} by the rule {toll['rule']}, {bounds}{apart}"


def attackers_words(number: int) -> str:
    """``1 attacker``, ``3 attackers``."""
    return f"{number} attacker{'s' * (number != 1)}"


def said_words(row: Row, measure: str) -> str | None:
    """What is said of a measure, each with its words, its qualifier and where it stands; None where nothing is."""
    outlets = {told["id"]: told["outlet"] or told["id"] for told in row["documents"]}
    said = [
        f"“{claim['quote']}” ({figure_words(claim)}, {outlets.get(claim['document'], claim['document'])})"
        for claim in row["claims"]
        if claim["attribute"] == measure and claim["quote"]
    ]
    return "; ".join(dict.fromkeys(said)) or None


def figure_words(claim: Row) -> str:
    """``at least 28``, ``dozens``, ``12, an earlier count``."""
    value, qualifier = claim["value"], claim["qualifier"]
    words = str(value) if value is not None else ""
    if qualifier and qualifier not in ("exact", words):
        words = f"{qualifier} {words}".strip()
    later = ", an earlier count by its own text" if claim["superseded"] else ""
    entered = ", entered by a person" if claim.get("entered") else ""
    return (words or "no figure") + later + entered


def named_words(told: Outgoing) -> str | None:
    """Bodies that are named for a part in it, each with its stance and who says so; never a bare perpetrator."""
    named = [
        f"{actor['name']} ({actor['role']}, {actor['stance']}{' by ' + actor['by'] if actor['by'] and actor['by'] != actor['name'] else ''})"
        for actor, kind in zip(told.row["actors"], told.kinds, strict=True)
        if kind in GROUPS and actor["name"] != WITHHELD and actor["role"] != "responder"
    ]
    return "; ".join(dict.fromkeys(named)) or None


def corrected_words(row: Row) -> str | None:
    """``Corrected by a person: killed 30, where the program has 28 to 30; claims``; None where nothing was."""
    shown_too = {
        made[
            "field"
        ]: f" {shown(made['field'], made['person'])}, where the program has {shown(made['field'], made['machine'])}"
        for made in row["decisions"]
        if made["holds"] and made["verb"] == "correct" and made["field"] != "summary"
    }
    named = ["perpetrators" if name == "actors" else name for name in row["corrected"]]
    return (
        f"Corrected by a person: {'; '.join(name + shown_too.get(name, '') for name in named)}"
        if named
        else None
    )


def bodies(told: Outgoing, *roles: str) -> list[str]:
    """Names of the groups and institutions in a part, the firmest stance first; those who only are denied to have it, not."""
    found = [
        (STRENGTH.index(actor["stance"]), actor["name"])
        for actor, kind in zip(told.row["actors"], told.kinds, strict=True)
        if actor["role"] in roles
        and kind in GROUPS
        and actor["stance"] in STRENGTH
        and actor["name"] != WITHHELD
    ]
    return list(dict.fromkeys(name for _, name in sorted(found, key=lambda pair: pair[0])))


def days_of(row: Row) -> tuple[date | None, date | None]:
    """First and last day; None where open, unknown, or no day of the calendar."""
    start, end = row["date"]["start"], row["date"]["end"]
    return _day(start), _day(end)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def prefix(row: Row) -> str | None:
    """The first day as fine as it is known: 2013, 2013-01 or 2013-01-10; None where it is not."""
    start, _ = days_of(row)
    cut = {"year": 4, "years": 4, "month": 7}.get(row["date"]["precision"], 10)
    return start.isoformat()[:cut] if start else None


def title_words(row: Row) -> str:
    """``suicide bombing, Quetta, Pakistan, 2013-06-30``."""
    place = row["place"] or {}
    return ", ".join(
        part for part in (row["type"], *place_words(place, "name", "city", "country"), prefix(row)) if part
    )


def place_words(place: Row, *levels: str) -> list[str]:
    """Names of a place from fine to coarse, each once, letter case aside."""
    names = {place[level].casefold(): place[level] for level in reversed(levels) if place.get(level)}
    return list(reversed(names.values()))


def outlets_of(row: Row) -> list[str]:
    """The outlets that tell it, each once, by date."""
    return list(dict.fromkeys(told["outlet"] for told in row["documents"] if told["outlet"]))
