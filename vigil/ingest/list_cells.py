"""Cells of a list as what they say: dates in the forms that people write, figures with their bounds, coordinates.

Nothing is guessed: a date that can be read two ways, or a figure that is none, raises ValueError with a sentence.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from vigil import codebook
from vigil.records import DateRange, Toll

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
ORDERS = (DAY_FIRST, MONTH_FIRST)
YEARS = range(1900, 2101)  # outside, a year is a slip of the pen
RULE = "as the list has it"

_NAMES = "january february march april may june july august september october november december".split()
_MONTHS = (
    {name: n for n, name in enumerate(_NAMES, 1)}
    | {name[:3]: n for n, name in enumerate(_NAMES, 1)}
    | {"sept": 9}
)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T ].*)?)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: \d.*)?")
_WORDS = re.compile(
    r"(?:[a-z]+day,? )?(?:(\d{1,2})(?:st|nd|rd|th)?[ -])?([a-z]+)\.?(?:[ -](\d{1,2})(?:st|nd|rd|th)?)?,?[ -](\d{4})"
)
_AROUND = 3  # days on either side of one that stands for its week


def order_of(cells: Iterable[str]) -> tuple[str | None, bool]:
    """(order of day and month that these dates show, whether any of them needs it).

    Raises ValueError where some can only be read one way and others only the other.
    """
    shown: set[str] = set()
    needed = False
    for cell in cells:
        found = _NUMBERS.fullmatch(cell.strip())
        if found:
            first, second = int(found[1]), int(found[2])
            needed |= first != second
            if first > 12 >= second:
                shown.add(DAY_FIRST)
            elif second > 12 >= first:
                shown.add(MONTH_FIRST)
    if len(shown) > 1:
        raise ValueError("some of its dates begin with the day and others with the month")
    return (shown.pop() if shown else None), needed


@lru_cache(maxsize=65536)
def parse_date(cell: str, order: str | None) -> DateRange:
    """2013-01-10 (a time after it is dropped), 20130110, 2013-01, 2013, 10/01/2013 in a known order, 10 January 2013."""
    text = " ".join(cell.split())
    if found := _COMPACT.fullmatch(text) or _ISO.fullmatch(text):
        return _days(int(found[1]), int(found[2]), int(found[3]) if found[3] else None, text)
    if re.fullmatch(r"\d{4}(?:\.0)?", text):
        return _days(int(text[:4]), None, None, text)
    if found := _NUMBERS.fullmatch(text):
        first, second = int(found[1]), int(found[2])
        if order is None and first != second:
            raise ValueError(f"The date {text} can be read two ways.")
        day, month = (second, first) if order == MONTH_FIRST else (first, second)
        return _days(int(found[3]), month, day, text)
    if found := _WORDS.fullmatch(text.casefold()):
        month_name = found[2]
        if month_name in _MONTHS and not (found[1] and found[3]):
            day_cell = found[1] or found[3]
            return _days(int(found[4]), _MONTHS[month_name], int(day_cell) if day_cell else None, text)
    raise ValueError(f"“{_shown(text)}” is no date: write it as 2013-01-10." if text else "It has no date.")


def _days(year: int, month: int | None, day: int | None, text: str) -> DateRange:
    if year not in YEARS:
        raise ValueError(f"The date {text} has the year {year}.")
    try:
        if month is None:
            return DateRange(f"{year}-01-01", f"{year}-12-31", "year")
        if day is None:
            last = calendar.monthrange(year, month)[1]
            return DateRange(f"{year}-{month:02}-01", f"{year}-{month:02}-{last}", "month")
        whole = date(year, month, day).isoformat()
    except (ValueError, calendar.IllegalMonthError):
        raise ValueError(f"There is no day {text} in the calendar.") from None
    return DateRange(whole, whole, "day")


def widened(when: DateRange, precision: str) -> DateRange:
    """A day as wide as the list says that it stands for: the days around it for a week, its month or year."""
    if when.precision != "day" or precision == "day" or when.start is None:
        return when
    day = date.fromisoformat(when.start)
    if precision in ("week", "days"):
        around = timedelta(days=_AROUND)
        return DateRange((day - around).isoformat(), (day + around).isoformat(), "week")
    if precision == "month":
        return _days(day.year, day.month, None, when.start)
    return _days(day.year, None, None, when.start)


def spanning(first: DateRange, last: DateRange, precision: str) -> DateRange:
    """From the first day of one date to the last of another.  Raises ValueError where it ends before it begins."""
    assert first.start and last.end
    if last.end < first.start:
        raise ValueError(f"It ends ({last.end}) before it begins ({first.start}).")
    if first.start == last.end:
        return DateRange(first.start, last.end, "day")
    return DateRange(first.start, last.end, "days" if precision == "day" else precision)


# ---------------------------------------------------------------- figures

_NUMBER = r"(\d{1,3}(?:[,  ]\d{3})+|\d+)(?:[.,]0+)?"
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"{_NUMBER}"), "exact"),
    (re.compile(rf"(?:at least|minimum|min\.?|>=|≥|no fewer than|no less than) ?{_NUMBER}|{_NUMBER} ?(?:\+|or more|at least)"), "at least"),
    (re.compile(rf"(?:more than|over|>|above) ?{_NUMBER}"), "more than"),
    (re.compile(rf"(?:up to|at most|max\.?|maximum|<=|≤) ?{_NUMBER}"), "up to"),
    (re.compile(rf"(?:about|around|approx\.?|approximately|some|ca\.?|c\.|~|nearly|almost) ?{_NUMBER}"), "about"),
)  # fmt: skip
_ROUGH = ("dozens", "scores", "hundreds", "thousands")  # qualifiers of their own in what reports say
_BETWEEN = re.compile(rf"(?:between |from )?{_NUMBER} ?(?:-|–|—|to|and) ?{_NUMBER}")


@lru_cache(maxsize=65536)
def parse_count(cell: str, european: bool = False) -> Toll | None:
    """A count of people with its bounds; None where the cell says that nobody knows.

    ``european``: a point parts thousands, as in files with semicolons.  Raises ValueError for what is no count.
    """
    text = " ".join(cell.casefold().replace(" ", " ").split())
    book = codebook.load("lists")
    if text in book["unknown"]:
        return None
    if european:
        text = re.sub(r"(?<=\d)\.(?=\d{3}\b)", "", text)
    if text in book["rough"]:
        low, high = book["rough"][text]
        return _toll(low, low, high) if low is not None else None
    for pattern, form in _FORMS:
        if found := pattern.fullmatch(text):
            number = int(re.sub(r"\D", "", next(g for g in found.groups() if g)))
            return _bounded(number, form)
    if found := _BETWEEN.fullmatch(text):
        low, high = (int(re.sub(r"\D", "", group)) for group in found.groups())
        if low <= high:
            return _toll(low, low, high)
    raise ValueError(f"“{_shown(cell)}” is no number of people.")


def put_as(cell: str, european: bool = False) -> str | None:
    """How a cell puts its count: exact, at least, more than, up to, about, between, or the word it uses (dozens ...).

    None where it says that nobody knows.  Raises ValueError for what is no count.
    """
    toll = parse_count(cell, european)
    if toll is None:
        return None
    text = " ".join(cell.casefold().split())
    if text in codebook.load("lists")["rough"]:
        return "exact" if toll.low == toll.high else text if text in _ROUGH else "at least"
    if european:
        text = re.sub(r"(?<=\d)\.(?=\d{3}\b)", "", text)
    return next((form for pattern, form in _FORMS if pattern.fullmatch(text)), "between")


def _bounded(number: int, form: str) -> Toll:
    if form == "at least":
        return _toll(number, number, None)
    if form == "more than":
        return _toll(number + 1, number + 1, None)
    if form == "up to":
        return _toll(None, number, number)
    if form == "about":
        return _toll(number * 9 // 10, number, -(-number * 11 // 10))
    return _toll(number, number, number)


def _toll(low: int | None, best: int | None, high: int | None) -> Toll:
    return Toll(low, best, high, "listed", RULE)


def joined_count(best: Toll | None, low: Toll | None, high: Toll | None) -> Toll | None:
    """One figure with its bounds from the columns of a list.  Raises ValueError where they contradict each other."""
    if best is None and low is None and high is None:
        return None
    bottom = low.low if low else best.low if best and not high else best.best if best else None
    top = high.high if high else best.high if best and not low else best.best if best else None
    middle = best.best if best else bottom if bottom is not None else top
    if bottom is not None and top is not None and bottom > top:
        raise ValueError(f"Its lowest figure ({bottom}) is above its highest ({top}).")
    if middle is not None:
        bottom = None if bottom is None else min(bottom, middle)
        top = None if top is None else max(top, middle)
    return _toll(bottom, middle, top)


def parse_degrees(cell: str, most: float) -> float | None:
    """A coordinate in degrees, with a point or a comma; None where it is empty.  Raises ValueError beyond ``most``."""
    text = cell.strip()
    if text.casefold() in codebook.load("lists")["unknown"]:
        return None
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"“{_shown(text)}” is no coordinate in degrees.") from None
    if not abs(value) <= most:  # nan too
        raise ValueError(f"The coordinate {_shown(text)} lies beyond {most:g} degrees.")
    return value


def _shown(text: str) -> str:
    """A cell for a message: short and printable."""
    shown = "".join(c if c.isprintable() else " " for c in text[:60])
    return shown + "…" * (len(text) > 60)
