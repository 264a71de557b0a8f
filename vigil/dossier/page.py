"""A paper as one HTML file: no script, nothing loaded from anywhere, readable on paper, by day and by night."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import jinja2

from vigil.dossier.blocks import Block, Heading, Paper, References
from vigil.dossier.wording import is_rtl


def page(paper: Paper) -> bytes:
    """The file.  Every text is escaped by the template; only our own drawings go in as they are."""
    heads = {n: b.text for n, b in enumerate(paper.blocks) if isinstance(b, Heading) and b.level == 2}
    anchors = {n: re.sub(r"[^a-z]+", "-", text.casefold()).strip("-") for n, text in heads.items()}
    known = {n for block in paper.blocks if isinstance(block, References) for n, _ in block.items}
    made = _template().render(
        paper=paper,
        blocks=[(_kind(block), block, anchors.get(number)) for number, block in enumerate(paper.blocks)],
        contents=[(anchors[n], text) for n, text in heads.items()],
        known=known,
        style=_file("dossier.css"),
        drawing=_drawing,
        rtl=is_rtl,
    )
    return made.encode("utf-8")


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


def _drawing(svg: str) -> str:
    """A drawing of ours: its title gives way to the label that it has, as a browser would show both."""
    return re.sub(r"<title>.*?</title>", "", svg, count=1, flags=re.DOTALL)


def _file(name: str) -> str:
    return resources.files("vigil.dossier").joinpath(name).read_text("utf-8")


@cache
def _template() -> jinja2.Template:
    made = jinja2.Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    return made.from_string(_file("dossier.html"))
