"""Accounts and what proves them: passwords, sessions and tokens as hashes, failed sign-ins, and a log that only grows.

Nothing here knows a secret: who calls hands in hashes.  Times are whole seconds since 1970, from the caller's clock.
Every change that the log should show is written in one transaction with its entry.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from vigil.errors import UsageError
from vigil.store import engine
from vigil.store.tables import access_log, accounts, attempts, meta, sessions, tokens

OWNER = "owner"  # the one role that the store knows: an account of it must always be left
KEY = "access_key"
LOCK = 8629275  # not that of the record: nobody waits with a sign-in for a batch to be written (PostgreSQL)


@dataclass(frozen=True, slots=True)
class Account:
    """An account; ``password`` is its argon2 hash."""

    name: str
    role: str
    password: str
    created: int
    changed: int


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in, with the present role of its account."""

    hash: str
    account: str
    role: str
    created: int
    seen: int


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a program, with the present role of its account."""

    id: str
    account: str
    role: str
    label: str
    scopes: tuple[str, ...]
    created: int
    expires: int
    used: int | None
    revoked: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log: ``account`` did ``what``; ``about`` whom or which, ``address`` from where."""

    at: int
    account: str
    what: str
    about: str | None = None
    address: str | None = None


class Accounts:
    """Who may use the site.  Methods raise StoreError where the database fails, UsageError where they say so."""

    def __init__(self, database: Engine, name: str) -> None:
        self._engine = database
        self._name = name

    def key(self) -> bytes:
        """32 random bytes that this record keeps for the tokens of forms; made at the first call."""
        query = sa.select(meta.c.value).where(meta.c.key == KEY)
        with self._reading() as connection:
            found = connection.scalar(query)
        if found is None:
            with self._writing(None) as connection:
                found = connection.scalar(query)
                if found is None:
                    found = secrets.token_hex(32)
                    connection.execute(sa.insert(meta).values(key=KEY, value=found))
        return bytes.fromhex(found)

    # ------------------------------------------------------------ accounts

    def all(self) -> list[Account]:
        """Every account by name."""
        with self._reading() as connection:
            return [
                Account(*row) for row in connection.execute(sa.select(accounts).order_by(accounts.c.name))
            ]

    def find(self, name: str) -> Account | None:
        """The account of this name."""
        with self._reading() as connection:
            row = connection.execute(sa.select(accounts).where(accounts.c.name == name)).first()
        return Account(*row) if row else None

    def add(self, name: str, role: str, password: str, entry: Entry) -> None:
        """Add an account; UsageError where there is one of this name."""
        with self._writing(entry) as connection:
            if connection.scalar(sa.select(accounts.c.name).where(accounts.c.name == name)):
                raise UsageError(f"There is an account {name} already: choose another name.")
            values = {
                "name": name,
                "role": role,
                "password": password,
                "created": entry.at,
                "changed": entry.at,
            }
            connection.execute(sa.insert(accounts).values(values))

    def add_first(self, name: str, password: str, entry: Entry) -> bool:
        """Add an owner where there is none, also where two programs try at once; whether it was added.

        UsageError where the name is taken by an account of another role.
        """
        with self._writing(None) as connection:
            if _owners(connection):
                return False
            if connection.scalar(sa.select(accounts.c.name).where(accounts.c.name == name)):
                raise UsageError(
                    f"No account is an owner, and {name} is taken: `vigil account role NAME {OWNER}` makes one."
                )
            values = {
                "name": name,
                "role": OWNER,
                "password": password,
                "created": entry.at,
                "changed": entry.at,
            }
            connection.execute(sa.insert(accounts).values(values))
            _log(connection, entry)
            return True

    def set_role(self, name: str, role: str, entry: Entry) -> None:
        """Change the role; UsageError where there is no such account or it is the last owner."""
        with self._writing(entry) as connection:
            if _owners(connection) == [name] and role != OWNER:
                raise UsageError(f"{name} is the last {OWNER}: make another account {OWNER} first.")
            _must(connection.execute(_account(name).values(role=role)), name)

    def set_password(self, name: str, password: str, entry: Entry, keep: str | None = None) -> None:
        """Change the password, end its sessions but the one of hash ``keep``, and forget failed sign-ins.

        UsageError where there is no such account.
        """
        with self._writing(entry) as connection:
            _must(connection.execute(_account(name).values(password=password, changed=entry.at)), name)
            others = sa.and_(sessions.c.account == name, sessions.c.hash != (keep or ""))
            connection.execute(sa.delete(sessions).where(others))
            connection.execute(sa.delete(attempts).where(_attempt("name", name)))

    def rehash(self, name: str, before: str, after: str) -> None:
        """Put the same password under newer parameters in the place of its hash, unless it has changed."""
        with self._writing(None) as connection:
            connection.execute(_account(name).where(accounts.c.password == before).values(password=after))

    def remove(self, name: str, entry: Entry) -> None:
        """Remove an account with its sessions and tokens; UsageError as for :meth:`set_role`."""
        with self._writing(entry) as connection:
            if _owners(connection) == [name]:
                raise UsageError(f"{name} is the last {OWNER}: make another account {OWNER} first.")
            _must(connection.execute(sa.delete(accounts).where(accounts.c.name == name)), name)

    # ------------------------------------------------------------ sessions

    def begin_session(self, hash: str, entry: Entry, oldest: int, instead: str | None = None) -> None:
        """Sign ``entry.account`` in; ends the session ``instead`` and those begun before ``oldest``."""
        with self._writing(entry) as connection:
            over = sa.or_(sessions.c.created < oldest, sessions.c.hash == (instead or ""))
            connection.execute(sa.delete(sessions).where(over))
            values = {"hash": hash, "account": entry.account, "created": entry.at, "seen": entry.at}
            connection.execute(sa.insert(sessions).values(values))

    def session(self, hash: str) -> Session | None:
        """The session of this hash."""
        s = sessions.c
        query = sa.select(s.hash, s.account, accounts.c.role, s.created, s.seen).join(accounts)
        with self._reading() as connection:
            row = connection.execute(query.where(s.hash == hash)).first()
        return Session(*row) if row else None

    def sessions(self, account: str, after: int = 0) -> list[Session]:
        """Sessions of an account that were seen after this time, latest first."""
        s = sessions.c
        query = sa.select(s.hash, s.account, accounts.c.role, s.created, s.seen).join(accounts)
        query = query.where(s.account == account, s.seen > after).order_by(s.seen.desc(), s.hash)
        with self._reading() as connection:
            return [Session(*row) for row in connection.execute(query)]

    def end_session(self, hash: str, entry: Entry) -> None:
        """Sign out."""
        with self._writing(entry) as connection:
            connection.execute(sa.delete(sessions).where(sessions.c.hash == hash))

    def end_sessions(self, account: str, entry: Entry) -> None:
        """Sign an account out everywhere."""
        with self._writing(entry) as connection:
            connection.execute(sa.delete(sessions).where(sessions.c.account == account))

    def seen(self, session: str | None, token: str | None, at: int) -> None:
        """Note that a session (by hash) or a token (by id) was used."""
        with self._writing(None) as connection:
            if session:
                connection.execute(sa.update(sessions).where(sessions.c.hash == session).values(seen=at))
            if token:
                connection.execute(sa.update(tokens).where(tokens.c.id == token).values(used=at))

    # ------------------------------------------------------------ tokens

    def add_token(
        self, account: str, hash: str, label: str, scopes: Sequence[str], expires: int, entry: Entry
    ) -> str:
        """Add a token; its id.  UsageError where there is no such account."""
        made = secrets.token_hex(4)
        with self._writing(entry) as connection:
            if connection.scalar(sa.select(accounts.c.name).where(accounts.c.name == account)) is None:
                raise UsageError(_nobody(account))
            values = {
                "id": made,
                "hash": hash,
                "account": account,
                "label": label,
                "scopes": " ".join(scopes),
            }
            connection.execute(sa.insert(tokens).values(values | {"created": entry.at, "expires": expires}))
        return made

    def token(self, hash: str) -> Token | None:
        """The token of this hash, whether or not it still counts."""
        with self._reading() as connection:
            row = connection.execute(_tokens().where(tokens.c.hash == hash)).first()
        return _token(row) if row else None

    def tokens(self, account: str | None = None) -> list[Token]:
        """Tokens of an account, or of all, latest first."""
        query = _tokens().order_by(tokens.c.created.desc(), tokens.c.id)
        with self._reading() as connection:
            rows = connection.execute(query.where(tokens.c.account == account) if account else query)
            return [_token(row) for row in rows]

    def revoke(self, token: str, entry: Entry, account: str | None = None) -> None:
        """Revoke the token of this id, of this account alone if given; UsageError where there is none."""
        mine = tokens.c.account == account if account else sa.true()
        change = sa.update(tokens).where(tokens.c.id == token, mine, tokens.c.revoked.is_(None))
        with self._writing(entry) as connection:
            if not connection.execute(change.values(revoked=entry.at)).rowcount:
                raise UsageError(
                    f"There is no token {token} that could be revoked: look at the list of tokens."
                )

    # ------------------------------------------------------------ sign-ins that failed

    def attempt(
        self, name: str, address: str, now: int, wait: Callable[[int, int], float], memory: int, trust: int
    ) -> float:
        """Count a sign-in as failed before its password is looked at, or say how many seconds to wait first.

        ``wait(failures, seconds since the last)`` says how long.  Asked and counted in one transaction, so that many
        tries at once gain nothing; a try that has to wait is not counted, so that it prolongs nothing.  Failures of the
        name do not hold up an address that signed in to it within ``trust`` seconds; those older than ``memory`` seconds
        are forgotten.
        """
        a = attempts.c
        with self._writing(None) as connection:
            limit = sa.case((a.kind == "known", now - trust), else_=now - memory)
            connection.execute(sa.delete(attempts).where(a.last < limit))
            keys = {"name": name, "address": address, "known": f"{name} {address}"}
            wanted = sa.or_(*(_attempt(kind, key) for kind, key in keys.items()))
            found = {row.kind: row for row in connection.execute(sa.select(attempts).where(wanted))}
            counted = [found[kind] for kind in ("name", "address") if kind in found]
            if "known" in found:
                counted = [row for row in counted if row.kind == "address"]
            longest = max((wait(row.failures, now - row.last) for row in counted), default=0.0)
            if longest > 0:
                return longest
            for kind in ("name", "address"):
                _count(connection, kind, keys[kind], now, 1)
        return 0.0

    def succeeded(self, name: str, address: str, now: int) -> None:
        """Take back what :meth:`attempt` counted: failures of the name are over, the address has one less."""
        with self._writing(None) as connection:
            connection.execute(sa.delete(attempts).where(_attempt("name", name)))
            change = sa.update(attempts).where(_attempt("address", address))
            connection.execute(change.values(failures=attempts.c.failures - 1))
            _count(connection, "known", f"{name} {address}", now, 0)

    # ------------------------------------------------------------ the log

    def note(self, entry: Entry) -> None:
        """Add a line to the log.  Nothing ever changes or removes one."""
        with self._writing(entry):
            pass

    def log(self, limit: int = 200, before: int | None = None) -> list[tuple[int, Entry]]:
        """Lines of the log with their numbers, latest first; ``before`` a number: those that came earlier."""
        query = sa.select(access_log).order_by(access_log.c.seq.desc()).limit(limit)
        if before is not None:
            query = query.where(access_log.c.seq < before)
        with self._reading() as connection:
            return [(row[0], Entry(*row[1:])) for row in connection.execute(query)]

    # ------------------------------------------------------------ inside

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with engine.reading(self._engine, self._name) as connection:
            yield connection

    @contextmanager
    def _writing(self, entry: Entry | None) -> Iterator[Connection]:
        """A transaction that ends with this line of the log; an error leaves neither."""
        with engine.explained(self._name), self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({LOCK})"))
            yield connection
            if entry is not None:
                _log(connection, entry)


