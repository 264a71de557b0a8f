"""What is asked for in an address: filters of incidents, checked, and written back as an address.

The same words stand in the pages, in the API and in exports: ``/incidents?place=Quetta&from=2013-01&killed=5``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal, get_args
from urllib.parse import urlencode

from vigil.errors import UsageError

Sort = Literal["-date", "date", "killed", "injured", "documents", "doubt"]
SORTS: tuple[str, ...] = get_args(Sort)
Kind = Literal["attack", "demonstration", "official_response", "legal_action", "other"]
Nature = Literal["political", "criminal", "accidental", "unclear"]
Status = Literal["suggested", "confirmed", "corrected", "disputed", "retracted"]
KINDS: tuple[str, ...] = get_args(Kind)
NATURES: tuple[str, ...] = get_args(Nature)
STATUSES: tuple[str, ...] = get_args(Status)
LONGEST = 200  # characters of a word asked for
MOST = 1_000_000_000  # the largest number asked for


@dataclass(frozen=True, slots=True)
class Filter:
    """Which incidents, and in which order.  None or "": any."""

    text: str | None = None  # words that all occur in its summary, names or type
    place: str | None = None  # a piece of a name of its place
    within: str | None = None  # the path of a place that holds it: "PK/Balochistan" (web/gazetteer.py)
    start: str | None = None  # not over before this day, month or year
    end: str | None = None  # begun by this one
    kind: str | None = None
    type: str | None = None  # a word of the codebook
    nature: str | None = None
    actor: str | None = None  # a piece of a name
    community: str | None = None  # a piece of the name of a community or victim group
    killed_at_least: int | None = None  # by the best figure
    killed_at_most: int | None = None
    injured_at_least: int | None = None
    confidence_at_least: float | None = None
    status: str | None = None  # None: all but retracted
    disagree: bool = False  # only those with stated numbers that cannot all be right
    box: tuple[float, float, float, float] | None = None  # west, south, east, north, degrees
    sort: Sort = "-date"

    @property
    def asks(self) -> bool:
        """Whether anything is left out."""
        return replace(self, sort="-date") != Filter()

    def query(self, **changed: Any) -> str:
        """The filter as the query of an address, with ``changed`` fields; "" where nothing is asked."""
        wanted = replace(self, **changed) if changed else self
        pairs = []
        for name, field in NAMES.items():
            value = getattr(wanted, field)
            if value is None or value == "" or value is False or (field == "sort" and value == "-date"):
                continue
            if field == "box":
                value = ",".join(f"{number:g}" for number in value)
            pairs.append((name, "1" if value is True else str(value)))
        return urlencode(pairs)

    def words(self) -> list[str]:
        """What is asked, a phrase each, for a heading."""
        said = []
        for kind in (self.kind, self.type):
            if kind:
                said.append(kind.replace("_", " "))
        if self.nature:
            said.append(self.nature)
        if self.place:
            said.append(f"in “{self.place}”")
        if self.within:
            said.append(f"in {', '.join(reversed(self.within.split('/')))}")
        if self.start or self.end:
            said.append(
                f"{self.start} to {self.end}"
                if self.start and self.end
                else f"from {self.start}"
                if self.start
                else f"until {self.end}"
            )
        said += [f"actor “{self.actor}”"] * bool(self.actor) + [f"community “{self.community}”"] * bool(
            self.community
        )
        if self.killed_at_least is not None:
            said.append(f"at least {self.killed_at_least} killed")
        if self.killed_at_most is not None:
            said.append(f"at most {self.killed_at_most} killed")
        if self.injured_at_least is not None:
            said.append(f"at least {self.injured_at_least} injured")
        if self.confidence_at_least is not None:
            said.append(f"confidence {self.confidence_at_least:g} or more")
        if self.status:
            said.append(self.status)
        said += ["figures disagree"] * self.disagree
        said += ["within the map’s frame"] * (self.box is not None) + [f"words “{self.text}”"] * bool(
            self.text
        )
        return said


# Name in an address -> field, in the order in which an address has them.
NAMES = {
    "q": "text", "place": "place", "within": "within", "from": "start", "to": "end", "kind": "kind", "type": "type", "nature": "nature",
    "actor": "actor", "community": "community", "killed": "killed_at_least", "killed_max": "killed_at_most",
    "injured": "injured_at_least", "confidence": "confidence_at_least", "status": "status", "disagree": "disagree",
    "box": "box", "sort": "sort",
}  # fmt: skip
assert set(NAMES.values()) == {f.name for f in fields(Filter)}


def read_filter(given: Mapping[str, str]) -> Filter:
    """The filter that an address asks for; names that are none of a filter are passed over.

    Raises UsageError, with a sentence for the reader, for a value that makes no sense.
    """
    said: dict[str, Any] = {}
    for name, field in NAMES.items():
        value = (given.get(name) or "").strip()
        if not value:
            continue
        if len(value) > LONGEST or "\0" in value:
            raise UsageError(f"What is asked for under “{name}” is too long, or is no text.")
        said[field] = _READ.get(field, _text)(name, value)
    first, last = said.get("start") or "", said.get("end") or ""
    fine = min(len(first), len(last))
    if first[:fine] > last[:fine]:
        raise UsageError(f"From {first} to {last} holds no day: the first must not lie behind the last.")
    return Filter(**said)


def _text(name: str, value: str) -> str:
    return value


def _date(name: str, value: str) -> str:
    try:
        if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", value):
            raise ValueError
        date.fromisoformat((value + "-01-01")[:10])
    except ValueError:
        raise UsageError(f"“{value}” under “{name}” is no date: write 2013, 2013-01 or 2013-01-10.") from None
    return value


def _number(name: str, value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise UsageError(f"“{value}” under “{name}” is no number: write digits, as in {name}=5.")
    return int(value)


def _share(name: str, value: str) -> float:
    if not re.fullmatch(r"0(\.[0-9]{1,6})?|1(\.0{1,6})?|\.[0-9]{1,6}", value):
        raise UsageError(
            f"“{value}” under “{name}” is no share: write a number from 0 to 1, as in {name}=0.5."
        )
    return float(value)


def _flag(name: str, value: str) -> bool:
    if value.casefold() not in ("1", "0", "true", "false", "yes", "no", "on", "off"):
        raise UsageError(f"“{value}” under “{name}” is neither yes nor no: write {name}=1 or leave it out.")
    return value.casefold() in ("1", "true", "yes", "on")


def _box(name: str, value: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(piece) for piece in value.split(","))
    except ValueError:
        west = south = east = north = math.nan
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise UsageError(f"“{value}” under “{name}” is no frame: write west,south,east,north in degrees.")
    return west, south, east, north


def _one_of(words: tuple[str, ...]) -> Any:
    def read(name: str, value: str) -> str:
        if value not in words:
            raise UsageError(f"“{value}” under “{name}” is unknown: write one of {', '.join(words)}.")
        return value

    return read


_READ = {
    "start": _date, "end": _date, "kind": _one_of(KINDS), "nature": _one_of(NATURES), "status": _one_of(STATUSES),
    "killed_at_least": _number, "killed_at_most": _number, "injured_at_least": _number, "confidence_at_least": _share,
    "disagree": _flag, "box": _box, "sort": _one_of(SORTS),
}  # fmt: skip
