"""Tables as Parquet: columns of declared types, one file each."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

TYPES: dict[str, Any] = {
    "string": pl.String,
    "integer": pl.Int64,
    "number": pl.Float64,
    "boolean": pl.Boolean,
    "date": pl.Date,
}


def parquet(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> bytes:
    """A Parquet file of rows: ``columns`` are (name, one of TYPES), a cell is a value of that type or None.

    Days are given as ``datetime.date``.  The same rows give the same bytes under the same version of the library.
    """
    schema = {name: TYPES[kind] for name, kind in columns}
    frame = pl.DataFrame(list(rows), schema=schema, orient="row")
    stream = io.BytesIO()
    frame.write_parquet(stream, compression="zstd")
    return stream.getvalue()
