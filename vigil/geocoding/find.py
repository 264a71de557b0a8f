"""Place names of a text, found and resolved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from vigil.geocoding.context import cue
from vigil.geocoding.gazetteer import Entry, Gazetteer
from vigil.geocoding.layout import ADMIN1, CITY, COUNTRY, DISTRICT, NONE, REGION
from vigil.geocoding.localities import Locality, localities
from vigil.geocoding.matching import Found
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
    found = [recognise(text, gazetteer) for _, text in fields]
    resolved = _resolved([text for _, text in fields], found, gazetteer, country)
    for (field, text), told, places in zip(fields, found, resolved, strict=True):
        out.extend(_mentions(text, field, places, told.spots, gazetteer))
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
        for r in _resolved([text], [recognise(text, gazetteer)], gazetteer, country)[0]
        if r.entry.lat is not None and not r.strange
    ]


def _resolved(
    texts: Sequence[str], found: Sequence[Found], gazetteer: Gazetteer, country: str | None
) -> list[list[Resolved]]:
    return resolve(list(zip(texts, found, strict=True)), gazetteer, gazetteer.country_code(country))


def _mentions(
    text: str,
    field: str,
    resolved: Sequence[Resolved],
    spot_words: Sequence[tuple[int, int]] | None,
    gazetteer: Gazetteer,
) -> list[PlaceMention]:
    spots = localities(text, resolved, spot_words)
    names: list[tuple[int, int, Resolved | Locality]] = [(s.start, s.end, s) for s in spots]
    covered = 0
    for one in resolved:
        while covered < len(spots) and spots[covered].end <= one.match.start:
            covered += 1
        if covered == len(spots) or spots[covered].start >= one.match.end:
            names.append((one.match.start, one.match.end, one))
    out: list[PlaceMention] = []
    last: tuple[int, str | None] | None = None
    for start, end, named in sorted(names, key=lambda n: n[0]):
        origin = isinstance(named, Resolved) and named.match.origin
        leads = "of_origin" if origin else cue(text, start, end, last)
        last = (end, leads)
        name = text[start:end]
        if isinstance(named, Locality):
            if named.within.kind == REGION:
                continue  # "a hamlet on the Caribbean side": a part of the world is no unit to lie in
            place, score = _locality(named, name, gazetteer), 0.7 if named.stated else 0.4
        elif named.strange:
            if leads not in gazetteer.words.strong:
                continue
            out.append(PlaceMention(Span(field, start, end), name, None, leads))
            continue
        elif named.entry.kind == REGION:
            continue
        else:
            place, score = place_of(named.entry, name, named.match.wants, gazetteer), round(named.score, 2)
        out.append(PlaceMention(Span(field, start, end), name, place, leads, score))
    return out


def _locality(spot: Locality, name: str, gazetteer: Gazetteer) -> Place:
    """The town's place under the finer name; a village takes the units it lies in, and no point."""
    around = place_of(spot.within, spot.within.name, None, gazetteer)
    if spot.precision == "city":
        return Place(name, "city", name, around.admin1, around.country, around.country_code)
    neighbourhood = name if spot.precision == "neighbourhood" else None
    return replace(around, name=name, precision=spot.precision, geonames_id=None, neighbourhood=neighbourhood)


@lru_cache(maxsize=20_000)
def place_of(entry: Entry, name: str, wants: int | None, gazetteer: Gazetteer) -> Place:
    """The record of an entry, under the name that the text has."""
    code = entry.country_code or None
    country = gazetteer.country_name(code) if code else None
    if entry.level is not None:
        return Place(
            name,
            entry.level,
            city=entry.neighbourhood_of or (entry.name if entry.level == "city" else None),
            admin1=entry.admin1_name or (entry.name if entry.level == "admin1" else None),
            country=country,
            country_code=code,
            lat=entry.lat,
            lon=entry.lon,
            neighbourhood=entry.name if entry.level == "neighbourhood" else None,
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
