"""The command that writes a record for other programs: export."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from vigil.cli.console import RECORD, examples, open_record, plain, say
from vigil.cli.lists import bar
from vigil.cli.look import Kind
from vigil.errors import UsageError
from vigil.periods import date_prefix

if TYPE_CHECKING:
    from vigil.export import Format, Written


class Form(StrEnum):
    """Forms of export; what each is stands in vigil.export.FORMATS, which is not loaded for a call of help."""

    incidents = "incidents"
    aggregates = "aggregates"
    documents = "documents"
    claims = "claims"
    episodes = "episodes"
    demands = "demands"
    responses = "responses"
    accountability = "accountability"
    threats = "threats"
    actors = "actors"
    csv = "csv"
    decisions = "decisions"
    xlsx = "xlsx"
    parquet = "parquet"
    acled = "acled"
    ucdp = "ucdp"
    plover = "plover"
    geojson = "geojson"
    ftm = "ftm"
    jsonld = "jsonld"
    histories = "histories"
    dictionary = "dictionary"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog=examples(
            "vigil export incidents --out incidents.jsonl", "JSON Lines, one incident a line",
            "vigil export csv --out incidents.csv", "a flat table for a spreadsheet",
            "vigil export decisions --out decisions.csv", "what persons corrected in it: the program's value and theirs, who, when, why",
            "vigil export xlsx --out quetta.xlsx --place Quetta --from 2013", "a workbook of some incidents, with claims, dictionary and rule",
            "vigil export acled --out acled-like.csv --kind attack", "ACLED's columns: the lowest credible figure, the rest in notes",
            "vigil export ucdp --rule", "by which rule UCDP's columns are filled, and what is left out",
            "vigil export dictionary --out dictionary.csv", "what every column of every form means",
            "vigil export geojson --out map.geojson", "for QGIS, Leaflet, kepler.gl",
            "vigil export claims | head", "every claim with its quote",
            "vigil export demands --out demands.jsonl", "who demands what of whom, with its state and its words",
            after="docs/howto-exports.md says of every form what its rule is, what is lost and who reads it.",
        )
    )(export)  # fmt: skip


def export(
    what: Form = typer.Argument(
        ...,
        metavar="FORMAT",
        help="incidents, claims, documents, aggregates; for tables: csv, decisions, xlsx, parquet, dictionary; as others keep them: acled,"
        " ucdp, plover, geojson, ftm, jsonld, histories; what followed: episodes, demands, responses, accountability, threats, actors.",
    ),
    record: str = RECORD,
    target: Path = typer.Option(None, "--out", "-o", metavar="FILE", help="Write here, whole or not at all."),
    start: str = typer.Option(
        None, "--from", metavar="DATE", help="Of incidents not over before this day, month or year."
    ),
    end: str = typer.Option(
        None, "--to", metavar="DATE", help="Of incidents begun by this day, month or year."
    ),
    place: str = typer.Option(None, help="Of incidents with this in the name of their place."),
    kind: Kind = typer.Option(None, help="Of one kind only."),
    actor: str = typer.Option(None, help="Of incidents with this in an actor's name."),
    retracted: bool = typer.Option(False, "--retracted", help="With the incidents that persons took back."),
    rule: bool = typer.Option(
        False, "--rule", help="Write nothing: print by which rule this form says less than the record."
    ),
) -> None:
    """Write the record for other programs; names of private persons stay behind."""
    from vigil.export import format_named

    form = format_named(what.value)
    if rule:
        print(form.rule)
        return
    filters: dict[str, str | bool | None] = {
        "date_from": date_prefix(start),
        "date_to": date_prefix(end),
        "place": place,
        "kind": kind.value if kind else None,
        "actor": actor,
        "retracted": retracted or None,
    }
    if not form.of_incidents and any(value is not None for value in filters.values()):
        raise UsageError(
            f"{form.name} is of the whole record: leave out --from, --to, --place, --kind, --actor and --retracted."
        )
    if target is None and not form.text and sys.stdout.isatty():
        raise UsageError(f"{form.name} is nothing for a terminal: add --out FILE{form.ending}")
    _write(form, record, target, filters)


def _write(form: Format, record: str, target: Path | None, filters: dict[str, str | bool | None]) -> None:
    from vigil.export import atomic_writer
    from vigil.export import export as write

    with nullcontext() if form.fixed else open_record(record) as opened:
        if target is None:
            written = write(opened, form.name, sys.stdout.buffer, filters)
            sys.stdout.buffer.flush()
        else:
            total = opened.counts()["incidents"] if opened is not None else 0
            with bar(f"Writing {target.name}") as told, atomic_writer(target) as stream:
                progress = None if told is None else lambda done: told(done, total)
                written = write(opened, form.name, stream, filters, progress)
            say(f"{written.rows} {form.unit} written to {target}")
    _say_left_out(form, written)


def _say_left_out(form: Format, written: Written) -> None:
    if written.left_out:
        left = ", ".join(f"{number:,} {plain(reason)}" for reason, number in written.left_out.most_common())
        say(f"Left out by the rule of {form.name}: {left} (vigil export {form.name} --rule)")
