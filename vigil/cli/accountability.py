"""The command that tells who answered for it: accountability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from vigil.cli.console import (
    JSON,
    RECORD,
    count,
    day_text,
    examples,
    needed,
    open_record,
    out,
    picture_form,
    place_short,
    plain,
    say,
    write_json,
)
from vigil.declared import INSIDE, coverage, where
from vigil.errors import UsageError
from vigil.figures.inside import HOW, Inside, declared_row, find
from vigil.relations.answered import (
    NONE,
    Told,
    by_community,
    by_perpetrator,
    days_since,
    kept_in,
    last_step,
    looked_through,
    steps_of,
    tally,
)

if TYPE_CHECKING:
    from rich.table import Table

    from vigil.aftermath import Accused, Step
    from vigil.records import Incident
    from vigil.store import DocumentRow, Record

LISTED = 12  # incidents without a step that are named one by one
QUOTED = 3  # quotes behind one step; all of them are in --json
OUTSIDE = (
    "That no step was found is said only inside a declared collection, as nobody has said what was looked for where:"
    f" declare one with {HOW} and add --collection NAME."
)


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog=examples(
            "vigil accountability", "every accused with the steps told of them, and what is known by perpetrator and community",
            'vigil accountability "Malik Ishaq"', "one accused: each step with its day, who took it and the words",
            "vigil accountability --incident i8e24b", "what is told of one incident",
            "vigil accountability --collection quetta", "inside a collection, where 'no step found' can be said",
            "vigil accountability --plot steps.svg", "a dated strip for each accused, persons without their names",
            "vigil accountability --json", "for programs, names of persons withheld",
            after="An accused stands with who took a step and with the outcome: an acquittal goes with every accusation before it.",
        )
    )(accountability)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Answers:
    """What the record, or a collection of it, tells."""

    accused: list[Accused]
    incidents: list[Incident]
    documents: Mapping[str, DocumentRow]  # those that are looked through
    last: str | None  # the day of the last of them
    inside: Inside | None


def accountability(
    name: str = typer.Argument(None, metavar="[NAME]", help="Part of the name of a person or group."),
    incident: str = typer.Option(None, metavar="ID", help="One incident: its id, or the first letters."),
    collection: str = typer.Option(
        None, metavar="NAME", help="Inside a declared collection alone: see vigil collection."
    ),
    record: str = RECORD,
    plot: Path = typer.Option(None, metavar="FILE", help="Draw it too: FILE.svg or FILE.png."),
    as_json: bool = JSON,
) -> None:
    """Tell who answered for it: the accused, each step that reports tell with its day, and what came of it."""
    if name is not None and not name.strip():
        raise UsageError("The name is empty: give part of a name, or none at all.")
    with open_record(record) as opened:
        answers, about = _gather(opened, name, incident, collection)
        names = _names(opened) if as_json or plot is not None else {}
    if plot is not None:
        _draw(plot, answers, about, names)
    if as_json:
        _write(answers, names)
    else:
        _print(answers, name is not None or incident is not None, about)


def _gather(
    opened: Record, name: str | None, key: str | None, collection: str | None
) -> tuple[_Answers, Incident | None]:
    from vigil.aftermath import Accused

    declared = find(opened, collection) if collection is not None else None
    about = opened.incident(key) if key is not None else None
    if key is not None and about is None:
        raise UsageError(f"There is no incident {key}: `vigil incidents` lists them.")
    accused = list(opened.aftermath(Accused, incident=about.id if about else None, text=name))
    if name is not None and not accused:
        raise UsageError(
            f"No accused here has {name} in the name: `vigil accountability` lists all of them, `vigil search` looks in the texts."
        )
    documents = {row.id: row for row in opened.documents()}
    incidents = [about] if about else list(opened.incidents())
    inside = None
    if declared is not None:
        made, version = declared
        inside = Inside(made, version, coverage(made, documents.values()))
        documents = {key: row for key, row in documents.items() if where(made, row) == INSIDE}
        accused = kept_in(accused, documents)
        incidents = [i for i in incidents if any(r.document in documents for r in i.reports)]
    last = max((row.published for row in documents.values() if row.published), default=None)
    if name is not None:
        told = {i for one in accused for i in one.incidents}
        incidents = [i for i in incidents if i.id in told]
    return _Answers(accused, incidents, documents, last, inside), about


def _names(opened: Record) -> Mapping[str, tuple[str, ...]]:
    from vigil.export import withheld

    return withheld(opened)


# ---------------------------------------------------------------- for programs and pictures


def _write(answers: _Answers, names: Mapping[str, tuple[str, ...]]) -> None:
    from vigil.export import accused_row

    rows: list[dict[str, Any]] = []
    for one in answers.accused:
        last = last_step(one)
        rows.append(accused_row(one, names) | {"days_since_last_step": days_since(last, answers.last)})
    if answers.inside is not None:
        made, steps = answers.inside, steps_of(answers.accused, answers.incidents)
        without = [i.id for i in answers.incidents if i.kind == "attack" and not steps.get(i.id)]
        rows.append(
            {
                "collection": declared_row(made.collection, made.version),
                "looked_through": looked_through(made.collection, answers.documents.values()),
                "no_step_found": without,
            }
        )
    write_json(rows)


def _draw(
    plot: Path, answers: _Answers, about: Incident | None, names: Mapping[str, tuple[str, ...]]
) -> None:

    form = picture_form(plot)
    with needed():
        from vigil.analysis.accountability import accountability_picture
        from vigil.export import atomic_writer

        of = f" of incident {about.id}" if about is not None else ""
        notes = [str(answers.inside)] if answers.inside else []
        drawn = accountability_picture(
            answers.accused, f"Steps against the accused{of}", _wrapped(notes), form
        )
    with atomic_writer(plot) as stream:
        stream.write(drawn)
    say(f"Picture written to {plot}")


def _wrapped(notes: Sequence[str]) -> list[str]:
    import textwrap

    return [line for note in notes for line in textwrap.wrap(note, 115)]


# ---------------------------------------------------------------- for readers


def _print(answers: _Answers, closely: bool, about: Incident | None) -> None:
    from rich.padding import Padding
    from rich.text import Text

    console = out()
    if answers.inside is not None:
        console.print(Padding(Text(str(answers.inside), style="dim"), (0, 0, 1, 0)))
    if about is not None:
        head = f"{about.type}, {place_short(about.place) or 'place unknown'}, {day_text(about.date)} · {about.id}"
        console.print(Text(plain(head), style="bold"))
    if not answers.accused:
        say("No report here tells of a step against anybody.")
    elif closely:
        for one in answers.accused:
            _one(one, answers)
    else:
        _list(answers)
    if about is not None:
        _of_nobody(about, answers)
        if (
            answers.inside is not None
            and answers.incidents
            and not steps_of(answers.accused, answers.incidents).get(about.id)
        ):
            said = looked_through(answers.inside.collection, answers.documents.values(), about.date.start)
            console.print(Text(f"No step found in {said}, published from the day of the incident on."))
    elif not closely:
        _by(answers)
    if answers.inside is None:
        say(OUTSIDE)


def _table(*columns: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in columns:
        table.add_column(
            name, justify="right" if name in ("incidents", "days since", "attacks", "with a step") else "left"
        )
    return table


def _what(step: Step) -> str:
    """The step, or that a text says that none was taken."""
    return "no step taken, a text says" if step.what == NONE else step.what


def _list(answers: _Answers) -> None:
    from rich.text import Text

    table = _table("accused", "kind", "incidents", "steps told", "outcome", "days since")
    for one in answers.accused:
        told = "; ".join(
            f"{_what(s)} {s.date or 'day unknown'}{f' ({s.by})' if s.by else ''}" for s in one.steps
        )
        last = last_step(one)
        days = days_since(last, answers.last)
        cells = (
            one.name,
            one.kind,
            str(len(one.incidents)),
            told,
            one.outcome or "",
            "" if days is None else f"{days:,}",
        )
        table.add_row(*(Text(plain(cell)) for cell in cells))
    out().print(table)
    if answers.last:
        out().print(
            Text(
                f"Days since the last dated step, counted to the last document ({answers.last[:10]}).",
                style="dim",
            )
        )


def _one(one: Accused, answers: _Answers) -> None:
    from rich.padding import Padding
    from rich.text import Text

    console = out()
    head = Text(plain(one.name), style="bold").append(
        f"  {one.kind} · {count(len(one.incidents), 'incident')}", style="not bold dim"
    )
    if one.outcome:
        head.append(f"  outcome: {one.outcome}", style="bold")
    if one.aliases:
        head.append(f"  also {plain(', '.join(one.aliases))}", style="not bold dim")
    console.print(head)
    for step in one.steps:
        line = Text(f"{step.date or 'day unknown':<22} ").append(_what(step), style="bold")
        line.append(f" by {plain(step.by)}" if step.by else "").append(f"  {step.incident}", style="dim")
        console.print(Padding(line, (0, 0, 0, 2), expand=False))
        for evidence in step.evidence[:QUOTED]:
            row = answers.documents.get(evidence.document)
            said = [plain(p) for p in ((row.outlet, row.published) if row else ()) if p]
            quote = Text(f"“{plain(evidence.quote)}”", style="italic").append(
                "  " + ", ".join([*said, evidence.document]), style="not italic dim"
            )
            console.print(Padding(quote, (0, 0, 0, 6), expand=False))
        if len(step.evidence) > QUOTED:
            more = Text(f"and {len(step.evidence) - QUOTED} more: {plain(step.why)}", style="dim")
            console.print(Padding(more, (0, 0, 0, 6), expand=False))
    last = last_step(one)
    days = days_since(last, answers.last)
    if days is not None and last is not None and answers.last:
        counted = f"{count(days, 'day')} from the last dated step ({last.what}) to the last document ({answers.last[:10]})"
        console.print(Padding(Text(counted, style="dim"), (0, 0, 1, 2), expand=False))


def _of_nobody(about: Incident, answers: _Answers) -> None:
    """What texts say of nobody in particular: "no arrests were made"."""
    from rich.text import Text

    for report in about.reports:
        for claim in report.claims:
            if (
                claim.attribute == "accountability"
                and claim.value is None
                and report.document in answers.documents
            ):
                out().print(Text(f"{report.document} says “{plain(claim.quote)}”"))


def _by(answers: _Answers) -> None:
    steps = steps_of(answers.accused, answers.incidents)
    for title, names in (
        ("perpetrator", by_perpetrator(answers.incidents)),
        ("community of victims", by_community(answers.incidents)),
    ):
        if names:
            _tally(title, tally(names, steps), answers)
    if answers.inside is not None:
        _without(answers)


def _tally(title: str, rows: Sequence[Told], answers: _Answers) -> None:
    from rich.text import Text

    searched = looked_through(answers.inside.collection, answers.documents.values()) if answers.inside else ""
    table = _table(title, "attacks", "with a step", "steps told", "last step")
    for row in rows:
        lacking = f"no step found in {searched}" if answers.inside else ""
        cells = (row.name, str(row.attacks), str(row.with_step), row.words or lacking, row.last or "")
        table.add_row(*(Text(plain(cell)) for cell in cells))
    out().print()
    out().print(table)


def _without(answers: _Answers) -> None:
    """The attacks of which no step is told: only inside a collection, each with what was looked through since."""
    from rich.text import Text

    assert answers.inside is not None
    steps = steps_of(answers.accused, answers.incidents)
    without = [i for i in answers.incidents if i.kind == "attack" and not steps.get(i.id)]
    if not without:
        return
    table = _table("attack", "date", "place", "no step found in")
    for one in without[:LISTED]:
        said = looked_through(answers.inside.collection, answers.documents.values(), one.date.start)
        cells = (f"{one.id} {one.type}", day_text(one.date), place_short(one.place), said)
        table.add_row(*(Text(plain(cell)) for cell in cells))
    out().print()
    out().print(table)
    if len(without) > LISTED:
        out().print(Text(f"and {len(without) - LISTED} more; --json names all of them", style="dim"))
