"""Rules for expressions that name a day, a month, a year or a feast.

Each rule takes the match of its pattern, the words before it and the scene, and gives what it resolves to or None
where the words are no time at all ("killed 2003 people", "they may", "the march").
"""

from __future__ import annotations

import re
from datetime import date

from vigil.dates import calendar
from vigil.dates.calendar import Days
from vigil.dates.expressions import MONTH_NAMES, MONTHS, NUMBERS, SEASONS
from vigil.dates.scene import Prefix, Resolved, Scene
from vigil.records import UNKNOWN_DATE, DateRange

_TOLERANCE = 5  # days after publication up to which "January 14" is this year's without a word of plans
_LOOSE = frozenset({"may", "march", "mar"})  # also a verb and a demonstration
_FIRST_NAMES = frozenset({"april", "june", "august"})
_TIME_PREPS = frozenset(
    {"in", "since", "until", "till", "by", "from", "during", "before", "after", "between", "through"}
)
_YEAR_PREPS = _TIME_PREPS | {"of", "throughout", "within", "around"}
_HIJACKING = re.compile(r"[^\S\n]{0,2}\s(?:terror(?:ist)?\s)?(?:attacks|hijack|terror)")


def numeric(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """2013-01-10, 23/08/2018; where day and month cannot be told apart only the year is kept."""
    raw = m.group()
    if len({c for c in raw if c in "-/."}) > 1:
        return None
    a, b, c = (int(m.group(n)) for n in "abc")
    if len(m.group("a")) == 4 and len(m.group("c")) == 2:
        return _day(a, b, c)
    if len(m.group("c")) != 4 or not 1800 <= c <= 2099 or len(m.group("a")) > 2:
        return None
    options = [d for d in (_valid(c, b, a), _valid(c, a, b)) if d]
    if scene.reference and len(options) == 2 and options[0] != options[1]:
        options = [d for d in options if d <= scene.reference.last] or options
    if not options:
        return None
    if len(options) == 1 or options[0] == options[1]:
        return Resolved(calendar.as_range(calendar.one(options[0])), "date")
    return Resolved(calendar.as_range(calendar.year(c)), "date")


def month_day(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """January 10, 10th of January 2013, Jan. 10-12, May 2 last year."""
    word = m.group("m")
    if word.rstrip(".") in _LOOSE and scene.cased and not scene.text[m.start("m")].isupper():
        return None
    groups = m.groupdict()
    first = (_month(word), int(m.group("d")))
    last = first
    if groups.get("d2"):
        last = (_month(groups.get("m2") or word), int(groups["d2"]))
        if last < first:
            last = first
    year = _year(groups, scene)
    if year is None and not groups.get("ry"):
        if first == (9, 11) and _HIJACKING.match(scene.lower, m.end()):
            year = 2001
        elif scene.reference is None:
            year = scene.told_year()
    if year is None and groups.get("ry"):
        return Resolved(UNKNOWN_DATE, "date")
    if year is not None:
        one, other = _valid(year, *first), _valid(year, *last)
        if one is None or other is None:
            return None
        return Resolved(_days(one, other), "date")
    if _valid(2000, *first) is None or _valid(2000, *last) is None:
        return None
    coming = scene.future(pre.start) or m.group().startswith(("next ", "coming "))

    def rule(day: date) -> Days | None:
        start = _nearest(day, first, coming)
        if start is None:
            return None
        end = _valid(start.year, *last) or start
        return (start, end, "day" if start == end else "days")

    return Resolved(scene.latest(rule), "date")


def month(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """In January, January 2013, last March, early in May, January's bombing."""
    word, which, groups = m.group("m"), m.group("which"), m.groupdict()
    plain = word.rstrip(".")
    capital = scene.text[m.start("m")].isupper()
    dated = bool(groups["y"] or groups["y2"] or groups["ry"])
    cued = (
        pre.prep in _TIME_PREPS
        or pre.edge in ("late", "early", "mid")
        or pre.half in ("end", "beginning", "start", "middle")
    )
    if scene.cased and not capital and (plain in _LOOSE or not cued):
        return None
    if not dated and not cued:
        if scene.next_word(m.end()).isdigit():
            return None  # a day that is part of a name
        possessive = m.group().endswith(("'s", "’s"))
        if word not in MONTH_NAMES or (
            plain in _LOOSE and not (possessive or (which and capital and scene.cased))
        ):
            return None
        if plain in _FIRST_NAMES and not (pre.article or pre.prep or possessive or which):
            return None
    if plain in _LOOSE and not dated and pre.article and pre.prep != "since":
        return None  # "in a March", "the March"
    if (
        plain in _LOOSE
        and not dated
        and not scene.cased
        and pre.prep not in ("in", "since", "until", "during")
    ):
        return None
    number = _month(word)
    year = int(groups["y2"]) if groups["y2"] else _year(groups, scene)
    if groups["ry"] and year is None:
        return Resolved(UNKNOWN_DATE, "date")
    if year is None and not which and scene.reference is None:
        year = scene.told_year()
    if year is not None:
        return Resolved(calendar.as_range(_part(calendar.month(year, number), pre)), "date")
    coming = which == "next" or scene.future(pre.start)

    def rule(day: date) -> Days:
        year = day.year
        if coming:
            year += number < day.month or (which == "next" and number == day.month)
        elif number > day.month or (which in ("last", "previous") and number == day.month):
            year -= 1
        start, end, precision = _part(calendar.month(year, number), pre)
        return start, min(end, day) if pre.time == "earlier" and start <= day else end, precision

    return Resolved(scene.latest(rule), "date")


def nth(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """On the 10th, on the 3rd of last month."""
    if pre.prep not in ("on", "since", "until", "till", "by", "from") or pre.article != "the":
        return None
    number, which = int(m.group("d")), m.group("which") or ""
    if which.startswith("the"):
        return Resolved(UNKNOWN_DATE, "date")
    coming = scene.future(pre.start)

    def rule(day: date) -> Days | None:
        months = range(1, 4) if which == "last" else range(4)
        if coming:
            months = range(0, -4, -1)
        for back in months:
            base = calendar.months_back(day.replace(day=1), back)
            found = _valid(base.year, base.month, number)
            if found and (found >= day if coming else found <= day):
                return calendar.one(found)
        return None

    return Resolved(scene.latest(rule), "date")


def years(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """From 2003 to 2007, between 2008 and 2012, in 2012-13."""
    first, tail = int(m.group("y")), m.group("y2")
    last = int(tail) if len(tail) == 4 else first // 100 * 100 + int(tail)
    if last <= first or (len(tail) == 2 and pre.prep not in _YEAR_PREPS and not pre.article):
        return None
    if "-" not in m.group() and "–" not in m.group() and pre.prep not in _YEAR_PREPS:
        return None
    return Resolved(calendar.as_range((date(first, 1, 1), date(last, 12, 31), "years")), "span")


def decade(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """The 1990s."""
    first = int(m.group("y")) if m.group("y") else 1900 + int(m.group("yy"))
    return Resolved(calendar.as_range((date(first, 1, 1), date(first + 9, 12, 31), "years")), "span")


def year(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """In 2003, the 2003 bombing, late 2012, (2003): four digits count as a year only with such a cue."""
    number = int(m.group("y"))
    before = scene.lower[m.start() - 1 : m.start()]
    after = scene.lower[m.end() : m.end() + 1]
    following = scene.next_word(m.end())
    cued = (
        pre.prep in _YEAR_PREPS
        or pre.edge in ("late", "early", "mid")
        or pre.half in ("end", "beginning", "start", "middle")
        or m.group().endswith("s")
        or (before == "(" and after in ")-–,;")
        or (bool(pre.article) and number != 2000 and number >= 1900 and following[:1].isalpha())
        or (following in ("is", "was", "saw", "has") and not pre.prep)
        or (pre.time in ("late", "early", "earlier", "later", "back") and pre.prep == "in")
    )
    if not cued or (before == "-" and pre.edge != "mid"):
        return None
    start, end, precision = calendar.year(number)
    if (pre.edge or pre.time) in ("early", "mid", "late", "end") or pre.half in (
        "beginning",
        "start",
        "middle",
        "end",
    ):
        low, high = _YEAR_PARTS[pre.half or pre.edge or pre.time]
        start, end = date(number, low, 1), calendar.month(number, high)[1]
    return Resolved(calendar.as_range((start, end, precision)), "date")


def season(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """Spring 2011, the summer of 2010; months as north of the equator."""
    return Resolved(calendar.as_range(season_of(int(m.group("y")), m.group("s"))), "date")


def season_of(number: int, name: str) -> Days:
    """The three months of a season that starts in year ``number``."""
    start = date(number, SEASONS[name], 1)
    return start, calendar.back(calendar.months_back(start, -3), 1), "season"


def feast(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """On Ashura, on Christmas Day: only feasts with a fixed day are resolved."""
    name = m.group("f").replace("’", "'")
    fixed = _FIXED.get(name)
    if not fixed and " " not in name and not (pre.prep or pre.half):
        return None
    if name == "christmas" and pre.prep != "on":
        return None
    if name.startswith(("may ", "holi")) and scene.cased and not scene.text[m.start()].isupper():
        return None
    if not fixed:
        return Resolved(UNKNOWN_DATE, "date")

    def rule(day: date) -> Days | None:
        found = _nearest(day, fixed, scene.future(pre.start))
        return calendar.one(found) if found else None

    return Resolved(scene.latest(rule), "date")


def nine_eleven(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """9/11, by which news everywhere means the day in 2001."""
    return Resolved(DateRange("2001-09-11", "2001-09-11", "day"), "date")


_FIXED = {
    "christmas": (12, 25),
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "boxing day": (12, 26),
    "new year's day": (1, 1),
    "new year's eve": (12, 31),
    "may day": (5, 1),
}
_YEAR_PARTS = {
    "early": (1, 4),
    "beginning": (1, 2),
    "start": (1, 2),
    "mid": (4, 9),
    "middle": (4, 9),
    "late": (9, 12),
    "end": (11, 12),
}
_MONTH_PARTS = {"early": (1, 12), "beginning": (1, 7), "start": (1, 7), "mid": (8, 22), "middle": (8, 22)}


def _part(days: Days, pre: Prefix) -> Days:
    start, end, _ = days
    word = pre.edge or pre.half or (pre.time if pre.time in ("early", "late") else "")
    if word in _MONTH_PARTS:
        low, high = _MONTH_PARTS[word]
        return start.replace(day=low), start.replace(day=high), "days"
    if word in ("late", "end"):
        return start.replace(day=18 if word == "late" else 23), end, "days"
    return days


def _month(word: str) -> int:
    return MONTHS[word[:3]]


def _year(groups: dict[str, str | None], scene: Scene) -> int | None:
    if groups.get("y"):
        return int(groups["y"] or 0)
    if groups.get("yy"):
        number = int(groups["yy"] or 0)
        return number + (1900 if number >= 50 else 2000)
    shift = {"last": -1, "previous": -1, "next": 1, "this": 0}.get(groups.get("ry") or "")
    known = scene.reference
    if shift is not None and known and known.first.year == known.last.year:
        return min(max(known.first.year + shift, 1), 9999)
    return None


def _day(year: int, month: int, day: int) -> Resolved | None:
    found = _valid(year, month, day)
    return Resolved(calendar.as_range(calendar.one(found)), "date") if found else None


def _days(start: date, end: date) -> DateRange:
    return calendar.as_range((start, end, "day" if start == end else "days"))


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(day: date, wanted: tuple[int, int], coming: bool) -> date | None:
    """The latest such day up to a few days after ``day``, or the first from ``day`` on."""
    steps = range(9) if coming else range(1, -9, -1)
    for step in steps:
        found = _valid(day.year + step, *wanted)
        if found and (found >= day if coming else (found - day).days <= _TOLERANCE):
            return found
    return None


def number_of(word: str) -> int:
    """The value of a number word or of digits ("twenty-one", "a", "36")."""
    if word.isdigit():
        return int(word)
    return sum(NUMBERS[part] for part in word.split("-"))
