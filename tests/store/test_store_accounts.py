"""Accounts in the record: what proves them, what is counted, the log, and that nothing of it leaves."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from made_up import fill

from vigil.cli import main
from vigil.errors import UsageError
from vigil.store import Entry, Record, engine, migrations, tables

NEW = ("accounts", "sessions", "tokens", "attempts", "access_log")


def entry(what: str, at: int = 100, account: str = "ann") -> Entry:
    return Entry(at, account, what)


def with_two(record: Record) -> None:
    record.accounts.add("ann", "owner", "hash-a", entry("added"))
    record.accounts.add("bob", "reader", "hash-b", entry("added"))


def test_a_change_and_its_line_in_the_log_are_one(record: Record) -> None:
    with_two(record)
    for wrong in (
        lambda: record.accounts.add("ann", "reader", "other", entry("again")),
        lambda: record.accounts.set_role("ann", "reader", entry("demoted")),
        lambda: record.accounts.remove("ann", entry("removed")),
        lambda: record.accounts.remove("nobody", entry("removed")),
        lambda: record.accounts.set_password("nobody", "h", entry("password")),
        lambda: record.accounts.add_token("nobody", "h", "", ["read"], 200, entry("token")),
        lambda: record.accounts.revoke("nothing", entry("revoked")),
    ):
        with pytest.raises(UsageError):
            wrong()
    assert [(a.name, a.role, a.password) for a in record.accounts.all()] == [
        ("ann", "owner", "hash-a"),
        ("bob", "reader", "hash-b"),
    ]
    assert [line.what for _, line in record.accounts.log()] == ["added", "added"]


def test_the_first_owner_is_made_once(record: Record) -> None:
    assert record.accounts.add_first("owner", "hash", entry("added"))
    assert not record.accounts.add_first("owner", "other", entry("added"))
    assert [a.password for a in record.accounts.all()] == ["hash"] and len(record.accounts.log()) == 1


def test_a_new_password_ends_the_other_sessions(record: Record) -> None:
    with_two(record)
    for name in ("one", "two"):
        record.accounts.begin_session(name, entry("signed in"), oldest=0)
    record.accounts.set_password("ann", "new", entry("password"), keep="two")
    assert record.accounts.session("one") is None
    kept = record.accounts.session("two")
    assert kept is not None and (kept.account, kept.role) == ("ann", "owner")


def test_an_account_goes_with_its_sessions_and_tokens(record: Record) -> None:
    with_two(record)
    record.accounts.begin_session("s", entry("signed in", account="bob"), oldest=0)
    record.accounts.add_token("bob", "t", "", ["read"], 200, entry("token"))
    record.accounts.remove("bob", entry("removed"))
    assert record.accounts.session("s") is None and record.accounts.token("t") is None


def test_old_sessions_are_cleared_away(record: Record) -> None:
    with_two(record)
    record.accounts.begin_session("old", entry("signed in", at=100), oldest=0)
    record.accounts.begin_session("new", entry("signed in", at=900), oldest=500)
    assert record.accounts.session("old") is None and record.accounts.session("new") is not None


def test_many_tries_at_once_gain_nothing(record: Record) -> None:
    """Each is counted before its password is looked at, so that no more than the limit get through."""
    through: list[int] = []

    def once(number: int) -> None:
        wait = record.accounts.attempt(
            "ann", f"10.0.0.{number}", 1000, lambda failures, since: float(failures >= 3), 9999, 9999
        )
        if wait == 0:
            through.append(number)

    threads = [threading.Thread(target=once, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(through) == 3


def test_failures_are_forgotten(record: Record) -> None:
    def attempt(at: int) -> float:
        return record.accounts.attempt("ann", "10.0.0.1", at, lambda failures, since: failures, 1000, 9999)

    assert [attempt(0), attempt(10), attempt(1001)] == [0.0, 1, 0.0]


def test_a_key_is_made_once(place: str) -> None:
    with Record.open(place) as record:
        key = record.accounts.key()
    with Record.open(place) as record:
        assert record.accounts.key() == key and len(key) == 32


def test_an_older_record_gets_the_same_tables(place: str) -> None:
    def shape(database: sa.Engine) -> dict[str, object]:
        found = sa.inspect(database)
        return {
            table: (
                [(c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table)],
                found.get_pk_constraint(table)["constrained_columns"],
                sorted((i["name"], i["column_names"], i["unique"]) for i in found.get_indexes(table)),
                [(k["referred_table"], k["options"]) for k in found.get_foreign_keys(table)],
                [u["column_names"] for u in found.get_unique_constraints(table)],
            )
            for table in NEW
        }

    Record.open(place).close()
    database = sa.create_engine(engine.parse(place))
    today = shape(database)
    step = next(step for step in migrations.STEPS if step.__name__ == "_accounts")
    with database.begin() as connection:
        for table in ("sessions", "tokens", "accounts", "attempts", "access_log"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        step(connection)
    assert shape(database) == today
    assert set(NEW) <= set(tables.metadata.tables)
    database.dispose()


def test_nothing_of_it_is_exported_or_frozen(tmp_path: Path) -> None:
    path = fill(tmp_path / "r.db")
    with Record.open(path) as record:
        record.accounts.add(
            "zzyzx-person", "owner", "zzyzx-hash", entry("zzyzx-what", account="zzyzx-person")
        )
        record.accounts.add_token("zzyzx-person", "zzyzx-token", "zzyzx-label", ["read"], 200, entry("zzyzx"))
        record.accounts.begin_session("zzyzx-session", entry("zzyzx", account="zzyzx-person"), 0)
        record.accounts.attempt("zzyzx-name", "zzyzx-address", 1, lambda failures, since: 0.0, 10, 10)
        key = record.accounts.key().hex()
    out = tmp_path / "out.jsonl"
    assert main(["export", "incidents", "--out", str(out), "--record", str(path)]) == 0
    assert main(["freeze", str(tmp_path / "release"), "--title", "T", "--record", str(path)]) == 0
    files = [out, *(p for p in (tmp_path / "release").rglob("*") if p.is_file())]
    assert len(files) > 3
    for file in files:
        content = file.read_bytes()
        assert b"zzyzx" not in content and key.encode() not in content, file
