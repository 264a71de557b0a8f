"""One change of rate: found where there is one, and rarely where there is none."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from counted import frame, monthly

from vigil.analysis import ChangePoint, NotComputed, change_point, period, timeline
from vigil.errors import UsageError

START = date(2010, 1, 1)


def series(counts: list[int] | np.ndarray, **options: object) -> ChangePoint | NotComputed:
    counts = [int(c) for c in counts]
    months = len(counts)
    last = date(2010 + (months - 1) // 12, (months - 1) % 12 + 1, 28)
    return change_point(timeline(monthly(counts), "month", START, last), **options)  # type: ignore[arg-type]


def test_a_change_that_was_made_is_found() -> None:
    random = np.random.default_rng(11)
    found = series(np.concatenate([random.poisson(1.5, 48), random.poisson(5.0, 24)]))
    assert isinstance(found, ChangePoint)
    assert found.p < 0.01
    assert found.first <= "2014-01" <= found.last
    assert found.first <= found.unit <= found.last and found.unit == f"{found.start:%Y-%m}"
    assert found.before == pytest.approx(1.5, abs=0.6) and found.after == pytest.approx(5.0, abs=1.5)
    assert found.units == 72


def test_where_a_clear_change_is_can_be_read_off() -> None:
    found = series([1] * 12 + [40] * 12)
    assert isinstance(found, ChangePoint)
    assert (found.unit, found.first, found.last) == ("2011-01", "2011-01", "2011-01")
    # Rates are incidents in a month of 365.25 / 12 days.
    assert found.before == pytest.approx(12 / 365 * 365.25 / 12, abs=1e-4)


def test_the_interval_holds_the_change_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(2)
    held = 0
    for _ in range(60):
        found = series(np.concatenate([random.poisson(2.0, 24), random.poisson(5.0, 24)]), draws=399)
        assert isinstance(found, ChangePoint)
        held += found.first <= "2012-01" <= found.last
    assert held >= 51


@pytest.mark.parametrize("shape", [None, 1.0])
def test_no_change_is_not_found_more_often_than_its_level(shape: float | None) -> None:
    """Not even where the counts are spread more widely than chance, as those of attacks are."""
    random = np.random.default_rng(5)
    wrong = 0
    for _ in range(200):
        rates = 2.0 * (np.ones(36) if shape is None else random.gamma(shape, 1 / shape, 36))
        found = series(random.poisson(rates), draws=199)
        wrong += isinstance(found, ChangePoint) and found.p <= 0.05
    assert wrong <= 18  # 10 expected; more than 18 come once in two hundred times


def test_too_little_is_said() -> None:
    assert isinstance(series([1, 0, 1]), NotComputed)
    few = series([1, 0, 1, 0, 0, 0, 1, 0, 0, 0])
    assert isinstance(few, NotComputed) and "3 incidents in 10 months" in few.why
    nothing = change_point(timeline(frame(), "month", START, date(2012, 1, 1)))
    assert isinstance(nothing, NotComputed)


def test_without_a_period_nothing_is_a_zero_and_no_change_is_looked_for() -> None:
    found = change_point(timeline(monthly([3] * 12)))
    assert isinstance(found, NotComputed) and "period" in found.why
    with pytest.raises(UsageError):
        change_point(timeline(monthly([3] * 12), "month", START, None, "type"))


def test_the_same_seed_gives_the_same_answer() -> None:
    counts = [0, 2, 1, 0, 3, 1, 4, 2, 5, 3, 6, 2]
    assert series(counts) == series(counts)
    assert "seed 5" in series(counts, seed=5).method  # type: ignore[union-attr]


def test_units_in_a_gap_are_left_out_and_are_no_zeros() -> None:
    made = monthly([3] * 12 + [0] * 12)
    last = date(2011, 12, 31)
    whole = change_point(timeline(made, "month", START, last))
    gap = change_point(timeline(made, "month", START, last, gaps=[period("2011")]))
    assert isinstance(whole, ChangePoint) and isinstance(gap, ChangePoint)
    assert whole.p < 0.01 < 0.5 < gap.p
    assert (whole.units, gap.units) == (24, 12) and "gap" in gap.assumptions
