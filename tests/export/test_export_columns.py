"""Workbooks, Parquet and capture histories: read by their readers, value by value, and no larger in memory than a piece."""

from __future__ import annotations

import builtins
import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import followed
import leaving
import made_up
import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.analysis import captured_by
from vigil.analysis.columns import write_parquet
from vigil.errors import MissingExtra
from vigil.export import FORMATS, export, frames, workbook
from vigil.export.schema import TABLES
from vigil.export.table import bare_cell
from vigil.records import Incident
from vigil.store import Record

RULES = {form.name: form.rule for form in FORMATS}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return followed.fill(tmp_path_factory.mktemp("record") / "r.db", hostile="\n=1+1")


def bytes_of(place: Path, name: str, **filters: str) -> bytes:
    stream = io.BytesIO()
    with Record.open(place) as record:
        export(record, name, stream, filters)
    return stream.getvalue()


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book}


# ---------------------------------------------------------------- workbook


def test_a_workbook_holds_what_a_release_holds(place: Path) -> None:
    found = sheets(bytes_of(place, "xlsx"))
    assert list(found) == [*workbook.SHEETS, "dictionary", "rule"]
    with Record.open(place) as record:
        tables = frames(record)
    for name in workbook.SHEETS:
        header, *rows = found[name]
        whole = tables[name].rows()
        if name == "documents":  # of those that tell an incident
            whole = [row for row in whole if row[0] in ("n-1", "n-2")]
        assert header == tables[name].columns
        assert [[_plain(cell) for cell in row] for row in rows] == [
            [_none(cell) for cell in row] for row in whole
        ]
    assert found["rule"][0][0] == RULES["xlsx"]
    named = {(row[0], row[1]) for row in found["dictionary"][1:]}
    assert {(t.name, c) for t in TABLES if t.name in workbook.SHEETS for c in t.names} == named


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.date()
    return bare_cell(cell) if isinstance(cell, str) else cell


def _none(cell: Any) -> Any:
    return None if cell == "" else cell


def test_a_workbook_has_no_formula_and_numbers_are_numbers() -> None:
    content, _ = leaving.written(
        "xlsx", [leaving.bomb(summary="=1+1", place=leaving.replace(made_up.TESSAOUA, lat=-13.5))]
    )
    header, row = sheets(content)["incidents"]
    cells = dict(zip(header, row, strict=True))
    assert cells["summary"] == "'=1+1" and cells["lat"] == -13.5 and cells["killed_best"] == 15
    sheet = openpyxl.load_workbook(io.BytesIO(content))["incidents"]
    assert all(cell.data_type != "f" for line in sheet.rows for cell in line)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\x00￾￿"), min_size=1, max_size=30))
@settings(max_examples=25, deadline=None)
def test_any_words_come_back_from_a_workbook(words: str) -> None:
    content, _ = leaving.written("xlsx", [leaving.bomb(summary=words)])
    header, row = sheets(content)["incidents"]
    read = dict(zip(header, row, strict=True))["summary"]
    assert bare_cell(openpyxl.utils.escape.unescape(str(read))) == words


def test_what_a_sheet_or_cell_cannot_hold_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    found = [leaving.bomb(id=f"i-{n}", summary="😀" * 40_000) for n in range(5)]
    content, done = leaving.written("xlsx", found)
    held = sheets(content)
    assert [name for name in held if name.startswith("incidents")] == [
        "incidents",
        "incidents 2",
        "incidents 3",
    ]
    rows = [row for name in ("incidents", "incidents 2", "incidents 3") for row in held[name][1:]]
    assert [row[0] for row in rows] == [f"i-{n}" for n in range(5)] and done.rows == 5
    summary = rows[0][held["incidents"][0].index("summary")]
    assert summary.endswith("😀 […]") and len(summary.encode("utf-16-le")) // 2 <= 32_767


# ---------------------------------------------------------------- Parquet


