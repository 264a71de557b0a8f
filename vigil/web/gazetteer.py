"""The places of a record as a tree: country, first-level region, city, and what is named within it.

A place is called by a path that does not change with the record: ``PK/Balochistan/Quetta``; ``-`` where a level is not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vigil.records import Place

UNKNOWN = "-"  # the step of a path whose level is not known
DEPTH = 3  # country, region, city


@dataclass(slots=True)
class Spot:
    """A place of the tree with the incidents in it and in all that it holds."""

    path: str  # "" for the whole world
    name: str
    incidents: list[str] = field(default_factory=list)
    within: dict[str, Spot] = field(
        default_factory=dict
    )  # by path; those with most incidents first, once made
    sites: dict[str, int] = field(default_factory=dict)  # finer names in a city -> incidents

    @property
    def level(self) -> int:
        """0 the world, 1 a country, 2 a region, 3 a city."""
        return self.path.count("/") + 1 if self.path else 0


class Tree:
    """Every place of a record."""

    def __init__(self, places: Iterable[tuple[str, Place]]) -> None:
        self.world = Spot("", "The world")
        self._known: dict[str, Spot] = {"": self.world}
        for incident, place in places:
            steps = steps_of(place)
            spot = self.world
            spot.incidents.append(incident)
            for depth, (_, name) in enumerate(steps):
                path = "/".join(s for s, _ in steps[: depth + 1])
                if path not in self._known:
                    self._known[path] = spot.within[path] = Spot(path, name)
                spot = self._known[path]
                spot.incidents.append(incident)
            if len(steps) == DEPTH and (place.precision in ("site", "neighbourhood") or place.neighbourhood):
                for finer in dict.fromkeys([place.neighbourhood, place.name]):
                    if finer and finer != place.city:
                        spot.sites[finer] = spot.sites.get(finer, 0) + 1
        for spot in self._known.values():
            ranked = sorted(spot.within.values(), key=lambda s: (-len(s.incidents), s.name))
            spot.within = {s.path: s for s in ranked}
            spot.sites = dict(sorted(spot.sites.items(), key=lambda s: (-s[1], s[0])))

    def at(self, path: str) -> Spot | None:
        """The place of a path; None where no incident of the record is there."""
        return self._known.get(path.strip("/"))

    def above(self, spot: Spot) -> list[Spot]:
        """The places that hold it, the country first."""
        pieces = spot.path.split("/")
        return [self._known["/".join(pieces[:n])] for n in range(1, len(pieces))]


def steps_of(place: Place) -> list[tuple[str, str]]:
    """The path of a place, each step with its name; no further than it is known."""
    steps = [(place.country_code or _step(place.country), place.country or "Country not known")]
    if place.admin1 or place.city:
        steps.append((_step(place.admin1), place.admin1 or "Region not known"))
    if place.city:
        steps.append((_step(place.city), place.city))
    return steps


def _step(name: str | None) -> str:
    """A name as one step of a path."""
    return " ".join((name or UNKNOWN).replace("/", " ").split()) or UNKNOWN
