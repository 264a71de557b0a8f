"""The commands that look back on what people decided: review history, changes, orphaned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import typer

from vigil.cli.console import JSON, RECORD, examples, open_record, out, plain, say, write_json
from vigil.errors import UsageError

if TYPE_CHECKING:
    from vigil.records import Judgement
    from vigil.store import Change

ID = typer.Argument(..., metavar="ID", help="Id of an incident, or its first letters.")


def register(review: typer.Typer) -> None:
    """Add the commands of this file to those of review."""
    review.command(
        epilog=examples(
            "vigil review history i37d63", "every decision on it, and every change, with who and why"
        )
    )(history)
    review.command(
        epilog=examples(
            "vigil review changes --since yesterday", "the last day",
            "vigil review changes --since 2026-05-01", "since a day; --json for programs",
        )
    )(changes)  # fmt: skip
    review.command(
        epilog=examples(
            "vigil review orphaned",
            "kept, and listed here until their incident comes back or they are undone",
        )
    )(orphaned)


def table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under their names."""
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in names:
        made.add_column(name, no_wrap=name in ("id", "date", "nr"), justify="right" if name in ("value", "nr") else "left")  # fmt: skip
    for row in rows:
        made.add_row(*(Text(plain(cell)) for cell in row))
    out().print(made)


def history(key: str = ID, record: str = RECORD, as_json: bool = JSON) -> None:
    """Show what people decided on an incident, and every change of it, oldest first."""
    from vigil.review import history as told
    from vigil.review.told import short

    with open_record(record) as opened:
        incident = opened.incident(key)
        name = incident.id if incident else key
        mine = told(incident, opened.former_ids(name), list(opened.judgements())) if incident else []
        changes = opened.changes(incident=name)[::-1]
    if not mine and not changes and incident is None:
        raise UsageError(f"There is no incident {key}, and never was. `vigil incidents` lists them.")
    if as_json:
        write_json([_said(e.number, e.said, e.holds) for e in mine] + [_change_row(c) for c in changes])
        return
    table(
        ("nr", "when", "who", "decision", "why", "holds"),
        (
            (
                str(e.number),
                e.said.at[:19],
                e.said.by,
                short(e.said),
                e.said.reason,
                "yes" if e.holds else "undone",
            )
            for e in mine
        ),
    )
    _changes_table(changes)


def _said(number: int, said: Judgement, holds: bool) -> dict[str, Any]:
    return {"decision": number, "what": said.decision, "subject": said.subject, "value": said.value, "by": said.by,
            "at": said.at, "reason": said.reason, "holds": holds}  # fmt: skip


def changes(
    since: str = typer.Option(None, metavar="DATE", help="today, yesterday, or a day, month or year."),
    limit: int = typer.Option(100, min=1, help="At most so many, the newest."),
    record: str = RECORD,
    as_json: bool = JSON,
) -> None:
    """Show what became of incidents: new, changed, merged, gone; with who and why."""
    with open_record(record) as opened:
        found = opened.changes(since=_since(since), limit=limit)
    if as_json:
        write_json(_change_row(c) for c in found)
        return
    if not found:
        say("Nothing changed.")
        return
    _changes_table(found)


def _since(given: str | None) -> str | None:
    from vigil.cli.look import date_prefix

    today = datetime.now(UTC).date()
    named: dict[str, date] = {"today": today, "yesterday": today - timedelta(days=1)}
    return named[given].isoformat() if given in named else date_prefix(given)


def _changes_table(found: Sequence[Change]) -> None:
    table(
        ("when", "id", "what", "who", "change", "why"),
        ((c.at[:19], c.incident, c.what, c.by, _change_text(c), c.why) for c in found),
    )


def _change_text(change: Change) -> str:
    from vigil.review.told import differences

    if change.into:
        return f"into {change.into}"
    return "; ".join(f"{name} {old} → {new}" for name, old, new in differences(change.fields))


def _change_row(change: Change) -> dict[str, Any]:
    from vigil.decided import plain as values

    return {"number": change.number, "at": change.at, "incident": change.incident, "what": change.what, "by": change.by, "why": change.why,
            "fields": {n: [values(a), values(b)] for n, a, b in change.fields}, "into": change.into}  # fmt: skip


def orphaned(record: str = RECORD, as_json: bool = JSON) -> None:
    """List decisions that no longer find what they were made on."""
    from vigil.review.told import short

    with open_record(record) as opened:
        found = opened.orphaned()
    if as_json:
        write_json(_said(n, s, True) for n, s in found)
        return
    if not found:
        say("Every decision has its incident.")
        return
    table(
        ("nr", "when", "who", "decision", "on", "why"),
        ((str(n), s.at[:19], s.by, short(s), s.subject, s.reason) for n, s in found),
    )
