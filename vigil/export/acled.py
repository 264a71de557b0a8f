"""Incidents in the columns of ACLED: one number for the dead, and what that leaves out in the notes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import IO

from vigil import codebook
from vigil.export.outgoing import (
    Dead,
    Outgoing,
    Row,
    Written,
    attackers_words,
    bodies,
    corrected_words,
    days_of,
    dead,
    named_words,
    outlets_of,
    range_words,
    said_words,
)
from vigil.export.peers import crosswalk, iso_codes, spot, write_peer
from vigil.export.schema import Column, Table
from vigil.export.tables import Chosen
from vigil.records import Incident

RULE = (
    "fatalities is one number: the lowest credible stated figure (killed.low), as ACLED takes the most conservative figure where"
    " sources differ, with dead attackers added where a text counts them apart. It is empty where nothing is stated, or only an"
    ' upper bound; 0 means that a text says none. "Dozens" gives 24, two dozen, where ACLED writes 12. The range, the rule and'
    " every figure with its words are in notes. Left out: what has no place in ACLED's event types, what is criminal or"
    " accidental, what is dated coarser than a month."
)
_S = "string"
TABLE = Table("acled", "Incidents in ACLED's columns.", (
    Column("event_id_cnty", _S, "id of the incident in this record; not an id of ACLED"),
    Column("event_date", "date", "the day; of a demonstration the first; of a week, a month or a doubt between days the middle one"),
    Column("year", "integer", "year of event_date"),
    Column("time_precision", "integer", "1: the day is known; 2: known to a week, or to several days; 3: to a month"),
    Column("disorder_type", _S, "ACLED's, by sub_event_type"),
    Column("event_type", _S, "by the crosswalk of the event codebook (vigil export dictionary, docs/codebook.md)"),
    Column("sub_event_type", _S, "by the same crosswalk; a protest told with an intervention becomes Protest with intervention"),
    Column("actor1", _S, "the body said to have done it, by the firmest stance (claimed, reported, blamed, suspected: see notes); for protests and riots Protesters or Rioters with the country"),
    Column("assoc_actor_1", _S, "further such bodies; for protests who organises or takes part"),
    Column("inter1", _S, "Protesters or Rioters where the event type says so; else empty"),
    Column("actor2", _S, "body that it was aimed at; empty: none is named. That victims are civilians is not concluded"),
    Column("assoc_actor_2", _S, "further such bodies"), Column("inter2", _S, "empty"), Column("interaction", _S, "empty"),
    Column("civilian_targeting", _S, "empty: not concluded"),
    Column("iso", "integer", "ISO 3166-1 numeric code of the country"), Column("region", _S, "empty"),
    Column("country", _S, "English name"), Column("admin1", _S, "first subdivision"), Column("admin2", _S, "district, where that is the finest place"),
    Column("admin3", _S, "empty"), Column("location", _S, "city, else the finest place; empty: only the country is known"),
    Column("latitude", "number", "of the place at its precision; empty at country level", "degrees, WGS 84"),
    Column("longitude", "number", "the same", "degrees, WGS 84"),
    Column("geo_precision", "integer", "1: town or finer; 2: district; 3: first subdivision; empty: only the country is known"),
    Column("source", _S, "outlets that tell it, joined by '; '"), Column("source_scale", _S, "empty"),
    Column("notes", _S, "summary as written; tolls with rule and range; every figure for the dead with its words, qualifier and outlet; who is named and by whom; what a person corrected, with the program's value; exact place; link to the record"),
    Column("fatalities", "integer", f"by the rule: {RULE}", "people"),
    Column("tags", _S, "crowd size, where one is stated"), Column("timestamp", "integer", "empty: no run times"),
), ("event_id_cnty",))  # fmt: skip

_WEEK, _MONTH = 7, 31  # days that time_precision 2 and 3 reach
_FINE = ("site", "neighbourhood", "city")
_GEO = dict.fromkeys(_FINE, 1) | {"district": 2, "admin1": 3}


def write(chosen: Chosen, incidents: Iterable[Incident], stream: IO[bytes]) -> Written:
    """CSV in ACLED's columns: one row an incident that has a place there; those left out are counted."""
    return write_peer(TABLE, lambda told: _outside(told.row) or _row(told), chosen, incidents, stream)


def _outside(row: Row) -> str | None:
    if crosswalk(row["type"], "acled") is None:
        return "of a type that ACLED does not have"
    if row["nature"] in ("criminal", "accidental"):
        return "criminal or accidental"
    if days_of(row)[0] is None:
        return "of no known day"
    if _time(row) is None:
        return "dated coarser than a month"
    return None


