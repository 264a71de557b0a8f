"""What a publication changes against the one before it in the same folder: corrections must be visible.

The manifest of a publication keeps a few facts of each incident, those that are gone, and every list of changes so far.
Publishing the same record again changes nothing and adds nothing.
"""

from __future__ import annotations

import hashlib
import uuid
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import orjson

from vigil.phrases import day_text, place_text, toll_text
from vigil.records import Incident
from vigil.store import Record
from vigil.web.pages.incident import title_of

Facts = dict[str, str]
KEPT = 200  # publications whose changes are told
NEVER = "1970-01-01"  # of a record that knows no day of a change
MEASURES = ("killed", "injured", "abducted", "arrested", "size")


def facts(incident: Incident, row: dict[str, Any]) -> Facts:
    """What later publications compare: a few words, and the hash of everything that leaves."""
    found = {
        "title": title_of(incident),
        "status": incident.status,
        "type": incident.type,
        "date": day_text(incident.date),
        "place": place_text(incident.place) if incident.place else "unknown",
    }
    for name in MEASURES:
        toll = getattr(incident, name)
        found[name] = toll_text(toll) if toll else "not told"
    packed = orjson.dumps(row, option=orjson.OPT_SORT_KEYS)
    return found | {"hash": hashlib.sha256(packed).hexdigest()}


def differences(
    record: Record, former: dict[str, Any] | None, now: dict[str, Facts]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """(what is gone, by id; the list of changes with the newest first)."""
    if former is None:
        return {}, []
    before: dict[str, Facts] = former["incidents"]
    gone = {key: told for key, told in former["gone"].items() if key not in now}
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    lost: list[dict[str, Any]] = []
    for key, told in now.items():
        if key not in before:
            back = key in former["gone"]
            new.append({"id": key, "title": told["title"], "back": back})
        elif told["hash"] != before[key]["hash"]:
            what = [
                f"{name}: {before[key].get(name, 'not told')}, now {told[name]}"
                for name in ("status", "type", "date", "place", *MEASURES)
                if before[key].get(name) != told[name]
            ]
            changed.append({"id": key, "title": told["title"], "what": what or ["words, sources or reasons"]})
    for key, told in before.items():
        if key not in now:
            gone[key] = {"title": told["title"], **_why(record, key, now)}
            lost.append({"id": key, **gone[key]})
    for key in [k for k in gone if k not in before]:  # gone before: it may be said better now
        gone[key] = {"title": gone[key]["title"], **_why(record, key, now)}
    history: list[dict[str, Any]] = list(former["changes"])
    if new or changed or lost:
        number = (history[0]["number"] if history else 1) + 1
        history.insert(
            0, {"number": number, "day": last_day(record), "new": new, "changed": changed, "gone": lost}
        )
    return gone, history[:KEPT]


def _why(record: Record, key: str, now: dict[str, Facts]) -> dict[str, Any]:
    """What became of an incident that was published once."""
    found = record.incidents_of([key])
    if found and found[0].status == "retracted":
        told = [c for c in record.changes(incident=key) if any(f[0] == "status" for f in c.fields)]
        return {"why": "retracted", "day": told[0].at[:10] if told else None, "into": None}
    into = record.leads_to(key) if not found else None
    if into is not None:
        return {"why": "merged", "day": None, "into": into if into in now else None}
    return {"why": "withdrawn" if found else "dissolved", "day": None, "into": None}


def last_day(record: Record) -> str:
    """The day of the last change of an incident: never the clock's, so that the same record gives the same bytes."""
    found = record.changes(limit=1)
    return found[0].at[:10] if found else NEVER


def atom(title: str, base: str | None, changes: list[dict[str, Any]], day: str) -> str:
    """The changes as an Atom feed (RFC 4287).  Without a base address links are relative to the feed."""
    about = uuid.uuid5(uuid.NAMESPACE_URL, base or title)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{escape(title)}: changes</title>",
        f"<id>urn:uuid:{about}</id>",
        f"<updated>{(changes[0]['day'] if changes else day)}T00:00:00Z</updated>",
        f'<link rel="alternate" href={quoteattr((base or "") + "changes.html")}/>',
        f"<author><name>{escape(title)}</name></author>",
    ]
    for one in changes:
        words = [f"new: {e['title']}" for e in one["new"]]
        words += [f"changed: {e['title']} ({'; '.join(e['what'])})" for e in one["changed"]]
        words += [f"{e['why']}: {e['title']}" for e in one["gone"]]
        lines += [
            "<entry>",
            f"<title>Publication {one['number']}: {len(one['new'])} new, {len(one['changed'])} changed, {len(one['gone'])} gone</title>",
            f"<id>urn:uuid:{uuid.uuid5(about, str(one['number']))}</id>",
            f"<updated>{one['day']}T00:00:00Z</updated>",
            f'<link rel="alternate" href={quoteattr((base or "") + "changes.html#p-" + str(one["number"]))}/>',
            f'<content type="text">{escape(chr(10).join(words))}</content>',
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>"]) + "\n"
