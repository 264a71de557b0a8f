"""One article read as a whole: which incidents it tells, when and where each was, and what belongs to which."""

from functools import cache

import pytest

from vigil import dates, extraction, geocoding
from vigil.config import ExtractionConfig, GeocodingConfig
from vigil.records import Article


@cache
def gazetteer():
    return geocoding.open_gazetteer(GeocodingConfig())


def read(text, published="2021-05-20", title=None):
    article = Article(id="a", text=text, title=title, raw_sha256="", published=published)
    said = [(f, t) for f, t in (("title", title), ("text", text)) if t]
    times = [m for f, t in said for m in dates.find_times(t, published, f)]
    places = geocoding.find_places_in(said, gazetteer())
    return extraction.read(article, times, places, ExtractionConfig())


def only(text, kind, **more):
    """The one incident of ``kind`` that the text tells."""
    found = [r for r in read(text, **more).reports if r.kind == kind]
    assert len(found) == 1, [(r.kind, r.type, r.summary) for r in found]
    return found[0]


def city(report):
    return report.place.city if report.place else None


# ---------------------------------------------------------------- where


def test_an_embassy_does_not_move_a_protest_to_its_country():
    told = only(
        "LONDON: Nigerians held a rally outside Nigeria's High Commission on Tuesday.", "demonstration"
    )
    assert city(told) == "London"


def test_a_country_that_owns_something_is_no_place():
    told = only("KABUL: A bomb hit a bus carrying Turkey's football team on Tuesday, killing two.", "attack")
    assert city(told) == "Kabul"


def test_where_attackers_are_based_is_not_where_they_struck():
    told = only(
        "Rebels based in Goma attacked a market in Bujumbura on Tuesday, killing nine people.", "attack"
    )
    assert city(told) == "Bujumbura"


def test_where_somebody_spoke_is_not_where_it_happened():
    text = "Officials said in Kabul that a bomb had killed nine people on Tuesday. The market in Herat was crowded."
    assert city(only(text, "attack")) != "Kabul"


def test_a_place_in_the_name_of_a_group_is_not_where_it_happened():
    text = (
        "CELAYA, Mexico, May 19 (Wire) - Armed men shot nine mourners dead at a funeral in Celaya late on Monday. "
        "Officials blamed the Santa Rosa de Lima cartel for the attack."
    )
    told = only(text, "attack")
    assert city(told) == "Celaya"
    assert told.date.start == "2021-05-17"  # Monday, not the day on which the report was filed


def test_where_a_bus_came_from_is_not_where_it_was_hit():
    told = only(
        "NAIROBI: A bus coming from Mombasa was hit by a roadside bomb on Tuesday; six died.", "attack"
    )
    assert city(told) == "Nairobi"


def test_told_in_passing_without_a_place_gets_none():
    text = (
        "KARACHI: Lawyers marched on Tuesday for higher fees and a new court house. They want talks. "
        "One speaker recalled the bombing of 3 March 2009, which killed twelve people."
    )
    attack = only(text, "attack")
    assert attack.role == "background"
    assert attack.date.start == "2009-03-03"
    assert attack.place is None


def test_a_settlement_in_a_part_of_the_world_is_read_without_a_place():
    text = "Six children were killed by gunmen in the settlement of El Tambor, on the Caribbean coast, on Thursday."
    assert only(text, "attack", published="2021-05-21").claims


# ---------------------------------------------------------------- when


def test_the_day_somebody_spoke_is_not_the_day_it_happened():
    text = "The United Nations said on Monday that the toll of the suicide attack at a school in Kano was now 43."
    told = only(text, "attack", published="2021-05-24")
    assert told.date.precision != "day"


def test_another_attack_of_the_same_day():
    text = (
        "Six people were killed by a suicide bomber in Mosul on Tuesday, police said. The dead were shoppers. "
        "Doctors asked for blood. Hours earlier in Baghdad, gunmen killed two judges."
    )
    told = {city(r): r for r in read(text).reports if r.kind == "attack"}
    assert set(told) == {"Mosul", "Baghdad"}
    assert told["Baghdad"].date == told["Mosul"].date
    assert [c.value for c in told["Mosul"].claims if c.attribute == "killed"] == [6]


