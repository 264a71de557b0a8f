"""The register of actors: one entry for each group, institution, community and person that has a part in an incident.

Names are joined by a rule that each entry states: the codebook's name of a group, a spelling that folds to the same key, the same
name of a person in full; a person's judgement ("same as", "not the same") goes before every rule.  A body without a name of its
own ("the police") is one within a country.  A person is private unless a report names an office ("governor", "spokesman"):
capital letters make nobody public.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from vigil import codebook
from vigil.aftermath import Party, Relation
from vigil.names import aliases, fold, is_described, is_state, known, longer, office, person_in
from vigil.records import Claim, Evidence, Incident, Judgement, Report

__all__ = ["Parties", "split_relation"]

SAME, NOT_SAME = "same as", "not the same"
GROUP, INSTITUTION, COMMUNITY, PERSON = "group", "institution", "community", "person"
_PERSONAL = ("leader of ", "member of ", "spokesman of ")


@cache
def _relations() -> tuple[str, ...]:
    """Kinds of relation, the longest first."""
    return tuple(
        sorted([*codebook.load("accountability")["relations"], "banned in"], key=lambda k: (-len(k), k))
    )


def split_relation(detail: str) -> tuple[str, str] | None:
    """("affiliated with", "Al-Qaeda") of a claim's "affiliated with Al-Qaeda"; None where no kind is known in it."""
    kind = next((k for k in _relations() if detail.startswith(f"{k} ")), None)
    return (kind, detail[len(kind) + 1 :]) if kind else None


@cache
def _communities() -> frozenset[str]:
    return frozenset(str(word) for word in codebook.load("targets")["communities"])


def _no_name(words: str) -> bool:
    """Whether words for a group only describe it: "outlawed Sunni group", "two gang leaders"."""
    bare = re.sub(r"^[Tt]he\s(?=\S)", "", words)
    return is_described(bare) or bare.split()[-1].islower()


@cache
def _institutions() -> re.Pattern[str]:
    words = "|".join(codebook.load("accountability")["bodies"])
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


@dataclass(slots=True)
class _Entry:
    """What is known of one name."""

    kind: str
    public: bool = False
    private: bool = False  # a victim, an accused or a witness, whatever office is named elsewhere
    names: Counter[str] = field(default_factory=Counter)
    roles: set[tuple[str, str]] = field(default_factory=set)
    related: dict[tuple[str, str, str | None], set[tuple[str, Evidence]]] = field(
        default_factory=lambda: defaultdict(set)
    )

    def take(self, other: _Entry) -> None:
        """All that is known of another name too."""
        self.public |= other.public
        self.private |= other.private
        self.names.update(other.names)
        self.roles |= other.roles
        for key, said in other.related.items():
            self.related[key] |= said


