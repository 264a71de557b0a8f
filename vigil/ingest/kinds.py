"""What an input is: by its extension, and by its first bytes where the extension does not say."""

from __future__ import annotations

import re
from enum import StrEnum

from vigil.errors import InputError
from vigil.ingest.texts import has_wide_bom, is_noise


class Kind(StrEnum):
    """The kinds of input that are read."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    MAIL = "mail"
    JSONL = "jsonl"
    CSV = "csv"
    WARC = "warc"
    WACZ = "wacz"
    ZIP = "zip"
    GZIP = "gzip"
    FEED = "feed"


_BY_EXTENSION = {
    "txt": Kind.TEXT,
    "text": Kind.TEXT,
    "md": Kind.MARKDOWN,
    "markdown": Kind.MARKDOWN,
    "html": Kind.HTML,
    "htm": Kind.HTML,
    "xhtml": Kind.HTML,
    "pdf": Kind.PDF,
    "eml": Kind.MAIL,
    "jsonl": Kind.JSONL,
    "ndjson": Kind.JSONL,
    "csv": Kind.CSV,
    "tsv": Kind.CSV,
    "warc": Kind.WARC,
    "wet": Kind.WARC,
    "wacz": Kind.WACZ,
    "zip": Kind.ZIP,
    "gz": Kind.GZIP,
    "rss": Kind.FEED,
    "atom": Kind.FEED,
    "xml": Kind.FEED,
}
_BY_MEDIA_TYPE = {
    "text/html": Kind.HTML,
    "application/xhtml+xml": Kind.HTML,
    "application/pdf": Kind.PDF,
    "message/rfc822": Kind.MAIL,
    "text/csv": Kind.CSV,
    "text/markdown": Kind.MARKDOWN,
    "application/x-ndjson": Kind.JSONL,
    "application/jsonl": Kind.JSONL,
    "application/warc": Kind.WARC,
    "application/wacz": Kind.WACZ,
    "application/zip": Kind.ZIP,
    "application/gzip": Kind.GZIP,
    "application/rss+xml": Kind.FEED,
    "application/atom+xml": Kind.FEED,
}
_MAGIC = (
    (b"\x1f\x8b\x08", Kind.GZIP),
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"%PDF-", Kind.PDF),
    (b"WARC/1.", Kind.WARC),
)
_HTML = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|article|div|p|title|meta)\b",
    re.I | re.S,
)
_FEED = re.compile(
    rb"\s*(?:<\?xml.{0,300}?\?>|<\?xml-stylesheet.{0,300}?\?>|<!--.{0,2000}?-->|\s)*<(?:rss|feed|rdf:RDF)\b",
    re.I | re.S,
)
# A line of short names with a column of texts, which prose does not begin with.
_HEADER = re.compile(
    rb'(?=[^\n]*(?:^|[,;\t])"?(?:text|body|content|full[_ ]?text)"?[ ]*(?:[,;\t\r\n]|$))"?\w[\w ]{0,30}"?(?:[,;\t]"?\w[\w ]{0,30}"?)+\r?\n',
    re.I,
)
_ROW = re.compile(rb'\s*\{[^\S\n]*"')
_JSON = re.compile(rb'\s*(?:\[\s*[\[{]|\{\s*")')
# text, but never a report
_NEVER = frozenset(
    ("css", "js", "py", "sh", "c", "h", "java", "sql", "yaml", "yml", "toml", "ini", "log", "svg")
)
_ADVICE = (
    "Vigil reads .txt .md .html .pdf .eml .jsonl .csv .tsv .warc .wacz .zip, folders, feeds and web addresses; "
    "convert it to one of these."
)


def extension(name: str) -> str:
    """The lower-case extension of a file name, without its dot; "" if there is none."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    return base.rpartition(".")[2].lower() if "." in base.lstrip(".") else ""


def kind_of_name(name: str) -> Kind | None:
    """The kind that the extension says, or None."""
    return _BY_EXTENSION.get(extension(name))


def kind_of_media_type(media_type: str) -> Kind | None:
    """The kind that an HTTP media type says, or None where it says nothing certain (text/plain, text/xml)."""
    return _BY_MEDIA_TYPE.get(media_type)


def looks_like_feed(head: bytes) -> bool:
    """Whether the first bytes are those of an RSS, RDF or Atom feed."""
    return _FEED.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def decide(name: str, head: bytes, media_type: str = "") -> Kind:
    """The kind of an input from its name, its first bytes and, for a web page, its media type.

    Unmistakable bytes (gzip, PDF, WARC; a feed sent as text/xml) win over a wrong extension.  An unknown extension is
    sniffed: JSON Lines, feed, CSV, HTML, text.  Raises InputError: ``unsupported`` or ``empty``.
    """
    if not head:
        raise InputError("It holds no text: it is empty.", "empty")
    named = kind_of_media_type(media_type) or kind_of_name(name)
    magic = next((kind for start, kind in _MAGIC if head.startswith(start)), None)
    if magic is Kind.ZIP and named is None and name != "-":
        raise InputError(
            f"It is a packed file of an unknown kind. {_ADVICE}", "unsupported"
        )  # .docx, .jar ...
    if magic is Kind.ZIP and named is Kind.WACZ:
        return Kind.WACZ
    if magic is not None:
        return magic
    if named is Kind.FEED and not looks_like_feed(head) and _HTML.match(head):
        return Kind.HTML
    if named is not None and named is not Kind.GZIP:
        return named
    if named is Kind.GZIP:
        raise InputError("It is not a gzip file, though its name says so; check how it was made.", "damaged")
    if extension(name) in _NEVER or (is_noise(head) and not has_wide_bom(head)):
        raise InputError(f"It is not a kind of file that is read. {_ADVICE}", "unsupported")
    return sniff_text(head)


def sniff_text(head: bytes) -> Kind:
    """Which kind of text the first bytes are: JSON Lines, feed, CSV, HTML or plain text.

    Raises InputError ``unsupported`` for other JSON, which would pass for text.
    """
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _ROW.match(head):
        return Kind.JSONL
    if _JSON.match(head):
        raise InputError(
            "It is JSON over several lines or in one list; write one object a line (jq -c '.[]' makes that).",
            "unsupported",
        )
    if looks_like_feed(head):
        return Kind.FEED
    if _HEADER.match(head[:2000]):
        return Kind.CSV
    return Kind.HTML if _HTML.match(head) else Kind.TEXT
