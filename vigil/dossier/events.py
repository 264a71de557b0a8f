"""Incidents as a dossier tells them: tolls with who says so, figures side by side, claims with their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vigil.aftermath import Accused
from vigil.dossier.dossier import ClaimRow, Event, Mark, Quote, Said, TollRow
from vigil.dossier.veil import Sources, Veil
from vigil.dossier.wording import (
    cited_toll,
    clean,
    count,
    day_words,
    days_words,
    figure_words,
    listed,
    name_of,
    place_words,
    toll_words,
    town_words,
)
from vigil.export.contract import incident_claims
from vigil.listed import is_row
from vigil.phrases import label
from vigil.reconciliation import set_aside
from vigil.records import Actor, Claim, Evidence, Incident, Toll
from vigil.review import RULE as REVIEWED
from vigil.stated import by_report, disagree, over, telling

MEASURES = ("killed", "injured", "abducted", "arrested", "size")
ORDER = (
    "killed", "injured", "killed_subset", "injured_subset", "abducted", "arrested", "size", "perpetrator", "victim", "organiser",
    "participant", "tactic", "duration", "intervention", "ending", "cause", "demand", "response", "accountability", "warning",
    "relation", "coverage",
)  # fmt: skip
_NAMED = 2  # speakers named behind a toll; the others are counted
_STANCES = {
    "claimed": "claimed by {name}",
    "blamed": "blamed on {name}",
    "suspected": "{name} is suspected",
    "denied": "denied by {name}",
    "reported": "{name} is named in reports",
}
_COMMON = frozenset(
    "officials police witnesses residents authorities doctors medics rescuers activists organisers organizers survivors".split()
)
REVIEW = "needs review"  # how the provenance of an incident ends that a person should look at first


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of each case: it goes with every mention of the accused."""

    by_claim: Mapping[tuple[str, str], str]  # (document, claim id) -> outcome
    by_name: Mapping[str, str]

    @classmethod
    def of(cls, accused: Iterable[Accused]) -> Outcomes:
        """Of those whose case has one."""
        ended = [(one, one.outcome) for one in accused if one.outcome]
        return cls(
            {
                (e.document, e.claim): end
                for one, end in ended
                for s in one.steps
                for e in s.evidence
                if e.claim
            },
            {name.casefold(): end for one, end in ended for name in (one.name, *one.aliases)},
        )

    def claim(self, document: str, claim: Claim) -> str | None:
        """The outcome of the case that a claim is about; None where it is about none."""
        named = claim.value.casefold() if isinstance(claim.value, str) else ""
        known = self.by_name.get(named) if claim.attribute in ("perpetrator", "accountability") else None
        return self.by_claim.get((document, claim.id(document))) or known


def event(incident: Incident, sources: Sources, veil: Veil, digest: str, outcomes: Outcomes) -> Event:
    """One incident, with everything that is concluded of it."""
    documents = sorted({r.document for r in incident.reports}, key=lambda d: sources.numbers.get(d, 0))
    documents = [d for d in documents if d in sources.numbers]
    told = [day for d in documents if (day := sources.rows[d].published)]
    place = incident.place
    return Event(
        incident.id,
        veil.text(name_of(incident), documents),
        incident.kind,
        incident.type,
        incident.nature,
        days_words(incident.date),
        incident.date.start,
        incident.date.end,
        incident.date.precision,
        veil.text(place_words(place), documents),
        veil.text(town_words(place), documents),
        place.lat if place else None,
        place.lon if place else None,
        place.precision if place else None,
        _lead(incident, sources, veil),
        tuple(_tolls(incident, sources, veil, digest)),
        tuple(_named(incident, documents, sources, veil, outcomes)),
        tuple(_details(incident, documents, veil)),
        tuple(sources.number(d) for d in documents),
        sources.voices(documents),
        min(told, default=None),
        max(told, default=None),
        len({r.document for r in incident.reports if r.role == "main"}),
        incident.confidence,
        incident.status,
        incident.provenance.endswith(REVIEW),
        "" if by_report(incident) else veil.text(incident.summary, documents),
    )


def _lead(incident: Incident, sources: Sources, veil: Veil) -> Quote | None:
    """The sentence that is its summary, where a report has it."""
    best = telling(incident, list(sources.numbers))
    if best is None or best.lead is None:
        return None
    return veil.quote(Evidence(best.document, best.lead, best.summary), sources.number(best.document))


# ---------------------------------------------------------------- tolls


