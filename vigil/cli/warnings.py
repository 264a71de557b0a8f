"""The command that lists threats and warnings: warnings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from vigil.aftermath import Response, Threat
from vigil.cli.console import (
    JSON,
    NARROW,
    RECORD,
    day_text,
    examples,
    open_record,
    out,
    place_short,
    plain,
    say,
    write_json,
)

if TYPE_CHECKING:
    from vigil.records import Incident
    from vigil.store import Record


_ALWAYS = 3  # columns that stand even where they are empty


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog=examples(
            "vigil warnings", "every threat and warning, and what followed",
            "vigil warnings --by Lashkar", "those of one group, or of an agency",
            "vigil warnings --against Hazara --followed", "those against one community that an attack matches",
            "vigil warnings --json", "rows for a program, names of private persons withheld",
            after="A match says what a warning and an attack have in common, never that one led to the other.",
        )
    )(warnings)  # fmt: skip


def warnings(
    record: str = RECORD,
    by: str = typer.Option(None, metavar="NAME", help="Part of the name of who made it."),
    against: str = typer.Option(None, metavar="WORDS", help="Part of the words for whom it is made against."),
    followed: bool = typer.Option(False, "--followed", help="Only those that a later attack matches."),
    as_json: bool = JSON,
) -> None:
    """List threats and warnings: who, against whom, when, by what channel, what followed, and what was done in between."""
    with open_record(record) as opened:
        chosen = [
            threat
            for threat in opened.aftermath(Threat)
            if _holds(threat.by, by)
            and _holds(threat.against or threat.words, against)
            and (threat.matches or not followed)
        ]
        wanted = {key for t in chosen for key, _ in t.matches}
        incidents = {i.id: i for i in opened.incidents_of(sorted(wanted))}
        needed = {key for t in chosen for key in t.between}
        responses = {r.id: r for r in opened.aftermath(Response) if r.id in needed} if needed else {}
        if as_json:
            write_json(_rows(opened, chosen, responses))
            return
    if not chosen:
        say(
            "No warning fits."
            if by or against or followed
            else "No report in this record tells of a warning."
        )
        return
    _print(chosen, incidents, responses)
    say("A match says what a warning and an attack have in common, not that one led to the other.")


def _holds(words: str | None, part: str | None) -> bool:
    return not part or part.casefold() in (words or "").casefold()


def _print(
    threats: Sequence[Threat], incidents: Mapping[str, Incident], responses: Mapping[str, Response]
) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = out()
    rows = [_cells(t, incidents, responses) for t in threats]
    names = (
        "who",
        "against whom",
        "when",
        "channel",
        "in these words",
        "what followed",
        "officials in between",
    )
    if console.width < NARROW:
        for threat, cells in zip(threats, rows, strict=True):
            console.print(Text(threat.id, style="dim"))
            for name, cell in zip(names, cells, strict=True):
                if cell:
                    console.print(Padding(Text(f"{name}: {cell}"), (0, 0, 0, 2), expand=False))
        return
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    told = [n for n in range(len(names)) if n < _ALWAYS or any(cells[n] for cells in rows)]
    for n in told:
        table.add_column(names[n])
    for cells in rows:
        table.add_row(*(Text(cells[n]) for n in told))
    console.print(table)


def _cells(
    threat: Threat, incidents: Mapping[str, Incident], responses: Mapping[str, Response]
) -> tuple[str, ...]:
    when = threat.date or (f"told {threat.seen}" if threat.seen else "unknown")
    followed = []
    for key, why in threat.matches:
        incident = incidents.get(key)
        what = (
            ", ".join(p for p in (incident.type, place_short(incident.place), day_text(incident.date)) if p)
            if incident
            else ""
        )
        followed.append(f"{key} {what}. {plain(why)}")
    done = [
        plain(f"{r.by or 'somebody in power'}: {r.act} ({r.date or r.first or 'no day'})")
        for r in (responses.get(key) for key in threat.between)
        if r
    ]
    return (
        plain(threat.by) or "not named",
        plain(threat.against),
        when,
        threat.channel or "",
        f"“{plain(threat.words)}”",
        "\n".join(followed),
        "\n".join(done),
    )


def _rows(
    record: Record, threats: Sequence[Threat], responses: Mapping[str, Response]
) -> list[dict[str, Any]]:
    """One row a warning with what officials did after it, names of private persons withheld."""
    from vigil.export import response_row, threat_row, withheld

    names = withheld(record)

    def done(threat: Threat) -> list[dict[str, Any]]:
        rows = [response_row(responses[key], names) for key in threat.between if key in responses]
        return [
            {"response": r["id"], "by": r["by"], "act": r["act"], "words": r["words"], "date": r["date"] or r["first"]}
            for r in rows
        ]  # fmt: skip

    return [threat_row(threat, names) | {"between": done(threat)} for threat in threats]
