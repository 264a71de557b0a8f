"""Writing to the record: decisions, with a token of scope review, and documents, with one of scope write."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Body, Depends, Header, Path, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from vigil import review
from vigil.deciding import stands
from vigil.errors import InputError
from vigil.review.written import value_in
from vigil.web import desk
from vigil.web.access import User, require
from vigil.web.adding import BY_PROGRAM, take_one
from vigil.web.api import models
from vigil.web.api.asked import DAY, REFUSED
from vigil.web.jobs import Job
from vigil.web.rendering import NotFound, site_of

router = APIRouter(prefix="/api/v1", responses=REFUSED, tags=["writing"])
Incident = Annotated[str, Field(min_length=1, max_length=80, description="Id of an incident, or its first letters.")]  # fmt: skip
Claim = Annotated[str, Field(min_length=1, max_length=80, description="Id of a claim that a machine read.")]
Values = dict[str, Any]
Prefer = Annotated[str | None, Header(max_length=200, description="respond-async: the answer does not wait until it is read.")]  # fmt: skip
JobId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]


class _Body(BaseModel):
    """What every decision has."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Field("", max_length=4_000, description="Why, in a few words: others read it beside the incident. Needed by all but accept, enter and undo.")  # fmt: skip


def _placed(request: Request, name: str, value: Any) -> Any:
    """A value of a field; a place that is given in words as a form takes it too."""
    return value_in(name, value, desk.placed(site_of(request))) if name == "place" and isinstance(value, str) else value  # fmt: skip


class AcceptBody(_Body):
    """The incident is right as it stands."""

    decision: Literal["accept"]
    incident: Incident

    def made(self, request: Request) -> review.Decision:
        """The decision."""
        return review.Accept(self.incident)


class CorrectBody(_Body):
    """A field of the incident is otherwise."""

    decision: Literal["correct"]
    incident: Incident
    field: str = Field(
        description="kind, type, nature, date, place, killed, injured, abducted, arrested, size, perpetrators, summary"
    )
    value: Any = Field(
        description="A word; {low, best, high} or a number; {start, end, precision}; {name, precision, country …};"
        " [{name, stance}]; null for nothing. A place may be words too, as in Hazara Town, Quetta."
    )

    def made(self, request: Request) -> review.Decision:
        """The decision."""
        return review.Correct(self.incident, self.field, _placed(request, self.field, self.value))


class RetractBody(_Body):
    """There is no such incident."""

    decision: Literal["retract"]
    incident: Incident

    def made(self, request: Request) -> review.Decision:
        """The decision."""
        return review.Retract(self.incident)


class MergeBody(_Body):
    """These incidents are one."""

    decision: Literal["merge"]
    incidents: list[Incident] = Field(min_length=2, max_length=100)

    def made(self, request: Request) -> review.Decision:
        """The decision."""
        return review.Merge(tuple(self.incidents))


class SplitBody(_Body):
    """These reports of the incident are another one."""

    decision: Literal["split"]
    incident: Incident
    reports: list[str] = Field(min_length=1, max_length=1_000, description="Ids of reports: DOCUMENT#NUMBER.")

    def made(self, request: Request) -> review.Decision:
        """The decision."""
        return review.Split(self.incident, tuple(self.reports))


class LinkBody(_Body):
    """The incident is, or is not, linked to another so."""

    decision: Literal["link", "unlink"]
    incident: Incident
    type: str = Field(description="in_response_to, part_of, follows_up, retaliation_for …")
    target: Incident

    def made(self, request: Request) -> review.Decision:
        """The decision."""
        kind = review.Tie if self.decision == "link" else review.Untie
        return kind(self.incident, self.type, self.target)


class RejectBody(_Body):
    """The document does not say what this claim says."""

    decision: Literal["reject"]
    claim: Claim

    def made(self, request: Request) -> review.Decision:
        """The decision."""
        return review.Reject("", self.claim)


class AmendBody(_Body):
    """The document says otherwise than this claim."""

    decision: Literal["amend"]
    claim: Claim
    changes: Values = Field(description="value, low, high, qualifier, speaker, stance, attribute …")

    def made(self, request: Request) -> review.Decision:
        """The decision."""
        return review.Amend("", self.claim, self.changes)


