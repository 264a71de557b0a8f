"""Incidents: written as a whole, found by filters, and put together again with their reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vigil.errors import StoreError, UsageError
from vigil.records import Incident
from vigil.store import listing, rows
from vigil.store.reading import CHUNK, stream, with_claims
from vigil.store.tables import (
    claims,
    documents,
    incident_actors,
    incident_links,
    incident_reports,
    incidents,
    reports,
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which incidents, as ``Record.incidents`` has it.  None: any."""

    date_from: str | None = None
    date_to: str | None = None
    place: str | None = None
    kind: str | None = None
    actor: str | None = None
    text: str | None = None


def replace(connection: Connection, found: Iterable[Incident]) -> int:
    """Put these incidents in the place of all former ones; their number.

    Raises StoreError where an incident holds a report that the record does not hold, or an id comes twice.
    """
    listing.clear(connection)
    for table in (incident_links, incident_actors, incident_reports, incidents):
        connection.execute(sa.delete(table))
    iterator = iter(found)
    number = 0
    while chunk := list(islice(iterator, CHUNK)):
        _add(connection, chunk)
        number += len(chunk)
    stale = sa.select(reports.c.seq).where(reports.c.replaced)
    connection.execute(sa.delete(claims).where(claims.c.report.in_(stale)))
    connection.execute(sa.delete(reports).where(reports.c.replaced))
    return number


def _add(connection: Connection, chunk: Sequence[Incident]) -> None:
    numbers = _report_numbers(connection, {r.document for incident in chunk for r in incident.reports})
    values: dict[sa.Table, list[dict[str, Any]]] = {
        table: [] for table in (incidents, incident_reports, incident_actors, incident_links)
    }
    for incident in chunk:
        values[incidents].append(_row(incident))
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


def _report_numbers(connection: Connection, ids: set[str]) -> dict[tuple[str, int], int]:
    query = sa.select(documents.c.id, reports.c.ordinal, reports.c.seq).join_from(reports, documents)
    query = query.where(documents.c.current, ~reports.c.replaced, documents.c.id.in_(sorted(ids)))
    return {(row.id, row.ordinal): row.seq for row in connection.execute(query)}


def _row(incident: Incident) -> dict[str, Any]:
    data = {f.name: getattr(incident, f.name) for f in fields(Incident) if f.name != "reports"}
    place = incident.place
    names = (
        [] if place is None else [place.name, place.neighbourhood, place.city, place.admin1, place.country]
    )
    places = _words(names + ([] if place is None else [place.country_code]))
    described = [
        incident.summary,
        incident.kind,
        incident.type,
        incident.nature,
        *incident.weapons,
        *incident.targets,
    ]
    people = [a.name for a in incident.actors] + [v.name or v.group for v in incident.victims]
    return {
        "id": incident.id,
        "kind": incident.kind,
        "type": incident.type,
        "date_start": incident.date.start,
        "date_end": incident.date.end or incident.date.start,
        "places": places,
        "words": _words([*described, *people, *names]),
        "data": rows.dump(data),
    }


def _words(parts: Iterable[str | None]) -> str:
    return "\n".join(part.replace("\0", " ") for part in parts if part).casefold()


def find(connection: Connection, wanted: Filter) -> Iterator[Incident]:
    """The incidents that pass a filter, whole, by date (unknown ones last) and id."""
    c = incidents.c
    query = sa.select(c.id, c.data)
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


def one(connection: Connection, prefix: str) -> Incident | None:
    """The incident with this id, or the only one whose id begins so.

    Raises UsageError where several do.
    """
    c = incidents.c
    exact = connection.execute(sa.select(c.id, c.data).where(c.id == prefix)).all()
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


def linked_to(connection: Connection, incident: str) -> list[tuple[str, str]]:
    """(type, id) of each incident that links to this one, by id."""
    c = incident_links.c
    query = sa.select(c.type, c.incident).where(c.target == incident).order_by(c.incident, c.position)
    return [(row.type, row.incident) for row in connection.execute(query)]


def _whole(connection: Connection, found: Sequence[tuple[str, str]]) -> Iterator[Incident]:
    c = incident_reports.c
    query = (
        sa.select(c.incident, reports.c.seq, reports.c.data)
        .join_from(incident_reports, reports)
        .where(c.incident.in_([name for name, _ in found]))
        .order_by(c.incident, c.position)
    )
    members = connection.execute(query).all()
    whole = with_claims(connection, [(row.seq, row.data) for row in members])
    by_incident: dict[str, list[Any]] = {}
    for row, report in zip(members, whole, strict=True):
        by_incident.setdefault(row.incident, []).append(report)
    for name, data in found:
        plain = rows.plain(data)
        plain["reports"] = ()
        incident = rows.build(Incident, plain)
        object.__setattr__(incident, "reports", tuple(by_incident.get(name, ())))  # ours alone so far
        yield incident
