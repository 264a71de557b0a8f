"""What goes with the tables of a release: README, codebook, citation, datapackage.json, and snippets that read it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from vigil import __version__, codebook
from vigil.declared import Collection, coverage
from vigil.errors import UsageError
from vigil.export.schema import TABLES, Column, Table
from vigil.export.tables import Chosen
from vigil.periods import period

PACKAGE = "datapackage.json"
_PROFILE = "https://datapackage.org/profiles/2.0/"
TITLE = "A record of political violence and protest"
_UNSTATED = "Author not stated"
_CUT = 300  # characters of a declared query or note that the README repeats


@dataclass(frozen=True, slots=True)
class About:
    """What the user says of a release.  ``authors`` as "Family, Given" for a person, or the name of a body."""

    title: str = TITLE
    version: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None  # of the release, a full day; never the clock's
    collection: Collection | None = None

    def checked(self) -> About:
        """The same.  Raises UsageError for words that no citation can hold."""
        for name, text in (
            ("title", self.title),
            ("version", self.version),
            *(("author", a) for a in self.authors),
        ):
            if text is not None and (not text.strip() or not text.isprintable()):
                raise UsageError(f"The {name} {text!r} is empty or holds characters that cannot be printed.")
        if self.date is not None:
            day = period(self.date)
            if day.start != day.end or len(self.date) != 10:
                raise UsageError(f"The date of a release is a full day, as in 2026-05-31, not {self.date}.")
        return self

    @staticmethod
    def title_of(collection: Collection | None) -> str:
        """What a release is called if nobody names it."""
        return TITLE if collection is None else f"{TITLE}: collection {collection.name}"


@dataclass(frozen=True, slots=True)
class Held:
    """What a release holds: rows by table, files with hash and length, and its collection in words."""

    rows: dict[str, int]
    files: dict[str, tuple[str, int]]
    collection: str

    @classmethod
    def of(cls, chosen: Chosen, rows: dict[str, int], files: dict[str, tuple[str, int]]) -> Held:
        """Read off what was chosen and written."""
        return cls(rows, files, _collection(chosen))

    @property
    def parquet(self) -> bool:
        """Whether the tables are there as Parquet too."""
        return any(name.endswith(".parquet") for name in self.files)

    @property
    def summary(self) -> str:
        """``102 incidents told by 107 documents, with 900 claims``."""
        n = self.rows
        return f"{n['incidents']:,} incidents, {n['claims']:,} claims with their quotes, {n['documents']:,} documents"


def _collection(chosen: Chosen) -> str:
    made = chosen.collection
    if made is None:
        return (
            "This release holds the whole record. Counts in it are counts of what these documents report. That something is not in it"
            " means something only inside a declared collection: see the tables collections, collection_gaps and collection_months."
        )
    held = coverage(made, chosen.documents.values())
    gaps = "; ".join(str(gap) for gap in made.gaps) or "none known"
    sought = f" Sought by: {made.query[:_CUT]}." if made.query else ""
    last = f", the last of {held.total.last}" if held.total.last else ""
    return (
        f"This release holds what collection {made.name} tells: {held.total.documents:,} documents of {held.found:,} sources{last};"
        f" period {made.period}; sources {', '.join(made.sources) or 'all'}; languages {', '.join(made.languages) or 'all'}; gaps: {gaps}.{sought}"
        " An incident is in it if one document of the collection tells it; its date and tolls rest on all documents that tell it, those"
        " outside the collection included (in_collection is false for them). Links to incidents that it does not hold are left out."
    )


def all_of(about: About, held: Held) -> dict[str, str]:
    """Name of a file -> its text."""
    readers = resources.files("vigil.export") / "readers"
    return {
        "README.md": readme(about, held),
        "CITATION.cff": citation(about, held),
        "codebook.md": dictionary(),
        "columns.csv": columns_csv(),
        PACKAGE: package(about, held),
        "read.py": (readers / "read_release.py").read_text("utf-8"),
        "read.R": (readers / "read_release.R").read_text("utf-8"),
    }


# ---------------------------------------------------------------- for machines


def citation(about: About, held: Held) -> str:
    """CITATION.cff, Citation File Format 1.2.0 (https://citation-file-format.github.io)."""
    row: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this data set, please cite it as below.",
        "type": "dataset",
        "title": about.title,
        "abstract": f"{held.summary}. {held.collection}",
        "authors": [_author(name) for name in about.authors or (_UNSTATED,)],
        "keywords": ["political violence", "protest", "event data", "news reports"],
    }
    if about.version:
        row["version"] = about.version
    if about.date:
        row["date-released"] = about.date
    return yaml.safe_dump(row, sort_keys=False, allow_unicode=True, width=120)


