"""The record: one database that holds documents, what they say, and what was concluded from them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from vigil.aftermath import Aftermath
from vigil.declared import Collection, checked
from vigil.errors import UsageError
from vigil.records import Aggregate, Article, Claim, Incident, Judgement, Rejected, Report
from vigil.store import (
    aftermath,
    checks,
    conclusions,
    desk,
    engine,
    reading,
    rows,
    search,
    trail,
    writing,
)
from vigil.store.accounts import Accounts
from vigil.store.aftermath import Concluded
from vigil.store.conclusions import Worth
from vigil.store.desk import Desk
from vigil.store.looking import Looking, get
from vigil.store.reading import Dated, DocumentRow, Original
from vigil.store.search import Hit
from vigil.store.tables import (
    aggregates,
    claims,
    collections,
    documents,
    incidents,
    inputs,
    judgements,
    kept,
    meta,
    rejections,
    reports,
    runs,
    sealed,
)
from vigil.store.watched import Memory
from vigil.store.writing import BatchCounts, Outcome

ENTERED_BY_HAND = "entered"  # the digest of what no machine reads
T = TypeVar("T")
A = TypeVar("A", bound=Aftermath)


class Record(Looking):
    """An open record.  Use it in a ``with`` statement, or call :meth:`close`.

    Every method raises StoreError, with a sentence for the user, where the database fails.  Iterators read as
    they go and see the record as it was when they began; exhaust them before the record is closed.
    """

    @classmethod
    def open(cls, place: str | Path, create: bool = True) -> Record:
        """Open the record at a path (SQLite) or a postgresql:// address, migrated to the present schema.

        Where there is none it is created, or StoreError is raised if ``create`` is False.  Raises StoreError
        for what is no record, is damaged, is locked, or was written by a newer version; MissingExtra where
        PostgreSQL's driver is not installed; UsageError for another kind of address.
        """
        return cls(engine.connect(place, create), engine.name_of(engine.parse(place)))

    def close(self) -> None:
        """Close every connection."""
        with engine.explained(self.name):
            self._engine.dispose()

    def __enter__(self) -> Record:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def accounts(self) -> Accounts:
        """Who may use the site on this record."""
        return Accounts(self._engine, self.name)

    # ------------------------------------------------------------ runs

    def begin_run(self, digest: str) -> int:
        """Note that a run begins; its generation, which a run that was cut short hands to the next."""
        with engine.writing(self._engine, self.name) as connection:
            last = connection.execute(
                sa.select(runs.c.generation, runs.c.finished).order_by(runs.c.seq.desc()).limit(1)
            ).first()
            generation = 1 if last is None else last.generation + (last.finished is not None)
            values = {"generation": generation, "digest": digest, "started": _now()}
            connection.execute(sa.insert(runs).values(values))
        return int(generation)

    def finish_run(self, generation: int) -> None:
        """Note that the run of this generation, and those it took up, came to their end."""
        with engine.writing(self._engine, self.name) as connection:
            unfinished = sa.and_(runs.c.generation == generation, runs.c.finished.is_(None))
            connection.execute(sa.update(runs).where(unfinished).values(finished=_now()))

    def known(self, keys: Sequence[str], digest: str) -> dict[str, str | None]:
        """Of these inputs (see ``input_key``), those read under this digest, with the code of a rejection."""
        with engine.reading(self._engine, self.name) as connection:
            query = sa.select(inputs.c.key, inputs.c.code)
            found = connection.execute(query.where(inputs.c.key.in_(list(keys)), inputs.c.digest == digest))
            return {row.key: row.code for row in found}

    def add_batch(self, outcomes: Iterable[Outcome], digest: str, generation: int) -> BatchCounts:
        """Write a batch in one transaction, all of it or nothing.  The same batch again changes nothing.

        A document whose text or data no database can hold (NUL, half a surrogate pair, a number of over
        64 bits) becomes a rejection, and is counted as one in the answer.
        """
        with engine.writing(self._engine, self.name) as connection:
            counts = writing.add(connection, outcomes, digest, generation)
            if counts.changed:
                _changed(connection)
        return counts

    def enter(self, outcome: Outcome, by: str, at: str, sealed_source: str | None = None) -> None:
        """Write a document that a person entered, in one transaction with its source's ciphertext, if it has one."""
        with engine.writing(self._engine, self.name) as connection:
            last = connection.scalar(sa.select(sa.func.max(runs.c.generation))) or 1
            counts = writing.add(connection, [outcome], ENTERED_BY_HAND, last)
            if counts.rejected:
                raise UsageError(getattr(outcome.result, "reason", None) or "No record can hold this text.")
            if sealed_source is not None and outcome.raw is not None:
                values = {"document": outcome.raw.row_id, "by": by, "at": at, "data": sealed_source}
                connection.execute(sa.insert(sealed).values(values))
            _touched(connection)

    def sealed(self, document: str) -> str | None:
        """The ciphertext of who the confidential source of a document is; None where it has none."""
        with engine.reading(self._engine, self.name) as connection:
            return connection.scalar(sa.select(sealed.c.data).where(sealed.c.document == document))

    def concluded(self, digest: str) -> bool:
        """Whether the incidents here are those of the present documents, concluded under this digest."""
        with engine.reading(self._engine, self.name) as connection:
            changes = get(connection, "changes") or "0"
            return get(connection, "concluded") == f"{changes} {digest}"

    # ------------------------------------------------------------ documents

    def articles(self, everything: bool = False, status: str | None = None) -> Iterator[Article]:
        """Articles by id: the current version of each, or every version, older ones first."""
        return self._stream(lambda c: reading.articles(c, everything, status))

    def articles_by_date(self, status: str) -> Iterator[Article]:
        """The current versions by date of publication, those without one last."""
        return self._stream(lambda c: reading.articles_by_date(c, status))

    def article(self, document: str) -> Article | None:
        """The current version of one document; None where there is none of that id."""
        with engine.reading(self._engine, self.name) as connection:
            return reading.article(connection, document)

    def documents(self, everything: bool = False) -> Iterator[DocumentRow]:
        """Documents by id, without their texts: the current version of each, or every version."""
        return self._stream(lambda c: reading.document_rows(c, everything))

    def original(self, document: str) -> Original | None:
        """The raw bytes of a document as they came; None where there is none of that id."""
        with engine.reading(self._engine, self.name) as connection:
            return reading.original(connection, document)

    def search(self, text: str, limit: int = 20) -> list[Hit]:
        """Current documents that hold every word of ``text`` in title or text, best first."""
        with engine.reading(self._engine, self.name) as connection:
            return search.find(connection, text, limit)

    def set_syndication(self, groups: Mapping[str, str]) -> int:
        """Give each document its group of near-copies, or none; the number of those that changed."""
        with engine.writing(self._engine, self.name) as connection:
            return writing.set_syndication(connection, groups)

    def syndication(self) -> dict[str, str]:
        """Document id -> name of its group of near-copies, for those in one."""
        with engine.reading(self._engine, self.name) as connection:
            c = documents.c
            query = sa.select(c.id, c.syndication).where(c.current, c.syndication.is_not(None)).order_by(c.id)
            return {row.id: row.syndication for row in connection.execute(query)}

    def rejections(self) -> Iterator[Rejected]:
        """Every input that could not be used, by source."""
        return self._stream(reading.rejected)

    # ------------------------------------------------------------ what they say

    def reports(self, document: str | None = None) -> Iterator[Report]:
        """Reports of the current versions, by document and ordinal."""
        return self._stream(lambda c: reading.reports_of(c, document))

    def dated_reports(self) -> Iterator[Dated]:
        """The same, by date of the event (else of publication), each with when its document was published."""
        return self._stream(reading.dated_reports)

    def claims(self, document: str | None = None) -> Iterator[tuple[str, str, Claim]]:
        """(document id, report id, claim) of the current versions, in the order of the reports."""
        return self._stream(lambda c: reading.claim_rows(c, document))

    def aggregates(self, document: str | None = None) -> Iterator[Aggregate]:
        """Totals over years or several incidents, by document."""
        return self._stream(lambda c: reading.aggregate_rows(c, document))

    # ------------------------------------------------------------ what is concluded

    def replace_incidents(
        self,
        found: Iterable[Incident],
        digest: str = "",
        draw: Callable[[Concluded], Iterable[Aftermath]] | None = None,
        settle: Callable[[Desk], None] | None = None,
        worth: Worth = conclusions.worthless,
    ) -> int:
        """Put these incidents in the place of all former ones, in one transaction; their number.

        ``found`` may be read from this record while it is written.  ``draw`` then makes of all of them what takes the
        place of the former aftermath, in the same transaction.  Before that ``settle`` lays people's decisions over them.
        ``worth``: the value of a person's look at an incident, for the queue.  What became of each incident is kept (see
        ``changes``), and ids that are gone lead to those that go on.  Raises StoreError where an incident holds a report
        that is not in the record.
        """
        with engine.reading(self._engine, self.name) as connection:
            changes = get(connection, "changes") or "0"
        with engine.writing(self._engine, self.name) as connection:
            told = trail.Trail(connection, _now())
            number = conclusions.replace(connection, found, told, worth)
            desk.clear(connection)
            if settle is not None:
                settle(Desk(connection, told, worth))
            conclusions.sweep(connection)
            told.close()
            aftermath.replace(connection, draw)
            _set(connection, "concluded", f"{changes} {digest}")
            _drawn(connection)
        return number

    def redraw(self, draw: Callable[[Concluded], Iterable[Aftermath]]) -> None:
        """Make anew what is drawn from all incidents; they stay as they are."""
        with engine.writing(self._engine, self.name) as connection:
            aftermath.replace(connection, draw)
            _drawn(connection)

    def stale(self) -> int:
        """How many decisions what is drawn from all incidents (episodes, demands ...) does not know yet."""
        with engine.reading(self._engine, self.name) as connection:
            known = int(get(connection, "drawn") or 0)
            query = sa.select(sa.func.count()).select_from(judgements).where(judgements.c.seq > known)
            return int(connection.scalar(query) or 0)

    @contextmanager
    def deciding(self, by: str, why: str, worth: Worth = conclusions.worthless) -> Iterator[Desk]:
        """A transaction in which people's decisions are laid over incidents; what became of them is kept."""
        with engine.writing(self._engine, self.name) as connection:
            told = trail.Trail(connection, _now(), by, why)
            yield Desk(connection, told, worth)
            told.close()
            _touched(connection)

    def incidents(
        self,
        *,
        date_from: str | None = None,
        date_to: str | None = None,
        place: str | None = None,
        kind: str | None = None,
        actor: str | None = None,
        text: str | None = None,
        retracted: bool = False,
    ) -> Iterator[Incident]:
        """Incidents that pass every filter given, whole, by date (unknown dates last) and id.

        ``date_from``, ``date_to``: days or prefixes (2013, 2013-01), both included; an incident without a
        date is found by neither.  ``place``, ``actor``: a piece of a name, letter case aside.  ``kind``: a
        kind ("attack") or a type ("suicide bombing").  ``text``: words that all occur in its summary, names
        or type.  ``retracted``: with those that persons took back, which are left out otherwise.
        """
        wanted = conclusions.Filter(date_from, date_to, place, kind, actor, text, retracted)
        return self._stream(lambda c: conclusions.find(c, wanted))

    def keep(self, key: str, revision: str, value: object) -> None:
        """Keep what was computed from the record when it had this revision; plain values, by a key."""
        data = zlib.compress(rows.dump(value).encode(), 3)
        with engine.writing(self._engine, self.name) as connection:
            connection.execute(sa.delete(kept).where(kept.c.key == key))
            connection.execute(sa.insert(kept).values(key=key, revision=revision, data=data))

    # ------------------------------------------------------------ judgements, collections

    def add_judgement(self, judgement: Judgement) -> None:
        """Add a person's decision.  Nothing ever changes or removes one."""
        with engine.writing(self._engine, self.name) as connection:
            values = {"subject": judgement.subject, "data": rows.dump(judgement)}
            connection.execute(sa.insert(judgements).values(values))
            _changed(connection)  # it is an input of what is concluded

    def judgements(self, subject: str | None = None) -> Iterator[Judgement]:
        """Decisions, oldest first; those on one subject, or all."""
        return self._stream(lambda c: (rows.load(Judgement, data) for data in reading.judged(c, subject)))

    def declare(self, collection: Collection) -> int:
        """Add a declaration of a collection; its version, from 1.  Nothing ever changes or removes one.

        What the latest of its name says already is not added again.  Raises UsageError for what makes no sense.
        """
        values = {"name": collection.name, "data": rows.dump(checked(collection))}
        with engine.writing(self._engine, self.name) as connection:
            former = reading.declared(connection, collection.name)
            if former and former[-1] == values["data"]:
                return len(former)
            connection.execute(sa.insert(collections).values(values))
            return len(former) + 1

    def collections(self) -> list[Collection]:
        """The latest declaration of each collection, by name."""
        with engine.reading(self._engine, self.name) as connection:
            found = [rows.load(Collection, data) for data in reading.declared(connection)]
        latest = {collection.name: collection for collection in found}
        return [latest[name] for name in sorted(latest)]

    def declarations(self, name: str) -> list[Collection]:
        """Every declaration of one collection, oldest first."""
        with engine.reading(self._engine, self.name) as connection:
            return [rows.load(Collection, data) for data in reading.declared(connection, name)]

    @property
    def memory(self) -> Memory:
        """What a watch remembers, and the alerts it gave."""
        return Memory(self._engine, self.name)

    # ------------------------------------------------------------ figures, checks

    def counts(self) -> dict[str, int]:
        """How many documents (read, set aside, older versions), reports, claims, incidents ... it holds."""
        d, r = documents.c, reports.c
        present = sa.and_(d.current, ~r.replaced)
        queries = {
            "documents": sa.select(sa.func.count()).where(d.current),
            "read": sa.select(sa.func.count()).where(d.current, d.status == "read"),
            "set_aside": sa.select(sa.func.count()).where(d.current, d.status == "set_aside"),
            "older_versions": sa.select(sa.func.count()).where(~d.current),
            "reports": sa.select(sa.func.count()).select_from(reports.join(documents)).where(present),
            "claims": sa.select(sa.func.count())
            .select_from(claims.join(reports).join(documents))
            .where(present),
            "aggregates": sa.select(sa.func.count()).select_from(aggregates.join(documents)).where(d.current),
            "incidents": sa.select(sa.func.count()).select_from(incidents),
            "rejections": sa.select(sa.func.count()).select_from(rejections),
            "judgements": sa.select(sa.func.count()).select_from(judgements),
            "collections": sa.select(sa.func.count(collections.c.name.distinct())),
        }
        with engine.reading(self._engine, self.name) as connection:
            return {name: int(connection.scalar(query) or 0) for name, query in queries.items()}

    def check(self) -> list[str]:
        """What is wrong with the record, a sentence each; nothing where it is whole.  Reads all of it."""
        with engine.reading(self._engine, self.name) as connection:
            return checks.problems(connection)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _changed(connection: Connection) -> None:
    """Note that what was concluded no longer rests on all that is here."""
    _set(connection, "changes", str(int(get(connection, "changes") or 0) + 1))


def _touched(connection: Connection) -> None:
    """Note that something changed which no conclusion from the documents depends on: a decision, a statement."""
    _set(connection, "touched", str(int(get(connection, "touched") or 0) + 1))


def _drawn(connection: Connection) -> None:
    """Note that what is drawn from all incidents knows every decision so far."""
    _set(connection, "drawn", str(connection.scalar(sa.select(sa.func.max(judgements.c.seq))) or 0))


def _set(connection: Connection, key: str, value: str) -> None:
    connection.execute(sa.delete(meta).where(meta.c.key == key))
    connection.execute(sa.insert(meta).values(key=key, value=value))
