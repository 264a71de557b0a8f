"""Parts of a town and spots in it that no gazetteer has, taken from the text: "the X area of CITY", "on X Road in CITY".

They get the coordinates of the town, and a precision that says so.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from vigil.geocoding.gazetteer import Entry
from vigil.geocoding.layout import CITY, DISTRICT
from vigil.geocoding.names import normalise
from vigil.geocoding.resolution import Resolved
from vigil.geocoding.runs import spot_words
from vigil.geocoding.tokens import UPPER
from vigil.geocoding.vocabulary import Vocabulary, vocabulary

_NEAR = 60.0  # km: a known place so near the town is what it is, and no part of the town
_TOWN, _LARGE = 50_000, 200_000  # inhabitants
_BACK = 250  # characters that the town of a spot may stand before it
_NAME = (
    rf"(?:(?:[Aa]l|[Ee]l|[Aa]d|[Aa]r|[Aa]s|[Aa]sh|[Aa]t|[Aa]z)-)?[{UPPER}][\w'’-]*"
    rf"(?:[ ](?:(?:de|del|la|el|al|e|i|o|da|do|dos|das|ul|ur)[ -])?[{UPPER}\d][\w'’-]*){{0,3}}"
)
_ENDS = re.compile(rf"(?<![\w-])({_NAME})['’]?s?\s*$")
_LED = re.compile(
    rf"\b(?:in|at|near|on|outside|from|around|along|inside|of)\s+(?:the\s+)?({_NAME})(?:\s+[a-z]+)?,\s*$"
)
_CUE = re.compile(
    r"\b(?:in|at|near|on|along|outside|inside|from|around|towards?|to|off|through)\s+(?:the\s+|a\s+)?(?:[a-z'’-]+\s+){0,2}$",
    re.IGNORECASE,
)
_OWNED = re.compile(r"['’]s\s+")
_NAME_GOES_ON = re.compile(r"\s+[A-Z]")


_VILLAGES = "village", "town", "hamlet", "settlement"
_VILLAGE_OF = re.compile(rf"\b(?:village|town|hamlet|settlement)s? of ({_NAME})")
_VILLAGE = re.compile(
    rf"\b(?:in|at|near|to|from|on|of|outside) (?:the )?({_NAME}) (?:village|town|hamlet)\b(?! of)"
)
_SOME_VILLAGE_OF = re.compile(
    " of (?:" + "|".join(f"(?<={word} of )|(?<={word}s of )" for word in _VILLAGES) + ")"
)
_HOLDER = re.compile(r"(?:,|,? in| of|,? near)\s+(?:the )?(?:[\w-]+ ){0,4}")


@dataclass(frozen=True, slots=True)
class Locality:
    """A stretch that names a spot, a part of a town or a village, and the town (for a village: what it lies in)."""

    start: int
    end: int
    within: Entry
    precision: str  # site | neighbourhood | city
    stated: bool  # what it lies in stands with it, and is not merely what the text is about


@cache
def _quarters() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What stands before a town, after it, a quarter by itself, and the bare words that any of these needs."""
    words = vocabulary()
    kinds = "|".join(sorted(words.quarters))
    before = re.compile(
        rf"\s+(?:(?P<inner>{'|'.join(sorted(words.inner))})|{kinds})\s+(?:of|in|within|on the outskirts of)\s+(?:the\s+)?(?:[a-z-]+\s+){{0,3}}(?:[A-Z][a-z]+\s+)?"
        r"(?:(?:city|capital|town|port)(?:\s+of)?,?\s+)?$"
    )
    after = re.compile(rf"['’]s\s+(?:[a-z-]+\s+){{0,2}}?({_NAME})(?:\s+({kinds})\b)?")
    alone = re.compile(
        rf"\b(?:in|at|near|from|to) (?:the )?({_NAME}) (?:{kinds})\b(?! (?:of|in|attorney|court))"
    )
    return before, after, alone, re.compile(rf"\s(?:{_by_first_letter({*words.quarters, *_VILLAGES})})\b")


@cache
def _area_of() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{'|'.join(sorted(vocabulary().quarters))})\s+of\s+(?:the\s+)?({_NAME})")


