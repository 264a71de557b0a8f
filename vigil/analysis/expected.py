"""How much coverage an incident could be expected to get, given how many it killed and what it was.

A regression on all incidents of a collection that it covered at all: an incident enters a record only by being told, so that
the counts begin with one, and the model is a negative binomial without its zeros.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import betainc, gammaln

from vigil.analysis.attention import CAUTION, FINE, WINDOW, counted, first_day, tally, window
from vigil.analysis.changes import NotComputed
from vigil.periods import Period, joined

LEVEL = 0.95
FEWEST = 20  # incidents
FEWEST_OF_A_SORT = 10  # incidents on either side of a difference that the model makes
DRAWS = 1000
SEED = 1
LEFT_OUT_IN_TURN = 300  # incidents up to which each is predicted by a fit on all others
_SPREADS = tuple(float(f"{10 ** (n / 6 - 2):.4g}") for n in range(22))  # of the negative binomial: 0.01 to 32
_FARTHEST = 30.0  # logarithm of a mean: beyond it numbers overflow and nothing is meant
_TURNS, _CLOSE = 100, 1e-8  # of the scoring
_SINGULAR = 1e10
_MOST = 2**40  # documents

Floats = NDArray[np.float64]
CASES: dict[str, Any] = {
    "id": pl.String,
    "kind": pl.String,
    "abroad": pl.Boolean,  # null: no home was named, or no country is known
    "killed_low": pl.Int64,
    "killed_best": pl.Int64,
    "killed_high": pl.Int64,
    "own": pl.Int64,  # in the window; null: there is none
    "reprints": pl.Int64,
    "mentions": pl.Int64,
    "documents": pl.Int64,  # own and reprints
    "why_not": pl.String,  # why it is not in the fit; null: it is
}
_RESULT: dict[str, Any] = {
    "id": pl.String,
    "documents": pl.Int64,
    "expected": pl.Float64,
    "expected_low": pl.Float64,  # 95% interval of the expectation
    "expected_high": pl.Float64,
    "low": pl.Int64,  # 95% prediction interval of the count
    "high": pl.Int64,
    "times": pl.Float64,  # documents / expected, and its interval
    "times_low": pl.Float64,
    "times_high": pl.Float64,
    "below": pl.Float64,  # chance of fewer documents, half of that of as many added
    "outside": pl.String,  # "more" | "fewer" than the prediction interval; null: within
    "at_killed_low": pl.Float64,  # expected if the lowest, or the highest, stated toll is right; null: unknown or open
    "at_killed_high": pl.Float64,
}
TOLL, NO_TOLL, ABROAD = "killed", "attack, toll not stated", "abroad"


@dataclass(frozen=True, slots=True)
class Expected:
    """The fit and what it says of each incident in it.

    ``terms``: ``term``, ``ratio`` (of the mean, with ``low`` and ``high`` of the 95% interval), ``incidents`` that have it.  The
    ratio of ``killed`` is that of a doubling of 1 + killed.  ``rows``: ``id``, ``documents``, ``expected`` with the bounds
    of its interval, ``low`` and ``high`` of the 95% prediction interval, ``times`` (documents over expected) with its bounds,
    ``below``, ``outside``, ``at_killed_low`` and ``at_killed_high``; the most covered beside expectation first.
    """

    incidents: int
    days: int  # of the window
    spread: float  # variance of an untruncated count = mean + spread * mean²
    terms: pl.DataFrame
    rows: pl.DataFrame
    left_out: dict[str, int]  # reason -> incidents of the frame
    method: str
    assumptions: str
    caution: str


# ---------------------------------------------------------------- who is in it


def cases(
    frame: pl.DataFrame,
    coverage: pl.DataFrame,
    within: Period,
    gaps: Iterable[Period] = (),
    days: int = WINDOW,
    home: str | None = None,
) -> pl.DataFrame:
    """One row for each incident of the frame, columns as in ``CASES``: its counts in its window, and why it is not in the fit.

    ``coverage`` are the rows of the collection, ``within`` its period, ``home`` the country (ISO alpha-2) beside which others are
    abroad.  The counts of two incidents compare only where both windows are whole.
    """
    holes = joined(gaps)
    told = {
        name[0]: rows
        for name, rows in coverage.filter(pl.col("incident").is_not_null())
        .partition_by("incident", as_dict=True)
        .items()
    }
    none = coverage.clear()
    found = []
    for row in frame.iter_rows(named=True):
        looked_at = window(row, told.get(row["id"], none), within, holes, days)
        counts: dict[str, Any] = dict.fromkeys(("own", "reprints", "mentions"))
        if not isinstance(looked_at, NotComputed):
            counts = counted(told.get(row["id"], none), looked_at).select(tally()).row(0, named=True)
        documents = None if counts["own"] is None else counts["own"] + counts["reprints"]
        if isinstance(looked_at, NotComputed) and first_day(row) is not None:
            why: str | None = "begun outside the collection's period, or in a gap"
        elif isinstance(looked_at, NotComputed) or looked_at.since != "incident":
            why = f"dated more coarsely than to {FINE} days"
        elif looked_at.days < days:
            why = "days cut off by the collection's period or a gap"
        elif not documents:
            why = "told only in passing in these days, or later"
        else:
            why = None
        country = row["country_code"]
        found.append(
            {
                "id": row["id"],
                "kind": row["kind"],
                "abroad": country != home if home and country else None,
                **{f"killed_{bound}": row[f"killed_{bound}"] for bound in ("low", "best", "high")},
                **counts,
                "documents": documents,
                "why_not": why,
            }
        )
    return pl.DataFrame(found, schema=CASES, orient="row")


# ---------------------------------------------------------------- the fit


def expected_coverage(
    table: pl.DataFrame,
    days: int = WINDOW,
    seed: int = SEED,
    each: Callable[[list[int]], Iterable[int]] = iter,
) -> Expected | NotComputed:
    """Fit the documents of incidents on the dead and the kind of incident, and set each beside what the others let expect.

    ``table``: as ``cases`` gives it.  A zero-truncated negative binomial by maximum likelihood (Cameron and Trivedi, Regression
    Analysis of Count Data, 2nd ed. 2013, 4.3), with log(1 + killed), the kind where FEWEST_OF_A_SORT incidents have it, whether
    the toll of an attack is stated and, where ``home`` was named, whether it was abroad.  Intervals by draws of the
    coefficients (King, Tomz and Wittenberg, Making the Most of Statistical Analyses, 2000), from Student's distribution.  Up to
    LEFT_OUT_IN_TURN incidents, each is predicted by a fit on the others.  ``each`` wraps the turns, for a progress bar.
    """
    kept, left_out = _kept(table)
    counts = kept.get_column("documents").to_numpy().astype(float)
    if len(counts) < FEWEST:
        why = ", ".join(f"{number:,} {reason}" for reason, number in left_out.items())
        return NotComputed(
            f"{len(counts)} incidents are too few to tell what coverage to expect: {FEWEST} are the least."
            + (f" Not in the fit: {why}." if why else "")
        )
    names, x = _design(kept)
    if len(counts) < FEWEST_OF_A_SORT * len(names):
        return NotComputed(
            f"{len(counts)} incidents are too few for {len(names)} coefficients: {FEWEST_OF_A_SORT} for each are the least."
        )
    if TOLL not in names:
        return NotComputed("All incidents killed as many, so that nothing is learned of what a toll does.")
    whole = _fit(x, counts, seed)
    if whole is None:
        return NotComputed(
            f"The coverage of these {len(counts)} incidents fits no model: most have one document and a few have many, or"
            " a kind has all of one count."
        )
    turns = len(counts) <= LEFT_OUT_IN_TURN
    rows = []
    for number in each(list(range(len(counts)))):
        others = np.arange(len(counts)) != number
        fit = (_fit(x[others], counts[others], seed) if turns else None) or whole
        rows.append(_row(kept.row(number, named=True), x[number], names, fit))
    found = pl.DataFrame(rows, schema=_RESULT, orient="row").sort("below", "id", descending=[True, False])
    return Expected(
        len(counts),
        days,
        _rounded(whole.spread),
        _terms(names, x, whole),
        found,
        left_out,
        "zero-truncated negative binomial regression by maximum likelihood of the documents that have the incident as a"
        f" subject, reprints with them, within {days} days from its first day on; 95% intervals by {DRAWS} draws of the"
        f" coefficients, seed {seed}"
        + (
            "; each incident predicted by a fit on all others"
            if turns
            else "; each incident is in the fit itself"
        ),
        "Coverage grows with a power of the dead and by a factor for each kind; incidents are covered independently of each"
        " other, though those of the same days compete; the collection took in documents in one way all the time. Only"
        " incidents that it covered are in the fit: those it passed over are not, so that expectations are for what"
        f" becomes news at all. Of 100 incidents about {100 * (1 - LEVEL):.0f} lie outside their interval by chance.",
        CAUTION,
    )


def _kept(table: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, int]]:
    """The rows of the fit, and how many are left out for what."""
    reasons = Counter(why for why in table.get_column("why_not") if why)
    kept = table.filter(pl.col("why_not").is_null()).sort("id")
    kinds = kept.get_column("kind").value_counts()
    rare = kinds.filter(pl.col("count") < FEWEST_OF_A_SORT).get_column("kind")
    for reason, few in (
        (f"of a kind with fewer than {FEWEST_OF_A_SORT}", pl.col("kind").is_in(rare.implode())),
        ("attacks whose toll nobody states, too few to tell apart", _few_untold(kept)),
    ):
        reasons[reason] += kept.filter(few).height
        kept = kept.filter(~few)
    return kept, {reason: number for reason, number in sorted(reasons.items()) if number}


def _untold() -> pl.Expr:
    return (pl.col("kind") == "attack") & pl.col("killed_best").is_null()


def _few_untold(kept: pl.DataFrame) -> pl.Expr:
    few = kept.filter(_untold()).height < FEWEST_OF_A_SORT
    return _untold() if few else pl.lit(False)


def _design(kept: pl.DataFrame) -> tuple[list[str], Floats]:
    """Names of the coefficients, the first that of the commonest kind, and one row of values for each incident."""
    kinds = sorted(kept.get_column("kind").value_counts().rows(), key=lambda pair: (-pair[1], pair[0]))
    toll = np.log1p(kept.get_column("killed_best").fill_null(0).to_numpy().astype(float))
    columns = {kinds[0][0]: np.ones(kept.height)}
    if len(set(toll)) > 1:
        columns[TOLL] = toll
    marks = {kind: kept.get_column("kind") == kind for kind, _ in kinds[1:]}
    marks[NO_TOLL] = kept.select(_untold()).to_series()
    if not kept.get_column("abroad").null_count():
        marks[ABROAD] = kept.get_column("abroad")
    for name, mark in marks.items():
        column = mark.to_numpy().astype(float)
        if FEWEST_OF_A_SORT <= column.sum() <= kept.height - FEWEST_OF_A_SORT:
            tried = np.column_stack([*columns.values(), column])
            if np.linalg.matrix_rank(tried) == len(columns) + 1:
                columns[name] = column
    return list(columns), np.column_stack(list(columns.values()))


@dataclass(frozen=True, slots=True)
class _Fit:
    """Coefficients as likely as not: draws of them and of the spread, and the most likely ones."""

    best: Floats
    spread: float
    drawn: Floats  # one row a draw
    spreads: Floats


def _fit(x: Floats, counts: Floats, seed: int) -> _Fit | None:
    """The likelihood over a grid of spreads, the coefficients integrated out; None where they run to infinity.

    Integrating them (Laplace, as Cox and Reid adjust it) keeps the spread from being found too small in a few dozen counts, and
    the grid holds where the likelihood of a spread is not nearly normal, as at its edges.
    """
    at = np.zeros(x.shape[1])
    at[0] = math.log(max(counts.mean() - 1, 0.1))
    fits = []
    for spread in _SPREADS:
        found = _coefficients(x, counts, at, spread)
        if found is None:
            return None
        at, information = found
        worth = -_loss(at, x, counts, spread) - np.linalg.slogdet(information)[1] / 2
        fits.append((worth, at, np.linalg.cholesky(np.linalg.inv(information))))
    worths = np.array([worth for worth, _, _ in fits])
    best = int(worths.argmax())
    chances = np.exp(worths - worths[best])
    random = np.random.default_rng(seed)
    chosen = random.choice(len(fits), DRAWS, p=chances / chances.sum())
    freedom = len(counts) - x.shape[1]
    noise = random.standard_normal((DRAWS, x.shape[1]))
    noise *= np.sqrt(freedom / random.chisquare(freedom, DRAWS))[:, None]
    roots = np.stack([root for _, _, root in fits])[chosen]
    drawn = np.stack([own for _, own, _ in fits])[chosen] + np.einsum("dij,dj->di", roots, noise)
    return _Fit(fits[best][1], _SPREADS[best], drawn, np.array(_SPREADS)[chosen])


def _coefficients(x: Floats, counts: Floats, start: Floats, spread: float) -> tuple[Floats, Floats] | None:
    """The most likely coefficients for a given spread and their information, by Fisher's scoring."""
    at, loss = start, _loss(start, x, counts, spread)
    for _ in range(_TURNS):
        mean = _means(x, at)
        grown = 1 + spread * mean
        part = mean / grown
        none = np.exp(-np.log1p(spread * mean) / spread)
        odds = none / (1 - none)  # of a zero
        score = x.T @ ((counts - mean) / grown - odds * part)
        weight = part / grown * (1 + spread * mean * (1 + odds) + odds) - part**2 * odds * (1 + odds)
        information = (x * weight[:, None]).T @ x
        if np.linalg.cond(information) > _SINGULAR:
            return None
        step = np.linalg.solve(information, score)
        scale = 1.0
        while (tried := _loss(at + scale * step, x, counts, spread)) > loss + 1e-12 and scale > 1e-4:
            scale /= 2
        at = at + scale * step
        if abs(loss - tried) < _CLOSE and np.abs(scale * step).max() < math.sqrt(_CLOSE):
            return at, information
        loss = tried
    return None


