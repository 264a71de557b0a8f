"""Where it happened: a map of the incidents, with outlines where their package is installed, else with towns alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vigil import maps
from vigil.dossier.dossier import Event
from vigil.dossier.svg import (
    ACCENT,
    BORDER,
    DIM,
    LAND,
    PAPER,
    RULE,
    Picture,
    line,
    n,
    picture,
    tag,
    wide,
    words,
)
from vigil.dossier.wording import count

WIDTH = 680.0
TOWNS = 12  # for orientation
NAMED = 14  # places of incidents with their names
COARSE = ("country", "admin1")  # nothing stands at such a point itself
OUTLINES = "Outlines and towns: Natural Earth."
NO_OUTLINES = "No country outlines are installed; towns: GeoNames."


@dataclass(frozen=True, slots=True)
class _Spot:
    """Incidents at one place."""

    name: str
    lon: float
    lat: float
    coarse: bool
    events: tuple[Event, ...]

    @property
    def killed(self) -> int:
        tolls = [t for e in self.events if (t := e.toll("killed")) is not None]
        return sum(t.best or 0 for t in tolls)

    @property
    def radius(self) -> float:
        """It grows with the number of incidents."""
        return 5.0 + 2.6 * (math.sqrt(min(len(self.events), 60)) - 1)


def locator(events: Sequence[Event]) -> Picture | None:
    """The map; None where no incident has a point."""
    spots = _spots(events)
    if not spots:
        return None
    seen = maps.window(((s.lon, s.lat) for s in spots), aspect=1.65, least=7.0)
    onto = maps.Projection.of(seen, WIDTH)
    height = onto.height
    shapes = [(shape, d) for shape in maps.outlines() if (d := maps.shape_path(shape, onto))]
    frame = tag(
        "rect", cls="v-frame", x=0.5, y=0.5, width=WIDTH - 1, height=height - 1, fill="none", stroke=BORDER
    )
    parts = [
        tag("title", "Where it happened"),
        tag("rect", cls="v-sea", width=WIDTH, height=height, fill=PAPER),
    ]
    parts += [
        tag("path", cls="v-land", d=d, fill=LAND, fill_rule="evenodd", stroke=BORDER, stroke_width=0.8)
        for _, d in shapes
    ]
    parts += _graticule(onto)
    labels = _Labels(height)
    for spot in spots:
        x, y = onto.xy(spot.lon, spot.lat)
        labels.block(x, y, spot.radius)
    signs = [
        p
        for spot in sorted(spots, key=lambda s: -s.radius)
        for p in _sign(spot, *onto.xy(spot.lon, spot.lat))
    ]
    named = [
        p
        for spot in _ranked(spots)[:NAMED]
        for p in labels.beside(*onto.xy(spot.lon, spot.lat), _label(spot), 12.5, True, spot.radius)
    ]
    parts += _countries(shapes, onto, labels)
    parts += _towns(onto, labels, {s.name.casefold() for s in spots}, bool(shapes))
    parts += [*signs, *named, *_bar(onto, height), frame]
    without = sum(1 for e in events if e.lat is None or e.lon is None)
    foot = [OUTLINES if shapes else NO_OUTLINES]
    if any(s.coarse for s in spots):
        foot.append("Ring: known only as a province or country.")
    if without:
        foot.append(
            f"{count(without, 'incident')} without a known place {'is' if without == 1 else 'are'} not shown."
        )
    parts.append(words(0, height + 15, " ".join(foot), 11, dim=True))
    said = "; ".join(f"{s.name}: {count(len(s.events), 'incident')}" for s in _ranked(spots))
    return picture(WIDTH, height + 20, parts, f"Map of the incidents. {said}. {' '.join(foot[1:])}".strip())


def _spots(events: Sequence[Event]) -> list[_Spot]:
    """Incidents together where they share a town, or lie within a hair of each other."""
    groups: dict[tuple[str, int, int, bool], list[Event]] = {}
    for event in events:
        if event.lat is not None and event.lon is not None:
            coarse = event.place_precision in COARSE
            key = (event.town.casefold(), round(event.lat * 2), round(event.lon * 2), coarse)
            groups.setdefault(key, []).append(event)
    out = []
    for (_, _, _, coarse), own in groups.items():
        lat = sum(e.lat or 0 for e in own) / len(own)
        lon = own[0].lon or 0
        lon += sum(((e.lon or 0) - lon + 180) % 360 - 180 for e in own) / len(own)
        out.append(_Spot(own[0].town, lon, lat, coarse, tuple(own)))
    return out


def _ranked(spots: Sequence[_Spot]) -> list[_Spot]:
    return sorted(spots, key=lambda s: (-s.killed, -len(s.events), s.name, s.lon))


def _label(spot: _Spot) -> str:
    return spot.name + (f" ({len(spot.events):,})" if len(spot.events) > 1 else "")


def _sign(spot: _Spot, x: float, y: float) -> Iterator[str]:
    if spot.coarse:
        yield tag("circle", cls="v-accent-ring", cx=x, cy=y, r=spot.radius + 4, fill="none", stroke=ACCENT, stroke_width=1.4,
                  stroke_dasharray="3 2.5")  # fmt: skip
        return
    yield tag(
        "circle",
        cls="v-accent-soft",
        cx=x,
        cy=y,
        r=spot.radius,
        fill=ACCENT,
        fill_opacity="0.82",
        stroke=PAPER,
        stroke_width=1,
    )


# ---------------------------------------------------------------- ground


def _graticule(onto: maps.Projection) -> Iterator[str]:
    meridians, parallels = maps.graticule(onto.window)
    for lon in meridians:
        x, _ = onto.flat(lon, 0)
        yield line(x, 0, x, onto.height, "v-grid", RULE, 0.5)
        if 30 < x < onto.width - 30:
            yield words(x + 3, 11, maps.degrees(lon, "lon"), 9, dim=True)
    for lat in parallels:
        _, y = onto.flat(0, lat)
        yield line(0, y, onto.width, y, "v-grid", RULE, 0.5)
        if 20 < y < onto.height - 24:
            yield words(4, y - 3, maps.degrees(lat, "lat"), 9, dim=True)


def _countries(
    shapes: Sequence[tuple[maps.Shape, str]], onto: maps.Projection, labels: _Labels
) -> Iterator[str]:
    """Names of countries, spaced, in the middle of the largest piece that is seen."""
    found = []
    for shape, _ in shapes:
        pieces = [p for polygon in shape.polygons for p in maps.pieces(polygon[0], onto.window)]
        best = max(pieces, key=maps.area)
        flat = [onto.flat(*point) for point in best]
        found.append((maps.area(flat), shape.name, maps.middle(flat)))
    for size, name, (x, y) in sorted(found, reverse=True)[:12]:
        width = wide(name.upper(), 11) * 1.5
        if size < 2200 or width > math.sqrt(size) * 1.9:
            continue
        if labels.free(x - width / 2, y - 9, x + width / 2, y + 4):
            yield tag(
                "text",
                name.upper(),
                cls="v-dim",
                x=x,
                y=y,
                font_size=11,
                text_anchor="middle",
                letter_spacing=1.5,
                fill=DIM,
            )


def _towns(onto: maps.Projection, labels: _Labels, known: set[str], outlined: bool) -> Iterator[str]:
    found = maps.towns() if outlined else _gazetteer(onto.window)
    shown = 0
    inside = [t for t in found if onto.window.holds(t.lon, t.lat) and t.name.casefold() not in known]
    for town in sorted(inside, key=lambda t: (not t.capital, -t.population, t.name)):
        if shown == TOWNS:
            return
        x, y = onto.xy(town.lon, town.lat)
        if labels.touched(x - 3, y - 3, x + 3, y + 3):
            continue
        made = list(labels.beside(x, y, town.name, 10.5, False, 2.5))
        if not made:
            continue
        labels.block(x, y, 3)
        shown += 1
        yield tag("circle", cls="v-town", cx=x, cy=y, r=1.9, fill=PAPER, stroke=DIM, stroke_width=1)
        yield from made


def _gazetteer(seen: maps.Window) -> tuple[maps.Town, ...]:
    """Towns for orientation without the package of outlines."""
    from vigil.config import GeocodingConfig
    from vigil.geocoding import open_gazetteer, towns_around

    found = towns_around(open_gazetteer(GeocodingConfig()), seen.west, seen.south, seen.east, seen.north)
    return tuple(maps.Town(t.name, t.lon, t.lat, t.population, t.capital) for t in found)


def _bar(onto: maps.Projection, height: float) -> Iterator[str]:
    """A scale bar, where the map is small enough for one to be true."""
    if onto.window.north - onto.window.south > 40:
        return
    length = maps.round_length(onto.kilometres(130))
    units = length / onto.kilometres(1)
    x, y = onto.width - units - 14, height - 12
    yield tag(
        "rect", cls="v-under", x=x - 6, y=y - 18, width=units + 12, height=24, fill=PAPER, fill_opacity="0.8"
    )
    yield tag(
        "path",
        cls="v-ink-line",
        d=f"M{n(x)} {n(y - 4)}v4h{n(units)}v-4",
        fill="none",
        stroke=DIM,
        stroke_width=1,
    )
    yield words(x + units / 2, y - 5, f"{length:,} km", 10, "middle", dim=True)


class _Labels:
    """Places labels where they do not touch each other; what finds no room is left out."""

    def __init__(self, height: float) -> None:
        self._height = height
        self._taken: list[tuple[float, float, float, float]] = []

    def block(self, x: float, y: float, radius: float) -> None:
        """Nothing may stand here."""
        self._taken.append((x - radius, y - radius, x + radius, y + radius))

    def touched(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether something stands there."""
        return any(left < r and right > a and top < b and bottom > t for a, t, r, b in self._taken)

    def free(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether there is room; it is taken then."""
        if left < 4 or right > WIDTH - 4 or top < 14 or bottom > self._height - 4:
            return False
        if self.touched(left, top, right, bottom):
            return False
        self._taken.append((left, top, right, bottom))
        return True

    def beside(
        self, x: float, y: float, text: str, size: float, strong: bool, radius: float
    ) -> Iterator[str]:
        """The label to the right of a point, else to its left, above or below."""
        width, gap = wide(text, size) * (1.08 if strong else 1.0), radius + 4
        for left, middle in (
            (x + gap, y), (x - gap - width, y), (x - width / 2, y - gap - size / 2), (x - width / 2, y + gap + size / 2),
        ):  # fmt: skip
            if self.free(left, middle - size * 0.6, left + width, middle + size * 0.5):
                anchor = "start" if left > x else "end" if left + width < x else "middle"
                at = left if anchor == "start" else left + width if anchor == "end" else x
                yield words(
                    at, middle + size * 0.33, text, size, anchor, dim=not strong, strong=strong, halo=True
                )
                return
