"""Finds the words that a model quotes in the article, or finds that they are not there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vigil.extraction.llm_schema import LONGEST_QUOTE, speaks_to_a_machine
from vigil.records import Sentence, Span

_SINGLE, _DOUBLE = "'’‘`´", '"“”„«»'
# A whole word: "9" is none in "9,000", nor is "Jose" where an accent follows as a sign of its own.
_LEFT, _RIGHT = r"(?<!\w)(?<!\d[.,])", r"(?![\w\u0300-\u036f])(?![.,]\d)"
_NEAR = 1  # sentences each side of the one named in which a quote may stand after all


@dataclass(frozen=True, slots=True)
class Found:
    """Where quoted words stand: ``sentences[sentence]``, at ``span`` of the article field."""

    sentence: int
    span: Span

    def inside(self, sentences: Sequence[Sentence]) -> tuple[int, int]:
        """Offsets in its sentence."""
        base = sentences[self.sentence].span.start
        return self.span.start - base, self.span.end - base

    def words(self, sentences: Sequence[Sentence]) -> str:
        """The words as the article has them."""
        start, end = self.inside(sentences)
        return sentences[self.sentence].text[start:end]


class Quotes:
    """The sentences of one article that may be quoted."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = sentences
        self._allowed = [not speaks_to_a_machine(s.text) for s in sentences]

    def may_be_quoted(self, sentence: int | None) -> bool:
        """Whether there is such a sentence and it tells news, instead of speaking to a machine."""
        return sentence is not None and self._allowed[sentence]

    def find(self, quote: object, number: object) -> Found | None:
        """Where ``quote`` stands: in sentence ``number`` (from 1), else beside it, else where it stands first.

        Runs of white space count as one, and kinds of quotation marks as the same; all else must be equal, and a
        quote must begin and end with whole words.  None: no such words, or nothing that could be a quote.
        """
        pattern = _pattern(quote, LONGEST_QUOTE)
        if pattern is None:
            return None
        named = number - 1 if isinstance(number, int) and 0 < number <= len(self.sentences) else None
        near = [] if named is None else [named, *(named + d for d in range(-_NEAR, _NEAR + 1) if d)]
        return self._first(pattern, [*near, *range(len(self.sentences))])

    def near(self, words: object, sentence: int, reach: int) -> Found | None:
        """Where ``words`` stand within ``reach`` sentences of ``sentence``, the nearest first, those before it first."""
        pattern = _pattern(words, LONGEST_QUOTE)
        if pattern is None:
            return None
        steps = [0, *(d for n in range(1, reach + 1) for d in (-n, n))]
        return self._first(pattern, [sentence + d for d in steps])

    def within(self, words: object, found: Found) -> tuple[int, int] | None:
        """Offsets of ``words`` inside the quoted words ``found``, in its sentence; None: not there."""
        pattern = _pattern(words, LONGEST_QUOTE)
        start, end = found.inside(self.sentences)
        match = pattern.search(self.sentences[found.sentence].text, start, end) if pattern else None
        return match.span() if match and match.end() <= end else None

    def _first(self, pattern: re.Pattern[str], positions: Iterable[int]) -> Found | None:
        for position in dict.fromkeys(positions):
            if 0 <= position < len(self.sentences) and self._allowed[position]:
                sentence = self.sentences[position]
                match = pattern.search(sentence.text)
                if match:
                    base = sentence.span.start
                    return Found(
                        position, Span(sentence.span.field, base + match.start(), base + match.end())
                    )
        return None


def _pattern(quote: object, longest: int) -> re.Pattern[str] | None:
    """What finds ``quote`` in a text, or None for what is no quote: not a string, no word in it, too long."""
    if not isinstance(quote, str) or len(quote) > 2 * longest:
        return None
    words = quote.strip(" \t\r\n" + _DOUBLE).split()
    said = " ".join(words)
    if not any(c.isalnum() for c in said) or len(said) > longest:
        return None
    left = _LEFT if _in_word(said[0]) else ""
    right = _RIGHT if _in_word(said[-1]) else ""
    return re.compile(left + r"\s+".join("".join(map(_char, word)) for word in words) + right)


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _char(char: str) -> str:
    for marks in (_SINGLE, _DOUBLE):
        if char in marks:
            return f"[{re.escape(marks)}]"
    return re.escape(char)