def _by_first_letter(words: Collection[str]) -> str:
    """A pattern for any of the words that tries only those with the right first letter."""
    firsts = sorted({word[0] for word in words})
    return "|".join(f"{f}(?:{'|'.join(sorted(w[1:] for w in words if w[0] == f))})" for f in firsts)


def localities(
    text: str, resolved: Sequence[Resolved], spots: Sequence[tuple[int, int]] | None = None
) -> list[Locality]:
    """Spots, parts of towns and villages told in the text and in no gazetteer, in order, without overlap.

    ``spots``: where words like "Road" and "Colony" stand, if that is known.
    """
    return _Reader(text, resolved).read(spots)


class _Reader:
    def __init__(self, text: str, resolved: Sequence[Resolved]) -> None:
        self.text, self.resolved, self.words = text, [r for r in resolved if not r.strange], vocabulary()
        self.all = resolved
        self.towns = [
            r
            for r in self.resolved
            if r.entry.kind == CITY and r.entry.level is None and r.match.wants != DISTRICT
        ]
        self.found: dict[int, Locality] = {}

    def read(self, spots: Sequence[tuple[int, int]] | None) -> list[Locality]:
        if not self.resolved:
            return []
        text, (before, after, alone, bare) = self.text, _quarters()
        kinds = [m.start() for m in bare.finditer(text)]  # rare, and most patterns need one
        for one in self.towns:
            start, end = one.match.start, one.match.end
            tail = named = None
            if kinds and bisect_left(kinds, start - 90) < bisect_left(kinds, start):
                tail = before.search(text, max(0, start - 90), start)
            if tail:
                named = _ENDS.search(text, max(0, tail.start() - 60), tail.start())
            if not named and text[max(0, start - 60) : start].rstrip().endswith(","):
                named = _LED.search(text, max(0, start - 60), start)
            if named:
                part = tail is not None and bool(tail.group("inner"))
                self._take(named.start(1), named.end(1), one.entry, None, True, part)
            inner = after.match(text, end, end + 90)
            if inner and (inner.group(2) or _CUE.search(text, max(0, start - 40), start)):
                self._take(inner.start(1), inner.end(1), one.entry, None, True)
        if self.towns:
            counts = Counter(r.entry.row for r in self.towns if not r.match.origin)
            self.focus = counts.most_common(1)[0][0] if counts else -1
            for start, end in _spots(text, self.words, spots):
                self._spot(start, end)
            for one in self.towns if kinds else ():
                self._quarter_like(one)
        after_name = any(_may_name(text, at) for at in kinds)
        if self.towns and after_name:
            for named in alone.finditer(text):
                self._spot(named.start(1), named.end(1))
        for pattern, wanted in ((_VILLAGE_OF, _SOME_VILLAGE_OF.search(text)), (_VILLAGE, after_name)):
            for named in pattern.finditer(text) if wanted else ():
                self._village(named.start(1), named.end(1))
        out: list[Locality] = []
        for start in sorted(self.found):
            if not out or start >= out[-1].end:
                out.append(self.found[start])
        return out

    def _take(
        self, start: int, end: int, within: Entry, precision: str | None, stated: bool, part: bool = False
    ) -> None:
        name = self.text[start:end]
        owner = _OWNED.search(name)
        if owner:  # "Quetta's Hazara Town"
            start += owner.end()
            name = self.text[start:end]
        if not _is_name(name, within, self.words) or self._is_known(start, end, within, part):
            return
        if precision is None:
            last = normalise(name).rsplit(" ", 1)[-1]
            precision = "site" if last in self.words.sites else "neighbourhood"
        self.found.setdefault(start, Locality(start, end, within, precision, stated))

    def _spot(self, start: int, end: int) -> None:
        """A spot or quarter: its town stands right after it, is part of its name, or comes before in the sentence."""
        towns, text = self.towns, self.text
        after = bisect_left(towns, end, key=lambda r: r.match.start)
        if after < len(towns) and _HOLDER.fullmatch(text, end, towns[after].match.start):
            self._take(start, end, towns[after].entry, None, True)
            return
        own = towns[after - 1] if after and towns[after - 1].match.start == start else None
        if own is not None and own.entry.population > _LARGE:  # "Kabul University"
            self._take(start, end, own.entry, None, True)
            return
        back = after - 1
        while back >= 0 and towns[back].match.end > start:
            back -= 1
        if (
            back >= 0
            and start - towns[back].match.end < _BACK
            and ". " not in text[towns[back].match.end : start]
        ):
            self._take(start, end, towns[back].entry, None, False)
            return
        main = next((r.entry for r in towns if r.entry.row == self.focus), None)
        if main is not None:
            self._take(start, end, main, None, False)

    def _quarter_like(self, one: Resolved) -> None:
        """ "the Aliabad area of Hazara Town": a quarter of the town that the text is about, not some town of that name."""
        inside = _area_of().match(self.text, one.match.end)
        main = next((r.entry for r in self.towns if r.entry.row == self.focus), None)
        if inside is None or main is None or main.row == one.entry.row:
            return
        at = bisect_left(self.resolved, inside.start(1), key=lambda r: r.match.start)
        if at < len(self.resolved) and self.resolved[at].match.start == inside.start(1):
            return  # within a place that is known: the gazetteer's own answer stands
        self.found.setdefault(
            one.match.start, Locality(one.match.start, one.match.end, main, "neighbourhood", False)
        )

    def _village(self, start: int, end: int) -> None:
        """A village that the gazetteer lacks lies in the unit named right after it; else it stays unplaced."""
        after = bisect_left(self.resolved, end, key=lambda r: r.match.start)
        if after < len(self.resolved) and _HOLDER.fullmatch(self.text, end, self.resolved[after].match.start):
            self._take(start, end, self.resolved[after].entry, "city", True)

    def _is_known(self, start: int, end: int, within: Entry, part: bool) -> bool:
        """Whether the gazetteer knows this very name, near the town or well; well does not do for a ``part`` of a town."""
        at = bisect_left(self.all, start, key=lambda r: r.match.start)
        if at == len(self.all) or self.all[at].match.start != start or self.all[at].match.end != end:
            return False
        one = self.all[at]
        if one.strange:
            return False
        if one.entry.kind != CITY or within.kind != CITY:
            return one.entry.kind != DISTRICT or distance_km(one.entry, within) < _NEAR or within.kind != CITY
        return (one.entry.population > _TOWN and not part) or distance_km(one.entry, within) < _NEAR


