"""Incidents as a list has them: one form for the rows of ACLED, UCDP and other files, and for incidents of the record.

A list says less than a report: one figure, no speaker, no words of a source but its own notes.  What it does say is kept
with the line it stands on, so that it can be set beside the record, or taken for a source of claims.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from vigil import codebook
from vigil.records import Actor, DateRange, Incident, Place, Toll

OURS = "record"  # the name of the list that a record makes
DATASET = "dataset"  # the kind of speaker that a list is
_MARK = "row of"  # the key of a document's extra keys that names the list of which it is a row
_FIRST, _TOGETHER = "notes", ("best", "low", "high")  # how a row is written out


@dataclass(frozen=True, slots=True)
class Listed:
    """One incident of one list."""

    source: str  # the name of the list
    id: str  # as the list has it, else the number of its line
    date: DateRange
    place: Place | None = None
    kinds: tuple[str, ...] = ()  # kinds of the codebook that it may be; none: the list does not say
    type: str | None = None  # in the list's own words
    family: str | None = None  # how it was done, where that is told: explosion | guns | hands
    actors: tuple[str, ...] = ()  # named by the list, without saying who did it
    killed: Toll | None = None
    injured: Toll | None = None
    notes: str | None = None  # the list's words on it
    cites: str | None = None  # whom the list names as its source
    line: int | None = None  # where its row begins in the file
    published: str | None = None  # when the row, or what it is taken from, came out, as written
    killed_as: str | None = (
        None  # how the figure is put: exact | at least | more than | up to | about | between | dozens ...
    )
    injured_as: str | None = None
    group: str | None = None  # the wider sort of its type, in the list's own words
    row: str | None = None  # the row itself as the file has it, where it was asked for

    @property
    def key(self) -> tuple[str, str]:
        """What it is called among several lists."""
        return self.source, self.id


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read as a list."""

    name: str
    form: str  # acled | ucdp | plain
    rows: tuple[Listed, ...]
    columns: tuple[tuple[str, str], ...] = ()  # (what it was taken for, header)
    notes: tuple[str, ...] = ()  # how dates and letters were read, a sentence each
    deadly: bool = False  # by its rules it holds only incidents with dead
    header: tuple[str, ...] = ()
    delimiter: str = ","
    order: str | None = None  # how dates in figures were read: day-first | month-first


class Cell(NamedTuple):
    """A cell in the text of a row: ``text[start:end]`` is its line, ``text[at:end]`` the cell."""

    value: str
    start: int
    at: int
    end: int


@dataclass(frozen=True, slots=True)
class Written:
    """A row as a text: its notes, then its other cells in the order of the file, each as ``header: cell``.

    Empty cells are left out; what is said of one figure (best, low, high) stands together.
    """

    text: str
    cells: Mapping[str, Cell]  # what a column was taken for -> its cell


def written(row: Listed, read: Read) -> Written:
    """A row of a list as a text that its claims can be quoted from.  Raises ValueError for a row that was not kept."""
    if row.row is None:
        raise ValueError("The row was not kept: read the list with keep=True.")
    values = next(csv.reader(io.StringIO(row.row), delimiter=read.delimiter, strict=True))
    where = {what: read.header.index(name) for what, name in read.columns}
    found: dict[int, Cell] = {}
    lines: list[str] = []
    at = 0
    for n in _order(len(read.header), where):
        value = values[n] if n < len(values) else ""
        if not value.strip():
            continue
        head = f"{read.header[n] or f'column {n + 1}'}: "
        lines.append(head + value)
        found[n] = Cell(value, at, at + len(head), at + len(head) + len(value))
        at += len(lines[-1]) + 1
    return Written("\n".join(lines), {what: found[n] for what, n in where.items() if n in found})


def _order(width: int, where: Mapping[str, int]) -> list[int]:
    together = [where[name] for name in _TOGETHER if name in where]
    order = [where[_FIRST]] if _FIRST in where else []
    for n in range(width):
        order += together if n in together else [n]
    return list(dict.fromkeys(order))


def mark(name: str, form: str) -> str:
    """The extra keys of a document that is a row of a list."""
    return json.dumps({"form": form, _MARK: name}, ensure_ascii=False, sort_keys=True)


def is_row(extra: str | None) -> bool:
    """Whether the extra keys of a document say that it is a row of a list."""
    if not extra or f'"{_MARK}"' not in extra:
        return False
    said = json.loads(extra)
    return isinstance(said, dict) and said.keys() == {"form", _MARK}


def as_listed(incident: Incident) -> Listed:
    """An incident of the record as a list would have it.

    Bodies alone are named: a private person is in no list that the record makes.
    """
    actors = dict.fromkeys(a.name for a in incident.actors if _body(a) and a.stance != "denied")
    return Listed(
        OURS,
        incident.id,
        incident.date,
        incident.place,
        (incident.kind,),
        incident.type,
        family_of(incident.type),
        tuple(actors),
        incident.killed,
        incident.injured,
    )


def _body(actor: Actor) -> bool:
    return actor.kind in ("group", "institution", "community")


def is_unknown(cell: str) -> bool:
    """Whether a cell says that nobody knows."""
    return cell.strip().casefold() in codebook.load("lists")["unknown"]


@lru_cache(maxsize=4096)
def kinds_of(words: tuple[str, ...]) -> tuple[str, ...]:
    """Kinds that an event may be of, by the first of its words that tells; none where no word does."""
    for word in words:
        plain = word.casefold()
        for beginning, kinds in codebook.load("lists")["kinds"].items():
            if plain.startswith(beginning):
                return tuple(kinds)
        if family_of(word):
            return ("attack",)
    return ()


@lru_cache(maxsize=65536)
def family_of(words: str | None) -> str | None:
    """How something was done, by the words for it: explosion, guns or hands; None where they say none or two of them."""
    found = {name for name, pattern in _families() if pattern.search(words or "")}
    return found.pop() if len(found) == 1 else None


@cache
def _families() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (name, re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + ")", re.IGNORECASE))
        for name, words in codebook.load("lists")["families"].items()
    )
