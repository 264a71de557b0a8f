"""The figures of `vigil undercount`: what lists share, and how many incidents are in none; for a person and for a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from vigil.analysis import (
    CAPTURE_RULE,
    RULE,
    Captured,
    Estimate,
    Joined,
    NotComputed,
    Pair,
    Scope,
    captures,
    crowded,
    estimate,
    join,
    overlaps,
)
from vigil.cli.console import count, plain
from vigil.cli.lists import Ours, bar, read_words, reasons_text, scope_text
from vigil.figures.inside import declared_row, held_row
from vigil.listed import OURS, Listed, Read
from vigil.records import Rejected

CROWD = 0.2  # share of rows in crowded towns beyond which no estimate is made
UNSURE = 5  # ambiguous pairs shown
MODELS = 8  # models shown
CAUTION = (
    "A list has the incidents that somebody reported and that it took for its own. What nobody can report, for fear or because"
    " nobody is left, is in no list, and no computation on lists finds it."
)


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything that the command prints."""

    names: tuple[str, ...]
    scope: Scope
    where: str  # the scope in words
    joined: tuple[Joined, ...]  # incidents within the scope that at least one list has
    unsure: tuple[Pair, ...]  # within the scope; their two sides are counted apart
    left_out: dict[str, int]
    table: Any  # captures
    result: Estimate | NotComputed
    other: Estimate | NotComputed | None  # with the ambiguous pairs joined
    files: Mapping[str, Read]
    ours: Ours | None
    captured: Captured | None

    def histories(self) -> list[list[Any]]:
        """Header and one row a distinct history, with ``freq``: as Rcapture (dfreq = TRUE) and LCMCR read them."""
        return [list(self.table.columns), *(list(row) for row in self.table.iter_rows())]

    def members(self) -> list[list[Any]]:
        """Header and one row an incident: 1 or 0 a list, when and where it was, and its id in each list."""
        head = [*self.names, "date_start", "date_end", "place", "killed_best"]
        sources = sorted({row.source for one in self.joined for row in one.rows})
        lines: list[list[Any]] = [[*head, *(f"id in {name}" for name in sources)]]
        for one in self.joined:
            best = one.best
            ids = {row.source: row.id for row in one.rows}
            lines.append(
                [
                    *(int(name in one.lists) for name in self.names),
                    best.date.start,
                    best.date.end,
                    best.place.name if best.place else None,
                    best.killed.best if best.killed else None,
                    *(ids.get(name) for name in sources),
                ]
            )
        return lines


def compute(
    names: Sequence[str],
    files: Mapping[str, Read],
    ours: Ours | None,
    whole: str | None,
    captured: Captured | None,
    scope: Scope,
    refused: str | None,
) -> Counted:
    """Join the lists, count who has what, and estimate unless it is ``refused``, with the reason."""
    lists: dict[str, Sequence[Listed]] = {name: read.rows for name, read in files.items()}
    if ours is not None:
        lists[OURS] = ours.rows
    taken = None if captured is None else captured.lists

    def within(found: Sequence[Joined]) -> tuple[list[Joined], Counter[str]]:
        kept, out = [], Counter[str]()
        for one in found:
            if not one.lists:
                continue
            reasons = [scope.outside(row) for row in (one.best, *one.rows)]
            # In the scope if any of its rows is, so that it does not matter which list tells its day.
            if None in reasons:
                kept.append(one)
            else:
                out[str(reasons[0])] += 1
        return kept, out

    joined, unsure = join(lists, taken)
    kept, out = within(joined)
    table = captures(kept, names)
    here = [p for p in unsure if scope.outside(p.left) is None or scope.outside(p.right) is None]
    if len(names) > 2:
        refused = refused or _crowded(lists, scope)
    if refused and len(names) > 2:
        result: Estimate | NotComputed = NotComputed(refused)
    else:
        with bar("Fitting models") as progress:
            result = estimate(table, progress)
    other = None
    if here and isinstance(result, Estimate):
        with bar("Fitting models again, ambiguous pairs joined") as progress:
            other = estimate(captures(within(join(lists, taken, ambiguous=True)[0])[0], names), progress)
    return Counted(
        tuple(names), scope, scope_text(scope, *lists.values()), tuple(kept), tuple(here), dict(out), table, result, other,
        files, ours, captured,
    )  # fmt: skip


