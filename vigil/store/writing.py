"""Adding what was read: one transaction for a batch, and the same batch again changes nothing."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vigil.records import SET_ASIDE, Article, RawDocument, Reading, Rejected, Report
from vigil.store import rows, search
from vigil.store.tables import aggregates, claims, documents, inputs, raw, rejections, reports
from vigil.store.versions import input_key, order_key, version_key

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
    counts = BatchCounts()
    storable = [_storable(outcome) for outcome in outcomes]
    _add_rejections(connection, [o.result for o in storable if isinstance(o.result, Rejected)])
    keyed = [(input_key(o.raw), o) for o in storable if o.raw is not None]
    counts.rejected.update(o.result.code for o in storable if isinstance(o.result, Rejected))
    known = _known_inputs(connection, [key for key, _ in keyed])
    versions = _known_versions(connection, keyed)
    retired: set[str] = set()
    indexed: list[tuple[int, str | None, str]] = []
    for key, outcome in keyed:
        assert outcome.raw is not None
        before = known.get(key)
        if before is not None and before["digest"] == digest:
            counts.unchanged += isinstance(outcome.result, Article)
            continue
        seq, code = None, None
        if isinstance(outcome.result, Rejected):
            code = outcome.result.code
            if code == RETRY:
                continue
        else:
            _add_raw(connection, outcome.raw)
            seq = _add_version(connection, outcome, before, versions, digest, generation, counts, indexed)
        if before is not None and before["document"] not in (None, seq):
            retired.add(before["id"])
        _add_input(connection, key, outcome.raw, digest, seq, code, before is None)
        known[key] = {"digest": digest, "document": seq, "id": getattr(outcome.result, "id", None)}
    search.index(connection, indexed)
    touched = {o.result.id for _, o in keyed if isinstance(o.result, Article)} | retired
    counts.switched = _choose_current(connection, sorted(touched))
    return counts


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


def _known_versions(
    connection: Connection, keyed: Sequence[tuple[str, Outcome]]
) -> dict[tuple[str, str], dict[str, Any]]:
    """Rows of the versions that the batch may meet, and a row (id, "") for each id that has any."""
    ids = sorted({o.result.id for _, o in keyed if isinstance(o.result, Article)})
    c = documents.c
    query = sa.select(c.seq, c.id, c.version, c.digest, c.generation, c.retrieved, c.raw_sha256).where(
        c.id.in_(ids)
    )
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in connection.execute(query):
        found[row.id, row.version] = found[row.id, ""] = dict(row._mapping)
    return found


def _add_raw(connection: Connection, document: RawDocument) -> None:
    sha256 = document.sha256
    if connection.scalar(sa.select(raw.c.sha256).where(raw.c.sha256 == sha256)) is None:
        data = zlib.compress(document.content, 6)
        connection.execute(sa.insert(raw).values(sha256=sha256, size=len(document.content), data=data))


def _add_input(
    connection: Connection,
    key: str,
    document: RawDocument,
    digest: str,
    seq: int | None,
    code: str | None,
    new: bool,
) -> None:
    read: dict[str, Any] = {"digest": digest, "document": seq, "code": code}
    if not new:
        connection.execute(sa.update(inputs).where(inputs.c.key == key).values(read))
        return
    headers = rows.dump([[_clean(name), _clean(value)] for name, value in document.headers])
    read |= {"key": key, "raw_sha256": document.sha256, "media_type": document.media_type, "headers": headers}
    read |= {"url": document.url and _clean(document.url), "retrieved": document.retrieved}
    connection.execute(sa.insert(inputs).values(read))


def _add_version(
    connection: Connection,
    outcome: Outcome,
    before: dict[str, Any] | None,
    versions: dict[tuple[str, str], dict[str, Any]],
    digest: str,
    generation: int,
    counts: BatchCounts,
    indexed: list[tuple[int, str | None, str]],
) -> int:
    """Write the version that an outcome holds, where it is new or was read otherwise; its row number."""
    article = outcome.result
    assert isinstance(article, Article) and outcome.raw is not None
    version = version_key(article)
    row = versions.get((article.id, version))
    judged = {"status": article.status, "reason": article.reason, "language": article.language}
    judged |= {"published_from": article.published_from}
    origin = {"raw_sha256": outcome.raw.sha256, "retrieved": article.retrieved}
    if row is None:
        # Read otherwise from the same input: it stands where the former reading of that input stood.
        inherited = before["generation"] if before and before["document"] is not None else generation
        given = {name: getattr(article, name) for name in ("id", "text", "title", "url", "canonical_url")}
        given |= {name: getattr(article, name) for name in ("outlet", "published", "country", "extra")}
        values = given | judged | origin
        values |= {"version": version, "current": False, "generation": inherited, "digest": digest}
        (seq,) = connection.execute(sa.insert(documents).values(values)).inserted_primary_key or (0,)
        indexed.append((seq, article.title, article.text))
        if (article.id, "") in versions:
            counts.new_versions += 1
        else:
            counts.new += 1
        row = values | {"seq": seq}
        versions[article.id, version] = versions[article.id, ""] = row
    elif row["digest"] != digest:
        values = judged | {"digest": digest}
        connection.execute(sa.update(documents).where(documents.c.seq == row["seq"]).values(values))
        row["digest"] = digest
        counts.reread += 1
    else:
        counts.unchanged += 1
        if row["generation"] == generation and _origin(origin) < _origin(row):
            # Two inputs of one run hold it: keep the earlier origin, whichever file came first.
            values = origin | {"published_from": article.published_from}
            connection.execute(sa.update(documents).where(documents.c.seq == row["seq"]).values(values))
            row.update(origin)
        return int(row["seq"])
    counts.set_aside += article.status == SET_ASIDE
    _replace_reading(connection, int(row["seq"]), article, outcome.reading)
    return int(row["seq"])


def _origin(row: dict[str, Any]) -> tuple[str, str]:
    return row["retrieved"] or "", row["raw_sha256"]


def _replace_reading(connection: Connection, seq: int, article: Article, reading: Reading | None) -> None:
    connection.execute(
        sa.update(reports).where(reports.c.document == seq, ~reports.c.replaced).values(replaced=True)
    )
    connection.execute(sa.delete(aggregates).where(aggregates.c.document == seq))
    if reading is None:
        return
    for report in reading.reports:
        _add_report(connection, seq, article, report)
    found = [
        {"document": seq, "position": position, "id": aggregate.id, "data": rows.dump(aggregate)}
        for position, aggregate in enumerate(reading.aggregates)
    ]
    if found:
        connection.execute(sa.insert(aggregates), found)


def _add_report(connection: Connection, seq: int, article: Article, report: Report) -> None:
    data = {f.name: getattr(report, f.name) for f in fields(Report) if f.name != "claims"}
    values = {"document": seq, "ordinal": report.ordinal, "replaced": False, "data": rows.dump(data)}
    values["anchor"] = report.date.start or article.published or ""
    (number,) = connection.execute(sa.insert(reports).values(values)).inserted_primary_key or (0,)
    found = [
        {
            "report": number,
            "position": position,
            "id": claim.id(report.document),
            "attribute": claim.attribute,
        }
        | {"data": rows.dump(claim)}
        for position, claim in enumerate(report.claims)
    ]
    if found:
        connection.execute(sa.insert(claims), found)


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
    wrong = [(seq, seq in chosen) for seq, current in marked.items() if current != (seq in chosen)]
    for seq, current in wrong:
        connection.execute(sa.update(documents).where(c.seq == seq).values(current=current))
    return len(wrong)
