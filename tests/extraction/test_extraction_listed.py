"""Rows of lists as reports: whatever stands in the cells, every claim is quoted from the row's own text."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.articles import listed_article
from vigil.extraction.listed import read_row
from vigil.ingest import ListOptions, read_list, row_document
from vigil.listed import Listed, Read, is_row, written
from vigil.records import Article, Reading

HEADER = ("id", "date", "town", "actor1", "source", "killed", "killed_min", "killed_max", "wounded", "notes")
# what people write into tables: separators, quotes, line ends, text that looks like another line, other scripts
TEXT = st.text(st.sampled_from('\u2028\u2029\x85ab Z;,:"\n\t|éपك“”0123456789-()'), max_size=30)
COUNT = st.one_of(
    st.integers(0, 5000).map(str), st.sampled_from(["", "at least 5", "more than 7", "up to 9", "about 20", "dozens", "5 to 8", "?"])
)  # fmt: skip


def table(*rows: dict[str, str], header: tuple[str, ...] = HEADER) -> Read:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, header)
    writer.writeheader()
    writer.writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.csv"
        path.write_bytes(stream.getvalue().encode())
        return read_list(path, ListOptions(form="plain", keep=True, name="Own"))[0]


def reading(read: Read, row: Listed) -> tuple[Article, Reading]:
    text = written(row, read)
    article = listed_article(row_document(row, read, text))
    assert isinstance(article, Article) and article.text == text.text and is_row(article.extra)
    return article, read_row(article, row, read, text, row.place)


@settings(max_examples=150, deadline=None)
@given(town=TEXT, actor=TEXT, source=TEXT, killed=COUNT, wounded=COUNT, notes=TEXT)
def test_every_quote_stands_where_it_says(
    town: str, actor: str, source: str, killed: str, wounded: str, notes: str
) -> None:
    cells = dict(
        zip(HEADER, ("1", "2020-02-02", town, actor, source, killed, "", "", wounded, notes), strict=True)
    )
    (row,) = (read := table(cells)).rows
    article, found = reading(read, row)
    (report,) = found.reports
    assert found.reader == "list/1" and report.document == article.id == "Own:1"
    for claim in report.claims:
        assert article.text[claim.span.start : claim.span.end] == claim.quote
        assert claim.speaker == "Own" and claim.speaker_kind == "dataset"
        if isinstance(claim.value, str):
            assert claim.value in claim.quote
    assert report.lead is not None
    assert article.text[report.lead.start : report.lead.end] == report.summary
    told = {claim.attribute for claim in report.claims} & {"killed", "injured"}
    assert told == {
        name for name, cell in (("killed", killed), ("injured", wounded)) if cell not in ("", "?")
    }
    assert all(cell.strip() in article.text for cell in (town, actor, notes)), "its cells as they are"


@given(numbers=st.lists(st.integers(0, 900), min_size=3, max_size=3).map(sorted))
@settings(max_examples=30, deadline=None)
def test_a_figure_keeps_the_bounds_of_its_list(numbers: list[int]) -> None:
    low, best, high = numbers
    cells = dict.fromkeys(HEADER, "") | {"id": "1", "date": "2020-02-02", "notes": "A blast."}
    cells |= {"killed": str(best), "killed_min": str(low), "killed_max": str(high)}
    (row,) = (read := table(cells)).rows
    _, found = reading(read, row)
    (claim,) = found.reports[0].claims
    assert (claim.low, claim.value, claim.high) == (low, best, high)
    assert claim.qualifier == ("exact" if low == high else "between")
    assert claim.quote == f"killed: {best}\nkilled_min: {low}\nkilled_max: {high}"


def test_an_id_is_that_of_the_row_or_of_its_words() -> None:
    header = HEADER[1:]
    one = {"date": "2020-02-02", "town": "Alba", "killed": "3"}
    other = {"date": "2020-02-02", "town": "Brno", "killed": "3"}
    first, second = (
        reading(read, row)[0].id for read in [table(one, other, header=header)] for row in read.rows
    )
    assert first != second and first.startswith("Own:")
    moved = table(other, one, header=header)  # other lines, the same rows
    assert [reading(moved, row)[0].id for row in moved.rows] == [second, first]


def test_the_last_of_several_source_dates() -> None:
    header = ("id", "date", "source_date", "type_of_violence", "date_start")
    read = table(
        {"id": "1", "date_start": "2013-02-16", "source_date": "2013-02-17;2013-02-19;2013-02-18", "date": ""},
        {"id": "2", "date_start": "2013-02-16", "source_date": "2999-01-01", "date": ""}, header=header,
    )  # fmt: skip
    days = [reading(read, row)[0].published for row in read.rows]
    assert days == ["2013-02-19", None]


def test_a_row_that_was_not_kept_says_so() -> None:
    read = table({"date": "2020-02-02", "town": "Alba"})
    bare = Listed("Own", "1", read.rows[0].date)
    with pytest.raises(ValueError, match="keep=True"):
        written(bare, read)
