"""Who answered for it: one entry for each accused over all incidents, with every step that a report tells.

A person is one by the name in full; a short form ("Ishaq") joins the only person of that name in the same incident.  A group is
one by the codebook's name.  Who is only described ("two masterminds") is never joined across incidents.  Several reports of
one arrest are one step with all their words; the date of a step is what the words say, never the day of a report.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from vigil.aftermath import Accused, Step
from vigil.errors import UsageError
from vigil.names import fold, is_described, known, longer
from vigil.periods import Period, period
from vigil.records import Evidence, Incident

__all__ = ["ENDS", "ORDER", "Accountability"]

# what may come of an accusation, in the order in which it comes where dates do not tell
ORDER = (
    "named suspect", "warrant", "arrest", "charge", "trial", "conviction", "sentence", "acquittal", "charges dropped",
    "conviction overturned", "bail", "release", "escape", "killed", "ban", "none",
)  # fmt: skip
ENDS = frozenset(
    {"conviction", "sentence", "acquittal", "charges dropped", "conviction overturned", "killed"}
)  # steps that end a case
_NEAR = timedelta(days=1)  # reports of one incident that date a step so close mean one step


@dataclass(frozen=True, slots=True)
class _Told:
    """One claim of a step."""

    name: str
    step: str
    date: str | None
    seen: str | None
    by: str | None
    when: str | None  # the period in which a text says that nothing was done, as written
    incident: str
    evidence: Evidence


_WHOSE = re.compile(r"(?:his|her|its|their)\b", re.IGNORECASE)


class Accountability:
    """Takes incidents one by one, in any order, and gives the accused of all of them."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], list[_Told]] = defaultdict(list)  # (kind, key) -> claims
        self._seen: set[tuple[str, str, str]] = set()  # (incident, document, claim)

    def add(self, incident: Incident, published: Mapping[str, str | None]) -> None:
        """Take the claims of one incident; ``published``: document -> date of publication, a prefix."""
        for report in incident.reports:
            for claim in report.claims:
                if claim.attribute != "accountability" or not isinstance(claim.value, str) or not claim.value:
                    continue
                if _WHOSE.match(claim.value):
                    continue  # "his sons": whose they are is not in the name
                name = claim.id(report.document)
                if (incident.id, report.document, name) in self._seen:
                    continue
                self._seen.add((incident.id, report.document, name))
                said = Evidence(report.document, claim.span, claim.quote, name)
                told = _Told(
                    claim.value, claim.detail or "none", _sound(claim.as_of), published.get(report.document),
                    claim.speaker, claim.qualifier if claim.detail == "none" else None, incident.id, said,
                )  # fmt: skip
                self._told[_key(claim.value, told.step, incident.id)].append(told)

    def finish(self) -> list[Accused]:
        """One entry for each accused, by id.  The order in which incidents came does not matter."""
        joined = self._with_short_forms()
        return sorted((_accused(kind, key, told) for (kind, key), told in joined.items()), key=lambda a: a.id)

    def _with_short_forms(self) -> dict[tuple[str, str], list[_Told]]:
        """The claims by accused, those of a short form with the only person of that incident whose name has it."""
        full: dict[str, set[str]] = defaultdict(set)  # incident -> names in full
        for (kind, _), told in self._told.items():
            if kind == "person":
                for one in told:
                    full[one.incident].add(one.name)
        out: dict[tuple[str, str], list[_Told]] = defaultdict(list)
        for (kind, key), told in sorted(self._told.items()):
            for one in told:
                name = longer(one.name, full[one.incident]) if kind == "person" else None
                if name is not None:
                    out[kind, fold(name)].append(one)
                elif kind == "person" and " " not in one.name:
                    out[kind, f"{key} {one.incident}"].append(one)  # one word alone is nobody elsewhere
                else:
                    out[kind, key].append(one)
        return out


def _sound(date: str | None) -> str | None:
    """The date where it is one; whatever else a reader of another make may have put there is none."""
    try:
        return date if date and period(date) else None
    except UsageError:
        return None


def _key(name: str, step: str, incident: str) -> tuple[str, str]:
    group = known(name)
    if group or step == "ban":
        return "group", fold(group or name)
    if is_described(name):
        words = name.lower().split()
        while len(words) > 1 and words[0] in ("the", "a", "an", "another"):
            words = words[1:]
        return "described", f"{' '.join(words)} {incident}"
    return "person", fold(name)


