"""Access: one object that a site is given, and that stands before all of its routes."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import anyio.to_thread
import jinja2
from fastapi import FastAPI, Request
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.templating import Jinja2Templates
from starlette.types import ASGIApp

from vigil import person
from vigil.errors import StoreError, UsageError
from vigil.web.access import forms
from vigil.web.access.directory import Directory
from vigil.web.access.door import Asking, Door
from vigil.web.access.headers import SecurityHeaders
from vigil.web.access.lookup import Lookup
from vigil.web.access.required import Refusal, refused, unguarded
from vigil.web.access.roles import User

TEMPLATES = Path(__file__).parents[1] / "templates"
HASHING = 2  # passwords that are hashed at once: each takes 64 MiB

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Settings:
    """How the site is reached.  Raises UsageError for what would leave it open.

    ``hosts``: the names (``host:port``; the port may be left out where it is the usual one) that it answers to.
    ``https``: whether browsers see https, be it from a proxy.  ``proxies``: addresses of those whose X-Forwarded-For is
    believed.  ``public``: paths that need no log-in, and beginnings of paths, those that end with a stroke.
    """

    loopback: bool
    hosts: frozenset[str]
    https: bool = False
    proxies: frozenset[str] = frozenset()
    public: tuple[str, ...] = ("/login", "/static/", "/favicon.ico")

    def __post_init__(self) -> None:
        if not self.hosts or any(not host or "*" in host for host in self.hosts):
            raise UsageError("Say by which names browsers reach the site, as in vigil.example.org:8000.")

    @property
    def scheme(self) -> str:
        """What addresses of the site begin with."""
        return "https" if self.https else "http"

    def is_public(self, path: str) -> bool:
        """Whether this path needs no log-in."""
        return any(path == one or (one.endswith("/") and path.startswith(one)) for one in self.public)

    def cookie(self, name: str) -> str:
        """The name of a cookie; under https one that no other host, and no page without https, can set."""
        return f"__Host-vigil_{name}" if self.https else f"vigil_{name}"


def loopback(port: int) -> Settings:
    """A site that only this machine reaches."""
    return Settings(True, frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")))


# What a page of this room may have to say, or not; our templates take an unknown name as an error.
UNSAID: dict[str, Any] = dict.fromkeys(
    (
        "said",
        "error",
        "add_error",
        "old_error",
        "new_error",
        "token_error",
        "name",
        "role",
        "label",
        "days",
        "chosen",
    )
)


@dataclass
class Access:
    """Who may do what on a site.

    ::

        access = Access(loopback(8000), Directory(record.accounts))
        access.install(app, templates)

    After that ``request.state.user`` is a User or None, no path but the public ones is reached without a log-in, and every
    request that changes something has proved where it comes from.  Templates have ``user``, ``csrf()`` (the hidden field
    that comes first in each form) and ``csrf_token()`` (for the header X-CSRF-Token of our own scripts).
    """

    settings: Settings
    directory: Directory
    templates: Jinja2Templates = field(init=False)

    def __post_init__(self) -> None:
        self.lookup = Lookup(self.directory)
        self._hashing = anyio.CapacityLimiter(HASHING)
        self.key = _key(self.directory)

    def install(self, app: FastAPI, templates: Jinja2Templates | None = None) -> None:
        """Put it before the routes of ``app`` and add its own; its pages extend ``base.html`` of these templates."""
        from vigil.web.access.pages import routes

        site = templates or Jinja2Templates(TEMPLATES)
        site.context_processors.append(_context)
        # Pages of this room leave out what there is nothing to say of; a site may be stricter with its own.
        self.templates = Jinja2Templates(
            env=site.env.overlay(undefined=jinja2.Undefined), context_processors=[_context]
        )
        app.add_middleware(partial(Door, access=self))
        build: Callable[[], ASGIApp] = app.build_middleware_stack
        # Around the answer to an unforeseen error too, which the framework makes outside all other middleware.
        app.build_middleware_stack = lambda: SecurityHeaders(build(), self.settings.https)  # type: ignore[method-assign]
        app.add_exception_handler(Refusal, self._refused)
        app.include_router(routes(self))
        self._app = app

    @property
    def local(self) -> User | None:
        """The one user of a site on loopback, by the name that is set on this machine."""
        return User(person.name() or "local", "owner", "local") if self.settings.loopback else None

    def first_password(self) -> str | None:
        """Make the account ``owner`` where the site needs one; its password, to be shown once, or None."""
        return None if self.settings.loopback else self.directory.first()

    def unguarded(self) -> list[str]:
        """Routes of the site that ask for no permission, for a test."""
        return unguarded(self._app.routes, self.settings.is_public)

    def close(self) -> None:
        """Write what is still to be written."""
        self.lookup.close()

    # ------------------------------------------------------------ for the pages

    def page(self, request: Request, name: str, status: int = 200, /, **context: Any) -> Response:
        """A page of this room."""
        return self.templates.TemplateResponse(request, f"access/{name}.html", UNSAID | context, status)

    async def do(self, work: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """Do in a thread what waits for the database."""
        return await run_in_threadpool(work, *arguments, **named)

    async def change(self, work: Callable[..., T], *arguments: Any) -> T:
        """The same for what changes an account, a session or a token: it counts from the next request on."""
        try:
            # Few at once, and the others wait outside the threads: they may hash passwords.
            return await anyio.to_thread.run_sync(partial(work, *arguments), limiter=self._hashing)
        finally:
            self.lookup.forget()

    async def _refused(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return refused(request, error, self.templates)


def _context(request: Request) -> dict[str, Any]:
    """What every template has."""
    asking: Asking | None = getattr(request.state, "asking", None)

    def csrf_token() -> str:
        return asking.form_token() if asking and asking.key else ""

    def csrf() -> Markup:
        return Markup('<input type="hidden" name="{}" value="{}">').format(forms.FIELD, csrf_token())

    return {"user": getattr(request.state, "user", None), "csrf": csrf, "csrf_token": csrf_token}


def _key(directory: Directory) -> bytes:
    """The record's key for the tokens of forms, or one of this run where the record cannot be written to."""
    try:
        return directory.store.key()
    except StoreError:
        return secrets.token_bytes(32)
