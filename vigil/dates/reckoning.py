"""From a day to the days that a relative expression means: each function gives a rule, day -> first, last, precision."""

from __future__ import annotations

from datetime import date, timedelta

from vigil.dates import calendar
from vigil.dates.calendar import Days, Rule, back, months_back
from vigil.dates.expressions import UNITS


def period(which: str, base: str, coming: bool, part: str) -> Rule:
    """The calendar week, month, year or decade that "last", "this", "earlier this" or "next" picks."""
    shift = 0
    if which.endswith("last"):
        shift = 1
    elif which in ("next", "coming"):
        shift = -1

    def rule(day: date) -> Days | None:
        if base == "week":
            start, end = calendar.week_of(back(day, 7 * shift))
        elif base == "month":
            then = months_back(day.replace(day=1), shift)
            start, end, _ = calendar.month(then.year, then.month)
            if part in ("early", "beginning", "start"):
                end = start.replace(day=12)
            elif part in ("late", "end"):
                start = start.replace(day=18)
        elif base == "year":
            start, end, _ = calendar.year(day.year - shift)
            if part in ("late", "end"):
                start = start.replace(month=9)
            elif part in ("early", "beginning", "start"):
                end = date(start.year, 4, 30)
        else:
            first = day.year // 10 * 10 - 10 * shift
            start, end = date(first, 1, 1), date(first + 9, 12, 31)
        precision = "years" if base == "decade" else base
        if shift == 0:
            return (
                calendar.between(max(start, day), max(end, day), precision)
                if coming
                else (min(start, day), min(end, day), precision)
            )
        return start, (min(end, back(day, 1)) if shift > 0 else end), precision

    return rule


def since(base: str, low: int, high: int) -> Rule:
    """The last ``high`` units up to the publication day."""

    def rule(day: date) -> Days | None:
        if base == "decade":
            return calendar.between(months_back(day, 120 * high), day, "years")
        if base == "year":
            return calendar.between(months_back(day, 12 * high), day, "year" if high == 1 else "years")
        if base == "month":
            return calendar.between(
                months_back(day, high), day, "month" if high == 1 else "year" if high < 12 else "years"
            )
        days = length(high, base) or 1
        return calendar.between(back(day, days), day, "week" if base == "week" and high == 1 else "days")

    return rule


def ago(base: str, low: int, high: int, about: bool) -> Rule:
    """``low`` to ``high`` units before; a coarse unit keeps half a unit of doubt on either side."""

    def rule(day: date) -> Days | None:
        if base in ("minute", "hour"):
            return calendar.between(back(day, max(1, -(-high // 24) if base == "hour" else 1)), day)
        slack = timedelta(days=max(1, high // 5) if about else 0)
        last_possible = back(day, 1)
        if base in ("day", "night"):
            start, end = back(day, high) - slack, back(day, low) + slack
            precision = "day" if start == end else "days"
        elif base in ("week", "fortnight"):
            width = UNITS[base]
            start, end = back(day, width * high + 3) - slack, back(day, width * low - 3) + slack
            precision = "week" if low == high else "month"
        elif base == "month":
            start, end = back(months_back(day, high), 15), back(months_back(day, low), -15)
            precision = "month" if low == high else "year"
        else:
            step = 12 if base == "year" else 120
            start = back(months_back(day, step * high), step * 15)
            end = back(months_back(day, step * low), -step * 15)
            precision = "year" if low == high and base == "year" else "years"
        return calendar.between(start, min(end, last_possible) if high else day, precision)

    return rule


def anniversary(base: str, number: int) -> Rule:
    """The day ``number`` units before, within half a month or, of years, a month and a half."""

    def rule(day: date) -> Days | None:
        then = months_back(day, number * (12 if base == "year" else 1))
        slack = 15 if base == "month" else 45
        return calendar.between(
            back(then, slack), min(back(then, -slack), day), "month" if slack == 15 else "year"
        )

    return rule


def covering(days: int) -> Rule:
    """The ``days`` that end with the day counted from."""
    return lambda day: (back(day, days - 1), day, "day" if days == 1 else "days")


def length(number: int | None, base: str) -> int | None:
    """Days of a duration; None for less than a day and for a vague number."""
    if number is None or base == "minute" or (base == "hour" and number < 24):
        return None
    return -(-number // 24) if base == "hour" else number * UNITS[base]
