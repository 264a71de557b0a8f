"""What the commands share: options, consoles, and what stands in vigil.phrases."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from vigil.errors import StoreError, UsageError
from vigil.figures import needed
from vigil.phrases import concluded_text, count, day_text, place_short, place_text, plain, toll_text, who_text

if TYPE_CHECKING:
    from rich.console import Console

    from vigil.store import Record

OWN_RECORD, DEMO_RECORD = "vigil.db", "vigil-demo.db"
RECORD = typer.Option(
    OWN_RECORD,
    "--record",
    "-r",
    envvar="VIGIL_RECORD",
    help="The record: a file, or a postgresql:// address.",
)
__all__ = [
    "JSON",
    "NARROW",
    "PIPE_WIDTH",
    "RECORD",
    "concluded_text",
    "count",
    "day_text",
    "err",
    "examples",
    "needed",
    "open_record",
    "out",
    "picture_form",
    "place_short",
    "place_text",
    "plain",
    "say",
    "toll_text",
    "who_text",
    "write_json",
]  # fmt: skip
JSON = typer.Option(False, "--json", help="JSON Lines for programs instead of a table.")

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

    demo = Path(DEMO_RECORD)
    if not create and place == OWN_RECORD and not Path(place).exists() and demo.is_file():
        raise StoreError(
            f"There is no record at {place}, but the demo's lies here: add `--record {demo}`. `vigil run INPUT` makes one of your own."
        )
    return Record.open(place, create)


def picture_form(plot: Path) -> str:
    """The word "svg" or "png" by the name of a file.  Raises UsageError for another."""
    form = plot.suffix.lower().removeprefix(".")
    if form not in ("svg", "png"):
        name = plot.stem or "picture"
        raise UsageError(f"A picture is SVG or PNG: name it {name}.svg or {name}.png.")
    return form
