"""Declared collections: on what an absence rests.

A collection says what somebody set out to collect: sources, languages, a period, how documents were sought, and where
it is known to have gaps.  Only inside one does "nothing was found" mean something.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Protocol

from vigil.errors import UsageError
from vigil.listed import is_row
from vigil.periods import Period, joined, label, period, units
from vigil.phrases import count, day_words
from vigil.records import SET_ASIDE, UNREAD

LONGEST_NAME = 80  # characters
_YEAR = re.compile(
    r"\d{4}(?=-|\.\.|$)"
)  # what a period begins with; the name of a source may begin with a digit too
_EXAMPLE = "write it as in --gap '2012-08 dawn.com: site was down'"


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a collection is known to lack documents: a period, a source, or both."""

    reason: str
    period: str | None = None  # "2012-08", "2012-08..2012-10"; None: the whole period of the collection
    source: str | None = None  # None: every source

    @property
    def where(self) -> str:
        """Period and source as they are written."""
        return " ".join(part for part in (self.period, self.source) if part)

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Collection:
    """What a person declares to have collected.  It never changes: the latest of a name counts."""

    name: str
    sources: tuple[str, ...]  # outlets; none: all
    languages: tuple[str, ...]  # ISO 639-1; none: all
    start: str  # first and last day, or prefixes of them, both included
    end: str
    query: str | None = None  # how documents were sought, in words
    gaps: tuple[Gap, ...] = ()
    note: str | None = None
    by: str | None = None
    at: str | None = None  # when it was declared, if the user says so

    @property
    def period(self) -> Period:
        """Its days."""
        return period(f"{self.start}..{self.end}")

    @property
    def holes(self) -> tuple[Period, ...]:
        """The days of its gaps, whichever source they are of.  A gap without a period makes no hole: the source is
        lacking all the time."""
        return joined(period(gap.period) for gap in self.gaps if gap.period)


def parse_gap(words: str) -> Gap:
    """A gap from ``PERIOD: reason``, ``SOURCE: reason`` or ``PERIOD SOURCE: reason``.

    Raises UsageError for anything else.
    """
    where, _, reason = words.partition(":")
    first, _, rest = where.strip().partition(" ")
    if not first or not reason.strip():
        raise UsageError(f"The gap {words!r} lacks its reason or its place: {_EXAMPLE}.")
    if not _YEAR.match(first):
        return Gap(reason.strip(), None, where.strip())
    period(first)
    return Gap(reason.strip(), first, rest.strip() or None)


def checked(collection: Collection) -> Collection:
    """The same, sources and languages each once and in order.  Raises UsageError for what makes no sense."""
    name = collection.name
    if not name or name != name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        raise UsageError(f"A collection needs a name of 1 to {LONGEST_NAME} letters, as in quetta-press.")
    texts = [*collection.sources, *collection.languages, *(f"{g.source}{g.reason}" for g in collection.gaps)]
    texts += [text for text in (collection.query, collection.note, collection.by) if text]
    if any("\0" in text or text.encode("utf-8", "ignore").decode() != text for text in texts):
        raise UsageError("What is declared holds a character that is none: write it in UTF-8.")
    whole = collection.period
    if collection.at is not None:
        period(collection.at)
    sources = {outlet(source): source for source in reversed(collection.sources)}
    if "" in sources:
        raise UsageError("A source has no name: write an outlet as in --source dawn.com.")
    for gap in collection.gaps:
        if gap.period is None and gap.source is None:
            raise UsageError(f"A gap needs a period or a source: {_EXAMPLE}.")
        if gap.period is not None and not whole.meets(period(gap.period)):
            raise UsageError(f"The gap {gap} lies outside the collection, which runs from {whole}.")
        if gap.source is not None and sources and outlet(gap.source) not in sources:
            raise UsageError(
                f"The gap {gap} is of a source that is not in the collection: it has {', '.join(collection.sources)}."
            )
    return replace(
        collection,
        sources=tuple(sources[key] for key in sorted(sources)),
        languages=tuple(sorted(set(collection.languages))),
    )


# ---------------------------------------------------------------- what a record holds of it


class Document(Protocol):
    """What is asked of a document."""

    @property
    def outlet(self) -> str | None:
        """Who published it."""

    @property
    def published(self) -> str | None:
        """When, as fine as known."""

    @property
    def language(self) -> str | None:
        """ISO 639-1."""

    @property
    def status(self) -> str:
        """Read, or set aside."""

    @property
    def reason(self) -> str | None:
        """Why it was set aside."""


INSIDE = "inside"
OTHER_LANGUAGE = "in another language"
NOT_READ = "in a language that is not read"
OF_A_LIST = "rows of lists"  # compiled afterwards: no coverage of what it tells
NO_DATE = "of no known date"


def outlet(name: str) -> str:
    """An outlet's name as it is compared: letter case, www. and a dot at the end aside."""
    return " ".join(name.casefold().split()).removeprefix("www.").rstrip(".")


