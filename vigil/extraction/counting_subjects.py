"""Of whom a verb group is said: the subject before it, or nobody."""

from __future__ import annotations

from collections.abc import Iterator

from vigil.extraction.counting_chunks import NUMBERED, PRONOUN, Chunk
from vigil.extraction.counting_clause import Clause, Raw
from vigil.extraction.counting_lists import join_left
from vigil.extraction.counting_phrases import AUX, BREAKS, PREPS, object_after, told_mood, verbish

_INTRO = frozenset(
    "including who which whom all most many some among both one mostly identified aged a an the nine two three four five six seven eight ten his her their several dozens".split()
)


def subject_before(c: Clause, a: int) -> tuple[Chunk | None, bool, int]:
    """The subject whose verb group begins at ``a``: (chunk, reached through a relative, hops)."""
    i, relative, hops = a - 1, False, 0
    while i >= 0 and a - i <= 45 and hops < 40:
        hops += 1
        low = c.low(i)
        if low in (";", ":", ".", "!", "?"):
            return None, relative, hops
        if low == ")":
            k = i - 1
            while k >= 0 and c.low(k) != "(" and i - k < 25:
                k -= 1
            i = k - 1
            continue
        if low in (",", "–", "—", "-"):
            k = i - 1
            while k >= 0 and i - k < 22 and c.low(k) not in (low,):
                k -= 1
            if k >= 0 and c.low(k) == low and _aside(c, k + 1):
                i = k - 1
                continue
            if relative:
                i -= 1
                continue
            return None, relative, hops
        chunk = c.owner.get(i)
        if chunk is not None:
            if chunk.kind == PRONOUN and chunk.head == "who":
                relative = True
                i = chunk.first - 1
                if c.low(i) == ",":
                    i -= 1
                continue
            if not chunk.person:
                i = chunk.first - 1
                continue
            prior = c.low(chunk.first - 1)
            if prior in PREPS and not (prior in ("over", "about", "around") and chunk.kind == NUMBERED):
                i = chunk.first - 2
                continue
            if verbish(prior) and not (relative and hops <= 2):
                i = chunk.first - 2
                continue
            return chunk, relative, hops
        if low in ("that", "which") and hops <= 2:
            relative = True
            i -= 1
            continue
        if low in BREAKS:
            return None, relative, hops
        if low in ("was", "were", "is", "are", "has", "had", "have") and c.low(i - 1) not in (
            "who",
            "that",
            "which",
        ):
            return None, relative, hops
        i -= 1
    return None, relative, hops


def _aside(c: Clause, k: int) -> bool:
    """True where a comma opens something told in passing about the noun before it."""
    word = c.low(k)
    return (
        word in _INTRO
        or word.isdigit()
        or (word.endswith(("ed", "ing")) and len(word) > 4)
        or word in ("from", "of", "in", "at", "near", "on")
        or c.opening(k) is not None
    )


_NOBODY = frozenset("nobody none no-one no".split())
_NO_ONE = frozenset(
    "one people person civilians civilian students officers officer children passengers victims soldiers staff bystanders".split()
)
_NO_ONE_ELSE = frozenset("other others further additional more".split())
_ENDS_SUBJECT = AUX | {",", ";"}


def nobody(c: Clause, a: int) -> int | None:
    """Index of "no one"/"none" as the subject before ``a``; -1 for "no one else"; None where there is none."""
    for k in range(a - 1, max(-1, a - 10), -1):
        low = c.low(k)
        if low in _NOBODY:
            following = c.low(k + 1)
            if low != "no" or following in _NO_ONE:
                return -1 if any(c.low(m) in ("else", "other", "further") for m in range(k, a)) else k
            if following in _NO_ONE_ELSE:
                return -1
        elif low in _ENDS_SUBJECT:
            return None
    return None


def make_raw(
    c: Clause,
    attribute: str,
    chunks: tuple[Chunk, ...],
    i: int,
    j: int,
    form: str,
    weak: bool = False,
    mood: str = "told",
    relative: bool = False,
) -> Raw:
    first, last = i, j
    for chunk in chunks:
        first, last = min(first, chunk.first), max(last, chunk.last)
    return Raw(attribute, chunks, i, first, last, form, weak, mood, relative=relative)


def of_subject(
    c: Clause, start: int, a: int, i: int, attribute: str, form: str, weak: bool = False
) -> Iterator[Raw]:
    none = nobody(c, start)
    if none is not None:
        if none >= 0:
            yield Raw(attribute, (), i, none, i, "zero", zero=True)
        return
    chunk, relative, _ = subject_before(c, start)
    if chunk is None:
        return
    mood = told_mood(c, start, a)
    chunks = join_left(c, chunk) if not relative else (chunk,)
    if chunks:
        yield make_raw(c, attribute, chunks, i, i, form, weak, mood, relative)


def passive(c: Clause, a: int, i: int, j: int, attribute: str, weak: bool) -> Iterator[Raw]:
    none = nobody(c, a)
    if none is not None:
        if none >= 0:
            yield Raw(attribute, (), i, none, j, "zero", zero=True)
        return
    # "were killed 12 people" has its subject behind; "was killed by 12 gunmen" has not
    chunk, relative, _ = subject_before(c, a)
    if chunk is None:
        obj = object_after(c, j)
        if obj is not None and obj.kind == NUMBERED and c.low(a - 1) in ("which", "where", ""):
            yield make_raw(c, attribute, (obj,), i, j, "passive", weak)
        return
    chunks = join_left(c, chunk) if not relative else (chunk,)
    c.passives[j] = (a, chunks)
    if chunks:
        yield make_raw(c, attribute, chunks, i, j, "passive", weak, told_mood(c, a, i), relative)
