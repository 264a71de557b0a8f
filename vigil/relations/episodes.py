"""Episodes: incidents that hang together by their links.

A link of one of the CHAIN types ties two incidents; whatever is tied together, directly or over others, is one episode.
A series (attacks by one group on one community) is told by its links and makes no episode: it may run over many years.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from vigil.aftermath import Demand, Episode, Response
from vigil.records import Incident, Link
from vigil.relations.story import spelled, story

CHAIN = frozenset({"in_response_to", "part_of", "follows_up", "retaliation_for", "concession_to"})

__all__ = ["CHAIN", "draw_episode", "groups"]


def groups(ids: Sequence[str], links: Iterable[tuple[str, str, str]]) -> list[list[str]]:
    """Ids that links (from, type, to) tie together, each group and the groups in the order of ``ids``.

    What no link of a CHAIN type ties stands alone.
    """
    parent = {name: name for name in ids}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = name = parent[parent[name]]
        return name

    place = {name: number for number, name in enumerate(ids)}
    for one, kind, other in links:
        if kind in CHAIN and one in parent and other in parent:
            first, second = sorted((root(one), root(other)), key=place.__getitem__)
            parent[second] = first
    found: dict[str, list[str]] = {}
    for name in ids:
        found.setdefault(root(name), []).append(name)
    return list(found.values())


def draw_episode(
    incidents: Sequence[Incident], demands: Sequence[Demand] = (), responses: Sequence[Response] = ()
) -> Episode | None:
    """The episode of these incidents, with the demands and responses told with them; None where there is but one."""
    if len(incidents) < 2:
        return None
    ordered = in_order(incidents)
    cause = _cause(ordered)
    starts = [i.date.start for i in ordered if i.date.start]
    ends = [i.date.end for i in ordered if i.date.end]
    return Episode(
        _id(cause),
        _title(cause),
        tuple(i.id for i in ordered),
        min(starts, default=None),
        max(ends, default=None),
        story(ordered, demands, responses),
    )


def name_of(incidents: Sequence[Incident]) -> str | None:
    """The id that the episode of these incidents has; None where there is but one of them."""
    return _id(_cause(in_order(incidents))) if len(incidents) > 1 else None


def in_order(incidents: Sequence[Incident]) -> list[Incident]:
    """By first day, what is answered before what answers it, then by id."""
    known = {i.id: i for i in incidents}
    depth: dict[str, int] = {}

    def deep(incident: Incident, above: frozenset[str]) -> int:
        if incident.id not in depth:
            below = [known[k.incident] for k in incident.links if chains(k) and k.incident in known]
            seen = above | {incident.id}
            depth[incident.id] = max((1 + deep(o, seen) for o in below if o.id not in seen), default=0)
        return depth[incident.id]

    return sorted(
        incidents, key=lambda i: (i.date.start or "9999", deep(i, frozenset()), i.date.end or "", i.id)
    )


def _id(cause: Incident) -> str:
    return "e" + hashlib.sha256(cause.id.encode()).hexdigest()[:12]


def _cause(ordered: Sequence[Incident]) -> Incident:
    """The incident that the others go back to: of those that point to none, the one that most point to, then the first."""
    here = {i.id for i in ordered}
    pointed = [k.incident for i in ordered for k in i.links if chains(k) and k.incident in here]
    first = [i for i in ordered if not any(chains(k) and k.incident in here for k in i.links)] or list(
        ordered
    )
    return max(first, key=lambda i: (pointed.count(i.id), i.kind == "attack", -ordered.index(i)))


def chains(link: Link) -> bool:
    """Whether a link makes an episode."""
    return link.type in CHAIN


def _title(cause: Incident) -> str:
    place = cause.place
    parts = [spelled(place.name), place.city, place.country] if place else []
    where = ", ".join(dict.fromkeys(p for p in parts if p)) or "place unknown"
    start, end = cause.date.start, cause.date.end
    days = "date unknown" if start is None else start if start == end else f"{start} to {end}"
    return f"{cause.type}, {where}, {days}"
