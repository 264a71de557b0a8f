"""Demands: who asks, of whom, what, until when; and what only looks like one."""

from __future__ import annotations

import pytest

from vigil.dates import find_times
from vigil.extraction import rules
from vigil.extraction.demands import find_demands
from vigil.extraction.responses import find_responses
from vigil.extraction.sentences import split
from vigil.records import Article


@pytest.mark.parametrize(
    ("text", "words", "by", "of"),
    [
        ("Miners refused to lift the blockade until the mayor resigns.", "the mayor resigns", "Miners", "the mayor"),
        ("Unless the ministry frees the students, they will not go back, relatives said.",
         "the ministry frees the students", "relatives", "the ministry"),
        ("Amnesty International urged the government to investigate the shootings.",
         "the government to investigate the shootings", "Amnesty International", "the government"),
        ("Hundreds of mourners chanted “Stop the killings” in the square.", "Stop the killings", "Hundreds of mourners", None),
        ("“Hand over the city to the army,” said a widow.", "Hand over the city to the army", "a widow", None),
        ("Ana Prado, a teacher whose son disappeared, asked the president to come in person.",
         "the president to come in person", "Ana Prado", "the president"),
        ("The minister met strikers demanding the release of three nurses.", "the release of three nurses", "strikers", None),
        ("Women held a vigil by the lake for the release of the abducted girls.",
         "the release of the abducted girls", "Women", None),
        ("A spokesman for the union said those responsible must be punished.",
         "those responsible must be punished", "A spokesman for the union", None),
        ("Banners reading “Release our sons” hung from the gates.", "“Release our sons", None, None),
    ],
)  # fmt: skip
def test_who_asks_what_of_whom(text: str, words: str, by: str | None, of: str | None) -> None:
    claim = find_demands(split(text))[0]
    assert (claim.quote, claim.speaker, claim.addressee) == (words, by, of)
    assert text[claim.span.start : claim.span.end] == claim.quote


def test_two_askings_joined_by_and_are_two_demands_of_the_same_people() -> None:
    found = find_demands(
        split(
            "Thousands of farmers who are demanding the dissolution of the council and asking for the army’s intervention sat down."
        )
    )
    assert [c.detail for c in found] == ["dismissal of government", "military deployment"]
    assert {c.speaker for c in found} == {"Thousands of farmers"}


def test_a_list_after_a_colon() -> None:
    found = find_demands(
        split(
            "Their demands: the withdrawal of troops, an independent inquiry and compensation for the families."
        )
    )
    assert [c.detail for c in found] == ["military deployment", "inquiry", "compensation"]


def test_they_are_the_people_of_the_sentence_before() -> None:
    (claim,) = find_demands(split("Nurses marched through Lome. They want a safe hospital and better pay."))[
        :1
    ]
    assert claim.speaker == "Nurses"


def test_a_banner_is_nobody_and_a_march_is_not_its_asker() -> None:
    text = "Coverage was of a rival event, the “slow march” by preacher Idris Bello that calls for new elections."
    assert all(c.speaker in (None, "preacher Idris Bello") for c in find_demands(split(text)))


@pytest.mark.parametrize(
    "text",
    [
        "A man wanted on two charges was seen in the market.",
        "Two men walked up and demanded money.",
        "The wounded were seeking treatment at a clinic.",
        "The prime minister said those responsible must be punished.",
        "The party insisted that it was innocent.",
        "Farmers sat in front of the ministry for five days.",
        "Residents received a call that shots had been fired.",
        "Officials asked people to stay calm.",
    ],
)
def test_what_only_looks_like_a_demand(text: str) -> None:
    assert find_demands(split(text)) == []


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("A bomb killed 9 people. Elders gave the government 48 hours to arrest the killers.", "2014-05-08"),
        ("A bomb killed 9 people. On Sunday the union issued a 72-hour ultimatum to the ministry to release the miners.", "2014-05-07"),
        ("A bomb killed 9 people. Families demanded that the killers be arrested by Friday.", "2014-05-09"),
        ("A bomb killed 9 people. The governor promised compensation within two weeks.", "2014-05-20"),
        ("A bomb killed 9 people. Families demanded justice.", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("published", ["2014-05-06", "2014-05"])
def test_a_deadline_is_resolved_where_the_day_is_known(text: str, until: str | None, published: str) -> None:
    article = Article("d", text, None, "", published=published)
    reading = rules.read(article, find_times(text, published), [])
    found = [c.until for r in reading.reports for c in r.claims if c.attribute in ("demand", "response")]
    assert found == [until if published == "2014-05-06" else None]


def test_a_response_has_its_own_subject() -> None:
    text = "The governor tried to talk. They say they have lost faith in similar previous promises."
    assert [c.detail for c in find_responses(split(text)) if c.detail == "promise"] == []
    text = "12 to 15 gunmen fell on the police, freed the prisoners and fled."
    assert not [c for c in find_responses(split(text)) if c.detail == "release"]
    text = "Strikers left after the minister assured them of better pay."
    assert [(c.detail, c.speaker) for c in find_responses(split(text))] == [("promise", "minister")]


def test_what_was_not_done_is_told_as_not_done() -> None:
    assert [c.detail for c in find_responses(split("No soldier has been charged over the shootings."))] == [
        "absence"
    ]


def test_what_is_asked_for_is_no_response() -> None:
    sentences = split("They also asked the prime minister to visit the town.")
    assert find_responses(sentences, find_demands(sentences)) == []
