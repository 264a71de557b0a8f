"""Claims of responsibility, blame, suspicion, denial, and nobody claiming."""

import pytest

from vigil.extraction.perpetrators import find
from vigil.extraction.sentences import split


def claims(text: str):
    return [(c.value, c.stance) for c in find(split(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Al-Shabaab claimed responsibility for the blast.", ("Al-Shabaab", "claimed")),
        ("Hamas said it had carried out the shooting.", ("Hamas", "claimed")),
        (
            "The ELN admitted that it kidnapped the engineers.",
            ("National Liberation Army (Colombia)", "claimed"),
        ),
        ("The bombing was claimed by Islamic State.", ("Islamic State", "claimed")),
        ("Responsibility for the ambush was claimed by the Taliban.", ("Taliban", "claimed")),
        (
            "ISWAP, which broke away from Boko Haram, claimed the raid.",
            ("Islamic State West Africa Province", "claimed"),
        ),
        ("No group has yet claimed responsibility.", ("none", "unclaimed")),
        ("There was no immediate claim of responsibility for the attack.", ("none", "unclaimed")),
        ("Nobody claimed the killing.", ("none", "unclaimed")),
        ("The PKK denied involvement in the bombing.", ("Kurdistan Workers' Party", "denied")),
        ("Officials blamed ETA for the car bomb.", ("Euskadi Ta Askatasuna", "blamed")),
        ("The attack was blamed on Abu Sayyaf.", ("Abu Sayyaf", "blamed")),
        (
            "The army accused the FMLN of killing the mayor.",
            ("Farabundo Marti National Liberation Front", "blamed"),
        ),
        ("The ambush bore the hallmarks of Boko Haram.", ("Boko Haram", "blamed")),
        ("The family held the police responsible for the killing.", ("police", "blamed")),
        ("The Real IRA is believed to be behind the bomb.", ("Real IRA", "suspected")),
        ("Suspected Fulani herdsmen killed nine farmers.", ("Fulani militia", "suspected")),
        ("Shining Path guerrillas shot the village head.", ("Shining Path", "reported")),
        ("Three nurses were abducted by ADF rebels.", ("Allied Democratic Forces", "reported")),
        ("Soldiers opened fire on marchers in the capital.", ("Soldiers", "reported")),
        ("Police identified the attacker as Marek Dvorny.", ("Marek Dvorny", "suspected")),
    ],
)
def test_stance_and_name(text, expected):
    assert expected in claims(text)


@pytest.mark.parametrize(
    "text",
    [
        "The flood claimed 40 lives.",
        "The minister claimed victory in the election.",
        "Residents blamed the government for failing to repair the road.",
        "Taliban fighters were killed in the operation.",
        "Security forces killed all three attackers.",
        "The school was closed by the ministry.",
        "",
    ],
)
def test_no_perpetrator_claim(text):
    assert claims(text) == []


def test_the_group_stands_for_the_one_named_before():
    found = find(split("Jaish al-Adl operates on the border. The group said it was behind the ambush."))
    assert [(c.value, c.stance) for c in found] == [("Jaish al-Adl", "claimed")]


def test_speaker_and_quote():
    (claim,) = find(
        split("Officials fear more attacks. The governor blamed the Arakan Army for the shelling.")
    )
    assert claim.speaker == "The governor"
    assert "Arakan Army" in claim.quote
    assert claim.detail == "group"


def test_two_blamed_are_two_claims():
    found = claims("Officials blamed Hamas and Hezbollah for the attack.")
    assert found == [("Hamas", "blamed"), ("Hezbollah", "blamed")]


def test_claim_over_a_wrapped_line():
    assert ("Hamas", "claimed") in claims("On Monday Hamas claimed\nresponsibility for the shooting.")


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("Boko Haram and ISWAP claimed the attack.", {"Boko Haram", "Islamic State West Africa Province"}),
        ("Al Shabaab, and later Islamic State, claimed the bombing.", {"Al-Shabaab", "Islamic State"}),
        ("The assault was claimed by Al Shabaab and by Islamic State.", {"Al-Shabaab", "Islamic State"}),
        ("ETA claimed it and so did the ELN, in a letter.", {"Euskadi Ta Askatasuna", "National Liberation Army (Colombia)"}),
    ],
)  # fmt: skip
def test_each_of_those_who_claim_it_together_has_a_claim_of_its_own(text, both):
    assert {c.value for c in find(split(text)) if c.stance == "claimed"} == both


def test_a_group_that_is_only_named_beside_the_claimant_claims_nothing():
    assert claims("Islamic State claimed the bombing; Al Shabaab has a base nearby.") == [
        ("Islamic State", "claimed")
    ]


def test_who_is_blamed_before_another_claims_it_claims_nothing():
    found = claims("Police blamed the PKK and Islamic State claimed it.")
    assert ("Kurdistan Workers' Party", "claimed") not in found
    assert ("Islamic State", "claimed") in found


def test_the_claimant_within_the_words_that_claim():
    (claim,) = find(split("Two men shot the mayor dead in an attack that a banned Sunni group claimed."))
    assert (claim.value, claim.stance) == ("banned Sunni group", "claimed")
    assert claim.quote == "a banned Sunni group claimed"


def test_a_nameless_group_that_is_thought_to_be_behind_it():
    (claim,) = find(split("Police hold the leader of an outlawed group thought to be behind a bombing."))
    assert (claim.value, claim.stance) == ("outlawed group", "suspected")


def test_who_left_the_bomb():
    assert claims("The bomb was hidden in a cart left at the market by members of Boko Haram.") == [
        ("Boko Haram", "reported")
    ]
