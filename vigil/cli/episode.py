"""The command that tells what belongs together: episode."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from vigil.cli.console import (
    JSON,
    RECORD,
    concluded_text,
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
from vigil.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vigil.aftermath import Episode, Line
    from vigil.records import Evidence, Incident
    from vigil.store import DocumentRow, Record

CITED = 3  # quotes behind one sentence; all of them are in --json


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog=examples(
            "vigil episode", "all episodes: incidents that hang together by their links",
            "vigil episode e187", "one of them as a timeline and a paragraph with its sources",
            "vigil episode i8e24b", "the episode that an incident belongs to",
            "vigil episode e187 --plot story.svg", "its timeline as a picture, SVG or PNG",
            "vigil episode --json", "for programs, names of private persons withheld",
        )
    )(episode)  # fmt: skip


def episode(
    key: str = typer.Argument(
        None, metavar="[ID]", help="Id of an episode or of an incident in it, or the first letters."
    ),
    record: str = RECORD,
    plot: Path = typer.Option(None, metavar="FILE", help="Draw its timeline too: FILE.svg or FILE.png."),
    as_json: bool = JSON,
) -> None:
    """Tell what belongs together: an attack, what answered it, and what came of that, with the words for each step."""
    from vigil.aftermath import Episode

    if plot is not None and key is None:
        raise UsageError("A picture shows one episode: name it, as in vigil episode ID --plot story.svg.")
    with open_record(record) as opened:
        if key is None:
            found = list(opened.aftermath(Episode))
            if as_json:
                _write(opened, found)
            else:
                _list(found)
            return
        one = _find(opened, key)
        incidents = opened.incidents_of(one.incidents)
        if plot is not None:
            _draw(plot, one, incidents, opened)
        if as_json:
            _write(opened, [one])
            return
        wanted = {e.document for line in one.story for e in line.evidence}
        documents = {row.id: row for row in opened.documents() if row.id in wanted}
    _print(one, incidents, documents)


def _find(opened: Record, key: str) -> Episode:
    from vigil.aftermath import Episode

    one = opened.drawn(Episode, key)
    if one is not None:
        return one
    incident = opened.incident(key)
    if incident is None:
        raise UsageError(f"There is no episode and no incident {key}. `vigil episode` lists the episodes.")
    holding = list(opened.aftermath(Episode, incident=incident.id))
    if not holding:
        raise UsageError(
            f"Incident {incident.id} stands alone: no report ties it to another. `vigil show {incident.id}` shows it."
        )
    return holding[0]


def _write(opened: Record, found: Sequence[Episode]) -> None:
    from vigil.export import episode_row, withheld

    names = withheld(opened)
    write_json(episode_row(one, names) for one in found)


def _list(found: Sequence[Episode]) -> None:
    from rich.table import Table
    from rich.text import Text

    if not found:
        say("No incident here is tied to another.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("id", no_wrap=True, style="dim")
    table.add_column("begins", no_wrap=True)
    table.add_column("ends", no_wrap=True)
    table.add_column("incidents", justify="right")
    table.add_column("goes back to")
    for one in found:
        cells = (one.id, one.start or "unknown", one.end or "", str(len(one.incidents)), plain(one.title))
        table.add_row(*(Text(cell) for cell in cells))
    out().print(table)


def _print(one: Episode, incidents: Sequence[Incident], documents: Mapping[str, DocumentRow]) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = out()
    console.print(Text(plain(one.title), style="bold"))
    days = f"{one.start or 'unknown'} to {one.end}" if one.end and one.end != one.start else one.start or ""
    console.print(Text(f"episode of {count(len(incidents), 'incident')} · {days} · {one.id}\n", style="dim"))
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 2))
    for name in ("date", "what", "where", "killed", "injured", "tie", "id"):
        table.add_column(name)
    known = {i.id: i for i in incidents}
    for incident in incidents:
        ties = [
            f"{k.type.replace('_', ' ')} {known[k.incident].type}"
            for k in incident.links
            if k.incident in known
        ]
        cells = (
            day_text(incident.date), incident.type, place_short(incident.place), concluded_text(incident, "killed"),
            concluded_text(incident, "injured"), "; ".join(ties), incident.id,
        )  # fmt: skip
        table.add_row(*(Text(plain(cell)) for cell in cells))
    console.print(table)
    paragraph, cited = _cited(one.story)
    console.print(Padding(Text(plain(paragraph)), (1, 0, 1, 2), expand=False))
    console.print(Text("Sources", style="bold"))
    for number, evidence in enumerate(cited, 1):
        article = documents.get(evidence.document)
        line = Text(f"[{number}] ", style="dim").append(f"“{plain(evidence.quote)}”", style="not dim italic")
        said = (article.outlet, article.published) if article else ()
        line.append("  " + ", ".join(plain(p) for p in (*said, evidence.document) if p), style="not italic")
        console.print(Padding(line, (0, 0, 0, 2), expand=False))
    if why := [(i, k) for i in incidents for k in i.links if k.incident in known]:
        console.print(Text("\nWhy they hang together", style="bold"))
        for incident, link in why:
            what = f"{incident.id} {link.type.replace('_', ' ')} {link.incident} ({link.confidence:.2f}): {plain(link.why)}"
            console.print(Padding(Text(what), (0, 0, 0, 2), expand=False))


def _cited(story: Sequence[Line]) -> tuple[str, list[Evidence]]:
    """The sentences with numbers behind them, and what the numbers stand for."""
    numbers: dict[Evidence, int] = {}
    sentences = []
    for line in story:
        marks = "".join(f"[{numbers.setdefault(e, len(numbers) + 1)}]" for e in line.evidence[:CITED])
        sentences.append(line.text + (f" {marks}" if marks else ""))
    return " ".join(sentences), list(numbers)


def _draw(plot: Path, one: Episode, incidents: Sequence[Incident], opened: Record) -> None:

    form = picture_form(plot)
    with needed():
        from vigil.analysis.strips import episode_picture
        from vigil.export import atomic_writer, mask, withheld

        names = withheld(opened)
        private = {name for i in incidents for r in i.reports for name in names.get(r.document, ())}
        drawn = episode_picture(incidents, mask(one.title, private), form)
    with atomic_writer(plot) as stream:
        stream.write(drawn)
    say(f"Picture written to {plot}")
