"""Rules for expressions that count from a day: weekdays, "two days ago", "last month", "the third night".

Each rule takes the match of its pattern, the words before it and the scene, and gives what it resolves to or None
where the words are no time ("a 12-year-old boy", "one day").
"""

from __future__ import annotations

import re
from datetime import date

from vigil.dates import calendar, reckoning
from vigil.dates.absolute import number_of, season_of
from vigil.dates.calendar import Days, back, months_back
from vigil.dates.expressions import NAME_DAYS, ORDINALS, SEASONS, UNITS, WEEKDAYS
from vigil.dates.scene import Prefix, Resolved, Scene
from vigil.records import UNKNOWN_DATE, DateRange

_FEW = (2, 9)  # what "a few", "several" and a bare plural leave open
_TIMES = frozenset(["morning", "afternoon", "evening", "night", "midnight", "midday", "noon"])
_LASTING = frozenset({"in", "over", "during", "within", "through", "throughout", "across"})
_LONGEST = 400  # days: an ongoing thing told by its ordinal is no longer than this


def weekday(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """On Thursday, last Friday night, next Sunday, Thursday before last, from Monday to Wednesday."""
    if m.group("plural") or m.group("which") in ("each", "every"):
        return Resolved(UNKNOWN_DATE, "frequency")
    if scene.word_before(pre.start) in NAME_DAYS:
        return None
    which, number = m.group("which"), WEEKDAYS[m.group("w")]
    if which == "last" and pre.article and scene.next_word(m.end()) in ("of", "in"):
        return Resolved(UNKNOWN_DATE, "weekday")  # the last Friday of Ramadan
    if which in ("previous", "following"):
        told = scene.from_told(
            pre.start,
            lambda day: calendar.one(
                calendar.next_weekday(day, number)
                if which == "following"
                else calendar.past_weekday(day, number, same=False)
            ),
        )
        return Resolved(told, "weekday")
    coming = which in ("next", "coming") or pre.prep in ("for", "until", "till") or scene.future(pre.start)
    if coming and which not in ("next", "coming") and scene.deed_after(m.end()):
        coming = False
    strict = which in ("last", "past") or bool(m.group("before_last"))
    other = WEEKDAYS[m.group("w2")] if m.group("w2") else None

    def rule(day: date) -> Days | None:
        if coming:
            first = calendar.next_weekday(day, number)
            return (
                calendar.between(first, calendar.next_weekday(first, other))
                if other is not None
                else calendar.one(first)
            )
        if other is not None:
            last = calendar.past_weekday(day, other, same=not strict)
            return calendar.between(calendar.past_weekday(last, number, same=False), last)
        found = calendar.past_weekday(day, number, same=not strict)
        return calendar.one(back(found, 7) if m.group("before_last") else found)

    return Resolved(scene.by_day(rule), "weekday")


def weekday_abbreviated(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """On Thurs., late on Sat.: only with a capital and a preposition."""
    if pre.prep not in ("on", "since") or not scene.text[m.start()].isupper():
        return None
    number = next(n for name, n in WEEKDAYS.items() if name.startswith(m.group("w")[:3]))
    return Resolved(scene.by_day(lambda day: calendar.one(calendar.past_weekday(day, number))), "weekday")


def day_word(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """Today, yesterday evening, overnight, the day before yesterday."""
    if m.group("before"):
        shift = 2 if m.group("before").startswith("before") else -2
    elif m.group("word") == "overnight":
        return Resolved(scene.apply(lambda day: calendar.between(back(day, 1), day)), "relative")
    else:
        shift = {"yesterday": 1, "tomorrow": -1}.get(m.group("word"), 0)
    return Resolved(scene.apply(lambda day: calendar.one(back(day, shift))), "relative")


def modified(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """Last week, earlier this month, this year, the past five years, the previous day, last summer."""
    which, unit = re.sub(r"\s+", " ", m.group("which")), m.group("u")
    if unit.startswith("centur"):
        return None
    plural = unit.endswith("s") and unit[:-1] in UNITS
    base = unit.rstrip("s")
    if m.group("n") or m.group("v") or plural:
        return _stretch(which, base, m, pre, scene)
    if unit in SEASONS:
        return _season(which, unit, scene, pre)
    if which in ("same", "that", "previous", "preceding", "following") or (which == "next" and base == "day"):
        return _told_before(which, base, pre, scene)
    if base in _TIMES or base == "day":
        if which == "past" or (which == "last" and base == "day"):
            return (
                Resolved(scene.apply(lambda d: calendar.between(back(d, 1), d)), "span")
                if which == "past"
                else None
            )
        if which not in ("this", "last", "next") or (which == "this" and base == "day"):
            return None
        shift = {"this": 0, "last": 1, "next": -1}[which]
        return Resolved(scene.apply(lambda d: calendar.one(back(d, shift))), "relative")
    if base == "weekend":
        return _weekend(which, pre, scene)
    if which == "recent":
        return None
    coming = which.startswith(("next", "coming", "later")) or (which == "this" and scene.future(pre.start))
    over = (pre.article == "the" and which == "last") or which == "past"
    if over and not coming:
        return Resolved(scene.apply(reckoning.since(base, 1, 1)), "span")
    kind = "span" if which == "this" and base in ("year", "decade") else "relative"
    if base in ("minute", "hour", "fortnight"):
        return Resolved(UNKNOWN_DATE, "relative")
    part = pre.edge or pre.half or (pre.time if pre.time in ("early", "late") else "")
    return Resolved(scene.apply(reckoning.period(which, base, coming, part)), kind)


def count(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """Two days ago, a week earlier, five years on, for three days, 36 hours, a three-day strike."""
    unit, tail = m.group("u").rstrip("s"), m.group("tail") or ""
    if tail == "old" or m.group("long") == "old":
        return None
    hyphen = m.group("sep") == "-" or bool(m.group("long") or m.group("glued"))
    vague = bool(m.group("v"))
    number = None if vague else number_of(m.group("n"))
    low, high = _FEW if number is None else (number, number)
    about = bool(m.group("q"))
    if hyphen:
        return Resolved(UNKNOWN_DATE, "duration", reckoning.length(number, unit))
    if tail in ("ago", "back") and not (tail == "back" and pre.prep):
        return Resolved(scene.apply(reckoning.ago(unit, low, high, about)), "relative")
    if tail in ("earlier", "before", "previously"):
        if tail == "before" and scene.next_word(m.end()):
            return Resolved(UNKNOWN_DATE, "relative")
        return Resolved(_earlier(unit, low, high, about, pre, scene), "relative")
    if tail in ("later", "after", "afterwards", "on"):
        if (
            number is not None
            and unit in ("month", "year")
            and (tail == "on" or (tail == "after" and scene.next_word(m.end())))
        ):
            return Resolved(scene.apply(reckoning.anniversary(unit, number)), "anniversary")
        if tail == "after" and scene.next_word(m.end()):
            return Resolved(UNKNOWN_DATE, "relative")
        if number is not None and unit in ("day", "night", "week") and not about:
            shift = -number * UNITS[unit]
            return Resolved(scene.from_told(pre.start, lambda d: calendar.one(back(d, shift))), "relative")
        return Resolved(UNKNOWN_DATE, "relative")
    running = m.group("c") in ("consecutive", "straight", "successive") or tail in ("running", "in a row")
    if running and number is not None and unit in ("day", "night"):
        return Resolved(scene.by_day(reckoning.covering(number)), "duration", number, ongoing=True)
    idle = m.group("n") in ("a", "an", "one") or m.group("v") in ("some", "many")  # "one day", "some nights"
    if idle and pre.prep not in _LASTING | {"for"} and not about:
        return None
    if pre.prep in _LASTING and unit not in ("minute",) and not (unit == "hour" and high < 12):
        if pre.prep == "within" or scene.future(pre.start):
            return Resolved(UNKNOWN_DATE, "duration", reckoning.length(number, unit))
        return Resolved(scene.apply(reckoning.since(unit, low, high)), "span")
    return Resolved(UNKNOWN_DATE, "duration", reckoning.length(number, unit))


def unit(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """Years ago, the day before, for weeks, over the years, month-long."""
    word, tail = m.group("u") or m.group("us"), m.group("tail") or ""
    base = word.rstrip("s")
    if m.group("long"):
        return Resolved(UNKNOWN_DATE, "duration", None if word.endswith("s") else reckoning.length(1, base))
    if not tail:
        if pre.prep == "for" and not pre.article:
            return Resolved(UNKNOWN_DATE, "duration")
        if (pre.prep == "over" and pre.article == "the") or (pre.prep == "in" and not pre.article):
            return Resolved(UNKNOWN_DATE, "span")
        return None
    low, high = _FEW if word.endswith("s") else (1, 1)
    if tail in ("ago", "back"):
        return (
            Resolved(scene.apply(reckoning.ago(base, low, high, False)), "relative")
            if word.endswith("s")
            else None
        )
    follows = scene.next_word(m.end())
    if tail in ("earlier", "before", "previously"):
        if follows and tail == "before":
            return Resolved(UNKNOWN_DATE, "relative") if pre.article or word.endswith("s") else None
        return Resolved(_earlier(base, low, high, False, pre, scene), "relative")
    if low == 1 and base in ("day", "night") and not follows:
        return Resolved(scene.from_told(pre.start, lambda d: calendar.one(back(d, -1))), "relative")
    return Resolved(UNKNOWN_DATE, "relative") if pre.article or word.endswith("s") else None


def ordinal(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """The third night, a fourth consecutive day, in its second week."""
    word, base = m.group("o"), m.group("u")
    number = ORDINALS.get(word) or int(re.sub(r"\D", "", word))
    running = m.group("c") in ("consecutive", "straight", "successive") or bool(m.group("c2"))
    within = pre.prep in ("for", "into", "in") or pre.prep.startswith("enter")
    if base not in ("day", "night") and not running and (number == 1 or not within):
        return None
    if not (running or pre.prep or pre.article) or number == 0:
        return None
    days = number * UNITS[base]
    if days > _LONGEST:
        return Resolved(UNKNOWN_DATE, "duration", days)
    return Resolved(scene.by_day(reckoning.covering(days)), "duration", days, ongoing=True)


def day_number(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """Day three of a sit-in."""
    number = number_of(m.group("n"))
    if not 0 < number <= _LONGEST:
        return None
    return Resolved(scene.by_day(reckoning.covering(number)), "duration", number, ongoing=True)


def anniversary(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """The first anniversary of: the date is that of what is remembered, within half a month."""
    word = m.group("o")
    number = (ORDINALS.get(word) or int(re.sub(r"\D", "", word))) if word else None
    if number is None and m.group("n"):
        number = number_of(m.group("n"))
    if number is None:
        return Resolved(UNKNOWN_DATE, "anniversary")
    months = number * 12

    def rule(day: date) -> Days:
        then = months_back(day, months)
        return back(then, 15), back(then, -15 if months else 0), "month"

    return Resolved(scene.apply(rule), "anniversary")


def frequency(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """Every Friday, twice a week."""
    return Resolved(UNKNOWN_DATE, "frequency")


def weekend(m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """Over the weekend, since the weekend, the weekend's violence."""
    if not pre.article:
        return None
    return _weekend("this", pre, scene)


def _weekend(which: str, pre: Prefix, scene: Scene) -> Resolved | None:
    if which in ("next", "coming") or (which == "this" and scene.future(pre.start)):

        def rule(day: date) -> Days | None:
            saturday = day if day.weekday() == 5 and which == "this" else calendar.next_weekday(day, 5)
            return calendar.between(saturday, back(saturday, -1))

    else:

        def rule(day: date) -> Days | None:
            saturday = calendar.past_weekday(day, 5)
            if which == "last" and day.weekday() >= 5:
                saturday = back(saturday, 7)
            return calendar.between(saturday, min(day, back(saturday, -1)))

    return Resolved(scene.by_day(rule), "relative")


def _season(which: str, name: str, scene: Scene, pre: Prefix) -> Resolved | None:
    if which not in ("last", "this", "next", "past", "coming"):
        return Resolved(UNKNOWN_DATE, "relative")

    def rule(day: date) -> Days:
        if which in ("next", "coming"):
            return next(s for y in (day.year, day.year + 1) if (s := season_of(y, name))[0] > day)
        options = [season_of(y, name) for y in (day.year, day.year - 1, day.year - 2)]
        edge = 1 if which == "this" else 0  # "last summer" is over, "this summer" has begun
        return next(s for s in options if (s[0] if edge else s[1]) <= day)

    return Resolved(scene.apply(rule), "relative")


def _stretch(which: str, base: str, m: re.Match[str], pre: Prefix, scene: Scene) -> Resolved | None:
    """The past five years, recent months, the next two days."""
    if base not in UNITS:
        return None
    number = number_of(m.group("n")) if m.group("n") else None
    low, high = (number, number) if number is not None else (1, _FEW[1])
    if which in ("last", "past", "previous", "preceding", "recent"):
        return Resolved(scene.apply(reckoning.since(base, low, high)), "span")
    if which in ("next", "coming", "following"):
        if number is None or which == "following":
            return Resolved(UNKNOWN_DATE, "duration", reckoning.length(number, base))
        length = max(1, reckoning.length(number, base) or 1)
        return Resolved(scene.apply(lambda d: calendar.between(d, back(d, -length))), "duration", length)
    return None


def _told_before(which: str, base: str, pre: Prefix, scene: Scene) -> Resolved | None:
    """The previous day, the following week, that night: counted from the day told last, where one was."""
    if base in _TIMES or base == "day":
        shift = {"previous": 1, "preceding": 1, "following": -1, "next": -1}.get(which, 0)
        told = scene.from_told(pre.start, lambda d: calendar.one(back(d, shift)))
        if told.start is None and shift == 1:
            return Resolved(scene.by_day(lambda d: calendar.between(back(d, 2), back(d, 1))), "relative")
        return Resolved(told, "relative")
    if which in ("previous", "preceding") and base in ("week", "month", "year"):
        return Resolved(scene.apply(reckoning.period("last", base, False, "")), "relative")
    return Resolved(UNKNOWN_DATE, "relative")


def _earlier(base: str, low: int, high: int, about: bool, pre: Prefix, scene: Scene) -> DateRange:
    """Before the day told last in this sentence or, without one, before the events that the report tells."""
    sentence = pre.start - len(scene.head(pre.start))
    if scene.found and scene.found[-1].span.start >= sentence:
        told = scene.found[-1]
        if told.date.start is None or told.kind not in ("date", "weekday", "relative"):
            return UNKNOWN_DATE
        if told.date.precision != "day":
            return UNKNOWN_DATE
        return scene.from_told(pre.start, reckoning.ago(base, low, high, about))

    def rule(day: date) -> Days | None:
        found = reckoning.ago(base, low, high, about)(day)
        if found is None or base not in ("day", "night"):
            return found
        return back(found[0], 1), found[1], "days"  # the report tells of its own day or of the one before

    return scene.apply(rule)
