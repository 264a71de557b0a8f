"""What a person decides through the site: the words of a form become decisions, and the answer says what came of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Depends, Request

from vigil.decided import TOLLS
from vigil.deciding import Outcome, stands
from vigil.errors import UsageError
from vigil.export.names import BLOCK, WITHHELD
from vigil.phrases import place_text
from vigil.pipeline import decide
from vigil.placing import place_named
from vigil.records import Incident, Place
from vigil.review import (
    Accept,
    Amend,
    Correct,
    Decision,
    Enter,
    Entry,
    History,
    Merge,
    Reject,
    Retract,
    Split,
    Tie,
    Undo,
    Untie,
    checked,
)
from vigil.review.told import short
from vigil.review.written import claim_fields, value_in
from vigil.web.site import Site

DECIDED = {
    Accept: "Accepted", Correct: "Corrected", Retract: "Retracted", Merge: "Merged", Split: "Split", Tie: "Linked",
    Untie: "Unlinked", Reject: "Claim rejected", Amend: "Claim corrected", Enter: "Claim entered", Undo: "Undone",
}  # fmt: skip
WORDED = (
    "type",
    "nature",
    "date",
    "place",
    "perpetrators",
    "summary",
)  # fields that a form has as one line of words
SAID = ("value", "low", "high", "qualifier", "speaker", "stance", "as_of", "group", "detail")  # of a claim
QUALIFIERS = ("exact", "at least", "more than", "up to", "about", "nearly", "between", "dozens", "scores", "hundreds", "thousands")  # fmt: skip
OFFERED = 8  # reasons of former decisions
MOST = 200  # values of one name in a form


@dataclass(frozen=True, slots=True)
class Given:
    """What was sent by a form: text alone, without the blanks around it."""

    words: tuple[tuple[str, str], ...]

    def __getitem__(self, name: str) -> str:
        return next((value for key, value in self.words if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of this name that is not empty.  Raises UsageError for too many."""
        found = tuple(dict.fromkeys(value for key, value in self.words if key == name and value))
        if len(found) > MOST:
            raise UsageError(f"More than {MOST} at once: take fewer.")
        return found


async def _given(request: Request) -> Given:
    form = await request.form()
    words = tuple((key, value.strip()) for key, value in form.multi_items() if isinstance(value, str))
    if any("\0" in value for _, value in words):
        raise UsageError("What was sent is no text.")
    return Given(words)


Form = Annotated[Given, Depends(_given)]


def worded(incident: Incident) -> dict[str, str]:
    """The fields of an incident in the words in which a form shows them, and takes them back."""
    out = {"type": incident.type, "nature": incident.nature, "summary": incident.summary}
    date = incident.date
    whole = date.precision == "month" or (date.precision == "year" and date.start)
    if date.start is None:
        out["date"] = "unknown"
    elif whole:
        out["date"] = date.start[: 7 if date.precision == "month" else 4]
    else:
        out["date"] = date.start if date.end == date.start else f"{date.start}..{date.end or ''}"
    out["place"] = place_text(incident.place) if incident.place else ""
    named = [a for a in incident.actors if a.role == "perpetrator"]
    out["perpetrators"] = "; ".join(f"{a.name} ({a.stance})" for a in named)
    for name in TOLLS:
        toll = getattr(incident, name)
        for bound in ("low", "best", "high"):
            number = None if toll is None else getattr(toll, bound)
            out[f"{name}_{bound}"] = "" if number is None else str(number)
    return out


