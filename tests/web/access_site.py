"""A small site with access before it: routes for every permission, a base page of its own, a clock to turn, and light hashes."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import jinja2
from argon2 import PasswordHasher
from fastapi import Depends, FastAPI, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from fastapi.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates
from starlette.testclient import TestClient

from vigil.store import Record
from vigil.web.access import PERMISSIONS, Access, Settings, User, loopback, require
from vigil.web.access.access import TEMPLATES
from vigil.web.access.directory import Directory
from vigil.web.access.passwords import Passwords

HOST = "vigil.example:8443"
ORIGIN = f"https://{HOST}"
LOCAL = "http://127.0.0.1:8000"
PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}  # as a browser asks for a page
FORM = '<form method="post" action="/note">{{ csrf() }}<textarea name="words"></textarea></form>'
BASE = (
    "<!doctype html><html lang='en'><head><title>{% block title %}{% endblock %}</title>"
    '<meta name="csrf" content="{{ csrf_token() }}"><link rel="stylesheet" href="/static/site.css"></head>'
    "<body>{% if user %}<p>{{ user.name }}, {{ user.role }}</p>{% endif %}<main>{% block main %}{% endblock %}</main></body></html>"
)


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self, at: float = 1_700_000_000.0) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at

    def turn(self, seconds: float) -> None:
        self.at += seconds


class CountingHasher(PasswordHasher):
    """As light as argon2 gets, and counts what it is asked to verify."""

    def __init__(self, time_cost: int = 1) -> None:
        super().__init__(time_cost=time_cost, memory_cost=8, parallelism=1)
        self.verified: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        self.verified.append(str(hash))
        return super().verify(hash, password)


class Site:
    """The site, its record, and browsers that look at it."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.clock = Clock()
        self.hasher = CountingHasher()
        self.record = Record.open(folder / "r.db")
        self.directory = Directory(self.record.accounts, Passwords(self.hasher), self.clock)
        self.access = Access(settings, self.directory)
        self.origin = f"{settings.scheme}://{HOST}" if not settings.loopback else LOCAL
        self.done: list[str] = []  # what routes changed
        static = folder / "static"
        static.mkdir()
        (static / "site.css").write_text("main { max-width: 60em }")
        self.app = application(self, static)

    def browser(self, address: str = "", **headers: str) -> TestClient:
        """A browser without cookies; on loopback one of this machine."""
        address = address or ("127.0.0.1" if self.access.settings.loopback else "198.51.100.7")
        return TestClient(
            self.app,
            self.origin,
            raise_server_exceptions=False,
            follow_redirects=False,
            client=(address, 50000),
            headers=PAGE | headers,
        )

    def signed_in(self, name: str, password: str, **options: Any) -> TestClient:
        """A browser that is signed in."""
        browser = self.browser(**options)
        answer = sign_in(browser, name, password)
        assert answer.status_code == 303, answer.text
        return browser

    def account(self, name: str, role: str) -> str:
        """A new account; its password."""
        return self.directory.add(name, role, "test")[1]

    def close(self) -> None:
        self.access.close()
        self.record.close()


@contextmanager
def site(folder: Path, settings: Settings | None = None) -> Iterator[Site]:
    """A site on loopback, or as the settings say."""
    made = Site(folder, settings or loopback(8000))
    try:
        yield made
    finally:
        made.close()


def public(https: bool = True, **options: Any) -> Settings:
    """Settings of a site that others reach."""
    return Settings(False, frozenset({HOST}), https=https, **options)


def application(site: Site, static: Path) -> FastAPI:
    app = FastAPI()
    loader = jinja2.ChoiceLoader([jinja2.DictLoader({"base.html": BASE}), jinja2.FileSystemLoader(TEMPLATES)])
    templates = Jinja2Templates(
        env=jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    )
    form = templates.env.from_string("{% extends 'base.html' %}{% block main %}" + FORM + "{% endblock %}")

    @app.get("/")
    async def first(request: Request) -> Response:
        return templates.TemplateResponse(request, form)

    for permission in PERMISSIONS:
        asked = Depends(require(permission))

        @app.get(f"/may/{permission}", dependencies=[asked])
        async def look() -> str:
            return "seen"

        @app.post(f"/may/{permission}", dependencies=[asked])
        @app.post(f"/api/may/{permission}", dependencies=[asked])
        async def change(request: Request) -> str:
            user: User = request.state.user
            site.done.append(f"{user.name}: {request.url.path}")
            return "done"

    @app.post("/note")
    async def note(request: Request, words: Annotated[str, Form()] = "") -> str:
        site.done.append(words)
        return words

    @app.post("/upload")
    async def upload(file: UploadFile) -> int:
        site.done.append(file.filename or "")
        return len(await file.read())

    @app.put("/thing")
    @app.delete("/thing")
    async def thing(request: Request) -> str:
        site.done.append(request.method)
        return "done"

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def parts() -> AsyncIterator[str]:
            for number in range(3):
                yield f"{number}\n"

        return StreamingResponse(parts())

    @app.get("/fault")
    async def fault() -> str:
        raise RuntimeError("a fault of the program")

    @app.get("/sandboxed")
    async def sandboxed() -> HTMLResponse:
        return HTMLResponse("<p>from elsewhere</p>", headers={"Content-Security-Policy": "sandbox"})

    app.mount("/static", StaticFiles(directory=static))
    site.access.install(app, templates)
    return app


def token_of(page: str) -> str:
    """The token in the first form of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return html.unescape(found[1])


def form_token(browser: TestClient, path: str = "/") -> str:
    """The token of the form on a page."""
    return token_of(browser.get(path).text)


def send(
    browser: TestClient, path: str, data: dict[str, Any] | None = None, page: str = "/", **headers: str
) -> Any:
    """Send a form as a browser does."""
    origin = str(browser.base_url).rstrip("/")
    fields = {"csrf_token": form_token(browser, page), **(data or {})}
    return browser.post(path, data=fields, headers={"origin": origin, **headers})


def sign_in(browser: TestClient, name: str, password: str, next: str = "/") -> Any:
    """Fill in the page to sign in."""
    return send(browser, "/login", {"name": name, "password": password, "next": next}, page="/login")
