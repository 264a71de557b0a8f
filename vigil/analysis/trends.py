"""Incidents, killed and injured by month, quarter or year.

A month without an incident is a zero only inside a period that was asked for: outside one nobody has said that anything
was looked for.  Days of a declared gap are in no unit, and a unit without a day left has no count.  An incident whose date is coarser than the unit stands in a row of its own and is never spread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import polars as pl

from vigil.analysis.frames import BOUNDS, DENIED, MEASURES, Document
from vigil.errors import UsageError
from vigil.periods import UNITS, Period, days_of, joined, label, period, unit_of, units

GROUPS = ("kind", "type", "country", "admin1", "city", "perpetrator")
NOT_FINE = "date not fine enough"
SUMS = ("incidents", *(f"{m}_{b}" for m in MEASURES for b in ("known", *BOUNDS)))
CAUTION = (
    "These are incidents that the documents of this record report, not all that happened: reporting itself changes from"
    " month to month with the sources that were collected, with access and with attention, and a change of reporting"
    " looks like a change of violence."
)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Sums by unit of time.

    ``rows``: ``unit`` (its label), ``start`` (first day), ``days`` (those in a gap apart), ``gap_days``, the group if one
    was asked for, and ``SUMS``, null where ``days`` is 0: ``incidents``; ``killed_known``, incidents whose toll somebody gives; ``killed_low``, ``killed_best`` and
    ``killed_high``, sums over those (null: none is known; high null: one has no upper bound); the same for injured.
    ``coarse``: the group and ``SUMS`` of incidents whose date is not fine enough, no row where there are none.
    ``total``: ``SUMS`` of both together, each incident once.  ``counted``: the rows of the incident frame in it.
    """

    by: str
    group: str | None
    period: Period | None  # what was asked for; None: nothing, and no zero is a row
    rows: pl.DataFrame
    coarse: pl.DataFrame
    total: dict[str, int | None]
    counted: pl.DataFrame
    left_out: dict[str, int]  # reason -> incidents
    gaps: tuple[Period, ...] = ()  # apart, in order


def timeline(
    frame: pl.DataFrame,
    by: str = "month",
    since: date | None = None,
    until: date | None = None,
    group: str | None = None,
    gaps: Iterable[Period] = (),
) -> Timeline:
    """Sums of an incident frame by unit, and by group where one is given.

    With ``since`` or ``until`` (days, both included) the period runs from the one to the other, or to the last unit
    with an incident (from the first), and every unit of it is a row.  An incident that several groups are named for
    counts for each, but once in the total.  What lies in ``gaps`` is not counted; what may or may not is too coarse.  Raises UsageError for an unknown unit or group, or an empty period.
    """
    if by not in UNITS:
        raise UsageError(f"There is no unit {by}: choose one of {', '.join(UNITS)}.")
    if group is not None and group not in GROUPS:
        raise UsageError(f"There is no grouping by {group}: choose one of {', '.join(GROUPS)}.")
    if since and until and until < since:
        raise UsageError(f"The period ends on {until}, before it begins on {since}: give the earlier first.")
    holes = joined(gaps)
    dated = _fates(frame, by, Period(since or date.min, until or date.max), holes)
    left_out = {
        reason: number
        for fate, reason in (
            ("undated", "without a date"),
            ("outside", "outside the period"),
            ("gap", "in a declared gap"),
        )
        if (number := dated.filter(pl.col("fate") == fate).height)
    }
    placed, coarse = (dated.filter(pl.col("fate") == fate) for fate in ("placed", "coarse"))
    asked = _asked(placed, by, since, until)
    keys = [] if group is None else [group]
    sums = _by_group(placed, group).group_by("unit_start", *keys).agg(_sums())
    rows = _with_labels(_filled(sums, asked, by, keys), asked, by, keys, holes)
    counted = dated.filter(pl.col("fate").is_in(["placed", "coarse"]))
    grouped = _by_group(coarse, group)
    return Timeline(
        by,
        group,
        asked,
        rows,
        grouped.group_by(keys).agg(_sums()).sort(keys, nulls_last=True) if keys
        else grouped.select(_sums()).filter(pl.col("incidents") > 0),
        counted.select(_sums()).row(0, named=True),
        counted.drop("fate", "last", "unit_start"),
        left_out,
        holes,
    )  # fmt: skip


