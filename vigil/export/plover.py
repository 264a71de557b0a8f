"""Incidents as records of PLOVER, one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any

import orjson

from vigil import codebook
from vigil.export.outgoing import Outgoing, Row, Written, bodies, days_of, outgoing, prefix
from vigil.export.peers import crosswalk, iso_codes
from vigil.export.tables import Chosen
from vigil.records import Incident

RULE = (
    "event and mode come from the crosswalk of the event codebook, in the words of the 2024 manual. size has one number each for"
    " dead, injured and arrested: best, as the record's rule chose it; the range and the rule are under vigil. PLOVER needs an"
    " actor: where no body is named its sector is UNK, of a protest CVL, as PLOVER's protests are of civilians. text_info holds"
    " every claim's quote and offsets; the text itself is never there. Left out: types without one PLOVER event, what is"
    " accidental, what has no known day."
)
_CONTEXTS = {"legal_action": "legal"}
_ACTING = {
    "attack": ("perpetrator",),
    "demonstration": ("organiser", "participant"),
}  # other kinds: who responds
_MEASURES = ("killed", "injured", "abducted", "arrested", "size")


def write(chosen: Chosen, incidents: Iterable[Incident], stream: IO[bytes]) -> Written:
    """JSON Lines, keys in a stable order."""
    written = Written()
    for row in rows(chosen, incidents, written):
        stream.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
        written.rows += 1
    return written


def rows(chosen: Chosen, incidents: Iterable[Incident], written: Written) -> Iterator[Row]:
    """One record an incident that PLOVER can hold; those left out are counted in ``written``."""
    for told in outgoing(chosen, incidents):
        event = coded(told.row["type"])
        if event is None:
            written.left_out["of a type without one PLOVER event"] += 1
        elif told.row["nature"] == "accidental":
            written.left_out["accidental"] += 1
        elif days_of(told.row)[0] is None:
            written.left_out["of no known day"] += 1
        else:
            yield _row(told, *event)


def coded(type_name: str) -> tuple[str, str | None] | None:
    """Event and mode of a type of incident; None where PLOVER has no one event for it."""
    event, _, mode = (crosswalk(type_name, "plover") or "").partition(" / ")
    return (event, mode or None) if event in codebook.load("peers")["plover"] else None


def _row(told: Outgoing, event: str, mode: str | None) -> Row:
    row = told.row
    _, end = days_of(row)
    unnamed = {"code": None, "sector": "CVL" if event == "PROTEST" else "UNK", "entity_text": None}
    contexts = [
        name
        for name in (_CONTEXTS.get(row["kind"]), "crime" if row["nature"] == "criminal" else None)
        if name
    ]
    return {
        "id": row["id"],
        "has_event": True,
        "date": prefix(row),
        "enddate": end.isoformat() if end else None,
        "actor": [_actor(name) for name in bodies(told, *_ACTING.get(row["kind"], ("responder",)))] or [unnamed],
        "recipient": [_actor(name) for name in bodies(told, "target", "victim")],
        "event": [event],
        "event_loc": _location(told),
        "event_text": row["summary"],
        "quad_code": codebook.load("peers")["plover"][event]["quad"],
        "mode": [mode] if mode else None,
        "context": contexts or None,
        "size": {
            name: (row[measure] or {}).get("best")
            for name, measure in (("dead", "killed"), ("injured", "injured"), ("arrested", "arrested"))
        },
        "text_info": [
            {name: claim[name] for name in ("attribute", "value", "qualifier", "speaker", "document", "quote", "start", "end")}
            | {name: True for name in ("masked", "entered") if claim.get(name)}
            for claim in row["claims"]
        ],
        "cite_info": [
            {"citation": d["id"], "url": d["url"], "title": title, "language": language, "publication": d["outlet"], "date": d["published"]}
            for d, title, language in zip(row["documents"], told.titles, told.languages, strict=True)
        ],
        "coder": row["provenance"],
        "codebook": "PLOVER 2024",
        "vigil": {
            "type": row["type"], "nature": row["nature"], "status": row["status"], "confidence": row["confidence"],
            "date": row["date"], "tolls": {measure: row[measure] for measure in _MEASURES if row[measure]},
            "named": row["actors"], "corrected": row["corrected"],
        },
    }  # fmt: skip


def _actor(name: str) -> Row:
    return {"code": None, "sector": None, "entity_text": name}


def _location(told: Outgoing) -> dict[str, Any] | None:
    """A location object in the names of GeoNames' file."""
    place, row = told.place, told.row["place"]
    if place is None or row is None:
        return None
    return {
        "geonameid": row["geonames_id"],
        "name": row["name"],
        "latitude": row["lat"],
        "longitude": row["lon"],
        "country code": place.country_code,
        "cc3": iso_codes().get(place.country_code or "", (0, None))[1],
        "precision": row["precision"],
    }
