"""Opening a database, and turning its errors into sentences."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from vigil.errors import MissingExtra, StoreError, UsageError
from vigil.store import migrations

BUSY_SECONDS = 30  # how long a writer waits for another one
CONNECTIONS = 8  # that are kept open
CACHE_KIB = 32 * 1024  # pages that SQLite keeps in memory

_SENTENCES = (  # a piece of the database's message, and what to tell the user; the first that fits
    ("database or disk is full", "the disk is full: free some space and run the same command again"),
    ("no space left", "the disk is full: free some space and run the same command again"),
    ("could not extend file", "the disk is full: free some space and run the same command again"),
    ("database is locked", "another program is writing to it: try again when that has finished"),
    ("readonly database", "it cannot be written to: check the permissions of the file and of its folder"),
    ("file is not a database", "it is not a Vigil record, or it is damaged"),
    ("malformed", "it is damaged: restore a backup, or delete it and run the inputs again"),
    ("unable to open database", "it cannot be opened: check that the folder exists and may be written to"),
    ("disk i/o error", "the disk refused to read or write: check that it is not full and not failing"),
    ("connection refused", "no PostgreSQL server answers at that address"),
    ("does not exist", "there is no such database or user on that server: create it first (createdb NAME)"),
    ("connection failed", "the PostgreSQL server does not let us in"),
    ("server closed the connection", "the PostgreSQL server closed the connection"),
)


def parse(place: str | Path) -> URL:
    """The database that a path or URL names: a path (or sqlite:///path) is SQLite, postgresql:// PostgreSQL.

    Raises UsageError for another kind of URL, MissingExtra where PostgreSQL's driver is not installed.
    """
    text = str(place)
    if "://" not in text:
        return URL.create("sqlite", database=text)
    scheme, rest = text.split("://", 1)
    if scheme == "sqlite":
        return URL.create("sqlite", database=rest.removeprefix("/"))
    if scheme not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise UsageError(f"A record is a file or a postgresql:// address, not {scheme}://")
    if importlib.util.find_spec("psycopg") is None:
        raise MissingExtra("A record in PostgreSQL needs psycopg: pip install 'vigil-record[postgresql]'")
    try:
        return sa.make_url(f"postgresql+psycopg://{rest}")
    except (SQLAlchemyError, ValueError) as error:
        raise UsageError("That is no postgresql:// address (postgresql://user@host:port/database)") from error


def name_of(url: URL) -> str:
    """What to call the database in a message: the path, or the address without its password."""
    if url.drivername == "sqlite":
        return url.database or ""
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def connect(place: str | Path, create: bool) -> Engine:
    """An engine on the record at ``place``, created or migrated where needed.

    Raises StoreError where that is not possible, with a sentence that says why.
    """
    url = parse(place)
    name = name_of(url)
    with explained(name):
        if url.drivername != "sqlite":
            engine = sa.create_engine(url, pool_pre_ping=True, pool_size=CONNECTIONS)
            return _prepared(engine, name, create)
        path = Path(url.database or "")
        if not path.exists():
            if not create:
                raise StoreError(
                    f"There is no record at {name}: `vigil run INPUT --record {name}` makes one."
                )
            path.parent.mkdir(parents=True, exist_ok=True)
        elif path.is_dir():
            raise StoreError(f"{name} is a folder: a record is one file.")
        if path.exists() and not os.access(path, os.W_OK):
            return _prepared(_sqlite(path, read_only=True), name, create=False)
        return _prepared(_sqlite(path), name, create)


def _prepared(engine: Engine, name: str, create: bool) -> Engine:
    try:
        with reading(engine, name) as connection:
            found = migrations.version(connection, name)
        if found is None and not create:
            raise StoreError(f"There is no record in {name}.")
        if found is None and engine.dialect.name == "sqlite":
            with engine.connect() as connection:  # outside a transaction; the file remembers it
                connection.connection.cursor().execute("PRAGMA journal_mode = WAL")  # one writes, others read
        if found != migrations.latest():
            with explained(name):
                migrations.migrate(engine, name)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _sqlite(path: Path, read_only: bool = False) -> Engine:
    address = URL.create("sqlite", database=str(path))
    if read_only:
        # A folder that cannot be written to has no room for SQLite's side files, and nobody writes there.
        mode = "mode=ro" if os.access(path.absolute().parent, os.W_OK) else "immutable=1"
        address = sa.make_url(f"sqlite:///{path.absolute().as_uri()}?{mode}&uri=true")
    engine = sa.create_engine(address, connect_args={"timeout": BUSY_SECONDS}, pool_size=CONNECTIONS)

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions are ours: BEGIN below
        run = connection.execute
        run("PRAGMA foreign_keys = ON")
        run(f"PRAGMA cache_size = -{CACHE_KIB}")
        if not read_only:
            # A crash or a kill loses no batch that was kept; a power cut may take the last ones, and no more.
            run("PRAGMA synchronous = NORMAL")
            run("PRAGMA journal_size_limit = 67108864")

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        # A writer takes its place at once: a reader that turns writer half way cannot wait for its turn.
        reading = read_only or connection.get_execution_options().get("vigil_read")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


# The connection that the present thread of work asks over, while it wants one state of the record.
_STEADY: ContextVar[tuple[Engine, Connection] | None] = ContextVar("vigil_steady", default=None)


@contextmanager
def reading(engine: Engine, name: str) -> Iterator[Connection]:
    """A connection that sees one state of the record from its first question to its last."""
    steadied = _STEADY.get()
    if steadied is not None and steadied[0] is engine:
        with explained(name):
            yield steadied[1]
        return
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with explained(name), engine.connect() as connection:
        yield connection.execution_options(vigil_read=True, **level)


@contextmanager
def steady(engine: Engine, name: str) -> Iterator[None]:
    """Whatever reads within shares one connection, and so one state of the record: what is written meanwhile is not seen."""
    with reading(engine, name) as connection:
        before = _STEADY.set((engine, connection))
        try:
            yield
        finally:
            _STEADY.reset(before)


@contextmanager
def writing(engine: Engine, name: str) -> Iterator[Connection]:
    """A transaction, the only one that writes: all of it is kept, or nothing."""
    with explained(name), engine.begin() as connection:
        migrations.lock(connection)
        yield connection


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn an error of the database or the file system into a StoreError that says what to do."""
    try:
        yield
    except (DBAPIError, OSError) as error:
        text = str(error.orig if isinstance(error, DBAPIError) else error)
        for piece, sentence in _SENTENCES:
            if piece in text.lower():
                raise StoreError(f"Record {name}: {sentence}.") from error
        raise StoreError(f"Record {name}: {' '.join(text.split())}") from error
