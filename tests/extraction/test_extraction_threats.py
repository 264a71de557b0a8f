"""Warnings: who made them, against whom, when, by what channel."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.dates import find_times
from vigil.extraction.sentences import split
from vigil.extraction.threats import find_warnings

DAY = "2016-03-10"


def warnings(text):
    found = find_warnings(split(text), find_times(text, DAY, "text"))
    return [(c.speaker, c.speaker_kind, c.addressee, c.detail, c.as_of) for c in found]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Boko Haram had warned of more attacks on schools.", ("Boko Haram", "group", "schools", None, None)),
        (
            "Leaflets left by Boko Haram warned Christians to leave the town or be killed.",
            ("Boko Haram", "group", "Christians", "leaflet", None),
        ),
        (
            "In a letter in June 2015 Boko Haram threatened to kill the emir.",
            ("Boko Haram", "group", "the emir", "letter", "2015-06"),
        ),
        ("The mayor had received death threats by telephone.", (None, None, "The mayor", "call", None)),
        (
            "Villagers got threatening letters from Boko Haram.",
            ("Boko Haram", "group", "Villagers", "letter", None),
        ),
        ("The editor had been threatened by Boko Haram.", ("Boko Haram", "group", "The editor", None, None)),
        (
            "Intelligence agencies had warned of an attack on the procession.",
            ("Intelligence agencies", "official", "the procession", None, None),
        ),
        (
            "Security officials had warned on Tuesday that militants could target the market.",
            ("Security officials", "official", "the market", None, "2016-03-08"),
        ),
        (
            "Boko Haram warned in a video that it would strike again.",
            ("Boko Haram", "group", None, "video", None),
        ),
    ],
)
def test_a_warning(text, told):
    assert warnings(text) == [told]


@pytest.mark.parametrize(
    "text",
    [
        "The army warned protesters to disperse.",
        "The minister vowed that the attackers would be caught.",
        "Police had been warned of an attack.",
        "Boko Haram said police threatened its members.",
        "Boko Haram has never threatened the press.",
        "The danger that threatened the state came from the army.",
        "The rebels' decision was regretted by the bishop, who warned that talks may fail.",
        "Boko Haram promised to surrender its weapons and give up violence.",
        "Doctors warned of an outbreak of fever.",
    ],
)
def test_no_warning(text):
    assert warnings(text) == []


def test_a_deadline_is_not_the_day_it_was_made():
    ((*_, day),) = warnings("Boko Haram warned Christians to leave by Tuesday or be killed.")
    assert day is None


WORDS = (
    "Boko Haram the ELN warned had threatened to kill of more attacks on Christians police intelligence agencies that against in a letter leaflet video "
    "received death threats from by telephone on Tuesday last year , . ; - ’s \n \u00a0 “ İ ß vowed they"
).split(" ")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=50))
def test_quotes_are_the_text_at_their_offsets(words):
    text = " ".join(words)
    for claim in find_warnings(split(text), find_times(text, DAY, "text")):
        assert text[claim.span.start : claim.span.end] == claim.quote
        assert 0 < len(claim.quote) <= 300 and claim.value
        assert claim.addressee is None or claim.addressee in " ".join(text.split())
