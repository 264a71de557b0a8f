"""One row for each record, in the key order that other programs rely on.  No run times and no paths of a machine."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from vigil.aftermath import Demand, Response
from vigil.export.decisions import Decisions, corrected
from vigil.export.demands import demands_of, responses_of
from vigil.export.names import (
    WITHHELD,
    list_names,
    longest_first,
    mask,
    names_for,
    names_of_claim,
    private_names,
    shorten,
)
from vigil.records import Actor, Aggregate, Claim, DateRange, Incident, Link, Place, Toll, Victim
from vigil.store import DocumentRow

Row = dict[str, Any]
_ROLE_RANK = {"main": 0, "co_main": 1, "background": 2}


def incident_row(
    incident: Incident,
    documents: Mapping[str, DocumentRow],
    names: Mapping[str, tuple[str, ...]] | None = None,
    demands: Iterable[Demand] = (),
    responses: Iterable[Response] = (),
    decisions: Decisions | None = None,
    inside: Collection[str] | None = None,
) -> Row:
    """An incident as `vigil export incidents` writes it; every key is always there.

    ``documents`` maps ids to documents (a missing one leaves its fields null), ``names`` document ids to the
    private names that are withheld (default: those that this incident knows).  Of ``demands`` and ``responses``, as they were
    drawn from all incidents, those told beside this one enter.  ``decisions``: all of the record (default: none are told);
    ``inside``: the incidents that leave together (default: all).
    """
    names = names if names is not None else _names_of(incident)
    private = names_for(incident, names)
    claims = incident_claims(incident)

    def clean(text: str) -> str:
        return mask(text, private)

    return {
        "id": incident.id,
        "kind": incident.kind,
        "type": incident.type,
        "nature": incident.nature,
        "summary": clean(incident.summary),
        "date": _date(incident.date),
        "place": _place(incident.place),
        "parts": [clean(p) for p in incident.parts],
        "actors": [_actor(incident, n, a, private) for n, a in enumerate(incident.actors)],
        "weapons": list(incident.weapons),
        "targets": [clean(t) for t in incident.targets],
        "victims": [_victim(v, private) for v in incident.victims],
        "killed": _toll(incident.killed),
        "injured": _toll(incident.injured),
        "abducted": _toll(incident.abducted),
        "arrested": _toll(incident.arrested),
        "size": _toll(incident.size),
        "demands": demands_of(incident, demands, private),
        "responses": responses_of(incident, responses, private),
        "accountability": _distinct(
            {"accused": _words(c, private), "step": c.detail, "date": c.as_of}
            for _, c in claims
            if c.attribute == "accountability"
        ),
        "warnings": _distinct(
            {
                "by": _name(c.speaker, private),
                "against": _name(c.addressee, private),
                "what": _words(c, private),
                "date": c.as_of,
                "channel": c.detail,
            }
            for _, c in claims
            if c.attribute == "warning"
        ),
        "links": [_link(link, private, names) for link in incident.links],
        "documents": _documents(incident, documents),
        "claims": [claim_row(d, c, names_of_claim(d, private, names)) for d, c in claims],
        "confidence": round(incident.confidence, 4),
        "status": incident.status,
        "provenance": incident.provenance,
        "corrected": corrected(incident),
        "decisions": decisions.rows(incident, private, inside) if decisions else [],
    }


def _names_of(incident: Incident) -> dict[str, tuple[str, ...]]:
    """The private names that an incident knows, and those that lists may name in their notes."""
    found = dict(private_names([incident]))
    for document, names in list_names(incident).items():
        found[document] = longest_first({*found.get(document, ()), *names})
    return found


def claim_row(document: str, claim: Claim, private: Sequence[str] = ()) -> Row:
    """A claim with its evidence.  A quote cut because of a private name is marked ``"masked": true``.

    What a person entered or corrected is marked ``"entered": true``; who it was stays on this machine.
    """
    keep = None if claim.value is None else str(claim.value)
    quote, start, masked = shorten(claim.quote, claim.span.start, private, keep)
    row: Row = {
        "id": claim.id(document),
        "attribute": claim.attribute,
        "value": mask(claim.value, private) if isinstance(claim.value, str) else claim.value,
        "low": claim.low,
        "high": claim.high,
        "qualifier": claim.qualifier,
        "speaker": _name(claim.speaker, private),
        "speaker_kind": claim.speaker_kind,
        "stance": claim.stance,
        "as_of": claim.as_of,
        "document": document,
        "in": claim.span.field,
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "superseded": claim.superseded,
    }
    if masked:
        row["masked"] = True
    if claim.entered_by is not None:
        row["entered"] = True
    return row


def aggregate_row(aggregate: Aggregate, private: Sequence[str] = ()) -> Row:
    """A statement over years or several incidents."""
    quote, start, masked = shorten(
        aggregate.quote,
        aggregate.span.start,
        private,
        None if aggregate.value is None else str(aggregate.value),
    )
    row: Row = {
        "id": aggregate.id,
        "measure": aggregate.measure,
        "value": aggregate.value,
        "low": aggregate.low,
        "high": aggregate.high,
        "qualifier": _qualifier(aggregate),
        "scope": mask(aggregate.scope, private),
        "period": _date(aggregate.period),
        "speaker": _name(aggregate.speaker, private),
        "document": aggregate.document,
        "quote": quote,
        "start": start,
        "end": start + len(quote),
    }
    if aggregate.span.field != "text":
        row["in"] = aggregate.span.field
    if masked:
        row["masked"] = True
    return row


def document_row(article: DocumentRow, private: Sequence[str] = ()) -> Row:
    """What is known of a document; never its text."""
    return {
        "id": article.id,
        "version": article.version,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "outlet": article.outlet,
        "title": mask(article.title, private) if article.title else article.title,
        "published": article.published,
        "published_from": article.published_from,
        "language": article.language,
        "country": article.country,
        "status": article.status,
        "reason": article.reason,
        "syndication": article.syndication,
        "sha256": article.raw_sha256,
    }


def incident_claims(incident: Incident) -> list[tuple[str, Claim]]:
    """(document, claim) of all reports of an incident, each claim once, by document and place in it."""
    seen: set[str] = set()
    out: list[tuple[str, Claim]] = []
    for report in incident.reports:
        for claim in report.claims:
            key = claim.id(report.document)
            if key not in seen:
                seen.add(key)
                out.append((report.document, claim))
    out.sort(
        key=lambda dc: (
            dc[0],
            dc[1].span.field,
            dc[1].span.start,
            dc[1].span.end,
            dc[1].attribute,
            dc[1].id(dc[0]),
        )
    )
    return out


def _documents(incident: Incident, documents: Mapping[str, DocumentRow]) -> list[Row]:
    roles: dict[str, str] = {}
    for report in incident.reports:
        known = roles.get(report.document)
        if known is None or _ROLE_RANK.get(report.role, 3) < _ROLE_RANK.get(known, 3):
            roles[report.document] = report.role
    rows: list[Row] = []
    for key, role in roles.items():
        article = documents.get(key)
        rows.append(
            {
                "id": key,
                "url": article.url if article else None,
                "outlet": article.outlet if article else None,
                "published": article.published if article else None,
                "role": role,
                "syndication": article.syndication if article else None,
            }
        )
    rows.sort(key=lambda r: (r["published"] or "9999", r["id"]))
    return rows


def _date(date: DateRange) -> Row:
    return {"start": date.start, "end": date.end, "precision": date.precision}


def _place(place: Place | None) -> Row | None:
    if place is None:
        return None
    return {
        "name": place.name,
        "city": place.city,
        "admin1": place.admin1,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "precision": place.precision,
        "geonames_id": place.geonames_id,
    }


def _toll(toll: Toll | None) -> Row | None:
    if toll is None:
        return None
    return {
        "low": toll.low,
        "best": toll.best,
        "high": toll.high,
        "rule": toll.rule,
        "attackers": toll.attackers,
        "by_group": dict(toll.by_group),
    }


def _actor(incident: Incident, number: int, actor: Actor, private: Sequence[str]) -> Row:
    name = _name(actor.name, private)
    # A withheld name gets an id that tells nothing of it; others the same id in every incident of every record.
    key = f"{incident.id}\0{number}" if name == WITHHELD else " ".join(actor.name.casefold().split())
    return {
        "id": "a" + hashlib.sha256(key.encode()).hexdigest()[:15],
        "name": name,
        "role": actor.role,
        "stance": actor.stance,
        "by": _name(actor.by, private),
    }


def _link(link: Link, private: Sequence[str], names: Mapping[str, tuple[str, ...]]) -> Row:
    known = {*private, *(name for e in link.evidence for name in names.get(e.document, ()))}
    return {"type": link.type, "incident": link.incident, "why": mask(link.why, known)}


def _victim(victim: Victim, private: Sequence[str]) -> Row:
    if victim.name is None:
        return {"group": mask(victim.group or "", private) or None, "count": victim.count}
    if victim.group:
        return {"group": mask(victim.group, private), "count": victim.count or 1}
    return {"name": WITHHELD, "count": victim.count or 1}


def _name(name: str | None, private: Sequence[str]) -> str | None:
    if name is None:
        return None
    if name in private:
        return WITHHELD
    return mask(name, private)


def _words(claim: Claim, private: Sequence[str]) -> str | None:
    words = claim.value if isinstance(claim.value, str) else claim.quote
    return _name(words, private)


def _qualifier(aggregate: Aggregate) -> str | None:
    value, low, high = aggregate.value, aggregate.low, aggregate.high
    if low is not None and low == high:
        return "exact"
    if low is not None and high is None:
        return "more than" if value is not None and low == value + 1 else "at least"
    if high is not None and low is None:
        return "up to"
    return None if low is None else "about"


def _distinct(rows: Any) -> list[Row]:
    out: list[Row] = []
    for row in rows:
        if row not in out:
            out.append(row)
    return out
