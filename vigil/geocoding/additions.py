"""The user's own places: a CSV with name, lat, lon and, if wished, city, admin1, country, level, aliases (a;b;c)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from vigil.errors import UsageError
from vigil.geocoding.names import normalise

LONGEST = 131_072  # characters of a cell; the limit of the csv module is one for all readers of a process, so it is not relied on
LEVELS = ("site", "neighbourhood", "city", "district", "admin1")


@dataclass(frozen=True, slots=True)
class Addition:
    """One row of the user's file."""

    name: str
    lat: float
    lon: float
    city: str | None
    admin1: str | None
    country: str | None
    level: str
    aliases: tuple[str, ...]
    where: str  # file and line, for what is said about it later


def read_additions(path: Path) -> list[Addition]:
    """The rows of a file of additions, UTF-8, first line with the column names.

    Raises:
        UsageError: the file cannot be read, or a row is broken; names file and line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = [c.strip().lower() for c in reader.fieldnames or ()]
            missing = [c for c in ("name", "lat", "lon") if c not in columns]
            if missing:
                raise UsageError(
                    f"{path}, line 1: the column {missing[0]} is missing (needed: name, lat, lon, with commas between)."
                )
            twice = [c for c in columns if columns.count(c) > 1]
            if twice:
                raise UsageError(f"{path}, line 1: the column {twice[0]} stands there twice. Remove one.")
            reader.fieldnames = columns
            csv.field_size_limit(max(csv.field_size_limit(), LONGEST << 4))
            return [_addition(row, path, reader.line_num) for row in reader]
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not in UTF-8: {error}. Save it as CSV in UTF-8.") from error
    except csv.Error as error:
        raise UsageError(f"{path}, line {reader.line_num}: it is no CSV: {error}.") from error
    except OSError as error:
        raise UsageError(f"The places in {path} cannot be read: {error.strerror or error}.") from error


def _addition(row: dict[str, str], path: Path, line: int) -> Addition:
    def value(column: str) -> str | None:
        text = row.get(column)
        return text.strip() or None if isinstance(text, str) else None

    where = f"{path}, line {line}"
    if any(isinstance(v, str) and len(v) > LONGEST for v in row.values()):
        raise UsageError(f"{where}: it is no CSV: a field is longer than {LONGEST:,} characters.")
    if None in row or any(not isinstance(v, str) for v in row.values()):
        raise UsageError(f"{where}: it has not as many fields as the first line.")
    name = value("name")
    if name is None or not normalise(name):
        raise UsageError(f"{where}: the name is missing.")
    numbers = []
    for column, limit in (("lat", 90.0), ("lon", 180.0)):
        try:
            number = float(value(column) or "")
        except ValueError:
            number = limit + 1
        if not -limit <= number <= limit:
            raise UsageError(f"{where}: {column} must be a number between -{limit:.0f} and {limit:.0f}.")
        numbers.append(number)
    city = value("city")
    level = (value("level") or ("neighbourhood" if city else "city")).lower()
    if level not in LEVELS:
        raise UsageError(f"{where}: level must be one of {', '.join(LEVELS)}.")
    aliases = tuple(a.strip() for a in (value("aliases") or "").split(";") if a.strip())
    return Addition(
        name, numbers[0], numbers[1], city, value("admin1"), value("country"), level, aliases, where
    )
