"""Which incidents of two lists are one: pairs chosen one to one, and those that could as well be others left ambiguous."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from vigil.analysis.likeness import NEAR_DAYS, RULE, days, likeness, probability, town
from vigil.listed import Listed

AROUND = 30  # days before and after that tell how frequent incidents are in a town
CROWDED = 1 / 3  # others a day in a town and a list; in simulations three in four pairs are then not found
WEAK = 0.4  # log-odds below which too little speaks for a pair that nothing rivals: three in five
MARGIN = 1.0  # log-odds by which a pair must be better than any other pairing around it

Edges = Mapping[tuple[int, int], tuple[float, str]]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two incidents of two lists that are held for one."""

    left: Listed
    right: Listed
    score: float  # probability
    why: str
    doubt: str | None = None  # None: sure enough; else why it is ambiguous

    @property
    def ambiguous(self) -> bool:
        """Whether it is only shown, and counts neither as the same nor as different."""
        return self.doubt is not None


@dataclass(frozen=True, slots=True)
class Matching:
    """What of two lists is one, and what is left of each."""

    pairs: tuple[Pair, ...]  # by the date of the left
    ambiguous: tuple[Pair, ...]
    left: tuple[Listed, ...]  # without a partner
    right: tuple[Listed, ...]
    rival_left: tuple[Listed, ...]  # without a partner, but it could take one of an ambiguous pair
    rival_right: tuple[Listed, ...]
    coarse_left: tuple[Listed, ...]  # dated too coarsely, or not at all: compared with nothing
    coarse_right: tuple[Listed, ...]
    rule: str = RULE


def match(left: Iterable[Listed], right: Iterable[Listed]) -> Matching:
    """Pair the incidents of two lists, each with at most one of the other.

    The rule is RULE.  The same whatever the order of the rows, and with sides changed the same pairs.
    """
    ones, coarse_left = _sorted(left)
    twos, coarse_right = _sorted(right)
    if ones and twos and twos[0].source < ones[0].source:  # ties fall the same way from either side
        return _turned(_matched(twos, coarse_right, ones, coarse_left))
    return _matched(ones, coarse_left, twos, coarse_right)


def _turned(found: Matching) -> Matching:
    def pairs(of: Iterable[Pair]) -> tuple[Pair, ...]:
        turned = [replace(pair, left=pair.right, right=pair.left) for pair in of]
        return tuple(sorted(turned, key=lambda pair: _order(pair.left)))

    return Matching(
        pairs(found.pairs), pairs(found.ambiguous), found.right, found.left, found.rival_right, found.rival_left,
        found.coarse_right, found.coarse_left,
    )  # fmt: skip


def _matched(
    ones: Sequence[Listed],
    coarse_left: Sequence[Listed],
    twos: Sequence[Listed],
    coarse_right: Sequence[Listed],
) -> Matching:
    edges = {key: found for key, found in _edges(ones, twos) if found[0] > 0}
    of_row, of_column = _beside(edges)
    chosen = _chosen(edges)
    pairs: list[Pair] = []
    ambiguous: list[Pair] = []
    alone_left = set(range(len(ones))) - {i for i, _ in chosen}
    alone_right = set(range(len(twos))) - {j for _, j in chosen}
    rival_left: set[int] = set()
    rival_right: set[int] = set()
    for (i, j), margin in sorted(_margins(edges, chosen, of_row, of_column).items()):
        weight, why = edges[i, j]
        doubt = None
        rivalled = margin < weight - 1e-9  # another pairing is better than to leave both alone
        if margin < (MARGIN if rivalled else WEAK):
            rivals = [(edges[i, b][0], twos[b].id) for b in of_row[i] if b != j]
            rivals += [(edges[a, j][0], ones[a].id) for a in of_column[j] if a != i]
            doubt = _doubt(rivals)
            rival_left |= alone_left & set(of_column[j])
            rival_right |= alone_right & set(of_row[i])
        (ambiguous if doubt else pairs).append(Pair(ones[i], twos[j], probability(weight), why, doubt))
    return Matching(
        tuple(pairs),
        tuple(ambiguous),
        tuple(ones[n] for n in sorted(alone_left - rival_left)),
        tuple(twos[n] for n in sorted(alone_right - rival_right)),
        tuple(ones[n] for n in sorted(rival_left)),
        tuple(twos[n] for n in sorted(rival_right)),
        tuple(coarse_left),
        tuple(coarse_right),
    )


def _order(item: Listed) -> tuple[str, tuple[str, str]]:
    return item.date.start or "9999", item.key


def _sorted(items: Iterable[Listed]) -> tuple[list[Listed], list[Listed]]:
    """Those with a date that can be compared, by day and id, and the others."""
    fine: list[Listed] = []
    coarse: list[Listed] = []
    for item in sorted(items, key=_order):
        (coarse if days(item) is None else fine).append(item)
    return fine, coarse


