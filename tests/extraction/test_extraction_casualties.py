"""Counts of people in sentences and documents; all texts are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.extraction.casualties import Count, find_all
from vigil.extraction.sentences import split


def read(text: str, title: str = "") -> list[Count]:
    return find_all(split(title, "title") + split(text))


def figures(text: str, attribute: str, title: str = "") -> list[tuple[int | None, int | None]]:
    return [
        (c.claim.low, c.claim.high)
        for c in read(text, title)
        if c.claim.attribute == attribute and not c.aggregate
    ]


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("A bomb killed at least 20 people and wounded 48 in Zarin.", [(20, None)], [(48, 48)]),
        ("Twelve people were killed and 30 others injured.", [(12, 12)], [(30, 30)]),
        ("29 killed in Zarin blast, dozens hurt", [(29, 29)], [(24, 99)]),
        ("Gunmen kill 3, injure 5 near the port", [(3, 3)], [(5, 5)]),
        ("The raid left more than 35 people dead and scores more wounded.", [(36, None)], [(40, 199)]),
        ("The explosion claimed 20 lives.", [(20, 20)], []),
        ("Nearly 40 people lost their lives, and more than 50 sustained injuries.", [(36, 44)], [(51, None)]),
        ("The deaths of 12 farmers angered the valley.", [(12, 12)], []),
        ("Rescuers recovered 86 bodies from the hall.", [(86, 86)], []),
        ("At least 14 people on a bus carrying pilgrims were killed.", [(14, None)], []),
        ("Three people, including the driver and a police officer, were killed.", [(3, 3)], []),
        (
            "The blast, which also wounded 14 people, killed the governor and his driver.",
            [(2, 2)],
            [(14, 14)],
        ),
        ("Two women and a child were shot dead by the gunman.", [(3, 3)], []),
        ("The strike killed a mother and her three children.", [(4, 4)], []),
        ("A farmer was hacked to death near the river.", [(1, 1)], []),
        ("Farid Omar was shot dead outside his shop.", [(1, 1)], []),
        ("A 19-year-old man was shot in the leg.", [], [(1, 1)]),
        ("Two teens were found with gunshot wounds.", [], [(2, 2)]),
        ("Five soldiers were fatally shot.", [(5, 5)], []),
        ("Officers found a woman suffering from a gunshot wound.", [], [(1, 1)]),
        ("The death toll stands at 45, said the ministry.", [(45, 45)], []),
        ("The mayor put the number of dead at 36.", [(36, 36)], []),
        ("There were no casualties.", [(0, 0)], [(0, 0)]),
        ("No one was injured in the fire.", [], [(0, 0)]),
        ("Karim Ali, chief of the band, his sons Omar and Zaid and 11 fighters were killed.", [(14, 14)], []),
    ],
)
def test_one_sentence(text: str, killed: list[object], injured: list[object]) -> None:
    assert figures(text, "killed") == killed
    assert figures(text, "injured") == injured


@pytest.mark.parametrize(
    "text",
    [
        "The device could have killed hundreds of shoppers.",
        "The group threatened to kill 100 hostages.",
        "They were planning to kill 12 judges.",
        "The bomb did not kill 12 people, as had been feared.",
        "No one else was injured.",
        "The flood killed 40 cows.",
        "Two cars and three houses were hit.",
    ],
)
def test_nothing_happened_to_people(text: str) -> None:
    assert [c for c in read(text) if c.claim.attribute in ("killed", "injured")] == []


@pytest.mark.parametrize(
    "text",
    [
        "More than 40,000 people have been killed since the war began.",
        "At least 509 people were killed in five years.",
        "Some 103 people were killed in six bombings.",
        "Over the past decade, 1,200 villagers have been killed.",
    ],
)
def test_totals_over_time_or_several_attacks(text: str) -> None:
    (count,) = (c for c in read(text) if c.claim.attribute == "killed")
    assert count.aggregate
    assert count.scope is not None and count.scope in text


def test_the_worst_attack_in_years_is_one_attack() -> None:
    (count,) = read("The bomb killed 40 people in the deadliest attack in years.")
    assert not count.aggregate


def test_an_earlier_figure_is_superseded() -> None:
    counts = read("The toll rose from 48 to 52 on Friday.")
    assert {c.claim.value: c.claim.superseded for c in counts} == {48: True, 52: False}


def test_part_of_a_toll_is_a_subset() -> None:
    counts = read(
        "The blast killed 20 people, nine of them women. Three of the wounded are in a critical condition."
    )
    assert [(c.claim.attribute, c.claim.value) for c in counts][:2] == [("killed", 20), ("killed_subset", 9)]
    assert all(c.claim.attribute != "injured" or c.claim.value != 3 for c in counts)


def test_deaths_in_hospital_are_part_of_the_toll() -> None:
    counts = read("Six people were killed at the shop. Two died in hospital.")
    assert [(c.claim.attribute, c.claim.value) for c in counts] == [("killed", 6), ("killed_subset", 2)]


def test_a_headline_that_repeats_the_text_is_dropped_and_one_that_does_not_is_kept() -> None:
    assert figures("A bomb killed at least 13 people.", "killed", "Bomb kills 13") == [(13, None)]
    (title, text) = read("A bomb killed at least 13 people.", "Bomb kills 15")
    assert (title.claim.value, title.claim.speaker_kind, title.claim.span.field) == (15, "headline", "title")
    assert text.claim.value == 13


def test_the_man_who_was_shot_and_died_is_one_person_killed() -> None:
    counts = read("A man was shot in Elm Street on Monday. He died at the scene.")
    assert [(c.claim.attribute, c.claim.value) for c in counts] == [("killed", 1)]


def test_attackers_are_marked() -> None:
    counts = read("Police killed two gunmen. A clerk was wounded.")
    assert [c.attackers for c in counts] == [True, False]


def test_abducted_arrested_and_crowds() -> None:
    counts = read(
        "Gunmen kidnapped five nurses. Police detained 64 people. Some 2,000 people marched to the square."
    )
    assert [(c.claim.attribute, c.claim.low, c.claim.high) for c in counts] == [
        ("abducted", 5, 5),
        ("arrested", 64, 64),
        ("size", 1800, 2200),
    ]


def test_vague_amounts_have_bounds_and_no_value() -> None:
    (count,) = read("Dozens were wounded.")
    assert (count.claim.value, count.claim.low, count.claim.high) == (None, 24, 99)
    assert count.claim.qualifier == "dozens"


WORDS = st.sampled_from(
    "killed wounded 12 at least people , and a man was were shot dead the toll rose from to police said . who including nine of them no one ( ) died 48 others "
    "injured his sons Omar Khan hospital with gunshot wounds in bodies lives lost protesters gathered hundreds himself custody “ ” ; that not could".split()
)


@given(
    st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=120),
    st.lists(WORDS, max_size=8).map(" ".join),
)
def test_quotes_stand_in_the_text_and_bounds_are_ordered(text: str, title: str) -> None:
    for count in read(text, title):
        claim = count.claim
        field = title if claim.span.field == "title" else text
        assert field[claim.span.start : claim.span.end] == claim.quote != ""
        if claim.low is not None and claim.high is not None:
            assert claim.low <= claim.high
        if isinstance(claim.value, int) and claim.high is not None and claim.qualifier != "fewer than":
            assert claim.value <= claim.high
        assert claim.value is not None or claim.low is not None or claim.high is not None


@given(
    st.integers(2, 900),
    st.sampled_from(
        ["killed {} people in the city.", "a bomb that left {} people dead.", "{} people were wounded."]
    ),
)
def test_any_figure_comes_through(n: int, form: str) -> None:
    (count,) = read("On Monday, " + form.format(n))
    assert (count.claim.value, count.claim.low, count.claim.high) == (n, n, n)
