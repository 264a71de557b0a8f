"""What became of incidents, newest first: for programs that follow a record."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from vigil.web.api import models
from vigil.web.api.asked import DAY, REFUSED, Limit
from vigil.web.api.reading import answer
from vigil.web.changed import changes, row_of
from vigil.web.pages.fresh import fresh
from vigil.web.rendering import site_of

router = APIRouter(prefix="/api/v1", dependencies=[Depends(fresh)], responses=REFUSED, tags=["record"])


@router.get("/changes", response_model=models.Changes, operation_id="listChanges")
def changed(
    request: Request,
    since: Annotated[str | None, Query(pattern=DAY, description="From this day, month or year on.")] = None,
    limit: Limit = 100,
    after: Annotated[
        int | None, Query(ge=1, le=10**15, description="The ``next`` of the former page.")
    ] = None,
) -> Response:
    """New, changed, merged and gone incidents, newest first, with who and why.  Names of private persons are withheld."""
    found, more = changes(site_of(request), since, limit, after, True)
    return answer(request, {"next": more, "items": [row_of(one) for one in found]})
