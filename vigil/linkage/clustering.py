"""Joins reports into incidents: best pairs first, groups as long as their members agree on the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from vigil.config import LinkageConfig
from vigil.linkage.blocking import pairs
from vigil.linkage.comparisons import compare, probability
from vigil.linkage.profile import Profile
from vigil.records import Merge

_ROLES = {"main": 0, "co_main": 1, "background": 2}
PASSING = 0.6  # share of the threshold asked of a report told in passing: it gives little to compare
SPEAKERS = 6  # reports of a group that are compared with another group: main ones first
BEST = 0.5  # share of those comparisons, the best, whose mean decides: follow-ups differ from first reports


class Group:
    """Reports taken for one incident so far."""

    __slots__ = ("documents", "first", "members", "merges")

    def __init__(self, first: int, document: str, row_of: str | None = None) -> None:
        self.members = [first]
        self.first = [first]  # the foremost members, at most SPEAKERS, in order
        self.documents = {document}
        if row_of is not None:  # a list is one text: two of its rows are two incidents
            self.documents.add(f"\0{row_of}")
        self.merges: list[Merge] = []


class _Joining:
    """State of one clustering: groups, and comparisons made so far."""

    def __init__(self, items: Sequence[Profile], config: LinkageConfig) -> None:
        self.items = items
        self.config = config
        self.compared: dict[tuple[int, int], tuple[float, str] | None] = {}
        self.groups = [Group(n, item.report.document, item.report.row_of) for n, item in enumerate(items)]
        self.home = list(range(len(items)))

    def outcome(self, i: int, j: int) -> tuple[float, str] | None:
        key = (i, j) if i < j else (j, i)
        if key not in self.compared:
            self.compared[key] = compare(self.items[key[0]], self.items[key[1]])
        return self.compared[key]

    def passes(self, odds: float, i: int, j: int) -> bool:
        passing = "background" in (self.items[i].report.role, self.items[j].report.role)
        return probability(odds) >= self.config.threshold * (PASSING if passing else 1.0)

    def speakers(self, group: Group) -> list[int]:
        """Those that have the incident as their subject; what is told in passing speaks only among its like."""
        leading = [m for m in group.first if self.items[m].report.role != "background"]
        return leading or group.first

    def agree(self, a: Group, b: Group) -> bool:
        """Whether the groups' speakers agree: the mean of the better half of comparisons is past the threshold."""
        one, other = self.speakers(a), self.speakers(b)
        outcomes = [self.outcome(i, j) for i in one for j in other]
        if sum(o is None for o in outcomes) > len(outcomes) // 2:
            return False
        odds = sorted((o[0] for o in outcomes if o is not None), reverse=True)
        best = odds[: max(1, round(len(outcomes) * BEST + 0.01))]
        return self.passes(sum(best) / len(best), one[0], other[0])

    def join(self, i: int, j: int) -> None:
        """Join the groups of two reports whose pair is past the threshold, if nothing in them is against it."""
        a, b = self.groups[self.home[i]], self.groups[self.home[j]]
        if a is b:
            return
        kept, gone = (a, b) if len(a.members) >= len(b.members) else (b, a)
        if not kept.documents.isdisjoint(gone.documents):  # one document tells one incident once
            return
        if not self.agree(a, b):
            return
        outcome = self.outcome(i, j)
        assert outcome is not None
        left, right = sorted((i, j))
        why = Merge(
            self.items[left].report.id,
            self.items[right].report.id,
            round(probability(outcome[0]), 4),
            outcome[1],
        )
        number = self.home[kept.members[0]]
        for member in gone.members:
            self.home[member] = number
        kept.members += gone.members
        kept.first = sorted([*kept.first, *gone.first])[:SPEAKERS]
        kept.documents |= gone.documents
        kept.merges += [*gone.merges, why]


def cluster(items: Sequence[Profile], config: LinkageConfig) -> list[tuple[list[Profile], list[Merge]]]:
    """Profiles of each incident, with the merges that made it; the order of ``items`` does not matter.

    Agglomerative, best pair first, in three rounds: main reports among themselves, then what is told beside them, then
    what is told in passing, so that lesser mentions settle on known ground and bridge nothing.
    """
    ordered = sorted(
        items, key=lambda p: (_ROLES[p.report.role], p.published or 0, p.report.document, p.report.ordinal)
    )
    state = _Joining(ordered, config)
    ranked = []
    for i, j in pairs(ordered):
        outcome = state.outcome(i, j)
        if outcome is not None and state.passes(outcome[0], i, j):
            lesser = _ROLES[ordered[j].report.role]  # sorted: the later one has the lesser role
            ranked.append((lesser, -outcome[0], i, j))
    for _, _, i, j in sorted(ranked):
        state.join(i, j)
    kept = [g for n, g in enumerate(state.groups) if state.home[g.members[0]] == n]
    return [([ordered[m] for m in sorted(g.members)], g.merges) for g in kept]


def majority(values: Sequence[str]) -> str:
    """The most common value; among equals the first in order."""
    counts = Counter(values)
    return max(counts, key=lambda v: (counts[v], -values.index(v)))
