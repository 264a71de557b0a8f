"""Taking lists into a record from Python, in each database."""

from __future__ import annotations

from pathlib import Path

import made_lists
import pytest

from vigil.config import Config
from vigil.geocoding import find_places, open_gazetteer
from vigil.ingest import ListOptions, read_list
from vigil.listed import Read
from vigil.records import Place, Rejected
from vigil.store import Record
from vigil.taking import resolved, take_lists

KEPT = ListOptions(keep=True, name="Their list")


def lists(folder: Path) -> list[tuple[Read, list[Rejected]]]:
    return [
        read_list(made_lists.acled(folder / "a.csv"), KEPT),
        read_list(made_lists.ged(folder / "g.csv"), KEPT),
    ]


def test_lists_are_taken_once(record: Record, tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    found = lists(tmp_path)
    done = take_lists(found, record, Config(), lambda stage, number, total: told.append((stage, number)))
    assert done.new == 15 and done.reports == 15 and sum(done.rejected.values()) == len(found[0][1]) == 6
    assert ("read", 21) in told and record.check() == []
    held = list(record.incidents()), list(record.claims())
    again = take_lists(found, record, Config())
    assert (again.new, again.reread, again.unchanged) == (0, 0, 15)
    assert held == (list(record.incidents()), list(record.claims()))
    row = record.original("Their list:PAK103")
    assert row is not None and row.content.decode().startswith("PAK103,30 June 2013")
    countries = {report.place.country_code for report in record.reports() if report.place}
    assert countries == {"PK", "AF"}, "as codes, for whoever reads a list without the command line"


@pytest.mark.parametrize(
    ("place", "city", "admin1"),
    [
        (Place("Quetta town", "city", "Quetta town", "Baluchistan province", "Pakistan", "PK", 30.187, 67.012), "Quetta", "Balochistan"),
        # of that name, but far away, or in another country: as the list has it
        (Place("Quetta", "city", "Quetta", "Sindh", "Pakistan", "PK", 24.86, 67.0), "Quetta", "Sindh"),
        (Place("Quetta", "city", "Quetta", "Java", "Indonesia", "ID"), "Quetta", "Java"),
        (Place("Xyzzyville", "city", "Xyzzyville", "Sindh", "Pakistan", "PK", 25.0, 67.0), "Xyzzyville", "Sindh"),
        (Place("Punjab province", "admin1", None, "Punjab province", "Pakistan", "PK", 31.3, 72.5), None, "Punjab"),
    ],
)  # fmt: skip
def test_places_are_put_under_the_gazetteers_names(place: Place, city: str | None, admin1: str) -> None:
    gazetteer = open_gazetteer(Config().geocoding)
    found = resolved(place, lambda text, country: find_places(text, gazetteer, country))
    assert (found.city, found.admin1) == (city, admin1)
    assert (found.name, found.precision, found.lat, found.lon) == (
        place.name, place.precision, place.lat, place.lon,
    )  # fmt: skip
