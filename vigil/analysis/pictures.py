"""A timeline as a picture, drawn on this machine: no script, font or data is loaded from anywhere."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from vigil.analysis.drawing import as_image, checked_form
from vigil.analysis.frames import MEASURES
from vigil.analysis.trends import Timeline
from vigil.errors import UsageError
from vigil.periods import Period, label, units

MOST_UNITS = 1200  # columns of a picture: a century of months
_WIDTH, _HEIGHT = 720, 130  # of a panel, pixels
_LINE = 115  # characters of a line under the title
_INK, _RANGE, _GAP = "#9fb6d3", "#222222", "#e4e4e4"
UNKNOWN = "unknown"


def picture(series: Timeline, title: str, notes: Sequence[str] = (), form: str = "svg") -> bytes:
    """Three panels, incidents, killed and injured, one bar a row of the timeline.

    A line through a bar runs from the lowest to the highest figure, a + stands where there is no highest.  Bars of groups
    are stacked and have no such lines.  A toll that nobody gives has no bar.  A unit with days in a gap stands on grey.  ``notes`` stand under the title.
    Raises UsageError for another form, and where there are more than MOST_UNITS units.
    """
    checked_form(form)
    names = _names(series)
    x = alt.X(
        "unit:O",
        title=None,
        scale=alt.Scale(domain=names),
        axis=alt.Axis(labelOverlap="greedy", labelAngle=-60),
    )
    panels = [_panel(series, "incidents", x), *(_panel(series, measure, x) for measure in MEASURES)]
    lines = [line for note in notes for line in textwrap.wrap(note, _LINE)]
    heading = alt.TitleParams(
        title, subtitle=lines, anchor="start", fontSize=15, subtitleFontSize=10, subtitleColor="#555555"
    )
    chart = alt.vconcat(*panels, title=heading, background="white").configure_view(stroke=None)
    spec = chart.to_dict()
    return as_image(spec, form)


def _names(series: Timeline) -> list[str]:
    """Labels of all units from the first to the last, those without a row too: a gap looks like one."""
    starts = series.rows.get_column("start")
    if not len(starts):
        return []
    names = [label(part.start, series.by) for part in units(Period(starts[0], starts[-1]), series.by)]
    if len(names) > MOST_UNITS:
        raise UsageError(
            f"{len(names):,} {series.by}s are too many for a picture: give --since and --until, or a coarser --by."
        )
    return names


def _panel(series: Timeline, measure: str, x: alt.X) -> Any:
    figure = measure if measure == "incidents" else f"{measure}_best"
    rows = [row for row in series.rows.iter_rows(named=True) if row[figure] is not None]
    data = alt.Data(values=[_drawn(row, measure, figure, series.group) for row in rows])
    size: dict[str, Any] = {"width": _WIDTH, "height": _HEIGHT}
    bars = alt.Chart(data, **size).mark_bar(color=_INK)
    y = alt.Y("figure:Q", title=measure, axis=alt.Axis(tickMinStep=1, format=",d"))
    lacking = series.rows.filter(pl.col("gap_days") > 0).get_column("unit").unique(maintain_order=True)
    gaps = [
        alt.Chart(alt.Data(values=[{"unit": unit} for unit in lacking]), **size)
        .mark_rect(color=_GAP)
        .encode(x=x)
    ][: len(lacking)]
    if series.group is not None:
        drawn = bars.encode(x=x, y=y, color=alt.Color("group:N", title=series.group))
        return alt.layer(*gaps, drawn, **size)
    drawn = bars.encode(x=x, y=y)
    if measure == "incidents":
        return alt.layer(*gaps, drawn, **size)
    ranges = alt.Chart(data).mark_rule(color=_RANGE).encode(x=x, y="low:Q", y2="high:Q")
    opened = alt.Chart(data).mark_text(text="+", dy=-6, color=_RANGE).encode(x=x, y="figure:Q")
    return alt.layer(
        *gaps,
        drawn,
        ranges.transform_filter("datum.low < datum.high"),
        opened.transform_filter("datum.open"),
        **size,
    )


def _drawn(row: dict[str, Any], measure: str, figure: str, group: str | None) -> dict[str, Any]:
    values: dict[str, Any] = {"unit": row["unit"], "figure": row[figure]}
    if group is not None:
        return values | {"group": row[group] or UNKNOWN}
    if measure != "incidents":
        high = row[f"{measure}_high"]
        values |= {
            "low": row[f"{measure}_low"],
            "high": row[figure] if high is None else high,
            "open": high is None,
        }
    return values