def test_an_old_attack_is_not_the_one_in_the_news():
    text = (
        "A bombing in Kampala killed thirty people, police said. Nobody has claimed it. Streets were empty. "
        "The suspect was linked to the 2010 attack on a rugby club."
    )
    main = next(r for r in read(text).reports if r.role == "main")
    assert not (main.date.start or "").startswith("2010")


def test_last_years_rallies_are_not_this_weeks():
    text = (
        "Protests were staged on Tuesday in Lagos, Kano and Jos against the bill. The unions had warned of them. "
        "The same unions organised the large rallies last year. More rallies are being organised in Abuja."
    )
    now = next(r for r in read(text).reports if r.parts)
    assert set(now.parts) == {"Lagos", "Kano", "Jos"}
    assert now.date.start == "2021-05-18"


def test_the_day_on_which_people_mourn_is_not_the_day_of_the_attack():
    text = "LIMA: Peru was reeling on Tuesday from an assault on a barracks that killed nine. It came on Sunday night."
    assert only(text, "attack").date.start == "2021-05-16"


# ---------------------------------------------------------------- what


def test_suspects_who_died_fighting_police_are_one_legal_action_with_their_dead():
    text = (
        "MULTAN: The chief of a banned group and 11 others were killed in an alleged shootout with police on Tuesday. "
        "Gunmen attacked the convoy to free him; four policemen were hurt."
    )
    told = [
        r
        for r in read(text, title="Bandit chief and 11 others dead").reports
        if r.kind != "official_response"
    ]
    assert [(r.kind, r.type) for r in told] == [("legal_action", "killing of suspect")]
    assert any(c.attribute == "killed" and c.value == 12 for c in told[0].claims)


def test_an_attack_without_a_day_or_a_figure_is_no_incident_beside_the_main_one():
    text = (
        "The leader of a farmers' league was released from custody in Cali. The site holds him guilty of the massacre of"
        " policemen and calls him dangerous."
    )
    assert [r.kind for r in read(text, published=None).reports] == ["legal_action"]


def test_an_earlier_attack_told_by_year_place_and_doer_is_an_incident():
    text = (
        "NAIROBI: A bomb killed six people on Tuesday, police said. Shops were shut. Streets were empty. "
        "A diplomat recalled an Al Shabaab attack in Mombasa in 2014."
    )
    earlier = next(r for r in read(text).reports if (r.date.start or "").startswith("2014"))
    assert earlier.role == "background"
    assert [c.value for c in earlier.claims if c.attribute == "perpetrator"] == ["Al-Shabaab"]


def test_an_attack_that_is_only_a_cause_is_not_dated_to_its_report():
    text = "Serbia rejected on Thursday an ultimatum over the bombing."
    assert not [r for r in read(text).reports if r.kind == "attack" and r.role == "main"]


@pytest.mark.parametrize(
    "text",
    [
        "The murdered senator was buried in Cali on Tuesday.",
        "The minister flew to Cali on Tuesday to mourn with families of those who died.",
        "Marchers in Cali on Tuesday denounced the failure to arrest anybody.",
    ],
)
def test_words_that_say_who_somebody_is_make_no_attack_of_that_day(text):
    assert not [
        r for r in read(text).reports if r.kind in ("attack", "legal_action") and r.date.start == "2021-05-18"
    ]


def test_the_latest_in_a_series_by_a_group_is_said_to_be_its_own():
    text = "A bomb killed four soldiers in Maiduguri on Tuesday, the latest in a string of attacks by Boko Haram."
    told = only(text, "attack")
    assert [(a.name, a.role) for a in told.actors if a.role == "perpetrator"] == [
        ("Boko Haram", "perpetrator")
    ]


