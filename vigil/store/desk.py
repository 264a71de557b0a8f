"""Where people's decisions are laid over the machine's incidents: one transaction, only the incidents concerned.

The machine's incidents are those of the table ``incidents``, save where people decided otherwise: there the table ``suggestions``
has them, and ``incidents`` what people made of them.  Whoever decides gets the machine's, whole, and puts back both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vigil.errors import UsageError
from vigil.listed import is_row
from vigil.records import ENTERED, Incident, Judgement, Report
from vigil.store import conclusions, rows
from vigil.store.conclusions import Worth
from vigil.store.reading import CHUNK
from vigil.store.tables import (
    claims,
    documents,
    incident_links,
    incident_reports,
    incidents,
    judgements,
    orphans,
    reports,
    sealed,
    suggestion_links,
    suggestion_reports,
    suggestions,
)
from vigil.store.trail import Trail

_CURRENT = (documents.c.current, ~reports.c.replaced)


class Desk:
    """The incidents of a transaction under way, as the machine has them and as people left them."""

    def __init__(self, connection: Connection, trail: Trail, worth: Worth) -> None:
        self._connection = connection
        self._trail = trail
        self._worth = worth
        self._rows: dict[tuple[str, int], int] = {}  # (document, ordinal) -> row of the report
        self._numbers: dict[str, list[int]] = {}  # incident of the machine -> rows of its reports

    # ------------------------------------------------------------ judgements

    def judgements(self) -> list[tuple[int, Judgement]]:
        """(row, judgement) of all of them, oldest first."""
        query = sa.select(judgements.c.seq, judgements.c.data).order_by(judgements.c.seq)
        return [(row.seq, rows.load(Judgement, row.data)) for row in self._connection.execute(query)]

    def add(self, said: Judgement) -> int:
        """Add a judgement; its row."""
        values = {"subject": said.subject, "data": rows.dump(said)}
        found = self._connection.execute(sa.insert(judgements).values(values).returning(judgements.c.seq))
        return int(found.scalar_one())

    def orphan(self, without: Iterable[int], found: Iterable[int]) -> None:
        """Mark the judgements (rows) that found nothing to decide on, and no longer those that did."""
        without, found = sorted(without), sorted(found)
        for begin in range(0, len(both := [*without, *found]), CHUNK):
            mine = orphans.c.judgement.in_(both[begin : begin + CHUNK])
            self._connection.execute(sa.delete(orphans).where(mine))
        if without:
            self._connection.execute(sa.insert(orphans), [{"judgement": row} for row in without])

    # ------------------------------------------------------------ finding

    def incident(self, name: str) -> Incident:
        """An incident as people left it, by its id, a former one, or the first letters of one.

        Raises UsageError where there is none, or several.
        """
        found = conclusions.one(self._connection, name)
        if found is None:
            raise UsageError(f"There is no incident {name}. `vigil incidents` lists them.")
        return found

    def of_reports(self, ids: Iterable[str]) -> dict[str, str]:
        """Report id -> the machine's incident that holds it, for those in one."""
        wanted = {_key(name) for name in ids}
        found: dict[tuple[str, int], str] = {}
        listed = sorted({document for document, _ in wanted})
        for begin in range(0, len(listed), CHUNK):
            of = documents.c.id.in_(listed[begin : begin + CHUNK])
            found.update(self._held(sa.and_(of, reports.c.ordinal < ENTERED)))
        return {f"{d}#{n}": name for (d, n), name in found.items() if (d, n) in wanted}

    def of_documents(self, names: Iterable[str], kind: str | None) -> set[str]:
        """The machine's incidents with a report of this kind (None: any) in one of these documents."""
        found: set[str] = set()
        listed = sorted(set(names))
        for begin in range(0, len(listed), CHUNK):
            of = sa.and_(documents.c.id.in_(listed[begin : begin + CHUNK]), reports.c.ordinal < ENTERED)
            for row in self._connection.execute(
                sa.select(documents.c.id, reports.c.ordinal, reports.c.data).join_from(reports, documents).where(of)
            ):  # fmt: skip
                if kind is None or rows.plain(row.data)["kind"] == kind:
                    here = self._held(sa.and_(documents.c.id == row.id, reports.c.ordinal == row.ordinal))
                    found.update(here.values())
        return found

    def of_claim(self, claim: str) -> set[str]:
        """The machine's incidents with a report that holds this claim."""
        holding = reports.c.seq.in_(sa.select(claims.c.report).where(claims.c.id == claim))
        return set(self._held(sa.and_(holding, reports.c.ordinal < ENTERED)).values())

    def document_of(self, claim: str) -> str | None:
        """The document that a claim of an incident is in."""
        query = sa.select(documents.c.id).select_from(claims.join(reports).join(documents))
        return self._connection.scalar(query.where(claims.c.id == claim, documents.c.current).limit(1))

    def _held(self, which: sa.ColumnElement[bool]) -> dict[tuple[str, int], str]:
        """(document, ordinal) of reports -> the machine's incident that holds each."""
        found: dict[tuple[str, int], str] = {}
        i, s = incident_reports.c, suggestion_reports.c
        for owner, report in ((i.incident, i.report), (s.suggestion, s.report)):  # the machine's go before
            query = (
                sa.select(documents.c.id, reports.c.ordinal, owner.label("owner"))
                .join(reports, reports.c.seq == report)
                .join(documents, documents.c.seq == reports.c.document)
                .where(which)
            )
            found.update({(row.id, row.ordinal): row.owner for row in self._connection.execute(query)})
        return found

    def linking_to(self, ids: Iterable[str]) -> set[str]:
        """The machine's incidents that link to one of these of the machine's."""
        found: set[str] = set()
        listed = sorted(ids)
        for begin in range(0, len(listed), CHUNK):
            some = listed[begin : begin + CHUNK]
            c = suggestion_links.c
            found.update(self._connection.scalars(sa.select(c.suggestion).where(c.target.in_(some))))
            links = incident_links.c
            query = sa.select(links.incident).where(links.target.in_(some))
            found.update(self._plain(set(self._connection.scalars(query))))
        return found

    def _plain(self, ids: set[str]) -> set[str]:
        """Of these incidents, those that are as the machine has them."""
        i, s = incident_reports.c, suggestion_reports.c
        out: set[str] = set()
        listed = sorted(ids)
        for begin in range(0, len(listed), CHUNK):
            mine = i.incident.in_(listed[begin : begin + CHUNK])
            decided = sa.select(i.incident).join(suggestion_reports, s.report == i.report).where(mine)
            own = sa.select(i.incident).join(reports).where(mine, reports.c.ordinal < ENTERED)
            out.update(set(self._connection.scalars(own)) - set(self._connection.scalars(decided)))
        return out

    def regrouped(self, ids: Iterable[str]) -> set[str]:
        """Of the machine's incidents, those whose reports people grouped otherwise."""
        found: set[str] = set()
        listed = sorted(ids)
        for begin in range(0, len(listed), CHUNK):
            c = suggestions.c
            query = sa.select(c.id).where(c.id.in_(listed[begin : begin + CHUNK]), c.regrouped)
            found.update(self._connection.scalars(query))
        return found

    def machine(self, ids: Iterable[str]) -> list[Incident]:
        """These incidents as the machine has them, whole."""
        listed = sorted(ids)
        out: list[Incident] = []
        for begin in range(0, len(listed), CHUNK):
            some = listed[begin : begin + CHUNK]
            s, i = suggestion_reports.c, incident_reports.c
            kept = {row.id: row.data for row in self._connection.execute(sa.select(suggestions.c.id, suggestions.c.data).where(suggestions.c.id.in_(some)))}  # fmt: skip
            rest = [name for name in some if name not in kept]
            asked = sa.select(incidents.c.id, incidents.c.data).where(incidents.c.id.in_(rest))
            plain = [(row.id, row.data) for row in self._connection.execute(asked)]
            for told, owner, report, position in (
                (sorted(kept.items()), s.suggestion, s.report, s.position),
                (plain, i.incident, i.report, i.position),
            ):
                if told:
                    question = conclusions.members_by(owner, report, position)
                    out += conclusions.whole(self._connection, told, question)
                    self._remember([name for name, _ in told], owner, report, position)
        return out

    def _remember(self, ids: Sequence[str], owner: Any, report: Any, position: Any) -> None:
        query = (
            sa.select(owner.label("owner"), documents.c.id, reports.c.ordinal, reports.c.seq)
            .join(reports, reports.c.seq == report)
            .join(documents, documents.c.seq == reports.c.document)
            .where(owner.in_(ids))
            .order_by(owner, position)
        )
        for name in ids:
            self._numbers[name] = []
        for row in self._connection.execute(query):
            self._rows[row.id, row.ordinal] = row.seq
            self._numbers[row.owner].append(row.seq)

    def about(
        self, names: Iterable[str]
    ) -> tuple[dict[str, str | None], dict[str, str], dict[str, str | None]]:
        """Of documents, when each was published (a row of a list: no day), its group of near-copies, and its outlet."""
        published: dict[str, str | None] = {}
        outlets: dict[str, str | None] = {}
        groups: dict[str, str] = {}
        listed = sorted(set(names))
        for begin in range(0, len(listed), CHUNK):
            c = documents.c
            query = sa.select(c.id, c.published, c.syndication, c.outlet, c.extra).where(c.current, c.id.in_(listed[begin : begin + CHUNK]))  # fmt: skip
            for row in self._connection.execute(query):
                published[row.id] = None if is_row(row.extra) else row.published
                outlets[row.id] = row.outlet
                if row.syndication is not None:
                    groups[row.id] = row.syndication
        return published, groups, outlets

    def text(self, document: str, where: str) -> str | None:
        """Text or title of the current version of a document; None where there is none of that id."""
        c = documents.c
        row = self._connection.execute(sa.select(c.text, c.title).where(c.id == document, c.current)).first()
        return None if row is None else (row.text if where == "text" else row.title) or ""

    def confidential(self, document: str) -> bool:
        """Whether the source of a document is sealed."""
        return (
            self._connection.scalar(sa.select(sealed.c.by).where(sealed.c.document == document)) is not None
        )

    # ------------------------------------------------------------ writing

    def enter(self, entered: Sequence[Report]) -> None:
        """Write reports of what people entered, where they are not there already."""
        for report in entered:
            key = (report.document, report.ordinal)
            query = sa.select(reports.c.seq).join(documents).where(*_CURRENT, documents.c.id == key[0], reports.c.ordinal == key[1])  # fmt: skip
            number = self._connection.scalar(query)
            if number is None:
                number = self._write_report(report)
            self._rows[key] = number

    def _write_report(self, report: Report) -> int:
        c = documents.c
        found = self._connection.execute(sa.select(c.seq, c.published).where(c.id == report.document, c.current)).one()  # fmt: skip
        number = (self._connection.scalar(sa.select(sa.func.max(reports.c.seq))) or 0) + 1
        data = {f.name: getattr(report, f.name) for f in fields(Report) if f.name != "claims"}
        anchor = report.date.start or found.published or ""
        row = {"seq": number, "document": found.seq, "ordinal": report.ordinal, "replaced": False}
        self._connection.execute(sa.insert(reports).values(**row, anchor=anchor, data=rows.dump(data)))
        for position, claim in enumerate(report.claims):
            of = {"report": number, "position": position, "id": claim.id(report.document)}
            self._connection.execute(
                sa.insert(claims).values(**of, attribute=claim.attribute, data=rows.dump(claim))
            )
        return number

    def put(self, machine: Sequence[Incident], left: Sequence[Incident], regrouped: frozenset[str]) -> None:
        """Write what people left of these incidents of the machine's, and keep the machine's beside them.

        Every report of the machine's, and every one that people entered there before, is in ``left`` or in nothing.
        """
        names = {incident.id for incident in machine}
        here = {number for name in names for number in self._numbers[name]}
        here |= {self._rows[r.document, r.ordinal] for incident in left for r in incident.reports}
        remove = self._holders(here)
        # What people entered there before, and took back since, goes with the incident that held it.
        conclusions.remove(self._connection, sorted(remove), self._trail)
        for begin in range(0, len(listed := sorted(names)), CHUNK):
            some = listed[begin : begin + CHUNK]
            for table in (suggestion_links, suggestion_reports):
                self._connection.execute(sa.delete(table).where(table.c.suggestion.in_(some)))
            self._connection.execute(sa.delete(suggestions).where(suggestions.c.id.in_(some)))
        as_left = {incident.id: incident for incident in left}
        apart = [incident for incident in machine if as_left.get(incident.id) != incident]
        if apart:
            self._keep(apart, regrouped)
        self._trail.note([incident.id for incident in left])
        conclusions.add(self._connection, left, self._rows, self._worth)

    def _holders(self, numbers: set[int]) -> set[str]:
        """Incidents that hold one of these reports."""
        found: set[str] = set()
        listed = sorted(numbers)
        for begin in range(0, len(listed), CHUNK):
            c = incident_reports.c
            query = sa.select(c.incident).where(c.report.in_(listed[begin : begin + CHUNK]))
            found.update(self._connection.scalars(query))
        return found

    def _keep(self, apart: Sequence[Incident], regrouped: frozenset[str]) -> None:
        values = [{"id": i.id, "regrouped": i.id in regrouped, "data": conclusions.data_of(i)} for i in apart]
        self._connection.execute(sa.insert(suggestions), values)
        held = [
            {"suggestion": i.id, "position": n, "report": number}
            for i in apart
            for n, number in enumerate(self._numbers[i.id])
        ]
        if held:
            self._connection.execute(sa.insert(suggestion_reports), held)
        tied = [
            {"suggestion": i.id, "position": n, "target": link.incident}
            for i in apart
            for n, link in enumerate(i.links)
        ]
        if tied:
            self._connection.execute(sa.insert(suggestion_links), tied)

    def forget(self, ids: Iterable[str]) -> None:
        """Remove entered reports (ids) that nothing holds, with the incidents that consist of nothing else."""
        for document, ordinal in map(_key, ids):
            query = sa.select(reports.c.seq).join(documents).where(documents.c.id == document, reports.c.ordinal == ordinal)  # fmt: skip
            for number in list(self._connection.scalars(query)):
                conclusions.remove(self._connection, sorted(self._holders({number})), self._trail)
                self._connection.execute(sa.delete(claims).where(claims.c.report == number))
                self._connection.execute(sa.delete(reports).where(reports.c.seq == number))


