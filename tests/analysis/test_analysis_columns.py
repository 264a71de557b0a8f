"""Tables as Parquet."""

from __future__ import annotations

import io

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from vigil.analysis.columns import parquet

COLUMNS = [("s", "string"), ("i", "integer"), ("n", "number"), ("b", "boolean"), ("d", "date")]
CELLS = st.tuples(
    st.none() | st.text(st.characters(blacklist_categories=["Cs"]), max_size=8),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.floats(allow_nan=False),
    st.none() | st.booleans(),
    st.none() | st.dates(),
)


@given(st.lists(CELLS, max_size=5))
def test_rows_come_back_with_their_types(rows: list[tuple]) -> None:
    content = parquet(COLUMNS, rows)
    read = pl.read_parquet(io.BytesIO(content))
    assert read.rows() == rows
    assert read.dtypes == [pl.String, pl.Int64, pl.Float64, pl.Boolean, pl.Date]
    assert parquet(COLUMNS, iter(rows)) == content
