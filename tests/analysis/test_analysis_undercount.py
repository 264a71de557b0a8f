"""How many are missing: published examples, simulations whose answer is known, and what is not computed."""

from __future__ import annotations

from itertools import combinations, permutations, product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.analysis import Estimate, NotComputed, estimate
from vigil.analysis.undercount import Pairs, fit, interval

# Counts of the histories 111, 110, 101, 100, 011, 010, 001 (and likewise with four lists).
# Darroch, Fienberg, Glonek and Junker, "A three-sample multiple-recapture approach to census population estimation with
# heterogeneous catchability", JASA 88, 1993, stratum R3; estimates as in Rivest, "A lower bound model for multiple record
# systems estimation with heterogeneous catchability", Int. J. Biostatistics 7, 2011, and in the tests of the R package Rcapture
# (inst/tests/testPapersResults.R).
CENSUS = (72, 155, 7, 71, 13, 53, 43)
# Bruno et al., "Application of capture-recapture to count diabetes", Diabetes Care 17, 1994; estimates of the same two sources.
DIABETES = (58, 157, 18, 104, 46, 650, 12, 709, 14, 20, 7, 74, 8, 182, 10)
# Cormack, Chang and Smith, "Estimating deaths from industrial injury by capture-recapture: a cautionary tale", Int. J.
# Epidemiology 29, 2000, tables 3a (four lists) and 3b (three).
DEATHS = (72, 5, 29, 53, 24, 3, 12, 14, 0, 0, 0, 1, 0, 0, 2)
DEATHS_OF_THREE = (72, 5, 29, 54, 24, 3, 14)

NAMES = "ABCDE"


def pairs_of(words: str) -> Pairs:
    return tuple((NAMES.index(word[0]), NAMES.index(word[1])) for word in words.split())


def table(counts: tuple[int, ...] | list[int], names: str = NAMES) -> pl.DataFrame:
    lists = (len(counts) + 1).bit_length() - 1
    histories = [h for h in product((1, 0), repeat=lists) if any(h)]
    rows = [(*h, n) for h, n in zip(histories, counts, strict=True) if n]
    return pl.DataFrame(rows, schema=dict.fromkeys([*names[:lists], "freq"], pl.Int64), orient="row")


@pytest.mark.parametrize(
    ("counts", "pairs", "total", "error", "deviance", "freedom"),
    [
        (CENSUS, "AB AC BC", 1240, 451, 0.0, 0),
        (CENSUS, "AB BC", 850, 186, 3.8, 1),
        (DIABETES, "AC BD CD", 2472, 53, 21.97, 7),
        (DIABETES, "AB AC BC BD CD", 2771, 145, 7.62, 5),
        (DEATHS, "", 215, None, 87.1, 10),
        (DEATHS, "CD", 215, None, None, 9),
        (DEATHS, "AB AC CD", 218, None, 2.6, None),
        (DEATHS_OF_THREE, "", 209, None, 75.1, 3),
        (DEATHS_OF_THREE, "BC", None, None, 1.2, 2),
        (DEATHS_OF_THREE, "AB BC", None, None, 0.6, 1),
        (DEATHS_OF_THREE, "AC BC", 233, None, None, 1),
    ],
)  # fmt: skip
def test_published_models_come_out_as_published(
    counts: tuple[int, ...],
    pairs: str,
    total: int | None,
    error: int | None,
    deviance: float | None,
    freedom: int | None,
) -> None:
    lists = (len(counts) + 1).bit_length() - 1
    model = fit(np.array(counts, float), lists, pairs_of(pairs), NAMES)
    assert model is not None
    assert freedom is None or model.freedom == freedom  # histories that a term forbids are no counts here
    assert total is None or round(model.total) == total
    assert error is None or round(model.error) == error
    assert deviance is None or model.deviance == pytest.approx(deviance, abs=0.06)


@pytest.mark.parametrize(("pairs", "low", "high"), [("", 203, 217), ("BC", 210, None), ("AC BC", 204, None)])
def test_published_profile_intervals_come_out_as_published(pairs: str, low: int, high: int | None) -> None:
    bounds = interval(np.array(DEATHS_OF_THREE, float), 3, pairs_of(pairs))
    assert round(bounds[0]) == low and bounds[1] is not None
    assert high is None or round(bounds[1]) == high


@pytest.mark.parametrize("pairs", ["AB AC AD BC BD CD", "AB AC AD CD"])
def test_where_the_published_estimate_runs_away_there_is_none(pairs: str) -> None:
    assert fit(np.array(DEATHS, float), 4, pairs_of(pairs), NAMES) is None


def test_the_best_model_of_a_published_table() -> None:
    found = estimate(table(CENSUS))
    assert isinstance(found, Estimate)
    assert (
        found.best.pairs == ("A and B", "B and C") and round(found.total) == 850 and found.seen == sum(CENSUS)
    )
    assert found.low < found.total < found.high and round(found.missing) == 850 - sum(CENSUS)
    assert found.models.height == 8 and found.models.get_column("weight").sum() == pytest.approx(1)
    least, most = found.models.get_column("total").min(), found.models.get_column("total").max()
    assert least <= found.average <= most  # type: ignore[operator]
    assert found.method and "same days, places and kinds" in found.assumptions


