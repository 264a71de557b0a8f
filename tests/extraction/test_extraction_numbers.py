"""Number phrases: what they are worth, and what is no count of people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.extraction.numbers import bounds, find_numbers, words_value

UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def in_words(n: int) -> str:
    if n < 20:
        return UNITS[n]
    if n < 100:
        return TENS[n // 10 - 2] + (f"-{UNITS[n % 10]}" if n % 10 else "")
    if n < 1000:
        return f"{UNITS[n // 100]} hundred" + (f" and {in_words(n % 100)}" if n % 100 else "")
    return f"{in_words(n // 1000)} thousand" + (f" {in_words(n % 1000)}" if n % 1000 else "")


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        ("12 people", 12, 12, 12),
        ("1,204 people", 1204, 1204, 1204),
        ("1.5 million people", 1_500_000, 1_500_000, 1_500_000),
        ("twenty-one miners", 21, 21, 21),
        ("a dozen men", 12, 12, 12),
        ("half a dozen men", 6, 6, 6),
        ("a hundred men", 100, 100, 100),
        ("at least 20 people", 20, 20, None),
        ("no fewer than 20 people", 20, 20, None),
        ("at least two dozen people", 24, 24, None),
        ("more than 20 people", 20, 21, None),
        ("over 20 people", 20, 21, None),
        ("upwards of 20 people", 20, 21, None),
        ("up to 20 people", 20, None, 20),
        ("as many as 20 people", 20, None, 20),
        ("fewer than 20 people", 20, None, 19),
        ("about 35 people", 35, 31, 39),
        ("nearly 200 people", 200, 180, 220),
        ("an estimated 45 people", 45, 40, 50),
        ("between 40 and 50 people", None, 40, 50),
        ("40 to 50 people", None, 40, 50),
        ("100-150 people", None, 100, 150),
        ("70+ dead", 70, 70, None),
        ("25 or more people", 25, 25, None),
        ("dozens of people", None, 24, 99),
        ("scores of people", None, 40, 199),
        ("several hundred people", None, 200, 999),
        ("hundreds of people", None, 200, 999),
        ("thousands of people", None, 2000, 9999),
        ("tens of thousands of people", None, 20_000, 99_999),
    ],
)
def test_value_and_bounds(text: str, value: int | None, low: int | None, high: int | None) -> None:
    (found,) = find_numbers(text)
    assert (found.value, found.low, found.high) == (value, low, high)
    assert found.start == 0


@pytest.mark.parametrize(
    "text",
    [
        "A 23-year-old man",
        "a woman aged 23",
        "Omar Said, 26, was walking",
        "on January 10, 2013",
        "on 10 January",
        "at 7:30 pm",
        "at 6 a.m. on the road",
        "worth $500",
        "a 9mm pistol",
        "3 miles away",
        "on Route 5",
        "the 9/11 attacks",
        "40 percent of voters",
        "for two hours",
        "the 3rd brigade",
        "no one was seen",
        "in the 3700 block of Elm Street",
        "in 2013",
        "five years ago",
    ],
)
def test_no_number_of_people(text: str) -> None:
    assert find_numbers(text) == []


def test_a_changed_count_is_no_range() -> None:
    assert [n.value for n in find_numbers("the toll rose from 48 to 52")] == [48, 52]


def test_more_and_others_are_additional() -> None:
    assert [n.additional for n in find_numbers("12 men, 3 others and another 5")] == [False, True, True]


@given(st.integers(0, 999_999))
def test_words_round_trip(n: int) -> None:
    assert words_value(in_words(n)) == n


@given(st.integers(2, 9999))
def test_words_are_found_in_a_sentence(n: int) -> None:
    (found,) = find_numbers(f"There were {in_words(n)} miners below.")
    assert found.value == n


@given(st.integers(0, 10**6), st.sampled_from(["exact", "at least", "more than", "up to", "about"]))
def test_bounds_follow_the_table(n: int, qualifier: str) -> None:
    expected = {
        "exact": (n, n),
        "at least": (n, None),
        "more than": (n + 1, None),
        "up to": (None, n),
        "about": (n * 9 // 10, -(-n * 11 // 10)),
    }
    assert bounds(n, qualifier) == expected[qualifier]


PIECES = st.lists(
    st.sampled_from(
        [
            "at least ",
            "12",
            "1,000",
            " to ",
            "-",
            "dozens ",
            "of ",
            "a ",
            "hundred ",
            "and ",
            "nearly ",
            ",",
            ".",
            " ",
            "one ",
            "million ",
            "é",
            "\n",
        ]
    ),
    max_size=25,
)


@given(PIECES.map("".join) | st.text(max_size=80))
def test_any_text_gives_ordered_spans_and_bounds(text: str) -> None:
    end = 0
    for n in find_numbers(text):
        assert end <= n.start <= n.core < n.end <= len(text)
        end = n.end
        if n.low is not None and n.high is not None:
            assert n.low <= n.high
        if n.value is not None and n.qualifier != "fewer than":
            assert n.low is None or n.low <= n.value + 1
            assert n.high is None or n.value <= n.high
