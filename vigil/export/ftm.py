"""Incidents as entities of FollowTheMoney, one JSON object a line.

    Event              an incident
    Article            a document that tells it (no text)
    Documentation      Article -> Event: the role in which it tells it, and each claim with its quote
    Organization       a group that is named
    LegalEntity        an institution, or an official who answers in office: reports do not always tell them apart
    UnknownLink        either of them -> Event: its part, with stance; Event -> Event: in response to ...

No private person is an entity.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import IO, Any

import orjson

from vigil.export.names import WITHHELD
from vigil.export.outgoing import (
    GROUPS,
    Outgoing,
    Row,
    Written,
    days_of,
    figure_words,
    outgoing,
    place_words,
    prefix,
    range_words,
    title_words,
)
from vigil.export.tables import Chosen
from vigil.records import Incident

RULE = (
    "An incident is an Event, a document an Article, a claim a Documentation between them with the quote as its summary. An Event"
    " has no field for a toll: low, best, high and rule stand as a sentence in its description, the figures in the claims. A body"
    " is tied to an Event by an UnknownLink with its role and, as status, its stance (claimed, blamed, denied ...), never as"
    " involved. A group is an Organization, an institution or an official in office a LegalEntity; private persons are no entities."
)
_ONCE = ("Article", "Organization", "LegalEntity")
_MEASURES = ("killed", "injured", "abducted", "arrested", "size")


def write(chosen: Chosen, incidents: Iterable[Incident], stream: IO[bytes]) -> Written:
    """JSON Lines of entities; the rows counted are entities."""
    written = Written()
    for entity in entities(chosen, incidents):
        stream.write(orjson.dumps(entity, option=orjson.OPT_APPEND_NEWLINE))
        written.rows += 1
    return written


def entities(chosen: Chosen, incidents: Iterable[Incident]) -> Iterator[Row]:
    """The entities of these incidents; an Article or a body once, before what points to it."""
    seen: set[str] = set()
    for told in outgoing(chosen, incidents):
        for entity in _of(told):
            if entity["schema"] not in _ONCE:
                yield entity
            elif entity["id"] not in seen:
                seen.add(entity["id"])
                yield entity


def _of(told: Outgoing) -> Iterator[Row]:
    row = told.row
    key = row["id"]
    yield _entity("Event", key, **_event(told))
    for document, title in zip(row["documents"], told.titles, strict=True):
        article = _id("d", document["id"])
        yield _entity(
            "Article", article, title=title, publishedAt=document["published"], publisher=document["outlet"], sourceUrl=document["url"]
        )  # fmt: skip
        yield _entity(
            "Documentation", _id("r", key, document["id"]), document=article, entity=key, role=f"tells it as {document['role']}",
            date=document["published"], sourceUrl=document["url"],
        )  # fmt: skip
    addresses = {document["id"]: document["url"] for document in row["documents"]}
    for claim in row["claims"]:
        number = isinstance(claim["value"], int) or claim["value"] is None
        yield _entity(
            "Documentation", claim["id"], document=_id("d", claim["document"]), entity=key, role=f"claim: {claim['attribute']}",
            status=claim["stance"] or claim["qualifier"], summary=claim["quote"],
            description=[figure_words(claim) if number else claim["value"], "entered by a person" if claim.get("entered") else None, f"said by {claim['speaker']}" if claim["speaker"] else None],
            date=claim["as_of"], sourceUrl=addresses.get(claim["document"]),
        )  # fmt: skip
    for actor, kind in zip(row["actors"], told.kinds, strict=True):
        if kind in GROUPS and actor["name"] != WITHHELD:
            yield _entity(
                "Organization" if kind == "group" else "LegalEntity", actor["id"], name=actor["name"]
            )
            by = f"according to {actor['by']}" if actor["by"] and actor["by"] != actor["name"] else None
            yield _entity(
                "UnknownLink", _id("l", key, actor["id"], actor["role"], actor["stance"], actor["by"] or ""), subject=actor["id"], object=key,
                role=actor["role"], status=actor["stance"], description=by,
            )  # fmt: skip
    for link in row["links"]:
        yield _entity(
            "UnknownLink", _id("l", key, link["type"], link["incident"]), subject=key, object=link["incident"],
            role=link["type"].replace("_", " "), description=link["why"],
        )  # fmt: skip


def _event(told: Outgoing) -> dict[str, Any]:
    row = told.row
    place = row["place"] or {}
    _, end = days_of(row)
    first = prefix(row)
    where = place_words(place, "name", "city", "admin1", "country")
    code = told.place.country_code if told.place else None
    coarse = first is not None and len(first) < 10
    tolls = [words for measure in _MEASURES if (words := range_words(row, measure))]
    return {
        "name": title_words(row),
        "summary": row["summary"],
        "description": "; ".join(tolls) or None,
        "startDate": first,
        "endDate": None
        if end is None
        else first
        if coarse and first == end.isoformat()[: len(first or "")]
        else end.isoformat(),
        "location": ", ".join(where) or None,
        "country": code.lower() if code else None,
        "keywords": [row["type"], row["kind"].replace("_", " "), f"nature: {row['nature']}"],
        "recordId": row["id"],
        "proof": [_id("d", document["id"]) for document in row["documents"]],
    }


def _entity(schema: str, key: str, **properties: Any) -> Row:
    """An entity with the properties that are known, each a list of strings."""
    held: dict[str, list[str]] = {}
    for name, value in properties.items():
        values = value if isinstance(value, list) else [value]
        if kept := list(dict.fromkeys(str(v) for v in values if v not in (None, ""))):
            held[name] = kept
    return {"id": key, "schema": schema, "properties": held}


def _id(letter: str, *parts: str) -> str:
    """An id that is the same in every export."""
    return letter + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:15]