def _edges(
    ones: Sequence[Listed], twos: Sequence[Listed]
) -> Iterator[tuple[tuple[int, int], tuple[float, str]]]:
    """Pairs whose dates come near each other, compared."""
    by_day: dict[int, list[int]] = defaultdict(list)
    crowd = _Crowd((*ones, *twos))
    for j, item in enumerate(twos):
        first, last = days(item) or (0, -1)
        for day in range(first, last + 1):
            by_day[day].append(j)
    for i, item in enumerate(ones):
        first, last = days(item) or (0, -1)
        near = {j for day in range(first - NEAR_DAYS, last + NEAR_DAYS + 1) for j in by_day.get(day, ())}
        for j in sorted(near):
            found = likeness(item, twos[j], crowd.rate(item, twos[j]))
            if found is not None:
                yield (i, j), found


def crowded(lists: Mapping[str, Sequence[Listed]]) -> list[Listed]:
    """The incidents where a list has so many others that day, town and toll hardly tell which rows are one.

    That is from CROWDED others a day in the same town on, on average over the lists.
    """
    crowd = _Crowd((item for rows in lists.values() for item in rows), len(lists))
    return [item for rows in lists.values() for item in rows if crowd.rate(item, item) >= CROWDED]


class _Crowd:
    """How many incidents lists have in each town, by day."""

    def __init__(self, items: Iterable[Listed], lists: int = 2) -> None:
        self._lists = lists
        self._days: dict[str, list[int]] = defaultdict(list)
        for item in items:
            span, name = days(item), town(item)
            if span and name:
                self._days[name].append(span[0])
        for found in self._days.values():
            found.sort()

    def rate(self, a: Listed, b: Listed) -> float:
        """Others a day, of one list, in the towns of a pair and the weeks around it."""
        span, other = days(a), days(b)
        if span is None or other is None:
            return 0.0
        middle = (span[0] + other[0]) // 2
        number = 0
        for name in {town(a), town(b)} - {None}:
            found = self._days[str(name)]
            number += bisect_right(found, middle + AROUND) - bisect_left(found, middle - AROUND)
        return max(0, number - self._lists) / (self._lists * (2 * AROUND + 1))


def _chosen(edges: Edges) -> set[tuple[int, int]]:
    """The pairs of greatest sum, one to one, in each group of incidents that hang together."""
    chosen: set[tuple[int, int]] = set()
    for rows, columns in _components(edges):
        chosen |= _assigned(rows, columns, edges)[0]
    return chosen


def _components(edges: Edges) -> Iterator[tuple[list[int], list[int]]]:
    """Rows and columns that hang together by edges, each once."""
    beside: dict[tuple[bool, int], list[tuple[bool, int]]] = defaultdict(list)
    for i, j in edges:
        beside[False, i].append((True, j))
        beside[True, j].append((False, i))
    seen: set[tuple[bool, int]] = set()
    for start in sorted(beside):
        if start in seen:
            continue
        group, todo = [], [start]
        seen.add(start)
        while todo:
            node = todo.pop()
            group.append(node)
            new = [other for other in beside[node] if other not in seen]
            seen.update(new)
            todo += new
        yield sorted(n for side, n in group if not side), sorted(n for side, n in group if side)


def _assigned(
    rows: Sequence[int], columns: Sequence[int], edges: Edges, without: tuple[int, int] | None = None
) -> tuple[set[tuple[int, int]], float]:
    """(pairs, their sum) of the best assignment; a row or column may stay alone, which counts nothing."""
    worth: Floats = np.zeros((len(rows), len(columns)))
    for a, i in enumerate(rows):
        for b, j in enumerate(columns):
            if (i, j) in edges and (i, j) != without:
                worth[a, b] = edges[i, j][0]
    at, to = linear_sum_assignment(worth, maximize=True)
    pairs = {(rows[a], columns[b]) for a, b in zip(at, to, strict=True) if worth[a, b] > 0}
    return pairs, float(worth[at, to].sum())


def _beside(edges: Edges) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    of_row: dict[int, list[int]] = defaultdict(list)
    of_column: dict[int, list[int]] = defaultdict(list)
    for i, j in edges:
        of_row[i].append(j)
        of_column[j].append(i)
    return of_row, of_column


def _margins(
    edges: Edges,
    chosen: set[tuple[int, int]],
    of_row: Mapping[int, Sequence[int]],
    of_column: Mapping[int, Sequence[int]],
) -> dict[tuple[int, int], float]:
    """By how much the best pairing around each chosen pair is better than the best without it."""
    partner = dict(chosen)
    back = {j: i for i, j in chosen}
    margins = {}
    for i, j in chosen:
        # Whoever could take a part of this pair, with their own partners: the pairs further off stay as they are.
        rows = {i, *of_column[j]} | {back[k] for k in of_row[i] if k in back}
        columns = {j, *of_row[i]} | {partner[k] for k in of_column[j] if k in partner}
        inner = [r for r in sorted(rows) if partner.get(r, j) in columns]
        outer = [c for c in sorted(columns) if back.get(c, i) in rows]
        margins[i, j] = _assigned(inner, outer, edges)[1] - _assigned(inner, outer, edges, (i, j))[1]
    return margins


def _doubt(rivals: Sequence[tuple[float, str]]) -> str:
    """Why a pair is not sure: which other one would do as well, or that too little speaks for it."""
    if not rivals:
        return "too little speaks for it"
    best = sorted(rivals, key=lambda rival: (-rival[0], rival[1]))
    return "it could as well be " + " or ".join(name for _, name in best[:2])