class Parties:
    """Takes incidents one by one, in any order, and gives the register.  ``judgements``: what persons decided, oldest first."""

    def __init__(self, judgements: Sequence[Judgement] = ()) -> None:
        self._judged = [j for j in judgements if j.decision in (SAME, NOT_SAME) and j.value]
        # (kind, scope, name as it stands) -> entry; scope: an incident or a country for what is no name elsewhere
        self._entries: dict[tuple[str, str, str], _Entry] = {}

    def add(self, incident: Incident, published: Mapping[str, str | None]) -> None:
        """Take the actors and relations of one incident; ``published``: document -> date of publication, a prefix."""
        country = (incident.place.country if incident.place else None) or ""
        for actor in incident.actors:
            self._actor(actor.name, actor.kind, actor.role, incident.id, country)
        for victim in incident.victims:
            if victim.name:
                self._person(victim.name, "victim", incident.id, private=True)
            if victim.group in _communities():
                self._entry(COMMUNITY, "", victim.group).roles.add(("victim", incident.id))
        for report in incident.reports:
            for claim in report.claims:
                if claim.speaker_kind == "witness" and claim.speaker and not office(claim.speaker):
                    name = person_in(claim.speaker)
                    if name:
                        self._person(name, "witness", incident.id, private=True)
                if claim.attribute == "relation":
                    self._relation(claim, report, published, country)
                if claim.attribute == "accountability" and claim.detail == "ban" and claim.speaker:
                    entry = self._body(str(claim.value), GROUP, country)
                    self._stands(entry, "banned by", claim.speaker, claim, report, published)
                if isinstance(claim.value, str) and (group := known(claim.value)):
                    self._as_written(group, claim)

    def _actor(self, name: str, kind: str | None, role: str, incident: str, country: str) -> None:
        who = office(name)
        person = person_in(name) if who else None
        if person:
            entry = self._person(person, role, incident, private=role in ("accused", "victim"))
            entry.public = True
        elif kind == PERSON:
            if not is_described(name):
                self._person(name, role, incident, private=role in ("accused", "victim", "witness"))
        elif kind == GROUP and not known(name) and _no_name(name):
            return  # "Islamic militants": a description is no party
        elif kind in (GROUP, INSTITUTION, COMMUNITY) or known(name):
            self._body(name, kind or GROUP, country).roles.add((role, incident))

    def _person(self, name: str, role: str | None, incident: str, private: bool) -> _Entry:
        entry = self._entry(PERSON, "" if " " in name else incident, name)
        entry.private |= private
        if role:
            entry.roles.add((role, incident))
        return entry

    def _body(self, name: str, kind: str, country: str) -> _Entry:
        listed = known(name)
        if listed:
            return self._entry(INSTITUTION if is_state(listed) else GROUP, "", name)
        named = any(w[:1].isupper() for w in re.sub(r"^[Tt]he\s", "", name).split()[1:])
        return self._entry(
            kind, "" if named or kind == COMMUNITY else country, re.sub(r"^[Tt]he\s(?=\S)", "", name)
        )

    def _entry(self, kind: str, scope: str, name: str) -> _Entry:
        entry = self._entries.setdefault((kind, scope, name), _Entry(kind))
        entry.names[name] += 1
        return entry

    def _relation(
        self, claim: Claim, report: Report, published: Mapping[str, str | None], country: str
    ) -> None:
        parts = split_relation(claim.detail or "")
        if parts is None or not isinstance(claim.value, str):
            return
        kind, other = parts
        if (claim.detail or "").startswith(_PERSONAL):
            entry = self._person(claim.value, None, report.id, private=False)
        else:
            entry = self._body(
                claim.value, INSTITUTION if _institutions().search(claim.value) else GROUP, country
            )
        self._stands(entry, kind, known(other) or other, claim, report, published)
        if known(other):
            self._body(other, GROUP, country)

    def _stands(
        self,
        entry: _Entry,
        kind: str,
        other: str,
        claim: Claim,
        report: Report,
        published: Mapping[str, str | None],
    ) -> None:
        said = Evidence(report.document, claim.span, claim.quote, claim.id(report.document))
        entry.related[kind, other, claim.as_of].add((published.get(report.document) or "", said))

    def _as_written(self, group: str, claim: Claim) -> None:
        """The names by which a quote calls a group of the codebook."""
        for alias in aliases(group):
            if re.search(rf"(?<!\w){re.escape(alias)}(?!\w)", claim.quote):
                self._entry(INSTITUTION if is_state(group) else GROUP, "", alias)

    def finish(self) -> list[Party]:
        """One entry a party, by id.  The order in which incidents came does not matter."""
        apart, why_apart = self._apart()
        home: dict[tuple[str, str, str], tuple[str, str, str]] = {}
        for kind, scope, name in self._entries:
            listed = known(name) if kind != PERSON else None
            one = name.removesuffix("s") if kind == COMMUNITY else name
            own = f"\0{name}" if fold(name) in apart else fold(listed or one)
            home[kind, scope, name] = (kind, scope, own)
        why_short = self._short(home, apart)
        same, why_same = self._same(home)
        joined: dict[tuple[str, str, str], _Entry] = {}
        for at in sorted(self._entries):
            key = home[at]
            while key in same:
                key = same[key]
            joined.setdefault(key, _Entry(key[0])).take(self._entries[at])
        reasons = why_apart + why_short + why_same
        drawn = [(key, _party(key, entry, reasons)) for key, entry in sorted(joined.items())]
        seen: Counter[str] = Counter()
        out = []
        for _, party in drawn:
            seen[party.id] += 1
            number = seen[party.id]
            out.append(party if number == 1 else _renumbered(party, number))
        return sorted(out, key=lambda p: p.id)

    def _short(
        self, home: dict[tuple[str, str, str], tuple[str, str, str]], apart: frozenset[str]
    ) -> list[tuple[frozenset[str], str]]:
        """Give part of a name the place of the only longer name that has a part in the same incidents; the sentences why."""
        people: dict[str, set[str]] = defaultdict(set)  # incident -> persons
        for (kind, _, name), entry in self._entries.items():
            if kind == PERSON:
                for _, incident in entry.roles:
                    people[incident].add(name)
        why = []
        latest = self._latest()
        for at in sorted(home):
            kind, _, name = at
            alone = kind == INSTITUTION and name.isalpha() and name[0].isupper() and not known(name)
            if fold(name) in apart or not (kind == PERSON or alone):
                continue
            around = {n for _, incident in self._entries[at].roles for n in people[incident]}
            full = longer(name, around)
            if full is None or (PERSON, "", full) not in home:
                continue
            judged = latest.get(frozenset((fold(name), fold(full))))
            if judged is None or judged.decision != NOT_SAME:
                home[at] = home[PERSON, "", full]
                why.append(
                    (
                        frozenset((name, full)),
                        f"“{name}” is part of no other name than {full} in the same incident",
                    )
                )
        return why

    def _latest(self) -> dict[frozenset[str], Judgement]:
        """The last decision on each pair of names."""
        return {frozenset((fold(j.subject), fold(j.value or ""))): j for j in self._judged}

    def _apart(self) -> tuple[frozenset[str], list[tuple[frozenset[str], str]]]:
        """Folded names that somebody said are another's than the rule would have it, and the sentences why."""
        out, why = set(), []
        for judged in self._latest().values():
            if judged.decision == NOT_SAME:
                if _rule(judged.subject) == _rule(judged.value or ""):
                    out.add(fold(judged.value or ""))
                why.append((frozenset((judged.subject, judged.value or "")), _sentence(judged)))
        return frozenset(out), why

    def _same(
        self, home: Mapping[tuple[str, str, str], tuple[str, str, str]]
    ) -> tuple[dict[tuple[str, str, str], tuple[str, str, str]], list[tuple[frozenset[str], str]]]:
        """Entries that somebody said are one: from -> to, and the sentences why."""
        by_name: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
        for (_, _, name), key in home.items():
            by_name[fold(name)].add(key)
        same: dict[tuple[str, str, str], tuple[str, str, str]] = {}
        why = []
        for judged in self._latest().values():
            if judged.decision != SAME:
                continue
            keys = sorted(by_name[fold(judged.subject)] | by_name[fold(judged.value or "")])
            roots = []
            for key in keys:
                while key in same:
                    key = same[key]
                roots.append(key)
            for root in sorted(set(roots))[1:]:
                if root[0] == min(roots)[0]:  # a person is no group, whoever says so
                    same[root] = min(roots)
            if len({root[0] for root in roots}) == 1:
                why.append((frozenset((judged.subject, judged.value or "")), _sentence(judged)))
        return same, why


