"""What became of incidents: new, changed, gone or merged, with who and why; and where an old id leads to now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vigil.decided import seen
from vigil.records import ENTERED, Incident
from vigil.store import rows
from vigil.store.reading import CHUNK
from vigil.store.tables import changes, documents, incident_reports, incidents, redirects, reports

NEW, CHANGED, GONE, MERGED = "new", "changed", "gone", "merged"
RUN = "run"  # who: no person

Key = tuple[str, int]  # document and ordinal of a report


@dataclass(frozen=True, slots=True)
class Change:
    """One incident, changed once.  ``fields``: (name, JSON before, JSON after)."""

    number: int
    at: str
    incident: str
    what: str  # new | changed | gone | merged
    by: str  # a person, or "run"
    why: str
    fields: tuple[tuple[str, str, str], ...] = ()
    into: str | None = None  # of one that was merged: the id that goes on


class Trail:
    """Takes note of incidents before they are touched, and says in the end what became of them."""

    def __init__(self, connection: Connection, at: str, by: str = RUN, why: str = "") -> None:
        self._connection = connection
        self._at, self._by, self._why = at, by, why
        self._before: dict[str, dict[str, Any] | None] = {}
        self._held: dict[str, list[Key]] = {}

    def note(self, ids: Sequence[str]) -> None:
        """Remember these incidents as they are; ids of none are those of new ones."""
        fresh = [name for name in ids if name not in self._before]
        for begin in range(0, len(fresh), CHUNK):
            some = fresh[begin : begin + CHUNK]
            self._before.update(dict.fromkeys(some))
            told, held = self._look(some)
            self._before.update(told)
            self._held.update(held)

    def _look(self, ids: Sequence[str]) -> tuple[dict[str, dict[str, Any]], dict[str, list[Key]]]:
        """What there is to see of incidents, and the reports that they hold."""
        c = incident_reports.c
        query = (
            sa.select(c.incident, documents.c.id, reports.c.ordinal)
            .join(reports, reports.c.seq == c.report)
            .join(documents, documents.c.seq == reports.c.document)
            .where(c.incident.in_(ids))
        )
        held: dict[str, list[Key]] = {}
        for row in self._connection.execute(query):
            held.setdefault(row.incident, []).append((row.id, row.ordinal))
        told = {}
        asked = sa.select(incidents.c.id, incidents.c.data).where(incidents.c.id.in_(ids))
        for name, data in self._connection.execute(asked):
            incident = rows.build(Incident, rows.plain(data) | {"reports": ()})
            told[name] = seen(incident) | {
                "summary": incident.summary,
                "status": incident.status,
                "documents": len({document for document, _ in held.get(name, ())}),
            }
        return told, held

    def close(self) -> int:
        """Write what became of all of them; how many changed."""
        number = 0
        gone: list[str] = []
        ids = sorted(self._before)
        for begin in range(0, len(ids), CHUNK):
            some = ids[begin : begin + CHUNK]
            now, _ = self._look(some)
            made = []
            for name in some:
                before, after = self._before[name], now.get(name)
                if before is None and after is not None:
                    made.append(self._row(name, NEW, {}))
                elif before is not None and after is None:
                    gone.append(name)
                elif before is not None and after is not None and before != after:
                    differ = {f: [before.get(f), after[f]] for f in after if before.get(f) != after[f]}
                    made.append(self._row(name, CHANGED, differ))
            self._write(made)
            number += len(made)
            self._forget([name for name in some if name in now])
        heirs = {name: heir for name in gone if (heir := self._heir(name))}
        self._write(
            [
                self._row(name, MERGED, {"into": heirs[name]}) if name in heirs else self._row(name, GONE, {})
                for name in gone
            ]
        )
        self._lead(gone, heirs)
        return number + len(gone)

    def _row(self, incident: str, what: str, data: Mapping[str, Any]) -> dict[str, Any]:
        row = {"at": self._at, "incident": incident, "what": what, "by": self._by, "why": self._why}
        return row | {"data": rows.dump(data)}

    def _write(self, made: Sequence[dict[str, Any]]) -> None:
        if made:
            self._connection.execute(sa.insert(changes), list(made))

    def _forget(self, ids: Sequence[str]) -> None:
        """An id that is there leads nowhere else."""
        if ids:
            self._connection.execute(sa.delete(redirects).where(redirects.c.old.in_(ids)))

    def _heir(self, name: str) -> str | None:
        """The incident that holds most of the reports of one that is gone; else one of its kind with its documents.

        By documents only what a machine read is found again: what a person entered and took back goes on nowhere.
        """
        keys = set(self._held.get(name, ()))
        read = {document for document, ordinal in keys if ordinal < ENTERED}
        before = self._before[name] or {}
        query = (
            sa.select(incident_reports.c.incident, documents.c.id, reports.c.ordinal, incidents.c.kind)
            .join(reports, reports.c.seq == incident_reports.c.report)
            .join(documents, documents.c.seq == reports.c.document)
            .join(incidents, incidents.c.id == incident_reports.c.incident)
            .where(documents.c.id.in_(sorted({document for document, _ in keys})))
        )
        same: Counter[str] = Counter()
        alike: Counter[str] = Counter()
        for row in self._connection.execute(query):
            same[row.incident] += (row.id, row.ordinal) in keys
            alike[row.incident] += row.kind == before.get("kind") and row.id in read
        for votes in (same, alike):
            best = max(votes.values(), default=0)
            if best:
                return min(incident for incident, number in votes.items() if number == best)
        return None

    def _lead(self, gone: Sequence[str], heirs: Mapping[str, str]) -> None:
        """Let old ids lead to those that go on, and let none lead to what is gone."""
        c = redirects.c
        for name in gone:
            heir = heirs.get(name)
            self._connection.execute(sa.delete(redirects).where(c.old == name))
            if heir is None:
                self._connection.execute(sa.delete(redirects).where(c.new == name))
            else:
                self._connection.execute(sa.update(redirects).where(c.new == name).values(new=heir))
                self._connection.execute(sa.insert(redirects).values(old=name, new=heir))


def find(
    connection: Connection, since: str | None, incident: str | None, limit: int | None, after: int | None
) -> list[Change]:
    """Changes, newest first: see Record.changes."""
    c = changes.c
    query = sa.select(changes).order_by(c.seq.desc())
    if since is not None:
        first = connection.scalar(sa.select(sa.func.min(c.seq)).where(c.at >= since))
        if first is None:
            return []
        query = query.where(c.seq >= first)
    if incident is not None:
        # Asked for first: of a condition with "or" and a question within, a database makes a walk through all changes.
        query = query.where(c.incident.in_([incident, *former_ids(connection, incident)]))
    if after is not None:
        query = query.where(c.seq < after)
    if limit is not None:
        query = query.limit(limit)
    return [_change(row) for row in connection.execute(query)]


def _change(row: Any) -> Change:
    data = rows.plain(row.data)
    into = data.pop("into", None)
    told = tuple((name, rows.dump(old), rows.dump(new)) for name, (old, new) in sorted(data.items()))
    return Change(row.seq, row.at, row.incident, row.what, row.by, row.why, told, into)


def leads_to(connection: Connection, old: str) -> str | None:
    """The id that goes on for an old one."""
    return connection.scalar(sa.select(redirects.c.new).where(redirects.c.old == old))


_FORMER = (
    sa.select(redirects.c.old).where(redirects.c.new == sa.bindparam("incident")).order_by(redirects.c.old)
)


def former_ids(connection: Connection, incident: str) -> list[str]:
    """Ids of former days that lead to this one."""
    return list(connection.scalars(_FORMER, {"incident": incident}))
