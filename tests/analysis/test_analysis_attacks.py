"""How deadly attacks are, and those in several parts."""

from __future__ import annotations

import counted
import pytest
from counted import frame, incident, toll
from hypothesis import given, settings

from vigil.analysis import lethality, sequences
from vigil.records import DateRange


def test_killed_per_attack_is_of_the_attacks_whose_toll_is_told() -> None:
    found = lethality(
        frame(
            incident("a", killed=toll(0, 0, 0)),
            incident("b", killed=toll(2, 3, 4)),
            incident("c", killed=toll(10, 12, None)),
            incident("d"),
            incident("e", kind="demonstration", killed=toll(50, 50, 50)),
        )
    )
    assert (found.attacks, found.unknown, found.none_dead) == (4, 1, 1)
    assert (found.killed_low, found.killed_best, found.killed_high) == (12, 15, None)
    assert (found.mean, found.median, found.none_dead_share) == (5.0, 3.0, 0.3333)
    # Exact bounds of 1 in 3, from any table.
    assert (found.none_dead_low, found.none_dead_high) == pytest.approx((0.0084, 0.9057), abs=1e-4)
    assert "told the more" in found.assumptions


def test_without_a_toll_there_is_no_figure() -> None:
    for nothing in (frame(), frame(incident("a"))):
        found = lethality(nothing)
        assert (found.mean, found.median, found.none_dead_share, found.killed_best) == (
            None,
            None,
            None,
            None,
        )


@settings(max_examples=60, deadline=None)
@given(counted.many())
def test_killed_per_attack_lies_between_the_bounds(made: list) -> None:
    found = lethality(frame(*made))
    if found.mean is not None and found.killed_low is not None and found.killed_best is not None:
        known = found.attacks - found.unknown
        assert found.killed_low <= found.killed_best and found.mean == pytest.approx(
            found.killed_best / known, abs=1e-4
        )
        assert found.killed_high is None or found.killed_best <= found.killed_high


def test_parts_are_those_that_a_report_tells_of() -> None:
    day = DateRange("2013-01-09", "2013-01-09", "day")
    found = sequences(
        frame(
            incident("a", parts=("twin blasts", "two explosions")),
            incident("b", day, parts=("several attacks", "Three bombings")),
            incident("c", parts=("two suicide bombers",)),  # people
            incident("d", parts=("double bombing", "three blasts")),
            incident("e"),
            incident("f", kind="demonstration", parts=("two attacks",)),
        )
    )
    assert found.attacks == 5
    assert list(found.rows.select("id", "number").iter_rows()) == [("b", 3), ("a", 2), ("d", None)]
    assert "double tap" in found.assumptions and found.caution