def test_a_bad_fit_is_said() -> None:
    found = estimate(table(DIABETES))
    assert isinstance(found, Estimate) and any("hint at most" in words for words in found.warnings)
    found = estimate(table(DEATHS))
    assert isinstance(found, Estimate) and found.without == 8
    assert any("8 of 64 models have no estimate" in words for words in found.warnings)


# ---------------------------------------------------------------- not computed


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((40, 30, 20), "copy each other"),
        ((1,) * 63, "6 lists"),
        ((5, 5, 5, 5, 3, 3, 3), "Only 29 incidents"),
        ((1, 1, 1, 50, 1, 50, 50), "Only 4 incidents are in two lists"),
        ((0, 30, 0, 20, 0, 20, 20), "The list C shares no incident"),
    ],
)
def test_what_is_not_computed_says_why(counts: tuple[int, ...], words: str) -> None:
    found = estimate(table(counts, "ABCDEF"))
    assert isinstance(found, NotComputed) and words in found.why


def test_without_an_upper_bound_there_is_no_estimate() -> None:
    found = estimate(table((1, 9, 9, 200, 1, 200, 200)))
    assert isinstance(found, NotComputed) or found.high < 50 * found.seen


def test_an_empty_table_is_refused() -> None:
    found = estimate(pl.DataFrame(schema={"A": pl.Int64, "B": pl.Int64, "C": pl.Int64, "freq": pl.Int64}))
    assert isinstance(found, NotComputed) and "Only 0 incidents" in found.why


# ---------------------------------------------------------------- simulations


def simulated(
    chances: tuple[float, ...], total: int, seed: int, copies: float = 0.0
) -> tuple[list[int], int]:
    """Counts of histories of so many incidents; with ``copies`` the second list takes over that share of the first."""
    random = np.random.default_rng(seed)
    has = random.random((total, len(chances))) < np.array(chances)
    has[:, 1] |= has[:, 0] & (random.random(total) < copies)
    histories = [h for h in product((1, 0), repeat=len(chances)) if any(h)]
    return [int((has == np.array(h)).all(axis=1).sum()) for h in histories], total


def test_the_interval_of_the_true_model_holds_the_truth_about_as_often_as_it_says() -> None:
    held = 0
    runs = 300
    for seed in range(runs):
        counts, total = simulated((0.4, 0.5, 0.3), 250, seed)
        low, high = interval(np.array(counts, float), 3, ())
        held += low <= total <= (high or np.inf)
    assert 0.92 <= held / runs <= 0.98


def test_the_interval_over_the_best_models_holds_the_truth_at_least_as_often() -> None:
    held = 0
    runs = 120
    for seed in range(runs):
        counts, total = simulated((0.4, 0.5, 0.3), 300, seed)
        found = estimate(table(counts))
        held += isinstance(found, NotComputed) or found.low <= total <= found.high
    assert held / runs >= 0.9


def test_two_lists_that_copy_are_seen_to_depend() -> None:
    counts, total = simulated((0.4, 0.3, 0.35, 0.4), 2000, 5, copies=0.6)
    found = estimate(table(counts))
    assert isinstance(found, Estimate) and "A and B" in found.best.pairs
    naive = fit(np.array(counts, float), 4, (), NAMES)
    assert naive is not None and naive.total < total - 100  # what independence would say: far too few
    assert found.low <= total <= found.high


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=7, max_size=7), st.sampled_from(list(permutations("ABC"))))
def test_the_order_of_the_lists_changes_nothing(counts: list[int], order: tuple[str, ...]) -> None:
    whole = table(counts)
    assert same(estimate(whole.select([*order, "freq"]).reverse()), estimate(whole))


def same(one: Estimate | NotComputed, two: Estimate | NotComputed) -> bool:
    if isinstance(one, NotComputed) or isinstance(two, NotComputed):
        return one == two
    return (one.seen, one.total, one.low, one.high, one.near) == (
        two.seen,
        two.total,
        two.low,
        two.high,
        two.near,
    )


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=7, max_size=7))
def test_other_names_give_the_same_numbers(counts: list[int]) -> None:
    one, two = estimate(table(counts)), estimate(table(counts, "XWV"))
    if isinstance(one, NotComputed) or isinstance(two, NotComputed):
        assert isinstance(one, NotComputed) and isinstance(two, NotComputed)
        return
    assert one.total == pytest.approx(two.total, rel=1e-6)
    assert (one.low, one.high) == pytest.approx((two.low, two.high), rel=1e-4)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 80), min_size=7, max_size=7))
def test_an_estimate_is_never_below_what_was_seen(counts: list[int]) -> None:
    found = estimate(table(counts))
    if isinstance(found, Estimate):
        assert found.seen <= found.low <= found.total <= found.high < 51 * found.seen
        assert all(model.total >= found.seen for model in found.near)
        for pairs in found.best.pairs:
            assert pairs in {f"{a} and {b}" for a, b in combinations("ABC", 2)}
