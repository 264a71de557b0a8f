"""Who answered for it: the board of the accused and the steps told of each, and each accused by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from fastapi import APIRouter, Depends, Request, Response
from numpy.typing import NDArray

from vigil.aftermath import Accused, Step
from vigil.declared import INSIDE, Collection, coverage, gaps_text, where
from vigil.declared import holds as held_words
from vigil.errors import UsageError
from vigil.names import fold
from vigil.periods import period
from vigil.phrases import count, day_words
from vigil.relations.answered import CLEARS, NONE, days_since, kept_in, last_step, steps_at
from vigil.store import Brief
from vigil.web.catalogue import ids_of
from vigil.web.filters import Filter
from vigil.web.lists import ROWS, Asked, asked, data_of_one, drawn, forms, holds, leaf, one_of, seen
from vigil.web.pages.actors import register
from vigil.web.pages.fresh import fresh
from vigil.web.rendering import names_shown, page, site_of, split_form, table_answer
from vigil.web.site import Site

router = APIRouter(dependencies=[Depends(fresh)])
LISTED = 50  # attacks without a step that a page names
KINDS = ("person", "group", "described")
# The columns of the board, each with the steps that stand in it.
COLUMNS = {
    "named, wanted": ("named suspect", "warrant"),
    "ban": ("ban",),
    "arrest": ("arrest",),
    "charge": ("charge",),
    "trial": ("trial",),
    "verdict": ("conviction", "sentence", "acquittal", "charges dropped", "conviction overturned"),
    "release": ("bail", "release"),
    "escape": ("escape",),
    "killed": ("killed",),
    "no step, a text says": (NONE,),
}


@dataclass(frozen=True, slots=True)
class Row:
    """What an accused is filtered by."""

    id: str
    name: str
    kind: str
    outcome: str
    steps: frozenset[str]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the board."""

    accused: Accused
    cells: tuple[tuple[Step, ...], ...]  # by column
    last: Step | None  # the last step with a date
    days: int | None  # from it to the last document


@dataclass(frozen=True, slots=True)
class Searched:
    """The documents of a declared collection, for saying in how many of them no step was found."""

    collection: Collection
    version: int
    held: str  # "41 documents of 6 sources, the last of 3 May 2014"
    documents: frozenset[str]
    ends: NDArray[np.int64]  # last day of publication of each, in order
    outlets: tuple[str, ...]  # of each, in the same order
    last: str | None  # the day of the last of them

    def since(self, day: str | None) -> str:
        """Those published from a day on, or all: ``12 documents of 3 sources, the last of 3 May 2014``."""
        begin = int(np.searchsorted(self.ends, period(day).start.toordinal())) if day else 0
        number, sources = len(self.ends) - begin, len({name for name in self.outlets[begin:] if name})
        said = f"{count(number, 'document')} of {count(sources, 'source')}"
        return f"{said}, the last of {day_words(self.last)}" if number and self.last else said


@router.get("/accountability")
def board(request: Request) -> Response:
    """The board, the latest step first."""
    site = site_of(request)
    wanted, found = _found(request)
    searched = inside(site, wanted["collection"])
    part = leaf(found, lambda row: row.id, request.query_params.get("after"))
    records = site.record.drawn_some(Accused, [row.id for row in part.shown])
    if searched is not None:
        records = kept_in(records, searched.documents)
    last = (searched.last if searched else None) or last_document(site)
    lines = [line_of(one, last) for one in seen(request, records)]
    used = [n for n in range(len(COLUMNS)) if any(line.cells[n] for line in lines)]
    return page(
        request,
        "accountability.html",
        wanted=wanted,
        part=part,
        all=len(_shelf(site)),
        lines=lines,
        columns=[(n, list(COLUMNS)[n]) for n in used],
        last=last,
        kinds=KINDS,
        steps=sorted({step for row in _shelf(site) for step in row.steps}),
        collections=site.record.collections(),
        searched=searched,
        gaps=gaps_text(searched.collection.gaps) if searched else "",
        without=without_step(site, searched)[:LISTED] if searched else [],
        without_all=len(without_ids(site, searched)) if searched else 0,
        forms=forms("/accountability", wanted),
    )


@router.get("/accountability.json")
@router.get("/accountability.csv")
def board_data(request: Request) -> Response:
    """The board as data: with .json an accused a row, with .csv a step a row; names of persons withheld."""
    site = site_of(request)
    wanted, found = _found(request)
    searched = inside(site, wanted["collection"])
    records = site.record.drawn_some(Accused, [row.id for row in found])
    if searched is not None:
        records = kept_in(records, searched.documents)
    names, last = site.names(), (searched.last if searched else None) or last_document(site)
    rows = [
        ROWS[Accused](one, names) | {"days_since_last_step": days_since(last_step(one), last)}
        for one in records
    ]
    form = split_form(request.url.path)[1]
    if form == "csv":
        rows = [
            {
                "accused": r["id"],
                "name": r["name"],
                "kind": r["kind"],
                "outcome": r["outcome"],
                "position": n,
                **s,
            }
            for r in rows
            for n, s in enumerate(r["steps"], 1)
        ]
    elif searched is not None:
        made = {
            "name": searched.collection.name,
            "version": searched.version,
            "looked_through": searched.held,
        }
        rows.append({"collection": made, "no_step_found": without_ids(site, searched)})
    return table_answer("accountability", form, rows)


@router.get("/accountability/{key}")
def one_accused(request: Request, key: str) -> Response:
    """One accused."""
    site = site_of(request)
    name, form = split_form(key)
    found = drawn(site, Accused, name, "accused", "/accountability")
    if form != "html":
        return data_of_one(site, found, form)
    shown = seen(request, [found])[0]
    return page(request, "accused.html", **context(site, shown, party_of(site, found, names_shown(request))))


