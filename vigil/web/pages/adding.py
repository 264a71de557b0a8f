"""Adding to the record: files, links or a text; how far it is; and what came of each."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from vigil.config import Config
from vigil.errors import UsageError
from vigil.records import READ
from vigil.web.access import User, require
from vigil.web.adding import read_anyway, take
from vigil.web.desk import of_field
from vigil.web.jobs import Job
from vigil.web.rendering import NotFound, json_answer, page, site_of, split_form

router = APIRouter()
FILES = 200  # at once
BYTES = 512 * 1024 * 1024  # of all of them
LINKS = 100
CHUNK = 1024 * 1024
Adder = Annotated[User, Depends(require("add"))]


@router.get("/add")
def add(request: Request, user: Adder) -> Response:
    """The page to add to the record."""
    return page(
        request, "add.html", file_types=".html,.htm,.eml,.pdf,.txt,.md,.jsonl,.csv,.warc,.gz,.wacz,.zip"
    )


@router.post("/add")
def added(
    request: Request,
    user: Adder,
    files: Annotated[list[UploadFile] | None, File()] = None,
    links: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    outlet: Annotated[str, Form()] = "",
    published: Annotated[str, Form()] = "",
    country: Annotated[str, Form()] = "",
) -> Response:
    """Take files, links and a text, and read them; leads to the page that tells how far that is."""
    site = site_of(request)
    sent = [upload for upload in files or () if upload.filename]
    addresses = [line.strip() for line in links.splitlines() if line.strip()]
    for address in addresses:
        if not re.match(r"https?://", address):
            with of_field("links"):
                raise UsageError(f"“{address[:80]}” is no link: one http:// or https:// address a line.")
    if not sent and not addresses and not text.strip():
        raise UsageError("There is nothing to add: drop files, paste links, or paste a text.")
    if len(sent) > FILES or len(addresses) > LINKS:
        raise UsageError(
            f"At most {FILES} files and {LINKS} links at once; `vigil run FOLDER` takes any number."
        )
    config = _with_priors(site.settings.config, outlet, published, country)
    job = site.jobs.begin("reading what was added", user.name)
    folder = site.jobs.place(job.id)
    names: dict[str, str] = {}
    room = BYTES
    for number, upload in enumerate(sent):
        target = folder / f"{number:03}" / _safe(upload.filename or "file")
        target.parent.mkdir()
        room = _save(upload, target, room)
        names[str(target)] = upload.filename or target.name
    if text.strip():
        target = folder / "pasted.md"
        target.write_text(f"# {title.strip()}\n\n{text}" if title.strip() else text, "utf-8")
        names[str(target)] = title.strip() or "the pasted text"
    inputs = [*names, *addresses]
    work = partial(take, record=site.record, config=config, inputs=inputs, names=names)
    site.jobs.start(job, lambda job, progress: work(job, progress))
    return RedirectResponse(f"/add/{job.id}", 303)


@router.get("/add/{key}")
def job_page(request: Request, key: str, user: Adder) -> Response:
    """How far a job is, and what came of each document."""
    name, form = split_form(key)
    job = _job(request, name)
    if form == "json":
        return json_answer(
            {
                "state": job.state,
                "stage": job.stage,
                "done": job.done,
                "total": job.total,
                "documents": len(job.results),
            }
        )
    record = site_of(request).record
    told = {r["document"]: record.incidents_in(r["document"]) for r in job.results if r.get("state") == READ}
    return page(request, "job.html", job=job, told=told)


@router.post("/read-anyway")
def anyway(request: Request, user: Adder, document: Annotated[str, Form()]) -> Response:
    """Read a document that was set aside."""
    site = site_of(request)
    read_anyway(site.record, site.settings.config, document, user.name)

    return RedirectResponse(f"/documents/{quote(document, safe='')}", 303)


def _job(request: Request, key: str) -> Job:
    job = site_of(request).jobs.find(key)
    if job is None:
        raise NotFound("This job is over and was forgotten. What it added is in the record.")
    return job


def _with_priors(config: Config, outlet: str, published: str, country: str) -> Config:
    """What the person said of all that is added; each document's own word goes before it."""
    day = published.strip() or None
    if day and not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", day):
        with of_field("published"):
            raise UsageError(f"“{published}” is no date: write 2013, 2013-01 or 2013-01-10.")
    said = replace(
        config.ingest, outlet=outlet.strip() or None, published=day, country=country.strip() or None
    )
    return replace(config, ingest=said)


def _save(upload: UploadFile, target: Path, room: int) -> int:
    """Write an upload; the bytes that may still follow.  Raises UsageError where it is too much."""
    with target.open("wb") as out:
        while chunk := upload.file.read(CHUNK):
            room -= len(chunk)
            if room < 0:
                raise UsageError(
                    f"More than {BYTES // 1024**2} MiB at once: add it in parts, or with `vigil run`."
                )
            out.write(chunk)
    return room


def _safe(name: str) -> str:
    """A file name that leads nowhere else; its ending says what is in it."""
    bare = re.split(r"[\\/]", name)[-1]
    bare = re.sub(r"[^\w.\- ]+", "_", bare)[-100:].lstrip(". ")
    return bare or "file"
