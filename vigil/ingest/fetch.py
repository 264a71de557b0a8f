"""Fetching one address from the web: public hosts only, every redirect checked, size and time bounded.

The host name is resolved once, by us, at the moment of connecting; every address that it has is checked, and the
connection goes to a checked address.  So a name cannot change its address between check and use.
"""

from __future__ import annotations

import contextlib
import functools
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpcore
import httpx

from vigil import __version__
from vigil.config import IngestConfig
from vigil.errors import FetchRefused, InputError
from vigil.ingest.addresses import is_public
from vigil.ingest.bodies import decode_body
from vigil.ingest.streams import clean_name, show_bytes

USER_AGENT = f"vigil-record/{__version__}"
_ACCEPT = "text/html,application/xhtml+xml,application/pdf,application/rss+xml,application/atom+xml,*/*;q=0.5"
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered."""

    content: bytes  # decoded (no gzip)
    final_url: str  # after redirects
    headers: tuple[tuple[str, str], ...]  # lower-case names
    retrieved: str  # ISO time, UTC
    status: int
    media_type: str  # lower case, without parameters; "" if none was sent

    def header(self, name: str) -> str | None:
        """The first header of that lower-case name."""
        return next((value for key, value in self.headers if key == name), None)


def fetch(
    url: str,
    config: IngestConfig,
    headers: Mapping[str, str] | None = None,
    redirected: Callable[[str], None] | None = None,
) -> Fetched:
    """The document at an http or https address.

    Bounds: ``config.fetch_timeout`` seconds for everything, redirects included, and ``config.max_document_bytes``
    before and after decompression.  ``headers`` are added to the request (``if-none-match`` for a repeated visit:
    then a 304 is returned and no error).  ``redirected`` is called with each address that it is sent on to, before that is
    asked, and may raise.  Environment proxies and cookies are not used.

    Raises FetchRefused with a sentence for the user, whatever goes wrong.
    """
    deadline = time.monotonic() + config.fetch_timeout
    sent = {
        "user-agent": USER_AGENT,
        "accept": _ACCEPT,
        "accept-encoding": "gzip, deflate",
        **(headers or {}),
    }
    seen: list[str] = []
    address = _parse(url)
    with httpcore.ConnectionPool(
        ssl_context=_ssl_context(),
        network_backend=_Checked(config.allow_private, deadline),
        max_connections=1,
    ) as pool:
        while True:
            seen.append(str(address))
            with _explained(address, config), _asked(pool, address, sent) as response:
                answered = [(_latin(key).lower(), _latin(value)) for key, value in response.headers]
                found = dict(reversed(answered))
                if response.status not in _REDIRECTS:
                    return _read(address, response, answered, found, config)
            target = found.get("location")
            if not target:
                raise FetchRefused(f"{_show(address)} redirects without saying where to.")
            address = _join(address, target)
            if str(address) in seen:
                raise FetchRefused(f"{_show(address)} redirects in a circle.", "redirect_loop")
            if len(seen) > config.max_redirects:
                raise FetchRefused(
                    f"{clean_name(url)} redirects more than {config.max_redirects} times.", "redirect_loop"
                )
            if redirected is not None:
                redirected(str(address))


def _read(
    address: httpx.URL,
    response: httpcore.Response,
    answered: list[tuple[str, str]],
    found: dict[str, str],
    config: IngestConfig,
) -> Fetched:
    if not (200 <= response.status < 300 or response.status == 304):
        raise FetchRefused(
            f"{_show(address)} answered with status {response.status}; open it in a browser to see why.",
            "http_status",
            response.status,
            found.get("retry-after"),
        )
    parts: list[bytes] = []
    total = 0
    for part in response.iter_stream():
        parts.append(part)
        total += len(part)
        if total > config.max_document_bytes:
            raise FetchRefused(
                f"{_show(address)} sends more than {show_bytes(config.max_document_bytes)}, the most one may have.",
                "too_large",
            )
    try:
        content = decode_body(
            b"".join(parts), {"content-encoding": found.get("content-encoding", "")}, config
        )
    except InputError as error:
        raise FetchRefused(f"{_show(address)}: {error}", error.code) from error
    return Fetched(
        content,
        str(address),
        tuple(answered),
        datetime.now(UTC).isoformat(timespec="seconds"),
        response.status,
        found.get("content-type", "").split(";")[0].strip().lower(),
    )


def _parse(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise FetchRefused(f"{clean_name(url)} is not a web address.", "bad_url") from error
    return _checked_form(address)


def _join(address: httpx.URL, target: str) -> httpx.URL:
    try:
        return _checked_form(address.join(target))
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise FetchRefused(
            f"{_show(address)} redirects to something that is not a web address.", "bad_url"
        ) from error


def _checked_form(address: httpx.URL) -> httpx.URL:
    if address.scheme not in ("http", "https"):
        raise FetchRefused(
            f"Only http and https are fetched, not {clean_name(address.scheme or 'this')}.", "bad_url"
        )
    if not address.host:
        raise FetchRefused("The web address names no host.", "bad_url")
    if address.userinfo:
        raise FetchRefused(
            "The web address holds a name or password; those are not sent. Remove them.", "bad_url"
        )
    return address.copy_with(fragment=None)


def _show(address: httpx.URL) -> str:
    return clean_name(str(address))


def _latin(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


@contextlib.contextmanager
def _asked(
    pool: httpcore.ConnectionPool, address: httpx.URL, headers: Mapping[str, str]
) -> Iterator[httpcore.Response]:
    host = address.netloc  # host and, if not the usual one, port
    request = httpcore.URL(
        scheme=address.raw_scheme, host=address.raw_host, port=address.port, target=address.raw_path
    )
    pairs = [(b"host", host), *((k.encode("ascii"), v.encode("utf-8")) for k, v in headers.items())]
    with pool.stream("GET", request, headers=pairs) as response:
        yield response


@contextlib.contextmanager
def _explained(address: httpx.URL, config: IngestConfig) -> Iterator[None]:
    """Network errors as sentences."""
    try:
        yield
    except FetchRefused:
        raise
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise FetchRefused(
            f"{_show(address)} took longer than {config.fetch_timeout:g} seconds; try again later.", "timeout"
        ) from error
    except ssl.SSLError as error:
        raise FetchRefused(
            f"{_show(address)} has no valid certificate: {error.reason or error}.", "certificate"
        ) from error
    except (httpcore.ConnectError, httpcore.NetworkError, OSError) as error:
        code = "certificate" if "CERTIFICATE_VERIFY" in str(error) else "unreachable"
        raise FetchRefused(f"{_show(address)} cannot be reached: {clean_name(str(error))}.", code) from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, ValueError) as error:
        raise FetchRefused(f"{_show(address)} does not answer as a web server should.", "protocol") from error


@functools.cache
def _ssl_context() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


class _Checked(httpcore.NetworkBackend):
    """Connects only to checked addresses, and gives every read and write what is left until the deadline."""

    def __init__(self, allow_private: bool, deadline: float) -> None:
        self._allow_private = allow_private
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = resolve(host, port, _left(self._deadline))
        if not self._allow_private:
            for address in addresses:
                if not is_public(address):
                    raise FetchRefused(
                        f"{clean_name(host)} is at {clean_name(address)}, which is not on the public internet; "
                        "give --allow-private if you trust it.",
                        "private_address",
                    )
        failure: Exception | None = None
        for address in addresses:
            try:
                stream = self._plain.connect_tcp(address, port, _left(self._deadline), None, socket_options)
                return _Timed(stream, self._deadline)
            except httpcore.ConnectError as error:
                failure = error
        raise failure or httpcore.ConnectError("it has no address")


class _Timed(httpcore.NetworkStream):
    """A stream whose every wait ends at the deadline, so that a server which sends a byte a second cannot hold us."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(
            self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline)), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("deadline")
    return left


def resolve(host: str, port: int, timeout: float) -> list[str]:
    """The addresses of a host name, in the system's order.  Raises OSError, or TimeoutError after ``timeout`` s."""
    found: list[str] = []
    failed: list[OSError] = []

    def look_up() -> None:
        try:
            for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                if address[0] not in found:
                    found.append(str(address[0]))
        except OSError as error:
            failed.append(error)
        except UnicodeError:
            failed.append(OSError("the host name is not valid"))

    worker = threading.Thread(target=look_up, daemon=True)  # getaddrinfo itself knows no timeout
    worker.start()
    worker.join(timeout)
    if worker.is_alive():
        raise TimeoutError
    if failed:
        raise failed[0]
    return found
