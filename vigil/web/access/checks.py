"""What is refused before anybody looks at who asks: other names for this machine, and requests that other sites make.

A page of another site cannot read our answers, but it can make the browser send requests here, and by DNS rebinding it can
make its own name lead here and then read everything.  So the Host header must be one of the site's own names; whatever
changes something must come from a page of the same origin; and other sites may lead here by a link and do no more.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_PORTS = {"http": "80", "https": "443"}


def bare(host: str, scheme: str) -> str:
    """A Host header in lower case, without the port that the scheme implies."""
    return host.strip().lower().removesuffix(f":{_PORTS[scheme]}")


def wrong_host(headers: Headers, hosts: Iterable[str], scheme: str) -> str | None:
    """A sentence where the site was not asked for by one of its own names."""
    asked = headers.getlist("host")
    if len(asked) == 1 and bare(asked[0], scheme) in {bare(host, scheme) for host in hosts}:
        return None
    return (
        "This site does not answer to the name in the address. Use the address that `vigil serve` printed,"
        " or start it with the name that you want to use."
    )


def from_elsewhere(client: str, headers: Headers) -> str | None:
    """A sentence where a site that is for this machine alone was reached from another one, or by way of a proxy.

    Where nobody signs in, whoever gets here is the owner: a proxy before it, or an address that it was bound to by mistake,
    would open it to everybody.
    """
    try:
        parsed = ipaddress.ip_address(client.partition("%")[0])
    except ValueError:  # a socket in the file system, or a test
        near = True
    else:
        near = (getattr(parsed, "ipv4_mapped", None) or parsed).is_loopback
    if near and not any(name in headers for name in _FORWARDED):
        return None
    return (
        "This site was started for its own machine alone, where nobody has to sign in. To reach it from others or by way of"
        " a proxy, start it with the address or name that they use."
    )


def cross_site(method: str, headers: Headers, scheme: str) -> str | None:
    """A sentence where the page of another site is behind the request.

    Browsers say so in Sec-Fetch-Site (on https and on loopback) and, when something is to be changed, in Origin.
    Programs that are no browsers send neither.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if method in SAFE:
        followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        if site in (None, "same-origin", "none") or (followed and method == "GET"):
            return None
        return "Another site may link to this one, but not load anything from it."
    if site not in (None, "same-origin", "none") or not _same(origin, headers["host"], scheme):
        return "This was sent by a page of another site, and nothing was changed."
    return None


def _same(origin: str | None, host: str, scheme: str) -> bool:
    if origin is None:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme == scheme and bare(parts.netloc, scheme) == bare(host, scheme)


def address(client: str, headers: Headers, proxies: Iterable[str]) -> str:
    """Where a request comes from.  X-Forwarded-For counts only as far as trusted proxies wrote it."""
    trusted, found = set(proxies), client
    told = [part.strip() for line in headers.getlist("x-forwarded-for") for part in line.split(",")]
    while found in trusted and told:
        found = told.pop() or found
    return found[:64]