def _rule(name: str) -> str:
    """The key by which the rule would join a name with others, whatever it is the name of."""
    return fold(known(name) or name.removesuffix("s"))


def _sentence(judged: Judgement) -> str:
    reason = f": {judged.reason}" if judged.reason else ""
    return f"{judged.by} decided on {judged.at[:10]} that {judged.subject} is {judged.decision} {judged.value}{reason}"


def _party(key: tuple[str, str, str], entry: _Entry, judged: Sequence[tuple[frozenset[str], str]]) -> Party:
    kind = key[0]
    listed = next((n for n in map(known, sorted(entry.names)) if n), None) if kind != PERSON else None
    ranked = sorted(entry.names, key=lambda n: (-len(n.split()) if kind == PERSON else 0, -entry.names[n], n))
    name = listed if listed and not key[2].startswith("\0") else ranked[0]
    others = tuple(sorted(set(entry.names) - {name}))
    private = kind == PERSON and (entry.private or not entry.public)
    roles = tuple(sorted(entry.roles, key=lambda r: (r[1], r[0])))
    told = "\0".join(f"{i}\0{r}" for r, i in roles) or "\0".join(
        sorted(e.claim or "" for said in entry.related.values() for _, e in said)
    )
    of = f"{kind}\0{told}" if private else "\0".join(key)
    return Party(
        "p" + hashlib.sha256(of.encode()).hexdigest()[:12],
        name,
        kind,
        private,
        others,
        tuple(_related(entry)),
        roles,
        tuple(_why(name, others, kind, judged)),
    )


def _renumbered(party: Party, number: int) -> Party:
    """Two victims of one incident, say: the id tells nothing of a name, so they are told apart by a number."""
    own = hashlib.sha256(f"{party.id}\0{number}".encode()).hexdigest()[:12]
    return Party(
        "p" + own,
        party.name,
        party.kind,
        party.private,
        party.aliases,
        party.relations,
        party.roles,
        party.why,
    )


def _related(entry: _Entry) -> Iterator[Relation]:
    for (kind, other, date), said in sorted(
        entry.related.items(), key=lambda r: (r[0][0], r[0][1], r[0][2] or "")
    ):
        ordered = sorted(said, key=lambda s: (s[0] or "9999", s[1].document, s[1].span, s[1].claim or ""))
        seen = next((day for day, _ in ordered if day), None)
        yield Relation(kind, other, date, seen, tuple(e for _, e in ordered))


def _why(
    name: str, others: Iterable[str], kind: str, judged: Sequence[tuple[frozenset[str], str]]
) -> Iterator[str]:
    names = {fold(name), *map(fold, others)}
    for other in others:
        if kind != PERSON and known(other) == name and fold(other) != fold(name):
            yield f"“{other}” is a name of {name} in the codebook"
        elif kind == COMMUNITY and fold(other.removesuffix("s")) == fold(name.removesuffix("s")):
            yield f"“{other}” and “{name}” differ only in spelling and number"
        elif fold(other) == fold(name):
            yield f"“{other}” and “{name}” differ only in spelling"
    for pair, sentence in judged:
        if {fold(n) for n in pair} <= names or (names & {fold(n) for n in pair} and NOT_SAME in sentence):
            yield sentence
