"""The command that shows what was demanded and what was answered: demands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from vigil.cli.console import (
    JSON,
    NARROW,
    RECORD,
    count,
    examples,
    needed,
    open_record,
    out,
    picture_form,
    plain,
    say,
    write_json,
)
from vigil.errors import UsageError

if TYPE_CHECKING:
    from vigil.aftermath import Demand, Response, Step
    from vigil.figures.inside import Inside
    from vigil.records import Evidence
    from vigil.store import DocumentRow, Record

NOTE = "A state changes only where a report says so; that nothing was found is said inside a declared collection alone (--collection)."


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog=examples(
            "vigil demands", "every demand, who made it of whom, and what reports say became of it",
            "vigil demands --incident i8e24b", "those told beside one incident",
            "vigil demands --state open --of government", "those without an answer, with a word of whom or what",
            "vigil demands --collection quetta", "inside a declared collection: with what no evidence was found in",
            "vigil demands --responses", "the other side: what those in power did, said and promised",
            "vigil demands --incident i8e24b --plot demands.svg", "as dated bars, SVG or PNG",
            after=NOTE,
        )
    )(demands)  # fmt: skip


def demands(
    record: str = RECORD,
    incident: str = typer.Option(
        None, metavar="ID", help="Told beside this incident (the first letters do)."
    ),
    state: str = typer.Option(
        None, metavar="STATE", help="open, refused, promised, partly met, met or withdrawn."
    ),
    of: str = typer.Option(
        None, metavar="WORDS", help="With these words in what was asked, by whom, of whom or its class."
    ),
    responses: bool = typer.Option(False, "--responses", help="The answers instead of the demands."),
    collection: str = typer.Option(
        None, metavar="NAME", help="Inside a declared collection alone: see vigil collection."
    ),
    plot: Path = typer.Option(None, metavar="FILE", help="Draw the demands too: FILE.svg or FILE.png."),
    as_json: bool = JSON,
) -> None:
    """Show what was demanded, of whom, and what reports say became of it."""
    from vigil.aftermath import Demand, Response

    wanted = _state(state)
    if responses and (state or plot):
        raise UsageError("--state and --plot are about demands: leave out --responses.")
    if plot is not None:
        picture_form(plot)
    with open_record(record) as opened:
        name = _incident(opened, incident)
        documents = {row.id: row for row in opened.documents()}
        inside, held = _inside(opened, collection, documents)
        if responses:
            answers = [
                r for r in opened.aftermath(Response, incident=name, text=of) if _told(r.evidence, held)
            ]
            asked = {d.id: d for d in opened.aftermath(Demand, incident=name)}
            if as_json:
                _json(opened, (), answers, inside, held, documents)
            else:
                _print_responses(answers, asked, inside)
            return
        found = [d for d in opened.aftermath(Demand, incident=name, text=of) if _told(d.evidence, held)]
        found = [d for d in found if wanted is None or d.state == wanted]
        if plot is not None:
            _draw(plot, found, opened, inside)
        if as_json:
            _json(opened, found, (), inside, held, documents)
            return
    _print_demands(found, documents, inside, held)


def _state(given: str | None) -> str | None:
    from vigil.relations import STATES

    if given is None or given in STATES:
        return given
    raise UsageError(f"There is no state {given}: choose one of {', '.join(STATES)}.")


def _incident(opened: Record, given: str | None) -> str | None:
    if given is None:
        return None
    found = opened.incident(given)
    if found is None:
        raise UsageError(f"There is no incident {given}. `vigil incidents` lists them.")
    return found.id


def _inside(
    opened: Record, name: str | None, documents: Mapping[str, DocumentRow]
) -> tuple[Inside | None, Mapping[str, DocumentRow] | None]:
    """The collection and its documents; None and None where none was asked for."""
    if name is None:
        return None, None
    from vigil.declared import INSIDE, coverage, where
    from vigil.figures.inside import Inside, find

    made, version = find(opened, name)
    held = {key: row for key, row in documents.items() if where(made, row) == INSIDE}
    return Inside(made, version, coverage(made, documents.values())), held


def _told(evidence: Iterable[Evidence], held: Mapping[str, DocumentRow] | None) -> bool:
    return held is None or any(e.document in held for e in evidence)


def silence(since: str | None, held: Mapping[str, DocumentRow]) -> dict[str, Any] | None:
    """What a collection holds from a day on, in which no evidence of a change was found; None where the day is not known."""
    if since is None:
        return None
    from dataclasses import asdict

    from vigil.declared import silence as of

    return asdict(of(since, held.values()))


def _since(demand: Demand) -> str | None:
    """The day from which nothing more is told of a demand: of its last change of state, or when it was first told."""
    told = [s.date or s.seen for s in demand.history]
    return told[-1] if told else demand.first


def _silence_text(demand: Demand, held: Mapping[str, DocumentRow]) -> str:
    from vigil.phrases import day_words

    row = silence(_since(demand), held)
    if row is None:
        return "no date from which to look"
    what = "no evidence of an answer found" if not demand.history else "no evidence of a further change found"
    said = f"{what} since {day_words(row['since'])} in {count(row['documents'], 'document')} of {count(row['sources'], 'source')}"
    return said + (f", the last of {day_words(row['last'])}" if row["last"] else "")


# ---------------------------------------------------------------- on the screen


def _print_demands(
    found: Sequence[Demand],
    documents: Mapping[str, DocumentRow],
    inside: Inside | None,
    held: Mapping[str, DocumentRow] | None,
) -> None:
    from rich.padding import Padding
    from rich.text import Text

    if not found:
        say("No such demand is told in these documents." if inside else "No such demand is in this record.")
    console = out()
    for demand in found:
        console.print(
            Text(f"{demand.what}: ", style="bold").append(f"“{plain(demand.words)}”", style="not bold")
        )
        who = (
            f"by {plain(demand.by)}" if demand.by else "by whom is not told",
            f"of {plain(demand.of)}" if demand.of else "",
            _seen(demand.first, demand.last),
            count(len({e.document for e in demand.evidence}), "document"),
            demand.id,
        )
        lines = [Text(" · ".join(w for w in who if w), style="dim"), Text(f"state: {demand.state}")]
        lines += [_step_line(step, documents) for step in demand.history]
        if held is not None:
            lines.append(Text(_silence_text(demand, held), style="italic"))
        for line in lines:
            console.print(Padding(line, (0, 0, 0, 2), expand=False))
    _end(count(len(found), "demand"), inside)


def _step_line(step: Step, documents: Mapping[str, DocumentRow]) -> Any:
    from rich.text import Text

    line = Text(f"{step.date or step.seen or 'date unknown'}  {step.what}: {plain(step.why)}")
    for said in step.evidence[:2]:
        row = documents.get(said.document)
        line.append(f"\n“{plain(said.quote)}”", style="italic")
        line.append(
            "  "
            + ", ".join(plain(p) for p in ((row.outlet, row.published) if row else (said.document,)) if p),
            style="dim",
        )
    return line


def _print_responses(found: Sequence[Response], asked: Mapping[str, Demand], inside: Inside | None) -> None:
    from rich.table import Table
    from rich.text import Text

    if not found:
        say(
            "No such response is told in these documents."
            if inside
            else "No such response is in this record."
        )
        return
    console = out()
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("told", "act", "by", "in these words", "answers", "until"):
        table.add_column(name)
    for one in found:
        answers = ", ".join(dict.fromkeys(asked[a].what for a in one.answers if a in asked))
        what_became = "".join(
            f"\nlater: {s.what}, told {s.seen or 'at an unknown date'}" for s in one.followed
        )
        words = f"“{one.words}”{what_became}"
        cells = (
            one.date or one.first or "unknown",
            one.act,
            one.by or "not told",
            words,
            answers,
            one.until or "",
        )
        if console.width < NARROW:
            console.print(Text(plain("  ".join(c for c in cells if c))))
            continue
        table.add_row(*(Text("\n".join(plain(part) for part in cell.split("\n"))) for cell in cells))
    if table.row_count:
        console.print(table)
    _end(count(len(found), "response"), inside)


def _seen(first: str | None, last: str | None) -> str:
    if first is None:
        return "told in documents without a date"
    return f"told {first}" if last in (None, first) else f"told {first} to {last}"


def _end(said: str, inside: Inside | None) -> None:
    if inside is None:
        say(f"{said}. {NOTE}")
        return
    say(
        f"{said}. {inside}".replace(
            "its date and tolls are concluded from all", "its state is concluded from all"
        ).replace("An incident", "A demand")
    )


# ---------------------------------------------------------------- for programs, and drawn


def _json(
    opened: Record,
    found: Sequence[Demand],
    answers: Sequence[Response],
    inside: Inside | None,
    held: Mapping[str, DocumentRow] | None,
    documents: Mapping[str, DocumentRow],
) -> None:
    from vigil.export import demand_row, response_row, withheld

    names = withheld(opened)
    made = {"collection": inside.collection.name, "version": inside.version} if inside else {}
    rows = [
        demand_row(d, names) | ({"no_evidence": silence(_since(d), held), **made} if held is not None else {})
        for d in found
    ]
    write_json([*rows, *(response_row(r, names) | made for r in answers)])


def _draw(plot: Path, found: Sequence[Demand], opened: Record, inside: Inside | None) -> None:
    from vigil.export import atomic_writer, withheld

    with needed():
        from vigil.analysis import demand_frame, demand_picture

        frame = demand_frame(found, withheld(opened))
        notes = (
            [NOTE]
            if inside is None
            else [f"Inside collection {inside.collection.name}, version {inside.version}."]
        )
        drawn = demand_picture(
            frame, "Demands, and what reports say became of them", notes, picture_form(plot)
        )
    with atomic_writer(plot) as stream:
        stream.write(drawn)
    say(f"Picture written to {plot}")
