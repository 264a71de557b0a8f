"""Whether a record is whole: for ``vigil doctor``."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vigil.records import Claim
from vigil.store import rows
from vigil.store.reading import stream
from vigil.store.tables import aftermath, claims, documents, incidents, raw, reports, suggestions

SHOWN = 20  # problems told in full; a damaged record has thousands


def problems(connection: Connection) -> list[str]:
    """A sentence for each thing that is wrong; at most SHOWN, and then how to go on."""
    found: list[str] = []
    for sentence in _problems(connection):
        if len(found) == SHOWN:
            return [*found, "There is more: restore a backup, or delete the record and run the inputs again."]
        found.append(sentence)
    return found


def _problems(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        for row in connection.exec_driver_sql("PRAGMA integrity_check"):
            if row[0] != "ok":
                yield f"The database file is damaged: {row[0]}."
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield f"Row {row[1]} of {row[0]} points to a row of {row[2]} that is not there."
    for chunk in stream(connection, sa.select(raw.c.sha256, raw.c.data).order_by(raw.c.sha256)):
        for row in chunk:
            if not _whole(row.data, row.sha256):
                yield f"The original with SHA-256 {row.sha256} is not what it was when it came in."
    query = (
        sa.select(documents.c.id, documents.c.text, documents.c.title, claims.c.data)
        .select_from(claims.join(reports).join(documents))
        .order_by(documents.c.id, documents.c.version, claims.c.report, claims.c.position)
    )
    for chunk in stream(connection, query):
        for row in chunk:
            claim = rows.load(Claim, row.data)
            said = row.text if claim.span.field == "text" else row.title or ""
            if said[claim.span.start : claim.span.end] != claim.quote:
                yield f"A quote of document {row.id} is not in it at its place: {claim.quote[:60]!r}."

    yield from _unsupported(connection)


def _unsupported(connection: Connection) -> Iterator[str]:
    """Words on which a link, or what is drawn from all incidents, rests and that are not in their document."""
    tables = (
        (incidents.c.id, incidents.c.data),
        (suggestions.c.id, suggestions.c.data),
        (aftermath.c.id, aftermath.c.data),
    )
    for name, data in tables:
        for chunk in stream(connection, sa.select(name, data).order_by(name)):
            said = [(row[0], evidence) for row in chunk for evidence in _evidence(rows.plain(row[1]))]
            c = documents.c
            wanted = sorted({evidence["document"] for _, evidence in said})
            query = sa.select(c.id, c.text, c.title).where(c.current, c.id.in_(wanted))
            texts = {row.id: row for row in connection.execute(query)}
            for key, evidence in said:
                found, span = texts.get(evidence["document"]), evidence["span"]
                text = "" if found is None else found.text if span["field"] == "text" else found.title or ""
                if text[span["start"] : span["end"]] != evidence["quote"]:
                    yield (
                        f"What {key} rests on is not in document {evidence['document']} at its place:"
                        f" {evidence['quote'][:60]!r}."
                    )


def _evidence(value: Any) -> Iterator[dict[str, Any]]:
    """Every record of words in the parsed JSON of another."""
    if isinstance(value, list):
        for item in value:
            yield from _evidence(item)
    elif isinstance(value, dict):
        if {"document", "span", "quote"} <= value.keys():
            yield value
        for item in value.values():
            yield from _evidence(item)


def _whole(data: bytes, sha256: str) -> bool:
    try:
        return hashlib.sha256(zlib.decompress(data)).hexdigest() == sha256
    except zlib.error:
        return False
