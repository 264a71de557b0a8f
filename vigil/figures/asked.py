"""What is asked of figures over time, in the words of a command line or an address, and those words checked."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vigil import codebook
from vigil.analysis import GROUPS, UNITS, Chosen, Period, Question, choose, period
from vigil.articles import country_code
from vigil.errors import UsageError
from vigil.periods import date_prefix
from vigil.phrases import plain
from vigil.searches import KINDS

SUGGESTED = 5  # names shown where one was asked for that the record does not hold
NATURES = ("political", "criminal", "accidental", "unclear")
Frame = Any  # of polars
COMPARED = 2  # periods that are set beside each other


@dataclass(frozen=True, slots=True)
class Asked:
    """The words, as they were given.  None: nothing is asked."""

    of: str | None = None  # a kind or a type
    place: str | None = None
    country: str | None = None
    perpetrator: str | None = None
    nature: str | None = None
    by: str = "month"
    group: str | None = None
    since: str | None = None
    until: str | None = None
    compare: tuple[str, ...] = ()  # none, or two periods
    collection: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """The same, understood."""

    question: Question
    by: str
    group: str | None
    start: date | None
    end: date | None
    sides: tuple[Period, ...]  # two, or none
    collection: str | None


def checked(asked: Asked) -> Checked:
    """Raises UsageError, with what could be written instead, for words that make no sense."""
    by, group, nature = (
        _one_of(word, words)
        for word, words in ((asked.by, UNITS), (asked.group, GROUPS), (asked.nature, NATURES))
    )
    if len(asked.compare) not in (0, COMPARED):
        raise UsageError("Two periods are set beside each other: give both, or neither.")
    question = Question(
        codebook_word(asked.of), asked.place, country_given(asked.country), asked.perpetrator, nature
    )
    sides = tuple(period(words) for words in asked.compare)
    start = period(asked.since).start if asked.since and date_prefix(asked.since) else None
    end = period(asked.until).end if asked.until and date_prefix(asked.until) else None
    if sides and start is None and end is None:
        start, end = min(s.start for s in sides), max(s.end for s in sides)
    return Checked(question, by or "month", group, start, end, sides, asked.collection)


def _one_of(word: str | None, words: Iterable[str]) -> str | None:
    if word is not None and word not in words:
        raise UsageError(f"“{word}” is not understood here: write one of {', '.join(words)}.")
    return word


def codebook_word(of: str | None) -> str | None:
    """A kind or type of the codebook, checked."""
    if of is None:
        return None
    known = [*KINDS, *codebook.load("events")["types"]]
    word = " ".join(of.lower().replace("_", " ").split())
    for name in known:
        if word in (name, name.replace("_", " ")):
            return str(name)
    near = difflib.get_close_matches(word, known, SUGGESTED)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"Kinds are {', '.join(KINDS)}."
    raise UsageError(f"There is no kind or type of incident {of}. {hint} Types: docs/codebook.md.")


def country_given(given: str | None) -> str | None:
    """The code of a country that was named.  Raises UsageError where there is none."""
    if given is None:
        return None
    code = country_code(given)
    if code is None:
        raise UsageError(f"There is no country {given}: write a code (PK) or its English name (Pakistan).")
    return code


def chosen(frame: Frame, question: Question) -> Chosen:
    """The incidents asked for.  Raises UsageError for a name that no incident of the record has."""
    for name in ("place", "country", "perpetrator"):
        value = getattr(question, name)
        if value is not None and not choose(frame, Question(**{name: value})).frame.height:
            raise UsageError(f"No incident here has the {name} {value}. {_most(frame, name)}")
    return choose(frame, question)


def _most(frame: Frame, name: str) -> str:
    """What could have been asked for: the names that most incidents have."""
    common = most(frame, name)
    if not common:
        return f"It knows of no {name}."
    return "It has most of: " + ", ".join(f"{plain(value)} ({number})" for value, number in common) + "."


def most(frame: Frame, name: str, limit: int = SUGGESTED) -> Sequence[tuple[str, int]]:
    """The values of ``perpetrator``, ``place`` or ``country`` that most incidents of a frame have, and how many do."""
    names: Iterable[Any]
    if name == "perpetrator":
        names = (a["name"] for actors in frame.get_column("perpetrators") for a in actors)
    else:
        column = {"place": "city", "country": "country"}[name]
        names = (value for value in frame.get_column(column) if value)
    return sorted(Counter(names).items(), key=lambda item: (-item[1], item[0]))[:limit]
