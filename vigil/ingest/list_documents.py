"""The row of a list as a document: a list is one more source, and its row is what it published."""

from __future__ import annotations

import hashlib
import re

from vigil.listed import Listed, Read, Written, mark
from vigil.records import RawDocument

_TIME = re.compile(r"[T ]\d\d:\d\d.*")  # UCDP writes midnight behind every day


def row_document(row: Listed, read: Read, text: Written) -> RawDocument:
    """A row as a document of which the list is the outlet.

    Its id is made of the list's name and the row's own id, so that a corrected row is a new version of its document; a row
    without an id is named by its content.  The bytes are those of the row, in UTF-8 whatever the file was written in.
    """
    raw = (row.row or "").rstrip("\r\n").encode("utf-8", "surrogatepass")
    named = f"line {row.line}" != row.id
    own = row.id if named else hashlib.sha256(raw).hexdigest()[:16]
    place, day = (text.cells[name].value if name in text.cells else "" for name in ("place", "date"))
    title = ", ".join(part.strip() for part in (row.type or "", place, _TIME.sub("", day)) if part.strip())
    return RawDocument(
        source=f"{read.name}:{row.line}",
        media_type="text/csv",
        content=raw,
        text=text.text,
        row_id=f"{read.name}:{own}",
        outlet=read.name,
        title=" ".join(title.split()) or None,
        published=row.published,
        country=row.place.country_code if row.place else None,
        extra=mark(read.name, read.form),
    )
