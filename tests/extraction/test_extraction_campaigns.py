"""What is said of attacks over a long time without a figure is an aggregate, never an incident."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.extraction.campaigns import find
from vigil.extraction.sentences import split


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("It was the latest in an escalating series of attacks on teachers.", "escalating series of attacks"),
        ("Villagers say that the attacks are only increasing.", "attacks are only increasing"),
        ("The community has lived through decade-long assaults.", "decade-long assaults"),
        (
            "Nobody was tried in more than a decade of sectarian violence.",
            "more than a decade of sectarian violence",
        ),
        ("Officials spoke of a surge in targeted killings.", "surge in targeted killings"),
    ],
)
def test_what_is_said_of_many_attacks(text: str, quote: str) -> None:
    (found,) = find("d", split(text), [])
    assert found.quote == quote == text[found.span.start : found.span.end]
    assert (found.measure, found.value, found.low, found.high) == ("incidents", None, None, None)


@pytest.mark.parametrize(
    "text", ["Prices are increasing.", "A two-year-long drought.", "The attack was on Monday.", ""]
)
def test_what_is_about_something_else(text: str) -> None:
    assert find("d", split(text), []) == []


@given(
    st.lists(
        st.sampled_from(
            ["growing ", "series of ", "attacks", " are increasing", "\n", "decade-long ", "violence", ". "]
        ),
        max_size=20,
    ).map("".join)
)
def test_quotes_stand_in_the_text_whatever_it_is(text: str) -> None:
    for found in find("d", split(text), []):
        assert text[found.span.start : found.span.end] == found.quote
