"""Until when: the deadline of a promise, an ultimatum or a demand, resolved against the days that the reading knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from vigil.records import Article, Claim, DateRange, Sentence, TimeMention

_TERM = re.compile(
    r"\b(?:within|in|inside|for|after|given?|gave|set|of|an?|the)\s(?:them\s|him\s|it\s|the\s(?:\w+\s){1,3}?|an?\s|next\s|the\snext\s|another\s)*"
    r"(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|thirty)[\s-](?P<unit>hour|day|week|month)s?\b",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\b(?:within|inside|in\s(?:the\snext|the\scoming))\b|\b(?:ultimatum|deadline|gave|given|giv(?:e|ing)|set)\b",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\b(?:by|until|till|before|no\slater\sthan)\s(?:the\s(?:end|middle|start)\sof\s)?$", re.IGNORECASE
)
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
            "twelve": 12, "fifteen": 15, "thirty": 30}  # fmt: skip
# what had been promised before counts from a day that this report does not give
_TOLD_AGAIN = re.compile(
    r"\bhad (?:\w+ )?(?:promised|vowed|pledged|assured|offered|agreed|guaranteed)\b", re.IGNORECASE
)
_NEAR = 60  # characters after a claim in which its deadline may stand
_LONGEST = 366  # days: what is due later is no deadline that a text of the day gives


def with_deadlines(
    claims: Sequence[Claim], sentences: Sequence[Sentence], times: Sequence[TimeMention], article: Article
) -> list[Claim]:
    """The claims, ``until`` filled where the sentence gives a deadline for what is demanded or promised.

    "Within 48 hours" counts from the day that the same sentence names, else from the day of publication; "by Friday" is
    the next Friday from it.  Without that day, and for "in 48 hours" where nothing says that it is a deadline, nothing is filled.
    """
    day = _day(article.published)
    return [
        replace(c, until=_until(c, sentences, times, day)) if c.attribute in ("demand", "response") else c
        for c in claims
    ]


def _until(
    claim: Claim, sentences: Sequence[Sentence], times: Sequence[TimeMention], published: date | None
) -> str | None:
    holding = next(
        (
            s
            for s in sentences
            if s.span.field == claim.span.field and s.span.start <= claim.span.start < s.span.end
        ),
        None,
    )
    if holding is None or (
        claim.attribute == "response"
        and claim.detail not in ("promise", "offer", "concession", "inquiry", "negotiation")
    ):
        return None
    offset = holding.span.start
    if claim.attribute == "response" and _TOLD_AGAIN.search(
        holding.text, max(0, claim.span.start - offset), claim.span.end - offset
    ):
        return None
    inside = [
        t
        for t in times
        if t.span.field == claim.span.field and holding.span.start <= t.span.start < holding.span.end
    ]
    begin = claim.span.start - offset
    # the deadline stands in the words themselves, right after, or between the word of asking and them
    low = max(0, begin - 50) if claim.attribute == "demand" else begin
    high = claim.span.end - offset + (_NEAR if claim.attribute == "demand" else 25)
    for term in _TERM.finditer(holding.text, low, min(high, len(holding.text))):
        if not _HELD.search(holding.text, max(0, term.start() - 30), min(len(holding.text), term.end() + 12)):
            continue
        said = [
            t
            for t in inside
            if t.kind in ("date", "weekday", "relative")
            and t.date.precision == "day"
            and t.date.start
            and not _BY.search(holding.text[: t.span.start - offset])
        ]
        base = _day(said[0].date.start) if said else published
        if base is None:
            return None
        count = _NUMBERS.get(term["count"].lower()) or int(term["count"])
        unit = term["unit"].lower()
        days = {"hour": -(-count // 24), "day": count, "week": 7 * count, "month": 30 * count}[unit]
        if unit == "month":
            return (base + timedelta(days=days)).isoformat()[:7]
        return (base + timedelta(days=days)).isoformat() if days <= _LONGEST else None
    for time in inside:
        at = time.span.start - offset
        if (
            low <= at <= high
            and time.text.lower().startswith(("until ", "till ", "by "))
            or (low <= at <= high and _BY.search(holding.text[:at]))
        ):
            found = _next(time, published)
            if found:
                return found
    return None


def _next(time: TimeMention, published: date | None) -> str | None:
    """The day of "by Friday", which is the next one; of a date, itself, as fine as it is."""
    if time.kind == "weekday" and published is not None:
        name = time.text.lower().split()
        day = next((n for n, word in enumerate(_DAYS) if word in name), None)
        if day is None:
            return None
        return (published + timedelta(days=(day - published.weekday()) % 7)).isoformat()
    if time.kind == "duration" and published is not None:  # "until Friday"
        day = next((n for n, word in enumerate(_DAYS) if time.text.lower().endswith(word)), None)
        return (
            (published + timedelta(days=(day - published.weekday()) % 7)).isoformat()
            if day is not None
            else None
        )
    if time.kind not in ("date", "relative"):
        return None
    end = _prefix(time.date)
    if end and published and not re.search(r"\d{4}", time.text) and end < published.isoformat()[: len(end)]:
        end = f"{int(end[:4]) + 1}{end[4:]}"  # a day without its year was taken for the last one; a deadline is the next
    return end if end and (published is None or end[:10] >= published.isoformat()[: len(end)]) else None


_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _prefix(when: DateRange) -> str | None:
    if when.end is None:
        return None
    return {"month": when.end[:7], "year": when.end[:4]}.get(when.precision, when.end)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
