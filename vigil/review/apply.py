"""The machine's incidents as people left them.

    machine's incidents --groups.py--> grouped anew --joined, reconciled, linked--> --readers.py--> as people left them

What the machine suggests is made without a look at what people decided, and kept; this room makes of both what the record
shows.  So every suggestion stays visible, an undo gives back exactly what there was, and a decision touches only the
incidents that hang together by decisions: the same function serves a full run and one decision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from vigil.decided import effective, packed, rejected
from vigil.records import Decided, Incident, Link, Merge, Report
from vigil.review import decisions
from vigil.review.decisions import Judged
from vigil.review.groups import Group, Grouping, note, overruled
from vigil.review.readers import DOUBTFUL, RULE, accepted, read

Join = Callable[[Sequence[Report], Sequence[Merge]], Incident]
Reconcile = Callable[[Incident], Incident]

__all__ = ["Settled", "settle"]


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of incidents that hang together."""

    incidents: tuple[Incident, ...]
    moved: dict[str, str]  # id of the machine's -> id that goes on in its place, where it is another
    regrouped: frozenset[str]  # ids of the machine's whose reports are otherwise grouped now
    orphaned: frozenset[str]  # decisions that found nothing


def settle(
    machine: Sequence[Incident], judged: Sequence[Judged], join: Join, reconcile: Reconcile
) -> Settled:
    """What people made of these incidents.

    Args:
        machine: as the machine suggests them, whole, with their links.
        judged: every decision on them that holds, oldest first.
        join, reconcile: what makes an incident of reports, and concludes on it.
    """
    grouping = Grouping(machine)
    for one in judged:
        grouping.take(one)
    orphaned = set(grouping.orphaned)
    on_claims, lost = _on_claims(grouping, judged)
    orphaned |= lost
    known = {incident.id: incident for incident in grouping.machine}
    made = [_base(group, grouping, known, on_claims, join, reconcile) for group in grouping.groups]
    names = _Names(grouping, made)
    made = [replace(i, links=_links(g, i, names, known)) for g, i in zip(grouping.groups, made, strict=True)]
    place = {id(group): number for number, group in enumerate(grouping.groups)}
    readings: dict[int, list[Judged]] = {}
    against: dict[int, list[Judged]] = {n: list(g.against) for n, g in enumerate(grouping.groups)}
    links: dict[
        tuple[int, str, int], dict[str, Judged]
    ] = {}  # each link -> person -> the last decision on it
    for one in judged:
        if isinstance(one.decision, decisions.Tie | decisions.Untie):
            ends = [grouping.find(one, name) for name in (one.decision.incident, one.decision.target)]
            here, there = (None if end is None else place[id(end)] for end in ends)
            if here is None or there is None or here == there:
                if here is None or there is None or isinstance(one.decision, decisions.Tie):
                    orphaned.add(one.id)  # what is one incident now cannot be linked to itself
                continue
            on = links.setdefault((here, one.decision.type, there), {})
            on[one.by] = one
            for former in on.values():
                if type(former.decision) is not type(one.decision):
                    made[here] = replace(made[here], decided=overruled(made[here].decided, former.id))
            made[here] = _tied(made[here], one, one.decision, made[there].id)
        elif isinstance(one.decision, decisions.Accept | decisions.Correct | decisions.Retract):
            found = grouping.find(one, one.decision.incident)
            if found is None:
                orphaned.add(one.id)
            else:
                readings.setdefault(place[id(found)], []).append(one)
    for (here, _, _), on in links.items():
        last = max(on.values(), key=lambda one: one.number)
        if 2 * sum(type(one.decision) is type(last.decision) for one in on.values()) <= len(on):
            against[here].append(last)
    done = []
    for number, incident in enumerate(made):
        told = (*grouping.groups[number].notes, *incident.decided)
        if told or number in readings:
            latest = max(against[number], key=lambda one: one.number, default=None)
            incident = _signed(read(replace(incident, decided=told), readings.get(number, ()), latest))
        done.append(incident)
    return Settled(
        tuple(sorted(done, key=lambda i: (i.date.start or "9999", i.id))),
        {name: target for name in known if (target := names.heir(name)) != name},
        frozenset(name for name in known if names.all_of(name) != {name}),
        frozenset(orphaned),
    )


def _on_claims(
    grouping: Grouping, judged: Sequence[Judged]
) -> tuple[dict[str, list[Decided]], frozenset[str]]:
    """Document -> decisions on its claims, the last on each claim the one that holds; and those whose claim is gone."""
    there = {
        claim.id(r.document): claim for g in grouping.groups for r in g.reports.values() for claim in r.claims
    }
    told: dict[str, dict[str, list[Decided]]] = {}
    lost = set()
    for one in judged:
        said = one.decision
        if not isinstance(said, decisions.Reject | decisions.Amend):
            continue
        claim = there.get(said.claim)
        if claim is None:
            lost.add(one.id)
            continue
        changes = said.changes if isinstance(said, decisions.Amend) else None
        former = {name: getattr(claim, name) for name in sorted(changes or ("attribute", "value", "low", "high"))}  # fmt: skip
        entry = Decided(
            "claim", packed(former), None if changes is None else packed(dict(changes)), (one.by,), one.at,
            one.reason, claim=said.claim, judgement=one.id,
        )  # fmt: skip
        of_claim = told.setdefault(said.document, {}).setdefault(said.claim, [])
        of_claim[:] = [*(replace(d, holds=False) for d in of_claim), entry]
    return {d: [e for entries in of.values() for e in entries] for d, of in told.items()}, frozenset(lost)


