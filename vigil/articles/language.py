"""The language of a text.  Plain English is told by its function words, without a model; the rest by py3langid."""

from __future__ import annotations

from functools import cache
from typing import Any

from vigil import codebook
from vigil.articles.relevance import speaks_of

_LOOKED_AT = 2_000  # characters
_ENGLISH_SHARE = 0.18
_CERTAIN = 0.99
_NONE = "zxx"  # the model's code for what is no language
_ENOUGH_WORDS = 20  # below, a model guesses: a headline in English is called anything


@cache
def _english() -> frozenset[str]:
    return frozenset(codebook.load("languages")["english"].split())


def name(code: str | None) -> str:
    """The English name of a language code; the code itself where there is none."""
    return "unknown" if code is None else str(codebook.load("languages")["names"].get(code, code))


def detect(text: str) -> str | None:
    """ISO 639-1 code of a text's language, by its first 2,000 characters; None where it is in no language.

    A short text in Latin script that has an English word of the subject is taken for English unless the model is all
    but certain of another language: the models are made for paragraphs.
    """
    start = text[:_LOOKED_AT]
    words = start.casefold().split()
    english = _english()
    common = sum(1 for word in words if word in english)
    if common >= 3 and common >= _ENGLISH_SHARE * len(words):
        return "en"
    letters = [ch for ch in start if ch.isalpha()]
    if not letters:
        return None
    short = len(words) < _ENOUGH_WORDS and 2 * sum(1 for ch in letters if ch < "\u0250") >= len(letters)
    if short and common:
        return "en"
    code, probability = _model().classify(start)
    if short and probability < _CERTAIN and speaks_of(start):
        return "en"
    return None if code == _NONE else str(code)


@cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # half a second: only when a text needs it

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Without the rarest, which it takes for their big neighbours (Aragonese for Spanish).
    named = codebook.load("languages")["names"]
    model.set_languages([label for label in model.labels if label in named or label == _NONE])
    return model
