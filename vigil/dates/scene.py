"""What an expression may lean on: the publication date, the words around it, and the expressions before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from vigil.dates.calendar import Reference, Rule
from vigil.dates.expressions import DEED, FUTURE, HAPPENED, PREFIX, STOP
from vigil.records import UNKNOWN_DATE, DateRange, TimeMention

_SENTENCE_WINDOW = 120  # code points looked at on either side for the sentence's other words
_MEMORY = 400  # code points after which an earlier expression is no longer what "two days later" counts from


@dataclass(frozen=True, slots=True)
class Prefix:
    """The words read before the core of an expression."""

    start: int
    time: str
    prep: str
    article: str
    half: str
    edge: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a rule makes of an expression."""

    date: DateRange
    kind: str
    days: int | None = None
    ongoing: bool = False  # a duration that ends with the day told, if the sentence tells one


@dataclass(slots=True)
class Scene:
    """One text being read, with the mentions found so far."""

    text: str
    lower: str
    reference: Reference | None
    found: list[TimeMention] = field(default_factory=list)
    cased: bool = True  # the text has both cases, so that a capital means something

    def prefix(self, start: int) -> Prefix:
        """The prepositions and qualifiers that end where the core starts."""
        floor = max(self.found[-1].span.end if self.found else 0, start - 48)
        match = PREFIX.search(self.lower, floor, start)
        if match is None:
            return Prefix(start, "", "", "", "", "")
        return Prefix(
            match.start(), *(match.group(name) or "" for name in ("time", "prep", "article", "half", "edge"))
        )

    def head(self, start: int) -> str:
        """The same sentence's words before ``start``, lower case, at most a window of them."""
        window = self.lower[max(0, start - _SENTENCE_WINDOW) : start]
        stops = list(STOP.finditer(window))
        return window[stops[-1].end() :] if stops else window

    def future(self, start: int) -> bool:
        """Whether the words before speak of what is still to come."""
        head = self.head(start)
        cues = list(FUTURE.finditer(head))
        if not cues:
            return False
        done = list(HAPPENED.finditer(head))
        return not done or done[-1].start() < cues[-1].start()

    def deed_after(self, end: int) -> bool:
        """Whether what follows names violence ("Tuesday's shooting"): nobody tells of that before its day."""
        return DEED.match(self.lower, end) is not None

    def apply(self, rule: Rule) -> DateRange:
        """The rule's days from the publication date; unknown without one."""
        return self.reference.apply(rule) if self.reference else UNKNOWN_DATE

    def by_day(self, rule: Rule) -> DateRange:
        """As ``apply``, for what needs the very day of publication."""
        return self.apply(rule) if self.reference and self.reference.exact else UNKNOWN_DATE

    def latest(self, rule: Rule) -> DateRange:
        """As ``apply``, from the last day that the publication date covers."""
        if self.reference is None:
            return UNKNOWN_DATE
        return Reference(self.reference.last, self.reference.last, "day").apply(rule)

    def from_told(self, start: int, rule: Rule) -> DateRange:
        """The rule's days from the day told last, if one was told shortly before; else unknown."""
        told = self.told(start)
        return Reference(told, told, "day").apply(rule) if told else UNKNOWN_DATE

    def told(self, start: int) -> date | None:
        """The single day told last before ``start``."""
        for mention in reversed(self.found):
            if start - mention.span.end > _MEMORY:
                return None
            if (
                mention.date.precision == "day"
                and mention.date.start
                and mention.kind in ("date", "weekday", "relative")
            ):
                return date.fromisoformat(mention.date.start)
        return None

    def told_year(self) -> int | None:
        """The year of the expression resolved last, for texts without a publication date."""
        for mention in reversed(self.found):
            if (
                mention.kind == "date"
                and mention.date.end
                and mention.date.precision in ("day", "days", "month", "year")
            ):
                return int(mention.date.end[:4])
        return None

    def next_word(self, end: int) -> str:
        """The lower-case word right after ``end``; "" at a punctuation mark or the end."""
        match = _NEXT.match(self.lower, end)
        return match.group(1) if match else ""

    def word_before(self, start: int) -> str:
        """The lower-case word right before ``start``."""
        match = _LAST.search(self.lower, max(0, start - 24), start)
        return match.group(1) if match else ""


_NEXT = re.compile(r"[^\S\n]{0,2}\s([\w'’-]+)")
_LAST = re.compile(r"([\w'’-]+)[^\S\n]{0,2}\s$")
