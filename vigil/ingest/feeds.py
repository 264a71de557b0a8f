"""RSS and Atom: the items of a feed as documents.

A feed that was fetched has its pages fetched.  A feed file is read as it is, and nothing is fetched for it.
"""

from __future__ import annotations

import html
import io
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from vigil.config import IngestConfig
from vigil.errors import InputError
from vigil.records import Priors, RawDocument, Rejected

DAY = 86_400
FULL_TEXT = 600  # characters of visible text from which an item's content counts as the article, not a teaser
_TAG = re.compile(r"<[^<>]{0,2000}>")
Page = Callable[[str], Iterator[RawDocument | Rejected]]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed."""

    where: str  # for messages
    link: str | None
    title: str | None
    published: str | None
    stamp: str  # when it was last changed, as the feed wrote it; "" where it does not say
    own: RawDocument | None  # its full text, where the feed holds it


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed holds."""

    outlet: str | None
    items: tuple[Item, ...]
    minimum: float  # seconds between two visits that it asks for; 0 where it does not


def parse_feed(source: str, data: bytes) -> Feed:
    """A feed with its items, in its order.  Raises InputError ``broken_feed`` for what is none."""
    parsed = _parse(data)
    outlet = _plain(parsed.feed.get("title"))
    items = []
    for number, item in enumerate(parsed.entries, 1):
        where = f"{source}#{number}"
        title, published, link = _plain(item.get("title")), _date(item), _plain(item.get("link"))
        own = _own_page(where, item, title, published, outlet, link)
        stamp = _plain(item["updated"]) if "updated" in item.keys() else None  # noqa: SIM118  # `in item` counts "published" too
        items.append(Item(where, link, title, published, stamp or "", own))
    if not items and not parsed.version:
        raise InputError("It is not a feed, or it is damaged.", "broken_feed")
    return Feed(outlet, tuple(items), _minimum(parsed.feed))


def read_feed(
    source: str, data: bytes, config: IngestConfig, fetch_page: Page | None = None
) -> Iterator[RawDocument | Rejected]:
    """The items of one feed, in its order.

    With ``fetch_page`` (the feed itself came from the web) each item's page is fetched, up to ``config.feed_items``;
    the date and outlet of the feed are priors for it.  An item whose page fails falls back on its own content if that is the full text.  Without it, only items that
    hold their full text are documents, with title, date and outlet from the feed.  Raises InputError ``broken_feed``.
    """
    feed = parse_feed(source, data)
    if not feed.items:
        raise InputError("The feed has no items, or is damaged.", "broken_feed")
    for number, item in enumerate(feed.items, 1):
        if fetch_page is not None and number > config.feed_items:
            yield Rejected(
                item.where,
                "ingest",
                "feed_items",
                f"The feed has {len(feed.items)} items and only the first {config.feed_items} are fetched; "
                "raise the limit to read them all.",
            )
            return
        if fetch_page is None or item.link is None:
            yield item.own or summary_only(item)
            continue
        priors = Priors(item.published, feed.outlet)
        for found in fetch_page(item.link):
            if isinstance(found, Rejected):
                yield item.own or found
            else:
                yield described(found, item.link, item.title, priors)


def summary_only(item: Item) -> Rejected:
    """Why an item without page and full text is no document."""
    reason = "The item holds only a summary; give its web address, or that of the feed, to fetch the page."
    return Rejected(item.where, "ingest", "summary_only", reason)


def described(document: RawDocument, link: str, title: str | None, priors: Priors) -> RawDocument:
    """A fetched page with what the feed says of it, which holds where the page itself does not say it."""
    return replace(
        document,
        url=document.url or link,
        title=document.title if document.text is None else document.title or title,
        priors=priors,
    )


def _parse(data: bytes) -> Any:
    import feedparser  # only where there is a feed

    try:
        # A stream, never a string: feedparser would take a string for an address and fetch it.
        parsed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
        parsed.feed.get("title"), list(parsed.entries), parsed.version
        return parsed
    except Exception as error:  # feedparser lets errors of several parsers through
        raise InputError("The feed is damaged and cannot be read.", "broken_feed") from error


_PERIODS = {"hourly": 3600, "daily": DAY, "weekly": 7 * DAY, "monthly": 30 * DAY, "yearly": 365 * DAY}


def _minimum(feed: Any) -> float:
    """Seconds between visits by RSS's ttl (minutes) and its syndication module (so many times a period)."""
    ttl, often = _number(feed.get("ttl")), _number(feed.get("sy_updatefrequency"))
    period = _PERIODS.get((_plain(feed.get("sy_updateperiod")) or "").lower(), 0)
    return max(60.0 * ttl, period / (often or 1))


def _number(value: object) -> int:
    found = _plain(value) or ""
    return int(found) if re.fullmatch("[0-9]{1,6}", found) else 0


def _plain(value: object) -> str | None:
    """One line of text without tags, or None."""
    if not isinstance(value, str):
        return None
    text = " ".join(html.unescape(_TAG.sub(" ", value)).split())
    return text.encode("utf-8", "replace").decode() or None


def _date(item: Any) -> str | None:
    """Publication time of an item in UTC, else as the feed wrote it."""
    for key in ("published", "updated"):
        parsed = item.get(f"{key}_parsed")
        if isinstance(parsed, time.struct_time):
            return time.strftime("%Y-%m-%dT%H:%M:%SZ", parsed)
        if written := _plain(item.get(key)):
            return written
    return None


def _own_page(
    where: str, item: Any, title: str | None, published: str | None, outlet: str | None, link: str | None
) -> RawDocument | None:
    """The item's content as a small page of its own, if it is the full text."""
    contents = [c.get("value") for c in item.get("content", ()) if isinstance(c, dict)] + [
        item.get("summary")
    ]
    for content in contents:
        if isinstance(content, str) and len(_plain(content) or "") >= FULL_TEXT:
            head = html.escape(title or "")
            page = (
                f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{head}</title></head>'
                f"<body><article><h1>{head}</h1>{content}</article></body></html>"
            )
            data = page.encode("utf-8", "replace")
            return RawDocument(
                where, "text/html", data, url=link, title=title, published=published, outlet=outlet
            )
    return None
