"""How figures, days and places read, in a terminal, a page or a message."""

from __future__ import annotations

from vigil.records import DateRange, Place, Toll


def plain(text: str | None) -> str:
    """Text from a document, made harmless for a terminal: control characters become blanks."""
    return "".join(c if c.isprintable() else " " for c in text or "")


def day_text(date: DateRange) -> str:
    """A date no finer than it is known."""
    if date.start is None:
        return "unknown" if date.end is None else f"until {date.end}"
    if date.precision == "day" or date.start == date.end:
        return date.start
    if date.precision == "month":
        return date.start[:7]
    if date.precision == "year":
        return date.start[:4]
    return f"{date.start} to {date.end}" if date.end else f"from {date.start}"


def place_text(place: Place | None) -> str:
    """A place from its finest part to its country, each part once."""
    if place is None:
        return "unknown"
    parts: list[str] = []
    for part in (place.name, place.neighbourhood, place.city, place.admin1, place.country):
        if part and part not in parts:
            parts.append(part)
    return ", ".join(plain(p) for p in parts)


def place_short(place: Place | None) -> str:
    """City, or whatever is finest, and the country."""
    if place is None:
        return ""
    head = place.city or place.name
    return plain(head if not place.country or place.country == head else f"{head}, {place.country}")


def toll_text(toll: Toll | None) -> str:
    """A toll with its bounds: ``91 (67–110)``, ``67+`` for an open upper bound, ``up to 9`` for an open lower one."""
    if toll is None or (toll.low is None and toll.best is None and toll.high is None):
        return ""
    best, low, high = toll.best, toll.low, toll.high
    if best is None:
        best = low if low is not None else high
    if high is None:
        return f"{best}+" if low is None or low == best else f"{best} ({low}+)"
    if low is None:
        return f"up to {high}" if best == high else f"{best} (up to {high})"
    return str(best) if low == high == best else f"{best} ({low}–{high})"
