"""The shipped model: the right file or none, the same numbers every time, marks that stand in the text."""

from __future__ import annotations

import subprocess
import sys
from importlib import resources

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.errors import UsageError
from vigil.extraction.encoder import Encoder, encoder
from vigil.extraction.sentences import split
from vigil.extraction.shipped import FILE, SHA256

BOMBING = (
    "A car bomb tore through a market in Baidoa on Tuesday, killing at least 12 people.",
    "Al-Shabaab claimed responsibility for the attack.",
)
MATCH = (
    "The striker bombed down the left and fired home twice as Leeds killed off the game.",
    "Fans went wild.",
)


def test_a_damaged_file_is_refused_with_what_to_do() -> None:
    content = bytearray(resources.files("vigil.extraction").joinpath("model", FILE).read_bytes())
    content[len(content) // 2] ^= 1
    with pytest.raises(UsageError, match="Install Vigil again, or read with --reader rules"):
        Encoder(bytes(content), SHA256)


def test_file_is_small_enough_to_ship() -> None:
    assert len(resources.files("vigil.extraction").joinpath("model", FILE).read_bytes()) <= 30_000_000


def test_an_attack_is_told_from_a_match() -> None:
    told, played = encoder().hear(BOMBING), encoder().hear(MATCH)
    assert told.labels[0]["attack"] > 0.8
    assert max(said["attack"] for said in played.labels) < 0.2


def test_marks_name_who_did_it_and_how_many_died() -> None:
    heard = encoder().hear(BOMBING)
    words = {m.role: BOMBING[m.sentence][m.start : m.end] for m in heard.marks if m.probability > 0.5}
    assert words["perp_org"] == "Al-Shabaab"
    assert words["killed"] == "at least 12 people"
    assert words["place"] == "Baidoa"


def test_the_same_text_gives_the_same_numbers_whatever_was_read_before() -> None:
    content = resources.files("vigil.extraction").joinpath("model", FILE).read_bytes()
    fresh, used = Encoder(content, SHA256), encoder()
    used.hear(MATCH)
    assert fresh.hear(BOMBING) == used.hear(BOMBING)
    window = fresh.windows(split(" ".join(BOMBING)))[0]
    assert np.array_equal(fresh.run(window, "templates"), used.run(window, "templates"))


@given(st.lists(st.text(max_size=80), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_marks_stand_in_their_sentence_and_do_not_overlap_in_a_role(texts: list[str]) -> None:
    heard = encoder().hear(tuple(texts))
    assert len(heard.labels) == len(texts)
    for mark in heard.marks:
        assert 0 <= mark.start < mark.end <= len(texts[mark.sentence])
        assert 0 < mark.probability <= 1
        for other in heard.marks:
            if other is not mark and (other.sentence, other.role) == (mark.sentence, mark.role):
                assert other.end <= mark.start or mark.end <= other.start


def test_reading_asks_nothing_of_a_model_hub() -> None:
    code = (
        "import sys; from vigil.extraction.encoder import encoder; encoder().hear(('Gunmen killed two.',));"
        "print('huggingface_hub' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
