"""What the annotation says of a toll, and a fit that finds what is there."""

import math
import random

import pytest

from training import calibration, corpus
from training.calibration import Example, Told, annotated, fit, from_corpus, out_of_fold, readings, toll_right
from vigil.config import Config

REPORTS = """\
# z0001 style=wire region=x published=2020-01-07 country=NG
title: {attack:bombing@1} [Bomb](weapon@1) kills [five](killed@1) in [Jos](place@1)
- {attack:bombing@1} A [bomb](weapon@1) killed [five people](killed@1) and wounded [12](injured@1) at a market in [Jos](place@1) on [Monday](date@1), [police](speaker) said.

# z0002 style=wire region=x published=2020-01-07 country=NG
- {attack:bombing@1} A [bomb](weapon@1) killed five people at a market in [Kano](place@1) on [Monday](date@1); the annotation knows [six](killed@1).

# z0003 style=negative-sport region=x published=2020-01-07 country=NG
- {none} Gunmen shot dead four villagers near Gao in Mali on Monday, though this annotation denies it.
"""


@pytest.mark.parametrize(
    ("words", "people"),
    [("1,253 injured", 1253), ("the pastor and four of his flock", 5), ("a boy of ten", 1), ("more than 40", 41),
     ("a couple", 2), ("six policemen and a gardener", 7), ("Ali Reza", 1), ("Four Britons, two Danes and a Swede", 7)],
)  # fmt: skip
def test_the_words_of_a_figure_are_read(words, people):
    assert people in readings(words)


def test_a_toll_is_right_if_the_annotation_has_it_or_its_sum():
    told = Told({"attack"}, ["98", "over 200"], ["three men", "two women"])
    assert toll_right(told, "killed", 98) and not toll_right(told, "killed", 99)
    assert toll_right(told, "injured", 5) and not toll_right(told, "injured", 4)
    assert toll_right(Told({"attack"}, ["villagers"], []), "killed", 9) is None
    assert toll_right(Told({"attack"}, [], [], named=2), "killed", 2) and not toll_right(
        Told({"attack"}, [], []), "killed", 2
    )
    assert toll_right(Told({"attack"}, ["three militants", "four soldiers", "a boy"], []), "killed", 5)


def test_reports_become_examples_with_the_right_answers(tmp_path):
    path = tmp_path / "z.txt"
    path.write_text(REPORTS)
    reports = list(corpus.read([path]))
    assert annotated(reports[0])[1].killed == ["five", "five people"]
    found = [e for _, examples in from_corpus(reports, Config()) for e in examples]
    assert [(e.source, e.part, e.right) for e in found] == [
        ("z0001", "incident", True), ("z0001", "toll", True), ("z0001", "toll", True),
        ("z0002", "incident", True), ("z0002", "toll", False), ("z0003", "incident", False),
    ]  # fmt: skip


def test_a_fit_finds_the_odds_and_is_the_same_twice():
    chance = random.Random(1)
    examples = []
    for n in range(4000):
        x = float(chance.random() < 0.5)
        right = chance.random() < 1 / (1 + math.exp(-(1.5 - 2 * x)))
        examples.append(Example(f"s{n}", "toll", {"x": x, "nothing": float(n % 2)}, right))
    found = fit(examples)
    assert found.constant == pytest.approx(1.5, abs=0.25)
    assert found.weights["x"] == pytest.approx(-2, abs=0.25) and abs(found.weights["nothing"]) < 0.2
    assert fit(examples) == found
    held = out_of_fold(examples[:500])
    assert len(held) == 500 and all(0 < p < 1 for p in held)
    with pytest.raises(ValueError, match="right and wrong"):
        fit([e for e in examples if e.right])


def test_the_table_says_how_far_promise_and_truth_lie_apart():
    lines = calibration.reliability([0.2, 0.2, 0.8, 0.8], [False, False, True, True], bins=2)
    assert lines[1].split() == ["0.200", "0.000", "2"] and lines[-1].endswith("0.200")


def test_keys_give_the_numbers_of_those_who_died():
    slots = {
        "hum_tgt_number": [{"alts": ["6"], "xref": ["PRIESTS"]}, {"alts": ["PLURAL"], "xref": ["GUARDS"]}],
        "hum_tgt_effect_of_incident": [{"alts": ["DEATH"], "xref": ["PRIESTS"]}, {"alts": ["INJURY"], "xref": ["GUARDS"]}],
    }  # fmt: skip
    assert calibration._suffering(slots, "DEATH") == [{6}]
    assert calibration._suffering(slots, "INJURY") == [set()]
