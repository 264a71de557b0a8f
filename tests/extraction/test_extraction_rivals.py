"""Second figures that name no people, because a count before them did."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.extraction.casualties import find_all
from vigil.extraction.sentences import split


def counts(text):
    return [(c.claim.attribute, c.claim.value, c.claim.qualifier) for c in find_all(split(text))]


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("Six people were killed, the army said; the Red Cross says 16.", ("killed", 16, "exact")),
        ("The mayor first gave 39 dead, then 50.", ("killed", 50, "exact")),
        ("The ministry put the dead at 98 and the wounded at 120.", ("injured", 120, "exact")),
        ("Police put the toll at 40; a rebel spokesman claimed 100.", ("killed", 100, "exact")),
        (
            "Nurses counted 22 dead, while a doctor thought there were at least 30.",
            ("killed", 30, "at least"),
        ),
        ("A soldier died of his wounds, bringing the dead to four.", ("killed", 4, "exact")),
        ("Nine people were wounded in Kano. The hospital later made it 14.", ("injured", 14, "exact")),
    ],
)
def test_a_figure_that_stands_alone_counts_what_the_one_before_did(text, second):
    assert second in counts(text)


def test_the_earlier_figure_is_marked_as_overtaken():
    found = find_all(split("The coroner lists 51 dead, up from 38 on Friday."))
    assert {c.claim.value: c.claim.superseded for c in found} == {51: False, 38: True}


@pytest.mark.parametrize(
    "text",
    [
        "Six people were killed. The army said 16 lorries had been burnt.",
        "Six people were killed. Police said 16 suspects were arrested.",
        "Six people were killed, he said in 2014.",
        "Six people were killed. The council put the cost at 40 million dollars.",
        "The minister says 16.",
    ],
)
def test_other_figures_are_no_dead(text):
    assert {value for attribute, value, _ in counts(text) if attribute == "killed"} <= {6}


def test_the_speaker_of_the_first_figure_is_not_that_of_the_second():
    found = find_all(split("Nurses counted 22 dead, while a doctor thought there were at least 30."))
    assert [c.claim.speaker for c in found if c.claim.value == 30] != ["Nurses"]


@given(
    st.lists(
        st.sampled_from(
            "Six people were killed , ; the army said 16 then 50 up from 38 dead at ( . \n".split(" ")
        ),
        max_size=30,
    )
)
def test_quotes_stand_in_the_text(words):
    text = " ".join(words)
    for count in find_all(split(text)):
        span = count.claim.span
        assert text[span.start : span.end] == count.claim.quote
