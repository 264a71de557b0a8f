"""Incidents as linked data: schema.org's Event, Claim and NewsArticle, in one JSON-LD document.

What schema.org has no word for (tolls with bounds, stance, links between events) stands under ``urn:vigil:term:``.  The
context is written into the document, so that nothing is loaded to read it.  There is no ClaimReview: nobody rates claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any
from urllib.parse import quote

import orjson

from vigil.export.outgoing import Outgoing, Row, Written, days_of, outgoing, prefix, title_words
from vigil.export.tables import Chosen
from vigil.records import Incident

RULE = (
    "Events, Claims and NewsArticles of schema.org. A toll is a QuantitativeValue: minValue and maxValue the lowest and highest"
    " credible stated figures (none: open), value what the rule named beside it chose. Each Claim has its exact words and is about"
    " one Event; no claim is rated. A named body stands with role and stance, never as organizer or performer."
)
TERM = "urn:vigil:term:"
CONTEXT: dict[str, Any] = {
    "@version": 1.1,
    "@vocab": "https://schema.org/",
    "vigil": {"@id": TERM, "@prefix": True},
    **{name: {"@type": "@id"} for name in ("url", "about", "appearance", "subjectOf", "sameAs")},
}
_MEASURES = ("killed", "injured", "abducted", "arrested", "size")
_OF_THE_PLACE_ITSELF = ("city", "district", "admin1", "country")  # a site bears the number of its town


def write(chosen: Chosen, incidents: Iterable[Incident], stream: IO[bytes]) -> Written:
    """One document with a ``@graph``, written node by node; the rows counted are events."""
    written = Written()
    about = {"@id": "urn:vigil:export", "@type": "Dataset", "description": RULE}
    stream.write(b'{"@context":' + orjson.dumps(CONTEXT) + b',"@graph":[\n' + orjson.dumps(about))
    for node in nodes(chosen, incidents):
        stream.write(b",\n" + orjson.dumps(node))
        written.rows += node["@type"] == "Event"
    stream.write(b"\n]}\n")
    return written


def nodes(chosen: Chosen, incidents: Iterable[Incident]) -> Iterator[Row]:
    """Events with their claims, and each document once."""
    seen: set[str] = set()
    for told in outgoing(chosen, incidents):
        yield _known(_event(told))
        for claim, group in zip(told.row["claims"], told.groups, strict=True):
            yield _known(_claim(claim, group, told.row["id"]))
        for document, title, language in zip(told.row["documents"], told.titles, told.languages, strict=True):
            if document["id"] not in seen:
                seen.add(document["id"])
                yield _known(
                    {
                        "@id": iri("document", document["id"]),
                        "@type": "NewsArticle",
                        "headline": title,
                        "url": _address(document["url"]),
                        "datePublished": _date(document["published"]),
                        "inLanguage": language,
                        "publisher": {"@type": "Organization", "name": document["outlet"]}
                        if document["outlet"]
                        else None,
                    }
                )


def iri(sort: str, key: str) -> str:
    """The name of a thing of this record: ``urn:vigil:incident:ib899b21e1b58``."""
    return f"urn:vigil:{sort}:{quote(key, safe='')}"


def _event(told: Outgoing) -> Row:
    row = told.row
    _, end = days_of(row)
    node: Row = {
        "@id": iri("incident", row["id"]),
        "@type": "Event",
        "identifier": row["id"],
        "name": title_words(row),
        "description": row["summary"],
        "keywords": row["type"],
        "startDate": _date(prefix(row)),
        "endDate": _date(end.isoformat()) if end else None,
        "location": _place(told),
        "subjectOf": [iri("document", document["id"]) for document in row["documents"]],
        "vigil:kind": row["kind"],
        "vigil:nature": row["nature"],
        "vigil:datePrecision": row["date"]["precision"],
        "vigil:status": row["status"],
        "vigil:confidence": row["confidence"],
        "vigil:named": [
            _known({"vigil:name": a["name"], "vigil:role": a["role"], "vigil:stance": a["stance"], "vigil:by": a["by"]})
            for a in row["actors"]
        ],
    }  # fmt: skip
    for measure in _MEASURES:
        if toll := row[measure]:
            node[f"vigil:{measure}"] = _known(
                {
                    "@type": "QuantitativeValue",
                    "minValue": toll["low"],
                    "value": toll["best"],
                    "maxValue": toll["high"],
                    "vigil:rule": toll["rule"],
                    "vigil:attackers": toll["attackers"],
                }
            )
    for link in row["links"]:
        node.setdefault(f"vigil:{link['type']}", []).append({"@id": iri("incident", link["incident"])})
    return node


def _claim(claim: Row, group: str | None, incident: str) -> Row:
    more = (
        "attribute",
        "value",
        "low",
        "high",
        "qualifier",
        "speaker",
        "stance",
        "as_of",
        "in",
        "start",
        "end",
    )
    return {
        "@id": iri("claim", claim["id"]),
        "@type": "Claim",
        "text": claim["quote"] or None,
        "about": iri("incident", incident),
        "appearance": iri("document", claim["document"]),
        **{f"vigil:{name}": claim[name] for name in more},
        "vigil:group": group,
        "vigil:superseded": claim["superseded"],
        "vigil:masked": claim.get("masked"),
        "vigil:entered": claim.get("entered"),
    }


def _place(told: Outgoing) -> Row | None:
    row = told.row["place"]
    if row is None:
        return None
    address = {
        "@type": "PostalAddress",
        "addressLocality": row["city"],
        "addressRegion": row["admin1"],
        "addressCountry": (told.place.country_code if told.place else None) or row["country"],
    }
    point = {"@type": "GeoCoordinates", "latitude": row["lat"], "longitude": row["lon"]}
    own = row["geonames_id"] if row["precision"] in _OF_THE_PLACE_ITSELF else None
    return _known(
        {
            "@type": "Place",
            "name": row["name"],
            "address": _known(address),
            "geo": None if None in (row["lat"], row["lon"]) else point,
            "sameAs": f"https://sws.geonames.org/{own}/" if own else None,
            "vigil:precision": row["precision"],
        }
    )


def _date(text: str | None) -> Row | str | None:
    """A full day as schema.org's Date; a month or year as the words it is."""
    return {"@type": "Date", "@value": text} if text and len(text) == 10 else text


def _address(url: str | None) -> str | None:
    """An address as an IRI: what may not stand in one is escaped."""
    return quote(url, safe=":/?#[]@!$&'()*+,;=%~-._") if url else None


def _known(node: Row) -> Row:
    return {name: value for name, value in node.items() if value is not None and value != []}
