"""What the project can test by itself: figures on its samples and on a few invented reports, and their floors.

``floors.json`` holds the floors.  A floor is raised when a figure has risen for good, and never lowered.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources

from vigil.evaluation.common import Row, record_of
from vigil.records import Incident, Toll

Floors = dict[str, dict[str, float]]


def floors() -> Floors:
    """The floors, by set and measure."""
    loaded: Floors = json.loads(resources.files(__package__).joinpath("floors.json").read_text("utf-8"))
    return loaded


def on_samples() -> dict[str, float]:
    """Sample reports that gave a claim, and quotes that do not stand at their offsets (none may).

    Reports are counted, not claims: a reader that stops repeating itself makes fewer claims and is the better for it.
    """
    rows = (
        resources.files("vigil.samples").joinpath("quetta.jsonl").read_text("utf-8").rstrip("\n").split("\n")
    )
    with record_of([json.loads(row) for row in rows], 1) as (record, _):
        articles = {a.id: a for a in record.articles()}
        claims = [(document, claim) for document, _, claim in record.claims()]
    bad = sum(articles[d].field(c.span.field)[c.span.start : c.span.end] != c.quote for d, c in claims)
    return {
        "bad_quotes": bad,
        "reports_with_claims": len({d for d, _ in claims}),
        "reports_with_killed": len({d for d, c in claims if c.attribute == "killed"}),
        "reports_with_injured": len({d for d, c in claims if c.attribute == "injured"}),
    }


def on_gold(reports: Sequence[Row]) -> dict[str, float]:
    """Shares of reports that came out as expected: rows as ``vigil run`` takes them, with ``expect`` beside.

    ``kind``, ``date``, ``city``, ``perpetrators``, ``killed`` and ``injured`` are over reports that expect one;
    ``quiet``: reports of nothing that gave no incident as main subject.
    """
    rows = [{k: v for k, v in report.items() if k != "expect"} for report in reports]
    with record_of(rows, 1) as (record, _):
        mains: dict[str, Incident] = {}
        for incident in record.incidents():
            for report in incident.reports:
                if report.role == "main":
                    mains[report.document] = incident
    hits: dict[str, list[bool]] = {}
    for row in reports:
        expected, found = row["expect"], mains.get(row["id"])
        if expected is None:
            hits.setdefault("quiet", []).append(found is None)
            continue
        for measure, right in _compared(expected, found):
            hits.setdefault(measure, []).append(right)
    return {measure: sum(right) / len(right) for measure, right in sorted(hits.items())}


def _compared(expected: Row, incident: Incident | None) -> list[tuple[str, bool]]:
    place = incident.place if incident else None
    out = [
        ("kind", incident is not None and incident.kind == expected["kind"]),
        ("type", incident is not None and incident.type in expected["types"]),
        ("date", incident is not None and [incident.date.start, incident.date.end] == expected["date"]),
        ("city", place is not None and expected["city"] in (place.city, place.name)),
    ]
    for measure in ("killed", "injured"):
        if expected[measure] is not None:
            toll: Toll | None = getattr(incident, measure) if incident else None
            out.append((measure, toll is not None and toll.best == expected[measure]))
    if expected["perpetrators"]:
        named = {a.name.casefold() for a in incident.actors if a.role == "perpetrator"} if incident else set()
        out.append(("perpetrators", all(p.casefold() in named for p in expected["perpetrators"])))
    return out
