"""Pages to sign in, to look after one's own account, and for the owner to look after all of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from vigil.errors import StoreError, UsageError
from vigil.store import Account, Session, Token
from vigil.web.access.directory import AGE, IDLE, LONGEST_TOKEN, Refused, hashed
from vigil.web.access.door import Asking
from vigil.web.access.passwords import SHORTEST
from vigil.web.access.required import a_person, require
from vigil.web.access.roles import PERMISSIONS, ROLES, SCOPES, User, allowed

if TYPE_CHECKING:
    from vigil.web.access.access import Access

LINES = 100  # of the log on a page
_HERE = re.compile(r"/(?![/\\])[!-\[\]-~]*")  # what an address may hold, and no backslash

Person = Annotated[User, Depends(a_person)]
Owner = Annotated[User, Depends(require("manage"))]
Text = Annotated[str, Form()]

# What is said on the page after something was done: words in an address never come onto a page.
SAID = {
    "password": "Your password was changed, and your other browsers were signed out.",
    "revoked": "The token was revoked.",
    "role": "The role was changed.",
    "removed": "The account was removed. What it decided stays, under its name.",
}
WRONG = "Name and password do not belong together. Check both and try again."
BUSY = "The record is being written to, so that nobody can sign in. Try again in a moment."


def here(path: str) -> str:
    """Where to go after signing in: a path of this site, or its first page for anything else."""
    return path if _HERE.fullmatch(path) else "/"


def when(seconds: int | None) -> str:
    """A time in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M") if seconds is not None else "never"


def too_many(refused: Refused) -> str:
    """How long to wait, in words."""
    seconds = max(1, round(refused.wait))
    time = f"{seconds} second{'s' * (seconds != 1)}" if seconds < 90 else f"{round(seconds / 60)} minutes"
    return f"Too many tries failed. Wait {time} and try again."


def routes(access: Access) -> APIRouter:
    """The routes of this room."""
    made = APIRouter(include_in_schema=False)
    _signing_in(made, access)
    _own_account(made, access)
    _all_accounts(made, access)
    return made


def _signing_in(made: APIRouter, access: Access) -> None:
    settings, directory = access.settings, access.directory
    cookie, browser = settings.cookie("session"), settings.cookie("browser")

    @made.get("/login")
    async def sign_in_page(request: Request, next: str = "/") -> Response:
        if request.state.user is not None:
            return RedirectResponse(here(next), 303)
        return access.page(request, "login", next=here(next))

    @made.post("/login")
    async def sign_in(request: Request, name: Text = "", password: Text = "", next: Text = "/") -> Response:
        asking: Asking = request.state.asking
        if access.local is not None:
            return RedirectResponse(here(next), 303)
        former = hashed(asking.secret) if asking.secret else None
        headers, status = {}, 401
        try:
            found = await access.change(directory.sign_in, name, password, asking.address, former)
        except StoreError:
            error, status = BUSY, 503
        else:
            if not isinstance(found, Refused):
                answer = RedirectResponse(here(next), 303)
                # No age: it goes when the browser is closed, at the latest.
                answer.set_cookie(cookie, found.secret, secure=settings.https, httponly=True, samesite="lax")
                answer.delete_cookie(browser, secure=settings.https, httponly=True, samesite="strict")
                return answer
            error = WRONG
            if found.wait:
                error, status, headers = too_many(found), 429, {"Retry-After": str(max(1, round(found.wait)))}
        page = access.page(request, "login", status, next=here(next), name=name[:64], error=error)
        page.headers.update(headers)
        return page

    @made.post("/logout")
    async def sign_out(request: Request, user: Person) -> Response:
        asking: Asking = request.state.asking
        if asking.secret is not None:
            await access.change(directory.sign_out, asking.secret, user.name, asking.address)
        return _signed_out()

    @made.post("/account/everywhere")
    async def sign_out_everywhere(request: Request, user: Person) -> Response:
        asking: Asking = request.state.asking
        if asking.secret is not None:
            await access.change(directory.sign_out_everywhere, user.name, asking.address)
        return _signed_out()

    def _signed_out() -> Response:
        answer = RedirectResponse("/" if access.local else "/login", 303)
        answer.delete_cookie(cookie, secure=settings.https, httponly=True, samesite="lax")
        return answer


