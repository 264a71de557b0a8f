"""One change of the rate in a series of counts: where it most likely is, and whether it is one at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vigil.analysis.trends import CAUTION, Timeline
from vigil.errors import UsageError
from vigil.periods import label

SEED = 1
DRAWS = 1999
SHORTEST = 2  # units on each side of a change: one alone is an outlier, no new rate
FEWEST_UNITS = 8
FEWEST_INCIDENTS = 8
_MONTH = 365.25 / 12  # days

Counts = NDArray[Any]


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """The most likely change: the unit that the new rate begins with, and both rates in incidents a month."""

    unit: str
    start: date
    before: float
    after: float
    first: str  # earliest and latest unit of the 95% interval
    last: str
    p: float  # how often units in random order show as great a change
    units: int
    incidents: int
    method: str
    assumptions: str
    caution: str


@dataclass(frozen=True, slots=True)
class NotComputed:
    """Why a figure is not given, as a sentence."""

    why: str


def change_point(series: Timeline, seed: int = SEED, draws: int = DRAWS) -> ChangePoint | NotComputed:
    """Look for one change of rate in a timeline without groups.

    A series is only one inside a period that was asked for, and needs FEWEST_UNITS and FEWEST_INCIDENTS.  The same
    ``seed`` gives the same answer.  Raises UsageError for a timeline with groups.
    """
    if series.group is not None:
        raise UsageError("A change is looked for in one series: leave out the grouping.")
    if series.period is None:
        return NotComputed(
            f"No change is looked for without a period: name one, so that a {series.by} without incidents is a zero."
        )
    rows = series.rows.filter(pl.col("days") > 0)  # a unit in a gap has no count
    counts = rows.get_column("incidents").to_numpy()
    days = rows.get_column("days").to_numpy().astype(float)
    total = int(counts.sum())
    if len(counts) < FEWEST_UNITS or total < FEWEST_INCIDENTS:
        return NotComputed(
            f"{total} incidents in {len(counts)} {series.by}s are too few to tell a change from chance:"
            f" {FEWEST_INCIDENTS} incidents in {FEWEST_UNITS} {series.by}s are the least."
        )
    random = np.random.default_rng(seed)
    at, gain = _best(counts, days)
    shuffled = random.permuted(np.tile(counts, (draws, 1)), axis=1)
    # A tie may differ in the last bit.
    p = float((1 + (_best(shuffled, days)[1] >= gain - 1e-9).sum()) / (1 + draws))
    split = int(at)
    first, last = _interval(counts, days, split, random, draws)
    rates = [float(counts[side].sum() / days[side].sum() * _MONTH) for side in _sides(split)]
    starts = rows.get_column("start").to_list()
    names = [label(start, series.by) for start in starts]
    return ChangePoint(
        names[split],
        starts[split],
        round(rates[0], 4),
        round(rates[1], 4),
        names[first],
        names[last],
        round(p, 4),
        len(counts),
        total,
        "one change of a Poisson rate by maximum likelihood; p by permutation of the units; 95% interval of the unit by"
        f" parametric bootstrap; {draws} draws each, seed {seed}",
        f"At most one change, sudden, with one rate before and one after it; {series.by}s are independent of each other."
        " A slow rise also looks like a change."
        + (" Days in a declared gap are left out." if series.gaps else ""),
        CAUTION,
    )


def _sides(split: int) -> tuple[slice, slice]:
    return slice(None, split), slice(split, None)


def _best(counts: Counts, days: Counts) -> tuple[Counts, Counts]:
    """Index of the first unit after the change, and twice the gain in log-likelihood; of one series or of many rows."""
    left = np.cumsum(counts, axis=-1)[..., SHORTEST - 1 : -SHORTEST].astype(float)
    right = counts.sum(axis=-1, keepdims=True) - left
    before = np.cumsum(days)[SHORTEST - 1 : -SHORTEST]
    after = days.sum() - before
    whole = left + right
    gain = 2 * (_part(left, before) + _part(right, after) - _part(whole, before + after))
    return gain.argmax(axis=-1) + SHORTEST, gain.max(axis=-1)


def _part(count: Counts, exposure: Counts) -> Counts:
    return count * np.log(np.where(count > 0, count, 1) / exposure)


def _interval(
    counts: Counts, days: Counts, split: int, random: np.random.Generator, draws: int
) -> tuple[int, int]:
    """First and last index that 95% of the changes lie between which are found in series drawn from the fit.

    Series whose counts are spread more widely than Poisson counts are drawn with that spread.
    """
    means = np.concatenate([days[side] * counts[side].sum() / days[side].sum() for side in _sides(split)])
    some = means > 0
    freedom = max(1, int(some.sum()) - 2)
    spread = float(((counts[some] - means[some]) ** 2 / means[some]).sum() / freedom)
    rates = np.tile(means, (draws, 1))
    if spread > 1:
        # A gamma rate with mean m and variance m * (spread - 1) gives counts with variance m * spread.
        rates[:, some] = random.gamma(means[some] / (spread - 1), spread - 1, (draws, int(some.sum())))
    found, _ = _best(random.poisson(rates), days)
    return _quantile(found, 0.025), _quantile(found, 0.975)


def _quantile(found: Sequence[int] | Counts, share: float) -> int:
    return int(np.quantile(found, share, method="closest_observation"))
