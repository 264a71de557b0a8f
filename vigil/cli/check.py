"""Commands that look at the program itself: doctor and eval."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from vigil.cli.console import JSON, RECORD, err, examples, open_record, say, write_json
from vigil.errors import VigilError


class Benchmark(StrEnum):
    """Evaluation sets that the project knows how to run."""

    quetta = "quetta"
    muc4 = "muc4"
    semeval5 = "semeval5"
    geo = "geo"
    plover = "plover"


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(
        epilog=examples("vigil doctor", "is everything in place?", "vigil doctor --json", "for a bug report")
    )(doctor)
    app.command(
        "eval",
        epilog=examples(
            "vigil eval quetta path/to/quetta", "incidents, tolls, links, against the gold beside the reports",
            "vigil eval muc4 path/to/muc4/dev.jsonl --out predictions.json", "templates in GTT's form",
            "vigil eval geo path/to/geo", "place names found and resolved",
            "vigil eval plover gsr.jsonl --out sentences.jsonl", "what single sentences give, misses first",
            after="PATH/score.py scores, or --scorer FILE; without either, predictions are written only.",
        ),
    )(evaluate)  # fmt: skip


def doctor(record: str = RECORD, as_json: bool = JSON) -> None:
    """Check the installation, the gazetteer and the record."""
    findings = [*_program(), *_gazetteer(), *_record(record)]
    if as_json:
        write_json(
            [{name: value for name, value, _ in findings} | {"ok": all(fine for *_, fine in findings)}]
        )
    else:
        width = max(len(name) for name, *_ in findings)
        for name, value, fine in findings:
            print(f"{'ok  ' if fine else 'FAIL'}  {name:{width}}  {value}")
    if not all(fine for *_, fine in findings):
        raise typer.Exit(2)


def _program() -> list[tuple[str, str, bool]]:
    import importlib.metadata
    import platform
    import re
    import sqlite3

    import vigil

    found = [
        ("vigil", vigil.__version__, True),
        (
            "python",
            f"{platform.python_version()} on {platform.system()} {platform.machine()}",
            sys.version_info >= (3, 11),
        ),
    ]
    try:
        needed = [
            re.split(r"[<>=!~;\[ ]", r)[0]
            for r in importlib.metadata.requires("vigil-record") or []
            if "extra ==" not in r
        ]
    except importlib.metadata.PackageNotFoundError:
        needed = []
        found.append(("installed", "no: running from a source folder", True))
    missing = []
    for name in needed:
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    found.append(
        ("packages", f"missing: {', '.join(missing)}" if missing else f"{len(needed)} present", not missing)
    )
    with sqlite3.connect(":memory:") as connection:
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    fts = "ENABLE_FTS5" in options
    found.append(("sqlite", f"{sqlite3.sqlite_version}, full text {'yes' if fts else 'NO'}", fts))
    return found


def _gazetteer() -> list[tuple[str, str, bool]]:
    from vigil.config import GeocodingConfig
    from vigil.geocoding import find_places, open_gazetteer

    try:
        places = find_places("A bomb exploded in Nairobi.", open_gazetteer(GeocodingConfig()))
    except (VigilError, OSError) as error:
        return [("gazetteer", str(error), False)]
    known = [p.place for p in places if p.place and p.text == "Nairobi"]
    return [("gazetteer", "answers" if known else "does not know Nairobi", bool(known))]


def _record(place: str) -> list[tuple[str, str, bool]]:
    if "://" not in place and not Path(place).exists():
        return [("record", f"none at {place} yet", True)]
    try:
        with open_record(place) as record:
            problems = record.check()
            counts = record.counts()
    except VigilError as error:
        return [("record", str(error), False)]
    text = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts.items())
    return [("record", text, True), ("integrity", "; ".join(problems) or "whole", not problems)]


def evaluate(
    benchmark: Benchmark = typer.Argument(..., metavar="SET", help="quetta, muc4, semeval5, geo or plover."),
    path: Path = typer.Argument(
        ..., metavar="PATH", exists=True, help="Folder of the set (muc4, plover: or a file of it)."
    ),
    scorer: Path = typer.Option(
        None, exists=True, dir_okay=False, help="Scorer to use instead of PATH/score.py."
    ),
    target: Path = typer.Option(None, "--out", "-o", metavar="FILE", help="Keep the predictions here."),
    workers: int = typer.Option(1, min=1, help="Processes that read."),
    reader: str = typer.Option(None, metavar="NAME", help="Reader to measure (default: that of a run)."),
) -> None:
    """Run the pipeline on an evaluation set and print its figures beside a trivial baseline."""
    from vigil.evaluation import run_set

    console = err()
    with console.status(f"{benchmark.value}: reading"):
        result: Any = run_set(benchmark.value, path, scorer, target, workers, reader)
    print(result.text())
    if result.written:
        say(f"predictions written to {result.written}")
