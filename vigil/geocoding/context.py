"""What stands right beside a name: the word before it, a dateline, "province" or "district", a state after a comma."""

from __future__ import annotations

import re
from functools import cache

from vigil.geocoding.layout import ADMIN1, DISTRICT
from vigil.geocoding.vocabulary import vocabulary

_BEFORE = re.compile(r"([A-Za-z]+)[ \t\n\u00a0]+(?:the[ \t\n]+)?[\"'“‘(]?$")
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


def person_follows(text: str, end: int) -> bool:
    """Whether an age or a verb that persons do follows ("Washington, 24,", "Jackson testified")."""
    return _AGE.match(text, end) is not None or _SAYS.match(text, end) is not None


@cache
def _kinds() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = vocabulary()
    either = "|".join(sorted(words.first_level | words.second_level, key=lambda w: (-len(w), w)))
    after = re.compile(
        rf"[ \t\n\u00a0]+({either})\b(?![ \t\n]+(?:department|minister|police|court|attorney|council|governor))",
        re.IGNORECASE,
    )
    before = re.compile(rf"\b({either}) of\s+(?:the\s+)?$", re.IGNORECASE)
    return after, before


def kind_beside(text: str, start: int, end: int) -> int | None:
    """ADMIN1 or DISTRICT where "X province" or "the district of X" says so."""
    after, before = _kinds()
    found = after.match(text, end)
    if found is not None and found.group(1).lower() == "department" and text.startswith(" of", found.end()):
        return None  # "the Ohio Department of Health"
    found = found or before.search(text, max(0, start - 24), start)
    if found is None:
        return None
    return ADMIN1 if found.group(1).lower() in vocabulary().first_level else DISTRICT


@cache
def _cues() -> re.Pattern[str]:
    words = "|".join(sorted(vocabulary().prepositions, key=lambda w: (-len(w), w)))
    # "in the southwestern Pakistani city of", "in downtown", "in the"
    return re.compile(
        rf"\b({words})\s+(?:the\s+)?(?:(?:[\w'’-]+\s+){{0,4}}?{_UNIT}\s+(?:of\s+)?(?:the\s+)?)?(?:{_SIDE}\s+)?[\"'“‘]?$",
        re.IGNORECASE,
    )


def cue(text: str, start: int, end: int, last: tuple[int, str | None] | None) -> str | None:
    """The word that leads to a name; a name in a list shares that of the one before it (``last``: its end and cue)."""
    if in_dateline(text, start, end):
        return "dateline"
    if last is not None and 0 < start - last[0] <= 12 and _LIST.fullmatch(text, last[0], start):
        return last[1]
    found = _cues().search(text, max(0, start - 70), start)
    return found.group(1).lower() if found else None
