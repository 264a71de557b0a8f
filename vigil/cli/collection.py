"""Commands for declared collections: what was collected, so that a month without reports means something."""

from __future__ import annotations

import difflib
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

import typer

from vigil.cli.console import JSON, RECORD, examples, open_record, out, plain, say, write_json
from vigil.declared import (
    Collection,
    Count,
    Coverage,
    checked,
    coverage,
    gaps_text,
    holds,
    outlet,
    parse_gap,
    reasons,
)
from vigil.errors import StoreError, UsageError
from vigil.figures.inside import HOW, declared_row, find, held_row, languages_text
from vigil.periods import date_prefix, period
from vigil.phrases import day_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from vigil.store import Record

SUGGESTED = 5  # outlets shown where one was asked for that is not there
NAME = typer.Argument(..., metavar="NAME", help="Name of the collection.")

group = typer.Typer(
    help="Declare what was collected, and see what the record holds of it.",
    epilog=examples(
        "vigil collection declare quetta --source dawn.com --from 2012 --to 2013-06",
        "one outlet, a year and a half",
        "vigil collection show quetta", "documents by month and source, months without any, what is not in it",
        "vigil collection list", "every collection of the record",
        "vigil trend --collection quetta --of attack --compare 2012 2013-01..2013-06", "figures inside it",
        after="Only inside a collection does nothing found mean something: outside one there are counts, no rates.",
    ),
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group.callback(invoke_without_command=True)(_group)
    group.command(
        epilog=examples(
            "vigil collection declare quetta --source dawn.com --source tribune.com.pk --from 2012 --to 2013-06", "two outlets, a year and a half",
            'vigil collection declare quetta ... --language en --query "pages that name Quetta"', "what was looked for",
            'vigil collection declare quetta ... --gap "2012-08 dawn.com: site was down"', "a month that one outlet lacks",
            'vigil collection declare quetta ... --by "A. Reader" --on 2014-05-10', "who says so, and when",
            "vigil collection declare all --all-sources --from 2012 --to 2013", "whatever outlet it came from",
            after="The same name again makes a new version; the former stays (vigil collection show NAME --history).",
        )
    )(declare)  # fmt: skip
    group.command("list", epilog=examples("vigil collection list --json", "one collection a line"))(listed)
    group.command(
        epilog=examples(
            "vigil collection show quetta", "what was declared, and what the record holds of it",
            "vigil collection show quetta --history", "every version of the declaration, oldest first",
            "vigil collection show quetta --json", "the same for a program, by month and source",
        )
    )(show)  # fmt: skip
    app.add_typer(group, name="collection")


def _group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


def declare(
    name: str = NAME,
    start: str = typer.Option(..., "--from", metavar="DATE", help="First day, month or year."),
    end: str = typer.Option(..., "--to", metavar="DATE", help="Last day, month or year."),
    source: list[str] = typer.Option(None, metavar="OUTLET", help="An outlet; may be given several times."),
    all_sources: bool = typer.Option(False, "--all-sources", help="Whatever outlet a document is from."),
    language: list[str] = typer.Option(
        None, metavar="CODE", help="Code or English name; several times, or not at all for every language."
    ),
    query: str = typer.Option(None, metavar="WORDS", help="How documents were sought."),
    gap: list[str] = typer.Option(
        None,
        metavar="GAP",
        help="PERIOD SOURCE: REASON, either of the two may be left out; may be given several times.",
    ),
    note: str = typer.Option(None, metavar="WORDS", help="Anything else to know."),
    by: str = typer.Option(None, metavar="WHO", help="Who declares it; stands with the figures."),
    on: str = typer.Option(None, metavar="DATE", help="When it was declared."),
    record: str = RECORD,
    as_json: bool = JSON,
) -> None:
    """Declare a collection, or a new version of it: sources, languages, period, query, known gaps."""
    if source and all_sources:
        raise UsageError("Give either --source, once or several times, or --all-sources.")
    made = checked(
        Collection(
            name, tuple(source or ()), tuple(_language(word) for word in language or ()),
            date_prefix(start) or "", date_prefix(end) or "", query, tuple(map(parse_gap, gap or ())), note, by,
            date_prefix(on),
        )
    )  # fmt: skip
    if not source and not all_sources:
        raise UsageError(f"Say which sources with --source OUTLET, or --all-sources.{_offered(record)}")
    with open_record(record, create=True) as opened:
        outlets = _outlets(opened)
        before = len(opened.declarations(name))
        version = opened.declare(made)
    for one in made.sources:
        if outlet(one) not in {outlet(known) for known in outlets}:
            near = difflib.get_close_matches(one, outlets, 1)
            hint = f"did you mean {plain(near[0])}?" if near else _most(outlets)
            say(f"The record holds no document of {plain(one)} yet: {hint}")
    new = "Declared" if version > before else "Declared so already:"
    say(
        f"{new} {plain(name)}, version {version}. `vigil collection show {plain(name)}` shows what the record holds of it."
    )
    if as_json:
        write_json([declared_row(made, version)])


def listed(record: str = RECORD, as_json: bool = JSON) -> None:
    """List the collections of the record."""
    with open_record(record) as opened:
        found = [(made, len(opened.declarations(made.name))) for made in opened.collections()]
    if as_json:
        write_json(declared_row(*pair) for pair in found)
        return
    if not found:
        say(f"No collection is declared yet: {HOW} declares one.")
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for head in ("name", "version", "period", "sources", "languages", "gaps"):
        table.add_column(head)
    for made, version in found:
        cells = (
            made.name, str(version), str(made.period), ", ".join(made.sources) or "all",
            languages_text(made.languages), str(len(made.gaps) or "none"),
        )  # fmt: skip
        table.add_row(*(Text(plain(cell)) for cell in cells))
    out().print(table)


def show(
    name: str = NAME,
    history: bool = typer.Option(False, "--history", help="Every version of the declaration, oldest first."),
    record: str = RECORD,
    as_json: bool = JSON,
) -> None:
    """Show what was declared, and what the record holds of it, by month and source."""
    with open_record(record) as opened:
        made, version = find(opened, name)
        versions = list(enumerate(opened.declarations(name), start=1))
        held = None if history else coverage(made, opened.documents())
    if as_json:
        if held is None:
            write_json(declared_row(former, number) for number, former in versions)
        else:
            write_json([declared_row(made, version) | {"held": held_row(made, held)}])
        return
    console = out()
    if held is None:
        for number, former in versions:
            _print_declared(console, former, number)
        return
    _print_declared(console, made, version)
    _print_held(console, made, held)


# ---------------------------------------------------------------- for a person


def _print_declared(console: Console, made: Collection, version: int) -> None:
    from rich.table import Table
    from rich.text import Text

    declared = "".join((f" by {made.by}" if made.by else "", f" on {day_words(made.at)}" if made.at else ""))
    head = f"{made.name}, version {version}" + (f", declared{declared}" if declared else "")
    console.print(Text(plain(head), style="bold"))
    table = Table.grid(padding=(0, 2, 0, 0))
    for label, value in (
        ("period", str(made.period)),
        ("sources", ", ".join(made.sources) or "all"),
        ("languages", languages_text(made.languages)),
        ("sought by", made.query),
        ("gaps", gaps_text(made.gaps)),
        ("note", made.note),
    ):
        if value:
            table.add_row(Text("  " + label), Text(plain(value)))
    console.print(table)


def _print_held(console: Console, made: Collection, held: Coverage) -> None:
    from rich.table import Table
    from rich.text import Text

    aside = f"{held.total.set_aside or 'none'} of them set aside as off the subject, which is coverage too"
    console.print(Text(f"\nThe record holds {holds(held)}; {aside}."))
    months = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name, justify in (("month", "left"), ("documents", "right"), ("set aside", "right"), ("sources", "right"), ("", "left")):  # fmt: skip
        months.add_column(name, justify=justify)  # type: ignore[arg-type]
    for month in held.months:
        gaps = reasons(made, period(month.name))
        marks = ["no document"] * (not month.documents) + [f"gap: {gaps_text(gaps)}"] * bool(gaps)
        cells = (month.name, f"{month.documents:,}", f"{month.set_aside:,}", f"{len(month.parts):,}", "; ".join(marks))  # fmt: skip
        months.add_row(*(Text(plain(cell)) for cell in cells))
    console.print(months)
    console.print()
    sources = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name, justify in (("source", "left"), ("documents", "right"), ("set aside", "right"), ("first", "left"), ("last", "left"), ("months without a document", "left")):  # fmt: skip
        sources.add_column(name, justify=justify)  # type: ignore[arg-type]
    for source in held.sources:
        row = (source.name, f"{source.documents:,}", f"{source.set_aside:,}", source.first or "", source.last or "",
                 _ranges(held, source))  # fmt: skip
        sources.add_row(*(Text(plain(cell)) for cell in row))
    console.print(sources)
    if held.coarse:
        console.print(Text(f"\n{held.coarse:,} of them dated no finer than a year: they are in no month."))
    others = ", ".join(f"{number:,} {why}" for why, number in held.outside.items())
    if held.languages:
        spoken = ", ".join(f"{languages_text([code])} {n:,}" for code, n in held.languages.items())
        others += f" (other languages: {spoken})"
    console.print(Text("\n" + plain(f"Not in it: {others or 'no document of the record'}.")))


def _ranges(held: Coverage, source: Count) -> str:
    """Months without a document, those that follow each other as one: ``2012-01 to 2012-03, 2012-05``."""
    runs = groupby(held.months, key=lambda month: not source.parts[month.name])
    found = [list(months) for empty, months in runs if empty]
    if len(found) == 1 and len(found[0]) == len(held.months):
        return "all"
    return ", ".join(
        f"{run[0].name} to {run[-1].name}" if len(run) > 1 else run[0].name for run in found
    )  # fmt: skip


# ---------------------------------------------------------------- what was typed


def _language(word: str) -> str:
    """The code of a language.  Raises UsageError for one that is not known."""
    from vigil import codebook

    names = codebook.load("languages")["names"]
    wanted = word.strip().casefold()
    for code, name in names.items():
        if wanted in (str(code), str(name).casefold()):
            return str(code)
    near = difflib.get_close_matches(wanted.capitalize(), [str(name) for name in names.values()], 1)
    hint = f"Did you mean {near[0]}?" if near else "Write a code (en) or an English name (English)."
    raise UsageError(f"There is no language {word}. {hint}")


def _outlets(record: Record) -> list[str]:
    """Outlets of the record, those with most documents first."""
    found = Counter(row.outlet for row in record.documents() if row.outlet)
    return sorted(found, key=lambda name: (-found[name], name))


def _offered(record: str) -> str:
    try:
        with open_record(record) as opened:
            return f" {_most(_outlets(opened))}"
    except StoreError:  # there is none yet
        return ""


def _most(outlets: Sequence[str]) -> str:
    if not outlets:
        return "It holds no document of any outlet yet."
    return f"It holds most documents of {', '.join(map(plain, outlets[:SUGGESTED]))}."
