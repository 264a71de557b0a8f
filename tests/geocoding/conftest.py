"""The gazetteer of the tests: the real one, built once into the user's cache."""

import pytest

from vigil.config import GeocodingConfig
from vigil.geocoding import open_gazetteer


@pytest.fixture(scope="session")
def gazetteer():
    return open_gazetteer(GeocodingConfig())
