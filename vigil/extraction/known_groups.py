"""The names of armed groups, parties and forces that the codebook knows, found in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from vigil import codebook
from vigil.extraction.grammar import fold
from vigil.records import Span

GROUP, INSTITUTION, PERSON, UNKNOWN = "group", "institution", "person", "unknown"


@dataclass(frozen=True, slots=True)
class GroupMention:
    """A group or force named or described.  ``name`` is the canonical name, or the words as written."""

    span: Span
    name: str
    known: bool  # in the codebook
    kind: str  # group | institution | person | unknown
    named: bool = True  # False: only described ("unknown gunmen")
    hedged: bool = False  # "suspected", "alleged" stands before it


@dataclass(frozen=True, slots=True)
class _Alias:
    words: str
    name: str
    kind: str
    exact: bool  # an acronym: capitals must be the same
    capitals: int  # capitalised words
    ambiguous: bool


@dataclass(frozen=True, slots=True)
class _Lexicon:
    automaton: AhoCorasick
    aliases: tuple[tuple[_Alias, ...], ...]


SMALL = frozenset(
    ["al", "el", "ul", "e", "i", "the", "of", "and", "for", "in", "de", "del", "la", "los", "wal", "ud", "ur"]
)


def _variants(folded: str) -> Iterator[str]:
    """Spellings that transliteration makes of one name."""
    forms = {folded}
    for vowel, other in ((" e ", " i "), (" i ", " e ")):
        forms |= {f.replace(vowel, other) for f in forms}
    for one, other in (
        ("tehrik", "tehreek"),
        ("tehreek", "tehrik"),
        (" ul ", "ul "),
        ("brigades", "brigade"),
    ):
        forms |= {f.replace(one, other) for f in forms}
    for name in ("qaida", "qa'ida", "qa'eda"):
        forms |= {f.replace("qaeda", name) for f in forms}
    yield from sorted(forms)


@cache
def _lexicon() -> _Lexicon:
    data = codebook.load("actors")
    ambiguous = frozenset(data["ambiguous"])
    table: dict[str, list[_Alias]] = {}
    for row in data["groups"]:
        kind = INSTITUTION if row["kind"] == "state" else GROUP
        for words in (row["name"], *row.get("aliases", ())):
            capitals = sum(w[:1].isupper() for w in re.split(r"[\s-]+", words))
            upper = sum(c.isupper() for c in words)
            exact = " " not in words and upper >= 2 and (words.upper() == words or len(words) <= 6)
            alias = _Alias(words, row["name"], kind, exact, capitals, words in ambiguous)
            for form in _variants(fold(words)):
                known = table.setdefault(form, [])
                if all(a.words != alias.words for a in known):
                    known.append(alias)
    forms = sorted(table)
    automaton = AhoCorasick(forms, matchkind=MatchKind.LeftmostLongest)
    return _Lexicon(automaton, tuple(tuple(table[f]) for f in forms))


HEDGE = re.compile(r"\b(?:suspected|alleged|presumed|apparent)\b", re.IGNORECASE)


def monocase(text: str) -> bool:
    """Whether a text is all in capitals or all in small letters, so that case tells nothing."""
    return text.islower() or text.isupper()


Draft = tuple[int, int, GroupMention]
NOWHERE = Span("text", 0, 0)


def known_groups(text: str, low: str) -> Iterator[Draft]:
    """(start, end, mention) of each known name in ``text``; ``low`` is it folded, offsets are those of the sentence."""
    lexicon = _lexicon()
    mono: bool | None = None  # asked only where a name is found
    for number, start, end in lexicon.automaton.find_matches_as_indexes(low):
        if (start and (low[start - 1].isalnum() or low[start - 1] in "@#")) or (
            end < len(low) and low[end].isalnum()
        ):
            continue
        if mono is None:
            mono = monocase(text)
        for alias in lexicon.aliases[number]:
            if _spelled(alias, text, start, end, mono):
                hedged = bool(HEDGE.search(text, max(0, start - 24), start))
                yield start, end, GroupMention(NOWHERE, alias.name, True, alias.kind, True, hedged)
                break


def _spelled(alias: _Alias, text: str, start: int, end: int, mono: bool) -> bool:
    raw = text[start:end]
    if mono:
        return not alias.ambiguous
    if alias.exact:
        return raw.replace("-", " ") == alias.words.replace("-", " ")
    capitals = sum(w[:1].isupper() for w in re.split(r"[\s-]+", raw))
    if capitals < min(alias.capitals, 2) or (
        alias.capitals and raw[0].islower() and raw.split("-")[0].lower() not in SMALL
    ):
        return False
    if alias.ambiguous and " " not in alias.words:
        # "Amal Khan", "Richard Wagner": a person, not the group
        after = re.match(r"\s[A-Z]\w+", text[end : end + 20])
        before = re.search(r"[A-Z]\w+\s$", text[max(0, start - 20) : start])
        return not after and not (before and start > 20)
    return True
