"""Review: what is worth a look first, decisions on it one after the other, and decisions that lost what they were made on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from vigil import person, pipeline
from vigil.errors import UsageError
from vigil.records import Incident
from vigil.review import queue
from vigil.store import Record
from vigil.web import desk
from vigil.web.access import User, require
from vigil.web.lists import seen_incidents
from vigil.web.pages.fresh import fresh
from vigil.web.rendering import NotFound, json_answer, names_shown, page, site_of, split_form
from vigil.web.site import Site

router = APIRouter()
PAGE = 25  # incidents of a page
CHUNK = 100  # incidents read at once while some are looked for
SCANNED = 2_000  # incidents looked at for one page
Reviewer = Annotated[User, Depends(require("decide"))]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An incident of the queue as it is shown."""

    incident: Incident
    value: float
    why: tuple[str, ...]
    readers: tuple[str, ...]

    @property
    def cursor(self) -> str:
        """What an address names its place by."""
        return f"{self.value!r}:{self.incident.id}"


def found_in_queue(
    record: Record, which: str, reader: str, after: tuple[float, str] | None, most: int
) -> tuple[list[tuple[Incident, float, queue.Light]], tuple[float, str] | None]:
    """Incidents that wait for this reader, the most valuable first; and where to go on, None at the end.

    ``which``: a word of queue.WHICH, or "" for all.
    """
    found: list[tuple[Incident, float, queue.Light]] = []
    for looked, incident in enumerate(_rest(record, after), 1):
        row = queue.light(incident)
        value = queue.value(row)[0]
        if not queue.others(row, reader) and (not which or which in queue.kinds(row)):
            if len(found) == most:
                last = found[-1]
                return found, (last[1], last[0].id)
            found.append((incident, value, row))
        if looked == SCANNED:
            return found, (value, incident.id)
    return found, None


def _rest(record: Record, after: tuple[float, str] | None) -> Iterator[Incident]:
    """The queue behind a place, a chunk at a time."""
    while some := record.queue(CHUNK, after=after):
        yield from some
        last = some[-1]
        after = queue.value(queue.light(last))[0], last.id
        if len(some) < CHUNK:
            return


@router.get("/review", dependencies=[Depends(fresh)])
def review(request: Request, user: Reviewer) -> Response:
    """What is worth a look first."""
    site, asked = site_of(request), request.query_params
    which = _which(asked.get("which", ""))
    after = _cursor(asked.get("after", ""))
    found, more = found_in_queue(site.record, which, user.name, after, PAGE)
    shown = seen_incidents(request, [incident for incident, _, _ in found])
    rows = [
        Waiting(incident, value, queue.value(queue.light(incident))[1], row.readers)
        for incident, (_, value, row) in zip(shown, found, strict=True)
    ]
    here = {"which": which, "after": asked.get("after", "")}
    return page(
        request,
        "review.html",
        rows=rows,
        which=which,
        all_which=queue.WHICH,
        next=None if more is None else _address("/review", which=which, after=f"{more[0]!r}:{more[1]}"),
        began=after is not None,
        first=_first(site),
        second=sum(site.record.waiting().values()) - _first(site),
        stale=site.record.stale(),
        reasons=desk.reasons(site, user.name),
        orphans=len(site.record.orphaned()),
        back=_address("/review", **here),
        done=_done(request, asked.get("done", "")),
    )


@router.get("/review/next")
def following(request: Request, user: Reviewer) -> Response:
    """Leads to the next incident of the queue, or to its end."""
    asked = request.query_params
    which = _which(asked.get("which", ""))
    found, more = found_in_queue(
        site_of(request).record, which, user.name, _cursor(asked.get("after", "")), 1
    )
    done = asked.get("done", "")
    if not found:
        rest = "" if more is None else f"{more[0]!r}:{more[1]}"
        return RedirectResponse(_address("/review", which=which, after=rest, done=done), 303)
    return RedirectResponse(_address(f"/incidents/{found[0][0].id}", queue=which or "all", done=done), 303)


