"""An episode as a picture: a strip for each incident over the days it lasted, and lines to what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from vigil.analysis.drawing import as_image, checked_form
from vigil.errors import UsageError
from vigil.records import Incident

_WIDTH, _ROW = 640, 26  # of the picture and of a strip, pixels
_LONGEST = 48  # characters of a label
_COLOURS = {
    "attack": "#8c2d2d",
    "demonstration": "#4a6fa5",
    "official response": "#7a7a52",
    "legal action": "#6d5a7e",
    "other": "#999999",
}


def episode_picture(incidents: Sequence[Incident], title: str, form: str = "svg") -> bytes:
    """A strip for each incident, by date as given; those without a date stand below, without a strip.

    A line runs from an incident to each one that it is tied to.  Raises UsageError for another form than FORMS, and where no
    incident has a date.
    """
    checked_form(form)
    labels = _labels(incidents)
    rows = [_strip(i, labels[i.id]) for i in incidents if i.date.start]
    if not rows:
        raise UsageError("No incident of this episode has a date: there is nothing to draw.")
    start = {i.id: i.date.start for i in incidents}
    ties = [
        {"from": start[i.id], "to": start[k.incident], "row": labels[i.id], "other": labels[k.incident]}
        for i in incidents
        for k in i.links
        if k.incident in start and start[i.id] and start[k.incident]
    ]
    order = [labels[i.id] for i in incidents]
    y = alt.Y(
        "row:N",
        sort=order,
        scale=alt.Scale(domain=order),
        title=None,
        axis=alt.Axis(labelLimit=360, ticks=False),
    )
    x = alt.X("begin:T", title=None, axis=alt.Axis(format="%-d %b %Y", labelAngle=-30, labelOverlap="greedy"))
    size: dict[str, Any] = {"width": _WIDTH, "height": _ROW * len(order)}
    colour = alt.Color(
        "kind:N", title=None, legend=alt.Legend(orient="bottom"),
        scale=alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values())),
    )  # fmt: skip
    strips = (
        alt.Chart(alt.Data(values=rows), **size)
        .mark_bar(height=12)
        .encode(y=y, x=x, x2="end:T", color=colour)
    )
    figures = (
        alt.Chart(alt.Data(values=rows))
        .mark_text(align="left", dx=5, fontSize=10, color="#333333")
        .encode(y=y, x="end:T", text="note:N")
    )
    tied = alt.Chart(alt.Data(values=ties)).mark_rule(color="#bbbbbb", strokeDash=[3, 3])
    row = alt.Y("row:N", sort=order)
    down = tied.encode(x=alt.X("to:T"), x2="to:T", y=row, y2="other:N")
    along = tied.encode(x=alt.X("to:T"), x2="from:T", y=row)
    chart = alt.layer(*([down, along] if ties else []), strips, figures, **size)
    heading = alt.TitleParams(title, anchor="start", fontSize=15)
    spec = chart.properties(title=heading, background="white").configure_view(stroke=None).to_dict()
    return as_image(spec, form)


def _labels(incidents: Sequence[Incident]) -> dict[str, str]:
    """What stands beside each strip: type and place, each label once."""
    out: dict[str, str] = {}
    for incident in incidents:
        place = incident.place.city or incident.place.name if incident.place else "place unknown"
        label = f"{incident.type}, {place}"[:_LONGEST]
        taken = sum(1 for other in out.values() if other == label or other.startswith(f"{label} ("))
        out[incident.id] = f"{label} ({taken + 1})" if taken else label
    return out


def _strip(incident: Incident, label: str) -> dict[str, Any]:
    first = date.fromisoformat(incident.date.start or "")
    last = date.fromisoformat(incident.date.end) if incident.date.end else first
    killed = incident.killed.best if incident.killed else None
    return {
        "row": label,
        "kind": incident.kind.replace("_", " "),
        "begin": first.isoformat(),
        "end": (last + timedelta(days=1)).isoformat(),  # a strip ends where its last day ends
        "note": f"{killed:,} killed" if killed else "",
    }
