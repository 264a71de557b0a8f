"""A sentence made ready for reading: its words, its noun phrases, and the counts found in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vigil.extraction.counting_tokens import (
    Chunk,
    Token,
    chunks_of,
    lexicon,
    tokens_of,
)
from vigil.extraction.numbers import find_numbers


@dataclass(frozen=True, slots=True)
class Raw:
    """One count of a sentence before the document has its say.  Token indices are inclusive."""

    attribute: str
    chunks: tuple[Chunk, ...]
    trigger: int
    first: int
    last: int
    form: str  # active | passive | dies | nominal | toll | zero | wounds | hospital
    weak: bool = False  # hurt by implication: "was shot", "taken to hospital"
    mood: str = "told"  # told | unreal
    zero: bool = False
    subset: bool = False
    superseded: bool = False
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb form of the codebook."""

    attribute: str  # killed | injured | shot | abducted | arrested
    form: str  # base | third | past | ing
    words: tuple[str, ...]


@cache
def verbs() -> dict[str, list[Verb]]:
    """First word of each verb form -> forms that begin with it, longest first."""
    out: dict[str, list[Verb]] = {}
    for attribute, rows in lexicon().data["verbs"].items():
        for row in rows:
            for form, text in zip(("base", "third", "past", "past", "ing"), row, strict=True):
                verb = Verb(attribute, form, tuple(text.split()))
                forms = out.setdefault(verb.words[0], [])
                if verb not in forms:
                    forms.append(verb)
    for forms in out.values():
        forms.sort(key=lambda v: (-len(v.words), ("past", "third", "ing", "base").index(v.form)))
    return out


class Clause:
    """A sentence prepared for reading: tokens, chunks, and which chunk a token belongs to."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = tokens_of(text)
        self.chunks = chunks_of(self.tokens, find_numbers(text))
        self.owner: dict[int, Chunk] = {i: c for c in self.chunks for i in range(c.first, c.last + 1)}
        self.used: set[int] = set()  # triggers that belong to another ("shot dead")
        self.passives: dict[int, tuple[int, tuple[Chunk, ...]]] = {}

    def low(self, i: int) -> str:
        """Lower-case form of token ``i``; empty outside the sentence."""
        return self.tokens[i].low if 0 <= i < len(self.tokens) else ""


@cache
def word_sets() -> dict[str, frozenset[str]]:
    data = lexicon().data
    return {
        "die": frozenset(data["die"]),
        "fatal": frozenset(data["fatal_nouns"]) - {"dead", "casualties"},
        "death": frozenset(data["death_nouns"]),
        "wounds": frozenset(data["wound_nouns"]) - {"injured", "wounded"},
    }
