"""WARC archives: the pages that were answered with 200, streamed record by record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from fastwarc import ArchiveIterator, WarcRecordType
from fastwarc.warc import WarcRecord

from vigil.config import IngestConfig
from vigil.errors import InputError, TooLarge
from vigil.ingest.bodies import decode_body
from vigil.ingest.pages import read_html
from vigil.ingest.streams import clean_name, show_bytes
from vigil.ingest.texts import read_text
from vigil.records import RawDocument, Rejected

KEPT_HEADERS = ("content-type", "content-language", "last-modified", "date", "etag")
_WANTED = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
_MACHINE_FILES = ("/robots.txt", "/ads.txt", "/app-ads.txt")
_CUT = "The archive stops in the middle of a record: it is cut off. What came before was read; get it again."


class _Quiet:
    """The stream as the WARC parser needs it: it never raises (the parser would abort), it ends and keeps the error."""

    def __init__(self, stream: BinaryIO) -> None:
        self.problem: InputError | None = None
        self._read: Any = getattr(
            stream, "read1", stream.read
        )  # what is there before an error, not lost to it
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        if self.problem:
            return b""
        try:
            part = self._read(size if size >= 0 else 65536)
        except InputError as error:
            self.problem = error
            return b""
        except OSError as error:
            self.problem = InputError(
                f"The archive cannot be read further: {error.strerror or error}.", "unreadable"
            )
            return b""
        self._at += len(part)
        return part

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._at

    def close(self) -> None:
        return None


def read_warc(source: str, stream: BinaryIO, config: IngestConfig) -> Iterator[RawDocument | Rejected]:
    """HTML, text and PDF of ``response`` (status 200), ``resource`` and ``conversion`` records.

    Redirects, errors, pictures and revisits (whose body is elsewhere) are passed over.  A damaged archive gives
    everything before the damage; then InputError is raised.  An archive without any page raises ``no_documents``.
    """
    quiet = _Quiet(stream)
    given = 0
    problem: InputError | None = None
    try:
        for record in ArchiveIterator(quiet, record_types=_WANTED, parse_http=True, stream_detect=False):
            try:
                found = _read(source, record, config)
            except InputError as error:
                if error.code == "truncated":
                    problem = error
                    break
                found = Rejected(_name(source, record), "ingest", error.code, str(error))
            if found is not None:
                given += 1
                yield found
    except OSError as error:
        problem = InputError(
            f"The archive is damaged: {error}. What came before was read; get it again.", "damaged"
        )
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the parser's own code reports a fault in it
            raise
        problem = InputError("The archive is damaged. What came before was read; get it again.", "damaged")
    problem = quiet.problem or problem
    if problem:
        raise problem
    if not given:
        raise InputError(
            "The archive holds no page answered with status 200; check how it was made.", "no_documents"
        )


def _name(source: str, record: WarcRecord) -> str:
    return f"{source}!{clean_name(_url(record) or 'record')}"


def _url(record: WarcRecord) -> str | None:
    url = record.headers.get("WARC-Target-URI")
    return url.strip("<> ") or None if url else None


def _read(source: str, record: WarcRecord, config: IngestConfig) -> RawDocument | Rejected | None:
    """The document of one record, or None for a record of no interest; may raise InputError."""
    kept: tuple[tuple[str, str], ...] = ()
    encodings: dict[str, str] = {}
    if record.record_type == WarcRecordType.response:
        http = record.http_headers if record.is_http else None
        if http is None or http.status_code != 200:
            return None
        pairs = [(key.lower(), value) for key, value in http.items()]
        kept = tuple((key, value) for key, value in pairs if key in KEPT_HEADERS)
        encodings = dict(pairs)
        written = encodings.get("content-type", "")
    else:
        written = record.headers.get("Content-Type") or ""
    media_type = written.split(";")[0].strip().lower()
    url = _url(record)
    if not _is_document(media_type, url):
        return None
    declared = record.content_length
    if declared > config.max_document_bytes:
        raise TooLarge(
            f"The page is larger than {show_bytes(config.max_document_bytes)}, the most one may have."
        )
    data = record.reader.read(declared + 1) if declared else b""
    if len(data) < declared:
        raise InputError(_CUT, "truncated")
    data = decode_body(data, encodings, config)
    if media_type in ("", "application/octet-stream"):
        media_type = "application/pdf" if data.startswith(b"%PDF-") else "text/html"
        if b"<" not in data[:1000] and media_type == "text/html":
            return None
    name = _name(source, record)
    if media_type == "application/pdf":
        from vigil.ingest.pdf import read_pdf

        document = read_pdf(name, data)
    elif media_type == "text/plain":
        document = read_text(name, data)
    else:
        document = read_html(name, data)
    retrieved = record.headers.get("WARC-Date")
    return RawDocument(
        document.source,
        document.media_type,
        data,
        text=document.text,
        title=document.title,
        url=url or document.url,
        retrieved=retrieved,
        headers=kept,
    )


def _is_document(media_type: str, url: str | None) -> bool:
    if media_type == "text/plain":
        return not (url or "").lower().split("?")[0].endswith(_MACHINE_FILES)
    return media_type in (
        "text/html",
        "application/xhtml+xml",
        "application/pdf",
        "application/octet-stream",
        "",
    )