def inside(
    frame: pl.DataFrame, wanted: Period, gaps: Iterable[Period] = ()
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Incidents that lie in a period, and in no gap, by their date, and those that may or may not."""
    dated = _fates(frame, "year", wanted, joined(gaps), whole=True)
    return tuple(  # type: ignore[return-value]
        dated.filter(pl.col("fate") == fate).drop("fate", "last", "unit_start")
        for fate in ("placed", "coarse")
    )


def published(documents: Iterable[Document], by: str) -> dict[str, int]:
    """How many documents the record holds by unit of publication, near-copies once; coarser dates in no unit."""
    seen: dict[str, set[str]] = {}
    for number, (story, day) in enumerate(_published(documents)):
        if unit_of(day.start, by).holds(day):
            seen.setdefault(label(day.start, by), set()).add(story or f"\0{number}")
    return {unit: len(stories) for unit, stories in sorted(seen.items())}


def published_in(documents: Iterable[Document], wanted: Period, gaps: Iterable[Period] = ()) -> int:
    """How many documents of the record were published in a period, and in no gap, near-copies once."""
    holes = joined(gaps)
    inside = [
        (story, n)
        for n, (story, day) in enumerate(_published(documents))
        if wanted.holds(day) and not any(day.meets(hole) for hole in holes)
    ]
    return len({story or f"\0{number}" for story, number in inside})


def _published(documents: Iterable[Document]) -> Iterator[tuple[str | None, Period]]:
    for document in documents:
        if document.published:
            with suppress(UsageError):
                yield document.syndication, period(document.published[:10])


def _fates(
    frame: pl.DataFrame, by: str, asked: Period, gaps: tuple[Period, ...], whole: bool = False
) -> pl.DataFrame:
    """The frame with ``fate``: placed, coarse, outside, gap or undated; and ``unit_start``, of those that are placed.

    ``whole``: lying in the period is enough to be placed, whatever the unit.
    """
    start = pl.col("start")
    # Two days of a demonstration are how long it lasted: it counts where it began.  Of anything else they may as
    # well be an uncertainty.
    lasts = (pl.col("kind") == "demonstration") & (pl.col("date_precision") == "days")
    last = pl.when(lasts).then(start).otherwise(pl.col("end"))
    truncated = start.dt.truncate(UNITS[by])
    nothing = pl.lit(False)
    in_gap = pl.any_horizontal(nothing, *((start >= gap.start) & (pl.col("last") <= gap.end) for gap in gaps))
    near_gap = pl.any_horizontal(
        nothing, *((start <= gap.end) & (pl.col("last") >= gap.start) for gap in gaps)
    )
    one_unit = ~near_gap & (pl.lit(whole) | (truncated == pl.col("last").dt.truncate(UNITS[by])))
    fate = (
        pl.when(start.is_null() & pl.col("last").is_null())
        .then(pl.lit("undated"))
        .when((pl.col("last") < asked.start).fill_null(False) | (start > asked.end).fill_null(False))
        .then(pl.lit("outside"))
        .when(in_gap.fill_null(False))
        .then(pl.lit("gap"))
        .when((one_unit & (start >= asked.start) & (pl.col("last") <= asked.end)).fill_null(False))
        .then(pl.lit("placed"))
        .otherwise(pl.lit("coarse"))
    )
    return frame.with_columns(last.alias("last")).with_columns(
        fate.alias("fate"), truncated.alias("unit_start")
    )


def _asked(placed: pl.DataFrame, by: str, since: date | None, until: date | None) -> Period | None:
    if since is None and until is None:
        return None
    known = placed.get_column("unit_start").sort()
    if since is None:
        since = known[0] if len(known) else unit_of(until, by).start  # type: ignore[arg-type]
    if until is None:
        until = unit_of(known[-1] if len(known) else since, by).end
    return Period(since, until)


def _by_group(frame: pl.DataFrame, group: str | None) -> pl.DataFrame:
    """The frame with one row for each incident and group; null where no group is known."""
    if group != "perpetrator":
        return frame
    element = pl.element().struct
    names = pl.col("perpetrators").list.eval(
        element.field("name").filter(element.field("stance") != DENIED).unique(maintain_order=True)
    )
    return frame.with_columns(names.alias("perpetrator")).explode("perpetrator", empty_as_null=True)


def _sums() -> list[pl.Expr]:
    found = [pl.len().cast(pl.Int64).alias("incidents")]
    for measure in MEASURES:
        low, best, high = (pl.col(f"{measure}_{bound}") for bound in BOUNDS)
        known = best.is_not_null()
        found += [
            known.sum().cast(pl.Int64).alias(f"{measure}_known"),
            pl.when(known.any()).then(low.fill_null(0).sum()).alias(f"{measure}_low"),
            pl.when(known.any()).then(best.sum()).alias(f"{measure}_best"),
            pl.when(known.any() & ~(known & high.is_null()).any()).then(high.sum()).alias(f"{measure}_high"),
        ]
    return found


def _filled(sums: pl.DataFrame, asked: Period | None, by: str, keys: list[str]) -> pl.DataFrame:
    """Every unit of the period with every group that occurs; zeros where nothing happened."""
    if asked is None:
        return sums
    starts = [unit_of(part.start, by).start for part in units(asked, by)]
    grid = pl.DataFrame({"unit_start": starts}, schema={"unit_start": pl.Date})
    if keys:
        grid = grid.join(sums.select(keys).unique(), how="cross")
    joined = grid.join(sums, on=["unit_start", *keys], how="left", nulls_equal=True)
    empty = pl.col("incidents").is_null()
    return joined.with_columns(pl.when(empty).then(0).otherwise(pl.col(name)).alias(name) for name in SUMS)


def _with_labels(
    rows: pl.DataFrame, asked: Period | None, by: str, keys: list[str], gaps: tuple[Period, ...]
) -> pl.DataFrame:
    rows = rows.sort("unit_start", *keys, nulls_last=True)
    parts = []
    for first in rows.get_column("unit_start"):
        whole = unit_of(first, by)
        parts.append(
            Period(max(whole.start, asked.start), min(whole.end, asked.end)) if asked is not None else whole
        )
    missing = [days_of(part, gaps) for part in parts]
    left = [part.days - lacking for part, lacking in zip(parts, missing, strict=True)]
    return rows.select(
        pl.Series("unit", [label(part.start, by) for part in parts], pl.String),
        pl.Series("start", [part.start for part in parts], pl.Date),
        pl.Series("days", left, pl.Int64),
        pl.Series("gap_days", missing, pl.Int64),
        *keys,
        *SUMS,
    ).with_columns(pl.when(pl.col("days") > 0).then(pl.col(name)).alias(name) for name in SUMS)
