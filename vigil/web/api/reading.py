"""Reading the record: what every program may that may see it.  Names of private persons are withheld throughout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from vigil import __version__
from vigil.aftermath import Demand
from vigil.aftermath import Response as Answer
from vigil.export import AFTERMATH, claim_row, document_row, incident_row
from vigil.web import findable
from vigil.web.api import models
from vigil.web.api.asked import REFUSED, After, Asked, Id, Limit
from vigil.web.catalogue import ids_of
from vigil.web.filters import LONGEST
from vigil.web.pages.fresh import fresh
from vigil.web.pages.incidents import found_by
from vigil.web.rendering import NotFound, json_answer, names_shown, site_of
from vigil.web.site import Site

router = APIRouter(prefix="/api/v1", dependencies=[Depends(fresh)], responses=REFUSED, tags=["record"])
BULK = 100  # incidents read at once while all are streamed
Kind = Literal["episodes", "demands", "responses", "accountability", "threats", "actors"]
assert set(AFTERMATH) == set(Kind.__args__)  # type: ignore[attr-defined]


@router.get("/record", response_model=models.Held, operation_id="getRecord")
def held(request: Request) -> Response:
    """What the record holds, and its revision."""
    record = site_of(request).record
    return answer(request, {"revision": record.revision(), "counts": record.counts(), "version": __version__})


@router.get("/incidents", response_model=models.Incidents, operation_id="listIncidents")
def incidents(request: Request, wanted: Asked, limit: Limit = 100, after: After = None) -> Response:
    """Incidents that pass a filter, whole, in its order."""
    site = site_of(request)
    catalogue, found = found_by(site, wanted, names_shown(request))
    begin = catalogue.after(found, after)
    ids = ids_of(catalogue, found[begin : begin + limit])
    more = begin + limit < len(found)
    return answer(
        request, {"total": len(found), "next": ids[-1] if ids and more else None, "items": rows_of(site, ids)}
    )


@router.get(
    "/incidents.jsonl",
    operation_id="streamIncidents",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/jsonl": {"schema": {"type": "string"}}}}},
)
def bulk(request: Request, wanted: Asked) -> StreamingResponse:
    """All incidents that pass a filter as JSON Lines, one a line, streamed: memory stays flat however many there are."""
    site = site_of(request)
    catalogue, found = found_by(site, wanted, names_shown(request))
    ids = ids_of(catalogue, found)

    def lines() -> Iterator[bytes]:
        for begin in range(0, len(ids), BULK):
            for row in rows_of(site, ids[begin : begin + BULK]):
                yield orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)

    return StreamingResponse(lines(), media_type="application/jsonl")


@router.get("/incidents/{key}", response_model=models.Incident, operation_id="getIncident")
def incident(request: Request, key: Id) -> Response:
    """One incident, whole; an id of former days leads to the one that goes on for it."""
    found = rows_of(site_of(request), [key])
    if not found:
        raise NotFound(f"There is no incident {key}.")
    return answer(request, found[0])


@router.get("/claims/{key}", response_model=models.Claim, operation_id="getClaim")
def claim(request: Request, key: Id) -> Response:
    """One claim, with the incident that it is about."""
    site = site_of(request)
    found = site.record.claim(key)
    if found is None:
        raise NotFound(f"There is no claim {key}.")
    document, about, said = found
    names = site.names(site.record.incidents_of([about] if about else []))
    return answer(request, {**claim_row(document, said, names.get(document, ())), "incident": about})


@router.get("/documents", response_model=models.Documents, operation_id="listDocuments")
def documents(
    request: Request,
    outlet: Annotated[str | None, Query(max_length=LONGEST)] = None,
    status: Literal["read", "set_aside"] | None = None,
    limit: Limit = 100,
    after: After = None,
) -> Response:
    """Documents by id, without their texts."""
    site = site_of(request)
    found, total = site.record.document_page(outlet=outlet, status=status, after=after, limit=limit)
    names = site.names()
    rows = [document_row(row, names.get(row.id, ())) for row in found]
    return answer(
        request, {"total": total, "next": found[-1].id if len(found) == limit else None, "items": rows}
    )


@router.get("/documents/{key:path}", response_model=models.Document, operation_id="getDocument")
def document(request: Request, key: Annotated[str, Path(max_length=2_000)]) -> Response:
    """One document, without its text."""
    site = site_of(request)
    for row in site.record.documents_of([key.replace("\0", "")]):
        return answer(request, document_row(row, site.names().get(row.id, ())))
    raise NotFound(f"There is no document {key}.")


@router.get("/search", response_model=models.Found, operation_id="search")
def search(
    request: Request, q: Annotated[str, Query(min_length=1, max_length=LONGEST)], limit: Limit = 20
) -> Response:
    """Incidents and documents that hold every word of ``q``; words in double quotes side by side."""
    site = site_of(request)
    ids = sorted(findable.incidents(site, q, names_shown(request)))
    hits = findable.documents(site, q, limit, names_shown(request))
    found = [
        {"id": h.document, "outlet": h.outlet, "published": h.published, "status": h.status} for h in hits
    ]
    return answer(request, {"incidents": len(ids), "ids": ids[:limit], "documents": found})


@router.get("/{kind}", response_model=models.Rows, operation_id="listDrawn")
def drawn(request: Request, kind: Kind, limit: Limit = 100, after: After = None) -> Response:
    """Episodes, demands, responses, accused, threats or actors, by id."""
    site = site_of(request)
    cls, row_of = AFTERMATH[kind]
    found = site.record.drawn_after(cls, after, limit)
    names = site.names()
    rows = [row_of(one, names) for one in found]
    return answer(request, {"next": found[-1].id if len(found) == limit else None, "items": rows})


@router.get("/{kind}/{key}", response_model=dict[str, Any], operation_id="getDrawn")
def one(request: Request, kind: Kind, key: Id) -> Response:
    """One episode, demand, response, accused, threat or actor."""
    site = site_of(request)
    cls, row_of = AFTERMATH[kind]
    found = site.record.drawn(cls, key)
    if found is None:
        raise NotFound(f"There is none of {kind} with the id {key}.")
    return answer(request, row_of(found, site.names()))


def rows_of(site: Site, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Incidents as ``vigil export incidents`` writes them, in this order; ids that are not there are left out."""
    found = site.record.incidents_of(ids)
    documents = site.documents(found)
    names = site.names(found)
    rows = []
    for incident in found:
        drawn = site.record.drawn_of(incident.id)
        demands = [d for d in drawn if isinstance(d, Demand)]
        answers = [d for d in drawn if isinstance(d, Answer)]
        rows.append(incident_row(incident, documents, names, demands, answers, site.decisions()))
    return rows


def answer(request: Request, value: Any) -> Response:
    """JSON with the ETag of what it rests on."""
    response = json_answer(value)
    response.headers["ETag"] = request.state.tag
    response.headers["Cache-Control"] = "private, no-cache"
    return response
