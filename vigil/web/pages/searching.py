"""Search across everything: incidents, documents, and what was drawn from them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from vigil.aftermath import Accused, Aftermath, Party
from vigil.aftermath import Response as Answer
from vigil.errors import UsageError
from vigil.web import findable
from vigil.web.catalogue import ids_of
from vigil.web.filters import LONGEST, Filter
from vigil.web.lists import seen_briefs
from vigil.web.pages.fresh import fresh
from vigil.web.pages.incidents import brief_row
from vigil.web.rendering import NotFound, json_answer, names_shown, page, site_of, split_form
from vigil.web.site import Site

router = APIRouter(dependencies=[Depends(fresh)])
SHOWN = 20
WHERE = {
    "episode": "/episodes",
    "demand": "/demands",
    "response": "/responses",
    "accused": "/accountability",
    "threat": "/warnings",
    "party": "/actors",
}


@router.get("/search")
@router.get("/search.json")
def search(request: Request) -> Response:
    """What holds all of the words of ``q``."""
    site = site_of(request)
    text = request.query_params.get("q", "").strip()
    if len(text) > LONGEST:
        raise UsageError(f"Search for at most {LONGEST} characters.")
    found = _found(site, text, names_shown(request)) if text else None
    form = split_form(request.url.path)[1]
    if form == "json":
        if found is None:
            raise UsageError("Which words? Ask as in /search.json?q=coffins")
        return json_answer(_rows(found))
    if form != "html":
        raise NotFound("A search can be had as .json.")
    if found is not None:
        found["incidents"] = seen_briefs(request, found["incidents"])
    forms = {"json": f"/search.json?{request.url.query}"} if text else {}
    return page(request, "search.html", text=text, found=found, where=WHERE, label=label, forms=forms)


def _found(site: Site, text: str, named: bool) -> dict[str, Any]:
    catalogue = site.catalogue()
    rows = catalogue.find(Filter(), findable.incidents(site, text, named))
    return {
        "incidents": site.record.briefs(ids_of(catalogue, rows[:SHOWN])),
        "incidents_total": len(rows),
        "documents": findable.documents(site, text, SHOWN, named),
        "drawn": findable.drawn(site, text, SHOWN, named),
    }


def label(one: Aftermath) -> str:
    """What a record of what followed is called in a list."""
    match one:
        case Accused() | Party():
            return one.name
        case Answer():
            return one.words
    return str(getattr(one, "title", None) or getattr(one, "words", ""))


def _rows(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "incidents": {"total": found["incidents_total"], "items": [brief_row(b) for b in found["incidents"]]},
        "documents": [
            {"id": h.document, "outlet": h.outlet, "published": h.published, "status": h.status}
            for h in found["documents"]
        ],
        "drawn": {
            word: [
                {"id": one.id, "address": f"{WHERE[word]}/{one.id}"}
                for one in some
                if not findable.is_private(one)
            ]
            for word, some in found["drawn"].items()
        },
    }
