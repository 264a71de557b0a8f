"""Commands that look into a record: incidents, show, search, original, rejections."""

from __future__ import annotations

import sys
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from vigil.cli.console import (
    JSON,
    NARROW,
    RECORD,
    concluded_text,
    count,
    day_text,
    examples,
    open_record,
    out,
    place_short,
    plain,
    say,
    who_text,
    write_json,
)
from vigil.errors import UsageError
from vigil.periods import date_prefix

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from vigil.records import Incident


class Kind(StrEnum):
    """Kinds of incident."""

    attack = "attack"
    demonstration = "demonstration"
    official_response = "official_response"
    legal_action = "legal_action"
    other = "other"


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(
        epilog=examples(
            "vigil incidents --from 2013-01 --to 2013-02", "two months",
            "vigil incidents --kind demonstration --place Karachi", "demonstrations in one city",
            'vigil incidents --actor "Lashkar" --json', "rows for a program, names of private persons withheld",
        )
    )(incidents)  # fmt: skip
    app.command(epilog=examples("vigil show ID", "an id from `vigil incidents`; its first letters will do"))(
        show
    )
    app.command(
        epilog=examples(
            'vigil search "sit-in coffins"',
            "documents that hold these words, with the passage",
            "vigil search '\"car bomb\" market'",
            "words in double quotes stand side by side",
        )
    )(search)
    app.command(epilog=examples("vigil original ID --out page.html", "the bytes as they came in"))(original)
    app.command(epilog=examples("vigil rejections --json", "every input that could not be used, and why"))(
        rejections
    )


def incidents(
    record: str = RECORD,
    start: str = typer.Option(
        None, "--from", metavar="DATE", help="Not over before this day, month or year."
    ),
    end: str = typer.Option(None, "--to", metavar="DATE", help="Begun by this day, month or year."),
    place: str = typer.Option(None, help="Part of a place name."),
    kind: Kind = typer.Option(None, help="One kind only."),
    actor: str = typer.Option(None, help="Part of an actor's name."),
    retracted: bool = typer.Option(False, "--retracted", help="Those that persons retracted too."),
    limit: int = typer.Option(None, min=1, help="At most so many."),
    as_json: bool = JSON,
) -> None:
    """List incidents: when, what, where, killed and injured, who is named."""
    with open_record(record) as opened:
        fitting = opened.incidents(
            date_from=date_prefix(start),
            date_to=date_prefix(end),
            place=place,
            kind=kind.value if kind else None,
            actor=actor,
            retracted=retracted,
        )
        if as_json:
            from vigil.export import incident_rows

            write_json(incident_rows(opened, islice(fitting, limit)))
            return
        shown = list(islice(fitting, limit))
        more = sum(1 for _ in fitting)
    if not shown:
        say("No incident fits.")
        return
    print_incidents(out(), shown)
    if more:
        say(f"{len(shown):,} of {len(shown) + more:,} incidents shown.")


