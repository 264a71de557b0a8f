"""Pictures: the right number of marks, the same bytes every time, and nothing from elsewhere."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from datetime import date

import pytest
from counted import frame, incident, on, toll

from vigil.analysis import period, timeline
from vigil.analysis.pictures import picture
from vigil.errors import UsageError

SVG = "{http://www.w3.org/2000/svg}"


def marks(svg: bytes, kind: str) -> int:
    tree = ElementTree.fromstring(svg)
    assert tree.tag == f"{SVG}svg"
    return sum(e.get("aria-roledescription") == kind for e in tree.iter())


def test_each_panel_has_a_bar_for_each_unit_and_a_line_for_each_range() -> None:
    made = frame(
        incident("a", killed=toll(2, 3, 5), injured=toll(4, 4, 4)),
        incident("b", killed=toll(1, 1, None)),
    )
    drawn = picture(timeline(made, "month", date(2012, 11, 1), date(2013, 6, 30)), "Attacks", ["A note."])
    assert marks(drawn, "bar") == 3 * 8
    assert marks(drawn, "rule mark") == 1  # 3 to 4, no highest
    text = drawn.decode()
    assert "Attacks" in text and "A note." in text and ">+<" in text and "2013-01" in text
    assert not re.search(r"(?:href|src|url)\s*[=(]\s*[\"']?http", text)


def test_a_toll_that_nobody_gives_has_no_bar() -> None:
    drawn = picture(timeline(on("2013-01-01", "2013-03-01")), "x")
    assert marks(drawn, "bar") == 2  # of incidents alone
    assert "2013-02" in drawn.decode()  # the gap is seen


def test_groups_are_stacked() -> None:
    made = frame(
        incident("a"), incident("b", type="shooting", killed=toll(1, 1, 1)), incident("c", place=None)
    )
    assert marks(picture(timeline(made, group="type"), "x"), "bar") == 2 + 1
    assert "unknown" in picture(timeline(made, group="city"), "x").decode()


def test_the_same_timeline_gives_the_same_bytes() -> None:
    made = timeline(on("2013-01-01", "2013-03-01"))
    for form, begins in (("svg", b"<svg"), ("png", b"\x89PNG\r\n")):
        drawn = picture(made, "x", ["y"], form)
        assert drawn.startswith(begins) and drawn == picture(made, "x", ["y"], form)


def test_nothing_to_draw_is_an_empty_picture() -> None:
    assert marks(picture(timeline(frame()), "x"), "bar") == 0


def test_what_cannot_be_drawn_is_said() -> None:
    with pytest.raises(UsageError, match="svg or png"):
        picture(timeline(frame()), "x", form="gif")
    with pytest.raises(UsageError, match="coarser"):
        picture(timeline(on("1001-01-01", "2013-03-01")), "x")


def test_a_unit_with_days_in_a_gap_stands_on_grey_and_has_no_bar_where_nothing_is_left() -> None:
    made = timeline(
        on("2013-01-01", "2013-03-20"), "month", date(2013, 1, 1), date(2013, 4, 30),
        gaps=[period("2013-02..2013-03-10")],
    )  # fmt: skip
    drawn = picture(made, "x")
    assert marks(drawn, "rect mark") == 3 * 2
    assert (
        marks(drawn, "bar") == 3 + 1 + 1
    )  # incidents of three months, and the zeros of killed and injured in April
    assert marks(picture(made, "x"), "rule mark") == 0
