"""E-mail: the body as a document, and each attachment of a kind that is read as a document of its own."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from typing import BinaryIO

from vigil.errors import InputError
from vigil.ingest.kinds import kind_of_name
from vigil.ingest.streams import clean_name
from vigil.ingest.texts import decode
from vigil.records import RawDocument, Rejected

Inner = Callable[[str, BinaryIO], Iterator[RawDocument | Rejected]]

# What the parser and its lazily parsed headers may raise on hostile input; the standard library names no common base.
_PARSE_ERRORS = (
    MessageError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)


def read_mail(source: str, data: bytes, inner: Inner) -> Iterator[RawDocument | Rejected]:
    """One message.  Title: Subject; published: Date; outlet: the sender's name, else domain.

    Plain text is preferred; without it the HTML part is given as HTML.  ``inner`` reads an attachment.
    Raises InputError: ``broken_mail``, ``no_text``, ``not_text`` or ``empty``.
    """
    try:
        message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(data)
        if not message.keys():
            raise InputError(
                "It has no mail headers, so it is not a mail; rename it if it is plain text.", "broken_mail"
            )
        body = message.get_body(("plain", "html"))
        attachments = list(message.iter_attachments()) if message.is_multipart() else []
        title, published, outlet = _header(message, "subject"), _date(message), _sender(message)
    except _PARSE_ERRORS as error:
        raise InputError(
            "The mail is broken and cannot be taken apart; save its text as .txt.", "broken_mail"
        ) from error

    readable = [found for n, part in enumerate(attachments, 1) if (found := _attachment(part, n))]
    if body is None and not readable:
        raise InputError("The mail has no text part and no attachment of a kind that is read.", "no_text")
    if body is not None:
        try:
            yield _body(source, data, body, title, published, outlet)
        except InputError as error:
            if not readable:
                raise
            yield Rejected(source, "ingest", error.code, str(error))
    for name, content in readable:
        yield from inner(f"{source}!{clean_name(name)}", io.BytesIO(content))


def _body(
    source: str, data: bytes, body: MIMEPart, title: str | None, published: str | None, outlet: str | None
) -> RawDocument:
    try:
        content = body.get_payload(decode=True)
        charset = body.get_content_charset()
        kind = body.get_content_type()
    except _PARSE_ERRORS as error:
        raise InputError("The mail's text cannot be decoded; save it as .txt.", "broken_mail") from error
    if not isinstance(content, bytes) or not content.strip():
        raise InputError("The mail's text is empty.", "empty")
    if kind == "text/html":
        headers = (("content-type", f"text/html; charset={charset}"),) if charset else ()
        return RawDocument(
            source, "text/html", content, title=title, published=published, outlet=outlet, headers=headers
        )
    text = decode(content, charset)
    return RawDocument(
        source, "message/rfc822", data, text=text, title=title, published=published, outlet=outlet
    )


def _attachment(part: MIMEPart, number: int) -> tuple[str, bytes] | None:
    """Name and bytes of an attachment that can be read; None for pictures, signatures and broken parts."""
    try:
        if part.get_content_type() == "message/rfc822":
            forwarded = part.get_payload(0)
            return (f"{number}.eml", forwarded.as_bytes()) if isinstance(forwarded, EmailMessage) else None
        name = part.get_filename() or ""
        content = part.get_payload(decode=True)
    except _PARSE_ERRORS:
        return None
    if kind_of_name(name) is None or not isinstance(content, bytes):
        return None
    return name, content


def _header(message: EmailMessage, name: str) -> str | None:
    value = " ".join(str(message.get(name, "")).split())
    return value.encode("utf-8", "replace").decode() or None


def _date(message: EmailMessage) -> str | None:
    """The Date header as an ISO time with its own offset; as written if it cannot be read."""
    written = _header(message, "date")
    if written is None:
        return None
    try:
        return parsedate_to_datetime(written).isoformat()
    except (ValueError, TypeError, OverflowError):
        return written


def _sender(message: EmailMessage) -> str | None:
    name, address = parseaddr(_header(message, "from") or "")
    return name or address.rpartition("@")[2] or None
