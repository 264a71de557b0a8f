"""What persons decided, as it may leave: beside what the machine has, by numbered reviewers, names of private persons covered.

Words that a person typed (a summary, a perpetrator, a speaker, a spot in a town) leave only while the incident itself shows them: of a decision
that was taken back or outvoted nobody has said that they are public.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from vigil.decided import FIELDS, packed, plain, stated
from vigil.export.masking import masked
from vigil.export.names import WITHHELD, cued_names, longest_first, looks_personal, mask
from vigil.names import known as known_group
from vigil.phrases import point_text
from vigil.records import Claim, Incident, Judgement, Place
from vigil.review import Amend, Correct, Enter, Judged, Merge, Reject, Split, Tie, Undo, Untie, judged
from vigil.review.history import Entry, History
from vigil.review.values import types
from vigil.store import Record

Row = dict[str, Any]
_IN_WORDS = ("perpetrators", "summary")  # fields that a person types
_TYPED = ("value", "speaker", "group", "addressee")  # the same of a claim, where it is text
_FIGURES = ("value", "low", "high", "qualifier")
_KEYS = {
    "perpetrators": "actors", "claim": "claims", "enter": "claims", "merge": "documents", "split": "documents",
    "link": "links", "unlink": "links",
}  # fmt: skip
_OF_PLACE = ("neighbourhood", "city", "admin1", "country", "country_code", "lat", "lon", "geonames_id")


class Decisions:
    """All decisions of a record, found by incident.  Without arguments: those of a record on which nobody decided."""

    def __init__(
        self,
        judgements: Iterable[Judgement] = (),
        names: Mapping[str, Sequence[str]] | None = None,
        leads_to: Callable[[str], str | None] = lambda name: None,
    ) -> None:
        """``names``: document -> private names; ``leads_to``: what went on for an id of former days."""
        self._history = History(judgements)
        self._leads_to = leads_to
        said = [entry.said for entry in self._history.all]
        numbers = {name: n for n, name in enumerate(dict.fromkeys(one.by for one in said), 1)}
        self._reviewers = {name: f"reviewer {number}" for name, number in numbers.items()}
        self._known = {name for some in (names or {}).values() for name in some}
        self._known.update(name for one in said for name in _names_typed(one))
        self._everybody = longest_first(self._known | self._reviewers.keys())

    @classmethod
    def of(cls, record: Record, names: Mapping[str, Sequence[str]]) -> Decisions:
        """Those of a record; ``names`` as ``withheld`` gives them."""
        return cls(record.judgements(), names, record.leads_to)

    @cached_property
    def _former(self) -> dict[str, list[str]]:
        """Incident -> ids of former days by which decisions name it."""
        found: dict[str, list[str]] = {}
        ones = [(entry.said.subject, judged(entry.number, entry.said)) for entry in self._history.all]
        for name in {n for subject, one in ones for n in (subject, *(one.anchors if one else ()))}:
            if later := self._leads_to(name):
                found.setdefault(later, []).append(name)
        return found

    def judgements(self) -> Iterator[Row]:
        """Every judgement, be it on what is no longer there, as the table of that name has it."""
        for entry in self._history.all:
            said = entry.said
            value = _public(said)
            yield {
                "position": entry.number, "subject": said.subject, "decision": said.decision,
                "value": None if value is None else _covered(value, self._hidden(said)),
                "by": self._reviewers[said.by], "at": said.at, "reason": mask(said.reason, self._hidden(said)),
            }  # fmt: skip

    def rows(
        self, incident: Incident, private: Collection[str], inside: Collection[str] | None = None
    ) -> list[Row]:
        """The decisions on an incident, those taken back too, oldest first.

        ``private``: names withheld from the incident; ``inside``: incidents that leave with it, so that no link leads to
        another (default: all may).
        """
        rows = []
        elsewhere = set[
            int
        ]()  # told with the incident that a link sits on, or not at all, as is what took them back
        for entry in self._history.of(incident, self._former.get(incident.id, ())):
            one = judged(entry.number, entry.said)
            if one is None:  # on no incident, or of a former version: it is among the judgements
                continue
            field, claim, machine, person, holds = _told(entry, one, incident, self._history)
            if field == "links":
                target = self._leads_to(person["incident"]) or person["incident"]
                person["incident"] = target
                if target == incident.id or (inside is not None and target not in inside):
                    elsewhere.add(entry.number)
            elif field is None and person and person["judgement"] in elsewhere:
                elsewhere.add(entry.number)
            if entry.number in elsewhere:
                continue
            rows.append({
                "judgement": entry.number, "verb": entry.said.decision, "field": field, "claim": claim,
                "machine": masked(machine, private), "person": masked(person, private),
                "by": self._reviewers[entry.said.by], "at": entry.said.at,
                "reason": mask(entry.said.reason, self._hidden(entry.said)), "holds": holds, "undone": not entry.holds,
            })  # fmt: skip
        return rows

    def _hidden(self, said: Judgement) -> tuple[str, ...]:
        more = set(cued_names(said.reason)) - self._known
        return longest_first({*self._everybody, *more}) if more else self._everybody


def flat(row: Row) -> Row:
    """A decision for a table: values that have parts as JSON."""
    text = {
        name: value if value is None or isinstance(value, str) else packed(value)
        for name, value in row.items() if name in ("machine", "person")
    }  # fmt: skip
    return row | text


def corrected(incident: Incident) -> list[str]:
    """The fields of an exported incident (see contract.py) that are as persons decided, and not as the machine has them."""
    found = set()
    for one in incident.decided:
        if not one.holds or one.field in ("reading", "retract"):
            continue
        if one.field in FIELDS and one.decided == one.suggested:
            continue
        found.add(_KEYS.get(one.field, one.field))
        if one.field == "type" and types().get(plain(one.decided)) != types().get(plain(one.suggested)):
            found.add("kind")
    return sorted(found)


def columns_of(fields: Iterable[str], columns: Sequence[str]) -> list[str]:
    """The columns in which a table holds these fields; a field that it holds in none stays itself."""
    found: list[str] = []
    for field in fields:
        name = "perpetrators" if field == "actors" and "perpetrators" in columns else field
        own = [
            c for c in columns
            if c == name or (c.startswith(f"{name}_") and c != f"{name}_attackers") or (name == "place" and c in _OF_PLACE)
        ]  # fmt: skip
        found += own or [name]
    return found


# ---------------------------------------------------------------- one decision


def _told(
    entry: Entry, one: Judged, incident: Incident, history: History
) -> tuple[str | None, str | None, Any, Any, bool]:
    """What a decision is about, the claim where it is one, the machine's value, the person's, and whether it is shown."""
    said = one.decision
    borne = [d for d in incident.decided if d.judgement == entry.id]
    suggested = next((plain(d.suggested) for d in borne), None)
    holds = entry.holds and any(d.holds for d in borne)
    match said:
        case Correct():
            machine = next(
                (plain(d.suggested) for d in incident.decided if d.field == said.field),
                stated(incident, said.field),
            )
            holds = entry.holds and _same(stated(incident, said.field), said.value)
            person = said.value if holds or not _in_words(said) else None
            return said.field, None, machine, person, holds
        case Reject() | Amend():
            changes = dict(said.changes) if isinstance(said, Amend) else None
            if suggested is None:
                suggested = _read(incident, said.claim, changes)
            return "claims", said.claim, suggested, changes if holds else _untyped(changes), holds
        case Enter():
            figures = {name: said.claim[name] for name in _FIGURES if name in said.claim}
            made = {"document": said.document, "attribute": said.attribute, **(_untyped(figures) or {})}
            return "claims", _entered(incident, said), None, made, holds
        case Merge():
            return "documents", None, suggested, list(said.incidents), holds
        case Split():
            return "documents", None, suggested, list(said.apart), holds
        case Tie() | Untie():
            return "links", None, suggested, {"type": said.type, "incident": said.target}, holds
        case Undo():
            former = history.by_id.get(said.of)
            return None, None, None, {"judgement": former.number} if former else None, entry.holds
    return None, None, None, None, holds


def _in_words(made: Correct) -> bool:
    """Whether a person typed the value: a spot too, unlike a place of the gazetteer."""
    if made.field == "place" and made.value is not None:
        return bool(point_text(Place(**made.value)))
    return made.field in _IN_WORDS


def _same(shown: Any, given: Any) -> bool:
    """Whether a field that is ``stated`` so is as somebody gave it, who may have said more."""
    if isinstance(shown, dict) and isinstance(given, dict):
        return all(given.get(name) == value for name, value in shown.items())
    if isinstance(shown, list) and isinstance(given, list):
        said = sorted((one["name"], one["stance"]) for one in given)
        return [(one["name"], one["stance"]) for one in shown] == said
    return bool(shown == given)


def _claims(incident: Incident) -> Iterator[tuple[str, Claim]]:
    return ((report.document, claim) for report in incident.reports for claim in report.claims)


def _read(incident: Incident, key: str, changes: Row | None) -> Row | None:
    """What the machine reads in a claim, in the fields that a person wanted otherwise."""
    found = next((claim for document, claim in _claims(incident) if claim.id(document) == key), None)
    names = sorted(changes or ("attribute", "value", "low", "high"))
    return None if found is None else {name: getattr(found, name) for name in names}


def _entered(incident: Incident, said: Enter) -> str | None:
    """The id of the claim that somebody entered, where it is still there."""
    for document, claim in _claims(incident):
        told = (document, claim.attribute, claim.quote)
        if claim.entered_by is not None and told == (said.document, said.attribute, said.quote):
            return claim.id(document)
    return None


def _untyped(changes: Mapping[str, Any] | None) -> Row | None:
    """Without the words that a person typed."""
    if changes is None:
        return None
    return {k: v for k, v in changes.items() if k not in _TYPED or not isinstance(v, str)}


# ---------------------------------------------------------------- all judgements


def _names_typed(said: Judgement) -> Iterator[str]:
    """Names that a person typed in a decision, be it one that no longer holds: nobody has said that they are public."""
    one = judged(1, said)
    decision = None if one is None else one.decision
    names: list[Any] = []
    if isinstance(decision, Correct) and decision.field == "perpetrators":
        names = [perpetrator["name"] for perpetrator in decision.value]
    elif isinstance(decision, Amend | Enter):
        names = [(decision.changes if isinstance(decision, Amend) else decision.claim).get("value")]
    yield from (n for n in names if isinstance(n, str) and looks_personal(n) and not known_group(n))


def _public(said: Judgement) -> str | None:
    """What of a decision's value leaves: numbers, days, places, words of the codebook and ids, and no words that a person typed."""
    one = judged(1, said)
    if one is None:
        return said.value
    match one.decision:
        case Correct() as made:
            typed = _in_words(made)
            return packed({"field": made.field} if typed else {"field": made.field, "value": made.value})
        case Merge() as made:
            return packed({"incidents": made.incidents})
        case Split() as made:
            return packed({"reports": made.apart})
        case Tie() | Untie() as made:
            return packed({"type": made.type, "incident": made.target})
        case Amend() as made:
            return packed({"fields": sorted(made.changes)})
        case Enter() as made:
            return packed({"document": made.document, "attribute": made.attribute})
    return None


def _covered(text: str, private: Sequence[str]) -> str:
    return WITHHELD if text in private else mask(text, private)
