"""From a record to bytes: JSON Lines and CSV, in a stable order, into a file only once it is whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

import orjson

from vigil.aftermath import Demand, Response
from vigil.errors import UsageError
from vigil.export import flat
from vigil.export.aftermath import AFTERMATH
from vigil.export.contract import aggregate_row, claim_row, document_row, incident_claims, incident_row
from vigil.export.decisions import Decisions
from vigil.export.names import names_for, names_of_claim
from vigil.export.outgoing import outgoing
from vigil.export.peers import csv_lines
from vigil.export.table import flat_row
from vigil.export.tables import Chosen
from vigil.export.withheld import Names, withheld
from vigil.records import Incident
from vigil.store import Record

T = TypeVar("T", Demand, Response)
LINES = ("incidents", "aggregates", "documents", "claims", *AFTERMATH, "csv")


def export_lines(
    record: Record, what: str, chosen: Iterable[Incident] | None = None, names: Names | None = None
) -> Iterator[bytes]:
    """The lines of an export, each with its line end.

    ``what`` is one of ``LINES``; incidents, claims and csv are of the incidents ``chosen`` (default: all), the others of
    the record.  ``names``: those withheld, where they are known already.  The same record gives the same bytes.  Raises
    UsageError for another word.
    """
    if what not in LINES:
        raise UsageError(f"There is no export called {what}: choose one of {', '.join(LINES)}")
    if what == "csv":
        found = outgoing(Chosen.of(record), record.incidents() if chosen is None else chosen)
        return csv_lines(flat.TABLE, (flat_row(told.row) for told in found))
    return (orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in _rows(record, what, chosen, names))


def incident_rows(
    record: Record, chosen: Iterable[Incident] | None = None, names: Names | None = None
) -> Iterator[dict[str, Any]]:
    """Contract rows of ``chosen`` incidents (default: all, by day and id), private names withheld.

    The record is read twice, names first, so that memory holds names and documents but never all incidents.
    """
    names = withheld(record) if names is None else names
    documents = {row.id: row for row in record.documents()}
    decisions = Decisions.of(record, names)
    demands, responses = _told(record.aftermath(Demand)), _told(record.aftermath(Response))
    for incident in record.incidents() if chosen is None else chosen:
        yield incident_row(
            incident,
            documents,
            names,
            demands.get(incident.id, ()),
            responses.get(incident.id, ()),
            decisions,
        )


def _told(drawn: Iterable[T]) -> dict[str, list[T]]:
    """What was drawn, by the incidents that it is told beside."""
    out: dict[str, list[T]] = {}
    for one in drawn:
        for incident in dict.fromkeys(one.incidents):
            out.setdefault(incident, []).append(one)
    return out


def _rows(
    record: Record, what: str, chosen: Iterable[Incident] | None, names: Names | None
) -> Iterator[dict[str, Any]]:
    if what == "incidents":
        yield from incident_rows(record, chosen, names)
        return
    names = withheld(record) if names is None else names
    if what == "claims":
        for incident in record.incidents() if chosen is None else chosen:
            private = names_for(incident, names)
            for document, claim in incident_claims(incident):
                yield {
                    "incident": incident.id,
                    **claim_row(document, claim, names_of_claim(document, private, names)),
                }
    elif what in AFTERMATH:
        kind, row_of = AFTERMATH[what]
        for drawn in record.aftermath(kind):
            yield row_of(drawn, names)
    elif what == "aggregates":
        for aggregate in record.aggregates():
            yield aggregate_row(aggregate, names.get(aggregate.document, ()))
    else:
        for row in record.documents():
            yield document_row(row, names.get(row.id, ()))


@contextmanager
def atomic_writer(path: Path) -> Iterator[IO[bytes]]:
    """A file that exists under its name only once all of it is written; a failure leaves what was there before.

    Raises UsageError where the folder cannot be written to.
    """
    folder = path.parent
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=folder)
    except OSError as error:
        raise UsageError(f"Cannot write {path}: {error.strerror or error}") from error
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        os.chmod(name, 0o644 & ~_umask())
        os.replace(name, path)
    except OSError as error:
        raise UsageError(f"Cannot write {path}: {error.strerror or error}") from error
    finally:
        if os.path.exists(name):
            os.unlink(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
