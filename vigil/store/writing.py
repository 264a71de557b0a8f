"""Adding what was read: one transaction for a batch, and the same batch again changes nothing."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vigil.records import ENTERED, SET_ASIDE, Article, RawDocument, Reading, Rejected, Report
from vigil.store import rows, search
from vigil.store.tables import aggregates, claims, documents, inputs, raw, rejections, reports
from vigil.store.versions import input_key, order_key, version_key

PAGE = 1_000  # documents looked at together
RETRY = "internal"  # a rejection of ours: the input counts as unread, so that the next run tries it again


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: rejected (``raw`` None where nothing could be read), or an article.

    ``reading`` is None for an article that was set aside.
    """

    raw: RawDocument | None
    result: Article | Rejected
    reading: Reading | None = None


@dataclass(slots=True)
class BatchCounts:
    """What a batch changed."""

    new: int = 0  # documents
    new_versions: int = 0  # of documents known before
    reread: int = 0  # known documents, read again by another version or configuration
    unchanged: int = 0
    switched: int = 0  # versions that became, or are no longer, the current one of their document
    set_aside: int = 0  # of the new, new versions and reread
    rejected: Counter[str] = field(default_factory=Counter)  # by code

    @property
    def changed(self) -> bool:
        """Whether conclusions may differ now."""
        return bool(self.new or self.new_versions or self.reread or self.switched)


def add(connection: Connection, outcomes: Iterable[Outcome], digest: str, generation: int) -> BatchCounts:
    """Write a batch within the transaction of ``connection``; see Record.add_batch."""
    storable = [_storable(outcome) for outcome in outcomes]
    _add_rejections(connection, [o.result for o in storable if isinstance(o.result, Rejected)])
    batch = _Batch(connection, storable, digest, generation)
    for outcome in storable:
        if isinstance(outcome.result, Rejected):
            batch.counts.rejected[outcome.result.code] += 1
        if outcome.raw is not None:
            batch.add(outcome, outcome.raw)
    return batch.write()


