"""Incidents, killed and injured over time: computed, in sentences, as one row of JSON, as a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from vigil.analysis import (
    CAUTION,
    NOT_FINE,
    ChangePoint,
    Chosen,
    Lethality,
    NotComputed,
    Period,
    RateChange,
    Sequences,
    Side,
    Timeline,
    change_point,
    lethality,
    published,
    published_in,
    rate_change,
    sequences,
    timeline,
    told_in,
    two_sides,
)
from vigil.declared import Collection
from vigil.errors import UsageError
from vigil.figures.asked import Checked, chosen
from vigil.figures.blocks import Block, Heading, Rows, Said, table
from vigil.figures.inside import UNDECLARED, Inside, declared_row, held_row
from vigil.figures.read import Frame, Whole
from vigil.phrases import count, plain, toll_text
from vigil.records import Toll
from vigil.store import DocumentRow

MEASURES = ("killed", "injured")
CONVINCING = 0.05  # p value of a change above which chance is told to be as good an explanation
SHARED = "An incident counts for each group that is named for it, and once in the total."
LISTED = 10  # attacks in several parts named one by one


@dataclass(frozen=True, slots=True)
class Basis:
    """What the figures are computed on."""

    incidents: int
    documents: int
    sources: int
    need_review: int
    confirmed: int  # by a person
    left_out: dict[str, int]

    def __str__(self) -> str:
        """Two sentences: what is counted, and what is not and why."""
        said = (
            f"Computed on {count(self.incidents, 'incident')} told in {count(self.documents, 'document')} of"
            f" {count(self.sources, 'source')} (near-copies once); {self.need_review:,} of them need review, a person has"
            f" confirmed {self.confirmed:,}."
        )
        reasons = ", ".join(f"{number:,} {reason}" for reason, number in self.left_out.items())
        return f"{said} Left out: {reasons or 'none'}."


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the command prints."""

    chosen: Chosen
    series: Timeline
    basis: Basis
    published: dict[str, int]  # unit -> documents of the record
    change: ChangePoint | NotComputed
    lethality: Lethality
    sequences: Sequences
    compared: RateChange | tuple[Side, Side] | None  # outside a collection the two counts alone
    compared_documents: tuple[int, int] | None
    inside: Inside | None

    @property
    def title(self) -> str:
        """What is counted, by what, in which period."""
        within = f", {self.series.period}" if self.series.period else ", no period asked for"
        group = f" and {self.series.group}" if self.series.group else ""
        where = f", inside collection {self.inside.collection.name}" if self.inside else ""
        return f"{self.chosen.question}{where}, by {self.series.by}{group}{within}"


def compute(wanted: Checked, whole: Whole, declared: tuple[Collection, int] | None = None) -> Figures:
    """All figures on the incidents asked for; no rates and no change where they are not inside a declared collection.

    Raises UsageError where nothing is there to count, and for names and days that are not there.
    """
    if not whole.frame.height:
        raise UsageError(
            f"{whole.name} holds no incident to count: read documents into it with `vigil run INPUT...`."
        )
    frame, inside, start, end = whole.frame, whole.inside(declared), wanted.start, wanted.end
    held = whole.kept(inside)
    if inside is not None:
        start, end = _within(inside.collection, start, end, wanted.sides)
        frame = _told(told_in(frame, held), inside.collection)
    return figures(
        chosen(frame, wanted.question),
        held.values(),
        wanted.by,
        start,
        end,
        wanted.group,
        wanted.sides,
        inside,
    )


def _within(
    made: Collection, start: date | None, end: date | None, sides: Iterable[Period]
) -> tuple[date, date]:
    """The period asked for, else that of the collection.  Raises UsageError for days that it does not have."""
    whole = made.period
    asked = Period(start or whole.start, end or whole.end)
    for part in (asked, *sides):
        if not whole.holds(part) and part.start <= part.end:
            raise UsageError(
                f"Collection {made.name} runs from {whole}, and {part} is not within it: ask for days that it has, or"
                " declare it anew with a longer period."
            )
    return asked.start, asked.end


def _told(frame: Frame, made: Collection) -> Frame:
    if not frame.height:
        raise UsageError(
            f"No incident is told by a document of collection {made.name}: `vigil collection show {made.name}` shows"
            " what the record holds of it."
        )
    return frame


def figures(
    asked_for: Chosen,
    documents: Iterable[DocumentRow],
    by: str,
    since: date | None,
    until: date | None,
    group: str | None,
    compared: Sequence[Period],
    inside: Inside | None,
) -> Figures:
    """All figures on the incidents chosen."""
    documents = list(documents)
    gaps = inside.collection.holes if inside else ()
    series = timeline(asked_for.frame, by, since, until, group, gaps)
    whole = series if group is None else timeline(asked_for.frame, by, since, until, gaps=gaps)
    sides: RateChange | tuple[Side, Side] | None = None
    if compared:
        # By month whatever the table shows: whether incidents come in series does not depend on how it is read.
        sides = (
            rate_change(asked_for.frame, compared[0], compared[1], "month", gaps=gaps)
            if inside
            else two_sides(asked_for.frame, compared[0], compared[1])
        )
    counted = series.counted
    basis = Basis(
        counted.height,
        counted.get_column("document_ids").explode().n_unique() if counted.height else 0,
        counted.get_column("source_ids").explode().n_unique() if counted.height else 0,
        int(counted.get_column("needs_review").sum()),
        int((counted.get_column("status") == "confirmed").sum()),
        asked_for.untold | series.left_out,
    )
    return Figures(
        asked_for,
        series,
        basis,
        published(documents, by),
        change_point(whole) if inside else NotComputed(UNDECLARED),
        lethality(counted),
        sequences(counted),
        sides,
        (published_in(documents, compared[0], gaps), published_in(documents, compared[1], gaps))
        if compared
        else None,
        inside,
    )