@router.get("/review/orphans", dependencies=[Depends(fresh)])
def orphans(request: Request, user: Reviewer) -> Response:
    """Decisions that find nothing to decide on any more."""
    site = site_of(request)
    numbers = {number for number, _ in site.record.orphaned()}
    told = [one for one in desk.history(site).all if one.number in numbers]
    return page(
        request,
        "orphans.html",
        rows=desk.bare(told, names_shown(request)),
        done=_done(request, request.query_params.get("done", "")),
    )


@router.post("/decide")
def decide(request: Request, user: Reviewer, given: desk.Form) -> Response:
    """Carry out what a form decides; leads on to the page that the form asks for."""
    site = site_of(request)
    made = desk.decisions(given, site)
    done = desk.carry_out(site, made, user.name, given["reason"])
    said = " and ".join(dict.fromkeys(desk.DECIDED[type(one)] for one in made))
    if "application/json" in request.headers.get("accept", ""):
        return json_answer(
            {
                "done": done.ids,
                "said": said,
                "incident": done.incident,
                "waiting": _first(site),
            }
        )
    home = f"/incidents/{done.incident}" if done.incident else "/review"
    return RedirectResponse(desk.back(given, done, home), 303)


@router.post("/review/name")
def rename(request: Request, user: Reviewer, given: desk.Form) -> Response:
    """Set the name under which decisions are made on this machine; leads back."""
    if user.via != "local":
        raise UsageError("Your decisions bear the name of your account.")
    person.rename(given["name"])
    return RedirectResponse(desk.back(given, desk.Done(()), "/review"), 303)


@router.post("/review/settle")
def settle(request: Request, user: Reviewer) -> Response:
    """Bring what is drawn from all incidents up to date with the decisions."""
    site = site_of(request)
    job = site.jobs.begin("bringing what followed up to date", user.name)

    def work(job: object, progress: pipeline.Progress) -> None:
        pipeline.conclude(site.record, site.settings.config, progress)
        site.changed()

    site.jobs.start(job, work)
    return RedirectResponse(f"/review/jobs/{job.id}", 303)


@router.get("/review/jobs/{key}")
def settling(request: Request, user: Reviewer, key: str) -> Response:
    """How far that is."""
    name, form = split_form(key)
    job = site_of(request).jobs.find(name)
    if job is None or job.what != "bringing what followed up to date":
        raise NotFound("This job is over and was forgotten. What it did is in the record.")
    if form == "json":
        told = {"state": job.state, "stage": job.stage, "done": job.done, "total": job.total}
        return json_answer(told | {"documents": 0})
    return page(request, "job.html", job=job, where="/review/jobs")


def _done(request: Request, words: str) -> list[dict[str, Any]]:
    return desk.bare(desk.just_done(site_of(request), words), names_shown(request))


def _which(word: str) -> str:
    if word in ("", "all"):
        return ""
    if word not in queue.WHICH:
        raise UsageError(f"“{word[:40]}” is nothing to narrow the queue to: choose one of {', '.join(queue.WHICH)}.")  # fmt: skip
    return word


def _cursor(words: str) -> tuple[float, str] | None:
    """A place in the queue: ``12.5:i37d63``.  Raises UsageError for what is none."""
    if not words:
        return None
    value, _, name = words.partition(":")
    try:
        return float(value), name
    except ValueError:
        raise UsageError("This address names no place in the queue: begin at /review.") from None


def _address(path: str, **asked: str) -> str:
    query = urlencode([(key, value) for key, value in asked.items() if value])
    return path + (f"?{query}" if query else "")


def _first(site: Site) -> int:
    """How many incidents wait for a look at the whole; those confirmed wait for another reader alone."""
    told = site.record.waiting()
    return sum(number for status, number in told.items() if status != "confirmed")
