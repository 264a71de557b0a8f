"""Counts that are at least one: a negative binomial without its zeros, fitted, and what it predicts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammaln

DRAWS = 1000
_SPREADS = tuple(float(f"{10 ** (n / 6 - 2):.4g}") for n in range(22))  # of the negative binomial: 0.01 to 32
_FARTHEST = 30.0  # logarithm of a mean: beyond it numbers overflow and nothing is meant
_TURNS, _CLOSE = 100, 1e-8  # of the scoring
_SINGULAR = 1e10
_MOST = 2**40  # documents

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fit:
    """The most likely coefficients and spread, and draws of both as they may as well be.

    ``spread``: the variance of a count that may be zero is mean + spread * mean².  ``x`` below is a row of values, one for each
    coefficient.
    """

    best: Floats
    spread: float
    drawn: Floats  # one row a draw
    spreads: Floats

    def expected(self, x: Floats) -> float:
        """The mean of a count, given that it is at least one."""
        return float(_expected(_means(self.best, x), self.spread))

    def expected_between(self, x: Floats, tails: tuple[float, float]) -> tuple[float, float]:
        """The interval of that mean, between two shares of the draws."""
        low, high = np.quantile(_expected(_means(self.drawn, x), self.spreads), tails)
        return float(low), float(high)

    def up_to(self, x: Floats, count: int) -> float:
        """The chance of a count of at most ``count``, given at least one, over all draws."""
        if count < 1:
            return 0.0
        mean, size = _means(self.drawn, x), 1 / self.spreads
        more = betainc(count + 1, size, mean / (size + mean))
        return float(1 - np.clip(more / -np.expm1(-size * np.log1p(mean / size)), 0, 1).mean())

    def quantile(self, x: Floats, share: float) -> int:
        """The least count that this share of what is predicted does not exceed."""
        high = 1
        while self.up_to(x, high) < share and high < _MOST:
            high *= 2
        low = high // 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.up_to(x, middle) >= share else (middle, high)
        return high


def fitted(x: Floats, counts: Floats, seed: int) -> Fit | None:
    """Fit counts, one or more each, on the columns of ``x``, the first of ones; None where coefficients run to infinity.

    The likelihood is taken over a grid of spreads, with the coefficients integrated out.
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
    return Fit(fits[best][1], _SPREADS[best], drawn, np.array(_SPREADS)[chosen])


def _coefficients(x: Floats, counts: Floats, start: Floats, spread: float) -> tuple[Floats, Floats] | None:
    """The most likely coefficients for a given spread and their information, by Fisher's scoring."""
    at, loss = start, _loss(start, x, counts, spread)
    for _ in range(_TURNS):
        mean = _means(x, at)
        grown = 1 + spread * mean
        part = mean / grown
        none = -np.log1p(spread * mean) / spread  # log of the chance of a zero
        odds = np.exp(none) / -np.expm1(none)
        score = x.T @ ((counts - mean) / grown - odds * part)
        weight = part / grown * (1 + spread * mean * (1 + odds) + odds) - part**2 * odds * (1 + odds)
        information = (x * weight[:, None]).T @ x
        values = np.linalg.eigvalsh(information)
        if values[0] * _SINGULAR < max(
            values[-1], 1e-300
        ):  # or below zero: the last digits are all that is left
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
    none = -size * np.log1p(spread * mean)
    chance = gammaln(counts + size) - gammaln(size) - gammaln(counts + 1)
    return -float((chance + none + counts * np.log(mean / (size + mean)) - np.log(-np.expm1(none))).sum())


def _means(x: Floats, at: Floats) -> Floats:
    """Of a count that may be zero."""
    return np.asarray(np.exp(np.clip(x @ at, -_FARTHEST, _FARTHEST)))


def _expected(mean: Floats, spread: Floats | float) -> Floats:
    return np.asarray(mean / -np.expm1(-np.log1p(spread * mean) / spread))
