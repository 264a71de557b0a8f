"""How much an incident was reported: per outlet and day, reprints apart, beside everything else of the same days.

Coverage of an incident are the documents that have it as their subject or tell it as today's news beside their subject
(roles main and co_main); what tells it in passing is a mention and is counted apart.  A document that has several
subjects is coverage of each.  A document that is not dated to a day is on no day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import polars as pl

from vigil.analysis.changes import NotComputed
from vigil.analysis.frames import Document as Told
from vigil.declared import outlet as compared
from vigil.errors import UsageError
from vigil.periods import Period, days_of, joined, period
from vigil.records import SET_ASIDE, Incident

WINDOW = 7  # days looked at, from an incident's first day on
FINE = 7  # days: a date that is wider than this is too coarse to count days from
FEWEST_HALVED = 4  # documents without which a half-life says nothing
ROLES = ("main", "co_main", "background")  # the strongest first
SUBJECT = ROLES[:2]
COVERAGE: dict[str, Any] = {
    "document": pl.String,
    "incident": pl.String,  # null: the document tells none
    "role": pl.String,  # main | co_main | background; null: it tells none
    "outlet": pl.String,  # one spelling for each; null: unknown
    "published": pl.String,  # as fine as known
    "first": pl.Date,  # first and last day on which it may have been published; null: unknown
    "last": pl.Date,
    "reprint": pl.Boolean,
    "set_aside": pl.Boolean,
    "title": pl.String,
}
TALLY = ("own", "reprints", "mentions")
CAUTION = (
    "These are the documents that were collected, not all that was published: what was sought, and by which words,"
    " decides what they tell. Attention is counted in documents; where they stood in a paper, and how long they are, is not in it."
)


class Document(Told, Protocol):
    """What is asked of a document, beside what every frame asks."""

    @property
    def title(self) -> str | None:
        """Its headline."""

    @property
    def status(self) -> str:
        """Read, or set aside."""


# ---------------------------------------------------------------- the frame


def coverage_frame(incidents: Iterable[Incident], documents: Mapping[str, Document]) -> pl.DataFrame:
    """One row for each document and incident that it tells, and one for each document that tells none.

    Columns as in ``COVERAGE``, by document and incident; of several reports the strongest role.  ``documents`` are all of
    a record, so that a reprint is one whatever collection is looked at: keep the rows of a collection afterwards.
    """
    told: dict[str, dict[str, str]] = {}
    for incident in incidents:
        for report in incident.reports:
            roles = told.setdefault(report.document, {})
            roles[incident.id] = min(roles.get(incident.id, ROLES[-1]), report.role, key=ROLES.index)
    copies = reprints(documents)
    spelling: dict[str, str] = {}
    for name in sorted({d.outlet for d in documents.values() if d.outlet}):
        spelling.setdefault(compared(name), name)
    rows = []
    for key, document in documents.items():
        days = _days(document.published)
        for incident_id, role in (told.get(key) or {None: None}).items():  # type: ignore[dict-item]
            rows.append(
                {
                    "document": key,
                    "incident": incident_id,
                    "role": role,
                    "outlet": spelling[compared(document.outlet)] if document.outlet else None,
                    "published": document.published,
                    "first": days and days.start,
                    "last": days and days.end,
                    "reprint": key in copies,
                    "set_aside": document.status == SET_ASIDE,
                    "title": document.title,
                }
            )
    return pl.DataFrame(rows, schema=COVERAGE, orient="row").sort("document", "incident")


def reprints(documents: Mapping[str, Document]) -> set[str]:
    """Every member of a group of near-copies but its earliest document.

    The earliest is that with the first day of publication, of several the first by id; a document that is not dated to a
    day is it only where none is.
    """
    groups: dict[str, list[tuple[bool, date, str]]] = {}
    for key, document in documents.items():
        if document.syndication:
            days = _days(document.published) or Period(date.max, date.max)
            coarse = days.days > 1 or days.start == date.max
            groups.setdefault(document.syndication, []).append((coarse, days.start, key))
    return {key for members in groups.values() for _, _, key in sorted(members)[1:]}


def coverage_totals(coverage: pl.DataFrame) -> pl.DataFrame:
    """Counts of each incident: ``incident``, ``own``, ``reprints``, ``mentions``, ``outlets``, ``first``, ``last``, ``coarse``.

    ``outlets`` that have it as a subject; ``first`` and ``last`` day of such coverage; ``coarse``, how many of its documents
    are not dated to a day.  The most covered first.
    """
    own = subject()
    day = pl.when(own & dated()).then(pl.col("first"))
    told = coverage.filter(pl.col("incident").is_not_null())
    return (
        told.group_by("incident")
        .agg(
            *tally(),
            pl.col("outlet").filter(own).drop_nulls().n_unique().cast(pl.Int64).alias("outlets"),
            day.min().alias("first"),
            day.max().alias("last"),
            (own & ~dated()).sum().cast(pl.Int64).alias("coarse"),
        )
        .sort(pl.col("own") + pl.col("reprints"), "incident", descending=[True, False])
    )


def coverage_by_outlet(coverage: pl.DataFrame, incident: str) -> pl.DataFrame:
    """``outlet``, ``published``, ``day`` (null: no day is known), ``own``, ``reprints``, ``mentions`` of an incident, by date and outlet."""
    told = coverage.filter(pl.col("incident") == incident)
    day = pl.when(dated()).then(pl.col("first")).alias("day")
    return (
        told.with_columns(day)
        .group_by("outlet", "published", "day")
        .agg(tally())
        .sort("day", "published", "outlet", nulls_last=True)
    )


# ---------------------------------------------------------------- days looked at


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which an incident and its rivals are counted."""

    period: Period
    since: str  # "incident": its first day; "coverage": the first day of its coverage, as its own date is too coarse
    gaps: tuple[Period, ...] = ()  # of the collection; no day in one is counted

    @property
    def days(self) -> int:
        """How many days are counted."""
        return self.period.days - days_of(self.period, self.gaps)

    def holds(self, day: date) -> bool:
        """Whether a day is counted."""
        one = Period(day, day)
        return self.period.holds(one) and not any(gap.holds(one) for gap in self.gaps)


