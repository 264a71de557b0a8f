"""Demands and the answers to them: what was asked, of whom, and what reports say became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from vigil.aftermath import Demand, Episode
from vigil.aftermath import Response as Answer
from vigil.relations import STATES
from vigil.web.findable import plain
from vigil.web.lists import Asked, asked, data, data_of_one, drawn, forms, holds, leaf, one_of, seen
from vigil.web.pages.fresh import fresh
from vigil.web.rendering import names_shown, page, site_of, split_form
from vigil.web.site import Site

router = APIRouter(dependencies=[Depends(fresh)])
SAID = {
    "open": "no report tells of an answer",
    "refused": "reports tell that it was refused",
    "promised": "reports tell of a promise, of no deed",
    "partly met": "reports tell that a part of it was done",
    "met": "reports tell that it was done",
    "withdrawn": "reports tell that it was given up",
}


@dataclass(frozen=True, slots=True)
class Row:
    """What a demand or an answer is filtered by."""

    id: str
    what: str  # class of the codebook, or act
    state: str
    by: str
    of: str
    words: str


@router.get("/demands")
def demands(request: Request) -> Response:
    """The demands, the latest first."""
    site = site_of(request)
    wanted, found = _found(request)
    shelf = _shelf(site, names_shown(request))
    part = leaf(found, lambda row: row.id, request.query_params.get("after"))
    return page(
        request,
        "demands.html",
        wanted=wanted,
        part=part,
        all=len(shelf),
        rows=seen(request, site.record.drawn_some(Demand, [row.id for row in part.shown])),
        states=Counter(row.state for row in found),
        STATES=STATES,
        said=SAID,
        classes=sorted({row.what for row in shelf}),
        forms=forms("/demands", wanted),
    )


@router.get("/demands.json")
@router.get("/demands.csv")
def demands_data(request: Request) -> Response:
    """The same as data."""
    ids = [row.id for row in _found(request)[1]]
    return data(site_of(request), Demand, "demands", split_form(request.url.path)[1], ids)


@router.get("/demands/{key}")
def demand(request: Request, key: str) -> Response:
    """One demand."""
    site = site_of(request)
    name, form = split_form(key)
    found = drawn(site, Demand, name, "demand", "/demands")
    if form != "html":
        return data_of_one(site, found, form)
    answers = seen(request, answers_to(site, found))
    episode = seen(request, site.record.drawn_some(Episode, [found.episode] if found.episode else []))
    return page(request, "demand.html", **context(site, seen(request, [found])[0], answers, episode))


def context(
    site: Site, found: Demand, answers: Sequence[Answer], episode: Sequence[Episode]
) -> dict[str, Any]:
    """What the page of a demand shows, of records as the reader may see them."""
    return {
        "demand": found,
        "said": SAID,
        "answers": answers,
        "episode": next(iter(episode), None),
        "incidents": site.record.briefs(found.incidents),
        "forms": {"json": f"/demands/{found.id}.json"},
    }


@router.get("/responses")
def responses(request: Request) -> Response:
    """What those in power did, said and promised, the latest first."""
    site = site_of(request)
    wanted, found = _found_answers(request)
    shelf = _answer_shelf(site, names_shown(request))
    part = leaf(found, lambda row: row.id, request.query_params.get("after"))
    return page(
        request,
        "responses.html",
        wanted=wanted,
        part=part,
        all=len(shelf),
        rows=seen(request, site.record.drawn_some(Answer, [row.id for row in part.shown])),
        acts=sorted({row.what for row in shelf}),
        forms=forms("/responses", wanted),
    )


@router.get("/responses.json")
@router.get("/responses.csv")
def responses_data(request: Request) -> Response:
    """The same as data."""
    ids = [row.id for row in _found_answers(request)[1]]
    return data(site_of(request), Answer, "responses", split_form(request.url.path)[1], ids)


@router.get("/responses/{key}")
def response(request: Request, key: str) -> Response:
    """One answer."""
    site = site_of(request)
    name, form = split_form(key)
    found = drawn(site, Answer, name, "response", "/responses")
    if form != "html":
        return data_of_one(site, found, form)
    answered = seen(request, site.record.drawn_some(Demand, found.answers))
    episode = seen(request, site.record.drawn_some(Episode, [found.episode] if found.episode else []))
    return page(
        request,
        "response.html",
        answer=seen(request, [found])[0],
        answered=answered,
        episode=next(iter(episode), None),
        incidents=site.record.briefs(found.incidents),
        forms={"json": f"/responses/{found.id}.json"},
    )


def answers_to(site: Site, found: Demand) -> list[Answer]:
    """The responses that answer a demand, by date: they are told beside its incidents, or others of its episode."""
    episode = site.record.drawn_some(Episode, [found.episode] if found.episode else [])
    beside = dict.fromkeys([*found.incidents, *(key for one in episode for key in one.incidents)])
    told = site.record.drawn_told(list(beside))
    ids = dict.fromkeys(key for _, kind, key in told if kind == "response")
    answers = [a for a in site.record.drawn_some(Answer, list(ids)) if found.id in a.answers]
    return sorted(answers, key=lambda a: (a.date or a.first or "9999", a.id))


# ---------------------------------------------------------------- the lists


def _shelf(site: Site, named: bool) -> list[Row]:
    """What every demand is filtered by, the latest first."""
    return site.kept(
        ("demands", named),
        lambda: [
            Row(d["id"], d["what"], d["state"], d["by"] or "", d["of"] or "", d["words"])
            for d in _latest_first(plain(site, Demand, named), "first")
        ],
    )


def _answer_shelf(site: Site, named: bool) -> list[Row]:
    return site.kept(
        ("responses", named),
        lambda: [
            Row(a["id"], a["act"], "", a["by"] or "", "", a["words"])
            for a in _latest_first(plain(site, Answer, named), "date", "first")
        ],
    )


def _latest_first(found: list[dict[str, Any]], *days: str) -> list[dict[str, Any]]:
    """By the first of some fields that has a day, the latest first; those without one last."""
    return sorted(
        found, key=lambda one: (next((one[d] for d in days if one[d]), ""), one["id"]), reverse=True
    )


def _found(request: Request) -> tuple[Asked, list[Row]]:
    wanted = asked(request, ("state", "what", "by", "of", "q"))
    state = one_of(wanted, "state", STATES)
    rows = [
        row
        for row in _shelf(site_of(request), names_shown(request))
        if (not state or row.state == state)
        and (not wanted["what"] or row.what == wanted["what"])
        and holds(wanted["by"], row.by)
        and holds(wanted["of"], row.of)
        and holds(wanted["q"], row.words, row.what)
    ]
    return wanted, rows


def _found_answers(request: Request) -> tuple[Asked, list[Row]]:
    wanted = asked(request, ("act", "by", "q"))
    rows = [
        row
        for row in _answer_shelf(site_of(request), names_shown(request))
        if (not wanted["act"] or row.what == wanted["act"])
        and holds(wanted["by"], row.by)
        and holds(wanted["q"], row.words, row.what)
    ]
    return wanted, rows