def _crowded(lists: Mapping[str, Sequence[Listed]], scope: Scope) -> str | None:
    """Why no estimate is made where too many incidents cannot be told apart."""
    inside = {name: [row for row in rows if scope.outside(row) is None] for name, rows in lists.items()}
    whole, many = sum(map(len, inside.values())), len(crowded(inside))
    if many <= CROWD * whole:
        return None
    return (
        f"{many:,} of {whole:,} rows are of towns with more than ten such incidents a month in a list, where day, place and"
        " toll do not tell which rows are one: what is not joined would be counted twice and make the missing look too many."
        " Narrow it with --place, --since and --until."
    )


# ---------------------------------------------------------------- for a program


def json_row(found: Counted, rejected: Sequence[Rejected]) -> dict[str, Any]:
    """One object that holds everything."""
    scope, inside = found.scope, found.ours.inside if found.ours else None
    return {
        "lists": [
            {"name": name, "file": None if (read := found.files.get(name)) is None else
             {"form": read.form, "incidents": len(read.rows), "columns": dict(read.columns), "notes": read.notes}}
            for name in found.names
        ],
        "scope": {"period": scope.period, "countries": sorted(scope.countries), "kinds": sorted(scope.kinds),
                  "deadly": scope.deadly, "place": scope.place},
        "histories": found.table.to_dicts(),
        "overlaps": overlaps(found.table).to_dicts(),
        "left_out": found.left_out,
        "ambiguous": [{"one": list(p.left.key), "two": list(p.right.key), "score": p.score, "doubt": p.doubt} for p in found.unsure],
        "estimate": _estimate_row(found.result),
        "estimate_with_ambiguous_joined": None if found.other is None else _estimate_row(found.other),
        "copies_left_out": None if found.captured is None else found.captured.copies,
        "only_recalled": None if found.captured is None else found.captured.recalled,
        "rules": {"matching": RULE, "capture": None if found.captured is None else CAPTURE_RULE},
        "not_read": [{"line": r.source, "reason": r.reason} for r in rejected],
        "collection": None if inside is None
        else declared_row(inside.collection, inside.version) | {"held": held_row(inside.collection, inside.held)},
        "caution": CAUTION,
    }  # fmt: skip


def _estimate_row(found: Estimate | NotComputed) -> dict[str, Any]:
    if isinstance(found, NotComputed):
        return {"why": found.why}
    return {
        "seen": found.seen, "in_two_or_more": found.shared, "total": _round(found.total), "low": _round(found.low),
        "high": _round(found.high), "missing": _round(found.missing), "average": _round(found.average),
        "best": asdict(found.best), "near": [asdict(model) for model in found.near], "models": found.models.to_dicts(),
        "models_without_estimate": found.without, "fit_p": found.fit, "warnings": found.warnings, "method": found.method,
        "assumptions": found.assumptions,
    }  # fmt: skip


def _round(value: float) -> float:
    return round(value, 1)


# ---------------------------------------------------------------- for a person