def _may_name(text: str, end: int) -> bool:
    """Whether the word that ends here may be the last of a name."""
    word = text[max(0, end - 40) : end].rsplit(None, 1)[-1:]
    return bool(word) and any(c.isupper() or c.isdigit() for c in word[0])


def _spots(
    text: str, words: Vocabulary, spots: Sequence[tuple[int, int]] | None
) -> Iterator[tuple[int, int]]:
    """Stretches like "Alamdar Road" that a preposition of place leads to."""
    if spots is None:
        spots = [m.span() for m in spot_words().finditer(text)]
    for opening, end in spots:
        if _NAME_GOES_ON.match(text, end):
            continue
        named = _ENDS.search(text, max(0, opening - 60), opening)
        if named is None:
            continue
        start = named.start(1)
        first = text[start:opening].split(" ", 1)[0]
        if first.lower() in words.stops and start + len(first) + 1 < opening:
            start += len(first) + 1  # "At Tahrir Square"
        if _CUE.search(text, max(0, start - 40), start):
            yield start, end


def _is_name(name: str, town: Entry, words: Vocabulary) -> bool:
    """Whether a name says more than what kind of thing it is ("Police Station", "High School") or who ("Mr Khan")."""
    parts = normalise(name).split()
    if (
        not parts
        or parts[0] in words.stops
        or parts[0] in words.person_titles
        or parts[0] in words.given
        or normalise(name) == normalise(town.name)
    ):
        return False
    if len(parts) == 1 and parts[0] in words.skipped or " ".join(parts) in words.communities:
        return False  # "a Shiite neighbourhood of Baghdad" says whose it is, not what it is called
    groups = words.plain, words.people, words.sites, words.parts, words.stops, words.titles
    return any(not any(part in group for group in groups) for part in parts)


def distance_km(a: Entry, b: Entry) -> float:
    """Kilometres between two places that have points, good enough for short distances."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return math.inf
    x = (b.lon - a.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 111.2 * math.hypot(b.lat - a.lat, x)
