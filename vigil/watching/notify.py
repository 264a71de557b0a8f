"""Giving word: a feed for feed readers, a log with a line each, and a webhook."""

from __future__ import annotations

import contextlib
import os
import tempfile
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from vigil import __version__
from vigil.errors import FetchRefused
from vigil.ingest.polite import MINUTE, backoff, may_pass, retry_after
from vigil.ingest.webhook import post
from vigil.phrases import plain
from vigil.store import Record
from vigil.watched import Alert, FeedOut, HookState

LASTING = 200  # alerts in the feed
ATTEMPTS = 3  # at a webhook in one round
AT_ONCE = 100  # alerts sent to it in one round
TAIL = 1024 * 1024  # bytes of a log in which an alert may stand already
_ATOM = "http://www.w3.org/2005/Atom"
_BASE = uuid.UUID("6f1d52a5-1a0c-5a2e-9d5e-0f6a4e8f6b1d")  # of the ids of alerts, once and for all


def link(alert: Alert, site: str) -> str:
    """Where an incident is shown."""
    return f"{site}/incidents/{alert.incident}"


def when(seconds: float) -> str:
    """A time in UTC as RFC 3339 has it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def row(alert: Alert, site: str) -> dict[str, Any]:
    """An alert for programs; what the webhook gets."""
    said = asdict(alert)
    for name in ("killed", "injured"):
        figures = said.pop(f"{name}_figures")
        said[name] = None if figures is None else dict(zip(("low", "best", "high"), figures, strict=True))
    said["query"], said["search"] = said.pop("search"), said.pop("name")
    return said | {"at": when(alert.at), "title": alert.title, "link": link(alert, site)}


# ---------------------------------------------------------------- the log


def line(alert: Alert, site: str) -> str:
    """An alert as one line."""
    return plain(
        f"{when(alert.at)} [{alert.id}] {alert.name}: {alert.title}; {alert.says} {link(alert, site)}"
    )


def write_log(path: Path, alerts: Sequence[Alert], site: str) -> None:
    """Append the alerts that are not at the end of the log yet.  Raises OSError."""
    if not alerts:
        return
    with path.open("a+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - TAIL))
        tail = file.read()
        cut = b"\n" if tail and not tail.endswith(b"\n") else b""  # a line that a power cut left unfinished
        missing = [a for a in alerts if f"[{a.id}]".encode() not in tail]
        lines = "".join(line(a, site) + "\n" for a in missing)
        if missing:
            file.write(cut + lines.encode("utf-8", "replace"))


# ---------------------------------------------------------------- the feed


def write_atom(path: Path, record: Record, site: str, now: float) -> None:
    """The last alerts as an Atom feed (RFC 4287), put in the place of the former one as a whole.  Raises OSError."""
    about = record.memory.state(FeedOut, "")
    if about is None:
        about = FeedOut("", f"urn:uuid:{uuid.uuid4()}", now)
        record.memory.keep(about)
    data = atom(record.memory.alerts(LASTING)[::-1], about, site)
    with contextlib.suppress(FileNotFoundError):
        if path.read_bytes() == data:
            return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)  # others read it: a feed reader, a web server
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def atom(alerts: Sequence[Alert], about: FeedOut, site: str) -> bytes:
    """The feed with these alerts, latest first."""
    feed = ET.Element("feed", {"xmlns": _ATOM})
    _put(feed, "id", about.id)
    _put(feed, "title", "Vigil alerts")
    _put(feed, "updated", when(max([about.since, *(a.at for a in alerts)])))
    _put(_put(feed, "author"), "name", "Vigil")
    _put(feed, "generator", "Vigil", version=__version__)
    if site:
        _put(feed, "link", rel="alternate", href=f"{site}/")
    for alert in alerts:
        entry = _put(feed, "entry")
        _put(entry, "id", f"urn:uuid:{uuid.uuid5(_BASE, f'{about.id} {alert.id}')}")
        _put(entry, "title", f"{alert.name}: {alert.title}")
        _put(entry, "updated", when(alert.at))
        _put(entry, "published", when(alert.at))
        _put(entry, "link", rel="alternate", href=link(alert, site))
        if alert.url:
            _put(entry, "link", rel="via", href=alert.url)
        _put(entry, "category", term=alert.change)
        _put(entry, "content", f"{alert.what}.\n{alert.says}", type="text")
    ET.indent(feed)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, "utf-8") + b"\n"


def _put(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, tag, {name: _legal(value) for name, value in attributes.items()})
    made.text = None if text is None else _legal(text)
    return made


def _legal(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(
        c
        for c in text
        if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )


# ---------------------------------------------------------------- the webhook


def send(
    record: Record,
    url: str,
    secret: str | None,
    site: str,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    chance: Callable[[], float],
) -> str | None:
    """Send the alerts that wait for the webhook, oldest first; what went wrong, a sentence, or None.

    An alert that is refused waits for the next time, and the others are sent; where nobody answers all of them wait.  The
    next time is put off as long as that of a feed that fails.
    """
    state = record.memory.state(HookState, url) or HookState(url)
    now = clock()
    if now < state.due <= now + 2 * 86_400:
        return None
    trouble: FetchRefused | None = None
    for alert in record.memory.alerts(waiting=True)[:AT_ONCE]:
        try:
            _post(url, orjson.dumps(row(alert, site)), secret, sleep)
        except FetchRefused as error:
            trouble = error
            if may_pass(error):
                break
        else:
            record.memory.taken([alert.id])
    if trouble is None:
        if state.failures:
            record.memory.keep(HookState(url))
        return None
    failures = state.failures + 1
    wait = max(backoff(MINUTE, failures, chance(), trouble), retry_after(trouble, clock()) or 0.0)
    record.memory.keep(
        replace(state, failures=failures, due=clock() + min(wait, 86_400.0), trouble=str(trouble))
    )
    return str(trouble)


def _post(url: str, body: bytes, secret: str | None, sleep: Callable[[float], None]) -> None:
    for attempt in range(ATTEMPTS):
        try:
            return post(url, body, secret)
        except FetchRefused as error:
            if not may_pass(error) or error.retry_after or attempt == ATTEMPTS - 1:
                raise
            sleep(2.0**attempt)
    return None
