"""A citable release of a record: tables, what they mean, and how to check and read them.

Written beside its place and renamed into it: a release is there whole or not at all.  The same record and the same
words about it give the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from vigil.errors import MissingExtra, UsageError
from vigil.export import leaflets
from vigil.export.leaflets import About, Held
from vigil.export.schema import TABLES, Column, Table
from vigil.export.table import bare_cell, safe_cell
from vigil.export.tables import Chosen, rows
from vigil.store import Record

SUMS = "SHA256SUMS"
FOLDER = "data"
INSIDE_ZIP = "release"  # the folder in an archive, whatever the archive's own name, so that its bytes do not depend on it
_LONGEST = 1 << 30  # characters of a cell: the library's own limit is shorter than some sentences on the web
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a zip archive; times would differ from run to run


@dataclass(frozen=True, slots=True)
class Frozen:
    """What was written: rows by table, bytes of all files, and the hash of the list of hashes, which names the release."""

    rows: dict[str, int]
    files: int
    size: int
    fingerprint: str
    parquet: bool


def freeze(
    record: Record,
    target: Path,
    about: About,
    *,
    parquet: bool | None = None,
    force: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> Frozen:
    """Write a release of ``record`` to a folder, or to an archive where ``target`` ends in .zip.

    ``parquet``: None writes it where its library is installed.  ``progress`` is told how many incidents are written.  Raises UsageError where something stands in the place already
    (a former release gives way with ``force``, anything else never does) or cannot be written, and MissingExtra where
    Parquet is asked for and its library is not installed.
    """
    about = about.checked()
    if parquet is not False:
        parquet = _has_library(needed=parquet is True)
    target = Path(os.path.abspath(target))
    archive = target.suffix.lower() == ".zip"
    _free(target, archive, force)
    try:
        with _beside(target) as place:
            folder = place / INSIDE_ZIP
            (folder / FOLDER).mkdir(parents=True)
            chosen = Chosen.of(record, about.collection)
            counts = _tables(folder, chosen, progress)
            if parquet:
                for table in TABLES:
                    _parquet(folder, table)
            held = Held.of(chosen, counts, _files(folder))
            for name, text in leaflets.all_of(about, held).items():
                (folder / name).write_bytes(text.encode("utf-8"))
            found = _files(folder)
            sums = "".join(f"{digest}  {name}\n" for name, (digest, _) in found.items()).encode("ascii")
            (folder / SUMS).write_bytes(sums)
            made = folder
            if archive:
                made = place / "release.zip"
                _zip(folder, made)
            _into_place(made, target, place)
    except OSError as error:
        raise UsageError(f"Cannot write {target}: {error.strerror or error}") from error
    size = sum(length for _, length in found.values()) + len(sums)
    return Frozen(counts, len(found) + 1, size, hashlib.sha256(sums).hexdigest(), parquet)


def _has_library(needed: bool) -> bool:
    try:
        from vigil.analysis import columns  # noqa: F401
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("vigil"):
            raise
        if not needed:
            return False
        raise MissingExtra(
            f"Parquet needs a package that is not installed ({error.name}): pip install 'vigil-record[analysis]', or in the"
            " source folder: make analysis. CSV alone needs nothing more: --csv-only"
        ) from error
    return True


def _free(target: Path, archive: bool, force: bool) -> None:
    if not target.exists() and not target.is_symlink():
        if not target.parent.is_dir():
            raise UsageError(f"There is no folder {target.parent} to write {target.name} into.")
        return
    if not force:
        raise UsageError(f"{target} is there already: choose another name, or --force to replace a release.")
    former = zipfile.is_zipfile(target) if archive else (target / SUMS).is_file()
    if target.is_symlink() or not former:
        raise UsageError(f"{target} is no release, so that --force does not replace it: choose another name.")


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _into_place(made: Path, target: Path, place: Path) -> None:
    if target.exists():
        os.replace(target, place / "former")
    try:
        os.replace(made, target)
    except OSError:
        if (place / "former").exists():
            os.replace(place / "former", target)
        raise


# ---------------------------------------------------------------- tables


def _tables(folder: Path, chosen: Chosen, progress: Callable[[int], None]) -> dict[str, int]:
    counts = {table.name: 0 for table in TABLES}
    names = {table.name: table.names for table in TABLES}
    with ExitStack() as stack:
        writers = {}
        for table in TABLES:
            path = folder / FOLDER / f"{table.name}.csv"
            stream = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            writers[table.name] = csv.writer(stream, lineterminator="\r\n")
            writers[table.name].writerow(table.names)
        for name, row in rows(chosen):
            writers[name].writerow([_cell(row.get(column)) for column in names[name]])
            counts[name] += 1
            if name == "incidents":
                progress(counts[name])
    return counts


def _cell(value: Any) -> Any:
    return ("true" if value else "false") if isinstance(value, bool) else safe_cell(value)


def read_table(stream: Iterable[str], table: Table) -> Iterator[list[Any]]:
    """The rows of a table's CSV file with values of their types; an empty cell is None.

    Raises ValueError where the file does not have the columns and types of the table.
    """
    csv.field_size_limit(_LONGEST)
    reader = csv.reader(stream)
    if tuple(next(reader, ())) != table.names:
        raise ValueError("its columns are not those that the data dictionary names")
    for cells in reader:
        if len(cells) != len(table.columns):
            raise ValueError(f"line {reader.line_num} has {len(cells)} cells instead of {len(table.columns)}")
        yield [_value(cell, column) for cell, column in zip(cells, table.columns, strict=True)]


def _value(cell: str, column: Column) -> Any:
    if cell == "":
        return None
    match column.kind:
        case "integer":
            return int(cell)
        case "number":
            return float(cell)
        case "boolean":
            return {"true": True, "false": False}[cell]
        case "date":
            return date.fromisoformat(cell)
    return bare_cell(cell)


def _parquet(folder: Path, table: Table) -> None:
    """The Parquet file is made from the CSV as it is read again, so that the two cannot differ."""
    from vigil.analysis.columns import parquet

    source = folder / FOLDER / f"{table.name}.csv"
    columns = [(column.name, column.kind) for column in table.columns]
    with source.open(encoding="utf-8", newline="") as stream:
        content = parquet(columns, read_table(stream, table))
    source.with_suffix(".parquet").write_bytes(content)


# ---------------------------------------------------------------- files


def _files(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file by name: its hash and length."""
    paths = [path for path in folder.rglob("*") if path.is_file() and not _left_behind(path)]
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: _digest(names[name].open("rb")) for name in sorted(names)}


