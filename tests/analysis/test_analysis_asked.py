"""Frames of demands and responses, and the bars of the picture."""

from __future__ import annotations

import pytest

from vigil.aftermath import Demand, Response, Step
from vigil.analysis import DEMANDS, RESPONSES, demand_frame, demand_picture, response_frame
from vigil.analysis.asked import _bars
from vigil.errors import UsageError
from vigil.records import Evidence, Span

WORDS = (Evidence("a", Span("text", 0, 3), "yes"),)
STEP = Step("met", None, "2014-05", "It is told.", WORDS, "Ana Prado")
ASKED = Demand(
    "d1",
    "visit",
    "Ana Prado come",
    "Ana Prado",
    "the state",
    "2014-05-02",
    "2014-05-09",
    "met",
    ("i1",),
    "e1",
    (STEP,),
    WORDS,
)
UNDATED = Demand("d0", "other", "more", None, None, None, None, "open", ("i1",), None, (), WORDS)


def test_one_row_each_by_date_without_withheld_names() -> None:
    frame = demand_frame([UNDATED, ASKED], {"a": ("Ana Prado",)})
    assert frame.schema == DEMANDS and frame["id"].to_list() == ["d1", "d0"]
    row = frame.row(0, named=True)
    assert (
        row["words"] == "[name withheld] come" and row["by"] == row["changes"][0]["by"] == "[name withheld]"
    )
    answer = Response(
        "r1",
        "visit",
        "Ana Prado came",
        "Ana Prado",
        None,
        "2014-05-04",
        None,
        None,
        ("i1",),
        None,
        ("d1",),
        (),
        WORDS,
    )
    assert response_frame([answer]).schema == RESPONSES
    assert response_frame([answer]).row(0, named=True)["by"] == "Ana Prado"
    assert demand_frame([]).schema == DEMANDS and len(response_frame([])) == 0


def test_a_bar_changes_where_the_state_does_and_never_before_it_began() -> None:
    row = demand_frame([ASKED]).row(0, named=True)
    assert _bars(row, "x") == [{"row": "x", "state": "met", "begin": "2014-05-02", "end": "2014-05-10"}]
    later = dict(row, changes=[dict(row["changes"][0], seen="2014-05-06")])
    assert [(b["state"], b["begin"], b["end"]) for b in _bars(later, "x")] == [
        ("open", "2014-05-02", "2014-05-06"),
        ("met", "2014-05-06", "2014-05-10"),
    ]


def test_what_cannot_be_drawn() -> None:
    for frame, form in ((demand_frame([UNDATED]), "svg"), (demand_frame([ASKED]), "gif")):
        with pytest.raises(UsageError):
            demand_picture(frame, "t", form=form)
    assert demand_picture(demand_frame([ASKED]), "t").startswith(b"<svg")
