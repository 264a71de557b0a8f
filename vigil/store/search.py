"""Full text over titles and texts, and over the words of incidents: FTS5 in SQLite, a tsvector column in PostgreSQL.

Both stem English words, so that "bombing" finds "bombed", and both need every word of a query.  Words in double
quotes, or joined by a hyphen or apostrophe, stand side by side.  That is all of the language: operators and
brackets in a query have no meaning and cannot break it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

OPEN, CLOSE = "‹", "›"  # around the words of a query in a snippet
SNIPPET_WORDS = 30
INDEXED = 200_000  # characters of a text that PostgreSQL indexes: a tsvector holds one megabyte at most

_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r'"([^"]*)"|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that a search found.  ``snippet`` has the words asked for between ‹ and ›."""

    document: str
    title: str | None
    outlet: str | None
    published: str | None
    status: str
    snippet: str


def create(connection: Connection) -> None:
    """Create the index."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE document_words USING fts5(title, text, content='documents',"
            " content_rowid='seq', tokenize=\"porter unicode61 remove_diacritics 2\")"
        )
        return
    connection.exec_driver_sql(
        "CREATE TABLE document_words"
        " (seq BIGINT PRIMARY KEY REFERENCES documents(seq), words tsvector NOT NULL)"
    )
    connection.exec_driver_sql("CREATE INDEX document_words_index ON document_words USING gin(words)")


def index(connection: Connection, rows: Iterable[tuple[int, str | None, str]]) -> None:
    """Add documents: (row number, title, text).  A row is added once and never changes."""
    values = [{"seq": seq, "title": title or "", "text": text} for seq, title, text in rows]
    if not values:
        return
    if connection.dialect.name == "sqlite":
        # As the table of documents has it, null title included: FTS5 checks itself against that.
        statement = (
            "INSERT INTO document_words(rowid, title, text)"
            " SELECT seq, title, text FROM documents WHERE seq = :seq"
        )
        connection.execute(sa.text(statement), [{"seq": row["seq"]} for row in values])
        return
    for row in values:
        row["text"] = str(row["text"])[:INDEXED]
    statement = (
        "INSERT INTO document_words(seq, words)"
        " VALUES (:seq, to_tsvector('english', CAST(:title AS text) || ' ' || CAST(:text AS text)))"
    )
    connection.execute(sa.text(statement), values)


def create_incidents(connection: Connection) -> None:
    """Create the index of the words of incidents, by their number in the listing."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE incident_words USING fts5(words,"
            ' tokenize="porter unicode61 remove_diacritics 2")'
        )
        return
    connection.exec_driver_sql("CREATE TABLE incident_words (n BIGINT PRIMARY KEY, words tsvector NOT NULL)")
    connection.exec_driver_sql("CREATE INDEX incident_words_index ON incident_words USING gin(words)")


def index_incidents(connection: Connection, found: Iterable[tuple[int, str]]) -> None:
    """Add incidents: (number in the listing, words)."""
    values = [{"n": n, "words": words[:INDEXED]} for n, words in found]
    if not values:
        return
    statement = (
        "INSERT INTO incident_words(n, words) VALUES (:n, to_tsvector('english', CAST(:words AS text)))"
    )
    if connection.dialect.name == "sqlite":
        statement = "INSERT INTO incident_words(rowid, words) VALUES (:n, :words)"
    connection.execute(sa.text(statement), values)


def forget_incidents(connection: Connection, numbers: Iterable[int]) -> None:
    """Take some incidents out of the index."""
    key = "rowid" if connection.dialect.name == "sqlite" else "n"
    values = [{"n": n} for n in numbers]
    if values:
        connection.execute(sa.text(f"DELETE FROM incident_words WHERE {key} = :n"), values)


def clear_incidents(connection: Connection) -> None:
    """Take every incident out of the index."""
    connection.execute(sa.text("DELETE FROM incident_words"))


def find_incidents(connection: Connection, query: str) -> set[str]:
    """Ids of the incidents whose words hold every word and phrase of ``query``; all of them where it has no word."""
    phrases = _phrases(query)
    values: dict[str, object] = {f"p{n}": phrase for n, phrase in enumerate(phrases)}
    if not phrases:
        statement = "SELECT incident FROM listing"
    elif connection.dialect.name == "sqlite":
        statement = (
            "SELECT l.incident FROM incident_words w JOIN listing l ON l.n = w.rowid"
            " WHERE incident_words MATCH :query"
        )
        values = {"query": " ".join(f'"{phrase}"' for phrase in phrases)}
    else:
        wanted = " && ".join(f"phraseto_tsquery('english', CAST(:p{n} AS text))" for n in range(len(phrases)))
        statement = (
            f"SELECT l.incident FROM incident_words w JOIN listing l ON l.n = w.n WHERE w.words @@ ({wanted})"
        )
    return {row[0] for row in connection.execute(sa.text(statement), values)}


