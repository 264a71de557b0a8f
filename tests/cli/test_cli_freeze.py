"""`vigil freeze` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import made_up
import pytest

from vigil.cli import main
from vigil.store import Record


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    place = str(made_up.fill(tmp_path_factory.mktemp("record") / "r.db"))
    declare = ("collection", "declare", "post", "--record", place, "--source", "The Sahel Post")
    assert main([*declare, "--from", "2021", "--to", "2021"]) == 0
    return place


def test_a_release_is_written_checked_and_found_damaged(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    target = tmp_path / "release"
    about = ("--title", "A test", "--version", "1.0", "--author", "Doe, Jane", "--date", "2026-05-31")
    assert main(["freeze", str(target), "--record", place, *about]) == 0
    told = capsys.readouterr()
    assert "2 incidents, 6 claims, 3 documents" in told.out and told.err == ""
    fingerprint = told.out.split()[-1]
    assert len(fingerprint) == 64
    assert main(["freeze", "--check", str(target)]) == 0
    assert fingerprint in (out := capsys.readouterr().out) and "is whole" in out
    assert main(["freeze", str(target), "--record", place]) == 2
    assert "--force" in capsys.readouterr().err
    assert main(["freeze", str(target), "--record", place, "--force", "--json"]) == 0
    told = capsys.readouterr()
    row = json.loads(told.out)
    assert row["rows"]["incidents"] == 2 and row["fingerprint"] != fingerprint
    assert (target / "data" / "claims.csv").write_bytes(b"") == 0
    assert main(["freeze", "--check", str(target), "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is False and any("claims.csv" in problem for problem in found["problems"])


def test_an_archive_of_a_collection(place: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    target = tmp_path / "release.zip"
    assert main(["freeze", str(target), "--record", place, "--collection", "post", "--csv-only"]) == 0
    told = capsys.readouterr()
    assert "1 incidents" in told.out and "No author is named" in told.err and "CSV alone" not in told.err
    assert main(["freeze", "--check", str(target)]) == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("none", "--check"), "no release"),
        (("out", "--collection", "pots"), "post"),
        (("out", "--date", "May"), "no period"),
        (("out", "--date", "2026"), "full day"),
        (("out", "--title", ""), "title"),
        (("no/such/out",), "no folder"),
    ],
)
def test_what_cannot_be_done_is_said(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...], says: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["freeze", "--record", place, *arguments]) == 2
    assert says in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_empty_record_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    place = str(tmp_path / "r.db")
    Record.open(place).close()
    assert main(["freeze", str(tmp_path / "out"), "--record", place]) == 0
    assert "vigil run" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["episodes", "demands", "responses", "accountability", "threats", "actors"])
def test_what_followed_has_its_exports(place: str, capsys: pytest.CaptureFixture, what: str) -> None:
    assert main(["export", what, "--record", place]) == 0
    for line in capsys.readouterr().out.splitlines():
        assert json.loads(line)["id"]
