"""Who was hurt: groups and named persons."""

from __future__ import annotations

from collections.abc import Sequence

from vigil.records import Sentence, Span, Victim


def find(sentences: Sequence[Sentence]) -> list[tuple[Victim, Span]]:
    """Victims."""
    return []
