"""The records that every room takes and gives.  Frozen, slotted, and free of any import of ours.

Data flows one way:

    RawDocument -> Article (+ TimeMention, PlaceMention) -> Reading (Reports with Claims, Aggregates)
                -> Incident (Reports joined, with Conclusions and Links)
                -> Episode, Demand, Response, Accused, Threat, Party (aftermath.py)

All offsets are code points into the article's text (``field == "text"``) or title (``field == "title"``), half
open, and ``field_text[start:end] == quote`` always holds.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

# ---------------------------------------------------------------- what comes in


@dataclass(frozen=True, slots=True)
class Priors:
    """What the user said of all inputs: it holds for those that do not say it themselves."""

    published: str | None = None
    outlet: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One accepted input, as it came: the bytes, what the container said of them, and where they are from."""

    source: str  # for messages only ("corpus.jsonl:12", "mail.eml", a URL); never exported
    media_type: str  # "text/plain", "text/html", "application/pdf", "message/rfc822", "application/json"
    content: bytes  # raw bytes of this document (a JSONL or CSV row: the bytes of that row)
    text: str | None = None  # where the container gives it (row, .txt, .md, PDF, mail); None for HTML
    row_id: str | None = None  # the caller's id, echoed exactly
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    published: str | None = None  # as the input gave it; articles/ turns it into a date prefix
    country: str | None = None  # a prior, as given: ISO alpha-2 or an English name
    retrieved: str | None = None  # ISO time, UTC, when fetched or archived
    headers: tuple[tuple[str, str], ...] = ()
    extra: str | None = None  # other keys of the row, as a JSON object with sorted keys
    priors: Priors = (
        Priors()
    )  # what the document itself says, in its container or on its page, goes before them

    @property
    def sha256(self) -> str:
        """SHA-256 of the raw bytes, hex."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that could not be used, and why.  It is kept, counted and shown."""

    source: str
    stage: str  # the room that refused it
    code: str  # a short word: "empty", "too_large", "not_text", "broken_row" ...
    reason: str  # a sentence that says what is wrong and, where there is something to do, what


READ, SET_ASIDE = "read", "set_aside"
ENTERED = 1_000_000  # reports with this ordinal or a higher one hold what a person entered
RETRACTED = (
    "retracted"  # status of an incident that persons took back: it stays in the record, and counts nowhere
)
UNREAD = "language not read yet"  # how the reason begins of what was set aside for its language


@dataclass(frozen=True, slots=True)
class Article:
    """The text of one document, and what is known of it.  ``text`` is what offsets refer to; it never changes."""

    id: str
    text: str
    title: str | None
    raw_sha256: str
    url: str | None = None
    canonical_url: str | None = None
    outlet: str | None = None
    published: str | None = None  # "2013", "2013-01" or "2013-01-10": no finer than what was given
    published_from: str | None = None  # given | json-ld | meta | time | url | text | prior
    language: str | None = None  # ISO 639-1
    country: str | None = None  # ISO alpha-2 prior, upper case
    status: str = READ  # READ or SET_ASIDE
    reason: str | None = None  # why it was set aside, a sentence
    retrieved: str | None = None
    extra: str | None = None

    def field(self, name: str) -> str:
        """The string that offsets of field ``name`` ("text" or "title") refer to."""
        return self.text if name == "text" else self.title or ""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of an article: ``article.field(span.field)[span.start:span.end]``."""

    field: str  # "text" | "title"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article.  ``index`` counts within its field; ``paragraph`` counts blank-line blocks."""

    span: Span
    text: str
    index: int
    paragraph: int = 0


# ---------------------------------------------------------------- when and where


@dataclass(frozen=True, slots=True)
class DateRange:
    """Full ISO days that bound a duration or an uncertainty.  Both None: unknown."""

    start: str | None
    end: str | None
    precision: str  # day | days | week | month | season | year | years | unknown


