"""How many incidents are in none of several lists: log-linear capture-recapture, or the reason why it is not computed.

Fienberg, "The multiple recapture census for closed populations and incomplete 2^k contingency tables", Biometrika 59, 1972;
Bishop, Fienberg and Holland, Discrete Multivariate Analysis, 1975, chapter 6.  The counts of the capture histories are
Poisson with a log-linear mean: one term a list, and terms for pairs of lists that share more, or less, than chance gives.
What the intercept predicts for the history of no list is the number that is missing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import brentq, linprog
from scipy.special import gammaln
from scipy.stats import chi2

from vigil.analysis.changes import NotComputed

LEVEL = 0.95
FEWEST_LISTS, MOST_LISTS = 3, 5  # with six lists there are 32,768 models
FEWEST_INCIDENTS = 30
FEWEST_SHARED = 10  # incidents in two lists or more
NEAR_BEST = 2.0  # BIC above the best within which data hardly prefer the best (Kass and Raftery 1995)
MISFIT = 0.01  # p value of the deviance below which no model of pairs is said to fit
FARTHEST = 50.0  # an interval that reaches beyond so many times what was seen holds no bound
_STEPS, _CLOSE = 100, 1e-10

TWO_LISTS = (
    "No number of the missing is computed from two lists. The sum would hold only if the lists were independent of each"
    " other, and two lists cannot show whether they are: newspapers and datasets copy each other and follow the same agencies,"
    " which makes the missing look too few. Three lists or more can show which pairs share more than chance gives."
)
ASSUMPTIONS = (
    "All lists could have had every incident that is counted: the same days, places and kinds. Rows that are one incident"
    " were joined and no others. Within a list every incident had the same chance to be in it; in fact large attacks are in"
    " every list and small ones in none, so that the number of the missing is rather too small. Lists may depend on each other"
    " in pairs, not three at a time."
)
METHOD = (
    "Poisson log-linear models of the capture histories with every choice of pairs of lists (Fienberg 1972), compared by BIC"
    " with the number of incidents seen; interval: multinomial profile likelihood (Cormack 1992) at 95%, from the lowest to the"
    " highest bound among the models within 2 of the best BIC; average: weighted by exp(-BIC/2)"
)

Floats = NDArray[np.float64]
Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Model:
    """One model that fits: which pairs of lists depend on each other, and what follows."""

    pairs: tuple[str, ...]  # "A and B"; none: all lists independent
    total: float  # estimated number of incidents, seen or not
    error: float  # standard error of the total, Poisson
    deviance: float
    freedom: int
    bic: float
    weight: float  # among all models that have an estimate
    low: float | None = None  # of the interval; None: not computed for a model that is far from the best
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the lists say of the number of incidents, seen or not."""

    seen: int
    shared: int  # in two lists or more
    total: float  # of the best model
    low: float
    high: float
    average: float  # over all models, by weight
    best: Model
    near: tuple[Model, ...]  # the best and those that the data hardly distinguish from it, by BIC
    models: pl.DataFrame  # every model with an estimate: ``pairs``, ``total``, ``error``, ``deviance``, ``freedom``, ``bic``, ``weight``
    without: int  # models that have no estimate, for lack of overlap
    fit: float | None  # p value of the deviance of the best; None: it has as many terms as counts
    warnings: tuple[str, ...]
    method: str = METHOD
    assumptions: str = ASSUMPTIONS

    @property
    def missing(self) -> float:
        """Incidents in none of the lists, by the best model."""
        return self.total - self.seen


