"""What a text says: incidents, claims with their quotes, and aggregates.

A reader takes an article with its time and place mentions and gives a Reading.  Rules are the first reader; a neural
one and one behind an address of a language model take their place beside it in ``READERS``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from vigil.config import ExtractionConfig
from vigil.errors import UsageError
from vigil.extraction import rules
from vigil.records import Article, PlaceMention, Reading, TimeMention

Reader = Callable[[Article, Sequence[TimeMention], Sequence[PlaceMention]], Reading]

READERS: Mapping[str, Reader] = {"rules": rules.read}

__all__ = ["READERS", "Reader", "read"]


def read(
    article: Article, times: Sequence[TimeMention], places: Sequence[PlaceMention], config: ExtractionConfig
) -> Reading:
    """What the configured reader makes of ``article``; mentions are those of its title and its text.

    Raises:
        UsageError: there is no reader of that name.
    """
    reader = READERS.get(config.reader)
    if reader is None:
        raise UsageError(f"There is no reader {config.reader!r}; choose one of: {', '.join(READERS)}.")
    return reader(article, times, places)
