"""When a step was taken or a relation held, as far as the words beside it say; the day of a report says nothing of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vigil.periods import words_of
from vigil.records import Sentence, TimeMention

Moments = list[tuple[int, int, TimeMention]]

_DAY_OF_DEED = re.compile(
    r"\b(?:after|before|since|until|following|over|for|of|the|in connection with|till|by)\s(?:the\s|an?\s)?$",
    re.IGNORECASE,
)
_SAID_ON = re.compile(
    r"\b(?:said|says|told|announced|stated|confirmed|reported|added|spoke)\b[^.;,]{0,30}$", re.IGNORECASE
)
_SAID_LAST = re.compile(r"\b(?:said|told reporters|announced|confirmed|reported)\s$")
_OTHER_DEED = re.compile(
    r"\b(?:shoot\w*|attack\w*|kill\w*|murder\w*|(?<!to )death|died|shot|bomb\w*|blasts?|explo\w*|robb\w*|stabb\w*|slaying|massacre|incident|after|before"
    r"|since|when|who)\b"
)
_DEED_AFTER = re.compile(r"\s(?:attack|bombing|blast|killing|shooting|massacre|protest|raid)")


def moments(sentence: Sentence, times: Sequence[TimeMention]) -> Moments:
    """The times that stand in a sentence, with their offsets in it."""
    base = sentence.span.start
    return [
        (t.span.start - base, t.span.end - base, t)
        for t in times
        if t.span.field == sentence.span.field and base <= t.span.start < sentence.span.end
    ]


def when(text: str, times: Moments, begin: int, end: int, left: int, right: int) -> str | None:
    """When what stands at ``begin`` to ``end`` of the clause from ``left`` to ``right`` happened: "2008", "2007..2008".

    The nearest time of the clause, or one that opens the sentence; not the day on which somebody said so, nor that of a
    deed that it answers ("over Friday's bombing").  None: the words do not say.
    """
    best: tuple[int, TimeMention] | None = None
    for start, stop, time in times:
        date = time.date
        if time.kind not in ("date", "relative", "weekday") or date.start is None or date.end is None:
            continue
        opening = start < 3 or (stop <= left and not text[:start].strip(' ,“"'))
        if not opening and not left <= start < right:
            continue
        if text[stop : stop + 2] in ("'s", "’s") or _DAY_OF_DEED.search(text, max(0, start - 30), start):
            continue
        if (
            _SAID_LAST.search(text, max(0, start - 20), start)
            or stop <= begin
            and _SAID_ON.search(text, max(0, start - 50), start)
        ):
            continue
        if _DEED_AFTER.match(text, stop):
            continue
        if start >= end and _OTHER_DEED.search(text, end, start):
            continue
        far = abs(start - end if start >= end else begin - stop)
        if best is None or far < best[0]:
            best = far, time
    return words_of(best[1].date.start or "", best[1].date.end or "") if best else None