def estimate(
    table: pl.DataFrame, progress: Callable[[int, int], None] | None = None
) -> Estimate | NotComputed:
    """Estimate the number of incidents from a table of captures (see ``overlap.captures``).

    Columns: one of 1 and 0 a list, and ``freq``.  NotComputed, with the reason, for two lists or more than MOST_LISTS, for too
    few incidents or too little overlap, and where the data hold no upper bound.  The order of the lists changes nothing.
    ``progress`` is told how many of how many models are fitted.
    """
    names = sorted(name for name in table.columns if name != "freq")
    refused = _refused(table, names)
    if refused:
        return NotComputed(refused)
    counts = _counts(table, names)
    seen = int(counts.sum())
    shared = int(
        sum(n for history, n in zip(_histories(len(names)), counts, strict=True) if sum(history) > 1)
    )
    fitted: list[tuple[Pairs, Model]] = []
    without = 0
    models = list(_models(len(names)))
    for done, pairs in enumerate(models):
        if progress is not None:
            progress(done, len(models))
        model = fit(counts, len(names), pairs, names)
        if model is None:
            without += 1
        else:
            fitted.append((pairs, model))
    if not fitted:
        return NotComputed(
            _apart(table, names) or "No model has an estimate: the lists share too little with each other."
        )
    least = min(model.bic for _, model in fitted)
    weights = [math.exp((least - model.bic) / 2) for _, model in fitted]
    whole = sum(weights)
    weighed = [(p, _with(m, weight=w / whole)) for (p, m), w in zip(fitted, weights, strict=True)]
    weighed.sort(key=lambda item: (item[1].bic, len(item[0]), item[1].pairs))
    near = []
    for pairs, model in weighed:
        if model.bic > least + NEAR_BEST:
            break
        low, high = interval(counts, len(names), pairs)
        near.append(_with(model, low=low, high=high))
    if any(model.high is None for model in near):
        return NotComputed(
            "The data hold no upper bound: among the models that fit about as well as the best, one allows more than"
            f" {FARTHEST:.0f} times as many incidents as were seen. More overlap between the lists is needed."
        )
    best = near[0]
    p = float(chi2.sf(best.deviance, best.freedom)) if best.freedom else None
    return Estimate(
        seen,
        shared,
        best.total,
        min(model.low for model in near if model.low is not None),
        max(model.high for model in near if model.high is not None),
        sum(model.total * model.weight for _, model in weighed),
        best,
        tuple(near),
        _frame([model for _, model in weighed]),
        without,
        p,
        tuple(_warnings(p, near, weighed, without)),
    )


def _refused(table: pl.DataFrame, names: Sequence[str]) -> str | None:
    if len(names) < FEWEST_LISTS:
        return TWO_LISTS
    if len(names) > MOST_LISTS:
        return (
            f"{len(names)} lists make more models of pairs than can be told apart: take {MOST_LISTS} at most, or put outlets"
            " that copy each other into one list."
        )
    freq = table.get_column("freq")
    seen = int(freq.sum() or 0)
    if seen < FEWEST_INCIDENTS:
        return f"Only {seen} incidents are in the lists: with fewer than {FEWEST_INCIDENTS} the estimate would be arbitrary."
    lists = table.select(pl.sum_horizontal(names)).to_series()
    shared = int(freq.filter(lists > 1).sum())
    if shared < FEWEST_SHARED:
        return (
            f"Only {shared} incidents are in two lists or more: with fewer than {FEWEST_SHARED} nothing tells how complete a"
            " list is."
        )
    return _alone(table, names)


def _alone(table: pl.DataFrame, names: Sequence[str]) -> str | None:
    """Why a list that shares nothing with any other makes an estimate impossible."""
    for name in names:
        others = [other for other in names if other != name]
        both = table.filter((pl.col(name) == 1) & (pl.sum_horizontal(others) > 0))
        if not both.height or not int(both.get_column("freq").sum()):
            return f"The list {name} shares no incident with any other, so that it says nothing of what is missing: leave it out."
    return None


def _apart(table: pl.DataFrame, names: Sequence[str]) -> str | None:
    for one, two in combinations(names, 2):
        both = table.filter((pl.col(one) == 1) & (pl.col(two) == 1))
        if not both.height:
            return f"The lists {one} and {two} share no incident: whether they depend on each other cannot be told."
    return None


# ---------------------------------------------------------------- tables and models


def _histories(lists: int) -> list[tuple[int, ...]]:
    """All histories but that of no list, in a fixed order."""
    return [history for history in product((1, 0), repeat=lists) if any(history)]


