"""Sentences: where one ends, and that offsets are exact whatever the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.extraction.sentences import split


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gen. A. B. Diallo met Lt. Col. Smith at 9 a.m. Friday. Troops left.", 2),
        ("The U.S. Army said so. It gave no date.", 2),
        ("Was it a bomb? Nobody knew! Police came.", 3),
        ("He said: “It was a blast.” Then he left.", 2),
        ("Blast in Mopti\nAt least five people died on Monday.", 2),
        ("First paragraph.\n\nsecond paragraph in lower case.", 2),
        ("About 3.5 km from No. 7 Street in St. Louis, a man was shot.", 1),
        ("", 0),
        ("   \n  ", 0),
    ],
)
def test_counts_sentences(text, expected):
    assert len(split(text)) == expected


def test_paragraphs_are_counted():
    assert [s.paragraph for s in split("One. Two.\n\nThree.")] == [0, 0, 1]


@given(st.text(alphabet=st.sampled_from("Aab .!?\n\t'”“-0129éЖ"), max_size=200))
def test_offsets_are_exact_and_cover_every_letter(text):
    sentences = split(text)
    assert all(text[s.span.start : s.span.end] == s.text for s in sentences)
    assert all(a.span.end <= b.span.start for a, b in zip(sentences, sentences[1:], strict=False))
    assert "".join("".join(s.text.split()) for s in sentences) == "".join(text.split())
