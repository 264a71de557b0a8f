"""Place names in text: found, and resolved against an offline gazetteer."""

from vigil.geocoding.around import towns_around
from vigil.geocoding.find import find_places, find_places_in, toponyms
from vigil.geocoding.gazetteer import Gazetteer, open_gazetteer

__all__ = [
    "Gazetteer",
    "find_places",
    "find_places_in",
    "open_gazetteer",
    "toponyms",
    "towns_around",
]
