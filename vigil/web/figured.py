"""What the pages of figures share: the record read once for all of them, and what one of them shows.

Packages that figures need may be missing, and a large record takes long to read: then a page says so, and gives the counts
that the catalogue holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import Request, Response

from vigil.errors import MissingExtra, UsageError
from vigil.figures import needed
from vigil.figures.blocks import Block, Rows, sections
from vigil.figures.inside import find
from vigil.web.catalogue import ids_of
from vigil.web.filters import Filter
from vigil.web.rendering import TYPES, NotFound, csv_answer, page, site_of
from vigil.web.site import Site
from vigil.web.waiting import NotYet, Ready

if TYPE_CHECKING:
    from vigil.declared import Collection
    from vigil.figures.read import Whole

PATIENCE = {"html": 3.0, "json": 60.0, "csv": 60.0, "svg": 60.0}  # seconds that are waited for figures
LONGEST = 400  # rows of a table on a page; the data hold all
SHOWN = 20  # incidents where figures are not to be had
FORMS = ("json", "csv", "svg")
Picture = tuple[bytes | None, str]  # SVG, or None and why there is none


@dataclass(frozen=True, slots=True)
class Shown:
    """Figures as a page and as data; nothing of the frames is kept."""

    title: str
    parts: tuple[tuple[str, tuple[Block, ...]], ...]  # heading -> what is said under it
    data: bytes  # the row of the command, as JSON
    picture: Picture
    alt: str
    more: Mapping[str, Any] = field(default_factory=dict)


def shown(
    title: str,
    blocks: Iterable[Block],
    row: Mapping[str, Any],
    picture: Callable[[], bytes],
    alt: str,
    **more: Any,
) -> Shown:
    """Put together.  A picture that cannot be drawn is none, with the reason."""
    drawn: Picture
    try:
        drawn = picture(), ""
    except UsageError as error:
        drawn = None, str(error)
    parts = tuple((name, tuple(some)) for name, some in sections(list(blocks)))
    return Shown(title, parts, orjson.dumps(row, option=orjson.OPT_NON_STR_KEYS), drawn, alt, more)


def whole(site: Site, revision: str) -> Whole:
    """The record as frames; for use within a computation of ``site.later``."""
    with needed():
        from vigil.figures.read import read
    return site.later.part("whole", revision, lambda: read(site.record, site.names()))


def declared(site: Site, name: str) -> tuple[Collection, int] | None:
    """The declaration of a collection that an address names; "" for none.  Raises UsageError for one that there is not."""
    return find(site.record, name) if name else None


def ending(request: Request) -> str:
    """The form that an address asks for by its ending."""
    form = request.url.path.rpartition(".")[2]
    return form if form in FORMS else "html"


def computed(request: Request, key: Any, form: str, compute: Callable[[str], Shown]) -> Ready[Shown]:
    """Figures, if they are there in time.  Raises NotYet, MissingExtra, and what computing raises."""
    site = site_of(request)
    revision = site.revision()
    found = site.later.get(key, revision, lambda: compute(revision), PATIENCE[form], current=form != "html")
    if not found.current:
        request.state.tag = None  # the page is to be asked for again
    return found


def as_data(
    found: Shown, form: str, name: str, rows: Callable[[Mapping[str, Any]], list[dict[str, Any]]]
) -> Response:
    """Figures as JSON, CSV or SVG.  ``rows`` makes the table of the JSON.  Raises NotFound where there is no picture."""
    if form == "json":
        return Response(found.data, media_type=TYPES["json"])
    if form == "csv":
        made = rows(orjson.loads(found.data))
        columns = dict.fromkeys(column for row in made[:1] for column in row)
        return csv_answer(name, list(columns) or ["nothing"], made)
    svg, why = found.picture
    if svg is None:
        raise NotFound(why or "There is nothing to draw.")
    return Response(svg, media_type="image/svg+xml")


def instead(request: Request, error: NotYet | MissingExtra, heading: str, lead: str) -> Response:
    """The page where figures are not to be had, or not yet: why, and the counts that need nothing."""
    site = site_of(request)
    catalogue = site.catalogue()
    found = catalogue.find(Filter())
    years: Counter[str] = Counter()
    for month, kinds in catalogue.months(found).items():
        years[month[:4]] += sum(kinds.values())
    told = catalogue.find(Filter(sort="documents"))[:SHOWN]
    late = isinstance(error, NotYet)
    return page(
        request,
        "figures_instead.html",
        202 if late else 501,
        heading=heading,
        lead=lead,
        late=late,
        why=str(error),
        total=len(found),
        kinds=catalogue.counted("kind", found),
        years=sorted(years.items()),
        briefs=site.record.briefs(ids_of(catalogue, told)),
    )


def cut(block: Rows, most: int = LONGEST) -> tuple[list[tuple[str, ...]], int]:
    """The rows of a table that a page shows, and how many it leaves to the data."""
    if len(block.rows) <= most:
        return block.rows, 0
    kept = block.rows[: most - 1] + block.rows[-1:] if block.total else block.rows[:most]
    return kept, len(block.rows) - len(kept)