# ---------------------------------------------------------------- for a program


def row_of(figures: Figures) -> dict[str, Any]:
    """One object that holds everything; null where a figure is unknown or unbounded."""
    series, inside = figures.series, figures.inside
    rows = [
        _sums(row, series.group) | {"documents_published": figures.published.get(row["unit"], 0)}
        for row in series.rows.iter_rows(named=True)
    ]
    return {
        "question": asdict(figures.chosen.question) | {"by": series.by, "group": series.group},
        "period": series.period,
        "rows": rows,
        "date_not_fine_enough": [_sums(row, series.group) for row in series.coarse.iter_rows(named=True)],
        "total": _sums(series.total, None),
        "computed_on": figures.basis,
        "collection": None
        if inside is None
        else declared_row(inside.collection, inside.version)
        | {"held": held_row(inside.collection, inside.held)},
        "lethality": figures.lethality,
        "sequences": {
            "attacks": figures.sequences.attacks,
            "rows": figures.sequences.rows.to_dicts(),
            "method": figures.sequences.method,
            "assumptions": figures.sequences.assumptions,
            "caution": figures.sequences.caution,
        },
        "change_point": figures.change,
        "rate_change": _compared_row(figures),
        "caution": CAUTION,
    }


def _compared_row(figures: Figures) -> dict[str, Any] | None:
    found, documents = figures.compared, {"documents_published": figures.compared_documents}
    if found is None:
        return None
    if isinstance(found, RateChange):
        return asdict(found) | documents
    return {"first": found[0], "second": found[1], "why": UNDECLARED} | documents


def _sums(row: dict[str, Any], group: str | None) -> dict[str, Any]:
    kept = {
        name: row[name] for name in ("unit", "start", "days", "gap_days", group, "incidents") if name in row
    }
    tolls = {m: {b: row[f"{m}_{b}"] for b in ("known", "low", "best", "high")} for m in MEASURES}
    return kept | tolls


# ---------------------------------------------------------------- for a person


def blocks(figures: Figures) -> Iterator[Block]:
    """The table, what it is computed on, and what follows from it."""
    series = figures.series
    yield _table(figures)
    total = series.total
    told = [f"how many were {m} of {known:,}" for m in MEASURES if (known := total[f"{m}_known"])]
    some = f" It is told {' and '.join(told)} of them; the sums hold only these." if told else ""
    if figures.inside:
        yield Said(str(figures.inside))
    yield Said(f"{figures.basis}{some}")
    if series.group == "perpetrator":
        yield Said(SHARED)
    for heading, lines in (
        ("Compared", _compared(figures)),
        ("Change", _change(figures.change, series.by)),
        ("Lethality", _lethality(figures.lethality)),
        ("In several parts", _parts(figures.sequences)),
    ):
        if lines:
            yield Heading(heading)
        for line in lines:
            yield Said(line, 2)
    yield Heading("Caution")
    yield Said(CAUTION, 2)


def _table(figures: Figures) -> Rows:
    series, group = figures.series, figures.series.group
    gaps = bool(series.gaps)
    made = table(
        series.by,
        *([group] if group else []),
        *(f">{name}" for name in ("incidents", *MEASURES, *(() if group else ("documents published",)))),
        *(["in a gap"] if gaps else []),
    )

    def add(head: str, row: dict[str, Any], more: str = "") -> None:
        named = [row.get(group) or ("" if head == "all" else "unknown")] if group else []
        tolls = [_toll(row, measure) for measure in MEASURES]
        number = "" if row["incidents"] is None else f"{row['incidents']:,}"
        made.add(head, *named, number, *tolls, *([] if group else [more]), *([_gap(row)] if gaps else []))

    for row in series.rows.iter_rows(named=True):
        add(row["unit"], row, f"{figures.published.get(row['unit'], 0):,}")
    for row in series.coarse.iter_rows(named=True):
        add(NOT_FINE, row)
    add("all", series.total)
    made.total = True
    return made


def _gap(row: dict[str, Any]) -> str:
    """What of a unit lies in a declared gap: nothing is counted there."""
    lacking, left = row.get("gap_days", 0), row.get("days", 0)
    if not lacking:
        return ""
    return f"{lacking} of {lacking + left} days" if left else "all: no count"


