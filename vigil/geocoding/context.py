"""What stands right beside a name: the word before it, a dateline, "province" or "district", a state after a comma."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from vigil.geocoding.layout import ADMIN1, DISTRICT
from vigil.geocoding.vocabulary import vocabulary

_BEFORE = re.compile(r"([A-Za-z]+)[ \t\n\u00a0]+(?:the[ \t\n]+)?[\"'“‘(]?$")
_NEXT = re.compile(r"[ \t\n\u00a0]+([A-Za-z]+)")
_HEAD = re.compile(r"[^\n:–—-]{0,50}?(?:\([A-Z][^)\n]{1,40}\)[ ]*)?[^\n:–—-]{0,25}?(?:[–—:]|--?)\s")
_STATE = re.compile(r",[ \n]+(?:[A-Z][a-z]{1,4}\.|[A-Z]\.[ ]?[A-Z]|[A-Z]{2}\b)")
_AGE = re.compile(r", \d{1,2}[,.;]")
_SAYS = re.compile(
    r",?[ \n]+(?:said|says|told|added|testified|pleaded|recalled|wrote|tweeted|explained|wants|hopes|thinks|believes|who|himself|herself|"
    r"noted|insisted|argued|joked|smiled|graduated|married|retired|resigned|allegedly|was (?:born|charged|arrested)|is survived|and h(?:is|er))\b"
)
_SIDE = r"(?:north|south|east|west|northern|southern|eastern|western|central|downtown|nearby|neighbou?ring|north-?(?:east|west)(?:ern)?|south-?(?:east|west)(?:ern)?)"
_UNIT = (
    r"(?:city|cities|towns?|villages?|districts?|provinces?|states?|area|suburb|region|capital|port|county|counties|neighbou?rhood|parts?|outskirts|cent(?:re|er)|"
    r"island|settlement|hamlet|municipality|department|community)"
)
_QUOTES = ('"', "'", "“", "‘")
_LIST = re.compile(r"(?:,|,? and|,? or|, and in|, in)\s+(?:the )?")


def word_before(text: str, start: int) -> str | None:
    """The word before a position, small letters, "the" and an opening quote skipped."""
    found = _BEFORE.search(text, max(0, start - 24), start)
    return found.group(1).lower() if found else None


def in_dateline(text: str, start: int, end: int) -> bool:
    """Whether a name opens a line as a dateline does: "QUETTA: ", "KABUL (Agency) - "."""
    opens = start <= 2 or "\n" in text[start - 3 : start]
    return opens and text[start:end].isupper() and _HEAD.match(text, end, end + 120) is not None


def state_follows(text: str, end: int) -> bool:
    """Whether what looks like a short form of a state follows: "Akron, Ohio" does not, "Mobile, Ala." does."""
    return _STATE.match(text, end) is not None


def age_follows(text: str, end: int) -> bool:
    """Whether an age follows ("Washington, 24,")."""
    return _AGE.match(text, end) is not None


def says_follows(text: str, end: int) -> bool:
    """Whether a verb that persons do follows ("Jackson testified")."""
    return _SAYS.match(text, end) is not None


@cache
def _kind_words() -> frozenset[str]:
    return vocabulary().first_level | vocabulary().second_level


@cache
def _kinds() -> tuple[re.Pattern[str], re.Pattern[str]]:
    either = "|".join(sorted(_kind_words(), key=lambda w: (-len(w), w)))
    after = re.compile(
        rf"[ \t\n\u00a0]+({either})\b(?![ \t\n]+(?:department|minister|police|court|attorney|council|governor))",
        re.IGNORECASE,
    )
    before = re.compile(rf"\b({either}) of\s+(?:the\s+)?$", re.IGNORECASE)
    return after, before


def kind_beside(text: str, start: int, end: int) -> int | None:
    """ADMIN1 or DISTRICT where "X province" or "the district of X" says so."""
    after, before = _kinds()
    word = _NEXT.match(text, end)
    found = None
    if word is not None and word.group(1).lower() in _kind_words():
        found = after.match(text, end)
    if found is not None and found.group(1).lower() == "department" and text.startswith(" of", found.end()):
        return None  # "the Ohio Department of Health"
    if found is None and "of" in text[max(0, start - 24) : start].lower():
        found = before.search(text, max(0, start - 24), start)
    if found is None:
        return None
    return ADMIN1 if found.group(1).lower() in vocabulary().first_level else DISTRICT


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = "|".join(sorted(vocabulary().prepositions, key=lambda w: (-len(w), w)))
    # "in the southwestern Pakistani city of", "in downtown", "in the"
    whole = re.compile(
        rf"\b({words})\s+(?:the\s+)?(?:(?:[\w'’-]+\s+){{0,4}}?{_UNIT}\s+(?:of\s+)?(?:the\s+)?)?(?:{_SIDE}\s+)?[\"'“‘]?$",
        re.IGNORECASE,
    )
    return whole, re.compile(rf"(?:.*\b)?(?:{words})|the|of|{_UNIT}|{_SIDE}", re.IGNORECASE | re.DOTALL)


@cache
def _plain_cues() -> frozenset[str]:
    """Prepositions that can only stand first in what leads to a name, unlike "of" ("in the city of")."""
    return frozenset(vocabulary().prepositions - {"of"})


@lru_cache(maxsize=20_000)
def _may_lead(word: str) -> bool:
    """Whether a word may be the last before a name that a preposition leads to."""
    return _cues()[1].fullmatch(word) is not None


def cue(text: str, start: int, end: int, last: tuple[int, str | None] | None) -> str | None:
    """The word that leads to a name; a name in a list shares that of the one before it (``last``: its end and cue)."""
    if in_dateline(text, start, end):
        return "dateline"
    if last is not None and 0 < start - last[0] <= 12 and _LIST.fullmatch(text, last[0], start):
        return last[1]
    # Two short ways for nearly all names: the last word or the one before "the" leads by itself, or none can.
    before = text[max(0, start - 71) : start].rsplit(None, 3)
    if len(before) == 4 and text[start - 1].isspace():
        word = before[-1].lower()
        if word == "the":
            word = before[-2].lower()
        if word in _plain_cues():
            return word
    if before and before[-1][-1:] in _QUOTES:
        before = [*before[:-1], *before[-1][:-1].split()]
    if not before or not _may_lead(before[-1]):
        return None
    found = _cues()[0].search(text, max(0, start - 70), start)
    return found.group(1).lower() if found else None