def attention_window(
    row: Mapping[str, Any],
    coverage: pl.DataFrame,
    within: Period,
    gaps: Iterable[Period] = (),
    days: int = WINDOW,
) -> Window | NotComputed:
    """The days from an incident's first day on, those outside the collection's period cut off.

    ``row`` is one of an incident frame, ``coverage`` the rows of the collection.  Where its date spans more than FINE
    days the window begins with the first day of its coverage.  Raises UsageError for less than one day.
    """
    if days < 1:
        raise UsageError(f"{days} days are none: look at one day or more.")
    first, since = first_day(row), "incident"
    if first is None:
        own = coverage.filter((pl.col("incident") == row["id"]) & subject() & dated())
        first, since = own.get_column("first").min(), "coverage"  # type: ignore[assignment]
    if first is None:
        return NotComputed(
            "Neither its own date nor that of a document which has it as its subject is known to the day, so that there are no days to look at."
        )
    last = date.fromordinal(min(first.toordinal() + days - 1, date.max.toordinal()))
    if not Period(first, last).meets(within):
        return NotComputed(
            f"The days from {first} to {last} lie outside the collection, which runs from {within}: what it holds are later"
            " looks back."
        )
    found = Window(Period(max(first, within.start), min(last, within.end)), since, joined(gaps))
    if not found.days:
        return NotComputed(f"All days from {first} to {last} lie in a declared gap.")
    return found


def first_day(row: Mapping[str, Any]) -> date | None:
    """The day that days of attention are counted from: when an incident began, if that is known to within FINE days."""
    start, end = row["start"], row["end"]
    if start is None:
        return None
    lasts = row["kind"] == "demonstration" and row["date_precision"] in ("day", "days")
    fine = lasts or (end is not None and (end - start).days < FINE)
    return start if fine else None


def counted(coverage: pl.DataFrame, looked_at: Window) -> pl.DataFrame:
    """The rows of documents that were published on the days of a window."""
    day = pl.col("first")
    inside = dated() & day.is_between(looked_at.period.start, looked_at.period.end)
    for gap in looked_at.gaps:
        inside &= ~day.is_between(gap.start, gap.end)
    return coverage.filter(inside)


def coverage_by_day(coverage: pl.DataFrame, incident: str, looked_at: Window) -> pl.DataFrame:
    """One row for each day of a window: ``day``, ``own``, ``reprints``, ``mentions``, ``all``, ``share``.

    ``all`` are the documents of the collection, each once; ``share`` is (own + reprints) / all, null where there is none.
    A day in a gap has nulls.
    """
    rows = counted(coverage, looked_at)
    days = pl.DataFrame(
        {"day": pl.date_range(looked_at.period.start, looked_at.period.end, eager=True)},
        schema={"day": pl.Date},
    )
    everything = rows.group_by(pl.col("first").alias("day")).agg(
        pl.col("document").n_unique().cast(pl.Int64).alias("all")
    )
    own = rows.filter(pl.col("incident") == incident).group_by(pl.col("first").alias("day")).agg(tally())
    held = pl.Series([looked_at.holds(day) for day in days.get_column("day")], dtype=pl.Boolean)
    return (
        days.join(own, "day", "left")
        .join(everything, "day", "left")
        .with_columns(pl.when(held).then(pl.col(name).fill_null(0)) for name in (*TALLY, "all"))
        .with_columns(
            pl.when(pl.col("all") > 0)
            .then((pl.col("own") + pl.col("reprints")) / pl.col("all"))
            .alias("share")
        )
        .sort("day")
    )


