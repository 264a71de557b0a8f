"""The one room that knows the order of the others.

A run has two halves.  *Reading* takes inputs in batches, each document by itself, so it can be spread
over workers; a batch is kept in one transaction, so a run that is cut short goes on where it stopped.
*Concluding* takes everything that the record holds, in the order of dates, and replaces the incidents as a
whole; it is left out where nothing has changed since the last time.

Memory stays flat.  Reading holds a few batches.  Concluding takes reports in windows of event time: what
touches the end of a window is taken again in the next one, with what follows, until no later report can join
it.  A record of fewer than WINDOW reports is one window, so nothing is lost there; in a larger one, two
reports are not compared whose dates are further apart than a window (as with those that give only a year).
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Any, BinaryIO, Protocol

from vigil import __version__, executors
from vigil.aftermath import Aftermath
from vigil.articles import date_doubt, syndication_groups, to_article
from vigil.config import Config, GeocodingConfig, IngestConfig, LinkageConfig
from vigil.dates import find_times
from vigil.deciding import decide, settle_all, worth
from vigil.entering import enter_statement
from vigil.errors import InputError, UsageError, VigilError
from vigil.extraction import check, read, stamp
from vigil.geocoding import find_places_in, open_gazetteer
from vigil.ingest import read_inputs
from vigil.linkage import link
from vigil.listed import is_row
from vigil.reconciliation import reconcile
from vigil.records import READ, Article, Incident, RawDocument, Reading, Rejected
from vigil.relations import Chronicle, groups, relate
from vigil.review import active
from vigil.store import RETRY, BatchCounts, Concluded, Dated, Outcome, Record, input_key

__all__ = ["Progress", "Rooms", "RunSummary", "aftermath", "conclude", "decide", "enter_statement", "run"]

BATCH_DOCUMENTS = 64  # one with a reader that takes a minute for each
BATCH_BYTES = 4 * 1024 * 1024
WINDOW = 8_000  # reports linked at a time: some 15 KB each while they are compared, and three windows in hand
REFUSED = 1_000  # rejected inputs that a summary can name
GROUPED = 200  # incidents in hand while what followed is drawn from them
OVERLAP_DAYS = 7  # what ends this close to the end of a window stays open


class Progress(Protocol):
    """Called as a run goes on: the stage ("read", "syndication", "link", "follow"), how many are done, and of how many."""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Take note."""
        ...


@dataclass(frozen=True, slots=True)
class Rooms:
    """The stages, in order.  Functions of modules, so that they can be sent to a worker."""

    read_inputs: Callable[..., Iterator[RawDocument | Rejected]]
    to_article: Callable[..., Article | Rejected]
    find_times: Callable[..., list[Any]]
    open_gazetteer: Callable[[GeocodingConfig], Any]
    find_places: Callable[..., list[Any]]
    read: Callable[..., Reading]
    syndication_groups: Callable[..., Mapping[str, str]]
    link: Callable[..., list[Incident]]
    reconcile: Callable[..., Incident]
    relate: Callable[[Sequence[Incident], Mapping[str, str | None]], list[Incident]]
    chronicle: Callable[..., Chronicle]


@lru_cache(maxsize=1)
def all_rooms() -> Rooms:
    """The rooms of this house."""
    reading = (read_inputs, to_article, find_times, open_gazetteer, find_places_in, read)
    return Rooms(*reading, syndication_groups, link, reconcile, relate, Chronicle)


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
    with closing(execute(partial(read_documents, config, rooms), shards, workers)) as results:
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


def silent(stage: str, done: int, total: int | None) -> None:
    """Tell nobody."""


def reading_digest(config: Config) -> str:
    """Names all that the reading of one document depends on beside the document: version and configuration.

    What ingest was told of a document is part of the document; linking comes later.
    """
    said = replace(config, ingest=IngestConfig(), linkage=LinkageConfig()).digest()
    return _named("read", said, stamp(config.extraction), *_additions(config))


