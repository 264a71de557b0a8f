"""The command that takes lists which others keep into the record, as sources of claims: import."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import typer

from vigil.cli.console import RECORD, examples, open_record, write_json
from vigil.cli.lists import COLUMN, DATES, FORM, Form, Order, read_file
from vigil.cli.run import progress_bars, say_summary
from vigil.errors import UsageError

NAMES = {
    "acled": "ACLED",
    "ucdp": "UCDP",
}  # what a list is called if nobody names it; a table of one's own by its file


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        "import",
        epilog=examples(
            "vigil import acled.csv", "each row becomes a document of ACLED, with its figure beside those of the reports",
            "vigil import ged.csv", "UCDP GED: low, best and high as the list has them",
            "vigil import toll.csv --name \"Hospital list\" --column killed=Dead --order day-first", "a table of one's own",
            "vigil import acled-june.csv", "a newer file: rows that have changed become new versions, the others stay as they are",
            after="A list is one source among others, and rows that cite the same papers are no further source. Rows that cannot be"
            " read are named at the end and the others are taken (exit code 1). To set lists beside the record without taking"
            " them in: vigil compare FILE.",
        ),
    )(import_)  # fmt: skip


def import_(
    files: list[Path] = typer.Argument(
        ..., metavar="FILE...", help="Lists as CSV: ACLED, UCDP GED, or tables with a date."
    ),
    record: str = RECORD,
    form: Form = FORM,
    order: Order = typer.Option(None, "--order", "--dates", help=DATES.help),
    columns: list[str] = COLUMN,
    name: str = typer.Option(
        None,
        metavar="NAME",
        help="What the list is called: who says what its rows say. ACLED, UCDP or the name of the file if not given.",
    ),
    gazetteer: list[Path] = typer.Option(
        [], metavar="CSV", help="Places of your own; may be given several times."
    ),
    as_json: bool = typer.Option(False, "--json", help="The summary as JSON on stdout."),
) -> None:
    """Take lists that others keep into the record, as sources of claims: who says so is the list."""
    from vigil.config import Config, GeocodingConfig
    from vigil.taking import take_lists

    if name is not None and not (name.strip() and name.isprintable()):
        raise UsageError("The name of a list is a word or a few, as in --name ACLED.")
    for path in gazetteer:
        if not path.is_file():
            raise UsageError(f"There is no gazetteer file {path}.")
    lists = []
    for path in files:
        read, rejected = read_file(path, form, order, columns, name and name.strip(), keep=True)
        if name is None:
            read = dataclasses.replace(read, name=NAMES.get(read.form, path.stem))
        lists.append((read, rejected))
    config = Config(geocoding=GeocodingConfig(additions=tuple(gazetteer)))
    with open_record(record, create=True) as opened:
        with progress_bars() as progress:
            summary = take_lists(lists, opened, config, progress)
        if as_json:
            write_json([dataclasses.asdict(summary)])
        else:
            say_summary(summary, opened, record, "row")
    if summary.rejected:
        raise typer.Exit(1)
