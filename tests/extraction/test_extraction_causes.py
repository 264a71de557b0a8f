"""What an incident is said to answer: the tie, the words behind it, and nothing where there is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.extraction.causes import find_causes
from vigil.extraction.sentences import split


def found(text: str) -> list[tuple[str | None, object]]:
    return [(c.detail, c.value) for c in find_causes(split(text))]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Teachers marched in protest against the killing of a colleague.", [("in_response_to", "the killing of a colleague")]),
        ("There was a sit-in over Friday's bombing.", [("in_response_to", "Friday's bombing")]),
        ("The raid was carried out in retaliation for the murder of two elders, villagers said.",
         [("retaliation_for", "the murder of two elders")]),
        ("It said the gunmen wanted to avenge Sunday's raid on the camp.", [("retaliation_for", "Sunday's raid on the camp")]),
        ("The governor met the strikers' demands on Monday.", [("concession_to", "demands on Monday")]),
        ("Shops closed after the massacre.", [("in_response_to", "the massacre")]),
        ("Crowds gathered in solidarity with the hunger strikers.", [("in_response_to", "the hunger strikers")]),
    ],
)  # fmt: skip
def test_the_tie_and_what_is_answered(text: str, said: list[tuple[str, str]]) -> None:
    assert found(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "The group vowed to avenge the killing of its leader.",  # nothing was done yet
        "They would march in protest against the attack.",
        "Police moved against those behind the attack.",
        "The army must deal with terrorism at the root.",
        "Villagers protested against the price of bread.",  # no incident is answered
        "After the match the crowd went home.",
        "",
    ],
)
def test_what_is_no_tie(text: str) -> None:
    assert found(text) == []


@given(st.lists(st.sampled_from([
    "in protest against ", "the killing of ", "nine", " miners", ". ", "after the ", "attack", ", ", "to avenge ", "é ", "\n", "raid ", "",
]), max_size=30).map("".join))  # fmt: skip
def test_quotes_stand_in_the_text_whatever_it_is(text: str) -> None:
    for claim in find_causes(split(text)):
        assert text[claim.span.start : claim.span.end] == claim.quote
        assert 0 < len(claim.quote) <= 300 and claim.value