def test_a_ban_accuses_a_group_and_no_trial_accuses_nobody():
    text = (
        "A bomb killed four soldiers in Maiduguri on Tuesday. Boko Haram is banned by the government. "
        "No one has been prosecuted for the attack."
    )
    accused = [(a.name, a.kind) for a in only(text, "attack").actors if a.role == "accused"]
    assert accused in ([], [("Boko Haram", "group")])


def test_every_quote_is_in_the_text():
    text = "A bomb killed at least 12 people in Jos on Tuesday; a spokesman blamed Boko Haram. Police arrested two men."
    for report in read(text).reports:
        for claim in report.claims:
            assert text[claim.span.start : claim.span.end] == claim.quote


def test_the_accused_is_no_victim():
    text = (
        "One man died and four others were wounded in a shooting in Tampa on Tuesday. Mike Franzen, 34, died at the "
        "scene. Gary Montero, 22, of Tampa, was charged with one count of murder, police said."
    )
    names = {v.name for r in read(text).reports for v in r.victims if v.name}
    assert "Gary Montero" not in names


def test_a_total_over_years_is_no_incident():
    text = (
        "Lawmakers in Quibdo asked for cameras on Tuesday. In ten years tens of thousands of people have died in "
        "separatist attacks there, they said."
    )
    reading = read(text)
    assert not [r for r in reading.reports if r.kind == "attack"]
    assert reading.aggregates


def test_where_the_police_sit_is_not_where_it_happened():
    text = "Police in Lima said on Tuesday that two officers were killed when rebels ambushed their patrol near Iquitos."
    assert city(only(text, "attack")) == "Iquitos"


def test_a_visit_is_where_the_visitor_went():
    told = only("ABUJA: The president flew to Kano on Tuesday and visited the families.", "official_response")
    assert city(told) == "Kano"


def test_a_place_before_an_office_says_whose_it_is():
    text = "KARACHI: Police arrested the Peshawar chief of a banned group on Tuesday. He had a rifle."
    assert city(only(text, "legal_action")) == "Karachi"


def test_the_kidnapped_are_not_arrested():
    text = "Paolo Ricci was seized by tribesmen near Marib on Tuesday. Gunmen took his driver too."
    assert not [a for r in read(text).reports for a in r.actors if a.role == "accused"]


def test_a_supposition_accuses_nobody():
    text = (
        "Ten people were killed by a bomb in Ghazni on Tuesday. If the Taliban attack again, many will leave."
    )
    assert not [a for r in read(text).reports for a in r.actors if a.role == "perpetrator"]


def test_a_long_list_without_stops_is_read_with_its_quotes():
    text = "A bomb killed 12 people in Mosul and gunmen shot dead five men in Basra, " * 150
    claims = [c for r in read(text).reports for c in r.claims if c.attribute == "killed"]
    assert {12, 5} <= {c.value for c in claims}
    assert all(text[c.span.start : c.span.end] == c.quote for c in claims)


# ---------------------------------------------------------------- demonstrations


def places_of(report):
    return [(p.place.name, p.held) for p in report.places]


def test_each_place_of_a_wave_stands_by_itself_and_announced_ones_are_marked():
    text = (
        "Students staged protests on Tuesday in several Nigerian cities, including Lagos, Kano and Jos, against the bill. "
        "More rallies are being organised in Nigeria and abroad, including Ghana, Canada and the United States."
    )
    told = only(text, "demonstration")
    assert places_of(told) == [
        ("Lagos", True), ("Kano", True), ("Jos", True), ("Ghana", False), ("Canada", False), ("United States", False),
    ]  # fmt: skip
    assert told.parts == (
        "Lagos",
        "Kano",
        "Jos",
        "Ghana (announced)",
        "Canada (announced)",
        "United States (announced)",
    )
    assert told.place.name == "Nigeria"
    for part in told.places:
        assert text[part.span.start : part.span.end] == part.quote
        assert part.quote.endswith(part.place.name)


def test_a_wave_over_several_countries_is_in_no_single_place():
    text = "Teachers held protests on Tuesday in Ghana, Canada and Peru over the killing of a colleague."
    told = only(text, "demonstration")
    assert places_of(told) == [("Ghana", True), ("Canada", True), ("Peru", True)]
    assert told.place is None