# ---------------------------------------------------------------- how long


@dataclass(frozen=True, slots=True)
class HalfLife:
    """Days from ``origin`` until half of the coverage had been published; 0: on that day.

    ``low`` and ``high``: the same if every document whose day is not known was published as early, or as late, as it may
    have been.  They are one where all days are known.
    """

    days: int  # of the documents whose day is known
    low: int
    high: int
    origin: date
    since: str  # "incident" | "coverage"
    documents: int  # dated to a day, on or after the origin
    coarse: int
    before: int  # published before the origin, not counted
    followed: int  # days from the origin to the end of the collection: it knows of no later coverage
    method: str


def half_life(
    row: Mapping[str, Any], coverage: pl.DataFrame, within: Period, gaps: Iterable[Period] = ()
) -> HalfLife | NotComputed:
    """How fast the coverage of an incident came, own reporting and reprints together.

    ``row`` and ``coverage`` as for ``attention_window``; ``gaps`` are those of the collection.  Not computed from fewer than FEWEST_HALVED documents, where
    the incident began before the collection, and where a gap lies within the coverage, as its missing days might move the half.
    """
    own = coverage.filter((pl.col("incident") == row["id"]) & subject())
    known = own.filter(dated()).get_column("first").sort()
    origin, since = first_day(row), "incident"
    if origin is None and len(known):
        origin, since = known[0], "coverage"
    if origin is None:
        return NotComputed("No document that has it as its subject is dated to a day.")
    if origin < within.start:
        return NotComputed(
            f"It began on {origin}, before the collection does: the first of its coverage is not in it."
        )
    days = [day for day in known if day >= origin]
    spans = own.filter(~dated() & pl.col("last").is_not_null() & (pl.col("last") >= origin)).select(
        "first", "last"
    )
    if len(days) < FEWEST_HALVED:
        return NotComputed(
            f"Documents dated to a day on or after {origin}: {len(days)}, and {FEWEST_HALVED} are the least for a half-life."
        )
    last = max(days[-1], *spans.get_column("last")) if spans.height else days[-1]
    if any(gap.meets(Period(origin, last)) for gap in joined(gaps)):
        return NotComputed(
            "A declared gap lies within its coverage, and what was published on these days might move the half."
        )
    early = [max(first, origin) for first in spans.get_column("first")]
    late = [min(end, within.end) for end in spans.get_column("last")]
    half, low, high = (
        (_half(sorted(found)) - origin).days for found in (days, [*days, *early], [*days, *late])
    )
    return HalfLife(
        half,
        min(low, half),
        max(high, half),
        origin,
        since,
        len(days),
        spans.height,
        len(known) - len(days),
        (within.end - origin).days,
        "days from the first day of the incident (where that is too coarse, of its coverage) to the day on which half of"
        " its documents, own reporting and reprints, had been published; documents without a day in the bounds alone",
    )


def _half(days: Sequence[date]) -> date:
    """The day on which half of them had come."""
    return days[(len(days) + 1) // 2 - 1]


# ---------------------------------------------------------------- shared


def _days(published: str | None) -> Period | None:
    try:
        return period(published[:10]) if published else None
    except UsageError:
        return None


def dated() -> pl.Expr:
    """Whether the day of publication is known."""
    return (pl.col("first") == pl.col("last")).fill_null(False)


def subject() -> pl.Expr:
    """Whether a row is coverage, and no mention in passing."""
    return pl.col("role").is_in(SUBJECT).fill_null(False)


def marks() -> list[pl.Expr]:
    """``TALLY``: whether a row is counted as each."""
    covers, copy = subject(), pl.col("reprint")
    counts = {
        "own": covers & ~copy,
        "reprints": covers & copy,
        "mentions": (pl.col("role") == ROLES[-1]).fill_null(False),
    }
    return [found.alias(name) for name, found in counts.items()]


def tally() -> list[pl.Expr]:
    """``TALLY``: sums over the rows of incidents."""
    return [found.sum().cast(pl.Int64) for found in marks()]
