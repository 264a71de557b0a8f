"""Getting back what was read, as records, in an order that does not depend on how it came in."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vigil.records import ENTERED, Aggregate, Article, Claim, Rejected, Report
from vigil.store import rows
from vigil.store.tables import (
    aggregates,
    claims,
    collections,
    documents,
    incident_reports,
    inputs,
    judgements,
    raw,
    rejections,
    reports,
)

CHUNK = 200  # rows fetched at a time: memory stays flat whatever the size of a record

_ARTICLE = [
    documents.c[name]
    for name in (
        "id",
        "text",
        "title",
        "raw_sha256",
        "url",
        "canonical_url",
        "outlet",
        "published",
        "published_from",
    )
] + [documents.c[name] for name in ("language", "country", "status", "reason", "retrieved", "extra")]
_PRESENT = (documents.c.current, ~reports.c.replaced)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document without its text.  ``version`` counts from 1; ``syndication``: its group of near-copies."""

    id: str
    version: int
    current: bool
    title: str | None
    url: str | None
    canonical_url: str | None
    outlet: str | None
    published: str | None
    published_from: str | None
    language: str | None
    country: str | None
    status: str
    reason: str | None
    raw_sha256: str
    syndication: str | None
    extra: str | None
    characters: int


@dataclass(frozen=True, slots=True)
class Original:
    """The raw bytes of a document, and what came with them."""

    content: bytes
    media_type: str
    url: str | None
    retrieved: str | None
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """A report, the first day of its event (else of publication), and when its document was published."""

    anchor: str
    report: Report
    published: str | None


def stream(connection: Connection, query: Any) -> Iterator[Sequence[Any]]:
    """Rows of a query in chunks."""
    result = connection.execute(query, execution_options={"yield_per": CHUNK})
    yield from result.partitions()


def articles(
    connection: Connection, everything: bool = False, status: str | None = None
) -> Iterator[Article]:
    """Articles by id: the current versions, or every version (older ones first)."""
    query = sa.select(*_ARTICLE)
    if not everything:
        query = query.where(documents.c.current)
    if status is not None:
        query = query.where(documents.c.status == status)
    for chunk in stream(connection, query.order_by(documents.c.id, *_VERSION_ORDER)):
        yield from (Article(*row) for row in chunk)


def articles_by_date(connection: Connection, status: str) -> Iterator[Article]:
    """Current articles by date of publication and id, those without a date last."""
    c = documents.c
    wanted = sa.select(c.seq).where(c.current, c.status == status)
    for chunk in stream(connection, wanted.order_by(sa.func.coalesce(c.published, "9999"), c.id)):
        numbers = [seq for (seq,) in chunk]
        rows = connection.execute(sa.select(c.seq, *_ARTICLE).where(c.seq.in_(numbers)))
        found = {row[0]: Article(*row[1:]) for row in rows}
        yield from (found[seq] for seq in numbers)


def article(connection: Connection, document: str) -> Article | None:
    """The current version of one document."""
    row = connection.execute(
        sa.select(*_ARTICLE).where(documents.c.id == document, documents.c.current)
    ).first()
    return None if row is None else Article(*row)


_VERSION_ORDER = (
    documents.c.generation,
    sa.func.coalesce(documents.c.published, ""),
    sa.func.coalesce(documents.c.retrieved, ""),
    documents.c.version,
)


_ROW = tuple(name for name in DocumentRow.__dataclass_fields__ if name not in ("version", "characters"))
_ROW_COLUMNS = (*(documents.c[name] for name in _ROW), sa.func.length(documents.c.text).label("characters"))