def _base(
    group: Group,
    grouping: Grouping,
    known: dict[str, Incident],
    on_claims: dict[str, list[Decided]],
    join: Join,
    reconcile: Reconcile,
) -> Incident:
    """The incident of a group, concluded from what people left of its claims; links are still those of the machine."""
    origins = grouping.origins(group)
    reports = list(group.reports.values())
    incident = known[origins[0]] if origins else None
    same = incident is not None and {r.id for r in incident.reports} == group.reports.keys()
    if not same or incident is None:
        merges = [m for name in origins for m in known[name].merges if {m.left, m.right} <= group.reports.keys()]  # fmt: skip
        own = [m for m in group.merges if {m.left, m.right} <= group.reports.keys()]
        incident = join(reports, [*merges, *own])
    documents = sorted({r.document for r in reports})
    ids = {claim.id(r.document) for r in reports for claim in r.claims}
    decided = tuple(d for name in documents for d in on_claims.get(name, ()) if d.claim in ids)
    if same and not decided:
        return incident
    left = effective(incident.reports, decided)
    return replace(reconcile(replace(incident, reports=left)), decided=decided)


class _Names:
    """Which id goes on for an incident of the machine."""

    def __init__(self, grouping: Grouping, made: Sequence[Incident]) -> None:
        self._grouping = grouping
        ids = {id(group): incident.id for group, incident in zip(grouping.groups, made, strict=True)}
        self._home = {report: ids[id(group)] for report, group in grouping.home.items()}
        self._machine = {incident.id: incident for incident in grouping.machine}

    def all_of(self, name: str) -> set[str]:
        """Ids of all incidents that hold its reports."""
        return {self._home[r.id] for r in self._machine[name].reports}

    def heir(self, name: str, documents: frozenset[str] = frozenset()) -> str:
        """The incident that goes on for it, with the report of one of these documents, else with its first report."""
        if name not in self._machine:
            return name
        reports = sorted(self._machine[name].reports, key=lambda r: (r.document, r.ordinal))
        told = [r for r in reports if r.document in documents]
        return self._home[(told or reports)[0].id]


def _links(group: Group, incident: Incident, names: _Names, known: dict[str, Incident]) -> tuple[Link, ...]:
    """The machine's links of a group, with ends that are there, without those that rest on claims rejected here."""
    found: dict[tuple[str, str], Link] = {}
    dropped = rejected(incident.decided)
    for origin in names._grouping.origins(group):
        for link in known[origin].links:
            told = frozenset(e.document for e in link.evidence)
            if names.heir(origin, told) != incident.id:
                continue
            evidence = tuple(e for e in link.evidence if e.claim not in dropped)
            if link.evidence and not evidence:
                continue
            target = names.heir(link.incident, told)
            key = (link.type, target)
            if target == incident.id or (key in found and found[key].confidence >= link.confidence):
                continue
            if target != link.incident or evidence != link.evidence:
                link = replace(link, incident=target, evidence=evidence)
            found[key] = link
    return tuple(found.values())


def _tied(incident: Incident, one: Judged, said: decisions.Tie | decisions.Untie, target: str) -> Incident:
    """The incident with a link more, or less."""
    machine = next((k for k in incident.links if (k.type, k.incident) == (said.type, target)), None)
    others = tuple(k for k in incident.links if k is not machine)
    word = "link" if isinstance(said, decisions.Tie) else "unlink"
    told = note(one, word, {"type": said.type, "incident": target}, None if machine is None else {"why": machine.why})  # fmt: skip
    if word == "link":
        because = "a reader linked them" + (f": {one.reason}" if one.reason else "")
        others = (*others, Link(said.type, target, because, 1.0, machine.evidence if machine else ()))
    return replace(incident, links=others, decided=(*incident.decided, told))


def _signed(incident: Incident) -> Incident:
    """The provenance says that people had a part in it, and no longer that it is unread where it was read."""
    stamps = [part for part in incident.provenance.split("; ") if part not in ("", RULE)]
    if accepted(incident):
        stamps = [part for part in stamps if part != DOUBTFUL]
    end = [DOUBTFUL] if stamps[-1:] == [DOUBTFUL] else []
    return replace(incident, provenance="; ".join([*stamps[: len(stamps) - len(end)], RULE, *end]))
