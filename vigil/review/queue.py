"""What is worth a person's look first: the rule "queue/2".

The value of looking at an incident is how grave it is, times how much there is to settle in it:

* grave: 1 + log2(1 + killed + abducted/2 + injured/4), by the best figures; a demonstration counts a hundredth of its size;
* to settle: what is left of 1 after (1 - doubt) for each of: its confidence; figures that cannot all be right; named groups of
  which one denies it or several are laid to it; a disagreement of readers; and, of what somebody has read, a change since
  then, or, from TEN_KILLED on, that nobody else has read it.

Only who accepts an incident has read it.  A field that a person corrected is settled, the others are not.  What was read by one
person and has not changed, or was retracted, has nothing to settle.  Each part gives its reason in words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from vigil.decided import FIELDS, SEEN, TOLLS, plain, seen
from vigil.phrases import range_text
from vigil.records import RETRACTED, Incident
from vigil.review.readers import DISPUTED
from vigil.stated import disagree, over, standing

RULE = "queue/2"
TEN_KILLED = 10  # from so many killed on a second person should read an incident
_CHANGED, _DISPUTED, _SECOND = 0.6, 0.9, 0.3  # to settle
_CONTESTED = 0.3
SURE = 0.8  # a confidence from which nothing is said

WHICH = {
    "grave": "ten killed or more",
    "uncertain": "little confidence, unread",
    "disagreeing": "figures differ",
    "changed": "changed since it was read",
    "second": "needs a second reader",
    "disputed": "readers disagree",
}  # what the queue can be narrowed to, and what that means

__all__ = ["RULE", "SURE", "WHICH", "Light", "changed", "kinds", "light", "others", "value"]


@dataclass(frozen=True, slots=True)
class Light:
    """What of an incident its place in the queue depends on."""

    status: str
    confidence: float
    tolls: tuple[tuple[str, int | None, int | None, int | None], ...]  # (which, low, best, high)
    stances: tuple[tuple[str, str], ...]  # (named perpetrator, stance)
    readers: tuple[str, ...]  # who accepted it
    changed: tuple[str, ...]  # since it was last read, a phrase each
    settled: frozenset[str]  # fields that somebody corrected
    people: tuple[str, ...]  # who decided anything on it, its claims aside
    differ: tuple[str, ...] = ()  # tolls whose figures that stand cannot all be right
    over: tuple[tuple[str, int], ...] = ()  # (which toll, a bound of it that stands for "more than")


def light(incident: Incident) -> Light:
    """What of an incident its place in the queue depends on."""
    tolls = [(n, t.low, t.best, t.high) for n in TOLLS if (t := getattr(incident, n)) is not None]
    named = [(a.name, a.stance) for a in incident.actors if a.role == "perpetrator"]
    readings = [d for d in incident.decided if d.field == "reading"]
    now = seen(incident)
    since: tuple[str, ...] = ()
    if readings and not any(d.holds for d in readings):
        since = changed(plain(max(readings, key=lambda d: d.at).decided), now)
    readers = tuple(dict.fromkeys(name for d in readings for name in d.by))
    settled = frozenset(d.field for d in incident.decided if d.field in FIELDS)
    people = tuple(dict.fromkeys(name for d in incident.decided if d.field != "claim" for name in d.by))
    stand = {n: standing(incident, n) for n in TOLLS}
    differ = tuple(n for n in TOLLS if disagree(getattr(incident, n), stand[n]))
    beyond = tuple((n, bound) for n in TOLLS for bound in over(getattr(incident, n), stand[n]))
    return Light(incident.status, incident.confidence, tuple(tolls), tuple(named), readers, since, settled, people, differ, beyond)  # fmt: skip


def value(row: Light) -> tuple[float, tuple[str, ...]]:
    """The value of looking at an incident, 0 where there is nothing to do, and why, a phrase each."""
    best = {name: n or 0 for name, _, n, _ in row.tolls}
    grave = 1 + math.log2(1 + best.get("killed", 0) + best.get("abducted", 0) / 2 + best.get("injured", 0) / 4 + best.get("size", 0) / 100)  # fmt: skip
    if row.status == RETRACTED:
        return 0.0, ()
    parts = [*_disputed(row), *(_read(row) if row.readers else _unread(row))]
    left = 1.0
    for doubt, _ in parts:
        left *= 1 - doubt
    if left == 1.0:
        return 0.0, ()
    why = [phrase for _, phrase in parts if phrase]
    hurt = [
        f"{name} {_number(row, name, n)}"
        for name, n in best.items()
        if name in ("killed", "injured", "abducted") and n
    ]
    return round(grave * (1 - left), 4), (*([" and ".join(hurt)] if hurt else []), *why)


def kinds(row: Light) -> frozenset[str]:
    """Which of the words of WHICH hold of it."""
    killed = next((best or 0 for name, _, best, _ in row.tolls if name == "killed"), 0)
    found = {
        "grave": killed >= TEN_KILLED,
        "uncertain": not row.readers and row.confidence < SURE,
        "disagreeing": bool(set(row.differ) - row.settled),
        "changed": bool(row.changed),
        "second": len(row.readers) == 1 and killed >= TEN_KILLED and row.status != RETRACTED,
        "disputed": row.status == DISPUTED,
    }
    return frozenset(name for name, holds in found.items() if holds)


def others(row: Light, person: str) -> bool:
    """Whether only others than this person have something to do on it: they are to read it a second time."""
    return row.readers == (person,) and not row.changed and row.status != DISPUTED


def _number(row: Light, name: str, value: int) -> str:
    return range_text(value, value, value, [bound for which, bound in row.over if which == name])


def _unread(row: Light) -> Iterator[tuple[float, str]]:
    yield 1 - row.confidence, f"confidence {row.confidence:.2f}" if row.confidence < SURE else ""
    yield from _conflicts(row)


def _conflicts(row: Light) -> Iterator[tuple[float, str]]:
    for name, low, best, high in row.tolls:
        top = high if high is not None else best
        if (
            name in row.differ
            and name not in row.settled
            and low is not None
            and top is not None
            and top > low
        ):
            # a tenth apart is what any two counts are; half apart is another story
            yield (
                min(0.5, (top - low) / (2 * max(top, 1))),
                f"figures of {name} differ: {_number(row, name, low)} to {_number(row, name, top)}",
            )
    if "perpetrators" in row.settled:
        return
    groups = {name for name, stance in row.stances if stance in ("claimed", "blamed", "suspected")}
    denied = {name for name, stance in row.stances if stance == "denied"}
    if denied:
        yield _CONTESTED, f"{', '.join(sorted(denied))} denies it"
    if len(groups) > 1:
        yield _CONTESTED, f"laid to {', '.join(sorted(groups))}"


def _disputed(row: Light) -> Iterator[tuple[float, str]]:
    if row.status == DISPUTED:
        yield _DISPUTED, f"readers disagree: {', '.join(row.people)}"


def _read(row: Light) -> Iterator[tuple[float, str]]:
    if row.changed:
        yield _CHANGED, "changed since it was read: " + "; ".join(row.changed)
    killed = next((best or 0 for name, _, best, _ in row.tolls if name == "killed"), 0)
    if len(row.readers) == 1 and killed >= TEN_KILLED:
        yield _SECOND, f"needs a second reader beside {row.readers[0]}"


def changed(before: dict[str, Any], after: dict[str, Any]) -> tuple[str, ...]:
    """What differs between two states of an incident (see vigil.decided.seen), a phrase each."""
    names = [name for name in SEEN if name in before and before[name] != after.get(name)]
    return tuple(f"{name} {shown(name, before[name])} → {shown(name, after.get(name))}" for name in names)


def shown(name: str, stated: Any) -> str:
    """A stated value of a field (see vigil.decided.stated) in few words."""
    if stated is None or stated == []:
        return "nothing"
    if isinstance(stated, str):
        return stated
    if name in TOLLS:
        low, best, high = stated["low"], stated["best"], stated["high"]
        if best is None:  # attackers alone are counted
            return "nothing"
        if low == best == high:
            return f"{best:,}"
        return f"{best:,} ({'' if low is None else low}–{'' if high is None else high})"
    if name == "date":
        if stated["start"] is None:
            return "unknown"
        return stated["start"] if stated["start"] == stated["end"] else f"{stated['start']} to {stated['end'] or '…'}"  # fmt: skip
    if name == "place":
        parts = dict.fromkeys(p for p in (stated["name"], stated["city"], stated["country"]) if p)
        return ", ".join(parts)
    return ", ".join(f"{one['name']} ({one['stance']})" for one in _listed(stated))


def _listed(value: Sequence[Any]) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
