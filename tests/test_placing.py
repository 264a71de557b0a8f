"""A place as a person writes it: what the gazetteer has, spots in its towns, and what is refused with the part that is not known."""

from __future__ import annotations

import pytest

from vigil.errors import UsageError
from vigil.placing import place_named


@pytest.mark.parametrize(
    ("words", "name", "city", "precision"),
    [
        ("Quetta", "Quetta", "Quetta", "city"),
        ("Quetta, Balochistan, Pakistan", "Quetta", "Quetta", "city"),
        ("Balochistan, Pakistan", "Balochistan", None, "admin1"),
        ("Hazara Town, Quetta", "Hazara Town", "Quetta", "city"),
        ("  Hazara  Town , Quetta,Pakistan ", "Hazara Town", "Quetta", "city"),
        ("the old mosque, Brewery Road, Quetta", "the old mosque, Brewery Road", "Quetta", "city"),
        ("Springfield, Quetta", "Springfield", "Quetta", "city"),  # not the one in Missouri
    ],
)
def test_places_and_spots_in_towns(words: str, name: str, city: str | None, precision: str) -> None:
    found = place_named(words)
    assert (found.name, found.city, found.precision) == (name, city, precision)


def test_a_spot_has_the_point_of_its_town_and_none_of_its_ids() -> None:
    town, spot = place_named("Quetta"), place_named("Hazara Town, Quetta")
    assert (spot.lat, spot.lon, spot.country_code) == (town.lat, town.lon, "PK")
    assert town.geonames_id is not None and spot.geonames_id is None


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        ("Hazara Town, Qetta", "Qetta"),
        ("Hazara Town", "Hazara Town"),
        ("Kalatt, Pakistan", "Kalatt"),  # a country alone would be less than was said
        ("Hazara Town, Qetta, Pakistan", "Qetta"),
        ("", ""),
        (" , ", " , "),
    ],
)
def test_what_is_not_known_is_named(words: str, unknown: str) -> None:
    with pytest.raises(UsageError, match=f"no place “{unknown}”"):
        place_named(words)
