"""Incidents: written as a whole, found by filters, and put together again with their reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vigil.decided import effective
from vigil.errors import StoreError, UsageError
from vigil.records import RETRACTED, Incident
from vigil.store import listing, rows
from vigil.store.reading import CHUNK, stream, with_claims
from vigil.store.tables import (
    claims,
    documents,
    incident_actors,
    incident_links,
    incident_reports,
    incidents,
    redirects,
    reports,
)
from vigil.store.trail import Trail


@dataclass(frozen=True, slots=True)
class Filter:
    """Which incidents, as ``Record.incidents`` has it.  None: any."""

    date_from: str | None = None
    date_to: str | None = None
    place: str | None = None
    kind: str | None = None
    actor: str | None = None
    text: str | None = None
    retracted: bool = False  # with those that persons took back


Worth = Callable[[Incident], float]  # the value of a person's look at an incident


def worthless(incident: Incident) -> float:
    """Of every incident the same: no queue."""
    return 0.0


def replace(connection: Connection, found: Iterable[Incident], trail: Trail, worth: Worth = worthless) -> int:
    """Put these incidents in the place of all former ones; their number.  What stays as it was is not written again.

    Raises StoreError where an incident holds a report that the record does not hold, or an id comes twice.
    """
    former = set(connection.scalars(sa.select(incidents.c.id)))
    made: set[str] = set()
    iterator = iter(found)
    number = 0
    while chunk := list(islice(iterator, CHUNK)):
        ids = [incident.id for incident in chunk]
        if len(made.union(ids)) != len(made) + len(ids):
            twice = next(name for name in ids if name in made or ids.count(name) > 1)
            raise StoreError(f"Incident {twice} comes twice.")
        made.update(ids)
        numbers = report_numbers(connection, {r.document for incident in chunk for r in incident.reports})
        same = _unchanged(connection, [i for i in chunk if i.id in former], numbers, worth)
        fresh = [incident for incident in chunk if incident.id not in same]
        remove(connection, [incident.id for incident in fresh], trail)
        add(connection, fresh, numbers, worth)
        number += len(chunk)
    remove(connection, sorted(former - made), trail)
    return number


def sweep(connection: Connection) -> None:
    """Remove reports that were read again since, and to which no conclusion points any more."""
    stale = sa.select(reports.c.seq).where(reports.c.replaced)
    connection.execute(sa.delete(claims).where(claims.c.report.in_(stale)))
    connection.execute(sa.delete(reports).where(reports.c.replaced))


def remove(connection: Connection, ids: Sequence[str], trail: Trail) -> None:
    """Remove these incidents, if they are there; the trail takes note of them."""
    trail.note(ids)
    for begin in range(0, len(ids), CHUNK):
        some_ids = ids[begin : begin + CHUNK]
        for table in (incident_links, incident_actors, incident_reports):
            connection.execute(sa.delete(table).where(table.c.incident.in_(some_ids)))
        listing.remove(connection, some_ids)
        connection.execute(sa.delete(incidents).where(incidents.c.id.in_(some_ids)))


def _unchanged(
    connection: Connection, chunk: Sequence[Incident], numbers: Mapping[tuple[str, int], int], worth: Worth
) -> set[str]:
    """Ids of the incidents that are in the record as they are here."""
    if not chunk:
        return set()
    ids = listing.there(connection, [incident.id for incident in chunk])
    there = {row.id: dict(row._mapping) for row in connection.execute(sa.select(incidents).where(incidents.c.id.in_(ids)))}  # fmt: skip
    c = incident_reports.c
    query = sa.select(c.incident, c.report).where(c.incident.in_(ids)).order_by(c.incident, c.position)
    held: dict[str, list[int]] = {}
    for row in connection.execute(query):
        held.setdefault(row.incident, []).append(row.report)
    return {
        incident.id
        for incident in chunk
        if there.get(incident.id) == _row(incident, worth)
        and held.get(incident.id, []) == [numbers.get((r.document, r.ordinal), -1) for r in incident.reports]
    }


def add(
    connection: Connection,
    chunk: Sequence[Incident],
    numbers: Mapping[tuple[str, int], int],
    worth: Worth = worthless,
) -> None:
    """Write incidents that are not there; ``numbers``: (document, ordinal) of a report -> its row."""
    values: dict[sa.Table, list[dict[str, Any]]] = {
        table: [] for table in (incidents, incident_reports, incident_actors, incident_links)
    }
    for incident in chunk:
        values[incidents].append(_row(incident, worth))
        for position, report in enumerate(incident.reports):
            key = (report.document, report.ordinal)
            if key not in numbers:
                raise StoreError(
                    f"Incident {incident.id} holds report {report.id}, which is not in the record."
                )
            row = {"incident": incident.id, "position": position, "report": numbers[key]}
            values[incident_reports].append(row)
        for position, actor in enumerate(incident.actors):
            row = {
                "incident": incident.id,
                "position": position,
                "name": actor.name.casefold(),
                "role": actor.role,
            }
            values[incident_actors].append(row)
        for position, link in enumerate(incident.links):
            row = {"incident": incident.id, "position": position, "type": link.type, "target": link.incident}
            values[incident_links].append(row)
    for table, table_rows in values.items():
        if table_rows:
            connection.execute(sa.insert(table), table_rows)
    listing.add(connection, chunk, [row["words"] for row in values[incidents]])


def report_numbers(connection: Connection, ids: set[str]) -> dict[tuple[str, int], int]:
    """(document, ordinal) -> row of the present reports of these documents."""
    query = sa.select(documents.c.id, reports.c.ordinal, reports.c.seq).join_from(reports, documents)
    query = query.where(documents.c.current, ~reports.c.replaced, documents.c.id.in_(sorted(ids)))
    return {(row.id, row.ordinal): row.seq for row in connection.execute(query)}


def data_of(incident: Incident) -> str:
    """JSON of an incident without its reports."""
    return rows.dump({f.name: getattr(incident, f.name) for f in fields(Incident) if f.name != "reports"})


def searched_words(incident: Incident) -> str:
    """The words by which an incident is found."""
    place = incident.place
    names = (
        [] if place is None else [place.name, place.neighbourhood, place.city, place.admin1, place.country]
    )
    described = [
        incident.summary,
        incident.kind,
        incident.type,
        incident.nature,
        *incident.weapons,
        *incident.targets,
    ]
    people = [a.name for a in incident.actors] + [v.name or v.group for v in incident.victims]
    return _words([*described, *people, *names])


def _row(incident: Incident, worth: Worth) -> dict[str, Any]:
    place = incident.place
    names = (
        [] if place is None else [place.name, place.neighbourhood, place.city, place.admin1, place.country]
    )
    places = _words(names + ([] if place is None else [place.country_code]))
    return {
        "id": incident.id,
        "kind": incident.kind,
        "type": incident.type,
        "date_start": incident.date.start,
        "date_end": incident.date.end or incident.date.start,
        "places": places,
        "words": searched_words(incident),
        "data": data_of(incident),
        "status": incident.status,
        "value": worth(incident),
    }


def _words(parts: Iterable[str | None]) -> str:
    return "\n".join(part.replace("\0", " ") for part in parts if part).casefold()


def find(connection: Connection, wanted: Filter) -> Iterator[Incident]:
    """The incidents that pass a filter, whole, by date (unknown ones last) and id."""
    c = incidents.c
    query = sa.select(c.id, c.data)
    if not wanted.retracted:
        query = query.where(sa.or_(c.status.is_(None), c.status != RETRACTED))
    if wanted.date_from:
        query = query.where(c.date_end >= wanted.date_from)
    if wanted.date_to:
        query = query.where(
            c.date_start <= wanted.date_to + "~"
        )  # "~" sorts after digits: the whole of a prefix
    if wanted.place:
        query = query.where(c.places.contains(wanted.place.casefold(), autoescape=True))
    if wanted.kind:
        query = query.where(sa.or_(c.kind == wanted.kind, c.type == wanted.kind))
    if wanted.actor:
        named = incident_actors.c.name.contains(wanted.actor.casefold(), autoescape=True)
        query = query.where(c.id.in_(sa.select(incident_actors.c.incident).where(named)))
    for word in (wanted.text or "").casefold().split():
        query = query.where(c.words.contains(word, autoescape=True))
    for chunk in stream(connection, query.order_by(sa.func.coalesce(c.date_start, "9999-99"), c.id)):
        yield from _whole(connection, [(row.id, row.data) for row in chunk])


# Asked for with every page of an incident, and so written once.
_OF_ID = sa.select(incidents.c.id, incidents.c.data).where(incidents.c.id == sa.bindparam("id"))
_LINKED_TO = (
    sa.select(incident_links.c.type, incident_links.c.incident)
    .where(incident_links.c.target == sa.bindparam("incident"))
    .order_by(incident_links.c.incident, incident_links.c.position)
)


def one(connection: Connection, prefix: str) -> Incident | None:
    """The incident with this id, the one that an id of former days leads to, or the only one whose id begins so.

    Raises UsageError where several do.
    """
    c = incidents.c
    exact = connection.execute(_OF_ID, {"id": prefix}).all()
    if not exact:
        moved = sa.select(redirects.c.new).where(redirects.c.old == prefix).scalar_subquery()
        exact = connection.execute(sa.select(c.id, c.data).where(c.id == moved)).all()
    begins = sa.func.substr(c.id, 1, len(prefix)) == prefix
    found = exact or connection.execute(sa.select(c.id, c.data).where(begins).order_by(c.id).limit(6)).all()
    if not found or not prefix:
        return None
    if len(found) > 1:
        names = ", ".join(row.id for row in found[:5])
        raise UsageError(
            f"Several incidents have an id that begins with {prefix}: {names}{' …' * (len(found) > 5)}"
        )
    return next(_whole(connection, [(row.id, row.data) for row in found]))


def some(connection: Connection, ids: Sequence[str]) -> list[Incident]:
    """The incidents of these ids, whole, in this order; ids that are not there are left out."""
    found: dict[str, Incident] = {}
    for begin in range(0, len(ids), CHUNK):
        query = sa.select(incidents.c.id, incidents.c.data).where(
            incidents.c.id.in_(ids[begin : begin + CHUNK])
        )
        pairs = [(row.id, row.data) for row in connection.execute(query)]
        found.update((incident.id, incident) for incident in _whole(connection, pairs))
    return [found[name] for name in ids if name in found]


def queue(
    connection: Connection, limit: int, offset: int, after: tuple[float, str] | None = None
) -> list[Incident]:
    """Incidents by the value of a look at them, whole, the highest first; those without any are left out."""
    c = incidents.c
    query = sa.select(c.id, c.data).where(c.value > 0).order_by(c.value.desc(), c.id)
    if after is not None:
        query = query.where(sa.or_(c.value < after[0], sa.and_(c.value == after[0], c.id > after[1])))
    found = connection.execute(query.limit(limit).offset(offset)).all()
    return list(_whole(connection, [(row.id, row.data) for row in found]))


def waiting(connection: Connection) -> dict[str, int]:
    """How many incidents of each status have a value of a look at them."""
    c = incidents.c
    query = sa.select(c.status, sa.func.count()).where(c.value > 0).group_by(c.status).order_by(c.status)
    return {status: int(number) for status, number in connection.execute(query)}


def members(connection: Connection) -> dict[str, tuple[str, ...]]:
    """The ids of the reports of each incident."""
    c = incident_reports.c
    query = sa.select(c.incident, documents.c.id, reports.c.ordinal).join_from(incident_reports, reports)
    query = query.join(documents).order_by(c.incident, c.position)
    found: dict[str, list[str]] = {}
    for chunk in stream(connection, query):
        for row in chunk:
            found.setdefault(row.incident, []).append(f"{row.id}#{row.ordinal}")
    return {incident: tuple(ids) for incident, ids in found.items()}


def linked_to(connection: Connection, incident: str) -> list[tuple[str, str]]:
    """(type, id) of each incident that links to this one, by id."""
    return [(row.type, row.incident) for row in connection.execute(_LINKED_TO, {"incident": incident})]


def _whole(connection: Connection, found: Sequence[tuple[str, str]]) -> Iterator[Incident]:
    yield from whole(connection, found, _MEMBERS)


def members_by(owner: Any, report: Any, position: Any) -> sa.Select[Any]:
    """The question for the reports of some ``owners``, from the columns that say which reports are whose."""
    return (
        sa.select(owner.label("owner"), reports.c.seq, reports.c.data)
        .join(reports, reports.c.seq == report)
        .where(owner.in_(sa.bindparam("owners", expanding=True)))
        .order_by(owner, position)
    )


_MEMBERS = members_by(incident_reports.c.incident, incident_reports.c.report, incident_reports.c.position)


def whole(
    connection: Connection, found: Sequence[tuple[str, str]], question: sa.Select[Any]
) -> Iterator[Incident]:
    """Incidents from (id, JSON), with their reports as people left the claims in them.  ``question``: see ``members_by``."""
    members = connection.execute(question, {"owners": [name for name, _ in found]}).all()
    told = with_claims(connection, [(row.seq, row.data) for row in members])
    by_incident: dict[str, list[Any]] = {}
    for row, member in zip(members, told, strict=True):
        by_incident.setdefault(row.owner, []).append(member)
    for name, data in found:
        plain = rows.plain(data)
        plain["reports"] = ()
        incident = rows.build(Incident, plain)
        left = effective(by_incident.get(name, ()), incident.decided)
        object.__setattr__(incident, "reports", left)  # ours alone so far
        yield incident
