"""Which of the places of one name is meant, and how precisely the text says so."""

import pytest

from vigil.geocoding import find_places
from vigil.geocoding.find import find_places_in


def only(found, name):
    """The one sense that a name has in a text."""
    places = {m.place for m in found if m.text == name}
    assert len(places) == 1, f"{name}: {places}"
    return places.pop()


@pytest.mark.parametrize(
    ("rest", "country"),
    [
        ("police in Karachi said. The Sindh government ordered an inquiry.", "PK"),
        ("police in Telangana said. They blamed a gang.", "IN"),
        ("Indian officials said. They blamed a gang.", "IN"),
        ("Pakistani officials said. They blamed a gang.", "PK"),
    ],
)
def test_other_words_of_the_text_say_which_hyderabad(gazetteer, rest, country):
    found = find_places(f"Six people died in Hyderabad when a bus was fired on, {rest}", gazetteer)
    assert only(found, "Hyderabad").country_code == country


@pytest.mark.parametrize(
    ("prior", "country"), [("PK", "PK"), ("Pakistan", "PK"), ("IN", "IN"), ("India", "IN")]
)
def test_country_of_the_source_says_it_where_the_text_does_not(gazetteer, prior, country):
    found = find_places("A car bomb went off in Hyderabad on Monday. Two men died.", gazetteer, prior)
    assert only(found, "Hyderabad").country_code == country


@pytest.mark.parametrize(
    ("text", "name", "prior", "country"),
    [
        ("Six people died in Hyderabad, India, when a bus was fired on.", "Hyderabad", "PK", "IN"),
        ("Two men were shot in Birmingham, England, on Monday night.", "Birmingham", "US", "GB"),
        ("Two men were shot in Birmingham, Alabama, on Monday night.", "Birmingham", "GB", "US"),
        ("Three people died in San Jose, Costa Rica, on Monday night.", "San Jose", "US", "CR"),
        ("Three people died in Valencia, Venezuela, on Monday night.", "Valencia", "ES", "VE"),
    ],
)
def test_country_of_the_source_never_outweighs_what_the_text_says(gazetteer, text, name, prior, country):
    assert only(find_places(text, gazetteer, prior), name).country_code == country


def test_unknown_country_of_the_source_is_no_error_and_no_evidence(gazetteer):
    text = "Ten people were killed in a market in Peshawar on Monday. Two of them were children."
    assert find_places(text, gazetteer, "Atlantis") == find_places(text, gazetteer)


def test_georgia_is_a_country_or_a_state(gazetteer):
    state = "Two men were shot in Macon, Georgia, on Friday. Police from Atlanta joined the search."
    country = "Georgia's interior minister said that two men were shot in Tbilisi. Both died."
    found = find_places(state, gazetteer)
    assert (only(found, "Georgia").precision, only(found, "Georgia").country_code) == ("admin1", "US")
    found = find_places(country, gazetteer)
    assert (only(found, "Georgia").precision, only(found, "Georgia").country_code) == ("country", "GE")


@pytest.mark.parametrize("name", ["Kandahar", "Peshawar", "Mosul", "Lagos", "Damascus", "Guatemala City"])
def test_city_first(gazetteer, name):
    found = find_places(f"Ten people were killed in {name} on Monday. Two were children.", gazetteer)
    assert only(found, name).precision == "city"


@pytest.mark.parametrize(
    ("text", "name", "precision"),
    [
        ("Five died in Kandahar province on Monday. Two were children.", "Kandahar", "admin1"),
        ("Five died in the province of Kandahar on Monday. Two were children.", "Kandahar", "admin1"),
        ("Five died in Bannu district on Monday. Two were children.", "Bannu", "district"),
        ("Five died in the district of Bannu on Monday. Two were children.", "Bannu", "district"),
        ("Five died in Bannu on Monday. Two were children.", "Bannu", "city"),
        ("Five died in Sindh on Monday. Two were children.", "Sindh", "admin1"),
        ("Five died in Somalia on Monday. Two were children.", "Somalia", "country"),
    ],
)
def test_precision_is_what_the_text_says(gazetteer, text, name, precision):
    place = only(find_places(text, gazetteer), name)
    assert place.precision == precision
    assert (place.city is None) == (precision != "city")
    assert (place.admin1 is None) == (precision == "country")


