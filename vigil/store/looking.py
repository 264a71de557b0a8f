"""Looking into a record: what pages, exports and the command line ask of it.  Nothing here changes anything."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from vigil.aftermath import Aftermath
from vigil.records import Claim, Incident, Judgement, Place
from vigil.store import (
    aftermath,
    conclusions,
    desk,
    engine,
    listing,
    reading,
    rows,
    search,
    trail,
)
from vigil.store.listing import Brief, Line
from vigil.store.reading import DocumentRow
from vigil.store.tables import (
    kept,
    meta,
)
from vigil.store.trail import Change

ENTERED_BY_HAND = "entered"  # the digest of what no machine reads

T = TypeVar("T")
A = TypeVar("A", bound=Aftermath)

# Asked for with every page, and so written once.
_STATE = sa.text(
    "SELECT key, value FROM vigil_meta WHERE key IN ('changes', 'touched', 'drawn', 'concluded')"
)


class Looking:
    """An open database, as it is looked into.  Every method raises StoreError where the database fails."""

    def __init__(self, database: Engine, name: str) -> None:
        self._engine = database
        self.name = name  # for messages: the path, or the address without its password

    @contextmanager
    def steady(self) -> Iterator[None]:
        """What is asked within sees one state of the record, whoever writes meanwhile, and asks over one connection."""
        with engine.steady(self._engine, self.name):
            yield

    def documents_of(self, ids: Sequence[str]) -> list[DocumentRow]:
        """The current versions of these documents, without their texts, by id; those that are not there are left out."""
        found: list[DocumentRow] = []
        with engine.reading(self._engine, self.name) as connection:
            for begin in range(0, len(ids), reading.CHUNK):
                found += reading.current_rows(connection, ids[begin : begin + reading.CHUNK])
        return sorted(found, key=lambda row: row.id)

    def document_page(
        self,
        *,
        outlet: str | None = None,
        status: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> tuple[list[DocumentRow], int]:
        """Current documents by id after the one called ``after``, of an outlet, of a status; and how many there are in all.

        ``outlet`` "" means those without one.
        """
        with engine.reading(self._engine, self.name) as connection:
            return reading.document_page(connection, outlet, status, after, limit)

    def claim(self, key: str) -> tuple[str, str | None, Claim] | None:
        """(document, incident, claim) of the claim of this id; None where there is none."""
        with engine.reading(self._engine, self.name) as connection:
            return reading.claim(connection, key)

    def incidents_in(self, document: str) -> list[Brief]:
        """The incidents that a document tells of, in the order in which it does."""
        with engine.reading(self._engine, self.name) as connection:
            return listing.briefs(connection, reading.incidents_in(connection, document))

    def changes(
        self,
        *,
        since: str | None = None,
        incident: str | None = None,
        limit: int | None = None,
        after: int | None = None,
    ) -> list[Change]:
        """What became of incidents, newest first.

        ``since``: a day or a time (ISO, UTC), included.  ``incident``: of one alone, under this id and those that lead to
        it.  ``after``: only what is older than the change of this number: the next page of ``limit``.
        """
        with engine.reading(self._engine, self.name) as connection:
            return trail.find(connection, since, incident, limit, after)

    def leads_to(self, old: str) -> str | None:
        """The id that goes on for one of former days; None where it goes on itself, or nothing does."""
        with engine.reading(self._engine, self.name) as connection:
            return trail.leads_to(connection, old)

    def former_ids(self, incident: str) -> list[str]:
        """Ids of former days that lead to this incident."""
        with engine.reading(self._engine, self.name) as connection:
            return trail.former_ids(connection, incident)

    def queue(
        self, limit: int = 20, offset: int = 0, after: tuple[float, str] | None = None
    ) -> list[Incident]:
        """Incidents that are worth a person's look, those first where it is worth most.

        ``after``: the value and the id of one, in the queue or no longer in it: only those that follow it.
        """
        with engine.reading(self._engine, self.name) as connection:
            return conclusions.queue(connection, limit, offset, after)

    def waiting(self) -> dict[str, int]:
        """How many incidents of each status are worth a person's look."""
        with engine.reading(self._engine, self.name) as connection:
            return conclusions.waiting(connection)

    def suggested(self, incident: str) -> list[Incident]:
        """What the machine suggests in place of an incident that people decided on: one or several; nothing else."""
        with engine.reading(self._engine, self.name) as connection:
            return desk.suggested(connection, incident)

    def orphaned(self) -> list[tuple[int, Judgement]]:
        """Decisions that find nothing to decide on any more, each with its place among all judgements, from 1."""
        with engine.reading(self._engine, self.name) as connection:
            return list(desk.orphaned(connection))

    def incident(self, prefix: str) -> Incident | None:
        """The incident of this id, or the only one whose id begins so; UsageError where several do."""
        with engine.reading(self._engine, self.name) as connection:
            return conclusions.one(connection, prefix)

    def linked_to(self, incident: str) -> list[tuple[str, str]]:
        """(type of link, id) of each incident that links to this one."""
        with engine.reading(self._engine, self.name) as connection:
            return conclusions.linked_to(connection, incident)

    def members(self) -> dict[str, tuple[str, ...]]:
        """Incident -> the ids of its reports, without reading either."""
        with engine.reading(self._engine, self.name) as connection:
            return conclusions.members(connection)

    def incidents_of(self, ids: Sequence[str]) -> list[Incident]:
        """The incidents of these ids, whole, in this order; ids that are not there are left out."""
        with engine.reading(self._engine, self.name) as connection:
            return conclusions.some(connection, ids)

    def listing(self) -> Iterator[Line]:
        """What every incident is filtered and drawn by, in no order."""
        return self._stream(listing.lines)

    def briefs(self, ids: Sequence[str]) -> list[Brief]:
        """What a list shows of these incidents, in this order; ids that are not there are left out."""
        with engine.reading(self._engine, self.name) as connection:
            return listing.briefs(connection, ids)

    def listed(self) -> bool:
        """Whether lists are complete; False for a record that an older Vigil concluded."""
        with engine.reading(self._engine, self.name) as connection:
            return listing.complete(connection) and get(connection, "concluded") is not None

    def worded(self, text: str) -> set[str]:
        """Ids of the incidents whose words hold every word and phrase of ``text``."""
        with engine.reading(self._engine, self.name) as connection:
            return search.find_incidents(connection, text)

    def conclusion(self) -> str:
        """A word that changes with every conclusion from the documents, and not with a person's decision."""
        with engine.reading(self._engine, self.name) as connection:
            return f"{get(connection, 'changes') or '0'}-{get(connection, 'concluded') or ''}".replace(
                " ", "-"
            )

    def revision(self) -> str:
        """A word that changes whenever something in the record does: what rests on it can be kept until then."""
        with engine.reading(self._engine, self.name) as connection:
            told = dict(map(tuple, connection.execute(_STATE)))
        names = ("changes", "touched", "drawn", "concluded")
        return "-".join(told.get(name) or "0" for name in names).replace(" ", "-")

    def kept(self, key: str, revision: str) -> Any:
        """What was kept under a key, if it is of this revision; None otherwise."""
        with engine.reading(self._engine, self.name) as connection:
            query = sa.select(kept.c.data).where(kept.c.key == key, kept.c.revision == revision)
            data = connection.scalar(query)
        return None if data is None else rows.plain(zlib.decompress(data).decode())

    def aftermath(
        self, kind: type[A], *, incident: str | None = None, text: str | None = None
    ) -> Iterator[A]:
        """Episodes, demands, responses, accused, threats or parties, by date (unknown last) and id.

        ``kind``: a class of ``vigil.aftermath``.  ``incident``: the id of one they are about.  ``text``: words that all
        occur in their names or words, letter case aside.
        """
        return self._stream(lambda c: aftermath.find(c, kind, incident, text))

    def drawn_of(self, incident: str) -> list[Aftermath]:
        """All but parties that is about one incident, by kind, date (unknown last) and id."""
        with engine.reading(self._engine, self.name) as connection:
            return aftermath.about(connection, incident)

    def drawn_worded(self, text: str, limit: int = 20) -> dict[str, list[Aftermath]]:
        """Episodes, demands ... whose names or words hold every word of ``text``, by the word of their kind, the first of each."""
        with engine.reading(self._engine, self.name) as connection:
            return aftermath.worded(connection, text, limit)

    def drawn_after(self, kind: type[A], after: str | None, limit: int) -> list[A]:
        """Of one kind the next ``limit`` by id after the one called ``after``."""
        with engine.reading(self._engine, self.name) as connection:
            return aftermath.after(connection, kind, after, limit)

    def drawn(self, kind: type[A], prefix: str) -> A | None:
        """The one of this kind and id, or the only one whose id begins so; UsageError where several do."""
        with engine.reading(self._engine, self.name) as connection:
            return aftermath.one(connection, kind, prefix)

    def drawn_some(self, kind: type[A], ids: Sequence[str]) -> list[A]:
        """Those of one kind and these ids, in this order; ids that are not there are left out."""
        with engine.reading(self._engine, self.name) as connection:
            return aftermath.some(connection, kind, ids)

    def drawn_plain(self, kind: type[Aftermath]) -> Iterator[dict[str, Any]]:
        """All of one kind by date (unknown last) and id, as plain values by the names of its fields."""
        return self._stream(lambda c: aftermath.plain(c, kind))

    def drawn_told(self, incidents: Sequence[str]) -> list[tuple[str, str, str]]:
        """(incident, word of the kind, id) of all that is drawn about any of these incidents."""
        with engine.reading(self._engine, self.name) as connection:
            return list(aftermath.told(connection, incidents))

    def tellers(self) -> Iterator[tuple[str, str]]:
        """(incident, document) for every document that tells of an incident, each pair once."""
        return self._stream(reading.tellers)

    def homes(self, claims: Sequence[str]) -> list[tuple[str, str, str]]:
        """(document, claim, incident) of the incidents in whose reports these claims, by their ids, stand."""
        with engine.reading(self._engine, self.name) as connection:
            return list(reading.homes(connection, claims))

    def located(self) -> Iterator[tuple[str, Place]]:
        """(incident, its place) of every incident that has one, in no order."""
        return self._stream(listing.located)

    def drawn_counts(self) -> dict[str, int]:
        """How many episodes, demands, accused ... are drawn, by the word of each kind."""
        with engine.reading(self._engine, self.name) as connection:
            return aftermath.counts(connection)

    def outlets(self) -> list[tuple[str | None, int, str | None, str | None]]:
        """(outlet, current documents, first and last date of publication), most documents first."""
        with engine.reading(self._engine, self.name) as connection:
            return reading.outlets(connection)

    def _stream(self, query: Callable[[Connection], Iterator[T]]) -> Iterator[T]:
        with engine.reading(self._engine, self.name) as connection:
            yield from query(connection)


def get(connection: Connection, key: str) -> str | None:
    """A word that the record keeps of itself; None where it has none of this name."""
    return connection.scalar(sa.select(meta.c.value).where(meta.c.key == key))
