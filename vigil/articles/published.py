"""Publication dates: whatever form they come in, as an ISO prefix no finer than what was given."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, timedelta

REFUSED = "refused: in the future"

_FIRST_YEAR, _LAST_YEAR = 1800, 2200
_MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}
_NAMED = "|".join(sorted(_MONTHS, key=lambda name: (-len(name), name)))
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?=$|[T\sZ+]))?)?(?:$|[T\sZ+].*)", re.DOTALL)
_SLASHES = re.compile(r"(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2}))?(?!\d)")
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?\d{4,6})?Z?$")
_EPOCH = re.compile(r"(\d{10})(?:\.\d+|\d{3})?$")
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+({_NAMED})\.?,?[\s-]+(\d{{4}})\b", re.I
)
_MONTH_FIRST = re.compile(
    rf"\b({_NAMED})\.?[\s-]+(\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(\d{{4}})\b", re.I
)
_MONTH_ONLY = re.compile(rf"\b({_NAMED})\.?,?[\s-]+(\d{{4}})\b", re.I)
_NUMBERS = re.compile(r"\b(\d{1,2})([/.-])(\d{1,2})\2(\d{4})\b")


def prefix(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """``2013``, ``2013-01`` or ``2013-01-10``; None for what is no date of the calendar."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if month is None:
        return f"{year}"
    if not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year}-{month:02}"
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= calendar.monthrange(year, month)[1] else None


def parse(given: str | None) -> str | None:
    """A date as people and machines write it, as an ISO prefix; None where it cannot be read.

    Reads ISO dates and times, RFC 2822, seconds since 1970 (UTC), ``10 January 2013``, ``Jan. 10, 2013``,
    ``January 2013``.  The day is the one written: an hour and its zone are left aside.  In ``03/04/2013`` nobody can
    tell day from month, so the year is all it gives.
    """
    text = (given or "").strip()[:200]
    if not text:
        return None
    if found := _ISO.match(text):
        year, month, number = found.groups()
        return prefix(int(year), int(month) if month else None, int(number) if number else None)
    if (found := _DIGITS.match(text)) and (day := prefix(*map(int, found.groups()))):
        return day
    if found := _EPOCH.match(text):
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(found.group(1)))
        return moment.date().isoformat()
    if found := _SLASHES.match(text):
        year, month, number = found.groups()
        return prefix(int(year), int(month), int(number) if number else None)
    return in_words(text)


def in_words(text: str) -> str | None:
    """The first date in a line of words ("Posted on 10th January 2013 at 9 pm"), as a prefix."""
    if found := _DAY_FIRST.search(text):
        return prefix(int(found.group(3)), _MONTHS[found.group(2).lower()], int(found.group(1)))
    if found := _MONTH_FIRST.search(text):
        return prefix(int(found.group(3)), _MONTHS[found.group(1).lower()], int(found.group(2)))
    if found := _NUMBERS.search(text):
        first, second, year = int(found.group(1)), int(found.group(3)), int(found.group(4))
        if first > 12:
            return prefix(year, second, first)
        return prefix(year, first, second) if second > 12 or first == second else prefix(year)
    if found := _MONTH_ONLY.search(text):
        return prefix(int(found.group(2)), _MONTHS[found.group(1).lower()])
    return None


def latest_possible(retrieved: str | None) -> str:
    """The last day that a publication date may have: the day after retrieval, or after today where that is unknown."""
    day = parse(retrieved)
    base = date.fromisoformat(day) if day and len(day) == 10 else datetime.now(UTC).date()
    return (base + timedelta(days=1)).isoformat()


def choose(candidates: list[tuple[str, str | None]], latest: str) -> tuple[str | None, str | None]:
    """The first candidate (source, date prefix) that is not in the future, and its source.

    A date after ``latest`` is passed over; where it was all there is, the source says that it was refused.
    """
    refused = False
    for source, day in candidates:
        if day is None:
            continue
        if day > latest[: len(day)]:
            refused = True
            continue
        return day, source
    return None, REFUSED if refused else None


def doubt(given: str | None, day: str | None, retrieved: str | None) -> str | None:
    """What is wrong with a publication date that was given, in a sentence; None where it can be used, or none was given.

    ``day``: the date that the document has all the same.
    """
    parts = [part.strip() for part in (given or "").split(";") if part.strip()]
    found = [parse(part) for part in parts]
    latest = latest_possible(retrieved)
    if not parts or any(known is not None and known <= latest[: len(known)] for known in found):
        return None
    shown = "".join(c if c.isprintable() else " " for c in (given or "").strip()[:60]).strip()
    wrong = "lies in the future" if any(found) else "is no date of the calendar"
    kept = f"with {day} instead" if day else "without a date"
    return f"The publication date “{shown}” {wrong}: the document is kept {kept}. Write it as 2013-01-10."
