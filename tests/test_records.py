"""Ids of claims: the same words have the same id, others another, and no name can be tried out against one."""

from __future__ import annotations

from dataclasses import replace

from vigil.records import Claim, Span

QUOTE = "Police arrested Amos Bell and Hanna Kurz"
CLAIM = Claim("accountability", Span("text", 10, 10 + len(QUOTE)), QUOTE, "Amos Bell", detail="arrest")


def test_an_id_tells_apart_what_a_quote_says_of_two() -> None:
    assert CLAIM.id("d") == replace(CLAIM, speaker="police").id("d")
    assert CLAIM.id("d") != replace(CLAIM, value="Hanna Kurz").id("d")
    assert CLAIM.id("d") != CLAIM.id("e")
    assert replace(CLAIM, value=12).id("d") != replace(CLAIM, value=13).id("d")


def test_an_id_holds_no_name() -> None:
    """Whoever has an export, with its offsets, learns nothing by hashing names until one fits."""
    hidden = replace(CLAIM, quote="He was arrested at dawn in the same house", value="Amos Bell")
    assert hidden.id("d") == replace(hidden, value="Omar Said").id("d")  # as long, and no more is in the id
