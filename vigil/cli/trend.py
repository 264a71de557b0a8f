"""The command that counts over time: trend."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import typer

from vigil.cli.blocks import print_blocks
from vigil.cli.console import JSON, RECORD, examples, needed, open_record, out, picture_form, say, write_json
from vigil.figures.inside import find


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
        from vigil.figures import asked
        from vigil.figures import trend as figures
        from vigil.figures.read import read
    wanted = asked.checked(
        asked.Asked(
            of, place, country, perpetrator, nature and nature.value, by.value, group and group.value,
            since, until, compare or (), collection,
        )
    )  # fmt: skip
    with open_record(record) as opened:
        declared = find(opened, collection) if collection is not None else None
        whole = read(opened)
    found = figures.compute(wanted, whole, declared)
    if plot is not None:
        from vigil.export import atomic_writer

        with needed():
            drawn = figures.draw(found, picture_form(plot))
        with atomic_writer(plot) as stream:
            stream.write(drawn)
        say(f"Picture written to {plot}")
    if as_json:
        write_json([figures.row_of(found)])
    else:
        print_blocks(out(), found.title, figures.blocks(found))
