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