def where(collection: Collection, document: Document) -> str:
    """INSIDE, or why a document is not in a collection.

    One that was set aside as off the subject is coverage like any other; one in a language that is not read is none, as
    nobody knows what it tells.
    """
    if is_row(getattr(document, "extra", None)):
        return OF_A_LIST
    sources, whole = _compared(collection)
    if sources:
        if document.outlet is None:
            return "of no known source"
        if outlet(document.outlet) not in sources:
            return "of other sources"
    if collection.languages and document.language not in collection.languages:
        return OTHER_LANGUAGE if document.language else "of no known language"
    if document.status == SET_ASIDE and (document.reason or "").startswith(UNREAD):
        return NOT_READ
    published = _published(document)
    if published is None:
        return NO_DATE
    if whole.holds(published):
        return INSIDE
    return "dated too coarsely to tell" if whole.meets(published) else "outside the period"


@cache
def _compared(collection: Collection) -> tuple[frozenset[str], Period]:
    return frozenset(map(outlet, collection.sources)), collection.period


def _published(document: Document) -> Period | None:
    try:
        return period(document.published[:10]) if document.published else None
    except UsageError:
        return None


@dataclass(slots=True)
class Count:
    """Documents of a month or of a source."""

    name: str
    documents: int = 0
    set_aside: int = 0
    first: str | None = None  # of their dates
    last: str | None = None
    parts: Counter[str] = field(default_factory=Counter)  # of a month by source, of a source by month

    def add(self, document: Document, part: str | None) -> None:
        """Count one more."""
        day = document.published or ""
        self.documents += 1
        self.set_aside += document.status == SET_ASIDE
        self.first = min(self.first or day, day)
        self.last = max(self.last or day, day)
        if part:
            self.parts[part] += 1


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a record holds of a collection."""

    total: Count
    months: tuple[Count, ...]  # every month of the period
    sources: tuple[Count, ...]  # those declared, and whatever else there is where all are
    coarse: int  # inside, and dated no finer than a year
    outside: dict[str, int]  # reason -> documents
    languages: dict[
        str, int
    ]  # languages of those of its sources that are in another, or in one that is not read

    @property
    def found(self) -> int:
        """How many sources it has a document of."""
        return sum(1 for source in self.sources if source.documents)

    def silent(self, collection: Collection) -> int:
        """How many months hold no document though no gap is declared in them."""
        return sum(not m.documents and not reasons(collection, period(m.name)) for m in self.months)


UNNAMED = "unknown"  # a document whose outlet is not known, where all sources are in


def coverage(collection: Collection, documents: Iterable[Document]) -> Coverage:
    """Count the documents of a record against a collection."""
    total = Count("all")
    names = [label(part.start, "month") for part in units(collection.period, "month")]
    months = {name: Count(name) for name in names}
    sources = {outlet(source): Count(source) for source in collection.sources}
    outside: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    coarse = 0
    for document in documents:
        fate = where(collection, document)
        if fate != INSIDE:
            outside[fate] += 1
            if fate in (OTHER_LANGUAGE, NOT_READ) and document.language:
                languages[document.language] += 1
            continue
        name = document.outlet or UNNAMED
        source = sources.setdefault(outlet(name), Count(name))
        key = (document.published or "")[:7]
        total.add(document, None)
        source.add(document, key if key in months else None)
        if key in months:
            months[key].add(document, source.name)
        else:
            coarse += 1
    found = tuple(sources[key] for key in sorted(sources))
    return Coverage(
        total, tuple(months.values()), found, coarse,
        dict(sorted(outside.items())), dict(sorted(languages.items())),
    )  # fmt: skip


def reasons(collection: Collection, part: Period) -> tuple[Gap, ...]:
    """The gaps that a part of the period meets."""
    return tuple(gap for gap in collection.gaps if gap.period and part.meets(period(gap.period)))


def holds(held: Coverage) -> str:
    """``41 documents of 6 sources, the last of 3 May 2014``."""
    said = f"{count(held.total.documents, 'document')} of {count(held.found, 'source')}"
    return f"{said}, the last of {day_words(held.total.last)}" if held.total.last else said


def gaps_text(gaps: Sequence[Gap]) -> str:
    """Each gap with its reason, or that none is known."""
    return "; ".join(f"{gap.where} ({gap.reason})" for gap in gaps) or "none known"


@dataclass(frozen=True, slots=True)
class Silence:
    """What a collection holds from a day on, for saying that nothing was found in it."""

    since: str
    documents: int
    sources: int
    last: str | None  # when the last of them was published


def silence(since: str, documents: Iterable[Document]) -> Silence:
    """What these documents of a collection hold from a day on.

    A document dated no finer than the month or year that holds the day counts.
    """
    later = [d for d in documents if d.published and d.published >= since[: len(d.published)]]
    last = max((d.published for d in later if d.published), default=None)
    return Silence(since, len(later), len({d.outlet for d in later if d.outlet}), last)
