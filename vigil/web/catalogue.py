"""Every incident's narrow row in memory, by column: filters, orders, counts and the map answer from it in milliseconds.

It is built from ``Record.listing()`` for one revision of the record and never changes.  A row takes some 200 bytes: a
million incidents fit on a laptop.  Positions (``numpy`` arrays of row numbers) go from one function to the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from vigil.records import Place
from vigil.store import Line
from vigil.web.filters import Filter, Sort

Positions = NDArray[np.int64]
UNKNOWN = -1  # of a count that nobody states
NO_DAY = np.iinfo(np.int32).max  # after every day: what has no date comes last
CELLS = 32  # cells of the map's grid across 360 degrees at zoom 0; twice as many at each further zoom
EARTH_KM = 6371.0088  # its mean radius
WIDE = ("district", "admin1", "country")  # places that are no finer than this may hold another that is far
NAMED = 3  # incidents that a cell of the map names


@dataclass(frozen=True, slots=True)
class Cell:
    """Incidents of one cell of the map."""

    lat: float  # their mean
    lon: float
    count: int
    killed: int | None  # the highest best figure of one of them; sums over incidents are nobody's claim
    ids: tuple[str, ...]  # the first NAMED
    kinds: tuple[tuple[str, int], ...]


class Catalogue:
    """The listing of a record, by column."""

    def __init__(self, lines: Iterable[Line], revision: str = "") -> None:
        self.revision = revision
        rows = sorted(lines, key=lambda line: (line.start or "9999-99", line.id))
        self.ids = [line.id for line in rows]
        self.start = _days(line.start for line in rows)
        self.end = _days(line.end for line in rows)
        self.killed = _numbers(line.killed for line in rows)
        self.injured = _numbers(line.injured for line in rows)
        self.documents = _numbers(line.documents for line in rows)
        self.confidence = np.array([line.confidence for line in rows], dtype=np.float32)
        self.disagree = np.array([line.disagree for line in rows], dtype=bool)
        self.lat = np.array([np.nan if line.lat is None else line.lat for line in rows], dtype=np.float32)
        self.lon = np.array([np.nan if line.lon is None else line.lon for line in rows], dtype=np.float32)
        self.words = {
            name: _words(getattr(line, name) for line in rows)
            for name in ("kind", "type", "nature", "status", "precision", "country")
        }
        self.names = {
            name: _postings(getattr(line, name) for line in rows)
            for name in ("places", "actors", "communities")
        }
        self._row = {key: n for n, key in enumerate(self.ids)}

    def __len__(self) -> int:
        return len(self.ids)

    def row(self, incident: str) -> int | None:
        """The row of an incident; None where there is none of that id."""
        return self._row.get(incident)

    def find(
        self, wanted: Filter, worded: set[str] | None = None, hidden: frozenset[str] = frozenset()
    ) -> Positions:
        """Rows that pass a filter, in its order.  ``worded``: ids that hold the words of ``wanted.text``.

        ``hidden``: names by which nothing is found.
        """
        keep = np.ones(len(self.ids), dtype=bool)
        if wanted.start:
            keep &= (self.end >= _day(wanted.start)) & (self.end != NO_DAY)
        if wanted.end:
            keep &= self.start <= _last_day(wanted.end)
        for name in ("kind", "type", "nature", "status"):
            if value := getattr(wanted, name):
                keep &= self._is(name, value)
        if not wanted.status:
            keep &= ~self._is("status", "retracted")
        for name, value in (
            ("places", wanted.place),
            ("actors", wanted.actor),
            ("communities", wanted.community),
        ):
            if value:
                keep &= self._named(name, value, hidden)
        if wanted.killed_at_least is not None:
            keep &= self.killed >= wanted.killed_at_least
        if wanted.killed_at_most is not None:
            keep &= (self.killed != UNKNOWN) & (self.killed <= wanted.killed_at_most)
        if wanted.injured_at_least is not None:
            keep &= self.injured >= wanted.injured_at_least
        if wanted.confidence_at_least is not None:
            keep &= self.confidence >= wanted.confidence_at_least
        if wanted.disagree:
            keep &= self.disagree
        if wanted.box is not None:
            west, south, east, north = wanted.box
            across = (
                (self.lon >= west) & (self.lon <= east)
                if west <= east
                else (self.lon >= west) | (self.lon <= east)
            )
            keep &= (self.lat >= south) & (self.lat <= north) & across
        if worded is not None:
            rows = [self._row[key] for key in worded if key in self._row]
            said = np.zeros(len(self.ids), dtype=bool)
            said[rows] = True
            keep &= said
        return self._ordered(np.flatnonzero(keep), wanted.sort)

    def near(self, place: Place | None, start: str, end: str, km: float) -> Positions:
        """Rows of these days within ``km`` of a place, the nearest first, those of nowhere last; all of them for no place.

        Where either place is no finer than a district, rows of the same country count as near too.
        """
        rows = self.find(Filter(start=start, end=end))
        if place is None:
            return rows
        unplaced = self.words["precision"][1][rows] == 0
        country = self.words["country"][0].get(place.country_code or "", UNKNOWN)
        same = self.words["country"][1][rows] == country
        if place.precision not in WIDE:
            same &= np.isin(
                self.words["precision"][1][rows], [self.words["precision"][0].get(w, UNKNOWN) for w in WIDE]
            )
        apart = np.full(len(rows), np.inf)
        if place.lat is not None and place.lon is not None:
            p, q = np.radians(place.lat), np.radians(self.lat[rows].astype(np.float64))
            across = np.radians(self.lon[rows].astype(np.float64) - place.lon)
            h = np.sin((p - q) / 2) ** 2 + np.cos(p) * np.cos(q) * np.sin(across / 2) ** 2
            apart = np.nan_to_num(2 * EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(h))), nan=np.inf)
        close = (apart <= km) | same | unplaced
        return rows[close][np.argsort(apart[close], kind="stable")]

    def _ordered(self, found: Positions, sort: Sort) -> Positions:
        """Rows in an order; equals by date and id, which is the order of the rows."""
        if sort == "date":
            return found
        if sort == "-date":
            dated = found[self.start[found] != NO_DAY]
            return np.concatenate([dated[::-1], found[self.start[found] == NO_DAY]])
        column = {"killed": self.killed, "injured": self.injured, "documents": self.documents}.get(sort)
        if column is not None:
            return found[np.argsort(-column[found], kind="stable")]
        return found[np.argsort(self.confidence[found], kind="stable")]  # the least sure first

    def after(self, found: Positions, last: str | None) -> int:
        """Where in ``found`` the page after the incident ``last`` begins; 0 for None.

        An incident that is no longer among them (it was merged, or the filter says otherwise now) gives the beginning.
        """
        row = None if last is None else self._row.get(last)
        if row is None:
            return 0
        where = np.flatnonzero(found == row)
        return int(where[0]) + 1 if len(where) else 0

    def _is(self, name: str, value: str) -> NDArray[np.bool_]:
        values, codes = self.words[name]
        code = values.get(value)
        return np.zeros(len(self.ids), dtype=bool) if code is None else codes == code

    def _named(self, name: str, piece: str, hidden: frozenset[str]) -> NDArray[np.bool_]:
        """Rows with a name that holds ``piece``, letter case aside."""
        piece = " ".join(piece.casefold().split())
        found = np.zeros(len(self.ids), dtype=bool)
        for known, rows in self.names[name].items():
            if piece in known and known not in hidden:
                found[rows] = True
        return found

    # ------------------------------------------------------------ counts

    def counted(self, name: str, found: Positions) -> list[tuple[str, int]]:
        """How many of these rows have each word of a column ("kind", "type", "status" ...), most first."""
        values, codes = self.words[name]
        tally = np.bincount(codes[found], minlength=len(values) + 1)
        named = [(value, int(tally[code])) for value, code in values.items() if tally[code]]
        return sorted(named, key=lambda item: (-item[1], item[0]))

    def months(self, found: Positions) -> dict[str, Counter[str]]:
        """Month ("2013-01") -> how many of these rows of each kind began in it; those without a day left out."""
        values, codes = self.words["kind"]
        names = {code: value for value, code in values.items()}
        dated = found[self.start[found] != NO_DAY]
        months = (np.datetime64("0001-01-01") + (self.start[dated] - 1)).astype("datetime64[M]")
        out: dict[str, Counter[str]] = {}
        pairs, tally = np.unique(
            np.stack([months.astype(np.int64), codes[dated].astype(np.int64)]), axis=1, return_counts=True
        )
        for (month, code), number in zip(pairs.T, tally, strict=True):
            key = str(np.datetime64(int(month), "M"))
            out.setdefault(key, Counter())[names[int(code)]] += int(number)
        return out

    def cells(self, found: Positions, zoom: int) -> list[Cell]:
        """These rows on a grid for a zoom of the map (0 the world, 18 a street); those without a place left out."""
        placed = found[~np.isnan(self.lat[found])]
        if not len(placed):
            return []
        size = 360 / (CELLS * 2 ** max(0, min(zoom, 18)))
        across = np.floor((self.lon[placed] + 180) / size).astype(np.int64)
        up = np.floor((self.lat[placed] + 90) / size).astype(np.int64)
        _, group, tally = np.unique(across * 10_000_000 + up, return_inverse=True, return_counts=True)
        order = np.argsort(group, kind="stable")
        begins = np.concatenate([[0], np.cumsum(tally)[:-1]])
        lat = np.add.reduceat(self.lat[placed][order].astype(np.float64), begins) / tally
        lon = np.add.reduceat(self.lon[placed][order].astype(np.float64), begins) / tally
        killed = np.maximum.reduceat(self.killed[placed][order], begins)
        values, codes = self.words["kind"]
        kinds = np.stack(
            [
                np.add.reduceat((codes[placed][order] == code).astype(np.int64), begins)
                for code in values.values()
            ]
        )
        cells = []
        for n, (begin, number) in enumerate(zip(begins, tally, strict=True)):
            ids = tuple(self.ids[row] for row in placed[order[begin : begin + min(number, NAMED)]])
            mixed = tuple((value, int(kinds[k, n])) for k, value in enumerate(values) if kinds[k, n])
            highest = None if killed[n] == UNKNOWN else int(killed[n])
            cells.append(
                Cell(round(float(lat[n]), 4), round(float(lon[n]), 4), int(number), highest, ids, mixed)
            )
        return cells

    def suggestions(self, name: str, hidden: frozenset[str] = frozenset(), limit: int = 300) -> list[str]:
        """The names of a column that most rows have ("places", "actors", "communities"), without those hidden."""
        most = sorted(self.names[name].items(), key=lambda item: (-len(item[1]), item[0]))
        return [known for known, _ in most if known not in hidden][:limit]


def _days(given: Iterable[str | None]) -> NDArray[np.int32]:
    return np.array([NO_DAY if day is None else _day(day) for day in given], dtype=np.int32)


def _day(prefix: str) -> int:
    """The number of the first day of a day, month or year; NO_DAY for what is none."""
    try:
        return date.fromisoformat((prefix + "-01-01")[:10]).toordinal()
    except ValueError:
        return int(NO_DAY)


def _last_day(prefix: str) -> int:
    """The number of the last day of a day, month or year."""
    year, month = int(prefix[:4]), int(prefix[5:7] or 12)
    if len(prefix) == 10:
        return _day(prefix)
    if month == 12:
        return date(year, 12, 31).toordinal()
    return date(year, month + 1, 1).toordinal() - 1


def _numbers(given: Iterable[int | None]) -> NDArray[np.int64]:
    return np.array([UNKNOWN if number is None else number for number in given], dtype=np.int64)


def _words(given: Iterable[str | None]) -> tuple[dict[str, int], NDArray[np.int16]]:
    """Code of each word, and the code of each row; 0 for none."""
    codes: dict[str, int] = {}
    rows = [0 if word is None else codes.setdefault(word, len(codes) + 1) for word in given]
    return codes, np.array(rows, dtype=np.int16)


def _postings(given: Iterable[str]) -> Mapping[str, NDArray[np.int32]]:
    """Name -> rows that have it."""
    rows: dict[str, list[int]] = {}
    for row, names in enumerate(given):
        for name in names.split("\n") if names else ():
            rows.setdefault(name, []).append(row)
    return {name: np.array(found, dtype=np.int32) for name, found in rows.items()}


def ids_of(catalogue: Catalogue, found: Positions | Sequence[int]) -> list[str]:
    """The ids of rows."""
    return [catalogue.ids[int(row)] for row in found]
