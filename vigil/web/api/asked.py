"""Parameters of the API, with what the schema says of them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Path, Query

from vigil.web.api.models import Problem
from vigil.web.filters import LONGEST, NAMES, Filter, Kind, Nature, Sort, Status, read_filter

DAY = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
BOX = r"^-?[0-9]{1,3}(\.[0-9]+)?(,-?[0-9]{1,3}(\.[0-9]+)?){3}$"
REFUSED: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": said, "content": {"application/problem+json": {}}}
    for status, said in (
        (400, "A value makes no sense; the detail says which and what to write instead."),
        (401, "Nobody is signed in, or the token is not known."),
        (403, "The role or the token's scope does not allow it."),
        (404, "There is none of this id."),
        (422, "What was sent does not fit the schema."),
    )
}
Text = Annotated[str | None, Query(max_length=LONGEST)]
Number = Annotated[int | None, Query(ge=0, le=999_999_999)]
Id = Annotated[str, Path(max_length=LONGEST, pattern=r"^[^\x00/]+$")]
Limit = Annotated[int, Query(ge=1, le=500, description="Rows of a page.")]
After = Annotated[str | None, Query(max_length=LONGEST, description="The ``next`` of the former page.")]


def _filter(
    q: Annotated[str | None, Query(max_length=LONGEST, description="Words that all occur.")] = None,
    place: Annotated[
        str | None, Query(max_length=LONGEST, description="A piece of the name of its place.")
    ] = None,
    within: Annotated[
        str | None, Query(max_length=LONGEST, description="A place by its address: PK/Balochistan/Quetta.")
    ] = None,
    from_: Annotated[
        str | None, Query(alias="from", pattern=DAY, description="Not over before this day, month or year.")
    ] = None,
    to: Annotated[str | None, Query(pattern=DAY, description="Begun by this day, month or year.")] = None,
    kind: Kind | None = None,
    type: Annotated[str | None, Query(max_length=LONGEST, description="A word of the codebook.")] = None,
    nature: Nature | None = None,
    actor: Text = None,
    community: Text = None,
    killed: Number = None,
    killed_max: Number = None,
    injured: Number = None,
    confidence: Annotated[float | None, Query(ge=0, le=1)] = None,
    status: Status | None = None,
    disagree: bool = False,
    box: Annotated[str | None, Query(pattern=BOX, description="west,south,east,north in degrees")] = None,
    sort: Sort | None = None,
) -> Filter:
    given = {
        "q": q, "place": place, "within": within, "from": from_, "to": to, "kind": kind, "type": type, "nature": nature, "actor": actor,
        "community": community, "killed": killed, "killed_max": killed_max, "injured": injured,
        "confidence": None if confidence is None else f"{confidence:.6f}", "status": status,
        "disagree": "1" if disagree else None, "box": box, "sort": sort,
    }  # fmt: skip
    assert given.keys() == NAMES.keys()
    return read_filter({name: str(value) for name, value in given.items() if value is not None})


Asked = Annotated[Filter, Depends(_filter)]
