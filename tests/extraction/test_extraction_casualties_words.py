"""Ways of telling of deaths beside "killed", and figures that tell of none."""

import pytest

from vigil.extraction.casualties import find_all
from vigil.extraction.sentences import split


def counts(text):
    return [(c.claim.attribute, c.claim.value) for c in find_all(split(text)) if not c.aggregate]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Four men fell dead when the guards opened fire.", 4),
        ("Six herders had their throats cut in a village above Tizi.", 6),
        ("Five soldiers did not survive the ambush.", 5),
        ("Seven villagers were burnt alive in a barn.", 7),
        ("A bomb took 14 lives in the market.", 14),
        ("The clashes cost 31 lives.", 31),
        ("Two airliners were shot down with the loss of 100 lives.", 100),
        ("The monitors put the civilian dead at 532.", 532),
    ],
)
def test_deaths_told_in_other_words(text, value):
    assert ("killed", value) in counts(text)


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers opened fire on protesters at the toll gate, four witnesses said.",
        "She did not survive the cut at the audition.",
        "The council raised the toll charges by 12 per cent.",
    ],
)
def test_other_figures_tell_of_no_deaths(text):
    assert [c for c in counts(text) if c[0] == "killed"] == []


def test_a_total_over_the_first_days_of_a_year_is_no_toll():
    found = find_all(split("One hundred people have been shot in the first 41 days of 2017."))
    assert [c.aggregate for c in found] == [True]


def test_victims_are_no_part_of_the_crowd():
    text = "Thousands marched for the families of the 86 victims of two attacks who are staging a sit-in."
    assert ("size", 86) not in counts(text)


@pytest.mark.parametrize(
    "text",
    [
        "Police denied reports that 20 people had been killed in the raid.",
        "There is no truth in reports that 30 people were killed, the mayor said.",
    ],
)
def test_what_is_denied_is_no_count(text):
    assert counts(text) == []


def test_a_denial_of_the_deed_denies_no_deaths():
    assert counts("The group denied responsibility for the attack that killed 20 people.") == [("killed", 20)]


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("Eighty-nine soldiers were killed, revising an earlier toll of 25.", {89: False, 25: True}),
        ("The toll stands at 62, down from 69 earlier.", {62: False, 69: True}),
    ],
)
def test_only_the_older_figure_is_overtaken(text, flags):
    assert {c.claim.value: c.claim.superseded for c in find_all(split(text))} == flags
