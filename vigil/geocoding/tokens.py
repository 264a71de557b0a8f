"""A text cut into runs of capitalised words: "Balochistan Home Secretary", "Port of Spain", "St. Louis", "U.S."."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from vigil.geocoding.names import normalise

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚḤḨṢṬẒ"
_DOTTED = (
    "St Ste Ft Mt Mr Mrs Ms Dr Gen Col Lt Sgt Capt Maj Sen Rep Gov Rev Prof Brig Adm Cpl Det Jr Sr".split()
)


def _rest_of_dotted() -> str:
    """The dotted words without their first letter, which the pattern has read by then."""
    firsts = sorted({word[0] for word in _DOTTED})
    return "|".join(
        f"(?<={first})(?:{'|'.join(word[1:] for word in _DOTTED if word[0] == first)})" for first in firsts
    )


_REST = (
    rf"(?:\.(?:[ ]?[{UPPER}]\.?(?!\w))*"  # U.S., J. R.
    rf"|(?:{_rest_of_dotted()})\."
    r"|[\w'’ʻ`]*(?:[-‐‑–][\w'’ʻ`]+){0,5})"
)
_LINK = r"(?:of|and|de|del|de la|de los|de las|la|los|las|da|do|dos|das|du|des|di|el|al|ul|le|les|upon|on|am|an der|y|e|i|bin|van|von|der|&)"
_GAP = r"(?:[ \t\u00a0]+|[ \t]*\n(?!\s))"
# It begins with a plain set of letters, which the engine skips to quickly.
_RUN = re.compile(rf"[{UPPER}](?<!\w[{UPPER}]){_REST}(?:{_GAP}(?:{_LINK}[ \t\u00a0]+)?[{UPPER}]{_REST})*")
_ARTICLE = re.compile(r"(?<!\w)(?:al|el|ad|ar|as|ash|at|az)-$")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’]|['’])$", re.IGNORECASE)
_CLAUSE = re.compile(r"[^.;:!?()\"\n]+|\n(?!\s)")
_ANY_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_UPPERCASE, _LOWERCASE = string.ascii_uppercase.encode(), string.ascii_lowercase.encode()
_LONG = 60  # characters: longer words are rare, and not kept in memory


@dataclass(slots=True)
class Token:
    """A word with its place, without a possessive ending; ``key`` is what it is looked up by."""

    start: int
    end: int
    text: str
    key: str
    whole: int  # where it ends with the possessive
    joins: bool  # whether its key is the same inside a longer name


def capitalised_runs(text: str) -> Iterator[tuple[int, str]]:
    """Runs of capitalised words, with the small words that hold names together: where each begins, and its text."""
    for run in _RUN.finditer(text):
        start = run.start()
        if text[start - 1 : start] == "-":
            article = _ARTICLE.search(text, max(0, start - 5), start)
            if article:
                yield article.start(), text[article.start() : run.end()]
                continue
        yield start, run.group()


def tokens_of(run: str) -> list[Token]:
    """The words of a run; positions count from its beginning."""
    out, at = [], 0
    for word in run.split():
        at = run.index(word, at)
        token = _token(word, at)
        if token is not None:
            out.append(token)
        at += len(word)
    return out


def all_words(text: str) -> Iterator[list[Token]]:
    """Every word, clause by clause: for text whose capitals say nothing."""
    for clause in _CLAUSE.finditer(text):
        words = _ANY_WORD.finditer(text, clause.start(), clause.end())
        tokens = [t for word in words if (t := _token(word.group(), word.start())) is not None]
        if tokens:
            yield tokens


def _token(word: str, start: int) -> Token | None:
    bare, key, joins = _word(word) if len(word) <= _LONG else _read(word)
    return Token(start, start + len(bare), bare, key, start + len(word), joins) if bare else None


def _read(word: str) -> tuple[str, str, bool]:
    """A word without its possessive ending, its key, and whether the key holds inside a longer name."""
    ending = _POSSESSIVE.search(word, max(0, len(word) - 2))
    bare = word[: ending.start()] if ending else word
    key = normalise(bare)
    joins = bool(key) and (" " not in key or normalise(f"x {bare}") == f"x {key}")
    return bare, key, joins


_word = lru_cache(maxsize=50_000)(_read)


def capitals_say_something(text: str) -> bool:
    """False for a text in capitals only, without any, or a headline with a capital on every word."""
    sample = text[:4000]
    raw = sample.encode("ascii", "ignore")
    upper, lower = (
        len(raw) - len(raw.translate(None, _UPPERCASE)),
        len(raw) - len(raw.translate(None, _LOWERCASE)),
    )
    if len(raw) < len(sample):
        others = _NOT_ASCII.findall(sample)
        upper, lower = upper + sum(map(str.isupper, others)), lower + sum(map(str.islower, others))
    if upper * 200 < lower or lower < upper:
        return False
    if len(text) > 200 or ". " in text:
        return True
    words = [w for w in _ANY_WORD.findall(text) if len(w) > 3 and (w[0].isupper() or w[0].islower())]
    return len(words) < 4 or sum(w[0].isupper() for w in words) < 0.75 * len(words)
