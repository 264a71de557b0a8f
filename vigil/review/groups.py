"""Which reports are one incident after people merged, split and entered: the machine's groups, changed decision by decision.

Decisions are taken in the order in which they were made.  An incident is found again by the reports that it held then: the
group with most of them; where a new reading left none, by their documents.  A decision that finds nothing is orphaned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from vigil.decided import packed
from vigil.names import known
from vigil.records import (
    ENTERED,
    UNKNOWN_DATE,
    Actor,
    Claim,
    DateRange,
    Decided,
    Incident,
    Merge,
    Place,
    Report,
    Span,
    Victim,
)
from vigil.review import decisions
from vigil.review.decisions import Judged

READER = "person"
_ROLES = {"perpetrator": "perpetrator", "organiser": "organiser", "participant": "participant"}


@dataclass(slots=True)
class Group:
    """Reports that are one incident."""

    reports: dict[str, Report]
    merges: list[Merge] = field(default_factory=list)  # by persons
    notes: list[Decided] = field(default_factory=list)
    against: list[Judged] = field(default_factory=list)  # merges and splits against what another person did

    @property
    def first(self) -> tuple[bool, str, int]:
        """Where its first report stands: what tells groups apart, those of the machine before those entered."""
        return min((r.ordinal >= ENTERED, r.document, r.ordinal) for r in self.reports.values())


def note(judged: Judged, what: str, decided: object, suggested: object = None) -> Decided:
    """A decision as an incident bears it."""
    return Decided(
        what, None if suggested is None else packed(suggested), packed(decided), (judged.by,), judged.at,
        judged.reason, judgement=judged.id,
    )  # fmt: skip


def overruled(told: Iterable[Decided], judgement: str) -> tuple[Decided, ...]:
    """What an incident bears, a decision of which marked as holding no longer."""
    return tuple(replace(d, holds=False) if d.judgement == judgement else d for d in told)


def ordinal_of(judged: Judged) -> int:
    """The ordinal of the report that holds an entered claim: from the decision alone, so that it can be made again."""
    return ENTERED + int(sha256(judged.id.encode()).hexdigest()[:7], 16)


def entered_report(judged: Judged) -> Report:
    """The report that holds what a person entered.  ``judged.decision`` is an Enter."""
    entry = judged.decision
    assert isinstance(entry, decisions.Enter)
    span = Span(entry.where, entry.start, entry.end)
    claim = Claim(entry.attribute, span, entry.quote, entered_by=judged.by, **entry.claim)
    about = dict(judged.seen or {}) if entry.incident is not None else dict(entry.about)
    fresh = entry.incident is None
    actors: tuple[Actor, ...] = ()
    if entry.attribute in _ROLES and isinstance(claim.value, str):
        kind = "group" if known(claim.value) else "unknown"
        actors = (
            Actor(claim.value, _ROLES[entry.attribute], claim.stance or "reported", claim.speaker, kind),
        )
    victims: tuple[Victim, ...] = ()
    if entry.attribute == "victim" and isinstance(claim.value, str):
        victims = (Victim(claim.value, claim.group, 1),)
    return Report(
        entry.document,
        ordinal_of(judged),
        entry.about.get("role", "co_main"),
        about.get("kind", "other"),
        about.get("type", "other"),
        about.get("nature", "unclear"),
        DateRange(**about["date"]) if fresh and about.get("date") else UNKNOWN_DATE,
        Place(**about["place"]) if fresh and about.get("place") else None,
        about.get("summary") or entry.quote,
        (span,),
        (claim,),
        actors,
        victims=victims,
        confidence=1.0,
        reasons=("a reader entered it",),
        lead=span,
    )


class Grouping:
    """The groups of some incidents that hang together by decisions, and the decisions that found nothing."""

    def __init__(self, machine: Iterable[Incident]) -> None:
        self.groups: list[Group] = []
        self.home: dict[str, Group] = {}
        self.orphaned: set[str] = set()
        self.machine = sorted(machine, key=lambda i: i.id)
        self._of: dict[str, str] = {}  # report -> the machine's incident
        self._parted: list[
            tuple[Judged, list[set[str]]]
        ] = []  # a merge or split -> the reports that it joined or parted
        for incident in self.machine:
            self._add(Group({r.id: r for r in incident.reports}))
            self._of.update((r.id, incident.id) for r in incident.reports)

    def _add(self, group: Group) -> None:
        self.groups.append(group)
        self.home.update(dict.fromkeys(group.reports, group))

    def take(self, judged: Judged) -> None:
        """Take one decision, the next in time."""
        match judged.decision:
            case decisions.Merge():
                done = self._merge(judged, judged.decision)
            case decisions.Split():
                done = self._split(judged, judged.decision)
            case decisions.Enter():
                done = self._enter(judged, judged.decision)
            case _:
                return
        if not done:
            self.orphaned.add(judged.id)

    def find(self, judged: Judged, incident: str) -> Group | None:
        """The group that an incident named in a decision is now."""
        reports = judged.anchors.get(incident, ())
        votes = Counter(id(self.home[r]) for r in reports if r in self.home)
        if not votes:
            documents = {r.rpartition("#")[0] for r in reports}
            kind = (judged.seen or {}).get("kind")
            for group in self.groups:
                told = {
                    r.document for r in group.reports.values() if kind is None or r.kind == kind
                } & documents
                if told:
                    votes[id(group)] = len(told)
        if not votes:
            return None
        most = max(votes.values())
        return min((g for g in self.groups if votes.get(id(g)) == most), key=lambda g: g.first)

    def origins(self, group: Group) -> list[str]:
        """Ids of the machine's incidents of which it holds reports."""
        return sorted({self._of[r] for r in group.reports if r in self._of})

    def _merge(self, judged: Judged, said: decisions.Merge) -> bool:
        found = [self.find(judged, name) for name in said.incidents]
        if any(group is None for group in found):
            return False
        apart = {id(g): g for g in found if g is not None}
        groups = sorted(apart.values(), key=lambda g: g.first)
        kept, *gone = groups
        suggested = sorted({name for group in groups for name in self.origins(group)})
        because = "a reader joined them" + (f": {judged.reason}" if judged.reason else "")
        self._weigh(judged, [set(group.reports) for group in groups], groups)
        for group in gone:
            left, right = _leading(kept), _leading(group)
            kept.merges += [*group.merges, Merge(left, right, 1.0, because)]
            kept.notes += [told for told in group.notes if told not in kept.notes]
            kept.against += group.against
            kept.reports |= group.reports
            self.home.update(dict.fromkeys(group.reports, kept))
            self.groups = [g for g in self.groups if g is not group]
        if gone:
            kept.notes.append(note(judged, "merge", list(said.incidents), suggested))
        return True

    def _split(self, judged: Judged, said: decisions.Split) -> bool:
        apart = [r for r in said.apart if r in self.home]
        if not apart:  # read again since: by documents
            group = self.find(judged, said.incident)
            documents = {r.rpartition("#")[0] for r in said.apart}
            apart = [] if group is None else [r.id for r in group.reports.values() if r.document in documents]
        if not apart:
            return False
        made = Group({})
        suggested = sorted({self._of[r] for r in apart if r in self._of})
        told = note(judged, "split", list(said.apart), suggested)
        touched = list({id(self.home[r]): self.home[r] for r in apart}.values())
        left = {r for group in touched for r in group.reports} - set(apart)
        against = self._weigh(judged, [set(apart), left], touched)
        for name in sorted(apart):
            group = self.home[name]
            made.reports[name] = group.reports.pop(name)
            if told not in group.notes:
                group.notes.append(told)
        made.notes.append(told)
        made.against += [judged] if against else []
        self.groups = [g for g in self.groups if g.reports]
        self._add(made)
        return True

    def _weigh(self, judged: Judged, parts: list[set[str]], groups: Sequence[Group]) -> bool:
        """Mark what a merge or split takes back of former ones; whether it stands against as many persons as are for it.

        It is about the same as a former one if two parts of the one lie whole in different parts of the other.
        """
        voices = {judged.by: True}  # person -> whether for it, by their last decision on it
        for former, sides in reversed(self._parted):
            homes = [{n for n, part in enumerate(parts) if side & part} for side in sides]
            if len({min(home) for home in homes if len(home) == 1}) < 2:
                continue
            alike = type(former.decision) is type(judged.decision)
            voices.setdefault(former.by, alike)
            for group in () if alike else groups:
                group.notes = list(overruled(group.notes, former.id))
                group.against = [one for one in group.against if one.id != former.id]
        self._parted.append((judged, parts))
        against = 2 * sum(voices.values()) <= len(voices)
        for group in groups if against else ():
            group.against.append(judged)
        return against

    def _enter(self, judged: Judged, said: decisions.Enter) -> bool:
        report = entered_report(judged)
        told = note(judged, "enter", {"document": said.document, "attribute": said.attribute, "quote": said.quote})  # fmt: skip
        group = None
        if said.incident is not None:
            group = self.find(judged, said.incident)
            if group is None:
                return False
        if group is None:
            group = Group({})
            self.groups.append(group)
        group.reports[report.id] = report
        group.notes.append(told)
        self.home[report.id] = group
        return True


def _leading(group: Group) -> str:
    """The report that speaks for a group."""
    roles = {"main": 0, "co_main": 1, "background": 2}
    return min(group.reports.values(), key=lambda r: (roles.get(r.role, 3), r.document, r.ordinal)).id


def members(reports: Sequence[Report], wanted: Mapping[str, Report]) -> bool:
    """Whether exactly these reports are wanted."""
    return len(reports) == len(wanted) and all(r.id in wanted for r in reports)