@pytest.mark.parametrize(
    ("told", "city", "unit"),
    [
        ("Springfield, Ill.,", "Springfield", "Illinois"),
        ("Springfield, Mo.,", "Springfield", "Missouri"),
        ("Portland, Me.,", "Portland", "Maine"),
        ("Portland, Ore.,", "Portland", "Oregon"),
        ("Jackson, MS,", "Jackson", "Mississippi"),
        ("Charlotte, N.C.,", "Charlotte", "North Carolina"),
        ("Columbus, Georgia,", "Columbus", "Georgia"),
        ("Columbus, Ohio,", "Columbus", "Ohio"),
        ("London, Ont.,", "London", "Ontario"),
        ("Washington, D.C.,", "Washington", "District of Columbia"),
    ],
)
def test_state_after_a_city_in_full_or_short(gazetteer, told, city, unit):
    found = find_places(f"A man was shot dead in {told} on Tuesday. Police seek two suspects.", gazetteer)
    assert (found[0].place.city, found[0].place.admin1) == (city, unit)
    assert found[1].place.precision == "admin1" and found[1].place.admin1 == unit


def test_said_once_with_its_state_it_is_that_place_throughout(gazetteer):
    text = "A man was shot in Columbus, Georgia, on Monday. Police in Columbus said that he had died."
    assert only(find_places(text, gazetteer), "Columbus").admin1 == "Georgia"


def test_title_and_text_are_read_together(gazetteer):
    fields = [
        ("title", "Six shot dead on bus in Hyderabad, officials say"),
        ("text", "Men on motorcycles fired on a bus. The Sindh government blamed a gang from Karachi."),
    ]
    found = find_places_in(fields, gazetteer)
    assert only(found, "Hyderabad").country_code == "PK"
    assert {m.span.field for m in found} == {"title", "text"}


@pytest.mark.parametrize(
    ("text", "name", "city"),
    [
        ("A blast shook the Gulberg area of Lahore on Monday. Two died.", "Gulberg", "Lahore"),
        ("Two bodies were found in the Kibera slum of Nairobi. Both were men.", "Kibera", "Nairobi"),
        ("He was shot in the Brooklyn neighbourhood of Chicago. He died.", "Brooklyn", "Chicago"),
        ("Gunmen struck in Khartoum's Bezuba neighbourhood. Two died.", "Bezuba", "Khartoum"),
    ],
)
def test_part_of_a_town_is_known_from_the_text(gazetteer, text, name, city):
    found = {m.text: m.place for m in find_places(text, gazetteer) if m.place}
    town, part = found[city], found[name]
    assert (part.precision, part.neighbourhood, part.city) == ("neighbourhood", name, city)
    assert (part.lat, part.lon, part.geonames_id) == (town.lat, town.lon, None)


def test_spot_in_a_town_has_the_point_of_the_town_and_says_so(gazetteer):
    text = "A bomb went off on Marigold Road in Quetta on Monday. Ten people died."
    found = {m.text: m.place for m in find_places(text, gazetteer)}
    assert (found["Marigold Road"].precision, found["Marigold Road"].city) == ("site", "Quetta")
    assert found["Marigold Road"].lat == found["Quetta"].lat


def test_no_town_no_part_of_one(gazetteer):
    text = "A blast shook the Zubeqa area on Monday. Two people died, and many were hurt."
    assert [m.place for m in find_places(text, gazetteer) if m.place] == []


def test_village_in_a_part_of_the_world_lies_nowhere(gazetteer):
    text = "Gunmen burned the village of Zubeqa in West Africa on Monday. Ten people died."
    assert [m for m in find_places(text, gazetteer) if m.place] == []


def test_village_that_no_gazetteer_has_takes_the_unit_and_no_point(gazetteer):
    text = "Gunmen burned the village of Zubeqa in Borno state on Monday. Ten people died."
    place = only(find_places(text, gazetteer), "Zubeqa")
    assert (place.precision, place.admin1, place.country_code) == ("city", "Borno", "NG")
    assert place.lat is None and place.geonames_id is None
