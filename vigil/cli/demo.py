"""What the demo shows when it has read the sample corpus."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from vigil.cli.console import concluded_text, day_text, place_short, plain
from vigil.cli.look import print_incidents
from vigil.phrases import figure_text

if TYPE_CHECKING:
    from rich.console import Console

    from vigil.records import Claim, Incident
    from vigil.store import Record

ROWS = 12


def show_demo(console: Console, record: Record, place: str, gold: int) -> None:
    """The best documented incidents, one conflict of figures, the demonstrations that answer, and the counts."""
    found = list(record.incidents())
    if not found:
        console.print("No incident was found.")
        return
    subjects = [i for i in found if any(r.role == "main" for r in i.reports)]
    best = sorted(subjects, key=lambda i: (-len({r.document for r in i.reports}), i.id))[:ROWS]
    console.print(Text(f"\nThe {len(best)} incidents that most reports tell", style="bold"))
    print_incidents(console, sorted(best, key=lambda i: (i.date.start or "9999", i.id)))
    _conflict(console, subjects, record)
    _answers(console, found)
    console.print(
        Text(
            f"\nFound {len(found)} incidents, {len(subjects)} of them the main subject of a report;"
            f" careful readers counted {gold} subjects in these reports.\n",
            style="bold",
        )
    )
    vigil, example = program(), best[0].id
    for command, what in (
        (f"{vigil} serve --record {place} --open", "all of it as a site in the browser"),
        (f"{vigil} show {example} --record {place}", "one incident, word for word"),
        (f"{vigil} incidents --kind demonstration --record {place}", "all demonstrations"),
        (f'{vigil} search "sit-in coffins" --record {place}', "full text"),
        (f"{vigil} export incidents --record {place} --out incidents.jsonl", "for other programs"),
    ):
        console.print(Text(f"  {command:<72}").append(f" {what}", style="dim"))


def program() -> str:
    """How to call this program from here: by its name where the shell finds it, else by its path."""
    if shutil.which("vigil"):
        return "vigil"
    path = Path(sys.argv[0])
    if path.stem != "vigil":  # python -m vigil
        return "python -m vigil"
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _conflict(console: Console, subjects: list[Incident], record: Record) -> None:
    """The incident whose sources disagree most on the dead."""

    def figures(incident: Incident) -> dict[str, tuple[Claim, str]]:
        said: dict[str, tuple[Claim, str]] = {}
        for report in incident.reports:
            for claim in report.claims:
                if claim.attribute == "killed" and claim.group is None:
                    said.setdefault(figure_text(claim), (claim, report.document))
        return said

    chosen = max(subjects, key=lambda i: (len(figures(i)), i.id), default=None)
    if chosen is None or len(figures(chosen)) < 2:
        return
    outlets = {row.id: row.outlet for row in record.documents()}
    head = f"{chosen.type}, {place_short(chosen.place)}, {day_text(chosen.date)}"
    console.print(
        Text(
            f"\nSources that disagree: killed in the {head}: {concluded_text(chosen, 'killed')}", style="bold"
        )
    )
    for figure, (claim, document) in sorted(figures(chosen).items(), key=lambda f: (f[1][0].low or 0, f[0])):
        by = claim.speaker or "no source named"
        line = Text(f"  {figure:<16} {plain(by)}, {plain(outlets.get(document) or document)}: ")
        line.append(f"“{plain(claim.quote)}”", style="italic")
        console.print(line)


def _answers(console: Console, found: list[Incident]) -> None:
    """Incidents that answer another one."""
    by_id = {i.id: i for i in found}
    pairs = [
        (i, link)
        for i in found
        for link in i.links
        if link.type == "in_response_to" and link.incident in by_id
    ]
    if not pairs:
        return
    console.print(Text("\nWhat answered what", style="bold"))
    pairs.sort(key=lambda p: (-p[1].confidence, -len(p[0].reports), p[0].id))
    for incident, link in pairs[:ROWS]:
        other = by_id[link.incident]
        here = f"{incident.type}, {place_short(incident.place)}, {day_text(incident.date)}"
        console.print(
            Text(f"  {here}  answers  {other.type}, {place_short(other.place)}, {day_text(other.date)}")
        )
