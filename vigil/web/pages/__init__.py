"""One file for each kind of page; each has a ``router``.

A page is asked for as ``/incidents`` and, as data, as ``/incidents.json`` and ``/incidents.csv``.
"""

from __future__ import annotations

from vigil.web.pages import (
    accountability,
    actors,
    adding,
    demands,
    documents,
    episodes,
    exports,
    incident,
    incidents,
    methods,
    places,
    programs,
    searching,
    setaside,
    start,
    warnings,
)
from vigil.web.pages.fresh import NotModified, fresh

ROUTERS = [
    adding.router,
    start.router,
    incidents.router,
    incident.router,
    documents.router,
    episodes.router,
    demands.router,
    actors.router,
    accountability.router,
    warnings.router,
    places.router,
    setaside.router,
    exports.router,
    searching.router,
    methods.router,
    programs.router,
]
__all__ = ["ROUTERS", "NotModified", "fresh"]
