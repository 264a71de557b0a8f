"""What a dossier holds: one frozen structure, from which every form of it is written.

Everything in it may leave the machine (unless ``named``): names of private persons are already withheld, and no text of
an article is in it beyond the words that a statement rests on.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """One document that the dossier cites, by its number."""

    number: int
    outlet: str | None
    title: str | None
    published: str | None
    url: str | None
    retrieved: str | None
    sha256: str  # of the bytes as they came
    copy_of: int | None = None  # the source that it is a near-copy of
    withheld: bool = False  # its address spells out a private name


@dataclass(frozen=True, slots=True)
class Quote:
    """The words on which something rests."""

    words: str
    source: int
    cut: bool = False  # shortened, as a name is withheld


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of ours with the words it rests on."""

    text: str
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """What somebody said, as the table of claims has it."""

    incident: str
    attribute: str  # "killed", "demand" ...
    stated: str  # the figure with its qualifier, or the words
    speaker: str  # as written, or that none is named
    outlet: str
    day: str
    quote: Quote
    note: str = ""  # "called an earlier count by its own text"


@dataclass(frozen=True, slots=True)
class Mark:
    """One figure of a range chart; an open end is None."""

    label: str
    low: int | None
    high: int | None
    value: int
    stands: bool  # it is among those that the rule concluded from
    source: int
    words: str = ""  # the figure as it was said
    aside: str = ""  # why the rule set it aside


@dataclass(frozen=True, slots=True)
class TollRow:
    """What a named rule made of the claims on one number."""

    measure: str
    words: str  # "89 (65–113)"
    low: int | None
    best: int | None
    high: int | None
    who: str  # who says so
    rule: str
    why: str
    claims: int
    sources: int
    apart: str  # attackers, parts of the toll
    cite: str  # how to cite this figure
    marks: tuple[Mark, ...] = ()
    disputed: bool = False  # no number fits all the figures that it rests on
    beyond: tuple[int, ...] = ()  # bounds that stand for "more than"

    @property
    def several(self) -> bool:
        """Whether more than one figure is stated."""
        return len({(m.low, m.high) for m in self.marks}) > 1


@dataclass(frozen=True, slots=True)
class Event:
    """One incident."""

    id: str
    name: str  # "bombing, Hazara Town, Quetta, Pakistan"
    kind: str
    type: str
    nature: str
    days: str
    start: str | None
    end: str | None
    date_precision: str
    place: str
    town: str  # its short form, for a map
    lat: float | None
    lon: float | None
    place_precision: str | None
    lead: Quote | None
    tolls: tuple[TollRow, ...]
    named: tuple[Said, ...]  # who is named for it, each with stance and who says so
    details: tuple[tuple[str, str], ...]  # weapons, targets, victims
    documents: tuple[int, ...]  # numbers of its sources
    independent: int  # near-copies counted once
    first_told: str | None
    last_told: str | None
    main: int  # documents that have it as their subject
    confidence: float
    status: str
    review: bool
    worded: str = ""  # the summary, where a person worded it

    def toll(self, measure: str) -> TollRow | None:
        """The toll of that measure."""
        return next((t for t in self.tolls if t.measure == measure), None)


@dataclass(frozen=True, slots=True)
class Tie:
    """A link from a later incident to an earlier one."""

    later: str  # names, with their days
    type: str  # "in response to"
    earlier: str
    why: Said
    confidence: float


@dataclass(frozen=True, slots=True)
class Turn:
    """One dated turn of a demand, a promise or a case."""

    day: str
    what: str
    by: str | None
    why: Said


@dataclass(frozen=True, slots=True)
class DemandRow:
    """A demand, its state, and what changed it."""

    what: str
    words: str
    by: str
    of: str | None
    told: str
    state: str
    turns: tuple[Turn, ...]
    silence: str | None  # inside a collection alone
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """What somebody in power did, said, promised or refused."""

    act: str
    words: str
    by: str
    day: str
    answers: str | None
    turns: tuple[Turn, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class AccusedRow:
    """One accused, with who took each step, and the outcome that goes with every mention."""

    name: str
    kind: str
    outcome: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class WarningRow:
    """A threat or warning made before."""

    words: str
    by: str
    against: str | None
    day: str
    matches: tuple[str, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class OutletRow:
    """How much one outlet tells."""

    outlet: str
    documents: int
    incidents: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that is said, once."""

    title: str
    scope: str  # what was asked, in words
    period: str
    basis: str  # what it was compiled from
    digest: str  # names the documents and judgements of the record
    day: str  # the last day on which a document of the record was published or retrieved: the date of the files
    named: bool  # holds names of private persons
    summary: tuple[Said, ...]
    events: tuple[Event, ...]
    ties: tuple[Tie, ...]
    demands: tuple[DemandRow, ...]
    responses: tuple[ResponseRow, ...]
    accused: tuple[AccusedRow, ...]
    warnings: tuple[WarningRow, ...]
    attention: tuple[str, ...]
    outlets: tuple[OutletRow, ...]
    claims: tuple[ClaimRow, ...]
    unknown: tuple[str, ...]
    methods: tuple[tuple[str, str], ...]  # (what, how)
    sources: tuple[Source, ...]
