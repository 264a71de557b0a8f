"""What those in power did, said, promised or refused: the same act told by several reports is one response."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from vigil.aftermath import Response, Step
from vigil.records import Evidence, Incident
from vigil.relations.wording import (
    Telling,
    classes_of,
    covers,
    evidence,
    fullest,
    incidents_of,
    joined,
    likeness,
    most_told,
    seen,
    stems,
    tellings,
)  # fmt: skip

REACH = 30  # days between two reports from which the same words are another act
SURE = 0.75  # of shared words from which a telling that names nobody is of the same act as one that does
OFFERED = frozenset(
    {"negotiation", "offer", "promise", "visit", "concession"}
)  # what protesters can turn down
_REFUSED = 600  # code points after an act in which its refusal must be told
PROMISING = frozenset({"promise", "offer", "concession"})
STILL = re.compile(
    r"\b(?:would|will|shall|to be|plans? to|planned|promis\w+|vow\w*|pledg\w+|assur\w+|agreed to|is going to|offered)\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"\b(?:promis\w+|assuranc\w+|pledg\w+|commitments?|agreement|accord|deal)\b", re.IGNORECASE
)
_FIGURE = re.compile(r"\d+")
_OFFICE = frozenset(
    "the a an of and minister ministers chief senior officials official provincial federal local".split()
)

__all__ = ["Act", "draw_responses", "with_followed"]


@dataclass(frozen=True, slots=True)
class Act:
    """One response with the tellings it rests on, for what is concluded from it."""

    response: Response
    tellings: tuple[Telling, ...]

    @property
    def stems(self) -> frozenset[str]:
        """The telling words of all tellings, with those of who did it."""
        said = (w for t in self.tellings for w in (t.claim.quote, t.claim.speaker or ""))
        return frozenset().union(*map(stems, said))

    @property
    def words(self) -> str:
        """All quotes, in small letters."""
        return "\n".join(sorted({t.claim.quote.lower() for t in self.tellings}))

    @property
    def planned(self) -> bool:
        """Whether no telling says that it was done: it was promised or planned."""
        return all(STILL.search(t.claim.quote) for t in self.tellings)


def draw_responses(
    incidents: Iterable[Incident],
    episode: str | None,
    published: Mapping[str, str | None],
    syndication: Mapping[str, str],
) -> list[Act]:
    """The responses of the incidents of one episode, by date and id.

    Claims are one response where act and actor agree (or one names nobody), no figure contradicts another, half of the
    telling words of the shorter are in the other, and their documents are at most REACH days apart: every pair of them.
    """
    items = tellings("response", incidents, published, syndication)
    words = {t.id: stems(t.claim.quote) - stems(t.claim.speaker or "") for t in items}

    def one(a: Telling, b: Telling) -> float:
        if a.id == b.id:
            return 2.0
        if a.claim.detail != b.claim.detail or not _near(a.seen, b.seen) or not _same_actor(a, b):
            return 0.0
        figures = [set(_FIGURE.findall(t.claim.quote)) for t in (a, b)]
        if all(figures) and not figures[0] & figures[1]:
            return 0.0
        how = likeness(words[a.id], words[b.id])
        # an act told without an actor gets one from another report only where it is told in nearly the same words
        return how if bool(a.claim.speaker) == bool(b.claim.speaker) or how >= SURE else 0.0

    found = [_act(group, episode) for group in joined(items, one)]
    return sorted(found, key=lambda act: (act.response.date or act.response.first or "9999", act.response.id))


def _act(group: Sequence[Telling], episode: str | None) -> Act:
    first, last = seen(group)
    act = group[0].claim.detail or "statement"
    days = [
        t.incident.date.start
        for t in group
        if t.incident.kind in ("official_response", "legal_action")
        and t.incident.date.precision == "day"
        and t.incident.type == act
    ]
    until = min((t.claim.until for t in group if t.claim.until), default=None)
    key = f"{act}\0{group[0].id}"
    return Act(
        Response(
            "r" + hashlib.sha256(key.encode()).hexdigest()[:12],
            act,
            fullest(group),
            most_told(group, lambda t: t.claim.speaker),
            min((day for day in days if day), default=None),
            first,
            last,
            until,
            incidents_of(group),
            episode,
            evidence=evidence(group),
        ),
        tuple(group),
    )  # fmt: skip


def _near(left: str | None, right: str | None) -> bool:
    """Whether two dates of publication may be at most REACH days apart; unknown ones may."""
    try:
        a, b = (date.fromisoformat(d) if d else None for d in (left, right))
    except ValueError:  # a month or a year
        return not left or not right or left[:4] == right[:4]
    return a is None or b is None or abs((a - b).days) <= REACH


def _same_actor(a: Telling, b: Telling) -> bool:
    names = [{w for w in (t.claim.speaker or "").lower().split() if w not in _OFFICE} for t in (a, b)]
    return not all(names) or bool(names[0] & names[1])


def with_followed(acts: Sequence[Act]) -> list[Act]:
    """The acts, each promise with what later reports say became of it.

    Followed is a promise by a later act of a class that it speaks of, where the words agree, or by a report that says that
    nothing came of it.  Nothing is concluded from silence.
    """
    out = []
    for act in acts:
        followed = _refused(act)
        if act.response.act in PROMISING:
            followed = (*followed, *_followed(act, acts))
        out.append(replace(act, response=replace(act.response, followed=followed)) if followed else act)
    return out


def _refused(act: Act) -> tuple[Step, ...]:
    """That the protesters turned it down, where the same report says so right after it."""
    if act.response.act not in OFFERED:
        return ()
    found: dict[str, tuple[Evidence, str | None, str]] = {}
    for telling in act.tellings:
        for report in telling.incident.reports:
            for claim in report.claims:
                if claim.attribute != "ending" or claim.detail != "offer refused":
                    continue
                after = claim.span.start - telling.claim.span.start
                if (
                    report.document == telling.document
                    and claim.span.field == telling.claim.span.field
                    and 0 < after < _REFUSED
                ):
                    said = Evidence(report.document, claim.span, claim.quote, claim.id(report.document))
                    found.setdefault(report.document, (said, telling.seen, telling.incident.id))
    if not found:
        return ()
    told = sorted(found.items())
    first = min((seen for _, (_, seen, _) in told if seen), default=None)
    why = f"Told right after it: “{told[0][1][0].quote}”."
    return (
        Step("turned down", None, first, why, tuple(said for _, (said, _, _) in told), None, told[0][1][2]),
    )


def _followed(promise: Act, acts: Sequence[Act]) -> tuple[Step, ...]:
    made = promise.response
    promised = frozenset().union(*(stems(t.words) for t in promise.tellings)) - stems(made.by or "")
    about = classes_of(promise.words)
    steps = []
    for act in acts:
        later = act.response
        if (
            later.first is None
            or made.first is None
            or later.first <= made.first
            or later.first.startswith(made.first)
        ):
            continue
        if later.act == "absence":
            nothing = [
                t
                for t in act.tellings
                if _NOTHING.search(t.claim.quote) or covers(promised, stems(t.claim.quote)) >= 0.5
            ]
            if nothing and later.first:
                why = f"A report of {later.first} says so of a {made.act} made before."
                steps.append(
                    Step(
                        "nothing reported done",
                        None,
                        later.first,
                        why,
                        evidence(nothing),
                        later.by,
                        nothing[0].incident.id,
                    )
                )
            continue
        if later.act in PROMISING or act.planned or not about & answered_classes(later.act):
            continue
        shared = covers(promised, act.stems)
        if shared < 0.34:
            continue
        why = f"A report of {later.first} tells of {later.act} in words of this {made.act}."
        steps.append(
            Step(later.act, later.date, later.first, why, later.evidence, later.by, later.incidents[0])
        )
    return tuple(
        sorted(steps, key=lambda s: (s.date or s.seen or "9999", s.what, s.by or "", s.evidence[0].document))
    )


def answered_classes(act: str) -> frozenset[str]:
    """Classes of demands that an act answers."""
    from vigil import codebook

    return frozenset(name for name, acts in codebook.load("demands")["answers"].items() if act in acts)
