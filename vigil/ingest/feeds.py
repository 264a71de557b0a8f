"""RSS and Atom: the items of a feed as documents.

A feed that was fetched has its pages fetched.  A feed file is read as it is, and nothing is fetched for it.
"""

from __future__ import annotations

import html
import io
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from vigil.config import IngestConfig
from vigil.errors import InputError
from vigil.records import Priors, RawDocument, Rejected

FULL_TEXT = 600  # characters of visible text from which an item's content counts as the article, not a teaser
_TAG = re.compile(r"<[^<>]{0,2000}>")
Page = Callable[[str], Iterator[RawDocument | Rejected]]


def read_feed(
    source: str, data: bytes, config: IngestConfig, fetch_page: Page | None = None
) -> Iterator[RawDocument | Rejected]:
    """The items of one feed, in its order.

    With ``fetch_page`` (the feed itself came from the web) each item's page is fetched, up to ``config.feed_items``;
    the date and outlet of the feed are priors for it.  An item whose page fails falls back on its own content if that is the full text.  Without it, only items that
    hold their full text are documents, with title, date and outlet from the feed.  Raises InputError ``broken_feed``.
    """
    outlet, items = _parse(data)
    if not items:
        raise InputError("The feed has no items, or is damaged.", "broken_feed")
    for number, item in enumerate(items, 1):
        where = f"{source}#{number}"
        if fetch_page is not None and number > config.feed_items:
            yield Rejected(
                where,
                "ingest",
                "feed_items",
                f"The feed has {len(items)} items and only the first {config.feed_items} are fetched; "
                "raise the limit to read them all.",
            )
            return
        link = _plain(item.get("link"))
        about = {
            "title": _plain(item.get("title")),
            "published": _date(item),
            "outlet": outlet,
            "url": link,
        }
        own = _own_page(where, item, about)
        if fetch_page is None or link is None:
            yield own or Rejected(
                where,
                "ingest",
                "summary_only",
                "The item holds only a summary; give its web address, or that of the feed, to fetch the page.",
            )
            continue
        for found in fetch_page(link):
            if isinstance(found, Rejected):
                yield own or found
            else:
                yield _described(found, about)


def _described(document: RawDocument, about: dict[str, str | None]) -> RawDocument:
    """A fetched page with what the feed says of it, which holds where the page itself does not say it."""
    return replace(
        document,
        url=document.url or about["url"],
        title=document.title if document.text is None else document.title or about["title"],
        priors=Priors(about["published"], about["outlet"]),
    )


def _parse(data: bytes) -> tuple[str | None, list[Any]]:
    import feedparser  # only where there is a feed

    try:
        # A stream, never a string: feedparser would take a string for an address and fetch it.
        parsed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
        return _plain(parsed.feed.get("title")), list(parsed.entries)
    except Exception as error:  # feedparser lets errors of several parsers through
        raise InputError("The feed is damaged and cannot be read.", "broken_feed") from error


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


def _own_page(where: str, item: Any, about: dict[str, str | None]) -> RawDocument | None:
    """The item's content as a small page of its own, if it is the full text."""
    contents = [c.get("value") for c in item.get("content", ()) if isinstance(c, dict)] + [
        item.get("summary")
    ]
    for content in contents:
        if isinstance(content, str) and len(_plain(content) or "") >= FULL_TEXT:
            title = html.escape(about["title"] or "")
            page = (
                f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head>'
                f"<body><article><h1>{title}</h1>{content}</article></body></html>"
            )
            return RawDocument(where, "text/html", page.encode("utf-8", "replace"), **about)  # type: ignore[arg-type]
    return None
