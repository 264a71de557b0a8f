"""A record read once for figures over it: its incidents and its coverage as frames, its documents as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vigil.analysis import coverage_frame, incident_frame
from vigil.declared import INSIDE, coverage, where
from vigil.export import withheld
from vigil.figures.inside import Inside
from vigil.listed import is_row

if TYPE_CHECKING:
    from vigil.declared import Collection
    from vigil.store import DocumentRow, Record

Frame = Any  # of polars


@dataclass(frozen=True, slots=True)
class Whole:
    """The record."""

    name: str
    documents: Mapping[str, DocumentRow]  # rows of lists too
    frame: Frame  # every incident
    coverage: Frame  # of each by each document
    names: frozenset[str]  # of private persons

    def kept(self, inside: Inside | None) -> dict[str, DocumentRow]:
        """The documents of a collection; outside one all but rows of lists, which were compiled afterwards."""
        if inside is None:
            return {key: row for key, row in self.documents.items() if not is_row(row.extra)}
        made = inside.collection
        return {key: row for key, row in self.documents.items() if where(made, row) == INSIDE}

    def inside(self, declared: tuple[Collection, int] | None) -> Inside | None:
        """A declaration, and what is held of it."""
        if declared is None:
            return None
        made, version = declared
        return Inside(made, version, coverage(made, self.documents.values()))


def read(record: Record, private: Mapping[str, Sequence[str]] | None = None) -> Whole:
    """Read it; ``private``: document -> names that stay behind, found anew if not given.  They are in no
    frame but in titles of documents, which are masked where they are shown."""
    documents = {row.id: row for row in record.documents()}
    private = withheld(record) if private is None else private
    incidents = list(record.incidents())
    return Whole(
        record.name,
        documents,
        incident_frame(incidents, documents, private),
        coverage_frame(incidents, documents),
        frozenset(name for found in private.values() for name in found),
    )
