"""Small stages in place of the real ones: what they make of a text can be seen at a glance.

An input is a JSON Lines file; a text tells incidents as "CITY DAY: 12 killed", one a line.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from vigil.pipeline import Rooms
from vigil.records import (
    SET_ASIDE,
    Aggregate,
    Article,
    Claim,
    DateRange,
    Incident,
    Link,
    Merge,
    Place,
    RawDocument,
    Reading,
    Rejected,
    Report,
    Span,
    Toll,
)
from vigil.relations import Chronicle
from vigil.store import Record


def read_inputs(inputs: Any, config: Any, stdin: Any = None) -> Iterator[RawDocument | Rejected]:
    """Rows of JSON Lines files."""
    for name in inputs:
        for number, line in enumerate(Path(name).read_bytes().splitlines()):
            source = f"{Path(name).name}:{number}"
            try:
                row = json.loads(line)
            except ValueError:
                yield Rejected("rows", "ingest", "broken_row", f"Not JSON: {line[:20]!r}")
                continue
            given = {key: row.get(key) for key in ("url", "published", "retrieved")}
            yield RawDocument(source, "application/json", line, row["text"], row["id"], **given)


def to_article(raw: RawDocument, config: Any) -> Article | Rejected:
    """The text as it is; without "killed" it is off the subject."""
    text = raw.text or ""
    if not text:
        return Rejected(raw.row_id or "", "articles", "empty", "It is empty.")
    off = {} if "killed" in text else {"status": SET_ASIDE, "reason": "Off the subject."}
    return Article(
        raw.row_id or "",
        text,
        None,
        raw.sha256,
        raw.url,
        published=raw.published,
        retrieved=raw.retrieved,
        **off,
    )


def find_times(text: str, published: str | None, field: str = "text") -> list[Any]:
    """Fails on a text that says so."""
    if "divide" in text:
        raise ZeroDivisionError("division by zero")
    return []


def die(text: str, published: str | None, field: str = "text") -> list[Any]:
    """Takes its process with it."""
    if "die" in text:
        os._exit(9)
    return []


def open_gazetteer(config: Any) -> dict[str, str]:
    """Nothing is known."""
    return {}


def find_places(fields: Any, gazetteer: Any, country: str | None = None) -> list[Any]:
    """None."""
    return []


def read(article: Article, times: Any, places: Any, config: Any) -> Reading:
    """A report a line, and an aggregate for the first."""
    time.sleep(float(os.environ.get("VIGIL_TEST_SLOW", "0")))
    reports, start = [], 0
    for line in article.text.splitlines(keepends=True):
        if " killed" in line and ": " in line:
            head, rest = line.split(": ", 1)
            city, _, day = head.partition(" ")
            number = rest.split()[0]
            span = Span("text", start + len(head) + 2, start + len(head) + 2 + len(number))
            claim = Claim("killed", span, number, int(number), int(number), int(number), "exact")
            date = DateRange(day, day, "day") if day else DateRange(None, None, "unknown")
            place = Place(city, "city", city)
            reports.append(
                Report(article.id, len(reports), "main", "attack", "bombing", "political", date, place, line.strip(),
                       (span,), (claim,))
            )  # fmt: skip
        start += len(line)
    aggregates = [
        Aggregate(article.id, "killed", 1, 1, 1, "all", r.claims[0].span, r.claims[0].quote) for r in reports
    ]
    return Reading(article.id, tuple(reports), tuple(aggregates[:1]))


def syndication_groups(articles: Any) -> dict[str, str]:
    """Equal texts."""
    groups: dict[str, list[str]] = {}
    for name, text, _ in articles:
        groups.setdefault(text, []).append(name)
    return {name: names[0] for names in groups.values() if len(names) > 1 for name in names}


def link(reports: Any, config: Any, published: Any, syndication: Any) -> list[Incident]:
    """Same city, days at most one apart."""
    groups: list[list[Report]] = []
    for report in sorted(reports, key=lambda r: (r.place.name, r.date.start or "", r.document, r.ordinal)):
        last = groups[-1][-1] if groups else None
        near = last is not None and days(last.date.start, report.date.start) <= 1
        if last is not None and last.place.name == report.place.name and near:
            groups[-1].append(report)
        else:
            groups.append([report])
    return [joined(group) for group in groups]


def days(a: str | None, b: str | None) -> int:
    """Between two days; many where one is unknown."""
    from datetime import date

    return abs((date.fromisoformat(b) - date.fromisoformat(a)).days) if a and b else 9999 * (a != b)


def joined(group: list[Report]) -> Incident:
    """One incident."""
    first = min(group, key=lambda r: (r.date.start or "", r.document, r.ordinal))
    members = tuple(sorted(group, key=lambda r: (r.document, r.ordinal)))
    name = hashlib.sha256("|".join(r.id for r in members).encode()).hexdigest()[:12]
    merges = tuple(Merge(members[0].id, r.id, 1.0, "Same city.") for r in members[1:])
    return Incident(
        name, first.kind, first.type, first.nature, first.summary, first.date, first.place, members, merges
    )


def reconcile(incident: Incident, published: Any, syndication: Any, outlets: Any = None) -> Incident:
    """The largest count; ``published`` and ``syndication`` must be there for its documents."""
    time.sleep(float(os.environ.get("VIGIL_TEST_SLOW", "0")))
    assert all(r.document in published for r in incident.reports)
    counts = [c.low or 0 for r in incident.reports for c in r.claims]
    said = ",".join(sorted({syndication.get(r.document, r.document) for r in incident.reports}))
    return replace(incident, killed=Toll(min(counts), max(counts), max(counts), "largest", said))


def relate(incidents: Any, published: Any) -> list[Incident]:
    """Each follows the one before it in its city."""
    found, last = [], {}
    for incident in sorted(incidents, key=lambda i: (i.date.start or "", i.id)):
        before = last.get(incident.place.name)
        links = (Link("follows_up", before, "Same city."),) if before else ()
        found.append(replace(incident, links=links))
        last[incident.place.name] = incident.id
    return found


ROOMS = Rooms(
    read_inputs,
    to_article,
    find_times,
    open_gazetteer,
    find_places,
    read,
    syndication_groups,
    link,
    reconcile,
    relate,
    Chronicle,
)


def dump(record: Record) -> dict[str, Any]:
    """All that leaves a record."""
    return {
        "articles": list(record.articles()),
        "documents": list(record.documents(everything=True)),
        "reports": list(record.reports()),
        "aggregates": list(record.aggregates()),
        "incidents": list(record.incidents()),
        "rejections": list(record.rejections()),
        "syndication": record.syndication(),
        "originals": {a.id: record.original(a.id) for a in record.articles()},
    }


def write_rows(path: Path, rows: list[dict[str, Any]]) -> str:
    """A JSON Lines file."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)
