"""Attention: how much incidents were reported, beside their toll and beside what else was reported on the same days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, Request, Response

from vigil.errors import MissingExtra, UsageError
from vigil.figures import needed
from vigil.web.figured import FORMS, Shown, as_data, computed, cut, declared, ending, instead, shown, whole
from vigil.web.filters import KINDS
from vigil.web.lists import Asked, asked
from vigil.web.pages.fresh import fresh
from vigil.web.rendering import NotFound, page, site_of
from vigil.web.site import Site
from vigil.web.waiting import NotYet, Ready

if TYPE_CHECKING:
    from vigil.declared import Collection
    from vigil.figures.attention import Fitted, Held
    from vigil.figures.inside import Inside

router = APIRouter(dependencies=[Depends(fresh)])
WORDS = ("collection", "days", "of", "home")
DAYS, MOST_DAYS = 7, 366  # looked at, from an incident's first day on
LIMIT = 10  # incidents on either side of expectation, and rivals of one
LISTED = 25  # half as many incidents as a list of counts shows
HEADING = "Attention"
LEAD = "How much incidents were reported, beside what their toll lets expect, and what else was reported on the same days."


@router.get("/attention")
def attention(request: Request) -> Response:
    """All incidents."""
    wanted = asked(request, WORDS)
    return _page(request, wanted, "attention.html", "/attention", None)


@router.get("/attention.json")
@router.get("/attention.csv")
@router.get("/attention.svg")
def attention_data(request: Request) -> Response:
    """The same as data: the object of ``vigil attention --json``, its incidents as a table, the picture."""
    form = ending(request)
    found = _computed(request, asked(request, WORDS), None, form).value
    return as_data(found, form, "attention", _incident_rows)


@router.get("/attention/{key}")
def one(request: Request, key: str) -> Response:
    """One incident: by outlet and day, its half-life, what else was reported; or the same as data."""
    form = ending(request)
    name = key.removesuffix(f".{form}")
    incident = site_of(request).record.incident(name)
    if incident is None:
        raise NotFound(
            f"There is no incident {name}. Attention lists those that are covered, /incidents all there are."
        )
    wanted = asked(request, WORDS[:2] + WORDS[3:])
    if form == "html":
        return _page(request, wanted, "attention_one.html", f"/attention/{incident.id}", incident.id)
    found = _computed(request, wanted, incident.id, form).value
    return as_data(found, form, f"attention-{incident.id}", _outlet_rows)


def _page(request: Request, wanted: Asked, template: str, path: str, incident: str | None) -> Response:
    try:
        found = _computed(request, wanted, incident)
    except (NotYet, MissingExtra) as error:
        return instead(request, error, HEADING, LEAD)
    query = wanted.query()
    ask = f"?{query}" if query else ""
    return page(
        request,
        template,
        wanted=wanted,
        found=found.value,
        current=found.current,
        incident=incident,
        cut=cut,
        lead=LEAD,
        usual=DAYS,
        picture=f"{path}.svg{ask}",
        within=wanted.query(of=""),
        kinds=KINDS,
        types=sorted(site_of(request).catalogue().words["type"][0]),
        collections=site_of(request).record.collections(),
        forms={form: f"{path}.{form}{ask}" for form in FORMS if form != "svg"},
    )


def _computed(request: Request, wanted: Asked, incident: str | None, form: str = "html") -> Ready[Shown]:
    """The figures.  Words that make no sense are told at once, before anything is read."""
    with needed():
        from vigil.figures import attention as figures
        from vigil.figures import attention_words
        from vigil.figures.asked import codebook_word, country_given
    site, days = site_of(request), _days(wanted["days"])
    word, home = codebook_word(wanted["of"] or None), country_given(wanted["home"] or None)
    made = declared(site, wanted["collection"])
    key = (made and (made[0].name, made[1]), days, home)

    def compute(revision: str) -> Shown:
        inside, held = _held(site, revision, made)
        fit: Fitted | None = None
        if inside is not None:
            fit = site.later.part(("fit", key), revision, lambda: figures.fitted(held, inside, days, home))
        found: figures.Overview | figures.Detail
        if incident is None:
            found = figures.overview(held, figures.texts(site.record, held), inside, fit, days, word)
        else:
            found = figures.detail(held, site.record, incident, inside, fit, days)
        with needed():
            from vigil.analysis import attention_pictures  # noqa: F401
        return shown(
            found.title,
            attention_words.blocks(found, LIMIT if inside else LISTED),
            figures.row_of(found),
            lambda: figures.draw(found, "svg", LIMIT, noted=False),
            figures.described(found, LIMIT),
        )

    return computed(request, ("attention", key, word, incident), form, compute)


def _held(site: Site, revision: str, made: tuple[Collection, int] | None) -> tuple[Inside | None, Held]:
    """The frames of a collection, or of the whole record."""
    from vigil.figures.attention import hold

    def compute() -> tuple[Inside | None, Held]:
        read = whole(site, revision)
        inside = read.inside(made)
        return inside, hold(read, inside)

    return site.later.part(("held", made and (made[0].name, made[1])), revision, compute)


def _days(word: str) -> int:
    if not word:
        return DAYS
    if not (word.isascii() and word.isdecimal() and len(word) <= 4 and 1 <= int(word) <= MOST_DAYS):
        raise UsageError(
            f"“{word}” under “days” is no number of days: write 1 to {MOST_DAYS}, as in days=14."
        )
    return int(word)


def _incident_rows(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    out = []
    for one in row["incidents"]:
        flat = {
            name: value
            for name, value in one.items()
            if name not in ("killed", "injured", "coverage", "in_days", "expected")
        }
        for measure in ("killed", "injured"):
            flat |= {f"{measure}_{bound}": number for bound, number in one[measure].items()}
        flat |= one["coverage"]
        counts, beside = one["in_days"] or {}, one["expected"] or {}
        flat |= {f"in_days_{name}": counts.get(name) for name in ("own", "reprints", "mentions", "why_not")}
        names = ("expected", "low", "high", "times", "times_low", "times_high", "outside")
        flat |= {name if name == "expected" else f"expected_{name}": beside.get(name) for name in names}
        out.append(flat)
    return out


def _outlet_rows(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"incident": row["incident"]["id"], **one} for one in row["by_outlet"]]