def print_counted(console: Console, found: Counted) -> None:
    """Who has what, how it was told, and what follows from it."""
    title = f"{', '.join(found.names)}: {found.where}"
    console.print(Text(plain(title), style="bold"))
    console.print(_histories(found))
    console.print(_pairs(found))
    for name in found.names:
        if name in found.files:
            for line in read_words(found.files[name]):
                _paragraph(console, line)
    if found.captured is not None:
        copies = found.captured.copies
        _paragraph(
            console,
            f"{CAPTURE_RULE} {count(copies, 'copy') if copies == 1 else f'{copies:,} copies'} left out;"
            f" {count(found.captured.recalled, 'incident')} only recalled.",
        )
    _paragraph(console, f"Left out: {reasons_text(found.left_out)}.")
    if found.ours and found.ours.inside:
        _paragraph(console, str(found.ours.inside))
    _paragraph(console, RULE)
    if found.unsure:
        console.print(
            Text(f"\nAmbiguous ({len(found.unsure):,}): the two sides are counted apart", style="bold")
        )
        for pair in found.unsure[:UNSURE]:
            _paragraph(
                console,
                f"{_said(pair.left)} and {_said(pair.right)}, {pair.score:.0%}: {pair.why}; {pair.doubt}",
                2,
            )
        if len(found.unsure) > UNSURE:
            _paragraph(console, f"… and {len(found.unsure) - UNSURE:,} more: --json names all", 2)
    console.print(Text("\nHow many are in none of the lists", style="bold"))
    if isinstance(found.result, NotComputed):
        _paragraph(console, found.result.why, 2)
    else:
        _print_estimate(console, found.result, found.other)
    console.print(Text("\nCaution", style="bold"))
    _paragraph(console, CAUTION, 2)


def _said(item: Listed) -> str:
    return f"{item.id} of {item.source}"


def _histories(found: Counted) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in found.names:
        table.add_column(Text(plain(name)), justify="center")
    table.add_column("incidents", justify="right")
    for row in found.table.iter_rows(named=True):
        table.add_row(*("x" if row[name] else "" for name in found.names), f"{row['freq']:,}")
    freq = found.table.get_column("freq")
    totals = [f"{int((found.table.get_column(name) * freq).sum()):,}" for name in found.names]
    table.add_row(*(Text(total, style="bold") for total in [*totals, f"{int(freq.sum()):,}"]))
    return table


def _pairs(found: Counted) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("two lists", "in both", "only the first", "only the second"):
        table.add_column(name, justify="left" if name == "two lists" else "right")
    for row in overlaps(found.table).iter_rows(named=True):
        names = Text(plain(f"{row['one']} and {row['two']}"))
        table.add_row(names, *(f"{row[key]:,}" for key in ("both", "only_one", "only_two")))
    return table


def _print_estimate(console: Console, found: Estimate, other: Estimate | NotComputed | None) -> None:
    _paragraph(
        console,
        f"{found.seen:,} are in at least one list, {found.shared:,} in two or more. By the best model there are"
        f" {found.total:,.0f} (95% interval {found.low:,.0f} to {found.high:,.0f}), so that {found.missing:,.0f}"
        f" ({found.low - found.seen:,.0f} to {found.high - found.seen:,.0f}) are in none; averaged over all models"
        f" {found.average:,.0f} in all.",
        2,
    )
    if isinstance(other, Estimate):
        _paragraph(
            console,
            f"That counts the two sides of ambiguous pairs apart; joined they give {other.total:,.0f} ({other.low:,.0f} to {other.high:,.0f}) in all,"
            f" {other.seen:,} of them seen.",
            2,
        )
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("lists that depend on each other", "in all", "95% interval", "BIC", "weight"):
        table.add_column(name, justify="left" if name.startswith("lists") else "right")
    near = {model.pairs: model for model in found.near}
    for row in found.models.head(MODELS).iter_rows(named=True):
        model = near.get(tuple(row["pairs"]))
        bounds = (
            f"{model.low:,.0f} to {model.high:,.0f}"
            if model and model.low is not None and model.high is not None
            else ""
        )
        pairs = Text(plain("; ".join(row["pairs"]) or "none"))
        table.add_row(pairs, f"{row['total']:,.0f}", bounds, f"{row['bic']:.1f}", f"{row['weight']:.2f}")
    console.print(Padding(table, (0, 0, 0, 2)))
    for line in (*found.warnings, f"Method: {found.method}.", found.assumptions):
        _paragraph(console, line, 2)


def _paragraph(console: Console, text: str, indent: int = 0) -> None:
    console.print(Padding(Text(plain(text)), (0, 0, 0, indent), expand=False))
