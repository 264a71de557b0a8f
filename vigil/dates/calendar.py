"""Day arithmetic: what is known of the publication day, and how far a day is from it.

A publication date may be a prefix ("2013-01").  It then stands for every day that it covers, and a relative expression
resolves to all the days that it could mean from any of them.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from vigil.records import UNKNOWN_DATE, DateRange

COARSENESS = ("day", "days", "week", "month", "season", "year", "years", "unknown")
WIDEST = 366  # days: a prefix that leaves more open than this says nothing

Days = tuple[date, date, str]  # first day, last day, precision
Rule = Callable[[date], Days | None]


@dataclass(frozen=True, slots=True)
class Reference:
    """The days on which a text may have been published, and the precision of that knowledge."""

    first: date
    last: date
    precision: str  # day | month | year

    @property
    def exact(self) -> bool:
        """Whether the day itself is known."""
        return self.first == self.last

    def apply(self, rule: Rule) -> DateRange:
        """What ``rule`` gives from this reference; the hull over all its days when only a prefix is known."""
        try:
            early = rule(self.first)
            late = early if self.exact else rule(self.last)
        except (OverflowError, ValueError):  # before year 1 or after year 9999
            return UNKNOWN_DATE
        if early is None or late is None:
            return UNKNOWN_DATE
        if early == late:
            return as_range(early)
        start, end = min(early[0], late[0]), max(early[1], late[1])
        if (end - start).days > WIDEST and early[2] not in ("year", "years"):
            return UNKNOWN_DATE
        return as_range((start, end, max(early[2], self.precision, key=COARSENESS.index)))


def reference(published: str | None) -> Reference | None:
    """The days that a date prefix covers; None for no date or for something that is none."""
    if not published:
        return None
    parts = published[:10].split("-")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts[0]) != 4:
        return None
    try:
        numbers = [int(part) for part in parts]
        if len(numbers) == 1:
            return Reference(date(numbers[0], 1, 1), date(numbers[0], 12, 31), "year")
        if len(numbers) == 2:
            return Reference(*month(numbers[0], numbers[1]))
        day = date(numbers[0], numbers[1], numbers[2])
        return Reference(day, day, "day")
    except ValueError:
        return None


def as_range(days: Days) -> DateRange:
    """The record of a first day, a last day and a precision."""
    return DateRange(days[0].isoformat(), days[1].isoformat(), days[2])


def one(day: date) -> Days:
    """A single day."""
    return day, day, "day"


def between(first: date, last: date, precision: str = "days") -> Days | None:
    """Two bounds, None when they are the wrong way round."""
    return (first, last, precision) if first <= last else None


def month(year: int, number: int) -> Days:
    """A calendar month."""
    return date(year, number, 1), date(year, number, monthrange(year, number)[1]), "month"


def year(number: int) -> Days:
    """A calendar year."""
    return date(number, 1, 1), date(number, 12, 31), "year"


def back(day: date, days: int) -> date:
    """``days`` earlier (negative: later)."""
    return day - timedelta(days=days)


def months_back(day: date, months: int) -> date:
    """``months`` earlier, on the same day of the month or the last one that the month has."""
    index = day.year * 12 + day.month - 1 - months
    target, number = divmod(index, 12)
    return date(target, number + 1, min(day.day, monthrange(target, number + 1)[1]))


def past_weekday(day: date, weekday: int, same: bool = True) -> date:
    """The latest ``weekday`` (Monday is 0) up to ``day``; ``same`` False: strictly before it."""
    gap = (day.weekday() - weekday) % 7
    return back(day, gap if gap or same else 7)


def next_weekday(day: date, weekday: int) -> date:
    """The first ``weekday`` strictly after ``day``."""
    return back(day, -((weekday - day.weekday() - 1) % 7 + 1))


def week_of(day: date) -> tuple[date, date]:
    """The week of ``day``, from the Sunday before its Monday to its Sunday: both habits of counting are inside."""
    monday = back(day, day.weekday())
    return back(monday, 1), back(monday, -6)
