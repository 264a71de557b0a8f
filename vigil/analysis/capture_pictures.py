"""Lists and what they have in common as a picture, with the estimate of what is in none of them where there is one."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from vigil.analysis.changes import NotComputed
from vigil.analysis.drawing import as_image, checked_form
from vigil.analysis.undercount import Estimate
from vigil.errors import UsageError

_WIDTH, _ROW, _LINE = 560, 22, 105  # pixels, pixels, characters
MOST_ROWS = 80  # histories of a picture: the most frequent are drawn


def capture_picture(
    table: pl.DataFrame, result: Estimate | NotComputed, title: str, notes: Sequence[str], form: str = "svg"
) -> bytes:
    """A bar for each capture history (which lists have it), most lists first; below it what was seen and, where there is an
    estimate, the total with its 95% interval.

    ``table``: as ``captures`` gives it.  Raises UsageError for another form than svg and png, and where no list has anything.
    """
    checked_form(form)
    if not table.height:
        raise UsageError("None of these lists has an incident: there is nothing to draw.")
    names = [name for name in table.columns if name != "freq"]
    rows = [
        {"row": " and ".join(n for n in names if row[n]) + " alone" * (sum(row[n] for n in names) == 1), "n": row["freq"], "what": "seen"}
        for row in table.iter_rows(named=True)
    ][:MOST_ROWS]  # fmt: skip
    rows.append({"row": "in any list", "n": int(table["freq"].sum()), "what": "all seen"})
    layers: list[Any] = []
    order = [row["row"] for row in rows]
    if isinstance(result, Estimate):
        order.append("estimated, seen or not")
        span = [{"row": order[-1], "n": result.total, "low": result.low, "high": result.high}]
        data = alt.Chart(alt.Data(values=span))
        y = alt.Y("row:N", sort=order)
        layers.append(data.mark_rule(color="#222222", strokeWidth=2).encode(y=y, x="low:Q", x2="high:Q"))
        layers.append(data.mark_point(filled=True, size=70, color="#8c2d2d").encode(y=y, x="n:Q"))
        said = notes
    else:
        said = [f"No estimate: {result.why}", *notes]
    bars = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(height=12)
        .encode(
            y=alt.Y("row:N", sort=order, scale=alt.Scale(domain=order), title=None, axis=alt.Axis(labelLimit=300)),
            x=alt.X("n:Q", title="incidents", axis=alt.Axis(tickMinStep=1, format=",d")),
            color=alt.Color("what:N", legend=None, scale=alt.Scale(domain=["seen", "all seen"], range=["#9fb6d3", "#4a6fa5"])),
        )
    )  # fmt: skip
    lines = [line for note in said for line in textwrap.wrap(note, _LINE)]
    heading = alt.TitleParams(
        title, subtitle=lines, anchor="start", fontSize=15, subtitleFontSize=10, subtitleColor="#555555"
    )
    chart = alt.layer(bars, *layers, width=_WIDTH, height=_ROW * len(order))
    return as_image(
        chart.properties(title=heading, background="white").configure_view(stroke=None).to_dict(), form
    )
