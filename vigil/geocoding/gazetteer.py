"""The open gazetteer: names to places, from a file mapped into memory, with the vocabulary's and the user's own rows on top."""

from __future__ import annotations

import json
import mmap
import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vigil.config import GeocodingConfig
from vigil.errors import UsageError
from vigil.geocoding.additions import Addition, read_additions
from vigil.geocoding.layout import (
    ADMIN1,
    ALIAS,
    CITY,
    COUNTRY,
    MAGIC,
    NONE,
    PRIMARY,
    REGION,
    ROW,
    SECTIONS,
    VERSION,
    Progress,
    checksum,
    default_path,
    digest,
)
from vigil.geocoding.names import normalise
from vigil.geocoding.vocabulary import Vocabulary, vocabulary

_CACHED = 50_000  # names and places kept in memory, each at most


@dataclass(slots=True, eq=False)  # not frozen: that would make reading thousands of them three times slower
class Entry:
    """One place of the gazetteer, never changed.  ``row`` names it; units above it are rows too (-1: none)."""

    row: int
    geonames_id: int | None
    name: str
    kind: int
    country_code: str
    population: int
    lat: float | None
    lon: float | None
    admin1: int
    admin2: int
    neighbourhood_of: str | None = None  # the user's own rows only
    level: str | None = None
    admin1_name: str | None = None
    capital: bool = False


class Bearers(tuple[tuple[Entry, int], ...]):
    """Who bears a name, each with its flags (PRIMARY, ALIAS, BARE), best known first.

    One such tuple equals no other, so that what follows from it can be remembered under it at no cost.
    """

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other


NOBODY = Bearers()


class Gazetteer:
    """Read-only; cheap to open; may be pickled or opened anew in a worker."""

    def __init__(self, path: Path, additions: Sequence[Path] = ()) -> None:
        self._path, self._additions = Path(path), tuple(Path(a) for a in additions)
        self._sections = _sections(self._path)
        self._keys = self._sections["keys"].cast("Q")
        self._starts = self._sections["starts"].cast("I")
        self._postings = self._sections["postings"].cast("I")
        self._firsts = self._sections["firsts"].cast("Q")
        self._lengths = self._sections["lengths"]
        self._rows = self._sections["rows"]
        self._names = self._sections["names"]
        self._filter = self._sections["filter"]
        self._last_bit = 8 * len(self._filter) - 1
        self._count = len(self._rows) // ROW.size
        self._entries: dict[int, Entry] = {}
        self._found: dict[str, Bearers] = {}
        self._longest: dict[str, int] = {}
        self._own: dict[str, list[tuple[Entry, int]]] = {}  # on top of the file: the vocabulary's
        self._users: dict[str, list[tuple[Entry, int]]] = {}  # instead of the file: the user's
        self._own_firsts: dict[str, int] = {}
        self._own_rows: list[Entry] = []
        self.words: Vocabulary = vocabulary()
        self.countries: dict[str, Entry] = {}  # by ISO alpha-2
        self._units: dict[tuple[str, str], int] = {}
        for row in range(self._count):  # countries come first in the file
            entry = self._read(row)
            if entry.kind != COUNTRY:
                break
            point = self.words.points.get(entry.country_code)
            if point:
                entry = replace(entry, lat=point[0], lon=point[1])
            self._entries[row] = entry
            self.countries[entry.country_code] = entry
        self._add_vocabulary()
        for file in self._additions:
            for addition in read_additions(file):
                self._add_users(addition)

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[Path, tuple[Path, ...]]]:
        return (Gazetteer, (self._path, self._additions))

    def places(self) -> Iterator[Entry]:
        """Every place of the file, none of them remembered."""
        return map(self._read, range(self._count))

    # ---------------------------------------------------------------- looking up

    def longest(self, word: str) -> int:
        """The most words that a known name beginning with this normalised word has; 0: there is none."""
        known = self._longest.get(word)
        if known is None:
            key = digest(word)
            at = bisect_left(self._firsts, key)
            known = self._lengths[at] if at < len(self._firsts) and self._firsts[at] == key else 0
            known = max(known, self._own_firsts.get(word, 0))
            if len(self._longest) >= _CACHED:
                self._longest.clear()
            self._longest[word] = known
        return known

    def find(self, name: str) -> Bearers:
        """Who bears a normalised name."""
        found = self._found.get(name)
        if found is None:
            bit = checksum(name) & self._last_bit
            held = self._filter[bit >> 3] >> (bit & 7) & 1
            if not held and name not in self._own and name not in self._users:
                return NOBODY  # most of what is asked for, and not worth remembering
            users = self._users.get(name)
            if users:
                found = Bearers(users)
            else:
                own = self._own.get(name, ())
                found = Bearers(
                    (*own, *(b for b in self._in_file(name) if all(b[0] is not e for e, _ in own)))
                )
            if len(self._found) >= _CACHED:
                self._found.clear()
            self._found[name] = found
        return found

    def entry(self, row: int) -> Entry:
        """The place of a row."""
        if row >= self._count:
            return self._own_rows[row - self._count]
        entry = self._entries.get(row)
        if entry is None:
            if len(self._entries) >= _CACHED:
                self._entries = {e.row: e for e in self.countries.values()}
            entry = self._entries[row] = self._read(row)
        return entry

    def country_code(self, country: str | None) -> str | None:
        """ISO alpha-2 code of a country given by code or English name; None: not known."""
        if not country:
            return None
        code = country.strip().upper()
        if code in self.countries:
            return code
        for entry, _ in self.find(normalise(country)):
            if entry.kind == COUNTRY:
                return entry.country_code
        return None

    def unit(self, code: str, name: str) -> int:
        """Row of a first-level unit by country code and name; -1: not known."""
        row = self._units.get((code, name))
        if row is None:
            bearers = self._in_file(normalise(name))
            row = next((e.row for e, _ in bearers if e.kind == ADMIN1 and e.country_code == code), NONE)
            self._units[code, name] = row
        return row

    def country_name(self, code: str) -> str | None:
        """English name of a country by its code."""
        entry = self.countries.get(code)
        return self.words.country_names.get(code, entry.name) if entry else None

    # ---------------------------------------------------------------- inside

    def _in_file(self, name: str) -> tuple[tuple[Entry, int], ...]:
        key = digest(name)
        at = bisect_left(self._keys, key)
        if at >= len(self._keys) or self._keys[at] != key:
            return ()
        return tuple(
            (self.entry(p >> 3), p & 7) for p in self._postings[self._starts[at] : self._starts[at + 1]]
        )

    def _read(self, row: int) -> Entry:
        gid, offset, length, kind, code, capital, population, lat, lon, admin1, admin2 = ROW.unpack_from(
            self._rows, row * ROW.size
        )
        name, country = str(self._names[offset : offset + length], "utf-8"), code.decode()
        if kind == ADMIN1:
            lat, lon = self.words.unit_points.get((country, name), (lat, lon))
        nowhere = lat != lat  # not a number
        return Entry(
            row,
            gid or None,
            name,
            kind,
            country,
            population,
            None if nowhere else round(lat, 5),
            None if nowhere else round(lon, 5),
            admin1,
            admin2,
            capital=bool(capital),
        )

    def _add_vocabulary(self) -> None:
        for code, names in self.words.aliases.items():
            if code in self.countries:
                for name in names:
                    self._put(self._own, name, self.countries[code], PRIMARY)
        for (code, name), short in self.words.dotted.items():
            row = self.unit(code, name)
            if row != NONE:
                self._put(self._own, short, self.entry(row), PRIMARY)
        for region in self.words.regions:
            entry = Entry(
                self._count + len(self._own_rows), region.geonames_id, region.name, region.kind, region.country or "",
                region.weight, region.lat, region.lon, NONE, NONE,
            )  # fmt: skip
            self._own_rows.append(entry)
            for name in (region.name, *region.aliases):
                self._put(self._own, name, entry, PRIMARY)

    def _add_users(self, row: Addition) -> None:
        code = self.country_code(row.country)
        if row.country and code is None:
            raise UsageError(
                f"{row.where}: the country {row.country} is not known. Give its English name or its two letters."
            )
        entry = Entry(
            self._count + len(self._own_rows), None, row.name, ADMIN1 if row.level == "admin1" else CITY, code or "", 10**6,
            row.lat, row.lon, NONE, NONE, row.city, row.level, row.admin1,
        )  # fmt: skip
        self._own_rows.append(entry)
        for name in (row.name, *row.aliases):
            self._put(self._users, name, entry, PRIMARY if name == row.name else ALIAS)

    def _put(self, where: dict[str, list[tuple[Entry, int]]], name: str, entry: Entry, flag: int) -> None:
        key = normalise(name)
        if not key:
            return
        bearers = where.setdefault(key, [])
        if all(e is not entry for e, _ in bearers):
            bearers.append((entry, flag))
        words = key.split()
        self._own_firsts[words[0]] = max(self._own_firsts.get(words[0], 0), len(words))


