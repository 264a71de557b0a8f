"""Steps taken against the accused, warnings given before, and how groups stand to each other."""

from __future__ import annotations

from collections.abc import Sequence

from vigil.records import Claim, Sentence


def find_steps(sentences: Sequence[Sentence]) -> list[Claim]:
    """Steps of accountability."""
    return []


def find_warnings(sentences: Sequence[Sentence]) -> list[Claim]:
    """Threats and warnings made before."""
    return []


def find_relations(sentences: Sequence[Sentence]) -> list[Claim]:
    """How groups and persons stand to each other."""
    return []
