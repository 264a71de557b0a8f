"""What the cheap looks of counting leave out must be nothing that the full look would find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vigil.extraction.counting_chunks import NUMBERED, chunks_of, may_open
from vigil.extraction.counting_clause import Clause
from vigil.extraction.counting_tokens import Words
from vigil.extraction.grammar import flat, fold
from vigil.extraction.numbers import find_numbers

WORDS = (
    "two 14 1,200 dozens of the a another his that all women Women police MEN 15-year-old twins old men, Karim Daud "
    "al-Amin Col. U.N. who they I US killed dead were in and - ( ) . ’s shopkeepers’ Ünal İzmir someone each"
).split()
TEXTS = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


@given(TEXTS | st.text(max_size=60))
def test_words_are_where_they_say(text: str) -> None:
    words = Words(text)
    assert [text[words.start(i) : words.end(i)] for i in range(len(words.words))] == words.words
    assert "".join(words.words) == "".join(text.split())


@given(TEXTS)
def test_a_chunk_begins_only_where_one_may(text: str) -> None:
    clause = Clause(text)
    for chunk in chunks_of(clause, clause.numbers):
        assert chunk.kind == NUMBERED or may_open(clause, chunk.first)


@given(TEXTS)
def test_the_chunk_that_opens_at_a_word_is_the_one_that_owns_it(text: str) -> None:
    clause = Clause(text)
    for i in range(len(clause.words)):
        owner = clause.owner.get(i)
        begins = owner if owner is not None and owner.first == i else None
        assert clause.opening(i) is begins
        assert clause.numbered(i) is (owner if owner is not None and owner.kind == NUMBERED else None)


def test_outside_the_sentence_there_is_no_word() -> None:
    clause = Clause("Two men died")
    assert [clause.low(i) for i in (-40, -1, 0, 2, 3, 43)] == ["", "", "two", "died", "", ""]


@given(st.text(alphabet="ab É ñ\n\t\u00a0‑–-’`´İ“—", max_size=40))
def test_folded_and_flat_text_keeps_its_length(text: str) -> None:
    assert len(fold(text)) == len(flat(text)) == len(text)
    assert not set(fold(text)) & set("\n\t\u00a0‑–-’`´ñé")
    assert not set(flat(text)) & set("\n\t\u00a0")


def test_digits_of_other_scripts_count() -> None:
    assert [n.value for n in find_numbers("The blast killed ١٢ people.")] == [12]
