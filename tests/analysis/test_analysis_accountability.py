"""Steps against the accused as a frame and a picture, without the name of a person in either."""

from __future__ import annotations

from datetime import date

import pytest

from vigil.aftermath import Accused, Step
from vigil.analysis import accountability_frame
from vigil.analysis.accountability import STEPS, accountability_picture
from vigil.errors import UsageError
from vigil.records import Evidence, Span

SAID = Evidence("d1", Span("text", 0, 3), "was")
ACCUSED = [
    Accused(
        "x1", "Omar Sadiq", "person", ("i1",),
        (Step("arrest", "2013-01", "2013-01-10", "", (SAID,), "police", "i1"), Step("acquittal", None, "2014", "", (SAID, SAID))),
        "acquittal",
    ),
    Accused("x2", "Lashkar-e-Jhangvi", "group", ("i1",), (Step("ban", "2007..2008", None, "", (SAID,), "Pakistan", "i1"),)),
    Accused("x3", "the driver of Omar Sadiq", "described", ("i1",), (Step("arrest", "2013-01-09", None, "", (SAID,)),)),
]  # fmt: skip
WITHHELD = {"d1": ("Omar Sadiq", "Sadiq")}


def test_a_row_a_step() -> None:
    frame = accountability_frame(reversed(ACCUSED), WITHHELD)
    assert frame.schema == STEPS
    assert frame.select("accused", "name", "position", "step", "start", "end", "by", "documents", "outcome").rows() == [
        ("x1", None, 1, "arrest", date(2013, 1, 1), date(2013, 1, 31), None, 1, "acquittal"),
        ("x1", None, 2, "acquittal", None, None, None, 1, "acquittal"),
        ("x2", "Lashkar-e-Jhangvi", 1, "ban", date(2007, 1, 1), date(2008, 12, 31), "Pakistan", 1, None),
        ("x3", None, 1, "arrest", date(2013, 1, 9), date(2013, 1, 9), None, 1, None),
    ]  # fmt: skip
    assert accountability_frame([]).schema == STEPS


def test_a_picture_names_groups_and_numbers_persons() -> None:
    drawn = accountability_picture(ACCUSED, "Steps", (), "svg", WITHHELD).decode()
    assert "accused 1 (acquittal)" in drawn and "Lashkar-e-Jhangvi" in drawn and "accused 2" in drawn
    assert "Sadiq" not in drawn and "steps of no known day (1)" in drawn
    assert accountability_picture(ACCUSED, "Steps", (), "png", WITHHELD).startswith(b"\x89PNG")


def test_where_nothing_can_be_drawn() -> None:
    with pytest.raises(UsageError, match="No step here has a date"):
        accountability_picture([], "Steps")
    with pytest.raises(UsageError):
        accountability_picture(ACCUSED, "Steps", (), "gif")
    many = [Accused(f"x{n}", f"group {n}", "group", (), (Step("ban", "2001", None, ""),)) for n in range(201)]
    with pytest.raises(UsageError, match="too many"):
        accountability_picture(many, "Steps")
