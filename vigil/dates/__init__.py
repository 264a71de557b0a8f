"""Time expressions in English news, found with offsets and resolved against the publication date.

``find_times`` gives every expression in reading order; ``default_date`` says when a report without one happened.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from vigil.dates import absolute, reckoning, relative
from vigil.dates.calendar import Reference, reference
from vigil.dates.expressions import CORE, DATELINE, STOP, detail_of, words
from vigil.dates.scene import Prefix, Resolved, Scene
from vigil.records import UNKNOWN_DATE, DateRange, Span, TimeMention

__all__ = ["default_date", "find_times"]

_RULES: dict[str, Callable[[re.Match[str], Prefix, Scene], Resolved | None]] = {
    "numeric": absolute.numeric,
    "month_day": absolute.month_day,
    "day_month": absolute.month_day,
    "month": absolute.month,
    "weekday": relative.weekday,
    "weekday_abbreviated": relative.weekday_abbreviated,
    "nth": absolute.nth,
    "years": absolute.years,
    "decade": absolute.decade,
    "year": absolute.year,
    "anniversary": relative.anniversary,
    "ordinal": relative.ordinal,
    "day_number": relative.day_number,
    "frequency": relative.frequency,
    "day_word": relative.day_word,
    "count": relative.count,
    "modified": relative.modified,
    "weekend": relative.weekend,
    "season": absolute.season,
    "unit": relative.unit,
    "feast": absolute.feast,
    "nine_eleven": absolute.nine_eleven,
}
_KEPT = frozenset(
    words(
        "on in since until till during for over within through throughout across into enter enters entered entering"
    )
)
_WORD = re.compile(r"\w*\W?")
_HEAD = 400  # code points in which a dateline may stand


def find_times(text: str, published: str | None, field: str = "text") -> list[TimeMention]:
    """Every time expression of ``text`` in reading order; no two overlap and the longest reading wins.

    Args:
        text: the field as it is; offsets are code points into it.
        published: publication date, an ISO prefix ("2013", "2013-01", "2013-01-10"), or None.
        field: the name that the spans carry.

    A weekday needs the day of publication, which a dateline ("QUETTA, January 10 (Agency)") may give in its stead;
    without it the date is unknown.  No date is finer than the words are.
    """
    lower = text.lower()
    if len(lower) != len(text):  # a letter whose lower case is longer would shift every offset
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    known = reference(published)
    if known is None or not known.exact:
        known = _dateline(text, known) or known
    scene = Scene(text, lower, known, cased=lower != text and not text.isupper())
    ongoing: list[int] = []
    position = 0
    while match := CORE.search(lower, position):
        name, start = match.lastgroup or "", match.start()
        hyphenated = start > 0 and lower[start - 1] == "-" and lower[max(0, start - 4) : start] != "mid-"
        detail = None if hyphenated else detail_of(name).match(lower, start)
        prefix = scene.prefix(start)
        resolved = _RULES[name](detail, prefix, scene) if detail else None
        if resolved is None or detail is None:
            position = _WORD.match(lower, start).end()  # type: ignore[union-attr]  # always matches
            continue
        position = detail.end()
        resolved = _bounded(resolved, prefix, scene, detail.end())
        told = prefix.time or prefix.half or prefix.edge or prefix.prep in _KEPT
        begin = prefix.start if told else start
        if resolved.ongoing:
            ongoing.append(len(scene.found))
        span = Span(field, begin, detail.end())
        scene.found.append(
            TimeMention(span, text[begin : detail.end()], resolved.date, resolved.kind, resolved.days)
        )
    for index in ongoing:
        scene.found[index] = _ending_with_told_day(index, scene)
    return scene.found


def default_date(published: str | None) -> DateRange:
    """When something happened that a report tells without a time: on the day it appeared or the one before.

    A prefix gives its month or year; no date gives an unknown one.
    """
    known = reference(published)
    if known is None:
        return UNKNOWN_DATE
    if not known.exact:
        return DateRange(known.first.isoformat(), known.last.isoformat(), known.precision)
    return known.apply(lambda day: (day - timedelta(days=1), day, "days"))


def _bounded(resolved: Resolved, prefix: Prefix, scene: Scene, end: int) -> Resolved:
    """What "since" and "until" make of the point that follows them."""
    point = resolved.date
    if prefix.prep == "since" and resolved.kind in ("date", "weekday", "relative"):
        if scene.deed_after(end):
            return resolved  # "since the weekend bombing": when that was
        fine = point.precision in ("day", "days")
        kind = "duration" if fine else "span"
        if point.start is None or scene.reference is None:
            return Resolved(UNKNOWN_DATE, kind)
        start, last = date.fromisoformat(point.start), scene.reference.last
        if start > last:
            return Resolved(UNKNOWN_DATE, kind)
        length = (last - start).days + 1
        precision = "days" if fine or length < 60 else "year" if length <= 366 else "years"
        days = length if fine and scene.reference.exact else None
        return Resolved(DateRange(point.start, last.isoformat(), precision), kind, days)
    if prefix.prep in ("until", "till") and resolved.kind in ("date", "weekday", "relative"):
        today = (
            scene.reference.last.isoformat() if scene.reference and scene.reference.exact else "9999-12-31"
        )
        if (
            point.end
            and point.end >= today
            and point.precision in ("day", "days")
            and scene.future(prefix.start)
        ):
            return Resolved(DateRange(today, point.end, "days"), "duration")
        return Resolved(UNKNOWN_DATE, "duration")
    return resolved


def _ending_with_told_day(index: int, scene: Scene) -> TimeMention:
    """ "The third night" ends with the day that its sentence tells, if that is just before publication.

    The day of a deed ("over Friday's bombing") is not the day of what lasts.
    """
    mention, known = scene.found[index], scene.reference
    if known is None or not known.exact or not mention.days or mention.date.end is None:
        return mention
    for other in (index - 1, index + 1):
        if not 0 <= other < len(scene.found):
            continue
        near = scene.found[other]
        low, high = min(mention.span.end, near.span.end), max(mention.span.start, near.span.start)
        if (
            near.kind not in ("weekday", "relative", "date")
            or near.date.precision != "day"
            or not near.date.start
            or scene.deed_after(near.span.end)
        ):
            continue
        if high - low > 80 or STOP.search(scene.lower, low, high):
            continue
        end = date.fromisoformat(near.date.start)
        if 0 <= (known.last - end).days <= 3:
            found = Reference(end, end, "day").apply(reckoning.covering(mention.days))
            return TimeMention(mention.span, mention.text, found, mention.kind, mention.days)
    return mention


def _dateline(text: str, known: Reference | None) -> Reference | None:
    """The day of a dateline at the head of the text, where it names a year or the publication date's prefix does."""
    match = DATELINE.match(text, 0, _HEAD)
    if match is None:
        return None
    line = match.group("date").lower()
    base = known.last if known else None
    scene = Scene(line, line, Reference(base, base, "day") if base else None, cased=False)
    for name in ("day_month", "month_day"):
        detail = detail_of(name).fullmatch(line)
        if detail is None:
            year = re.fullmatch(r"(.*\D)(\d\d)", line)  # "9 jan 90" needs its bracket to be read as a year
            detail = detail_of(name).match(line + " (") if year and name == "day_month" else None
        if detail is None:
            continue
        resolved = absolute.month_day(detail, Prefix(0, "", "", "", "", ""), scene)
        if resolved and resolved.date.start and resolved.date.precision == "day":
            day = date.fromisoformat(resolved.date.start)
            if known is None or known.first <= day <= known.last:
                return Reference(day, day, "day")
    return None