def _author(name: str) -> dict[str, str]:
    family, comma, given = (part.strip() for part in name.partition(","))
    return {"family-names": family, "given-names": given} if comma and family and given else {"name": name}


def package(about: About, held: Held) -> str:
    """datapackage.json, Data Package 2 (https://datapackage.org): every table with its columns, rows and hash."""
    row: dict[str, Any] = {
        "$schema": f"{_PROFILE}datapackage.json",
        "name": re.sub(r"[^a-z0-9]+", "-", about.title.lower()).strip("-") or "release",
        "title": about.title,
        "description": f"{held.summary}. {held.collection}",
    }
    if about.version:
        row["version"] = about.version
    if about.date:
        row["created"] = f"{about.date}T00:00:00Z"
    row["contributors"] = [{"title": name, "roles": ["author"]} for name in about.authors or (_UNSTATED,)]
    row["resources"] = []
    for table in TABLES:
        row["resources"].append(_resource(table, held))
        path = f"data/{table.name}.parquet"
        if path in held.files:
            digest, size = held.files[path]
            row["resources"].append({
                "$schema": f"{_PROFILE}dataresource.json", "name": f"{table.name}-parquet", "path": path, "format": "parquet",
                "mediatype": "application/vnd.apache.parquet", "bytes": size, "hash": f"sha256:{digest}",
            })  # fmt: skip
    return json.dumps(row, ensure_ascii=False, indent=1) + "\n"


