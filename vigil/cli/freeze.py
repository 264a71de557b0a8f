"""The command that writes a citable release, and checks one: freeze."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from vigil.cli.console import JSON, RECORD, count, err, examples, open_record, plain, say, write_json
from vigil.errors import UsageError

if TYPE_CHECKING:
    from vigil.export import Checked, Frozen


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog=examples(
            'vigil freeze release-1 --title "Attacks and protests in Quetta" --version 1.0 --author "Doe, Jane" --date 2026-05-31', "a folder with tables, codebook, citation and hashes",
            "vigil freeze release-1.zip --collection quetta", "one archive, of what a declared collection tells",
            "vigil freeze --check release-1", "is every file what it was, and has every table its rows?",
            after="Texts of articles are never in it, nor the names of private persons. The same record gives the same bytes.",
        )
    )(freeze)  # fmt: skip


def freeze(
    target: Path = typer.Argument(..., metavar="FOLDER|FILE.zip", help="Where the release goes."),
    record: str = RECORD,
    collection: str = typer.Option(
        None, metavar="NAME", help="Only what a declared collection tells: see vigil collection."
    ),
    title: str = typer.Option(None, metavar="TEXT", help="Title to cite it by."),
    version: str = typer.Option(None, "--version", metavar="TEXT", help="Its version, as in 1.0."),
    author: list[str] = typer.Option(
        [],
        metavar="NAME",
        help='"Family, Given" for a person, else the name of a body; once for each.',
    ),
    date: str = typer.Option(
        None,
        metavar="DAY",
        help="Day of the release. Without it no date is in it, so that it can be made again.",
    ),
    csv_only: bool = typer.Option(False, "--csv-only", help="No Parquet (which needs the extra analysis)."),
    force: bool = typer.Option(False, "--force", help="Replace a release that is there already."),
    check: bool = typer.Option(False, "--check", help="Write nothing: check the release that is there."),
    as_json: bool = JSON,
) -> None:
    """Write a citable release of the record: tables, codebook, rules, judgements, hashes, and how to read and cite it."""
    if check:
        _check(target, as_json)
        return
    from vigil.export import About
    from vigil.export import freeze as write
    from vigil.figures.inside import find

    with open_record(record) as opened:
        made = find(opened, collection)[0] if collection is not None else None
        about = About(
            title=title if title is not None else About.title_of(made),
            version=version,
            authors=tuple(author),
            date=date,
            collection=made,
        )
        with _progress(opened.counts()["incidents"]) as progress:
            done = write(
                opened, target, about, parquet=False if csv_only else None, force=force, progress=progress
            )
    if as_json:
        write_json([_row(target, done)])
        return
    _told(target, done, csv_only, bool(author))


def _row(target: Path, done: Frozen) -> dict[str, object]:
    return {
        "release": str(target), "files": done.files, "bytes": done.size, "parquet": done.parquet,
        "fingerprint": done.fingerprint, "rows": done.rows,
    }  # fmt: skip


def _told(target: Path, done: Frozen, csv_only: bool, signed: bool) -> None:
    tables = sum(1 for number in done.rows.values() if number)
    print(f"{target}: {count(done.files, 'file')}, {done.size:,} bytes")
    print(
        f"{done.rows['incidents']:,} incidents, {done.rows['claims']:,} claims, {done.rows['documents']:,} documents;"
        f" {tables} of {len(done.rows)} tables have rows"
    )
    print(f"fingerprint {done.fingerprint}")
    if not done.parquet and not csv_only:
        say(
            "CSV alone was written: Parquet needs pip install 'vigil-record[analysis]', or in the source folder: make analysis."
        )
    if not signed:
        say('No author is named in CITATION.cff: --author "Family, Given" names one.')
    if not done.rows["incidents"]:
        say("The release holds no incident: `vigil run INPUT...` reads documents into the record.")


def _check(target: Path, as_json: bool) -> None:
    from vigil.export import check_release

    if not target.exists():
        raise UsageError(f"There is no release {target}.")
    found: Checked = check_release(target)
    if as_json:
        write_json([{
            "release": str(target), "files": found.files, "tables": found.tables, "fingerprint": found.fingerprint,
            "problems": list(found.problems), "ok": not found.problems,
        }])  # fmt: skip
    else:
        for problem in found.problems:
            print(plain(problem))
        if not found.problems:
            print(
                f"{target} is whole: {count(found.files, 'file')} have their hash, {count(found.tables, 'table')} their rows"
            )
        print(f"fingerprint {found.fingerprint}")
    if found.problems:
        raise typer.Exit(2)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.progress import Progress

    with Progress(console=err(), transient=True) as bars:
        task = bars.add_task("Incidents written", total=total)
        yield lambda done: bars.update(task, completed=done)
