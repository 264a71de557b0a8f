"""Incidents as features of a map: RFC 7946."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

import orjson

from vigil.export.outgoing import Outgoing, Row, Written, outgoing
from vigil.export.table import flat_row
from vigil.export.tables import Chosen
from vigil.records import Incident

RULE = (
    "One feature an incident: a point, longitude first, in WGS 84, of the place at its precision (place_precision), which is the"
    " middle of a town or province and not the spot; a wave of demonstrations has a point for each place where it was held; an"
    " incident of no known place has the geometry null. Tolls are low, best and high; empty means that nothing is stated, or no"
    " bound."
)


def write(chosen: Chosen, incidents: Iterable[Incident], stream: IO[bytes]) -> Written:
    """One FeatureCollection, written feature by feature; the rule is its member ``about``."""
    written = Written()
    stream.write(b'{"type":"FeatureCollection","about":' + orjson.dumps(RULE) + b',"features":[')
    for told in outgoing(chosen, incidents):
        stream.write((b",\n" if written.rows else b"\n") + orjson.dumps(feature(told)))
        written.rows += 1
    stream.write(b"\n]}\n")
    return written


def feature(told: Outgoing) -> Row:
    """One incident, its properties flat as in the table of ``vigil export csv``."""
    properties = flat_row(told.row)
    del properties["lat"], properties["lon"]  # they are the geometry
    return {
        "type": "Feature",
        "id": properties.pop("id"),
        "geometry": _geometry(told),
        "properties": {name: None if value == "" else value for name, value in properties.items()},
    }


def _geometry(told: Outgoing) -> dict[str, Any] | None:
    places = told.stands or ((told.place,) if told.place else ())
    points = list(dict.fromkeys((p.lon, p.lat) for p in places if p.lon is not None and p.lat is not None))
    if not points:
        return None
    if len(points) > 1:
        return {"type": "MultiPoint", "coordinates": points}
    return {"type": "Point", "coordinates": points[0]}
