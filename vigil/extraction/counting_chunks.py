"""The noun phrases of a sentence that may count persons.

A chunk is a number, a determiner or a name, modifiers, and a head.  Found from left to right by closed word lists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from vigil.extraction.counting_tokens import Words, is_aged, is_person, is_plural, lexicon
from vigil.extraction.numbers import VAGUE, NumberPhrase

NUMBERED, INDEFINITE, DEFINITE, NAME, BARE, PRONOUN = (
    "numbered",
    "indefinite",
    "definite",
    "name",
    "bare",
    "pronoun",
)


@dataclass(slots=True, eq=False)
class Chunk:
    """Words ``first..last`` (inclusive) that may name persons; ``count`` None: not known."""

    first: int
    last: int
    kind: str
    number: NumberPhrase | None
    count: int | None
    head: str | None
    person: bool
    plural: bool
    partitive: bool = False  # "three of the", "nine of them"
    other: bool = False  # "others", "more", "another"


_Numbers = Mapping[int, tuple[NumberPhrase, int]]  # first word of a number -> the number, its last word

_POSSESSIVE = frozenset("his her their its our my your".split())
_DEFINITE = frozenset("the this that these those his her their its our my your".split())
_PRONOUN = {"he": 1, "she": 1, "him": 1, "himself": 1, "herself": 1, "they": None, "them": None, "themselves": None, "who": None, "we": None, "i": 1, "me": 1, "us": None}  # fmt: skip
_NOT_NAME = frozenset(
    "the a an in on at by of to and or but for from with as it he she they we you i his her their its this that these those there here when while after before if no not "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december police witnesses "
    "officials authorities officers according investigators also another one two three four five six seven eight nine ten both all most many some several each every during since "
    "meanwhile however later earlier yesterday today then so last what who where how why is was are were has have had will would can could dozens scores hundreds thousands at about "
    "i've i'm i'd it's he's she's they're we're there's that's don't didn't "
    "around nearly over more among least including sunni shia".split()
)
_JOINERS = frozenset("al bin ibn abu abd abdul de del la da van von ul el ur".split())
_OUTCOMES = frozenset(("dead", "wounded", "injured"))
_PLURALS_NOT_JOINED = _OUTCOMES | {"others", "police", "forces"}
_OF_THEM = ("them", "whom", "us")


@cache
def _openers() -> frozenset[str]:
    """Lower-case words that a chunk may begin with."""
    lex = lexicon()
    words = {"a", "an", "another", "someone", "somebody"} | _PRONOUN.keys() | _DEFINITE
    return frozenset(words | ((lex.singular | lex.plural) - _OUTCOMES))


def may_open(w: Words, i: int) -> bool:
    """False where no chunk but a number can begin at word ``i``."""
    low = w.low(i)
    return low != "" and (low in _openers() or w.words[i] != low or "old" in low)


def chunks_of(w: Words, numbers: Sequence[NumberPhrase]) -> list[Chunk]:
    """Chunks of a sentence, left to right, not overlapping."""
    at = _placed(w, numbers) if numbers else {}
    openers = _openers()
    out: list[Chunk] = []
    past = 0
    for i, (word, low) in enumerate(zip(w.words, w.lows, strict=True)):
        if i >= past and (low in openers or word != low or i in at or "old" in low):
            chunk = _chunk(w, i, at)
            if chunk is not None:
                out.append(chunk)
                past = chunk.last + 1
    return out


def _placed(w: Words, numbers: Sequence[NumberPhrase]) -> dict[int, tuple[NumberPhrase, int]]:
    places = {start: i for i, start in enumerate(w.starts)}
    count = len(w.words)
    out: dict[int, tuple[NumberPhrase, int]] = {}
    j = 0
    for number in numbers:
        i = places.get(number.start)
        if i is None:
            while j < count and w.end(j) <= number.start:
                j += 1
            i = j
        last = i
        while last + 1 < count and w.starts[last + 1] < number.end:
            last += 1
        out[i] = (number, last)
    return out


def _chunk(w: Words, i: int, at: _Numbers) -> Chunk | None:
    if i in at:
        return _numbered(w, i, *at[i])
    word, low = w.words[i], w.lows[i]
    if low in _PRONOUN and not word.isupper() or word == "I":
        return Chunk(i, i, PRONOUN, None, _PRONOUN[low], low, True, _PRONOUN[low] is None)
    if low in ("a", "an", "another"):
        return _indefinite(w, i)
    if low in _DEFINITE:
        return _definite(w, i, at)
    if low in ("someone", "somebody"):
        return Chunk(i, i, INDEFINITE, None, 1, low, True, False)
    lex = lexicon()
    if is_aged(low):
        last, head, _ = _head(w, i, at)
        if head is not None:
            plural = is_plural(head)
            return Chunk(i, last, BARE, None, None if plural else 1, head, True, plural)
    if (low in lex.singular or low in lex.plural) and low not in _OUTCOMES:
        last, head, person = _head(w, i, at)
        if head is not None and person:
            plural = is_plural(head)
            # a title before a name
            if not plural and last + 1 < len(w.words) and _capital(w.words[last + 1]):
                last = _name_end(w, last + 1)
            return Chunk(i, last, BARE, None, None if plural else 1, head, True, plural)
    if _capital(word) and low not in lex.stops and low not in _NOT_NAME and low not in lex.things:
        return _named(w, i, at)
    return None


def _capital(word: str) -> bool:
    return word[0].isupper() and word[0].isalpha()


def _definite(w: Words, i: int, at: _Numbers) -> Chunk | None:
    low = w.lows[i]
    if i + 1 in at:
        if low == "that":
            return None  # "said that 19 were killed"
        chunk = _numbered(w, i + 1, *at[i + 1])
        return replace(chunk, first=i, partitive=low not in _POSSESSIVE)
    last, head, person = _head(w, i + 1, at)
    if head is None:
        return None
    plural = is_plural(head)
    return Chunk(i, last, DEFINITE, None, None if plural else 1, head, person, plural)


def _named(w: Words, i: int, at: _Numbers) -> Chunk:
    last = _name_end(w, i)
    # "Hazara pilgrims", "Pakistani soldiers": a capital modifier before a person noun
    end, follow, person = _head(w, last + 1, at)
    if follow is not None and person and end - last <= 3:
        plural = is_plural(follow)
        return Chunk(i, end, BARE, None, None if plural else 1, follow, True, plural)
    lows = w.lows[i : last + 1]
    person_head = next((x for x in reversed(lows) if is_person(x)), None)
    if person_head is not None and is_plural(person_head):
        return Chunk(i, last, BARE, None, None, person_head, True, True)
    return Chunk(i, last, NAME, None, 1, lows[-1], True, False)


def _name_end(w: Words, i: int) -> int:
    words, stops = w.words, lexicon().stops
    last = i
    for k in range(i + 1, min(i + 7, len(words))):
        low = w.lows[k]
        if _capital(words[k]) and low not in stops and low not in _NOT_NAME:
            last = k
        elif not (
            (words[k] == "." and len(words[k - 1]) <= 3 or low in _JOINERS)
            and k + 1 < len(words)
            and _capital(words[k + 1])
        ):
            break
    return last


def _indefinite(w: Words, i: int) -> Chunk | None:
    last, head, person = _head(w, i + 1, {})
    another = w.lows[i] == "another"
    if head is None:
        following = w.low(i + 1)
        if another and (following in lexicon().stops or not following[:1].isalnum()):
            return Chunk(i, i, INDEFINITE, None, 1, None, True, False, other=True)
        return None
    plural = is_plural(head)
    count = 2 if head == "couple" else None if plural else 1
    return Chunk(i, last, INDEFINITE, None, count, head, person, plural, other=another)


def _numbered(w: Words, i: int, number: NumberPhrase, last: int) -> Chunk:
    j = last + 1
    low, following = w.low(j), w.low(j + 1)
    value, more = number.value, number.additional
    if low == "of" and following:
        return _numbered_of(w, i, number, last)
    if low in ("more", "other", "others"):
        end, head, person = _head(w, j + 1, {}, number=True)
        if low == "others" or head is None or following == "than":
            head = low if low == "others" else None
            return Chunk(i, j, NUMBERED, number, value, head, True, True, False, True)
        return Chunk(i, end, NUMBERED, number, value, head, person, True, False, True)
    end, head, person = _head(w, j, {}, number=True)
    if head is None:
        return Chunk(i, last, NUMBERED, number, value, None, True, value != 1, False, more)
    # "20 men and women": plurals joined under one number
    plurals = lexicon().plural
    while (
        w.low(end + 1) in ("and", ",")
        and w.low(end + 2) in plurals
        and is_plural(head)
        and w.low(end + 2) not in _PLURALS_NOT_JOINED
        and not (w.low(end + 1) == "," and w.low(end + 3) in ("of", "including"))
    ):
        end += 2
    return Chunk(i, end, NUMBERED, number, value, head, person, value != 1, False, more)


def _numbered_of(w: Words, i: int, number: NumberPhrase, last: int) -> Chunk:
    """ "three of the men", "nine of them", "dozens of people"."""
    j = last + 1
    following, value, more = w.low(j + 1), number.value, number.additional
    if following in _OF_THEM and (number.qualifier not in VAGUE or following != "us"):
        return Chunk(i, j + 1, NUMBERED, number, value, None, True, True, True, more)
    if following in _DEFINITE:
        end, head, person = _head(w, j + 2, {})
        if head is None:
            # "nine of the dead", "two of the wounded"
            outcome = w.low(j + 2) in ("dead", "wounded", "injured", "killed", "deceased")
            end, person = j + 1 + outcome, True
        return Chunk(i, end, NUMBERED, number, value, head, person, True, True, more)
    if number.qualifier not in VAGUE:
        return Chunk(i, last, NUMBERED, number, value, None, True, True, False, more)
    end, head, person = _head(w, j + 1, {}, number=True)
    if head is not None:
        return Chunk(i, end, NUMBERED, number, value, head, person, True, False, more)
    return Chunk(i, last, NUMBERED, number, value, None, True, True)


_JOINED = frozenset("-/\"“”'‘")


def _head(w: Words, j: int, at: _Numbers, number: bool = False) -> tuple[int, str | None, bool]:
    """(last word, head, is it a person) of the noun phrase whose modifiers begin at ``j``."""
    words, lows, lex = w.words, w.lows, lexicon()
    stops = lex.stops
    found: int | None = None
    k = j
    limit = min(len(words), j + 8)
    while k < limit:
        word, low = words[k], lows[k]
        if (low in stops and word != "US") or (k in at and k > j):
            break
        if not word[0].isalnum():
            if word in _JOINED and found is None and k + 1 < limit:
                k += 1
                continue
            break
        if is_person(low):
            if found is not None and (
                k - found > 3 or any(lows[m].endswith(("ed", "ing")) for m in range(found + 1, k))
            ):
                break
            found = k
        elif found is not None:
            if low.endswith("'s"):
                found = None if not number else found
            elif low.endswith("ly") or low in lex.things:
                break
        k += 1
    if found is not None:
        return found, lows[found], True
    # no known person: the last word before the stop is the head, if there is one close by
    if k > j and k - j <= 4:
        head = lows[k - 1]
        if not head.endswith("'s"):
            return k - 1, head, False
    return j, None, False
