"""Tables of declared types as frames and Parquet."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any

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


def write_parquet(
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Any]],
    stream: IO[bytes],
    notes: Mapping[str, str],
    at_once: int = 20_000,
) -> int:
    """Rows as a Parquet file with ``notes`` in its metadata; how many there were.

    So many rows at a time are in memory: each such piece lies on disk until the pieces are made one file.
    """
    written = 0
    source = iter(rows)
    with tempfile.TemporaryDirectory(prefix="vigil-parquet-") as folder:
        pieces: list[Path] = []
        while piece := list(islice(source, at_once)):
            pieces.append(Path(folder) / f"{len(pieces)}.parquet")
            frame(columns, piece).write_parquet(pieces[-1], compression="zstd")
            written += len(piece)
        found = pl.scan_parquet(pieces) if pieces else frame(columns, ()).lazy()
        found.sink_parquet(stream, compression="zstd", maintain_order=True, metadata=dict(notes))
    return written