def _log(connection: Connection, entry: Entry) -> None:
    values = {"at": entry.at, "account": entry.account, "what": entry.what}
    connection.execute(
        sa.insert(access_log).values(values | {"about": entry.about, "address": entry.address})
    )


def _owners(connection: Connection) -> list[str]:
    return list(connection.scalars(sa.select(accounts.c.name).where(accounts.c.role == OWNER)))


def _account(name: str) -> sa.Update:
    return sa.update(accounts).where(accounts.c.name == name)


def _must(result: sa.CursorResult, name: str) -> None:
    if not result.rowcount:
        raise UsageError(_nobody(name))


def _nobody(name: str) -> str:
    return f"There is no account {name}: `vigil account list` shows those there are."


def _attempt(kind: str, key: str) -> sa.ColumnElement[bool]:
    return sa.and_(attempts.c.kind == kind, attempts.c.key == key)


def _count(connection: Connection, kind: str, key: str, now: int, more: int) -> None:
    change = sa.update(attempts).where(_attempt(kind, key))
    if not connection.execute(change.values(failures=attempts.c.failures + more, last=now)).rowcount:
        connection.execute(sa.insert(attempts).values(kind=kind, key=key, failures=more, last=now))


def _tokens() -> sa.Select:
    t = tokens.c
    columns = (t.id, t.account, accounts.c.role, t.label, t.scopes, t.created, t.expires, t.used, t.revoked)
    return sa.select(*columns).join(accounts, accounts.c.name == t.account)


def _token(row: sa.Row) -> Token:
    values = row._asdict()
    return Token(**values | {"scopes": tuple(values["scopes"].split())})