class _Unusable(Exception):
    """The file is no gazetteer of this version on this machine, or not a whole one."""


def _sections(path: Path) -> dict[str, memoryview]:
    try:
        with path.open("rb") as file:
            view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        if bytes(view[:8]) != MAGIC:
            raise _Unusable("it does not begin as one")
        length = int.from_bytes(view[8:12], "little")
        header = json.loads(bytes(view[12 : 12 + length]))
        if header["version"] != VERSION or header["order"] != sys.byteorder:
            raise _Unusable("it was made by another version of Vigil, or on another machine")
        at = 12 + length
        out = {}
        for name in SECTIONS:
            size = header["sizes"][name]
            at += -at % 8
            out[name] = view[at : at + size]
            if len(out[name]) != size:
                raise _Unusable("it is cut short")
            at += size
        return out
    except (ValueError, KeyError, TypeError) as error:
        raise _Unusable("it is damaged") from error


def _ours(path: Path) -> bool:
    """Whether a file that cannot be used was once written as a gazetteer."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def open_gazetteer(config: GeocodingConfig, progress: Progress | None = None) -> Gazetteer:
    """The gazetteer of this configuration.

    It is built first (once, half a minute) where the file is absent, of another version or damaged.  A file that the
    configuration names and that was never a gazetteer is left as it is.

    Raises:
        UsageError: a row of the user's own file is broken (its line is named), or the file is no gazetteer.
    """
    path = config.gazetteer or default_path()
    try:
        if path.exists():
            return Gazetteer(path, config.additions)
    except _Unusable as error:
        if config.gazetteer is not None and not _ours(path):
            raise UsageError(
                f"{path} is no gazetteer: {error}. Name another place for it, or delete the file."
            ) from error
    except OSError as error:
        raise UsageError(f"The gazetteer {path} cannot be opened: {error.strerror or error}.") from error
    from vigil.geocoding.build import build_gazetteer  # and with it the packages that carry the data

    failed: OSError | None = None
    try:
        build_gazetteer(path, progress)
    except OSError as error:
        failed = error
    try:
        return Gazetteer(path, config.additions)  # which another process may have built meanwhile
    except (OSError, _Unusable) as error:
        why = failed or error
        raise UsageError(
            f"The gazetteer cannot be built at {path}: {getattr(why, 'strerror', None) or why}."
        ) from why


__all__ = ["REGION", "Entry", "Gazetteer", "open_gazetteer"]
