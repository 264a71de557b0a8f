"""What `vigil compare` prints: counts, and every incident with the words of both sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from vigil.analysis import VERDICTS, Comparison, Pair, verdict
from vigil.cli.console import day_text, place_short, plain, toll_text
from vigil.cli.lists import UNSAID, Ours, masked_notes, read_words, reasons_text, scope_text
from vigil.declared import holds
from vigil.export import claim_row, mask
from vigil.export.contract import incident_claims
from vigil.export.names import names_for, names_of_claim
from vigil.figures.inside import declared_row, held_row
from vigil.listed import Listed, Read
from vigil.phrases import figure_text
from vigil.records import Claim, Rejected

QUOTED = 4  # claims of ours shown of an incident
LONGEST = 300  # characters of their notes in a terminal
CAUTION = (
    "Neither side is the truth: lists count by their own rules (ACLED takes the lower figure where sources differ and counts"
    " attackers among the dead, UCDP wants an organised actor and a death), and the record holds what its documents say."
)


def claims_of(ours: Ours, incident: str) -> list[tuple[str, Claim]]:
    """What the documents at hand say of the killed: those that count first, earlier counts last."""
    found = [
        (document, claim)
        for document, claim in incident_claims(ours.incidents[incident])
        if claim.attribute == "killed" and document in ours.documents and claim.group != "attackers"
    ]
    return sorted(found, key=lambda dc: dc[1].superseded)


# ---------------------------------------------------------------- for a program


def json_row(
    found: Comparison,
    ours: Ours,
    theirs: Read,
    rejected: Sequence[Rejected],
    names: Mapping[str, tuple[str, ...]],
) -> dict[str, Any]:
    """One object that holds everything; names of private persons are masked in the words of both sides."""

    def pair_row(pair: Pair) -> dict[str, Any]:
        return {
            "score": pair.score,
            "why": masked_notes(pair.why, pair.right, known, pair.left),
            "toll": verdict(pair),
            "doubt": pair.doubt,
            "ours": our_row(pair.left),
            "theirs": their_row(pair.right),
        }

    def our_row(item: Listed) -> dict[str, Any]:
        incident = ours.incidents[item.id]
        private = names_for(incident, names)
        claims = [
            claim_row(d, claim, names_of_claim(d, private, names)) for d, claim in claims_of(ours, item.id)
        ]
        return {
            "id": item.id, "date": asdict(item.date), "place": _place(item), "kind": incident.kind, "type": incident.type,
            "killed": _toll(item), "summary": mask(incident.summary, private), "claims": claims,
            "documents": sorted({r.document for r in incident.reports if r.document in ours.documents}),
        }  # fmt: skip

    def their_row(item: Listed) -> dict[str, Any]:
        return {
            "id": item.id, "line": item.line, "date": asdict(item.date), "place": _place(item), "kinds": item.kinds,
            "type": item.type, "actors": [masked_notes(a, item, known) for a in item.actors], "killed": _toll(item),
            "notes": masked_notes(item.notes, item, known) if item.notes else None, "source": masked_notes(item.cites, item, known) if item.cites else None,
        }  # fmt: skip

    scope = found.scope
    known = frozenset(name for some in names.values() for name in some)
    return {
        "list": {"name": theirs.name, "form": theirs.form, "incidents": len(theirs.rows), "columns": dict(theirs.columns),
                 "notes": theirs.notes},
        "scope": {"period": scope.period, "countries": sorted(scope.countries), "kinds": sorted(scope.kinds),
                  "deadly": scope.deadly, "place": scope.place},
        "rule": found.rule,
        "counts": counts(found),
        "same": [pair_row(pair) for pair in found.pairs],
        "ambiguous": [pair_row(pair) for pair in found.ambiguous],
        "could_belong_to_them": {"ours": [r.id for r in found.rivals_ours], "theirs": [r.id for r in found.rivals_theirs]},
        "only_theirs": [their_row(item) for item in found.only_theirs],
        "only_ours": [our_row(item) for item in found.only_ours],
        "perhaps_another_year": [
            {"ours": near.ours.id, "theirs": near.theirs.id, "our_date": near.ours.date.start,
             "their_date": near.theirs.date.start} for near in found.near
        ],
        "left_out": {"ours": found.out_ours, "theirs": found.out_theirs},
        "not_read": [{"line": r.source, "reason": r.reason} for r in rejected],
        "collection": None if ours.inside is None
        else declared_row(ours.inside.collection, ours.inside.version)
        | {"held": held_row(ours.inside.collection, ours.inside.held)},
        "why_nothing_is_said_to_be_missing": UNSAID if ours.inside is None else None,
        "caution": CAUTION,
    }  # fmt: skip


def counts(found: Comparison) -> dict[str, Any]:
    """How many incidents there are of each sort."""
    return {
        "same": len(found.pairs),
        "tolls": found.tolls,
        "ambiguous": len(found.ambiguous),
        "only_theirs": len(found.only_theirs),
        "only_ours": len(found.only_ours),
    }


def _place(item: Listed) -> dict[str, Any] | None:
    place = item.place
    if place is None:
        return None
    return {"name": place.name, "precision": place.precision, "admin1": place.admin1, "country": place.country,
            "lat": place.lat, "lon": place.lon}  # fmt: skip


def _toll(item: Listed) -> dict[str, int | None] | None:
    toll = item.killed
    return (
        None
        if toll is None
        else {"low": toll.low, "best": toll.best, "high": toll.high, "attackers": toll.attackers}
    )


# ---------------------------------------------------------------- for a person


def print_comparison(console: Console, found: Comparison, ours: Ours, theirs: Read, limit: int) -> None:
    """Counts first, then every sort of incident with quotes, at most ``limit`` of a sort."""
    name = plain(theirs.name)
    where = scope_text(found.scope, ours.rows, theirs.rows)
    console.print(Text(plain(f"The record and {name}: {where}"), style="bold"))
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for words, number in (
        ("in both", len(found.pairs)),
        *((f"  {verdict_}", found.tolls[verdict_]) for verdict_ in VERDICTS if found.tolls[verdict_]),
        ("ambiguous", len(found.ambiguous)),
        (f"in {name} without a match here", len(found.only_theirs)),
        (f"here without a match in {name}", len(found.only_ours)),
    ):
        table.add_row(Text(words), Text(f"{number:,}"))
    console.print(table)
    for line in (
        *read_words(theirs),
        f"Left out of the record: {reasons_text(found.out_ours)}. Left out of {name}: {reasons_text(found.out_theirs)}.",
        str(ours.inside) if ours.inside else UNSAID,
        found.rule,
        CAUTION,
    ):
        _paragraph(console, plain(line))
    groups = [
        (f"The same incident, {v}", [p for p in found.pairs if verdict(p) == v])
        for v in (*VERDICTS[2:3], *VERDICTS[:2], *VERDICTS[3:])
    ]
    for title, pairs in (
        *groups,
        ("Ambiguous: counted neither as the same nor as missing", list(found.ambiguous)),
    ):
        _heading(console, title, len(pairs))
        for pair in pairs[:limit]:
            _pair(console, pair, ours)
        _more(console, len(pairs) - limit)
    said = f", not found in {holds(ours.inside.held)}" if ours.inside else ""
    _heading(console, f"In {name} without a match here{said}", len(found.only_theirs))
    for item in found.only_theirs[:limit]:
        _line(console, _head(item))
        _theirs(console, item)
    _more(console, len(found.only_theirs) - limit)
    _heading(console, f"Here without a match in {name}", len(found.only_ours))
    for item in found.only_ours[:limit]:
        _line(console, _head(item))
        _ours(console, item, ours)
    _more(console, len(found.only_ours) - limit)
    _heading(console, "Perhaps the same with another year", len(found.near))
    for near in found.near[:limit]:
        _line(
            console,
            f"{near.ours.id} on {near.ours.date.start}, {near.theirs.id} on {near.theirs.date.start}: {near.why}",
        )
    _more(console, len(found.near) - limit)


def _pair(console: Console, pair: Pair, ours: Ours) -> None:
    here, there = (
        f"{told} killed" if (told := toll_text(item.killed)) else "no toll"
        for item in (pair.left, pair.right)
    )
    days = day_text(pair.left.date)
    if day_text(pair.right.date) != days:
        days += f" and {day_text(pair.right.date)}"
    head = f"{days}  {place_short(pair.left.place) or 'unknown place'}  {here} here, {there} there"
    _line(console, Text(plain(head), style="bold"))
    _ours(console, pair.left, ours)
    _theirs(console, pair.right)
    doubt = f"; {pair.doubt}" if pair.doubt else ""
    _line(console, Text(plain(f"{pair.score:.0%}: {pair.why}{doubt}"), style="dim"), 4)


def _head(item: Listed) -> Text:
    toll = toll_text(item.killed)
    parts = (
        day_text(item.date),
        place_short(item.place) or "unknown place",
        f"{toll} killed" if toll else "no toll",
        item.type,
    )
    return Text(plain("  ".join(part for part in parts if part)), style="bold")


def _ours(console: Console, item: Listed, ours: Ours) -> None:
    found = claims_of(ours, item.id)
    if not found:
        summary = ours.incidents[item.id].summary
        _line(console, Text(plain(f"{item.id}  “{summary[:LONGEST]}”")), 4)
    for n, (document, claim) in enumerate(found[:QUOTED]):
        row = ours.documents[document]
        said = ", ".join(p for p in (claim.speaker, row.outlet or document, row.published) if p)
        earlier = " (earlier count)" if claim.superseded else ""
        head = item.id if not n else " " * len(item.id)
        _line(console, Text(plain(f"{head}  {figure_text(claim)}{earlier}  “{claim.quote}”  {said}")), 4)
    if len(found) > QUOTED:
        _line(console, Text(f"and {len(found) - QUOTED} more: vigil show {item.id}", style="dim"), 4)


def _theirs(console: Console, item: Listed) -> None:
    notes = " ".join((item.notes or "").split())
    notes = f"  “{notes[:LONGEST]}{'…' * (len(notes) > LONGEST)}”" if notes else ""
    cites = f"  source: {' '.join(item.cites.split())[:80]}" if item.cites else ""
    _line(console, Text(plain(f"{item.id} (line {item.line}){notes}{cites}")), 4)


def _heading(console: Console, title: str, number: int) -> None:
    if number:
        console.print(Text(f"\n{title} ({number:,})", style="bold underline"))


def _more(console: Console, number: int) -> None:
    if number > 0:
        _line(console, Text(f"… and {number:,} more: --limit shows them", style="dim"))


def _line(console: Console, text: Text | str, indent: int = 2) -> None:
    shown = Text(plain(text)) if isinstance(text, str) else text
    console.print(Padding(shown, (0, 0, 0, indent), expand=False))


def _paragraph(console: Console, text: str) -> None:
    console.print(Padding(Text(text, style="dim"), (0, 0, 0, 0), expand=False))