def _tolls(incident: Incident, sources: Sources, veil: Veil, digest: str) -> Iterator[TollRow]:
    rows = {d: row for d, row in sources.rows.items() if any(r.document == d for r in incident.reports)}
    aside = set_aside(
        incident,
        {d: None if is_row(row.extra) else row.published for d, row in rows.items()},
        {d: row.syndication for d, row in rows.items() if row.syndication},
        {d: row.outlet for d, row in rows.items()},
    )
    for measure in MEASURES:
        toll: Toll | None = getattr(incident, measure)
        if toll is None:
            continue
        claims = [
            (d, c)
            for d, c in incident_claims(incident)
            if c.attribute == measure and d in sources.numbers and isinstance(c.value, int)
        ]
        every = [
            (d, c) for d, c in incident_claims(incident) if c.attribute == measure and d in sources.numbers
        ]
        used = [(d, c) for d, c in every if c.id(d) in toll.claim_ids]
        documents = {d for d, _ in used}
        stand = [c for _, c in used]
        beyond = over(toll, stand)
        words = _one_wording(toll, stand) or toll_words(toll.low, toll.best, toll.high, beyond)
        apart = [
            *([f"{toll.attackers:,} attackers, counted apart"] if toll.attackers is not None else []),
            *(f"{number:,} {veil.text(group, documents)}" for group, number in toll.by_group),
        ]
        voices = sources.voices(documents)
        corrected = toll.rule == REVIEWED  # a person's figure, which no source states
        rested = (
            f"corrected by a reader: {veil.text(toll.why, {d for d, _ in every}).rstrip('.')}"
            if corrected
            else f"concluded by {toll.rule} from {count(len(used), 'claim')} of {count(voices, 'source')}"
        )
        figure = f"{label(measure)} {cited_toll(toll, beyond)}"
        cite = (
            f"Vigil record, incident {incident.id}, {figure}, {rested}; record digest {digest[:16]}."
            if words
            else ""
        )
        yield TollRow(
            label(measure),
            words or "not counted",
            toll.low,
            toll.best,
            toll.high,
            "a reader who corrected it" if corrected else _who(toll, used, sources, veil),
            toll.rule,
            veil.text(toll.why, {d for d, _ in every}),
            len(used),
            voices,
            "; ".join(apart),
            cite,
            tuple(_marks(toll, claims, aside, sources, veil)),
            disagree(toll, stand),
            beyond,
        )


def _one_wording(toll: Toll, used: Sequence[Claim]) -> str:
    """The words of a figure that all state alike ("more than 500"), where they say the same as its range."""
    said = {(c.qualifier, c.value, c.low, c.high) for c in used}
    if (
        len(said) == 1
        and used[0].qualifier not in (None, "exact")
        and (used[0].low, used[0].high) == (toll.low, toll.high)
    ):
        return figure_words(used[0])
    return ""


def _inside(speaker: str) -> str:
    """A speaker as written, inside a sentence: "By the police" and "Officials" stood at the start of one."""
    speaker = speaker.removeprefix("by ").removeprefix("By ")
    return speaker.lower() if speaker.casefold() in _COMMON else speaker


def _who(toll: Toll, used: Sequence[tuple[str, Claim]], sources: Sources, veil: Veil) -> str:
    """Who says the best figure, each once; of near-copies the first."""
    own = [(d, c) for d, c in used if c.value == toll.best] or list(used)
    said: dict[str, str] = {}
    for document, claim in sorted(own, key=lambda dc: (dc[1].speaker is None, sources.numbers[dc[0]])):
        speaker, outlet = _inside(veil.text(claim.speaker, [document])), sources.outlet(document)
        said.setdefault(
            sources.voice(document), f"{speaker} in {outlet}" if speaker else f"{outlet} (no source named)"
        )
    return listed(list(dict.fromkeys(said.values())), _NAMED)


def _marks(
    toll: Toll,
    claims: Sequence[tuple[str, Claim]],
    aside: Mapping[str, str],
    sources: Sources,
    veil: Veil,
) -> Iterator[Mark]:
    """Each figure that a document gives once, by day and outlet."""
    seen: set[tuple[str, int | None, int | None]] = set()
    for document, claim in sorted(claims, key=lambda dc: (sources.numbers[dc[0]], dc[1].span)):
        key = (document, claim.low, claim.high)
        if key in seen or not isinstance(claim.value, int):
            continue
        seen.add(key)
        speaker = veil.text(claim.speaker, [document])
        where = f"{sources.outlet(document)}, {day_words(sources.rows[document].published, short=True)}"
        yield Mark(
            f"{where}: {speaker}" if speaker else where,
            claim.low,
            claim.high,
            claim.value,
            claim.id(document) in toll.claim_ids,
            sources.number(document),
            figure_words(claim),
            aside.get(claim.id(document), ""),
        )


# ---------------------------------------------------------------- who is named, and the rest


