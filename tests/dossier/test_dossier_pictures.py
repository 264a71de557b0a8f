"""Pictures: figures with their open ends, incidents in time and on a map."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil import maps
from vigil.dossier.dossier import Event, Mark, TollRow
from vigil.dossier.locator import locator
from vigil.dossier.pictures import ONE_BY_ONE, range_chart, timeline

SVG = "{http://www.w3.org/2000/svg}"
EVENT = Event(
    "i1", "bombing, Hazara Town, Quetta", "attack", "bombing", "political", "16 February 2013", "2013-02-16", "2013-02-16", "day",
    "Hazara Town, Quetta, Pakistan", "Quetta", 30.18, 67.0, "neighbourhood", None, (), (), (), (1,), 1, "2013-02-16", "2013-02-17", 1,
    0.9, "suggested", False,
)  # fmt: skip


def toll(*marks: Mark, low: int | None = 67, best: int | None = 89, high: int | None = 101) -> TollRow:
    return TollRow(
        "killed", "89 (67–101)", low, best, high, "police", "latest-firm/2", "why", 1, 1, "", "", marks
    )


def drawn(svg: str, name: str, cls: str) -> list[ET.Element]:
    return [e for e in ET.fromstring(svg).iter(SVG + name) if e.get("class") == cls]


def test_each_figure_is_a_mark_and_open_ends_are_arrows() -> None:
    marks = (
        Mark("dawn.com: police", 89, 89, 89, True, 1),
        Mark("geo.tv", 67, None, 67, True, 2),
        Mark("a.example", None, 120, 120, False, 3),
        Mark("b.example", 24, 99, 24, True, 4),
    )
    made = range_chart(toll(*marks), "bombing, Quetta")
    assert len(drawn(made.svg, "circle", "v-accent")) == 3 + 1  # and one in the legend
    assert len(drawn(made.svg, "circle", "v-off-hollow")) == 1 + 1
    assert len(drawn(made.svg, "path", "v-accent")) == 1 + 1
    assert len(drawn(made.svg, "path", "v-off")) == 1
    (band, _) = drawn(made.svg, "rect", "v-band")
    assert float(band.get("width", "0")) > 10
    texts = [e.text for e in ET.fromstring(made.svg).iter(SVG + "text")]
    assert {"89", "67+", "≤ 120", "24–99"} <= set(texts)
    assert "geo.tv: 67+" in made.alt and "a.example: ≤ 120 (set aside)" in made.alt


def test_what_is_set_aside_has_a_letter_and_the_reason_below() -> None:
    marks = (
        Mark("dawn.com", 71, None, 70, True, 1, "more than 70"),
        Mark("geo.tv", 40, 40, 40, False, 2, "40", "of the first day, below a later count"),
    )
    made = range_chart(toll(*marks), "bombing, Quetta")
    texts = [e.text or "" for e in ET.fromstring(made.svg).iter(SVG + "text")]
    assert "more than 70" in texts and "40 (a)" in texts
    assert "(a) set aside: of the first day, below a later count" in texts
    assert "geo.tv: 40 (set aside: of the first day, below a later count)" in made.alt


@given(
    st.lists(
        st.tuples(st.one_of(st.none(), st.integers(0, 10**6)), st.integers(0, 10**6)), min_size=1, max_size=50
    ),
    st.text(max_size=30),
)
def test_any_figures_and_names_make_a_picture_within_its_bounds(
    found: list[tuple[int | None, int]], label: str
) -> None:
    marks = tuple(Mark(label, low, value if low is None else None, value, True, 1) for low, value in found)
    best = max(v for _, v in found)
    made = range_chart(toll(*marks, low=None, best=best, high=None), label or "x")
    for element in ET.fromstring(made.svg).iter(SVG + "circle"):
        assert -5 <= float(element.get("cx", "0")) <= made.width + 5
        assert 0 <= float(element.get("cy", "0")) <= made.height


def test_a_timeline_has_a_row_each_and_stacks_what_is_too_much_for_rows() -> None:
    month = replace(
        EVENT,
        id="i2",
        name="shooting, Karachi",
        start="2013-01-01",
        end="2013-01-31",
        date_precision="month",
        days="January 2013",
    )
    made = timeline([EVENT, month])
    assert made is not None
    texts = [e.text or "" for e in ET.fromstring(made.svg).iter(SVG + "text")]
    assert EVENT.name in texts and month.name in texts
    assert len(drawn(made.svg, "circle", "v-accent-hollow")) == 1  # no day is known: hollow
    assert len(drawn(made.svg, "line", "v-off-line")) == 1
    many = [
        replace(EVENT, id=f"i{n}", start=f"20{n % 20:02}-05-01", end=f"20{n % 20:02}-05-01")
        for n in range(ONE_BY_ONE + 5)
    ]
    stacked = timeline(many)
    assert stacked is not None
    assert len(drawn(stacked.svg, "circle", "v-accent")) == len(many) + 1
    assert timeline([replace(EVENT, start=None, end=None)]) is None


def test_a_map_shows_incidents_at_one_place_together_and_says_what_is_not_on_it() -> None:
    more = [EVENT, replace(EVENT, id="i2"), replace(EVENT, id="i3", town="Karachi", lat=24.86, lon=67.01),
            replace(EVENT, id="i4", town="Pakistan", lat=30.0, lon=70.0, place_precision="country"),
            replace(EVENT, id="i5", town="", lat=None, lon=None, place_precision=None)]  # fmt: skip
    made = locator(more)
    assert made is not None
    texts = [e.text or "" for e in ET.fromstring(made.svg).iter(SVG + "text")]
    assert "Quetta (2)" in texts and "Karachi" in texts
    assert len(drawn(made.svg, "circle", "v-accent-soft")) == 2
    assert len(drawn(made.svg, "circle", "v-accent-ring")) == 1  # a country has no point of its own
    assert "1 incident without a known place is not shown." in made.alt
    if maps.outlines():
        assert "IRAN" in texts and drawn(made.svg, "path", "v-land")
    assert locator([more[-1]]) is None


def test_without_outlines_the_map_has_its_grid_and_towns_of_the_gazetteer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(maps, "outlines", lambda: ())
    monkeypatch.setattr(maps, "towns", lambda: pytest.fail("the towns come with the outlines"))
    made = locator([EVENT])
    assert made is not None
    texts = [e.text or "" for e in ET.fromstring(made.svg).iter(SVG + "text")]
    assert "Quetta" in texts and "Multan" in texts
    assert drawn(made.svg, "line", "v-grid") and not drawn(made.svg, "path", "v-land")
    assert any("No country outlines are installed" in t for t in texts)
