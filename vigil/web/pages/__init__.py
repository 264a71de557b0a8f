"""One file for each kind of page; each has a ``router``.

A page is asked for as ``/incidents`` and, as data, as ``/incidents.json`` and ``/incidents.csv``.
"""

from __future__ import annotations

from vigil.web.pages import (
    accountability,
    actors,
    adding,
    attention,
    changes,
    demands,
    documents,
    entering,
    episodes,
    exports,
    incident,
    incidents,
    methods,
    places,
    programs,
    review,
    searching,
    setaside,
    start,
    trends,
    warnings,
)
from vigil.web.pages.fresh import NotModified, fresh

ROUTERS = [
    adding.router,
    changes.router,
    entering.router,
    review.router,
    start.router,
    incidents.router,
    incident.router,
    documents.router,
    episodes.router,
    demands.router,
    actors.router,
    accountability.router,
    warnings.router,
    attention.router,
    trends.router,
    places.router,
    setaside.router,
    exports.router,
    searching.router,
    methods.router,
    programs.router,
]
__all__ = ["ROUTERS", "NotModified", "fresh"]
