"""What a person may decide, how it is checked, and how it is kept as a judgement.

A judgement names an incident by its id and by its reports (its *anchor*), so that it finds the incident again when a later run
gives it another id.  Its value is JSON: {"anchors": {id: [report, ...]}, "seen": {...}, and the fields of the decision}.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from vigil.decided import packed, plain
from vigil.errors import UsageError
from vigil.records import Judgement
from vigil.review.values import ATTRIBUTES, LINKS, NUMBERS, claim_fields, keepable, types, value_of

_SENTENCE = 4_000  # characters of a reason
ANCHORED = 40  # reports of an incident by which a decision finds it again, the foremost first


@dataclass(frozen=True, slots=True)
class Accept:
    """The incident is right as it stands."""

    incident: str


@dataclass(frozen=True, slots=True)
class Correct:
    """A field of the incident is otherwise; ``value`` in plain values, as ``vigil.decided.stated`` gives them."""

    incident: str
    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class Retract:
    """There is no such incident, or it does not belong here."""

    incident: str


@dataclass(frozen=True, slots=True)
class Merge:
    """These incidents are one."""

    incidents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """These reports of the incident (their ids) are another one."""

    incident: str
    apart: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """The incident is linked to another."""

    incident: str
    type: str
    target: str


@dataclass(frozen=True, slots=True)
class Untie:
    """The incident is not linked to another so."""

    incident: str
    type: str
    target: str


@dataclass(frozen=True, slots=True)
class Reject:
    """The document does not say what this claim says."""

    document: str
    claim: str


@dataclass(frozen=True, slots=True)
class Amend:
    """The document says otherwise than this claim: ``changes`` of its fields (vigil.decided.AMENDED)."""

    document: str
    claim: str
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Enter:
    """A claim that a person read in a document: the words from ``start`` to ``end`` of its text or title.

    ``incident``: the one it is about, or None for a new one, described by ``about`` (kind, type, nature, date, place, summary).
    ``about`` may also say how the document tells it: ``role`` main, co_main (the default) or background.
    ``claim``: further fields of the claim (vigil.decided.AMENDED).
    """

    document: str
    start: int
    end: int
    quote: str
    attribute: str
    incident: str | None = None
    claim: Mapping[str, Any] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    where: str = "text"  # "text" | "title"


@dataclass(frozen=True, slots=True)
class Undo:
    """A former decision, by its id, no longer holds."""

    of: str


Decision = Accept | Correct | Retract | Merge | Split | Tie | Untie | Reject | Amend | Enter | Undo
WORDS: dict[type, str] = {
    Accept: "accept", Correct: "correct", Retract: "retract", Merge: "merge", Split: "split", Tie: "link",
    Untie: "unlink", Reject: "reject claim", Amend: "correct claim", Enter: "enter claim", Undo: "undo",
}  # fmt: skip
# what changes the record of others' making wants a reason; who accepts, enters words with their quote or undoes has said it
_WHY: dict[type, str] = {
    Correct: "Why is it corrected?", Retract: "Why is it retracted?", Merge: "Why are they one?", Split: "Why are they apart?",
    Tie: "Why are they linked?", Untie: "Why are they not linked?", Reject: "Why is the claim rejected?",
    Amend: "Why is the claim corrected?",
}  # fmt: skip
_CLASSES = {word: cls for cls, word in WORDS.items()}


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision as it is kept.  ``number`` is its place among all judgements, from 1."""

    number: int
    id: str
    decision: Decision
    anchors: Mapping[str, tuple[str, ...]]
    seen: Mapping[str, Any] | None
    by: str
    at: str
    reason: str

    def documents(self) -> set[str]:
        """Documents of all its anchors."""
        found = {report.rpartition("#")[0] for reports in self.anchors.values() for report in reports}
        if isinstance(self.decision, Reject | Amend | Enter):
            found.add(self.decision.document)
        if isinstance(self.decision, Split):
            found.update(report.rpartition("#")[0] for report in self.decision.apart)
        return found


def incidents_of(decision: Decision) -> tuple[str, ...]:
    """Ids of the incidents that a decision names."""
    match decision:
        case Merge():
            return decision.incidents
        case Tie() | Untie():
            return (decision.incident, decision.target)
        case Undo() | Reject() | Amend():
            return ()
        case Enter():
            return (decision.incident,) if decision.incident else ()
    return (decision.incident,)


def judgement(
    decision: Decision,
    anchors: Mapping[str, Sequence[str]],
    seen: Mapping[str, Any] | None,
    by: str,
    at: str,
    reason: str,
) -> Judgement:
    """A decision as it is kept.  Raises UsageError where it makes no sense."""
    decision = checked(decision)
    by = " ".join(by.split())
    if not by:
        raise UsageError("Who decides it? A decision bears a name: give --by NAME.")
    asked = _WHY.get(type(decision))
    if asked and not reason.strip():
        raise UsageError(f"{asked} Give a reason in a few words, such as “the hospital's list of 12 March”: others read it beside the incident.")  # fmt: skip
    if len(reason) > _SENTENCE:
        raise UsageError(f"The reason is longer than {_SENTENCE:,} characters: say it shorter.")
    said = asdict(decision)
    subject = said.get("incident") or said.get("claim") or said.get("of") or said.get("document") or ""
    if isinstance(decision, Merge):
        subject = decision.incidents[0]
    elif isinstance(decision, Reject | Amend):
        subject = decision.claim
    value: dict[str, Any] = dict(said)
    if anchors:
        value["anchors"] = {name: list(reports)[:ANCHORED] for name, reports in anchors.items()}
    if seen is not None:
        value["seen"] = seen
    return Judgement(str(subject), WORDS[type(decision)], packed(value), by, at, reason.strip())


