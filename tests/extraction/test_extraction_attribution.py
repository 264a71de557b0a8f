"""Who is given as the source; all sentences are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.extraction.attribution import find_speaker
from vigil.records import Span


@pytest.mark.parametrize(
    ("text", "quote", "speaker", "kind"),
    [
        ("Police said 12 people were killed.", "12 people", "Police", "police"),
        ("Twelve people were killed, police said.", "Twelve people", "police", "police"),
        (
            "Twelve people were killed, said Farid Omar, a doctor.",
            "Twelve people",
            "Farid Omar, a doctor",
            "hospital",
        ),
        (
            "At least 12 were killed, according to the interior ministry.",
            "12 were",
            "the interior ministry",
            "official",
        ),
        ("According to witnesses, 12 were killed.", "12 were", "witnesses", "witness"),
        ("The army spokesman gave 12 dead.", "12 dead", "The army spokesman", "military"),
        (
            "Information Minister Ali Omar said 12 died.",
            "12 died",
            "Information Minister Ali Omar",
            "official",
        ),
        ("A bomb killed 12 people in Zarin.", "12 people", None, None),
    ],
)
def test_speaker(text: str, quote: str, speaker: str | None, kind: str | None) -> None:
    start = text.index(quote)
    assert find_speaker(text, Span("text", start, start + len(quote))) == (speaker, kind)


def test_the_nearest_source_speaks() -> None:
    text = "Police said 12 were killed, but doctors said 15 had died."
    start = text.index("15")
    assert find_speaker(text, Span("text", start, start + 2)) == ("doctors", "hospital")


def test_a_headline_speaks_for_itself() -> None:
    assert find_speaker("Bomb kills 12", Span("title", 5, 13)) == (None, "headline")


WORDS = st.sampled_from(
    "police said , according to the ministry 12 killed “ ” . ; and Omar , a doctor told was quoted as saying citing".split()
)


@given(st.lists(WORDS, min_size=1, max_size=30).map(" ".join) | st.text(min_size=1, max_size=90), st.data())
def test_any_span_of_any_text_gives_words_of_that_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    speaker, kind = find_speaker(text, Span("text", start, end))
    assert (speaker is None) == (kind is None)
    assert speaker is None or all(word in text for word in speaker.split())
