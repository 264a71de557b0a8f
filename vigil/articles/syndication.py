"""Syndication: near-copies of one story, found by fingerprints and held apart by date and by what the lead names.

A document's fingerprint is a fixed sample of the hashes of its runs of five words (Manber, "Finding similar files in a
large file system", 1994).  Unlike MinHash bands, it finds a copy cut to a third as well as a whole one.  Groups are
stars: every member is a near-copy of the centre, so that no chain of small changes joins distant texts.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


WINDOW = 40_000  # documents compared at a time
_RUN = 5  # words
_SAMPLE = 4  # one run in four is kept
_JACCARD, _CONTAINMENT = 0.4, 0.65
_FEW = 6  # kept runs; with fewer on the smaller side, the words of the lead decide alone
_SHORT_RATIO = 0.75
_DAYS = 3
_INDEXED = 16  # runs by which a centre is found: a third of its text holds one of them but for once in 600
_MOST_CENTRES = 64  # that share one run: beyond, it is furniture of a site and says nothing
_LEAD = 3_000  # characters kept, compressed, to compare what is told
_ANCHOR = 3  # words alike in a row that hold two texts together
_OTHER_BODY = 40  # words on both sides between anchors: two bodies in the same frame
_TAGS = 10  # words at the start where agencies and stations put their tags
_FIRST = 60  # words in which one other name is enough to make it another story
_CONFLICTS = 3
_SPELLING = 75  # of 100: two spellings of one name

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_PLAIN_STARTS = frozenset(
    "the a an in on at for but and it he she they we this that those these by from with as two".split()
)
_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred dozen dozens scores".split()
)


@dataclass(slots=True)
class _Sketch:
    id: str
    length: int
    days: tuple[int, int] | None  # first and last possible day of publication
    runs: np.ndarray  # sorted sample of the hashes of runs
    whole: int  # hash of all words
    lead: bytes  # compressed


def syndication_groups(articles: Iterable[tuple[str, str, str | None]]) -> dict[str, str]:
    """Which of ``(id, text, published)`` are near-copies of one story: document id -> group, groups of two or more only.

    Published within three days of each other, an unknown date fitting any.  A group is named after its smallest id.
    The result does not depend on the order of up to WINDOW documents.  More of them should come in the order of
    publication: then WINDOW are compared at a time, those of the last days again with the next, so that memory does
    not grow with their number (about 4 KB is held per document of a window, whatever its length).
    """
    parents: dict[str, str] = {}  # a document -> another one of its group

    def root(id_: str) -> str:
        while parents[id_] != id_:
            parents[id_] = id_ = parents[parents[id_]]
        return id_

    window: dict[str, _Sketch] = {}
    rest = iter(articles)
    first = list(islice(rest, 2))
    if len(first) < 2:
        return {}
    rest = chain(first, rest)
    while True:
        for id_, text, published in rest:
            window[id_] = _sketch(id_, text, published)
            if len(window) >= WINDOW:
                break
        else:
            rest = iter(())
        for ids in _stars(window.values()):
            for id_ in ids:
                parents.setdefault(id_, id_)
            for id_ in ids[1:]:
                one, two = sorted((root(ids[0]), root(id_)))
                parents[two] = one
        if len(window) < WINDOW:
            break
        window = _still_open(window)
    found = {}
    for id_ in sorted(parents):
        name = hashlib.sha256(root(id_).encode("utf-8", "surrogatepass")).hexdigest()
        found[id_] = "s" + name[:15]
    return found


def _still_open(window: dict[str, _Sketch]) -> dict[str, _Sketch]:
    """The documents that one of a later date may be a copy of; at most half of them, the last ones."""
    edge = max((s.days[0] for s in window.values() if s.days), default=0) - _DAYS
    kept = [id_ for id_, sketch in window.items() if sketch.days is None or sketch.days[1] >= edge]
    return {id_: window[id_] for id_ in kept[-(WINDOW // 2) :]}


def _stars(sketches: Iterable[_Sketch]) -> list[list[str]]:
    """Groups of two or more, each with its centre first."""
    # Dated before undated, or an undated copy would bridge two years; long before short, so that a centre is whole.
    order = sorted(sketches, key=lambda s: (s.days is None, -s.length, s.id))
    index: dict[int, tuple[int, ...]] = {}
    members: list[list[str]] = []
    centres: list[_Sketch] = []
    for sketch in order:
        shared: dict[int, int] = {}
        for key in (sketch.whole, *sketch.runs.tolist()):
            for centre in index.get(key, ()):
                shared[centre] = shared.get(centre, 0) + 1
        best = sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:_MOST_CENTRES]
        home = next((c for c, _ in best if _same_story(centres[c], sketch)), None)
        if home is not None:
            members[home].append(sketch.id)
            continue
        number = len(centres)
        centres.append(sketch)
        members.append([sketch.id])
        for key in (sketch.whole, *sketch.runs[:_INDEXED].tolist()):
            posting = index.get(key, ())
            if len(posting) < _MOST_CENTRES:
                index[key] = (*posting, number)
    return [ids for ids in members if len(ids) > 1]


def _sketch(id_: str, text: str, published: str | None) -> _Sketch:
    import numpy as np  # a tenth of a second, which workers that only read do not need

    words = _WORD.findall(text.casefold())
    hashes = np.fromiter(
        (zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words), np.uint64, len(words)
    )
    runs = np.zeros(max(len(words) - _RUN + 1, 0), np.uint64)
    for offset in range(_RUN):
        runs = runs * np.uint64(0x9E3779B97F4A7C15) + hashes[offset : offset + len(runs)]
    runs ^= runs >> np.uint64(29)
    runs *= np.uint64(0xBF58476D1CE4E5B9)
    runs ^= runs >> np.uint64(32)
    kept = np.unique(runs[runs % np.uint64(_SAMPLE) == 0])
    whole = int.from_bytes(hashlib.sha256(hashes.tobytes()).digest()[:8], "big")
    return _Sketch(
        id_,
        len(words),
        _days(published),
        kept,
        whole,
        zlib.compress(text[:_LEAD].encode("utf-8", "surrogatepass"), 1),
    )


def _days(published: str | None) -> tuple[int, int] | None:
    try:
        year, month, day = [*map(int, (published or "").split("-")), 0, 0][:3]
        first = date(year, month or 1, day or 1)
        last = date(year, month, day) if day else date(year + (month or 12) // 12, (month or 12) % 12 + 1, 1)
    except ValueError:
        return None
    return first.toordinal(), last.toordinal() - (0 if day else 1)


def _same_story(centre: _Sketch, other: _Sketch) -> bool:
    import numpy as np
    from rapidfuzz.distance import Indel

    if centre.days and other.days:
        apart = max(centre.days[0] - other.days[1], other.days[0] - centre.days[1])
        if apart > _DAYS:
            return False
    if centre.whole == other.whole:
        return True
    smaller = min(len(centre.runs), len(other.runs))
    few = smaller < _FEW
    if not few:
        common = len(np.intersect1d(centre.runs, other.runs, assume_unique=True))
        union = len(centre.runs) + len(other.runs) - common
        if common < _JACCARD * union and common < _CONTAINMENT * smaller:
            return False
    left, right = (
        _WORD.findall(zlib.decompress(s.lead).decode("utf-8", "surrogatepass")) for s in (centre, other)
    )
    a, b = [word.casefold() for word in left], [word.casefold() for word in right]
    if few and (not a or not b or Indel.normalized_similarity(a, b) < _SHORT_RATIO):
        return False
    blocks = [x for x in Indel.opcodes(a, b).as_matching_blocks() if x.size >= _ANCHOR]
    if not blocks:
        return not few  # the one is cut out of the other's later part
    return not _tells_of_another(left, right, [(x.a, x.b, x.size) for x in blocks])


def _tells_of_another(left: list[str], right: list[str], anchors: list[tuple[int, int, int]]) -> bool:
    """Whether two texts alike put other names and numbers in the same places, as two stories on one pattern do.

    Names and numbers count between anchors only: bylines and datelines, at the ends, may differ.  A number alone may
    differ too: that is the same story brought up to date.
    """
    names = numbers = 0
    ends = [*anchors, (len(left), len(right), 0)]
    at_a = at_b = 0
    for number, (a, b, size) in enumerate(ends):
        one, two = left[at_a:a], right[at_b:b]
        if min(len(one), len(two)) >= _OTHER_BODY:
            return True
        if 0 < number < len(anchors) and one and two:
            numbers += _differ(_numbers(one), _numbers(two))
            if max(at_a, at_b) < _TAGS:
                one, two = ([w for w in words if not w.isupper()] for words in (one, two))
            if _differ(_names(one), _names(two)):
                names += 1
                if max(at_a, at_b) < _FIRST:
                    return True
        at_a, at_b = a + size, b + size
    return names > 0 and names + numbers >= _CONFLICTS


def _differ(one: list[str], two: list[str]) -> bool:
    """Whether each side has a word that the other does not have in any spelling."""
    from rapidfuzz import fuzz

    return all(
        any(all(fuzz.ratio(word, known) < _SPELLING for known in there) for word in here) and there
        for here, there in ((one, two), (two, one))
    )


def _numbers(words: list[str]) -> list[str]:
    return [word for word in map(str.casefold, words) if _is_number(word)]


def _names(words: list[str]) -> list[str]:
    return [
        w.casefold()
        for w in words
        if w[0].isupper() and w.casefold() not in _PLAIN_STARTS and not _is_number(w)
    ]


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word.casefold() in _NUMBER_WORDS
