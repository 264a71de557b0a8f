"""A release: whole or not there, the same bytes each time, no private name in it, and read back as it was written."""

from __future__ import annotations

import builtins
import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import followed
import made_up
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from vigil.declared import Collection
from vigil.errors import MissingExtra, UsageError
from vigil.export import About, check_release, frames, freeze, withheld
from vigil.export.freeze import read_table
from vigil.export.schema import TABLES, Column, Table
from vigil.export.table import bare_cell, safe_cell
from vigil.store import Record

HOSTILE = '\n"=cmd|calc", \u202eabc\u202c; \u0627\u0644\u0639\u0631\u0628\u064a\u0629\r\nx'


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return followed.fill(tmp_path_factory.mktemp("record") / "r.db", hostile=HOSTILE)


@pytest.fixture(scope="module")
def release(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("out") / "release"
    write(place, target, About("A test: “one”", "1.0", ("Doe, Jane", "An Institute"), "2026-05-31"))
    return target


def write(place: Path, target: Path, about: About = About(), **options: Any) -> Any:  # noqa: B008
    with Record.open(place) as record:
        return freeze(record, target, about, **options)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    declared = next(t for t in TABLES if t.name == name)
    with (folder / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return [dict(zip(declared.names, row, strict=True)) for row in read_table(stream, declared)]


# ---------------------------------------------------------------- what is in it


def test_every_table_is_there_as_declared_and_has_rows(release: Path) -> None:
    empty = {t.name for t in TABLES if not table(release, t.name)}
    assert empty == set()
    names = {p.name for p in (release / "data").iterdir()}
    assert names == {f"{t.name}.{form}" for t in TABLES for form in ("csv", "parquet")}
    bomb = table(release, "incidents")[0]
    assert (bomb["id"], bomb["killed_low"], bomb["killed_best"], bomb["killed_attackers"]) == (
        "i-bomb",
        12,
        15,
        1,
    )
    assert (str(bomb["date_start"]), bomb["country_code"], bomb["sources"]) == ("2021-03-01", "NE", 2)
    assert table(release, "steps")[1]["outcome"] == "acquittal"
    assert table(release, "demands")[0]["state"] == "refused"
    assert table(release, "judgements")[0]["by"] == "reviewer 1"


def test_rows_are_told_apart_by_their_keys_and_refer_to_rows_that_are_there(release: Path) -> None:
    package = json.loads((release / "datapackage.json").read_text("utf-8"))
    tables = {r["name"]: r["schema"] for r in package["resources"] if r.get("type") == "table"}
    held = {name: table(release, name) for name in tables}
    checked = 0
    for name, schema in tables.items():
        keys = [tuple(row[column] for column in schema["primaryKey"]) for row in held[name]]
        assert len(set(keys)) == len(keys) and all(None not in key for key in keys), name
        for foreign in schema.get("foreignKeys", ()):
            (column,), other = foreign["fields"], foreign["reference"]
            known = {row[other["fields"][0]] for row in held[other["resource"]]} | {None}
            assert {row[column] for row in held[name]} <= known, (name, column)
            checked += 1
    assert checked > 20
    of = {"link": "incidents", "episode": "episodes", "demand": "demands", "response": "responses", "accused": "accused",
          "threat": "threats", "party": "parties"}  # fmt: skip
    for row in [*held["evidence"], *held["about"], *held["steps"]]:
        assert row["of"] in {other["id"] for other in held[of[row["of_kind"]]]}


def test_quotes_stand_at_their_offsets(release: Path) -> None:
    texts = {**made_up.TEXTS, "document": followed.LATER}
    quotes = [r for name in ("claims", "evidence", "aggregates") for r in table(release, name)]
    assert len(quotes) > 10 and any(r["masked"] for r in quotes)
    for row in quotes:
        text = texts[
            row["document"].partition("-")[0] if row["document"].startswith("document") else row["document"]
        ]
        assert text[row["start"] : row["end"]] == (row["quote"] or "")


def test_no_file_holds_a_private_name_or_an_article(release: Path, place: Path) -> None:
    with Record.open(place) as record:
        known = {name for names in withheld(record).values() for name in names}
    assert set(followed.PRIVATE[:4]) <= known
    import polars

    for name, content in contents(release).items():
        if name.endswith(".parquet"):
            text = str(polars.read_parquet(io.BytesIO(content)).rows())
        else:
            text = content.decode("utf-8")
        for private in {*followed.PRIVATE, *known, "Reviewer Anne", "hamza-tandja"}:
            assert private.casefold() not in text.casefold(), (name, private)
        for article in (*made_up.TEXTS.values(), followed.LATER):
            assert article not in text
    freed = next(row for row in table(release, "documents") if row["published"] == "2021-04-03")
    assert freed["url"] is None and freed["url_withheld"] and freed["id"].startswith("document-")
    assert freed["title"] == "Freed: ████████████"
    assert [row["name"] for row in table(release, "parties")] == ["Red Dawn Front", "[name withheld]"]
    assert table(release, "party_relations")[0]["other"] == "[name withheld]"


def test_the_citation_is_a_citation_file(release: Path) -> None:
    cited = yaml.safe_load((release / "CITATION.cff").read_text("utf-8"))
    assert cited["cff-version"] == "1.2.0" and cited["type"] == "dataset" and cited["message"]
    assert cited["authors"] == [{"family-names": "Doe", "given-names": "Jane"}, {"name": "An Institute"}]
    assert (cited["title"], cited["version"], cited["date-released"]) == (
        "A test: “one”",
        "1.0",
        "2026-05-31",
    )
    known = {
        "cff-version",
        "type",
        "message",
        "title",
        "abstract",
        "authors",
        "keywords",
        "version",
        "date-released",
    }
    assert set(cited) == known


def test_every_column_is_described_in_each_dictionary(release: Path) -> None:
    page = (release / "codebook.md").read_text("utf-8")
    readme = (release / "README.md").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO((release / "columns.csv").read_text("utf-8"))))
    assert [(r["table"], r["column"]) for r in rows] == [(t.name, c.name) for t in TABLES for c in t.columns]
    assert all(r["description"] and r["type"] for r in rows)
    for declared in TABLES:
        assert f"## {declared.name}\n" in page and f"| {declared.name} |" in readme
    for name in contents(release).keys() - {"README.md"}:
        assert name.split("/")[0] in readme, name


