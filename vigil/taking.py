"""Taking lists that others keep into a record: each row a document of the list, with one report that the list makes.

It stands beside a run: no reader of news sees a row, and what was made of one stays until a newer row takes its place.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Any

from vigil.articles import listed_article, listed_country
from vigil.config import ArticleConfig, Config, ExtractionConfig
from vigil.extraction.listed import READER, read_row
from vigil.ingest import row_document
from vigil.linkage.comparisons import distance_km
from vigil.listed import Listed, Read, written
from vigil.pipeline import (
    Progress,
    Rooms,
    RunSummary,
    Tally,
    all_rooms,
    conclude,
    gazetteer_of,
    reading_digest,
    silent,
)
from vigil.records import Place, Rejected
from vigil.store import Outcome, Record, input_key

BATCH = 500  # rows of one transaction
NEAR_KM = 40.0  # a name in the gazetteer this far from a list's coordinates is another place
_TOWNS = ("site", "neighbourhood", "city")


def take_lists(
    lists: Sequence[tuple[Read, Sequence[Rejected]]],
    record: Record,
    config: Config,
    progress: Progress | None = None,
    rooms: Rooms | None = None,
) -> RunSummary:
    """Take lists into a record, and conclude.

    ``lists``: what ``read_list`` made of each file with ``keep=True``, and the rows that it rejected, which become
    rejections of the record.  The same rows again change nothing; a row that has changed is a new version of its
    document; a row that a newer file no longer has stays.

    Raises StoreError where the record cannot be written, ValueError for rows that were not kept.
    """
    begun = time.monotonic()
    rooms = rooms or all_rooms()
    report = progress or silent
    gazetteer = gazetteer_of(rooms.open_gazetteer, config.geocoding)

    @lru_cache(maxsize=65536)
    def where(place: Place) -> Place:
        return resolved(place, lambda text, country: rooms.find_places([("text", text)], gazetteer, country))

    digests = [list_digest(config, read) for read, _ in lists]
    generation = record.begin_run(_named(digests))
    tally = Tally()
    total = sum(len(read.rows) + len(rejected) for read, rejected in lists)
    for (read, rejected), digest in zip(lists, digests, strict=True):
        refused = [Outcome(None, row) for row in rejected]
        tally.add(record.add_batch(refused, digest, generation))
        tally.note(refused)
        tally.seen += len(refused)
        rows = iter(read.rows)
        while batch := list(islice(rows, BATCH)):
            outcomes = list(_fresh(batch, read, record, digest, where, tally))
            tally.add(record.add_batch(outcomes, digest, generation))
            tally.note(outcomes)
            tally.seen += len(batch)
            report("read", tally.seen, total)
    conclude(record, config, report, rooms)
    record.finish_run(generation)
    return tally.summary(record, time.monotonic() - begun)


def list_digest(config: Config, read: Read) -> str:
    """Names all that the reading of a row depends on beside the row: version, places, and how the list was read."""
    plain = replace(config, articles=ArticleConfig(), extraction=ExtractionConfig(reader="rules"))
    said = (reading_digest(plain), READER, read.form, read.order, *(f"{k}={h}" for k, h in read.columns))
    return _named(said)


def _named(parts: Iterable[object]) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _fresh(
    rows: Sequence[Listed],
    read: Read,
    record: Record,
    digest: str,
    where: Callable[[Place], Place],
    tally: Tally,
) -> Iterator[Outcome]:
    """What becomes of the rows that the record does not hold in this form yet."""
    texts = [written(row, read) for row in rows]
    raws = [row_document(row, read, text) for row, text in zip(rows, texts, strict=True)]
    known = record.known([input_key(raw) for raw in raws], digest)
    for row, text, raw in zip(rows, texts, raws, strict=True):
        code = known.get(input_key(raw), "")
        if code is None:
            tally.counts.unchanged += 1
            continue
        article = listed_article(raw)
        if isinstance(article, Rejected):
            yield Outcome(raw, article)
            continue
        place = where(row.place) if row.place else None
        yield Outcome(raw, article, read_row(article, row, read, text, place))


def resolved(place: Place, find: Callable[[str, str | None], Sequence[Any]]) -> Place:
    """A list's place under the gazetteer's names, so that it can be compared with that of a report.

    ``find`` gives the place mentions of a text, with a country as a prior.  The list's name, precision and coordinates
    stay.  What the gazetteer has under the name in another country, or far from the list's coordinates, is another place:
    then everything stays as the list has it.
    """
    code = place.country_code or (listed_country(place.country) if place.country else None)
    parts = dict.fromkeys(part for part in (place.name, place.admin1, place.country) if part)
    mentions = [m for m in find(", ".join(parts), code) if m.span.start < len(place.name) and m.place]
    kept = replace(place, country_code=code)
    named: Place | None = mentions[0].place if mentions else None
    if named is None or (code and named.country_code != code):
        return kept
    town = place.precision == "city"
    apart = distance_km(place, named) or 0.0
    fits = {"city": _TOWNS, "district": ("city", "district")}.get(place.precision, (place.precision,))
    if named.precision not in fits or (place.precision in ("city", "district") and apart > NEAR_KM):
        return kept
    here = place.lat is not None
    return replace(
        kept,
        precision="neighbourhood" if town and named.neighbourhood else place.precision,
        city=named.city if town else None,
        neighbourhood=named.neighbourhood if town else None,
        admin1=named.admin1 or place.admin1,
        country=named.country,
        country_code=named.country_code,
        lat=place.lat if here else named.lat,
        lon=place.lon if here else named.lon,
        geonames_id=named.geonames_id if named.precision == place.precision else None,
    )
