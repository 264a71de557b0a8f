"""One file for each kind of page; each has a ``router``.

A page is asked for as ``/incidents`` and, as data, as ``/incidents.json`` and ``/incidents.csv``.
"""

from __future__ import annotations

from vigil.web.pages import adding, documents, incident, incidents, methods, searching, setaside, start
from vigil.web.pages.fresh import NotModified, fresh

ROUTERS = [
    adding.router,
    start.router,
    incidents.router,
    incident.router,
    documents.router,
    setaside.router,
    searching.router,
    methods.router,
]
__all__ = ["ROUTERS", "NotModified", "fresh"]
