"""The rows of a release: tidy tables as schema.py declares them, private names withheld, in a stable order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from vigil import codebook
from vigil.aftermath import KINDS
from vigil.declared import INSIDE, Collection, coverage, where
from vigil.export.aftermath import AFTERMATH
from vigil.export.contract import aggregate_row, claim_row, document_row, incident_claims, incident_row
from vigil.export.decisions import Decisions, columns_of, flat
from vigil.export.episodes import evidence_row
from vigil.export.masking import masked_reason
from vigil.export.names import WITHHELD, mask, names_for, names_of_claim
from vigil.export.schema import MEASURES, TABLES
from vigil.export.withheld import Names, longest_first, of_documents, spelled_out, withheld
from vigil.records import Claim, Incident
from vigil.store import DocumentRow, Record

Row = dict[str, Any]
Rows = Iterator[tuple[str, Row]]


@dataclass(slots=True)
class Chosen:
    """What of a record is in a release: all of it, or what a declared collection tells."""

    record: Record
    collection: Collection | None
    names: Names
    documents: dict[str, DocumentRow]
    inside: frozenset[str]  # documents of the collection; all where none was named
    incidents: frozenset[str]
    cited: set[str] = field(default_factory=set)  # documents that rows name, so far
    decisions: Decisions = field(default_factory=Decisions)

    @classmethod
    def of(
        cls, record: Record, collection: Collection | None = None, incidents: Iterable[Incident] | None = None
    ) -> Chosen:
        """An incident is in if one document of the collection tells it; its claims, from whatever document, go with it.

        ``incidents``: of these alone (default: of all in the record).
        """
        documents = {row.id: row for row in record.documents()}
        inside = frozenset(
            key for key, row in documents.items() if collection is None or where(collection, row) == INSIDE
        )
        found = record.incidents() if incidents is None else incidents
        told = (i.id for i in found if any(r.document in inside for r in i.reports))
        names = withheld(record)
        made = Decisions.of(record, names)
        return cls(record, collection, names, documents, inside, frozenset(told), decisions=made)


def rows(chosen: Chosen) -> Rows:
    """(table, row) of all tables; the rows of a table come in its order, those of different tables mixed.

    An arrow to an incident that is not in the release is left out.  The id of a document that spells out a private name
    is replaced by a hash, wherever it stands.
    """
    hashed = hashed_ids(chosen)
    for table, row in _rows(chosen):
        yield table, renamed(row, hashed)


def rows_of(chosen: Chosen, incidents: Iterable[Incident]) -> Rows:
    """The same of these incidents alone: what hangs on each, and at last the documents that tell them."""
    hashed = hashed_ids(chosen)
    for incident in incidents:
        for table, row in _incident(incident, chosen):
            yield table, renamed(row, hashed)
    for table, row in _documents(chosen, cited_alone=True):
        yield table, renamed(row, hashed)


def hashed_ids(chosen: Chosen) -> dict[str, str]:
    """Ids of documents that spell out a private name -> what stands for them."""
    spelling = spelled_out({key: key for key in chosen.documents}, chosen.names)
    return {key: f"document-{chosen.documents[key].raw_sha256[:12]}-{number}" for number, key in enumerate(sorted(spelling), 1)}  # fmt: skip


def spelling_addresses(chosen: Chosen) -> set[str]:
    """Ids of documents whose address spells out a private name."""
    addresses = {k: f"{d.url or ''} {d.canonical_url or ''}" for k, d in chosen.documents.items()}
    return spelled_out(addresses, chosen.names)


def renamed(found: Any, hashed: dict[str, str]) -> Any:
    """A row, however nested, with ids of documents replaced wherever they stand in its words."""
    if not hashed:
        return found
    if isinstance(found, str):
        for key, other in hashed.items():
            found = found.replace(key, other)
        return found
    if isinstance(found, dict):
        return {name: renamed(value, hashed) for name, value in found.items()}
    return [renamed(value, hashed) for value in found] if isinstance(found, list) else found


def _rows(chosen: Chosen) -> Rows:
    for incident in chosen.record.incidents():
        if incident.id in chosen.incidents:
            yield from _incident(incident, chosen)
    yield from _aftermath(chosen)
    for aggregate in chosen.record.aggregates():
        if aggregate.document in chosen.inside:
            chosen.cited.add(aggregate.document)
            row = aggregate_row(aggregate, chosen.names.get(aggregate.document, ()))
            period, words = row.pop("period"), _words(row, aggregate.span.field)
            days = {"period_start": _day(period["start"]), "period_end": _day(period["end"])}
            yield "aggregates", row | words | days
    yield from _collections(chosen)
    yield from (("judgements", row) for row in chosen.decisions.judgements())
    yield from _reference()
    yield from _documents(chosen)


def _documents(chosen: Chosen, cited_alone: bool = False) -> Rows:
    """Documents of the collection, and whatever else a row rests on; last, when that is known."""
    spelling = spelling_addresses(chosen)
    for key, document in chosen.documents.items():
        if key in chosen.cited or (key in chosen.inside and not cited_alone):
            row = document_row(document, chosen.names.get(key, ())) | {"url_withheld": key in spelling}
            if key in spelling:
                row |= {"url": None, "canonical_url": None}
            row["in_collection"] = None if chosen.collection is None else key in chosen.inside
            yield "documents", row


# ---------------------------------------------------------------- incidents


def _incident(incident: Incident, chosen: Chosen) -> Rows:
    whole = incident_row(
        incident, chosen.documents, chosen.names, decisions=chosen.decisions, inside=chosen.incidents
    )
    private = names_for(incident, chosen.names)
    about = {"incident": incident.id}
    place = whole["place"] or {}
    sources = {d["syndication"] or d["outlet"] or d["id"] for d in whole["documents"]}
    row = {name: whole[name] for name in ("id", "kind", "type", "nature", "summary", "confidence", "status", "provenance")}  # fmt: skip
    row |= _dates(whole["date"])
    row |= {"place": place.get("name"), "place_precision": place.get("precision")}
    row |= {name: place.get(name) for name in ("city", "admin1", "country", "lat", "lon", "geonames_id")}
    row["neighbourhood"] = incident.place and incident.place.neighbourhood
    row["country_code"] = incident.place and incident.place.country_code
    for measure in MEASURES:
        toll = whole[measure] or {}
        row |= {f"{measure}_{name}": toll.get(name) for name in ("low", "best", "high", "attackers", "rule")}
        for group, number in (toll.get("by_group") or {}).items():
            counted = {"measure": measure, "group": mask(group, private), "count": number}
            yield "tolls_by_group", about | counted
    row |= {name: _joined(whole[name]) for name in ("weapons", "targets", "parts")}
    row |= {"documents": len(whole["documents"]), "sources": len(sources)}
    row["corrected"] = _joined(columns_of(whole["corrected"], TABLES[0].names))
    yield "incidents", row
    for decision in whole["decisions"]:
        yield "decisions", about | flat(decision)
    for report in sorted(incident.reports, key=lambda r: (r.document, r.ordinal)):
        chosen.cited.add(report.document)
        yield "reports", about | _dates_of(report) | {
            "id": report.id, "document": report.document, "role": report.role, "kind": report.kind, "type": report.type,
            "place": report.place and report.place.name, "confidence": round(report.confidence, 4),
        }  # fmt: skip
    for merge in incident.merges:
        why = masked_reason(merge.why, private)
        yield "merges", about | {"left": merge.left, "right": merge.right, "score": round(merge.score, 4), "why": why}  # fmt: skip
    for number, (name, why) in enumerate(incident.why, 1):
        yield "reasons", about | {"position": number, "field": name, "why": mask(why, private)}
    for document, claim in incident_claims(incident):
        yield "claims", about | _claim(document, claim, names_of_claim(document, private, chosen.names))
    for number, (shown, actor) in enumerate(zip(whole["actors"], incident.actors, strict=True), 1):
        yield "actors", about | shown | {"position": number, "kind": actor.kind}
    for number, (shown, victim) in enumerate(zip(whole["victims"], incident.victims, strict=True), 1):
        yield "victims", about | {
            "position": number, "group": shown.get("group"), "count": shown["count"], "named": victim.name is not None,
        }  # fmt: skip
    kept = [link for link in incident.links if link.incident in chosen.incidents]
    for number, link in enumerate(kept, 1):
        known = {*private, *of_documents((e.document for e in link.evidence), chosen.names)}
        yield "links", about | {
            "position": number, "type": link.type, "target": link.incident, "why": mask(link.why, known),
            "confidence": round(link.confidence, 4),
        }  # fmt: skip
        said = [evidence_row(e, chosen.names) for e in link.evidence]
        yield from _evidence("link", incident.id, number, said, chosen)


def _claim(document: str, claim: Claim, private: Sequence[str]) -> Row:
    row = claim_row(document, claim, private)
    more = {name: getattr(claim, name) for name in ("group", "detail", "addressee", "until")}
    row |= {name: _hidden(value, private) for name, value in more.items()}
    row["value"] = None if row["value"] is None else str(row["value"])
    return row | {"entered": row.get("entered", False)} | _words(row, row["in"])


def _hidden(text: str | None, private: Sequence[str]) -> str | None:
    if text is None:
        return None
    return WITHHELD if text in private else mask(text, private)


def _words(row: Row, where_field: str) -> Row:
    """Quote and offsets as columns."""
    row.pop("in", None)
    return {"field": where_field, "masked": row.get("masked", False)}


def _dates(found: Row) -> Row:
    return {
        "date_start": _day(found["start"]),
        "date_end": _day(found["end"]),
        "date_precision": found["precision"],
    }


def _dates_of(report: Any) -> Row:
    when = report.date
    return _dates({"start": when.start, "end": when.end, "precision": when.precision})


def _day(text: str | None) -> str | None:
    """A full day of the calendar, or nothing."""
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        return None


def _joined(values: Iterable[str]) -> str | None:
    return "; ".join(value for value in values if value) or None


# ---------------------------------------------------------------- what followed


def _aftermath(chosen: Chosen) -> Rows:
    seen: dict[str, set[str]] = {}
    for kind, (what, row_of) in zip(KINDS, AFTERMATH.values(), strict=True):
        for found in chosen.record.aftermath(what):
            if not chosen.incidents.isdisjoint(found.incidents) or (
                chosen.collection is None and not found.incidents
            ):
                seen.setdefault(kind, set()).add(found.id)
                yield from _drawn(kind, row_of(found, chosen.names), chosen, seen)


_MAIN = {
    "episode": "episodes",
    "demand": "demands",
    "response": "responses",
    "accused": "accused",
    "threat": "threats",
    "party": "parties",
}


def _drawn(kind: str, row: Row, chosen: Chosen, seen: dict[str, set[str]]) -> Rows:
    """One record of the aftermath in its own table and those below it."""
    key = row["id"]
    mine = {"of_kind": kind, "of": key}
    main = {name: value for name, value in row.items() if not isinstance(value, list)}
    if "episode" in main and main["episode"] not in seen.get("episode", ()):
        main["episode"] = None
    yield _MAIN[kind], main
    inside = [name for name in row.get("incidents", ()) if name in chosen.incidents]
    for number, name in enumerate(dict.fromkeys(inside), 1):
        yield "about", mine | {"position": number, "incident": name}
    yield from _evidence(kind, key, 0, row.get("evidence", ()), chosen)
    told = [
        line for line in row.get("story", ()) if not line["incident"] or line["incident"] in chosen.incidents
    ]
    for number, line in enumerate(told, 1):
        yield "story", {"episode": key, "position": number} | _flat(line)
        yield from _evidence(kind, key, number, line["evidence"], chosen)
    for number, step in enumerate(row.get("history") or row.get("followed") or row.get("steps") or (), 1):
        inside_it = step["incident"] if step["incident"] in chosen.incidents else None
        yield "steps", mine | {"position": number, "outcome": row.get("outcome")} | _flat(step) | {"incident": inside_it}  # fmt: skip
        yield from _evidence(kind, key, number, step["evidence"], chosen)
    for demand in dict.fromkeys(row.get("answers", ())):
        if demand in seen.get("demand", ()):
            yield "answers", {"response": key, "demand": demand}
    matching = [match for match in row.get("matches", ()) if match["incident"] in chosen.incidents]
    for number, match in enumerate(matching, 1):
        yield "threat_matches", {"threat": key, "position": number} | match
    for response in dict.fromkeys(row.get("between", ())):
        if response in seen.get("response", ()):
            yield "threat_between", {"threat": key, "response": response}
    if kind == "party":
        yield from _party(key, row, chosen)


def _party(key: str, row: Row, chosen: Chosen) -> Rows:
    names = [("alias", alias) for alias in row["aliases"]] + [("why", why) for why in row["why"]]
    for number, (what, text) in enumerate(names, 1):
        yield "party_names", {"party": key, "position": number, "what": what, "text": text}
    for role, incident in dict.fromkeys((r["role"], r["incident"]) for r in row["roles"]):
        if incident in chosen.incidents:
            yield "party_roles", {"party": key, "incident": incident, "role": role}
    for number, relation in enumerate(row["relations"], 1):
        yield "party_relations", {"party": key, "position": number} | _flat(relation)
        yield from _evidence("party", key, number, relation["evidence"], chosen)


def _flat(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "evidence"}


def _evidence(kind: str, of: str, part: int, said: Iterable[Row], chosen: Chosen) -> Rows:
    for number, row in enumerate(said, 1):
        chosen.cited.add(row["document"])
        words = dict(row)
        words |= _words(words, row["in"])
        yield "evidence", {"of_kind": kind, "of": of, "part": part, "position": number} | words


# ---------------------------------------------------------------- collections, judgements, codebook, rules


def _collections(chosen: Chosen) -> Rows:
    everybody = longest_first(name for names in chosen.names.values() for name in names)
    asked = chosen.collection
    for made in chosen.record.collections():
        if asked is not None and made.name != asked.name:
            continue
        for version, told in enumerate(chosen.record.declarations(made.name), 1):
            named = {"collection": told.name, "version": version}
            yield "collections", {
                "name": told.name, "version": version, "sources": _joined(told.sources), "languages": _joined(told.languages),
                "start": told.period.start.isoformat(), "end": told.period.end.isoformat(),
                "query": told.query and mask(told.query, everybody), "note": told.note and mask(told.note, everybody),
                "by": told.by, "at": told.at,
            }  # fmt: skip
            for number, gap in enumerate(told.gaps, 1):
                lacking = {"period": gap.period, "source": gap.source, "reason": mask(gap.reason, everybody)}
                yield "collection_gaps", named | {"position": number} | lacking
        for month in coverage(made, chosen.documents.values()).months:
            for source, number in sorted(month.parts.items()):
                held = {"month": month.name, "source": source, "documents": number}
                yield "collection_months", {"collection": made.name} | held


def _reference() -> Rows:
    """The event codebook and the rules."""
    from vigil import linkage, reconciliation, relations, review
    from vigil.linkage import clustering, comparisons
    from vigil.relations import links
    from vigil.review import readers

    for name, entry in codebook.load("events")["types"].items():
        crosswalk = entry.get("crosswalk") or {}
        systems = {system: crosswalk.get(system) for system in ("acled", "plover", "ucdp", "gtd")}
        yield "event_types", {"type": name, "kind": entry["kind"]} | systems
    documented = [
        *reconciliation.rules(),
        (linkage.RULE, f"{clustering.__doc__} {comparisons.__doc__}"),
        (relations.RULE, links.__doc__),
        (review.RULE, readers.__doc__),
    ]
    for name, text in documented:
        yield "rules", {"name": name, "text": " ".join((text or "").split())}
