"""Every form in which a record leaves, in one table: the command line and the site both go by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from vigil.errors import MissingExtra, UsageError
from vigil.export import acled, flat, ftm, geojson, histories, jsonld, plover, ucdp, workbook
from vigil.export.outgoing import Written
from vigil.export.tables import Chosen
from vigil.export.writing import LINES, export_lines
from vigil.records import Incident
from vigil.store import Record

Writer = Callable[[Chosen, Iterable[Incident], IO[bytes]], Written]
TOGETHER = 100  # incidents read at once
JSON_LINES, CSV = "application/x-ndjson", "text/csv"


@dataclass(frozen=True, slots=True)
class Format:
    """One form: its word, what a file of it is, and the rule by which it says less than the record."""

    name: str
    about: str  # what it holds, a few words
    media_type: str
    ending: str
    rule: str
    write: Writer
    unit: str = "rows"  # what is counted
    of_incidents: bool = True  # False: of the whole record, so that filters do not apply
    text: bool = True  # False: nothing for a terminal
    analysis: bool = False  # it needs the packages of the extra analysis
    fixed: bool = False  # the same for every record, so that it needs none


def _lines(what: str) -> Writer:
    def write(chosen: Chosen, incidents: Iterable[Incident], stream: IO[bytes]) -> Written:
        written = Written()
        for line in export_lines(chosen.record, what, incidents, chosen.names):
            stream.write(line)
            written.rows += 1
        return written

    return write


def _dictionary(chosen: Chosen, incidents: Iterable[Incident], stream: IO[bytes]) -> Written:
    return flat.write_dictionary(stream)


_WHOLE = "Every value as the record has it, with its words; names of private persons are withheld."
_LINES_ABOUT = {
    "incidents": "one incident a line, with claims, links and documents",
    "claims": "every claim with its quote",
    "aggregates": "totals over years or several incidents, which are no incidents",
    "documents": "what was read, set aside or cited, without its text",
    "episodes": "incidents that hang together, and the account of them",
    "demands": "who demands what of whom, and what became of it",
    "responses": "what those in power did, said and promised",
    "accountability": "the accused, each with every step and the outcome",
    "threats": "warnings, and what later matches them",
    "actors": "the register of actors, with aliases and relations",
}

FORMATS: tuple[Format, ...] = (
    *(
        Format(name, _LINES_ABOUT[name], JSON_LINES, ".jsonl", _WHOLE, _lines(name), of_incidents=name in ("incidents", "claims"))
        for name in LINES if name != "csv"
    ),
    Format("csv", "a flat table for a spreadsheet", CSV, ".csv", flat.RULE, flat.write),
    Format("decisions", "what persons decided, beside what the program has: the table that goes with csv", CSV, ".csv", flat.DECISIONS_RULE,
           flat.write_decisions, "decisions"),
    Format("xlsx", "a workbook: incidents, claims, decisions, actors, links, documents, data dictionary, rule",
           "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", workbook.RULE, workbook.write, "incidents", text=False),
    Format("parquet", "the incidents as typed columns, with their dictionary", "application/vnd.apache.parquet", ".parquet", flat.PARQUET_RULE,
           flat.write_parquet, text=False, analysis=True),
    Format("acled", "ACLED's columns", CSV, ".csv", acled.RULE, acled.write),
    Format("ucdp", "UCDP GED's columns", CSV, ".csv", ucdp.RULE, ucdp.write),
    Format("plover", "PLOVER records", JSON_LINES, ".jsonl", plover.RULE, plover.write),
    Format("geojson", "features for a map", "application/geo+json", ".geojson", geojson.RULE, geojson.write, "features"),
    Format("ftm", "FollowTheMoney entities", JSON_LINES, ".ftm.json", ftm.RULE, ftm.write, "entities"),
    Format("jsonld", "linked data: schema.org events, claims and articles", "application/ld+json", ".jsonld", jsonld.RULE, jsonld.write, "events"),
    Format("histories", "which outlet has which incidents, for R's packages", CSV, ".csv", histories.RULE, histories.write, "histories", analysis=True),
    Format("dictionary", "the data dictionary of every form with columns", CSV, ".csv", flat.DICTIONARY_RULE, _dictionary, of_incidents=False, fixed=True),
)  # fmt: skip


def format_named(name: str) -> Format:
    """The form of this word.  Raises UsageError where there is none."""
    for found in FORMATS:
        if found.name == name:
            return found
    words = ", ".join(form.name for form in FORMATS)
    raise UsageError(f"There is no export called {name}: choose one of {words}.")


def export(
    record: Record | None,
    name: str,
    stream: IO[bytes],
    filters: Mapping[str, Any] | None = None,
    progress: Callable[[int], None] | None = None,
    ids: Sequence[str] | None = None,
) -> Written:
    """Write a record (of a ``fixed`` form: none) in one of ``FORMATS``; what was written and what its rule left out.

    ``filters`` are those of ``Record.incidents``, ``ids`` the incidents themselves, in order; an incident that they leave out
    is no target of a link either.
    ``progress`` is told how many incidents went in.  The same record gives the same bytes.  Raises UsageError for an unknown
    word, and for filters of a form that is of the whole record; MissingExtra where its packages are not installed.
    """
    form = format_named(name)
    if ids is not None and not form.of_incidents:
        raise UsageError(f"{name} is of the whole record: it cannot be had of some incidents.")
    asked = {key: value for key, value in (filters or {}).items() if value is not None}
    if asked and not form.of_incidents:
        raise UsageError(f"{name} is of the whole record: leave out {', '.join(sorted(asked))}.")
    if form.analysis:
        _needs_analysis(name)
    if form.fixed:
        return flat.write_dictionary(stream)
    if record is None:
        raise UsageError(f"{name} is of a record, and none was given.")
    if ids is not None:
        chosen = Chosen.of(record, incidents=_by_id(record, ids))
        return form.write(chosen, _told(_by_id(record, ids), progress), stream)
    chosen = Chosen.of(record, incidents=record.incidents(**asked) if asked else None)
    return form.write(chosen, _told(record.incidents(**asked), progress), stream)


def _by_id(record: Record, ids: Sequence[str]) -> Iterator[Incident]:
    for begin in range(0, len(ids), TOGETHER):
        yield from record.incidents_of(ids[begin : begin + TOGETHER])


def _told(incidents: Iterable[Incident], progress: Callable[[int], None] | None) -> Iterator[Incident]:
    for number, incident in enumerate(incidents, 1):
        yield incident
        if progress is not None:
            progress(number)


def _needs_analysis(name: str) -> None:
    try:
        import vigil.analysis  # noqa: F401
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("vigil"):
            raise
        raise MissingExtra(
            f"{name} needs a package that is not installed ({error.name}): pip install 'vigil-record[analysis]', or in the"
            " source folder: make analysis."
        ) from error
