"""A browser that has the present state of a page already is told so, before anything is computed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from vigil.web.access import User, require
from vigil.web.rendering import tag


class NotModified(Exception):
    """The reader has what there is; ``tag`` names it."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


def fresh(request: Request, user: Annotated[User, Depends(require("see"))]) -> None:
    """For whoever may read: note what this address shows now.  Raises NotModified where the reader has just that."""
    if request.method not in ("GET", "HEAD"):
        return
    now = tag(request)
    if now in request.headers.get("if-none-match", ""):
        raise NotModified(now)
    request.state.tag = now
