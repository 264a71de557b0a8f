"""Incidents as an XLSX workbook: the tables of a release as sheets, their dictionary, and the rule.

Every sheet is written to disk as it grows, so that memory does not.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from datetime import date, datetime
from typing import IO, Any

from vigil.export.outgoing import Written
from vigil.export.schema import TABLES, Table
from vigil.export.table import safe_cell
from vigil.export.tables import Chosen, rows_of
from vigil.records import Incident

SHEETS = ("incidents", "claims", "decisions", "actors", "links", "documents")
MOST_ROWS = 1_048_576  # of a sheet, its header included
MOST_LETTERS = 32_767  # of a cell
CUT = " […]"
RULE = (
    "The sheets are tables of a release (vigil freeze): one row an incident, a claim with its quote, a person's"
    " decision beside what the program has, a named actor, a link, a document. A toll has three columns: low and high are the lowest and highest credible stated figures (empty: open), best is"
    " what the rule named beside them chose; nothing reported is empty, 0 means that a text says none. A cell that begins like a"
    " formula has an apostrophe in front, as in CSV. What no sheet holds goes on in a second one; a cell of more than 32,767 letters"
    f" is cut and ends in{CUT}."
)


def write(chosen: Chosen, incidents: Iterable[Incident], stream: IO[bytes]) -> Written:
    """The workbook; the rows counted are incidents."""
    import xlsxwriter  # half a second, and only this form needs it

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}  # fmt: skip
    written = Written()
    # Made beside the stream and copied: into what cannot be wound back an archive is written in another way.
    with tempfile.TemporaryFile() as place:
        book = xlsxwriter.Workbook(place, {**options, "default_date_format": "yyyy-mm-dd"})
        book.set_properties({"created": datetime(1980, 1, 1), "title": "Incidents", "comments": RULE})
        bold = book.add_format({"bold": True})
        sheets = {name: _Sheet(book, _table(name), bold) for name in SHEETS}
        for name, row in rows_of(chosen, incidents):
            if name in sheets:
                sheets[name].add([row.get(column) for column in sheets[name].table.names])
                written.rows += name == "incidents"
        _dictionary(book, bold)
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:  # it wraps what the system says
            raise error.args[0] if isinstance(error.args[0], OSError) else error from None
        place.seek(0)
        shutil.copyfileobj(place, stream)
    return written


def _table(name: str) -> Table:
    return next(table for table in TABLES if table.name == name)


class _Sheet:
    """A table as a sheet, or as several where one is full."""

    def __init__(self, book: Any, table: Table, bold: Any) -> None:
        self.table = table
        self._book, self._bold = book, bold
        self._number = 0
        self._kinds = [column.kind for column in table.columns]
        self._open()

    def add(self, cells: list[Any]) -> None:
        if self._row == MOST_ROWS:
            self._open()
        for column, (cell, kind) in enumerate(zip(cells, self._kinds, strict=True)):
            _put(self._sheet, self._row, column, cell, kind)
        self._row += 1

    def _open(self) -> None:
        self._number += 1
        again = f" {self._number}" if self._number > 1 else ""
        self._sheet = self._book.add_worksheet(self.table.name + again)
        self._sheet.freeze_panes(1, 1)
        for column, name in enumerate(self.table.names):
            self._sheet.write_string(0, column, name, self._bold)
        self._row = 1


def _put(sheet: Any, row: int, column: int, cell: Any, kind: str = "string") -> None:
    """A cell of its kind; an empty one is not written."""
    if cell is None or cell == "":
        return
    if kind == "date":
        day = date.fromisoformat(cell)
        if day.year >= 1900:  # before, a spreadsheet has no days
            sheet.write_datetime(row, column, day)
            return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    else:
        text = safe_cell(str(cell))
        # A letter outside of the basic plane counts twice in a spreadsheet.
        if len(text) > MOST_LETTERS // 2 and len(text.encode("utf-16-le")) // 2 > MOST_LETTERS:
            keep = MOST_LETTERS - len(CUT)
            text = text.encode("utf-16-le")[: keep * 2].decode("utf-16-le", "ignore") + CUT
        sheet.write_string(row, column, text)


def _dictionary(book: Any, bold: Any) -> None:
    sheet = book.add_worksheet("dictionary")
    for column, name in enumerate(("sheet", "column", "kind", "unit", "meaning", "refers to")):
        sheet.write_string(0, column, name, bold)
    row = 1
    for table in map(_table, SHEETS):
        for told in table.columns:
            for column, cell in enumerate(
                (table.name, told.name, told.kind, told.unit, told.about, told.refers)
            ):
                _put(sheet, row, column, cell)
            row += 1
    rules = book.add_worksheet("rule")
    rules.write_string(0, 0, RULE)
    for row, table in enumerate(map(_table, SHEETS), 2):
        rules.write_string(row, 0, f"{table.name}: {table.about}")
