"""Weapons used and places or things attacked, as words of the codebook."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from vigil import codebook
from vigil.extraction.grammar import fold
from vigil.records import Sentence, Span


@dataclass(frozen=True, slots=True)
class _Words:
    automaton: AhoCorasick
    meaning: tuple[str, ...]
    forms: tuple[str, ...]


def _compiled(rows: dict[str, dict[str, list[str]]]) -> _Words:
    table: dict[str, str] = {}
    for name, row in rows.items():
        for word in row["words"]:
            table.setdefault(fold(word), name)
    forms = tuple(sorted(table))
    return _Words(
        AhoCorasick(list(forms), matchkind=MatchKind.LeftmostLongest), tuple(table[f] for f in forms), forms
    )


@cache
def _weapons() -> _Words:
    return _compiled(codebook.load("weapons")["weapons"])


@cache
def _sites() -> _Words:
    return _compiled(codebook.load("targets")["sites"])


@cache
def _company() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    data = codebook.load("weapons")
    return (
        {k: frozenset(v) for k, v in data["not_before"].items()},
        {k: frozenset(v) for k, v in data["not_after"].items()},
    )


def find_weapons(sentence: Sentence) -> list[tuple[str, Span]]:
    """Weapons named in ``sentence``: (codebook word, span of the words), in order."""
    before, after = _company()
    low = fold(sentence.text)
    out = []
    for number, start, end in _weapons().automaton.find_matches_as_indexes(low):
        stop = _whole(low, start, end)
        if not stop:
            continue
        form = _weapons().forms[number]
        following = low[stop : stop + 16].split()[:1]
        preceding = low[max(0, start - 16) : start].split()[-1:]
        if following and following[0].strip(".,;") in before.get(form, ()):
            continue
        if preceding and preceding[0] in after.get(form, ()):
            continue
        out.append((_weapons().meaning[number], _span(sentence, start, stop)))
    return out


def find_targets(sentence: Sentence) -> list[tuple[str, Span]]:
    """Sites and things that ``sentence`` names: (codebook word, span of the words), in order.

    A site is listed wherever it is named; that it was the target is for the incident it stands with to say.
    """
    low = fold(sentence.text)
    out = []
    for number, start, end in _sites().automaton.find_matches_as_indexes(low):
        stop = _whole(low, start, end)
        if (
            stop
            and not _FIGURATIVE.search(low, max(0, start - 20), min(len(low), stop + 12))
            and not (
                _sites().meaning[number] in _AFTERWARDS and _TAKEN_TO.search(low, max(0, start - 70), start)
            )
        ):
            out.append((_sites().meaning[number], _span(sentence, start, stop)))
    return out


# homes that are none
_FIGURATIVE = re.compile(
    r"close to home\b|\b(?:drive|drove|driven|hit|hits|bring|brought) home\b|\bhome (?:secretary|minister|ministry|department|affairs|office|town|made)"
)
# where the wounded and the accused are taken: no targets
_AFTERWARDS = frozenset(("hospital", "prison", "court", "police station"))
_TAKEN_TO = re.compile(
    r"\b(?:taken|took|rushed|brought|carried|admitted|transported|shifted|moved|died|treated|airlifted|flown|driven|drove|jailed"
    r"|sent|held|received|appear\w*|sentenced|escaped|years?|surgery)\b[^.;]{0,45}\b(?:to|at|in|from|before|by)\s[^.;]{0,35}$"
)


def _whole(low: str, start: int, end: int) -> int:
    """End of the whole word with its plural ending; 0 where the match is part of another word."""
    if start and (low[start - 1].isalnum() or low[start - 1] in "@#'"):
        return 0
    for tail in ("", "s", "es"):
        stop = end + len(tail)
        if low.startswith(tail, end) and (stop >= len(low) or not low[stop].isalnum()):
            return stop
    return 0


def _span(sentence: Sentence, start: int, end: int) -> Span:
    return Span(sentence.span.field, sentence.span.start + start, sentence.span.start + end)