def _left_behind(path: Path) -> bool:
    """What programs leave in a folder that they look at."""
    return path.parent.name == "__pycache__" or path.name in (".DS_Store", "Thumbs.db", "desktop.ini")


def _digest(stream: Any) -> tuple[str, int]:
    digest, length = hashlib.sha256(), 0
    with stream:
        while block := stream.read(1 << 20):
            digest.update(block)
            length += len(block)
    return digest.hexdigest(), length


def _zip(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in _files(folder):
            entry = zipfile.ZipInfo(f"{INSIDE_ZIP}/{name}", _EARLIEST)
            entry.external_attr, entry.compress_type, entry.create_system = 0o644 << 16, zipfile.ZIP_DEFLATED, 3  # fmt: skip
            with (folder / name).open("rb") as source, archive.open(entry, "w") as out:
                shutil.copyfileobj(source, out)


# ---------------------------------------------------------------- checking


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at a release found: files and tables that were compared, and what is wrong, a sentence each."""

    files: int
    tables: int
    problems: tuple[str, ...]
    fingerprint: str


def check(target: Path) -> Checked:
    """Compare a release, folder or archive, with its hashes, and its tables with the rows and columns that it declares.

    Raises UsageError for what is no release.
    """
    try:
        with ExitStack() as stack:
            folder = stack.enter_context(_opened(target))
            return _checked(folder)
    except (OSError, zipfile.BadZipFile) as error:
        raise UsageError(f"{target} cannot be read as a release: {error}") from error


@contextmanager
def _opened(target: Path) -> Iterator[Path]:
    if not target.is_file():
        if not (target / SUMS).is_file():
            raise UsageError(f"{target} is no release: it has no {SUMS}. `vigil freeze` writes one.")
        yield target
        return
    with zipfile.ZipFile(target) as archive, tempfile.TemporaryDirectory(prefix="vigil-release-") as place:
        if f"{INSIDE_ZIP}/{SUMS}" not in archive.namelist():
            raise UsageError(f"{target} is no release: it has no {INSIDE_ZIP}/{SUMS}.")
        archive.extractall(place)  # which keeps names that lead outside within the folder
        yield Path(place) / INSIDE_ZIP


def _checked(folder: Path) -> Checked:
    sums = (folder / SUMS).read_bytes()
    told: dict[str, str] = {}
    problems: list[str] = []
    for line in sums.decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        if not name or name in told:
            problems.append(f"{SUMS} has a line that is no hash with its file: {line[:100]!r}.")
        told[name] = digest
    found = _files(folder)
    found.pop(SUMS, None)
    for name in sorted({*told, *found}):
        if name not in found:
            problems.append(f"{name} is missing.")
        elif name not in told:
            problems.append(f"{name} is not in {SUMS}: it is no part of the release.")
        elif found[name][0] != told[name]:
            problems.append(f"{name} is not what it was: its SHA-256 is {found[name][0]}, not {told[name]}.")
    try:
        declared = leaflets.declared((folder / leaflets.PACKAGE).read_bytes())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        problems.append(f"{leaflets.PACKAGE} cannot be read, so that no rows were counted.")
        declared = {}
    for name, (table, number) in declared.items():
        problems += _counted(folder / FOLDER / f"{name}.csv", table, number)
    return Checked(len(found), len(declared), tuple(problems), hashlib.sha256(sums).hexdigest())


def _counted(path: Path, table: Table, number: int) -> list[str]:
    if not path.is_file():
        return []  # said already: its hash is in the list
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows_read = sum(1 for _ in read_table(stream, table))
    except (ValueError, KeyError, csv.Error) as error:
        return [f"{path.name} is no table of this release: {error}."]
    if rows_read != number:
        return [f"{path.name} has {rows_read:,} rows, and {number:,} are declared."]
    return []
