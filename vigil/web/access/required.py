"""What a route asks of whoever calls it, and how a refusal reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from fastapi import Request, routing
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from jinja2 import TemplateNotFound
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute
from starlette.templating import Jinja2Templates

from vigil.web.access.roles import PERMISSIONS, Permission, User, lowest

NOT_SIGNED_IN = "Sign in first."
TITLES = {400: "Not understood", 401: "Not signed in", 403: "Not allowed", 429: "Too many tries"}


class Refusal(HTTPException):
    """A request that is refused, with a sentence for whoever sent it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(status, sentence, {"WWW-Authenticate": "Bearer"} if status == 401 else None)


def require(permission: Permission) -> Callable[[Request], Awaitable[User]]:
    """A dependency that lets in who has this permission, and gives the user.

    401 for nobody, which a browser sees as the page to sign in; 403 for somebody with too few rights.  Raises ValueError
    for a permission that does not exist.
    """
    if permission not in PERMISSIONS:
        raise ValueError(f"there is no permission {permission!r}: {', '.join(PERMISSIONS)}")

    async def allowed(request: Request) -> User:
        user: User | None = request.state.user
        check(user, permission)
        assert user is not None
        return user

    allowed.permission = permission  # type: ignore[attr-defined]
    return allowed


async def a_person(request: Request) -> User:
    """A dependency for what nobody may do with a token: change a password, make another token."""
    user: User | None = request.state.user
    check(user, "see")
    assert user is not None
    if user.via == "token":
        raise Refusal(403, "This is for a person who has signed in; a token may not do it.")
    return user


a_person.permission = "see"  # type: ignore[attr-defined]


def check(user: User | None, permission: Permission) -> None:
    """Raises Refusal where this user may not."""
    if user is None:
        raise Refusal(401, NOT_SIGNED_IN)
    if not user.may(permission):
        sentence = f"To {PERMISSIONS[permission]} is for the role {lowest(permission)} and above; {user.name} is {user.role}."
        if user.via == "token":
            sentence = f"This token may not {PERMISSIONS[permission]}: its role is {user.role}, its scope {', '.join(user.scopes)}."
        raise Refusal(403, sentence)


def unguarded(routes: Sequence[BaseRoute], public: Callable[[str], bool]) -> list[str]:
    """Routes that ask for no permission though they are not public, as ``POST /path``: for a test of the whole site."""
    return [
        f"{method} {path}"
        for path, methods, dependant in every_route(routes)
        if dependant is not None and not public(path) and not any(_permissions(dependant))
        for method in methods
    ]


def every_route(routes: Sequence[BaseRoute]) -> Iterator[tuple[str, list[str], Any]]:
    """(path, methods, what it depends on or None) of each route, those of included routers too."""
    # From some version on FastAPI keeps included routers whole, and gives a function that walks through them.
    walk: Callable[[Sequence[BaseRoute]], Iterable[Any]] = getattr(routing, "iter_route_contexts", iter)
    for route in walk(routes):
        if methods := getattr(route, "methods", None):
            yield route.path, sorted(methods), getattr(route, "dependant", None)


def _permissions(dependant: Any) -> Iterator[str]:
    for sub in dependant.dependencies:
        if found := getattr(sub.call, "permission", None):
            yield found
        yield from _permissions(sub)


def wants_page(request: Request) -> bool:
    """Whether a person with a browser asks, and no program."""
    program = request.scope["path"].startswith("/api/") or "authorization" in request.headers
    return not program and "text/html" in request.headers.get("accept", "")


def refused(request: Request, error: HTTPException, templates: Jinja2Templates | None = None) -> Response:
    """The answer to a refused request: the page to sign in, a page with the sentence, or RFC 9457's JSON."""
    status, sentence = error.status_code, str(error.detail)
    title, headers = TITLES.get(status, "Refused"), dict(error.headers or {})
    if not wants_page(request):
        problem = {"type": "about:blank", "title": title, "status": status, "detail": sentence}
        return JSONResponse(problem, status, headers, media_type="application/problem+json")
    if status == 401 and request.method in ("GET", "HEAD"):
        asked = quote(request.scope["path"]) + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?next={quote(asked, safe='/')}", 303)
    if templates is not None:
        try:
            context = {"heading": title, "sentence": sentence, "status": status}
            return templates.TemplateResponse(request, "access/refused.html", context, status)
        except TemplateNotFound:
            pass
    return PlainTextResponse(sentence, status)