def print_incidents(console: Console, found: Sequence[Incident]) -> None:
    """Incidents as a table, or in a narrow terminal as some lines each."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    if console.width < NARROW:
        for incident in found:
            console.print(
                Text(incident.id, style="dim").append(f"  {day_text(incident.date)}", style="not dim")
            )
            for line in _lines(incident):
                console.print(Padding(Text(line), (0, 0, 0, 2), expand=False))
        return
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name, options in (
        ("id", {"no_wrap": True, "style": "dim"}),
        ("date", {"no_wrap": True}),
        ("what", {}),
        ("where", {}),
        ("killed", {"justify": "right"}),
        ("injured", {"justify": "right"}),
        ("docs", {"justify": "right"}),
        ("named (stance)", {}),
    ):
        table.add_column(name, **options)
    for incident in found:
        cells = (
            incident.id,
            day_text(incident.date),
            incident.type,
            place_short(incident.place),
            concluded_text(incident, "killed"),
            concluded_text(incident, "injured"),
            str(_documents(incident)),
            who_text(incident),
        )
        table.add_row(*(Text(c) for c in cells))
    console.print(table)


def _lines(incident: Incident) -> Iterator[str]:
    yield ", ".join(part for part in (incident.type, place_short(incident.place)) if part)
    figures = (
        (concluded_text(incident, "killed"), "killed"),
        (concluded_text(incident, "injured"), "injured"),
        (count(_documents(incident), "document"), ""),
    )
    yield ", ".join(f"{figure} {name}".strip() for figure, name in figures if figure)
    if who := who_text(incident):
        yield who


def _documents(incident: Incident) -> int:
    return len({report.document for report in incident.reports})


def show(
    key: str = typer.Argument(..., metavar="ID", help="Id of an incident, or its first letters."),
    record: str = RECORD,
    as_json: bool = JSON,
) -> None:
    """Show one incident as a page: tolls, who says so, quotes, merges, links, documents."""
    with open_record(record) as opened:
        incident = opened.incident(key)
        if incident is None:
            raise UsageError(f"There is no incident {key}. `vigil incidents` lists them.")
        if as_json:
            from vigil.export import incident_rows

            write_json(incident_rows(opened, [incident]))
            return
        from vigil.cli.page import print_page

        wanted = {r.document for r in incident.reports}
        documents = {row.id: row for row in opened.documents() if row.id in wanted}
        linked = {i.id: i for i in (opened.incident(k.incident) for k in incident.links) if i is not None}
        print_page(incident, documents, linked)


def search(
    text: str = typer.Argument(..., help="Words that must all occur; words in double quotes, side by side."),
    record: str = RECORD,
    limit: int = typer.Option(20, min=1, help="At most so many."),
    as_json: bool = JSON,
) -> None:
    """Search titles and texts of all documents, those set aside included."""
    if not text.strip():
        raise UsageError('Which words? `vigil search "sit-in coffins"` finds what holds both.')
    with open_record(record) as opened:
        hits = opened.search(text, limit)
    if as_json:
        import dataclasses

        write_json(dataclasses.asdict(hit) for hit in hits)
        return
    if not hits:
        say("No document holds these words.")
    from rich.padding import Padding
    from rich.text import Text

    console = out()
    for hit in hits:
        head = Text(plain(hit.document), style="bold")
        head.append(
            "  " + "  ".join(plain(p) for p in (hit.published, hit.outlet, hit.title) if p), style="not bold"
        )
        if hit.status != "read":
            head.append("  (set aside)", style="dim")
        # Wrapped for a person, a line each for a program.
        wrap, snippet = console.is_terminal, Text(plain(hit.snippet))
        console.print(head, soft_wrap=not wrap)
        console.print(
            Padding(snippet, (0, 0, 0, 4), expand=False) if wrap else Text("    ") + snippet,
            soft_wrap=not wrap,
        )


def original(
    key: str = typer.Argument(..., metavar="ID", help="Id of a document."),
    record: str = RECORD,
    target: Path = typer.Option(None, "--out", "-o", metavar="FILE", help="Write here, whole or not at all."),
) -> None:
    """Give back the raw bytes of a document as they came in."""
    with open_record(record) as opened:
        found = opened.original(key)
    if found is None:
        raise UsageError(
            f"There is no document {key}. `vigil search` and `vigil export documents` show the ids."
        )
    content = found.content
    if target is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    from vigil.export import atomic_writer

    with atomic_writer(target) as stream:
        stream.write(content)
    say(f"{len(content)} bytes written to {target}")


def rejections(record: str = RECORD, as_json: bool = JSON) -> None:
    """List every input that could not be used, with the reason."""
    with open_record(record) as opened:
        found = list(opened.rejections())
    if as_json:
        write_json({"source": r.source, "stage": r.stage, "code": r.code, "reason": r.reason} for r in found)
        return
    for rejected in found:
        print(f"{plain(rejected.source)}: {plain(rejected.reason)} [{rejected.code}]")
    say(f"{len(found)} rejected")