def id_of(said: Judgement) -> str:
    """An id of what was decided, by whom and when: the same in every record."""
    parts = (said.subject, said.decision, said.value or "", said.by, said.at, said.reason)
    return "j" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def judged(number: int, said: Judgement) -> Judged | None:
    """A judgement as a decision; None where it is none of this room ("same as")."""
    cls = _CLASSES.get(said.decision)
    if cls is None or said.value is None:
        return None
    value = plain(said.value)
    given = {f.name: value[f.name] for f in fields(cls) if f.name in value}
    for name, item in given.items():
        if isinstance(item, list) and not (cls is Correct and name == "value"):
            given[name] = tuple(item)
    anchors = {name: tuple(reports) for name, reports in value.get("anchors", {}).items()}
    return Judged(
        number, id_of(said), cls(**given), anchors, value.get("seen"), said.by, said.at, said.reason
    )


def active(all_said: Sequence[Judgement]) -> list[int]:
    """Positions, from 0, of the judgements that no later undo takes back; an undo can be undone too."""
    gone: set[str] = set()
    kept: list[int] = []
    for number in range(len(all_said) - 1, -1, -1):
        said = all_said[number]
        if gone and id_of(said) in gone:
            continue
        if said.decision == WORDS[Undo]:
            gone.add(plain(said.value)["of"])
        else:
            kept.append(number)
    return kept[::-1]


# ---------------------------------------------------------------- checking


def checked(decision: Decision) -> Decision:
    """The decision, its value in the form in which it is kept.  Raises UsageError with a sentence where it makes no sense."""
    keepable(asdict(decision))
    match decision:
        case Correct():
            return Correct(decision.incident, decision.field, value_of(decision.field, decision.value))
        case Merge():
            names = tuple(dict.fromkeys(decision.incidents))
            if len(names) < 2:
                raise UsageError("A merge needs two different incidents: vigil review merge ID ID.")
            return Merge(names)
        case Split():
            if not decision.apart:
                raise UsageError(
                    "Which reports are another incident? Name them: vigil review split ID REPORT …"
                )
        case Tie() | Untie():
            if decision.type not in LINKS:
                raise UsageError(f"{decision.type} is no type of link: choose one of {', '.join(LINKS)}.")
            if decision.incident == decision.target:
                raise UsageError("An incident cannot be linked to itself.")
        case Amend():
            if not decision.changes:
                raise UsageError("What does it say instead? Give a field and its value, as in value=86.")
            return Amend(decision.document, decision.claim, claim_fields(decision.changes))
        case Enter():
            return _entered(decision)
        case _:
            pass
    return decision


def _entered(given: Enter) -> Enter:
    if given.where not in ("text", "title"):
        raise UsageError("The words stand in the text or in the title of a document.")
    if not 0 <= given.start < given.end or given.end - given.start != len(given.quote):
        raise UsageError("Which words? A claim rests on words of the document: mark them.")
    if given.attribute not in ATTRIBUTES:
        raise UsageError(
            f"{given.attribute} is no attribute of a claim: choose one of {', '.join(ATTRIBUTES)}."
        )
    claim = claim_fields(given.claim)
    claim.pop("attribute", None)
    if given.attribute in NUMBERS and not isinstance(claim.get("value"), int) and not {"low", "high"} & set(claim):  # fmt: skip
        raise UsageError(f"How many? A claim on {given.attribute} needs a number.")
    if given.attribute in ("perpetrator", "victim") and not claim.get("value"):
        claim["value"] = given.quote
    about: dict[str, Any] = {}
    role = given.about.get("role", "co_main")
    if role not in ("main", "co_main", "background"):
        raise UsageError(f"A document tells an incident as main, co_main or background, not as {role}.")
    if given.incident is None:
        if unknown := set(given.about) - {"role", "kind", "type", "nature", "date", "place", "summary"}:
            raise UsageError(f"A new incident is described by kind, type, nature, date, place and summary, not {', '.join(sorted(unknown))}.")  # fmt: skip
        if "type" not in given.about:
            raise UsageError(
                "What happened? A new incident needs a type of the codebook, such as suicide bombing."
            )
        about = {name: value_of(name, value) for name, value in given.about.items() if name != "role"}
        about.setdefault("kind", types()[about["type"]])
        about.setdefault("nature", "unclear")
    about["role"] = role
    return Enter(given.document, given.start, given.end, given.quote, given.attribute, given.incident, claim, about, given.where)  # fmt: skip


def decoded(all_said: Iterable[Judgement]) -> list[Judged]:
    """The decisions among judgements that still hold, oldest first."""
    told = list(all_said)
    return [found for n in active(told) if (found := judged(n + 1, told[n])) is not None]
