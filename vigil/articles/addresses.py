"""Addresses of documents: one plain form for one page, and what an address says of its outlet and date."""

from __future__ import annotations

import calendar
import re
from urllib.parse import urljoin, urlsplit, urlunsplit

_ARCHIVED = re.compile(
    r"https?://(?:web\.archive\.org|webarchive\.[\w.-]+|[\w.-]*archive-it\.org)/(?:\w+/)?\d{4,14}[a-z_*]*/(https?:?/{1,2}.+)",
    re.I,
)
_TRACKING = re.compile(
    r"(?:utm_\w+|at_(?:medium|campaign|custom\d*|link_\w+|format|bbc_team|ptr_name)|mc_[ce]id|(?:fb|g|d)clid|gclsrc|wbraid|gbraid|yclid"
    r"|msclkid|twclid|igshid|igsh|_ga|_gl|_hs\w+|mkt_tok|spm|smid|smtyp|smprod|ocid|cmpid|cmp|ito|s_cid|ncid|xtor|wt\.mc_id"
    r"|ref_?src|ref_?url|referrer|__twitter_impression|__source|sr_share|sharetype|fb_\w+|ftag|guccounter|guce_\w+|taid)",
    re.I,
)
_SAME_SITE = re.compile(r"^(?:www\d?|m|mobile|amp|beta|edition)\.")
_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name}
_YEAR = r"((?:19|20)\d\d)"
_DAY_PATH = re.compile(
    _YEAR.join(
        ("[/_.-]", r"(?:/|-|_|\.)(0?[1-9]|1[0-2]|[a-z]{3})(?:/|-|_|\.)(0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
    ),
    re.I,
)
_DAY_DIGITS = re.compile(r"(?:^|[/_-])" + _YEAR + r"(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_MONTH_PATH = re.compile("/" + _YEAR + r"[/-](0[1-9]|1[0-2]|[a-z]{3})(?=/)", re.I)


def clean_url(url: str | None, base: str | None = None) -> str | None:
    """The plain form of a web address: absolute, lower-case host, without user, default port, fragment, tracking
    parameters and the wrapper of a web archive.  None where it is no http(s) address."""
    if not url or len(url) > 4000:
        return None
    url = url.strip()
    if not url.isprintable():
        url = "".join(ch for ch in url if ch.isprintable())
    try:
        if base:
            url = urljoin(base, url)
        if (archived := _ARCHIVED.match(url)) is not None:
            url = re.sub(r"^(https?):?/{1,2}", r"\1://", archived.group(1))
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").lower()
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    if ":" in host:
        host = f"[{host}]"
    if port and port != {"http": 80, "https": 443}[parts.scheme.lower()]:
        host += f":{port}"
    query = "&".join(p for p in parts.query.split("&") if p and not _TRACKING.fullmatch(p.split("=", 1)[0]))
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", query, fragment))


def host_of(url: str | None) -> str | None:
    """The host without ``www.``; None without an address."""
    try:
        host = urlsplit(url).hostname if url else None
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def canonical(own: str | None, named: str | None) -> str | None:
    """The address to know a page by: the one that the page names if it may be believed, else its own, cleaned.

    A page may only speak for its own site (a reprint that names the original stays the reprint's document), and a
    home page named by an inner page is a known mistake of many sites: believing it would make one document of all.
    """
    mine = clean_url(own)
    other = clean_url(named, mine)
    if other is None or urlsplit(other).path in ("", "/") and not urlsplit(other).query:
        return mine
    if mine is None:
        return other
    a, b = (_SAME_SITE.sub("", host_of(url) or "") for url in (mine, other))
    return other if a == b else mine


def date_in(url: str | None) -> str | None:
    """The date that an address carries, as a prefix: ``/2013/01/10/``, ``/2013/jan/10/``, ``-20130110``, ``/2013/01/``."""
    if not url:
        return None
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    for pattern in (_DAY_PATH, _DAY_DIGITS, _MONTH_PATH):
        for found in pattern.finditer(path):
            year, month, *day = found.groups()
            number = int(month) if month.isdecimal() else _MONTHS.get(month.lower(), 0)
            if not number or day and int(day[0]) > calendar.monthrange(int(year), number)[1]:
                continue
            return f"{year}-{number:02}" + (f"-{int(day[0]):02}" if day else "")
    return None
