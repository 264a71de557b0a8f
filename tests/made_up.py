"""A small invented record: two papers on one bombing, a sit-in that answers it, and a document set aside."""

from __future__ import annotations

from pathlib import Path

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
from vigil.store import Outcome, Record

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


def span(text: str, words: str) -> Span:
    """Where ``words`` stand in ``text``."""
    start = text.index(words)
    return Span("text", start, start + len(words))


def claim(text: str, attribute: str, words: str, **fields: object) -> Claim:
    """A claim whose quote is ``words``."""
    return Claim(attribute, span(text, words), words, **fields)  # type: ignore[arg-type]


def articles() -> tuple[Article, ...]:
    """The three documents."""
    raw = {key: RawDocument(key, "text/plain", text.encode()).sha256 for key, text in TEXTS.items()}
    return (
        Article("n-1", FIRST, "=Bomb in Tessaoua", raw["n-1"], "https://news.example/1", None, "The Sahel Post",
                "2021-03-02", "given", "en", "NE"),
        Article("n-2", SECOND, "Toll rises", raw["n-2"], "https://daily.example/2", None, "The Daily", "2021-03-03",
                "given", "en", "NE"),
        Article("n-3", ASIDE, "Football", raw["n-3"], None, None, "The Daily", "2021-03-03", "given", "en",
                None, SET_ASIDE, "not about violence or protest"),
    )  # fmt: skip


TEXTS = {"n-1": FIRST, "n-2": SECOND, "n-3": ASIDE}


def reports() -> tuple[Report, ...]:
    """Two reports of the bombing, one of the sit-in."""
    killed = claim(FIRST, "killed", "At least 12 people were killed", value=12, low=12, qualifier="at least",
                   speaker="police", speaker_kind="police")  # fmt: skip
    named = claim(
        FIRST,
        "victim",
        "Among the dead was Salma Idrissou, a teacher",
        value="Salma Idrissou",
        group="teacher",
    )
    by = claim(
        FIRST,
        "perpetrator",
        "The Red Dawn Front claimed the attack",
        value="Red Dawn Front",
        stance="claimed",
    )
    later = claim(SECOND, "killed", "killed 15 people", value=15, low=15, high=15, qualifier="exact",
                  speaker="the hospital", speaker_kind="hospital")  # fmt: skip
    hurt = claim(SECOND, "injured", "injured 40", value=40, low=40, high=40, qualifier="exact",
                 speaker="the hospital", speaker_kind="hospital")  # fmt: skip
    demand = claim(SECOND, "demand", "Relatives of Salma Idrissou sat down before the prefecture and demanded the governor's resignation",
                   value="the governor's resignation", speaker="relatives", detail="resignation")  # fmt: skip
    bomb = ("attack", "bombing", "political")
    return (
        Report("n-1", 0, "main", *bomb, MONDAY, TESSAOUA, FIRST[:100], (killed.span,), (killed, named, by),
               (Actor("Red Dawn Front", "perpetrator", "claimed", "Red Dawn Front", "group"),), ("bomb",), ("market",),
               (Victim("Salma Idrissou", "teacher", 1),), (), 0.9),
        Report("n-2", 0, "main", *bomb, MONDAY, TESSAOUA, SECOND[:79], (later.span,), (later, hurt), confidence=0.8),
        Report("n-2", 1, "co_main", "demonstration", "sit-in", "political", TUESDAY, TESSAOUA, SECOND[80:],
               (demand.span,), (demand,), confidence=0.7),
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
    for article in articles():
        raw = RawDocument(
            article.id, "text/plain", article.text.encode(), text=article.text, row_id=article.id
        )
        own = tuple(r for r in found if r.document == article.id)
        reading = Reading(article.id, own, tuple(g for g in aggregates() if g.document == article.id))
        outcomes.append(Outcome(raw, article, None if article.status == SET_ASIDE else reading))
    outcomes.append(Outcome(None, Rejected("broken.pdf", "ingest", "no_text", "the PDF holds pictures only")))
    with Record.open(path) as record:
        generation = record.begin_run("d")
        record.add_batch(outcomes[::order], "d", generation)
        record.set_syndication({"n-1": "n-1", "n-2": "n-1"} if order == 0 else {})
        record.replace_incidents(incidents())
        record.finish_run(generation)
    return path
