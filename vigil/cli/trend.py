"""The command that counts over time: trend."""

from __future__ import annotations

import difflib
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from vigil.cli.console import (
    JSON,
    RECORD,
    examples,
    needed,
    open_record,
    out,
    picture_form,
    plain,
    say,
    write_json,
)
from vigil.cli.inside import Inside, find
from vigil.cli.look import Kind, date_prefix
from vigil.declared import INSIDE, Collection, coverage, where
from vigil.errors import UsageError
from vigil.listed import is_row
from vigil.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    import polars as pl

    from vigil.analysis import Chosen, Question
    from vigil.store import DocumentRow, Record

SUGGESTED = 5  # names shown where one was asked for that the record does not hold


class Unit(StrEnum):
    """Units of time."""

    month = "month"
    quarter = "quarter"
    year = "year"


class Nature(StrEnum):
    """What sort of violence it was, by the words of the reports."""

    political = "political"
    criminal = "criminal"
    accidental = "accidental"
    unclear = "unclear"


class Group(StrEnum):
    """What a table can be split by."""

    kind = "kind"
    type = "type"
    country = "country"
    admin1 = "admin1"
    city = "city"
    perpetrator = "perpetrator"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog=examples(
            "vigil trend --of attack --by year", "attacks, killed and injured, year by year",
            "vigil trend --of attack --place Quetta --since 2012 --until 2013-06", "a period: months without an attack are zeros",
            "vigil trend --collection quetta --of attack", "inside a declared collection: its documents, period and gaps",
            "vigil trend --collection quetta --of attack --compare 2012-07..2012-12 2013-01..2013-06", "two half-years: how many times as many, and how sure",
            "vigil trend --of attack --perpetrator LeJ --group city --by year", "one group's attacks, split by city",
            "vigil trend --of attack --nature political --since 2012", "political violence alone; what is of unclear nature is counted beside it",
            "vigil trend --of demonstration --since 2012 --until 2013 --plot protests.svg", "a picture, SVG or PNG",
            after="A count is a count of what these documents report: the last column shows how many there are.",
        )
    )(trend)  # fmt: skip


def trend(
    record: str = RECORD,
    by: Unit = typer.Option(Unit.month, help="month, quarter or year."),
    of: str = typer.Option(None, metavar="WORD", help="A kind (attack) or a type (suicide bombing)."),
    place: str = typer.Option(None, metavar="NAME", help="Part of a place name."),
    country: str = typer.Option(None, metavar="COUNTRY", help="Code or English name."),
    perpetrator: str = typer.Option(
        None, metavar="NAME", help="A group, one of its aliases, or part of a name; denials do not count."
    ),
    nature: Nature = typer.Option(None, help="political, criminal, accidental or unclear alone."),
    group: Group = typer.Option(None, help="Split by kind, type, country, admin1, city or perpetrator."),
    since: str = typer.Option(
        None, metavar="DATE", help="First day, month or year; what is empty from here on is a zero."
    ),
    until: str = typer.Option(None, metavar="DATE", help="Last day, month or year."),
    compare: tuple[str, str] = typer.Option(
        None,
        metavar="A B",
        help="Two periods, each a date or FROM..TO: their counts, and inside a collection the ratio of their rates.",
    ),
    collection: str = typer.Option(
        None, metavar="NAME", help="Inside a declared collection alone: see vigil collection."
    ),
    plot: Path = typer.Option(None, metavar="FILE", help="Draw it too: FILE.svg or FILE.png."),
    as_json: bool = JSON,
) -> None:
    """Count incidents, killed and injured over time, and say on what the figures rest."""
    if plot is not None:
        picture_form(plot)
    with needed():
        from vigil import analysis
        from vigil.cli.figures import compute, draw, print_figures, row_of
    question = analysis.Question(
        codebook_word(of), place, country_given(country), perpetrator, nature and nature.value
    )
    sides = tuple(analysis.period(words) for words in compare) if compare else None
    start = analysis.period(since).start if date_prefix(since) else None
    end = analysis.period(until).end if date_prefix(until) else None
    if sides and start is None and end is None:
        start, end = min(s.start for s in sides), max(s.end for s in sides)
    with open_record(record) as opened:
        declared = find(opened, collection) if collection is not None else None
        frame, documents = _frame(opened)
    inside = None
    if declared is not None:
        made, version = declared
        start, end = _within(made, start, end, sides or ())
        inside = Inside(made, version, coverage(made, documents.values()))
        documents = {key: row for key, row in documents.items() if where(made, row) == INSIDE}
        frame = _told(analysis.told_in(frame, documents), made)
    chosen = _choose(frame, question)
    figures = compute(
        chosen, documents.values(), by.value, start, end, group.value if group else None, sides, inside
    )
    if plot is not None:
        from vigil.export import atomic_writer

        with needed():
            drawn = draw(figures, picture_form(plot))
        with atomic_writer(plot) as stream:
            stream.write(drawn)
        say(f"Picture written to {plot}")
    if as_json:
        write_json([row_of(figures)])
    else:
        print_figures(out(), figures)


