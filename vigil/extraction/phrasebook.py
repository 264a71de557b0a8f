"""Many fragments of regular expressions matched in one walk over a text.

Python tries the branches of an alternation one after another at every character.  Here each fragment is filed under
the first letters it can begin with; one pass of an automaton finds where those letters start a word, and only the
fragments that fit are tried there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ahocorasick_rs import AhoCorasick, Implementation

_KEY = 4  # letters

_Item = tuple[
    object, bool
]  # a letter, None for any letter, or a list of alternatives; and whether it may be left out


class Phrasebook:
    """Finds the leftmost fragments in lower-cased text; earlier fragments win at the same place.

    A fragment is a regular expression in lower case without capturing groups.  ``tail`` is what must follow it.
    """

    def __init__(self, fragments: Iterable[tuple[str, str]], tail: str = r"(?![\w-])") -> None:
        self._labels: list[str] = []
        filed: dict[str, list[int]] = {}
        numbered: list[str] = []
        for label, fragment in fragments:
            number = len(numbered)
            self._labels.append(label)
            numbered.append(f"(?P<f{number}>{fragment})")
            for key in _starts(_parse(fragment), _KEY):
                if not key or len(key) < 2:
                    raise ValueError(f"a fragment must begin with letters: {fragment!r}")
                filed.setdefault(key, []).append(number)
        keys = sorted(filed)
        # a longer key also takes the fragments of the shorter keys that it begins with
        self._patterns = [
            re.compile(
                "(?:"
                + "|".join(
                    numbered[n] for n in sorted({n for k in keys if key.startswith(k) for n in filed[k]})
                )
                + ")"
                + tail
            )
            for key in keys
        ]
        self._automaton = AhoCorasick(keys, implementation=Implementation.DFA)

    def find(self, low: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, label) of each fragment found in ``low``, in order, none overlapping."""
        past = 0
        patterns, labels = self._patterns, self._labels
        tried = -1
        hits = self._automaton.find_matches_as_indexes(low, overlapping=True)
        if len(hits) > 1:
            # by place; of the keys that match at one place the longest first
            hits.sort(key=_place)
        for number, start, _ in hits:
            if start < past or start == tried:
                continue
            if start and (low[start - 1].isalnum() or low[start - 1] in "-_"):
                continue
            tried = start
            match = patterns[number].match(low, start)
            if match and match.lastgroup:
                past = match.end()
                yield start, past, labels[int(match.lastgroup[1:])]


def _place(hit: tuple[int, int, int]) -> tuple[int, int]:
    return hit[1], -hit[2]


class Gate:
    """Says in one pass whether a lower-cased text holds any of some words or parts of words."""

    def __init__(self, words: str) -> None:
        self._automaton = AhoCorasick(sorted(set(words.split("|"))), implementation=Implementation.DFA)

    def __call__(self, low: str) -> bool:
        return bool(self._automaton.find_matches_as_indexes(low))


def _parse(fragment: str) -> list[list[_Item]]:
    """Alternatives of ``fragment``, each a list of items; lookarounds are left out."""
    alternatives, _ = _alternatives(fragment, 0)
    return alternatives


def _alternatives(text: str, at: int) -> tuple[list[list[_Item]], int]:
    out: list[list[_Item]] = [[]]
    while at < len(text) and text[at] != ")":
        char = text[at]
        item: object
        if char == "|":
            out.append([])
            at += 1
            continue
        if char == "(":
            look = text[at : at + 3] in ("(?!", "(?=", "(?<")
            inside, at = _alternatives(text, at + (3 if not text.startswith("(?<", at) else 4))
            at += 1
            if look:
                continue
            item = inside
        elif char == "[":
            close = text.index("]", at + 2)
            letters = text[at + 1 : close]
            plain = "^" not in letters and "\\" not in letters and not re.search(r"\w-\w", letters)
            item = [[(c, False)] for c in letters] if plain else None
            at = close + 1
        elif char == "\\":
            if text[at + 1] in "bB":
                at += 2
                continue
            item = None if text[at + 1].isalpha() else text[at + 1]
            at += 2
        else:
            item = None if char == "." else char
            at += 1
        optional = False
        if at < len(text) and text[at] in "?*+{":
            optional = text[at] in "?*" or text.startswith("{0", at)
            at = text.index("}", at) + 1 if text[at] == "{" else at + 1
            if at < len(text) and text[at] == "?":
                at += 1
        out[-1].append((item, optional))
    return out, at


def _starts(alternatives: list[list[_Item]], length: int) -> set[str | None]:
    """What the text may begin with: strings of up to ``length`` letters, None where it may be anything."""
    out: set[str | None] = set()
    for items in alternatives:
        out |= _sequence(items, length)
    return out


def _sequence(items: list[_Item], length: int) -> set[str | None]:
    if length <= 0 or not items:
        return {""}
    (item, optional), rest = items[0], items[1:]
    heads: set[str | None]
    if item is None:
        heads = {None}
    elif isinstance(item, str):
        heads = {item}
    else:
        heads = _starts(item, length)  # type: ignore[arg-type]
    out: set[str | None] = set()
    for head in heads:
        if head is None or len(head) >= length:
            out.add(head)
        else:
            out |= {head if t is None else head + t for t in _sequence(rest, length - len(head))}
    return out | _sequence(rest, length) if optional else out
