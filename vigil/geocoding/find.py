"""Place names of a text, found and resolved."""

from __future__ import annotations

import re
from typing import Any

from vigil.geocoding.gazetteer import Entry, Gazetteer
from vigil.geocoding.layout import ADMIN1, CITY, COUNTRY, DISTRICT, NONE, REGION
from vigil.geocoding.recognition import recognise
from vigil.geocoding.resolution import Resolved, resolve
from vigil.records import Place, PlaceMention, Span

_HEAD = re.compile(r"[^\n]{0,60}?(?:[-–—:]|\([A-Z][^)\n]{1,40}\)\s*[-–—:,]?)\s")
_PREPOSITION = r"in|at|near|outside|inside|around|across|throughout|within|through|from|to|towards|toward|into|between|along|off|on|of|by|for|against|over|beyond"
_CUE = re.compile(
    rf"\b({_PREPOSITION})[\s\u00a0]+(?:the[\s]+)?"
    r"(?:(?:[\w'’-]+[\s]+){0,4}?(?:city|cities|town|towns|village|villages|district|districts|province|provinces|state|area|suburb|region|capital|port|county|neighbou?rhood|part|parts|outskirts|centre|center)[\s]+"
    r"(?:of[\s]+)?(?:the[\s]+)?)?(?:(?:downtown|central|northern|southern|eastern|western|nearby|neighbou?ring|south|north|east|west|[ns]orth-?(?:eastern|western)|south-?(?:eastern|western))[\s]+)?[\"'“‘]?$",
    re.IGNORECASE,
)
_LIST = re.compile(r"^(?:,|,? and|,? or|, and in|, in)[\s]+(?:the )?$")


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
    out: list[PlaceMention] = []
    last: tuple[int, str | None] | None = None
    for resolved in _resolved(text, gazetteer, country):
        match, entry = resolved.match, resolved.entry
        if entry is None or entry.kind == REGION:
            continue
        cue = _cue(text, match.start, match.end, last)
        if match.origin:
            cue = "of_origin"
        last = (match.end, cue)
        span = Span(field, match.start, match.end)
        name = text[match.start : match.end]
        out.append(
            PlaceMention(
                span, name, place_of(entry, name, gazetteer), cue, round(min(1.0, resolved.score), 2)
            )
        )
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
        for r in _resolved(text, gazetteer, country)
        if r.entry is not None and r.entry.lat is not None
    ]


def _resolved(text: str, gazetteer: Gazetteer, country: str | None) -> list[Resolved]:
    found = recognise(text, gazetteer)
    return resolve(text, found, gazetteer, gazetteer.country_code(country)) if found.matches else []


def _cue(text: str, start: int, end: int, last: tuple[int, str | None] | None) -> str | None:
    line = text.rfind("\n", 0, start) + 1
    if start - line <= 2 and _HEAD.match(text, end) and text[start:end].isupper():
        return "dateline"
    if last is not None and 0 <= start - last[0] <= 12 and _LIST.match(text[last[0] : start]):
        return last[1]
    found = _CUE.search(text, max(0, start - 70), start)
    return found.group(1).lower() if found else None


def place_of(entry: Entry, name: str, gazetteer: Gazetteer) -> Place:
    """The record of an entry, under the name that the text has."""
    code = entry.country_code or None
    country = gazetteer.country_name(code) if code else None
    if entry.level is not None:
        precision = entry.level
        city = entry.neighbourhood_of or (name if precision == "city" else None)
        admin1 = entry.admin1_name or (entry.name if precision == "admin1" else None)
        return Place(
            name, precision, city, admin1, country, code, entry.lat, entry.lon, None,
            name if precision == "neighbourhood" else None,
        )  # fmt: skip
    admin1 = gazetteer.entry(entry.admin1).name if entry.admin1 != NONE else None
    if entry.kind == ADMIN1:
        admin1 = entry.name
    precision = {COUNTRY: "country", ADMIN1: "admin1", DISTRICT: "district", CITY: "city"}[entry.kind]
    city = entry.name if entry.kind == CITY else None
    return Place(name, precision, city, admin1, country, code, entry.lat, entry.lon, entry.geonames_id)
