"""What the API answers, as a schema: the rows of ``vigil export`` with their keys and types."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


class Problem(BaseModel):
    """Why a request failed (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = Field(description="A sentence that says what to do.")


class Date(BaseModel):
    """Full days that bound a duration or an uncertainty; null where unknown."""

    start: str | None
    end: str | None
    precision: str = Field(description="day, days, week, month, season, year, years or unknown")


class Place(BaseModel):
    """A place as precise as the text makes it."""

    name: str
    city: str | None
    admin1: str | None
    country: str | None
    lat: float | None
    lon: float | None
    precision: str = Field(description="site, neighbourhood, city, district, admin1 or country")
    geonames_id: int | None


class Toll(BaseModel):
    """A conclusion on a number; best is never null where a bound is known."""

    low: int | None
    best: int | None
    high: int | None
    rule: str = Field(description="The named rule that concluded it.")
    attackers: int | None
    by_group: dict[str, int]


class Claim(BaseModel):
    """What somebody said, with the words and where they stand in the document."""

    id: str
    attribute: str
    value: int | str | None
    low: int | None
    high: int | None
    qualifier: str | None
    speaker: str | None
    speaker_kind: str | None
    stance: str | None
    as_of: str | None
    document: str
    field: str = Field(alias="in", description="text or title")
    quote: str
    start: int
    end: int
    superseded: bool
    masked: bool = Field(False, description="Whether the quote was cut because a private name stands in it.")
    incident: str | None = Field(
        None, description="The incident that it is about, where it is asked for by itself."
    )


class Incident(BaseModel):
    """Reports joined, with what named rules made of their claims: a line of ``vigil export incidents``."""

    id: str
    kind: str
    type: str
    nature: str
    summary: str
    date: Date
    place: Place | None
    parts: list[str]
    actors: list[dict[str, Any]]
    weapons: list[str]
    targets: list[str]
    victims: list[dict[str, Any]]
    killed: Toll | None
    injured: Toll | None
    abducted: Toll | None
    arrested: Toll | None
    size: Toll | None
    demands: list[dict[str, Any]]
    responses: list[dict[str, Any]]
    accountability: list[dict[str, Any]]
    warnings: list[dict[str, Any]]
    links: list[dict[str, Any]]
    documents: list[dict[str, Any]]
    claims: list[Claim]
    confidence: float
    status: str
    provenance: str
    corrected: list[str]
    decisions: list[dict[str, Any]]


class Document(BaseModel):
    """What is known of a document; never its text."""

    id: str
    version: int
    url: str | None
    canonical_url: str | None
    outlet: str | None
    title: str | None
    published: str | None
    published_from: str | None
    language: str | None
    country: str | None
    status: str
    reason: str | None
    syndication: str | None
    sha256: str


class Incidents(BaseModel):
    """A page of incidents."""

    total: int = Field(description="How many pass the filter.")
    next: str | None = Field(description="What to give as ``after`` for the next page; null at the end.")
    items: list[Incident]


class Documents(BaseModel):
    """A page of documents, by id."""

    total: int
    next: str | None
    items: list[Document]


class Rows(BaseModel):
    """A page of what followed: episodes, demands, responses, accused, threats or actors, by id."""

    next: str | None
    items: list[dict[str, Any]]


class Held(BaseModel):
    """What the record holds."""

    revision: str = Field(description="Changes whenever anything in the record does.")
    counts: dict[str, int]
    version: str


class Hit(BaseModel):
    """A document that a search found."""

    id: str
    outlet: str | None
    published: str | None
    status: str


class Found(BaseModel):
    """What a search found."""

    incidents: int = Field(description="How many incidents hold the words.")
    ids: list[str] = Field(description="The first of them.")
    documents: list[Hit]


class Difference(BaseModel):
    """A field before and after a change, in plain values."""

    before: Any
    after: Any


class Change(BaseModel):
    """What became of one incident, once."""

    number: int
    at: str = Field(description="When, UTC.")
    incident: str
    what: str = Field(description="new, changed, merged or gone")
    by: str = Field(description='A person, or "run".')
    why: str
    fields: dict[str, Difference]
    into: str | None = Field(description="Of one that was merged: the incident that goes on.")


class Changes(BaseModel):
    """A page of changes, newest first."""

    next: int | None = Field(description="What to give as ``after`` for older ones; null at the end.")
    items: list[Change]


class Concerned(BaseModel):
    """An incident that a decision concerns, as it is now."""

    id: str
    status: str


class Decided(BaseModel):
    """What came of a decision."""

    decision: str = Field(description="Its id: what an undo names.")
    incidents: list[Concerned]
    moved: dict[str, str] = Field(description="Ids that lead to another incident now.")
    orphaned: bool = Field(description="Whether it found nothing to decide on.")


class Taken(BaseModel):
    """What became of a document."""

    state: str = Field(description="read, set_aside or refused")
    reason: str | None = Field(description="Why it was set aside or refused.")
    id: str | None = Field(description="Its id; null where it was refused.")
    incidents: list[str] = Field(description="Ids of the incidents that it tells of.")


class Reading(BaseModel):
    """How far the reading of a document is."""

    id: str
    state: str = Field(description="waiting, running, done or failed")
    stage: str = Field(description="What is done just now.")
    error: str | None = Field(description="Why it failed.")
    taken: Taken | None = Field(description="What became of the document, once it is done.")
