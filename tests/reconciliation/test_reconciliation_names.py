"""The same actor under several spellings and stances."""

import pytest

from vigil.reconciliation.actors import fold, merge_actors, merge_victims, merge_words
from vigil.records import UNKNOWN_DATE, Actor, Report, Victim


def told(document, *actors, victims=(), role="main"):
    return Report(
        document,
        0,
        role,
        "attack",
        "bombing",
        "political",
        UNKNOWN_DATE,
        None,
        "",
        (),
        actors=actors,
        victims=victims,
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lashkar-i-Jhangvi", "the Lashkar e Jhangvi"),
        ("al-Qaeda", "Al Qaida"),
        ("Boko Haram", "Boko-haram’s"),
        ("Tehreek-e-Taliban", "Tehrik-i-Taliban"),
        ("Jamaat-ud-Dawa", "Jama'at-ud-Dawah"),
        ("Sendero Lumínoso", "Sendero Luminoso"),
    ],
)
def test_spellings_of_one_name_fold_to_one_key(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("ETA", "ATA"), ("Red Brigades", "Red Army"), ("FARC", "FARDC"), ("ISIS", "IS")]
)
def test_different_names_stay_apart(one, other):
    assert fold(one) != fold(other)


def test_the_strongest_stance_wins_with_whoever_takes_it():
    merged = merge_actors(
        [
            told("a", Actor("Northern Front", "perpetrator", "suspected", "police")),
            told("b", Actor("the Northern front", "perpetrator", "claimed", "a caller")),
            told("c", Actor("Northern Front", "perpetrator", "denied", "its spokesman")),
        ]
    )
    assert merged == (Actor("Northern Front", "perpetrator", "claimed", "a caller"),)


def test_an_actor_that_only_denies_stays_denied_and_roles_stay_apart():
    merged = merge_actors(
        [
            told(
                "a",
                Actor("River Guard", "perpetrator", "denied", "River Guard"),
                Actor("River Guard", "target"),
            )
        ]
    )
    assert {(a.role, a.stance) for a in merged} == {("perpetrator", "denied"), ("target", "reported")}


def test_known_aliases_join_under_the_codebooks_name():
    merged = merge_actors(
        [told("a", Actor("TTP", "perpetrator")), told("b", Actor("Pakistani Taliban", "perpetrator"))]
    )
    assert [a.name for a in merged] == ["Tehrik-i-Taliban Pakistan"]


def test_victims_join_by_name_and_group():
    merged = merge_victims(
        [
            told("a", victims=(Victim("Ana Ruiz"), Victim(None, "students", 4))),
            told("b", victims=(Victim("Ana Ruiz"), Victim(None, "Students", 6))),
            told("c", victims=(Victim(None, "students", 4),)),
        ]
    )
    assert merged == (Victim("Ana Ruiz"), Victim(None, "students", 4))


def test_words_named_most_come_first():
    assert merge_words([("rifle", "bomb"), ("bomb",), ("Bomb", "knife")]) == ("bomb", "knife", "rifle")
