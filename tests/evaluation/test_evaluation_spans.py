"""Scores of spans: each lies in one sentence, and scores what its words say."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import CUT

from vigil.extraction.encoder import Encoder, Numbers
from vigil.extraction.pieces import Window, windows
from vigil.extraction.sentences import split


def scoring(roles: int, longest: int, numbers: np.random.Generator) -> tuple[Encoder, Numbers]:
    """An encoder without a net, and the lengths' numbers; the record's outputs stand one column further right."""
    encoder = object.__new__(Encoder)
    parts = {p: slice(n * roles, (n + 1) * roles) for n, p in enumerate(("begin", "end", "inside"))}
    encoder._slices = {
        "templates": {f"template_{p}": s for p, s in parts.items()},
        "record": {f"report_{p}": slice(s.start + 1, s.stop + 1) for p, s in parts.items()},
    }
    length = numbers.normal(size=(longest, roles)).astype(np.float32)
    encoder._length = {"template": length, "report": length}
    return encoder, length


@given(
    st.lists(st.lists(st.sampled_from(["mill", "bomb", "Ana", "ñandú", "12,5"]), max_size=6), max_size=5),
    st.integers(1, 3),
    st.integers(1, 7),
    st.sampled_from([12, 512]),
    st.sampled_from(["template", "report"]),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=60, deadline=None)
def test_a_span_lies_in_one_sentence_and_scores_what_its_words_say(
    said: list[list[str]], roles: int, longest: int, limit: int, kind: str, seed: int
) -> None:
    random = np.random.default_rng(seed)
    encoder, length = scoring(roles, longest, random)
    sentences = split(" ".join(" ".join(["Then", *words]) + "." for words in said))
    for window in windows(sentences, CUT, limit, 1):
        numbers = random.normal(size=(len(window.pieces), 3 * roles + 1)).astype(np.float32)
        score = encoder.spans(numbers, window, kind)
        assert score.shape == (len(window.words), longest, roles)
        columns = numbers[:, 1:] if kind == "report" else numbers[:, :-1]
        begin, end, inside = np.split(columns[list(window.words)].astype(float), 3, axis=1)
        for first, step in itertools.product(range(len(window.words)), range(longest)):
            last = first + step
            if last >= len(window.words) or window.sentences[first] != window.sentences[last]:
                assert (score[first, step] < -1000).all()
                continue
            wanted = begin[first] + end[last] + inside[first : last + 1].sum(0) + length[step]
            assert score[first, step] == pytest.approx(wanted, abs=1e-3)


def test_a_window_without_words_has_no_spans() -> None:
    encoder, _ = scoring(2, 4, np.random.default_rng(0))
    empty = Window((1, 2), (), (), (), (), ((1, 0),))
    assert encoder.spans(np.zeros((2, 7), np.float32), empty, "template").shape == (0, 4, 2)