def _loss(at: Floats, x: Floats, counts: Floats, spread: float) -> float:
    """Minus the log-likelihood."""
    mean, size = _means(x, at), 1 / spread
    none = -size * np.log1p(spread * mean)  # log of the chance of a zero
    chance = gammaln(counts + size) - gammaln(size) - gammaln(counts + 1)
    return -float((chance + none + counts * np.log(mean / (size + mean)) - np.log(-np.expm1(none))).sum())


def _means(x: Floats, at: Floats) -> Floats:
    """Of a count that may be zero."""
    return np.asarray(np.exp(np.clip(x @ at, -_FARTHEST, _FARTHEST)))


# ---------------------------------------------------------------- what it says


def _row(case: dict[str, Any], x: Floats, names: Sequence[str], fit: _Fit) -> dict[str, Any]:
    count = case["documents"]
    expected = _at_best(x, fit)
    low, high = np.quantile(_expected(_means(fit.drawn, x), fit.spreads), _tails())
    reach = [_quantile(fit, x, tail) for tail in _tails()]
    fewer = _up_to(fit, x, count - 1)
    below = (fewer + _up_to(fit, x, count)) / 2
    return {
        "id": case["id"],
        "documents": count,
        "expected": _rounded(expected),
        "expected_low": _rounded(low),
        "expected_high": _rounded(high),
        "low": reach[0],
        "high": reach[1],
        "times": _rounded(count / expected),
        "times_low": _rounded(count / high),
        "times_high": _rounded(count / low),
        "below": _rounded(below),
        "outside": "more" if count > reach[1] else "fewer" if count < reach[0] else None,
        **{f"at_killed_{b}": _with_toll(case[f"killed_{b}"], x, names, fit) for b in ("low", "high")},
    }


