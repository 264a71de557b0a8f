"""Blocks of figures, printed."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from vigil.figures.blocks import Block, Heading, Rows
from vigil.phrases import plain

KEPT_WHOLE = ("id", "month", "quarter", "year")  # columns that are not broken


def print_blocks(console: Console, title: str, blocks: Iterable[Block]) -> None:
    """A title, and what is said under it."""
    console.print(Text(plain(title), style="bold"))
    for block in blocks:
        if isinstance(block, Heading):
            console.print(Text(f"\n{block.text}", style="bold"))
        elif isinstance(block, Rows):
            console.print(_table(block))
        else:
            console.print(Padding(Text(plain(block.text)), (0, 0, 0, block.indent), expand=False))


def _table(block: Rows) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for head, name in zip(block.heads, block.names, strict=True):
        table.add_column(
            name,
            justify="left" if head == name else "right",
            style="dim" if name == "id" else "",
            no_wrap=name in KEPT_WHOLE,
            overflow="fold",
        )
    for number, row in enumerate(block.rows, start=1):
        style = "bold" if block.total and number == len(block.rows) else ""
        table.add_row(*(Text(cell, style=style) for cell in row))
    return table