class _Batch:
    """What a batch will change, gathered so that each table is written to once.

    Row numbers are given out here: whoever writes is alone (see engine.writing).
    """

    def __init__(
        self, connection: Connection, outcomes: Sequence[Outcome], digest: str, generation: int
    ) -> None:
        self.connection = connection
        self.digest = digest
        self.generation = generation
        self.counts = BatchCounts()
        keys = [input_key(o.raw) for o in outcomes if o.raw is not None]
        ids = {o.result.id for o in outcomes if isinstance(o.result, Article)}
        self.known = _known_inputs(connection, keys)
        self.versions = _known_versions(connection, sorted(ids))
        self.touched = ids  # documents whose current version is to be chosen again
        self.next_document = (connection.scalar(sa.select(sa.func.max(documents.c.seq))) or 0) + 1
        self.next_report = (connection.scalar(sa.select(sa.func.max(reports.c.seq))) or 0) + 1
        self.raws: dict[str, RawDocument] = {}
        self.reread: list[int] = []  # documents whose reading is replaced
        self.updates: list[tuple[sa.Table, sa.ColumnElement[bool], dict[str, Any]]] = []
        self.rows: dict[sa.Table, list[dict[str, Any]]] = {
            table: [] for table in (documents, inputs, reports, claims, aggregates)
        }

    def add(self, outcome: Outcome, document: RawDocument) -> None:
        """Take in what became of one input."""
        key = input_key(document)
        before = self.known.get(key)
        if before is not None and before["digest"] == self.digest:
            self.counts.unchanged += isinstance(outcome.result, Article)
            return
        read: dict[str, Any] = {"digest": self.digest, "document": None, "code": None}
        if isinstance(outcome.result, Rejected):
            if outcome.result.code == RETRY:
                return
            read["code"] = outcome.result.code
        else:
            inherited = None if before is None else before["generation"]
            read["document"] = self._version(outcome.result, outcome.reading, document, inherited)
        if before is None:
            self.rows[inputs].append(_input_row(key, document) | read)
        else:
            self.updates.append((inputs, inputs.c.key == key, read))
            if before["id"] is not None:
                self.touched.add(before["id"])  # the version that it led to may have lost its last input
        self.known[key] = read

    def _version(
        self, article: Article, reading: Reading | None, document: RawDocument, inherited: int | None
    ) -> int:
        """The row number of this version of a document, which is written where it is new or read otherwise."""
        version = version_key(article)
        row = self.versions.get((article.id, version))
        origin = {"raw_sha256": document.sha256, "retrieved": article.retrieved}
        judged = {name: getattr(article, name) for name in ("status", "reason", "language", "published_from")}
        if row is None:
            row = {name: getattr(article, name) for name in _GIVEN} | judged | origin
            row |= {"seq": self.next_document, "version": version, "digest": self.digest, "current": False}
            # Read otherwise from the same input: it stands where the former reading of that input stood.
            row |= {"generation": self.generation if inherited is None else inherited}
            self.next_document += 1
            self.raws[document.sha256] = document
            self.rows[documents].append(row)
            if (article.id, "") in self.versions:
                self.counts.new_versions += 1
            else:
                self.counts.new += 1
            self.versions[article.id, version] = self.versions[article.id, ""] = row
        elif row["digest"] != self.digest:
            row["digest"] = self.digest
            self._update(row, judged | {"digest": self.digest})
            self.reread.append(row["seq"])
            self.counts.reread += 1
        else:
            self.counts.unchanged += 1
            if row["generation"] == self.generation and _origin(origin) < _origin(row):
                # Two inputs of one run hold it: keep the earlier origin, whichever file came first.
                self.raws[document.sha256] = document
                self._update(row, origin | {"published_from": article.published_from})
            return int(row["seq"])
        self.counts.set_aside += article.status == SET_ASIDE
        if reading is not None:
            self._reading(row["seq"], article, reading)
        return int(row["seq"])

    def _update(self, row: dict[str, Any], values: dict[str, Any]) -> None:
        """Change a version, in the database or on its way there."""
        row.update(values)
        self.updates.append((documents, documents.c.seq == row["seq"], values))

    def _reading(self, seq: int, article: Article, reading: Reading) -> None:
        for report in reading.reports:
            data = {f.name: getattr(report, f.name) for f in fields(Report) if f.name != "claims"}
            row = {"seq": self.next_report, "document": seq, "ordinal": report.ordinal, "replaced": False}
            row |= {"anchor": report.date.start or article.published or "", "data": rows.dump(data)}
            self.rows[reports].append(row)
            for position, claim in enumerate(report.claims):
                row = {"report": self.next_report, "position": position, "id": claim.id(report.document)}
                self.rows[claims].append(row | {"attribute": claim.attribute, "data": rows.dump(claim)})
            self.next_report += 1
        for position, aggregate in enumerate(reading.aggregates):
            row = {"document": seq, "position": position, "id": aggregate.id, "data": rows.dump(aggregate)}
            self.rows[aggregates].append(row)

    def write(self) -> BatchCounts:
        """Write it all; what changed."""
        _insert_missing(self.connection, raw, [_raw_row(document) for document in self.raws.values()])
        if self.reread:
            former = sa.and_(reports.c.document.in_(self.reread), ~reports.c.replaced)
            former = sa.and_(former, reports.c.ordinal < ENTERED)  # what people entered stays
            self.connection.execute(sa.update(reports).where(former).values(replaced=True))
            self.connection.execute(sa.delete(aggregates).where(aggregates.c.document.in_(self.reread)))
        for table, found in self.rows.items():
            if found:
                self.connection.execute(sa.insert(table), found)
        for table, where, values in self.updates:
            self.connection.execute(sa.update(table).where(where).values(values))
        search.index(self.connection, [(r["seq"], r["title"], r["text"]) for r in self.rows[documents]])
        self.counts.switched = _choose_current(self.connection, sorted(self.touched))
        return self.counts


_GIVEN = ("id", "text", "title", "url", "canonical_url", "outlet", "published", "country", "extra")


def _origin(row: dict[str, Any]) -> tuple[str, str]:
    return row["retrieved"] or "", row["raw_sha256"]


def _raw_row(document: RawDocument) -> dict[str, Any]:
    data = zlib.compress(document.content, 6)
    return {"sha256": document.sha256, "size": len(document.content), "data": data}


def _input_row(key: str, document: RawDocument) -> dict[str, Any]:
    headers = rows.dump([[_clean(name), _clean(value)] for name, value in document.headers])
    row = {"key": key, "raw_sha256": document.sha256, "media_type": document.media_type, "headers": headers}
    return row | {"url": document.url and _clean(document.url), "retrieved": document.retrieved}


