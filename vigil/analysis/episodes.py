"""Episodes and links as tidy frames."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from vigil.aftermath import Episode
from vigil.analysis.frames import days
from vigil.records import Incident

EPISODES: dict[str, Any] = {
    "episode": pl.String,
    "position": pl.Int64,  # from 1, by date
    "incident": pl.String,
    "kind": pl.String,
    "type": pl.String,
    "start": pl.Date,  # null: unknown
    "end": pl.Date,
    "days_after": pl.Int64,  # whole days from the first day of the episode; null where either is unknown
}
LINKS: dict[str, Any] = {
    "incident": pl.String,  # the later or dependent one
    "type": pl.String,
    "target": pl.String,
    "days": pl.Int64,  # from the first day of the target to that of the incident; null where either is unknown
    "confidence": pl.Float64,
    "documents": pl.List(pl.String),  # whose words it rests on
}


def episode_frame(episodes: Iterable[Episode], incidents: Iterable[Incident]) -> pl.DataFrame:
    """One row for each incident of each episode, columns as in EPISODES, by episode and position.

    ``incidents`` hold at least those of the episodes; others are passed over.
    """
    known = {i.id: i for i in incidents}
    rows = []
    for episode in sorted(episodes, key=lambda e: e.id):
        starts = [days(known[name].date)[0] for name in episode.incidents]
        begun = min((day for day in starts if day), default=None)
        for position, (name, start) in enumerate(zip(episode.incidents, starts, strict=True), 1):
            incident = known[name]
            rows.append(
                {
                    "episode": episode.id,
                    "position": position,
                    "incident": name,
                    "kind": incident.kind,
                    "type": incident.type,
                    "start": start,
                    "end": days(incident.date)[1],
                    "days_after": (start - begun).days if start and begun else None,
                }
            )
    return pl.DataFrame(rows, schema=EPISODES, orient="row")


def link_frame(incidents: Iterable[Incident]) -> pl.DataFrame:
    """One row for each link, columns as in LINKS, by incident and target."""
    known = {i.id: i for i in incidents}
    rows = []
    for name, incident in sorted(known.items()):
        for link in sorted(incident.links, key=lambda k: (k.incident, k.type)):
            start = days(incident.date)[0]
            target = days(known[link.incident].date)[0] if link.incident in known else None
            rows.append(
                {
                    "incident": name,
                    "type": link.type,
                    "target": link.incident,
                    "days": (start - target).days if start and target else None,
                    "confidence": link.confidence,
                    "documents": sorted({e.document for e in link.evidence}),
                }
            )
    return pl.DataFrame(rows, schema=LINKS, orient="row")
