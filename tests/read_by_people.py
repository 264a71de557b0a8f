"""A made-up record on which people decide: six papers on a bombing, a shooting of another day, and a sit-in."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from made_up import PLACE, article, claim, raw, span

from vigil import pipeline, review
from vigil.config import Config
from vigil.errors import UsageError
from vigil.records import Actor, DateRange, Incident, Reading, Report
from vigil.store import Outcome, Record

DAY, LATER = DateRange("2013-01-10", "2013-01-10", "day"), DateRange("2013-03-02", "2013-03-02", "day")
TELLING = {
    "a1": ("A bomb killed 12 people at the market of Harwell on Thursday, police said.", 0),
    "a2": ("The market bomb of Harwell killed 15 people and was laid to the Northern Front.", 0),
    "a3": ("Of the Harwell market bomb 13 died, doctors said on Friday.", 0),
    "b1": ("Gunmen shot 4 clerks in Harwell on Saturday, officials said.", 1),
    "b2": ("Officials counted 5 clerks shot by gunmen in Harwell.", 1),
    "c1": ("Families sat down with 300 others in Harwell to demand protection after the bomb killed 12 people.", 2),
}  # fmt: skip


def _reports(key: str, text: str, story: int) -> tuple[Report, ...]:
    number = next(word for word in text.split() if word.isdigit())
    whole = span(text, text)
    if story == 2:
        said = (claim(text, "300", "size"), claim(text, "demand protection", "demand", value="protection", speaker="families", detail="protection"))  # fmt: skip
        day = DateRange("2013-01-11", "2013-01-12", "days")
        sitting = Report(key, 0, "main", "demonstration", "sit-in", "political", day, PLACE, text, (whole,), said, confidence=0.8, lead=whole)  # fmt: skip
        told = claim(text, "12")
        bomb = Report(key, 1, "background", "attack", "bombing", "political", DAY, PLACE, text, (told.span,), (told,), names=("harwell", "market"), lead=whole)  # fmt: skip
        return sitting, bomb
    claims = [claim(text, number, speaker="police", speaker_kind="police")]
    actors: tuple[Actor, ...] = ()
    if "Northern Front" in text:
        by = claim(text, "laid to the Northern Front", "perpetrator", value="Northern Front", stance="blamed")
        claims.append(by)
        actors = (Actor("Northern Front", "perpetrator", "blamed", None, "group"),)
    kind = "bombing" if story == 0 else "shooting"
    names = ("harwell", "market") if story == 0 else ("clerks", "harwell")
    return (
        Report(key, 0, "main", "attack", kind, "political", DAY if story == 0 else LATER, PLACE, text, (claims[0].span,),
               tuple(claims), actors, ("bomb",) if story == 0 else ("gun",), ("market",) if story == 0 else ("clerks",),
               confidence=0.9, names=names, lead=whole),
    )  # fmt: skip


def outcomes(**texts: str) -> list[Outcome]:
    """The six documents as they were read; ``texts``: other texts for some."""
    out = []
    for key, (text, story) in TELLING.items():
        text = texts.get(key, text)
        document = raw(key, text, published="2013-01-11" if story != 1 else "2013-03-03")
        made = article(document)
        out.append(Outcome(document, made, Reading(key, _reports(key, text, story))))
    return out


def fill(record: Record, digest: str = "v1", **texts: str) -> None:
    """Read the six documents, and conclude."""
    generation = record.begin_run(digest)
    record.add_batch(outcomes(**texts), digest, generation)
    record.finish_run(generation)
    pipeline.conclude(record, Config())


def everything(record: Record) -> list[Incident]:
    """All incidents, those retracted too."""
    return list(record.incidents(retracted=True))


def of(record: Record, document: str, kind: str = "attack") -> Incident:
    """The incident that a document tells."""
    return next(
        i for i in everything(record) if any(r.document == document and r.kind == kind for r in i.reports)
    )


def again(record: Record) -> list[Incident]:
    """All incidents after everything was concluded anew."""
    pipeline.conclude(record, Config(), anew=True)
    return everything(record)


class Clock:
    """Moments, one second apart."""

    def __init__(self) -> None:
        self.seconds = 0

    def __call__(self) -> str:
        self.seconds += 1
        return f"2026-01-01T00:{self.seconds // 60:02d}:{self.seconds % 60:02d}+00:00"


def decide(
    record: Record, decision: Any, by: str = "Ann", reason: str = "read it", at: str | None = None
) -> Any:
    """Decide, as a person would."""
    return pipeline.decide(record, decision, by=by, reason=reason, at=at)


def without_reports(incident: Incident) -> Incident:
    """An incident, its reports aside."""
    return replace(incident, reports=())


# ---------------------------------------------------------------- whatever people decide

ANN, BOB, CEM = "Ann", "Bob", "Cem"
_numbers = st.integers(0, 5)


def _choice(number: int, items: list[Any]) -> Any:
    return items[number % len(items)]


def _claims(incident: Incident) -> list[tuple[str, str]]:
    return [(r.document, c.id(r.document)) for r in incident.reports for c in r.claims]


def _words(incident: Incident) -> tuple[str, int, int, str]:
    """Words of a document that tells of an incident, as a person would mark them."""
    report = next(r for r in incident.reports if r.lead is not None and r.lead.field == "text")
    assert report.lead is not None
    return report.document, report.lead.start, report.lead.end, report.summary


Made = Callable[[list[Incident]], Any]


@st.composite
def decisions(draw: st.DrawFn) -> tuple[Made, str]:
    """What somebody decides, given the incidents as they are then."""
    one, other, third = draw(_numbers), draw(_numbers), draw(_numbers)
    what = draw(st.sampled_from(["accept", "killed", "date", "who", "retract", "merge", "split", "tie", "untie", "reject", "amend", "enter", "new", "undo"]))  # fmt: skip

    def made(found: list[Incident]) -> Any:
        a, b = _choice(one, found), _choice(other, found)
        match what:
            case "accept":
                return review.Accept(a.id)
            case "killed":
                return review.Correct(a.id, "killed", third * 7)
            case "date":
                return review.Correct(a.id, "date", {"start": f"2013-01-0{third + 1}"})
            case "who":
                return review.Correct(
                    a.id, "perpetrators", [{"name": "Red Dawn", "stance": "claimed"}][: third % 2]
                )
            case "retract":
                return review.Retract(a.id)
            case "merge":
                return review.Merge((a.id, b.id))
            case "split":
                ids = [r.id for r in a.reports]
                return review.Split(a.id, tuple(ids[: third % len(ids)]))
            case "tie":
                return review.Tie(a.id, "follows_up", b.id)
            case "untie":
                link = _choice(third, list(a.links))
                return review.Untie(a.id, link.type, link.incident)
            case "reject":
                return review.Reject(*_choice(third, _claims(a)))
            case "amend":
                return review.Amend(*_choice(third, _claims(a)), {"speaker": "a doctor"})
            case "enter":
                return review.Enter(*_words(a), "injured", a.id, {"value": third})
            case "new":
                return review.Enter(*_words(a), "arrested", None, {"value": third}, {"type": "arrest"})
        return review.Undo(str(one + 1))

    return made, draw(st.sampled_from([ANN, BOB, CEM]))


def refused() -> contextlib.AbstractContextManager[None]:
    """What makes no sense is refused, and what there is not cannot be decided on: both are passed over."""
    return contextlib.suppress(UsageError, IndexError, ZeroDivisionError, StopIteration)