def _counts(table: pl.DataFrame, names: Sequence[str]) -> Floats:
    found = {tuple(int(row[name]) for name in names): int(row["freq"]) for row in table.iter_rows(named=True)}
    return np.array([found.get(history, 0) for history in _histories(len(names))], float)


def _models(lists: int) -> Iterator[Pairs]:
    """Every choice of pairs of lists, fewest first."""
    pairs = list(combinations(range(lists), 2))
    for size in range(len(pairs) + 1):
        yield from combinations(pairs, size)


def _design(lists: int, pairs: Pairs) -> Floats:
    """Intercept, one column a list, one a pair; one row a history."""
    seen = np.array(_histories(lists), float)
    columns = [np.ones(len(seen)), *seen.T, *(seen[:, i] * seen[:, j] for i, j in pairs)]
    return np.column_stack(columns)


def fit(counts: Floats, lists: int, pairs: Pairs, names: Sequence[str]) -> Model | None:
    """A model of capture counts in the order of ``_histories``; None where the counts do not fix the number of the missing.

    Where lists share nothing, or everything, a term for a pair may have no finite estimate and still leave the missing fixed
    (Fienberg and Rinaldo 2012; Chan, Silverman and Vincent 2021): the histories that it forbids are left out of the fit.
    """
    design = _design(lists, pairs)
    if design.shape[1] > len(counts):
        return None
    kept = _possible(design, counts)
    possible, own = design[kept], counts[kept]
    if not _fixes_missing(possible):
        return None
    found = _poisson(possible, own)
    if found is None:
        return None
    terms, mean = found
    spread = np.linalg.pinv(possible.T @ (mean[:, None] * possible))
    missing = math.exp(terms[0])
    seen = float(counts.sum())
    deviance = _deviance(own, mean)
    bic = deviance + design.shape[1] * math.log(seen)
    said = tuple(f"{names[i]} and {names[j]}" for i, j in pairs)
    error = math.sqrt(missing + missing**2 * float(spread[0, 0]))
    freedom = len(own) - int(np.linalg.matrix_rank(possible))
    return Model(said, seen + missing, error, deviance, freedom, bic, 0.0)


def _possible(design: Floats, counts: Floats) -> NDArray[np.bool_]:
    """Which histories are not zero in every table that has the same sums as the counts.

    A linear program finds the table, up to a factor, with as many cells of one or more as there can be.
    """
    if (counts > 0).all():
        return np.ones(len(counts), bool)
    cells, terms = design.shape
    # Variables: for each cell what of it counts (at most one) and what is above that, and the factor.
    left = np.column_stack([design.T, design.T, -(design.T @ counts)])
    aim = np.r_[-np.ones(cells), np.zeros(cells), 0.0]
    bounds = [(0, 1)] * cells + [(0, None)] * cells + [(1, None)]
    found = linprog(aim, A_eq=left, b_eq=np.zeros(terms), bounds=bounds, method="highs")
    if found.status != 0:  # the solver gave up: only what is counted is taken for possible
        return counts > 0
    return np.asarray((found.x[:cells] > 1e-6) | (counts > 0), dtype=bool)


def _fixes_missing(design: Floats) -> bool:
    """Whether these histories fix the intercept, which is what the history of no list is made of."""
    alone = np.eye(1, design.shape[1])
    return bool(np.linalg.matrix_rank(np.vstack([design, alone])) == np.linalg.matrix_rank(design))


def _poisson(design: Floats, counts: Floats) -> tuple[Floats, Floats] | None:
    """(terms, means) of greatest likelihood, by iterated weighted least squares; None where it does not settle."""
    mean = counts + 0.5
    before = math.inf
    terms: Floats = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        work = np.log(mean) + (counts - mean) / mean
        root = np.sqrt(mean)
        terms = np.asarray(np.linalg.lstsq(design * root[:, None], work * root, rcond=None)[0])
        mean = np.exp(np.clip(design @ terms, -300.0, 60.0))
        deviance = _deviance(counts, mean)
        if abs(before - deviance) <= _CLOSE * (abs(deviance) + 0.1):
            return terms, mean
        before = deviance
    return None


