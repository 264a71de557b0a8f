"""Lists of incidents that others keep, as CSV: ACLED's, UCDP's, and tables of one's own.

A row that cannot be read is rejected by its line number and the others are read; nothing in a row is guessed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vigil import codebook
from vigil.errors import InputError, UsageError
from vigil.ingest.list_cells import (
    DAY_FIRST,
    ORDERS,
    joined_count,
    order_of,
    parse_count,
    parse_date,
    parse_degrees,
    put_as,
    spanning,
    widened,
)
from vigil.ingest.streams import clean_name, read_all
from vigil.ingest.texts import decode
from vigil.listed import Listed, Read, family_of, is_unknown, kinds_of
from vigil.records import DateRange, Place, Rejected, Toll

ACLED, UCDP, PLAIN = "acled", "ucdp", "plain"
FORMS = (ACLED, UCDP, PLAIN)
MOST_BYTES = 2 * 1024**3  # UCDP's whole file is a sixth of this
STEP = 2000  # rows between two reports of progress
MOST_LINES = 300  # of one row: beyond, a quote was not closed
_LEVELS = ("site", "neighbourhood", "city", "district", "admin1", "country")
_ZIPPED = b"PK\x03\x04"
_COLUMN = "write --column date=HEADER, with the header of your file"


@dataclass(frozen=True, slots=True)
class ListOptions:
    """What the user says of a list; what is None is looked for in the file."""

    form: str | None = None  # acled | ucdp | plain
    columns: Mapping[str, str] | None = None  # "date" -> the header that holds it
    order: str | None = None  # day-first | month-first
    name: str | None = None  # what the list is called
    keep: bool = False  # keep each row as the file has it, for whoever wants to write it out


def read_list(
    path: Path, options: ListOptions | None = None, progress: Callable[[int, int], None] | None = None
) -> tuple[Read, list[Rejected]]:
    """The incidents of a CSV file, and the rows that could not be read, by line.

    Comma, semicolon, tab or bar between cells, any encoding, newlines within quotes.  ``progress`` is told now and then how
    many of how many rows are read.  Raises InputError for what is no such
    table at all, UsageError where it must be told which column is which or whether dates begin with the day.
    """
    said = options or ListOptions()
    _check(said)
    try:
        with path.open("rb") as stream:
            data = read_all(stream, MOST_BYTES)
    except OSError as error:
        raise InputError(f"{clean_name(str(path))} cannot be read: {error.strerror or error}.") from None
    if data.startswith(_ZIPPED):
        raise InputError(f"{clean_name(path.name)} is a spreadsheet or an archive: save or unpack it as CSV.")
    name = said.name or path.stem
    lines = list(io.StringIO(decode(data), newline=None))
    del data
    if not any(line.strip() for line in lines):
        raise InputError(f"{clean_name(path.name)} holds no rows: it is empty.", "empty")
    first = next(n for n, line in enumerate(lines) if line.strip())
    delimiter, header = _header(lines[first])
    rejected: list[Rejected] = []
    rows = [
        (number, cells, raw if said.keep else None)
        for number, cells, raw in _rows(lines, first + 1, delimiter, len(header), path.name, rejected)
    ]
    form = said.form or _form(header)
    where = _columns(header, form, said.columns or {})
    return _read(name, form, where, header, rows, said, delimiter, path.name, rejected, progress)


def _check(said: ListOptions) -> None:
    if said.form is not None and said.form not in FORMS:
        raise UsageError(f"There is no form {said.form}: choose one of {', '.join(FORMS)}.")
    if said.order is not None and said.order not in ORDERS:
        raise UsageError(f"Dates are {' or '.join(ORDERS)}, not {said.order}.")
    unknown = sorted(set(said.columns or {}) - set(codebook.load("lists")["columns"]))
    if unknown:
        known = ", ".join(codebook.load("lists")["columns"])
        raise UsageError(f"There is no column {unknown[0]} to be told: name one of {known}.")


# ---------------------------------------------------------------- rows


def _header(line: str) -> tuple[str, list[str]]:
    """The delimiter that gives most cells, and the headers."""
    best: tuple[str, list[str]] = (",", [])
    for delimiter in ",;\t|":
        try:
            cells = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            continue
        if len(cells) > len(best[1]):
            best = (delimiter, [cell.strip() for cell in cells])
    return best


def _rows(
    lines: Sequence[str], start: int, delimiter: str, width: int, source: str, rejected: list[Rejected]
) -> Iterator[tuple[int, list[str], str]]:
    """(number of the line where it begins, cells, as written) of every row that has as many cells as the header.

    A quote that is not closed swallows the rows after it: such a row is rejected by its first line, and the lines that it
    swallowed are read anew.
    """
    csv.field_size_limit(2**31 - 1)
    at = start
    while at < len(lines):
        cells, used, problem = _one(lines, at, delimiter)
        if (
            problem is None
            and cells
            and len(cells) != width
            and any(cell.strip() for cell in cells[width:] or cells)
        ):
            problem = (
                f"The row has {len(cells)} cells and the header {width}: quote cells that hold a {_called(delimiter)}."
                if len(cells) > width
                else f"The row has only {len(cells)} cells and the header {width}."
            )
        if problem is not None:
            rejected.append(Rejected(f"{source}:{at + 1}", "ingest", "broken_row", problem))
            at += 1 if used > 1 else used
            continue
        if any(cell.strip() for cell in cells):
            raw = lines[at] if used == 1 else "".join(lines[at : at + used])
            yield at + 1, cells[:width] + [""] * (width - len(cells)), raw
        at += used


def _one(lines: Sequence[str], at: int, delimiter: str) -> tuple[list[str], int, str | None]:
    """(cells, number of lines, what is wrong) of the row that begins at a line."""
    used = 0

    def counted() -> Iterator[str]:
        nonlocal used
        for line in lines[at : at + MOST_LINES]:
            used += 1
            yield line

    try:
        return next(csv.reader(counted(), delimiter=delimiter, strict=True), []), max(used, 1), None
    except csv.Error as error:
        if used >= MOST_LINES or "end of data" in str(error):
            return [], max(used, 1), "The row has a quote that is not closed; close it or double it."
        return [], max(used, 1), f"The row is not valid CSV: {error}; check its quotes."


def _called(delimiter: str) -> str:
    return {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}[delimiter]


# ---------------------------------------------------------------- columns


def _plain(header: str) -> str:
    return "_".join(header.casefold().replace("-", " ").replace(".", " ").replace("_", " ").split())


def _form(header: Sequence[str]) -> str:
    names = {_plain(cell) for cell in header}
    for form, needed in codebook.load("lists")["forms"].items():
        if names.issuperset(needed):
            return str(form)
    return PLAIN


def _columns(header: Sequence[str], form: str, said: Mapping[str, str]) -> dict[str, int]:
    """What each column is taken for -> its position.  Raises UsageError where there is none for the date."""
    names: dict[str, int] = {}
    for n, cell in enumerate(header):
        names.setdefault(_plain(cell), n)
    found: dict[str, int] = {}
    for wanted, aliases in codebook.load("lists")["columns"].items():
        position = next((names[alias] for alias in aliases if alias in names), None)
        if position is not None and position not in found.values():
            found[wanted] = position
    for wanted, cell in said.items():
        if _plain(cell) not in names:
            raise UsageError(f"The file has no column {cell}. It has: {', '.join(map(clean_name, header))}.")
        taken = names[_plain(cell)]
        found = {name: n for name, n in found.items() if n != taken} | {wanted: taken}
    if "date" not in found:
        shown = ", ".join(clean_name(cell, 40) for cell in header[:20])
        raise UsageError(f"Which column holds the date cannot be told from its headers ({shown}): {_COLUMN}.")
    return found


# ---------------------------------------------------------------- what rows say


def _read(
    name: str,
    form: str,
    where: Mapping[str, int],
    header: Sequence[str],
    rows: Sequence[tuple[int, list[str], str | None]],
    said: ListOptions,
    delimiter: str,
    source: str,
    rejected: list[Rejected],
    progress: Callable[[int, int], None] | None,
) -> tuple[Read, list[Rejected]]:
    notes = []
    order = said.order
    cells_of_dates = [cells[where[c]] for _, cells, _ in rows for c in ("date", "end") if c in where]
    try:
        shown, needed = order_of(cells_of_dates)
    except ValueError as error:
        if order is None:
            raise UsageError(
                f"In {clean_name(source)} {error}: say --dates day-first or month-first."
            ) from None
        shown, needed = order, True
    if needed and order is None:
        order = shown or (DAY_FIRST if form == ACLED else None)
        if order is None:
            raise UsageError(
                f"Whether the dates of {clean_name(source)} begin with the day or the month cannot be told from them:"
                " say --dates day-first or --dates month-first."
            )
        notes.append(f"Its dates are read {order}, {'as they show' if shown else 'as ACLED writes them'}.")
    found: list[Listed] = []
    ids: dict[str, int] = {}
    for done, (number, cells, raw) in enumerate(rows):
        if progress is not None and done % STEP == 0:
            progress(done, len(rows))
        reader = _Row({key: cells[n].strip() for key, n in where.items()}, form, order, delimiter == ";")
        try:
            made = reader.listed(name, number, raw)
            if made.id in ids:
                raise ValueError(f"The id {clean_name(made.id)} stands on line {ids[made.id]} already.")
        except ValueError as error:
            rejected.append(Rejected(f"{source}:{number}", "ingest", "broken_row", str(error)))
            continue
        ids[made.id] = number
        found.append(made)
    rejected.sort(key=lambda r: int(r.source.rpartition(":")[2]))
    if not found:
        first = f" The first: {rejected[0].reason}" if rejected else ""
        raise InputError(f"No row of {clean_name(source)} can be read as an incident.{first}", "no_rows")
    columns = tuple((key, header[n]) for key, n in where.items())
    return Read(
        name, form, tuple(found), columns, tuple(notes), form == UCDP, tuple(header), delimiter, order
    ), rejected


@dataclass(frozen=True, slots=True)
class _Row:
    cells: Mapping[str, str]
    form: str
    order: str | None
    european: bool

    def listed(self, name: str, number: int, raw: str | None = None) -> Listed:
        """The row as an incident.  Raises ValueError, with the sentence of the rejection."""
        cell = self.cells.get
        words = self._words()
        actors = dict.fromkeys(
            part.strip()
            for key in ("actor_1", "actor_2", "actor_3", "actor_4")
            for part in cell(key, "").split(";")
            if part.strip() and not is_unknown(part)
        )
        best, low, high = (self._count(key) for key in ("best", "low", "high"))
        notes = cell("notes") or None
        return Listed(
            name,
            cell("id") or f"line {number}",
            self._date(),
            self._place(),
            kinds_of(tuple(words)) if self.form != UCDP else ("attack",),
            words[0] if words else None,
            family_of(words[0] if words else None) or family_of(notes),
            tuple(actors),
            joined_count(best, low, high),
            self._count("injured"),
            notes,
            cell("office") or cell("cites") or None,
            number,
            cell("published") or None,
            self._put_as("best", "low", "high"),
            self._put_as("injured"),
            words[1] if len(words) > 1 else None,
            raw,
        )

    def _words(self) -> list[str]:
        words = [self.cells.get(key, "") for key in ("type", "group")]
        if self.form == UCDP:
            words[0] = codebook.load("lists")["violence"].get(words[0].removesuffix(".0"), words[0])
        return [word for word in words if word and not is_unknown(word)]

    def _date(self) -> DateRange:
        first = parse_date(self.cells["date"], self.order)
        precision = self._level("date", "day")
        year = self.cells.get("year", "").removesuffix(".0")
        if year.isdigit() and first.start and first.start[:4] != year and self.form != UCDP:
            raise ValueError(f"Its date says {first.start} and its year {year}.")
        if self.cells.get("end"):
            last = parse_date(self.cells["end"], self.order)
            return spanning(first, last, precision)
        return widened(first, precision)

    def _level(self, what: str, default: str) -> str:
        code = self.cells.get(f"{what}_precision", "").removesuffix(".0").casefold()
        if self.form == PLAIN:
            return code if code in ("day", "week", "month", "year", *_LEVELS) else default
        return str(codebook.load("lists")["precision"][f"{self.form}_{what}"].get(code, default))

    def _place(self) -> Place | None:
        parts = {
            key: None if is_unknown(self.cells.get(key, "")) else self.cells[key]
            for key in ("place", "admin2", "admin1", "country")
        }
        finest = next((key for key, value in parts.items() if value), None)
        lat, lon = (self._degrees(key, most) for key, most in (("lat", 90.0), ("lon", 180.0)))
        if lat is None or lon is None or lat == lon == 0:  # nowhere: an empty cell that became a number
            lat = lon = None
        if finest is None:
            return None
        natural = {"place": "city", "admin2": "district"}.get(finest, finest)
        level = max(natural, self._level("place", natural), key=_LEVELS.index)
        return Place(
            parts[finest] or "",
            level,
            parts["place"] if level == "city" else None,
            parts["admin1"],
            parts["country"],
            lat=lat,
            lon=lon,
        )

    def _degrees(self, key: str, most: float) -> float | None:
        return parse_degrees(self.cells.get(key, ""), most)

    def _count(self, key: str) -> Toll | None:
        return parse_count(self.cells.get(key, ""), self.european)

    def _put_as(self, best: str, *bounds: str) -> str | None:
        """How a figure is put; with columns for its bounds it is between them, where they differ."""
        low, high = (self._count(key) for key in bounds) if bounds else (None, None)
        cell = self.cells.get(best, "")
        if low is None and high is None:
            return put_as(cell, self.european)
        toll = joined_count(self._count(best), low, high)
        if toll is None:
            return None
        if toll.low == toll.high:
            return "exact"
        return "at least" if toll.high is None else "up to" if toll.low is None else "between"
