"""Two periods compared: against published figures, and when incidents come in series."""

from __future__ import annotations

import counted
import numpy as np
import pytest
from counted import frame, incident, monthly, on
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from vigil.analysis import period, rate_change, rate_ratio, two_sides
from vigil.errors import UsageError
from vigil.records import DateRange


def test_published_intervals() -> None:
    # `iri 41 15 28010 19017`, the example of Stata's page on incidence-rate ratios.
    found = rate_ratio(15, 19017, 41, 28010)
    assert found[:3] == pytest.approx((1.855759, 1.005684, 3.6093), rel=1e-4)
    # `poisson.test(c(11, 6+8+7), c(800, 1083+1050+878))`, the example of R's manual, and what it prints.
    found = rate_ratio(21, 3011, 11, 800)
    assert found == pytest.approx((1.971488, 0.8584264, 4.2772659, 0.07967), rel=1e-4)


def test_by_hand_without_an_incident_in_one_period() -> None:
    # Given 4 incidents, all in the second of two equal periods: the lower bound s of its share solves s**4 = 0.025.
    share = 0.025**0.25
    assert rate_ratio(0, 1, 4, 1) == (None, pytest.approx(share / (1 - share)), None, pytest.approx(2 / 16))
    assert rate_ratio(4, 1, 0, 1) == (0, 0, pytest.approx((1 - share) / share), pytest.approx(2 / 16))
    assert rate_ratio(0, 1, 0, 1) == (None, None, None, None)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.integers(1, 60), st.floats(0.1, 10))
def test_the_bounds_are_where_the_exact_tails_are_a_fortieth(
    first: int, second: int, exposure: float
) -> None:
    _, low, high, _ = rate_ratio(first, 1, second, exposure)
    total = first + second
    assert low is not None
    share = low * exposure / (1 + low * exposure)
    assert binom.sf(second - 1, total, share) == pytest.approx(0.025, rel=1e-6)
    if high is not None:
        share = high * exposure / (1 + high * exposure)
        assert binom.cdf(second, total, share) == pytest.approx(0.025, rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.floats(0.1, 10))
def test_the_other_way_round_is_the_reciprocal(first: int, second: int, exposure: float) -> None:
    ratio, low, high, p = rate_ratio(first, 1, second, exposure)
    back = rate_ratio(second, exposure, first, 1)
    assert back == pytest.approx((1 / ratio, 1 / high, 1 / low, p), rel=1e-6)  # type: ignore[operator]


def test_days_count_and_not_units() -> None:
    made = on(*[f"2013-01-{d:02}" for d in range(1, 11)], *[f"2013-02-{d:02}" for d in range(1, 29, 3)])
    found = rate_change(made, period("2013-01-01..2013-01-10"), period("2013-02"))
    assert (found.first.incidents, found.second.incidents) == (10, 10)
    assert found.ratio == pytest.approx(10 / 28, rel=1e-4)


def test_even_counts_keep_the_exact_interval() -> None:
    found = rate_change(
        monthly([2, 3, 2, 2, 3, 2, 6, 5, 6, 7, 6, 6]), period("2010-01..2010-06"), period("2010-07..2010-12")
    )
    assert (found.first.incidents, found.second.incidents) == (14, 36)
    assert (
        not found.overdispersed and "exact" in found.method and found.spread is not None and found.spread < 1
    )
    exact = rate_ratio(14, found.first.period.days, 36, found.second.period.days)
    assert (found.ratio, found.low, found.high) == pytest.approx(exact[:3], rel=1e-4)


def test_incidents_in_series_widen_the_interval_and_are_named() -> None:
    series = [0, 0, 12, 0, 1, 0, 0, 9, 0, 0, 0, 2, 0, 20, 0, 0, 14, 0, 1, 0, 0, 18, 0, 1]
    found = rate_change(monthly(series), period("2010"), period("2011"))
    _, low, high, _ = rate_ratio(24, 365, 54, 365)
    assert found.overdispersed and found.spread_p is not None and found.spread_p < 0.001
    assert "negative binomial" in found.method and "more widely" in found.assumptions
    assert found.low is not None and found.high is not None and low is not None and high is not None
    assert found.low < low < high < found.high
    # Where all months are equally long the negative binomial has the same estimate.
    assert found.ratio == pytest.approx(54 / 24, rel=0.1)


