"""A sentence made ready for reading: its words, its noun phrases, and the counts found in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

from vigil.extraction.counting_chunks import NUMBERED, Chunk, chunks_of, may_open
from vigil.extraction.counting_tokens import Words, lexicon
from vigil.extraction.numbers import find_numbers


@dataclass(frozen=True, slots=True)
class Raw:
    """One count of a sentence before the document has its say.  Places of words, inclusive."""

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


class Clause(Words):
    """A sentence prepared for reading: words, chunks, and which chunk a word belongs to."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.numbers = find_numbers(text)
        self.used: set[int] = set()  # triggers that belong to another ("shot dead")
        self.passives: dict[int, tuple[int, tuple[Chunk, ...]]] = {}

    @cached_property
    def chunks(self) -> list[Chunk]:
        """The noun phrases, in order."""
        return chunks_of(self, self.numbers)

    @cached_property
    def owner(self) -> dict[int, Chunk]:
        """The chunk of each word that belongs to one."""
        return {i: c for c in self.chunks for i in range(c.first, c.last + 1)}

    def opening(self, i: int) -> Chunk | None:
        """The chunk that begins at word ``i``; most words are told from others without looking for chunks."""
        if not self.numbers and not may_open(self, i):
            return None
        chunk = self.owner.get(i)
        return chunk if chunk is not None and chunk.first == i else None

    def numbered(self, i: int) -> Chunk | None:
        """The chunk with a number that word ``i`` belongs to."""
        chunk = self.owner.get(i) if self.numbers else None
        return chunk if chunk is not None and chunk.kind == NUMBERED else None


@cache
def word_sets() -> dict[str, frozenset[str]]:
    data = lexicon().data
    return {
        "die": frozenset(data["die"]),
        "fatal": frozenset(data["fatal_nouns"]) - {"dead", "casualties"},
        "death": frozenset(data["death_nouns"]),
        "wounds": frozenset(data["wound_nouns"]) - {"injured", "wounded"},
    }