class EnterBody(_Body):
    """A claim that a person read in a document, on an incident or a new one."""

    decision: Literal["enter"]
    document: str = Field(min_length=1, max_length=2_000)
    quote: str = Field(min_length=1, description="The words, exactly as they stand there, and only once.")
    attribute: str = Field(description="killed, injured, perpetrator, demand, response …")
    incident: Incident | None = Field(None, description="The incident it is about; null for a new one.")
    claim: Values = Field(default_factory=dict, description="value, low, high, qualifier, speaker, stance …")
    new: Values = Field(default_factory=dict, description="Of a new one: type, date, place, nature, summary.")

    def made(self, request: Request) -> review.Decision:
        """The decision.  Raises UsageError where the words do not stand in the document."""
        where, start = stands(site_of(request).record, self.document, self.quote)
        end = start + len(self.quote)
        new = {name: _placed(request, name, value) for name, value in self.new.items()}
        return review.Enter(self.document, start, end, self.quote, self.attribute, self.incident, self.claim, new, where)  # fmt: skip


class UndoBody(_Body):
    """A former decision no longer holds."""

    decision: Literal["undo"]
    of: str = Field(min_length=1, max_length=80, description="Id of the decision.")

    def made(self, request: Request) -> review.Decision:
        """The decision."""
        return review.Undo(self.of)


Decision = Annotated[
    AcceptBody | CorrectBody | RetractBody | MergeBody | SplitBody | LinkBody | RejectBody | AmendBody | EnterBody | UndoBody,
    Body(discriminator="decision"),
]  # fmt: skip


class Row(BaseModel):
    """A document, as a row of JSON Lines."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=4_000_000)
    id: str | None = Field(None, min_length=1, max_length=500, description="Echoed exactly; the same id with new text is a new version.")  # fmt: skip
    title: str | None = Field(None, max_length=2_000)
    outlet: str | None = Field(None, max_length=500)
    published: str | None = Field(None, pattern=DAY)
    url: str | None = Field(None, max_length=4_000)
    country: str | None = Field(None, max_length=80, description="ISO alpha-2 or English name, a prior only.")


@router.post("/decisions", response_model=models.Decided, operation_id="decide")
def decide(
    request: Request, user: Annotated[User, Depends(require("decide"))], body: Decision
) -> dict[str, Any]:
    """Decide on an incident or a claim; the answer says what came of it.  It bears the name of the token's account."""
    made = review.checked(body.made(request))
    (outcome,) = desk.carry_out(site_of(request), [made], user.name, body.reason).outcomes
    return {
        "decision": outcome.judgement,
        "incidents": [{"id": one.id, "status": one.status} for one in outcome.incidents],
        "moved": outcome.moved,
        "orphaned": outcome.orphaned,
    }


@router.post(
    "/documents",
    response_model=models.Taken,
    operation_id="addDocument",
    responses={
        202: {"model": models.Reading, "description": "It is being read: Location says where that is told."}
    },
)
def add(
    request: Request, user: Annotated[User, Depends(require("add"))], row: Row, prefer: Prefer = None
) -> Any:
    """Read a document into the record; the answer says what became of it, once the record is concluded anew.

    That takes seconds, and minutes in a large record: with the header ``Prefer: respond-async`` the answer comes at once, with
    the address of a job.
    """
    site = site_of(request)
    given = {name: value for name, value in row.model_dump().items() if value is not None}
    try:
        content = orjson.dumps(given)
    except orjson.JSONEncodeError:
        raise InputError("The row holds what is no text: half a character pair.", "not_text") from None
    later = "respond-async" in re.split(r"[,;\s]+", (prefer or "").casefold())
    job = take_one(site.jobs, site.record, site.settings.config, content, user.name, site.changed, not later)
    if later:
        said = {"Location": f"/api/v1/jobs/{job.id}", "Preference-Applied": "respond-async"}
        return JSONResponse(_told(job), 202, said)
    if job.state == "failed":
        raise InputError(job.error, "failed")
    return job.summary


@router.get("/jobs/{key}", response_model=models.Reading, operation_id="getJob")
def job(request: Request, user: Annotated[User, Depends(require("add"))], key: JobId) -> Any:
    """How far the reading of a document is, and what became of it; a day after its end that is forgotten."""
    found = site_of(request).jobs.find(key)
    if found is None or found.what != BY_PROGRAM:
        raise NotFound(
            f"There is no job {key}: it is over and was forgotten. What it added is in the record."
        )
    return _told(found)


def _told(job: Job) -> dict[str, Any]:
    done = job.state == "done"
    return {
        "id": job.id,
        "state": job.state,
        "stage": job.stage,
        "error": job.error or None,
        "taken": job.summary if done else None,
    }
