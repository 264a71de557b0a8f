"""Weapons, targets and victims."""

import pytest

from vigil import codebook
from vigil.extraction.sentences import split
from vigil.extraction.victims import find
from vigil.extraction.weapons import find_targets, find_weapons


def weapons(text: str):
    return [word for s in split(text) for word, _ in find_weapons(s)]


def targets(text: str):
    return [word for s in split(text) for word, _ in find_targets(s)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("He detonated a suicide vest.", "suicide vest"),
        ("A van packed with explosives blew up.", "car bomb"),
        ("An IED hit the lorry.", "roadside bomb"),
        ("Two hand grenades were thrown.", "grenade"),
        ("They carried AK-47s.", "rifle"),
        ("She was killed with a machete.", "knife"),
        ("Rockets fell on the camp.", "rocket"),
        ("Warplanes struck; the air strikes went on.", "air strike"),
        ("The house was set on fire.", "arson"),
        ("Petrol bombs were thrown.", "petrol bomb"),
        ("Police fired tear gas and rubber bullets.", "rubber bullets"),
        ("He drew a 9mm pistol.", "handgun"),
        ("Youths threw stones.", "stones"),
    ],
)
def test_weapons(text, word):
    assert word in weapons(text)


@pytest.mark.parametrize(
    "text", ["The bomb squad came.", "Gun control was debated.", "The football club won.", "A begun job."]
)
def test_no_weapon(text):
    assert weapons(text) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("A mosque was hit.", "mosque"),
        ("They stormed a police station.", "police station"),
        ("Gas pipelines were cut.", "pipeline"),
        ("An army checkpoint fell.", "checkpoint"),
        ("The British embassy burned.", "embassy"),
        ("Churches were torched.", "church"),
        ("Power pylons were blown up.", "power"),
    ],
)
def test_targets(text, word):
    assert word in targets(text)


def test_where_the_wounded_are_taken_is_no_target():
    assert targets("Nine people were taken to a hospital in the city.") == []
    assert targets("Shells hit a hospital in the city.") == ["hospital"]


@pytest.mark.parametrize(
    ("text", "group", "count"),
    [
        ("Two policemen were killed in the raid.", "policemen", 2),
        ("The blast killed 14 Shia pilgrims.", "Shia pilgrims", 14),
        ("Gunmen abducted schoolgirls in Zamfara.", "schoolgirls", None),
        ("Eleven Coptic Christians were murdered.", "Coptic Christians", 11),
        ("The bomb killed five people, including three children.", "children", 3),
        ("Rebels shot dead a journalist.", "journalist", 1),
    ],
)
def test_victim_groups(text, group, count):
    assert (group, count) in [(v.group, v.count) for v, _ in find(split(text))]


@pytest.mark.parametrize(
    "text",
    [
        "The child was killed by soldiers.",
        "Police said three cars were damaged and nobody died.",
        "Students marched peacefully.",
        "",
    ],
)
def test_doers_and_speakers_are_no_victims(text):
    assert not {"soldiers", "Police", "Students"} & {v.group for v, _ in find(split(text))}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Gunmen killed Rosa Quispe, a union leader.", "Rosa Quispe"),
        ("The victim was identified as Daniel Okoro.", "Daniel Okoro"),
        ("Lina Farouk, 34, was shot outside her home.", "Lina Farouk"),
        ("The mayor, Jorge Villalba, was assassinated on Monday.", "Jorge Villalba"),
        ("The blasts hit, killing a rights activist, Imran Baig, and others.", "Imran Baig"),
    ],
)
def test_named_victims(text, name):
    assert name in [v.name for v, _ in find(split(text))]


def test_every_weapon_has_its_crosswalk():
    for name, row in codebook.load("weapons")["weapons"].items():
        assert len(row["gtd"]) == 2, name
        assert row["muc4"], name
        assert row["words"], name
    for section in ("sites", "people"):
        assert all(row["gtd"] and row["words"] for row in codebook.load("targets")[section].values())


@pytest.mark.parametrize(
    "words", ["The blast hit close to home.", "The home secretary spoke after the attack."]
)
def test_homes_that_are_none(words: str) -> None:
    assert [word for s in split(words) for word, _ in find_targets(s)] == []


def test_a_surname_is_no_community() -> None:
    assert "Kurd" not in [v.group for v, _ in find(split("Usman Kurd, who fled from prison, was shot dead."))]
    assert "Kurds" in [v.group for v, _ in find(split("Nine Kurds were shot dead."))]