def _frame(record: Record) -> tuple[pl.DataFrame, Mapping[str, DocumentRow]]:
    from vigil.analysis import incident_frame
    from vigil.export import withheld

    documents = {row.id: row for row in record.documents()}
    frame = incident_frame(record.incidents(), documents, withheld(record))
    if not frame.height:
        raise UsageError(
            f"{record.name} holds no incident to count: read documents into it with `vigil run INPUT...`."
        )
    # a row of a list was compiled afterwards: it is not among what was published
    return frame, {key: row for key, row in documents.items() if not is_row(row.extra)}


def _within(
    made: Collection, start: date | None, end: date | None, sides: Iterable[Period]
) -> tuple[date, date]:
    """The period asked for, else that of the collection.  Raises UsageError for days that it does not have."""
    whole = made.period
    asked = Period(start or whole.start, end or whole.end)
    for part in (asked, *sides):
        if not whole.holds(part) and part.start <= part.end:
            raise UsageError(
                f"Collection {made.name} runs from {whole}, and {part} is not within it: ask for days that it has, or"
                " declare it anew with a longer period."
            )
    return asked.start, asked.end


def _told(frame: pl.DataFrame, made: Collection) -> pl.DataFrame:
    if not frame.height:
        raise UsageError(
            f"No incident is told by a document of collection {made.name}: `vigil collection show {made.name}` shows"
            " what the record holds of it."
        )
    return frame


def codebook_word(of: str | None) -> str | None:
    """A kind or type of the codebook, checked."""
    from vigil import codebook

    if of is None:
        return None
    known = [*(kind.value for kind in Kind), *codebook.load("events")["types"]]
    word = " ".join(of.lower().replace("_", " ").split())
    for name in known:
        if word in (name, name.replace("_", " ")):
            return str(name)
    near = difflib.get_close_matches(word, known, SUGGESTED)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"Kinds are {', '.join(k.value for k in Kind)}."
    raise UsageError(f"There is no kind or type of incident {of}. {hint} Types: docs/codebook.md.")


def country_given(given: str | None) -> str | None:
    """The code of a country that was named.  Raises UsageError where there is none."""
    from vigil.articles import country_code

    if given is None:
        return None
    code = country_code(given)
    if code is None:
        raise UsageError(f"There is no country {given}: write a code (PK) or its English name (Pakistan).")
    return code


def _choose(frame: pl.DataFrame, question: Question) -> Chosen:
    """The incidents asked for.  Raises UsageError for a name that no incident of the record has."""
    from vigil.analysis import Question, choose

    for name in ("place", "country", "perpetrator"):
        value = getattr(question, name)
        if value is not None and not choose(frame, Question(**{name: value})).frame.height:
            raise UsageError(f"No incident here has the {name} {value}. {_most(frame, name)}")
    return choose(frame, question)


def _most(frame: pl.DataFrame, name: str) -> str:
    """What could have been asked for: the names that most incidents have."""
    names: Iterable[Any]
    if name == "perpetrator":
        names = (a["name"] for actors in frame.get_column("perpetrators") for a in actors)
    else:
        column = {"place": "city", "country": "country"}[name]
        names = (value for value in frame.get_column(column) if value)
    common = sorted(Counter(names).items(), key=lambda item: (-item[1], item[0]))[:SUGGESTED]
    if not common:
        return f"It knows of no {name}."
    return "It has most of: " + ", ".join(f"{plain(value)} ({number})" for value, number in common) + "."
