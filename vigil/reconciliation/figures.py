"""Claims of one attribute as figures that can be weighed against each other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vigil.records import Claim, Incident, Report

_ASSAILANTS = frozenset(
    "attacker attackers assailant assailants bomber bombers culprit culprits perpetrator perpetrators killer killers "
    "assassin assassins hijacker hijackers suspect suspects wanted".split()
)
_FIGHTERS = frozenset(
    "militant militants gunman gunmen insurgent insurgents rebel rebels terrorist terrorists extremist extremists "
    "jihadist jihadists guerrilla guerrillas robber robbers bandit bandits dacoit dacoits shooter shooters kidnapper "
    "kidnappers infiltrator infiltrators intruder intruders".split()
)
_BY_QUALIFIER = {
    "exact": 1.0,
    "at least": 0.7,
    "more than": 0.7,
    "up to": 0.6,
    "about": 0.5,
    "between": 0.5,
    "range": 0.5,
    "dozens": 0.1,
    "scores": 0.1,
    "hundreds": 0.1,
    "thousands": 0.1,
}
_BY_SOURCE = {
    "hospital": 1.3,
    "police": 1.3,
    "official": 1.3,
    "ngo": 1.3,
    "military": 1.2,
    "headline": 0.8,
    "witness": 0.7,
    "group": 0.7,
}
VAGUE = 0.1
IMPLIED = frozenset({"shot", "wounds", "hospital"})  # details of a claim that is hurt by implication
_PREFIX = re.compile(r"\d{4}(?:-\d\d){0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Figure:
    """One claim, with what its weight depends on."""

    claim: Claim
    id: str
    document: str
    source: str  # syndication group or document: what has one vote
    role: str  # main | co_main | background
    day: str | None  # publication date prefix; as text, a prefix is later than a day only if all of it is
    value: int  # the figure that the words name
    order: int  # position among the figures of its report
    low: int | None  # bounds as stated
    high: int | None
    less: int = 0  # the dead that were taken off it

    @property
    def implied(self) -> bool:
        """Whether the words say hurt only by implication: "was shot", "taken to hospital"."""
        return self.claim.detail in IMPLIED

    def without(self, dead: int) -> Figure:
        """The figure less ``dead`` people of it."""
        low = None if self.low is None else max(0, self.low - dead)
        high = None if self.high is None else max(0, self.high - dead)
        return replace(self, value=max(0, self.value - dead), low=low, high=high, less=dead)

    @property
    def firmness(self) -> float:
        """1 for an exact number down to 0.1 for "dozens"."""
        return _BY_QUALIFIER.get(self.claim.qualifier or "exact", 0.5)

    @property
    def open(self) -> bool:
        """Whether the words leave the top open ("at least")."""
        return self.high is None and self.low is not None

    @property
    def vague(self) -> bool:
        """Whether it is a word like "dozens"."""
        return self.firmness <= VAGUE

    @property
    def sourced(self) -> bool:
        """Whether a police officer, hospital, official or organisation is named for it."""
        return bool(self.claim.speaker) and _BY_SOURCE.get(self.claim.speaker_kind or "", 1.0) > 1.0

    @property
    def weight(self) -> float:
        """What the claim counts for by its words and its source, before its place in time."""
        by_source = (
            _BY_SOURCE.get(self.claim.speaker_kind or "", 1.0)
            if self.claim.speaker or self.claim.speaker_kind
            else 1.0
        )
        by_group = 0.8 if self.claim.group else 1.0  # "three policemen" may be part of a larger toll
        return self.firmness * by_source * by_group


def figures(
    incident: Incident, attribute: str, published: Mapping[str, str | None], syndication: Mapping[str, str]
) -> list[Figure]:
    """Every usable claim of ``attribute`` in the incident's reports, in an order that does not depend on theirs."""
    out = []
    for report in sorted(incident.reports, key=lambda r: (r.document, r.ordinal)):
        own = [c for c in report.claims if c.attribute == attribute and named(c) is not None]
        own.sort(key=lambda c: (c.superseded, c.span.field == "title", c.span, c.id(report.document)))
        seen: set[str] = set()
        for order, claim in enumerate(own):
            identity = claim.id(report.document)
            if identity in seen:
                continue
            seen.add(identity)
            out.append(_figure(claim, identity, report, order, published, syndication))
    return out


def _figure(
    claim: Claim,
    identity: str,
    report: Report,
    order: int,
    published: Mapping[str, str | None],
    syndication: Mapping[str, str],
) -> Figure:
    value = named(claim)
    assert value is not None
    document = report.document
    return Figure(
        claim=claim,
        id=identity,
        document=document,
        source=syndication.get(document, document),
        role=report.role,
        day=prefix(published.get(document)),
        value=value,
        order=order,
        low=claim.low,
        high=claim.high,
    )


def named(claim: Claim) -> int | None:
    """The number that a claim stands for: its value where that lies within its bounds, else a bound."""
    low, high = claim.low, claim.high
    if low is None and high is None:
        return None
    if (
        (low is not None and low < 0)
        or (high is not None and high < 0)
        or (low is not None and high is not None and low > high)
    ):
        return None
    value = claim.value
    if (
        isinstance(value, int)
        and not isinstance(value, bool)
        and (low is None or value >= low)
        and (high is None or value <= high)
    ):
        return value
    return low if low is not None else high


def prefix(published: str | None) -> str | None:
    """A publication date prefix that is one ("2013", "2013-01", "2013-01-10"), else None."""
    if not published:
        return None
    head = published[:10]
    return head if _PREFIX.fullmatch(head) else None


def first_day(found: Sequence[Figure]) -> str | None:
    """The earliest day on which a report with a figure came out; None where no day is known."""
    return min((f.day for f in found if f.day is not None and len(f.day) == 10), default=None)


def about_attackers(claim: Claim, fighters: bool) -> bool:
    """Whether a claim counts the attackers; ``fighters``: "militants" and "gunmen" are taken for them too.

    "Two officers and a gunman" counts others as well, and so is no count of attackers.
    """
    heads = [part.split()[-1] for part in (claim.group or "").lower().split(" and ") if part.split()]
    known = _ASSAILANTS | _FIGHTERS if fighters else _ASSAILANTS
    return bool(heads) and all(head in known for head in heads)


def without_duplicates(found: Sequence[Figure]) -> list[Figure]:
    """Votes: near-copies of an agency story have one for each number, and so has a named person in several reports."""
    kept: dict[tuple[str, int, bool], Figure] = {}
    for figure in sorted(found, key=lambda f: (-f.weight, f.order, f.id)):
        kept.setdefault((figure.source, figure.value, figure.open), figure)
    by_person: dict[tuple[str, int], Figure] = {}
    for figure in kept.values():
        person = _person(figure.claim.speaker)
        by_person.setdefault((person or f"\0{figure.id}", figure.value), figure)
    chosen = {figure.id for figure in by_person.values()}
    return [figure for figure in found if figure.id in chosen]


def _person(speaker: str | None) -> str:
    """The last of two or more capitalised words that name a speaker; "" for "police" or "hospital officials"."""
    names = [w for w in re.findall(r"[\w'’-]+", (speaker or "").split("(")[0]) if w[0].isupper()]
    return names[-1].lower() if len(names) > 1 else ""
