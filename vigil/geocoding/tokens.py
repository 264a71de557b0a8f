"""A text cut into runs of capitalised words: "Balochistan Home Secretary", "Port of Spain", "St. Louis", "U.S."."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vigil.geocoding.names import normalise

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚḤḨṢṬẒ"
_DOTTED = r"St|Ste|Ft|Mt|Mr|Mrs|Ms|Dr|Gen|Col|Lt|Sgt|Capt|Maj|Sen|Rep|Gov|Rev|Prof|Brig|Adm|Cpl|Det|Jr|Sr"
_WORD = (
    rf"(?:[{UPPER}]\.(?:[ ]?[{UPPER}]\.?(?!\w))*"  # U.S., J. R.
    rf"|(?:{_DOTTED})\."
    rf"|[{UPPER}][\w'’ʻ`]*(?:[-‐‑–][\w'’ʻ`]+){{0,5}})"
)
_LINK = r"(?:of|and|de|del|de la|de los|de las|la|los|las|da|do|dos|das|du|des|di|el|al|ul|le|les|upon|on|am|an der|y|e|i|bin|van|von|der|&)"
_GAP = r"(?:[ \t\u00a0]+|[ \t]*\n(?!\s))"
_RUN = re.compile(
    rf"(?<!\w)(?:(?:al|el|ad|ar|as|ash|at|az)-)?{_WORD}(?:{_GAP}(?:{_LINK}[ \t\u00a0]+)?{_WORD})*"
)
_PIECE = re.compile(r"\S+")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’]|['’])$", re.IGNORECASE)
_CLAUSE = re.compile(r"[^.;:!?()\"\n]+|\n(?!\s)")
_ANY_WORD = re.compile(r"[^\W\d_][\w'’-]*")


@dataclass(slots=True)
class Token:
    """A word with its place in the text, without a possessive ending; ``key`` is what it is looked up by."""

    start: int
    end: int
    text: str
    key: str
    whole: int  # where it ends with the possessive


def capitalised_runs(text: str) -> Iterator[list[Token]]:
    """Runs of capitalised words, with the small words that hold names together."""
    for run in _RUN.finditer(text):
        yield _tokens(_PIECE.finditer(run.group()), run.start())


def all_words(text: str) -> Iterator[list[Token]]:
    """Every word, clause by clause: for text whose capitals say nothing."""
    for clause in _CLAUSE.finditer(text):
        tokens = _tokens(_ANY_WORD.finditer(clause.group()), clause.start())
        if tokens:
            yield tokens


def _tokens(pieces: Iterator[re.Match[str]], base: int) -> list[Token]:
    tokens = []
    for piece in pieces:
        word, start = piece.group(), base + piece.start()
        ending = _POSSESSIVE.search(word, max(0, len(word) - 2))
        bare = word[: ending.start()] if ending else word
        if bare:
            tokens.append(Token(start, start + len(bare), bare, normalise(bare), start + len(word)))
    return tokens


def capitals_say_something(text: str) -> bool:
    """False for a text in capitals only, without any, or a headline with a capital on every word."""
    sample = text[:4000]
    upper, lower = sum(map(str.isupper, sample)), sum(map(str.islower, sample))
    if upper * 200 < lower or lower < upper:
        return False
    if len(text) > 200 or ". " in text:
        return True
    words = [w for w in _ANY_WORD.findall(text) if len(w) > 3]
    return len(words) < 4 or sum(w[0].isupper() for w in words) < 0.75 * len(words)
