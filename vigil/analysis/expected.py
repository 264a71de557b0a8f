"""How much coverage an incident could be expected to get, given how many it killed and what it was.

A regression on all incidents of a collection that it covered at all: an incident enters a record only by being told, so that
the counts begin with one, and the model is a negative binomial without its zeros.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from vigil.analysis.attention import CAUTION, FINE, TALLY, WINDOW, attention_window, dated, first_day, marks
from vigil.analysis.changes import NotComputed
from vigil.analysis.truncated import DRAWS, Fit, Floats, fitted
from vigil.periods import Period, joined

LEVEL = 0.95
TAILS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
FEWEST = 20  # incidents
FEWEST_OF_A_SORT = 10  # incidents on either side of a difference that the model makes
SEED = 1
FARTHEST = 2  # times the dead of any other: beyond it nothing is known of what to expect
LEFT_OUT_IN_TURN = 200  # incidents up to which each is predicted by a fit on all others

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
_Known = dict[Any, tuple[Any, ...]]
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

    ``terms``: ``term``, ``ratio`` (of the mean of a count that may be zero, with ``low`` and ``high`` of the 95% interval), ``incidents`` that have it.  The
    ratio of ``killed`` is that of a doubling of 1 + killed.  ``rows``: ``id``, ``documents``, ``expected`` with the bounds
    of its interval, ``low`` and ``high`` of the 95% prediction interval, ``times`` (documents over expected) with its bounds,
    ``below``, ``outside``, ``at_killed_low`` and ``at_killed_high``; the most covered beside expectation first.
    """

    incidents: int
    days: int  # of the window
    base: str  # the kind that others are compared with
    spread: float  # variance of an untruncated count = mean + spread * mean²
    terms: pl.DataFrame
    rows: pl.DataFrame
    left_out: dict[str, int]  # reason -> incidents of the frame
    method: str
    assumptions: str
    caution: str


# ---------------------------------------------------------------- who is in it


