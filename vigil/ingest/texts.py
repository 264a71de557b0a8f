"""Plain text and Markdown: bytes to characters, and what a Markdown file says of itself."""

from __future__ import annotations

import codecs
import re
from typing import Any

import yaml

from vigil.errors import InputError
from vigil.records import RawDocument

_BOMS = (  # UTF-32 first: its little-endian mark starts with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL_BYTES = bytes(b for b in range(32) if b not in b"\t\n\r\f\x1a\x1b") + b"\x7f"
_NON_ASCII = bytes(range(128, 256))
_SAMPLE = 64 * 1024
_CHARSET = re.compile(r"(?i)iso|windows|cp|ibm|koi8|big5|gb|euc|shift|sjis|tis|mac|latin|us-ascii|ascii|utf")
_HEADING = re.compile(r"^#[ \t]+(\S[^\n]{0,400})$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.{0,8000}?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_NOISE = "It is not text: it holds bytes that no text has. If it is a document of another kind, give it its extension."


def is_noise(data: bytes) -> bool:
    """Whether bytes without a byte order mark cannot be text: a NUL, or more than 1 % control characters."""
    if b"\0" in data:
        return True
    controls = len(data) - len(data.translate(None, _CONTROL_BYTES))
    return controls > max(1, len(data) // 100)


def has_wide_bom(data: bytes) -> bool:
    """Whether the bytes start with a mark of UTF-16 or UTF-32."""
    return any(data.startswith(mark) for mark, _ in _BOMS[1:])


def decode(data: bytes, declared: str | None = None) -> str:
    """Bytes as text: by byte order mark, as UTF-8, by the declared charset, by detection, last as Windows-1252.

    Nothing but the byte order mark is taken away.  Raises InputError: ``empty`` or ``not_text``.
    """
    text = _decode(data, declared)
    if not text or text.isspace():
        raise InputError("It holds no text: it is empty.", "empty")
    return text


def _decode(data: bytes, declared: str | None) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            if "\0" in text or text.count("\ufffd") * 100 > len(text):
                raise InputError(_NOISE, "not_text")
            return text
    if is_noise(data):
        raise InputError(_NOISE, "not_text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declared and _CHARSET.match(declared):
        try:
            return data.decode(declared).encode("utf-8", "replace").decode()
        except (LookupError, ValueError):
            pass
    return data.decode(_guess(data), "replace")


def _guess(data: bytes) -> str:
    """An encoding for bytes that are not UTF-8, from their first 64 KB.

    Mostly-ASCII text is Windows-1252 (curly quotes, a few accents): statistical detection is unsure on so little.
    """
    sample = data[:_SAMPLE]
    if len(sample) - len(sample.translate(None, _NON_ASCII)) <= len(sample) // 20:
        return "cp1252"
    from charset_normalizer import from_bytes  # needed for few texts

    best = from_bytes(sample, steps=5, chunk_size=1024).best()
    if best is None or best.encoding.startswith(("utf_16", "utf_32", "utf_8")):
        return "cp1252"
    return best.encoding


def read_text(source: str, data: bytes) -> RawDocument:
    """A .txt file.  The text is the whole file, its first lines included."""
    return RawDocument(source, "text/plain", data, text=decode(data))


def read_markdown(source: str, data: bytes) -> RawDocument:
    """A .md file.  The text is the whole file; title, date, outlet and url come from YAML front matter, the title
    else from the first ``# `` heading."""
    text = decode(data)
    front, body = _front_matter(text)
    heading = _HEADING.search(text, body)
    return RawDocument(
        source,
        "text/markdown",
        data,
        text=text,
        title=front.get("title") or (heading.group(1).strip().rstrip("#").rstrip() if heading else None),
        published=front.get("published") or front.get("date"),
        outlet=front.get("outlet"),
        url=front.get("url"),
        country=front.get("country"),
    )


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """The plain values of YAML front matter, all as strings as written, and where the body starts.

    ({}, 0) when there is none; no values when it is broken.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, 0
    nested = match.group(1).count("[") + match.group(1).count("{") > 50  # slow to parse, and no plain values
    try:
        found: Any = (
            None if nested else yaml.load(match.group(1), Loader=yaml.BaseLoader)
        )  # BaseLoader: strings, lists, dicts only
    except (yaml.YAMLError, RecursionError, ValueError):
        found = None
    pairs = found.items() if isinstance(found, dict) else ()
    values = {str(k).lower(): v.strip() for k, v in pairs if isinstance(v, str) and v.strip()}
    return values, match.end()
