"""Place names in text: found, and resolved against an offline gazetteer."""

from vigil.geocoding.build import build_gazetteer, default_path
from vigil.geocoding.find import find_places, toponyms
from vigil.geocoding.gazetteer import Gazetteer, open_gazetteer

__all__ = ["Gazetteer", "build_gazetteer", "default_path", "find_places", "open_gazetteer", "toponyms"]
