"""The version of the schema, kept in the record, and the steps from each version to the next.

A new record is created as ``tables.py`` says.  A record of an older version goes through the steps it lacks,
each in a transaction of its own that also writes the new version: an interruption leaves a whole version.
To change the schema: change ``tables.py``, add a step here, and freeze a builder of the version left behind
in the tests, which hold that both ways end in the same schema.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from vigil.errors import StoreError
from vigil.store import search, tables

FIRST = 1


def _collections(connection: Connection) -> None:
    """To version 2: declared collections."""
    added = sa.Table(
        "collections",
        sa.MetaData(),
        sa.Column("seq", tables.ROW, primary_key=True, autoincrement=True),
        sa.Column("name", tables.KEY, nullable=False, index=True),
        sa.Column("data", sa.Text, nullable=False),
    )
    added.create(connection)


def _aftermath(connection: Connection) -> None:
    """To version 3: what is drawn from all incidents.  The next run fills it: until then there is none."""
    metadata = sa.MetaData()
    sa.Table(
        "aftermath",
        metadata,
        sa.Column("kind", tables.KEY, primary_key=True),
        sa.Column("id", tables.KEY, primary_key=True),
        sa.Column("date", tables.KEY),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Index("aftermath_date", "kind", "date", "id"),
    )
    sa.Table(
        "aftermath_incidents",
        metadata,
        sa.Column("kind", tables.KEY, primary_key=True),
        sa.Column("id", tables.KEY, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("incident", tables.KEY, nullable=False),
        sa.Index("aftermath_incidents_of", "incident", "kind"),
    )
    metadata.create_all(connection)
    connection.execute(sa.delete(tables.meta).where(tables.meta.c.key == "concluded"))


def _listing(connection: Connection) -> None:
    """To version 4: a narrow row of each incident, and an index of its words.  The next conclusion fills both."""
    text, key = sa.Text, tables.KEY
    metadata = sa.MetaData()
    sa.Table("incidents", metadata, sa.Column("id", key, primary_key=True))
    added = sa.Table(
        "listing",
        metadata,
        sa.Column("n", tables.ROW, primary_key=True, autoincrement=False),
        sa.Column(
            "incident", key, sa.ForeignKey("incidents.id", ondelete="CASCADE"), nullable=False, unique=True
        ),
        *(sa.Column(name, key, nullable=False) for name in ("kind", "type", "nature", "status")),
        *(sa.Column(name, key) for name in ("start", "end", "country")),
        sa.Column("lat", sa.Float),
        sa.Column("lon", sa.Float),
        sa.Column("precision", key),
        *(sa.Column(name, sa.BigInteger) for name in ("killed_low", "killed", "killed_high", "injured")),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("documents", sa.Integer, nullable=False),
        sa.Column("disagree", sa.Boolean, nullable=False),
        *(sa.Column(name, text, nullable=False) for name in ("places", "actors", "communities", "brief")),
    )
    added.create(connection)
    search.create_incidents(connection)
    connection.execute(sa.delete(tables.meta).where(tables.meta.c.key == "concluded"))


def _accounts(connection: Connection) -> None:
    """Accounts of the site, their sessions and tokens, failed sign-ins, and the log of access."""
    metadata = sa.MetaData()
    sa.Table(
        "accounts",
        metadata,
        sa.Column("name", tables.KEY, primary_key=True),
        sa.Column("role", tables.KEY, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
    )
    owner = sa.ForeignKey("accounts.name", ondelete="CASCADE")
    sa.Table(
        "sessions",
        metadata,
        sa.Column("hash", tables.KEY, primary_key=True),
        sa.Column("account", tables.KEY, owner, nullable=False, index=True),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
    )
    owner = sa.ForeignKey("accounts.name", ondelete="CASCADE")
    sa.Table(
        "tokens",
        metadata,
        sa.Column("id", tables.KEY, primary_key=True),
        sa.Column("hash", tables.KEY, nullable=False, unique=True),
        sa.Column("account", tables.KEY, owner, nullable=False, index=True),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("scopes", tables.KEY, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
        sa.Column("used", sa.BigInteger),
        sa.Column("revoked", sa.BigInteger),
    )
    sa.Table(
        "attempts",
        metadata,
        sa.Column("kind", tables.KEY, primary_key=True),
        sa.Column("key", tables.KEY, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
    )
    sa.Table(
        "access_log",
        metadata,
        sa.Column("seq", tables.ROW, primary_key=True, autoincrement=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("account", tables.KEY, nullable=False),
        sa.Column("what", tables.KEY, nullable=False),
        sa.Column("about", sa.Text),
        sa.Column("address", tables.KEY),
    )
    metadata.create_all(connection)


def _review(connection: Connection) -> None:
    """People's decisions: the machine's suggestions beside them, changes, old ids, sealed sources, and the queue.

    The next run fills the queue.
    """
    key = tables.KEY
    metadata = sa.MetaData()
    for name in ("reports", "judgements"):  # they are there: named for those that point to them
        sa.Table(name, metadata, sa.Column("seq", tables.ROW, primary_key=True))
    sa.Table(
        "suggestions", metadata,
        sa.Column("id", key, primary_key=True),
        sa.Column("regrouped", sa.Boolean, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )  # fmt: skip
    sa.Table(
        "suggestion_reports", metadata,
        sa.Column("suggestion", key, sa.ForeignKey("suggestions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("report", tables.ROW, sa.ForeignKey("reports.seq"), nullable=False, index=True),
    )  # fmt: skip
    sa.Table(
        "suggestion_links", metadata,
        sa.Column("suggestion", key, sa.ForeignKey("suggestions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("target", key, nullable=False, index=True),
    )  # fmt: skip
    sa.Table(
        "changes", metadata,
        sa.Column("seq", tables.ROW, primary_key=True, autoincrement=True),
        sa.Column("at", key, nullable=False, index=True),
        sa.Column("incident", key, nullable=False, index=True),
        sa.Column("what", key, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )  # fmt: skip
    sa.Table(
        "redirects", metadata,
        sa.Column("old", key, primary_key=True),
        sa.Column("new", key, nullable=False, index=True),
    )  # fmt: skip
    sa.Table(
        "orphans", metadata,
        sa.Column("judgement", tables.ROW, sa.ForeignKey("judgements.seq"), primary_key=True),
    )  # fmt: skip
    sa.Table(
        "sealed", metadata,
        sa.Column("document", key, primary_key=True),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", key, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )  # fmt: skip
    metadata.create_all(connection)  # what is there stays
    collation = "" if connection.dialect.name == "sqlite" else ' COLLATE "C"'
    there = {column["name"] for column in sa.inspect(connection).get_columns("incidents")}
    for name, kind in (("status", f"TEXT{collation}"), ("value", "FLOAT")):
        if name not in there:
            connection.exec_driver_sql(f"ALTER TABLE incidents ADD COLUMN {name} {kind}")
    connection.exec_driver_sql("CREATE INDEX incidents_value ON incidents (value, id)")
    connection.execute(sa.delete(tables.meta).where(tables.meta.c.key == "concluded"))


def _watched(connection: Connection) -> None:
    """What a watch remembers, and what it said."""
    metadata = sa.MetaData()
    sa.Table(
        "watched",
        metadata,
        sa.Column("kind", tables.KEY, primary_key=True),
        sa.Column("key", tables.KEY, primary_key=True),
        sa.Column("data", sa.Text, nullable=False),
    )
    sa.Table(
        "watched_incidents",
        metadata,
        sa.Column("search", tables.KEY, primary_key=True),
        sa.Column("thread", tables.KEY, primary_key=True),
        sa.Column("incident", tables.KEY, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )
    sa.Table(
        "alerts",
        metadata,
        sa.Column("seq", tables.ROW, primary_key=True, autoincrement=True),
        sa.Column("id", tables.KEY, nullable=False, unique=True),
        sa.Column("search", tables.KEY, nullable=False),
        sa.Column("thread", tables.KEY, nullable=False),
        sa.Column("waiting", sa.Boolean, nullable=False),
        sa.Column("logged", sa.Boolean, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )
    metadata.create_all(connection)


def _words_drawn(connection: Connection) -> None:
    """An index of the words of what is drawn from all incidents, which the next conclusion fills; and what is kept."""
    search.create_drawn(connection)
    sa.Table(
        "kept",
        sa.MetaData(),
        sa.Column("key", tables.KEY, primary_key=True),
        sa.Column("revision", tables.KEY, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    ).create(connection)
    connection.execute(sa.delete(tables.meta).where(tables.meta.c.key == "concluded"))


# STEPS[n] leads from version FIRST + n to the next.
STEPS: list[Callable[[Connection], None]] = [
    _collections,
    _aftermath,
    _listing,
    _accounts,
    _review,
    _watched,
    _words_drawn,
]


def latest() -> int:
    """The version of the schema that this program writes."""
    return FIRST + len(STEPS)


def version(connection: Connection, name: str) -> int | None:
    """The version of the schema in a database called ``name``; None where there is none of our tables.

    Raises StoreError where the tables of something else are in the way.
    """
    names = set(sa.inspect(connection).get_table_names())
    if tables.meta.name not in names:
        others = names if connection.dialect.name == "sqlite" else names & set(tables.metadata.tables)
        if others:
            raise StoreError(f"{name} is a database, but not a Vigil record.")
        return None
    row = connection.execute(sa.select(tables.meta.c.value).where(tables.meta.c.key == "schema")).scalar()
    if row is None or not row.isdigit():
        raise StoreError(f"{name} is not a Vigil record.")
    return int(row)


def migrate(engine: Engine, name: str) -> None:
    """Create the tables, or bring them up to date.

    Raises StoreError for a record that a newer program wrote.
    """
    while True:
        with engine.begin() as connection:
            lock(connection)
            found = version(connection, name)
            if found is None:
                tables.metadata.create_all(connection)
                search.create(connection)
                search.create_incidents(connection)
                search.create_drawn(connection)
                _write_version(connection, latest())
                return
            if found > latest():
                raise StoreError(
                    f"{name} was written by a newer Vigil (schema {found}, this one knows {latest()}):"
                    " upgrade Vigil."
                )
            if found == latest():
                return
            STEPS[found - FIRST](connection)
            _write_version(connection, found + 1)


def lock(connection: Connection) -> None:
    """Let one writer at a time in, until the end of the transaction (SQLite does so by itself)."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(8629274)"))


def _write_version(connection: Connection, number: int) -> None:
    connection.execute(sa.delete(tables.meta).where(tables.meta.c.key == "schema"))
    connection.execute(sa.insert(tables.meta).values(key="schema", value=str(number)))