UNKNOWN_DATE = DateRange(None, None, "unknown")


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time expression in a text, resolved against the publication date as far as the text allows."""

    span: Span
    text: str
    date: DateRange  # UNKNOWN_DATE when it cannot be known ("on Ashura")
    kind: str  # date | relative | weekday | duration | span | frequency | anniversary
    # date: "10 January 2013"; relative: "yesterday", "a month ago"; weekday: "on Thursday"; duration: "for three
    # days", "the third night" (date = the days it covers when an anchor is known); span: "since 2001", "over the
    # past five years", "in the last decade" (a period, marks aggregates); frequency: "every Friday";
    # anniversary: "the first anniversary of"
    days: int | None = None  # length of a duration, or ordinal of "third night"


@dataclass(frozen=True, slots=True)
class Place:
    """A place as precise as the text makes it, and no more."""

    name: str  # as the text has it, finest level
    precision: str  # site | neighbourhood | city | district | admin1 | country
    city: str | None = None
    admin1: str | None = None
    country: str | None = None  # English name
    country_code: str | None = None  # ISO alpha-2
    lat: float | None = None
    lon: float | None = None
    geonames_id: int | None = None
    neighbourhood: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place name in a text.  ``place`` None: looks like a place, is in no gazetteer."""

    span: Span
    text: str
    place: Place | None
    # the word before it: in | at | near | from | to | of | dateline | of_origin ("Quetta-based") ...
    cue: str | None = None
    score: float = 0.0  # 0..1, how sure the resolution is


# ---------------------------------------------------------------- what a text says


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody said about one attribute of one incident, with the words.  It never changes.

    ``low``/``high`` follow the qualifier (None = open): exact n: n, n; at least n: n, None; more than n: n+1, None;
    up to n: None, n; about/nearly n: n*9//10, ceil(n*11/10); a to b: a, b; dozens 24-99; scores 40-199;
    hundreds 200-999; thousands 2000-9999.
    """

    # killed injured killed_subset injured_subset abducted arrested size perpetrator victim demand response accountability
    # warning relation organiser participant tactic duration intervention ending cause coverage
    attribute: str
    span: Span
    quote: str
    value: int | str | None = None  # number, name or words as written
    low: int | None = None
    high: int | None = None
    qualifier: str | None = (
        None  # exact | at least | more than | up to | about | between | dozens | scores | hundreds | thousands | ...
    )
    speaker: str | None = None  # as written; None: no source stated
    speaker_kind: str | None = (
        None  # police | official | hospital | military | group | witness | ngo | media | headline | dataset | other
    )
    stance: str | None = None  # for perpetrator: claimed | blamed | suspected | denied | unclaimed | reported
    as_of: str | None = None
    superseded: bool = False  # the text itself calls it an earlier count
    group: str | None = None  # whom a subset or count is about: "women", "attackers", "police" ...
    detail: str | None = (
        None  # the word of the codebook: class of a demand, act of a response, step, relation
    )
    addressee: str | None = None  # of whom something is demanded, whom a threat is made against, as written
    until: str | None = None  # deadline of a promise or an ultimatum, an ISO day or a prefix of one
    entered_by: str | None = None  # the person who entered or corrected it; None: a machine read it

    def id(self, document: str) -> str:
        """A stable id: the same claim of the same document has the same id in every run."""
        # of words where they stand in the quote, not the words: nobody can try out names against an id
        value: object = self.value
        if isinstance(value, str):
            value = f"{self.quote.find(value)}:{len(value)}"
        key = f"{document}\0{self.attribute}\0{self.span.field}\0{self.span.start}\0{self.span.end}\0{value}\0{self.low}\0{self.high}"
        return "c" + hashlib.sha256(key.encode()).hexdigest()[:15]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody with a part in an incident, as reports say."""

    name: str
    role: str  # perpetrator | victim | target | participant | organiser | responder | accused
    stance: str = "reported"  # claimed | blamed | suspected | denied | reported
    by: str | None = None  # who says so
    kind: str | None = None  # group | person | institution | community | unknown


@dataclass(frozen=True, slots=True)
class Victim:
    """A victim group or a named victim."""

    name: str | None = None
    group: str | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """One place of a wave of demonstrations, with the words that tell of it."""

    place: Place
    held: bool  # False: only announced
    document: str
    span: Span
    quote: str


