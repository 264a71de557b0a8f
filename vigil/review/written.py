"""Values as a person writes them: ``killed=67..86..101``, ``date=2013-01-10``, ``perpetrators=LeJ (claimed)``."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from typing import Any

from vigil.decided import AMENDED, FIELDS, TOLLS, plain
from vigil.errors import UsageError
from vigil.records import Place

_NOTHING = frozenset({"none", "unknown", "-"})
_STANCE = re.compile(r"^(?P<name>.+?)\s*(?:\((?P<stance>\w+)\))?$")
_WHOLE = ("value", "low", "high")

__all__ = ["claim_fields", "fields_of", "value_in"]


def fields_of(given: Iterable[str]) -> list[tuple[str, str]]:
    """(field, words) of ``field=words`` each.  Raises UsageError where there is no =."""
    out = []
    for item in given:
        name, mark, words = item.partition("=")
        if not mark or not name.strip():
            raise UsageError(f"{item} is no field with its value: write killed=86.")
        out.append((name.strip(), words.strip()))
    return out


def value_in(name: str, words: str, find_place: Callable[[str], Place]) -> Any:
    """The value of a field of an incident, in plain values, from words; JSON in braces or brackets is taken as it is.

    ``find_place``: see vigil.placing.

    Raises UsageError where the words make no sense.
    """
    if name not in FIELDS:
        raise UsageError(f"An incident has no field {name}: correct one of {', '.join(FIELDS)}.")
    if words[:1] in ("{", "["):
        try:
            return plain(words)
        except ValueError as error:
            raise UsageError(f"{name} is no JSON: {error}.") from None
    if words.casefold() in _NOTHING:
        return [] if name == "perpetrators" else None
    if name in TOLLS:
        return _toll(name, words)
    if name == "date":
        return _date(words)
    if name == "place":
        found = find_place(words)
        return {f: v for f in Place.__dataclass_fields__ if (v := getattr(found, f)) is not None}
    if name == "perpetrators":
        return [_named(part) for part in re.split(r"[;,]\s*", words) if part]
    return words


def claim_fields(given: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Fields of a claim from words.  Raises UsageError where they make no sense."""
    out: dict[str, Any] = {}
    for name, words in given:
        if name not in AMENDED:
            raise UsageError(f"A claim has no field {name}: it has {', '.join(sorted(AMENDED))}.")
        if words.casefold() in _NOTHING:
            out[name] = None
        elif name in _WHOLE and re.fullmatch(r"[\d,]+", words):
            out[name] = int(words.replace(",", ""))
        elif name == "superseded":
            out[name] = words.casefold() in ("yes", "true", "1")
        elif name in ("low", "high"):
            raise UsageError(f"{name} is a whole number, not {words}.")
        else:
            out[name] = words
    return out


def _toll(name: str, words: str) -> dict[str, int | None]:
    parts = [part.strip().replace(",", "") for part in words.split("..")]
    if len(parts) > 3 or not any(parts) or any(part and not part.isdecimal() for part in parts):
        raise UsageError(
            f"{name}={words} is no number: write 86, 67..101, 67..86..101, or 67.. for at least 67."
        )
    numbers = [int(part) if part else None for part in parts]
    if len(numbers) == 1:
        return {"low": numbers[0], "best": numbers[0], "high": numbers[0]}
    low, high = numbers[0], numbers[-1]
    best = numbers[1] if len(numbers) == 3 else None
    if best is None:
        best = low if high is None else high
    return {"low": low, "best": best, "high": high}


def _date(words: str) -> dict[str, str | None]:
    first, mark, last = words.partition("..")
    start, _, fine = _days(first.strip())
    if not mark:
        return {"start": start, "end": _days(first.strip())[1], "precision": fine}
    end = _days(last.strip())[1] if last.strip() else None
    return {
        "start": start,
        "end": end,
        "precision": "days" if fine == "day" else f"{fine}s" if fine == "year" else fine,
    }


def _days(text: str) -> tuple[str, str, str]:
    """First and last day that a day, month or year names, and how fine it is."""
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        raise UsageError(
            f"{text} is no date as they are written here: write 2013, 2013-01, 2013-01-10, or two of them with .. between."
        )
    year, *rest = (int(part) for part in text.split("-"))
    if len(rest) == 2:
        return text, text, "day"
    if not rest:
        return f"{text}-01-01", f"{text}-12-31", "year"
    if not 1 <= rest[0] <= 12 or year < 1:
        raise UsageError(f"{text} is no month.")
    return f"{text}-01", f"{text}-{calendar.monthrange(year, rest[0])[1]:02d}", "month"


def _named(words: str) -> dict[str, str]:
    found = _STANCE.match(words.strip())
    assert found is not None
    return {"name": found["name"], "stance": found["stance"] or "reported"}
