"""The register of actors: who has a part in the incidents, who is tied to whom, and what is said of each by whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from fastapi import APIRouter, Depends, Request, Response
from markupsafe import Markup

from vigil.aftermath import Accused, Party
from vigil.names import fold, known
from vigil.records import Incident
from vigil.store import Brief, DocumentRow
from vigil.web.lists import (
    Asked,
    asked,
    data,
    data_of_one,
    drawn,
    forms,
    holds,
    leaf,
    one_of,
    seen,
    seen_incidents,
)
from vigil.web.network import Edge, Node, network
from vigil.web.pages.fresh import fresh
from vigil.web.pages.incident import Said, claims_of
from vigil.web.rendering import NotFound, names_shown, page, site_of, split_form
from vigil.web.site import Site

router = APIRouter(dependencies=[Depends(fresh)])
KINDS = ("group", "institution", "community", "person")
DRAWN, TIED, LOOKED = 40, 90, 400  # nodes and ties of the picture, and actors that are looked through for it
QUOTED = 3  # claims shown of one incident
NAMING = ("perpetrator", "victim", "organiser", "participant", "relation", "response", "accountability")


@dataclass(frozen=True, slots=True)
class Row:
    """What an actor is filtered and drawn by."""

    id: str
    name: str
    kind: str
    private: bool
    aliases: tuple[str, ...]
    roles: tuple[tuple[str, int], ...]  # (role, incidents), most first
    incidents: tuple[str, ...]
    relations: tuple[tuple[str, str], ...]  # (kind, name of the other)


@dataclass(frozen=True, slots=True)
class Register:
    """The whole register, those in most incidents first."""

    rows: tuple[Row, ...]
    by_name: Mapping[str, tuple[str, ...]]  # folded name or alias -> ids
    private: Mapping[str, bool]

    def of(self, name: str) -> str | None:
        """The id of the only actor of a name, by any of its aliases; None where none or several have it."""
        ids = self.by_name.get(fold(name), ())
        return ids[0] if len(ids) == 1 else None


@dataclass(frozen=True, slots=True)
class Part:
    """What an actor's page says of one incident."""

    brief: Brief
    roles: tuple[str, ...]
    stances: tuple[tuple[str, str, str | None], ...]  # (role, stance, who says so)
    said: tuple[Said, ...]
    accused: tuple[Accused, ...]  # the case of this actor for it, with its outcome


def register(site: Site) -> Register:
    """The register, kept until the record changes."""

    def made() -> Register:
        rows = []
        for p in site.record.drawn_plain(Party):
            roles = Counter(role for role, _ in p["roles"])
            rows.append(
                Row(
                    p["id"], p["name"], p["kind"], p["private"], tuple(p["aliases"]),
                    tuple(sorted(roles.items(), key=lambda r: (-r[1], r[0]))),
                    tuple(dict.fromkeys(incident for _, incident in p["roles"])),
                    tuple((r["kind"], r["other"]) for r in p["relations"]),
                )
            )  # fmt: skip
        rows.sort(key=lambda r: (-len(r.incidents), r.name.casefold(), r.id))
        by_name: dict[str, dict[str, None]] = {}
        for row in rows:
            for name in (row.name, *row.aliases):
                by_name.setdefault(fold(name), {})[row.id] = None
        named = {key: tuple(ids) for key, ids in by_name.items()}
        return Register(tuple(rows), named, {row.id: row.private for row in rows})

    return site.kept("register", made)


@router.get("/actors")
def actors(request: Request) -> Response:
    """The register: a picture of who is tied to whom, and a list."""
    site = site_of(request)
    wanted, found = _found(request)
    part = leaf(found, lambda row: row.id, request.query_params.get("after"))
    shown = seen(request, site.record.drawn_some(Party, [row.id for row in part.shown]))
    picture, ties, least = site.kept(
        ("network", names_shown(request), wanted.query()), lambda: pictured(site, found)
    )
    return page(
        request,
        "actors.html",
        wanted=wanted,
        part=part,
        all=sum(names_shown(request) or not row.private for row in register(site).rows),
        rows=[(one, row) for one, row in zip(shown, part.shown, strict=True)],
        kinds=KINDS,
        roles=sorted({role for row in register(site).rows for role, _ in row.roles}),
        picture=picture,
        ties=ties,
        least=least,
        forms=forms("/actors", wanted),
    )


@router.get("/actors.json")
@router.get("/actors.csv")
def actors_data(request: Request) -> Response:
    """The register as data, without names of private persons."""
    ids = [row.id for row in _found(request)[1]]
    return data(site_of(request), Party, "actors", split_form(request.url.path)[1], ids)


@router.get("/actors/{key}")
def actor(request: Request, key: str) -> Response:
    """One of them."""
    site = site_of(request)
    name, form = split_form(key)
    found = drawn(site, Party, name, "actor", "/actors")
    if form != "html":
        return data_of_one(site, found, form)
    if found.private and not names_shown(request):
        raise NotFound("A private person has no page here: who may add to the record sees it when signed in.")
    return page(request, "actor.html", **context(request, site, seen(request, [found])[0]))


