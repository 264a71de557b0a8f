"""All incidents: map, timeline and table of one filter, which stands in the address."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from fastapi import APIRouter, Depends, Request, Response
from markupsafe import Markup

from vigil.errors import UsageError
from vigil.phrases import place_text
from vigil.store import Brief
from vigil.web import findable
from vigil.web.catalogue import Catalogue, Positions, ids_of
from vigil.web.charts import month_bars
from vigil.web.filters import KINDS, NATURES, STATUSES, Filter, read_filter
from vigil.web.gazetteer import Tree
from vigil.web.lists import seen_briefs
from vigil.web.pages.fresh import fresh
from vigil.web.rendering import bounds, json_answer, names_shown, options, page, site_of, table_answer
from vigil.web.site import Site

router = APIRouter(dependencies=[Depends(fresh)])
PAGE = 50  # rows of a page
MOST = 100_000  # rows of a table that is asked for as data
CELLS = 4_000  # cells of the map that are sent at once


def found_by(site: Site, wanted: Filter, named: bool = False) -> tuple[Catalogue, Positions]:
    """The catalogue, and the rows that pass a filter.  ``named``: whether the reader sees names of private persons."""
    catalogue = site.catalogue()
    worded = findable.incidents(site, wanted.text, named) if wanted.text else None
    if wanted.within:
        spot = tree(site).at(wanted.within)
        inside = set(spot.incidents) if spot else set()
        worded = inside if worded is None else worded & inside
    hidden = findable.hidden(site, named) if wanted.actor or wanted.community else frozenset[str]()
    return catalogue, catalogue.find(wanted, worded, hidden)


def tree(site: Site) -> Tree:
    """The places of the record, kept until it changes."""
    return site.kept("tree", lambda: Tree(site.record.located()))


@router.get("/incidents")
def incidents(request: Request) -> Response:
    """Map, timeline and table."""
    site, asked = site_of(request), request.query_params
    wanted, named = read_filter(asked), names_shown(request)
    catalogue, found = found_by(site, wanted, named)
    hidden = findable.hidden(site, named)
    begin = catalogue.after(found, asked.get("after"))
    shown = ids_of(catalogue, found[begin : begin + PAGE])
    former = max(0, begin - PAGE)
    return page(
        request,
        "incidents.html",
        wanted=wanted,
        total=len(found),
        all=len(catalogue),
        begin=begin,
        rows=seen_briefs(request, site.record.briefs(shown)),
        next=shown[-1] if begin + PAGE < len(found) else None,
        former=None if begin == 0 else ("" if former == 0 else catalogue.ids[int(found[former - 1])]),
        months=site.kept(
            ("months", wanted, named), lambda: month_bars(catalogue.months(found), _to_months(wanted))
        ),
        kinds=KINDS,
        natures=NATURES,
        statuses=STATUSES,
        types=sorted(catalogue.words["type"][0]),
        types_told=dict(catalogue.counted("type", found)),
        suggested={
            name: site.kept(("suggested", name, named), partial(_suggested, catalogue, name, hidden))
            for name in ("places", "actors", "communities")
        },
        placed=int((~np.isnan(catalogue.lat[found])).sum()),
        forms={form: f"/incidents.{form}?{wanted.query()}" for form in ("json", "csv")},
    )


def _suggested(catalogue: Catalogue, name: str, hidden: frozenset[str]) -> Markup:
    return options(catalogue.suggestions(name, hidden))


@router.get("/incidents.json")
@router.get("/incidents.csv")
def incidents_data(request: Request) -> Response:
    """The table as data, without names of persons; the whole record of each is at ``/incidents/ID.json``."""
    site = site_of(request)
    catalogue, found = found_by(site, read_filter(request.query_params), names_shown(request))
    if len(found) > MOST:
        raise UsageError(
            f"{len(found):,} incidents are more than a table holds ({MOST:,}): narrow the filter, or use the exports."
        )
    form = request.url.path.rpartition(".")[2]
    rows = [brief_row(brief) for brief in site.record.briefs(ids_of(catalogue, found))]
    return table_answer("incidents", form, rows)


@router.get("/map.json")
def map_data(request: Request) -> Response:
    """What the map draws: cells of a grid, each with how many incidents it holds."""
    site, asked = site_of(request), request.query_params
    wanted = read_filter(asked)
    zoom = asked.get("zoom", "2")
    if not zoom.isdecimal() or len(zoom) > 2:
        raise UsageError(f"“{zoom}” is no zoom: write a whole number from 0 to 18.")
    catalogue, found = found_by(site, wanted, names_shown(request))
    cells = catalogue.cells(found, int(zoom))
    cells.sort(key=lambda cell: -cell.count)
    return json_answer(
        {
            "cells": [
                [c.lat, c.lon, c.count, c.killed, list(c.ids) if c.count <= 3 else [], dict(c.kinds)]
                for c in cells[:CELLS]
            ],
            "left_off": max(0, len(cells) - CELLS),
            "placed": sum(c.count for c in cells),
            "total": len(found),
        }
    )


@router.get("/briefs.json")
def briefs(request: Request) -> Response:
    """A line each of a few incidents, for a note on the map."""
    ids = request.query_params.get("ids", "").split(",")[:20]
    found = site_of(request).record.briefs([key for key in ids if key])
    return json_answer([brief_row(brief) | {"killed": bounds(brief, "killed")} for brief in found])


def _to_months(wanted: Filter) -> str:
    """Where a bar of the timeline leads: the same filter, that month."""
    rest = wanted.query(start=None, end=None)
    return f"/incidents?{rest}{'&' if rest else ''}from={{from}}&to={{to}}"


def brief_row(brief: Brief) -> dict[str, Any]:
    """A line of a list as data.  It holds no name of a person: actors and summary are left to the whole incident."""
    place = brief.place
    low, best, high = brief.killed or (None, None, None)
    hurt_low, hurt_best, hurt_high = brief.injured or (None, None, None)
    return {
        "id": brief.id,
        "kind": brief.kind,
        "type": brief.type,
        "nature": brief.nature,
        "date_start": brief.start,
        "date_end": brief.end,
        "date_precision": brief.precision,
        "place": place_text(place) if place else None,
        "country": place.country if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "place_precision": place.precision if place else None,
        "killed_low": low,
        "killed_best": best,
        "killed_high": high,
        "injured_low": hurt_low,
        "injured_best": hurt_best,
        "injured_high": hurt_high,
        "figures_disagree": brief.disagree,
        "documents": brief.documents,
        "confidence": round(brief.confidence, 4),
        "status": brief.status,
    }