def _accused(kind: str, key: str, told: Sequence[_Told]) -> Accused:
    spelled = Counter(one.name for one in told)
    name = min(spelled, key=lambda n: (-len(n.split()), -spelled[n], n)) if kind == "person" else None
    if name is None:
        name = (known(told[0].name) if kind == "group" else None) or min(
            spelled, key=lambda n: (-spelled[n], n)
        )
    steps = _steps(told, kind)
    ends = [step.what for step in steps if step.what in ENDS]
    # of a person the id tells nothing of the name
    first = min(one.evidence.claim or "" for one in told)
    of = f"{kind}\0{key}" if kind == "group" else f"{kind}\0{first}"
    return Accused(
        "x" + hashlib.sha256(of.encode()).hexdigest()[:12],
        name,
        kind,
        tuple(sorted({one.incident for one in told})),
        tuple(steps),
        ends[-1] if ends else None,
        tuple(sorted(set(spelled) - {name})),
    )


def _steps(told: Iterable[_Told], kind: str) -> list[Step]:
    by_step: dict[str, list[_Told]] = defaultdict(list)
    for one in told:
        by_step[one.step].append(one)
    out = []
    for what, claims in sorted(by_step.items()):
        once = kind == "person" and what == "killed"  # nobody is killed twice, whatever days are given
        out += [_step(what, group) for group in ([claims] if once else _once(claims))]
    return sorted(out, key=_order)


def _once(told: list[_Told]) -> list[list[_Told]]:
    """Claims of one kind of step by the step that they mean.

    Days that are the same, or in one incident a day apart, are one step.  A coarser date joins the only step that falls in
    it, no date the only step of its incident; where there are several it stands alone.
    """
    told = sorted(
        told, key=lambda one: (_length(one.date), one.date or "", one.incident, one.evidence.claim or "")
    )
    groups: list[list[_Told]] = []
    for one in (o for o in told if o.date is not None):
        at = period(one.date or "")
        fits = [g for g in groups if any(_meets(at, one, other) for other in g)]
        if len(fits) > 1 and at.days <= 2:  # a day between two that are a day apart from it
            for extra in fits[1:]:
                fits[0].extend(extra)
                groups.remove(extra)
            fits = fits[:1]
        fits[0].append(one) if len(fits) == 1 else groups.append([one])
    bare: dict[str, list[_Told]] = defaultdict(list)
    dated = [list(g) for g in groups]
    for one in (o for o in told if o.date is None):
        fitting = [n for n, g in enumerate(dated) if any(other.incident == one.incident for other in g)]
        if len(fitting) == 1:
            groups[fitting[0]].append(one)
        else:
            bare[one.incident].append(one)
    return [*groups, *(bare[name] for name in sorted(bare))]


def _length(date: str | None) -> int:
    return period(date).days if date else 10**9


def _meets(at: Period, one: _Told, other: _Told) -> bool:
    there = period(other.date or "")
    if at.meets(there):
        return True
    if one.incident != other.incident or at.days > 2 or there.days > 2:
        return False
    return at.start - _NEAR <= there.end and there.start - _NEAR <= at.end


def _step(what: str, told: Sequence[_Told]) -> Step:
    ordered = sorted(
        told, key=lambda o: (o.seen or "9999", o.evidence.document, o.evidence.span, o.evidence.claim or "")
    )
    dated = Counter(one.date for one in ordered if one.date)
    date = min(dated, key=lambda d: (_length(d), -dated[d], d)) if dated else None
    evidence = tuple(dict.fromkeys(one.evidence for one in ordered))
    speakers: dict[str, Counter[str]] = defaultdict(Counter)
    for one in ordered:
        if one.by:
            speakers[one.by.lower().removeprefix("the ")][one.by] += 1
    by = None
    if speakers:
        best = min(speakers, key=lambda s: (-sum(speakers[s].values()), -len(s), s))
        by = min(speakers[best], key=lambda s: (-speakers[best][s], s))
    seen = min((one.seen for one in ordered if one.seen), default=None)
    incidents = Counter(one.incident for one in ordered)
    incident = min(incidents, key=lambda i: (-incidents[i], i))
    return Step(what, date, seen, _why(what, date, ordered), evidence, by, incident)


def _why(what: str, date: str | None, told: Sequence[_Told]) -> str:
    documents = sorted({one.evidence.document for one in told})
    who = documents[0] if len(documents) == 1 else f"{len(documents)} documents"
    say = "says" if len(documents) == 1 else "say"
    when = next((one.when for one in told if one.when), None)
    if what == "none":
        return f"{who} {say} that no step was taken{f' ({when})' if when else ''}"
    dates = sorted({one.date for one in told if one.date})
    if date is None:
        return f"{who} {say} so, without a day"
    also = f", others {', '.join(d for d in dates if d != date)}" if len(dates) > 1 else ""
    return f"{who} {say} so; the words give {date}{also}"


def _order(step: Step) -> tuple[str, int, str]:
    rank = ORDER.index(step.what) if step.what in ORDER else len(ORDER)
    return (step.date or step.seen or "9999", rank, step.incident or "")
