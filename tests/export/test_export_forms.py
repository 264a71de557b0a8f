"""Every form of export: one table of them, stable bytes, no private name, filters, formulas."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import followed
import leaving
import made_up
import polars as pl
import pytest

from vigil.cli.export import Form
from vigil.errors import UsageError
from vigil.export import FORMATS, export, format_named
from vigil.export.flat import TABLE
from vigil.export.formats import JSON_LINES
from vigil.export.schema import TABLES
from vigil.export.table import COLUMNS, bare_cell
from vigil.export.tables import Chosen
from vigil.records import READ, RawDocument, Reading, Report
from vigil.store import Outcome, Record

NAMES = [form.name for form in FORMATS]
OF_INCIDENTS = [form.name for form in FORMATS if form.of_incidents]
PAGE = Path(__file__).parents[2] / "docs" / "howto-exports.md"
SPELT = "salma-idrissou.html"
HOSTILE = '=cmd|" /C calc"!A0'


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return followed.fill(tmp_path_factory.mktemp("record") / "r.db")


def bytes_of(place: Path, name: str, **filters: str) -> bytes:
    stream = io.BytesIO()
    with Record.open(place) as record:
        export(record, name, stream, filters)
    return stream.getvalue()


def words_of(name: str, content: bytes) -> str:
    """Everything that can be read in a file of this form."""
    if name == "xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(entry).decode("utf-8") for entry in archive.namelist())
    if name == "parquet":
        return "\n".join(map(str, pl.read_parquet(io.BytesIO(content)).rows()))
    return content.decode("utf-8")


# ---------------------------------------------------------------- the table of forms


def test_the_command_offers_every_form_once() -> None:
    assert [form.value for form in Form] == NAMES
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("form", FORMATS, ids=NAMES)
def test_every_form_says_what_it_is_and_by_which_rule(form) -> None:
    assert form.rule.endswith(".") and len(form.rule.split()) > 6
    assert re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", form.media_type) and re.fullmatch(r"(\.[a-z]+)+", form.ending)
    assert f"`{form.name}`" in PAGE.read_text("utf-8") or form.name in (
        "episodes", "responses", "accountability", "threats", "actors",
    )  # fmt: skip


def test_an_unknown_form_is_a_usage_error_that_names_them(place: Path) -> None:
    with pytest.raises(UsageError, match="geojson"):
        format_named("xml")


@pytest.mark.parametrize("name", NAMES)
def test_the_same_record_gives_the_same_bytes(place: Path, name: str, tmp_path: Path) -> None:
    other = followed.fill(tmp_path / "other.db", order=-1)
    first = bytes_of(place, name)
    assert first and first == bytes_of(place, name) == bytes_of(other, name)


@pytest.mark.parametrize("name", OF_INCIDENTS)
def test_a_record_of_nothing_gives_a_file_of_nothing(name: str, tmp_path: Path) -> None:
    with Record.open(tmp_path / "empty.db") as record:
        stream = io.BytesIO()
        assert export(record, name, stream).rows == 0


# ---------------------------------------------------------------- private names


@pytest.mark.parametrize("name", NAMES)
def test_names_of_private_persons_are_in_no_form(place: Path, name: str) -> None:
    words = words_of(name, bytes_of(place, name))
    if (
        format_named(name).media_type == JSON_LINES
    ):  # for one's own programs: ids and addresses are as they came in
        words = words.replace(followed.DOCUMENT, "").replace("/hamza-tandja-free", "")
    for private in followed.PRIVATE:
        assert private.casefold() not in words.casefold(), private


@pytest.fixture(scope="module")
def spelling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record whose only document spells out a victim's name in its id and address."""
    path = tmp_path_factory.mktemp("record") / "s.db"
    text = made_up.FIRST
    raw = RawDocument("test", "text/plain", text.encode(), text, SPELT)
    first = made_up.reports()[0]
    article = leaving.replace(
        made_up.articles()[0], id=SPELT, url=f"https://news.example/{SPELT}", status=READ
    )
    report: Report = leaving.replace(first, document=SPELT)
    with Record.open(path) as record:
        generation = record.begin_run("d")
        record.add_batch([Outcome(raw, article, Reading(SPELT, (report,)))], "d", generation)
        incident = leaving.bomb(reports=(report,), merges=())
        record.replace_incidents([incident])
        record.finish_run(generation)
    return path


