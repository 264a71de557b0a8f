"""The command that shows the register of actors: actors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import typer

from vigil.cli.console import JSON, RECORD, count, examples, open_record, out, plain, say, write_json
from vigil.errors import UsageError

if TYPE_CHECKING:
    from vigil.aftermath import Party
    from vigil.store import DocumentRow

QUOTED = 3  # quotes behind one relation; all of them are in --json
CLOSELY = 3  # parties shown in full where a name finds no more than these
KINDS = ("group", "institution", "community", "person")


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog=examples(
            "vigil actors", "groups, institutions, communities and persons, each once",
            "vigil actors LeJ", "one of them: aliases, relations with their words, parts in incidents",
            "vigil actors --kind group", "one kind: group, institution, community or person",
            "vigil actors --json", "for programs, names of private persons withheld",
            after="Names are joined by a rule that each entry states; a judgement 'same as' or 'not the same' goes before it.",
        )
    )(actors)  # fmt: skip


def actors(
    name: str = typer.Argument(None, metavar="[NAME]", help="Part of a name or alias."),
    kind: str = typer.Option(None, metavar="KIND", help="group, institution, community or person."),
    record: str = RECORD,
    as_json: bool = JSON,
) -> None:
    """Show who has a part in the incidents: aliases, relations as reports tell them, and parts."""
    from vigil.aftermath import Party

    if kind is not None and kind not in KINDS:
        raise UsageError(f"A kind of actor is {', '.join(KINDS[:-1])} or {KINDS[-1]}, not {kind}.")
    if name is not None and not name.strip():
        raise UsageError("The name is empty: give part of a name, or none at all.")
    with open_record(record) as opened:
        found = [p for p in opened.aftermath(Party, text=name) if kind is None or p.kind == kind]
        if name is not None and not found:
            raise UsageError(f"No actor here has {name} in a name: `vigil actors` lists all of them.")
        found.sort(key=lambda p: (KINDS.index(p.kind), -len(p.incidents), p.name, p.id))
        if as_json:
            from vigil.export import party_row, withheld

            names = withheld(opened)
            write_json(party_row(one, names) for one in found)
            return
        wanted = {e.document for p in found for r in p.relations for e in r.evidence}
        documents = {row.id: row for row in opened.documents() if row.id in wanted}
    if not found:
        say("No actor is named in this record.")
    elif name is not None and len(found) <= CLOSELY:
        for one in found:
            _one(one, documents)
    else:
        _list(found)


def _list(found: Sequence[Party]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("name", "kind", "incidents", "parts", "relations", "also"):
        table.add_column(column, justify="right" if column == "incidents" else "left")
    for one in found:
        parts = Counter(role for role, _ in one.roles)
        cells = (
            one.name, "private person" if one.private else one.kind, str(len(one.incidents)),
            ", ".join(f"{role} {number}" for role, number in sorted(parts.items(), key=lambda p: (-p[1], p[0]))),
            "; ".join(dict.fromkeys(f"{r.kind} {r.other}" for r in one.relations)), ", ".join(one.aliases),
        )  # fmt: skip
        table.add_row(*(Text(plain(cell)) for cell in cells))
    out().print(table)


def _one(one: Party, documents: Mapping[str, DocumentRow]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    console = out()
    what = "private person: withheld from exports" if one.private else one.kind
    console.print(Text(plain(one.name), style="bold").append(f"  {what} · {one.id}", style="not bold dim"))
    if one.aliases:
        console.print(Padding(Text("also " + plain(", ".join(one.aliases))), (0, 0, 0, 2), expand=False))
    for relation in one.relations:
        line = Text(f"{relation.kind} ", style="bold").append(plain(relation.other), style="bold")
        when = f"{relation.date}, " if relation.date else ""
        line.append(f"  {when}told {relation.seen or 'on a day unknown'}", style="not bold dim")
        console.print(Padding(line, (0, 0, 0, 2), expand=False))
        for evidence in relation.evidence[:QUOTED]:
            row = documents.get(evidence.document)
            said = [plain(p) for p in ((row.outlet, row.published) if row else ()) if p]
            quote = Text(f"“{plain(evidence.quote)}”", style="italic").append(
                "  " + ", ".join([*said, evidence.document]), style="not italic dim"
            )
            console.print(Padding(quote, (0, 0, 0, 6), expand=False))
    for role in sorted({role for role, _ in one.roles}):
        ids = [incident for other, incident in one.roles if other == role]
        line = Text(f"{role} in {count(len(ids), 'incident')}: {', '.join(ids)}")
        console.print(Padding(line, (0, 0, 0, 2), expand=False))
    for sentence in one.why:
        console.print(Padding(Text(plain(sentence), style="dim"), (0, 0, 0, 2), expand=False))
    console.print()
