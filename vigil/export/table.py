"""Incidents as one flat table that a spreadsheet may open."""

from __future__ import annotations

import re
from typing import Any

from vigil.export.decisions import columns_of

COLUMNS = [
    "id",
    "kind",
    "type",
    "nature",
    "date_start",
    "date_end",
    "date_precision",
    "place",
    "city",
    "admin1",
    "country",
    "lat",
    "lon",
    "place_precision",
    "geonames_id",
    "killed_low",
    "killed_best",
    "killed_high",
    "injured_low",
    "injured_best",
    "injured_high",
    "abducted_best",
    "arrested_best",
    "size_best",
    "perpetrators",
    "weapons",
    "targets",
    "links",
    "documents",
    "sources",
    "urls",
    "claims",
    "confidence",
    "status",
    "corrected",
    "summary",
]

# What a spreadsheet would run, full-width forms included; apostrophes before it count, so that one in front can be taken
# away again without doubt.
_FORMULA = re.compile("'*[=+\\-@\\t\\r\\n＝＋－＠]")


def table_row(row: dict[str, Any]) -> list[Any]:
    """The cells of an exported incident (see ``contract.incident_row``) in the order of ``COLUMNS``.

    A cell that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers.
    """
    return [safe_cell(cell) for cell in flat_row(row).values()]


def flat_row(row: dict[str, Any]) -> dict[str, Any]:
    """An exported incident by ``COLUMNS``, as it is: a form that no spreadsheet opens needs no apostrophe."""
    date, place = row["date"], row["place"] or {}
    cells: dict[str, Any] = {
        "id": row["id"],
        "kind": row["kind"],
        "type": row["type"],
        "nature": row["nature"],
        "date_start": date["start"],
        "date_end": date["end"],
        "date_precision": date["precision"],
        "place": place.get("name"),
        "city": place.get("city"),
        "admin1": place.get("admin1"),
        "country": place.get("country"),
        "lat": place.get("lat"),
        "lon": place.get("lon"),
        "place_precision": place.get("precision"),
        "geonames_id": place.get("geonames_id"),
    }
    for measure in ("killed", "injured"):
        toll = row[measure] or {}
        for bound in ("low", "best", "high"):
            cells[f"{measure}_{bound}"] = toll.get(bound)
    for measure in ("abducted", "arrested", "size"):
        cells[f"{measure}_best"] = (row[measure] or {}).get("best")
    cells["perpetrators"] = _join(
        f"{a['name']} ({a['stance']})" for a in row["actors"] if a["role"] == "perpetrator"
    )
    cells["weapons"] = _join(row["weapons"])
    cells["targets"] = _join(row["targets"])
    cells["links"] = _join(f"{k['type']} {k['incident']}" for k in row["links"])
    cells["documents"] = len(row["documents"])
    cells["sources"] = len({d["syndication"] or d["outlet"] or d["id"] for d in row["documents"]})
    cells["urls"] = _join(d["url"] for d in row["documents"] if d["url"])
    cells["claims"] = len(row["claims"])
    cells["confidence"] = row["confidence"]
    cells["status"] = row["status"]
    cells["corrected"] = _join(columns_of(row["corrected"], COLUMNS))
    cells["summary"] = row["summary"]
    return {name: cells[name] for name in COLUMNS}


def safe_cell(value: Any) -> Any:
    """``value``, made harmless for spreadsheets if it is text; None becomes an empty cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = value.replace("\0", "")
        return "'" + value if _FORMULA.match(value) else value
    return value


def bare_cell(text: str) -> str:
    """The text that ``safe_cell`` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _join(values: Any) -> str:
    return "; ".join(str(v) for v in values if v)
