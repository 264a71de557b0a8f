"""Entering by hand: a claim on words of a document, and a statement that no machine reads."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from vigil.entering import KINDS
from vigil.errors import UsageError
from vigil.pipeline import enter_statement
from vigil.review.sealed import LEAST, Source
from vigil.web import desk
from vigil.web.access import User, require
from vigil.web.rendering import page, site_of

router = APIRouter()
Adder = Annotated[User, Depends(require("add"))]
LONGEST = 400_000  # characters of a statement
SHORT = {
    "title": 500,
    "date": 10,
    "outlet": 200,
    "name": 300,
    "contact": 300,
    "note": 2_000,
    "passphrase": 1_000,
}


@router.get("/enter")
def statement(request: Request, user: Adder) -> Response:
    """The page to enter a statement."""
    return page(request, "enter.html", kinds=KINDS, least=LEAST, longest=LONGEST)


@router.post("/enter")
def entered(request: Request, user: Adder, given: desk.Form) -> Response:
    """Take a statement; leads to its document, where what it says is entered claim by claim."""
    site = site_of(request)
    document = _enter(request, user, given)
    site.changed()
    return RedirectResponse(f"/documents/{quote(document, safe='')}", 303)


def _enter(request: Request, user: User, given: desk.Given) -> str:
    for name, most in SHORT.items():
        if len(given[name]) > most:
            raise UsageError(f"The {name} is longer than {most:,} characters: say it shorter.")
    if len(given["text"]) > LONGEST:
        raise UsageError(f"The statement is longer than {LONGEST:,} characters: enter it in parts.")
    text = given["text"].replace("\r\n", "\n").replace("\r", "\n")
    source = passphrase = None
    if given["name"] or given["contact"] or given["note"] or given["passphrase"]:
        if not given["name"]:
            raise UsageError("Who is the source? A sealed source has a name, be it one that only you know.")
        source, passphrase = Source(given["name"], given["contact"], given["note"]), given["passphrase"]
        if passphrase != given["again"]:
            raise UsageError("The two passphrases differ: write the same twice, for there is no other way in.")  # fmt: skip
    return enter_statement(
        site_of(request).record,
        text,
        by=user.name,
        title=given["title"] or None,
        kind=given["kind"] or KINDS[0],
        outlet=given["outlet"] or None,
        date=given["date"] or None,
        confidential=source,
        passphrase=passphrase,
    )


@router.post("/enter-claim")
def claim(request: Request, user: Adder, given: desk.Form) -> Response:
    """Enter a claim that a person read in a document; leads back to the document."""
    site = site_of(request)
    made = desk.entry(given, site)
    done = desk.carry_out(site, [made], user.name, given["reason"])
    where = f"/documents/{quote(made.document, safe='')}"
    return RedirectResponse(
        f"{where}?from={made.start}&to={made.end}&in={made.where}&done={done.ids}#evidence", 303
    )
