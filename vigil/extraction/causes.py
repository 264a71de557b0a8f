"""What an incident is said to answer: "in protest against the killing of nine miners", "to avenge Sunday's raid"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from vigil import codebook
from vigil.extraction import grammar
from vigil.extraction.phrasebook import Gate, Phrasebook
from vigil.records import Claim, Sentence

_GATE = Gate(
    "protest|denounc|condemn|mourn|decr|commemorat|demonstrat|rall|march|sit-in|strike|vigil|gather|dharna|riot|unrest|"
    "shutdown|blockade|procession|walkout|boycott|respon|react|wake of|aftermath|solidarity|anger|outrage|grief|"
    "prompted|trigger|spark|provok|set off|touched off|ignit|caused|spurred|fur|enrag|against|over|because|due to|"
    "following|after|retaliat|reveng|repris|veng|bow|giv|gave|yield|cave|conced|acced|accept|met |meeting|grant|agree|"
    "approved|deal|demand"
)
_REACH = 90  # characters in which what is answered must be named
# of what is to come or is only wished for nothing can be said
_NOT_YET = re.compile(
    r"\b(?:will|would|vow\w*|threat\w*|promis\w*|pledg\w*|plan\w*|call\w* for|should|must|may|might|could|refus\w+|warn\w*|if|not|never)\s(?:[\w-]+\s){0,3}$"
)
# another sentence part, or people who are sought, stand between the tie and what is named
_ELSE = re.compile(
    r"[.,;:!?]\s|\b(?:those|anyone|everyone|who|people|men) (?:behind|responsible|in|at|from)\b|\b(?:was|were|is|are|has|had|have|coverage|reporting)\b"
)


@cache
def _book() -> Phrasebook:
    data = codebook.load("causes")
    return Phrasebook(
        ((kind, words) for kind, row in data["cues"].items() for words in row), tail=r"(?=\s|$|(?<=\s))"
    )


@cache
def _answered() -> re.Pattern[str]:
    words = codebook.load("causes")["answered"].values()
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?![\w-])", re.IGNORECASE)


def find_causes(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims ``cause`` in order: value the words for what is answered, detail the type of link.

    Types of link and their words are those of ``codebook/causes.yaml``; the quote begins with the tie.
    """
    out: list[Claim] = []
    for sentence in grammar.pieces(sentences):
        text = grammar.flat(sentence.text)
        low = grammar.lower(text)
        if not _GATE(low):
            continue
        for start, end, kind in _book().find(low):
            if _NOT_YET.search(low, max(0, start - 40), start):
                continue
            begin = end + (low[end : end + 1] == " ")
            named = _answered().search(low, begin, begin + _REACH)
            if named is None or _ELSE.search(low, begin, named.start() + 1):
                continue
            _, stop = grammar.clause(text, named.start(), named.end())
            comma = text.find(", ", named.end(), stop)
            stop = comma if comma > 0 else stop
            if stop > named.end() + _REACH:
                stop = max(text.rfind(" ", named.end(), named.end() + _REACH), named.end())
            first, last = grammar.trim(text, begin, max(stop, named.end()))
            out.append(
                grammar.claim(sentence, "cause", start, last, start, value=text[first:last], detail=kind)
            )
    return out
