"""A judge that says what it is told to say of each sentence, in place of the encoder, and what to read with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from vigil import dates, geocoding
from vigil.config import GeocodingConfig
from vigil.extraction import rules
from vigil.extraction.events import EventMention, event_types
from vigil.extraction.neural import Judge
from vigil.records import Article, Reading, Sentence

Ask = Callable[[Sequence[Sentence], Sequence[EventMention]], Judge]

# labels as the model file names them
NAMES = (
    "attack demonstration legal background background:attack background:demonstration background:response"
    " background:legal response demand warning aggregate negated hypothetical planned foiled claim media none"
).split() + [
    f"{t.kind}:{name.replace(' ', '-')}"
    for name, t in event_types().items()
    if t.kind in ("attack", "demonstration")
]

MATCH = (
    "The visitors bombed the Leeds defence on Tuesday with forty crosses. "
    "It was an assault that left the home side in ruins."
)
BOMB = "A bomb killed nine shoppers in Herat on Tuesday, police said. The market was crowded."


def said(**more: float) -> dict[str, float]:
    """Labels of one sentence: 0.01 but for those given (a colon as two underscores, a hyphen as one)."""
    given_ = {name.replace("__", ":").replace("_", "-"): p for name, p in more.items()}
    assert set(given_) <= set(NAMES)
    return dict.fromkeys(NAMES, 0.01) | given_


def judged(told: Mapping[int, dict[str, float]]) -> Ask:
    """A judge that says this of the sentences with these positions, and nothing of others."""
    return lambda sentences, mentions: Judge(dict(told))


@cache
def gazetteer() -> Any:
    return geocoding.open_gazetteer(GeocodingConfig())


def article_of(text: str, title: str | None = None) -> Article:
    return Article(id="a", text=text, title=title, raw_sha256="", published="2021-05-20")


def inputs(article: Article) -> tuple[Article, Any, Any]:
    fields = [(f, t) for f, t in (("title", article.title), ("text", article.text)) if t]
    times = [m for f, t in fields for m in dates.find_times(t, article.published, f)]
    return article, times, geocoding.find_places_in(fields, gazetteer())


def read(text: str, ask: Ask | None = None, title: str | None = None) -> Reading:
    return rules.read(*inputs(article_of(text, title)), ask)
