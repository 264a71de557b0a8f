"""Attention as a picture: incidents beside expectation, and one beside what else was reported on its days."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import polars as pl

from vigil.analysis.attention import Window, counted, subject
from vigil.analysis.drawing import as_image, checked_form
from vigil.errors import UsageError

MOST_DAYS = 120  # of a picture
PANELS = 6  # that fit on a page beside each other
_WIDTH, _ROW, _PANEL = 560, 22, 64  # of a picture, of a row and of a panel, pixels
_LINE = 130  # characters of a line under the title
_LONGEST = 70  # characters of a label
_DOT, _RANGE, _TICK, _OWN, _COPY, _GAP = "#8c2d2d", "#d9dfe7", "#44546a", "#4a6fa5", "#b9c9df", "#e4e4e4"


def beside_expectation(
    rows: Sequence[Mapping[str, Any]],
    labels: Mapping[str, str],
    title: str,
    notes: Sequence[str] = (),
    form: str = "svg",
) -> bytes:
    """A row for each incident: a band for the 95% prediction interval, a tick for what is expected, a dot for what was.

    ``rows``: of ``Expected.rows``, in the order drawn; ``labels``: id -> words.  Raises UsageError for another form than FORMS.
    """
    names = _once([labels[row["id"]] for row in rows])
    data = [
        {"row": name, **{key: row[key] for key in ("documents", "expected", "low", "high")}}
        for name, row in zip(names, rows, strict=True)
    ]
    y = alt.Y(
        "row:N",
        sort=names,
        title=None,
        axis=alt.Axis(labelLimit=420, labelPadding=12, ticks=False, domain=False),
    )
    # Counts begin with one, and a few incidents have a hundred times what most have.
    x = alt.X("low:Q", title="documents", scale=alt.Scale(type="log", nice=False), axis=_counts(data))
    size: dict[str, Any] = {"width": _WIDTH, "height": max(1, len(names)) * _ROW}
    base = alt.Chart(alt.Data(values=data), **size)
    band = base.mark_rule(color=_RANGE, strokeWidth=9, strokeCap="round").encode(y=y, x=x, x2="high:Q")
    tick = base.mark_tick(color=_TICK, thickness=2, height=11).encode(y=y, x=alt.X("expected:Q"))
    dot = base.mark_circle(color=_DOT, size=60, opacity=1).encode(y=y, x=alt.X("documents:Q"))
    legend = "Dot: documents there are. Tick: expected. Band: where 95 of 100 such incidents would lie."
    return _drawn(alt.layer(band, tick, dot, **size), title, [legend, *notes], form)


def day_by_day(
    coverage: pl.DataFrame,
    looked_at: Window,
    panels: Mapping[str, str],
    groups: Mapping[str, Sequence[str]],
    title: str,
    notes: Sequence[str] = (),
    form: str = "svg",
) -> bytes:
    """Documents by day of a window: a panel for each incident, the first on top, on one scale, reprints lighter.

    ``panels``: incident -> words; ``groups``: words -> documents that were set aside.  The PANELS with most documents are drawn.
    Days in a gap are grey.  Raises UsageError for another form than FORMS and for more than MOST_DAYS days.
    """
    if looked_at.period.days > MOST_DAYS:
        raise UsageError(
            f"{looked_at.period.days} days are too many for a picture: give --days of at most {MOST_DAYS}."
        )
    rows = counted(coverage, looked_at)
    series = [(words, rows.filter(subject() & (pl.col("incident") == key))) for key, words in panels.items()]
    aside = rows.unique("document").sort("document")
    series += [(words, aside.filter(pl.col("document").is_in(list(ids)))) for words, ids in groups.items()]
    first, rest = series[0], sorted(series[1:], key=lambda pair: -pair[1].height)[: PANELS - 1]
    names = _once([words for words, _ in (first, *rest)])
    span = pl.date_range(looked_at.period.start, looked_at.period.end, eager=True)
    held = {str(day): looked_at.holds(day) for day in span}
    days = list(held)
    counts = [_by_day(part) for _, part in (first, *rest)]
    top = max([1, *(sum(n for other, _, n in part if other == day) for part in counts for day in days)])
    y = alt.Y(
        "n:Q",
        title=None,
        scale=alt.Scale(domain=[0, top]),
        axis=alt.Axis(tickMinStep=1, format=",d", tickCount=3, grid=False),
    )
    colour = alt.Color(
        "what:N", title=None, legend=alt.Legend(orient="bottom"),
        scale=alt.Scale(domain=["own reporting", "reprint"], range=[_OWN, _COPY]),
    )  # fmt: skip
    drawn = []
    size: dict[str, Any] = {"width": _WIDTH, "height": _PANEL}
    grey = alt.Data(values=[{"day": day} for day in days if not held[day]])
    for number, (name, part) in enumerate(zip(names, counts, strict=True)):
        values = [{"day": day, "what": what, "n": n} for day, what, n in part]
        total = sum(n for _, _, n in part)
        heading = alt.TitleParams(
            f"{name}: {total:,}", anchor="start", fontSize=11, fontWeight="bold" if number == 0 else "normal"
        )
        last = number == len(counts) - 1
        x = alt.X("day:O", title=None, scale=alt.Scale(domain=days), axis=_days(last))
        bars = alt.Chart(alt.Data(values=values), **size).mark_bar()
        bars = bars.encode(x=x, y=y, color=colour, order=alt.Order("what:N"))
        gaps = alt.Chart(grey, **size).mark_rect(color=_GAP).encode(x=x)
        layers = [gaps, bars] if not all(held.values()) else [bars]
        drawn.append(alt.layer(*layers, title=heading, **size))
    legend = f"Documents of the {looked_at.days} days by day of publication; all panels have one scale."
    return _drawn(alt.vconcat(*drawn, spacing=8), title, [legend, *notes], form)


def _by_day(rows: pl.DataFrame) -> list[tuple[str, str, int]]:
    counts = rows.group_by("first", "reprint").len().sort("first", "reprint")
    return [(str(day), "reprint" if copy else "own reporting", n) for day, copy, n in counts.iter_rows()]


def _days(labels: bool) -> alt.Axis:
    """Days are written under the last panel alone."""
    return alt.Axis(labelAngle=-40, labelOverlap="greedy", labels=labels, ticks=labels)


def _counts(data: Sequence[Mapping[str, Any]]) -> alt.Axis:
    """Whole numbers that are read at a glance."""
    top = max((row["high"] for row in data), default=1)
    top = max([top, *(row["documents"] for row in data)])
    marks = [m * 10**power for power in range(len(str(top))) for m in (1, 2, 5) if m * 10**power <= top]
    return alt.Axis(values=marks, format=",d", grid=True, gridColor="#eeeeee", domain=False)


def _once(names: Sequence[str]) -> list[str]:
    """Short, and a number behind what occurs again."""
    out: list[str] = []
    for name in names:
        short = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
        number = 1
        while (told := f"{short} ({number})" if number > 1 else short) in out:
            number += 1
        out.append(told)
    return out


def _drawn(chart: Any, title: str, notes: Sequence[str], form: str) -> bytes:
    checked_form(form)
    lines = [line for note in notes for line in textwrap.wrap(note, _LINE)]
    size = 15
    if not title:  # what the marks mean is said all the same
        title, lines, size = lines[0], lines[1:], 11
    heading = alt.TitleParams(
        title,
        subtitle=lines,
        anchor="start",
        fontSize=size,
        fontWeight="bold" if size > 11 else "normal",
        subtitleFontSize=10,
        subtitleColor="#555555",
    )
    # Labels are as wide as the reader's font makes them: room on the left for a wider one than was measured.
    room = {"left": 28, "top": 5, "right": 5, "bottom": 5}
    spec = (
        chart.properties(title=heading, background="white", padding=room)
        .configure_view(stroke=None)
        .to_dict()
    )
    return as_image(spec, form)
