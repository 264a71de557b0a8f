"""The token of each form: that it is sent shows that a page of ours was read by the browser that sends it.

A token is a keyed hash of what the browser's cookie holds, so that nothing is stored: of the session where there is one,
else of a random cookie.  On loopback, where nobody signs in, that cookie is one for the whole record: a page that is opened
by a link from elsewhere, which comes without cookies, then does not spoil the forms of other pages.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from python_multipart import MultipartParser, QuerystringParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers
from starlette.types import Message, Receive

FIELD = "csrf_token"
HEADER = "x-csrf-token"
LOOKED_AT = (
    64 * 1024
)  # bytes of a form in which its token must have come, so that no upload is held in memory

_MADE = re.compile(r"[\w-]{43}", re.ASCII)


def token(key: bytes, cookie: str) -> str:
    """A token that goes with what a cookie holds.  No two are alike, so that none can be guessed from compressed pages."""
    number = secrets.token_hex(16)
    return number + _signed(key, number, cookie)


def belongs(sent: str | None, key: bytes, cookie: str) -> bool:
    """Whether a token was made with this key for this cookie."""
    return sent is not None and equal(_signed(key, sent[:32], cookie), sent[32:])


def _signed(key: bytes, number: str, cookie: str) -> str:
    return hmac.new(key, f"form {number} {cookie}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def local_cookie(key: bytes) -> str:
    """What the cookie holds on loopback: 43 characters, as all of them."""
    return hmac.new(key, b"local", hashlib.sha256).hexdigest()[:43]


def browser_cookie(sent: str | None) -> str:
    """What the cookie of a browser holds that is not signed in: what it sent, if it may be ours, or something new."""
    return sent if sent and _MADE.fullmatch(sent) else secrets.token_urlsafe(32)


def equal(expected: str, sent: str | None) -> bool:
    """Compared in the same time wherever they differ."""
    return sent is not None and hmac.compare_digest(expected.encode(), sent.encode("utf-8", "replace"))


async def sent_token(headers: Headers, receive: Receive) -> tuple[str | None, Receive]:
    """The token that came with a request, from its header or its form, and what the request is then read from.

    A form is read only until its token has come: it must be the first field, before any file.
    """
    if HEADER in headers:
        return headers[HEADER], receive
    finder = _finder(headers.get("content-type", ""))
    if finder is None:
        return None, receive
    held: list[Message] = []
    size, more = 0, True
    try:
        while more and finder.found is None and size < LOOKED_AT:
            message = await receive()
            held.append(message)
            more = message["type"] == "http.request" and message.get("more_body", False)
            body = message.get("body", b"")
            finder.feed(body[: LOOKED_AT - size])
            size += len(body)
        if not more and size <= LOOKED_AT:
            finder.end()
    except FormParserError:
        pass  # then the token has not been found, or what follows is for the page to refuse

    async def again() -> Message:
        return held.pop(0) if held else await receive()

    return finder.found, again


class _Finder:
    """Looks for the field in what it is fed; ``found`` once it is whole."""

    def __init__(self) -> None:
        self.found: str | None = None
        self._name = bytearray()
        self._value = bytearray()
        self._wanted = False

    def _end(self) -> None:
        if self._wanted and self.found is None:
            self.found = self._value.decode("ascii", "replace")
        self._name.clear()
        self._value.clear()
        self._wanted = False

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._wanted and len(self._value) < 1024:
            self._value += data[start:end]

    def feed(self, data: bytes) -> None:
        """The next bytes of the body."""
        raise NotImplementedError

    def end(self) -> None:
        """There are no more."""


class _Pairs(_Finder):
    """application/x-www-form-urlencoded."""

    def __init__(self) -> None:
        super().__init__()
        self._parser = QuerystringParser(
            {"on_field_name": self._named, "on_field_data": self._value_data, "on_field_end": self._end}
        )

    def _named(self, data: bytes, start: int, end: int) -> None:
        if len(self._name) < 1024:
            self._name += data[start:end]

    def _value_data(self, data: bytes, start: int, end: int) -> None:
        self._wanted = self._name == FIELD.encode()
        self._data(data, start, end)

    def feed(self, data: bytes) -> None:
        self._parser.write(data)

    def end(self) -> None:
        self._parser.finalize()


class _Parts(_Finder):
    """multipart/form-data."""

    def __init__(self, boundary: bytes) -> None:
        super().__init__()
        self._header = bytearray()
        self._content = bytearray()
        self._parser = MultipartParser(
            boundary,
            {
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_part_data": self._data,
                "on_part_end": self._end,
            },
        )

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._content += data[start:end]

    def _header_end(self) -> None:
        if bytes(self._header).lower() == b"content-disposition":
            _, options = parse_options_header(bytes(self._content))
            self._wanted = options.get(b"name") == FIELD.encode() and b"filename" not in options
        self._header.clear()
        self._content.clear()

    def feed(self, data: bytes) -> None:
        self._parser.write(data)


def _finder(content_type: str) -> _Finder | None:
    kind, options = parse_options_header(content_type)
    if kind == b"application/x-www-form-urlencoded":
        return _Pairs()
    if kind == b"multipart/form-data" and options.get(b"boundary"):
        return _Parts(options[b"boundary"])
    return None
