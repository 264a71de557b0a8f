"""The made-up record with everything that can follow: a demand, a response, an accused, a threat, actors, a collection."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import made_up

from vigil.aftermath import Accused, Demand, Episode, Line, Party, Relation, Response, Step, Threat
from vigil.declared import Collection, Gap
from vigil.records import Evidence, Judgement, RawDocument, Reading, Span
from vigil.review import Accept, judgement
from vigil.store import Outcome, Record

LATER = (
    "A court in Maradi acquitted Hamza Tandja on Friday.\nThe family of SALMA  IDRISSOU left the room. "
    "Aïssa Mounkaila, a neighbour, said: =1+1, “\u202eenough\u202c”."
)
# Names that must be nowhere in what leaves the machine.  Salma Idrissou is known from the first document alone.
PRIVATE = ("Salma Idrissou", "Idrissou", "Ousmane Balla", "Hamza Tandja", "Tandja", "Aïssa Mounkaila")
DOCUMENT = "hamza-tandja.txt"


def said(words: str, text: str = LATER, document: str = DOCUMENT) -> Evidence:
    """Words of the later document, or of another."""
    start = text.index(words)
    return Evidence(document, Span("text", start, start + len(words)), words)


def drawn() -> list[Episode | Demand | Response | Accused | Threat | Party]:
    """One of each kind."""
    demanded = said("demanded the governor's resignation", made_up.SECOND, "n-2")
    acquitted = said("acquitted Hamza Tandja on Friday")
    both = ("i-bomb", "i-sit")
    line = Line("Relatives of Salma Idrissou sat down.", "2021-03-02", "i-sit", (demanded,))
    freed = Step(
        "acquittal",
        "2021-04-02",
        "2021-04-03",
        "The court freed Hamza Tandja.",
        (acquitted,),
        "a court",
        "i-bomb",
    )
    refused = Step("refused", None, "2021-03-04", "The governor stays.", (demanded,), "the governor", "i-sit")
    leads = Relation("leader of", "Hamza Tandja", None, "2021-04-03", (acquitted,))
    return [
        Episode("e-1", "Bombing in Tessaoua", both, "2021-03-01", "2021-03-04", (line,)),
        Demand("d-1", "dismissal", "the governor's resignation", "relatives of Salma Idrissou", "the governor", "2021-03-03",
               "2021-03-03", "refused", ("i-sit",), "e-1", (refused,), (demanded,)),
        Response("s-1", "refusal", "he will stay", "the governor", None, "2021-03-04", "2021-03-04", None, ("i-sit",), "e-1",
                 ("d-1",), (), (demanded,)),
        Accused("a-1", "Hamza Tandja", "person", ("i-bomb",), (freed,), "acquittal", ("H. Tandja",)),
        Threat("t-1", "@more will follow", "Red Dawn Front", "the town", "2021-02", "2021-03-02", "leaflet", ("i-bomb",),
               (("i-bomb", "The same group, a month later."),), ("s-1",), (said("Monday's blast", made_up.SECOND, "n-2"),)),
        Party("p-1", "Red Dawn Front", "group", False, ("RDF",), (leads,), (("perpetrator", "i-bomb"),), ("RDF is its short form.",)),
        Party("p-2", "Hamza Tandja", "person", True, ("H. Tandja",), (), (("accused", "i-bomb"),)),
    ]  # fmt: skip


def fill(path: Path, order: int = 1, hostile: str = "") -> Path:
    """Write the record; ``order`` -1 the other way round; ``hostile`` goes into words that reach many cells."""
    later = RawDocument("test", "text/plain", LATER.encode(), LATER, DOCUMENT)
    article = made_up.article(
        later, url="https://news.example/2021/04/hamza-tandja-free", title="Freed: HAMZA TANDJA", outlet="The Daily",
        published="2021-04-03", published_from="given",
    )  # fmt: skip
    outcomes = []
    for made in made_up.articles():
        own = tuple(r for r in made_up.reports() if r.document == made.id)
        totals = tuple(g for g in made_up.aggregates() if g.document == made.id)
        reading = None if made.id == "n-3" else Reading(made.id, own, totals)
        outcomes.append(Outcome(made_up.raw(made.id, made.text), made, reading))
    outcomes.append(Outcome(later, article, Reading(DOCUMENT)))
    bomb, sit = made_up.incidents()
    bomb = replace(bomb, why=(("date", f"both reports say Monday{hostile}"),))
    with Record.open(path) as record:
        generation = record.begin_run("d")
        record.add_batch(outcomes[::order], "d", generation)
        gap = Gap("the site was down", "2021-01")
        record.declare(
            Collection(
                "press", ("The Daily",), ("en",), "2021", "2021", "everything", (gap,), by="An archive"
            )
        )
        record.declare(
            Collection("post", ("The Sahel Post",), (), "2021-03", "2021-03", note=hostile or None)
        )
        record.add_judgement(
            Judgement("i-bomb", "confirmed", None, "Reviewer Anne", "2021-05-01", "Salma Idrissou is in both")
        )
        accepted = judgement(Accept("i-bomb"), {}, None, "Reviewer Anne", "2021-05-02", "read again")
        record.add_judgement(accepted)
        record.replace_incidents([bomb, sit], draw=lambda _: drawn())
        record.finish_run(generation)
    return path
