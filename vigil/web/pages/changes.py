"""What became of incidents of late: new, changed, merged, gone; by whom and why; as a page, as data, and as a feed."""

from __future__ import annotations

import re
import uuid
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from fastapi import APIRouter, Depends, Request, Response

from vigil.errors import UsageError
from vigil.phrases import place_short
from vigil.web.changed import Changed, changes, row_of, since_of
from vigil.web.pages.fresh import fresh
from vigil.web.rendering import json_answer, names_shown, page, site_of

router = APIRouter(dependencies=[Depends(fresh)])
PAGE = 100
ATOM = "http://www.w3.org/2005/Atom"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@router.get("/changes")
def changed(request: Request) -> Response:
    """Changes, newest first."""
    asked = request.query_params
    since, after = since_of(asked.get("since", "")), _after(asked.get("after", ""))
    found, more = changes(site_of(request), since, PAGE, after, not names_shown(request))
    query = urlencode({"since": asked["since"]}) if asked.get("since") else ""
    return page(
        request,
        "changes.html",
        rows=found,
        since=since,
        asked_since=asked.get("since", ""),
        next=None if more is None else "?" + urlencode({"since": since, "after": more}),
        began=after is not None,
        forms={form: f"/changes.{form}" + (f"?{query}" if query else "") for form in ("json", "atom")},
    )


@router.get("/changes.json")
def changed_data(request: Request) -> Response:
    """The same as data, names of private persons covered."""
    asked = request.query_params
    since = since_of(asked.get("since", ""))
    found, more = changes(site_of(request), since, PAGE, _after(asked.get("after", "")), True)
    return json_answer({"since": since, "next": more, "items": [row_of(one) for one in found]})


@router.get("/changes.atom")
def feed(request: Request) -> Response:
    """The same as an Atom feed, names of private persons covered."""
    since = since_of(request.query_params.get("since", ""))
    site = site_of(request)
    found, _ = changes(site, since, PAGE, None, True)
    base = f"{site.settings.reached.scheme}://{request.headers['host']}"
    return Response(atom(found, base, since), media_type="application/atom+xml")


def atom(found: list[Changed], base: str, since: str) -> bytes:
    """An Atom feed (RFC 4287).  An entry keeps its id for as long as the record lasts."""
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed")

    def add(parent: ET.Element, name: str, text: str = "", **given: str) -> ET.Element:
        made = ET.SubElement(
            parent, f"{{{ATOM}}}{name}", {key: _plain(value) for key, value in given.items()}
        )
        made.text = _plain(text) or None
        return made

    add(root, "id", _urn(f"{base}/changes.atom"))
    add(root, "title", "Vigil: what became of incidents")
    add(root, "updated", found[0].change.at if found else f"{(since + '-01-01')[:10]}T00:00:00+00:00")
    add(root, "link", rel="self", type="application/atom+xml", href=f"{base}/changes.atom")
    add(root, "link", rel="alternate", type="text/html", href=f"{base}/changes")
    for one in found:
        change, entry = one.change, add(root, "entry")
        add(entry, "id", _urn("\0".join((str(change.number), change.at, change.incident, change.what))))
        add(entry, "title", headline(one))
        add(entry, "updated", change.at)
        add(add(entry, "author"), "name", "a run of Vigil" if change.by == "run" else change.by)
        add(entry, "link", rel="alternate", type="text/html", href=base + one.address)
        lines = [f"{name}: {old} → {new}" for name, old, new in one.fields]
        if change.into:
            lines.append(f"It goes on as {change.into}.")
        add(entry, "summary", "\n".join([*([change.why] if change.why else []), *lines]) or change.what, type="text")  # fmt: skip
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="utf-8")


def headline(one: Changed) -> str:
    """A change in a line: ``changed: suicide bombing, Quetta, 2013-01-10``."""
    brief = one.brief
    if brief is None:
        return f"{one.change.what}: {one.change.incident}"
    parts = (brief.type, place_short(brief.place) if brief.place else "", brief.start or "")
    return f"{one.change.what}: {', '.join(part for part in parts if part)}"


def _urn(words: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, words).urn


def _plain(text: str) -> str:
    """Text without what no XML may hold."""
    return _NO_XML.sub("", text)


def _after(words: str) -> int | None:
    if not words:
        return None
    if not words.isdecimal() or len(words) > 15:
        raise UsageError("This address names no page of the changes: begin at /changes.")
    return int(words)
