"""What figures say, as plain blocks: a terminal prints them, a page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vigil.phrases import plain


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph."""

    text: str
    indent: int = 0  # columns of a terminal


@dataclass(slots=True)
class Rows:
    """A table.  A head that begins with > is of numbers, one named "id" holds ids of incidents."""

    heads: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    total: bool = False  # the last row is the sum of the others

    def add(self, *cells: str | None) -> None:
        """One row."""
        self.rows.append(tuple(plain(cell) for cell in cells))

    @property
    def names(self) -> list[str]:
        """The heads without their marks."""
        return [head.removeprefix(">") for head in self.heads]


Block = Heading | Said | Rows


def table(*heads: str) -> Rows:
    """A table without a row yet."""
    return Rows(heads)


def sections(blocks: Sequence[Block]) -> list[tuple[str, list[Block]]]:
    """Blocks by heading; what stands before the first is under ""."""
    out: list[tuple[str, list[Block]]] = [("", [])]
    for block in blocks:
        if isinstance(block, Heading):
            out.append((block.text, []))
        else:
            out[-1][1].append(block)
    return [(name, some) for name, some in out if some]
