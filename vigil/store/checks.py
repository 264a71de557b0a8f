"""Whether a record is whole: for ``vigil doctor``."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy import Connection

from vigil.records import Claim
from vigil.store import rows
from vigil.store.reading import stream
from vigil.store.tables import claims, documents, raw, reports

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


def _whole(data: bytes, sha256: str) -> bool:
    try:
        return hashlib.sha256(zlib.decompress(data)).hexdigest() == sha256
    except zlib.error:
        return False