def _own_account(made: APIRouter, access: Access) -> None:
    directory = access.directory

    async def page(request: Request, user: User, status: int = 200, **said: object) -> Response:
        tokens: list[Token] = []
        sessions: list[Session] = []
        if user.via == "session":
            tokens = await access.do(directory.store.tokens, user.name)
            sessions = await access.do(directory.sessions, user.name)
        return access.page(
            request, "account", status, tokens=tokens, sessions=sessions, here=request.state.asking.secret,
            scopes=[(scope, scope_words(scope), bool(allowed(user.role, (scope,)))) for scope in SCOPES],
            counts=directory.counts, when=when, shortest=SHORTEST, longest=LONGEST_TOKEN, idle=IDLE // 3600,
            age=AGE // 86400, hashed=hashed, rights=[PERMISSIONS[p] for p in PERMISSIONS if user.may(p)], **said,
        )  # fmt: skip

    @made.get("/account")
    async def account(request: Request, user: Person, said: str = "") -> Response:
        return await page(request, user, said=SAID.get(said))

    @made.post("/account/password")
    async def password(
        request: Request, user: Person, old: Text = "", new: Text = "", again: Text = ""
    ) -> Response:
        asking: Asking = request.state.asking
        if asking.secret is None:
            return await page(request, user, 400)
        if new != again:
            return await page(
                request, user, 422, new_error="The two are not the same: type the new one again."
            )
        work = directory.change_password
        try:
            refused = await access.change(work, user.name, old, new, asking.address, hashed(asking.secret))
        except UsageError as error:
            return await page(request, user, 422, new_error=str(error))
        if refused is not None:
            words = too_many(refused) if refused.wait else "That is not your present password."
            return await page(request, user, 429 if refused.wait else 403, old_error=words)
        return RedirectResponse("/account?said=password", 303)

    @made.post("/account/tokens")
    async def make_token(
        request: Request, user: Person, scope: Annotated[list[str], Form()] = [], days: Text = "", label: Text = ""  # noqa: B006
    ) -> Response:  # fmt: skip
        if user.via != "session":
            return await page(request, user, 400)
        lasts = int(days) if re.fullmatch(r"\d{1,4}", days, re.ASCII) else 0
        try:
            _, secret = await access.change(directory.make_token, user.name, scope, lasts, label, user.name)
        except UsageError as error:
            return await page(
                request, user, 422, token_error=str(error), label=label, days=days, chosen=scope
            )
        return access.page(
            request, "once", title="Your new token", what="token", secret=secret, back="/account",
            use="Send it as the header “Authorization: Bearer …”.",
        )  # fmt: skip

    @made.post("/account/tokens/{token}/revoke")
    async def revoke(request: Request, user: Person, token: str) -> Response:
        try:
            await access.change(directory.revoke, token, user.name, user.name)
        except UsageError as error:
            return await page(request, user, 404, token_error=str(error))
        return RedirectResponse("/account?said=revoked", 303)


def _all_accounts(made: APIRouter, access: Access) -> None:
    directory = access.directory

    async def page(request: Request, status: int = 200, **said: object) -> Response:
        accounts: list[Account] = await access.do(directory.store.all)
        tokens = await access.do(directory.store.tokens)
        return access.page(
            request, "accounts", status, accounts=accounts, tokens=tokens, roles=ROLES, when=when,
            counts=directory.counts, duties={role: [PERMISSIONS[p] for p in PERMISSIONS if p in allowed(role)] for role in ROLES},
            **said,
        )  # fmt: skip

    @made.get("/accounts")
    async def accounts(request: Request, user: Owner, said: str = "") -> Response:
        return await page(request, said=SAID.get(said))

    @made.post("/accounts")
    async def add(request: Request, user: Owner, name: Text = "", role: Text = "") -> Response:
        try:
            made_name, password = await access.change(directory.add, name, role, user.name)
        except UsageError as error:
            return await page(request, 422, add_error=str(error), name=name[:64], role=role)
        return _password_once(request, made_name, password)

    @made.post("/accounts/{name}/role")
    async def set_role(request: Request, user: Owner, name: str, role: Text = "") -> Response:
        try:
            await access.change(directory.set_role, name, role, user.name)
        except UsageError as error:
            return await page(request, 422, error=str(error))
        return RedirectResponse("/accounts?said=role", 303)

    @made.post("/accounts/{name}/password")
    async def new_password(request: Request, user: Owner, name: str) -> Response:
        try:
            password = await access.change(directory.new_password, name, user.name)
        except UsageError as error:
            return await page(request, 422, error=str(error))
        return _password_once(request, name, password)

    @made.post("/accounts/{name}/remove")
    async def remove(request: Request, user: Owner, name: str, sure: Text = "") -> Response:
        if sure != "yes":
            return await page(request, 422, error=f"To remove {name}, tick the box beside the button first.")
        try:
            await access.change(directory.remove, name, user.name)
        except UsageError as error:
            return await page(request, 422, error=str(error))
        return RedirectResponse("/accounts?said=removed", 303)

    @made.post("/accounts/tokens/{token}/revoke")
    async def revoke(request: Request, user: Owner, token: str) -> Response:
        try:
            await access.change(directory.revoke, token, user.name)
        except UsageError as error:
            return await page(request, 404, error=str(error))
        return RedirectResponse("/accounts?said=revoked", 303)

    @made.get("/accounts/log")
    async def log(request: Request, user: Owner, before: int | None = None) -> Response:
        lines = await access.do(directory.store.log, LINES, before)
        older = lines[-1][0] if len(lines) == LINES else None
        return access.page(request, "log", lines=lines, older=older, when=when)

    def _password_once(request: Request, name: str, password: str) -> Response:
        return access.page(
            request, "once", title=f"Password of {name}", what="password", secret=password, back="/accounts",
            use=f"Give it to {name} in person or by a safe way, who should change it after signing in.",
        )  # fmt: skip


def scope_words(scope: str) -> str:
    """What a token of this scope may do."""
    return "; ".join(PERMISSIONS[p] for p in PERMISSIONS if p in allowed("owner", (scope,)))
