"""Who calls for a demonstration, and who takes part."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.extraction.participants import find_organisers, find_participants
from vigil.extraction.sentences import split


def organisers(text):
    return [(c.value, c.detail) for c in find_organisers(split(text))]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "A strike called by the Miners' Union and the Farmers League was observed.",
            [("Miners' Union", "called"), ("Farmers League", "called")],
        ),
        (
            "The Coast Workers Council called a general strike for Monday.",
            [("Coast Workers Council", "called")],
        ),
        ("Four opposition parties have organised a march.", [("Four opposition parties", "organised")]),
        ("Shops shut in a strike at the request of the Harbour Party.", [("Harbour Party", "called")]),
        ("The rally was led by Nadia Ferrer.", [("Nadia Ferrer", "led")]),
        (
            "Nadia Ferrer, one of the organisers, said the sit-in would go on.",
            [("Nadia Ferrer", "organised")],
        ),
        ("It began as a protest by the Northern Women Forum.", [("Northern Women Forum", "held")]),
        ("The marchers, called out by the Students' Federation, sang.", [("Students' Federation", "called")]),
    ],
)
def test_who_calls_for_it(text, told):
    assert organisers(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "The Miners' Union called off its strike.",
        "The government announced a day of mourning.",
        "Angry members from the defeated Harbour Party have staged rallies.",
        "The Harbour Party called for an end to the strike.",
        "On Monday a strike was held.",
        "The delegation was led by Nadia Ferrer. A strike went on elsewhere.",
    ],
)
def test_who_did_not_call_for_it(text):
    assert organisers(text) == []


def participants(text):
    return [c.value for c in find_participants(split(text))]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Poets, singers and university students staged protests in Lima.",
            ["Poets", "singers", "university students"],
        ),
        ("Thousands of angry farmers marched through the capital.", ["angry farmers"]),
        ("Heads of regional parties joined the protesters.", ["Heads of regional parties"]),
        ("The sit-in by the victims' families went on.", ["victims' families"]),
        ("The rally was attended by lawyers and journalists.", ["lawyers", "journalists"]),
        (
            "Some, among them mothers sitting by the coffins of their sons, wept at the protest.",
            ["mothers sitting by the coffins of their sons"],
        ),
        ("The vigil drew monks holding candles.", ["monks holding candles"]),
        ("In heavy snow Kurds demonstrated outside parliament.", ["Kurds"]),
        ("Prisoners rioted at the jail.", ["Prisoners"]),
        (
            "Supporters of the Harbour Party blocked the main road in protest.",
            ["Supporters of the Harbour Party"],
        ),
    ],
)
def test_who_takes_part(text, told):
    assert participants(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "Two students were killed as a crowd marched past.",
        "The police protested.",
        "People demonstrated in the square.",
        "Students will march on Friday.",
        "Teachers said the march was long.",
        "Doctors gathered for a conference.",
        "",
    ],
)
def test_who_is_not_said_to_take_part(text):
    assert participants(text) == []


WORDS = (
    "students and women of the Harbour Party called a strike by , . ; - ’s \n \u00a0 “ İ ß joined families marched led organised protest heads "
    "sitting holding candles at the request rally people 4,000 Monday who had"
).split(" ")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=50))
def test_quotes_are_the_text_at_their_offsets(words):
    text = " ".join(words)
    sentences = split(text)
    for claim in (*find_organisers(sentences), *find_participants(sentences)):
        assert text[claim.span.start : claim.span.end] == claim.quote
        assert 0 < len(claim.quote) <= 300 and claim.value
