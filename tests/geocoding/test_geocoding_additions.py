"""The user's own places: what a CSV adds, what it replaces, and what is said where a row is broken."""

import pytest

from vigil.config import GeocodingConfig
from vigil.errors import UsageError
from vigil.geocoding import find_places, open_gazetteer

ROWS = """\
name,lat,lon,city,admin1,country,level,aliases
Zubeqa,11.9,14.2,,Borno,Nigeria,,Zubeka;Zubeqa Kura
Marvi Gali,30.21,67.02,Quetta,Balochistan,PK,,
Old Mill,30.1,67.1,Quetta,,PK,site,
Barg Valley,34.0,70.0,,Nangarhar,Afghanistan,district,
Kuhistan,35.0,70.0,,,af,admin1,
Peshawar,1.0,2.0,,Somewhere,Kenya,city,
Twin Wells,10.0,10.0,,,NG,city,
Twin Wells,31.0,70.0,,,PK,city,
"""


@pytest.fixture
def opened(tmp_path):
    """Opens the gazetteer with the rows of a CSV on top."""

    def open_with(*files):
        paths = []
        for number, content in enumerate(files):
            path = tmp_path / f"places{number}.csv"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            paths.append(path)
        return open_gazetteer(GeocodingConfig(additions=tuple(paths)))

    return open_with


def place(text, gazetteer, name):
    """The place that a name of the text is read as."""
    return {m.text: m.place for m in find_places(text, gazetteer)}.get(name)


def test_village_is_found_with_its_point_and_country(opened, gazetteer):
    text = "Gunmen killed nine people in Zubeqa on Friday. Two of them were children."
    assert place(text, gazetteer, "Zubeqa") is None
    found = place(text, opened(ROWS), "Zubeqa")
    assert (found.precision, found.city, found.admin1, found.country) == (
        "city",
        "Zubeqa",
        "Borno",
        "Nigeria",
    )
    assert (found.lat, found.lon, found.geonames_id) == (11.9, 14.2, None)


@pytest.mark.parametrize("alias", ["Zubeka", "Zubeqa Kura"])
def test_alias_is_the_same_place_under_the_words_of_the_text(opened, alias):
    found = place(f"Gunmen killed nine people in {alias} on Friday. Two were children.", opened(ROWS), alias)
    assert (found.name, found.city, found.lat) == (alias, "Zubeqa", 11.9)


def test_neighbourhood_lies_in_its_city(opened):
    found = place("A grenade was thrown in Marvi Gali on Monday. Two died.", opened(ROWS), "Marvi Gali")
    assert (found.precision, found.neighbourhood, found.city) == ("neighbourhood", "Marvi Gali", "Quetta")
    assert (found.admin1, found.country_code, found.lat) == ("Balochistan", "PK", 30.21)


@pytest.mark.parametrize(
    ("name", "level", "admin1"),
    [
        ("Old Mill", "site", None),
        ("Barg Valley", "district", "Nangarhar"),
        ("Kuhistan", "admin1", "Kuhistan"),
    ],
)
def test_level_is_the_one_that_is_told(opened, name, level, admin1):
    found = place(f"Two people were killed near {name} on Monday. Both were men.", opened(ROWS), name)
    assert (found.precision, found.admin1) == (level, admin1)


def test_row_replaces_what_the_gazetteer_has_under_that_name(opened):
    found = place("Ten people were killed in Peshawar on Monday. All were men.", opened(ROWS), "Peshawar")
    assert (found.country_code, found.lat, found.lon) == ("KE", 1.0, 2.0)


def test_row_helps_to_say_where_other_names_lie(opened):
    text = "Gunmen who came from {} killed ten people in Hyderabad on Monday. All were men."
    rows = "name,lat,lon,country\nZubeqa,{},PK\nMirzala,{},IN\n".format("26.1,68.5", "18.0,79.0")
    known = opened(rows)
    assert place(text.format("Zubeqa"), known, "Hyderabad").country_code == "PK"
    assert place(text.format("Mirzala"), known, "Hyderabad").country_code == "IN"


