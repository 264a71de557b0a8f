"""What is known of steps against the accused: per incident, perpetrator and community, in a collection or outside one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection as Holder
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from vigil import codebook
from vigil.aftermath import Accused, Step
from vigil.declared import INSIDE, Collection, Document, coverage, holds, where
from vigil.errors import UsageError
from vigil.names import fold
from vigil.periods import period
from vigil.records import Incident
from vigil.relations.accountability import ENDS

NONE = "none"  # the step of a text that says that nobody was held to account
DENIED = "denied"
CLEARS = ("acquittal", "charges dropped", "conviction overturned")  # steps that take an accusation back


@dataclass(frozen=True, slots=True)
class Told:
    """What reports tell of steps for something: an incident, a perpetrator, a community."""

    name: str
    attacks: int
    with_step: int
    steps: tuple[tuple[str, int], ...]  # step, number of incidents of which it is told; commonest first
    last: str | None  # date of the last dated step

    @property
    def words(self) -> str:
        """ "arrest 3, killed 1"."""
        return ", ".join(f"{step} {number}" for step, number in self.steps)


def kept_in(accused: Iterable[Accused], documents: Holder[str]) -> list[Accused]:
    """The accused with the steps that one of these documents tells, and of their words those of these documents alone."""
    out = []
    for one in accused:
        steps = []
        for step in one.steps:
            evidence = tuple(e for e in step.evidence if e.document in documents)
            if evidence:
                steps.append(replace(step, evidence=evidence))
        if steps:
            ends = [
                s.what for s in one.steps if s.what in ENDS
            ]  # an acquittal goes along, whoever tells of it
            out.append(replace(one, steps=tuple(steps), outcome=ends[-1] if ends else None))
    return out


def steps_of(accused: Iterable[Accused], incidents: Iterable[Incident]) -> dict[str, list[Step]]:
    """Incident -> the steps that its own reports tell, those that a text denies left out."""
    home: dict[tuple[str, str], list[str]] = {}  # (document, claim) -> incidents
    for incident in incidents:
        for report in incident.reports:
            for claim in report.claims:
                if claim.attribute == "accountability":
                    mine = home.setdefault((report.document, claim.id(report.document)), [])
                    if incident.id not in mine:
                        mine.append(incident.id)
    return steps_at(accused, home)


def steps_at(
    accused: Iterable[Accused], home: Mapping[tuple[str, str], Sequence[str]]
) -> dict[str, list[Step]]:
    """The same, of (document, claim) -> the incidents in whose reports the claim stands."""
    out: dict[str, list[Step]] = {}
    for one in accused:
        for step in one.steps:
            told = [i for e in step.evidence for i in home.get((e.document, e.claim or ""), ())]
            for name in dict.fromkeys(told if step.what != NONE else ()):
                out.setdefault(name, []).append(step)
    return out


def tally(names: Mapping[str, Sequence[str]], steps: Mapping[str, Sequence[Step]]) -> list[Told]:
    """For each name, with the incidents that are its own: how many there are, and of how many a step is told."""
    out = []
    for name, incidents in names.items():
        found = [steps[i] for i in incidents if steps.get(i)]
        kinds = Counter(what for told in found for what in {s.what for s in told})
        ranked = tuple(sorted(kinds.items(), key=lambda k: (-k[1], k[0])))
        last = max((s.date for told in found for s in told if s.date), default=None)
        out.append(Told(name, len(incidents), len(found), ranked, last))
    return sorted(out, key=lambda t: (-t.attacks, t.name))


def by_perpetrator(incidents: Iterable[Incident]) -> dict[str, list[str]]:
    """Groups and bodies named as perpetrator, denials aside -> ids of the attacks."""
    out: dict[str, list[str]] = {}
    for incident in incidents:
        if incident.kind == "attack":
            for actor in incident.actors:
                if (
                    actor.role == "perpetrator"
                    and actor.stance != DENIED
                    and actor.kind in ("group", "institution")
                ):
                    mine = out.setdefault(actor.name, [])
                    if incident.id not in mine:
                        mine.append(incident.id)
    return out


def by_community(incidents: Iterable[Incident]) -> dict[str, list[str]]:
    """Communities of victims, singular and plural as one -> ids of the attacks."""
    communities = frozenset(map(str, codebook.load("targets")["communities"]))
    out: dict[str, list[str]] = {}
    spelled: dict[str, str] = {}
    for incident in incidents:
        if incident.kind == "attack":
            for group in dict.fromkeys(v.group for v in incident.victims if v.group in communities):
                one = str(group).removesuffix("s")
                mine = out.setdefault(spelled.setdefault(fold(one), one), [])
                if incident.id not in mine:
                    mine.append(incident.id)
    return out


def days_since(step: Step | None, last: str | None) -> int | None:
    """Whole days from the last day that a step may have been taken to the last document; None where either is unknown."""
    if step is None or step.date is None or last is None:
        return None
    try:
        number = (period(last[:10]).end - period(step.date).end).days
    except UsageError:
        return None
    return max(number, 0)


def last_step(one: Accused) -> Step | None:
    """The last step that has a date; None where none has."""
    return next((s for s in reversed(one.steps) if s.date and s.what != NONE), None)


def outcomes(one: Accused) -> tuple[str, ...]:
    """What goes with every mention of an accused: each step that cleared, and the one that ended the case last."""
    ends = [step.what for step in one.steps if step.what in ENDS]
    told = [what for what in ends if what in CLEARS] + ends[-1:]
    return tuple(dict.fromkeys(told or ([one.outcome] if one.outcome else [])))


def looked_through(made: Collection, documents: Iterable[Document], since: str | None = None) -> str:
    """ "41 documents of 6 sources, the last of 3 May 2014": those of a collection, from a day on where one is given."""
    inside = [row for row in documents if where(made, row) == INSIDE]
    if since:
        first = date.fromisoformat(since)
        inside = [row for row in inside if row.published and period(row.published[:10]).end >= first]
    return holds(coverage(made, inside))
