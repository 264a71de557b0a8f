"""Threats and warnings made before, and the later incidents that match them, each with the sentence why.

A match says what the two have in common.  That a warning went unheeded is nowhere computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from vigil.aftermath import Response as Answer
from vigil.aftermath import Threat
from vigil.web.findable import plain
from vigil.web.lists import Asked, asked, data, data_of_one, drawn, forms, holds, leaf, seen
from vigil.web.pages.actors import register
from vigil.web.pages.fresh import fresh
from vigil.web.rendering import names_shown, page, site_of, split_form
from vigil.web.site import Site

router = APIRouter(dependencies=[Depends(fresh)])


@dataclass(frozen=True, slots=True)
class Row:
    """What a warning is filtered by."""

    id: str
    by: str
    against: str
    words: str
    matched: bool


@router.get("/warnings")
def warnings(request: Request) -> Response:
    """The warnings, the latest first."""
    site = site_of(request)
    wanted, found = _found(request)
    part = leaf(found, lambda row: row.id, request.query_params.get("after"))
    rows = seen(request, site.record.drawn_some(Threat, [row.id for row in part.shown]))
    matched = site.record.briefs(sorted({key for one in rows for key, _ in one.matches}))
    return page(
        request,
        "warnings.html",
        wanted=wanted,
        part=part,
        all=len(_shelf(site, names_shown(request))),
        rows=rows,
        briefs={brief.id: brief for brief in matched},
        forms=forms("/warnings", wanted),
    )


@router.get("/warnings.json")
@router.get("/warnings.csv")
def warnings_data(request: Request) -> Response:
    """The same as data."""
    ids = [row.id for row in _found(request)[1]]
    return data(site_of(request), Threat, "warnings", split_form(request.url.path)[1], ids)


@router.get("/warnings/{key}")
def warning(request: Request, key: str) -> Response:
    """One warning."""
    site = site_of(request)
    name, form = split_form(key)
    found = drawn(site, Threat, name, "warning", "/warnings")
    if form != "html":
        return data_of_one(site, found, form)
    between = seen(request, site.record.drawn_some(Answer, found.between))
    maker = register(site).of(found.by) if found.by else None
    if maker and register(site).private[maker] and not names_shown(request):
        maker = None
    return page(request, "warning.html", **context(site, seen(request, [found])[0], between, maker))


def context(site: Site, found: Threat, between: Sequence[Answer], maker: str | None) -> dict[str, Any]:
    """What the page of a warning shows, of records as the reader may see them."""
    briefs = {b.id: b for b in site.record.briefs([key for key, _ in found.matches])}
    return {
        "threat": found,
        "maker": maker,
        "matches": [(briefs[key], why) for key, why in found.matches if key in briefs],
        "between": between,
        "incidents": site.record.briefs(found.incidents),
        "forms": {"json": f"/warnings/{found.id}.json"},
    }


def _shelf(site: Site, named: bool) -> list[Row]:
    """What every warning is filtered by, the latest first, those without a day last."""

    def made() -> list[Row]:
        rows = [
            (
                t["date"] or t["seen"] or "",
                Row(t["id"], t["by"] or "", t["against"] or "", t["words"], bool(t["matches"])),
            )
            for t in plain(site, Threat, named)
        ]
        return [row for _, row in sorted(rows, key=lambda pair: (pair[0], pair[1].id), reverse=True)]

    return site.kept(("threats", named), made)


def _found(request: Request) -> tuple[Asked, list[Row]]:
    wanted = asked(request, ("by", "against", "q", "matched"))
    return wanted, [
        row
        for row in _shelf(site_of(request), names_shown(request))
        if holds(wanted["by"], row.by)
        and holds(wanted["against"], row.against, row.words)
        and holds(wanted["q"], row.words)
        and (row.matched or not wanted["matched"])
    ]
