"""How days, places, figures and numbers read in a dossier, and which characters of a text may stand in one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from vigil.records import Claim, DateRange, Incident, Place, Toll

MONTHS = "January February March April May June July August September October November December".split()
_TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])  # direction overrides and isolates
MARK = "\u200e"


def clean(text: str | None) -> str:
    """A text from a document as it may stand on a page: line ends and controls are blanks, and marks that turn the
    direction of what follows are left out, as they would turn our words too.  Letters of every script stay.

    What ends in letters written from right to left gets a mark behind it (U+200E), or a day that follows would be drawn
    into it: "NAME, 16 February" would read "16 ,NAME February".
    """
    out = []
    for c in (text or "").translate(_TURNS):
        kind = unicodedata.category(c)
        if kind in ("Cc", "Zl", "Zp"):
            c = " "
        elif kind == "Cs" or ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF:
            c = "\ufffd"
        out.append(c)
    for c in reversed(out):
        side = unicodedata.bidirectional(c)
        if side in ("L", "R", "AL"):
            return "".join(out) + ("" if side == "L" else MARK)
    return "".join(out)


def is_rtl(text: str) -> bool:
    """Whether the first letter with a direction is written from right to left."""
    for c in text:
        side = unicodedata.bidirectional(c)
        if side in ("L", "R", "AL"):
            return side != "L"
    return False


def count(number: int, noun: str, nouns: str | None = None) -> str:
    """``1 report``, ``1,105 reports``."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def listed(parts: list[str], most: int = 0) -> str:
    """``a``, ``a and b``, ``a, b and c``; beyond ``most`` the others are counted."""
    if most and len(parts) > most:
        parts = [*parts[:most], f"{len(parts) - most:,} more"]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def capital(text: str) -> str:
    """With a capital at its start."""
    return text[:1].upper() + text[1:]


def day_words(prefix: str | None, unknown: str = "day unknown", short: bool = False) -> str:
    """``3 September 2014`` (``3 Sep 2014``), ``May 2014`` or ``2014``; a range as two of them; what is no date, as it is."""
    if not prefix:
        return unknown
    first, dots, last = prefix.partition("..")
    if dots:
        return f"{day_words(first)} to {day_words(last)}"
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}(T.*)?", prefix):
        return clean(prefix)
    year, *rest = prefix[:10].split("-")
    if rest and not 1 <= int(rest[0]) <= 12:
        return prefix
    month = MONTHS[int(rest[0]) - 1] if rest else ""
    words = [month[:3] if short else month, year] if rest else [year]
    return " ".join([str(int(rest[1])), *words] if len(rest) > 1 else words)


def days_words(date: DateRange) -> str:
    """A date no finer than it is known."""
    if date.start is None:
        return "date unknown" if date.end is None else f"until {day_words(date.end)}"
    if date.start == date.end:
        return day_words(date.start)
    if date.precision in ("month", "year"):
        return day_words(date.start[: 7 if date.precision == "month" else 4])
    if not date.end:
        return f"from {day_words(date.start)}"
    start, end = date.start.split("-"), date.end.split("-")
    if date.precision in ("day", "days") and start[:2] == end[:2]:
        return f"{int(start[2])}–{day_words(date.end)}"
    return f"{day_words(date.start)} to {day_words(date.end)}"


def spelled(name: str) -> str:
    """The name of a place without the capitals of a dateline."""
    return name.title() if name.isupper() and len(name) > 3 else name


def place_words(place: Place | None) -> str:
    """A place from its finest part to its country, each part once."""
    if place is None:
        return "place unknown"
    parts = (place.name, place.neighbourhood, place.city, place.admin1, place.country)
    named = {spelled(part).casefold(): spelled(part) for part in reversed(parts) if part}
    return clean(", ".join(reversed(named.values())))


def town_words(place: Place | None) -> str:
    """The name under which it stands on a map: the town, where there is one."""
    return clean(spelled(place.city or place.name)) if place else ""


def name_of(incident: Incident) -> str:
    """``bombing, Hazara Town, Quetta``."""
    place = incident.place
    parts = [spelled(place.name), spelled(place.city or place.country or "")] if place else ["place unknown"]
    return clean(", ".join(dict.fromkeys([incident.type, *(p for p in parts if p)])))


def toll_words(low: int | None, best: int | None, high: int | None, beyond: Collection[int] = ()) -> str:
    """``89 (65–113)``, ``at least 67``, ``70 (67 or more)``, ``up to 9``, ``30``; empty where nothing is known.

    ``beyond``: bounds that stand for "more than": 71 is then ``over 70``.
    """
    if best is None:
        best = low if low is not None else high
    if best is None:
        return ""

    def number(value: int | None) -> str:
        return bound_words(value, beyond)

    if high is None:
        if low is None or low == best:
            return number(best) if best in beyond else f"at least {best:,}"
        return f"{number(best)} ({number(low)}{'' if low in beyond else ' or more'})"
    if low is None:
        return f"up to {number(high)}" if best == high else f"{number(best)} (up to {number(high)})"
    if low == high == best:
        return number(best)
    between = " to " if low in beyond or high in beyond else "–"
    return f"{number(best)} ({number(low)}{between}{number(high)})"


def bound_words(value: int | None, beyond: Collection[int] = ()) -> str:
    """``89``, ``over 70`` for a 71 that stands for it, ``open`` for none."""
    return "open" if value is None else f"over {value - 1:,}" if value in beyond else f"{value:,}"


def cited_toll(toll: Toll, beyond: Collection[int] = ()) -> str:
    """The same with both bounds always there, as a citation has it: ``86 (86–101)``, ``67 (67–open)``."""
    best = toll.best if toll.best is not None else toll.low if toll.low is not None else toll.high
    low, high = bound_words(toll.low, beyond), bound_words(toll.high, beyond)
    return f"{bound_words(best, beyond)} ({low}{' to ' if 'over' in low + high else '–'}{high})"


def figure_words(claim: Claim) -> str:
    """A figure as it was said: ``more than 100``, ``dozens``, ``86``; empty for what is no figure."""
    value = claim.value
    number = f"{value:,}" if isinstance(value, int) else clean(value) if value else ""
    if claim.qualifier in (None, "exact"):
        return number
    if claim.qualifier in ("between", "range") and claim.low is not None:
        return f"{claim.low:,} to {claim.high:,}" if claim.high is not None else f"from {claim.low:,}"
    if value is None or str(value) == claim.qualifier:
        return str(claim.qualifier)
    return f"{claim.qualifier} {number}"
