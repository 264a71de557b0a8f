"""Expected coverage: simulated counts give back what they were drawn from, intervals hold as often as they say."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from counted import frame, toll
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import nbinom
from test_analysis_attention import Paper, told

from vigil.analysis import Expected, NotComputed, coverage_cases, coverage_frame, expected_coverage, period
from vigil.analysis.expected import CASES, TAILS
from vigil.analysis.truncated import Fit, fitted
from vigil.records import DateRange

TRUTH = np.array([0.2, 0.5, 0.7])


def drawn(random: np.random.Generator, number: int, spread: float, truth: Any = TRUTH) -> tuple[Any, Any]:
    """So many counts of at least one, and their values: one, log(1 + killed), another kind."""
    x = np.column_stack(
        [
            np.ones(9 * number),
            np.log1p(np.floor(random.lognormal(1.5, 1.2, 9 * number))),
            random.random(9 * number) < 0.4,
        ]
    )
    mean = np.exp(x @ truth)
    counts = random.poisson(mean * random.gamma(1 / spread, spread, len(mean)) if spread else mean)
    kept = np.flatnonzero(counts)[:number]
    assert len(kept) == number
    return x[kept], counts[kept].astype(float)


# ---------------------------------------------------------------- the model


def test_many_counts_give_back_the_coefficients_and_the_spread() -> None:
    found = fitted(*drawn(np.random.default_rng(2), 3000, 0.6), seed=1)
    assert found is not None
    assert found.best == pytest.approx(TRUTH, abs=0.12) and 0.4 < found.spread < 0.9


def test_the_fit_is_where_another_optimiser_finds_it() -> None:
    x, counts = drawn(np.random.default_rng(4), 150, 0.6)
    found = fitted(x, counts, seed=1)
    assert found is not None
    size = 1 / found.spread

    def loss(at: Any) -> float:
        chance = size / (size + np.exp(x @ at))
        return -float((nbinom.logpmf(counts, size, chance) - np.log1p(-(chance**size))).sum())

    other = minimize(
        loss, np.zeros(3), method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 4000}
    )
    assert found.best == pytest.approx(other.x, abs=1e-3)


@pytest.mark.parametrize("spread", [0.0, 0.6, 1.5])
def test_intervals_of_coefficients_and_predictions_hold_about_as_often_as_they_say(spread: float) -> None:
    random = np.random.default_rng(11)
    sims, held, inside, tried = 40, np.zeros(3), 0, 0
    for _ in range(sims):
        x, counts = drawn(random, 60, spread)
        found = fitted(x[:50], counts[:50], seed=1)
        assert found is not None
        low, high = np.quantile(found.drawn, TAILS, axis=0)
        held += (low <= TRUTH) & (high >= TRUTH)
        for values, count in zip(x[50:], counts[50:], strict=True):
            bounds = [found.quantile(values, tail) for tail in TAILS]
            inside += bounds[0] <= count <= bounds[1]
            tried += 1
    assert (held >= 33).all()  # 38 expected; fewer than 34 come once in fifty times
    # Counts are whole numbers, so that an interval holds somewhat more than it says.
    assert 0.93 <= inside / tried <= 0.995


@settings(max_examples=60, deadline=None)
@given(st.floats(-6, 5), st.floats(0.01, 30), st.integers(1, 400))
def test_chances_are_those_of_a_negative_binomial_without_its_zeros(
    log_mean: float, spread: float, count: int
) -> None:
    at, x, size = np.array([[log_mean]]), np.ones(1), 1 / spread
    one = Fit(at[0], spread, at, np.array([spread]))
    chance = size / (size + math.exp(log_mean))
    some = -math.expm1(size * math.log(chance))
    cdf = nbinom.cdf(count, size, chance) - nbinom.pmf(0, size, chance)
    assert one.up_to(x, count) == pytest.approx(cdf / some, abs=1e-7)
    assert one.up_to(x, 0) == 0
    assert one.expected(x) == pytest.approx(math.exp(log_mean) / some, rel=1e-9) and one.expected(x) >= 1
    assert one.up_to(x, one.quantile(x, 0.9)) >= 0.9 > one.up_to(x, one.quantile(x, 0.9) - 1)


def test_coefficients_that_run_to_infinity_are_no_fit() -> None:
    # Each of the second kind has one document: the most likely mean of what is beyond the first is none at all.
    kind = np.repeat([0.0, 1.0], 15)
    counts = np.concatenate([np.arange(1.0, 16), np.ones(15)])
    assert fitted(np.column_stack([np.ones(30), kind]), counts, seed=1) is None


# ---------------------------------------------------------------- the figures


def table(counts: Any, killed: Any, kinds: Any = None, **more: Any) -> pl.DataFrame:
    number = len(counts)
    columns = {
        "id": [f"i{n:03}" for n in range(number)],
        "kind": kinds if kinds is not None else ["attack"] * number,
        "abroad": [None] * number,
        "killed_low": killed, "killed_best": killed, "killed_high": killed,
        "own": counts, "reprints": [0] * number, "mentions": [0] * number, "documents": counts,
        "why_not": [None] * number,
    }  # fmt: skip
    return pl.DataFrame(columns | more, schema=CASES)


def simulated(number: int = 40, seed: int = 5) -> tuple[list[int], list[int], list[str]]:
    x, counts = drawn(np.random.default_rng(seed), number, 0.4)
    killed = [round(math.expm1(value)) for value in x[:, 1]]
    top = sorted(killed)[-2]
    kinds = ["demonstration" if mark else "attack" for mark in x[:, 2]]
    return [int(c) for c in counts], [min(k, top) for k in killed], kinds


def test_each_incident_stands_beside_what_the_others_let_expect() -> None:
    counts, killed, kinds = simulated()
    counts[7] = 400
    found = expected_coverage(table(counts, killed, kinds))
    assert isinstance(found, Expected) and found.incidents == 40 and "all others" in found.method
    rows = {row["id"]: row for row in found.rows.iter_rows(named=True)}
    assert found.rows["id"][0] == "i007" and rows["i007"]["outside"] == "more" and rows["i007"]["times"] > 5
    for row in rows.values():
        assert row["low"] <= row["expected"] <= row["high"] and row["expected_low"] <= row["expected_high"]
        assert row["times_low"] <= row["times"] <= row["times_high"] and 0 < row["below"] <= 1
        assert (row["outside"] is None) == (row["low"] <= row["documents"] <= row["high"])
    terms = dict(zip(found.terms["term"], found.terms["incidents"], strict=True))
    assert set(terms) - {"killed"} in ({"attack"}, {"demonstration"}) and found.base not in terms
    # The one incident in question is not in its own fit: with another count the others expect the same of it.
    counts[7] = 1
    again = expected_coverage(table(counts, killed, kinds))
    assert isinstance(again, Expected)
    assert again.rows.filter(pl.col("id") == "i007")["expected"][0] == rows["i007"]["expected"]


def test_the_order_of_incidents_changes_nothing() -> None:
    made = table(*simulated(25)[:2])
    one, two = expected_coverage(made), expected_coverage(made.reverse())
    assert isinstance(one, Expected) and isinstance(two, Expected)
    assert one.rows.equals(two.rows) and one.terms.equals(two.terms)


def test_the_bounds_of_a_toll_are_bounds_of_what_is_expected() -> None:
    counts, killed, _ = simulated()
    low, high = [k // 2 for k in killed], [k * 2 for k in killed[:-1]] + [None]
    found = expected_coverage(table(counts, killed, killed_low=low, killed_high=high))
    assert isinstance(found, Expected)
    for row in found.rows.iter_rows(named=True):
        assert row["at_killed_low"] <= row["expected"]
        assert (
            row["at_killed_high"] is None if row["id"] == "i039" else row["at_killed_high"] >= row["expected"]
        )


def test_where_too_little_is_known_it_says_why() -> None:
    counts, killed, _ = simulated()
    few = table(counts[:15], killed[:15], why_not=["of no known country"] * 3 + [None] * 12)
    for made, words in (
        (
            few,
            "Too few incidents to tell what coverage to expect: 12, and 20 are the least. Not in the fit: 3 of no known",
        ),
        (table(counts, [3] * 40), "All incidents killed as many"),
        (
            table(counts[:22], killed[:22], ["attack"] * 12 + ["demonstration"] * 10),
            "too few for 3 coefficients",
        ),
        (table([1] * 40, killed), "fits no model"),
        (table([], []), "expect: 0, and"),
    ):
        found = expected_coverage(made)
        assert isinstance(found, NotComputed) and words in found.why, found


def test_what_the_fit_cannot_speak_of_is_left_out_and_counted() -> None:
    counts, killed, _ = simulated()
    kinds = ["other"] * 3 + ["attack"] * 37
    killed[10], killed[11] = None, 5000  # type: ignore[call-overload]
    found = expected_coverage(table(counts, killed, kinds))
    assert isinstance(found, Expected) and found.incidents == 35 == found.rows.height
    assert found.left_out == {
        "attacks whose toll nobody states, too few to tell apart": 1,
        "of a kind with fewer than 10": 3,
        "with more than 2 times the dead of any other": 1,
    }


def test_abroad_is_a_difference_where_a_home_was_named() -> None:
    counts, killed, _ = simulated()
    abroad = [n % 2 == 0 for n in range(40)]
    doubled = [count * 9 if far else count for count, far in zip(counts, abroad, strict=True)]
    found = expected_coverage(table(doubled, killed, abroad=abroad))
    assert isinstance(found, Expected)
    row = found.terms.filter(pl.col("term") == "abroad").row(0, named=True)
    assert row["low"] > 1 and row["incidents"] == 20


# ---------------------------------------------------------------- who is in it


def test_an_incident_is_in_the_fit_where_its_days_are_whole() -> None:
    def on(day: str) -> DateRange:
        return DateRange(day, day, "day")

    whole = [
        told("in", on("2013-03-01"), d1="main", d2="co_main", d3="background"),
        told("coarse", DateRange("2013-03-01", "2013-03-31", "month"), d1="co_main"),
        told("before", on("2012-12-30"), d1="background"),
        told("long-before", on("2011-01-01"), d1="background"),
        told("late", on("2013-12-30"), d4="main"),
        told("gap", on("2013-05-28"), d1="background"),
        told("passing", on("2013-03-02"), d3="background"),
        told("later", on("2013-02-01"), d1="main"),
    ]
    whole = [replace(i, killed=toll(3, 4, 5)) for i in whole]
    nowhere = replace(told("nowhere", on("2013-03-01"), d1="co_main"), place=None)
    papers = {
        f"d{n}": Paper(published=day)
        for n, day in enumerate(["2013-03-01", "2013-03-07", "2013-03-08", "2013-12-31"], 1)
    }
    held = coverage_frame([*whole, nowhere], papers)
    found = coverage_cases(frame(*whole, nowhere), held, period("2013"), [period("2013-06")], 7, "FL")
    rows = {row["id"]: row for row in found.iter_rows(named=True)}
    assert rows["in"]["why_not"] is None and not rows["in"]["abroad"]
    assert (
        rows["in"]["own"],
        rows["in"]["documents"],
        rows["in"]["mentions"],
        rows["in"]["killed_best"],
    ) == (2, 2, 0, 4)
    why = {name: row["why_not"] for name, row in rows.items() if row["why_not"]}
    assert (
        "coarsely" in why.pop("coarse")
        and "country" in why.pop("nowhere")
        and "outside" in why.pop("long-before")
    )
    assert all("cut off" in why.pop(name) for name in ("before", "late", "gap"))
    assert all("in passing" in why.pop(name) for name in ("passing", "later")) and not why
    assert coverage_cases(frame(*whole), held, period("2013"))["abroad"].null_count() == 8
