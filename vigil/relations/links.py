"""Typed, directed links between incidents, each with its words, a confidence and a sentence why.

A link sits on the later or dependent incident.  Two kinds of evidence make one, the first going before the second:

* a report of the later incident says what it answers ("over the killing of nine miners", "to avenge Sunday's raid"):
  the incident meant is the one before it that fits the words best (its kind, its toll, its names, its day), whichever
  document tells of it; where two fit alike, none is chosen;
* a document tells of both, at least one of them as more than a passing remark: of several that came before, the one that most
  documents tell beside it, then the nearest in time.

What officials do answers the protest that they found, and the attack only where no report tells of a protest before it.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType

from vigil import codebook
from vigil.records import Claim, Evidence, Incident, Link, Report
from vigil.relations.series import series
from vigil.relations.warnings import warned_links

RULE = "relations/2"
REACH_DAYS = 60  # an answer later than this is linked by a person, not by this rule
PASSING = "background"

__all__ = ["RULE", "relate"]


def relate(
    incidents: Sequence[Incident], published: Mapping[str, str | None] = MappingProxyType({})
) -> list[Incident]:
    """The same incidents with ``links`` filled, in the same order.  ``published``: document -> date prefix."""
    around, former = _Around(incidents), series(incidents)
    warned: dict[str, list[Link]] = defaultdict(list)
    for later, earlier, why, evidence in warned_links(incidents, published):
        warned[later].append(Link("warned_of", earlier, why, 0.6, evidence))
    out = []
    for number, incident in enumerate(incidents):
        links = list(_links(number, around))
        if incident.id in former:
            links.append(former[incident.id])
        links += warned[incident.id]
        out.append(replace(incident, links=tuple(links)))
    return out


class _Around:
    """The incidents, with what is needed to find those that one of them may point to."""

    def __init__(self, incidents: Sequence[Incident]) -> None:
        self.all = incidents
        self.by_document: dict[str, list[int]] = defaultdict(list)
        self.by_name: dict[str, list[int]] = defaultdict(list)
        for number, incident in enumerate(incidents):
            for document in dict.fromkeys(r.document for r in incident.reports):
                self.by_document[document].append(number)
            for name in _names(incident):
                self.by_name[name].append(number)

    def beside(self, number: int) -> dict[int, list[str]]:
        """Incidents that a document tells with this one, one of the two as more than a remark -> those documents."""
        together: dict[int, set[str]] = defaultdict(set)
        for report in self.all[number].reports:
            for other in self.by_document[report.document]:
                if other != number and not (
                    report.role == PASSING and _told(self.all[other], report.document).role == PASSING
                ):
                    together[other].add(report.document)
        return {other: sorted(documents) for other, documents in together.items()}

    def rarity(self, name: str) -> float:
        """1 for a name that one incident has, less for each more, 0 for one that all share."""
        return 1 - (len(self.by_name[name]) - 1) / len(self.all)


# ---------------------------------------------------------------- what kinds may point to what

# kind -> (kinds that it may answer, the likeliest first)
_ANSWERS = {
    "demonstration": ("attack", "legal_action"),
    "official_response": ("demonstration", "attack"),
    "legal_action": ("attack",),
    "other": ("attack",),
}
_FOLLOWS = frozenset({"funeral", "burial"})  # they go on from an attack, and answer nothing
_GATHERING = re.compile(
    r"\b(?:protest|rall|march|procession|demonstrat|funeral|sit-in|mourners|congregation)\w*"
)


def _links(number: int, around: _Around) -> Iterator[Link]:
    incident = around.all[number]
    beside = around.beside(number)
    seen: set[int] = set()
    said = _said(number, around, beside)
    for other, link in said:
        if other not in seen:
            seen.add(other)
            yield link
    kinds = {around.all[other].kind for other in seen}
    for other, link in _told_together(number, around, beside, kinds):
        if other not in seen:
            seen.add(other)
            yield link
    yield from _inside(incident, around, beside, seen)


# ---------------------------------------------------------------- what a report says


@dataclass(frozen=True, slots=True)
class _Words:
    """What a report says of what its incident answers."""

    claim: Claim
    document: str
    kinds: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[int]


_AGO = {
    "last week": 3,
    "last month": 10,
    "last year": 30,
    "years ago": 365,
}  # words -> days that must have passed
_SURE = 1.5  # points that make an incident the one meant
_CLEAR = 0.2  # points that it must be ahead of the next


def _said(number: int, around: _Around, beside: dict[int, list[str]]) -> list[tuple[int, Link]]:
    """The links that reports of an incident put into words: of each type to one incident of a kind."""
    incident = around.all[number]
    votes: dict[tuple[str, str], dict[int, list[tuple[float, str, Evidence]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for report in incident.reports:
        for claim in report.claims:
            if claim.attribute != "cause":
                continue
            words = _read(claim, report.document)
            best = _meant(number, words, around, beside)
            if best and not (
                incident.kind == "demonstration" == around.all[best[0]].kind and not _stood_by(claim)
            ):
                other, points, why = best
                said = Evidence(report.document, claim.span, claim.quote, claim.id(report.document))
                key = (claim.detail or "in_response_to", around.all[other].kind)
                votes[key][other].append((points, why, said))
    out = []
    for (kind, _), told in sorted(votes.items()):
        if kind == "in_response_to" and incident.type in _FOLLOWS:
            kind = "follows_up"
        other = min(told, key=lambda n: (-sum(v[0] for v in told[n]), around.all[n].id))
        target = around.all[other]
        points, why, first = max(told[other], key=lambda v: (v[0], v[2].document))
        sentence = f"{first.document} says “{first.quote}”, and the {target.type} fits: {why}"
        evidence = tuple(
            dict.fromkeys(v[2] for v in sorted(told[other], key=lambda v: (-v[0], v[2].document)))
        )
        out.append(
            (other, Link(kind, target.id, sentence, round(min(0.95, 0.5 + 0.15 * points), 4), evidence))
        )
    return out


def _stood_by(claim: Claim) -> bool:
    """Whether words tell of solidarity: a protest joins another; it does not answer it."""
    return re.search(codebook.load("causes")["solidarity"], claim.quote, re.IGNORECASE) is not None


@cache
def _answered() -> dict[str, re.Pattern[str]]:
    rows = codebook.load("causes")["answered"].items()
    return {kind: re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE) for kind, words in rows}


def _read(claim: Claim, document: str) -> _Words:
    said = str(claim.value or claim.quote)
    first = {kind: m.start() for kind, p in _answered().items() if (m := p.search(said))}
    nearest = min(first.values(), default=0)
    kinds = frozenset(kind for kind, at in first.items() if at == nearest)
    names = {w.lower() for w in re.findall(r"[A-Z][\w’'-]{2,}", said)}
    names = {w.removesuffix("’s").removesuffix("'s") for w in names} - _DAYS
    numbers = frozenset(int(n.replace(",", "")) for n in re.findall(r"\b\d[\d,]*\b", said))
    return _Words(claim, document, kinds, frozenset(names), numbers)


_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december the".split()
)


def _meant(
    number: int, words: _Words, around: _Around, beside: dict[int, list[str]]
) -> tuple[int, float, str] | None:
    """The incident that the words mean, its points and why; None where none fits, or two alike."""
    possible = set(beside)
    for name in words.names:
        possible.update(around.by_name.get(name, ()))
    ranked = []
    for other in possible - {number}:
        target = around.all[other]
        if target.kind in words.kinds and _before(target, around.all[number]):
            points, why = _fit(number, other, words, around, beside)
            ranked.append((points, other, why))
    ranked.sort(key=lambda r: (-r[0], around.all[r[1]].id))
    if not ranked or ranked[0][0] < _SURE:
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _CLEAR and ranked[0][1] not in beside:
        return None
    return ranked[0][1], ranked[0][0], ranked[0][2]


def _fit(
    number: int, other: int, words: _Words, around: _Around, beside: dict[int, list[str]]
) -> tuple[float, str]:
    incident, target = around.all[number], around.all[other]
    points, why = 0.0, []
    if words.document in beside.get(other, ()):
        points += 1.0
        why.append("the same document tells of it")
    elif other in beside:
        points += 0.7
        why.append("another document tells of both")
    shared = sorted(words.names & _names(target))
    if shared:
        points += min(1.2, sum(around.rarity(name) for name in shared))
        why.append(f"named with it: {', '.join(shared)}")
    toll = target.killed
    if toll and any(toll.low is not None and toll.low <= n <= (toll.high or n) for n in words.numbers):
        points += 0.8
        why.append("the toll fits")
    points += 0.15 * math.log2(len({r.document for r in target.reports}))  # what many tell is likelier meant
    days = _days(target, incident)
    points += 1 - min(days, REACH_DAYS) / REACH_DAYS
    if any(word in str(words.claim.value).lower() and days < least for word, least in _AGO.items()):
        points -= 1.0
    why.append("the same day" if days == 0 else f"{days} day{'s' if days > 1 else ''} before")
    return points, ", ".join(why)


def _names(incident: Incident) -> frozenset[str]:
    return frozenset(name for report in incident.reports for name in report.names)


# ---------------------------------------------------------------- what a document tells of both


def _told_together(
    number: int, around: _Around, beside: dict[int, list[str]], answered: set[str]
) -> Iterator[tuple[int, Link]]:
    """The links that rest on documents alone; nothing where a report says already what is answered."""
    incident = around.all[number]
    for kind in _ANSWERS.get(incident.kind, ()):
        if answered & set(_ANSWERS[incident.kind]):
            return
        before = [
            n
            for n in beside
            if around.all[n].kind == kind
            and _before(around.all[n], incident)
            and not _on_it(around.all[n], incident)
        ]
        if not before:
            continue
        chosen = min(
            before, key=lambda n: (-len(beside[n]), _days(around.all[n], incident), around.all[n].id)
        )
        target, documents = around.all[chosen], beside[chosen]
        link_type, because = _type(incident, target)
        several = len(documents) > 1
        why = (
            f"{len(documents)} document{'s' * several} tell{'' if several else 's'} of both, and the {target.type} came"
            f" first (first: {documents[0]}){because}"
        )
        evidence = _both(incident, target, documents[0])
        yield chosen, Link(link_type, target.id, why, round(1 - 0.5 ** (1 + len(documents)), 4), evidence)
        return


def _type(incident: Incident, target: Incident) -> tuple[str, str]:
    if incident.type in _FOLLOWS:
        return "follows_up", ""
    if incident.kind == "official_response" and target.kind == "demonstration":
        if incident.type in _CONCEDING:
            return "concession_to", ""
        given = [c for r in incident.reports for c in r.claims if _conceded(c)]
        if given:
            return "concession_to", f"; it says “{given[0].quote}”"
    return "in_response_to", ""


_CONCEDING = frozenset({"dismissal", "compensation"})  # what is given to protesters, whatever the words


def _conceded(claim: Claim) -> bool:
    return claim.attribute == "response" and claim.detail == "concession"


def _both(incident: Incident, target: Incident, document: str) -> tuple[Evidence, ...]:
    told = (_told(incident, document), _told(target, document))
    return tuple(dict.fromkeys(Evidence(document, r.lead, r.summary) for r in told if r.lead is not None))


def _told(incident: Incident, document: str) -> Report:
    """How a document tells it, where it does so most."""
    told = [r for r in incident.reports if r.document == document]
    return min(told, key=lambda r: (("main", "co_main", PASSING).index(r.role), r.ordinal))


def _inside(
    incident: Incident, around: _Around, beside: dict[int, list[str]], seen: Iterable[int]
) -> Iterator[Link]:
    """An attack on a protest or a funeral that was going on is a part of it."""
    for other in sorted(beside, key=lambda n: (-len(beside[n]), around.all[n].id)):
        target = around.all[other]
        if other in seen or not _on_it(incident, target):
            continue
        document = beside[other][0]
        why = f"the {incident.type} was aimed at a gathering, and {document} tells of a {target.type} there on that day"
        yield Link("part_of", target.id, why, 0.6, _both(incident, target, document))
        return


def _on_it(attack: Incident, gathering: Incident) -> bool:
    """Whether an attack was aimed at a gathering, and this was the one: in the same city, going on that day."""
    if (
        attack.kind != "attack"
        or gathering.kind not in ("demonstration", "other")
        or gathering.type == "riot"
    ):
        return False
    here, there = attack.place, gathering.place
    if here is None or there is None or here.city != there.city:
        return False
    if not (attack.date.start and gathering.date.start and gathering.date.end):
        return False
    if not gathering.date.start <= attack.date.start <= gathering.date.end:
        return False
    return any(_GATHERING.search(target.lower()) for target in attack.targets)


# ---------------------------------------------------------------- time


def _before(earlier: Incident, later: Incident) -> bool:
    if earlier.date.start is None or later.date.end is None:
        return False
    days = (date.fromisoformat(later.date.end) - date.fromisoformat(earlier.date.start)).days
    return 0 <= days <= REACH_DAYS


def _days(earlier: Incident, later: Incident) -> int:
    a, b = earlier.date.start, later.date.start
    return abs((date.fromisoformat(b) - date.fromisoformat(a)).days) if a and b else REACH_DAYS
