"""Demands, and what those in power did, said, promised or refused."""

from __future__ import annotations

from collections.abc import Sequence

from vigil.records import Claim, Sentence


def find_demands(sentences: Sequence[Sentence]) -> list[Claim]:
    """Demands."""
    return []


def find_responses(sentences: Sequence[Sentence]) -> list[Claim]:
    """Responses."""
    return []
