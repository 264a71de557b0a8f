"""Incidents as a list has them: one form for the rows of ACLED, UCDP and other files, and for incidents of the record.

A list says less than a report: one figure, no speaker, no words of a source but its own notes.  What it does say is kept
with the line it stands on, so that it can be set beside the record, or taken for a source of claims.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from vigil import codebook
from vigil.records import Actor, DateRange, Incident, Place, Toll

OURS = "record"  # the name of the list that a record makes


@dataclass(frozen=True, slots=True)
class Listed:
    """One incident of one list."""

    source: str  # the name of the list
    id: str  # as the list has it, else the number of its line
    date: DateRange
    place: Place | None = None
    kinds: tuple[str, ...] = ()  # kinds of the codebook that it may be; none: the list does not say
    type: str | None = None  # in the list's own words
    family: str | None = None  # how it was done, where that is told: explosion | guns | hands
    actors: tuple[str, ...] = ()  # named by the list, without saying who did it
    killed: Toll | None = None
    injured: Toll | None = None
    notes: str | None = None  # the list's words on it
    cites: str | None = None  # whom the list names as its source
    line: int | None = None  # where its row begins in the file

    @property
    def key(self) -> tuple[str, str]:
        """What it is called among several lists."""
        return self.source, self.id


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read as a list."""

    name: str
    form: str  # acled | ucdp | plain
    rows: tuple[Listed, ...]
    columns: tuple[tuple[str, str], ...] = ()  # (what it was taken for, header)
    notes: tuple[str, ...] = ()  # how dates and letters were read, a sentence each
    deadly: bool = False  # by its rules it holds only incidents with dead


def as_listed(incident: Incident) -> Listed:
    """An incident of the record as a list would have it.

    Bodies alone are named: a private person is in no list that the record makes.
    """
    actors = dict.fromkeys(a.name for a in incident.actors if _body(a) and a.stance != "denied")
    return Listed(
        OURS,
        incident.id,
        incident.date,
        incident.place,
        (incident.kind,),
        incident.type,
        family_of(incident.type),
        tuple(actors),
        incident.killed,
        incident.injured,
    )


def _body(actor: Actor) -> bool:
    return actor.kind in ("group", "institution", "community")


@lru_cache(maxsize=65536)
def family_of(words: str | None) -> str | None:
    """How something was done, by the words for it: explosion, guns or hands; None where they say none or two of them."""
    found = {name for name, pattern in _families() if pattern.search(words or "")}
    return found.pop() if len(found) == 1 else None


@cache
def _families() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (name, re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + ")", re.IGNORECASE))
        for name, words in codebook.load("lists")["families"].items()
    )
