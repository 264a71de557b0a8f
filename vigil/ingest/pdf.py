"""PDF: the text layer, page by page, with caps on pages and time."""

from __future__ import annotations

import io
import logging
import re
import time

from pypdf import PdfReader

from vigil.errors import InputError, TooLarge
from vigil.records import RawDocument

MAX_PAGES = 2000
MAX_SECONDS = 120.0
_SURROGATES = re.compile("[\ud800-\udfff]")
_FILE_NAME = re.compile(
    r"\.(?:docx?|pdf|indd|rtf|odt|pages|qxd|html?|txt)\b|^(?:microsoft word|untitled|document\d*$)", re.I
)
_ENDED = re.compile(r"[.!?…:;][\"'”’)\]]*$")
_CUT = re.compile(r"\b([a-z]{2,})-[ \t]*\n[ \t]*(?=[a-z]{2})")
_TENS = frozenset("twenty thirty forty fifty sixty seventy eighty ninety".split())

logging.getLogger("pypdf").setLevel(
    logging.CRITICAL
)  # it reports each repaired fault; what matters is raised


def read_pdf(source: str, data: bytes) -> RawDocument:
    """One PDF as one document; words and sentences that the end of a line or page cuts are whole again.

    The title is the metadata's if it reads like one.  The creation date is not a publication date: left out.
    Raises InputError: ``encrypted``, ``broken_pdf``, ``no_text``, or TooLarge over 2,000 pages or two minutes.
    """
    deadline = time.monotonic() + MAX_SECONDS
    pages: list[str] = []
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("The PDF is encrypted; save it again without a password.", "encrypted")
        if len(reader.pages) > MAX_PAGES:
            raise TooLarge(f"The PDF has more than {MAX_PAGES:,} pages; split it.")
        for page in reader.pages:
            pages.append(page.extract_text())
            if time.monotonic() > deadline:
                raise TooLarge(
                    f"Reading the PDF took more than {MAX_SECONDS:.0f} seconds; split it or save it as text."
                )
        title = _title(reader)
    except InputError:
        raise
    except (
        Exception
    ) as error:  # pypdf raises dozens of kinds on damaged files, from KeyError to RecursionError
        raise InputError(
            "The PDF is damaged and cannot be read; print it to a new PDF or save it as text.", "broken_pdf"
        ) from error
    text = _SURROGATES.sub("\ufffd", _flowing([page.strip() for page in pages if page.strip()]))
    if not text.strip():
        raise InputError("The PDF has no text, only pictures of pages; run OCR over it first.", "no_text")
    return RawDocument(source, "application/pdf", data, text=text, title=title)


def _flowing(pages: list[str]) -> str:
    """Pages as one text: a blank line between them where a sentence has ended, a hyphen at the end of a line undone."""
    text = ""
    for page in pages:
        text += page if not text else ("\n\n" if _ENDED.search(text[-8:]) else "\n") + page
    return _CUT.sub(lambda cut: cut[1] + ("-" if cut[1] in _TENS else ""), text)


def _title(reader: PdfReader) -> str | None:
    """The metadata title if a person seems to have written it: some words, and no file name."""
    written = reader.metadata.title if reader.metadata else None
    title = _SURROGATES.sub("\ufffd", " ".join(written.split())) if isinstance(written, str) else ""
    if 8 <= len(title) <= 300 and " " in title and title.isprintable() and not _FILE_NAME.search(title):
        return title
    return None
