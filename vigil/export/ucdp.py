"""Incidents in the columns of UCDP's Georeferenced Event Dataset: low, best and high, and the dead by side."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from typing import IO

from vigil import codebook
from vigil.export.acled import location
from vigil.export.names import WITHHELD
from vigil.export.outgoing import (
    Dead,
    Outgoing,
    Row,
    Written,
    bodies,
    corrected_words,
    days_of,
    dead,
    named_words,
    outlets_of,
    range_words,
    said_words,
)
from vigil.export.peers import spot, write_peer
from vigil.export.schema import Column, Table
from vigil.export.tables import Chosen
from vigil.records import Incident

RULE = (
    "best, low and high are those of the record's rule, with dead attackers added where a text counts them apart; high is empty"
    " where the top is open. Deaths by side hold only what reports count by group: side_a is whoever is said to have done it (in"
    " UCDP it is the government, where there is one), the rest of best is deaths_unknown, and what is not known is empty, not 0."
    " Only attacks with at least one death by best, a known place and a known day; criminal and accidental ones are left out."
    " UCDP's own ids and codes of conflicts, dyads, sides and countries are empty."
)
_S = "string"


def _empty(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, _S, "empty: given by UCDP alone") for name in names)


TABLE = Table("ucdp", "Attacks with dead in the 49 columns of UCDP GED, and two of this record.", (
    Column("id", "integer", "a number made from relid"), Column("relid", _S, "id of the incident in this record"),
    Column("year", "integer", "year of date_start"), *_empty("active_year", "code_status"),
    Column("type_of_violence", "integer", "1: a group that is named on one side and police or soldiers counted among the dead; 2: named groups on both sides; 3: a named group and civilians counted among the dead; else empty"),
    *_empty("conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id"),
    Column("side_a", _S, "the body said to have done it, by the firmest stance; its stance is in vigil_notes"), *_empty("side_b_dset_id", "side_b_new_id"),
    Column("side_b", _S, "body that it was aimed at; Civilians where type_of_violence is 3"),
    Column("number_of_sources", "integer", "documents that tell it, near-copies and stories of one outlet counted once", "sources"),
    Column("source_article", _S, "outlet, date and address of each document, joined by '; '"), Column("source_office", _S, "outlets, joined by ';'"),
    Column("source_date", _S, "dates of publication as fine as known, joined by ';'"), Column("source_headline", _S, "titles, private names covered, joined by ';'"),
    Column("source_original", _S, "who says how many died, as reports name them, joined by ';'"),
    Column("where_prec", "integer", "1: town or finer; 3: district; 4: first subdivision; 6: country"),
    Column("where_coordinates", _S, "city, else the finest place"), Column("where_description", _S, "site or neighbourhood, as the text has it"),
    Column("adm_1", _S, "first subdivision"), Column("adm_2", _S, "district, where that is the finest place"),
    Column("latitude", "number", "of the place at its precision", "degrees, WGS 84"), Column("longitude", "number", "the same", "degrees, WGS 84"),
    Column("geom_wkt", _S, "the point, longitude first"), *_empty("priogrid_gid"), Column("country", _S, "English name"), *_empty("country_id", "region", "event_clarity"),
    Column("date_prec", "integer", "1: day; 2: two to six days; 3: a week; 4: up to a month; 5: longer"),
    Column("date_start", "date", "first day"), Column("date_end", "date", "last day; empty: not known"),
    Column("deaths_a", "integer", "attackers among the dead, where a text counts them apart", "people"),
    Column("deaths_b", "integer", "police and soldiers, where a text counts them", "people"),
    Column("deaths_civilians", "integer", "civilians, where a text counts them by that word", "people"),
    Column("deaths_unknown", "integer", "best without the three before", "people"), Column("best", "integer", f"by the rule: {RULE}", "people"),
    Column("high", "integer", "highest credible stated figure; empty: open", "people"), Column("low", "integer", "lowest credible stated figure; empty: open", "people"),
    *_empty("gwnoa", "gwnob"), Column("vigil_type", _S, "type of the event codebook"),
    Column("vigil_notes", _S, "the rule and range of the toll, every figure with its words, who is named and by whom, what a person corrected with the program's value"),
), ("relid",))  # fmt: skip

_FINE = ("site", "neighbourhood", "city")
_WHERE = dict.fromkeys(_FINE, 1) | {"district": 3, "admin1": 4, "country": 6}
_OWN_ID = re.compile(r"i([0-9a-f]{1,12})")


def write(chosen: Chosen, incidents: Iterable[Incident], stream: IO[bytes]) -> Written:
    """CSV in the columns of GED: one row an incident that UCDP's definition could hold; those left out are counted."""
    return write_peer(TABLE, _row_or_reason, chosen, incidents, stream)


