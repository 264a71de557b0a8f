"""The first page: what the record holds, the latest, the gravest, what wants a person."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from vigil.web.catalogue import NO_DAY, ids_of
from vigil.web.charts import month_bars
from vigil.web.filters import Filter
from vigil.web.pages.fresh import fresh
from vigil.web.rendering import page, site_of
from vigil.web.site import Site

router = APIRouter(dependencies=[Depends(fresh)])
SHOWN = 8


@router.get("/")
def start(request: Request) -> Response:
    """The first page."""
    site = site_of(request)
    return page(request, "start.html", **site.kept("start", lambda: _held(site)))


def _held(site: Site) -> dict[str, Any]:
    catalogue, record = site.catalogue(), site.record
    everything = catalogue.find(Filter())
    gravest = catalogue.find(Filter(sort="killed", killed_at_least=1))
    doubtful = catalogue.find(Filter(sort="killed", disagree=True))
    dated = catalogue.start[catalogue.start != NO_DAY]
    first = catalogue.find(Filter(sort="date"))
    briefs = {
        name: record.briefs(ids_of(catalogue, found[:SHOWN]))
        for name, found in (("latest", everything), ("gravest", gravest), ("doubtful", doubtful))
    }
    span = record.briefs(ids_of(catalogue, [first[0], first[len(dated) - 1]])) if len(dated) else []
    drawn = record.drawn_counts()
    return {
        "counts": record.counts(),
        "kinds": catalogue.counted("kind", everything),
        "months": month_bars(catalogue.months(everything), "/incidents?from={from}&to={to}"),
        "span": span,
        "sources": record.outlets(),
        "episodes": drawn.get("episode", 0),
        "demands": drawn.get("demand", 0),
        "accused": drawn.get("accused", 0),
        "parties": drawn.get("party", 0),
        "collections": record.collections(),
        "doubtful_count": len(doubtful),
        **briefs,
    }
