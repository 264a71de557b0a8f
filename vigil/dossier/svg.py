"""Small means for drawing SVG: elements with their text escaped, and two looks of one picture.

Every element carries colours as attributes, for programs that know no style sheets, and a class, by which a page may
give it others (a dark background).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from vigil.dossier.wording import clean

INK, DIM, RULE, BAND, ACCENT, OFF, LAND, BORDER, PAPER = (
    "#1d1c1a", "#5f5b54", "#cbc5b8", "#ece5d8", "#8a2b22", "#8d877b", "#f1ede4", "#b3ac9e", "#ffffff",
)  # fmt: skip
FONT = "Libertinus Serif, Georgia, Noto Serif, serif"
LETTER = 0.49  # mean width of a letter, as a share of its size


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, its size in its own units, and in words what it shows."""

    svg: str
    width: float
    height: float
    alt: str


def n(value: float) -> str:
    """A number as short as it may be."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


def tag(name: str, text: str | None = None, **attributes: object) -> str:
    """An element; ``_`` in a name of an attribute becomes ``-``, ``cls`` is class, None is left out."""
    said = "".join(
        f" {'class' if key == 'cls' else key.replace('_', '-')}={quoteattr(n(value) if isinstance(value, float | int) else str(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}/>" if text is None else f"<{name}{said}>{escape(clean(text))}</{name}>"


def words(x: float, y: float, text: str, size: float = 12, anchor: str = "start", dim: bool = False, strong: bool = False,
          halo: bool = False) -> str:  # fmt: skip
    """A line of text; with a halo it stays readable over lines."""
    around: dict[str, Any] = (
        {"stroke": PAPER, "stroke_width": 3, "stroke_linejoin": "round", "paint_order": "stroke"}
        if halo
        else {}
    )
    cls = ("v-dim" if dim else "v-ink") + (" v-halo" if halo else "")
    return tag(
        "text", text, cls=cls, fill=DIM if dim else INK, x=x, y=y, font_size=size,
        text_anchor=None if anchor == "start" else anchor, font_weight="bold" if strong else None, **around,
    )  # fmt: skip


def line(x1: float, y1: float, x2: float, y2: float, cls: str = "v-rule", stroke: str = RULE, width: float = 1,
         dash: str | None = None) -> str:  # fmt: skip
    """A straight line."""
    return tag(
        "line", cls=cls, x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dash
    )


def picture(width: float, height: float, parts: Iterable[str], alt: str) -> Picture:
    """The whole of a drawing, with its description for those who do not see it."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(width)} {n(height)}" width="{n(width)}" height="{n(height)}"'
        f' role="img" aria-label={quoteattr(clean(alt))} font-family={quoteattr(FONT)} class="v-picture">'
    )
    return Picture(f"{head}{''.join(parts)}</svg>", width, height, clean(alt))


def fitting(text: str, width: float, size: float) -> str:
    """A text cut so that it is about as wide as there is room."""
    most = max(int(width / (size * LETTER)), 4)
    return text if len(text) <= most else text[: most - 1].rstrip(" ,.:;") + "…"


def wide(text: str, size: float) -> float:
    """About how wide a text is."""
    return len(text) * size * LETTER
