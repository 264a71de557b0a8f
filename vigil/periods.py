"""Periods and units of time: what was asked for, cut into months, quarters or years."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from vigil.errors import UsageError

UNITS = {"month": "1mo", "quarter": "1q", "year": "1y"}  # a unit, and polars' word for it
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def __str__(self) -> str:
        return f"{self.start} to {self.end}"

    def holds(self, other: Period) -> bool:
        """Whether all of another period lies in it."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Period) -> bool:
        """Whether they have a day in common."""
        return self.start <= other.end and other.start <= self.end


def period(words: str) -> Period:
    """``2013``, ``2013-01``, ``2013-01-10``, or two of them with two dots between: ``2012-07..2013-01``.

    Raises UsageError, with the forms that are understood, for anything else.
    """
    first, dots, last = words.partition("..")
    try:
        found = Period(_bounds(first).start, _bounds(last if dots else first).end)
    except ValueError:
        raise UsageError(
            f"{words} is no period: write 2013, 2013-01, 2013-01-10, or two of them as in 2012-07..2013-01."
        ) from None
    if found.end < found.start:
        raise UsageError(f"The period {words} ends before it begins: write the earlier date first.")
    return found


def _bounds(text: str) -> Period:
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        raise ValueError(text)
    start = date.fromisoformat((text + "-01-01")[:10])
    if len(text) == 4:
        return Period(start, date(start.year, 12, 31))
    if len(text) == 7:
        return Period(start, date(start.year, start.month, calendar.monthrange(start.year, start.month)[1]))
    return Period(start, start)


def date_prefix(given: str | None) -> str | None:
    """A day, month or year, checked.  Raises UsageError for what is none."""
    if given is None:
        return None
    try:
        if not re.fullmatch(r"\d{4}(-\d\d){0,2}", given):
            raise ValueError
        date.fromisoformat((given + "-01-01")[:10])
    except ValueError:
        raise UsageError(f"{given} is no date: write 2013, 2013-01 or 2013-01-10.") from None
    return given


def first_day(day: date, unit: str) -> date:
    """The day on which the unit of ``day`` begins."""
    months = _MONTHS[unit]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def unit_of(day: date, unit: str) -> Period:
    """The whole unit that ``day`` lies in."""
    start = first_day(day, unit)
    months = start.month - 1 + _MONTHS[unit]
    year, month = start.year + months // 12, months % 12 + 1
    # Nothing begins after the last day that the calendar has.
    return Period(start, date(year, month, 1) - timedelta(days=1) if year <= date.max.year else date.max)


def units(asked: Period, unit: str) -> Iterator[Period]:
    """The units of a period in order, the first and last cut to it."""
    start = asked.start
    while True:
        whole = unit_of(start, unit)
        yield Period(start, min(whole.end, asked.end))
        if whole.end >= asked.end:
            return
        start = whole.end + timedelta(days=1)


def label(day: date, unit: str) -> str:
    """How a unit reads: ``2013-01``, ``2013-Q1``, ``2013``."""
    if unit == "month":
        return f"{day.year:04}-{day.month:02}"
    if unit == "quarter":
        return f"{day.year:04}-Q{(day.month - 1) // 3 + 1}"
    return f"{day.year:04}"


def joined(found: Iterable[Period]) -> tuple[Period, ...]:
    """The same days as periods that are apart, in order; two that follow each other at once become one."""
    apart: list[Period] = []
    for part in sorted(found):
        if apart and part.start.toordinal() <= apart[-1].end.toordinal() + 1:
            apart[-1] = Period(apart[-1].start, max(apart[-1].end, part.end))
        else:
            apart.append(part)
    return tuple(apart)


def days_of(part: Period, holes: Iterable[Period]) -> int:
    """How many days of a period lie in ``holes``, which are apart."""
    return sum(
        (min(part.end, hole.end) - max(part.start, hole.start)).days + 1 for hole in holes if part.meets(hole)
    )


def words_of(start: str, end: str) -> str:
    """Two full ISO days in the shortest words that `period` reads: ``2013-01-10``, ``2013-01``, ``2013``, ``2012..2013``.

    What runs over months or years by other days than their first and last is given as fine as its length: a stretch of
    more than two months by its years, of more than two weeks by its months, a shorter one by its days.
    """
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    days = (last - first).days
    size = 10 if days <= 14 else 7 if days <= 62 else 4
    return start[:size] if start[:size] == end[:size] else f"{start[:size]}..{end[:size]}"
