"""The flat table for a spreadsheet, the incidents as Parquet, and the data dictionary of every form with columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

import orjson

from vigil.export import acled, histories, ucdp
from vigil.export.decisions import flat
from vigil.export.frames import typed
from vigil.export.outgoing import Row, Written, outgoing
from vigil.export.peers import write_csv
from vigil.export.schema import TABLES, Column, Table
from vigil.export.table import COLUMNS, flat_row
from vigil.export.tables import Chosen, rows_of
from vigil.records import Incident

RULE = (
    "One row an incident. low and high of a toll are the lowest and highest credible stated figures (empty: open), best is what the"
    " record's rule chose; nothing reported is empty, 0 means that a text says none. A cell that begins with = + - @, a tab or a line"
    " end, apostrophes before it included, has one apostrophe more in front; taken away again, it is what the record holds."
)
PARQUET_RULE = (
    "The table incidents of a release (vigil freeze), with types and nulls; one row an incident. low and high of a toll are the"
    " lowest and highest credible stated figures (null: open), best is what the rule named beside it chose. Rule and data"
    " dictionary stand in the file's metadata under vigil:rule and vigil:dictionary."
)
DICTIONARY_RULE = (
    "Every column of every form that has columns: kind, unit and meaning, and the rule of the form."
)
DECISIONS_RULE = (
    "One row a decision that a person made on an incident: what the program has (machine), what the person says (person), who,"
    " when and why. machine and person are JSON where they have parts. Persons are numbered; words that a person typed leave only"
    " while the record shows them. incident is the id in csv, whose column corrected names the columns that are as persons decided."
)
_INCIDENTS = TABLES[0]
DECISIONS = next(table for table in TABLES if table.name == "decisions")
_OWN = {
    "perpetrators": "who is named as having done it, each with its stance, joined by '; '",
    "links": "type of link and id of the earlier incident, joined by '; '", "urls": "addresses of the documents, joined by '; '",
    "claims": "how many claims it has: vigil export claims has them with their words",
}  # fmt: skip
_COUNTS = ("claims",)


def _columns() -> Iterator[Column]:
    known = {column.name: column for column in _INCIDENTS.columns}
    for name in COLUMNS:
        yield known.get(name) or Column(name, "integer" if name in _COUNTS else "string", _OWN[name])


TABLE = Table("csv", "One row an incident, for a spreadsheet.", tuple(_columns()), ("id",))
DICTIONARY = Table("dictionary", DICTIONARY_RULE, tuple(
    Column(name, "string", about) for name, about in (
        ("form", "the word after vigil export; release: the tables of vigil freeze, of which xlsx and parquet are copies"),
        ("table", "table of the form"), ("column", "column; empty: the row is about the table"), ("kind", "string, integer, number, boolean or date (YYYY-MM-DD)"),
        ("unit", "unit"), ("meaning", "what it holds"), ("refers", "table.column whose values these are"),
    )
), ("form", "table", "column"))  # fmt: skip


def write(chosen: Chosen, incidents: Iterable[Incident], stream: IO[bytes]) -> Written:
    """The flat table as CSV."""
    rows = (flat_row(told.row) for told in outgoing(chosen, incidents))
    return Written(write_csv(TABLE, rows, stream))


def write_decisions(chosen: Chosen, incidents: Iterable[Incident], stream: IO[bytes]) -> Written:
    """The table of decisions as CSV: what goes beside the flat table."""
    rows = (
        {"incident": told.row["id"], **flat(row)}
        for told in outgoing(chosen, incidents)
        for row in told.row["decisions"]
    )
    return Written(write_csv(DECISIONS, rows, stream))


def write_parquet(chosen: Chosen, incidents: Iterable[Incident], stream: IO[bytes]) -> Written:
    """The table incidents of a release as one Parquet file."""
    from vigil.analysis.columns import write_parquet as write_columns  # with the extra analysis alone

    columns = [(column.name, column.kind) for column in _INCIDENTS.columns]
    told = (row for name, row in rows_of(chosen, incidents) if name == _INCIDENTS.name)
    cells = ([typed(row.get(name), kind) for name, kind in columns] for row in told)
    meaning = {column.name: {"meaning": column.about, "unit": column.unit} for column in _INCIDENTS.columns}
    notes = {"vigil:rule": PARQUET_RULE, "vigil:dictionary": orjson.dumps(meaning).decode()}
    return Written(write_columns(columns, cells, stream, notes))


def write_dictionary(stream: IO[bytes]) -> Written:
    """The data dictionary as CSV; it needs no record."""
    return Written(write_csv(DICTIONARY, _dictionary(), stream))


def _dictionary() -> Iterator[Row]:
    forms = [
        ("csv", TABLE, RULE),
        ("decisions", DECISIONS, DECISIONS_RULE),
        ("acled", acled.TABLE, acled.RULE),
        ("ucdp", ucdp.TABLE, ucdp.RULE),
    ]
    for form, table, rule in [*forms, *(("release", table, "") for table in TABLES)]:
        yield {
            "form": form,
            "table": table.name,
            "meaning": " ".join(part for part in (table.about, rule) if part),
        }
        for column in table.columns:
            yield {
                "form": form, "table": table.name, "column": column.name, "kind": column.kind, "unit": column.unit,
                "meaning": column.about, "refers": column.refers,
            }  # fmt: skip
    yield {"form": "histories", "table": "histories", "meaning": histories.RULE}
