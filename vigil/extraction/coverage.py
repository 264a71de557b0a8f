"""What reports say of coverage itself: that little was told, that something else was told instead, that a tag was trending."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from vigil import codebook
from vigil.extraction import grammar
from vigil.extraction.phrasebook import Gate, Phrasebook
from vigil.records import Claim, Sentence

_GATE = Gate(
    "coverage|attention|airtime|publicity|media|press|channels|newspapers|broadcasters|television|cameras|headlines|"
    "airwaves|overshadowed|eclipsed|drowned|crowded|trend|viral"
)
# attention and channels of another sort, and overshadowing without the press, are not about coverage
_MEDICAL = re.compile(
    r"\b(?:medical|urgent|immediate|doctors?|health|insurance|cell(?:ular)?|phone|network|signal)\b"
)
_MEDIA = re.compile(
    r"\b(?:media|press|coverage|news\w*|channels?|television|tv|twitter|facebook|online|social|headlines|broadcast\w*|#\w+|hashtags?|airtime)\b"
)
_RIVAL = re.compile(r"\s(?:an?\s|the\s)?")


@cache
def _book() -> Phrasebook:
    rows = codebook.load("coverage").items()
    return Phrasebook((kind, words) for kind, row in rows for words in row)


def find_coverage(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims ``coverage`` in order: value the words, detail "lacking", "elsewhere" or "great" (codebook/coverage.yaml).

    Of "elsewhere" the addressee is what was told instead, as written.
    """
    out: list[Claim] = []
    for sentence in grammar.pieces(sentences):
        text = grammar.flat(sentence.text)
        low = grammar.lower(text)
        if not _GATE(low):
            continue
        for start, end, kind in _book().find(low):
            left, right = grammar.clause(text, start, end)
            if not _MEDIA.search(low, left, right) or _MEDICAL.search(low, left, right):
                continue
            instead = None
            if kind == "elsewhere":
                gap = _RIVAL.match(text, end)
                first, last = grammar.noun_phrase(text, gap.end() if gap else end)
                rest = _named(text, last)
                instead = text[first:rest] if rest > first else None
                right = max(right, rest)
            first, last = grammar.trim(text, left, right)
            out.append(
                grammar.claim(
                    sentence, "coverage", first, last, start,
                    value=text[first:last], detail=kind, addressee=instead,
                )
            )  # fmt: skip
    return out


_APPOSED = re.compile(
    r", (?:the|a|an) (?:[“\"][^”\"]{1,40}[”\"](?: (?:by|of|in) [\w’'-]+(?: [A-Z][\w’'-]+)*)?|[\w’'-]+(?: [\w’'-]+){0,2}(?=[,.;]))"
)


def _named(text: str, end: int) -> int:
    """Where the name that is put beside a description ends: "a concurrent event, the “long march” by a cleric"."""
    more = _APPOSED.match(text, end)
    return more.end() if more else end