def context(request: Request, site: Site, found: Party) -> dict[str, Any]:
    """What the page of an actor shows, of a record as the reader may see it."""
    catalogue, told = site.catalogue(), found.incidents
    rows = [n for key in told if (n := catalogue.row(key)) is not None]
    rows.sort(reverse=True)  # by date, the latest first
    part = leaf([catalogue.ids[n] for n in rows], str, request.query_params.get("after"))
    incidents = seen_incidents(request, site.record.incidents_of(part.shown))
    index = register(site)
    # beside an accusation stands the case that came of it: of the same actor, by the register
    cases = site.record.drawn_some(Accused, _cases(site).get(found.id, ()))
    shown = seen(request, cases)
    return {
        "party": found,
        "relations": [
            (relation, other if other and (names_shown(request) or not index.private[other]) else None)
            for relation in found.relations
            for other in [index.of(relation.other)]
        ],
        "roles": Counter(role for role, _ in found.roles).most_common(),
        "parts_": parts(found, incidents, site.documents(incidents), site.record.briefs(part.shown), shown),
        "part": part,
        "wanted": Asked({}),
        "cases": shown,
        "months": catalogue.months(np.array(sorted(rows), dtype=np.int64)),
        "forms": {"json": f"/actors/{found.id}.json"},
    }


def _cases(site: Site) -> Mapping[str, tuple[str, ...]]:
    """Actor -> the cases of the accused who is the only one of that name in the register."""

    def made() -> dict[str, tuple[str, ...]]:
        index, out = register(site), dict[str, tuple[str, ...]]()
        for a in site.record.drawn_plain(Accused):
            if a["kind"] != "described" and (key := index.of(a["name"])):
                out[key] = (*out.get(key, ()), a["id"])
        return out

    return site.kept("cases", made)


def parts(
    found: Party,
    incidents: Sequence[Incident],
    documents: Mapping[str, DocumentRow],
    briefs: Sequence[Brief],
    cases: Sequence[Accused],
) -> list[Part]:
    """What is said of an actor in each of these incidents, and by whom."""
    names = {fold(name) for name in (found.name, *found.aliases)}
    whole = {incident.id: incident for incident in incidents}
    out = []
    for brief in briefs:
        incident = whole[brief.id]
        stances = [
            (a.role, a.stance, a.by)
            for a in incident.actors
            if fold(a.name) in names or known(a.name) == found.name
        ]
        said = [
            s
            for s in claims_of(incident, documents)
            if s.claim.attribute in NAMING
            and isinstance(s.claim.value, str)
            and _meant(s.claim.value, found, names)
        ]
        out.append(
            Part(
                brief,
                tuple(dict.fromkeys(role for role, key in found.roles if key == brief.id)),
                tuple(dict.fromkeys(stances)),
                tuple(said),
                tuple(case for case in cases if brief.id in case.incidents),
            )
        )
    return out


def _meant(value: str, found: Party, names: set[str]) -> bool:
    return fold(value) in names or known(value) == found.name


# ---------------------------------------------------------------- the list and the picture


def _found(request: Request) -> tuple[Asked, list[Row]]:
    wanted = asked(request, ("q", "kind", "role"))
    kind, named = one_of(wanted, "kind", KINDS), names_shown(request)
    return wanted, [
        row
        for row in register(site_of(request)).rows
        if (named or not row.private)
        and (not kind or row.kind == kind)
        and (not wanted["role"] or any(role == wanted["role"] for role, _ in row.roles))
        and holds(wanted["q"], row.name, *row.aliases)
    ]


def pictured(site: Site, found: Sequence[Row]) -> tuple[Markup, list[tuple[Row, Row, int, str | None]], int]:
    """The picture of those with most ties among these actors, its ties as (left, right, incidents, relation), and in how
    many incidents two must both have a part for a tie."""
    index = register(site)
    rows = list(found[:LOOKED])
    known_ids = {row.id for row in rows}
    rows += [row for row in found[LOOKED:] if row.relations]
    by_id = {row.id: row for row in rows}
    shared = _shared(rows, known_ids)
    related: dict[tuple[str, str], str] = {}
    for row in rows:
        for kind, name in row.relations:
            other = index.of(name)
            if other in by_id and other != row.id:
                related.setdefault((row.id, other), kind)
    reach: Counter[str] = Counter()
    for (a, b), number in shared.items():
        reach[a] += number
        reach[b] += number
    for pair in related:
        for key in pair:
            reach[key] += 5  # a relation that a report names says more than five incidents
    chosen = {key for key, _ in sorted(reach.items(), key=lambda r: (-r[1], r[0]))[:DRAWN]}
    pairs = {p: n for p, n in shared.items() if p[0] in chosen and p[1] in chosen}
    least = 1
    while sum(n >= least for n in pairs.values()) > TIED:
        least += 1
    ties: list[tuple[Row, Row, int, str | None]] = [
        (by_id[a], by_id[b], shared.get((min(a, b), max(a, b)), 0), kind)
        for (a, b), kind in sorted(related.items())
        if a in chosen and b in chosen
    ]
    named = {frozenset((a.id, b.id)) for a, b, _, _ in ties}
    ties += [
        (by_id[a], by_id[b], n, None)
        for (a, b), n in sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
        if n >= least and frozenset((a, b)) not in named
    ]
    order = {row.id: n for n, row in enumerate(r for r in rows if any(r in (a, b) for a, b, _, _ in ties))}
    nodes = [
        Node(row.id, row.name, row.kind, f"/actors/{row.id}", len(row.incidents))
        for row in rows
        if row.id in order
    ]
    edges = [Edge(order[a.id], order[b.id], n, kind) for a, b, n, kind in ties]
    return network(nodes, edges), ties, least


def _shared(rows: Sequence[Row], ids: set[str]) -> dict[tuple[str, str], int]:
    """(id, id) in order -> incidents in which both have a part."""
    told: dict[str, list[str]] = {}
    for row in rows:
        if row.id in ids:
            for incident in row.incidents:
                told.setdefault(incident, []).append(row.id)
    pairs: Counter[tuple[str, str]] = Counter()
    for keys in told.values():
        pairs.update(combinations(sorted(keys), 2))
    return pairs