# ---------------------------------------------------------------- the same bytes, whole or not at all


def test_the_same_record_gives_the_same_bytes(place: Path, tmp_path: Path) -> None:
    other = followed.fill(tmp_path / "other.db", order=-1, hostile=HOSTILE)
    first, second = write(place, tmp_path / "one"), write(other, tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert first == second
    write(place, tmp_path / "one.zip")
    write(other, tmp_path / "another name.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "another name.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        inside = {n.removeprefix("release/"): archive.read(n) for n in archive.namelist()}
    assert inside == contents(tmp_path / "one")
    assert "20" + "26" not in contents(tmp_path / "one")["CITATION.cff"].decode()


def test_nothing_is_there_after_a_failure(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(place, tmp_path / "release", progress=stop)
    assert list(tmp_path.iterdir()) == []
    former = write(place, tmp_path / "release")
    with pytest.raises(KeyboardInterrupt):
        write(place, tmp_path / "release", force=True, progress=stop)
    assert check_release(tmp_path / "release").fingerprint == former.fingerprint
    assert [p.name for p in tmp_path.iterdir()] == ["release"]


def test_what_is_there_gives_way_only_to_force_and_only_if_it_is_a_release(
    place: Path, tmp_path: Path
) -> None:
    for target in (tmp_path / "release", tmp_path / "release.zip"):
        first = write(place, target)
        with pytest.raises(UsageError, match="--force"):
            write(place, target, About("Another"))
        assert check_release(target).fingerprint == first.fingerprint
        assert write(place, target, About("Another"), force=True).fingerprint != first.fingerprint
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    (tmp_path / "mine.zip").write_text("no archive")
    (tmp_path / "link").symlink_to(tmp_path / "release")
    for target in (mine, tmp_path / "mine.zip", tmp_path / "link"):
        with pytest.raises(UsageError, match="no release"):
            write(place, target, force=True)
    assert (mine / "thesis.txt").read_text() == "years of work"
    with pytest.raises(UsageError, match="no folder"):
        write(place, tmp_path / "none" / "release")


def test_without_the_extra_csv_alone_is_written(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def lacking(name: str, *args: Any, **more: Any) -> Any:
        if name == "polars":
            raise ModuleNotFoundError("No module named 'polars'", name="polars")
        return real(name, *args, **more)

    for name in [
        m for m in sys.modules if m == "vigil.analysis" or m.startswith(("vigil.analysis.", "polars"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", lacking)
    assert write(place, tmp_path / "release").parquet is False
    with pytest.raises(MissingExtra, match="csv-only"):
        write(place, tmp_path / "other", parquet=True)
    monkeypatch.undo()
    assert not list((tmp_path / "release" / "data").glob("*.parquet"))
    assert "Parquet was left out" in (tmp_path / "release" / "README.md").read_text("utf-8")
    assert not check_release(tmp_path / "release").problems


def test_an_empty_record_gives_a_release_of_empty_tables(tmp_path: Path) -> None:
    with Record.open(tmp_path / "r.db") as record:
        done = freeze(record, tmp_path / "release", About())
    assert {name for name, number in done.rows.items() if number} == {"event_types", "rules"}
    assert not check_release(tmp_path / "release").problems


@pytest.mark.parametrize("about", [About(""), About("a\nb"), About(version=" "), About(authors=("\x1b[1m",)), About(date="2026-05"),
                                   About(date="yesterday"), About(date="2026-02-30")])  # fmt: skip
def test_words_that_no_citation_can_hold_are_refused(place: Path, tmp_path: Path, about: About) -> None:
    with pytest.raises(UsageError):
        write(place, tmp_path / "release", about)
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- a collection


def test_a_release_of_a_collection_holds_what_it_tells_and_says_so(place: Path, tmp_path: Path) -> None:
    with Record.open(place) as record:
        made = {c.name: c for c in record.collections()}["post"]
    write(place, tmp_path / "release", About(collection=made))
    folder = tmp_path / "release"
    assert [row["id"] for row in table(folder, "incidents")] == ["i-bomb"]
    assert table(folder, "links") == [] and table(folder, "demands") == []
    told = {row["id"]: row["in_collection"] for row in table(folder, "documents")}
    assert told["n-1"] is True and told["n-2"] is False and "n-3" not in told
    assert [row["incident"] for row in table(folder, "about") if row["of_kind"] == "episode"] == ["i-bomb"]
    assert {row["collection"] for row in table(folder, "collection_months")} == {"post"}
    text = (folder / "README.md").read_text("utf-8")
    assert (
        "1 documents of 1 sources" in text
        and "gaps: none known" in text
        and "period 2021-03-01 to 2021-03-31" in text
    )
    nothing = Collection("none", ("nowhere.example",), (), "1990", "1991")
    assert write(place, tmp_path / "empty", About(collection=nothing)).rows["incidents"] == 0


# ---------------------------------------------------------------- checking


def test_a_release_is_checked_against_its_hashes_and_rows(release: Path, tmp_path: Path) -> None:
    whole = check_release(release)
    assert whole.problems == () and whole.tables == len(TABLES)
    for line in (release / "SHA256SUMS").read_text("ascii").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((release / name).read_bytes()).hexdigest() == digest
    copy = tmp_path / "copy"
    shutil.copytree(release, copy)
    with (copy / "data" / "claims.csv").open("ab") as stream:
        stream.write(b"x\r\n")
    (copy / "read.R").unlink()
    (copy / "more.txt").write_text("not of it")
    problems = " ".join(check_release(copy).problems)
    for words in (
        "claims.csv is not what it was",
        "read.R is missing",
        "more.txt is not in",
        "1 cells instead of",
    ):
        assert words in problems, words


def test_rows_that_were_taken_out_are_missed_even_if_the_hashes_were_made_anew(
    release: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(release, copy)
    path = copy / "data" / "steps.csv"
    before = path.read_bytes()
    path.write_bytes(before[: before.rstrip(b"\r\n").rfind(b"\r\n") + 2])
    sums = (copy / "SHA256SUMS").read_text("ascii")
    old, new = (hashlib.sha256(b).hexdigest() for b in (before, path.read_bytes()))
    (copy / "SHA256SUMS").write_text(sums.replace(old, new), "ascii")
    found = check_release(copy)
    assert [p for p in found.problems if "1 rows, and 2 are declared" in p]
    assert found.fingerprint != check_release(release).fingerprint


def test_what_is_no_release_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("no archive")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("../../evil.txt", "x")
    for name in ("", "text.zip", "other.zip", "none"):
        with pytest.raises(UsageError):
            check_release(tmp_path / name)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["other.zip", "text.zip"]


# ---------------------------------------------------------------- reading


def run(command: list[str], folder: Path) -> str:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        command, cwd=folder, check=True, capture_output=True, text=True, encoding="utf-8", env=environment
    ).stdout


def test_the_python_snippet_reads_what_was_written(release: Path) -> None:
    printed = run([sys.executable, "-I", "read.py"], release)
    assert "incidents by kind: attack 1, demonstration 1" in printed
    code = (
        "import sys; sys.path.insert(0, '.'); import read; t, f = read.tables(), read.frames()\n"
        "assert all(f[n].rows(named=True) == t[n] for n in t) and len(t) == len(f)\n"
        "print(repr(t['reasons'][0]['why']), t['threats'][0]['words'])"
    )

    printed = run([sys.executable, "-c", code], release)
    assert repr(f"both reports say Monday{HOSTILE}") in printed and "@more will follow" in printed


def test_frames_are_the_tables_of_the_release(release: Path, place: Path) -> None:
    with Record.open(place) as record:
        found = frames(record)
    assert list(found) == [t.name for t in TABLES]
    for name, frame in found.items():
        assert frame.rows(named=True) == table(release, name), name


def test_the_r_snippet_reads_what_was_written(release: Path) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed: read.R was not run")
    assert "incidents by kind: attack 1, demonstration 1" in run(["Rscript", "--vanilla", "read.R"], release)
    code = (
        'source("read.R"); r <- read_release(); i <- r$incidents;'
        'cat(class(i$date_start), i$killed_best[1], i$lat[1], is.na(i$size_best[1]), r$threats$words, r$documents$in_collection[1], "\\n");'
        'cat(r$documents$title, sep = "|"); cat("\\n", nchar(r$reasons$why[1], "chars"))'
    )
    printed = run(["Rscript", "--vanilla", "-e", code], release)
    assert printed.startswith("Date 15 13.757 TRUE @more will follow NA")
    assert "=Bomb in Tessaoua" in printed and "'=Bomb" not in printed
    # R's reader takes a carriage return before a line's end away
    assert int(printed.split()[-1]) == len(f"both reports say Monday{HOSTILE}".replace("\r\n", "\n"))


@given(
    st.text(
        st.characters(blacklist_categories=["Cs"]) | st.sampled_from("'=+-@\t\r\n\",＝\u202e\0"), max_size=12
    )
)
def test_any_text_goes_through_a_cell_and_none_runs_as_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert bare_cell(cell) == text.replace("\0", "")
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows([["a", "b"], [cell, "x"]])
    declared = Table("t", "", (Column("a", "string", ""), Column("b", "string", "")), ())
    ((read, _),) = read_table(io.StringIO(buffer.getvalue(), newline=""), declared)
    assert (read or "") == text.replace("\0", "")