def coverage_cases(
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
    told = coverage.filter(pl.col("incident").is_not_null())
    # A row at a time in plain Python: a query of a frame for each of a hundred thousand incidents takes minutes.
    published: dict[str, list[tuple[date, tuple[bool, ...]]]] = {}
    for incident, day, *counted_as in told.filter(dated()).select("incident", "first", *marks()).iter_rows():
        published.setdefault(incident, []).append((day, tuple(counted_as)))
    coarse = [row["id"] for row in frame.iter_rows(named=True) if first_day(row) is None]
    theirs = told.filter(pl.col("incident").is_in(coarse)).partition_by("incident", as_dict=True)
    none = coverage.clear()
    found = []
    for row in frame.iter_rows(named=True):
        own = theirs.get((row["id"],), none)
        looked_at = attention_window(row, own, within, holes, days)
        counts: dict[str, Any] = dict.fromkeys(TALLY)
        if not isinstance(looked_at, NotComputed):
            held = [is_a for day, is_a in published.get(row["id"], ()) if looked_at.holds(day)]
            counts = {name: sum(is_a[number] for is_a in held) for number, name in enumerate(TALLY)}
        country = row["country_code"]
        documents = None if counts["own"] is None else counts["own"] + counts["reprints"]
        if isinstance(looked_at, NotComputed) and first_day(row) is not None:
            why: str | None = "begun outside the collection's period, or in a gap"
        elif isinstance(looked_at, NotComputed) or looked_at.since != "incident":
            why = f"dated more coarsely than to {FINE} days"
        elif looked_at.days < days:
            why = "days cut off by the collection's period or a gap"
        elif not documents:
            why = "told only in passing in these days, or later"
        elif home and not country:
            why = "of no known country"
        else:
            why = None
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

    ``table``: as ``coverage_cases`` gives it.  A zero-truncated negative binomial (Cameron and Trivedi, Regression Analysis of Count Data,
    2nd ed. 2013, 4.3) with log(1 + killed), the kind where FEWEST_OF_A_SORT incidents have it, whether
    the toll of an attack is stated and, where ``home`` was named, whether it was abroad.  Intervals by draws of the
    coefficients (King, Tomz and Wittenberg, Making the Most of Statistical Analyses, 2000), from Student's distribution.  Up to
    LEFT_OUT_IN_TURN incidents, each is predicted by a fit on the others.  ``each`` wraps the turns, for a progress bar.
    """
    told = int(table.get_column("why_not").null_count())
    kept, left_out = _kept(table)
    counts = kept.get_column("documents").to_numpy().astype(float)
    if told < FEWEST or len(counts) < FEWEST:
        reasons = left_out if told >= FEWEST else Counter(w for w in table.get_column("why_not") if w)
        why = ", ".join(f"{number:,} {reason}" for reason, number in sorted(reasons.items()))
        return NotComputed(
            f"Too few incidents to tell what coverage to expect: {told if told < FEWEST else len(counts)}, and {FEWEST} are the"
            " least." + (f" Not in the fit: {why}." if why else "")
        )
    names, x = _design(kept)
    if len(counts) < FEWEST_OF_A_SORT * len(names):
        return NotComputed(
            f"{len(counts)} incidents are too few for {len(names)} coefficients: {FEWEST_OF_A_SORT} for each are the least."
        )
    if TOLL not in names:
        return NotComputed("All incidents killed as many, so that nothing is learned of what a toll does.")
    whole = fitted(x, counts, seed)
    if whole is None:
        return NotComputed(
            f"The coverage of these {len(counts)} incidents fits no model: most have one document and a few have many, or"
            " a kind has all of one count."
        )
    turns = len(counts) <= LEFT_OUT_IN_TURN
    rows = []
    known: _Known = {}  # by one fit, incidents of one kind and toll are predicted alike: computed once
    for number in each(list(range(len(counts)))):
        others = np.arange(len(counts)) != number
        own = fitted(x[others], counts[others], seed) if turns else None
        seen = known if own is None else {}
        rows.append(_row(kept.row(number, named=True), x[number], names, own or whole, seen))
    found = pl.DataFrame(rows, schema=_RESULT, orient="row").sort("below", "id", descending=[True, False])
    return Expected(
        len(counts),
        days,
        names[0],
        _rounded(whole.spread),
        _terms(names, x, whole),
        found,
        left_out,
        "zero-truncated negative binomial regression of the documents that have the incident as a"
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
    for reason, out in (
        (f"of a kind with fewer than {FEWEST_OF_A_SORT}", pl.col("kind").is_in(rare.implode())),
        ("attacks whose toll nobody states, too few to tell apart", _few_untold(kept)),
    ):
        reasons[reason] += kept.filter(out).height
        kept = kept.filter(~out)
    tolls = kept.get_column("killed_best").fill_null(0).sort().to_list()
    far = len(tolls)
    while far > 1 and 1 + tolls[far - 1] > FARTHEST * (1 + tolls[far - 2]):
        far -= 1
    if 0 < far < len(tolls):
        beyond = (pl.col("killed_best") > tolls[far - 1]).fill_null(False)
        reasons[f"with more than {FARTHEST} times the dead of any other"] += kept.filter(beyond).height
        kept = kept.filter(~beyond)
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
    marks[ABROAD] = kept.get_column("abroad").fill_null(False)  # null throughout: no home was named
    for name, mark in marks.items():
        column = mark.to_numpy().astype(float)
        if FEWEST_OF_A_SORT <= column.sum() <= kept.height - FEWEST_OF_A_SORT:
            tried = np.column_stack([*columns.values(), column])
            if np.linalg.matrix_rank(tried) == len(columns) + 1:
                columns[name] = column
    return list(columns), np.column_stack(list(columns.values()))


# ---------------------------------------------------------------- what it says


def _row(case: dict[str, Any], x: Floats, names: Sequence[str], fit: Fit, known: _Known) -> dict[str, Any]:
    """What ``fit`` says of one incident; ``known`` keeps what it says of all like it."""
    count, key = case["documents"], x.tobytes()
    if key not in known:
        reach = [fit.quantile(x, tail) for tail in TAILS]
        known[key] = (fit.expected(x), *fit.expected_between(x, TAILS), *reach)
    expected, low, high, *reach = known[key]
    if (key, count) not in known:
        known[key, count] = ((fit.up_to(x, count - 1) + fit.up_to(x, count)) / 2,)
    (below,) = known[key, count]
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


def _with_toll(killed: int | None, x: Floats, names: Sequence[str], fit: Fit) -> float | None:
    """What would be expected with another toll."""
    if killed is None:
        return None
    other = x.copy()
    other[names.index(TOLL)] = math.log1p(killed)
    return _rounded(fit.expected(other))


def _terms(names: Sequence[str], x: Floats, fit: Fit) -> pl.DataFrame:
    rows = []
    for number, name in enumerate(names[1:], start=1):
        scale = math.log(2) if name == TOLL else 1.0
        bounds = np.quantile(fit.drawn[:, number], TAILS)
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


def _rounded(value: float) -> float:
    """Four digits: the last ones of an optimiser are noise."""
    return float(f"{value:.4g}")
