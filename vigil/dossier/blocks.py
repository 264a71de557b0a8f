"""A document as blocks, laid out once: what a page, a PDF and a Word file are all written from.

A run is a stretch of text in one look; ``cite`` makes it the number of a source that leads there, ``href`` an address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vigil.dossier.svg import Picture
from vigil.dossier.wording import clean


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one look: plain (""), strong, dim, or quote (words of a document)."""

    text: str
    look: str = ""
    cite: int = 0
    href: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 or 3; the title is level 1."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph: body, lead (a sentence of the summary), evidence (words below a statement), note (small), above (a
    picture, with which it stays), alarm."""

    runs: Runs
    role: str = "body"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header; ``widths`` are shares of the width.  A row of one cell is a heading within the table."""

    caption: str
    head: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Runs, ...], ...]
    numbers: tuple[int, ...] = ()  # columns that are set to the right


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms, each with what is said of it."""

    rows: tuple[tuple[str, Runs], ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class References:
    """The numbered sources."""

    items: tuple[tuple[int, Runs], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture with its caption."""

    picture: Picture
    caption: str


Block = Heading | Para | Table | Facts | Bullets | References | Drawn


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole document."""

    title: str
    kicker: str  # what kind of paper it is, above the title
    under: Runs  # scope and basis, below the title
    day: str  # ISO day that its files bear
    blocks: tuple[Block, ...]


def plain(text: str, look: str = "") -> Run:
    """A run of a text from anywhere."""
    return Run(clean(text), look)


def quoted(text: str) -> Run:
    """Words of a document between quotation marks."""
    return Run(f"“{clean(text)}”", "quote")


def cited(numbers: Iterable[int]) -> list[Run]:
    """Numbers of sources, each once."""
    return [Run(f"[{number}]", "", number) for number in dict.fromkeys(numbers)]


def runs(*parts: Run | str | Iterable[Run]) -> Runs:
    """Runs from runs, texts and lists of runs; what is empty is left out."""
    out: list[Run] = []
    for part in parts:
        if isinstance(part, str):
            out.append(plain(part))
        elif isinstance(part, Run):
            out.append(part)
        else:
            out += part
    return tuple(run for run in out if run.text)


def text_of(found: Iterable[Run]) -> str:
    """The bare text of runs."""
    return "".join(run.text for run in found)