def _toll(row: dict[str, Any], measure: str) -> str:
    low, best, high = (row[f"{measure}_{bound}"] for bound in ("low", "best", "high"))
    return toll_text(Toll(low, best, high, "sum", ""))


def _compared(figures: Figures) -> list[str]:
    found, documents = figures.compared, figures.compared_documents
    if found is None or documents is None:
        return []
    first, second = (found.first, found.second) if isinstance(found, RateChange) else found
    lines = [f"{_side(first)}; {_side(second)}."]
    if not isinstance(found, RateChange):
        pass  # why there is no ratio stands with the change
    elif found.p is None:
        lines.append("Without an incident there is no ratio.")
    else:
        ratio = "infinitely many" if found.ratio is None else f"{found.ratio:.3g}"
        bounds = f"{found.low or 0:.3g} to {'infinite' if found.high is None else f'{found.high:.3g}'}"
        lines.append(
            f"A day of the second has {ratio} times as many (95% interval {bounds}; p = {found.p:.2g})."
        )
    unsure = first.unsure + second.unsure
    if unsure:
        lines.append(f"{count(unsure, 'incident')} may or may not lie in one of them and are not counted.")
    lines.append(
        f"The {'collection' if figures.inside else 'record'} holds {count(documents[0], 'document')} published in the first"
        f" and {documents[1]:,} in the second: set {'the ratio' if figures.inside else 'the counts'} beside these."
    )
    if not isinstance(found, RateChange):
        return lines
    return [*lines, f"Method: {found.method}. {found.assumptions}"]


def _side(side: Side) -> str:
    lacking = side.period.days - side.days
    apart = f" ({lacking:,} more lie in a declared gap)" if lacking else ""
    return f"{side.period}: {count(side.incidents, 'incident')} in {side.days:,} days{apart}"


def _change(change: ChangePoint | NotComputed, by: str) -> list[str]:
    if isinstance(change, NotComputed):
        return [change.why]
    if change.p >= CONVINCING:
        head = f"No change of the rate that {by}s in random order would not often show (p = {change.p:.2g})."
    else:
        head = (
            f"From {change.unit} on (95% interval {change.first} to {change.last}) {change.after:.2g} incidents a month"
            f" instead of {change.before:.2g} (p = {change.p:.2g})."
        )
    return [head, f"Method: {change.method}. {change.assumptions}"]


def _lethality(found: Lethality) -> list[str]:
    known = found.attacks - found.unknown
    if not known or found.mean is None or found.none_dead_low is None or found.none_dead_high is None:
        return []
    return [
        f"{found.mean:.1f} killed per attack, median {found.median:g}, in {known:,} of {count(found.attacks, 'attack')} whose"
        f" toll is told; {found.none_dead:,} of them without dead (95% interval {found.none_dead_low:.0%} to"
        f" {found.none_dead_high:.0%}).",
        found.assumptions,
    ]


def _parts(found: Sequences) -> list[str]:
    if not found.rows.height:
        return []
    lines = [f"{found.rows.height:,} of {count(found.attacks, 'attack')}. {found.assumptions}"]
    for row in found.rows.head(LISTED).iter_rows(named=True):
        words = ", ".join(f"“{plain(part)}”" for part in row["parts"])
        lines.append(f"{row['start']}  {plain(row['place']) or 'unknown place'}  {words}  {row['id']}")
    return [*lines, *(["…"] if found.rows.height > LISTED else [])]


# ---------------------------------------------------------------- as a picture


def described(figures: Figures) -> str:
    """The picture in words, for who cannot see it."""
    rows = figures.series.rows
    if not rows.height:
        return f"{plain(figures.title)}: nothing to draw."
    units = list(dict.fromkeys(rows["unit"]))
    sums = {unit: int(rows.filter(rows["unit"] == unit)["incidents"].sum()) for unit in units}
    peak = max(units, key=lambda unit: sums[unit])
    killed = figures.series.total["killed_best"]
    return (
        f"{plain(figures.title)}: {count(sum(sums.values()), 'incident')} in {count(len(units), figures.series.by)}, {units[0]} to"
        f" {units[-1]}, most in {peak} ({sums[peak]:,})"
        + (f"; {killed:,} killed in all by the best figures" if killed is not None else "")
        + ". Three panels: incidents, killed and injured, the last two with a line from the lowest to the highest figure."
        " The table below holds the same figures."
    )


def draw(figures: Figures, form: str, noted: bool = True) -> bytes:
    """The timeline as SVG or PNG; if ``noted`` with a title, and under it what it is computed on and the caution."""
    from vigil.analysis.pictures import picture

    coarse = int(figures.series.coarse.get_column("incidents").sum())
    notes = [
        *([plain(str(figures.inside))] if figures.inside else []),
        str(figures.basis),
        f"Not drawn, {NOT_FINE}: {coarse:,}.",
        CAUTION,
    ]
    if figures.series.group == "perpetrator":
        notes.insert(-1, SHARED)
    if figures.series.gaps:
        notes.insert(-1, "On grey: days of a declared gap are in it, on which nothing is counted.")
    return picture(figures.series, plain(figures.title) if noted else "", notes if noted else [], form)
