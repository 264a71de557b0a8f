"""`vigil account` as a user meets it: accounts, passwords and tokens that are printed once, and the log."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from vigil.cli import main
from vigil.store import Record
from vigil.web.access.directory import Directory, Refused, SignedIn, hashed
from vigil.web.access.passwords import Passwords


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A record that is not there yet, and hashes as light as argon2 gets."""
    monkeypatch.setattr(
        "vigil.web.access.passwords.PasswordHasher",
        lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
    )
    return str(tmp_path / "r.db")


def account(place: str, words: str) -> int:
    return main(["account", *shlex.split(words), "--record", place])


def printed(capsys: pytest.CaptureFixture, place: str, words: str) -> str:
    capsys.readouterr()
    assert account(place, words) == 0
    return str(capsys.readouterr().out)


def rows(capsys: pytest.CaptureFixture, place: str, words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed(capsys, place, words + " --json").splitlines()]


def signs_in(place: str, name: str, password: str) -> bool:
    with Record.open(place) as record:
        found = Directory(record.accounts, Passwords()).sign_in(name, password, "192.0.2.1")
        assert isinstance(found, SignedIn | Refused)
        return isinstance(found, SignedIn)


def test_a_password_is_printed_once_and_alone(place: str, capsys: pytest.CaptureFixture) -> None:
    password = printed(capsys, place, "add ann --role reviewer").strip()
    assert signs_in(place, "ann", password)
    everything = "".join(
        printed(capsys, place, words) for words in ("list", "tokens", "log", "list --json", "log --json")
    )
    assert password not in everything and "argon2" not in everything
    (row,) = rows(capsys, place, "list")
    assert (row["name"], row["role"]) == ("ann", "reviewer") and row["added"] == row["password_set"]


def test_a_new_password(place: str, capsys: pytest.CaptureFixture) -> None:
    first = printed(capsys, place, "add ann").strip()
    second = printed(capsys, place, "password ann").strip()
    assert not signs_in(place, "ann", first) and signs_in(place, "ann", second)


def test_a_password_that_is_typed_is_not_printed(
    place: str, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = ["lamp otter gravel seven"]
    monkeypatch.setattr("typer.prompt", lambda *_, **__: typed[0])
    assert printed(capsys, place, "add ann --ask") == ""
    assert signs_in(place, "ann", typed[0])
    typed[0] = "short"
    assert account(place, "password ann --ask") == 2
    assert "at least 12" in capsys.readouterr().err
    typed[0] = "another otter gravel"
    assert printed(capsys, place, "password ann --ask") == ""
    assert signs_in(place, "ann", typed[0])


def test_roles_and_removal(place: str, capsys: pytest.CaptureFixture) -> None:
    for words in ("add ann --role owner", "add bob --role reader"):
        printed(capsys, place, words)
    assert account(place, "remove ann") == 2 and "last owner" in capsys.readouterr().err
    printed(capsys, place, "role bob owner")
    printed(capsys, place, "remove ann")
    assert [(row["name"], row["role"]) for row in rows(capsys, place, "list")] == [("bob", "owner")]
    log = [(row["account"], row["what"], row["about"]) for row in rows(capsys, place, "log")]
    assert log == [
        ("command line", "account removed", "ann"),
        ("command line", "role changed", "bob to owner"),
        ("command line", "account added", "bob as reader"),
        ("command line", "account added", "ann as owner"),
    ]
    assert len(rows(capsys, place, "log --limit 2")) == 2


def test_tokens(place: str, capsys: pytest.CaptureFixture) -> None:
    printed(capsys, place, "add ann --role editor")
    secret = printed(
        capsys, place, "token ann --scope read --scope write --days 9 --label 'nightly feed'"
    ).strip()
    with Record.open(place) as record:
        found = record.accounts.token(hashed(secret))
    assert (
        found is not None and found.scopes == ("read", "write") and found.expires - found.created == 9 * 86400
    )
    (row,) = rows(capsys, place, "tokens")
    assert row["counts"] and row["label"] == "nightly feed" and row["used"] is None
    assert "nightly feed" in printed(capsys, place, "tokens") and secret not in printed(
        capsys, place, "tokens"
    )
    printed(capsys, place, f"revoke {row['id']}")
    assert not rows(capsys, place, "tokens")[0]["counts"] and "revoked" in printed(capsys, place, "tokens")


@pytest.mark.parametrize(
    "words, why",
    [
        ("add ann --role admin", "no role admin"),
        ("add 'a b'", "1 to 64"),
        ("add bob", "already"),
        ("role ann reader", "no account ann"),
        ("password ann", "no account ann"),
        ("remove ann", "no account ann"),
        ("token ann --scope read", "no account ann"),
        ("token bob --scope all", "no scope all"),
        ("token bob --scope read --days 0", "1 to 366"),
        ("revoke 1234", "no token 1234"),
    ],
)
def test_what_is_wrong_is_said(place: str, capsys: pytest.CaptureFixture, words: str, why: str) -> None:
    printed(capsys, place, "add bob")
    capsys.readouterr()
    assert account(place, words) == 2
    said = capsys.readouterr()
    assert why in said.err and said.out == ""
    assert len(rows(capsys, place, "list")) == 1 and len(rows(capsys, place, "log")) == 1


def test_a_mistyped_record_is_not_made(place: str, capsys: pytest.CaptureFixture) -> None:
    assert account(place, "list") == 2 and "There is no record" in capsys.readouterr().err
    assert not Path(place).exists()


def test_nothing_yet(place: str, capsys: pytest.CaptureFixture) -> None:
    Record.open(place).close()
    for words, hint in (
        ("list", "account add"),
        ("tokens", "account token"),
        ("log", "Nobody has signed in"),
    ):
        assert account(place, words) == 0
        said = capsys.readouterr()
        assert said.out == "" and hint in said.err