def test_two_rows_of_one_name_are_told_apart_by_the_text(opened):
    known = opened(ROWS)
    for country, lat in (("Nigeria", 10.0), ("Pakistan", 31.0)):
        found = place(f"Ten men were killed in Twin Wells, {country}, on Monday.", known, "Twin Wells")
        assert found.lat == lat


def test_person_of_that_name_is_no_place(opened):
    text = "Ali Zubeqa, a teacher, said that he was well. Zubeqa then went home with his wife."
    assert find_places(text, opened(ROWS)) == []


def test_several_files_are_read(opened):
    known = opened("name,lat,lon\nZubeqa,1,2\n", "name,lat,lon\nMirzala,3,4\n")
    text = "Ten people were killed in Zubeqa and Mirzala on Monday. All were men."
    assert [m.place.lat for m in find_places(text, known)] == [1.0, 3.0]


@pytest.mark.parametrize(
    "rows",
    [
        b"\xef\xbb\xbfname,lat,lon\r\nZubeqa,1,2\r\n",
        b" Name , LAT,Lon\nZubeqa,1,2\n",
        b"name,lat,lon\n\nZubeqa, 1 , 2\n\n",
        b'lon,lat,name,remark\n2,1,Zubeqa,"a ""small"" place,\nby a river"\n',
    ],
)
def test_csv_as_programs_write_it(opened, rows):
    found = place("Ten people were killed in Zubeqa on Monday. All were men.", opened(rows), "Zubeqa")
    assert (found.lat, found.lon) == (1.0, 2.0)


@pytest.mark.parametrize(
    ("rows", "line", "says"),
    [
        ("", 1, "column name"),
        ("name,lat\nA,1\n", 1, "column lon"),
        ("name;lat;lon\nA;1;2\n", 1, "commas"),
        ("name,name,lat,lon\nA,B,1,2\n", 1, "twice"),
        ("name,lat,lon\nA,1,2\nB,north,2\n", 3, "lat must be a number between -90 and 90"),
        ("name,lat,lon\nA,91,2\n", 2, "lat must be a number between -90 and 90"),
        ("name,lat,lon\nA,1,-181\n", 2, "lon must be a number between -180 and 180"),
        ("name,lat,lon\nA,nan,2\n", 2, "lat must be a number"),
        ('name,lat,lon\nA,"1,5",2\n', 2, "lat must be a number"),
        ("name,lat,lon\nA,1\n", 2, "fields"),
        ("name,lat,lon\nA,1,2,3\n", 2, "fields"),
        ("name,lat,lon\n\n ,1,2\n", 3, "name is missing"),
        ("name,lat,lon\n-,1,2\n", 2, "name is missing"),
        ("name,lat,lon,level\nA,1,2,hamlet\n", 2, "level must be one of site, neighbourhood, city"),
        ("name,lat,lon,country\nA,1,2,PK\nB,1,2,Pakistann\n", 3, "country Pakistann is not known"),
        ("name,lat,lon\n" + "A" * 200_000 + ",1,2\n", 2, "no CSV"),
    ],
)
def test_broken_row_is_named_with_file_and_line_and_what_is_wanted(opened, rows, line, says):
    with pytest.raises(UsageError) as raised:
        opened(rows)
    message = str(raised.value)
    assert f"places0.csv, line {line}: " in message
    assert says in message


@pytest.mark.parametrize("content", ["name,lat,lon\nCórdoba,1,2\n".encode("latin-1"), b"\x00\xff\x00\xfe"])
def test_other_encoding_is_named_with_what_to_do(opened, content):
    with pytest.raises(UsageError, match=r"places0\.csv.*UTF-8.*Save it"):
        opened(content)


def test_file_that_is_not_there_is_named(tmp_path):
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(UsageError, match=f"{path.name}.*cannot be read"):
            open_gazetteer(GeocodingConfig(additions=(path,)))
