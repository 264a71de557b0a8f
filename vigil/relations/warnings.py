"""Threats and warnings over all reports: told by several they are one, and the later attacks that match stand with them.

A match says what a warning and an attack have in common and how many days lay between; it says nothing of a cause.
What officials are reported to have done in between is listed; whether that was enough is for the reader to say.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from vigil import codebook
from vigil.aftermath import Response, Threat
from vigil.names import fold, spaced
from vigil.records import Claim, Evidence, Incident

WINDOW_DAYS = 180  # from a warning to an attack that may match it
_SMALL = 3  # letters of a word too common to tell two apart
_SAME_NEWS = 7  # days between reports of one warning
_WITH_A_CLAIM = re.compile(r"\b(?:in claiming|claim(?:ed|ing)|responsib\w+|after the)\b", re.IGNORECASE)
_BEFORE = re.compile(
    r"\b(?:had (?:\w+ ){0,2}(?:warned|threatened|vowed|pledged|promised|received|been|got|issued|sent)|previously|earlier|prior|in advance|already)\b",
    re.IGNORECASE,
)

__all__ = ["WINDOW_DAYS", "Warnings", "warned_links"]


# ---------------------------------------------------------------- what is compared


@cache
def _whom_words() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """A pattern for communities and groups of people, and the word that each spelling stands for."""
    data = codebook.load("targets")
    words: dict[str, str] = {}
    for name, row in data["people"].items():
        for word in (name, *row.get("words", ())):
            words.setdefault(spaced(word), name)
    for word in data["communities"]:
        for part in spaced(word).split():
            words[part] = _singular(part)
    ordered = sorted(words, key=lambda w: (-len(w), w))
    return re.compile(r"(?<!\w)(" + "|".join(re.escape(w) for w in ordered) + r")(s?)(?!\w)"), words


_ALIKE = {
    "shiite": "shia",
    "shi ite": "shia",
    "ite": "shia",
    "shi": "shia",
    "moslem": "muslim",
    "sunnite": "sunni",
}
_TOO_WIDE = frozenset({"muslim", "men", "people", "civilians", "minority", "community", "tribe"})


def _singular(word: str) -> str:
    plain = word.removesuffix("s")
    return _ALIKE.get(plain, plain)


def whom(text: str) -> frozenset[str]:
    """The communities and groups of people that a text names, each by one word: "shia", "police"."""
    pattern, words = _whom_words()
    found = {_ALIKE.get(words[m.group(1)], words[m.group(1)]) for m in pattern.finditer(spaced(text))}
    return frozenset(found - _TOO_WIDE)


@dataclass(frozen=True, slots=True)
class _Attack:
    id: str
    start: str
    end: str
    by: tuple[tuple[str, str, str], ...]  # folded name, name, stance
    on: frozenset[str]
    places: frozenset[str]  # folded names of city and neighbourhood
    documents: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Said:
    """One claim of a warning."""

    incident: str
    document: str
    seen: str | None
    claim: Claim

    @property
    def key(self) -> tuple[str, str, str, int, str]:
        return self.seen or "9999", self.document, self.claim.span.field, self.claim.span.start, self.incident

    @property
    def before(self) -> bool:
        """Whether its words say that it was made before what the report tells, and not with the claim of an attack."""
        quote = self.claim.quote
        return _BEFORE.search(quote) is not None and _WITH_A_CLAIM.search(quote) is None


def _attack(incident: Incident) -> _Attack | None:
    if incident.kind != "attack" or incident.date.start is None or incident.date.end is None:
        return None
    by = tuple(
        (fold(a.name), a.name, a.stance)
        for a in incident.actors
        if a.role == "perpetrator" and a.stance != "denied" and a.kind != "person"
    )
    told = [v.group for v in incident.victims if v.group]
    told += [a.name for a in incident.actors if a.role in ("victim", "target")]
    told += [
        c.value
        for r in incident.reports
        for c in r.claims
        if c.attribute == "victim" and isinstance(c.value, str)
    ]
    place = incident.place
    names = (
        (
            place.city,
            place.neighbourhood,
            place.name if place.precision not in ("country", "admin1") else None,
        )
        if place
        else ()
    )
    return _Attack(
        incident.id,
        incident.date.start,
        incident.date.end,
        by,
        frozenset().union(*(whom(words) for words in told)) if told else frozenset(),
        frozenset(spaced(name) for name in names if name),
        frozenset(r.document for r in incident.reports),
    )


def _said(incident: Incident, published: Mapping[str, str | None]) -> Iterator[_Said]:
    for report in incident.reports:
        for claim in report.claims:
            if claim.attribute == "warning":
                yield _Said(incident.id, report.document, published.get(report.document), claim)


# ---------------------------------------------------------------- one warning


@dataclass(slots=True)
class _Group:
    """Claims of one warning."""

    said: list[_Said] = field(default_factory=list)

    @property
    def by(self) -> str | None:
        return next((s.claim.speaker for s in self.said if s.claim.speaker), None)

    @property
    def on(self) -> frozenset[str]:
        return frozenset().union(
            *(whom(f"{s.claim.addressee or ''} {s.claim.value or ''}") for s in self.said)
        )

    @property
    def dates(self) -> list[str]:
        return sorted((s.claim.as_of for s in self.said if s.claim.as_of), key=lambda d: (-len(d), d))

    def takes(self, one: _Said) -> bool:
        """Whether ``one`` tells the same warning: the same speaker, nobody else addressed, and the same day or news."""
        mine, theirs = self.by, one.claim.speaker
        if (fold(mine) if mine else None) != (fold(theirs) if theirs else None):
            return False
        dates, day = self.dates, one.claim.as_of
        if dates and day:
            return any(d.startswith(day) or day.startswith(d) for d in dates)
        on = whom(f"{one.claim.addressee or ''} {one.claim.value or ''}")
        if self.on and on and self.on.isdisjoint(on) or not any(_alike(s, one) for s in self.said):
            return False
        if one.incident in {s.incident for s in self.said}:
            return bool(mine) or bool(self.on & on)
        near = any(_apart(s.seen, one.seen) <= _SAME_NEWS for s in self.said)
        return near and bool(self.on & on)


def _alike(one: _Said, other: _Said) -> bool:
    """Whether two warnings may be against the same: they share people or a word.

    That one says nothing of whom is no hindrance between documents; within one they are told apart.
    """
    whose, others = one.claim.addressee or "", other.claim.addressee or ""
    if not whose or not others:
        return one.document != other.document or whose == others
    mine, theirs = ({w for w in spaced(words).split() if len(w) > _SMALL} for words in (whose, others))
    return bool(mine & theirs) or not whom(whose).isdisjoint(whom(others))


def _apart(one: str | None, other: str | None) -> float:
    if one is None or other is None or len(one) < 10 or len(other) < 10:
        return float("inf")
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)


def _after(day: str, attack: _Attack) -> int | None:
    """Days from a day, month or year to an attack that came after it; None where it is not sure that it did."""
    last = _last_day(day)
    if last is None or attack.start <= last.isoformat():
        return None
    return (date.fromisoformat(attack.start) - last).days


def _last_day(prefix: str) -> date | None:
    try:
        if len(prefix) >= 10:
            return date.fromisoformat(prefix[:10])
        year, month = int(prefix[:4]), int(prefix[5:7]) if len(prefix) >= 7 else 12
        following = date(year + month // 12, month % 12 + 1, 1)
    except ValueError:
        return None
    return date.fromordinal(following.toordinal() - 1)


def _in_common(
    speaker: str | None, kind: str | None, on: frozenset[str], named: bool, words: str, attack: _Attack
) -> list[str]:
    """What a warning and an attack have in common, each in words; empty where it is too little.

    A group's threat matches an attack laid to that group, or one laid to nobody on the people it threatened; where it
    names whom it is against, the attack must not have been on others and elsewhere.  The warning of an agency, or one
    whose maker is not named, matches an attack on the people or in the place it names.
    """
    out = []
    people = sorted(on & attack.on)
    place = next(
        (p for p in sorted(attack.places) if re.search(rf"(?<!\w){re.escape(p)}(?!\w)", words)), None
    )
    if speaker and kind == "group":
        same = next(((name, stance) for key, name, stance in attack.by if key == fold(speaker)), None)
        if same:
            if not people and not place and (on and attack.on or named and not on):
                return []
            out.append(f"the same group ({same[0]}, {same[1]})")
        elif attack.by or not people:
            return []
    elif not people and not (place and kind):
        return []
    if people:
        out.append(f"on the same people ({', '.join(people)})")
    if place:
        out.append(f"in a place it names ({place})")
    return out


def _match(group: Sequence[_Said], attack: _Attack) -> str | None:
    """Why an attack matches a warning, a sentence; None where it does not."""
    first = group[0].claim
    on = frozenset().union(*(whom(f"{s.claim.addressee or ''} {s.claim.value or ''}") for s in group))
    words = " ".join(spaced(s.claim.quote) for s in group)
    named = any(s.claim.addressee for s in group)
    common = _in_common(first.speaker, first.speaker_kind, on, named, words, attack)
    if not common:
        return None
    told = "; ".join(common)
    days = sorted((s.claim.as_of for s in group if s.claim.as_of), key=lambda d: (-len(d), d))
    if not days and any(s.incident == attack.id and s.before for s in group):
        return f"A report of this attack says that the warning was made before it: {told}."
    # what says of a warning that it "had" been made tells of the time before its report
    seen = sorted(s.seen for s in group if s.seen)
    since, how = (
        (days[0], "after it was made") if days else (seen[0] if seen else None, "after it was reported")
    )
    if since is None:
        return None
    gap = _after(since, attack)
    if gap is None or gap > WINDOW_DAYS:
        return None
    return f"It came {gap} day{'s' * (gap != 1)} {how}, within {WINDOW_DAYS}: {told}."


# ---------------------------------------------------------------- over all incidents


class Warnings:
    """Takes incidents in any order, and gives every warning once with the attacks that match it."""

    def __init__(self) -> None:
        self._said: list[_Said] = []
        self._attacks: dict[str, _Attack] = {}

    def add(self, incident: Incident, published: Mapping[str, str | None]) -> None:
        """Takes the warnings told beside ``incident``, and itself if it is an attack; ``published``: document -> date prefix."""
        self._said.extend(_said(incident, published))
        attack = _attack(incident)
        if attack is not None:
            self._attacks[attack.id] = attack

    def finish(self, responses: Sequence[Response] = ()) -> list[Threat]:
        """Every warning, by date and id; ``between`` holds the ids of ``responses`` between it and its first match."""
        groups: list[_Group] = []
        for one in sorted(self._said, key=lambda s: s.key):
            home = next((g for g in groups if g.takes(one)), None)
            if home is None:
                groups.append(home := _Group())
            home.said.append(one)
        attacks = sorted(self._attacks.values(), key=lambda a: (a.start, a.id))
        found = [self._threat(group, attacks, responses) for group in groups]
        return sorted(found, key=lambda t: (t.date or t.seen or "9999", t.id))

    def _threat(self, group: _Group, attacks: Sequence[_Attack], responses: Sequence[Response]) -> Threat:
        said = group.said
        claims = [s.claim for s in said]
        matches = [(a, why) for a in attacks if (why := _match(said, a)) is not None]
        dates, seen = group.dates, sorted(s.seen for s in said if s.seen)
        own = tuple(dict.fromkeys(s.incident for s in said))
        since = dates[0] if dates else None if any(s.before for s in said) else seen[0] if seen else None
        first = said[0]
        return Threat(
            id="t" + hashlib.sha256(first.claim.id(first.document).encode()).hexdigest()[:12],
            words=max((str(c.value or c.quote) for c in claims), key=lambda w: (len(w), w)),
            by=group.by,
            against=max(
                (c.addressee for c in claims if c.addressee), key=lambda w: (len(w), w), default=None
            ),
            date=dates[0] if dates else None,
            seen=seen[0] if seen else None,
            channel=next((c.detail for c in claims if c.detail), None),
            incidents=own,
            matches=tuple((a.id, why) for a, why in matches),
            between=_between(since, matches[0][0], own, responses) if since and matches else (),
            evidence=tuple(
                dict.fromkeys(
                    Evidence(s.document, s.claim.span, s.claim.quote, s.claim.id(s.document)) for s in said
                )
            ),
        )


def _between(
    since: str, match: _Attack, own: Iterable[str], responses: Sequence[Response]
) -> tuple[str, ...]:
    """Responses told beside the same incidents, from the warning to the day before the attack."""
    about = {*own, match.id}
    inside = [
        (day, r.id)
        for r in responses
        if (day := r.date or r.first)
        and since[: len(day)] <= day
        and day < match.start[: len(day)]
        and not about.isdisjoint(r.incidents)
    ]
    return tuple(key for _, key in sorted(inside))


def warned_links(
    incidents: Sequence[Incident], published: Mapping[str, str | None]
) -> Iterator[tuple[str, str, str, tuple[Evidence, ...]]]:
    """(later, earlier, why, evidence) for each attack that matches a warning told beside an earlier incident.

    Only what is in common between the warning and the later attack is said, in ``why``; each pair once, in order.
    """
    attacks = sorted((a for a in map(_attack, incidents) if a is not None), key=lambda a: (a.start, a.id))
    starts = {i.id: i.date.end or i.date.start for i in incidents}
    found: dict[tuple[str, str], list[tuple[_Said, str]]] = {}
    for incident in incidents:
        for one in _said(incident, published):
            for attack in attacks:
                ended = starts[incident.id]
                if attack.id == incident.id or ended is None or attack.start <= ended:
                    continue
                why = _match([one], attack)
                if why is not None:
                    found.setdefault((attack.id, incident.id), []).append((one, why))
    for (later, earlier), some in sorted(found.items()):
        some.sort(key=lambda s: s[0].key)
        said = dict.fromkeys(
            Evidence(s.document, s.claim.span, s.claim.quote, s.claim.id(s.document)) for s, _ in some
        )
        yield later, earlier, some[0][1], tuple(said)