def concluding_digest(config: Config) -> str:
    """Names all that the conclusions depend on beside the documents."""
    return _named("conclude", replace(config, ingest=IngestConfig()).digest(), *_additions(config))


def _additions(config: Config) -> list[str]:
    """Digests of the user's own gazetteer rows: other rows are another configuration, whatever their name."""
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in config.geocoding.additions]


def _named(*parts: str) -> str:
    return hashlib.sha256("\0".join((__version__, *parts)).encode()).hexdigest()[:16]


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


def read_documents(
    config: Config, rooms: Rooms, raws: Sequence[RawDocument]
) -> list[tuple[Article | Rejected, Reading | None]]:
    """The article and reading of each document, or why there is none.  Runs in a worker."""
    return [_read_document(raw, config, rooms) for raw in raws]


def _read_document(
    raw: RawDocument, config: Config, rooms: Rooms
) -> tuple[Article | Rejected, Reading | None]:
    stage = "articles"
    try:
        article = rooms.to_article(raw, config.articles)
        if isinstance(article, Rejected) or article.status != READ:
            return article, None
        fields = [("title", article.title), ("text", article.text)]
        said = [(name, text) for name, text in fields if text]
        stage = "dates"
        times = [t for name, text in said for t in rooms.find_times(text, article.published, name)]
        stage = "geocoding"
        gazetteer = gazetteer_of(rooms.open_gazetteer, config.geocoding)
        places = rooms.find_places(said, gazetteer, article.country)
        stage = "extraction"
        return article, rooms.read(article, times, places, config.extraction)
    except InputError as error:
        return Rejected(raw.source, stage, error.code, str(error)), None
    except VigilError:
        raise  # not about this document: something is missing or set up wrongly
    except Exception as error:  # one document must not end a run over a million
        reason = (
            f"Reading it failed with {type(error).__name__}: {str(error)[:200]}. This is a fault of Vigil."
        )
        return Rejected(raw.source, stage, RETRY, reason), None


@lru_cache(maxsize=1)
def gazetteer_of(open_gazetteer: Callable[[GeocodingConfig], Any], config: GeocodingConfig) -> Any:
    """Opened once in each worker."""
    return open_gazetteer(config)


# ---------------------------------------------------------------- concluding


def conclude(
    record: Record,
    config: Config,
    progress: Progress | None = None,
    rooms: Rooms | None = None,
    anew: bool = False,
) -> None:
    """Group near-copies, join reports, reconcile, relate, and lay people's decisions over what comes of it.

    All of it anew; where only decisions were made since, what is drawn from all incidents alone; nothing where nothing
    changed, unless ``anew``.
    """
    rooms = rooms or all_rooms()
    report = progress or silent
    digest = concluding_digest(config)
    if not anew and record.concluded(digest):
        if record.stale():
            chronicle = _chronicle(record, rooms)
            record.redraw(lambda concluded: aftermath(concluded, chronicle, report))
        return
    read = record.counts()["read"]
    articles = _counted(record.articles_by_date(READ), "syndication", read, report)
    stories = ((a.id, a.text, a.published) for a in articles if not is_row(a.extra))
    record.set_syndication(rooms.syndication_groups(stories))
    chronicle = _chronicle(record, rooms)
    found = _incidents(record, config, report, rooms, chronicle.published)
    record.replace_incidents(
        found,
        digest,
        lambda concluded: aftermath(concluded, chronicle, report),
        lambda desk: settle_all(desk, rooms.reconcile),
        worth,
    )


def _chronicle(record: Record, rooms: Rooms) -> Chronicle:
    """What draws the aftermath, told what people decided and did not take back."""
    # When a list was edited says nothing of when its figure was first told: its rows take part without a day.
    published = {row.id: None if is_row(row.extra) else row.published for row in record.documents()}
    said = list(record.judgements())
    return rooms.chronicle(published, record.syndication(), tuple(said[n] for n in active(said)))


