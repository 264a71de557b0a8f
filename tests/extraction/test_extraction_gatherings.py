"""A demonstration as it goes on: how long, what is done against it, how it ends."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.dates import find_times
from vigil.extraction.gatherings import find_durations, find_endings, find_interventions
from vigil.extraction.sentences import split

DAY = "2016-03-10"  # a Thursday
ORDINALS = {2: "second", 3: "third", 4: "fourth", 9: "ninth", 12: "12th", 21: "21st"}
NUMBERS = {2: "two", 3: "three", 5: "five", 12: "12", 40: "40"}


def durations(text, published=DAY):
    found = find_durations(split(text), find_times(text, published, "text"))
    return [(c.value, c.low, c.high, c.qualifier, c.as_of, c.until) for c in found]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The sit-in entered its third night.", ("entered its third night", 3, None, "so far", DAY, None)),
        ("They held a three-day sit-in.", ("three-day", 3, 3, "exact", None, None)),
        ("The strike will last until Saturday.", ("until Saturday", None, None, "until", None, "2016-03-12")),
        ("The blockade lasted until Saturday.", ("until Saturday", None, None, "until", None, None)),
        ("The protest went on for four hours.", ("for four hours", 0, 1, "up to", None, None)),
        ("Nurses ended a 48-hour strike.", ("48-hour", 2, 2, "exact", None, None)),
        ("The march, held since Tuesday, goes on.", ("since Tuesday", 3, None, "so far", DAY, None)),
        ("The vigil lasted for weeks.", ("for weeks", None, None, None, None, None)),
    ],
)
def test_how_long(text, told):
    assert durations(text) == [told]


@pytest.mark.parametrize(
    "text",
    [
        "The union announced 40 days of mourning after the protest.",
        "They agreed to postpone the rally until Saturday.",
        "Police found the body three days ago; the protest was elsewhere.",
        "On the first day of the strike shops were shut.",
        "The curfew lasted three days.",
        "A three-day conference was held.",
    ],
)
def test_what_is_no_length_of_a_demonstration(text):
    assert durations(text) == []


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(ORDINALS)),
    st.sampled_from(["day", "night"]),
    st.dates(date(2001, 1, 1), date(2030, 1, 1)),
    st.sampled_from(["sit-in", "strike", "hunger strike", "blockade"]),
)
def test_an_ordinal_is_a_lower_bound_as_of_its_day(number, unit, published, what):
    ((_, low, high, qualifier, as_of, _),) = durations(
        f"The {what} is in its {ORDINALS[number]} {unit}.", published.isoformat()
    )
    assert (low, high, qualifier, as_of) == (number, None, "so far", published.isoformat())


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(NUMBERS)),
    st.sampled_from(["", "more than ", "at least ", "nearly "]),
    st.integers(0, 3),
)
def test_days_are_bounded_by_their_qualifier(number, qualifier, padding):
    text = "Well. " * padding + f"The sit-in lasted for {qualifier}{NUMBERS[number]} days."
    ((value, low, high, _, _, _),) = durations(text)
    assert NUMBERS[number] in value
    assert {
        "": (number, number),
        "more than ": (number + 1, None),
        "at least ": (number, None),
        "nearly ": (number * 9 // 10, -(-number * 11 // 10)),
    }[qualifier] == (low, high)


def test_duration_without_a_known_day_has_no_day():
    ((_, low, high, _, as_of, _),) = durations("The sit-in is in its third night.", None)
    assert (low, high, as_of) == (3, None, None)


# ---------------------------------------------------------------- against it


def interventions(text):
    return [(c.detail, c.speaker) for c in find_interventions(split(text))]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Riot police fired tear gas at the marchers.", [("tear gas", "Riot police")]),
        ("The crowd was hit with batons and water cannon.", [("baton charge", None), ("water cannon", None)]),
        ("Soldiers opened fire on the protesters.", [("shooting", "Soldiers")]),
        ("Police arrested 20 demonstrators.", [("arrests", "Police")]),
        ("Twelve protesters were arrested.", [("arrests", None)]),
        ("Security forces dispersed the rally.", [("dispersal", "Security forces")]),
        ("The sit-in was broken up by soldiers.", [("dispersal", "soldiers")]),
        ("Police stopped the march before it reached the palace.", [("blocked", "Police")]),
        ("Women marched in Kabul and the Taliban fired in the air.", [("warning shots", "Taliban")]),
        ("Strikers clashed with police.", [("clash", None)]),
    ],
)
def test_what_is_done_against_it(text, told):
    assert interventions(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "Police did not use tear gas against the protesters.",
        "Police threatened to use batons on the marchers.",
        "Angry protesters fired in the air.",
        "Police said students blocked the road in protest.",
        "Police arrested a man over the bombing; a protest was held elsewhere.",
        "Gunmen opened fire on the procession.",
        "Youths carried cloths to avoid the effects of tear gas at the protest.",
        "Police arrested two burglars.",
        "Tear gas is made in two factories.",
    ],
)
def test_what_is_no_intervention(text):
    assert interventions(text) == []


# ---------------------------------------------------------------- its end


def endings(text):
    return [(c.detail, c.as_of) for c in find_endings(split(text), find_times(text, DAY, "text"))]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The sit-in was called off after talks with the governor.", [("called off after agreement", None)]),
        ("Teachers called off their strike.", [("called off", None)]),
        ("Nurses ended their strike on Tuesday.", [("ended", "2016-03-08")]),
        ("The union agreed to end the strike.", [("ended after agreement", None)]),
        ("The march was over by noon.", []),
        ("The rally is over.", [("ended", None)]),
        ("The demonstrators dispersed peacefully.", [("dispersed", None)]),
        ("Miners suspended their strike.", [("suspended", None)]),
        ("Farmers have not ended their blockade.", [("continuing", None)]),
        ("Students refused to end their sit-in.", [("continuing", None)]),
        ("The hunger strike continued.", [("continuing", None)]),
        ("Prisoners continued their hunger strike.", [("continuing", None)]),
    ],
)
def test_how_it_ended(text, told):
    assert endings(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "The governor urged them to end their sit-in.",
        "The mayor tried to negotiate an end to the sit-in.",
        "They will stay until they have ended the protest.",
        "A protest over the killing was held.",
        "The march to end hunger began.",
        "The judge continued the case to March 21st.",
        "The dead were buried on Monday. A strike was held.",
    ],
)
def test_what_is_no_end(text):
    assert endings(text) == []


def test_burial_ends_only_what_kept_the_dead_from_it():
    told = "Families refused to bury their dead and sat on the road. On Wednesday the victims were buried."
    assert ("burial held", "2016-03-09") in endings(told)


# ---------------------------------------------------------------- any text

WORDS = (
    "protest sit-in strike march march, police tear gas on the for three days until Monday third night ended called off continued their refused to bury "
    "buried arrested protesters not dispersed agreed to end , . ; - \n \u00a0 “ ’s İ ß the of since Friday 48-hour"
).split(" ")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=50))
def test_quotes_are_the_text_at_their_offsets(words):
    text = " ".join(words)
    sentences, times = split(text), find_times(text, DAY, "text")
    for claim in (
        *find_durations(sentences, times),
        *find_interventions(sentences),
        *find_endings(sentences, times),
    ):
        assert text[claim.span.start : claim.span.end] == claim.quote
        assert 0 < len(claim.quote) <= 300 and claim.value
        assert claim.low is None or claim.high is None or claim.low <= claim.high


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("At the sit-in, mourners refused to accept the governor's assurances.", "offer refused"),
        ("The strikers rejected the ministry's offer and the strike went on.", "offer refused"),
    ],
)
def test_an_offer_that_is_refused_is_no_end(text: str, detail: str) -> None:
    found = find_endings(split(text), [])
    assert detail in [c.detail for c in found] and not {c.detail for c in found} & {"ended", "called off"}
    assert all(text[c.span.start : c.span.end] == c.quote and c.as_of is None for c in found)
