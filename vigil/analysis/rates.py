"""Two periods compared: how many times as many incidents a day, and how sure that is.

The exact interval takes incidents as independent.  Attacks come in series, so the counts of single months (quarters,
years) are tested for a greater spread than chance gives; where they have it, a negative binomial takes the place of the
exact interval, which would be too narrow.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar
from scipy.special import gammaln
from scipy.stats import binomtest
from scipy.stats import t as student

from vigil.analysis.trends import CAUTION, inside, timeline
from vigil.errors import UsageError
from vigil.periods import Period, days_of, joined

LEVEL = 0.95
SPREAD_ALPHA = 0.05  # below this p value of the test for spread, counts are taken as overdispersed
DRAWS = 4999  # of the simulated test for spread
SEED = 1
_SPREADS = (-7.0, 4.0)  # of the negative binomial, as logarithms
_FARTHEST = 30.0  # log of a ratio: beyond this an interval is open

Floats = NDArray[np.float64]
Ratio = tuple[float | None, float | None, float | None, float | None]  # ratio, low, high, p


@dataclass(frozen=True, slots=True)
class Side:
    """One of two periods."""

    period: Period
    incidents: int
    unsure: int  # incidents whose date does not tell whether they lie in it; not counted
    days: int  # those in a declared gap apart


@dataclass(frozen=True, slots=True)
class RateChange:
    """How many times as many incidents a day the second period has; null where it cannot be computed or is unbounded."""

    first: Side
    second: Side
    ratio: float | None
    low: float | None  # bounds of the 95% interval
    high: float | None
    p: float | None  # two-sided, against a ratio of 1
    spread: float | None  # variance of the counts of units over what chance gives; null: too few units
    spread_p: float | None
    overdispersed: bool
    method: str
    assumptions: str
    caution: str


def rate_change(
    frame: pl.DataFrame,
    first: Period,
    second: Period,
    by: str = "month",
    seed: int = SEED,
    gaps: Iterable[Period] = (),
) -> RateChange:
    """Compare the incidents of two periods that have no day in common.

    ``frame`` is an incident frame; an incident counts where its date lies in a period, however coarse it is, and the
    test for spread uses those whose date is fine enough for ``by``.  Days in ``gaps``, and incidents on them, are left out.
    Raises UsageError where the periods meet, and where one lies in gaps as a whole.
    """
    holes = joined(gaps)
    sides = two_sides(frame, first, second, holes)
    for side in sides:
        if not side.days:
            raise UsageError(f"All of {side.period} lies in a declared gap: compare another period.")
    counts, days, group = [], [], []
    for number, wanted in enumerate((first, second)):
        rows = timeline(frame, by, wanted.start, wanted.end, gaps=holes).rows.filter(pl.col("days") > 0)
        counts += rows.get_column("incidents").to_list()
        days += rows.get_column("days").to_list()
        group += [number] * rows.height
    exact = rate_ratio(sides[0].incidents, sides[0].days, sides[1].incidents, sides[1].days)
    spread, spread_p = _spread(counts, days, group, seed)
    found: Ratio = exact
    overdispersed = spread_p is not None and spread_p < SPREAD_ALPHA
    left = sum(side.incidents for side in sides) - sum(counts)
    method = "exact conditional (binomial, Clopper-Pearson) 95% interval of a ratio of two Poisson rates"
    assumptions = (
        "Incidents come independently of each other and at one rate within each period."
        if spread_p is not None
        else f"Incidents come independently of each other, which could not be tested: fewer than two {by}s with"
        " incidents in a period."
    )
    if overdispersed:
        fitted = _negative_binomial(counts, days, group)
        if fitted is not None:
            found = fitted
            method = f"negative binomial with one spread for both periods, 95% likelihood interval, by {by}"
            assumptions = (
                f"The counts of single {by}s are spread more widely than independent incidents would be (p ="
                f" {spread_p:.3g}), so that the exact interval would be too narrow; they are taken as independent of"
                " each other."
                + (f" What is dated more coarsely than a {by} ({left:,}) is not in it." if left else "")
            )
        else:
            assumptions = (
                f"The counts of single {by}s are spread more widely than independent incidents would be (p ="
                f" {spread_p:.3g}), and a period without incidents fits no other model: the interval is too narrow."
            )
    ratio, low, high, p = (_rounded(value) for value in found)
    return RateChange(
        *sides,
        ratio,
        low,
        high,
        p,
        _rounded(spread),
        _rounded(spread_p),
        overdispersed,
        method,
        assumptions,
        CAUTION,
    )


def two_sides(
    frame: pl.DataFrame, first: Period, second: Period, gaps: Iterable[Period] = ()
) -> tuple[Side, Side]:
    """The incidents of two periods, counted.  Raises UsageError where they have a day in common."""
    if first.meets(second):
        raise UsageError(f"The periods {first} and {second} have days in common: compare two that are apart.")
    holes = joined(gaps)
    return _side(frame, first, holes), _side(frame, second, holes)


def _side(frame: pl.DataFrame, wanted: Period, gaps: tuple[Period, ...]) -> Side:
    sure, unsure = inside(frame, wanted, gaps)
    return Side(wanted, sure.height, unsure.height, wanted.days - days_of(wanted, gaps))


def rate_ratio(first: int, first_exposure: float, second: int, second_exposure: float) -> Ratio:
    """(ratio, low, high, p) of two Poisson rates, the second over the first.

    Given the total, the second count is binomial; the bounds are Clopper and Pearson's, p is the exact two-sided one.
    None: a ratio that does not exist, a bound that is infinite, or no incident at all.
    """
    total = first + second
    if total == 0:
        return None, None, None, None
    test = binomtest(second, total, second_exposure / (first_exposure + second_exposure))
    bounds = test.proportion_ci(LEVEL, "exact")
    scale = first_exposure / second_exposure
    low, high = (share / (1 - share) * scale if share < 1 else None for share in (bounds.low, bounds.high))
    ratio = second / first * scale if first else None
    return ratio, low, high, float(test.pvalue)


def _spread(
    counts: Sequence[int], days: Sequence[int], group: Sequence[int], seed: int
) -> tuple[float | None, float | None]:
    """Pearson's statistic over its degrees of freedom, and its p value by simulation given each period's total."""
    seen, exposure, periods = np.array(counts), np.array(days, float), np.array(group)
    usable = [g for g in (0, 1) if (periods == g).sum() > 1 and seen[periods == g].sum() > 1]
    freedom = sum(int((periods == g).sum()) - 1 for g in usable)
    if not freedom:
        return None, None
    random = np.random.default_rng(seed)
    observed, simulated = 0.0, np.zeros(DRAWS)
    for g in usable:
        own = seen[periods == g]
        shares = exposure[periods == g] / exposure[periods == g].sum()
        expected = own.sum() * shares
        drawn = random.multinomial(own.sum(), shares, DRAWS)
        observed += float(((own - expected) ** 2 / expected).sum())
        simulated += ((drawn - expected) ** 2 / expected).sum(axis=1)
    # A statistic that a draw ties with may differ from it in the last bit.
    return observed / freedom, float((1 + (simulated >= observed - 1e-9).sum()) / (1 + DRAWS))


def _negative_binomial(counts: Sequence[int], days: Sequence[int], group: Sequence[int]) -> Ratio | None:
    """(ratio, low, high, p) with variance mean + spread * mean²; None where a period has no incident.

    The spread is estimated once, with Cox and Reid's adjustment, since plain likelihood finds too little of it in a few
    dozen counts; the interval is a likelihood interval with Student's quantile.
    """
    seen, exposure, second = np.array(counts, float), np.array(days, float), np.array(group) == 1
    sides = [(seen[side], exposure[side]) for side in (~second, second)]
    if any(own.sum() == 0 for own, _ in sides):
        return None
    starts = [math.log(own.sum() / time.sum()) for own, time in sides]

    def fitted(log_spread: float) -> tuple[list[float], float]:
        rates = [
            _log_rate(*side, start, math.exp(log_spread)) for side, start in zip(sides, starts, strict=True)
        ]
        worth = 0.0
        for (own, time), rate in zip(sides, rates, strict=True):
            mean = time * math.exp(rate)
            weight = float((mean / (1 + math.exp(log_spread) * mean)).sum())
            worth += _likelihood(own, mean, math.exp(log_spread)) - math.log(weight) / 2
        return rates, worth

    log_spread = float(minimize_scalar(lambda x: -fitted(x)[1], bounds=_SPREADS, method="bounded").x)
    spread = math.exp(log_spread)
    rates, _ = fitted(log_spread)
    ratio = rates[1] - rates[0]

    def profile(other: float) -> float:
        """Twice the log-likelihood with the log of the ratio held at ``other``."""
        # One period with its exposure times the ratio is the other's kin: one rate fits both.
        times = np.where(second, exposure * math.exp(other), exposure)
        rate = _log_rate(seen, times, rates[0], spread)
        return 2 * _likelihood(seen, times * math.exp(rate), spread)

    best, freedom = profile(ratio), len(seen) - 2
    limit = float(student.ppf((1 + LEVEL) / 2, freedom)) ** 2
    bounds = []
    for direction in (-1, 1):
        far = ratio + direction
        while best - profile(far) < limit and abs(far) < _FARTHEST:
            far += direction
        ends = sorted((ratio, far))
        open_end = best - profile(far) < limit
        found = None if open_end else brentq(lambda x: best - profile(x) - limit, *ends, xtol=1e-6)
        bounds.append(None if found is None else math.exp(found))
    p = 2 * float(student.sf(math.sqrt(max(0.0, best - profile(0.0))), freedom))
    return math.exp(ratio), bounds[0], bounds[1], p


def _likelihood(seen: Floats, mean: Floats, spread: float) -> float:
    size = 1 / spread
    chance = gammaln(seen + size) - gammaln(size) - gammaln(seen + 1)
    return float((chance + size * np.log(size / (size + mean)) + seen * np.log(mean / (size + mean))).sum())


def _log_rate(seen: Floats, times: Floats, start: float, spread: float) -> float:
    """The logarithm of the most likely rate, for a given spread: where the score is zero."""

    def score(rate: float) -> float:
        mean = times * math.exp(rate)
        return float(((seen - mean) / (1 + spread * mean)).sum())

    low, high = start - 1, start + 1
    while score(low) < 0:
        low -= 2
    while score(high) > 0:
        high += 2
    return float(brentq(score, low, high, xtol=1e-9))


def _rounded(value: float | None) -> float | None:
    """Five digits: the last ones of an optimiser are noise."""
    return None if value is None else float(f"{value:.5g}")
