"""What is drawn from all incidents, kept by kind and id; replaced as a whole with the incidents it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from vigil import aftermath as kinds
from vigil.aftermath import Aftermath
from vigil.errors import UsageError
from vigil.records import RETRACTED, Incident
from vigil.store import conclusions, rows, search
from vigil.store.reading import CHUNK, stream
from vigil.store.tables import aftermath, aftermath_incidents, incident_links, incidents

T = TypeVar("T")


class Concluded:
    """The incidents of a transaction under way, for what is drawn from all of them before it ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def links(self) -> tuple[list[str], list[tuple[str, str, str]]]:
        """Ids of all incidents by date (unknown last) and id, and (incident, type, target) of every link.

        Those retracted are not among them.
        """
        c = incidents.c
        held = sa.or_(c.status.is_(None), c.status != RETRACTED)
        by_date = sa.select(c.id).where(held).order_by(sa.func.coalesce(c.date_start, "9999-99"), c.id)
        ids = [row.id for row in self._connection.execute(by_date)]
        c = incident_links.c
        arrows = sa.select(c.incident, c.type, c.target).order_by(c.incident, c.position)
        return ids, [(row.incident, row.type, row.target) for row in self._connection.execute(arrows)]

    def incidents(self, ids: Sequence[str]) -> list[Incident]:
        """The incidents of these ids, whole, in this order."""
        return conclusions.some(self._connection, ids)


def replace(connection: Connection, draw: Callable[[Concluded], Iterable[Aftermath]] | None) -> int:
    """Put what ``draw`` makes of the incidents in the place of all that was drawn before; its number."""
    for table in (aftermath_incidents, aftermath):
        connection.execute(sa.delete(table))
    search.clear_drawn(connection)
    iterator = iter(draw(Concluded(connection)) if draw else ())
    number = 0
    while chunk := list(islice(iterator, CHUNK)):
        values = [_row(found) for found in chunk]
        connection.execute(sa.insert(aftermath), values)
        search.index_drawn(connection, [(v["kind"], v["id"], v["words"]) for v in values])
        told = [
            {"kind": kinds.kind_of(found), "id": found.id, "position": n, "incident": incident}
            for found in chunk
            for n, incident in enumerate(dict.fromkeys(found.incidents))
        ]
        if told:
            connection.execute(sa.insert(aftermath_incidents), told)
        number += len(chunk)
    return number


def _row(found: Aftermath) -> dict[str, Any]:
    return {
        "kind": kinds.kind_of(found),
        "id": found.id,
        "date": kinds.day_of(found),
        "words": "\n".join(kinds.words_of(found)).replace("\0", " ").casefold(),
        "data": rows.dump(found),
    }


def find(connection: Connection, kind: type[T], incident: str | None, text: str | None) -> Iterator[T]:
    """Those of one kind by date (unknown last) and id: about one incident, or with words in them."""
    c = aftermath.c
    query = sa.select(c.data).where(c.kind == kinds.word_of(kind))
    if incident is not None:
        about = aftermath_incidents.c
        query = query.where(
            c.id.in_(sa.select(about.id).where(about.kind == c.kind, about.incident == incident))
        )
    for word in (text or "").casefold().split():
        query = query.where(c.words.contains(word, autoescape=True))
    for chunk in stream(connection, query.order_by(sa.func.coalesce(c.date, "9999-99"), c.id)):
        yield from (rows.load(kind, row.data) for row in chunk)


def one(connection: Connection, kind: type[T], prefix: str) -> T | None:
    """The one of this id, or the only one of its kind whose id begins so.  Raises UsageError where several do."""
    c = aftermath.c
    mine = sa.select(c.id, c.data).where(c.kind == kinds.word_of(kind))
    found = connection.execute(mine.where(c.id == prefix)).all()
    if not found:
        begins = sa.func.substr(c.id, 1, len(prefix)) == prefix
        found = connection.execute(mine.where(begins).order_by(c.id).limit(6)).all()
    if not found or not prefix:
        return None
    if len(found) > 1:
        names = ", ".join(row.id for row in found[:5])
        raise UsageError(f"Several have an id that begins with {prefix}: {names}{' …' * (len(found) > 5)}")
    return rows.load(kind, found[0].data)


