"""Capitals come back without moving a character."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vigil.evaluation.casing import known_groups, namelike, restore
from vigil.evaluation.fillers import organisations


@given(st.text(alphabet="abcdeßñé .()\n'-\"0", max_size=200))
def test_restored_text_is_as_long_and_lowers_to_itself(text: str) -> None:
    found = restore(text)
    assert len(found) == len(text)
    assert found.lower() == text.lower()


def test_names_and_acronyms_get_their_capitals() -> None:
    text = "gunmen of the popular dawn front (pdf) shot mayor rogelio quispantes. the army was told."
    assert (
        restore(text)
        == "Gunmen of the Popular Dawn Front (PDF) shot mayor Rogelio Quispantes. The army was told."
    )
    assert not namelike("attacked") and not namelike("of") and namelike("quispantes")


def test_bodies_are_known_by_list_and_by_acronym() -> None:
    text = "the popular dawn front (pdf) and hezbollah denied it"
    assert ["popular dawn front", "pdf"] in organisations(text)
    assert [text[a:b] for a, b, _ in known_groups(text)] == ["hezbollah"]
