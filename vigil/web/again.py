"""A form that was refused is shown again, as it was filled in, on the page that it stands on."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.types import Message, Scope

from vigil.web.refilled import PAGE, refilled

KEPT = ("type", "asgi", "http_version", "server", "client", "scheme", "root_path")  # of a scope
DROPPED = (b"accept", b"if-none-match", b"origin", b"range", b"transfer-encoding")
FILES = " The files have to be chosen again."
HERE = re.compile(r"/(?![/\\])[!-\[\]-~]*")  # an address of this site


async def form_again(request: Request, status: int, said: str, about: str = "") -> Response | None:
    """The page with the form that was sent, filled in, and ``said``; None where there is no such page or form.

    Not for an error of ours (500): there is nothing in the form to mend.
    """
    if status not in (400, 404, 413, 422, 503):
        return None
    if request.method == "GET":
        given, pages = list(request.query_params.multi_items()), [request.url.path]
        if status != 400 or not given:
            return None
    elif request.method == "POST":
        try:
            form = await request.form()
        except (HTTPException, RuntimeError):  # it cannot be read, or has been read by somebody else
            return None
        given = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        said += FILES if _has_files(form) else ""
        pages = [_page_named(form), came_from(request), request.url.path]
    else:
        return None
    for address in dict.fromkeys(page for page in pages if page):
        found = await _page(request, address)
        made = found and refilled(found, address, request.url.path, given, said, about)
        if made:
            return HTMLResponse(made, status, {"Cache-Control": "no-store"})
    return None


def came_from(request: Request) -> str:
    """The page of this site from which a request came; "" where that is not known."""
    came = urlsplit(request.headers.get("referer", ""))
    if came.netloc != request.headers.get("host") or not came.path.startswith("/"):
        return ""
    return came.path + (f"?{came.query}" if came.query else "")


def _page_named(form: FormData) -> str:
    """The page that a form shown again says it is of."""
    named = form.get(PAGE)
    return named if isinstance(named, str) and HERE.fullmatch(named) else ""


def _has_files(form: FormData) -> bool:
    return any(isinstance(value, UploadFile) and value.filename for _, value in form.multi_items())


async def _page(request: Request, address: str) -> str | None:
    """A page of this site as whoever asks would get it, through the same door; None for anything but a page."""
    parts = urlsplit(address)
    scope: Scope = {name: request.scope[name] for name in KEPT if name in request.scope}
    headers = [
        (name, value)
        for name, value in request.scope["headers"]
        if name not in DROPPED and not name.startswith(b"content-")
    ]
    scope["method"], scope["path"], scope["raw_path"] = "GET", unquote(parts.path), parts.path.encode()
    scope["query_string"], scope["state"] = parts.query.encode(), {}
    scope["headers"] = [*headers, (b"accept", b"text/html")]
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await request.app(scope, receive, send)
    kinds = dict(sent[0].get("headers", ())) if sent else {}
    if not sent or sent[0]["status"] != 200 or not kinds.get(b"content-type", b"").startswith(b"text/html"):
        return None
    return b"".join(message.get("body", b"") for message in sent[1:]).decode()
