"""Maps: outlines decoded, windows that may cross the antimeridian, paths clipped to them."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil import maps

SQUARE = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [10, 20]},
    "arcs": [[[0, 0], [4, 0], [0, 4]], [[0, 0], [0, 4], [4, 0]]],
    "objects": {
        "countries": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "properties": {"name": "Square"}, "arcs": [[0, -2]]},
                {"type": "MultiPolygon", "arcs": [[[0, ~1]], [[0, -2]]]},
                {"type": "Point", "coordinates": [0, 0]},
            ],
        }
    },
}

LON = st.floats(-180, 180)
LAT = st.floats(-80, 80)


def test_a_topology_is_decoded_with_shared_arcs_run_both_ways() -> None:
    square, twice, point = maps.decoded(SQUARE, "countries")
    assert square.name == "Square"
    assert square.polygons == ((((10, 20), (12, 20), (12, 22), (10, 22)),),)
    assert maps.area(square.polygons[0][0]) == pytest.approx(4)
    assert len(twice.polygons) == 2
    assert point.polygons == ()


@given(st.lists(st.tuples(LON, LAT), min_size=1, max_size=8), st.floats(0.5, 3))
def test_a_window_holds_every_point_it_was_made_for(points: list[tuple[float, float]], aspect: float) -> None:
    seen = maps.window(points, aspect)
    assert seen.west < seen.east <= seen.west + 360.0001 and -90 <= seen.south < seen.north <= 90
    onto = maps.Projection.of(seen, 600)
    for lon, lat in points:
        x, y = onto.xy(lon, lat)
        assert -0.01 <= x <= 600.01
        assert -0.01 <= y <= onto.height + 0.01


def test_two_islands_on_either_side_of_the_antimeridian_are_neighbours() -> None:
    seen = maps.window([(178.4, -18.1), (-175.2, -21.1)])  # Suva and Nuku'alofa
    assert seen.east - seen.west < 40
    assert seen.east > 180
    assert seen.holds(179, -18) and seen.holds(-179, -18) and not seen.holds(0, -18)


@given(st.lists(st.tuples(st.floats(-60, 60), st.floats(-60, 60)), min_size=3, max_size=12))
def test_what_is_clipped_lies_in_the_window_and_is_no_larger(points: list[tuple[float, float]]) -> None:
    seen = maps.Window(-20, -10, 25, 30)
    kept = maps.clip(points, seen)
    for lon, lat in kept:
        assert seen.west - 1e-9 <= lon <= seen.east + 1e-9
        assert seen.south - 1e-9 <= lat <= seen.north + 1e-9
    if all(seen.holds(*p) for p in points):
        assert sorted(set(kept)) == sorted(set(points))


def test_a_ring_across_the_antimeridian_is_drawn_in_one_piece_on_either_side() -> None:
    ring = ((170.0, -10.0), (-170.0, -10.0), (-170.0, 10.0), (170.0, 10.0))
    for points in ([(179.0, 0.0)], [(-179.0, 0.0)]):
        found = maps.pieces(ring, maps.window(points, least=60))
        assert len(found) == 1
        assert maps.area(found[0]) == pytest.approx(400)  # not the 340 degrees around the other way
    assert maps.pieces(ring, maps.window([(0.0, 0.0)])) == []


def test_a_ring_around_a_pole_is_closed_over_it() -> None:
    ring = tuple((float(lon), -70.0) for lon in range(-180, 180, 10))
    (found,) = maps.pieces(ring, maps.Window(-30, -84, 30, -60))
    assert maps.area(found) == pytest.approx(60 * 14)


def test_a_path_has_numbers_only_and_a_ring_too_small_to_see_is_left_out() -> None:
    onto = maps.Projection.of(maps.Window(9, 19, 13, 23), 400)
    square = maps.decoded(SQUARE, "countries")[0]
    made = maps.shape_path(square, onto)
    assert re.fullmatch(r"M[\d. L-]+Z", made)
    assert made.count("L") == 3
    assert maps.path([((10, 20), (10, 20), (10, 20))], onto) == ""


@pytest.mark.parametrize(("value", "axis", "words"), [(67, "lon", "67°E"), (190, "lon", "170°W"), (-180, "lon", "180°"),
                                                      (0, "lat", "0°"), (-30.5, "lat", "30.5°S")])  # fmt: skip
def test_degrees_in_words(value: float, axis: str, words: str) -> None:
    assert maps.degrees(value, axis) == words


@given(LON, LAT, st.floats(0.7, 160))
def test_a_graticule_has_a_few_round_lines_inside_the_window(lon: float, lat: float, least: float) -> None:
    seen = maps.window([(lon, lat)], least=least)
    meridians, parallels = maps.graticule(seen)
    assert all(seen.west <= m <= seen.east for m in meridians)
    assert all(seen.south <= p <= seen.north for p in parallels)
    assert 1 <= min(len(meridians), len(parallels)) <= 7


@given(st.floats(1, 30000))
def test_a_scale_bar_has_a_round_length(kilometres: float) -> None:
    length = maps.round_length(kilometres)
    assert length <= kilometres < length * 2.5001
    assert str(length).rstrip("0") in ("1", "2", "5")


def test_the_world_is_there_with_its_countries_and_borders_where_they_are() -> None:
    world = {shape.name: shape for shape in maps.outlines()}
    if not world:
        pytest.skip("the package of outlines is not installed")
    quetta = (66.997, 30.187)
    inside = [name for name, shape in world.items() if _in(shape, quetta)]
    assert inside == ["Pakistan"]
    fiji = maps.Projection.of(maps.window([(178.4, -18.1)]), 600)
    d = maps.shape_path(world["Fiji"], fiji)
    numbers = [float(n) for n in re.findall(r"[\d.]+", d)]
    assert max(numbers[::2]) - min(numbers[::2]) < 500  # no line around the globe
    assert maps.towns()[0].population >= maps.towns()[-1].population


def test_without_the_package_there_are_no_outlines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maps, "DATA", "no_such_package_of_outlines")
    assert maps.outlines.__wrapped__() == ()
    assert maps.towns.__wrapped__() == ()


def _in(shape: maps.Shape, point: maps.Point) -> bool:
    """By the winding of each ring around the point."""
    return any(
        sum(abs(_winding(ring, point)) > math.pi for ring in polygon) % 2 == 1 for polygon in shape.polygons
    )


def _winding(ring: maps.Ring, point: maps.Point) -> float:
    turned = 0.0
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        one, two = math.atan2(ay - point[1], ax - point[0]), math.atan2(by - point[1], bx - point[0])
        turned += (two - one + math.pi) % (2 * math.pi) - math.pi
    return turned