def test_parquet_is_the_table_of_a_release_with_its_dictionary(place: Path) -> None:
    content = bytes_of(place, "parquet")
    with Record.open(place) as record:
        whole = frames(record)["incidents"]
    read = pl.read_parquet(io.BytesIO(content))
    assert read.equals(whole) and read.schema == whole.schema
    notes = pl.read_parquet_metadata(io.BytesIO(content))
    assert notes["vigil:rule"] == RULES["parquet"]
    assert set(json.loads(notes["vigil:dictionary"])) == set(read.columns)
    only = pl.read_parquet(io.BytesIO(bytes_of(place, "parquet", kind="demonstration")))
    assert only.get_column("id").to_list() == ["i-sit"]


@pytest.mark.parametrize("number", [0, 1, 4, 5, 11])
def test_parquet_is_written_in_pieces_that_are_one_file(number: int) -> None:
    most = 0

    def rows() -> Iterator[tuple[str, int | None, date]]:
        nonlocal most
        for n in range(number):
            most = max(most, n)
            yield f"row {n}", None if n % 2 else n, date(2020, 1, 1 + n)

    stream = io.BytesIO()
    kinds = [("id", "string"), ("number", "integer"), ("day", "date")]
    assert write_parquet(kinds, rows(), stream, {"vigil:rule": "r"}, at_once=4) == number
    read = pl.read_parquet(io.BytesIO(stream.getvalue()))
    assert read.get_column("id").to_list() == [f"row {n}" for n in range(number)]
    assert read.schema == {"id": pl.String, "number": pl.Int64, "day": pl.Date}


def test_without_the_extra_the_form_that_needs_it_says_what_to_install(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def lacking(name: str, *args: Any, **more: Any) -> Any:
        if name == "polars":
            raise ModuleNotFoundError("No module named 'polars'", name="polars")
        return real(name, *args, **more)

    for name in [
        m for m in sys.modules if m == "vigil.analysis" or m.startswith(("vigil.analysis.", "polars"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", lacking)
    for form in FORMATS:
        if form.analysis:
            with pytest.raises(MissingExtra, match=r"vigil-record\[analysis\]"):
                bytes_of(place, form.name)
        else:
            assert bytes_of(place, form.name)


# ---------------------------------------------------------------- capture histories


def histories(*incidents: Incident, documents: Any) -> tuple[list[str], Counter[tuple[int, ...]]]:
    content, done = leaving.written("histories", incidents, documents=documents)
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8")))
    assert done.rows == len(rows)
    return header, Counter({tuple(map(int, row[:-1])): int(row[-1]) for row in rows})


def test_histories_are_those_of_the_undercount() -> None:
    first, second, third = made_up.reports()
    documents = [leaving.document("n-1", "The Sahel Post", published="2021-03-02"), leaving.document("n-2", "The Daily", published="2021-03-03"),
                 leaving.document("n-3", "freq"), leaving.document("n-4", "Nobody")]  # fmt: skip
    passing = leaving.replace(first, role="background")
    found = [
        leaving.bomb(id="both"), leaving.bomb(id="one", reports=(first,)), leaving.bomb(id="again", reports=(first,)),
        leaving.bomb(id="other", reports=(second,)), leaving.bomb(id="recalled", reports=(passing,)),
        leaving.bomb(id="odd", reports=(leaving.replace(third, document="n-3"),)),
    ]  # fmt: skip
    header, counts = histories(*found, documents=documents)
    assert header == ["freq (outlet)", "the daily", "the sahel post", "freq"]
    assert counts == {(0, 1, 1): 1, (0, 0, 1): 2, (0, 1, 0): 1, (1, 0, 0): 1}
    held = {row.id: row for row in documents}
    lists = {name: [name] for name in ("freq", "the daily", "the sahel post", "nobody")}
    assert sum(counts.values()) == len(captured_by(found, held, lists).lists)
    _, done = leaving.written("histories", found, documents=documents)
    assert dict(done.left_out) == {"that no outlet tells as news": 1}


def test_a_near_copy_is_no_second_capture() -> None:
    documents = [
        leaving.document("n-1", "B", published="2021-03-02", syndication="s"),
        leaving.document("n-2", "A", published="2021-03-03", syndication="s"),
    ]
    header, counts = histories(leaving.bomb(), documents=documents)
    assert header == ["b", "freq"] and counts == {(1,): 1}
