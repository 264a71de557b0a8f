"""Capitals for a text that has lost them, character for character, so that offsets stay what they are.

Only the template view needs this: its texts are lower case throughout.  What gets a capital: the first word of a
sentence, names of groups that the codebook knows, long forms before a bracketed acronym and the acronym, and words
that no reader of ordinary prose has met (see ``common_words``), which in news are mostly names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml
from ahocorasick_rs import AhoCorasick, MatchKind

from vigil import codebook

_WORD = re.compile(r"[a-zà-ÿ][a-zà-ÿ'’]*")
_OPENING = re.compile(r"(?:^|[.!?][\"')]*\s{1,6}|\s{3,})[\"'(]*([a-zà-ÿ])")
_ACRONYM = re.compile(r"\(([a-z][a-z0-9\-]{1,7})\)")


@cache
def words() -> Mapping[str, Any]:
    """The word lists of the template view; texts of blank-separated words come as lists."""
    loaded = yaml.safe_load(resources.files(__package__).joinpath("muc4.yaml").read_text("utf-8"))
    return {name: value.split() if isinstance(value, str) else value for name, value in loaded.items()}


@cache
def common_words() -> frozenset[str]:
    """Lower-case words of ordinary news: those that stand inside a sentence of the sample corpus without a capital."""
    found: set[str] = set(words()["common"])
    for line in (
        resources.files("vigil.samples").joinpath("quetta.jsonl").read_text("utf-8").rstrip("\n").split("\n")
    ):
        found.update(re.findall(r"(?<=[a-z,] )[a-z][a-z'’\-]*", json.loads(line)["text"]))
    for entry in codebook.load("events")["types"].values():
        for phrase in [*entry.get("nouns", ()), *entry.get("verbs", ()), *entry.get("weak", ())]:
            found.update(phrase.split())
    return frozenset(found)


def namelike(word: str) -> bool:
    """Whether a lower-case word is more likely part of a name than of the language."""
    if len(word) < 3 or not word.isalpha() or word in common_words():
        return False
    for stem in (
        word.removesuffix("s"),
        word.removesuffix("es"),
        word.removesuffix("ed"),
        word.removesuffix("ing"),
    ):
        if stem != word and (stem in common_words() or stem + "e" in common_words()):
            return False
    return not word.endswith(tuple(words()["endings"]))


@cache
def _groups() -> tuple[AhoCorasick, tuple[int, ...]]:
    """Names of the codebook's groups, lower case, and the number of the group that each belongs to."""
    found: dict[str, int] = {}
    for number, group in enumerate(codebook.load("actors")["groups"]):
        for name in (group["name"], *group.get("aliases", ())):
            if len(name) > 3:
                found.setdefault(name.lower(), number)
    return AhoCorasick(list(found), matchkind=MatchKind.LeftmostLongest), tuple(found.values())


def known_groups(text: str) -> list[tuple[int, int, int]]:
    """(start, end, number of the group) of each group that a lower-case text names as whole words."""
    automaton, numbers = _groups()
    hits = []
    for index, start, end in automaton.find_matches_as_indexes(text):
        if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
            hits.append((start, end, numbers[index]))
    return hits


def restore(text: str) -> str:
    """``text`` with capitals where names and sentences begin; as long as before."""
    letters = list(text)

    def capital(start: int, end: int) -> None:
        for match in _WORD.finditer(text, start, end):
            if match.group() not in ("of", "the", "and", "for", "de", "la", "del", "los", "las"):
                upper = text[match.start()].upper()
                if len(upper) == 1:
                    letters[match.start()] = upper

    for match in _OPENING.finditer(text):
        upper = match[1].upper()
        letters[match.start(1)] = upper if len(upper) == 1 else match[1]
    for match in _WORD.finditer(text):
        if namelike(match.group()):
            capital(*match.span())
    for start, end, _ in known_groups(text):
        capital(start, end)
    for match in _ACRONYM.finditer(text):
        begin = long_form(text, match)
        if begin is not None:
            capital(begin, match.start())
            for at in range(*match.span(1)):
                letters[at] = text[at].upper() if len(text[at].upper()) == 1 else text[at]
    return "".join(letters)


def long_form(text: str, acronym: re.Match[str]) -> int | None:
    """Where the words begin whose initials a bracketed acronym has, or None; small words may be left out."""
    wanted = [c for c in acronym[1] if c.isalpha()]
    before = list(re.finditer(r"[a-zà-ÿ'\-]+", text[max(0, acronym.start() - 120) : acronym.start()]))
    base = max(0, acronym.start() - 120)
    at = len(before) - 1
    start = None
    for letter in reversed(wanted):
        while (
            at >= 0
            and before[at].group()[0] != letter
            and before[at].group() in ("of", "the", "and", "for", "de", "la")
        ):
            at -= 1
        if at < 0 or before[at].group()[0] != letter:
            return None
        start = base + before[at].start()
        at -= 1
    return start