def some(connection: Connection, kind: type[T], ids: Sequence[str]) -> list[T]:
    """Those of one kind and these ids, in this order; ids that are not there are left out."""
    c = aftermath.c
    found: dict[str, T] = {}
    for begin in range(0, len(ids), CHUNK):
        query = sa.select(c.id, c.data).where(
            c.kind == kinds.word_of(kind), c.id.in_(list(ids[begin : begin + CHUNK]))
        )
        found.update((row.id, rows.load(kind, row.data)) for row in connection.execute(query))
    return [found[name] for name in ids if name in found]


def plain(connection: Connection, kind: type) -> Iterator[dict[str, Any]]:
    """Those of one kind by date (unknown last) and id, as plain values: for columns of them, which need no records."""
    c = aftermath.c
    query = sa.select(c.data).where(c.kind == kinds.word_of(kind))
    for chunk in stream(connection, query.order_by(sa.func.coalesce(c.date, "9999-99"), c.id)):
        yield from (rows.plain(row.data) for row in chunk)


def told(connection: Connection, incidents: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """(incident, kind, id) of all that is about one of these incidents, by kind and id."""
    c = aftermath_incidents.c
    for begin in range(0, len(incidents), CHUNK):
        query = sa.select(c.incident, c.kind, c.id).where(
            c.incident.in_(list(incidents[begin : begin + CHUNK]))
        )
        for row in connection.execute(query.order_by(c.kind, c.id, c.position)):
            yield row.incident, row.kind, row.id


def after(connection: Connection, kind: type[T], last: str | None, limit: int) -> list[T]:
    """The next of one kind by id."""
    c = aftermath.c
    query = sa.select(c.data).where(c.kind == kinds.word_of(kind))
    if last is not None:
        query = query.where(c.id > last)
    return [rows.load(kind, row.data) for row in connection.execute(query.order_by(c.id).limit(limit))]


def worded(connection: Connection, text: str, limit: int) -> dict[str, list[Aftermath]]:
    """Those whose names or words hold every word and phrase of ``text``, by the word of their kind: the first by date and id."""
    found: dict[str, list[Aftermath]] = {}
    for kind, ids in search.find_drawn(connection, text).items():
        c = aftermath.c
        for begin in range(0, len(ids), CHUNK):
            query = sa.select(c.data, c.date, c.id).where(
                c.kind == kind, c.id.in_(ids[begin : begin + CHUNK])
            )
            some_rows = sorted(connection.execute(query), key=lambda row: (row.date or "9999-99", row.id))
            found.setdefault(kind, []).extend(rows.load(kinds.KINDS[kind], row.data) for row in some_rows)
            if len(found[kind]) >= limit:
                break
        found[kind] = found[kind][:limit]
    return found


_ABOUT = (
    sa.select(aftermath.c.kind, aftermath.c.data)
    .join_from(
        aftermath_incidents,
        aftermath,
        sa.and_(aftermath_incidents.c.kind == aftermath.c.kind, aftermath_incidents.c.id == aftermath.c.id),
    )
    .where(aftermath_incidents.c.incident == sa.bindparam("incident"), aftermath.c.kind != "party")
    .order_by(aftermath.c.kind, sa.func.coalesce(aftermath.c.date, "9999-99"), aftermath.c.id)
)


def about(connection: Connection, incident: str) -> list[Aftermath]:
    """All but parties that is about one incident, by kind, date (unknown last) and id: a party has thousands of others."""
    found = connection.execute(_ABOUT, {"incident": incident})
    return [rows.load(kinds.KINDS[kind], data) for kind, data in found]


def counts(connection: Connection) -> dict[str, int]:
    """How many there are of each kind."""
    query = sa.select(aftermath.c.kind, sa.func.count()).group_by(aftermath.c.kind)
    return {kind: int(number) for kind, number in connection.execute(query)}
