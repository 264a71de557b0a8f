"""Which pairs of reports are worth comparing: those that share a day, or a rare word; never all with all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from vigil.linkage.profile import Profile

COMMON = 40  # a word that more reports of a kind bear than this is no key
RAREST = 12  # keys that a report has of its rarest shared words
SMALL = 60  # reports of one kind and day up to which all of them are compared
NEXT = 40  # in a larger block each report is compared with this many that follow it: joins are handed on
LONG = 10  # days up to which a report is filed under each of its days
WEEKS = 7  # for a report without a day: incidents of so many weeks before its publication


def pairs(items: Sequence[Profile]) -> list[tuple[int, int]]:
    """Positions (i < j) of the profiles to compare, sorted; ``items`` in an order of their own.

    At most some hundred pairs a report, whatever the number of reports.
    """
    found: set[tuple[int, int]] = set()
    for block in _blocks(items):
        if len(block) > SMALL:
            for n, i in enumerate(block):
                found.update((min(i, j), max(i, j)) for j in block[n + 1 : n + 1 + NEXT])
        else:
            found.update((i, j) for n, i in enumerate(block) for j in block[n + 1 :])
    return sorted((i, j) for i, j in found if items[i].report.document != items[j].report.document)


def _blocks(items: Sequence[Profile]) -> Iterator[list[int]]:
    yield from _by_word(items)
    by_day: dict[tuple[str, int], list[int]] = defaultdict(list)
    by_place: dict[tuple[str, int, str], list[int]] = defaultdict(list)
    by_week: dict[tuple[str, int, str], list[int]] = defaultdict(list)
    for n, item in enumerate(items):
        kind, where = item.report.kind, _where(item)
        if item.start is None or item.end is None:
            if item.published is not None:
                last = (item.published + 1) // 7
                for week in range(last - WEEKS + 1, last + 1):
                    by_week[kind, week, where].append(n)
            continue
        by_week[kind, item.start // 7, where].append(n)
        if item.end - item.start > LONG:
            continue
        for day in range(item.start, item.end + 2):  # and the day after, for reports one day apart
            by_day[kind, day].append(n)
            by_place[kind, day, where].append(n)
    yield from (block for block in by_day.values() if len(block) <= SMALL)
    yield from by_place.values()
    yield from by_week.values()


def _by_word(items: Sequence[Profile]) -> Iterator[list[int]]:
    bearing: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, item in enumerate(items):
        for word in item.terms:
            bearing[item.report.kind, word].append(n)
    usable = {key: block for key, block in bearing.items() if 2 <= len(block) <= COMMON}
    filed: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, item in enumerate(items):
        kind = item.report.kind
        own = sorted((len(usable[kind, w]), w) for w in item.terms if (kind, w) in usable)
        for _, word in own[:RAREST]:
            filed[kind, word].append(n)
    yield from filed.values()


def _where(item: Profile) -> str:
    place = item.report.place
    if place is None:
        return ""
    return place.city or place.admin1 or place.country or place.name
