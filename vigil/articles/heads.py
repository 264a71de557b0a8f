"""What a plain text says of itself in its first lines: a title, and the day on which it was published.

The text stays as it is, these lines included; whatever is in doubt is left unsaid.
"""

from __future__ import annotations

import re

from vigil.articles import published

_LINES = 8  # with something in them, in which a date may stand
_LONGEST, _MOST_WORDS = 200, 25  # characters and words of a title
_FULL_STOP = re.compile(r"[.…。,;:–—-][\"'”’»)\]]*$")
_LABEL = (
    r"(?:(?:first\s+)?(?:published|posted|issued|released|date|dated)\b(?:\s+(?:on|at)\b)?\s*[:|–—-]?\s*)"
)
_BEFORE = r"(?:\(?[^\W\d_][^\n\d:]{1,58}?(?:,|\s[|–—-])\s*)"  # "Quetta, Pakistan, ", "By Ann Other | "
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day|\.)?,?\s+)?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = (
    r"(?P<date>\d{4}-\d\d-\d\d|\d{4}/\d\d?/\d\d?|\d\d?(?P<mark>[/.-])\d\d?(?P=mark)\d{4}"
    rf"|\d\d?(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH},?[\s-]+\d{{4}}|{_MONTH}\s+\d\d?(?:st|nd|rd|th)?,?\s+\d{{4}})"
)
_HOUR = r"(?:T|,?\s+(?:at\s+)?)\d\d?[:.]\d\d[^\n–—|]{0,20}"
_AFTER = rf"(?:{_HOUR})?\s*(?:[.)]?\s*$|[(–—|/:]|-\s|--)"
_DATED = re.compile(rf"(?P<label>{_LABEL})?(?P<before>{_BEFORE})?{_WEEKDAY}{_DATE}{_AFTER}", re.IGNORECASE)
_SMALL = frozenset("by from our and for of in the de del la el al y et".split())  # of a place or an author
_LATER = ("updated", "update", "modified", "corrected")
_BYLINE = re.compile(r"(?:by|from)\s+[^\W\d_]", re.IGNORECASE)


def title_of(text: str) -> str | None:
    """The first line where it is a headline: short, no full stop at its end, and a blank, dated or author's line below."""
    first, _, rest = text.lstrip().partition("\n")
    line, below = first.strip(), rest.partition("\n")[0].strip()
    words = line.split()
    if not rest.strip() or not 2 <= len(words) <= _MOST_WORDS or len(line) > _LONGEST:
        return None
    letter = next((c for c in line if c.isalpha()), "")
    if not letter or letter.islower() or not line.isprintable() or _FULL_STOP.search(line):
        return None
    if _is_head(line) or (below and not _is_head(below)):
        return None
    return line


def _is_head(line: str) -> bool:
    short = len(line) <= _LONGEST // 2
    return _dated(line) is not None or (
        short and _BYLINE.match(line) is not None and not _FULL_STOP.search(line)
    )


def _dated(line: str) -> re.Match[str] | None:
    """A line that begins with a day, behind nothing but a place, an author or what the day is."""
    found = _DATED.match(line)
    words = re.findall(r"[^\W\d_]+", found["before"] or "") if found else []
    wrong = any((word.islower() and word not in _SMALL) or word.lower() in _LATER for word in words)
    return None if wrong else found


def day_of(text: str) -> str | None:
    """The day that a line of its own, or the line that names place and day, gives among the first; None where there is none.

    A date that says what it is ("Published: ...") goes before others; of others there must be but one, or it may be a
    list of days.  ``01/02/2013`` may be two days, and is none.
    """
    labelled, others = [], set[str]()
    lines = (line.strip() for line in text.split("\n"))
    for number, line in enumerate(line for line in lines if line):
        found = _dated(line)
        day = published.parse(found["date"]) if found else None
        if found is None or day is None or len(day) < len("2013-01-10"):
            continue
        if found["label"] and number < _LINES:
            labelled.append(day)
        elif number < _LINES or others:
            others.add(day)
    return labelled[0] if labelled else others.pop() if len(others) == 1 else None
