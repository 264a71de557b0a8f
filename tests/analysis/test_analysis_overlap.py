"""Where all lists look, which of their rows are one, who has what; and the record beside one list."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from counted import Paper, incident
from hypothesis import given, settings
from hypothesis import strategies as st
from listed import lists, row, toll

from vigil.analysis import (
    VERDICTS,
    Extent,
    Pair,
    Scope,
    captured_by,
    captures,
    common_scope,
    compare_lists,
    comparison_frame,
    extent,
    join,
    overlaps,
    verdict,
)
from vigil.analysis.toll_pictures import toll_picture
from vigil.errors import UsageError
from vigil.listed import OURS, Listed
from vigil.periods import Period, period
from vigil.records import DateRange, Incident, Report

ALL = Scope(None, frozenset(), frozenset())
YEAR = Scope(period("2013"), frozenset({"FL"}), frozenset({"attack"}))

# ---------------------------------------------------------------- scope


def test_what_all_lists_cover_is_what_is_compared() -> None:
    one = extent("one", [row("a", "2012-05-01"), row("b", "2013-06-30", "Abroad")])
    two = extent(
        "two",
        [row("c", "2013-01-01"), row("d", "2014-01-01", kinds=("attack", "demonstration"))],
        deadly=True,
    )
    scope = common_scope([one, two])
    assert scope is not None and scope.period == Period(date(2013, 1, 1), date(2013, 6, 30))
    assert scope.countries == {"FL"} and scope.kinds == {"attack"} and scope.deadly
    declared = common_scope([Extent("r", period("2013-02"), frozenset(), frozenset()), two])
    assert declared is not None and declared.period == period("2013-02")
    cut = common_scope([one, two], date(2013, 3, 1), None, "attack", "Harwell")
    assert (
        cut is not None
        and cut.period == Period(date(2013, 3, 1), date(2013, 6, 30))
        and cut.place == "Harwell"
    )


def test_a_list_without_countries_is_compared_with_all() -> None:
    bare = extent("bare", [row("a", town=None)])
    scope = common_scope([bare, extent("two", [row("b"), row("c", town="Abroad")])])
    assert scope is not None and not scope.countries and scope.outside(row("a", town=None)) is None


def test_lists_with_nothing_in_common_have_no_scope() -> None:
    early, late = extent("e", [row("a", "2012-05-01")]), extent("l", [row("b", "2013-05-01")])
    assert common_scope([early, late]) is None
    assert common_scope([early, extent("x", [row("c", "2012-05-01", "Abroad")])]) is None
    assert common_scope([early], kind="demonstration") is None


@pytest.mark.parametrize(
    ("item", "scope", "reason"),
    [
        (row("a"), YEAR, None),
        (row("a", "2012-12-31"), YEAR, "outside the period"),
        (row("a", date=DateRange("2012-12-30", "2013-01-02", "days")), YEAR, "dated too coarsely to tell"),
        (row("a", date=DateRange("2013-03-01", "2013-03-31", "month")), YEAR, "dated no finer than a month"),
        (row("a", date=DateRange(None, None, "unknown")), YEAR, "of no known day"),
        (row("a", town="Abroad"), YEAR, "in other countries"),
        (row("a", town=None), YEAR, "of no known country"),
        (row("a", kinds=("demonstration",)), YEAR, "of a kind that is not compared"),
        (row("a", kinds=()), YEAR, None),
        (row("a"), Scope(None, frozenset(), frozenset(), True), "of which nobody says how many died"),
        (row("a", killed=0), Scope(None, frozenset(), frozenset(), True), "without dead"),
        (row("a", killed=1), Scope(None, frozenset(), frozenset(), True), None),
        (row("a"), Scope(None, frozenset(), frozenset(), place="orl"), "in other places"),
        (
            row("a"),
            Scope(period("2013"), frozenset(), frozenset(), gaps=(period("2013-01"),)),
            "in a declared gap",
        ),
    ],
)
def test_why_an_incident_is_left_out(item: Listed, scope: Scope, reason: str | None) -> None:
    assert scope.outside(item) == reason


# ---------------------------------------------------------------- joining


def test_three_lists_are_joined_through_each_other() -> None:
    found, _ = join({
        "one": [row("a", killed=9, source="one")],
        "two": [row("b", killed=9, source="two"), row("c", "2013-05-05", source="two")],
        "three": [row("d", killed=9, source="three")],
    })  # fmt: skip
    table = captures(found, ["one", "two", "three"])
    assert table.rows() == [(1, 1, 1, 1), (0, 1, 0, 1)]
    assert overlaps(table).rows() == [
        ("one", "two", 1, 0, 1),
        ("one", "three", 1, 0, 0),
        ("two", "three", 1, 1, 0),
    ]


def test_ambiguous_pairs_are_joined_only_where_asked_for() -> None:
    rows = {"one": [row("a"), row("b")], "two": [row("c", source="two")]}
    apart, unsure = join(rows)
    together, _ = join(rows, ambiguous=True)
    assert len(unsure) == 1 and len(apart) == 3 and len(together) == 2


def test_sources_of_the_record_are_lists_by_what_they_captured() -> None:
    rows = {
        OURS: [row("i1", source=OURS, killed=9), row("i2", "2013-04-04", source=OURS)],
        "file": [row("x", killed=9, source="file")],
    }
    found, _ = join(rows, {"i1": frozenset({"post", "daily"})})
    assert captures(found, ["post", "daily", "file"]).rows() == [(1, 1, 1, 1)]  # i2 is in no list


@settings(max_examples=40, deadline=None)
@given(lists("one"), lists("two"), lists("three"), st.randoms(use_true_random=False))
def test_joining_keeps_every_row_once_whatever_the_order(
    one: list[Listed], two: list[Listed], three: list[Listed], chance: random.Random
) -> None:
    rows = {"one": one, "two": two, "three": three}
    found, unsure = join(rows)
    assert sorted(r.key for j in found for r in j.rows) == sorted(
        r.key for some in rows.values() for r in some
    )
    assert all(len({r.source for r in j.rows}) == len(j.rows) for j in found)
    order = list(rows)
    chance.shuffle(order)
    shuffled = {name: chance.sample(rows[name], len(rows[name])) for name in order}
    again, unsure_again = join(shuffled)
    assert again == found and unsure_again == unsure
    table = captures(found, sorted(rows))
    assert int(table.get_column("freq").sum() or 0) == len(found)


def told(name: str, *reports: tuple[str, str]) -> Incident:
    made = incident(name)
    of = tuple(
        Report(d, 0, role, made.kind, made.type, "political", made.date, None, "", ()) for d, role in reports
    )
    return replace(made, reports=of)


def test_copies_are_one_capture_and_what_is_recalled_is_none() -> None:
    papers = {
        "p1": Paper("Post", "2013-01-11", "s1"), "d1": Paper("daily.example", "2013-01-10", "s1"),
        "p2": Paper("post", "2013-01-12"), "t1": Paper("times", "2013-01-10"), "x": Paper(None, "2013-01-10"),
    }  # fmt: skip
    incidents = [
        told("copied", ("p1", "main"), ("d1", "main")),
        told("own", ("p1", "main"), ("d1", "co_main"), ("p2", "main")),
        told("recalled", ("t1", "background")),
        told("nobody", ("x", "main"), ("missing", "main")),
    ]
    found = captured_by(
        incidents, papers, {"post": ["Post"], "daily": ["www.daily.example"], "times": ["times"]}
    )
    assert found.lists == {"copied": frozenset({"daily"}), "own": frozenset({"daily", "post"})}
    assert found.copies == 1 and found.recalled == 1
    group = captured_by(incidents, papers, {"both": ["post", "daily.example"], "times": ["times"]})
    assert group.lists["copied"] == {"both"} and group.copies == 0


# ---------------------------------------------------------------- beside one list


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (toll(9), toll(9), VERDICTS[0]), (toll(47, attackers=3), toll(50), VERDICTS[0]), (toll(9, 7, 12), toll(11), VERDICTS[1]),
        (toll(11), toll(9, 7, 12), VERDICTS[1]), (toll(9), toll(12), VERDICTS[2]), (toll(9), None, VERDICTS[3]),
        (None, None, VERDICTS[4]), (toll(0), toll(0), VERDICTS[0]),
    ],
)  # fmt: skip
def test_tolls_of_a_pair(ours: object, theirs: object, expected: str) -> None:
    pair = Pair(replace(row("a"), killed=ours), replace(row("b"), killed=theirs), 0.9, "")  # type: ignore[arg-type]
    assert verdict(pair) == expected


def test_the_same_another_toll_and_what_one_has_alone() -> None:
    ours = [
        row("a", killed=9),
        row("b", "2013-02-02", killed=50),
        row("c", "2013-03-03"),
        row("d", "2012-03-03"),
    ]
    theirs = [
        row("x", killed=9, source="two"), row("y", "2013-02-02", killed=70, source="two"), row("z", "2013-09-09", source="two"),
        row("w", "2013-09-09", "Abroad", source="two"),
    ]  # fmt: skip
    found = compare_lists(ours, theirs, YEAR)
    assert [(p.left.id, p.right.id, verdict(p)) for p in found.pairs] == [
        ("a", "x", VERDICTS[0]),
        ("b", "y", VERDICTS[2]),
    ]
    assert [r.id for r in found.only_ours] == ["c"] and [r.id for r in found.only_theirs] == ["z"]
    assert found.out_ours == {"outside the period": 1} and found.out_theirs == {"in other countries": 1}
    frame = comparison_frame(found)
    assert frame.select("what", "ours", "theirs").rows() == [
        ("same", "a", "x"), ("same", "b", "y"), ("only ours", "c", None), ("only theirs", None, "z"),
    ]  # fmt: skip


def test_a_pair_across_the_edge_of_the_period_is_kept() -> None:
    found = compare_lists(
        [row("a", "2012-12-31", killed=9)], [row("x", "2013-01-01", killed=9, source="two")], YEAR
    )
    assert len(found.pairs) == 1 and not found.only_theirs


def test_a_slip_in_the_year_is_shown_and_not_joined() -> None:
    found = compare_lists(
        [row("a", "2013-01-10", killed=48)], [row("x", "2012-01-10", killed=48, source="two")], ALL
    )
    assert (
        not found.pairs
        and len(found.near) == 1
        and (found.near[0].ours.id, found.near[0].theirs.id) == ("a", "x")
    )
    other = compare_lists(
        [row("a", "2013-01-10", killed=48)], [row("x", "2012-01-10", killed=3, source="two")], ALL
    )
    leap = compare_lists(
        [row("a", "2012-02-29", killed=48)], [row("x", "2013-02-28", killed=48, source="two")], ALL
    )
    assert not other.near and not leap.near


@settings(max_examples=40, deadline=None)
@given(lists("one"), lists("two"))
def test_every_row_is_somewhere(one: list[Listed], two: list[Listed]) -> None:
    found = compare_lists(one, two, YEAR)
    pairs = len(found.pairs) + len(found.ambiguous)
    outside = len([r for r in (*one, *two) if YEAR.outside(r)])  # a rival outside the scope is in neither
    for rows, alone, rivals, out in (
        (one, found.only_ours, found.rivals_ours, found.out_ours),
        (two, found.only_theirs, found.rivals_theirs, found.out_theirs),
    ):
        assert (
            pairs + len(alone) + sum(out.values())
            <= len(rows)
            <= pairs + len(alone) + len(rivals) + sum(out.values()) + outside
        )
        assert all(YEAR.outside(item) is None for item in alone)
    assert comparison_frame(found).height == pairs + len(found.only_ours) + len(found.only_theirs)
    assert comparison_frame(found).schema["our_start"] == pl.Date


def test_tolls_are_drawn_side_by_side() -> None:
    ours = [row("a", killed=9), row("b", "2013-02-02"), row("c", "2013-03-03", killed=0)]
    theirs = [row("x", killed=12, source="two"), row("z", "2013-09-09", killed=3, source="two")]
    drawn, left = toll_picture(compare_lists(ours, theirs, ALL), "Killed", ("record", "two"), ["A note"])
    text = drawn.decode()
    assert left == 0 and text.count('aria-roledescription="point"') == 4  # both of a, x; c; z
    for words in ("Killed", "A note", "another toll", "two, no match in record", "2013-09-09"):
        assert words in text
    png, _ = toll_picture(compare_lists(ours, theirs, ALL), "Killed", ("record", "two"), form="png")
    assert png.startswith(b"\x89PNG")
    with pytest.raises(UsageError, match="svg or png"):
        toll_picture(compare_lists(ours, theirs, ALL), "Killed", ("record", "two"), form="gif")
    with pytest.raises(UsageError, match="nothing to draw"):
        toll_picture(compare_lists([], [], ALL), "Killed", ("record", "two"))


def test_a_large_picture_holds_the_deadliest() -> None:
    theirs = [
        row(f"x{n}", f"2013-{n % 12 + 1:02}-{n % 28 + 1:02}", killed=n, source="two") for n in range(100)
    ]
    drawn, left = toll_picture(compare_lists([], theirs, ALL), "Killed", ("record", "two"))
    assert left == 40 and "x99" in drawn.decode() and "(x3)" not in drawn.decode()
