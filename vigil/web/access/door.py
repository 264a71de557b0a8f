"""The door: every request passes these questions, in this order, before a route sees it.

By which name was the site asked for?  Does the page of another site stand behind it?  Who asks?  May nobody, or somebody
with these rights, come in at all?  And where something is to be changed: was it sent from a form of ours?
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vigil.web.access import checks, forms
from vigil.web.access.required import NOT_SIGNED_IN, Refusal, check, refused
from vigil.web.access.roles import User

if TYPE_CHECKING:
    from vigil.web.access.access import Access

STALE = "This form is older than your log-in, or did not come from a page of this site: go back, load its page again and send it once more."
UNKNOWN_TOKEN = (
    "This token is not known, has expired or was revoked: make a new one with `vigil account token`."
)
NO_SOCKETS = 1008  # "policy violation"


@dataclass(slots=True)
class Asking:
    """What the door found out about a request; kept in ``request.state.asking``."""

    user: User | None
    address: str
    secret: str | None = None  # of the session
    key: bytes = b""  # of the tokens of forms
    cookie: str = ""  # what they go with
    unset: bool = False  # whether the browser lacks that cookie
    used: bool = False  # whether a page has a form

    def form_token(self) -> str:
        """The token for the forms of this page."""
        self.used = True
        return forms.token(self.key, self.cookie)


class Door:
    """Plain ASGI, so that answers can be streamed."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self._access = access
        self._settings = access.settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # the site has none, and they know no same-origin rule
            await receive()
            await send({"type": "websocket.close", "code": NO_SOCKETS})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        wrong = checks.wrong_host(request.headers, self._settings.hosts, self._settings.scheme)
        if wrong is None and self._settings.loopback:
            wrong = checks.from_elsewhere(request.client.host if request.client else "", request.headers)
        if wrong is not None:
            await PlainTextResponse(wrong, 400)(scope, receive, send)
            return
        asking = Asking(None, self._address(request))
        request.state.user, request.state.asking = None, asking
        try:
            foreign = checks.cross_site(request.method, request.headers, self._settings.scheme)
            if foreign is not None:
                await PlainTextResponse(foreign, 403)(scope, receive, send)
                return
            await self._identify(request, asking)
            request.state.user = asking.user
            self._admit(request)
            receive = await self._sent_by_us(request, asking, receive)
        except Refusal as error:
            await refused(request, error, self._access.templates)(scope, receive, self._sending(asking, send))
            return
        await self.app(scope, receive, self._sending(asking, send))

    def _address(self, request: Request) -> str:
        client = request.client.host if request.client else "unknown"
        return checks.address(client, request.headers, self._settings.proxies)

    async def _identify(self, request: Request, asking: Asking) -> None:
        """By a token if one is sent, whatever the cookies say; else by the session, else the user of this machine."""
        settings, access = self._settings, self._access
        authorization = request.headers.get("authorization")
        if authorization is not None:
            scheme, _, secret = authorization.partition(" ")
            found = await access.lookup.token(secret.strip()) if scheme.lower() == "bearer" else None
            if found is None:
                raise Refusal(401, UNKNOWN_TOKEN)
            asking.user = User(found.account, found.role, "token", found.scopes)
            return
        sent = request.cookies.get(settings.cookie("browser"))
        asking.key = access.key
        if (local := access.local) is not None:
            asking.user, asking.cookie = local, forms.local_cookie(access.key)
            asking.unset = not forms.equal(asking.cookie, sent)
            return
        secret = request.cookies.get(settings.cookie("session"), "")
        session = await access.lookup.session(secret) if secret else None
        if session is not None:
            asking.user, asking.secret = User(session.account, session.role), secret
            asking.key, asking.cookie = secret.encode(), ""
            return
        asking.cookie = forms.browser_cookie(sent)
        asking.unset = asking.cookie != sent

    def _admit(self, request: Request) -> None:
        """Nobody, and nobody who may not read, gets past here, whatever a route forgot to ask for."""
        if self._settings.is_public(request.scope["path"]):
            return
        if request.state.user is None:
            raise Refusal(401, NOT_SIGNED_IN)
        if request.method in checks.SAFE:
            check(request.state.user, "see")

    async def _sent_by_us(self, request: Request, asking: Asking, receive: Receive) -> Receive:
        """What the body is read from.  Raises Refusal for a change without the token of a form of ours."""
        by_token = asking.user is not None and asking.user.via == "token"
        if request.method in checks.SAFE or by_token:
            return receive
        sent, receive = await forms.sent_token(request.headers, receive)
        if asking.unset or not forms.belongs(sent, asking.key, asking.cookie):
            raise Refusal(403, STALE)
        return receive

    def _sending(self, asking: Asking, send: Send) -> Send:
        """Gives the browser its cookie together with the first form."""

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and asking.used and asking.unset:
                message = {**message, "headers": list(message.get("headers", ()))}
                secure = "; Secure" if self._settings.https else ""
                value = f"{self._settings.cookie('browser')}={asking.cookie}; Path=/; HttpOnly; SameSite=Strict{secure}"
                MutableHeaders(scope=message).append("Set-Cookie", value)
            await send(message)

        return with_cookie