@pytest.mark.parametrize(
    "name", ["csv", "xlsx", "parquet", "acled", "ucdp", "plover", "geojson", "ftm", "jsonld", "histories"]
)
def test_an_address_or_id_that_spells_out_a_name_goes_with_no_form_of_others(
    spelling: Path, name: str
) -> None:
    words = words_of(name, bytes_of(spelling, name))
    assert "idrissou" not in words.casefold()
    if name in ("plover", "jsonld"):
        assert "document-" in words  # it is still told which document it was


# ---------------------------------------------------------------- which incidents


@pytest.mark.parametrize("name", OF_INCIDENTS)
def test_filters_choose_incidents_and_links_to_the_others_go(place: Path, name: str) -> None:
    words = words_of(name, bytes_of(place, name, kind="demonstration"))
    if name not in (
        "histories",
        "ucdp",
        "decisions",
    ):  # which name none, have no demonstrations, or tell what nobody decided
        assert "i-sit" in words
    if name != "incidents":  # which is the record's own form, and keeps them
        assert "i-bomb" not in words


def test_of_the_whole_record_no_incidents_are_chosen(place: Path) -> None:
    with pytest.raises(UsageError, match="whole record"):
        bytes_of(place, "demands", kind="attack")


def test_a_form_takes_incidents_one_by_one(place: Path) -> None:
    """A writer asks for the next incident only when it has written the one before: memory holds one."""
    for name in ("csv", "acled", "ucdp", "plover", "geojson", "ftm", "jsonld", "xlsx"):
        with Record.open(place) as record:
            stream, seen = io.BytesIO(), []

            def told():
                for incident in record.incidents():
                    seen.append((incident.id, stream.tell()))  # noqa: B023
                    yield incident

            format_named(name).write(Chosen.of(record), told(), stream)
            assert len(seen) == 2
            if name not in (
                "xlsx",
                "ucdp",
            ):  # a workbook is copied when it is whole; UCDP has no demonstrations
                assert seen[1][1] > seen[0][1], name


# ---------------------------------------------------------------- tables, dictionary, formulas


def test_the_dictionary_has_every_column_of_every_table(place: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(bytes_of(place, "dictionary").decode("utf-8"))))
    found = {(row["form"], row["table"], row["column"]) for row in rows if row["column"]}
    for table in TABLES:
        assert {("release", table.name, name) for name in table.names} <= found
    for name in ("csv", "decisions", "acled", "ucdp"):
        header = next(csv.reader(io.StringIO(bytes_of(place, name).decode("utf-8"))))
        assert {(name, name, column) for column in header} <= found
        assert format_named(name).rule in next(
            row["meaning"] for row in rows if (row["form"], row["column"]) == (name, "")
        )
    assert all(bare_cell(row["meaning"]) for row in rows if row["column"])
    assert TABLE.names == tuple(COLUMNS)


@pytest.mark.parametrize("name", ["csv", "acled", "ucdp"])
def test_no_cell_of_a_table_runs_and_each_can_be_undone(name: str) -> None:
    content, _ = leaving.written(
        name,
        [leaving.bomb(summary=HOSTILE, place=leaving.replace(made_up.TESSAOUA, lat=-13.5, city=HOSTILE))],
    )
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8")))
    for cell in row.values():
        assert not re.match(r"[=+\-@\t\r]", cell) or re.fullmatch(r"-?\d+(\.\d+)?", cell)
    place = {"csv": "city", "acled": "location", "ucdp": "where_coordinates"}[name]
    assert row[place] == "'" + HOSTILE and bare_cell(row[place]) == HOSTILE
    assert float(row["lat" if name == "csv" else "latitude"]) == -13.5
