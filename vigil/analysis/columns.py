"""Tables of declared types as frames and Parquet."""

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


def frame(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> pl.DataFrame:
    """A frame of rows: ``columns`` are (name, one of TYPES), a cell is a value of that type or None, a day a ``date``."""
    schema = {name: TYPES[kind] for name, kind in columns}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def parquet(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> bytes:
    """The same as a Parquet file.  The same rows give the same bytes under the same version of the library."""
    stream = io.BytesIO()
    frame(columns, rows).write_parquet(stream, compression="zstd")
    return stream.getvalue()