def _named(
    incident: Incident, documents: Sequence[str], sources: Sources, veil: Veil, outcomes: Outcomes
) -> Iterator[Said]:
    """Perpetrators: never a bare name, always with the stance and, where told, who takes it."""
    seen: set[tuple[str, str]] = set()
    for actor in incident.actors:
        key = (actor.name.casefold(), actor.stance)
        if actor.role != "perpetrator" or incident.kind != "attack" or key in seen:
            continue
        seen.add(key)
        name = veil.text(actor.name, documents)
        said = _STANCES.get(actor.stance, _STANCES["reported"]).format(name=name)
        end = outcomes.by_name.get(actor.name.casefold())
        # who claims is the actor, in whatever words
        by = veil.text(actor.by, documents) if actor.by and actor.stance not in ("claimed", "denied") else ""
        quotes = tuple(
            veil.claimed(d, c, sources.number(d))
            for d, c in incident_claims(incident)
            if d in sources.numbers and _tells(c, actor)
        )
        yield Said(
            said[:1].upper()
            + said[1:]
            + (f", says {by}" if by else "")
            + (f" (outcome: {end})" if end else "")
            + ".",
            quotes,
        )


def _tells(claim: Claim, actor: Actor) -> bool:
    return (
        claim.attribute == "perpetrator"
        and isinstance(claim.value, str)
        and claim.value.casefold() == actor.name.casefold()
        and (claim.stance or "reported") == actor.stance
    )


def _details(incident: Incident, documents: Sequence[str], veil: Veil) -> Iterator[tuple[str, str]]:
    if incident.weapons:
        yield "Means", ", ".join(clean(w) for w in incident.weapons)
    if incident.targets:
        yield "Targets", ", ".join(veil.text(t, documents) for t in incident.targets)
    # Without their counts, which stand in the table of claims, each with its quote.
    groups = [veil.text(v.group, documents) for v in incident.victims if v.group and not v.name]
    if groups:
        yield "Victims", ", ".join(dict.fromkeys(groups))
    named = [v for v in incident.victims if v.name]
    if named and veil.named:
        yield "Victims named", ", ".join(dict.fromkeys(clean(v.name) for v in named))
    elif named:
        yield "Victims named", f"{count(len({v.name for v in named}), 'name')}, withheld"
    if incident.places:
        held = [place_words(p.place) for p in incident.places if p.held]
        only = [place_words(p.place) for p in incident.places if not p.held]
        if held:
            yield "Held in", "; ".join(veil.text(h, documents) for h in dict.fromkeys(held))
        if only:
            yield "Announced for", "; ".join(veil.text(o, documents) for o in dict.fromkeys(only))


# ---------------------------------------------------------------- claims


def claims_of(
    incident: Incident, name: str, sources: Sources, veil: Veil, outcomes: Outcomes
) -> Iterator[ClaimRow]:
    """Every claim of an incident, figures first, then by day."""
    rank = {attribute: n for n, attribute in enumerate(ORDER)}
    rows = [(d, c) for d, c in incident_claims(incident) if d in sources.numbers]
    rows.sort(
        key=lambda dc: (
            rank.get(dc[1].attribute, len(ORDER)),
            sources.numbers[dc[0]],
            dc[1].span,
            dc[1].id(dc[0]),
        )
    )
    concluded = {key for m in MEASURES if (t := getattr(incident, m)) is not None for key in t.claim_ids}
    for document, claim in rows:
        notes = []
        if claim.superseded:
            notes.append("called an earlier count by its own text")
        elif claim.attribute in MEASURES and claim.id(document) not in concluded:
            notes.append("not among those that the rule concluded from")
        if end := outcomes.claim(document, claim):
            notes.append(f"outcome: {end}")
        if claim.as_of:
            notes.append(f"as of {day_words(claim.as_of)}")
        if claim.span.field == "title":
            notes.append("in the title")
        group = veil.text(claim.group, [document])
        yield ClaimRow(
            name,
            _of(claim.attribute, group),
            _stated(claim, document, veil),
            veil.text(claim.speaker, [document]) or "no source named",
            sources.outlet(document),
            day_words(sources.rows[document].published),
            veil.claimed(document, claim, sources.number(document)),
            "; ".join(notes),
        )


def _of(attribute: str, group: str) -> str:
    if attribute.endswith("_subset") or not group:
        return label(attribute, group)
    return f"{label(attribute)} ({group})"


def _stated(claim: Claim, document: str, veil: Veil) -> str:
    if isinstance(claim.value, str):
        words = veil.text(claim.value, [document])
        said = [
            claim.stance,
            claim.detail,
            f"against {veil.text(claim.addressee, [document])}" if claim.addressee else None,
        ]
        more = ", ".join(clean(p).replace("_", " ") for p in said if p and p != "unknown")
        return f"{words} ({more})" if more else words
    words = figure_words(claim)
    detail = clean(claim.detail).replace("_", " ") if claim.detail and not words else ""
    return words or detail or "—"
