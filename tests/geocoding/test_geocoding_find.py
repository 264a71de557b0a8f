"""Places are found where they stand, and nothing else is taken for one."""

import pytest

from vigil.geocoding import find_places


def names(text, gazetteer, **options):
    """The words of the text that are read as places."""
    found = find_places(text, gazetteer, **options)
    assert all(text[m.span.start : m.span.end] == m.text for m in found)
    return [m.text for m in found]


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("Taliban Attack Kills Ten People In Kabul Market", "Kabul"),
        ("NAIROBI (Agency) - Police fired on a crowd.", "Nairobi"),
        ("Two men were shot in Akron, Ohio, on Friday.", "Akron"),
        ("GUNMEN STORMED A BANK IN BOGOTA ON FRIDAY, KILLING TWO GUARDS.", "Bogotá"),
        ("gunmen stormed a bank in bogota on friday, killing two guards.", "Bogotá"),
        ("Shots were heard in Port-au-Prince overnight, and two men died.", "Port-au-Prince"),
        ("The bus was on its way from Addis Ababa when it was stopped.", "Addis Ababa"),
        ("Residents of Rio de Janeiro marched to the governor's house.", "Rio de Janeiro"),
        ("A grenade was thrown in St. Petersburg, and Russian police sealed the street.", "Saint Petersburg"),
        ("Rebels shelled Sana'a for a third day, and Yemeni troops withdrew.", "Sanaa"),
    ],
)
def test_city_is_found_where_it_stands(gazetteer, text, city):
    found = find_places(text, gazetteer)
    assert all(text[m.span.start : m.span.end] == m.text for m in found)
    assert city in [m.place.city for m in found if m.place]


@pytest.mark.parametrize(
    "text",
    [
        "Paris Hilton visited the wounded on Monday. She stayed an hour and left.",
        "Mr Jordan was taken to hospital on Monday. Jordan told reporters that he was well.",
        "Sydney Carter, a nurse, said that she heard two shots. Carter then called for help.",
        "General Lahore Singh spoke to the troops. The general praised them for their calm.",
        "The suspect, Dallas Whitfield, was arrested. Whitfield is said to have fled on foot.",
        "Judge Lima sent the men to jail for ten years. They said that they would appeal.",
        "Austin, 24, was shot as he sat in his car. His mother said that he had no enemies.",
    ],
)
def test_persons_are_no_places(gazetteer, text):
    assert names(text, gazetteer) == []


@pytest.mark.parametrize(
    "text",
    [
        "Pakistani troops and Afghan rebels exchanged fire for an hour. Two of them died.",
        "A French journalist and two German tourists were among the hostages. All were freed.",
        "South Korean engineers were abducted by men in uniform. Their firm said nothing.",
        "Nigerians and Ghanaians marched together. They called for calm.",
    ],
)
def test_peoples_are_no_places_but_say_which_country(gazetteer, text):
    assert names(text, gazetteer) == []


def test_a_people_settles_which_place_is_meant(gazetteer):
    text = "Four people died when a bomb went off in Cordoba. {} soldiers closed the road to the north."
    argentine, spanish = (find_places(text.format(p), gazetteer) for p in ("Argentine", "Spanish"))
    assert [m.place.country_code for m in argentine] == ["AR"]
    assert [m.place.country_code for m in spanish] == ["ES"]


@pytest.mark.parametrize(
    "text",
    [
        "The Taliban and Hezbollah denied any part in it. Hamas said nothing.",
        "The New York Times reported that five people had died. No one else confirmed it.",
        "The Boston Globe and the Washington Post named two suspects. Both had fled.",
        "The Red Cross and Interpol sent help. Congress met in the evening.",
        "Facebook and Google took the pictures down. The Pentagon welcomed that.",
        "On Friday in March, after Ramadan, the Supreme Court freed him. May followed.",
    ],
)
def test_organisations_outlets_and_days_are_no_places(gazetteer, text):
    assert names(text, gazetteer) == []


def test_institution_tells_the_place_it_is_of(gazetteer):
    text = "Karachi Police said that the Lahore High Court had freed two men. A crowd gathered."
    assert names(text, gazetteer) == ["Karachi", "Lahore"]


def test_a_person_of_the_text_does_not_hide_the_place_told_with_a_preposition(gazetteer):
    text = "Chelsea Houston, a teacher, was shot in Houston on Monday. Police in Houston seek her husband."
    assert names(text, gazetteer) == ["Houston", "Houston"]


def test_regions_that_span_countries_are_left_out(gazetteer):
    text = "Fighting has spread across Africa and the Middle East, and it has reached Mali. Many fled."
    assert names(text, gazetteer) == ["Mali"]


def test_united_states_only_in_capitals_and_never_before_a_dollar_sign(gazetteer):
    text = "US troops left on Monday. They paid US$40 to each of us, and then they told us to go home."
    assert names(text, gazetteer) == ["US"]


def test_hyphens_hold_two_places_or_say_where_something_is_from(gazetteer):
    text = "The Kabul-Kandahar highway was cut by a Quetta-based group on Monday. Two drivers died."
    found = find_places(text, gazetteer)
    assert [(m.text, m.cue) for m in found][-1] == ("Quetta", "of_origin")
    assert [m.text for m in found] == ["Kabul", "Kandahar", "Quetta"]


@pytest.mark.parametrize(
    "opening", ["QUETTA: ", "QUETTA - ", "QUETTA, Pakistan (Agency) - ", "\n\nQUETTA — "]
)
def test_dateline(gazetteer, opening):
    text = opening + "Ten people were killed when a bomb went off in a market on Thursday."
    first = find_places(text, gazetteer)[0]
    assert (first.text, first.cue, first.place.city) == ("QUETTA", "dateline", "Quetta")


@pytest.mark.parametrize(
    ("word", "cue"),
    [
        ("in", "in"),
        ("near", "near"),
        ("from", "from"),
        ("in the city of", "in"),
        ("in the northern city of", "in"),
    ],
)
def test_the_word_that_leads_to_a_place(gazetteer, word, cue):
    found = find_places(f"Three men were shot {word} Kano on Monday. They died.", gazetteer)
    assert [(m.text, m.cue) for m in found] == [("Kano", cue)]


def test_field_is_that_of_the_span(gazetteer):
    found = find_places("A man was shot in Nairobi on Monday.", gazetteer, field="title")
    assert [m.span.field for m in found] == ["title"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "...", "12 345", "no name stands here", "\x00\x01"])
def test_nothing_in_nothing(gazetteer, text):
    assert find_places(text, gazetteer) == []


def test_whose_quarter_it_is_does_not_name_it(gazetteer):
    found = find_places("Two blasts in a Shiite neighbourhood of Quetta killed more than forty.", gazetteer)
    assert [(p.text, p.place.precision) for p in found] == [("Quetta", "city")]


def test_an_area_of_a_part_of_town_is_no_town_elsewhere(gazetteer):
    text = "QUETTA: Two died in the Aliabad area of Hazara Town on Sunday."
    found = {p.text: p.place for p in find_places(text, gazetteer)}
    assert found["Aliabad"].city == "Quetta"
    assert found["Aliabad"].precision == "neighbourhood"
