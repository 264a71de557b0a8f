"""The language of a text.  Plain English is told by its function words, without a model; the rest by py3langid."""

from __future__ import annotations

from functools import cache

from vigil import codebook

_LOOKED_AT = 2_000  # characters
_ENGLISH_SHARE = 0.18
_ENOUGH_WORDS = 20  # below, a model guesses: a headline in English is called anything


@cache
def _english() -> frozenset[str]:
    return frozenset(codebook.load("languages")["english"].split())


def name(code: str) -> str:
    """The English name of a language code; the code itself where there is none."""
    return str(codebook.load("languages")["names"].get(code, code))


def detect(text: str) -> str:
    """ISO 639-1 code of a text's language, by its first 2,000 characters.

    A short text in Latin script is taken for English unless the model is all but certain of another language: the
    models are made for paragraphs.
    """
    words = text[:_LOOKED_AT].casefold().split()
    english = _english()
    common = sum(1 for word in words if word in english)
    if common >= 3 and common >= _ENGLISH_SHARE * len(words):
        return "en"
    start = text[:_LOOKED_AT]
    letters = sum(1 for ch in start if ch.isalpha())
    if not letters:
        return "en"
    latin = sum(1 for ch in start if ch.isalpha() and ch < "\u0250")
    code, probability = _model().classify(start)
    if code == "en" or latin < letters / 2:
        return str(code)
    if len(words) < _ENOUGH_WORDS:
        plain = sum(1 for ch in start if ch.isalpha() and ch.isascii())
        if common or plain == letters or probability < 0.99:
            return "en" if common or probability < 0.99 else str(code)
    return str(code)


@cache
def _model():  # type: ignore[no-untyped-def]
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # half a second: only when a text needs it

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
