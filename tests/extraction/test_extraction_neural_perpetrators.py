"""Rules with an encoder as their judge: who did it, where the encoder points to somebody."""

from __future__ import annotations

import pytest
from judging import judged, mark, pointed, read, said

from vigil.extraction import perpetrators
from vigil.extraction.neural import POINT, Judge
from vigil.extraction.sentences import split


@pytest.mark.parametrize(
    ("text", "group", "labels", "stance"),
    [
        ("In a note Boko Haram claimed to have laid it.", "Boko Haram", {"claim": 0.5}, "claimed"),
        ("Boko Haram owned up to it in a note.", "Boko Haram", {"claim": 0.9}, "claimed"),
        ("The mayor pointed a finger at Boko Haram.", "Boko Haram", {"claim": 0.9}, "blamed"),
        ("Suspected Al-Shabaab men were seen there.", "Al-Shabaab", {"claim": 0.49}, "suspected"),
        ("Suspected Al-Shabaab men, the mayor wrote, were there.", "Al-Shabaab", {"claim": 0.9}, "blamed"),
        ("Men from Boko Haram came at dusk.", "Boko Haram", {}, "reported"),
    ],
)
def test_somebody_pointed_to_becomes_a_claim_with_its_stance(
    text: str, group: str, labels: dict[str, float], stance: str
) -> None:
    (claim,) = pointed(text, group, labels=labels)
    assert (claim.attribute, claim.value, claim.stance, claim.detail) == (
        "perpetrator",
        group,
        stance,
        "group",
    )
    assert text[claim.span.start : claim.span.end] == claim.quote
    assert group in claim.quote


def test_a_group_that_the_codebook_knows_has_its_usual_name() -> None:
    (claim,) = pointed("A flag of the Pakistani Taliban was left there.", "Pakistani Taliban")
    assert claim.value == "Tehrik-i-Taliban Pakistan"


def test_a_description_of_attackers_says_not_who_did_it() -> None:
    assert (
        pointed("Two riders in grey cloaks came at dusk.", "Two riders in grey cloaks", role="perp_ind") == []
    )


@pytest.mark.parametrize(("p", "count"), [(POINT - 0.01, 0), (POINT, 1)])
@pytest.mark.parametrize("role", ["perp_org", "perp_ind"])
def test_nobody_is_named_below_the_threshold(role: str, p: float, count: int) -> None:
    assert len(pointed("Riders of Boko Haram came at dusk.", "Boko Haram", role=role, p=p)) == count


@pytest.mark.parametrize("role", ["victim_name", "accused", "organiser", "speaker", "responder"])
def test_other_parts_in_a_story_accuse_nobody(role: str) -> None:
    assert pointed("Riders of Boko Haram came at dusk.", "Boko Haram", role=role, p=0.99) == []


def test_two_groups_in_one_sentence_are_two_claims() -> None:
    text = "Notes by Boko Haram, then by the Islamic State, were left."
    found = pointed(text, "Boko Haram", "Islamic State", labels={"claim": 0.9})
    assert [c.value for c in found] == ["Boko Haram", "Islamic State"]


def test_responsibility_pinned_on_somebody_is_blame() -> None:
    (claim,) = pointed(
        "The mayor's aide pinned responsibility on Boko Haram.", "Boko Haram", labels={"claim": 0.9}
    )
    assert claim.stance == "blamed"


def test_a_community_that_the_encoder_takes_for_attackers_is_not_accused() -> None:
    assert pointed("A bomb hit a bus of Lakeside Shias at dusk.", "Lakeside Shias", p=0.99) == []


NOTE = "A bomb killed nine shoppers in Herat on Tuesday, police said. {} The market was crowded."


def test_a_claim_is_part_of_the_report_of_its_incident() -> None:
    text = NOTE.format("A note bore the seal of Boko Haram.")
    assert [c for c in read(text).reports[0].claims if c.attribute == "perpetrator"] == []
    ask = judged(
        {0: said(attack=0.99), 1: said(claim=0.8), 2: said()}, [mark(split(text)[1], 1, "Boko Haram")]
    )
    (report,) = read(text, ask).reports
    (claim,) = [c for c in report.claims if c.attribute == "perpetrator"]
    assert (claim.value, claim.stance) == ("Boko Haram", "blamed")
    assert text[claim.span.start : claim.span.end] == claim.quote == "A note bore the seal of Boko Haram"
    assert [(a.name, a.role, a.stance) for a in report.actors] == [("Boko Haram", "perpetrator", "blamed")]


def test_what_the_rules_claim_already_is_not_claimed_again() -> None:
    text = NOTE.format("Boko Haram claimed responsibility for the bombing.")
    ask = judged(
        {0: said(attack=0.99), 1: said(attack=0.99, claim=0.9), 2: said()},
        [mark(split(text)[1], 1, "Boko Haram")],
    )
    assert [c.value for c in read(text).reports[0].claims if c.attribute == "perpetrator"] == ["Boko Haram"]
    assert read(text, ask) == read(text)


def test_a_claim_of_one_sentence_does_not_hide_a_mark_in_the_next() -> None:
    sentences = split(
        "Boko Haram claimed responsibility for the bombing. A flag of the Islamic State was left."
    )
    known = perpetrators.find(sentences)
    assert [c.value for c in known] == ["Boko Haram"]
    judge = Judge({1: said()}, (mark(sentences[1], 1, "Islamic State"),))
    assert [c.value for c in judge.perpetrators(known, sentences)] == ["Islamic State"]


def test_a_mark_in_the_title_is_no_claim_of_the_text() -> None:
    """Offsets of title and text may be the same: a claim of the one does not hide a mark of the other."""
    title, text = (
        "Boko Haram behind blast",
        "Boko Haram claimed responsibility for the bombing in Herat.",
    )
    sentences = split(title, "title") + split(text)
    known = perpetrators.find(sentences[1:])
    assert len(known) == 1
    judge = Judge({0: said(), 1: said()}, (mark(sentences[0], 0, "Boko Haram"),))
    (claim,) = judge.perpetrators(known, sentences)
    assert (claim.span.field, claim.quote) == ("title", title)
