"""What is asked of a site: pages of each kind, every one another page, the same for the same seed and record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random
from urllib.parse import quote

from vigil.records import Incident
from vigil.store import Record

SHARES = {"start": 10, "list": 25, "map": 20, "incident": 35, "search": 10}  # of all requests, in percent
WORDS = (
    "market",
    "convoy",
    "curfew",
    "inquiry",
    "claimed",
    "arrested",
    "shooting",
    "mosque",
    "protest",
    "compensation",
)

# By kind, the pages of Vigil's site; {} are filled from incidents of the record.
VIGIL: Mapping[str, Sequence[str]] = {
    "start": ("/",),
    "list": (
        "/incidents?place={city}&from={month}&kind={kind}",
        "/incidents?place={city}&from={year}&killed={killed}",
        "/incidents?place={country_name}&from={month}&to={later}",
        "/incidents?actor={actor}",
        "/incidents?kind={kind}&from={month}&to={later}&killed={killed}",
    ),
    "map": (
        "/map.json?place={city}&from={year}&zoom={zoom}",
        "/map.json?place={country_name}&from={month}&to={later}&zoom={zoom}",
        "/map.json?kind={kind}&from={month}&to={later}&killed={killed}&zoom={zoom}",
        "/map.json?kind={kind}&from={year}&to={year}&zoom={zoom}",
        "/map.json?zoom={zoom}&box={box}",
    ),
    "incident": ("/incidents/{id}",),
    "search": ("/search?q={word}+{city}",),
}

# The nearest that Datasette has to each, on the same file: its table, row and search pages.
_DATES = "start__gte={month}&start__lte={later}-31"
DATASETTE: Mapping[str, Sequence[str]] = {
    "start": ("/",),
    "list": (
        "/{db}/listing?places__contains={folded}&start__gte={month}&kind__exact={kind}&_sort=start",
        "/{db}/listing?places__contains={folded}&start__gte={year}&killed__gte={killed}&_sort=start",
        f"/{{db}}/listing?country__exact={{country}}&{_DATES}&_sort=start",
        "/{db}/listing?actors__contains={actor_folded}&_sort=start",
        f"/{{db}}/listing?kind__exact={{kind}}&{_DATES}&killed__gte={{killed}}&_sort=start",
    ),
    "map": (
        "/{db}/listing.json?_shape=array&_size=max&places__contains={folded}&start__gte={year}",
        f"/{{db}}/listing.json?_shape=array&_size=max&country__exact={{country}}&{_DATES}",
        f"/{{db}}/listing.json?_shape=array&_size=max&kind__exact={{kind}}&{_DATES}&killed__gte={{killed}}",
        "/{db}/listing.json?_shape=array&_size=max&kind__exact={kind}&start__gte={year}&start__lte={year}-12-31",
        "/{db}/listing.json?_shape=array&_size=max&lat__gte={south}&lat__lte={north}&lon__gte={west}&lon__lte={east}",
    ),
    "incident": ("/{db}/incidents/{id}",),
    "search": ("/{db}/document_words?_search={word}+{city}",),
}


def sample(record: Record, seed: int, months: int = 20) -> list[Incident]:
    """Incidents of some months, chosen by the seed, that have a day, a city and an actor."""
    rng = Random(f"{seed} months")
    found: list[Incident] = []
    for month in sorted(
        rng.sample([f"{y}-{m:02d}" for y in range(2000, 2026) for m in range(1, 13)], months)
    ):
        found += record.incidents(date_from=month, date_to=month)
    known = [i for i in found if i.place and i.place.city and i.actors and i.date.precision == "day"]
    return known or found


def pages(
    templates: Mapping[str, Sequence[str]],
    incidents: Sequence[Incident],
    number: int,
    seed: int,
    database: str = "",
) -> list[tuple[str, str]]:
    """(kind, path) of so many requests in the order in which they are sent; no path but the start page comes twice,
    as far as there are others."""
    rng = Random(f"{seed} pages")
    kinds = [kind for kind in SHARES if kind in templates]
    wanted = rng.choices(kinds, [SHARES[kind] for kind in kinds], k=number)
    asked: set[str] = set()
    out = []
    for kind in wanted:
        for _ in range(20):
            path = _filled(rng.choice(templates[kind]), rng.choice(incidents), rng, database)
            if path not in asked:
                break
        asked.add(path)
        out.append((kind, path))
    return out


def _filled(template: str, incident: Incident, rng: Random, database: str) -> str:
    """A page of this template for an incident like this one.  Raises KeyError for a {} that means nothing."""
    place, start = incident.place, incident.date.start or "2013-01-10"
    city = (place and (place.city or place.name)) or "Quetta"
    year, month = int(start[:4]), int(start[5:7])
    after = rng.randint(1, 6)
    ends = f"{year + (month - 1 + after) // 12}-{(month - 1 + after) % 12 + 1:02d}"
    actor = incident.actors[0].name if incident.actors else city
    zoom = rng.randint(3, 8)
    wide, lat, lon = 360 / 2**zoom, (place and place.lat) or 30.2, (place and place.lon) or 67.0
    south, north = max(-90.0, lat - wide / 2), min(90.0, lat + wide / 2)
    west, east = max(-180.0, lon - wide), min(180.0, lon + wide)
    values = {
        "zoom": str(zoom), "box": f"{west:.3f},{south:.3f},{east:.3f},{north:.3f}",
        "south": f"{south:.3f}", "north": f"{north:.3f}", "west": f"{west:.3f}", "east": f"{east:.3f}",
        "id": incident.id, "city": city, "folded": city.casefold(), "country": (place and place.country_code) or "PK", "country_name": (place and place.country) or "Pakistan",
        "kind": incident.kind, "type": incident.type, "actor": actor, "actor_folded": actor.casefold(),
        "month": start[:7], "later": ends, "year": start[:4], "killed": str(rng.randint(1, 20)), "word": rng.choice(WORDS), "db": database,
    }  # fmt: skip
    return re.sub(r"\{(\w+)\}", lambda found: quote(values[found[1]], safe=""), template)
