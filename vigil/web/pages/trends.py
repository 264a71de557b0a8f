"""Incidents, killed and injured over time: what ``vigil trend`` computes, with its cautions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from vigil.errors import MissingExtra
from vigil.figures import needed
from vigil.web.figured import FORMS, Shown, as_data, computed, cut, declared, ending, instead, shown, whole
from vigil.web.filters import KINDS, NATURES
from vigil.web.lists import Asked, asked
from vigil.web.pages.fresh import fresh
from vigil.web.rendering import page, site_of
from vigil.web.waiting import NotYet, Ready

router = APIRouter(dependencies=[Depends(fresh)])
WORDS = (
    "of",
    "place",
    "country",
    "perpetrator",
    "nature",
    "since",
    "until",
    "by",
    "group",
    "collection",
    "first",
    "second",
)
UNITS = ("month", "quarter", "year")
GROUPS = ("kind", "type", "country", "admin1", "city", "perpetrator")
USUAL = "year"  # what is counted by if an address does not say
HEADING = "Trends"
LEAD = "Incidents, killed and injured over time, as these documents report them."


@router.get("/trends")
def trends(request: Request) -> Response:
    """Counts over time, the picture and the table, two periods beside each other."""
    site = site_of(request)
    wanted = _asked(request)
    try:
        found = _computed(request, wanted)
    except (NotYet, MissingExtra) as error:
        return instead(request, error, HEADING, LEAD)
    query = wanted.query()
    catalogue = site.catalogue()
    return page(
        request,
        "trends.html",
        wanted=wanted,
        found=found.value,
        current=found.current,
        cut=cut,
        lead=LEAD,
        picture=f"/trends.svg?{query}",
        kinds=KINDS,
        natures=NATURES,
        units=UNITS,
        groups=GROUPS,
        types=sorted(catalogue.words["type"][0]),
        places=site.kept("places", lambda: catalogue.suggestions("places")),
        collections=site.record.collections(),
        forms={form: f"/trends.{form}?{query}" for form in FORMS if form != "svg"},
    )


@router.get("/trends.json")
@router.get("/trends.csv")
@router.get("/trends.svg")
def trends_data(request: Request) -> Response:
    """The same as data: the object of ``vigil trend --json``, its rows as a table, the picture."""
    form = ending(request)
    return as_data(_computed(request, _asked(request), form).value, form, "trends", _rows)


def _asked(request: Request) -> Asked:
    found = asked(request, WORDS)
    return Asked({**found.words, "by": found["by"] or USUAL})


def _computed(request: Request, wanted: Asked, form: str = "html") -> Ready[Shown]:
    """The figures.  Words that make no sense are told at once, before anything is read."""
    with needed():
        from vigil.figures import asked as words
        from vigil.figures import trend
    sides = tuple(wanted[name] for name in ("first", "second") if wanted[name])
    checked = words.checked(
        words.Asked(
            **{name: wanted[name] or None for name in WORDS[:7]},
            by=wanted["by"],
            group=wanted["group"] or None,
            compare=sides,
            collection=wanted["collection"] or None,
        )
    )
    site = site_of(request)
    made = declared(site, wanted["collection"])

    def compute(revision: str) -> Shown:
        figures = trend.compute(checked, whole(site, revision), made)
        with needed():
            from vigil.analysis import pictures  # noqa: F401
        return shown(
            figures.title,
            trend.blocks(figures),
            trend.row_of(figures),
            lambda: trend.draw(figures, "svg", noted=False),
            trend.described(figures),
        )

    return computed(request, ("trends", wanted.query()), form, compute)


def _rows(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of the table, each figure with its bounds in a column."""
    return [
        {
            **{name: value for name, value in one.items() if not isinstance(value, dict)},
            **{
                f"{name}_{b}": v
                for name, value in one.items()
                if isinstance(value, dict)
                for b, v in value.items()
            },
        }
        for one in row["rows"]
    ]