@dataclass(frozen=True, slots=True)
class Report:
    """One incident as one document tells it."""

    document: str
    ordinal: int  # order within the document
    role: str  # main | co_main | background
    kind: str  # attack | demonstration | official_response | legal_action | other
    type: str  # a codebook word
    nature: str  # political | criminal | accidental | unclear
    date: DateRange
    place: Place | None
    summary: str  # the sentence that tells it, as written
    evidence: tuple[Span, ...]  # the spans that made the reader see it
    claims: tuple[Claim, ...] = ()
    actors: tuple[Actor, ...] = ()
    weapons: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    victims: tuple[Victim, ...] = ()
    parts: tuple[str, ...] = ()  # "two blasts": the parts as written
    confidence: float = 0.5
    reasons: tuple[str, ...] = ()  # why this role, date and place, one sentence each
    # capitalised words told with it, lower case, sorted: what joining reports compares
    names: tuple[str, ...] = ()
    places: tuple[PlacedPart, ...] = ()  # of a wave of demonstrations, each place by itself
    lead: Span | None = None  # where the summary stands
    row_of: str | None = None  # the list of which it is a row; None: somebody's report
    cites: tuple[str, ...] = ()  # whom the list names as its sources

    @property
    def id(self) -> str:
        """Stable within a record: document and ordinal."""
        return f"{self.document}#{self.ordinal}"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A total over years or over several incidents.  Never an incident."""

    document: str
    measure: str  # killed | injured | incidents | abducted | arrested
    value: int | None
    low: int | None
    high: int | None
    scope: str  # the words that say over what
    span: Span
    quote: str
    period: DateRange = UNKNOWN_DATE
    speaker: str | None = None

    @property
    def id(self) -> str:
        """Stable id from document and place in it."""
        key = f"{self.document}\0{self.measure}\0{self.span.field}\0{self.span.start}\0{self.span.end}\0{self.value}"
        return "g" + hashlib.sha256(key.encode()).hexdigest()[:15]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that a reader made of one article."""

    document: str
    reports: tuple[Report, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    reader: str = "rules"


# ---------------------------------------------------------------- what the rules conclude


@dataclass(frozen=True, slots=True)
class Toll:
    """A conclusion on a number: bounds, best figure and the rule that chose it, with its reason."""

    low: int | None
    best: int | None
    high: int | None
    rule: str
    why: str
    claim_ids: tuple[str, ...] = ()
    attackers: int | None = None
    by_group: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Merge:
    """Why two reports are one incident."""

    left: str  # report id
    right: str
    score: float  # 0..1
    why: str  # a sentence


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words on which something rests: ``article.field(span.field)[span.start:span.end] == quote``."""

    document: str
    span: Span
    quote: str
    claim: str | None = None  # id of the claim, where the words are one


@dataclass(frozen=True, slots=True)
class Link:
    """A typed, directed link; it sits on the later or dependent incident."""

    type: str  # in_response_to | part_of | follows_up | retaliation_for | concession_to | warned_of
    incident: str  # id of the incident it points to
    why: str
    confidence: float = 0.5
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided of one thing of an incident, beside what the machine suggests of it.

    ``field``: a field of the incident (vigil.decided.FIELDS), "reading" (somebody looked at it: ``decided`` holds
    what there was to see), "retract", "merge", "split", "link", "unlink", "claim" (``claim`` its id; ``decided`` None:
    rejected) or "enter".
    """

    field: str
    suggested: str | None  # JSON of what the machine suggests; None where it suggests nothing
    decided: str | None  # JSON of what the person decided
    by: tuple[str, ...]  # who says so, the first of them first
    at: str
    reason: str
    holds: bool = True  # False: others decided otherwise, or it has changed since it was looked at
    claim: str | None = None
    judgement: str = ""  # id of the decision


@dataclass(frozen=True, slots=True)
class Incident:
    """Reports joined, with what named rules made of their claims."""

    id: str
    kind: str
    type: str
    nature: str
    summary: str
    date: DateRange
    place: Place | None
    reports: tuple[Report, ...]
    merges: tuple[Merge, ...] = ()
    actors: tuple[Actor, ...] = ()
    weapons: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    victims: tuple[Victim, ...] = ()
    parts: tuple[str, ...] = ()
    killed: Toll | None = None
    injured: Toll | None = None
    abducted: Toll | None = None
    arrested: Toll | None = None
    size: Toll | None = None
    links: tuple[Link, ...] = ()
    confidence: float = 0.5
    status: str = "suggested"
    provenance: str = ""  # reader and rule versions
    why: tuple[tuple[str, str], ...] = field(default=())  # (field, sentence): how it was chosen
    places: tuple[PlacedPart, ...] = ()  # of a wave of demonstrations: those held first
    decided: tuple[Decided, ...] = ()  # what persons decided of it, beside what the machine suggests


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's decision; append-only, an input of the next run."""

    subject: str
    decision: str
    value: str | None
    by: str
    at: str
    reason: str
