"""Values that a person may give to a field of an incident or of a claim: checked, and put in the form in which they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import NoneType
from typing import Any

from vigil import codebook
from vigil.codebook import KINDS, NATURES
from vigil.decided import AMENDED, FIELDS, TOLLS
from vigil.errors import UsageError

STANCES = ("claimed", "blamed", "suspected", "denied", "reported")
LINKS = (
    "in_response_to", "part_of", "follows_up", "retaliation_for", "concession_to", "warned_of", "in_series_with",
)  # fmt: skip
DATES = ("day", "days", "week", "month", "season", "year", "years", "unknown")
PLACES = ("site", "neighbourhood", "city", "district", "admin1", "country")
NUMBERS = ("killed", "injured", "killed_subset", "injured_subset", "abducted", "arrested", "size")
ATTRIBUTES = (
    *NUMBERS, "perpetrator", "victim", "demand", "response", "accountability", "warning", "relation", "organiser",
    "participant", "tactic", "duration", "intervention", "ending", "cause", "coverage",
)  # fmt: skip
MOST = 10**9  # of a number of people: more are not alive


def keepable(value: Any) -> None:
    """Raises UsageError for what no database and no JSON keeps: half a character pair, a null character, a number past 64 bits."""
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise UsageError(
                "What was sent holds what is no text: a null character, or half a character pair."
            )
    elif isinstance(value, Mapping):
        for name, item in value.items():
            keepable(name)
            keepable(item)
    elif isinstance(value, list | tuple):
        for item in value:
            keepable(item)
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise UsageError(f"{str(value)[:20]}… is too large a number.")


def value_of(name: str, value: Any) -> Any:
    """A value for a field of an incident, in the form in which it is kept.  Raises UsageError for what makes no sense."""
    if name not in FIELDS:
        raise UsageError(f"An incident has no field {name}: correct one of {', '.join(FIELDS)}.")
    if name in TOLLS:
        return _toll(name, value)
    if name == "date":
        return _date(value)
    if name == "place":
        return _place(value)
    if name == "perpetrators":
        return _perpetrators(value)
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{name} is a word, not {value!r}.")
    if name == "summary":
        return " ".join(value.split())
    known = {"kind": KINDS, "nature": NATURES, "type": tuple(types())}[name]
    if value not in known:
        shown = ", ".join(known[:40])
        raise UsageError(f"{value} is no {name} of an incident: choose one of {shown}.")
    return value


@cache
def types() -> dict[str, str]:
    """Types of incident in the codebook, each with its kind."""
    return {name: entry["kind"] for name, entry in codebook.load("events")["types"].items()}


def _number(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        raise UsageError(f"{name} is a whole number of people from 0 on, not {value!r}.")
    return value


def _toll(name: str, value: Any) -> dict[str, int | None] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        number = _number(name, value)
        return {"low": number, "best": number, "high": number}
    if unknown := set(value) - {"low", "best", "high"}:
        raise UsageError(f"{name} has low, best and high, not {', '.join(sorted(unknown))}.")
    low, best, high = (
        None if value.get(bound) is None else _number(f"{name} {bound}", value[bound])
        for bound in ("low", "best", "high")
    )
    if best is None:
        best = low if low is not None else high
    if best is None:
        raise UsageError(f"{name} needs a number: low, best or high.")
    ordered = [n for n in (low, best, high) if n is not None]
    if ordered != sorted(ordered):
        raise UsageError(f"{name}: low {low}, best {best}, high {high} are not in order: low ≤ best ≤ high.")
    return {"low": low, "best": best, "high": high}


def _date(value: Any) -> dict[str, str | None]:
    if value is None:
        return {"start": None, "end": None, "precision": "unknown"}
    if not isinstance(value, Mapping) or set(value) - {"start", "end", "precision"}:
        raise UsageError("A date has start, end and precision.")
    start, end, precision = value.get("start"), value.get("end"), value.get("precision")
    if precision is None:
        precision = "unknown" if start is None else "day" if end in (None, start) else "days"
    if precision not in DATES:
        raise UsageError(f"{precision} is no precision of a date: choose one of {', '.join(DATES)}.")
    for day in (start, end):
        try:
            if day is not None and date.fromisoformat(day).isoformat() != day:
                raise ValueError
        except (ValueError, TypeError):
            raise UsageError(f"{day} is no day: write 2013-01-10.") from None
    if precision == "day" and end is None:
        end = start
    if start is not None and end is not None and start > end:
        raise UsageError(f"The first day, {start}, is after the last, {end}.")
    return {"start": start, "end": end, "precision": precision}


def _place(value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    known = {"name", "precision", "city", "admin1", "country", "country_code", "lat", "lon", "geonames_id", "neighbourhood"}  # fmt: skip
    if not isinstance(value, Mapping) or not value.get("name"):
        raise UsageError("A place needs a name.")
    if unknown := set(value) - known:
        raise UsageError(f"A place has no {', '.join(sorted(unknown))}: it has {', '.join(sorted(known))}.")
    if value.get("precision") not in PLACES:
        raise UsageError(f"How fine is the place? Its precision is one of {', '.join(PLACES)}.")
    for bound, name in ((90, "lat"), (180, "lon")):
        number = value.get(name)
        if number is not None and (type(number) not in (int, float) or not -bound <= number <= bound):
            raise UsageError(f"{name} is a number from -{bound} to {bound}, not {number!r}.")
    if type(value.get("geonames_id")) not in (int, NoneType):
        raise UsageError("geonames_id is a whole number.")
    for name in known - {"lat", "lon", "geonames_id"}:
        if not isinstance(value.get(name), str | None):
            raise UsageError(f"{name} of a place is words, not {value[name]!r}.")
    return {name: value[name] for name in sorted(known) if value.get(name) is not None}


def _perpetrators(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list | tuple):
        raise UsageError("Perpetrators are a list, each with a name and a stance.")
    found: dict[str, dict[str, Any]] = {}
    for one in value:
        if not isinstance(one, Mapping) or set(one) - {"name", "stance", "by", "kind"}:
            raise UsageError("A perpetrator has a name, a stance, and perhaps by and kind.")
        name, stance = one.get("name"), one.get("stance", "reported")
        if not isinstance(name, str) or not name.strip():
            raise UsageError("A perpetrator needs a name.")
        if stance not in STANCES:
            raise UsageError(f"{stance} is no stance: choose one of {', '.join(STANCES)}.")
        kept = {key: one[key] for key in ("by", "kind") if one.get(key)}
        if not all(isinstance(item, str) for item in kept.values()):
            raise UsageError("by and kind of a perpetrator are words.")
        found[name.strip()] = {"name": name.strip(), "stance": stance} | kept
    return [found[name] for name in sorted(found)]


def claim_fields(given: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(given) - AMENDED:
        raise UsageError(
            f"A claim has no {', '.join(sorted(unknown))} to change: it has {', '.join(sorted(AMENDED))}."
        )
    made = dict(given)
    if "attribute" in made and made["attribute"] not in ATTRIBUTES:
        raise UsageError(f"{made['attribute']} is no attribute of a claim: choose one of {', '.join(ATTRIBUTES)}.")  # fmt: skip
    if made.get("stance") is not None and made["stance"] not in (*STANCES, "unclaimed"):
        raise UsageError(f"{made['stance']} is no stance: choose one of {', '.join(STANCES)}.")
    value = made.get("value")
    if isinstance(value, int) and not isinstance(value, bool):
        _number("value", value)
        if not {"low", "high"} & set(made):
            made |= _bounds(value, made.get("qualifier") or "exact")
    for bound in ("low", "high"):
        if made.get(bound) is not None:
            _number(bound, made[bound])
    low, high = made.get("low"), made.get("high")
    if low is not None and high is not None and low > high:
        raise UsageError(f"low {low} is more than high {high}.")
    for name, item in made.items():
        if name not in ("value", "low", "high", "superseded") and item is not None and not isinstance(item, str):  # fmt: skip
            raise UsageError(f"{name} of a claim is words, not {item!r}.")
    if not isinstance(made.get("superseded", False), bool):
        raise UsageError("superseded is true or false.")
    if isinstance(value, bool) or not isinstance(value, int | str | None):
        raise UsageError(f"The value of a claim is a number or words, not {value!r}.")
    return made


def _bounds(value: int, qualifier: str) -> dict[str, int | None]:
    """Bounds by the qualifier, as claims of documents have them."""
    match qualifier:
        case "at least":
            return {"low": value, "high": None}
        case "more than":
            return {"low": value + 1, "high": None}
        case "up to":
            return {"low": None, "high": value}
        case "about" | "nearly":
            return {"low": value * 9 // 10, "high": -(-value * 11 // 10)}
    return {"low": value, "high": value}
