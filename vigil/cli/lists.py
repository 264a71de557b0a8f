"""What the commands share that set the record beside other lists: options, reading files, and the record as a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from vigil.cli.console import count, err, open_record, plain, say
from vigil.declared import INSIDE, coverage, where
from vigil.errors import InputError, UsageError
from vigil.figures.inside import Inside, find
from vigil.listed import Listed, Read, as_listed, is_row
from vigil.periods import Period, date_prefix, period
from vigil.records import Rejected

if TYPE_CHECKING:
    from vigil.analysis import Scope
    from vigil.records import Incident
    from vigil.store import DocumentRow

LAG = timedelta(days=3)  # papers tell of what happened yesterday, weeklies a little later
SHOWN_REJECTED = 20
UNSAID = (
    "Whether the record lacks something cannot be said outside a declared collection, as nobody has said what was looked for"
    " where: declare one with `vigil collection declare NAME --source OUTLET --from DATE --to DATE` and add --collection NAME."
)


class Form(StrEnum):
    """Forms of lists."""

    acled = "acled"
    ucdp = "ucdp"
    plain = "plain"


class Order(StrEnum):
    """What a date in numbers begins with."""

    day_first = "day-first"
    month_first = "month-first"


FORM = typer.Option(None, help="What a file is: acled, ucdp or plain. Told from its headers if not given.")
DATES = typer.Option(None, help="How dates such as 10/01/2013 begin, where the file does not show it.")
COLUMN = typer.Option(
    None, "--column", metavar="NAME=HEADER", help="Which column is which, as in --column killed=Tote; may be repeated."
)  # fmt: skip
COLLECTION = typer.Option(
    None, metavar="NAME", help="Inside a declared collection alone: see vigil collection."
)
SINCE = typer.Option(None, metavar="DATE", help="First day, month or year.")
UNTIL = typer.Option(None, metavar="DATE", help="Last day, month or year.")
PLACE = typer.Option(None, metavar="NAME", help="Part of a place name.")

_SAID = {"killed": "best", "deaths": "best", "source": "cites", "actor": "actor_1", "latitude": "lat", "longitude": "lon"}  # fmt: skip


def read_file(
    path: Path,
    form: Form | None,
    order: Order | None,
    columns: Sequence[str] | None,
    name: str | None = None,
    keep: bool = False,
) -> tuple[Read, list[Rejected]]:
    """A file as a list, its countries by code; ``keep``: with its rows as they are.  Raises UsageError where it cannot be used."""
    from vigil.articles import listed_country
    from vigil.ingest import ListOptions, read_list

    if not path.exists():
        raise UsageError(f"There is no file {path}: check the path.")
    said: dict[str, str] = {}
    for pair in columns or ():
        key, sign, header = pair.partition("=")
        if not sign or not key.strip() or not header.strip():
            raise UsageError(f"{pair} names no column: write it as --column killed=HEADER.")
        said[_SAID.get(key.strip(), key.strip())] = header.strip()
    options = ListOptions(form.value if form else None, said, order.value if order else None, name, keep)
    try:
        with bar(f"Reading {path.name}") as progress:
            found, rejected = read_list(path, options, progress)
    except InputError as error:
        raise UsageError(str(error)) from None

    def coded(row: Listed) -> Listed:
        place = row.place
        if place is None or not place.country:
            return row
        return replace(row, place=replace(place, country_code=listed_country(place.country)))

    return replace(found, rows=tuple(coded(row) for row in found.rows)), rejected


@contextmanager
def bar(title: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on a terminal; nothing elsewhere."""
    console = err()
    if not console.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task(plain(title), total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


def say_rejected(rejected: Sequence[Rejected]) -> None:
    """The rows that could not be read, to stderr."""
    if not rejected:
        return
    say(
        f"{len(rejected):,} row{'s' * (len(rejected) != 1)} could not be read and {'are' if len(rejected) != 1 else 'is'} left out:"
    )
    for row in rejected[:SHOWN_REJECTED]:
        say(f"  {row.source}: {row.reason}")
    if len(rejected) > SHOWN_REJECTED:
        say(f"  and {len(rejected) - SHOWN_REJECTED:,} more; --json names all of them")


def read_words(found: Read) -> list[str]:
    """How a file was read, a sentence each."""
    taken = "; " + ", ".join(f"{key} from {header}" for key, header in found.columns)
    taken = taken if found.form == "plain" else ""  # the columns of the others are known
    return [
        f"{found.name} was read as {found.form}: {count(len(found.rows), 'incident')}{taken}.",
        *found.notes,
    ]


@dataclass(frozen=True, slots=True)
class Ours:
    """The record as a list, and what its incidents rest on."""

    rows: tuple[Listed, ...]
    incidents: Mapping[str, Incident]
    documents: Mapping[str, DocumentRow]
    inside: Inside | None

    @property
    def period(self) -> Period | None:
        """The days of the collection, else those that its documents can tell as news."""
        if self.inside is not None:
            return self.inside.collection.period
        return published_period(self.documents.values())

    @property
    def gaps(self) -> tuple[Period, ...]:
        """Days on which the collection is declared to lack documents."""
        return self.inside.collection.holes if self.inside else ()


def published_period(documents: Iterable[DocumentRow]) -> Period | None:
    """The days of which documents can tell as news: from LAG days before the first was published to the last.

    None where no document has a date.
    """
    found = []
    for row in documents:
        if is_row(row.extra):
            continue
        try:
            found += [period(row.published[:10])] if row.published else []
        except UsageError:  # no day of the calendar
            continue
    if not found:
        return None
    first = min(p.start for p in found)
    return Period(max(date.min + LAG, first) - LAG, max(p.end for p in found))


def our_list(place: str, collection: str | None) -> Ours:
    """The incidents of a record as a list; with a collection those that a document of it tells.

    Raises UsageError where there is none.
    """
    with open_record(place) as opened:
        declared = find(opened, collection) if collection is not None else None
        documents = {row.id: row for row in opened.documents()}
        # what only lists tell would be a list set beside itself
        incidents = {i.id: i for i in opened.incidents() if any(r.row_of is None for r in i.reports)}
        name = opened.name
    inside = None
    if declared is not None:
        made, version = declared
        inside = Inside(made, version, coverage(made, documents.values()))
        documents = {key: row for key, row in documents.items() if where(made, row) == INSIDE}
        incidents = {
            key: incident
            for key, incident in incidents.items()
            if any(report.document in documents for report in incident.reports)
        }
    if not incidents:
        raise UsageError(
            f"{name} holds no incident to compare: read documents into it with `vigil run INPUT...`."
            if inside is None
            else f"No incident is told by a document of collection {inside.collection.name}."
        )
    rows = tuple(as_listed(incident) for incident in incidents.values())
    return Ours(rows, incidents, documents, inside)


def asked_period(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    """First and last day of what is asked for."""
    start = period(since).start if since and date_prefix(since) else None
    end = period(until).end if until and date_prefix(until) else None
    if start and end and end < start:
        raise UsageError(
            f"The period {since} to {until} ends before it begins: write the earlier date first."
        )
    return start, end


def scope_text(scope: Scope, *lists: Iterable[Listed]) -> str:
    """What is compared, in words, countries by name."""
    from vigil.analysis.overlap import country_of

    names: dict[str, str] = {}
    for rows in lists:
        for row in rows:
            if row.place and row.place.country:
                names.setdefault(country_of(row) or "", row.place.country)
    return str(replace(scope, countries=frozenset(names.get(code, code) for code in scope.countries)))


def masked_notes(words: str, row: Listed, known: frozenset[str], *others: Listed) -> str:
    """The words of a list with the names of private persons masked.

    Nothing says who is named in them, so that whatever has the shape of a person's name is masked, unless it is a part of the
    place of ``row`` or of ``others``; ``known`` are the private names that the record knows.
    """
    from vigil.export.names import cued_names, mask, shaped_names

    places = [item.place for item in (row, *others) if item.place]
    parts = [part for p in places for part in (p.name, p.neighbourhood, p.city, p.admin1, p.country) if part]
    public = {word.casefold() for part in parts for word in part.split()}
    shaped = {name for name in shaped_names(words) if not public & set(name.casefold().split())}
    return mask(words, known | shaped | set(cued_names(words)))


def reasons_text(reasons: Mapping[str, int]) -> str:
    """``12 outside the period, 3 in other countries``."""
    by_number = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{number:,} {reason}" for reason, number in by_number) or "none"
