"""Threats and warnings over all reports: told by several they are one, and the later attacks that match stand with them.

A match says what a warning and an attack have in common and how many days lay between; it says nothing of a cause.
What officials are reported to have done in between is listed; whether that was enough is for the reader to say.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache

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


@lru_cache(maxsize=65_536)
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


def _in_order(attack: _Attack) -> tuple[str, str]:
    return attack.start, attack.id


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


@dataclass(frozen=True, slots=True)
class _Sought:
    """A warning as it is compared: made once, and set beside many attacks."""

    speaker: str | None  # folded
    kind: str | None
    on: frozenset[str]
    named: bool  # whether it says whom it is against
    words: str
    since: str | None  # the day, or a prefix of it, after which an attack may match
    made: bool  # whether that is the day when it was made; else when it was first reported
    before: frozenset[str]  # where no day is given: incidents whose reports say that it was made before them


def _sought(group: Sequence[_Said]) -> _Sought:
    first = group[0].claim
    # what says of a warning that it "had" been made tells of the time before its report
    days = sorted((s.claim.as_of for s in group if s.claim.as_of), key=lambda d: (-len(d), d))
    seen = sorted(s.seen for s in group if s.seen)
    return _Sought(
        fold(first.speaker) if first.speaker else None,
        first.speaker_kind,
        frozenset().union(*(whom(f"{s.claim.addressee or ''} {s.claim.value or ''}") for s in group)),
        any(s.claim.addressee for s in group),
        " ".join(spaced(s.claim.quote) for s in group),
        days[0] if days else seen[0] if seen else None,
        bool(days),
        frozenset() if days else frozenset(s.incident for s in group if s.before),
    )


def _in_common(sought: _Sought, attack: _Attack) -> list[str]:
    """What a warning and an attack have in common, each in words; empty where it is too little.

    A group's threat matches an attack laid to that group, or one laid to nobody on the people it threatened; where it
    names whom it is against, the attack must not have been on others and elsewhere.  The warning of an agency, or one
    whose maker is not named, matches an attack on the people or in the place it names.
    """
    out = []
    people = sorted(sought.on & attack.on)
    place = next((p for p in sorted(attack.places) if p in sought.words and _names(sought.words, p)), None)
    if sought.speaker and sought.kind == "group":
        same = next(((name, stance) for key, name, stance in attack.by if key == sought.speaker), None)
        if same:
            if not people and not place and (sought.on and attack.on or sought.named and not sought.on):
                return []
            out.append(f"the same group ({same[0]}, {same[1]})")
        elif attack.by or not people:
            return []
    elif not people and not (place and sought.kind):
        return []
    if people:
        out.append(f"on the same people ({', '.join(people)})")
    if place:
        out.append(f"in a place it names ({place})")
    return out


def _names(words: str, place: str) -> bool:
    return _alone(place).search(words) is not None


@lru_cache(maxsize=16_384)
def _alone(place: str) -> re.Pattern[str]:
    """A place's name as a word of its own; kept, as each is sought in the words of thousands of warnings."""
    return re.compile(rf"(?<!\w){re.escape(place)}(?!\w)")


def _match(sought: _Sought, attack: _Attack) -> str | None:
    """Why an attack matches a warning, a sentence; None where it does not."""
    own = attack.id in sought.before
    gap = None if own or sought.since is None else _after(sought.since, attack)
    if not own and (gap is None or gap > WINDOW_DAYS):
        return None
    common = _in_common(sought, attack)
    if not common:
        return None
    told = "; ".join(common)
    if own:
        return f"A report of this attack says that the warning was made before it: {told}."
    how = "after it was made" if sought.made else "after it was reported"
    return f"It came {gap} day{'s' * (gap != 1)} {how}, within {WINDOW_DAYS}: {told}."


def _near(sought: _Sought, attacks: Sequence[_Attack]) -> list[_Attack]:
    """Of attacks in the order of their days, those that begin in the days in which one may match."""
    last = _last_day(sought.since) if sought.since else None
    if last is None:
        return []
    until = date.fromordinal(min(last.toordinal() + WINDOW_DAYS, date.max.toordinal()))
    begin = bisect_right(attacks, last.isoformat(), key=lambda a: a.start)
    return list(attacks[begin : bisect_right(attacks, until.isoformat(), key=lambda a: a.start)])


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
        attacks = sorted(self._attacks.values(), key=_in_order)
        found = [self._threat(group, attacks, responses) for group in groups]
        return sorted(found, key=lambda t: (t.date or t.seen or "9999", t.id))

    def _threat(self, group: _Group, attacks: Sequence[_Attack], responses: Sequence[Response]) -> Threat:
        said = group.said
        claims = [s.claim for s in said]
        sought = _sought(said)
        near = {a.id: a for a in _near(sought, attacks)}
        near |= {i: self._attacks[i] for i in sought.before if i in self._attacks}
        matches = [
            (a, why) for a in sorted(near.values(), key=_in_order) if (why := _match(sought, a)) is not None
        ]
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
    attacks = sorted((a for a in map(_attack, incidents) if a is not None), key=_in_order)
    starts = {i.id: i.date.end or i.date.start for i in incidents}
    found: dict[tuple[str, str], list[tuple[_Said, str]]] = {}
    for incident in incidents:
        for one in _said(incident, published):
            sought = _sought([one])
            for attack in _near(sought, attacks):
                ended = starts[incident.id]
                if attack.id == incident.id or ended is None or attack.start <= ended:
                    continue
                why = _match(sought, attack)
                if why is not None:
                    found.setdefault((attack.id, incident.id), []).append((one, why))
    for (later, earlier), some in sorted(found.items()):
        some.sort(key=lambda s: s[0].key)
        said = dict.fromkeys(
            Evidence(s.document, s.claim.span, s.claim.quote, s.claim.id(s.document)) for s, _ in some
        )
        yield later, earlier, some[0][1], tuple(said)
