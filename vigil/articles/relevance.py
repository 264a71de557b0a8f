"""The relevance gate: whether a document speaks of violence between people, protest, or the answer to them.

Points from the vocabulary in ``codebook/gate.yaml``, in one pass of an automaton over the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from vigil import codebook

_LOOKED_AT = 20_000  # characters of a text: the subject of a longer one is clear by then
_STRONG, _WEAK, _HARM, _LAW, _NEVER, _TOPIC = range(6)
_LEAD = 600  # characters
_POINTS = {_STRONG: 2, _WEAK: 1}


class _Entry(NamedTuple):
    kind: int
    family: str  # the first form of the word, or the name of the topic
    sure: bool = False  # a topic's word that leaves no doubt


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    automaton: AhoCorasick
    entries: tuple[tuple[_Entry, ...], ...]
    lengths: tuple[int, ...]
    threshold: int
    headline: int  # characters of a text without a title that is read as one
    long: tuple[int, int]  # characters, points that a longer text needs
    topic_words: int
    needs: dict[str, int]
    harmless: frozenset[str]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a document is read, and a sentence that says why not."""

    read: bool
    reason: str | None
    points: int


def _plain(text: str) -> str:
    """Case, hyphens and line breaks do not matter, curly apostrophes are straight."""
    return " ".join(
        text.casefold()
        .replace("-", " ")
        .replace("\u2010", " ")
        .replace("\u2011", " ")
        .replace("’", "'")
        .split()
    )


@cache
def _vocabulary() -> _Vocabulary:
    data = codebook.load("gate")
    entries: dict[str, list[_Entry]] = {}
    for kind, families in (
        (_STRONG, data["strong"]), (_WEAK, data["weak"]), (_HARM, [data["harm"]]), (_LAW, [data["law"]]), (_NEVER, data["never"]),
    ):  # fmt: skip
        for family in families:
            forms = [_plain(form) for form in family.split(",")]
            for form in forms:
                entries.setdefault(form, []).append(_Entry(kind, forms[0]))
    for topic, words in data["topics"].items():
        sure = {_plain(word) for word in words["sure"]}
        for word in sorted(sure.union(map(_plain, words["words"]))):
            entries.setdefault(word, []).append(_Entry(_TOPIC, topic, word in sure))
    forms = sorted(entries)
    return _Vocabulary(
        AhoCorasick(forms, matchkind=MatchKind.LeftmostLongest),
        tuple(tuple(entries[form]) for form in forms),
        tuple(len(form) for form in forms),
        data["threshold"],
        data["headline"],
        (data["long"]["characters"], data["long"]["need"]),
        data["topic_words"],
        {topic: words["need"] for topic, words in data["topics"].items()},
        frozenset(topic for topic, words in data["topics"].items() if words.get("harmless")),
    )


def _found(text: str, vocabulary: _Vocabulary) -> dict[int, int]:
    """Number and first place of each form that stands in a plain text as whole words."""
    last = len(text)
    found: dict[int, int] = {}
    for form, start, end in vocabulary.automaton.find_matches_as_indexes(text):
        if (
            form not in found
            and (start == 0 or not text[start - 1].isalnum())
            and (end == last or not text[end].isalnum())
        ):
            found[form] = start
    return found


def speaks_of(text: str) -> bool:
    """Whether a short text has any word of the subject."""
    vocabulary = _vocabulary()
    return any(
        e.kind in _POINTS for form in _found(_plain(text), vocabulary) for e in vocabulary.entries[form]
    )


def judge(title: str | None, text: str) -> Decision:
    """Whether a document is about the subject, by its title and the first 20,000 characters of its text."""
    vocabulary = _vocabulary()
    in_title = _found(_plain(title), vocabulary) if title else {}
    in_text = _found(_plain(text[:_LOOKED_AT]), vocabulary)
    if not title and len(text) <= vocabulary.headline:
        in_title = in_text
    families: dict[tuple[int, str], int] = {}
    topics: dict[str, int] = {}
    for form in sorted(in_title.keys() | in_text.keys()):
        for kind, family, sure in vocabulary.entries[form]:
            if kind == _TOPIC:
                worth = vocabulary.topic_words if sure else 2 if form in in_title else 1
                topics[family] = topics.get(family, 0) + worth
            elif kind in _POINTS:
                early = form in in_title or kind == _STRONG and in_text[form] < _LEAD
                worth = _POINTS[kind] + early
                families[kind, family] = max(families.get((kind, family), 0), worth)
            elif kind != _NEVER:
                families[kind, family] = 1
    other = sorted(topic for topic, count in topics.items() if count >= vocabulary.topic_words)
    if any(topic in vocabulary.harmless for topic in other):
        families = {key: worth for key, worth in families.items() if key[0] != _HARM}
    points = sum(families.values())
    least = vocabulary.long[1] if len(text) > vocabulary.long[0] else vocabulary.threshold
    need = max([least, *(vocabulary.needs[topic] for topic in other)])
    if points >= need:
        return Decision(True, None, points)
    signs = [family for _, family in sorted(families) if family]
    return Decision(False, _reason(signs, other), points)


def _reason(signs: list[str], topics: list[str]) -> str:
    about = f"; it reads like {' and '.join(topics)}" if topics else ""
    if not signs:
        return f"off the subject: no word of violence, protest or the answer to them{about}"
    words = ", ".join(f"'{sign}'" for sign in signs[:4])
    return f"off the subject: too few words of violence, protest or the answer to them ({words}){about}"
