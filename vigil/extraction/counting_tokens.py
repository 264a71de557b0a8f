"""Words of a sentence with their offsets, and which of them stand for persons.

By closed word lists (``codebook/casualties.yaml``), without a parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, cached_property, lru_cache

from vigil import codebook
from vigil.extraction.grammar import lower

_TOKEN = re.compile(r"(?:[A-Za-z]\.){2,}|\d+(?:[.,]\d+)+|\w+(?:[’'\-‑–]\w+)*|[^\w\s]")


_OUTSIDE = [
    ""
] * 64  # further than any rule looks past an end of a sentence; a list counts from its end below zero


class Words:
    """A sentence cut into words and marks: ``words`` as written, ``lows`` in lower case."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lowered = lower(text)  # same length
        self.words: list[str] = _TOKEN.findall(text)
        joined = "\n".join(self.words)  # no word holds a line break: one call for all
        self.lows = joined.lower().replace("’", "'").split("\n") if joined else []
        # the word at a place in lower case; empty outside the sentence
        self.low: Callable[[int], str] = (self.lows + _OUTSIDE).__getitem__

    @cached_property
    def starts(self) -> list[int]:
        """Offset of each word; between words there are only blanks."""
        out, at, index = [], 0, self.text.index
        for word in self.words:
            at = index(word, at)
            out.append(at)
            at += len(word)
        return out

    def start(self, i: int) -> int:
        """Offset where word ``i`` begins."""
        return self.starts[i]

    def end(self, i: int) -> int:
        """Offset where word ``i`` ends."""
        return self.starts[i] + len(self.words[i])


class Lexicon:
    """The word lists of the codebook as sets."""

    def __init__(self) -> None:
        data = codebook.load("casualties")
        singular = {w for row in data["persons"] for w in row.split()}
        self.singular = frozenset(singular)
        self.plural = frozenset({plural_of(w) for w in singular} | set(data["person_plurals"]))
        self.things = frozenset(data["things"])
        self.stops = frozenset(data["stops"])
        self.attackers = frozenset(data["attackers"])
        self.data = data


def plural_of(word: str) -> str:
    """The regular plural of a noun; man/woman/child heads by rule."""
    for end, many in (
        ("woman", "women"),
        ("man", "men"),
        ("child", "children"),
        ("wife", "wives"),
        ("thief", "thieves"),
    ):
        if word.endswith(end) and word not in ("german", "human", "roman", "ottoman"):
            return word[: -len(end)] + many
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


@cache
def lexicon() -> Lexicon:
    """The lexicon, loaded once."""
    return Lexicon()


_AGE = re.compile(r"^(?:\d{1,3}|[a-z]+)-(?:year|month|week|day)s?-?(?:olds?)?$|^\d{1,2}-yr-olds?$")
_AGE_PLURAL = re.compile(r"-olds$")
_PERSON_ENDS = (
    "man",
    "men",
    "woman",
    "women",
    "worker",
    "workers",
    "keeper",
    "keepers",
    "ists",
    "goers",
    "goer",
    "holder",
    "holders",
    "members",
    "member",
)
_KEPT = 8192  # words whose reading is kept


def is_aged(word: str) -> bool:
    """True for "15-year-old" and the like."""
    return "old" in word and _AGE.match(word) is not None


@lru_cache(_KEPT)
def is_person(word: str) -> bool:
    """True for a word that stands for one or more persons."""
    lex = lexicon()
    if word in lex.singular or word in lex.plural or is_aged(word):
        return True
    tail = word.rsplit("-", 1)[-1]
    if tail != word and (tail in lex.singular or tail in lex.plural):
        return True
    return word not in lex.things and word.endswith(_PERSON_ENDS) and len(word) > 5


@lru_cache(_KEPT)
def is_plural(word: str) -> bool:
    """True where the person word is plural."""
    lex = lexicon()
    return (
        word in lex.plural
        or bool(_AGE_PLURAL.search(word))
        or word.endswith(("men", "women", "people"))
        or (word.endswith("s") and not word.endswith("ss") and word not in lex.singular)
    )