def clear(connection: Connection) -> None:
    """Forget every suggestion: the machine has made its incidents anew."""
    for table in (suggestion_links, suggestion_reports, suggestions):
        connection.execute(sa.delete(table))


def suggested(connection: Connection, incident: str) -> list[Incident]:
    """The machine's incidents that hold reports of one that people decided on."""
    i, s = incident_reports.c, suggestion_reports.c
    query = sa.select(s.suggestion).join(incident_reports, i.report == s.report).where(i.incident == incident)
    names = sorted(set(connection.scalars(query)))
    c = suggestions.c
    kept = [(row.id, row.data) for row in connection.execute(sa.select(c.id, c.data).where(c.id.in_(names)).order_by(c.id))]  # fmt: skip
    question = conclusions.members_by(s.suggestion, s.report, s.position)
    return list(conclusions.whole(connection, kept, question))


def orphaned(connection: Connection) -> Iterator[tuple[int, Judgement]]:
    """(place among all judgements, judgement) of those that found nothing to decide on."""
    place = sa.func.row_number().over(order_by=judgements.c.seq).label("place")
    inner = sa.select(judgements.c.seq, judgements.c.data, place).subquery()
    query = sa.select(inner.c.place, inner.c.data).join(orphans, orphans.c.judgement == inner.c.seq)
    for row in connection.execute(query.order_by(inner.c.place)):
        yield row.place, rows.load(Judgement, row.data)


def _key(report: str) -> tuple[str, int]:
    document, _, ordinal = report.rpartition("#")
    return document, int(ordinal)