def aftermath(
    concluded: Concluded, chronicle: Chronicle, progress: Progress | None = None
) -> Iterator[Aftermath]:
    """What is drawn from the incidents: those that hang together together, GROUPED at a time, then from all."""
    report = progress or silent
    ids, links = concluded.links()
    waiting: list[list[str]] = []
    done = 0
    for group in groups(ids, links):
        waiting.append(group)
        size = sum(map(len, waiting))
        if size >= GROUPED:
            yield from _drawn(concluded, chronicle, waiting)
            done, waiting = done + size, []
            report("follow", done, len(ids))
    yield from _drawn(concluded, chronicle, waiting)
    yield from chronicle.finish()
    report("follow", len(ids), len(ids))


def _drawn(concluded: Concluded, chronicle: Chronicle, waiting: list[list[str]]) -> Iterator[Aftermath]:
    found = {i.id: i for i in concluded.incidents([name for group in waiting for name in group])}
    for group in waiting:
        yield from chronicle.add([found[name] for name in group])


def _counted(items: Iterable[Any], stage: str, total: int, report: Progress) -> Iterator[Any]:
    for number, item in enumerate(items, 1):
        yield item
        if number % 100 == 0 or number == total:
            report(stage, number, total)


def _incidents(
    record: Record, config: Config, report: Progress, rooms: Rooms, published: Mapping[str, str | None]
) -> Iterator[Incident]:
    """Every incident, related to those of its own window of time and of the windows beside it."""
    before: list[Incident] = []
    here: list[Incident] = []
    for after in _joined(record, config, report, rooms):
        yield from _related(before, here, after, rooms, published)
        before, here = here, after
    yield from _related(before, here, [], rooms, published)


def _related(
    before: list[Incident],
    here: list[Incident],
    after: list[Incident],
    rooms: Rooms,
    published: Mapping[str, str | None],
) -> list[Incident]:
    if not here:
        return []
    wanted = {incident.id for incident in here}
    return [
        incident for incident in rooms.relate([*before, *here, *after], published) if incident.id in wanted
    ]


def _joined(record: Record, config: Config, report: Progress, rooms: Rooms) -> Iterator[list[Incident]]:
    """Incidents of one window after the other, reconciled; each report is in exactly one."""
    syndication = record.syndication()
    outlets = {row.id: row.outlet for row in record.documents()}
    total, done = record.counts()["reports"], 0
    still_open: list[Dated] = []
    for window, edge in _windows(record.dated_reports()):
        done += len(window)
        dated = sorted([*still_open, *window], key=lambda d: (d.report.document, d.report.ordinal))
        published = {d.report.document: None if d.report.row_of else d.published for d in dated}
        groups = {name: syndication[name] for name in published if name in syndication}
        linked = rooms.link([d.report for d in dated], config.linkage, published, groups)
        anchors = {d.report.id: d for d in dated}
        ready, still_open = [], []
        for incident in linked:
            members = [anchors[r.id] for r in incident.reports]
            if edge is not None and max(d.anchor for d in members) > edge:
                still_open += members
            else:
                ready.append(rooms.reconcile(incident, published, groups, outlets))
        report("link", done, total)
        yield ready


def _windows(dated: Iterable[Dated]) -> Iterator[tuple[list[Dated], str | None]]:
    """Reports by date, WINDOW and the rest of a day at a time, with the day after which joins stay open."""
    window: list[Dated] = []
    for item in dated:
        if len(window) >= WINDOW and item.anchor != window[-1].anchor:
            yield window, _edge(window[-1].anchor)
            window = []
        window.append(item)
    if window:
        yield window, None


def _edge(anchor: str) -> str:
    """OVERLAP_DAYS before the day, or the first day of the period, that ``anchor`` names."""
    try:
        return (date.fromisoformat((anchor + "-01-01")[:10]) - timedelta(days=OVERLAP_DAYS)).isoformat()
    except (ValueError, OverflowError):
        return anchor
