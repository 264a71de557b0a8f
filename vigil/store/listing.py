"""What lists, maps and filters need of an incident: one narrow row each, so that nobody opens whole incidents for them.

The rows follow the incidents: written with them, in the same transaction.  Words are found through an index of full text
(FTS5 in SQLite, a tsvector in PostgreSQL).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vigil.records import Incident, Place, Toll
from vigil.stated import disagree, over, standing
from vigil.store import rows, search
from vigil.store.reading import CHUNK, stream
from vigil.store.tables import incidents, listing

NAMED = 4  # actors that a list names


@dataclass(frozen=True, slots=True)
class Brief:
    """An incident as a list shows it."""

    id: str
    kind: str
    type: str
    nature: str
    status: str
    start: str | None
    end: str | None
    precision: str
    place: Place | None
    killed: tuple[int | None, int | None, int | None] | None  # low, best, high
    injured: tuple[int | None, int | None, int | None] | None
    size: tuple[int | None, int | None, int | None] | None
    disagree: bool  # two numbers of killed that the conclusion rests on cannot both be right
    documents: int
    actors: tuple[tuple[str, str, str], ...]  # (name, role, stance)
    victims: tuple[str, ...]  # groups, no names of persons
    summary: str
    confidence: float
    over: tuple[tuple[str, int], ...] = ()  # (which toll, a bound of it that stands for "more than")


@dataclass(frozen=True, slots=True)
class Line:
    """What an incident is filtered and drawn by.  Names are case-folded, one a line."""

    id: str
    kind: str
    type: str
    nature: str
    status: str
    start: str | None
    end: str | None
    country: str | None
    lat: float | None
    lon: float | None
    precision: str | None  # of the place
    killed_low: int | None
    killed: int | None
    killed_high: int | None
    injured: int | None
    confidence: float
    documents: int
    disagree: bool
    places: str
    actors: str
    communities: str


_COLUMNS = [listing.c.incident, *(listing.c[name] for name in list(Line.__dataclass_fields__)[1:])]


def brief_of(incident: Incident) -> Brief:
    """What a list shows of an incident."""
    named = [a for a in incident.actors if a.role != "victim"][:NAMED]
    stand = {measure: standing(incident, measure) for measure in ("killed", "injured", "size")}
    return Brief(
        id=incident.id,
        kind=incident.kind,
        type=incident.type,
        nature=incident.nature,
        status=incident.status,
        start=incident.date.start,
        end=incident.date.end,
        precision=incident.date.precision,
        place=incident.place,
        killed=_bounds(incident.killed),
        injured=_bounds(incident.injured),
        size=_bounds(incident.size),
        disagree=disagree(incident.killed, stand["killed"]),
        documents=len({report.document for report in incident.reports}),
        actors=tuple((a.name, a.role, a.stance) for a in named),
        victims=tuple(dict.fromkeys(v.group for v in incident.victims if v.group)),
        summary=incident.summary,
        confidence=incident.confidence,
        over=tuple((m, n) for m, claims in stand.items() for n in over(getattr(incident, m), claims)),
    )


def clear(connection: Connection) -> None:
    """Take every row away."""
    connection.execute(sa.delete(listing))
    search.clear_incidents(connection)


def add(connection: Connection, chunk: Sequence[Incident], words: Sequence[str]) -> None:
    """Add incidents that are in the record, each with the case-folded words by which it is found."""
    if not chunk:
        return
    first = (connection.scalar(sa.select(sa.func.max(listing.c.n))) or 0) + 1
    values = [_row(first + position, incident) for position, incident in enumerate(chunk)]
    connection.execute(sa.insert(listing), values)
    search.index_incidents(connection, [(v["n"], text) for v, text in zip(values, words, strict=True)])


def remove(connection: Connection, ids: Sequence[str]) -> None:
    """Take the rows of some incidents away."""
    numbers = list(connection.scalars(sa.select(listing.c.n).where(listing.c.incident.in_(list(ids)))))
    search.forget_incidents(connection, numbers)
    connection.execute(sa.delete(listing).where(listing.c.n.in_(numbers)))


def there(connection: Connection, ids: Sequence[str]) -> list[str]:
    """Of these incidents, those that have their row."""
    query = sa.select(listing.c.incident).where(listing.c.incident.in_(list(ids)))
    return list(connection.scalars(query))


def lines(connection: Connection) -> Iterator[Line]:
    """Every row, in no order."""
    for chunk in stream(connection, sa.select(*_COLUMNS)):
        yield from (Line(*row) for row in chunk)


_BRIEFS = sa.select(listing.c.incident, listing.c.brief).where(
    listing.c.incident.in_(sa.bindparam("ids", expanding=True))
)


def briefs(connection: Connection, ids: Sequence[str]) -> list[Brief]:
    """What a list shows of these incidents, in this order; ids that are not there are left out."""
    found: dict[str, Brief] = {}
    for begin in range(0, len(ids), CHUNK):
        told = connection.execute(_BRIEFS, {"ids": list(ids[begin : begin + CHUNK])})
        found.update((incident, rows.load(Brief, brief)) for incident, brief in told)
    return [found[name] for name in ids if name in found]


def located(connection: Connection) -> Iterator[tuple[str, Place]]:
    """(incident, its place) of every incident that has one and stands, in no order."""
    query = sa.select(listing.c.incident, listing.c.brief).where(listing.c.status != "retracted")
    for chunk in stream(connection, query):
        for row in chunk:
            if place := rows.plain(row.brief).get("place"):
                yield row.incident, rows.build(Place, place)


def complete(connection: Connection) -> bool:
    """Whether every incident has its row: a record that an older Vigil wrote has none."""
    held = connection.scalar(sa.select(sa.func.count()).select_from(listing))
    return bool(held == connection.scalar(sa.select(sa.func.count()).select_from(incidents)))


def _row(number: int, incident: Incident) -> dict[str, Any]:
    brief, place = brief_of(incident), incident.place
    low, best, high = brief.killed or (None, None, None)
    named = (
        [] if place is None else [place.name, place.neighbourhood, place.city, place.admin1, place.country]
    )
    where = [p.place for p in incident.places]
    named += [n for p in where for n in (p.name, p.city, p.admin1, p.country)]
    groups = [a.name for a in incident.actors if a.kind == "community"] + list(brief.victims)
    return {
        "n": number,
        "incident": incident.id,
        "kind": incident.kind,
        "type": incident.type,
        "nature": incident.nature,
        "status": incident.status,
        "start": incident.date.start,
        "end": incident.date.end or incident.date.start,
        "country": place.country_code if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "precision": place.precision if place else None,
        "killed_low": low,
        "killed": best,
        "killed_high": high,
        "injured": (brief.injured or (None, None, None))[1],
        "confidence": incident.confidence,
        "documents": brief.documents,
        "disagree": brief.disagree,
        "places": _names(named),
        "actors": _names(a.name for a in incident.actors),
        "communities": _names(groups),
        "brief": rows.dump(brief),
    }


def _names(names: Iterable[str | None]) -> str:
    return "\n".join(dict.fromkeys(" ".join(n.replace("\0", " ").casefold().split()) for n in names if n))


def _bounds(toll: Toll | None) -> tuple[int | None, int | None, int | None] | None:
    return None if toll is None else (toll.low, toll.best, toll.high)
