"""Incidents as a tidy frame, one row each: what every figure of this room is computed on.

No private person is in it: of those who are named only groups, institutions and communities enter, of victims only
groups, and a name that the caller withholds enters nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Protocol

import polars as pl

from vigil import codebook
from vigil.records import DateRange, Incident, Toll

MEASURES = ("killed", "injured")
BOUNDS = ("low", "best", "high")
DENIED = "denied"
_BODIES = ("group", "institution", "community")  # kinds of actor that are no person
_REVIEW = "needs review"  # how the provenance of an incident ends that a person should look at first

NAMED = pl.Struct({"name": pl.String, "stance": pl.String})
SCHEMA: dict[str, Any] = {
    "id": pl.String,
    "kind": pl.String,
    "type": pl.String,
    "nature": pl.String,
    "start": pl.Date,  # null: unknown
    "end": pl.Date,  # null: unknown, or not over
    "date_precision": pl.String,
    "place": pl.String,
    "neighbourhood": pl.String,
    "city": pl.String,
    "admin1": pl.String,
    "country": pl.String,
    "country_code": pl.String,
    "lat": pl.Float64,
    "lon": pl.Float64,
    "place_precision": pl.String,
    **{f"{measure}_{bound}": pl.Int64 for measure in MEASURES for bound in BOUNDS},
    "perpetrators": pl.List(NAMED),
    "targets": pl.List(pl.String),
    "communities": pl.List(pl.String),  # groups of victims, in the words of the reports
    "parts": pl.List(pl.String),  # "two blasts": the words
    "documents": pl.Int64,
    "sources": pl.Int64,  # near-copies of one story and all stories of one outlet are one
    "confidence": pl.Float64,
    "needs_review": pl.Boolean,
    "status": pl.String,
    "document_ids": pl.List(pl.String),
    "source_ids": pl.List(pl.String),
}


class Document(Protocol):
    """What is asked of a document."""

    @property
    def outlet(self) -> str | None:
        """Who published it."""

    @property
    def published(self) -> str | None:
        """When, as fine as known: 2013, 2013-01 or 2013-01-10."""

    @property
    def syndication(self) -> str | None:
        """Its group of near-copies."""


def incident_frame(
    incidents: Iterable[Incident],
    documents: Mapping[str, Document],
    withheld: Mapping[str, Sequence[str]] | None = None,
) -> pl.DataFrame:
    """One row an incident, columns as in ``SCHEMA``, by first day (unknown last) and id.

    ``documents`` maps ids to documents (one that is missing is its own source), ``withheld`` ids of documents to names
    that stay behind.  ``best`` of a toll is never null where a bound is known.
    """
    rows = [_row(incident, documents, withheld or {}) for incident in incidents]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("start", "id", nulls_last=True)


def told_in(frame: pl.DataFrame, documents: Mapping[str, Document]) -> pl.DataFrame:
    """The incidents that at least one of these documents tells, and of their documents and sources these alone."""
    kept = [[name for name in ids if name in documents] for ids in frame.get_column("document_ids")]
    sources = [sorted({_source(name, documents[name]) for name in ids}) for ids in kept]
    return frame.with_columns(
        pl.Series("documents", map(len, kept), pl.Int64),
        pl.Series("sources", map(len, sources), pl.Int64),
        pl.Series("document_ids", kept, pl.List(pl.String)),
        pl.Series("source_ids", sources, pl.List(pl.String)),
    ).filter(pl.col("documents") > 0)


def _row(
    incident: Incident, documents: Mapping[str, Document], withheld: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    ids = sorted({report.document for report in incident.reports})
    sources = sorted({_source(name, documents.get(name)) for name in ids})
    private = _private(incident, {name for key in ids for name in withheld.get(key, ())})
    place = incident.place
    start, end = days(incident.date)
    return {
        "id": incident.id,
        "kind": incident.kind,
        "type": incident.type,
        "nature": incident.nature,
        "start": start,
        "end": end,
        "date_precision": incident.date.precision,
        "place": place and place.name,
        "neighbourhood": place and place.neighbourhood,
        "city": place and place.city,
        "admin1": place and place.admin1,
        "country": place and place.country,
        "country_code": place and place.country_code,
        "lat": place and place.lat,
        "lon": place and place.lon,
        "place_precision": place and place.precision,
        **_toll("killed", incident.killed),
        **_toll("injured", incident.injured),
        "perpetrators": [
            {"name": a.name, "stance": a.stance}
            for a in dict.fromkeys(incident.actors)
            if a.role == "perpetrator" and a.kind in _BODIES and _passes(a.name, private)
        ],
        "targets": [t for t in dict.fromkeys(incident.targets) if _passes(t, private)],
        "communities": [
            group
            for group in dict.fromkeys(v.group for v in incident.victims)
            if group and _passes(group, private)
        ],
        "parts": [p for p in dict.fromkeys(incident.parts) if _passes(p, private)],
        "documents": len(ids),
        "sources": len(sources),
        "confidence": incident.confidence,
        "needs_review": incident.provenance.endswith(_REVIEW),
        "status": incident.status,
        "document_ids": ids,
        "source_ids": sources,
    }


def days(when: DateRange) -> tuple[date | None, date | None]:
    """First and last day of a range; null where it is open or no day of the calendar."""
    return _day(when.start), _day(when.end)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _toll(measure: str, toll: Toll | None) -> dict[str, int | None]:
    low, best, high = (toll.low, toll.best, toll.high) if toll else (None, None, None)
    if best is None:
        best = low if low is not None else high
    return {f"{measure}_low": low, f"{measure}_best": best, f"{measure}_high": high}


def _source(name: str, document: Document | None) -> str:
    if document is None:
        return name
    return document.syndication or document.outlet or name


def _private(incident: Incident, withheld: set[str]) -> re.Pattern[str] | None:
    """Names that must not enter: those withheld by the caller, named victims, and accused persons."""
    victims = {v.name for v in incident.victims if v.name}
    people = {a.name for a in incident.actors if a.kind == "person"}
    names = sorted({n.strip() for n in withheld | victims | people if n.strip()}, key=lambda n: (-len(n), n))
    if not names:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)", re.IGNORECASE)


def _passes(words: str, private: re.Pattern[str] | None) -> bool:
    return private is None or words.casefold() in group_names() or not private.search(words)


@cache
def group_names() -> dict[str, str]:
    """Names and aliases of the groups in the codebook, small letters -> the name that the record uses."""
    groups = codebook.load("actors")["groups"]
    names: dict[str, str] = {}
    for group in groups:
        for alias in group.get("aliases", ()):
            names.setdefault(str(alias).casefold(), str(group["name"]))
    return names | {str(group["name"]).casefold(): str(group["name"]) for group in groups}
