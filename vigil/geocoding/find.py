"""Place names of a text, found and resolved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vigil.geocoding.context import cue
from vigil.geocoding.gazetteer import Entry, Gazetteer
from vigil.geocoding.layout import ADMIN1, CITY, COUNTRY, DISTRICT, NONE, REGION
from vigil.geocoding.recognition import recognise
from vigil.geocoding.resolution import Resolved, resolve
from vigil.records import Place, PlaceMention, Span

_PRECISION = {COUNTRY: "country", ADMIN1: "admin1", DISTRICT: "district", CITY: "city"}


def find_places(
    text: str, gazetteer: Gazetteer, country: str | None = None, field: str = "text"
) -> list[PlaceMention]:
    """Place names of a text in order, each resolved to the place that is most likely meant.

    Names that span countries (Africa, the Middle East) are left out; peoples ("Pakistani") are no places.

    Args:
        text: English news text, of any length.
        gazetteer: see :func:`open_gazetteer`.
        country: where the outlet is or what the source says, ISO alpha-2 or English name; a prior only.
        field: the field that spans refer to.
    """
    return find_places_in([(field, text)], gazetteer, country)


def find_places_in(
    fields: Sequence[tuple[str, str]], gazetteer: Gazetteer, country: str | None = None
) -> list[PlaceMention]:
    """As :func:`find_places` for several (field, text) of one report: each helps to resolve the names of the others."""
    out: list[PlaceMention] = []
    for (field, text), resolved in zip(
        fields, _resolved([t for _, t in fields], gazetteer, country), strict=True
    ):
        out.extend(_mentions(text, field, resolved, gazetteer))
    return out


def toponyms(text: str, gazetteer: Gazetteer, country: str | None = None) -> list[dict[str, Any]]:
    """Every place name with a point, wide regions included: rows of start, end, lat, lon, geonameid."""
    return [
        {
            "start": r.match.start,
            "end": r.match.end,
            "lat": r.entry.lat,
            "lon": r.entry.lon,
            "geonameid": r.entry.geonames_id,
        }
        for r in _resolved([text], gazetteer, country)[0]
        if r.entry.lat is not None
    ]


def _resolved(texts: Sequence[str], gazetteer: Gazetteer, country: str | None) -> list[list[Resolved]]:
    return resolve([(t, recognise(t, gazetteer)) for t in texts], gazetteer, gazetteer.country_code(country))


def _mentions(
    text: str, field: str, resolved: Sequence[Resolved], gazetteer: Gazetteer
) -> list[PlaceMention]:
    out: list[PlaceMention] = []
    last: tuple[int, str | None] | None = None
    for one in resolved:
        match = one.match
        leads = "of_origin" if match.origin else cue(text, match.start, match.end, last)
        last = (match.end, leads)
        if one.entry.kind == REGION:
            continue
        name = text[match.start : match.end]
        place = place_of(one.entry, name, match.wants, gazetteer)
        out.append(PlaceMention(Span(field, match.start, match.end), name, place, leads, round(one.score, 2)))
    return out


def place_of(entry: Entry, name: str, wants: int | None, gazetteer: Gazetteer) -> Place:
    """The record of an entry, under the name that the text has."""
    code = entry.country_code or None
    country = gazetteer.country_name(code) if code else None
    if entry.level is not None:
        return Place(
            name,
            entry.level,
            city=entry.neighbourhood_of or (name if entry.level == "city" else None),
            admin1=entry.admin1_name or (name if entry.level == "admin1" else None),
            country=country,
            country_code=code,
            lat=entry.lat,
            lon=entry.lon,
            neighbourhood=name if entry.level == "neighbourhood" else None,
        )
    admin1 = gazetteer.entry(entry.admin1).name if entry.admin1 != NONE else None
    if entry.kind == ADMIN1:
        admin1 = entry.name
    if wants == DISTRICT and entry.kind == CITY:  # the district of that city: the gazetteer has only the city
        return Place(name, "district", None, admin1, country, code, entry.lat, entry.lon)
    city = entry.name if entry.kind == CITY else None
    return Place(
        name, _PRECISION[entry.kind], city, admin1, country, code, entry.lat, entry.lon, entry.geonames_id
    )
