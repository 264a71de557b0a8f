"""What a watch remembers, and the alerts it gave: see vigil/watched.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from vigil.store import engine, rows
from vigil.store.tables import alerts, watched, watched_incidents
from vigil.watched import Alert, State, Thread, state_word

T = TypeVar("T")


class Memory:
    """The memory of a watch in a record: ``record.memory``.  Every method is one transaction, and raises StoreError."""

    def __init__(self, database: Engine, name: str) -> None:
        self._engine, self._name = database, name

    def state(self, kind: type[T], key: str) -> T | None:
        """What is remembered under a key: a class of ``vigil.watched``; None where it is nothing."""
        c = watched.c
        query = sa.select(c.data).where(c.kind == state_word(kind), c.key == key)
        with engine.reading(self._engine, self._name) as connection:
            data = connection.scalar(query)
        return None if data is None else rows.load(kind, data)

    def keep(self, *states: State) -> None:
        """Remember states in the place of those of their keys."""
        if states:
            with engine.writing(self._engine, self._name) as connection:
                _keep(connection, states)

    def threads(self, search: str) -> list[Thread]:
        """The incidents that a saved search follows, by thread."""
        c = watched_incidents.c
        query = sa.select(c.data).where(c.search == search).order_by(c.thread)
        with engine.reading(self._engine, self._name) as connection:
            return [rows.load(Thread, data) for data in connection.scalars(query)]

    def say(
        self, followed: Sequence[Thread], said: Sequence[Alert], waiting: bool, *states: State
    ) -> list[Alert]:
        """Keep threads and states and add alerts; the alerts that were not there before.

        ``waiting``: they wait for the webhook.
        """
        with engine.writing(self._engine, self._name) as connection:
            _keep(connection, states)
            _follow(connection, followed)
            return _add(connection, said, waiting)

    def alerts(
        self, limit: int | None = None, *, waiting: bool | None = None, logged: bool | None = None
    ) -> list[Alert]:
        """Alerts, oldest first, each with the id that its incident has now; of more than ``limit`` the latest.

        ``waiting``: those that the webhook has (not) taken; ``logged``: those that are (not) in the log.
        """
        c, w = alerts.c, watched_incidents.c
        joined = alerts.outerjoin(watched_incidents, sa.and_(w.search == c.search, w.thread == c.thread))
        query = sa.select(c.data, w.incident).select_from(joined).order_by(c.seq.desc())
        if waiting is not None:
            query = query.where(c.waiting == waiting)
        if logged is not None:
            query = query.where(c.logged == logged)
        if limit is not None:
            query = query.limit(limit)
        with engine.reading(self._engine, self._name) as connection:
            found = [(rows.load(Alert, data), incident) for data, incident in connection.execute(query)]
        return [replace(alert, incident=incident or alert.incident) for alert, incident in reversed(found)]

    def logged(self, ids: Sequence[str]) -> None:
        """Note that alerts are in the log."""
        self._mark(ids, {"logged": True})

    def taken(self, ids: Sequence[str]) -> None:
        """Note that alerts were taken by the webhook."""
        self._mark(ids, {"waiting": False})

    def _mark(self, ids: Sequence[str], values: dict[str, bool]) -> None:
        with engine.writing(self._engine, self._name) as connection:
            connection.execute(sa.update(alerts).where(alerts.c.id.in_(list(ids))).values(values))


def _keep(connection: Connection, states: Iterable[State]) -> None:
    c = watched.c
    for found in states:
        word = state_word(type(found))
        connection.execute(sa.delete(watched).where(c.kind == word, c.key == found.key))
        connection.execute(sa.insert(watched).values(kind=word, key=found.key, data=rows.dump(found)))


def _follow(connection: Connection, followed: Sequence[Thread]) -> None:
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


def _add(connection: Connection, said: Sequence[Alert], waiting: bool) -> list[Alert]:
    there = set(connection.scalars(sa.select(alerts.c.id).where(alerts.c.id.in_([a.id for a in said]))))
    added = [alert for alert in said if alert.id not in there]
    values = [
        {"id": a.id, "search": a.search, "thread": a.thread, "waiting": waiting, "logged": False, "data": rows.dump(a)}
        for a in added
    ]  # fmt: skip
    if values:
        connection.execute(sa.insert(alerts), values)
    return added
