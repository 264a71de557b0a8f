"""The one room that knows the order of the others.

A run has two halves.  *Reading* takes inputs in batches, each document by itself, so it can be spread
over workers; a batch is kept in one transaction, so a run that is cut short goes on where it stopped.
*Concluding* takes everything that the record holds, in the order of dates, and replaces the incidents as a
whole; it is left out where nothing has changed since the last time.

Memory stays flat.  Reading holds a few batches; concluding (concluding.py) windows of event time.  The stages themselves stand
in rooms.py.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any, BinaryIO

from vigil import executors
from vigil.articles import date_doubt
from vigil.concluding import aftermath, brought_up, conclude, concluding_digest
from vigil.config import Config, GeocodingConfig, IngestConfig, LinkageConfig
from vigil.decided import ANYWAY
from vigil.deciding import decide
from vigil.entering import enter_statement
from vigil.errors import InputError, UsageError, VigilError
from vigil.extraction import check, stamp
from vigil.records import READ, Article, RawDocument, Reading, Rejected
from vigil.rooms import Progress, Rooms, additions, all_rooms, named, silent
from vigil.store import RETRY, BatchCounts, Outcome, Record, input_key

__all__ = [
    "Progress", "Rooms", "RunSummary", "aftermath", "all_rooms", "brought_up", "conclude", "concluding_digest", "decide", "enter_statement",
    "read_article", "run", "silent",
]  # fmt: skip

BATCH_DOCUMENTS = 64  # one with a reader that takes a minute for each
BATCH_BYTES = 4 * 1024 * 1024
REFUSED = 1_000  # rejected inputs that a summary can name


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did, and what the record holds after it."""

    seen: int  # inputs that were documents, or should have been
    new: int
    new_versions: int  # of documents known before
    reread: int  # known, read again by another version or configuration
    unchanged: int
    set_aside: int  # of the new, new versions and reread: off the subject, or in a language not read
    rejected: dict[str, int]  # by code
    reports: int  # in the record
    incidents: int
    aggregates: int
    seconds: float
    refused: tuple[Rejected, ...] = ()  # the first REFUSED of those rejected
    doubted: int = 0  # kept, though the publication date that they came with cannot be
    doubts: tuple[tuple[str, str], ...] = ()  # (input, sentence) of the first REFUSED of these


@dataclass(slots=True)
class Tally:
    """What a run has done so far."""

    seen: int = 0
    refused: list[Rejected] = field(default_factory=list)
    doubted: int = 0
    doubts: list[tuple[str, str]] = field(default_factory=list)
    counts: BatchCounts = field(default_factory=BatchCounts)
    rejected: Counter[str] = field(default_factory=Counter)

    def add(self, counts: BatchCounts) -> None:
        """Add what a batch changed."""
        total = self.counts
        total.new += counts.new
        total.new_versions += counts.new_versions
        total.reread += counts.reread
        total.unchanged += counts.unchanged
        total.set_aside += counts.set_aside
        self.rejected += counts.rejected

    def note(self, outcomes: Iterable[Outcome]) -> None:
        """Keep for the summary what was refused, and whose date was."""
        for outcome in outcomes:
            raw, result = outcome.raw, outcome.result
            if isinstance(result, Rejected):
                self.refuse(result)
            elif raw is not None and (said := date_doubt(raw.published, result.published, raw.retrieved)):
                self.doubted += 1
                if len(self.doubts) < REFUSED:
                    self.doubts.append((raw.source, said))

    def refuse(self, found: Rejected) -> None:
        """Keep a rejection for the summary, if it is one of the first."""
        if len(self.refused) < REFUSED:
            self.refused.append(found)

    def summary(self, record: Record, seconds: float) -> RunSummary:
        """What was done, and what the record holds now."""
        counts, held = self.counts, record.counts()
        return RunSummary(
            seen=self.seen,
            new=counts.new,
            new_versions=counts.new_versions,
            reread=counts.reread,
            unchanged=counts.unchanged,
            set_aside=counts.set_aside,
            rejected=dict(sorted(self.rejected.items())),
            reports=held["reports"],
            incidents=held["incidents"],
            aggregates=held["aggregates"],
            seconds=seconds,
            refused=tuple(self.refused),
            doubted=self.doubted,
            doubts=tuple(self.doubts),
        )