def test_the_negative_binomial_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(7)
    held, used, truth = 0, 0, 2.0
    for _ in range(60):
        means = np.repeat([3.0, 3.0 * truth], 12)
        counts = random.poisson(means * random.gamma(1.5, 1 / 1.5, 24))
        found = rate_change(monthly(counts), period("2010"), period("2011"))
        used += found.overdispersed
        held += (found.low or 0) <= truth <= (found.high or np.inf)
    assert used > 50
    assert held >= 53  # 57 expected; fewer come once in fifty times


def test_series_in_a_period_beside_an_empty_one_are_named_though_no_model_fits() -> None:
    found = rate_change(
        monthly([0] * 12 + [0, 0, 15, 0, 0, 0, 0, 12, 0, 0, 0, 0]), period("2010"), period("2011")
    )
    assert (
        found.overdispersed
        and found.ratio is None
        and found.high is None
        and "too narrow" in found.assumptions
    )


def test_chance_is_rarely_taken_for_series() -> None:
    random = np.random.default_rng(3)
    wrong = sum(
        rate_change(monthly(random.poisson(2.0, 24)), period("2010"), period("2011")).overdispersed
        for _ in range(60)
    )
    assert wrong <= 7  # 3 expected


def test_what_may_lie_in_a_period_is_counted_apart() -> None:
    made = frame(
        incident("year", DateRange("2012-01-01", "2012-12-31", "year")),
        incident("both", DateRange("2012-12-30", "2013-01-02", "week")),
        incident("none", DateRange(None, None, "unknown")),
        incident("day", DateRange("2013-05-01", "2013-05-01", "day")),
    )
    found = rate_change(made, period("2012"), period("2013"))
    assert (found.first.incidents, found.first.unsure) == (1, 1)
    assert (found.second.incidents, found.second.unsure) == (1, 1)
    assert found.spread_p is None and "could not be tested" in found.assumptions


def test_periods_that_meet_are_refused() -> None:
    with pytest.raises(UsageError, match="apart"):
        rate_change(counted.monthly([1]), period("2012"), period("2012-12..2013"))


def test_the_order_of_incidents_does_not_matter_and_the_seed_does_all() -> None:
    made = monthly([0, 5, 0, 1, 7, 0] * 4)
    one, two = (
        rate_change(f, period("2010"), period("2011"))
        for f in (made, made.sample(fraction=1, shuffle=True, seed=4))
    )
    assert one == two


def test_days_in_a_gap_are_no_exposure_and_what_lies_on_them_does_not_count() -> None:
    made = on("2012-03-01", "2012-08-10", "2012-08-20", "2013-02-01", "2013-05-05", "2013-09-01")
    found = rate_change(made, period("2012"), period("2013"), gaps=[period("2012-08")])
    assert (found.first.incidents, found.first.days, found.second.days) == (1, 335, 365)
    assert found.ratio == pytest.approx(3 / 1 * 335 / 365, rel=1e-4)
    assert rate_change(made, period("2012"), period("2013")).ratio == pytest.approx(366 / 365, rel=1e-4)
    with pytest.raises(UsageError, match="declared gap"):
        rate_change(made, period("2012-08"), period("2013"), gaps=[period("2012-07..2012-09")])


def test_what_may_lie_in_a_gap_is_unsure() -> None:
    year = frame(incident("i", DateRange("2012-01-01", "2012-12-31", "year")))
    assert two_sides(year, period("2012"), period("2013"))[0].incidents == 1
    side = two_sides(year, period("2012"), period("2013"), [period("2012-08")])[0]
    assert (side.incidents, side.unsure) == (0, 1)
