"""Feeds that are visited again and again: what is new in them, and its pages, each once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from vigil.config import IngestConfig
from vigil.errors import FetchRefused, InputError
from vigil.ingest.feeds import Item, described, parse_feed, summary_only
from vigil.ingest.fetch import Fetched
from vigil.ingest.polite import (
    DAY,
    HOUR,
    MINUTE,
    WAIT,
    WEEK,
    Polite,
    backoff,
    freshness,
    may_pass,
    retry_after,
)
from vigil.ingest.reader import read_fetched
from vigil.ingest.streams import clean_name
from vigil.records import Priors, RawDocument, Rejected
from vigil.watched import FeedState, Waiting

Found = RawDocument | Rejected

REMEMBERED = 500  # items no longer in a feed that it may show again
MOST_WAITING = 2_000  # pages of one feed that wait at a time; the rest is taken up at a later visit
AGAIN = 5 * MINUTE  # from which waits for a page, or for a host that is to be left alone, begin
TRIES = 5  # fetches of a page before it is given up
UNRELIABLE = 3  # items of which all have another date than before: the feed dates them by the clock
_GONE = 410


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed as the user wants it visited.  What is said of it holds for items that do not say it themselves."""

    url: str
    every: float  # seconds
    outlet: str | None = None  # goes before the title of the feed
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of a visit to a feed."""

    state: FeedState
    documents: tuple[Found, ...] = ()  # items that hold all there is
    own: tuple[
        tuple[str, RawDocument], ...
    ] = ()  # (link, full text in the feed), for pages that cannot be had
    new: int = 0  # items
    items: int | None = None  # None: it was not changed, or not had


def visit(wanted: Subscription, state: FeedState, polite: Polite) -> Visit:
    """Ask a feed, with what it sent the last time to be asked again with; its new items wait in the state that comes back.

    Whatever goes wrong is in the state: when to try again, how often it went wrong, and why.
    """
    asked = {"if-none-match": state.etag, "if-modified-since": state.modified}
    try:
        answer = polite.get(wanted.url, {name: value for name, value in asked.items() if value})
        now = polite.clock()
        if answer.status == 304:
            minimum = min(DAY, freshness(answer) or state.minimum)
            return Visit(_answered(wanted, state, now, minimum))
        feed = parse_feed(clean_name(wanted.url), answer.content)
    except InputError as error:
        return Visit(_failed(wanted, state, polite, error))
    minimum = min(DAY, max(feed.minimum, freshness(answer)))
    state = replace(
        _answered(wanted, state, now, minimum),
        etag=answer.header("etag"),
        modified=answer.header("last-modified"),
    )
    return _taken(wanted, state, feed.items, feed.outlet)


def _answered(wanted: Subscription, state: FeedState, now: float, minimum: float) -> FeedState:
    due = now + max(wanted.every, minimum)
    return replace(state, answered=now, due=due, failures=0, trouble=None, minimum=minimum)


def _failed(wanted: Subscription, state: FeedState, polite: Polite, error: InputError) -> FeedState:
    now = polite.clock()
    refused = error if isinstance(error, FetchRefused) else None
    if refused is not None and refused.code == WAIT:  # its host is busy or silent, and has its own back-off
        due = max(polite.ready_at(wanted.url), now + AGAIN)
        return replace(state, due=due, trouble=str(error))
    failures = state.failures + 1
    wait = backoff(wanted.every, failures, polite.chance(), refused)
    if refused is not None and not may_pass(refused) and refused.status is None:
        wait = max(wait, DAY if refused.code == "robots" else HOUR)
    if refused is not None:
        wait = max(wait, retry_after(refused, now) or 0.0, WEEK if refused.status == _GONE else 0.0)
    return replace(state, due=now + wait, failures=failures, trouble=str(error))


def _taken(wanted: Subscription, state: FeedState, items: tuple[Item, ...], title: str | None) -> Visit:
    outlet = wanted.outlet or title
    seen = dict(state.seen)
    known = [item for item in items if item.link in seen]
    changed = [item for item in known if seen[item.link or ""] != item.stamp]
    if len(known) >= UNRELIABLE and len(changed) == len(known):
        seen.update((item.link or "", item.stamp) for item in changed)
    documents: list[Found] = []
    own: list[tuple[str, RawDocument]] = []
    waiting = {item.link: item for item in state.waiting}
    new = 0
    for item in items:
        key = item.link or _name(item)
        if seen.get(key) == item.stamp:
            continue
        text = item.own and replace(item.own, outlet=outlet, priors=Priors(country=wanted.country))
        if item.link is None:
            documents.append(text or summary_only(item))
            seen[key] = item.stamp
            new += 1
            continue
        if text is not None:
            own.append((key, text))
        if key not in waiting or waiting[key].stamp != item.stamp:
            waiting[key] = Waiting(key, item.stamp, item.title, item.published, outlet)
            new += 1
    there = {item.link or _name(item) for item in items}
    kept = [pair for pair in seen.items() if pair[0] not in there][-REMEMBERED:]
    kept += [pair for pair in seen.items() if pair[0] in there]
    if len(waiting) > MOST_WAITING:  # asked for as a whole, even if it is not changed
        state = replace(state, etag=None, modified=None)
    state = replace(state, seen=tuple(kept), waiting=tuple(waiting.values())[:MOST_WAITING])
    return Visit(state, tuple(documents), tuple(own), new, len(items))


def _name(item: Item) -> str:
    """What an item without an address is known by."""
    content = item.own.content if item.own else f"{item.title}\0{item.published}".encode()
    return "#" + hashlib.sha256(content).hexdigest()[:16]


def fetch_waiting(
    item: Waiting, wanted: Subscription, polite: Polite, config: IngestConfig, own: RawDocument | None = None
) -> tuple[list[Found], Waiting | None]:
    """The documents of the page of an item, and the item where it has to wait on.

    A page that cannot be had falls back on the full text in the feed, if that is it.
    """
    try:
        answer = polite.get(item.link)
    except FetchRefused as error:
        if error.code == WAIT:
            return [], replace(item, due=polite.clock() + AGAIN)
        if own is not None:
            return [own], None
        if may_pass(error) and item.tries + 1 < TRIES:
            tries = item.tries + 1
            wait = backoff(AGAIN, tries, polite.chance(), error)
            return [], replace(item, tries=tries, due=polite.clock() + wait)
        return [Rejected(clean_name(item.link), "ingest", error.code, str(error))], None
    return list(_documents(item, answer, wanted, config, own)), None


def _documents(
    item: Waiting, answer: Fetched, wanted: Subscription, config: IngestConfig, own: RawDocument | None
) -> Iterator[Found]:
    priors = Priors(item.published, item.outlet, wanted.country)
    source = clean_name(item.link)
    try:
        for found in read_fetched(source, answer, config):
            if isinstance(found, Rejected):
                yield own or found
            else:
                yield described(found, item.link, item.title, priors)
    except InputError as error:
        yield own or Rejected(source, "ingest", error.code, str(error))