def run(
    inputs: Sequence[str],
    record: Record,
    config: Config,
    workers: int = 1,
    executor: str = "local",
    progress: Progress | None = None,
    stdin: BinaryIO | None = None,
    rooms: Rooms | None = None,
) -> RunSummary:
    """Read inputs into a record, and conclude.

    An input that cannot be used, and a document on which a room fails, becomes a rejection in the record; the
    rest goes on.  Inputs read before by this version with this configuration are passed over.  ``rooms``
    replaces stages, for tests.

    Raises StoreError where the record cannot be written, UsageError or MissingExtra where the run cannot
    begin.
    """
    rooms = rooms or all_rooms()
    documents = rooms.read_inputs(inputs, config.ingest, stdin)
    return take_in(documents, record, config, workers, executor, progress, rooms)


def take_in(
    documents: Iterable[RawDocument | Rejected],
    record: Record,
    config: Config,
    workers: int = 1,
    executor: str = "local",
    progress: Progress | None = None,
    rooms: Rooms | None = None,
    concluding: bool = True,
) -> RunSummary:
    """The same for documents that are there already.  Without ``concluding`` they are read and kept, and conclusions wait
    for the next run, or for :func:`conclude`.
    """
    begun = time.monotonic()
    rooms = rooms or all_rooms()
    report = progress or silent
    execute = executors.named(executor)
    check(config.extraction)
    if config.ingest.published and date_doubt(config.ingest.published, None, None):
        raise UsageError(
            f"{config.ingest.published} cannot be the publication date of all inputs: write a day that has been,"
            " as 2013-01-10."
        )
    gazetteer_of(rooms.open_gazetteer, config.geocoding)  # if it must be built, then here and once
    digest = reading_digest(config)
    generation = record.begin_run(digest)
    tally = Tally()
    waiting: deque[_Batch] = deque()
    slow = config.extraction.reader == "llm"
    batches = _batches(documents, 1 if slow else None)
    shards = _shards(batches, record, digest, tally, waiting)
    with closing(
        execute(partial(read_documents, config, rooms, _wanted(record)), shards, workers)
    ) as results:
        for found in results:
            batch = waiting.popleft()
            outcomes = [*batch.refused, *batch.outcomes(found)]
            tally.add(record.add_batch(outcomes, digest, generation))
            tally.note(outcomes)
            tally.seen += batch.seen
            report("read", tally.seen, None)
    report("read", tally.seen, tally.seen)
    if concluding:
        conclude(record, config, report, rooms)
    record.finish_run(generation)
    return tally.summary(record, time.monotonic() - begun)


def reading_digest(config: Config) -> str:
    """Names all that the reading of one document depends on beside the document: version and configuration.

    What ingest was told of a document is part of the document; linking comes later.
    """
    said = replace(config, ingest=IngestConfig(), linkage=LinkageConfig()).digest()
    return named("read", said, stamp(config.extraction), *additions(config))


# ---------------------------------------------------------------- reading


@dataclass(slots=True)
class _Batch:
    """Inputs that belong to one transaction."""

    refused: list[Outcome] = field(default_factory=list)  # by ingest
    raws: list[RawDocument] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    seen: int = 0

    def outcomes(self, found: Sequence[tuple[Article | Rejected, Reading | None]]) -> list[Outcome]:
        """What the workers made of the documents."""
        return [
            Outcome(raw, result, reading) for raw, (result, reading) in zip(self.raws, found, strict=True)
        ]


