"""A paper as PDF, by typst.  Text goes to the template as data and is never a part of its markup."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from typing import Any, Final

import orjson
import typst

from vigil.dossier.blocks import Block, Bullets, Drawn, Facts, Heading, Paper, Para, References, Run, Table

TEMPLATE = "dossier.typ"
STANDARD: Final = "ua-1"  # tagged, for readers of screens; what it forbids (a letter that no font here has) is written without


UNDRAWN = "could not be displayed"  # what typst says of a letter that no font has
WARNING = (
    "The PDF holds letters that no font of this machine has; they show as empty boxes. Install a font for their script (Noto has all), or"
    " write .html or .docx."
)


def pdf(paper: Paper, warn: Callable[[str], None] = lambda words: None) -> bytes:
    """The file; ``warn`` is told what is wrong with it, a sentence each.

    The same paper gives the same bytes on machines with the same fonts.
    """
    template = resources.files("vigil.dossier").joinpath(TEMPLATE).read_bytes()
    inputs = {"paper": orjson.dumps(_data(paper)).decode()}
    try:
        return typst.compile(template, format="pdf", sys_inputs=inputs, pdf_standards=[STANDARD])
    except typst.TypstError as error:
        if UNDRAWN in str(error):
            warn(WARNING)
        return typst.compile(template, format="pdf", sys_inputs=inputs)


def png(svg: str, ppi: float = 160) -> bytes:
    """A drawing as PNG, for files that hold no SVG."""
    sheet = b'#set page(width: auto, height: auto, margin: 0pt, fill: white)\n#image(bytes(sys.inputs.svg), format: "svg")'
    return typst.compile(sheet, format="png", ppi=ppi, sys_inputs={"svg": svg})


def _data(paper: Paper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "kicker": paper.kicker,
        "under": _runs(paper.under),
        "day": [int(part) for part in paper.day.split("-")],
        "blocks": [_block(block) for block in paper.blocks],
    }


def _runs(found: tuple[Run, ...]) -> list[dict[str, Any]]:
    return [{"text": r.text, "look": r.look, "cite": r.cite, "href": r.href} for r in found]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": block.text}
        case Para():
            return {"kind": "para", "role": block.role, "runs": _runs(block.runs)}
        case Table():
            return {
                "kind": "table", "caption": block.caption, "head": list(block.head), "widths": list(block.widths),
                "numbers": list(block.numbers), "rows": [[_runs(cell) for cell in row] for row in block.rows],
            }  # fmt: skip
        case Facts():
            return {"kind": "facts", "rows": [[term, _runs(said)] for term, said in block.rows]}
        case Bullets():
            return {"kind": "bullets", "items": [_runs(item) for item in block.items]}
        case References():
            return {"kind": "references", "items": [[number, _runs(said)] for number, said in block.items]}
        case Drawn():
            return {
                "kind": "picture",
                "svg": block.picture.svg,
                "alt": block.picture.alt,
                "caption": block.caption,
            }
