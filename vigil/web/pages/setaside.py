"""What was set aside, and what could not be read: with its reason, and a way back in."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from vigil.export import document_row
from vigil.records import SET_ASIDE
from vigil.web.lists import seen_rows
from vigil.web.pages.fresh import fresh
from vigil.web.rendering import NotFound, names_shown, page, site_of, split_form, table_answer

router = APIRouter(dependencies=[Depends(fresh)])
PAGE = 100


@router.get("/set-aside")
@router.get("/set-aside.json")
@router.get("/set-aside.csv")
def set_aside(request: Request) -> Response:
    """Documents set aside, by id, with their reasons; and inputs that could not be used."""
    site, asked = site_of(request), request.query_params
    found, total = site.record.document_page(status=SET_ASIDE, after=asked.get("after"), limit=PAGE)
    form = split_form(request.url.path)[1]
    if form != "html":
        names = site.names()
        return table_answer("set-aside", form, [document_row(row, names.get(row.id, ())) for row in found])
    rejected = list(site.record.rejections())
    return page(
        request,
        "set_aside.html",
        rows=seen_rows(request, found),
        total=total,
        next=found[-1].id if len(found) == PAGE else None,
        rejected=rejected[:PAGE],
        rejections=len(rejected),
        codes=Counter(r.code for r in rejected).most_common(),
        forms={"json": "/set-aside.json", "csv": "/set-aside.csv"},
    )


@router.get("/originals/{key:path}")
def original(request: Request, key: str) -> Response:
    """The bytes of a document as they came in: always as a download, never shown, whatever they say they are."""
    if not names_shown(request):
        raise HTTPException(
            403, "An original holds whatever names stand in it: it is for the role editor and above."
        )
    found = site_of(request).record.original(key)
    if found is None:
        raise NotFound(f"There is no document {key}.")
    ending = {
        "text/html": "html",
        "application/pdf": "pdf",
        "message/rfc822": "eml",
        "application/json": "json",
    }
    name = "original." + ending.get(found.media_type, "txt")
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(found.content, media_type="application/octet-stream", headers=headers)