def _batches(inputs: Iterable[RawDocument | Rejected], most: int | None = None) -> Iterator[_Batch]:
    batch, size = _Batch(), 0
    for item in inputs:
        batch.seen += 1
        if isinstance(item, Rejected):
            batch.refused.append(Outcome(None, item))
            size += len(item.reason)
        else:
            batch.raws.append(item)
            size += len(item.content)
        if batch.seen >= (most or BATCH_DOCUMENTS) or size >= BATCH_BYTES:
            yield batch
            batch, size = _Batch(), 0
    if batch.seen:
        yield batch


def _shards(
    batches: Iterable[_Batch], record: Record, digest: str, tally: Tally, waiting: deque[_Batch]
) -> Iterator[list[RawDocument]]:
    """The documents of each batch that are still to be read; the batch itself goes to ``waiting``."""
    for batch in batches:
        keys = [input_key(raw) for raw in batch.raws]
        known = record.known(keys, digest)
        for ahead in waiting:  # on their way, and so not in the record yet
            known.update(dict.fromkeys(ahead.keys))
        fresh: dict[str, RawDocument] = {}
        for key, raw in zip(keys, batch.raws, strict=True):
            code = known.get(key)
            if code is not None:  # refused before, for a reason that holds
                tally.rejected[code] += 1
                tally.refuse(
                    Rejected(raw.source, "articles", code, "It was refused before, and nothing has changed.")
                )
            elif key in known or key in fresh:
                tally.counts.unchanged += 1
            else:
                fresh[key] = raw
        batch.keys, batch.raws = list(fresh), list(fresh.values())
        waiting.append(batch)
        yield batch.raws


def _wanted(record: Record) -> frozenset[str]:
    """Ids of the documents that people want read, whatever the gate says of them."""
    return frozenset(said.subject for said in record.judgements() if said.decision == ANYWAY)


def read_documents(
    config: Config, rooms: Rooms, anyway: frozenset[str], raws: Sequence[RawDocument]
) -> list[tuple[Article | Rejected, Reading | None]]:
    """The article and reading of each document, or why there is none.  Runs in a worker.

    ``anyway``: ids of documents that are read though they would be set aside.
    """
    return [_read_document(raw, config, rooms, anyway) for raw in raws]


def read_article(article: Article, config: Config, rooms: Rooms) -> Reading:
    """What the configured reader makes of an article."""
    return _read(article, config, rooms, [])


def _read(article: Article, config: Config, rooms: Rooms, stage: list[str]) -> Reading:
    """The same; ``stage`` gets the name of each stage as it begins."""
    fields = [("title", article.title), ("text", article.text)]
    said = [(name, text) for name, text in fields if text]
    stage.append("dates")
    times = [t for name, text in said for t in rooms.find_times(text, article.published, name)]
    stage.append("geocoding")
    gazetteer = gazetteer_of(rooms.open_gazetteer, config.geocoding)
    places = rooms.find_places(said, gazetteer, article.country)
    stage.append("extraction")
    return rooms.read(article, times, places, config.extraction)


def _read_document(
    raw: RawDocument, config: Config, rooms: Rooms, anyway: frozenset[str]
) -> tuple[Article | Rejected, Reading | None]:
    stage = ["articles"]
    try:
        article = rooms.to_article(raw, config.articles)
        if isinstance(article, Article) and article.status != READ and article.id in anyway:
            article = replace(
                article, status=READ, reason=f"read at a person's request; set aside else: {article.reason}"
            )
        if isinstance(article, Rejected) or article.status != READ:
            return article, None
        return article, _read(article, config, rooms, stage)
    except InputError as error:
        return Rejected(raw.source, stage[-1], error.code, str(error)), None
    except VigilError:
        raise  # not about this document: something is missing or set up wrongly
    except Exception as error:  # one document must not end a run over a million
        reason = (
            f"Reading it failed with {type(error).__name__}: {str(error)[:200]}. This is a fault of Vigil."
        )
        return Rejected(raw.source, stage[-1], RETRY, reason), None


@lru_cache(maxsize=1)
def gazetteer_of(open_gazetteer: Callable[[GeocodingConfig], Any], config: GeocodingConfig) -> Any:
    """Opened once in each worker."""
    return open_gazetteer(config)
