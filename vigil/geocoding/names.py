"""One spelling of a place name for looking it up: case, accents, apostrophes, hyphens and dots do not count."""

from __future__ import annotations

import unicodedata

# Letters that do not fall apart into a base letter and an accent.
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ħ": "h",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ə": "a",
        "ŋ": "n",
    }
)
# Apostrophes and dots vanish (Sana'a, St. Louis, U.S.); hyphens, dashes and slashes are spaces.
_MARKS = str.maketrans(
    {**{ord(c): None for c in "'’‘ʻʼʿʾ`´.′"}, **{ord(c): " " for c in "-‐‑‒–—/_,;:()[]&\u00a0"}}
)
# What a name begins with in short.
OPENING = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}


def normalise(name: str) -> str:
    """The key under which a name is stored and looked up; empty where nothing is left.

    >>> normalise("Saint-Denis") == normalise("St. Denis")
    True
    """
    if name.isascii() and name.isalnum():
        return name.lower()  # most words, in a fraction of the time
    text = name.casefold()
    if not text.isascii():
        text = "".join(
            c for c in unicodedata.normalize("NFKD", text.translate(_LETTERS)) if not unicodedata.combining(c)
        )
    words = text.translate(_MARKS).split()
    if words and words[0] in OPENING and len(words) > 1:
        words[0] = OPENING[words[0]]
    return " ".join(words)


def is_latin(name: str) -> bool:
    """Whether every letter of the name is of the Latin script."""
    if name.isascii():
        return True
    return all(not c.isalpha() or unicodedata.name(c, "").startswith("LATIN") for c in name if ord(c) > 127)