def decisions(given: Given, site: Site) -> list[Decision]:
    """What a form decides.  Raises UsageError where it makes no sense, or decides nothing."""
    what, incident = given["what"], given["incident"]
    made: list[Decision]
    match what:
        case "accept":
            made = [Accept(incident)]
        case "retract":
            made = [Retract(incident)]
        case "correct":
            made = list(_corrections(given, site))
            if not made:
                raise UsageError("Nothing was changed in the form: change a field, or accept the incident as it stands.")  # fmt: skip
            if given["accept"]:  # only that says that the rest was read too
                made.append(Accept(incident))
        case "merge":
            names = (incident, *given.all("with")) if incident else given.all("with")
            if len(set(names)) < 2:
                raise UsageError("Which incidents are one? Mark two or more, or give the id of the other.")
            made = [Merge(tuple(dict.fromkeys(names)))]
        case "split":
            if not given.all("apart"):
                raise UsageError("Which reports are of another incident? Mark them.")
            made = [Split(incident, given.all("apart"))]
        case "link":
            made = [Tie(incident, given["type"], given["target"])]
        case "unlink":
            made = [Untie(incident, given["type"], given["target"])]
        case "reject":
            made = [Reject("", given["claim"])]
        case "amend":
            made = [Amend("", given["claim"], _amended(given))]
        case "undo":
            made = [Undo(name) for name in given.all("of")]
        case _:
            raise UsageError("What is decided? The form says nothing of it: load its page again.")
    for name in (incident, given["target"], *given.all("with")):
        if len(name) > 80:
            raise UsageError(f"“{name[:40]}…” is no id of an incident.")
    return [checked(one) for one in made]


@contextmanager
def of_field(name: str) -> Iterator[None]:
    """Whatever is refused here is about this field of the form."""
    try:
        yield
    except UsageError as error:
        error.field = error.field or name
        raise


def _corrections(given: Given, site: Site) -> Iterable[Correct]:
    """A decision for each field whose words are no longer those with which the form was shown."""

    def changed(name: str) -> bool:
        return any(key == name for key, _ in given.words) and given[name] != given[f"was_{name}"]

    for name in WORDED:
        if changed(name):
            words = given[name]
            with of_field(name):
                _uncovered(words)
                made = checked(
                    Correct(given["incident"], name, value_in(name, words or "none", placed(site)))
                )
            yield cast(Correct, made)
    for name in TOLLS:
        bounds = [f"{name}_{bound}" for bound in ("low", "best", "high")]
        if any(map(changed, bounds)):
            low, best, high = (_number(bound, given[bound]) for bound in bounds)
            nothing = low is best is high is None
            value = None if nothing else {"low": low, "best": best, "high": high}
            with of_field(bounds[0]):
                made = checked(Correct(given["incident"], name, value))
            yield cast(Correct, made)


def placed(site: Site) -> Callable[[str], Place]:
    """What finds a place that a person writes."""
    return lambda words: place_named(words, site.settings.config)


def _number(name: str, words: str) -> int | None:
    bare = words.replace(",", "").replace(" ", "")
    if not bare:
        return None
    with of_field(name):
        if not bare.isdecimal() or len(bare) > 12:
            raise UsageError(f"{name.partition('_')[0]} is a whole number of people, not “{words[:40]}”.")
    return int(bare)


def _uncovered(words: str) -> None:
    if WITHHELD in words or BLOCK in words:
        raise UsageError("A name in this field is withheld from you, and what covers it cannot be its value: write the field without it, or leave it as it was.")  # fmt: skip


def said_of(given: Given, names: Sequence[str] = SAID) -> dict[str, Any]:
    """Fields of a claim from those of a form; empty ones are left out."""
    told = [(name, given[name]) for name in names if given[name]]
    for _, words in told:
        _uncovered(words)
    return claim_fields(told)


def _amended(given: Given) -> dict[str, Any]:
    """The fields of a claim whose words are no longer those with which the form was shown."""
    there = {key for key, _ in given.words}
    told = [(n, given[n] or "none") for n in SAID if n in there and given[n] != given[f"was_{n}"]]
    for _, words in told:
        _uncovered(words)
    return claim_fields(told)


def entry(given: Given, site: Site) -> Enter:
    """The claim that a form enters.  Raises UsageError where its words do not stand in the document, or something lacks."""
    record, document, quote = site.record, given["document"], given["quote"].replace("\r\n", "\n")
    article = record.article(document)
    if article is None:
        raise UsageError(f"There is no document {document}: the sources lead to those there are.")
    where = given["where"] or "text"
    begin = _nth(article.field(where), quote, given["nth"])
    if begin is None:
        with of_field("quote"):
            where, begin = stands(record, document, quote)
    about: dict[str, Any] = {}
    incident = given["incident_id"] or given["incident"]
    if incident in ("", "new"):
        told = [(n, given[f"new_{n}"]) for n in ("type", "nature", "date", "place") if given[f"new_{n}"]]
        for name, words in told:
            with of_field(f"new_{name}"):
                about[name] = value_in(name, words, placed(site))
    named = None if about or incident in ("", "new") else incident
    made = Enter(document, begin, begin + len(quote), quote, given["attribute"], named, said_of(given), about, where)  # fmt: skip
    found = checked(made)
    assert isinstance(found, Enter)
    return found