def _time(row: Row) -> tuple[date, int] | None:
    """event_date and time_precision; None where the date is coarser than ACLED has it.

    How long a demonstration lasted is no doubt about its day: it began on its first.
    """
    start, end = days_of(row)
    if start is None:
        return None
    level = row["date"]["precision"]
    if level == "day" or end is None or end <= start or (level == "days" and row["kind"] == "demonstration"):
        return (start, 1) if level in ("day", "days") else None
    length = (end - start).days + 1
    if length > _MONTH:
        return None
    return start + timedelta(days=(length - 1) // 2), 2 if length <= _WEEK else 3


def _row(told: Outgoing) -> Row:
    row = told.row
    event, sub = _types(told)
    known = _time(row)
    assert known is not None
    when, time_precision = known
    place = row["place"] or {}
    precision = place.get("precision")
    geo = _GEO.get(precision or "")
    about = codebook.load("peers")["acled"][sub]
    first, second = _actors(told, about.get("actor"), place.get("country"))
    code = told.place.country_code if told.place else None
    size = row["size"]
    return {
        "event_id_cnty": row["id"],
        "event_date": when.isoformat(),
        "year": when.year,
        "time_precision": time_precision,
        "disorder_type": about["disorder"],
        "event_type": event,
        "sub_event_type": sub,
        "actor1": first[0] if first else None,
        "assoc_actor_1": "; ".join(first[1:]) or None,
        "inter1": about.get("actor"),
        "actor2": second[0] if second else None,
        "assoc_actor_2": "; ".join(second[1:]) or None,
        "iso": iso_codes().get(code or "", (None,))[0],
        "country": place.get("country"),
        "admin1": place.get("admin1"),
        "admin2": place.get("name") if precision == "district" else None,
        "location": location(place),
        "latitude": place.get("lat") if geo else None,
        "longitude": place.get("lon") if geo else None,
        "geo_precision": geo,
        "source": "; ".join(outlets_of(row)) or None,
        "notes": _notes(told, dead(row)),
        "fatalities": fatalities(dead(row)),
        "tags": f"crowd size={size['best']}" if size and size["best"] is not None else None,
    }


def location(place: Row) -> str | None:
    """The town, as lists name it; what is coarser by its own name, and nothing where only the country is known."""
    if place.get("precision") in _FINE:
        return place.get("city") or place.get("name")
    return place.get("name") if place.get("precision") in ("district", "admin1") else None


def fatalities(toll: Dead | None) -> int | None:
    """The one number."""
    return toll.low if toll else None


def _types(told: Outgoing) -> tuple[str, str]:
    event, _, sub = (crosswalk(told.row["type"], "acled") or "").partition(" / ")
    stopped = any(claim["attribute"] == "intervention" for claim in told.row["claims"])
    return event, "Protest with intervention" if sub == "Peaceful protest" and stopped else sub


def _actors(told: Outgoing, crowd: str | None, country: str | None) -> tuple[list[str], list[str]]:
    """Names for the first and the second side, the leading one first."""
    aimed = bodies(told, "target", "victim")
    if crowd and told.row["kind"] == "demonstration":
        return [
            f"{crowd} ({country})" if country else crowd,
            *bodies(told, "organiser", "participant"),
        ], aimed
    return [
        *bodies(told, "perpetrator"),
        *([f"{crowd} ({country})" if country else crowd] if crowd else []),
    ], aimed


def _notes(told: Outgoing, toll: Dead | None) -> str:
    row = told.row
    place = row["place"] or {}
    where = spot(place)
    several = ", ".join(dict.fromkeys(stand.name for stand in told.stands))
    said, named = said_words(row, "killed"), named_words(told)
    start, end = row["date"]["start"], row["date"]["end"]
    sentences = [
        row["summary"],
        f"Place: {where}" if where else None,
        f"Held in: {several}" if several else None,
        f"Days: {start} to {end or 'not known'}" if end != start else None,
        *((words[:1].upper() + words[1:]) for m in ("killed", "injured", "abducted", "arrested", "size") if (words := range_words(row, m))),
        f"Fatalities here: the lowest credible figure{_added(toll)}" if toll and toll.low is not None else None,
        f"Said of the dead: {said}" if said else None,
        f"Named: {named}" if named else None,
        corrected_words(row),
        f"Nature: {row['nature']}",
        f"Vigil {row['id']}, {row['status']}, confidence {row['confidence']:g}",
    ]  # fmt: skip
    return " ".join(
        s.rstrip() + ("" if s.rstrip().endswith((".", "!", "?", "”")) else ".") for s in sentences if s
    )


def _added(toll: Dead) -> str:
    return f", {attackers_words(toll.attackers)} among them" if toll.attackers else ""
