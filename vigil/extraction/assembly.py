"""Puts together what the other readers of this room found: reports with their claims, and aggregates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vigil.extraction.anchoring import Anchored
from vigil.extraction.demonstrations import OF_DEMONSTRATIONS, once, places_of, tactics
from vigil.extraction.events import EventMention, event_types
from vigil.extraction.grammar import lower
from vigil.extraction.grouping import BACKGROUND, MAIN, Telling
from vigil.extraction.nature import nature_of
from vigil.extraction.phrasebook import Gate
from vigil.names import is_described, known
from vigil.records import (
    Actor,
    Article,
    Claim,
    DateRange,
    Place,
    Report,
    Sentence,
    Victim,
)

_ONLY_THERE = frozenset({*OF_DEMONSTRATIONS, "size", "cause"})
# Which kinds of incident a claim may belong to, the likeliest first.
_BELONGS: Mapping[str, tuple[str, ...]] = {
    "killed": ("attack", "legal_action", "official_response", "demonstration"),
    "injured": ("attack", "demonstration", "legal_action", "official_response"),
    "killed_subset": ("attack", "legal_action", "official_response", "demonstration"),
    "injured_subset": ("attack", "demonstration", "legal_action", "official_response"),
    "abducted": ("attack",),
    "arrested": ("legal_action", "official_response", "demonstration", "attack"),
    "size": ("demonstration", "other"),
    "perpetrator": ("attack", "demonstration"),
    "victim": ("attack", "legal_action", "demonstration"),
    "demand": ("demonstration", "attack", "other"),
    "response": ("attack", "demonstration", "legal_action"),
    "accountability": ("legal_action", "attack"),
    "warning": ("attack", "other"),
    "relation": ("attack", "legal_action", "other"),
    "cause": ("demonstration", "official_response", "legal_action", "other"),
    "retaliation": ("attack",),
    "coverage": ("demonstration", "attack", "other"),
} | dict.fromkeys(OF_DEMONSTRATIONS, ("demonstration",))
_NAME = re.compile(r"[A-Z](?<![\w-].)[\w’'-]+")  # begins with the capital, so that the search skips to one
_MOST_NAMES = 120  # words kept of one report, the first of it
_AGE = re.compile(r"\b\d{1,2}-year-old\b")
_PLAIN = frozenset(
    "the a an in on at of and but he she it they we i his her their this that these those there when while after before "
    "police officials monday tuesday wednesday thursday friday saturday sunday january february march april may june "
    "july august september october november december mr mrs ms dr two three four five six seven eight nine ten no "
    "according one it’s it's some more most many several as by for from with if all also another at least".split()
)
_COUNTED = frozenset({"killed", "injured", "abducted"})
_PARTS = frozenset({"killed_subset", "injured_subset"})
VAGUE = frozenset({"attack", "killing", "protest", "statement"})
_PART = re.compile(
    r"\b(?:twin|double|triple|two|three|four|five|several|multiple|simultaneous|coordinated|back-to-back)\s(?:[\w-]+\s){0,2}"
    r"(?:blasts?|bombings?|explosions?|attacks?|bombs?|bombers?)\b",
    re.IGNORECASE,
)
_MAY_HOLD_PARTS = Gate("blast|bombing|explosion|attack|bomb")


@dataclass(frozen=True, slots=True)
class Found:
    """What was read in one document besides events: each with the sentence it stands in."""

    claims: tuple[tuple[int, Claim], ...]
    singles: frozenset[
        Claim
    ]  # counts of one person that the text gives without a number ("a guard was killed")
    victims: tuple[tuple[int, Victim], ...]
    weapons: tuple[tuple[int, str], ...]
    targets: tuple[tuple[int, str], ...]


def _told_in(tellings: Sequence[Telling]) -> dict[int, list[tuple[int, EventMention]]]:
    """The mentions of each sentence, each with the position of the incident that it tells."""
    out: dict[int, list[tuple[int, EventMention]]] = {}
    for number, told in enumerate(tellings):
        for one in told.mentions:
            out.setdefault(one.sentence, []).append((number, one.mention))
    return out


def home_of(
    attribute: str,
    sentence: int,
    offset: int,
    tellings: Sequence[Telling],
    told_in: Mapping[int, Sequence[tuple[int, EventMention]]],
) -> int | None:
    """Position of the incident that a claim in ``sentence`` at ``offset`` belongs to.

    The nearest mention of a fitting kind in the same sentence; else what the sentence before told of that kind, if
    it was more than a passing word; else the document's main incident, or the first of a fitting kind.
    """
    kinds = _BELONGS[attribute]
    here: list[tuple[float, int]] = []
    for number, mention in told_in.get(sentence, ()):
        kind = tellings[number].kind
        if kind in kinds:
            far = abs(mention.span.start - offset) + 60 * kinds.index(kind)
            here.append((far + (60 if mention.form == "weak" else 0) * (len(tellings) > 1), number))
    if here:
        return min(here)[1]
    before = [
        (near, number)
        for near in (sentence - 2, sentence - 1)
        for number, mention in told_in.get(near, ())
        if tellings[number].kind in kinds and not mention.subordinate and mention.form != "weak"
    ]
    before.sort(key=lambda b: b[1])
    main = next((n for n, t in enumerate(tellings) if t.role == MAIN), None)
    if main is not None and tellings[main].kind == kinds[0]:
        # a passing incident holds the next sentence only if that is where it was last told
        recent = [n for s, n in before if s == sentence - 1]
        if recent and main not in recent and tellings[recent[-1]].role != BACKGROUND:
            return recent[-1]
        return main
    if before:
        return max(before)[1]
    for kind in kinds:
        fitting = [n for n, t in enumerate(tellings) if t.kind == kind]
        if fitting:
            return max(fitting, key=lambda n: (tellings[n].weight, -n))
    return main


def reports(
    article: Article,
    sentences: Sequence[Sentence],
    tellings: Sequence[Telling],
    dates: Mapping[int, tuple[DateRange, str]],
    places: Mapping[int, tuple[Place | None, str]],
    found: Found,
) -> list[Report]:
    """One report for each telling, in order; claims are shared out by ``home_of``."""
    told_in = _told_in(tellings)
    claims: dict[int, list[tuple[int, Claim]]] = {n: [] for n in range(len(tellings))}
    for sentence, claim in found.claims:
        key = "retaliation" if claim.detail == "retaliation_for" else claim.attribute
        home = home_of(key, sentence, claim.span.start, tellings, told_in)
        if home is not None and (claim.attribute not in _ONLY_THERE or tellings[home].kind in _BELONGS[key]):
            claims[home].append((sentence, claim))
    for number, told in enumerate(tellings):
        claims[number] = once([*claims[number], *tactics(told, _type(told), sentences)])
    accused = {
        claim.value
        for _, claim in found.claims
        if isinstance(claim.value, str)
        and (
            claim.attribute == "accountability"
            or (claim.attribute == "perpetrator" and claim.detail == "person")
        )
    }
    out = []
    for number, told in enumerate(tellings):
        own = set(told.sentences) | {
            sentence for sentence, claim in claims[number] if claim.attribute not in OF_DEMONSTRATIONS
        }
        counted = Counter(sentence for sentence, claim in claims[number] if claim.attribute in _COUNTED)
        text = " ".join(sentences[i].text for i in sorted(own))
        mine = tuple(
            sorted(
                _set_apart([claim for _, claim in claims[number]], found.singles),
                key=lambda c: (c.span.field != "title", c.span.start, c.span.end, c.attribute),
            )
        )
        lead = _lead(told, sentences, counted)
        where = places_of(told, article)
        out.append(
            Report(
                document=article.id,
                ordinal=number,
                role=told.role,
                kind=told.kind,
                type=_type(told),
                nature=nature_of(told.kind, text, article.text[:3000]),
                date=dates[number][0],
                place=places[number][0],
                summary=lead.text,
                lead=lead.span,
                evidence=tuple(sorted({m.mention.span for m in told.mentions})),
                claims=mine,
                actors=_actors(mine, told.kind),
                weapons=_of(own, found.weapons) if told.kind == "attack" else (),
                targets=_of(own, found.targets) if told.kind == "attack" else (),
                victims=_victims(own, found.victims, accused) if told.kind == "attack" else (),
                parts=tuple(p.place.name + ("" if p.held else " (announced)") for p in where)
                or _parts(told, sentences),
                confidence=0.5,
                reasons=(_role_reason(told), dates[number][1], places[number][1]),
                names=_names(told, own, sentences, article),
                places=where,
            )
        )
    return [replace(r, confidence=_confidence(r, t)) for r, t in zip(out, tellings, strict=True)]


def _set_apart(claims: Sequence[Claim], singles: frozenset[Claim]) -> list[Claim]:
    """One person told of beside a stated total is one of that total, not a rival to it; without one, a count again."""
    stated = {c.attribute for c in claims}
    claims = [
        replace(c, attribute=c.attribute.removesuffix("_subset"))
        if c in singles and c.attribute in _PARTS and c.attribute.removesuffix("_subset") not in stated
        else c
        for c in claims
    ]
    singles = singles | frozenset(
        replace(c, attribute=c.attribute.removesuffix("_subset")) for c in singles if c.attribute in _PARTS
    )
    totals = {c.attribute for c in claims if c not in singles and (c.low or c.high or 0) > 1}
    return [
        replace(c, attribute=f"{c.attribute}_subset", group=c.group or "one person")
        if c in singles and c.attribute in totals and c.attribute in ("killed", "injured")
        else c
        for c in claims
    ]


def _lead(told: Telling, sentences: Sequence[Sentence], counted: Mapping[int, int]) -> Sentence:
    """The sentence that tells it best; of what is told in passing, the one with most figures, or a day or a place."""
    passing = told.role == BACKGROUND

    def order(one: Anchored) -> tuple[int, bool, bool, bool, int]:
        mention = one.mention
        figures = counted.get(one.sentence, 0) if passing else 0
        nowhere = passing and one.date is None and one.place is None
        return -figures, mention.subordinate, mention.form == "weak", nowhere, one.sentence

    ranked = sorted(told.mentions, key=order)
    in_text = [m for m in ranked if sentences[m.sentence].span.field == "text"]
    return sentences[(in_text or ranked)[0].sentence]


def _type(told: Telling) -> str:
    scores: dict[str, float] = {}
    for one in told.mentions:
        if one.mention.type.kind != told.kind:
            continue
        name = one.mention.type.name
        weight = 0.3 if one.mention.form == "weak" else 1.0
        if one.mention.subordinate:
            weight *= 0.5
        scores[name] = scores.get(name, 0.0) + weight
    known = event_types()
    outright = {n: s for n, s in scores.items() if n not in VAGUE}
    if "suicide bombing" in outright:
        return "suicide bombing"
    pool = outright or scores
    return max(sorted(pool), key=lambda n: (pool[n] + 0.25 * known[n].specific, n))


def _actors(claims: Sequence[Claim], kind_of_incident: str) -> tuple[Actor, ...]:
    """Who had a part.  "Gunmen" is a claim but no actor; a person is accused, by somebody, never more than that."""
    named = any(c.attribute == "perpetrator" and c.detail == "group" for c in claims)
    out: dict[tuple[str, str], Actor] = {}
    for claim in claims:
        if claim.attribute == "perpetrator" and isinstance(claim.value, str) and claim.stance != "unclaimed":
            kind = claim.detail or "group"
            if kind == "unknown" or (kind == "group" and claim.value.islower()):
                continue
            if kind == "institution" and (named or claim.stance == "suspected"):
                continue
            if kind == "group" and kind_of_incident != "attack":
                continue
            role = "accused" if kind == "person" else "perpetrator"
            actor = Actor(claim.value, role, claim.stance or "reported", claim.speaker, kind)
        elif claim.attribute == "response" and claim.speaker:
            actor = Actor(claim.speaker, "responder", "reported", None, "institution")
        elif claim.attribute == "accountability" and isinstance(claim.value, str):
            if claim.detail == "none":
                continue  # that nobody was tried accuses nobody
            group = claim.detail == "ban" or known(claim.value)
            kind = "group" if group else "unknown" if is_described(claim.value) else "person"
            actor = Actor(claim.value, "accused", claim.stance or "reported", claim.speaker, kind)
        else:
            continue
        out.setdefault((actor.name, actor.role), actor)
    return tuple(out.values())


def _of(own: set[int], items: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for index, word in items if index in own))


def _victims(own: set[int], items: Sequence[tuple[int, Victim]], accused: set[str]) -> tuple[Victim, ...]:
    """The victims that its sentences name, without those whom the same report names as accused."""
    return tuple(
        dict.fromkeys(victim for index, victim in items if index in own and victim.name not in accused)
    )


def _parts(told: Telling, sentences: Sequence[Sentence]) -> tuple[str, ...]:
    if told.kind != "attack":
        return ()
    said = [sentences[i].text for i in told.sentences]
    return tuple(
        dict.fromkeys(m.group() for t in said if _MAY_HOLD_PARTS(lower(t)) for m in _PART.finditer(t))
    )


def _names(told: Telling, own: set[int], sentences: Sequence[Sentence], article: Article) -> tuple[str, ...]:
    """Capitalised words of the sentences that tell it; of the whole text for the main incident."""
    said = (
        [article.title or "", article.text] if told.role == MAIN else [sentences[i].text for i in sorted(own)]
    )
    return told_names(said)


def told_names(said: Sequence[str]) -> tuple[str, ...]:
    """The capitalised words of some texts, and ages, in lower case and sorted: what joining reports compares."""
    found = [w for text in said for w in _NAME.findall(text)]
    found += [w for text in said if "-year-old" in text for w in _AGE.findall(text)]
    words = dict.fromkeys(w.lower().removesuffix("’s").removesuffix("'s") for w in dict.fromkeys(found))
    telling = [w for w in words if w not in _PLAIN and len(w) > 2]
    return tuple(sorted(telling[:_MOST_NAMES]))


def _role_reason(told: Telling) -> str:
    if told.role == MAIN:
        return "title and opening tell it"
    if told.role == BACKGROUND:
        return "named in passing"
    return "told as news beside the main incident"


def _confidence(report: Report, told: Telling) -> float:
    """A first estimate, not yet calibrated: what a reader would want to see before believing the entry."""
    score = {"main": 0.6, "co_main": 0.5, "background": 0.35}[report.role]
    score += 0.12 if report.date.precision == "day" else 0.0 if report.date.start else -0.15
    score += (
        0.1
        if report.place is not None and report.place.precision in ("site", "neighbourhood", "city")
        else -0.05
    )
    score += 0.08 if any(c.attribute in ("killed", "injured", "size") for c in report.claims) else 0.0
    score += 0.05 if any(s.field == "title" for s in report.evidence) else 0.0
    score -= 0.2 if not told.firmly else 0.0
    return round(min(0.97, max(0.05, score)), 2)