def context(site: Site, found: Accused, party: str | None) -> dict[str, Any]:
    """What the page of an accused shows, of a record as the reader may see it."""
    last = last_document(site)
    return {
        "accused": found,
        "line": line_of(found, last),
        "last": last,
        "party": party,
        "incidents": site.record.briefs(found.incidents),
        "cleared": [step for step in found.steps if step.what in CLEARS],
        "forms": {"json": f"/accountability/{found.id}.json"},
    }


def party_of(site: Site, found: Accused, names: bool) -> str | None:
    """The id of the entry of the register that has the name of an accused; None where none, or more than one, has."""
    if found.kind == "described":
        return None
    ids = register(site).by_name.get(fold(found.name), ())
    if len(ids) != 1 or (register(site).private.get(ids[0]) and not names):
        return None
    return ids[0]


def line_of(one: Accused, last: str | None) -> Line:
    """A row of the board; ``last``: the day of the last document, to which the time without a step is counted."""
    cells = tuple(tuple(s for s in one.steps if s.what in steps) for steps in COLUMNS.values())
    step = last_step(one)
    return Line(one, cells, step, days_since(step, last))


def last_document(site: Site) -> str | None:
    """The day of the last document of the record."""
    return site.kept(
        "last document", lambda: max((last for _, _, _, last in site.record.outlets() if last), default=None)
    )


# ---------------------------------------------------------------- the list


def _shelf(site: Site) -> list[Row]:
    """What every accused is filtered by, the latest step first."""

    def made() -> list[Row]:
        rows = []
        for a in site.record.drawn_plain(Accused):
            days = [s["date"] or s["seen"] for s in a["steps"] if s["date"] or s["seen"]]
            steps = frozenset(s["what"] for s in a["steps"])
            names = "\n".join([a["name"], *a["aliases"]])
            rows.append((max(days, default=""), Row(a["id"], names, a["kind"], a["outcome"] or "", steps)))
        rows.sort(key=lambda pair: (pair[0], pair[1].id), reverse=True)
        return [row for _, row in rows]

    return site.kept("accused", made)


def _found(request: Request) -> tuple[Asked, list[Row]]:
    site = site_of(request)
    wanted = asked(request, ("q", "kind", "step", "collection"))
    kind, named = one_of(wanted, "kind", KINDS), names_shown(request)
    rows = [
        row
        for row in _shelf(site)
        if (not kind or row.kind == kind)
        and (not wanted["step"] or wanted["step"] in row.steps)
        # a name that is not shown must not be found out by asking for it either
        and (not wanted["q"] or ((named or row.kind != "person") and holds(wanted["q"], row.name)))
    ]
    if searched := inside(site, wanted["collection"]):
        told = _told_in(site, searched)
        rows = [row for row in rows if row.id in told]
    return wanted, rows


def _told_in(site: Site, searched: Searched) -> frozenset[str]:
    """The accused of whom a document of a collection tells a step."""

    def made() -> frozenset[str]:
        return frozenset(
            a["id"]
            for a in site.record.drawn_plain(Accused)
            if any(e["document"] in searched.documents for s in a["steps"] for e in s["evidence"])
        )

    return site.kept(("accused in", searched.collection.name), made)


# ---------------------------------------------------------------- inside a declared collection


def inside(site: Site, name: str) -> Searched | None:
    """What a declared collection holds; None where none is asked for.  Raises UsageError where there is none of that name."""
    if not name:
        return None
    declared = site.record.declarations(name)
    if not declared:
        raise UsageError(
            f"There is no collection “{name}”: the page of sources lists those that are declared."
        )
    return site.kept(("collection", name), lambda: _searched(site, declared[-1], len(declared)))


def _searched(site: Site, made: Collection, version: int) -> Searched:
    held = [row for row in site.record.documents() if where(made, row) == INSIDE]
    held.sort(key=lambda row: period((row.published or "")[:10]).end)
    return Searched(
        made,
        version,
        held_words(coverage(made, held)),
        frozenset(row.id for row in held),
        np.array([period((row.published or "")[:10]).end.toordinal() for row in held], dtype=np.int64),
        tuple(row.outlet or "" for row in held),
        max((row.published for row in held if row.published), default=None),
    )


def without_ids(site: Site, searched: Searched) -> list[str]:
    """The attacks that a collection tells, and of which it tells no step, the latest first."""

    def made() -> list[str]:
        told = {incident for incident, document in site.record.tellers() if document in searched.documents}
        accused = kept_in(site.record.aftermath(Accused), searched.documents)
        claims = {e.claim for one in accused for step in one.steps for e in step.evidence if e.claim}
        home: dict[tuple[str, str], list[str]] = {}
        for document, claim, incident in site.record.homes(sorted(claims)):
            mine = home.setdefault((document, claim), [])
            if incident not in mine:
                mine.append(incident)
        with_step = steps_at(accused, home)
        catalogue = site.catalogue()
        attacks = ids_of(catalogue, catalogue.find(Filter(kind="attack")))
        return [key for key in attacks if key in told and key not in with_step]

    return site.kept(("no step", searched.collection.name), made)


def without_step(site: Site, searched: Searched) -> list[tuple[Brief, str]]:
    """Those attacks, each with what of the collection was published from its day on."""
    briefs = site.record.briefs(without_ids(site, searched)[:LISTED])
    return [(brief, searched.since(brief.start)) for brief in briefs]
