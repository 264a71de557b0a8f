"""From a record and a question to one dossier."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from vigil.aftermath import Accused, Demand, Response, Threat
from vigil.declared import INSIDE, Collection, where
from vigil.dossier.asked import Asked, Found, find, period_of
from vigil.dossier.dossier import ClaimRow, Dossier, Event, OutletRow, Quote, Source
from vigil.dossier.events import MEASURES, Outcomes, claims_of, event
from vigil.dossier.followed import Followed
from vigil.dossier.methods import methods, unknown
from vigil.dossier.summary import summary
from vigil.dossier.veil import Sources, Veil, digest
from vigil.dossier.wording import capital, clean, count, day_words, listed
from vigil.errors import UsageError
from vigil.export.contract import incident_claims
from vigil.records import Evidence, Incident
from vigil.store import DocumentRow, Record

A = TypeVar("A", Demand, Response, Accused, Threat)


def compiled(
    record: Record,
    asked: Asked,
    *,
    named: bool = False,
    title: str | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Dossier:
    """The dossier on what is asked.

    ``named`` keeps the names of private persons.  ``progress`` is told how many incidents are done, of how many.  Raises
    UsageError where nothing fits, or where a collection is named that was not declared.
    """
    found = find(record, asked)
    rows = {row.id: row for row in record.documents()}
    inside = _collection(record, asked.collection)
    held = None
    if inside is not None:
        held = {key: row for key, row in rows.items() if where(inside, row) == INSIDE}
        told = tuple(i for i in found.incidents if any(r.document in held for r in i.reports))
        if not told:
            raise UsageError(
                f"None of the incidents is told by a document of collection {inside.name}: leave out --collection, or look with"
                f" `vigil collection show {inside.name}` at what it holds."
            )
        found = replace(found, incidents=told)
    incidents, ids = found.incidents, [i.id for i in found.incidents]
    demands, responses = _about(record, Demand, ids), _about(record, Response, ids)
    accused, threats = _about(record, Accused, ids), _about(record, Threat, ids)
    veil = Veil(record, named)
    documents = {r.document for i in incidents for r in i.reports}
    documents |= {e.document for e in _evidence(incidents, demands, responses, accused, threats)}
    sources = Sources(record, documents, rows, veil)
    veil.number(sources.numbers)
    made = digest(record, rows.values())
    outcomes = Outcomes.of(accused)
    events: list[Event] = []
    claims: list[ClaimRow] = []
    for number, incident in enumerate(incidents, 1):
        events.append(event(incident, sources, veil, made, outcomes))
        claims += claims_of(incident, f"{events[-1].name}, {events[-1].days}", sources, veil, outcomes)
        progress(number, len(incidents))
    known = {e.id: e for e in events}
    followed = Followed(sources, veil)
    asked_for = {d.id: d for d in demands}
    demand_rows = tuple(followed.demand(d, held) for d in demands)
    accused_rows = tuple(followed.accused(a) for a in accused)
    best = {
        (i.id, m): quotes
        for i in incidents
        for m in MEASURES
        if (quotes := tuple(_best(i, m, sources, veil)))
    }
    counts = record.counts()
    return Dossier(
        title=veil.anywhere(clean(title)) if title else _title(found, events, veil),
        scope=found.scope(veil.question)
        + (f", told inside collection {veil.anywhere(clean(inside.name))}" if inside else ""),
        period=period_of(incidents),
        basis=_basis(counts, rows.values()),
        digest=made,
        day=_day(sources.made),
        named=named,
        summary=tuple(summary(events, sources.made, demand_rows, accused_rows, best)),
        events=tuple(events),
        ties=tuple(followed.ties(incidents, known)),
        demands=demand_rows,
        responses=tuple(followed.response(r, asked_for) for r in responses),
        accused=accused_rows,
        warnings=tuple(followed.warning(t, known) for t in threats),
        attention=tuple(_attention(events, sources.made)),
        outlets=tuple(_outlets(events, sources.made)),
        claims=tuple(claims),
        unknown=tuple(
            map(
                capital,
                unknown(events, claims, demand_rows, counts, record.collections(), inside, veil.anywhere),
            )
        ),
        methods=tuple(methods(incidents, made, named)),
        sources=sources.made,
    )


def _collection(record: Record, name: str | None) -> Collection | None:
    if name is None:
        return None
    declared = record.declarations(name)
    if not declared:
        names = ", ".join(c.name for c in record.collections()) or "none is declared"
        raise UsageError(
            f"There is no collection {name} ({names}). `vigil collection declare NAME --source OUTLET --from DATE --to DATE` declares one."
        )
    return declared[-1]


def _about(record: Record, kind: type[A], incidents: Sequence[str]) -> list[A]:
    """What is drawn about any of these incidents, each once, by date (unknown last) and id."""
    from vigil.aftermath import day_of

    found = {one.id: one for key in incidents for one in record.aftermath(kind, incident=key)}
    return sorted(found.values(), key=lambda one: (day_of(one) or "9999-99", one.id))


def _evidence(incidents: Iterable[Incident], *drawn: Iterable[Any]) -> Iterator[Evidence]:
    for incident in incidents:
        for link in incident.links:
            yield from link.evidence
    for kind in drawn:
        for one in kind:
            yield from getattr(one, "evidence", ())
            for name in ("history", "followed", "steps"):
                for step in getattr(one, name, ()):
                    yield from step.evidence


def _best(incident: Incident, measure: str, sources: Sources, veil: Veil) -> Iterator[Quote]:
    """The words behind the best figure, one document of each group of near-copies, those with a speaker first."""
    toll = getattr(incident, measure)
    if toll is None:
        return
    own = [
        (d, c)
        for d, c in incident_claims(incident)
        if d in sources.numbers and c.attribute == measure and c.id(d) in toll.claim_ids
    ]
    own = [(d, c) for d, c in own if c.value == toll.best] or own
    seen: set[str] = set()
    for document, claim in sorted(
        own, key=lambda dc: (dc[1].speaker is None, sources.numbers[dc[0]], dc[1].span)
    ):
        if sources.voice(document) not in seen:
            seen.add(sources.voice(document))
            yield veil.claimed(document, claim, sources.number(document))


# ---------------------------------------------------------------- its head


def _title(found: Found, events: Sequence[Event], veil: Veil) -> str:
    if found.episode is not None:
        cause = max(
            events,
            key=lambda e: (
                sum(k.incident == e.id for i in found.incidents for k in i.links),
                e.kind == "attack",
            ),
        )
        return f"{capital(cause.name)}, {cause.days}, and what followed"
    if len(events) == 1:
        return f"{capital(events[0].name)}, {events[0].days}"
    places = list(dict.fromkeys(e.town for e in events if e.town))
    where = (
        listed(places)
        if 0 < len(places) <= 3
        else f"{count(len(places), 'place')}"
        if places
        else "places unknown"
    )
    return f"{capital(count(len(events), 'incident'))} in {where}, {period_of(found.incidents)}"


def _basis(counts: dict[str, int], rows: Iterable[DocumentRow]) -> str:
    last = max((row.published for row in rows if row.published), default=None)
    said = f"a Vigil record of {count(counts['documents'], 'document')} and {count(counts['incidents'], 'incident')}"
    return said + (f", the last document of {day_words(last)}" if last else "")


def _day(sources: Sequence[Source]) -> str:
    """The last full day on which a cited document was published or retrieved; 1980-01-01 where none has one."""
    days = [d[:10] for s in sources for d in (s.published, s.retrieved) if d and _is_day(d[:10])]
    return max(days, default="1980-01-01")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


# ---------------------------------------------------------------- attention


def _attention(events: Sequence[Event], sources: Sequence[Source]) -> Iterator[str]:
    """How much is told of each incident; counts alone, as a rate would need to know what was looked for where."""
    outlets = {s.outlet for s in sources if s.outlet}
    yield (
        f"{count(len(sources), 'document')} of {count(len(outlets), 'outlet')} tell of these incidents. Counts of reports say how much"
        " was reported in the documents given, not how much happened."
    )
    ranked = sorted(events, key=lambda e: (-e.independent, e.start or "9999", e.id))
    if len(events) > 1:
        most = ranked[0]
        yield (
            f"Most told: {most.name}, {most.days}, by {count(most.independent, 'independent source')}; {count(sum(e.independent == 1 for e in events), 'incident')}"
            " by a single one."
        )


def _outlets(events: Sequence[Event], sources: Sequence[Source]) -> Iterator[OutletRow]:
    found: dict[str, list[Source]] = {}
    for source in sources:
        found.setdefault(source.outlet or "outlet unknown", []).append(source)
    told = {
        name: sum(any(s.number in e.documents for s in own) for e in events) for name, own in found.items()
    }
    for name in sorted(found, key=lambda n: (-len(found[n]), n.casefold())):
        days = [s.published for s in found[name] if s.published]
        yield OutletRow(
            name,
            len(found[name]),
            told[name],
            day_words(min(days, default=None)),
            day_words(max(days, default=None)),
        )
