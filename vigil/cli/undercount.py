"""The command that says how much is missing: undercount."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from vigil.cli.console import JSON, RECORD, examples, needed, out, picture_form, plain, say, write_json
from vigil.cli.lists import (
    COLLECTION,
    COLUMN,
    DATES,
    FORM,
    PLACE,
    SINCE,
    UNTIL,
    Form,
    Order,
    Ours,
    asked_period,
    our_list,
    published_period,
    read_file,
    say_rejected,
)
from vigil.cli.look import Kind
from vigil.declared import outlet
from vigil.errors import UsageError
from vigil.listed import OURS, Read
from vigil.periods import Period

if TYPE_CHECKING:
    from vigil.cli.counted import Counted
    from vigil.records import Rejected

SUGGESTED = 6
NO_COLLECTION = (
    "No number of the missing is computed outside a declared collection, as nobody has said what was looked for where: declare"
    " one with `vigil collection declare NAME --source OUTLET --from DATE --to DATE` and add --collection NAME."
)
NO_PERIOD = (
    "No number of the missing is computed for a period that nobody has named: the first and the last row of a file do not say"
    " where it began and stopped to look. Add --since and --until."
)


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog=examples(
            "vigil undercount dawn.com tribune.com.pk", "two newspapers: what both have and what one has alone; no estimate",
            "vigil undercount record acled.csv ged.csv --collection quetta", "the record and two files: how many are in none of them",
            "vigil undercount press=dawn.com+tribune.com.pk bbc.co.uk acled.csv --collection quetta", "outlets that copy each other as one list",
            "vigil undercount acled.csv ged.csv own.csv --since 2012 --until 2013", "files alone, in a period that you name",
            "vigil undercount record acled.csv ged.csv --histories histories.csv", "capture histories for R (Rcapture, LCMCR)",
            after="A list is an outlet of the record, several of them with + between, the word record, or a CSV file; NAME= before it names it.",
        )
    )(undercount)  # fmt: skip


def undercount(
    lists: list[str] = typer.Argument(
        ..., metavar="LIST...", help="Two lists or more: outlets, files, or record."
    ),
    record: str = RECORD,
    of: Kind = typer.Option(Kind.attack, help="Kind of incident that is counted."),
    place: str = PLACE,
    since: str = SINCE,
    until: str = UNTIL,
    collection: str = COLLECTION,
    form: Form = FORM,
    dates: Order = DATES,
    columns: list[str] = COLUMN,
    histories: Path = typer.Option(
        None, metavar="FILE.csv", help="Write the capture histories, one row each with its frequency."
    ),
    members: Path = typer.Option(
        None, metavar="FILE.csv", help="Write every incident with the lists that have it."
    ),
    plot: Path = typer.Option(
        None, metavar="FILE", help="Draw the overlaps and the estimate too: FILE.svg or FILE.png."
    ),
    as_json: bool = JSON,
) -> None:
    """Say what several lists have in common, and from three lists on how many incidents are in none."""
    if plot is not None:
        picture_form(plot)
    with needed():
        from vigil.analysis import captured_by, common_scope, extent
        from vigil.cli.counted import compute, json_row, print_counted
    start, end = asked_period(since, until)
    wanted = _wanted(lists)
    files: dict[str, Read] = {}
    rejected: list[Rejected] = []
    for name, spec in wanted.items():
        if _is_file(spec):
            read, bad = read_file(Path(spec), form, dates, columns, name)
            files[name] = read
            rejected += bad
    groups = {name: spec.split("+") for name, spec in wanted.items() if name not in files and spec != OURS}
    whole = next((name for name, spec in wanted.items() if spec == OURS), None)
    if whole and groups:
        raise UsageError("The record holds its outlets: name either record or outlets of it, not both.")
    ours: Ours | None = None
    captured = None
    extents = [extent(name, read.rows, deadly=read.deadly) for name, read in files.items()]
    if whole or groups:
        ours = our_list(record, collection)
        _known(ours, groups)
        if groups:
            captured = captured_by(ours.incidents.values(), ours.documents, groups)
        for name in [whole] if whole else groups:
            assert name is not None
            extents.append(extent(name, ours.rows, _period(ours, groups.get(name))))
    elif collection is not None:
        raise UsageError(
            "A collection is of the record, and none of these lists is: name record or an outlet."
        )
    scope = common_scope(extents, start, end, of.value, place, ours.gaps if ours else ())
    if scope is None:
        said = "; ".join(
            f"{plain(e.name)}: {e.period}, {', '.join(sorted(e.countries)) or 'no country'}" for e in extents
        )
        raise UsageError(f"These lists have no day, country or kind in common that was asked for ({said}).")
    refused = None
    if ours is not None and ours.inside is None:
        refused = NO_COLLECTION
    elif ours is None and (start is None or end is None):
        refused = NO_PERIOD
    found = compute(list(wanted), files, ours, whole, captured, scope, refused)
    if histories is not None:
        _write(histories, found.histories())
    if members is not None:
        _write(members, found.members())
    if plot is not None:
        _draw(plot, found)
    if as_json:
        write_json([json_row(found, rejected)])
    else:
        print_counted(out(), found)
    say_rejected(rejected)
    if rejected:
        raise typer.Exit(1)


def _wanted(lists: Sequence[str]) -> dict[str, str]:
    """Name -> what was asked for.  Raises UsageError for fewer than two lists and for two of one name."""
    found: dict[str, str] = {}
    for given in lists:
        name, sign, spec = given.partition("=")
        if not sign or Path(given).exists():
            name, spec = (Path(given).stem if _is_file(given) else given), given
        name = name.strip()
        if not name or not spec.strip() or not name.isprintable():
            raise UsageError(
                f"The list {given!r} has no name or nothing in it: write it as press=dawn.com+tribune.com.pk."
            )
        if spec == OURS:
            name = OURS
        elif name in (OURS, "freq"):
            raise UsageError(f"{name} is a word of this command: name the list otherwise, as in mine={spec}.")
        if name in found:
            raise UsageError(f"Two lists are called {name}: name one of them, as in other={spec}.")
        found[name] = spec.strip()
    if len(found) < 2:
        raise UsageError(
            "One list says nothing of what it lacks: name two or more, such as dawn.com acled.csv."
        )
    return found


def _is_file(spec: str) -> bool:
    return Path(spec).is_file() or spec.lower().endswith((".csv", ".tsv", ".txt"))


def _known(ours: Ours, groups: Mapping[str, Sequence[str]]) -> None:
    """Raises UsageError for an outlet that no document has, and for one that is in two lists."""
    counts = Counter(outlet(row.outlet) for row in ours.documents.values() if row.outlet)
    seen: set[str] = set()
    for names in groups.values():
        for name in map(outlet, names):
            if name in seen:
                raise UsageError(f"The outlet {name} stands in two lists: it can be in one only.")
            seen.add(name)
            if name in counts:
                continue
            near = difflib.get_close_matches(name, list(counts), 1)
            common = ", ".join(f"{plain(key)} ({n})" for key, n in counts.most_common(SUGGESTED))
            hint = (
                f"Did you mean {near[0]}?" if near else f"It has most of: {common or 'none with an outlet'}."
            )
            raise UsageError(f"No document here is of the outlet {name or 'without a name'}. {hint}")


def _period(ours: Ours, names: Sequence[str] | None) -> Period | None:
    if ours.inside is not None or names is None:
        return ours.period
    own = set(map(outlet, names))
    return published_period(
        row for row in ours.documents.values() if row.outlet and outlet(row.outlet) in own
    )


def _draw(plot: Path, found: Counted) -> None:
    from vigil.export import atomic_writer

    with needed():
        from vigil.analysis.capture_pictures import capture_picture

        title = plain(f"Who has which incidents: {', '.join(found.names)}")
        notes = [plain(found.where)]
        if found.ours is not None and found.ours.inside is not None:
            notes.append(plain(str(found.ours.inside)))
        drawn = capture_picture(found.table, found.result, title, notes, picture_form(plot))
    with atomic_writer(plot) as stream:
        stream.write(drawn)
    say(f"Picture written to {plot}")


def _write(path: Path, lines: Sequence[Sequence[object]]) -> None:
    """Rows as CSV that no spreadsheet runs."""
    import csv
    import io

    from vigil.export import atomic_writer
    from vigil.export.table import safe_cell

    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(
        [[safe_cell(cell) for cell in line] for line in lines]
    )
    with atomic_writer(path) as stream:
        stream.write(buffer.getvalue().encode("utf-8"))
    say(f"{len(lines) - 1:,} rows written to {path}")
