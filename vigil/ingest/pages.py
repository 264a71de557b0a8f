"""HTML pages: kept as bytes; the main text is for articles/ to find."""

from __future__ import annotations

import re

from vigil.errors import InputError
from vigil.ingest.texts import has_wide_bom
from vigil.records import RawDocument

_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d{4,5}\)(https?://[^\s<>\"]{1,2000}?)\s*-->", re.I)


def read_html(source: str, data: bytes) -> RawDocument:
    """One page, ``text`` None.  A page saved by a browser names its address in a comment: that becomes ``url``.

    Raises InputError: ``empty``, or ``not_text`` for bytes that no page has.
    """
    if not data.strip():
        raise InputError("It holds no text: it is empty.", "empty")
    if b"\0" in data and not has_wide_bom(data):
        raise InputError(
            "It is not HTML: it holds bytes that no page has; check how it was saved.", "not_text"
        )
    saved = _SAVED_FROM.search(data[:4096])
    return RawDocument(
        source, "text/html", data, url=saved.group(1).decode("utf-8", "replace") if saved else None
    )