def create_drawn(connection: Connection) -> None:
    """Create the index of the words of what is drawn from all incidents, by kind and id."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE aftermath_words USING fts5(kind UNINDEXED, id UNINDEXED, words,"
            ' tokenize="porter unicode61 remove_diacritics 2")'
        )
        return
    connection.exec_driver_sql(
        "CREATE TABLE aftermath_words (kind TEXT NOT NULL, id TEXT NOT NULL, words tsvector NOT NULL)"
    )
    connection.exec_driver_sql("CREATE INDEX aftermath_words_index ON aftermath_words USING gin(words)")


def index_drawn(connection: Connection, found: Iterable[tuple[str, str, str]]) -> None:
    """Add records: (kind, id, words)."""
    values = [{"kind": kind, "id": key, "words": words[:INDEXED]} for kind, key, words in found]
    said = ":words" if connection.dialect.name == "sqlite" else "to_tsvector('english', CAST(:words AS text))"
    if values:
        statement = f"INSERT INTO aftermath_words(kind, id, words) VALUES (:kind, :id, {said})"
        connection.execute(sa.text(statement), values)


def clear_drawn(connection: Connection) -> None:
    """Take every record out of the index."""
    connection.execute(sa.text("DELETE FROM aftermath_words"))


def find_drawn(connection: Connection, query: str) -> dict[str, list[str]]:
    """Kind -> ids of the records whose words hold every word and phrase of ``query``; none where it has no word."""
    phrases = _phrases(query)
    if not phrases:
        return {}
    values: dict[str, object] = {f"p{n}": phrase for n, phrase in enumerate(phrases)}
    if connection.dialect.name == "sqlite":
        statement = "SELECT kind, id FROM aftermath_words WHERE aftermath_words MATCH :query"
        values = {"query": " ".join(f'"{phrase}"' for phrase in phrases)}
    else:
        wanted = " && ".join(f"phraseto_tsquery('english', CAST(:p{n} AS text))" for n in range(len(phrases)))
        statement = f"SELECT kind, id FROM aftermath_words WHERE words @@ ({wanted})"
    found: dict[str, list[str]] = {}
    for kind, key in sorted(map(tuple, connection.execute(sa.text(statement), values))):
        found.setdefault(kind, []).append(key)
    return found


def holding(texts: Mapping[str, str], query: str) -> set[str]:
    """Keys of the texts that a search in a record would find by ``query``: every word and phrase of it is in them."""
    phrases = _phrases(query)
    if not texts or not phrases:
        return set(texts)
    with closing(sqlite3.connect(":memory:")) as here:
        here.execute(
            "CREATE VIRTUAL TABLE t USING fts5(words, tokenize='porter unicode61 remove_diacritics 2')"
        )
        keys = list(texts)
        here.executemany("INSERT INTO t(rowid, words) VALUES (?, ?)", enumerate(texts.values()))
        wanted = " ".join(f'"{phrase}"' for phrase in phrases)
        return {keys[n] for (n,) in here.execute("SELECT rowid FROM t WHERE t MATCH ?", [wanted])}


def _phrases(query: str) -> list[str]:
    """The words and phrases of a query, without what could mean something to a database."""
    pieces = (quoted or plain for quoted, plain in _PIECE.findall(query.replace("\0", " ")))
    return [" ".join(words) for piece in pieces if (words := _WORD.findall(piece))]


def find(connection: Connection, query: str, limit: int) -> list[Hit]:
    """The current documents that hold every word and phrase of ``query``, best first."""
    phrases = _phrases(query)
    if not phrases:
        return []
    values: dict[str, object] = {"limit": limit}
    columns = "d.id, d.title, d.outlet, d.published, d.status"
    if connection.dialect.name == "sqlite":
        statement = (
            f"SELECT {columns}, snippet(document_words, -1, '{OPEN}', '{CLOSE}', '…', {SNIPPET_WORDS})"
            " FROM document_words JOIN documents d ON d.seq = document_words.rowid"
            " WHERE document_words MATCH :query AND d.current"
            " ORDER BY bm25(document_words), d.id LIMIT :limit"
        )
        values["query"] = " ".join(f'"{phrase}"' for phrase in phrases)
    else:
        wanted = " && ".join(f"phraseto_tsquery('english', CAST(:p{n} AS text))" for n in range(len(phrases)))
        values |= {f"p{n}": phrase for n, phrase in enumerate(phrases)}
        options = f"StartSel={OPEN}, StopSel={CLOSE}, MaxWords={SNIPPET_WORDS}, MinWords={SNIPPET_WORDS // 2}"
        statement = (
            f"SELECT {columns}, ts_headline('english',"
            f" coalesce(d.title || '. ', '') || left(d.text, {INDEXED}), f.q, '{options}')"
            " FROM (SELECT w.seq, q, ts_rank(w.words, q) AS rank FROM document_words w"
            f" JOIN documents c ON c.seq = w.seq AND c.current CROSS JOIN (SELECT {wanted} AS q) s"
            " WHERE w.words @@ q ORDER BY rank DESC, c.id LIMIT :limit) f"
            " JOIN documents d ON d.seq = f.seq ORDER BY f.rank DESC, d.id"
        )
    rows = connection.execute(sa.text(statement), values)
    return [Hit(a, b, c, d, e, " ".join(str(snippet).split())) for a, b, c, d, e, snippet in rows]