def _storable(outcome: Outcome) -> Outcome:
    """The outcome, or its rejection where a database could not hold it unchanged."""
    result = outcome.result
    if isinstance(result, Rejected):
        clean = Rejected(*(_clean(getattr(result, f.name)) for f in fields(Rejected)))
        return Outcome(outcome.raw, clean)
    source = outcome.raw.source if outcome.raw else ""
    values = [value for f in fields(Article) if isinstance(value := getattr(result, f.name), str)]
    if any("\0" in value for value in values):
        reason = "The text or its description holds a NUL character, which no text has: is it a binary file?"
        return Outcome(outcome.raw, Rejected(_clean(source), "store", "nul_character", reason))
    try:
        for value in values:
            value.encode()
    except UnicodeEncodeError:
        reason = "The text or its description holds half of a surrogate pair, no character: save it as UTF-8."
        return Outcome(outcome.raw, Rejected(_clean(source), "store", "not_unicode", reason))
    try:
        rows.dump(outcome.reading)
    except ValueError:
        reason = (
            "A number in it has more than 19 digits, or a quote of it is no Unicode: it cannot be recorded."
        )
        return Outcome(outcome.raw, Rejected(_clean(source), "store", "not_storable", reason))
    return outcome


def _clean(text: str | None) -> str:
    return (text or "").replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _add_rejections(connection: Connection, rejected: Iterable[Rejected]) -> None:
    found = {}
    for r in rejected:
        key = hashlib.sha256("\0".join((r.source, r.stage, r.code, r.reason)).encode()).hexdigest()
        found[key] = {"id": key, "source": r.source, "stage": r.stage, "code": r.code, "reason": r.reason}
    _insert_missing(connection, rejections, list(found.values()))


def _insert_missing(connection: Connection, table: sa.Table, values: Sequence[dict[str, Any]]) -> None:
    """Insert the rows whose primary key is not there yet."""
    if not values:
        return
    (key,) = table.primary_key.columns
    there = set(connection.scalars(sa.select(key).where(key.in_([v[key.name] for v in values]))))
    missing = [v for v in values if v[key.name] not in there]
    if missing:
        connection.execute(sa.insert(table), missing)


def _known_inputs(connection: Connection, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    query = (
        sa.select(inputs.c.key, inputs.c.digest, inputs.c.document, documents.c.id, documents.c.generation)
        .join_from(inputs, documents, isouter=True)
        .where(inputs.c.key.in_(keys))
    )
    return {row.key: dict(row._mapping) for row in connection.execute(query)}


def _known_versions(connection: Connection, ids: Sequence[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """The versions of these documents, and under (id, "") one of them."""
    c = documents.c
    query = sa.select(c.seq, c.id, c.version, c.digest, c.generation, c.retrieved, c.raw_sha256)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in connection.execute(query.where(c.id.in_(ids))):
        found[row.id, row.version] = found[row.id, ""] = dict(row._mapping)
    return found


def _choose_current(connection: Connection, ids: Sequence[str]) -> int:
    """Mark the current version of each id (see store/versions.py); the number of marks that changed."""
    c = documents.c
    led_to = sa.exists().where(inputs.c.document == c.seq)
    query = sa.select(
        c.seq, c.id, c.version, c.generation, c.published, c.retrieved, c.current, led_to.label("live")
    )
    best: dict[str, tuple[tuple[object, ...], int]] = {}
    marked: dict[int, bool] = {}
    for row in connection.execute(query.where(c.id.in_(ids))):
        marked[row.seq] = row.current
        key = order_key(row.generation, row.published, row.retrieved, row.version)
        if row.live and (row.id not in best or key > best[row.id][0]):
            best[row.id] = key, row.seq
    chosen = {seq for _, seq in best.values()}
    wrong = [{"row": seq, "now": seq in chosen} for seq, now in marked.items() if now != (seq in chosen)]
    if wrong:
        update = sa.update(documents).where(c.seq == sa.bindparam("row"))
        connection.execute(update.values(current=sa.bindparam("now")), wrong)
    return len(wrong)


def set_syndication(connection: Connection, groups: Mapping[str, str]) -> int:
    """See Record.set_syndication."""
    c = documents.c
    update = (
        sa.update(documents).where(c.seq == sa.bindparam("row")).values(syndication=sa.bindparam("group"))
    )
    changed, last = 0, 0
    query = sa.select(c.seq, c.id, c.syndication, c.current).order_by(c.seq).limit(PAGE)
    while page := connection.execute(query.where(c.seq > last)).all():
        last = page[-1].seq
        right = {row.seq: groups.get(row.id) if row.current else None for row in page}
        wrong = [
            {"row": row.seq, "group": right[row.seq]} for row in page if row.syndication != right[row.seq]
        ]
        if wrong:
            connection.execute(update, wrong)
        changed += len(wrong)
    return changed
