"""Which incident of the record is which of the gold, and how well links between those are found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from vigil.evaluation.common import Row
from vigil.records import Incident

DAYS = 2


def match(ours: Sequence[Incident], gold: Sequence[Row], mentions: Iterable[Row]) -> dict[str, Row]:
    """Id of one of ours -> the gold incident that it is, one to one: of its kind, dates at most DAYS apart, with which it
    shares most documents.  ``mentions``: rows of the gold that say which document tells which incident.
    """
    told: dict[str, set[str]] = {}
    for mention in mentions:
        if mention.get("incident_id"):
            told.setdefault(mention["incident_id"], set()).add(mention["doc_id"])
    pairs = []
    for incident in ours:
        documents = {r.document for r in incident.reports}
        for row in gold:
            theirs = told.get(row["incident_id"], set())
            if row["kind"] == incident.kind and documents & theirs and _near(incident, row):
                pairs.append(
                    (
                        -len(documents & theirs) / len(documents | theirs),
                        incident.id,
                        row["incident_id"],
                        row,
                    )
                )
    out: dict[str, Row] = {}
    taken: set[str] = set()
    for _, key, name, row in sorted(pairs, key=lambda p: p[:3]):
        if key not in out and name not in taken:
            out[key] = row
            taken.add(name)
    return out


def _near(incident: Incident, row: Row) -> bool:
    """Whether two periods lie at most DAYS apart; an unknown one is near everything."""
    start, end = _day(incident.date.start), _day(incident.date.end or incident.date.start)
    first, last = _day(row.get("start_date")), _day(row.get("end_date") or row.get("start_date"))
    if start is None or end is None or first is None or last is None:
        return True
    return max((start - last).days, (first - end).days) <= DAYS


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat((said + "-01-01"[len(said) - 4 :])[:10]) if said else None
    except ValueError:
        return None


def links_between_found(
    ours: Sequence[Incident], gold: Sequence[Row], mentions: Sequence[Row], links: Iterable[Row]
) -> float | None:
    """F1 of typed links, ours and the gold's, over those whose two ends the record has; None where the gold has none.

    Ends are incidents that some document tells as its subject or as news; types are those that the gold uses.
    """
    leading = {m["incident_id"] for m in mentions if m.get("role") in ("main", "co_main")}
    name = {key: row["incident_id"] for key, row in match(ours, gold, mentions).items()}
    name = {key: theirs for key, theirs in name.items() if theirs in leading}
    rows = [row for row in links if {row["from"], row["to"]} <= leading]
    there = {(r["from"], r["type"], r["to"]) for r in rows if {r["from"], r["to"]} <= set(name.values())}
    types = {r["type"] for r in rows}
    mine = {
        (name[i.id], k.type, name[k.incident])
        for i in ours
        for k in i.links
        if k.type in types and i.id in name and k.incident in name
    }
    return 2 * len(mine & there) / (len(mine) + len(there)) if there else None
