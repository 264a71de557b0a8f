"""What a watch remembers, and the alerts it gave: see vigil/watched.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from vigil.store import rows
from vigil.store.tables import alerts, watched, watched_incidents
from vigil.watched import Alert, State, Thread, state_word

T = TypeVar("T")


def state(connection: Connection, kind: type[T], key: str) -> T | None:
    """What is kept under a key."""
    c = watched.c
    query = sa.select(c.data).where(c.kind == state_word(kind), c.key == key)
    data = connection.scalar(query)
    return None if data is None else rows.load(kind, data)


def keep(connection: Connection, states: Iterable[State]) -> None:
    """Put states in the place of those that were kept under their keys."""
    c = watched.c
    for found in states:
        word = state_word(type(found))
        connection.execute(sa.delete(watched).where(c.kind == word, c.key == found.key))
        connection.execute(sa.insert(watched).values(kind=word, key=found.key, data=rows.dump(found)))


def threads(connection: Connection, search: str) -> list[Thread]:
    """The incidents that a search follows, by thread."""
    c = watched_incidents.c
    query = sa.select(c.data).where(c.search == search).order_by(c.thread)
    return [rows.load(Thread, data) for data in connection.scalars(query)]


def say(
    connection: Connection, followed: Sequence[Thread], said: Sequence[Alert], waiting: bool
) -> list[Alert]:
    """Keep threads and add the alerts that are not there yet; those that were added."""
    c = watched_incidents.c
    for thread in followed:
        mine = sa.and_(c.search == thread.search, c.thread == thread.thread)
        connection.execute(sa.delete(watched_incidents).where(mine))
    values = [
        {"search": t.search, "thread": t.thread, "incident": t.incident, "data": rows.dump(t)}
        for t in followed
    ]
    if values:
        connection.execute(sa.insert(watched_incidents), values)
    ids = [alert.id for alert in said]
    there = set(connection.scalars(sa.select(alerts.c.id).where(alerts.c.id.in_(ids))))
    added = [alert for alert in said if alert.id not in there]
    if added:
        connection.execute(
            sa.insert(alerts),
            [
                {"id": a.id, "search": a.search, "thread": a.thread, "waiting": waiting, "logged": False, "data": rows.dump(a)}
                for a in added
            ],
        )  # fmt: skip
    return added


def found(
    connection: Connection,
    limit: int | None = None,
    waiting: bool | None = None,
    logged: bool | None = None,
) -> list[Alert]:
    """Alerts, oldest first, each with the id that its incident has now; of more than ``limit`` the latest."""
    c, w = alerts.c, watched_incidents.c
    joined = alerts.outerjoin(watched_incidents, sa.and_(w.search == c.search, w.thread == c.thread))
    query = sa.select(c.data, w.incident).select_from(joined).order_by(c.seq.desc())
    if waiting is not None:
        query = query.where(c.waiting == waiting)
    if logged is not None:
        query = query.where(c.logged == logged)
    if limit is not None:
        query = query.limit(limit)
    made = []
    for data, incident in connection.execute(query):
        alert = rows.load(Alert, data)
        made.append(replace(alert, incident=incident) if incident else alert)
    return made[::-1]


def mark(connection: Connection, ids: Sequence[str], column: str, value: bool) -> None:
    """Note that alerts were written to the log, or taken by the webhook."""
    connection.execute(sa.update(alerts).where(alerts.c.id.in_(list(ids))).values({column: value}))