def _row_or_reason(told: Outgoing) -> Row | str:
    row, toll = told.row, dead(told.row)
    if row["kind"] != "attack":
        return "not attacks"
    if row["nature"] in ("criminal", "accidental"):
        return "criminal or accidental"
    if toll is None or not toll.best:
        return "without a stated death"
    if days_of(row)[0] is None:
        return "of no known day"
    if row["place"] is None or row["place"]["precision"] not in _WHERE:
        return "of no known place"
    return _row(told, toll)


def _row(told: Outgoing, toll: Dead) -> Row:
    row = told.row
    start, end = days_of(row)
    assert start is not None
    place = row["place"]
    sort = _violence(told)
    forces, civilians = (_counted(row, name) for name in ("forces", "civilians"))
    parts = [toll.attackers, forces, civilians]
    if sum(n or 0 for n in parts) > (toll.best or 0):
        parts = [None] * 3  # what is counted by group contradicts the toll
    aimed = bodies(told, "target", "victim")
    point = (place["lat"], place["lon"])
    return {
        "id": number_of(row["id"]),
        "relid": row["id"],
        "year": start.year,
        "type_of_violence": sort,
        "side_a": "; ".join(bodies(told, "perpetrator")[:1]) or None,
        "side_b": "Civilians" if sort == 3 else (aimed[0] if aimed else None),
        "number_of_sources": len({d["syndication"] or d["outlet"] or d["id"] for d in row["documents"]}),
        "source_article": "; ".join(_cited(d) for d in row["documents"]) or None,
        "source_office": ";".join(outlets_of(row)) or None,
        "source_date": ";".join(d["published"] for d in row["documents"] if d["published"]) or None,
        "source_headline": ";".join(title for title in told.titles if title) or None,
        "source_original": _speakers(row),
        "where_prec": _WHERE[place["precision"]],
        "where_coordinates": location(place) or place["name"],
        "where_description": spot(place),
        "adm_1": place["admin1"],
        "adm_2": place["name"] if place["precision"] == "district" else None,
        "latitude": point[0],
        "longitude": point[1],
        "geom_wkt": None if None in point else f"POINT ({point[1]} {point[0]})",
        "country": place["country"],
        "date_prec": _date_precision(row["date"]["precision"], start, end),
        "date_start": start.isoformat(),
        "date_end": end.isoformat() if end else None,
        "deaths_a": parts[0],
        "deaths_b": parts[1],
        "deaths_civilians": parts[2],
        "deaths_unknown": (toll.best or 0) - sum(n or 0 for n in parts),
        "best": toll.best,
        "high": toll.high,
        "low": toll.low,
        "vigil_type": row["type"],
        "vigil_notes": _notes(told),
    }


def number_of(key: str) -> int:
    """The number that stands for an id: its own hexadecimal digits where it has them, below 2**48 so that R keeps it exact."""
    own = _OWN_ID.fullmatch(key)
    return int(own[1] if own else hashlib.sha256(key.encode()).hexdigest()[:12], 16)


def _violence(told: Outgoing) -> int | None:
    """UCDP's sort of violence, where a named group and whom it struck leave no choice."""
    if not bodies(told, "perpetrator"):
        return None
    groups = {
        actor["name"] for actor, kind in zip(told.row["actors"], told.kinds, strict=True) if kind == "group"
    }
    if not groups.intersection(bodies(told, "perpetrator")):
        return None
    if groups.intersection(bodies(told, "target", "victim")):
        return 2
    forces, civilians = (_counted(told.row, name) for name in ("forces", "civilians"))
    if forces is not None and civilians is None:
        return 1
    return 3 if civilians is not None and forces is None else None


def _counted(row: Row, sort: str) -> int | None:
    """How many of the dead reports count as of this sort; None where they do not."""
    words = codebook.load("peers")["ucdp"][sort]
    found = [n for group, n in row["killed"]["by_group"].items() if group.casefold() in words]
    return sum(found) if found else None


def _date_precision(level: str, start: date, end: date | None) -> int:
    if level in ("season", "year", "years"):
        return 5
    if level in ("week", "month"):
        return 3 if level == "week" else 4
    days = ((end or start) - start).days + 1
    return next((code for most, code in ((1, 1), (6, 2), (7, 3), (31, 4)) if days <= most), 5)


def _cited(document: Row) -> str:
    return (
        ", ".join(part for part in (document["outlet"], document["published"], document["url"]) if part)
        or document["id"]
    )


def _speakers(row: Row) -> str | None:
    said = (claim["speaker"] for claim in row["claims"] if claim["attribute"] == "killed")
    return ";".join(dict.fromkeys(name for name in said if name and name != WITHHELD)) or None


def _notes(told: Outgoing) -> str:
    row = told.row
    said, named = said_words(row, "killed"), named_words(told)
    sentences = (
        range_words(row, "killed"), range_words(row, "injured"), f"Said of the dead: {said}" if said else None,
        f"Named: {named}" if named else None, corrected_words(row), f"Nature: {row['nature']}",
    )  # fmt: skip
    return ". ".join(s[:1].upper() + s[1:] for s in sentences if s) + "."