def _resource(table: Table, held: Held) -> dict[str, Any]:
    path = f"data/{table.name}.csv"
    digest, size = held.files[path]
    schema: dict[str, Any] = {
        "$schema": f"{_PROFILE}tableschema.json",
        "fields": [_field(column) for column in table.columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    keys = {t.name: t.key for t in TABLES}
    foreign = [
        {"fields": [column.name], "reference": {"resource": other, "fields": [field]}}
        for column in table.columns
        for other, _, field in [column.refers.partition(".")]
        if other and keys[other] == (field,)
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "$schema": f"{_PROFILE}dataresource.json", "name": table.name, "type": "table", "path": path, "description": table.about,
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "bytes": size, "hash": f"sha256:{digest}",
        "rows": held.rows[table.name], "schema": schema,
    }  # fmt: skip


def _field(column: Column) -> dict[str, Any]:
    row: dict[str, Any] = {"name": column.name, "type": column.kind, "description": column.about}
    return row | ({"unit": column.unit} if column.unit else {})


def declared(content: bytes) -> dict[str, tuple[Table, int]]:
    """The tables that a datapackage.json declares, each with its number of rows.

    Raises ValueError, KeyError, TypeError or AttributeError for what is no datapackage.json of a release.
    """
    found = {}
    for resource in json.loads(content)["resources"]:
        if resource.get("type") == "table":
            fields = resource["schema"]["fields"]
            columns = tuple(Column(str(f["name"]), str(f["type"]), "") for f in fields)
            name = str(resource["name"])
            found[name] = (Table(name, "", columns, ()), int(resource["rows"]))
    return found


def columns_csv() -> str:
    """The data dictionary as a table: table, column, type, unit, description."""
    lines = ["table,column,type,unit,description"]
    for table in TABLES:
        for column in table.columns:
            cells = (table.name, column.name, column.kind, column.unit, column.about)
            lines.append(",".join('"' + cell.replace('"', '""') + '"' for cell in cells))
    return "\r\n".join(lines) + "\r\n"


# ---------------------------------------------------------------- for people


def dictionary() -> str:
    """codebook.md: every table and column, the types of incident, and the groups of the codebook."""
    lines = [
        "# Codebook", "",
        "Every table and column of this release. Types: string, integer, number (a decimal), boolean (true, false), date (a full day).",
        "An empty cell means: not known, not said, or does not apply. The same as a table: `columns.csv`; for machines: `datapackage.json`.", "",
    ]  # fmt: skip
    for table in TABLES:
        lines += [f"## {table.name}", "", table.about, "", f"A row is told by: {', '.join(table.key)}.", ""]
        lines += ["| column | type | unit | meaning |", "|---|---|---|---|"]
        for column in table.columns:
            about = column.about + (f" ({column.refers})" if column.refers else "")
            lines.append("| " + " | ".join((column.name, column.kind, column.unit, about)) + " |")
        lines.append("")
    lines += [
        "## Types of incident", "",
        "Their nearest place in other codebooks is in the table event_types. Words that tell of them, the first of each kind:", "",
        "| type | kind | told by words such as |", "|---|---|---|",
    ]  # fmt: skip
    for name, entry in codebook.load("events")["types"].items():
        words = [*entry.get("nouns", ())[:3], *entry.get("verbs", ())[:3], *entry.get("weak", ())[:2]]
        lines.append(f"| {name} | {entry['kind']} | {', '.join(words).replace('|', '/')} |")
    return "\n".join(lines) + "\n"


def readme(about: About, held: Held) -> str:
    """README.md: what each file is, how to read and check it, and what not to conclude."""
    authors = "; ".join(about.authors) or _UNSTATED
    edition = [
        part
        for part in (about.version and f"version {about.version}", about.date and f"of {about.date}")
        if part
    ]
    parquet = (
        "Each is there twice: `.csv` and `.parquet`, with the same rows and columns. Parquet knows the types and needs no apostrophes."
        if held.parquet
        else "Parquet was left out; CSV holds everything."
    )
    lines = [
        f"# {about.title}", "",
        f"{authors}{', ' + ', '.join(edition) if edition else ''}. Made with Vigil {__version__}.", "",
        f"{held.summary}.", "", held.collection, "",
        "## What is what", "",
        "| file | what it is |", "|---|---|",
        "| `data/` | the tables, listed below |",
        "| `codebook.md` | what every table and column means, with units, and the types of incident |",
        "| `columns.csv` | the same as a table |",
        f"| `{PACKAGE}` | the same for programs (Data Package 2): columns, types, keys, number of rows, hashes |",
        "| `CITATION.cff` | how to cite this release |",
        "| `read.py`, `read.R` | read all tables with their types: Python (standard library; polars if it is there), R (base; arrow if it is there) |",
        "| `SHA256SUMS` | the SHA-256 of every file: `sha256sum -c SHA256SUMS`, or `vigil freeze --check FOLDER`, which counts rows too |", "",
        "## Tables", "", parquet, "", "| table | rows | what a row is |", "|---|---:|---|",
        *(f"| {table.name} | {held.rows[table.name]:,} | {table.about} |" for table in TABLES), "",
        "CSV is UTF-8, with commas, CRLF line ends and a header. A text that a spreadsheet would run as a formula has an apostrophe in front;"
        " `read.py` and `read.R` take it away again. Quotes may hold line ends.", "",
        "## What not to conclude", "",
        "- A count of incidents is a count of what these documents report. Reporting changes over time and place, and a change of reporting looks"
        " like a change of violence. Divide by the documents and sources of the same time, or stay inside one collection.",
        "- A claim is what somebody said; a toll is what a named rule made of such claims. Use low and high; `best` alone hides what is not known.",
        "- `date_precision` and `place_precision` say how fine a date or place is. Leave out what is too coarse for the question; never spread it.",
        "- An empty toll means that nothing was reported. It is not zero.",
        "- Rows of `aggregates` are totals over years: never add them to incidents.",
        "- To be accused is no finding: read `accused` with `steps` and `outcome`. No step found means none in these documents.",
        "- `confidence` orders what to look at first. Incidents were read by a program; a person confirmed only those whose status says so.", "",
        "## Names", "",
        "Names of private persons (victims, accused, witnesses) are withheld: `[name withheld]`, blocks in a summary, quotes cut to the words beside"
        " the name (`masked`). Groups, institutions and officials who act in office are named. An address that spells out such a name is left out"
        " (`url_withheld`); outlet, date and `sha256` still say which document it was. Do not try to undo this.", "",
        "## Quotes", "",
        "`start` and `end` count code points in the text of the document (or its title, see `field`), which is not part of this release:"
        " `text[start:end] == quote`. `documents.sha256` names the bytes that were read.", "",
    ]  # fmt: skip
    return "\n".join(lines)
