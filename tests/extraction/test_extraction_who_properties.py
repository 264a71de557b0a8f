"""Whatever the text, the finders of actors, demands and responses do not fail and quote exactly."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.extraction import accountability, perpetrators, responses, victims, weapons
from vigil.extraction.phrasebook import Phrasebook
from vigil.extraction.sentences import split

WORDS = (
    "police army Boko Haram the ELN claimed responsibility blamed for attack killed by demanded release of justice until "
    "arrested President Ana Prado promised and said it had been , . ; - ’s \n \u00a0 “ ” İ ß no group has suspected mosque "
    "bomb accused of threatened to kill leader of banned in 12 two policemen were"
).split(" ")
CLAIMS = (
    perpetrators.find,
    responses.find_demands,
    responses.find_responses,
    accountability.find_steps,
    accountability.find_warnings,
    accountability.find_relations,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_quotes_are_the_text_at_their_offsets(words):
    text = " ".join(words)
    sentences = split(text)
    for finder in CLAIMS:
        for claim in finder(sentences):
            assert text[claim.span.start : claim.span.end] == claim.quote
            assert 0 < len(claim.quote) <= 300
            assert claim.value
    for victim, span in victims.find(sentences):
        assert 0 <= span.start < span.end <= len(text)
        assert victim.name or victim.group
    for sentence in sentences:
        for _, span in (*weapons.find_weapons(sentence), *weapons.find_targets(sentence)):
            assert sentence.span.start <= span.start < span.end <= sentence.span.end


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text):
    sentences = split(text)
    for finder in CLAIMS:
        assert all(text[c.span.start : c.span.end] == c.quote for c in finder(sentences))
    victims.find(sentences)


def test_the_same_text_gives_the_same_claims_twice():
    sentences = split("Police blamed Hamas. The minister condemned the attack and families demanded justice.")
    assert [f(sentences) for f in CLAIMS] == [f(sentences) for f in CLAIMS]


@pytest.mark.parametrize(
    "unit",
    [
        "claimed by ",
        "a, ",
        "police ",
        "the group said it ",
        "A",
        "demand for the ",
        "killed the ",
        "Hamas claimed the attack and ",
    ],
)
def test_a_long_sentence_without_end_is_read(unit):
    sentences = split(unit * 4000)
    for finder in CLAIMS:
        assert all(len(c.quote) <= 300 for c in finder(sentences))
    victims.find(sentences)


def test_phrasebook_takes_the_first_that_fits_at_each_place():
    book = Phrasebook([("a", "(?:very )?good(?: news)?"), ("b", "good morning"), ("c", "[mn]orning")])
    assert list(book.find("very good news, a good morning, ungood norning")) == [
        (0, 14, "a"),
        (18, 22, "a"),
        (23, 30, "c"),
        (39, 46, "c"),
    ]


def test_phrasebook_wants_a_beginning():
    with pytest.raises(ValueError, match="begin with letters"):
        Phrasebook([("a", r"\w+ word")])
