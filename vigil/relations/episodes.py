"""Episodes: incidents that hang together by their links.

A link of one of the CHAIN types ties two incidents; whatever is tied together, directly or over others, is one episode.
A series (attacks by one group on one community) is told by its links and makes no episode: it may run over many years.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from vigil.aftermath import Episode
from vigil.records import Incident, Link
from vigil.relations.story import story

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


def draw_episode(incidents: Sequence[Incident]) -> Episode | None:
    """The episode of these incidents; None where there is but one of them."""
    if len(incidents) < 2:
        return None
    ordered = sorted(incidents, key=lambda i: (i.date.start or "9999", i.date.end or "", i.id))
    cause = _cause(ordered)
    starts = [i.date.start for i in ordered if i.date.start]
    ends = [i.date.end for i in ordered if i.date.end]
    return Episode(
        "e" + hashlib.sha256(cause.id.encode()).hexdigest()[:12],
        _title(cause),
        tuple(i.id for i in ordered),
        min(starts, default=None),
        max(ends, default=None),
        story(ordered),
    )


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
    place = cause.place.name if cause.place else "place unknown"
    country = cause.place.country if cause.place and cause.place.country != cause.place.name else None
    when = (
        cause.date.start if cause.date.start == cause.date.end else f"{cause.date.start} to {cause.date.end}"
    )
    where = ", ".join(part for part in (place, country) if part)
    return f"{cause.type}, {where}, {when if cause.date.start else 'date unknown'}"
