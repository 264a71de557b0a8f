"""What a text says: incidents, claims with their quotes, and aggregates.

A reader takes an article with its time and place mentions and gives a Reading.  There are three, by name in
``READERS``: rules; rules with a small neural encoder as their judge; and one that asks a language model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from vigil.config import ExtractionConfig
from vigil.errors import UsageError
from vigil.extraction import rules, shipped
from vigil.records import Article, PlaceMention, Reading, TimeMention

Reader = Callable[[Article, Sequence[TimeMention], Sequence[PlaceMention], ExtractionConfig], Reading]


def _rules(
    article: Article, times: Sequence[TimeMention], places: Sequence[PlaceMention], config: ExtractionConfig
) -> Reading:
    return rules.read(article, times, places)


def _neural(
    article: Article, times: Sequence[TimeMention], places: Sequence[PlaceMention], config: ExtractionConfig
) -> Reading:
    from vigil.extraction import neural  # it loads what runs the model, which the rules do without

    return neural.read(article, times, places)


def _llm(
    article: Article, times: Sequence[TimeMention], places: Sequence[PlaceMention], config: ExtractionConfig
) -> Reading:
    from vigil.extraction import llm  # it loads what speaks HTTP, which the other readers do without

    return llm.read(article, times, places, config)


READERS: Mapping[str, Reader] = {"rules": _rules, "neural": _neural, "llm": _llm}

__all__ = ["READERS", "Reader", "check", "read", "stamp"]


def check(config: ExtractionConfig) -> None:
    """Sees, before a run, that the configured reader can read.

    Raises:
        UsageError: there is no reader of that name, or what it needs is not there.
    """
    _named(config)
    if config.reader == "neural":
        from vigil.extraction.encoder import encoder

        encoder()
    if config.reader == "llm":
        from vigil.extraction import llm

        llm.check(config)


def stamp(config: ExtractionConfig) -> str:
    """What a reading depends on beside version and configuration: the model file, of the reader that has one."""
    return shipped.SHA256 if config.reader == "neural" else ""


def read(
    article: Article, times: Sequence[TimeMention], places: Sequence[PlaceMention], config: ExtractionConfig
) -> Reading:
    """What the configured reader makes of ``article``; mentions are those of its title and its text.

    Raises:
        UsageError: there is no reader of that name.
        InputError: the reader failed on this article.
    """
    return _named(config)(article, times, places, config)


def _named(config: ExtractionConfig) -> Reader:
    reader = READERS.get(config.reader)
    if reader is None:
        raise UsageError(f"There is no reader {config.reader!r}; choose one of: {', '.join(READERS)}.")
    return reader
