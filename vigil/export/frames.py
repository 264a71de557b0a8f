"""The tables of a release as frames, for work in Python."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from vigil.declared import Collection
from vigil.export.schema import TABLES
from vigil.export.tables import Chosen, rows
from vigil.store import Record

if TYPE_CHECKING:
    import polars as pl


def frames(record: Record, collection: Collection | None = None) -> dict[str, pl.DataFrame]:
    """Every table of ``vigil freeze`` as a polars frame, by name, private names withheld as in a release.

    ``collection``: only what it tells, see ``Chosen.of``.  Columns and their meaning are those of ``schema.TABLES``.  All
    of the record is in memory at once.  Raises ModuleNotFoundError where the extra ``analysis`` is not installed.
    """
    from vigil.analysis.columns import frame

    kinds = {table.name: [(column.name, column.kind) for column in table.columns] for table in TABLES}
    held: dict[str, list[list[Any]]] = {table.name: [] for table in TABLES}
    for name, row in rows(Chosen.of(record, collection)):
        held[name].append([typed(row.get(column), kind) for column, kind in kinds[name]])
    return {name: frame(kinds[name], found) for name, found in held.items()}


def typed(value: Any, kind: str) -> Any:
    """A cell of a release as a value of its kind: None where it is empty, a day as a ``date``."""
    if value is None or value == "":
        return None
    if kind == "date":
        return date.fromisoformat(value)
    return value.replace("\0", "") if isinstance(value, str) else value
