"""Records as former versions of the schema had them: what each later version added is taken away again."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from vigil.store import tables

# version -> what it added: tables, each after those that point to it, and indexes and columns of a table
_ADDED: dict[int, tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    2: (("collections",), (), ()),
    3: (("aftermath", "aftermath_incidents"), (), ()),
    4: (("incident_words", "listing"), (), ()),
    5: (("sessions", "tokens", "accounts", "attempts", "access_log"), (), ()),
    6: (
        (
            "suggestion_links",
            "suggestion_reports",
            "suggestions",
            "changes",
            "redirects",
            "orphans",
            "sealed",
        ),
        ("incidents_value",),
        (("incidents", "status"), ("incidents", "value")),
    ),
    8: (("aftermath_words", "kept"), (), ()),
    7: (("watched", "watched_incidents", "alerts"), (), ()),
}


def back_to(connection: Connection, version: int) -> None:
    """Make a record of today one of a former version."""
    for number in sorted(_ADDED, reverse=True):
        if number <= version:
            continue
        gone, indexes, columns = _ADDED[number]
        for name in gone:
            connection.exec_driver_sql(f"DROP TABLE {name}")
        for name in indexes:
            connection.exec_driver_sql(f"DROP INDEX {name}")
        for table, column in columns:
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
    connection.execute(sa.update(tables.meta).where(tables.meta.c.key == "schema").values(value=str(version)))
