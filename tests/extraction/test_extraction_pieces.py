"""Sentences cut into the windows that the encoder reads: nothing lost, every word where it stands."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.extraction.encoder import encoder
from vigil.extraction.pieces import LIMIT, windows
from vigil.extraction.sentences import split

_texts = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=60)
    | st.sampled_from(["Gunmen killed 12 people in Maiduguri.", "Ñandú élan; “quoted”.", "x" * 150]),
    max_size=40,
).map(" ".join)


@given(_texts, st.integers(24, 120), st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_words_stand_where_their_offsets_say_and_windows_fit(text: str, limit: int, overlap: int) -> None:
    sentences = split(text)
    cut = encoder().cut
    told = windows(sentences, cut, limit, overlap)
    assert {s for w in told for _, s in w.marks} == set(range(len(sentences)))
    for window in told:
        assert len(window.pieces) <= limit
        for start, end, owner in zip(window.starts, window.ends, window.sentences, strict=True):
            span = sentences[owner].span
            assert span.start <= start < end <= span.end
            assert not text[start:end].isspace()
        owners = [s for _, s in window.marks]
        assert owners == list(range(owners[0], owners[-1] + 1))


def test_neighbouring_windows_share_sentences() -> None:
    text = " ".join(f"Sentence number {n} says that nothing happened." for n in range(200))
    told = windows(split(text), encoder().cut)
    assert len(told) > 2
    for one, other in zip(told, told[1:], strict=False):
        assert len({s for _, s in one.marks} & {s for _, s in other.marks}) == 2
    assert max(len(w.pieces) for w in told) <= LIMIT
