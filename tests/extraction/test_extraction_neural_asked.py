"""Rules with an encoder as their judge: which sentences the encoder is asked about."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judging import article_of, inputs, said

from vigil.extraction import neural, rules
from vigil.extraction.events import find_events
from vigil.extraction.sentences import split


@given(st.sets(st.integers(0, 60)).map(sorted))
def test_runs_are_the_successive_sentences_among_those_wanted(wanted: list[int]) -> None:
    runs = neural._runs(wanted)
    assert [n for run in runs for n in run] == wanted
    assert all(b == a + 1 for run in runs for a, b in pairwise(run))
    assert all(b[0] > a[-1] + 1 for a, b in pairwise(runs))


class Listening:
    """In place of the encoder: remembers what it was asked, and hears an attack in every bomb."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def labels(self, texts: tuple[str, ...]) -> tuple[dict[str, float], ...]:
        self.asked.append(texts)
        return tuple(said(attack=0.99 if "bomb" in t else 0.01) for t in texts)


QUIET = [
    "Rain fell on the valley.",
    "Wool was sold.",
    "A bomb of Boko Haram went off in Herat on Tuesday.",
    "Men were seen.",
    "Bread was short.",
    "The river rose.",
    "Later a bomb hit a bus in Kabul.",
]


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> Listening:
    encoder = Listening()
    monkeypatch.setattr(neural, "encoder", lambda: encoder)
    return encoder


def test_only_sentences_that_tell_of_an_incident_are_heard(listening: Listening) -> None:
    sentences = split(" ".join(QUIET))
    assert [s.text for s in sentences] == QUIET
    judge = neural.judge(sentences, find_events(sentences))
    assert listening.asked == [(QUIET[2],), (QUIET[6],)]
    assert {n: p["attack"] for n, p in judge.labels.items()} == {2: 0.99, 6: 0.99}


def test_a_report_without_a_word_for_an_incident_is_not_heard(listening: Listening) -> None:
    assert neural.read(*inputs(article_of("Rain fell on the valley. Wool was sold."))).reports == ()
    assert listening.asked == []


def test_a_reading_says_which_readers_made_it(listening: Listening) -> None:
    told = neural.read(*inputs(article_of(" ".join(QUIET))))
    assert told.reader == f"{neural.NAME}+{rules.NAME}"
    assert listening.asked == [(QUIET[2],), (QUIET[6],)]


CROWD = "Several thousand teachers walked through Oran in the rain, candles in their hands."


def test_many_people_and_what_a_crowd_does_are_heard_after_what_is_told(listening: Listening) -> None:
    sentences = split(f"{CROWD} {QUIET[2]}")
    neural.judge(sentences, find_events(sentences))
    assert listening.asked == [(CROWD, QUIET[2])]


def test_no_more_is_heard_than_bounds_the_cost(listening: Listening) -> None:
    many = [f"A bomb went off in Herat on day {n}." for n in range(neural.MOST)]
    sentences = split(" ".join([CROWD, *many, many[0]]))
    neural.judge(sentences, find_events(sentences))
    assert [t for run in listening.asked for t in run] == many
