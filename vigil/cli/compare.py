"""The command that sets the record beside another list: compare."""

from __future__ import annotations

from pathlib import Path

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
from vigil.cli.lists import (
    COLLECTION,
    COLUMN,
    DATES,
    FORM,
    PLACE,
    SINCE,
    UNSAID,
    UNTIL,
    Form,
    Order,
    asked_period,
    our_list,
    read_file,
    say_rejected,
    scope_text,
)
from vigil.cli.look import Kind
from vigil.errors import UsageError
from vigil.listed import OURS

DRAWN = "A dot is the best figure, a line runs from the lowest to the highest, + stands where there is no highest."


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog=examples(
            "vigil compare acled.csv", "a file from ACLED: only theirs, only ours, the same with another toll, with quotes",
            "vigil compare ged.csv --since 2012 --until 2013 --place Quetta", "UCDP GED, a place and two years",
            "vigil compare own.csv --column date=Day --column killed=Dead --dates day-first", "a table of one's own",
            "vigil compare acled.csv --collection quetta", "inside a declared collection: what it lacks can be said",
            "vigil compare acled.csv --of attack --plot tolls.svg", "tolls side by side, SVG or PNG",
            "vigil compare acled.csv --json", "everything for a program, names of private persons withheld",
            after="Rows that cannot be read are named at the end and the others are read (exit code 1).",
        )
    )(compare)  # fmt: skip


def compare(
    file: Path = typer.Argument(
        ..., metavar="FILE", help="A list as CSV: ACLED, UCDP GED, or a table with a date."
    ),
    record: str = RECORD,
    form: Form = FORM,
    dates: Order = DATES,
    columns: list[str] = COLUMN,
    of: Kind = typer.Option(None, help="One kind only; attacks and demonstrations if not given."),
    place: str = PLACE,
    since: str = SINCE,
    until: str = UNTIL,
    collection: str = COLLECTION,
    limit: int = typer.Option(20, min=1, help="At most so many incidents of a sort in the terminal."),
    plot: Path = typer.Option(None, metavar="FILE", help="Draw the tolls too: FILE.svg or FILE.png."),
    as_json: bool = JSON,
) -> None:
    """Set the record beside a list of incidents that others keep."""
    if plot is not None:
        picture_form(plot)
    with needed():
        from vigil.analysis import common_scope, compare_lists, extent
        from vigil.cli.compared import CAUTION, json_row, print_comparison
    start, end = asked_period(since, until)
    theirs, rejected = read_file(file, form, dates, columns, "their list" if file.stem == OURS else None)
    ours = our_list(record, collection)
    scope = common_scope(
        [
            extent(OURS, ours.rows, ours.period),
            extent(theirs.name, theirs.rows, deadly=theirs.deadly),
        ],
        start,
        end,
        of.value if of else None,
        place,
        ours.gaps,
    )
    if scope is None:
        one, two = extent(OURS, ours.rows, ours.period), extent(theirs.name, theirs.rows)
        raise UsageError(
            f"The record ({one.period}; {', '.join(sorted(one.countries)) or 'no country'}) and {plain(theirs.name)}"
            f" ({two.period}; {', '.join(sorted(two.countries)) or 'no country'}) have no day, country or kind in common"
            " that was asked for: compare lists of the same days and places."
        )
    found = compare_lists(ours.rows, theirs.rows, scope)
    if plot is not None:
        where = scope_text(scope, ours.rows, theirs.rows)
        _draw(plot, found, theirs.name, where, [str(ours.inside) if ours.inside else UNSAID, DRAWN, CAUTION])
    if as_json:
        from vigil.export import withheld

        with open_record(record) as opened:
            names = withheld(opened)
        write_json([json_row(found, ours, theirs, rejected, names)])
    else:
        print_comparison(out(), found, ours, theirs, limit)
    say_rejected(rejected)
    if rejected:
        raise typer.Exit(1)


def _draw(plot: Path, found: object, name: str, where: str, notes: list[str]) -> None:
    from vigil.export import atomic_writer

    with needed():
        from vigil.analysis import Comparison
        from vigil.analysis.toll_pictures import toll_picture
    assert isinstance(found, Comparison)
    title = plain(f"Killed by the record and by {name}: {where}")
    drawn, left = toll_picture(found, title, (OURS, name), notes, picture_form(plot))
    with atomic_writer(plot) as stream:
        stream.write(drawn)
    more = f"; {left:,} incidents with fewer dead are not in it" if left else ""
    say(f"Picture written to {plot}{more}")
