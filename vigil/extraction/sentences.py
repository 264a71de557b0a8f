"""Splits a text into paragraphs and sentences by punctuation, with offsets into the text as it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from vigil.records import Sentence, Span

# What ends in a full stop without ending a sentence: titles, ranks, months, company and place words, initials.
_ABBREVIATION = re.compile(
    r"""(?:^|[\s("'“‘\[-])
    (?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|Ste|Mt|Ft|Fr|Rev|Hon|Gov|Sen|Rep|Pres|Gen|Lt|Col|Maj|Capt|Cpt|Cmdr|Cdr|Sgt|Cpl|Pvt
      |Adm|Brig|Insp|Supt|Det|Dept|Dist|Asst|Atty|No|Nos|vs|v|Co|Corp|Inc|Ltd|Bros|Ave|Blvd|Rd|Hwy|Jan|Feb|Mar|Apr
      |Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun|approx|est|e\.g|i\.e|cf|al|et
      |p|pp|Art|Sec|Al|Md|Mohd|Smt|Sh|Pt|Ph\.D|(?:[A-Za-z]\.)*[A-Za-z])\.$""",
    re.VERBOSE,
)
_CLOCK = re.compile(r"\d\s?[ap]\.m\.$|\b[ap]\.m\.$", re.IGNORECASE)
_COUNTRY = re.compile(r"\b(?:U\.S|U\.K|U\.N|U\.S\.A|D\.C|E\.U)\.$")
_BREAK = re.compile(r"""[.!?…]+["'”’»)\]]*(?=\s|$)|\n[ \t]*\n\s*|\n(?=\s*[-•*–—]\s)""")
# A line break inside running text is a wrap; a line that is short and unpunctuated is a heading or a list item.
_LINE = re.compile(r"\n(?!\s*\n)")
_STARTS = re.compile(r"""\s*["'“‘«(\[-]*\s*[A-Z0-9À-ÖØ-ÞĀ-Ž#@\u0400-\u042F\u0600-\u06FF]""")


def split(text: str, field: str = "text") -> list[Sentence]:
    """Sentences of ``text`` in order; every offset refers to ``text`` unchanged.

    A full stop ends a sentence unless an abbreviation, an initial or a clock time stands before it or a
    lower-case word after it; an empty line always does, and so does a line break after a heading.
    """
    out: list[Sentence] = []
    start, paragraph = 0, 0
    for stop, new_paragraph in _breaks(text):
        _add(out, text, start, stop, field, paragraph)
        start = stop
        paragraph += new_paragraph
    _add(out, text, start, len(text), field, paragraph)
    return out


def holding(span: Span, sentences: Sequence[Sentence]) -> int | None:
    """Position of the sentence that ``span`` begins in; ``sentences`` are those of the title, then of the text."""
    key = (span.field != "title", span.start)
    at = bisect_right(sentences, key, key=lambda s: (s.span.field != "title", s.span.start)) - 1
    if at < 0 or sentences[at].span.field != span.field or span.start >= sentences[at].span.end:
        return None
    return at


def _add(out: list[Sentence], text: str, start: int, stop: int, field: str, paragraph: int) -> None:
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    if stop > start:
        out.append(Sentence(Span(field, start, stop), text[start:stop], len(out), paragraph))


def _breaks(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    last = len(text.rstrip())
    for match in _BREAK.finditer(text):
        mark = match.group()
        if "\n" in mark:
            found.append((match.end(), 1))
            continue
        end = match.end()
        if not _STARTS.match(text, end) and end < last:
            continue
        if mark[0] == "." and len(mark) == 1:
            head = text[max(0, match.start() - 14) : match.start() + 1]
            if _CLOCK.search(head) or _COUNTRY.search(head):
                following = text[end : end + 30].split()
                # "at 9 a.m. Police said" is rare beside "at 9 a.m. Friday": break only before a word that opens sentences
                if not following or following[0] not in _OPENERS:
                    continue
            elif _ABBREVIATION.search(head):
                continue
        found.append((end, 0))
    for match in _LINE.finditer(text):  # headings: a short line without end punctuation before a capital
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()].rstrip()
        heading = (
            len(before) < 70 and before[-1:] not in tuple(".,;:!?-–—") and _STARTS.match(text, match.end())
        )
        if before and (heading or before[-1] in '.!?”"'):
            found.append((match.end(), 1))
    found.sort()
    return found


_OPENERS = frozenset(
    "The A An It He She They We I In On At But And Police Officials Officers Authorities Two Three Four Five Six No This "
    "That These Those There When While After Before Witnesses".split()
)
