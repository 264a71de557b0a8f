"""The towns of the gazetteer in a stretch of the world, for maps."""

from __future__ import annotations

from dataclasses import dataclass

from vigil.geocoding.gazetteer import Gazetteer
from vigil.geocoding.layout import CITY


@dataclass(frozen=True, slots=True)
class Around:
    """A town."""

    name: str
    lon: float
    lat: float
    population: int
    capital: bool


def towns_around(
    gazetteer: Gazetteer, west: float, south: float, east: float, north: float, most: int = 40
) -> tuple[Around, ...]:
    """The most populous towns between these degrees, most populous first; ``east`` may lie beyond 180."""
    found = []
    for entry in gazetteer.places():
        if entry.kind != CITY or entry.lat is None or entry.lon is None or not south <= entry.lat <= north:
            continue
        if west <= entry.lon <= east or west <= entry.lon + 360 <= east:
            found.append(Around(entry.name, entry.lon, entry.lat, entry.population, entry.capital))
    found.sort(key=lambda t: (-t.population, t.name, t.lon))
    return tuple(found[:most])
