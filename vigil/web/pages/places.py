"""Places: countries, their regions and cities, with the incidents of each on a map, over time and in a table."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import numpy as np
from fastapi import APIRouter, Depends, Request, Response

from vigil.web.catalogue import ids_of
from vigil.web.filters import Filter, read_filter
from vigil.web.gazetteer import Spot
from vigil.web.lists import PAGE, forms, holds, leaf, seen_briefs
from vigil.web.pages.fresh import fresh
from vigil.web.pages.incidents import brief_row, found_by, tree
from vigil.web.rendering import NotFound, json_answer, names_shown, page, site_of, split_form, table_answer
from vigil.web.site import Site

router = APIRouter(dependencies=[Depends(fresh)])


def address(spot: Spot) -> str:
    """Where the page of a place is."""
    return f"/places/{quote(spot.path)}" if spot.path else "/places"


@router.get("/places")
def places(request: Request) -> Response:
    """Every country with its regions and cities."""
    site = site_of(request)
    wanted = request.query_params.get("q", "")[:200]
    world = tree(site).world
    shown = [country for country in world.within.values() if not wanted or _named(country, wanted)]
    part = leaf(shown, lambda spot: spot.path, request.query_params.get("after"))
    return page(
        request,
        "places.html",
        part=part,
        q=wanted,
        named=_named,
        world=world,
        address=address,
        unplaced=len(site.catalogue()) - len(world.incidents),
        forms=forms("/places"),
    )


@router.get("/places.json")
@router.get("/places.csv")
def places_data(request: Request) -> Response:
    """Every place as data."""
    rows: list[dict[str, Any]] = []
    _rows(tree(site_of(request)).world, rows)
    return table_answer("places", split_form(request.url.path)[1], rows)


@router.get("/places/{path:path}")
def place(request: Request, path: str) -> Response:
    """One place: its incidents on a map, over time and in a table."""
    site, form = site_of(request), "html"
    spot = tree(site).at(path)
    if spot is None:
        path, form = split_form(path)
        spot = tree(site).at(path)
    if spot is None or not spot.path:
        raise NotFound(
            f"No incident of this record is placed at “{path}”: /places lists where there are some."
        )
    if form != "html":
        return _data(site, spot, form)
    wanted = read_filter({**request.query_params, "within": spot.path})
    found = context(site, spot, wanted, request.query_params.get("after"), names_shown(request))
    return page(request, "place.html", **found | {"rows": seen_briefs(request, found["rows"])})


def context(site: Site, spot: Spot, wanted: Filter, after: str | None, named: bool = False) -> dict[str, Any]:
    """What the page of a place shows."""
    catalogue, found = found_by(site, wanted, named)
    begin = catalogue.after(found, after)
    shown = ids_of(catalogue, found[begin : begin + PAGE])
    former = max(0, begin - PAGE)
    query = wanted.query()
    return {
        "spot": spot,
        "above": tree(site).above(spot),
        "address": address,
        "wanted": wanted,
        "total": len(found),
        "rows": site.record.briefs(shown),
        "next": shown[-1] if begin + PAGE < len(found) else None,
        "former": None if begin == 0 else ("" if former == 0 else catalogue.ids[int(found[former - 1])]),
        "months": catalogue.months(found),
        "types": catalogue.counted("type", found)[:12],
        "placed": int((~np.isnan(catalogue.lat[found])).sum()),
        "forms": {"json": f"{address(spot)}.json", "csv": f"/incidents.csv?{query}"},
    }


def _named(spot: Spot, words: str) -> bool:
    """Whether a place, or one in it, has words in its name."""
    return holds(words, spot.name) or any(_named(inner, words) for inner in spot.within.values())


def _rows(spot: Spot, rows: list[dict[str, Any]]) -> None:
    for inner in spot.within.values():
        rows.append(
            {
                "path": inner.path,
                "level": ("country", "region", "city")[inner.level - 1],
                "name": inner.name,
                "incidents": len(inner.incidents),
            }
        )
        _rows(inner, rows)


def _data(site: Site, spot: Spot, form: str) -> Response:
    if form == "csv":
        return table_answer("place", form, [brief_row(b) for b in site.record.briefs(spot.incidents)])
    if form != "json":
        raise NotFound("A place can be had as .json, its incidents as .csv.")
    inner: list[dict[str, Any]] = []
    _rows(spot, inner)
    return json_answer(
        {
            "path": spot.path,
            "name": spot.name,
            "incidents": spot.incidents,
            "sites": spot.sites,
            "within": inner,
        }
    )
