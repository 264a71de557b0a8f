"""Places are found with exact offsets, whatever the case of the text."""

import pytest

from vigil.config import GeocodingConfig
from vigil.geocoding import find_places, open_gazetteer


@pytest.fixture(scope="session")
def gazetteer():
    return open_gazetteer(GeocodingConfig())


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("Taliban Attack Kills Ten People In Kabul Market", "Kabul"),
        ("NAIROBI (Agency) - Police fired on a crowd.", "Nairobi"),
        ("Two men were shot in Akron, Ohio, on Friday.", "Akron"),
    ],
)
def test_city_is_found_where_it_stands(gazetteer, text, city):
    found = find_places(text, gazetteer)
    assert all(text[m.span.start : m.span.end] == m.text for m in found)
    assert city in [m.place.city for m in found if m.place]