def test_the_province_of_a_city_is_no_place_of_its_own():
    text = "Protests were staged on Tuesday in Lahore, Punjab, and Karachi, Sindh, over the bill."
    assert places_of(only(text, "demonstration")) == [("Lahore", True), ("Karachi", True)]


def test_a_demonstration_with_all_that_is_told_of_it():
    text = (
        "LIMA: Nurses and mothers of the dead continued their sit-in in Lima on Tuesday, the third day, and refused to bury the victims. "
        "Riot police fired tear gas at the protesters. The sit-in was called by the Health Workers Union."
    )
    told = only(text, "demonstration")
    found = {
        (c.attribute, c.value if c.attribute in ("organiser", "participant") else c.detail)
        for c in told.claims
    }
    assert {
        ("organiser", "Health Workers Union"),
        ("participant", "Nurses"),
        ("participant", "mothers of the dead"),
        ("tactic", "refusal to bury"),
        ("intervention", "tear gas"),
        ("ending", "continuing"),
    } <= found
    (lasted,) = [c for c in told.claims if c.attribute == "duration"]
    assert (lasted.low, lasted.high) == (3, None)
    assert (told.date.start, told.date.end) == ("2021-05-16", "2021-05-18")


def test_what_is_told_of_demonstrations_goes_to_no_attack():
    text = "A bomb killed nine people in Kabul on Tuesday. Police used tear gas in a crowded street for three days."
    for report in read(text).reports:
        assert report.kind == "demonstration" or not {c.attribute for c in report.claims} & {
            "organiser", "participant", "tactic", "duration", "intervention", "ending", "size",
        }  # fmt: skip


def test_victims_and_things_are_no_crowd():
    text = (
        "Thousands of people are protesting on Tuesday in Lima over the 86 victims of two attacks. "
        "The bomb, hundreds of kilograms, went off in a crowded market."
    )
    sizes = [(c.low, c.high) for r in read(text).reports for c in r.claims if c.attribute == "size"]
    assert sizes == [(2000, 9999)]


def test_a_concurrent_march_of_others_is_no_tactic():
    text = "Families held a sit-in in Lima on Tuesday. Coverage was of a concurrent event, the “long march” by a preacher."
    assert "tactic" not in {c.attribute for r in read(text).reports for c in r.claims}


def test_what_officials_did_beside_an_incident_too_vague_to_keep_goes_with_the_subject():
    text = (
        "A bomb killed 40 people at a market in Lima on Tuesday, police said. The market is the oldest of the city. "
        "It burned for hours. Asked about protests, Governor Ana Prado promised compensation for the families."
    )
    (main,) = [r for r in read(text).reports if r.role == "main"]
    assert "promise" in {c.detail for c in main.claims if c.attribute == "response"}


def test_others_elsewhere_do_not_move_a_sit_in_nor_end_it():
    text = (
        "Families in Lima kept up their sit-in on Tuesday. The sit-in went on, as did others in Cusco and Piura. "
        "Arequipa's sit-ins ended."
    )
    told = next(r for r in read(text).reports if r.role == "main")
    assert city(told) == "Lima"
    assert [c.detail for c in told.claims if c.attribute == "ending"] == ["continuing"]


def test_the_length_of_an_earlier_sit_in_is_not_that_of_this_one():
    text = "LIMA: Nurses, who a week ago held a three-day sit-in, began a sit-in in Lima on Tuesday."
    told = only(text, "demonstration")
    assert not [c for c in told.claims if c.attribute == "duration"]


def test_what_was_said_is_not_who_said_it():
    text = "LIMA: More than 500 people came to the rally on Tuesday, but the Harbour Union said that they would stay as long as miners in Cusco do."
    speakers = [c.speaker for r in read(text).reports for c in r.claims if c.attribute == "size"]
    assert speakers and not any(s and s.startswith("they") for s in speakers)
