"""Tolls of two lists side by side as a picture, drawn on this machine: no script, font or data is loaded from anywhere."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt

from vigil.analysis.comparing import VERDICTS, Comparison, verdict
from vigil.analysis.drawing import as_image, checked_form
from vigil.analysis.likeness import figures
from vigil.errors import UsageError
from vigil.listed import Listed

MOST_ROWS = 60  # incidents of a picture, the deadliest first
_WIDTH, _ROW, _LINE = 560, 17, 112
_OURS, _THEIRS = "#1f4e8c", "#c25b12"
_SHIFT = 1  # a logarithm has no zero: figures are drawn one higher and the axis says so


def toll_picture(
    found: Comparison, title: str, names: tuple[str, str], notes: Sequence[str] = (), form: str = "svg"
) -> tuple[bytes, int]:
    """(picture, incidents left out of it): one row an incident, the killed on a logarithmic axis.

    A dot is the best figure, a line runs from the lowest to the highest, a + stands where there is no highest; blue is ours, orange theirs.  First what both have, then
    what one has alone.  An incident without any toll has no row; beyond MOST_ROWS only the deadliest are drawn.
    Raises UsageError for another form, and where no incident has a toll.
    """
    checked_form(form)
    rows: list[tuple[str, Listed | None, Listed | None]] = [
        (f"in both: {name}", pair.left, pair.right)
        for name in VERDICTS
        for pair in found.pairs
        if verdict(pair) == name
    ]
    rows += [(f"{names[0]}, no match in {names[1]}", item, None) for item in found.only_ours]
    rows += [(f"{names[1]}, no match in {names[0]}", None, item) for item in found.only_theirs]
    rows = [row for row in rows if any(item and figures(item.killed) for item in row[1:])]
    if not rows:
        raise UsageError("No incident that is compared has a toll: there is nothing to draw.")
    deadliest = sorted(rows, key=lambda row: (-_most(row[1], row[2]), _label(row[1], row[2])))[:MOST_ROWS]
    drawn = [row for row in rows if row in deadliest]
    groups = list(dict.fromkeys(row[0] for row in drawn))
    panels = [
        _panel(group, [row for row in drawn if row[0] == group], names, n == len(groups) - 1)
        for n, group in enumerate(groups)
    ]
    lines = [line for note in notes for line in textwrap.wrap(note, _LINE)]
    heading = alt.TitleParams(
        title, subtitle=lines, anchor="start", fontSize=15, subtitleFontSize=10, subtitleColor="#555555"
    )
    chart = alt.vconcat(*panels, spacing=4, title=heading, background="white").configure_view(
        stroke="#dddddd"
    )
    spec = chart.resolve_scale(x="shared", color="shared").to_dict()
    left = len(rows) - len(drawn)
    return as_image(spec, form), left


def _most(*items: Listed | None) -> int:
    tolls = [figures(item.killed) for item in items if item]
    return max((max(toll[2]) for toll in tolls if toll), default=0)


def _label(ours: Listed | None, theirs: Listed | None) -> str:
    item = ours or theirs
    assert item is not None
    place = item.place.name if item.place else "unknown place"
    day = item.date.start or "unknown day"
    if item.date.precision in ("month", "year"):
        day = day[: 7 if item.date.precision == "month" else 4]
    return f"{day}  {place}  ({(theirs or item).id})"


def _panel(
    group: str, rows: Sequence[tuple[str, Listed | None, Listed | None]], names: tuple[str, str], last: bool
) -> Any:
    values = []
    for _, ours, theirs in rows:
        for name, item in zip(names, (ours, theirs), strict=True):
            toll = figures(item.killed) if item else None
            if item is None or toll is None:
                continue
            best = min(toll[2])
            high = best if toll[1] is None else toll[1]
            values.append(
                {
                    "row": _label(ours, theirs),
                    "list": name,
                    "best": best + _SHIFT,
                    "low": toll[0] + _SHIFT,
                    "high": max(high, best) + _SHIFT,
                    "open": toll[1] is None,
                    "figure": best,
                }
            )
    order = list(dict.fromkeys(str(value["row"]) for value in values))
    size: dict[str, Any] = {"width": _WIDTH, "height": max(_ROW * len(order), 2 * _ROW)}
    data = alt.Data(values=values)
    y = alt.Y("row:N", title=None, sort=order, axis=alt.Axis(labelLimit=330, grid=True, gridColor="#eeeeee"))
    x = alt.X(
        "best:Q",
        title="killed, logarithmic axis" if last else None,
        scale=alt.Scale(type="log", domainMin=1),
        axis=alt.Axis(values=[v + _SHIFT for v in (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000)], labelExpr="format(datum.value - 1, ',d')", gridColor="#eeeeee"),
    )  # fmt: skip
    colour = alt.Color("list:N", title="list", scale=alt.Scale(domain=list(names), range=[_OURS, _THEIRS]))
    shift = alt.YOffset("list:N", sort=list(names))
    base = alt.Chart(data, title=alt.TitleParams(group, anchor="start", fontSize=12), **size)
    dots = base.mark_point(filled=True, size=45, opacity=1).encode(x=x, y=y, color=colour, yOffset=shift)
    lines = base.mark_rule(strokeWidth=1.5).encode(x="low:Q", x2="high:Q", y=y, color=colour, yOffset=shift)
    opened = base.mark_text(text="+", dx=8, fontSize=11).encode(x=x, y=y, color=colour, yOffset=shift)
    return alt.layer(
        lines.transform_filter("datum.low < datum.high"), dots, opened.transform_filter("datum.open")
    )
