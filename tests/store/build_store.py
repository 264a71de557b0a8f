"""Small records for the tests of the store: one document, one report, one claim."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from vigil.records import (
    SET_ASIDE,
    Actor,
    Aggregate,
    Article,
    Claim,
    DateRange,
    Incident,
    Link,
    Merge,
    Place,
    RawDocument,
    Reading,
    Report,
    Span,
    Toll,
    Victim,
)
from vigil.store import Outcome

# What hypothesis may put into a record: what both databases hold, which add_batch sees to.
st.register_type_strategy(
    str, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
)
st.register_type_strategy(int, st.integers(-(2**63), 2**63 - 1))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))

TEXT = "A bomb killed 12 people at a market in Harwell on Thursday, police said."


def raw(id: str = "d1", text: str = TEXT, **more: Any) -> RawDocument:
    """An input with an id."""
    content = more.pop("content", text.encode("utf-8", "surrogatepass"))
    return RawDocument("test", "text/plain", content, text, id, **more)


def article(document: RawDocument, **more: Any) -> Article:
    """What it becomes."""
    values: dict[str, Any] = {
        "id": document.row_id,
        "text": document.text,
        "title": document.title,
        "raw_sha256": document.sha256,
        "url": document.url,
        "outlet": document.outlet,
        "published": document.published,
        "published_from": "given" if document.published else None,
        "language": "en",
        "country": document.country,
        "retrieved": document.retrieved,
        "extra": document.extra,
    }
    return Article(**values | more)


def claim_on(text: str, words: str, **more: Any) -> Claim:
    """A claim whose quote is the first occurrence of ``words``."""
    start = text.index(words)
    values: dict[str, Any] = {"attribute": "killed", "value": 12, "low": 12, "high": 12, "qualifier": "exact"}
    return Claim(span=Span("text", start, start + len(words)), quote=words, **values | more)


def reading(of: Article, day: str | None = "2013-01-10") -> Reading:
    """One report with a claim, an actor and a place, and one aggregate, for a text with a number in it."""
    date = DateRange(day, day, "day") if day else DateRange(None, None, "unknown")
    number = next((word for word in of.text.split() if word.isdigit()), of.text.split()[0])
    claim = claim_on(of.text, number, speaker="police", speaker_kind="police")
    report = Report(
        of.id, 0, "main", "attack", "bombing", "political", date, PLACE, of.text, (claim.span,), (claim,),
        (Actor("Northern Front", "perpetrator", "blamed", "police", "group"),), ("bomb",), ("market",),
    )  # fmt: skip
    aggregate = Aggregate(of.id, "killed", 509, 509, 509, "in five years", claim.span, claim.quote)
    return Reading(of.id, (report,), (aggregate,))


PLACE = Place("Harwell", "city", "Harwell", "Northshire", "Freeland", "FL", 1.5, -2.25, 99)


def outcome(id: str = "d1", text: str = TEXT, day: str | None = "2013-01-10", **more: Any) -> Outcome:
    """An input that was read."""
    document = raw(id, text, **more)
    made = article(document)
    return Outcome(document, made, reading(made, day))


def aside(id: str, text: str = "The match ended without a goal.", **more: Any) -> Outcome:
    """An input that was set aside."""
    document = raw(id, text, **more)
    return Outcome(
        document, article(document, status=SET_ASIDE, reason="It is not about violence or protest.")
    )


def incident(name: str, *reports: Report, **more: Any) -> Incident:
    """An incident that fills most fields."""
    first = reports[0]
    claims = tuple(c.id(r.document) for r in reports for c in r.claims)
    values: dict[str, Any] = {
        "merges": tuple(Merge(first.id, r.id, 0.75, "Same city, same day.") for r in reports[1:]),
        "actors": first.actors,
        "weapons": first.weapons,
        "targets": first.targets,
        "victims": (Victim(group="shoppers", count=12),),
        "killed": Toll(12, 12, None, "latest", "The latest count.", claims, by_group=(("women", 3),)),
        "why": (("place", "It is named beside the bomb."),),
        "provenance": "rules",
    }
    base = Incident(
        name, first.kind, first.type, first.nature, first.summary, first.date, first.place, tuple(reports)
    )
    return replace(base, **values | more)


def link(target: str) -> Link:
    """A link to another incident."""
    return Link("in_response_to", target, "It names the bombing.", 0.75)
