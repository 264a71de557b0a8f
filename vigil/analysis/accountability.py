"""Steps against the accused as a tidy frame, and as a picture: a dated strip for each accused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from vigil.aftermath import Accused
from vigil.analysis.drawing import as_image, checked_form
from vigil.errors import UsageError
from vigil.periods import period

STEPS: dict[str, Any] = {
    "accused": pl.String,  # id
    "name": pl.String,  # null: a person, whose name is withheld
    "kind": pl.String,  # person | group | described
    "position": pl.Int64,  # of the step, from 1, by date
    "step": pl.String,
    "start": pl.Date,  # the days between which the words put it; null: no text says when
    "end": pl.Date,
    "seen": pl.String,  # when the earliest document that says so was published, a prefix
    "by": pl.String,  # who took it, as written; null where a person is the accused
    "incident": pl.String,
    "documents": pl.Int64,
    "outcome": pl.String,  # the last step that ended a case of this accused
}
MOST = 200  # strips of a picture
_WIDTH, _ROW = 640, 24  # of the picture and of a strip, pixels
_LONGEST = 48  # characters of a label
_COLOURS = {
    "named suspect": "#b0a27a", "warrant": "#8f7f3f", "arrest": "#c77d1e", "charge": "#a8501f", "trial": "#7a6db0",
    "conviction": "#5b3b8c", "sentence": "#33206b", "acquittal": "#2b7a4b", "charges dropped": "#5f9f6e",
    "conviction overturned": "#8fbf8f", "bail": "#6aa3c8", "release": "#3f7fae", "escape": "#c23b6d", "killed": "#222222",
    "ban": "#8c2d2d", "none": "#bbbbbb",
}  # fmt: skip


def accountability_frame(
    accused: Iterable[Accused], withheld: Mapping[str, Sequence[str]] | None = None
) -> pl.DataFrame:
    """One row a step, columns as in STEPS, by accused and position.

    No name of a person is in it, nor a description that holds one: ``withheld`` maps ids of documents to private names.
    """
    rows = []
    for one in sorted(accused, key=lambda a: a.id):
        person = one.kind == "person"
        for position, step in enumerate(one.steps, 1):
            start, end = _days(step.date)
            rows.append(
                {
                    "accused": one.id,
                    "name": _shown(one, withheld or {}),
                    "kind": one.kind,
                    "position": position,
                    "step": step.what,
                    "start": start,
                    "end": end,
                    "seen": step.seen,
                    "by": None if person else step.by,
                    "incident": step.incident,
                    "documents": len({e.document for e in step.evidence}),
                    "outcome": one.outcome,
                }
            )
    return pl.DataFrame(rows, schema=STEPS, orient="row")


def _days(words: str | None) -> tuple[date | None, date | None]:
    if words is None:
        return None, None
    found = period(words)
    return found.start, found.end


def accountability_picture(
    accused: Sequence[Accused],
    title: str,
    notes: Sequence[str] = (),
    form: str = "svg",
    withheld: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """A strip for each accused, a mark for each dated step; a bar where the words leave some days open.

    Persons stand as "accused 1", "accused 2", in the order given, each with the outcome of the case where there is one.
    Raises UsageError for another form than FORMS, where no step has a date, and for more than MOST strips.
    """
    checked_form(form)
    drawn = [one for one in accused if any(step.date for step in one.steps)]
    order = _labels(drawn, withheld or {})
    marks = []
    for label, one in zip(order, drawn, strict=True):
        for step in one.steps:
            start, end = _days(step.date)
            if start and end:
                marks.append(
                    {"row": label, "step": step.what, "begin": start.isoformat(), "end": end.isoformat()}
                )
    if not marks:
        raise UsageError("No step here has a date: there is nothing to draw.")
    if len(order) > MOST:
        raise UsageError(
            f"{len(order):,} strips are too many for a picture: give a NAME, an --incident or a --collection."
        )
    lacking = len(accused) - len(drawn)
    undated = sum(1 for one in accused for step in one.steps if step.date is None)
    said = [*notes]
    if undated:
        said.append(
            f"Not drawn: steps of no known day ({undated:,})"
            + (f", all there is of {lacking:,} accused" if lacking else "")
        )
    steps = [step for step in _COLOURS if step in {m["step"] for m in marks}]
    y = alt.Y(
        "row:N", sort=order, scale=alt.Scale(domain=order), title=None, axis=alt.Axis(labelLimit=380, ticks=False, grid=True)
    )  # fmt: skip
    x = alt.X(
        "begin:T",
        scale=alt.Scale(padding=12),
        title=None,
        axis=alt.Axis(format="%-d %b %Y", labelAngle=-30, labelOverlap="greedy"),
    )
    colour = alt.Color(
        "step:N", title=None, legend=alt.Legend(orient="bottom", columns=6),
        scale=alt.Scale(domain=steps, range=[_COLOURS[s] for s in steps]),
    )  # fmt: skip
    size: dict[str, Any] = {"width": _WIDTH, "height": max(_ROW * len(order), 2 * _ROW)}
    data = alt.Data(values=marks)
    bars = alt.Chart(data, **size).mark_rule(strokeWidth=3).encode(y=y, x=x, x2="end:T", color=colour)
    points = (
        alt.Chart(data, **size).mark_point(filled=True, size=80, opacity=1).encode(y=y, x=x, color=colour)
    )
    heading = alt.TitleParams(
        title, subtitle=said, anchor="start", fontSize=15, subtitleFontSize=10, subtitleColor="#555555"
    )
    chart = alt.layer(bars, points, **size).properties(title=heading, background="white")
    spec = chart.configure_view(stroke=None).to_dict()
    return as_image(spec, form)


def _shown(one: Accused, withheld: Mapping[str, Sequence[str]]) -> str | None:
    """The name of a group or the words of a description; None for a person, and where the words hold a private name."""
    if one.kind == "person":
        return None
    private = {name for step in one.steps for e in step.evidence for name in withheld.get(e.document, ())}
    return None if one.kind == "described" and any(name in one.name for name in private) else one.name


def _labels(accused: Sequence[Accused], withheld: Mapping[str, Sequence[str]]) -> list[str]:
    """What stands beside each strip, each label once."""
    out: list[str] = []
    nameless = 0
    for one in accused:
        name = _shown(one, withheld)
        nameless += name is None
        label = name[:_LONGEST] if name else f"accused {nameless}"
        label += f" ({one.outcome})" if one.outcome else ""
        taken = sum(1 for other in out if other == label or other.startswith(f"{label} ["))
        out.append(f"{label} [{taken + 1}]" if taken else label)
    return out
