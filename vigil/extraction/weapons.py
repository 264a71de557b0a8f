"""Weapons and targets."""

from __future__ import annotations

from vigil.records import Sentence, Span


def find_weapons(sentence: Sentence) -> list[tuple[str, Span]]:
    """Weapons."""
    return []


def find_targets(sentence: Sentence) -> list[tuple[str, Span]]:
    """Targets."""
    return []