def _with_toll(killed: int | None, x: Floats, names: Sequence[str], fit: _Fit) -> float | None:
    """What would be expected with another toll."""
    if killed is None:
        return None
    other = x.copy()
    other[names.index(TOLL)] = math.log1p(killed)
    return _rounded(_at_best(other, fit))


def _at_best(x: Floats, fit: _Fit) -> float:
    return float(_expected(_means(fit.best[None, :], x), np.array([fit.spread]))[0])


def _expected(mean: Floats, spread: Floats) -> Floats:
    """The mean of a count that is at least one."""
    return np.asarray(mean / -np.expm1(-np.log1p(spread * mean) / spread))


def _up_to(fit: _Fit, x: Floats, count: int) -> float:
    """The chance of at most ``count`` documents, given at least one, over all draws."""
    if count < 1:
        return 0.0
    mean, size = _means(fit.drawn, x), 1 / fit.spreads
    more = betainc(count + 1, size, mean / (size + mean))
    return float(1 - np.clip(more / -np.expm1(-size * np.log1p(mean / size)), 0, 1).mean())


def _quantile(fit: _Fit, x: Floats, share: float) -> int:
    """The least count that this share of what is predicted does not exceed."""
    high = 1
    while _up_to(fit, x, high) < share and high < _MOST:
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _up_to(fit, x, middle) >= share else (middle, high)
    return high


def _terms(names: Sequence[str], x: Floats, fit: _Fit) -> pl.DataFrame:
    rows = []
    for number, name in enumerate(names[1:], start=1):
        scale = math.log(2) if name == TOLL else 1.0
        bounds = np.quantile(fit.drawn[:, number], _tails())
        low, high = (_rounded(math.exp(value * scale)) for value in bounds)
        rows.append(
            (name, _rounded(math.exp(fit.best[number] * scale)), low, high, int((x[:, number] > 0).sum()))
        )
    schema = {
        "term": pl.String,
        "ratio": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "incidents": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _tails() -> tuple[float, float]:
    return (1 - LEVEL) / 2, (1 + LEVEL) / 2


def _rounded(value: float) -> float:
    """Four digits: the last ones of an optimiser are noise."""
    return float(f"{value:.4g}")
