"""What the commands share: options, consoles, and who is named; how figures, days and places read is in vigil/phrases.py."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from vigil.errors import MissingExtra, UsageError
from vigil.phrases import day_text as day_text
from vigil.phrases import place_short as place_short
from vigil.phrases import place_text as place_text
from vigil.phrases import plain as plain
from vigil.phrases import toll_text as toll_text

if TYPE_CHECKING:
    from rich.console import Console

    from vigil.records import Incident
    from vigil.store import Record

RECORD = typer.Option(
    "vigil.db",
    "--record",
    "-r",
    envvar="VIGIL_RECORD",
    help="The record: a file, or a postgresql:// address.",
)
JSON = typer.Option(False, "--json", help="JSON Lines for programs instead of a table.")

NAMED = 3  # actors named in a row of a table
NARROW = 100  # columns of a terminal below which tables are too tight to read
PIPE_WIDTH = 140  # columns of a table that no terminal bounds


def examples(*pairs: str, after: str | None = None) -> str:
    """An epilog that teaches by example: command, what it does, command, what it does ..."""
    lines = ["[bold]Examples[/bold]"]
    for command, what in zip(pairs[::2], pairs[1::2], strict=True):
        lines.append(f"  [cyan]{command.replace('[', chr(92) + '[')}[/cyan]\n      {what}")
    return "\n".join([*lines, *(["", after] if after else [])])


def out() -> Console:
    """stdout, for data."""
    from rich.console import Console

    return Console(
        width=None if sys.stdout.isatty() else PIPE_WIDTH, highlight=False, emoji=False, soft_wrap=False
    )


def err() -> Console:
    """stderr, for progress and messages."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, emoji=False)


def say(text: str) -> None:
    """A plain line to stderr."""
    print(text, file=sys.stderr)


def write_json(rows: Iterable[Any]) -> None:
    """Rows as JSON Lines to stdout."""
    import orjson

    stream = sys.stdout.buffer
    for row in rows:
        stream.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
    stream.flush()


def open_record(place: str, create: bool = False) -> Record:
    """The record at a path or address; StoreError where there is none and ``create`` is False."""
    from vigil.store import Record

    return Record.open(place, create)


def count(number: int, noun: str) -> str:
    """A number with its noun: ``1 report``, ``1,105 reports``."""
    return f"{number:,} {noun}" + "s" * (number != 1)


def who_text(incident: Incident) -> str:
    """Who is named as perpetrator, each with the stance that the sources take."""
    named: dict[str, list[str]] = {}
    for actor in incident.actors:
        if actor.role == "perpetrator":
            stances = named.setdefault(plain(actor.name), [])
            if actor.stance not in stances:
                stances.append(actor.stance)
    shown = [f"{name} ({'/'.join(stances)})" for name, stances in named.items()]
    return ", ".join(shown[:NAMED] + ["…"] * (len(shown) > NAMED))


def picture_form(plot: Path) -> str:
    """The word "svg" or "png" by the name of a file.  Raises UsageError for another."""
    form = plot.suffix.lower().removeprefix(".")
    if form not in ("svg", "png"):
        name = plot.stem or "picture"
        raise UsageError(f"A picture is SVG or PNG: name it {name}.svg or {name}.png.")
    return form


@contextmanager
def needed() -> Iterator[None]:
    """Raises MissingExtra where a package of the extra is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("vigil"):
            raise
        raise MissingExtra(
            f"Figures over incidents need packages that are not installed ({error.name}): pip install 'vigil-record[analysis]',"
            " or in the source folder: make analysis"
        ) from error
