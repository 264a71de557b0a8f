"""Small pieces of English grammar that the finders of claims share: clauses, noun phrases, speakers, quotes.

Everything works on one sentence at a time and in time linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from vigil.records import Claim, Sentence, Span

_REACH = 600  # characters that a clause may go on to either side; keeps the time linear
_LONGEST = 2000  # characters of a sentence read at once
MAX_QUOTE = 300  # characters; a longer stretch is no quote

_BLANKS = "\n\r\t\u00a0\u2009\u202f"
_FOLDS = [
    *zip(_BLANKS, " " * len(_BLANKS), strict=True),
    *zip("‐‑–-’‘`´", "    ''''", strict=True),
    *zip("áàâäãåéèêëíìîïóòôöõúùûüñçýžšćčğışđ", "aaaaaaeeeeiiiiooooouuuuncyzsccgisd", strict=True),
]
_ASCII_FOLDS = [(char, plain) for char, plain in _FOLDS if char.isascii()]

_STOP = re.compile(
    r"[;:—!?]|\s[–-]\s|,\s(?=(?:and|but|while|whereas|although|though|who|which|whose|where|when|saying"
    r"|adding|as|so|yet|after|before|because)\b)"
    r"|\s(?=(?:but|while|whereas|although|though|because)\s)|(?<!\.[A-Z])[.](?=\s|$|[”\"’'])",
    re.IGNORECASE,
)
_TRIM = " \t\n\r,;:—–-"
_LEAD_WORDS = re.compile(
    r"(?:and|but|while|whereas|although|though|as|so|yet|that|who|which|also|then|because|after"
    r"|meanwhile,?)\s+",
    re.IGNORECASE,
)

_NP_END = re.compile(
    r"[,.;:!?()”\"]|\s(?:for|of\s\w+ing|over|on|in|at|after|before|that|who|which|when|and\s(?:said"
    r"|also|told|asked|vowed|called|demanded|urged|promised|has|had|was|were)"
    r"|said|to|by|with|as|is|was|were|are|has|had|have|but|while|because|from|during|since|[A-Z]\w+day|\w+ly)\b"
)


# Several finders ask about the same sentences one after another.
_remembered = lru_cache(maxsize=1024)


@_remembered
def flat(text: str) -> str:
    """Line breaks, tabs and odd blanks as plain blanks; same length, so that wrapped lines read like others."""
    for char in _BLANKS:
        if char in text:
            text = text.replace(char, " ")
    return text


@_remembered
def lower(text: str) -> str:
    """Lower case, same length, so that offsets stay."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@_remembered
def fold(text: str) -> str:
    """Lower case without accents, hyphens as spaces, straight apostrophes; same length."""
    low = lower(text)
    for char, plain in _ASCII_FOLDS if low.isascii() else _FOLDS:
        if char in low:
            low = low.replace(char, plain)
    return low


def pieces(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """The sentences, an overlong one (a table, a list without stops) in pieces cut at blanks; keeps work linear."""
    for sentence in sentences:
        text, start = sentence.text, 0
        while len(text) - start > _LONGEST:
            cut = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
            stop = cut + 1 if cut > 0 else start + _LONGEST
            yield _piece(sentence, start, stop)
            start = stop
        yield _piece(sentence, start, len(text)) if start else sentence


def _piece(sentence: Sentence, start: int, stop: int) -> Sentence:
    span = sentence.span
    part = Span(span.field, span.start + start, span.start + stop)
    return Sentence(part, sentence.text[start:stop], sentence.index, sentence.paragraph)


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around ``text[start:end]``: bounded by strong punctuation and by conjunctions that open a clause."""
    left, right = max(0, start - _REACH), min(len(text), end + _REACH)
    for match in _STOP.finditer(text, left, right):
        if match.end() <= start:
            left = match.end()
        elif match.start() >= end:
            right = match.start()
            break
    return trim(text, left, right)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """``start`` and ``end`` moved inwards over blanks, loose punctuation and opening conjunctions."""
    while end > start and (text[end - 1] in _TRIM or text[end - 1] == "."):
        end -= 1
    while start < end and text[start] in _TRIM:
        start += 1
    lead = _LEAD_WORDS.match(text, start, end)
    if lead and lead.end() < end:
        return trim(text, lead.end(), end)
    return start, end


def short(text: str, start: int, end: int, near: int) -> tuple[int, int]:
    """At most ``MAX_QUOTE`` characters of ``text[start:end]`` around offset ``near``, cut at blanks."""
    if end - start <= MAX_QUOTE:
        return start, end
    start = max(start, min(near - 40, end - MAX_QUOTE))
    cut = text.find(" ", start, near)
    start = cut + 1 if start and cut >= 0 else start
    stop = min(end, start + MAX_QUOTE)
    if stop < end:
        back = text.rfind(" ", near + 1, stop)
        stop = back if back > start else stop
    return start, stop


def last(pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """The last match of ``pattern`` in ``text[start:end]``."""
    found = None
    for match in pattern.finditer(text, start, len(text) if end is None else end):
        found = match
    return found


def noun_phrase(text: str, start: int, limit: int = 80) -> tuple[int, int]:
    """The words from ``start`` to where a noun phrase most likely ends, at most ``limit`` characters."""
    stop = min(len(text), start + limit)
    match = _NP_END.search(text, start, stop)
    if match:
        stop = match.start()
    elif stop < len(text):
        back = text.rfind(" ", start, stop)
        stop = back if back > start else stop
    return trim(text, start, stop)


def claim(sentence: Sentence, attribute: str, start: int, end: int, near: int, **fields: object) -> Claim:
    """A claim whose quote is ``sentence.text[start:end]``, shortened around ``near`` where it is too long."""
    start, end = short(sentence.text, start, end, near)
    offset = sentence.span.start
    span = Span(sentence.span.field, offset + start, offset + end)
    for key in ("value", "speaker"):
        words = fields.get(key)
        if isinstance(words, str):
            fields[key] = " ".join(words.split())
    return Claim(attribute, span, sentence.text[start:end], **fields)  # type: ignore[arg-type]
