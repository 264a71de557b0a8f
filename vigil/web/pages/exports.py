"""Every form in which the record, or a part of it, can be had; each says its rule."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from vigil.export import FORMATS, export, format_named
from vigil.web.access import User, require
from vigil.web.catalogue import ids_of
from vigil.web.filters import read_filter
from vigil.web.pages.incidents import found_by
from vigil.web.rendering import names_shown, page, site_of

router = APIRouter()
Exporter = Annotated[User, Depends(require("export"))]
IN_MEMORY = 16 * 1024 * 1024  # bytes of an export that are not yet put on disk
CHUNK = 256 * 1024


@router.get("/exports")
def exports(request: Request, user: Exporter) -> Response:
    """The forms, for the incidents of a filter."""
    wanted = read_filter(request.query_params)
    _, found = found_by(site_of(request), wanted, names_shown(request))
    return page(request, "exports.html", formats=FORMATS, wanted=wanted, total=len(found))


@router.get("/exports/{name}")
def download(request: Request, name: str, user: Exporter) -> Response:
    """The incidents of a filter in one form; written whole before the first byte is sent, so that an error is told."""
    site = site_of(request)
    form = format_named(name.partition(".")[0])
    wanted = read_filter(request.query_params)
    catalogue, found = found_by(site, wanted, names_shown(request))
    ids = ids_of(catalogue, found) if wanted.asks and form.of_incidents else None
    stream: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 closed when it was sent
    try:
        export(None if form.fixed else site.record, form.name, stream, ids=ids)
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    headers = {
        "Content-Disposition": f'attachment; filename="vigil-{form.name}{form.ending}"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(_pieces(stream), media_type=form.media_type, headers=headers)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(CHUNK):
            yield piece
