"""What reports say of coverage itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.extraction.coverage import find_coverage
from vigil.extraction.sentences import split


@pytest.mark.parametrize(
    ("text", "detail", "instead"),
    [
        ("The hunger strike drew little coverage from national channels.", "lacking", None),
        ("Relatives spoke of a media blackout.", "lacking", None),
        ("Television barely covered the sit-in.", "lacking", None),
        ("Coverage was mostly focused on a cricket final in the capital.", "elsewhere", "cricket final"),
        (
            "The march was overshadowed by the royal wedding on every news channel.",
            "elsewhere",
            "royal wedding",
        ),
        ("#StandWithAlma was trending on Twitter for two days.", "great", None),
        ("The funeral was given live coverage on state television.", "great", None),
    ],
)
def test_what_is_said_of_coverage(text: str, detail: str, instead: str | None) -> None:
    (claim,) = find_coverage(split(text))
    assert (claim.detail, claim.addressee) == (detail, instead)


@pytest.mark.parametrize(
    "text",
    [
        "The wounded needed urgent medical attention.",
        "Police paid no attention to the warning.",
        "A blackout hit the town after the blast.",  # of power
        "The insurance offers little coverage for bombings.",
        "The old mosque is overshadowed by a tower.",
        "",
    ],
)
def test_what_is_not_about_the_press(text: str) -> None:
    assert find_coverage(split(text)) == []


@given(st.lists(st.sampled_from([
    "little ", "coverage ", "of the sit-in", ", the “long march”", ". ", "media ", "coverage focused on ", "a match", "\n", "é", " trending ", "#tag ",
]), max_size=30).map("".join))  # fmt: skip
def test_quotes_stand_in_the_text_whatever_it_is(text: str) -> None:
    for claim in find_coverage(split(text)):
        assert text[claim.span.start : claim.span.end] == claim.quote and claim.value
