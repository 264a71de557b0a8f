"""Demands and responses as tidy frames, and demands as a picture: a bar from the day a demand was first told, in the colour of its state."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt
import polars as pl

from vigil.aftermath import Demand, Response
from vigil.analysis.drawing import as_image, checked_form
from vigil.errors import UsageError
from vigil.periods import period
from vigil.records import Evidence

WITHHELD = "[name withheld]"
MOST = 80  # bars of a picture
COLOURS = {
    "open": "#9a9a9a",
    "refused": "#8c2d2d",
    "promised": "#d9a441",
    "partly met": "#8fb08c",
    "met": "#3f7d4e",
    "withdrawn": "#6d5a7e",
}
_WIDTH, _ROW, _LABEL, _LINE = 640, 24, 60, 115  # pixels, pixels, characters, characters
_STEP = pl.Struct({"what": pl.String, "date": pl.String, "seen": pl.String, "by": pl.String})

DEMANDS: dict[str, Any] = {
    "id": pl.String,
    "what": pl.String,
    "words": pl.String,
    "by": pl.String,
    "of": pl.String,
    "first": pl.String,  # a day, or a month or a year where the documents give no more
    "last": pl.String,
    "state": pl.String,
    "changes": pl.List(_STEP),
    "incidents": pl.List(pl.String),
    "episode": pl.String,
    "documents": pl.Int64,  # that tell it
}
RESPONSES: dict[str, Any] = {
    "id": pl.String,
    "act": pl.String,
    "words": pl.String,
    "by": pl.String,
    "date": pl.String,
    "first": pl.String,
    "last": pl.String,
    "until": pl.String,
    "answers": pl.List(pl.String),
    "followed": pl.List(_STEP),
    "incidents": pl.List(pl.String),
    "episode": pl.String,
    "documents": pl.Int64,
}


def demand_frame(
    demands: Iterable[Demand], withheld: Mapping[str, Sequence[str]] | None = None
) -> pl.DataFrame:
    """One row a demand, columns as in DEMANDS, by first date (unknown last) and id.

    ``withheld``: document -> names that stay behind; what tells of a demand in such a document is written without them.
    """
    rows = []
    for d in demands:
        clean = _without(d.evidence, withheld or {})
        rows.append(
            {
                "id": d.id, "what": d.what, "words": clean(d.words), "by": clean(d.by), "of": clean(d.of), "first": d.first,
                "last": d.last, "state": d.state,
                "changes": [{"what": s.what, "date": s.date, "seen": s.seen, "by": clean(s.by)} for s in d.history],
                "incidents": list(d.incidents), "episode": d.episode, "documents": len({e.document for e in d.evidence}),
            }
        )  # fmt: skip
    return pl.DataFrame(rows, schema=DEMANDS, orient="row").sort("first", "id", nulls_last=True)


def response_frame(
    responses: Iterable[Response], withheld: Mapping[str, Sequence[str]] | None = None
) -> pl.DataFrame:
    """One row a response, columns as in RESPONSES, by first date (unknown last) and id; ``withheld`` as for demands."""
    rows = []
    for r in responses:
        clean = _without(r.evidence, withheld or {})
        rows.append(
            {
                "id": r.id, "act": r.act, "words": clean(r.words), "by": clean(r.by), "date": r.date, "first": r.first,
                "last": r.last, "until": r.until, "answers": list(r.answers),
                "followed": [{"what": s.what, "date": s.date, "seen": s.seen, "by": clean(s.by)} for s in r.followed],
                "incidents": list(r.incidents), "episode": r.episode, "documents": len({e.document for e in r.evidence}),
            }
        )  # fmt: skip
    return pl.DataFrame(rows, schema=RESPONSES, orient="row").sort("first", "id", nulls_last=True)


def _without(evidence: Iterable[Evidence], withheld: Mapping[str, Sequence[str]]) -> Any:
    names = sorted({n for e in evidence for n in withheld.get(e.document, ())}, key=lambda n: (-len(n), n))
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)") if names else None
    return lambda words: pattern.sub(WITHHELD, words) if pattern and words else words


def demand_picture(frame: pl.DataFrame, title: str, notes: Sequence[str] = (), form: str = "svg") -> bytes:
    """A bar for each row of a ``demand_frame``, from the first to the last date at which it or its state is told.

    A bar changes its colour where the state changes; a date that is a month or a year counts from its first day.  Demands
    without a date are left out.  Raises UsageError for another form than FORMS, where none has a date, and for more than MOST.
    """
    checked_form(form)
    dated = frame.filter(pl.col("first").is_not_null())
    if not len(dated):
        raise UsageError("None of these demands has a date: there is nothing to draw.")
    if len(dated) > MOST:
        raise UsageError(
            f"{len(dated)} demands are too many for a picture (at most {MOST}): choose an incident, a state or words."
        )
    rows, order = [], []
    for number, row in enumerate(dated.iter_rows(named=True), 1):
        label = f"{number}. {textwrap.shorten(row['words'], _LABEL - 8, placeholder=' …')}"
        order.append(label)
        rows += _bars(row, label)
    y = alt.Y(
        "row:N",
        sort=order,
        scale=alt.Scale(domain=order),
        title=None,
        axis=alt.Axis(labelLimit=420, ticks=False),
    )
    x = alt.X("begin:T", title=None, axis=alt.Axis(format="%-d %b %Y", labelAngle=-30, labelOverlap="greedy"))
    colour = alt.Color(
        "state:N", title=None, legend=alt.Legend(orient="bottom"),
        scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
    )  # fmt: skip
    size: dict[str, Any] = {"width": _WIDTH, "height": _ROW * len(order)}
    edge = alt.Stroke(
        "state:N", legend=None, scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    )
    bars = (  # the edge keeps a bar of one day in sight where the picture spans years
        alt.Chart(alt.Data(values=rows), **size)
        .mark_bar(height=12, strokeWidth=2)
        .encode(y=y, x=x, x2="end:T", color=colour, stroke=edge)
    )
    lines = [line for note in notes for line in textwrap.wrap(note, _LINE)]
    heading = alt.TitleParams(
        title, subtitle=lines, anchor="start", fontSize=15, subtitleFontSize=10, subtitleColor="#555555"
    )
    spec = (
        alt.layer(bars, **size)
        .properties(title=heading, background="white")
        .configure_view(stroke=None)
        .to_dict()
    )
    return as_image(spec, form)


def _bars(row: dict[str, Any], label: str) -> list[dict[str, str]]:
    """Stretches of one state, the last of them ending with the last day at which anything is told."""
    turns = [("open", _first(row["first"]))]
    turns += [
        (s["what"], max(_first(s["date"] or s["seen"] or row["first"]), turns[0][1])) for s in row["changes"]
    ]
    end = max(_first(row["last"] or row["first"]), turns[-1][1]) + timedelta(days=1)
    stops = [*(day for _, day in turns[1:]), end]
    return [
        {"row": label, "state": state, "begin": day.isoformat(), "end": stop.isoformat()}
        for (state, day), stop in zip(turns, stops, strict=True)
        if stop > day
    ]


def _first(prefix: str) -> date:
    return period(prefix[:10]).start
