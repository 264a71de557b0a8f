"""How figures, days, places and names read, the same in a terminal, on a page and in a report."""

from __future__ import annotations

from vigil.records import Claim, DateRange, Incident, Place, Toll

MONTHS = "January February March April May June July August September October November December".split()
NAMED = 3  # actors named in a row of a table


def count(number: int, noun: str) -> str:
    """A number with its noun: ``1 report``, ``1,105 reports``."""
    return f"{number:,} {noun}" + "s" * (number != 1)


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


def point_text(place: Place | None) -> str:
    """What is to be said of the point of a spot that only a person's words name; nothing of any other place."""
    if place is None or place.neighbourhood is None or place.precision != "city":
        return ""
    return f"“{plain(place.name)}” is a reader's word for the spot: known and placed no finer than {plain(place.city)}"


def place_short(place: Place | None) -> str:
    """City, or whatever is finest, and the country."""
    if place is None:
        return ""
    head = place.city or place.name
    return plain(head if not place.country or place.country == head else f"{head}, {place.country}")


def toll_text(toll: Toll | None) -> str:
    """A toll with its bounds: ``91 (67–110)``, ``67+`` for an open upper bound, ``up to 9`` for an open lower one."""
    return "" if toll is None else range_text(toll.low, toll.best, toll.high)


def range_text(low: int | None, best: int | None, high: int | None) -> str:
    """The same of bare bounds; nothing where none is known."""
    if low is None and best is None and high is None:
        return ""
    if best is None:
        best = low if low is not None else high
    if high is None:
        return f"{best}+" if low is None or low == best else f"{best} ({low}+)"
    if low is None:
        return f"up to {high}" if best == high else f"{best} (up to {high})"
    return str(best) if low == high == best else f"{best} ({low}–{high})"


def who_text(incident: Incident) -> str:
    """Who is named as perpetrator, each with the stance that the sources take."""
    named: dict[str, list[str]] = {}
    for actor in incident.actors:
        if actor.role == "perpetrator":
            stances = named.setdefault(plain(actor.name), [])
            if actor.stance not in stances:
                stances.append(actor.stance)
    shown = [f"{name} ({'/'.join(stances)})" for name, stances in named.items()]
    return ", ".join(shown[:NAMED] + ["…"] * (len(shown) > NAMED))


def figure_text(claim: Claim) -> str:
    """A figure as it was said: ``more than 100``, ``dozens``, ``86``."""
    value = claim.value if claim.value is not None else ""
    if claim.qualifier in (None, "exact"):
        return str(value)
    if claim.qualifier in ("between", "range") and claim.low is not None:
        if claim.speaker_kind == "dataset":  # a list has a best figure beside its bounds
            return f"{claim.value} ({claim.low} to {claim.high})"
        return f"{claim.low} to {claim.high}"
    if claim.value is None or str(claim.value) == claim.qualifier:
        return str(claim.qualifier)
    return f"{claim.qualifier} {value}"


def days_text(claim: Claim) -> str | None:
    """Days as far as they are told: ``3 days or more``, ``until 2013-01-14``."""
    if claim.until:
        return f"until {claim.until}"
    if claim.low is None:
        return None
    if claim.high == claim.low:
        return count(claim.low, "day")
    return f"{count(claim.low, 'day')} or more" if claim.high is None else f"{claim.low} to {claim.high} days"


def day_words(prefix: str) -> str:
    """``3 May 2014``, ``May 2014`` or ``2014``."""
    year, *rest = prefix[:10].split("-")
    words = [MONTHS[int(rest[0]) - 1], year] if rest else [year]
    return " ".join([str(int(rest[1])), *words] if len(rest) > 1 else words)


def moment_words(words: str | None) -> str:
    """A day, a month, a year, or days with two dots between, as far as a text says: ``3 May 2014``, ``between 3 and 5 May 2014``."""
    if not words:
        return "on a day that is not told"
    first, dots, last = words.partition("..")
    if not dots or first == last:
        return day_words(first)
    begin, end = day_words(first).split(), day_words(last).split()
    if len(begin) == len(end) > 1 and begin[-1] == end[-1]:  # what both have in common is said once
        begin, alike = begin[:-1], begin[-2] == end[-2]
        begin = begin[:-1] if len(begin) == 2 and alike else begin
    return f"between {' '.join(begin)} and {' '.join(end)}"