def _deviance(counts: Floats, mean: Floats) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(counts > 0, counts * np.log(counts / mean), 0.0)
    return float(2 * (part - (counts - mean)).sum())


# ---------------------------------------------------------------- interval


def interval(counts: Floats, lists: int, pairs: Pairs) -> tuple[float, float | None]:
    """(lowest, highest) total within the 95% multinomial profile likelihood; None: no bound within FARTHEST.

    Cormack, "Interval estimation for mark-recapture studies of closed populations", Biometrics 48, 1992: a number of missing
    is put into the table, the model is fitted to all of it, and the likelihood says how well that does.
    """
    whole_design = _design(lists, pairs)
    kept = _possible(whole_design, counts)
    design = np.vstack([whole_design[kept], np.eye(1, whole_design.shape[1])])
    counts = counts[kept]
    seen = float(counts.sum())

    def likelihood(missing: float) -> float:
        whole = np.r_[counts, missing]
        found = _poisson(design, whole)
        if found is None:
            return -math.inf
        total = seen + missing
        share = found[1] / total
        chance = float((whole[whole > 0] * np.log(share[whole > 0])).sum())
        return float(gammaln(total + 1) - gammaln(missing + 1)) + chance

    top = _highest(likelihood, seen)
    best = likelihood(top)
    limit = float(chi2.ppf(LEVEL, 1)) / 2

    def short(missing: float) -> float:
        return best - likelihood(missing) - limit

    low = 0.0 if short(0.0) <= 0 else float(brentq(short, 0.0, top, xtol=1e-4))
    far = max(top, 1.0)
    while short(far) < 0:
        far *= 2
        if far > FARTHEST * seen:
            return seen + low, None
    return seen + low, seen + float(brentq(short, top, far, xtol=1e-4))


def _highest(likelihood: Callable[[float], float], seen: float) -> float:
    """The number of missing of greatest likelihood, by golden section on a scale of logarithms."""
    ratio = (math.sqrt(5) - 1) / 2
    low, high = math.log(1e-3), math.log(FARTHEST * seen * 10)
    a, b = high - ratio * (high - low), low + ratio * (high - low)
    at_a, at_b = likelihood(math.exp(a)), likelihood(math.exp(b))
    while high - low > 1e-6:
        if at_a >= at_b:
            high, b, at_b = b, a, at_a
            a = high - ratio * (high - low)
            at_a = likelihood(math.exp(a))
        else:
            low, a, at_a = a, b, at_b
            b = low + ratio * (high - low)
            at_b = likelihood(math.exp(b))
    return math.exp((low + high) / 2)


# ---------------------------------------------------------------- what is said of it


def _with(model: Model, **values: float | None) -> Model:
    return replace(model, **values)  # type: ignore[arg-type]


def _frame(models: Sequence[Model]) -> pl.DataFrame:
    rows = [(list(m.pairs), m.total, m.error, m.deviance, m.freedom, m.bic, m.weight) for m in models]
    schema: dict[str, Any] = {
        "pairs": pl.List(pl.String), "total": pl.Float64, "error": pl.Float64, "deviance": pl.Float64,
        "freedom": pl.Int64, "bic": pl.Float64, "weight": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _warnings(
    p: float | None, near: Sequence[Model], weighed: Sequence[tuple[Pairs, Model]], without: int
) -> Iterator[str]:
    if p is not None and p < MISFIT:
        yield f"No model of pairs fits the overlaps well (p = {p:.2g}): take the figures as a hint at most."
    if len(near) > 1:
        low, high = min(m.total for m in near), max(m.total for m in near)
        yield f"The data hardly tell {len(near)} models apart, which give {low:,.0f} to {high:,.0f}."
    if near[0].freedom == 0:
        yield "The best model has as many terms as there are counts: nothing is left to test it with."
    if without:
        whole = without + len(weighed)
        yield f"{without:,} of {whole:,} models have no estimate, as the lists that they tie together share too little."