def _nth(text: str, quote: str, words: str) -> int | None:
    """Where words stand for the time, from 0, that a form says it is; None where it says nothing, or they do not."""
    if not quote or not words.isdecimal() or len(words) > 6:
        return None
    begin = -1
    for _ in range(int(words) + 1):
        begin = text.find(quote, begin + 1)
        if begin < 0:
            return None
    return begin


@dataclass(frozen=True, slots=True)
class Done:
    """What decisions led to."""

    outcomes: tuple[Outcome, ...]

    @property
    def ids(self) -> str:
        """Ids of the decisions, a comma between."""
        return ",".join(one.judgement for one in self.outcomes)

    @property
    def incident(self) -> str | None:
        """The incident that bears the last of them."""
        for one in reversed(self.outcomes):
            mine = [i.id for i in one.incidents if any(d.judgement == one.judgement for d in i.decided)]
            if mine:
                return mine[0]
        return None


def carry_out(site: Site, made: Sequence[Decision], by: str, reason: str) -> Done:
    """Decide, one after the other.  Raises UsageError where one is refused; those before it stand."""
    try:
        return Done(tuple(decide(site.record, one, by=by, reason=reason) for one in made))
    finally:
        site.changed()


def history(site: Site) -> History:
    """All decisions, kept until the record changes."""
    return site.kept("history", lambda: History(site.record.judgements()))


def reasons(site: Site, person: str) -> list[str]:
    """The reasons that a person gave last, the latest first: a form offers them again."""
    told = (one.said.reason for one in reversed(history(site).all) if one.said.by == person)
    return list(islice(dict.fromkeys(reason for reason in told if reason), OFFERED))


def just_done(site: Site, words: str) -> list[Entry]:
    """The decisions that an address says were just made (``?done=j1,j2``); those there are."""
    if not re.fullmatch(r"j[0-9a-f]{12}(,j[0-9a-f]{12})*", words):
        return []
    known = history(site).by_id
    return [known[name] for name in words.split(",") if name in known]


def back(given: Given, done: Done, otherwise: str) -> str:
    """The page that follows a decision: the one that the form asks for, a page of this site, with what was decided."""
    wanted = given["back"] or otherwise
    parts = urlsplit(wanted)
    if not re.match(r"/(?![/\\])", wanted) or parts.scheme or parts.netloc or re.search(r"[\s\\]", wanted):
        parts = urlsplit(otherwise)
    asked = [(key, value) for key, value in parse_qsl(parts.query) if key != "done"]
    asked += [("done", done.ids)] if done.ids else []
    return parts.path + (f"?{urlencode(asked)}" if asked else "")


def bare(told: Iterable[Entry], shown: bool) -> list[dict[str, Any]]:
    """Decisions on whatever incidents, as a page shows them: whole, or for whom names are withheld without their values."""
    made = cover(told, None)
    if shown:
        return made
    return [
        one | {"words": one["what"], "reason": "withheld from you" if one["reason"] else ""} for one in made
    ]


def cover(told: Iterable[Entry], private: Collection[str] | None) -> list[dict[str, Any]]:
    """Decisions on one incident as its page shows them, the names of private persons covered."""
    from vigil.export import mask

    hide = (lambda text: text) if private is None else (lambda text: mask(text, private))
    return [
        {
            "number": one.number,
            "id": one.id,
            "what": one.said.decision,
            "at": one.said.at,
            "by": one.said.by,
            "words": hide(short(one.said)),
            "reason": hide(one.said.reason),
            "subject": one.said.subject,
            "holds": one.holds,
            "undone": not one.holds,
            "undo": one.said.decision == "undo",
        }
        for one in told
    ]
