"""Joins reports into incidents, best pairs first, as long as nothing in the whole group forbids it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from vigil.config import LinkageConfig
from vigil.linkage.comparisons import Profile, compare, ordinal, range_ordinals
from vigil.records import Merge, Report

_ROLES = {"main": 0, "co_main": 1, "background": 2}
PASSING = 0.6  # share of the threshold asked of a report told in passing: it gives little to compare
BLOCK_CAP = (
    400  # profiles compared with one report in a block: a cap for days with hundreds of reports of one kind
)


def profiles(
    reports: Sequence[Report], published: Mapping[str, str | None], syndication: Mapping[str, str]
) -> list[Profile]:
    """One profile a report, with name weights by how few documents of the batch bear the name (idf)."""
    seen: dict[str, set[str]] = defaultdict(set)
    for report in reports:
        for name in report.names:
            seen[name].add(report.document)
    documents = max(1, len({r.document for r in reports}))
    idf = {name: math.log((1 + documents) / (1 + len(docs))) for name, docs in seen.items()}
    out = []
    for report in reports:
        start, end = range_ordinals(report.date)
        weights = {n: idf[n] for n in report.names if idf[n] > 0.2}
        day = published.get(report.document)
        out.append(
            Profile(
                report,
                start,
                end,
                _published_day(day),
                _figures(report, "killed"),
                _figures(report, "injured"),
                weights,
                math.sqrt(sum(w * w for w in weights.values())),
                frozenset(
                    a.name.casefold() for a in report.actors if a.role == "perpetrator" and a.kind == "group"
                ),
                syndication.get(report.document),
            )
        )
    return out


def _published_day(prefix: str | None) -> int | None:
    """Day number of a full publication day; None for a coarser one."""
    if prefix is None or len(prefix) < 10:
        return None
    return ordinal(prefix[:10])


def _figures(report: Report, attribute: str) -> frozenset[int]:
    values = set()
    for claim in report.claims:
        if claim.attribute == attribute:
            figure = (
                claim.value
                if isinstance(claim.value, int)
                else claim.low
                if claim.low is not None
                else claim.high
            )
            if figure is not None:
                values.add(figure)
    return frozenset(values)


class Group:
    """Reports taken for one incident so far."""

    __slots__ = ("merges", "profiles")

    def __init__(self, first: Profile) -> None:
        self.profiles = [first]
        self.merges: list[Merge] = []


def cluster(items: Sequence[Profile], config: LinkageConfig) -> list[Group]:
    """Groups of profiles, each one incident; the result does not depend on the order of ``items``.

    Main reports go first, so that they are the ground on which what is told in passing settles.  A report joins the
    group to which its best three pairs are closest; a pair that something forbids closes a group to it, unless
    that pair is with a report told in passing and the group's main reports do not mind.
    """
    order = sorted(
        items,
        key=lambda p: (
            p.report.date.start is None,
            _ROLES[p.report.role],
            p.published or 0,
            p.report.document,
            p.report.ordinal,
        ),
    )
    groups: list[Group] = []
    blocks: dict[tuple[str, int], list[int]] = defaultdict(list)
    undated: dict[str, list[int]] = defaultdict(list)
    for item in order:
        best: tuple[float, int, Merge] | None = None
        for number in _candidates(item, blocks, undated, len(groups)):
            match = _against(item, groups[number])
            if match is None or match[0] < config.threshold * (
                PASSING if item.report.role == "background" else 1.0
            ):
                continue
            if best is None or (match[0], -number) > (best[0], -best[1]):
                best = (match[0], number, match[1])
        if best is None:
            groups.append(Group(item))
            number = len(groups) - 1
        else:
            number = best[1]
            groups[number].profiles.append(item)
            groups[number].merges.append(best[2])
        for key in _keys(item):
            if number not in blocks[key][-1:]:
                blocks[key].append(number)
        if item.start is None:
            undated[item.report.kind].append(number)
    return groups


def _rare(item: Profile) -> list[tuple[str, int]]:
    """Keys of the rarest names of a report: how one without any date finds its like."""
    best = sorted(item.names, key=lambda n: (-item.names[n], n))[:8]
    return [(f"{item.report.kind}:{name}", 0) for name in best]


def _keys(item: Profile) -> list[tuple[str, int]]:
    if item.start is None or item.end is None:
        return _rare(item)
    first, last = item.start // 7, min(item.end // 7, item.start // 7 + 60)
    return [(item.report.kind, week) for week in range(first, last + 1)] + _rare(item)


def _candidates(
    item: Profile, blocks: Mapping[tuple[str, int], list[int]], undated: Mapping[str, list[int]], count: int
) -> list[int]:
    kind = item.report.kind
    found: set[int] = set()
    if item.start is not None and item.end is not None:
        for week in range((item.start - 3) // 7, min((item.end + 3) // 7, item.start // 7 + 60) + 1):
            found.update(blocks.get((kind, week), ()))
    elif item.published is not None:
        # told in passing without a date: an incident of the weeks before the report
        for week in range((item.published - 45) // 7, (item.published + 1) // 7 + 1):
            found.update(blocks.get((kind, week), ()))
        found.update(undated.get(kind, ())[-BLOCK_CAP:])
    else:
        for key in _rare(item):
            found.update(blocks.get(key, ()))
    return sorted(found)[-BLOCK_CAP:]


def _against(item: Profile, group: Group) -> tuple[float, Merge] | None:
    if any(p.report.document == item.report.document for p in group.profiles):
        return None  # one document tells one incident once
    scores: list[tuple[float, str, Profile]] = []
    forbidden = 0
    for other in group.profiles[:40]:
        outcome = compare(item, other)
        if outcome is None:
            forbidden += 1
        else:
            scores.append((outcome[0], outcome[1], other))
    if not scores or forbidden > len(scores) // 2:
        return None
    scores.sort(key=lambda s: (-s[0], s[2].report.id))
    top = scores[:3]
    score = sum(s for s, _, _ in top) / len(top)
    return score, Merge(top[0][2].report.id, item.report.id, round(top[0][0], 4), top[0][1])


def majority(values: Sequence[str]) -> str:
    """The most common value; among equals the first in order."""
    counts = Counter(values)
    return max(counts, key=lambda v: (counts[v], -values.index(v)))
