"""How figures, days, places and names read, the same in a terminal, on a page and in a report."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from vigil.records import Claim, DateRange, Incident, Place, Toll
from vigil.stated import over, standing

MONTHS = "January February March April May June July August September October November December".split()
NAMED = 3  # actors named in a row of a table

# How words of the record read on a page and in a report; those that are not here read as they are, "_" as a blank.
LABELS = {
    "size": "size of the crowd",
    "killed_subset": "killed, a part of them",
    "injured_subset": "injured, a part of them",
    "perpetrator": "named as perpetrator",
    "main": "its subject",
    "co_main": "told beside its subject",
    "background": "told in passing",
    "as_of": "as of",
}
COUNTED = {"size": "in the crowd"}  # behind a number, where that is another word than the label
RULES = {
    "latest-firm": "the latest firm figure",
    "best-supported": "the best supported figure",
    "cautious-crowd": "a cautious size of a crowd",
    "merged-names": "names told alike are one",
    "confidence": "how sure it is",
    "linkage": "which reports are one incident",
    "relations": "how incidents hang together",
    "review": "what readers decided",
    "rules": "read by the rules of the program",
    "neural": "read by a small model",
    "llm": "read by a language model",
    "list": "read from a list",
}


def label(word: str, group: str | None = None) -> str:
    """A word of the record in plain words: ``killed, of whom women`` for a part of the killed that is a group."""
    if group and word.endswith("_subset"):
        return f"{label(word.removesuffix('_subset'))}, of whom {group}"
    return LABELS.get(word, word.replace("_", " "))


def counted(word: str) -> str:
    """What stands behind a number: ``12 killed``, ``500 in the crowd``."""
    return COUNTED.get(word, label(word))


def rule_label(rule: str) -> str:
    """What a rule does, in a few words; "" for one that is not known here."""
    return RULES.get(rule.partition("/")[0].partition("+")[0], "")


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


def toll_text(toll: Toll | None, stand: Sequence[Claim] = ()) -> str:
    """A toll with its bounds: ``91 (67–110)``, ``67+`` for an open upper bound, ``up to 9`` for an open lower one.

    ``stand``: the claims it rests on, by which 71 is ``over 70`` where that is what they say.
    """
    return "" if toll is None else range_text(toll.low, toll.best, toll.high, over(toll, stand))


def concluded_text(incident: Incident, measure: str) -> str:
    """The toll of an incident, with the claims it rests on."""
    toll: Toll | None = getattr(incident, measure)
    return toll_text(toll, standing(incident, measure))


def range_text(low: int | None, best: int | None, high: int | None, beyond: Collection[int] = ()) -> str:
    """The same of bare bounds; nothing where none is known.  ``beyond``: those that stand for ``more than``."""
    if low is None and best is None and high is None:
        return ""
    if best is None:
        best = low if low is not None else high

    assert best is not None

    def number(value: int) -> str:
        return f"over {value - 1:,}" if value in beyond else f"{value:,}"

    def from_there(value: int) -> str:
        return number(value) + "+" * (value not in beyond)

    if high is None:
        return from_there(best) if low is None or low == best else f"{number(best)} ({from_there(low)})"
    if low is None:
        return f"up to {number(high)}" if best == high else f"{number(best)} (up to {number(high)})"
    if low == high == best:
        return number(best)
    between = " to " if low in beyond or high in beyond else "–"
    return f"{number(best)} ({number(low)}{between}{number(high)})"


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
    value = f"{claim.value:,}" if isinstance(claim.value, int) else claim.value or ""
    if claim.qualifier in (None, "exact"):
        return str(value)
    if claim.qualifier in ("between", "range") and claim.low is not None:
        bounds = f"from {claim.low:,}" if claim.high is None else f"{claim.low:,} to {claim.high:,}"
        # a list has a best figure beside its bounds
        return f"{value} ({bounds})" if claim.speaker_kind == "dataset" else bounds
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
