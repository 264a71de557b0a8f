"""JSON Lines and CSV: one document a row, read one row at a time.

A broken row is rejected by its line number and the next rows go on.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from vigil.config import IngestConfig
from vigil.errors import InputError, TooLarge
from vigil.ingest.streams import clean_name, peek, read_line, show_bytes
from vigil.ingest.texts import has_wide_bom
from vigil.records import RawDocument, Rejected

_FIELDS = ("url", "outlet", "title", "published", "country")
# What others call our fields: used where a row lacks ours.
_ALSO = {
    "text": ("body", "content", "article", "article_text", "full_text", "fulltext"),
    "title": ("headline",),
    "published": ("date", "published_at", "date_published", "publication_date", "pub_date"),
    "outlet": ("source", "publisher", "publication", "newspaper"),
    "url": ("link",),
}
_COLUMNS = frozenset((*_FIELDS, "id", "doc_id", "text")).union(*_ALSO.values())
_SURROGATE = re.compile("[\ud800-\udfff]")
_UTF8_BOM = b"\xef\xbb\xbf"
_BROKEN = "broken_row"


def read_jsonl(source: str, stream: BinaryIO, config: IngestConfig) -> Iterator[RawDocument | Rejected]:
    """Rows ``{"id","url","outlet","title","published","country","text"}``, all but text optional.

    ``text`` and ``id`` are kept exactly (a number as its digits); other keys go into ``extra``.  Where one of ours is
    lacking, another usual name of it counts (``body``, ``headline``, ``date``, ``source``, ``link`` ...).
    Raises InputError when the file as a whole is not UTF-8.
    """
    head = peek(stream, 4)
    if has_wide_bom(head):
        raise InputError("JSON Lines must be UTF-8 and this is UTF-16; save it as UTF-8.", "encoding")
    if head.startswith(_UTF8_BOM):
        stream.read(len(_UTF8_BOM))
    number = rows = 0
    while True:
        line, fits = read_line(stream, config.max_document_bytes)
        if not line:
            if not rows:
                raise InputError("It holds no rows: it is empty.", "empty")
            return
        number += 1
        where = f"{source}:{number}"
        if not fits:
            rows += 1
            yield _rejected(where, _too_long(config))
            continue
        row = line.rstrip(b"\r\n")
        if row and not row.isspace():
            rows += 1
            try:
                yield _document(where, "application/json", row, _parse(row))
            except InputError as error:
                yield _rejected(where, error)


def _rejected(where: str, error: InputError) -> Rejected:
    return Rejected(where, "ingest", error.code, str(error))


def _too_long(config: IngestConfig) -> TooLarge:
    return TooLarge(
        f"The row is longer than {show_bytes(config.max_document_bytes)}; split it into several rows."
    )


def _parse(row: bytes) -> dict[str, Any]:
    """A row as a dict.  Raises InputError ``broken_row``."""
    try:
        value = orjson.loads(row)
    except orjson.JSONDecodeError as error:
        value = _lenient(row, error)
    if not isinstance(value, dict):
        advice = " A JSON array must be written one object a line." if row[:1] == b"[" else ""
        raise InputError(f'The row is not a JSON object such as {{"text": "..."}}.{advice}', _BROKEN)
    for key in ("id", "doc_id"):
        if isinstance(value.get(key), float):  # may have lost digits: read again as written
            value[key] = json.loads(row, parse_float=str, parse_int=str, parse_constant=str)[key]
    return value


def _lenient(row: bytes, error: orjson.JSONDecodeError) -> Any:
    """A row that is fine but for halves of surrogate pairs (a cut emoji): each becomes U+FFFD.

    One code point for one, so offsets stay.  An id must be exact, so there it is an error.
    """
    try:
        text = row.decode("utf-8")
    except UnicodeDecodeError as bad:
        raise InputError(
            f"The row is not valid UTF-8 (byte {bad.start + 1}); save the file as UTF-8.", _BROKEN
        ) from None
    broken = InputError(
        f"The row is not valid JSON: {error.msg} (column {error.colno}); correct or remove it.", _BROKEN
    )
    if "\\u" not in text:
        raise broken
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise broken from None
    if isinstance(value, dict) and any(_SURROGATE.search(str(value.get(k))) for k in ("id", "doc_id")):
        raise InputError("The id holds half of a surrogate pair, which cannot be kept; correct it.", _BROKEN)
    try:
        return json.loads(_SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False, allow_nan=False)))
    except (ValueError, RecursionError):
        raise broken from None


def _document(where: str, media_type: str, content: bytes, row: dict[str, Any]) -> RawDocument:
    """The document of a parsed row; raises InputError ``no_text``, ``empty`` or ``broken_row``."""
    text = row.pop("text", None)
    if text is None and (name := _named_else(row, "text")):
        text = row.pop(name)
    if not isinstance(text, str):
        raise InputError('The row has no "text"; every row needs one, as a string.', "no_text")
    if not text or text.isspace():
        raise InputError("It holds no text: it is empty.", "empty")
    row_id = None
    for key in ("id", "doc_id"):
        if row_id is None and (found := row.get(key)) not in (None, ""):
            if isinstance(found, bool) or not isinstance(found, str | int | float):
                raise InputError(f'"{key}" must be a string or a number.', _BROKEN)
            row_id = str(row.pop(key))
    if row.get("id", 0) in (None, ""):
        del row["id"]
    known: dict[str, str | None] = {}
    for key in _FIELDS:
        value = row.get(key)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            known[key] = str(value).strip() or None
            del row[key]
        elif value is None:
            row.pop(key, None)  # anything else (a list of titles) is kept in extra as it came
            if name := _named_else(row, key):
                known[key] = row[name].strip()
    try:
        extra = orjson.dumps(row, option=orjson.OPT_SORT_KEYS).decode() if row else None
    except TypeError:  # deeper than orjson writes
        raise InputError("The row's extra keys nest too deeply to be kept; flatten them.", _BROKEN) from None
    return RawDocument(where, media_type, content, text=text, row_id=row_id, extra=extra, **known)  # type: ignore[arg-type]


def _named_else(row: dict[str, Any], field: str) -> str | None:
    """Another usual name under which a row has one of our fields."""
    for name in _ALSO.get(field, ()):
        if isinstance(value := row.get(name), str) and value.strip():
            return name
    return None


class _Lines:
    """The lines of a CSV file as text, for ``csv.reader``; it remembers the bytes of the row being read.

    An iterator class and not a generator: after an error, the next call goes on with the next line.
    """

    def __init__(self, stream: BinaryIO, config: IngestConfig) -> None:
        self.number = 0
        self._row: list[bytes] = []
        self._size = 0
        self._stream = stream
        self._config = config

    def __iter__(self) -> _Lines:
        return self

    def take(self) -> bytes:
        """The bytes read since the last call, without the last newline."""
        row = b"".join(self._row).rstrip(b"\r\n")
        self._row, self._size = [], 0
        return row

    def __next__(self) -> str:
        line, fits = read_line(self._stream, self._config.max_document_bytes)
        if not line:
            raise StopIteration
        self.number += 1
        self._size += len(line)
        if not fits or self._size > self._config.max_document_bytes + 2:
            raise _too_long(self._config)
        self._row.append(line)
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError as bad:
            raise InputError(
                f"The row is not valid UTF-8 (byte {bad.start + 1}); save the file as UTF-8.", _BROKEN
            ) from None


def read_csv(source: str, stream: BinaryIO, config: IngestConfig) -> Iterator[RawDocument | Rejected]:
    """CSV whose header names the columns as JSON Lines names its keys; ``text`` is required.

    Comma, semicolon or tab, whichever makes a header with ``text``.  Raises InputError when there is none.
    """
    head = peek(stream, 4)
    if has_wide_bom(head):
        raise InputError("CSV must be UTF-8 and this is UTF-16; save it as UTF-8.", "encoding")
    if head.startswith(_UTF8_BOM):
        stream.read(len(_UTF8_BOM))
    lines = _Lines(stream, config)
    first = next(lines, None)
    if first is None:
        raise InputError("It holds no text: it is empty.", "empty")
    delimiter, header = _header(first)
    csv.field_size_limit(max(csv.field_size_limit(), config.max_document_bytes + 2))
    rows = 0
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.take()
        where = f"{source}:{lines.number + 1}"
        try:
            cells = next(reader, None)
            if cells is None:
                break
            if not any(cells):
                continue
            rows += 1
            if len(cells) > len(header):
                raise InputError(
                    f"The row has {len(cells)} cells and the header {len(header)}; quote cells that hold commas.",
                    _BROKEN,
                )
            row: dict[str, Any] = {k: v for k, v in zip(header, cells, strict=False) if v or k == "text"}
            yield _document(where, "text/csv", lines.take(), row)
        except csv.Error as error:
            rows += 1
            yield Rejected(where, "ingest", _BROKEN, f"The row is not valid CSV: {error}; check its quotes.")
        except InputError as error:
            rows += 1
            yield _rejected(where, error)
    if not rows:
        raise InputError("It holds a header and no rows: it is empty.", "empty")


def _header(line: str) -> tuple[str, list[str]]:
    """The delimiter and the column names (ours in lower case).  Raises InputError ``no_text`` without a text column."""
    seen: list[str] = []
    for delimiter in ",;\t":
        try:
            cells = next(csv.reader(io.StringIO(line), delimiter=delimiter), [])
        except csv.Error:
            continue
        names = [_column(cell.strip()) for cell in cells]
        if not {"text", *_ALSO["text"]}.isdisjoint(names):
            return delimiter, names
        seen = max(seen, names, key=len)
    shown = ", ".join(clean_name(name, 40) for name in seen[:12])
    raise InputError(
        f'The header names no column "text" (it names: {shown}); call the column of the texts so.', "no_text"
    )


def _column(name: str) -> str:
    plain = name.lower().replace(" ", "_")
    return plain if plain in _COLUMNS else name