_ROWS_OF = (
    sa.select(*_ROW_COLUMNS)
    .where(documents.c.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(documents.c.id, *_VERSION_ORDER)
)


def document_rows(connection: Connection, everything: bool = False) -> Iterator[DocumentRow]:
    """Documents by id, without their texts; every version where ``everything``."""
    c = documents.c
    number = sa.func.row_number().over(partition_by=c.id, order_by=_VERSION_ORDER).label("number")
    inner = sa.select(*_ROW_COLUMNS, number).subquery()
    outer = sa.select(inner)
    if not everything:
        outer = outer.where(inner.c.current)
    for chunk in stream(connection, outer.order_by(inner.c.id, inner.c.number)):
        for *values, characters, version in chunk:
            yield DocumentRow(version=version, characters=characters, **dict(zip(_ROW, values, strict=True)))


def current_rows(connection: Connection, ids: Sequence[str]) -> list[DocumentRow]:
    """The current versions of some documents, without their texts, by id.

    Versions are counted here: numbering them in the query, as for all documents, takes longer than all else for a few.
    """
    number: dict[str, int] = {}
    found = []
    for *values, characters in connection.execute(_ROWS_OF, {"ids": list(ids)}):
        told = dict(zip(_ROW, values, strict=True))
        number[told["id"]] = number.get(told["id"], 0) + 1
        if told["current"]:
            found.append(DocumentRow(version=number[told["id"]], characters=characters, **told))
    return found


def document_page(
    connection: Connection, outlet: str | None, status: str | None, after: str | None, limit: int
) -> tuple[list[DocumentRow], int]:
    """See Record.document_page."""
    c = documents.c
    wanted: list[sa.ColumnElement[bool]] = [c.current]
    if outlet is not None:
        wanted.append(c.outlet == outlet if outlet else c.outlet.is_(None))
    if status is not None:
        wanted.append(c.status == status)
    total = connection.scalar(sa.select(sa.func.count()).select_from(documents).where(*wanted)) or 0
    if after is not None:
        wanted.append(c.id > after)
    ids = list(connection.scalars(sa.select(c.id).where(*wanted).order_by(c.id).limit(limit)))
    return current_rows(connection, ids), int(total)


def claim(connection: Connection, key: str) -> tuple[str, str | None, Claim] | None:
    """(document, incident, claim) of a claim of a current version."""
    query = (
        sa.select(documents.c.id, incident_reports.c.incident, claims.c.data)
        .select_from(claims.join(reports).join(documents))
        .join(incident_reports, incident_reports.c.report == reports.c.seq, isouter=True)
        .where(claims.c.id == key, *_PRESENT)
        .order_by(sa.func.coalesce(incident_reports.c.incident, "~"))
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else (row.id, row.incident, rows.load(Claim, row.data))


def incidents_in(connection: Connection, document: str) -> list[str]:
    """Ids of the incidents that a document tells of, in its order."""
    query = (
        sa.select(incident_reports.c.incident)
        .select_from(incident_reports)
        .join(reports, reports.c.seq == incident_reports.c.report)
        .join(documents, documents.c.seq == reports.c.document)
        .where(documents.c.id == document, *_PRESENT)
        .order_by(reports.c.ordinal)
    )
    return list(dict.fromkeys(connection.scalars(query)))


def tellers(connection: Connection) -> Iterator[tuple[str, str]]:
    """(incident, document) for every document that tells of an incident, each pair once, in no order."""
    query = (
        sa.select(incident_reports.c.incident, documents.c.id)
        .select_from(incident_reports)
        .join(reports, reports.c.seq == incident_reports.c.report)
        .join(documents, documents.c.seq == reports.c.document)
        .distinct()
    )
    for chunk in stream(connection, query):
        yield from ((row.incident, row.id) for row in chunk)


def homes(connection: Connection, keys: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """(document, claim, incident) of the incidents in whose reports the claims of these ids stand."""
    for begin in range(0, len(keys), CHUNK):
        query = (
            sa.select(documents.c.id, claims.c.id.label("claim"), incident_reports.c.incident)
            .select_from(claims.join(reports).join(documents))
            .join(incident_reports, incident_reports.c.report == reports.c.seq)
            .where(claims.c.id.in_(list(keys[begin : begin + CHUNK])))
            .order_by(incident_reports.c.incident)
        )
        yield from ((row.id, row.claim, row.incident) for row in connection.execute(query))


def outlets(connection: Connection) -> list[tuple[str | None, int, str | None, str | None]]:
    """(outlet, documents, first and last date of publication), most documents first."""
    c = documents.c
    number = sa.func.count()
    query = sa.select(c.outlet, number, sa.func.min(c.published), sa.func.max(c.published)).where(c.current)
    query = query.group_by(c.outlet).order_by(number.desc(), sa.func.coalesce(c.outlet, ""))
    return [(a, int(b), d, e) for a, b, d, e in connection.execute(query)]


def original(connection: Connection, document: str) -> Original | None:
    """The bytes that the current version of a document was read from."""
    query = (
        sa.select(raw.c.data, inputs.c.media_type, inputs.c.url, inputs.c.retrieved, inputs.c.headers)
        .join_from(documents, raw)
        .join(inputs, inputs.c.document == documents.c.seq)
        .where(documents.c.id == document, documents.c.current)
        .where(inputs.c.raw_sha256 == documents.c.raw_sha256)
        .order_by(sa.func.coalesce(inputs.c.retrieved, ""), inputs.c.key)
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    headers = tuple((name, value) for name, value in rows.plain(row.headers))
    return Original(zlib.decompress(row.data), row.media_type, row.url, row.retrieved, headers)


_CLAIMS_OF = (
    sa.select(claims.c.report, claims.c.data)
    .where(claims.c.report.in_(sa.bindparam("reports", expanding=True)))
    .order_by(claims.c.report, claims.c.position)
)


def with_claims(connection: Connection, found: Sequence[tuple[int, str]]) -> list[Report]:
    """Whole reports for (row number, JSON without claims), in the order given."""
    by_report: dict[int, list[Claim]] = {}
    for seq, data in connection.execute(_CLAIMS_OF, {"reports": [seq for seq, _ in found]}):
        by_report.setdefault(seq, []).append(rows.load(Claim, data))
    result = []
    for seq, data in found:
        plain = rows.plain(data)
        plain["claims"] = ()
        report = rows.build(Report, plain)
        object.__setattr__(report, "claims", tuple(by_report.get(seq, ())))  # ours alone so far
        result.append(report)
    return result


def reports_of(connection: Connection, document: str | None = None) -> Iterator[Report]:
    """Reports of the current versions, by document and ordinal."""
    query = sa.select(reports.c.seq, reports.c.data).join_from(reports, documents).where(*_PRESENT)
    if document is not None:
        query = query.where(documents.c.id == document)
    for chunk in stream(connection, query.order_by(documents.c.id, reports.c.ordinal)):
        yield from with_claims(connection, [(row.seq, row.data) for row in chunk])


def dated_reports(connection: Connection) -> Iterator[Dated]:
    """What a machine read: reports of the current versions, by anchor, then document and ordinal."""
    query = sa.select(reports.c.seq, reports.c.data, reports.c.anchor, documents.c.published)
    query = query.join_from(reports, documents).where(*_PRESENT, reports.c.ordinal < ENTERED)
    for chunk in stream(connection, query.order_by(reports.c.anchor, documents.c.id, reports.c.ordinal)):
        found = with_claims(connection, [(row.seq, row.data) for row in chunk])
        for row, report in zip(chunk, found, strict=True):
            yield Dated(row.anchor, report, row.published)


def claim_rows(connection: Connection, document: str | None = None) -> Iterator[tuple[str, str, Claim]]:
    """(document id, report id, claim) of the current versions, by document, report and position."""
    query = (
        sa.select(documents.c.id, reports.c.ordinal, claims.c.data)
        .select_from(claims.join(reports).join(documents))
        .where(*_PRESENT)
        .order_by(documents.c.id, reports.c.ordinal, claims.c.position)
    )
    if document is not None:
        query = query.where(documents.c.id == document)
    for chunk in stream(connection, query):
        for row in chunk:
            yield row.id, f"{row.id}#{row.ordinal}", rows.load(Claim, row.data)


def aggregate_rows(connection: Connection, document: str | None = None) -> Iterator[Aggregate]:
    """Aggregates of the current versions, by document and position."""
    query = sa.select(aggregates.c.data).join_from(aggregates, documents).where(documents.c.current)
    if document is not None:
        query = query.where(documents.c.id == document)
    for chunk in stream(connection, query.order_by(documents.c.id, aggregates.c.position)):
        yield from (rows.load(Aggregate, row.data) for row in chunk)


def rejected(connection: Connection) -> Iterator[Rejected]:
    """Rejected inputs, by source."""
    c = rejections.c
    query = sa.select(c.source, c.stage, c.code, c.reason).order_by(c.source, c.stage, c.code, c.reason)
    for chunk in stream(connection, query):
        yield from (Rejected(*row) for row in chunk)


def judged(connection: Connection, subject: str | None = None) -> Iterator[str]:
    """JSON of the judgements, oldest first."""
    query = sa.select(judgements.c.data).order_by(judgements.c.seq)
    if subject is not None:
        query = query.where(judgements.c.subject == subject)
    for chunk in stream(connection, query):
        yield from (row.data for row in chunk)


def declared(connection: Connection, name: str | None = None) -> list[str]:
    """JSON of the declarations of collections, oldest first; of one name, or of all."""
    query = sa.select(collections.c.data).order_by(collections.c.seq)
    if name is not None:
        query = query.where(collections.c.name == name)
    return list(connection.scalars(query))
