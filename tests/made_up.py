"""Made-up records for the tests: builders of small ones, and one whole record of three documents.

The record: two papers on one bombing, a sit-in that answers it, and a document set aside.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from vigil.pipeline import aftermath
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
    Rejected,
    Report,
    Span,
    Toll,
    Victim,
)
from vigil.relations import Chronicle
from vigil.store import Outcome, Record

# What hypothesis may put into a record: what both databases hold, which add_batch sees to.
st.register_type_strategy(
    str, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
)
st.register_type_strategy(int, st.integers(-(2**63), 2**63 - 1))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
PLAIN = (str, int, float)


# ---------------------------------------------------------------- builders

TEXT = "A bomb killed 12 people at a market in Harwell on Thursday, police said."
PLACE = Place("Harwell", "city", "Harwell", "Northshire", "Freeland", "FL", 1.5, -2.25, 99)


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


def span(text: str, words: str) -> Span:
    """Where ``words`` first stand in ``text``."""
    start = text.index(words)
    return Span("text", start, start + len(words))


def claim(text: str, words: str, attribute: str = "killed", **fields: Any) -> Claim:
    """A claim whose quote is ``words``; a number alone is its own exact value."""
    if words.isdecimal():
        fields = {"value": int(words), "low": int(words), "high": int(words), "qualifier": "exact"} | fields
    return Claim(attribute, span(text, words), words, **fields)


def reading(of: Article, day: str | None = "2013-01-10") -> Reading:
    """One report with a claim, an actor and a place, and one aggregate, for a text with a number in it."""
    date = DateRange(day, day, "day") if day else DateRange(None, None, "unknown")
    number = next((word for word in of.text.split() if word.isdigit()), of.text.split()[0])
    said = claim(of.text, number, speaker="police", speaker_kind="police")
    report = Report(
        of.id, 0, "main", "attack", "bombing", "political", date, PLACE, of.text, (said.span,), (said,),
        (Actor("Northern Front", "perpetrator", "blamed", "police", "group"),), ("bomb",), ("market",),
    )  # fmt: skip
    aggregate = Aggregate(of.id, "killed", 509, 509, 509, "in five years", said.span, said.quote)
    return Reading(of.id, (report,), (aggregate,))


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


# ---------------------------------------------------------------- a whole record

FIRST = (
    "At least 12 people were killed when a bomb went off in the market of Tessaoua on Monday, police said. "
    "Among the dead was Salma Idrissou, a teacher. The Red Dawn Front claimed the attack. "
    "More than 300 people have died in such attacks since 2015."
)
SECOND = (
    "Monday's blast in Tessaoua killed 15 people and injured 40, the hospital said. "
    "Relatives of Salma Idrissou sat down before the prefecture and demanded the governor's resignation."
)
ASIDE = "The second division opens on Saturday with four matches."
MONDAY = DateRange("2021-03-01", "2021-03-01", "day")
TUESDAY = DateRange("2021-03-02", "2021-03-04", "days")
TESSAOUA = Place("Tessaoua market", "site", "Tessaoua", "Maradi", "Niger", "NE", 13.757, 7.9874, 2439376)


def articles() -> tuple[Article, ...]:
    """The three documents."""
    sha256 = {key: raw(key, text).sha256 for key, text in TEXTS.items()}
    return (
        Article("n-1", FIRST, "=Bomb in Tessaoua", sha256["n-1"], "https://news.example/1", None, "The Sahel Post",
                "2021-03-02", "given", "en", "NE"),
        Article("n-2", SECOND, "Toll rises", sha256["n-2"], "https://daily.example/2", None, "The Daily", "2021-03-03",
                "given", "en", "NE"),
        Article("n-3", ASIDE, "Football", sha256["n-3"], None, None, "The Daily", "2021-03-03", "given", "en",
                None, SET_ASIDE, "not about violence or protest"),
    )  # fmt: skip


TEXTS = {"n-1": FIRST, "n-2": SECOND, "n-3": ASIDE}


def reports() -> tuple[Report, ...]:
    """Two reports of the bombing, one of the sit-in."""
    killed = claim(FIRST, "At least 12 people were killed", "killed", value=12, low=12, qualifier="at least",
                   speaker="police", speaker_kind="police")  # fmt: skip
    named = claim(
        FIRST,
        "Among the dead was Salma Idrissou, a teacher",
        "victim",
        value="Salma Idrissou",
        group="teacher",
    )
    by = claim(
        FIRST,
        "The Red Dawn Front claimed the attack",
        "perpetrator",
        value="Red Dawn Front",
        stance="claimed",
    )
    later = claim(SECOND, "killed 15 people", "killed", value=15, low=15, high=15, qualifier="exact",
                  speaker="the hospital", speaker_kind="hospital")  # fmt: skip
    hurt = claim(SECOND, "injured 40", "injured", value=40, low=40, high=40, qualifier="exact",
                 speaker="the hospital", speaker_kind="hospital")  # fmt: skip
    demand = claim(SECOND, "Relatives of Salma Idrissou sat down before the prefecture and demanded the governor's resignation", "demand",
                   value="the governor's resignation", speaker="relatives", detail="resignation")  # fmt: skip
    bomb = ("attack", "bombing", "political")
    return (
        Report("n-1", 0, "main", *bomb, MONDAY, TESSAOUA, FIRST[:100], (killed.span,), (killed, named, by),
               (Actor("Red Dawn Front", "perpetrator", "claimed", "Red Dawn Front", "group"),), ("bomb",), ("market",),
               (Victim("Salma Idrissou", "teacher", 1),), (), 0.9, lead=Span("text", 0, 100)),
        Report("n-2", 0, "main", *bomb, MONDAY, TESSAOUA, SECOND[:79], (later.span,), (later, hurt), confidence=0.8,
               lead=Span("text", 0, 79)),
        Report("n-2", 1, "co_main", "demonstration", "sit-in", "political", TUESDAY, TESSAOUA, SECOND[80:],
               (demand.span,), (demand,), confidence=0.7, lead=Span("text", 80, len(SECOND))),
    )  # fmt: skip


def incidents() -> tuple[Incident, ...]:
    """The bombing, and the sit-in that answers it."""
    one, two, three = reports()
    killed = Toll(
        12, 15, 15, "latest-hospital", "the hospital's later figure", attackers=1, by_group=(("women", 3),)
    )
    return (
        Incident("i-bomb", "attack", "bombing", "political", one.summary, MONDAY, TESSAOUA, (one, two),
                 (Merge(one.id, two.id, 0.93, "same day, same town, same weapon"),),
                 (*one.actors, Actor("Ousmane Balla", "accused", "suspected", "police", "person")), one.weapons,
                 one.targets, one.victims, ("one blast",), killed,
                 Toll(40, 40, 40, "only", "one figure"), confidence=0.91, provenance="rules/1",
                 why=(("date", "both reports say Monday"),)),
        Incident("i-sit", "demonstration", "sit-in", "political", three.summary, TUESDAY, TESSAOUA, (three,),
                 links=(Link("in_response_to", "i-bomb", "Relatives of Salma Idrissou protest where she died", 0.8),),
                 confidence=0.7, provenance="rules/1"),
    )  # fmt: skip


def aggregates() -> tuple[Aggregate, ...]:
    """The total over years in the first document."""
    words = "More than 300 people have died in such attacks since 2015"
    period = DateRange("2015-01-01", None, "years")
    return (Aggregate("n-1", "killed", 300, 301, None, "since 2015", span(FIRST, words), words, period),)


def fill(path: Path, order: int = 1) -> Path:
    """Write the invented record to ``path``; ``order`` -1 writes the documents the other way round."""
    found = reports()
    outcomes = []
    for made in articles():
        own = tuple(r for r in found if r.document == made.id)
        said = Reading(made.id, own, tuple(g for g in aggregates() if g.document == made.id))
        outcomes.append(Outcome(raw(made.id, made.text), made, None if made.status == SET_ASIDE else said))
    outcomes.append(Outcome(None, Rejected("broken.pdf", "ingest", "no_text", "the PDF holds pictures only")))
    with Record.open(path) as record:
        generation = record.begin_run("d")
        record.add_batch(outcomes[::order], "d", generation)
        record.set_syndication({"n-1": "n-1", "n-2": "n-1"} if order == 0 else {})
        chronicle = Chronicle({a.id: a.published for a in articles()}, {})
        record.replace_incidents(incidents(), draw=lambda concluded: aftermath(concluded, chronicle))
        record.finish_run(generation)
    return path
