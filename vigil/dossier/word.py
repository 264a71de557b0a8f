"""A paper as a Word document: real headings, tables with header rows, numbered citations that lead to their sources,
pictures with a description."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from vigil.dossier.blocks import Bullets, Drawn, Facts, Heading, Paper, Para, References, Run, Table
from vigil.dossier.pdf import png
from vigil.dossier.wording import is_rtl

FONT = "Georgia"
DIM, ACCENT, INK = RGBColor(0x5F, 0x5B, 0x54), RGBColor(0x8A, 0x2B, 0x22), RGBColor(0x1D, 0x1C, 0x1A)
WIDTH = Mm(162)
EARLIEST = (1980, 1, 1, 0, 0, 0)  # of entries in a zip archive


def word(paper: Paper) -> bytes:
    """The file.  The same paper gives the same bytes."""
    made = _Word(paper)
    stream = io.BytesIO()
    made.document.save(stream)
    return _timeless(stream.getvalue())


def _timeless(content: bytes) -> bytes:
    """The same archive with its entries in order and no time in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in sorted(before.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type, entry.create_system, entry.external_attr = (
                zipfile.ZIP_DEFLATED,
                3,
                0o644 << 16,
            )
            after.writestr(entry, before.read(name), compresslevel=6)
    return out.getvalue()


class _Word:
    """One document in the making."""

    def __init__(self, paper: Paper) -> None:
        self.document = docx.Document()
        self._bookmarks = 0
        self._known = {n for b in paper.blocks if isinstance(b, References) for n, _ in b.items}
        self._looks(paper)
        self._runs(self.document.add_paragraph(style="Subtitle"), (Run(paper.kicker),))
        self._text(self.document.add_paragraph(style="Title"), paper.title)
        under = self.document.add_paragraph()
        self._runs(under, paper.under, 9.5)
        for block in paper.blocks:
            self._block(block)

    def _looks(self, paper: Paper) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(24)
        section.top_margin = section.bottom_margin = Mm(24)
        styles = self.document.styles
        sizes = {
            "Normal": 10.0,
            "Title": 22.0,
            "Subtitle": 9.0,
            "Heading 1": 14.0,
            "Heading 2": 11.0,
            "List Bullet": 10.0,
        }
        for name, size in sizes.items():
            style = styles[name]
            style.font.name, style.font.size = FONT, Pt(size)
            style.font.color.rgb = ACCENT if name == "Subtitle" else INK
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                fonts.attrib.pop(qn(key), None)
            for key in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
                fonts.set(qn(key), FONT)
            if name.startswith(("Heading", "Title")):
                style.font.bold = True
                style.paragraph_format.keep_with_next = True
        styles["Normal"].paragraph_format.space_after = Pt(5)
        styles["Heading 1"].paragraph_format.space_before = Pt(20)
        styles["Heading 2"].paragraph_format.space_before = Pt(13)
        border = styles["Title"].element.get_or_add_pPr().find(qn("w:pBdr"))
        if border is not None:
            border.getparent().remove(border)
        about = self.document.core_properties
        year, month, day = (int(part) for part in paper.day.split("-"))
        moment = datetime(year, month, day, tzinfo=UTC).replace(tzinfo=None)
        about.title, about.author, about.last_modified_by, about.comments = paper.title[:255], "", "", ""
        about.created = about.modified = about.last_printed = moment
        about.revision, about.language, about.keywords = 1, "en", ""

    # ------------------------------------------------------------ blocks

    def _block(self, block: Any) -> None:
        match block:
            case Heading():
                self._text(self.document.add_paragraph(style=f"Heading {block.level - 1}"), block.text)
            case Para():
                self._para(block)
            case Table():
                self._table(block)
            case Facts():
                self._facts(block)
            case Bullets():
                for item in block.items:
                    self._runs(self.document.add_paragraph(style="List Bullet"), item)
            case References():
                for number, said in block.items:
                    made = self.document.add_paragraph()
                    made.paragraph_format.left_indent, made.paragraph_format.first_line_indent = (
                        Mm(10),
                        Mm(-10),
                    )
                    self._bookmark(made, number)
                    self._runs(made, (Run("\t"), *said), 9)
            case Drawn():
                self._drawn(block)

    def _para(self, block: Para) -> None:
        made = self.document.add_paragraph()
        size = {"lead": 11.0, "evidence": 8.5, "note": 9.0}.get(block.role)
        form = made.paragraph_format
        if block.role == "lead":
            form.keep_with_next, form.space_before, form.space_after = True, Pt(5), Pt(2)
        elif block.role == "above":
            form.keep_with_next = True
        elif block.role == "evidence":
            form.left_indent = Mm(5)
        self._runs(
            made,
            block.runs,
            size,
            DIM if block.role == "evidence" else ACCENT if block.role == "alarm" else None,
        )

    def _facts(self, block: Facts) -> None:
        table = self.document.add_table(rows=0, cols=2)
        _columns(table, (0.2, 0.8))
        for term, said in block.rows:
            cells = table.add_row().cells
            self._cell(cells[0], (Run(term, "dim"),), 0.2, 9.5)
            self._cell(cells[1], said, 0.8, 9.5)
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)

    def _table(self, block: Table) -> None:
        caption = self.document.add_paragraph()
        caption.paragraph_format.keep_with_next = True
        self._runs(caption, (Run(block.caption, "quote"),), 9)
        table = self.document.add_table(rows=1, cols=len(block.head), style="Table Grid")
        _columns(table, block.widths)
        _described(table, block.caption)
        _hairlines(table)
        for number, name in enumerate(block.head):
            self._cell(table.rows[0].cells[number], (Run(name, "strong"),), block.widths[number], 8.5)
        _repeated(table.rows[0])
        for row in block.rows:
            cells = table.add_row().cells
            if len(row) == 1:
                whole = cells[0].merge(cells[-1])
                self._cell(whole, row[0], 1.0, 8.5)
                continue
            for number, said in enumerate(row):
                self._cell(cells[number], said, block.widths[number], 8.5, number in block.numbers)
        for row_made in table.rows:
            _whole(row_made)
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)

    def _cell(self, cell: Any, said: tuple[Run, ...], share: float, size: float, right: bool = False) -> None:
        cell.width = int(WIDTH * share)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(1)
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._runs(paragraph, said, size)

    def _drawn(self, block: Drawn) -> None:
        made = self.document.add_paragraph()
        made.paragraph_format.keep_with_next = bool(block.caption)
        shape = made.add_run().add_picture(io.BytesIO(png(block.picture.svg)), width=WIDTH)
        shape._inline.docPr.set("descr", block.picture.alt)
        shape._inline.docPr.set("title", block.caption[:120])
        if block.caption:
            self._runs(self.document.add_paragraph(), (Run(block.caption, "dim"),), 8.5)

    # ------------------------------------------------------------ runs

    def _runs(
        self,
        paragraph: Any,
        found: tuple[Run, ...],
        size: float | None = None,
        colour: RGBColor | None = None,
    ) -> None:
        for run in found:
            if run.cite and run.cite in self._known:
                made = self._link(paragraph, run.text, anchor=f"source_{run.cite}")
            elif run.href:
                made = self._link(paragraph, run.text, address=run.href)
            else:
                made = self._text(paragraph, run.text)
                made.bold = True if run.look == "strong" else None
                made.italic = True if run.look == "quote" else None
                if run.look == "dim":
                    made.font.color.rgb = DIM
                elif colour is not None:
                    made.font.color.rgb = colour
            if size is not None:
                made.font.size = Pt(size)

    def _text(self, paragraph: Any, text: str) -> Any:
        made = paragraph.add_run(text)
        if is_rtl(text):
            made.font.rtl = True
        return made

    def _link(self, paragraph: Any, text: str, anchor: str | None = None, address: str | None = None) -> Any:
        """A link within the document or to an address; its run."""
        link = OxmlElement("w:hyperlink")
        if anchor is not None:
            link.set(qn("w:anchor"), anchor)
        else:
            key = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link.set(qn("r:id"), key)
        made = self._text(paragraph, text)
        made.font.color.rgb = ACCENT
        link.append(made._r)
        paragraph._p.append(link)
        return made

    def _bookmark(self, paragraph: Any, number: int) -> None:
        """The number of a source, to which its citations lead."""
        self._bookmarks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        start.set(qn("w:id"), str(self._bookmarks))
        start.set(qn("w:name"), f"source_{number}")
        end.set(qn("w:id"), str(self._bookmarks))
        paragraph._p.append(start)
        made = self._text(paragraph, f"[{number}]")
        made.font.color.rgb, made.font.size = ACCENT, Pt(9)
        paragraph._p.append(end)


def _columns(table: Any, widths: tuple[float, ...]) -> None:
    """Columns as wide as they are asked to be, whatever is in them."""
    table.autofit = False
    for column, share in zip(table.columns, widths, strict=True):
        column.width = int(WIDTH * share)


def _repeated(row: Any) -> None:
    """The row stands at the top of every page that the table runs over."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _whole(row: Any) -> None:
    """The row is not broken over two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _described(table: Any, text: str) -> None:
    """The caption, for readers of screens."""
    mark = OxmlElement("w:tblCaption")
    mark.set(qn("w:val"), text)
    table._tbl.tblPr.append(mark)


def _hairlines(table: Any) -> None:
    """Rules between rows alone."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:val"), "nil" if side in ("left", "right", "insideV") else "single")
        if side in ("top", "bottom", "insideH"):
            edge.set(qn("w:sz"), "4")
            edge.set(qn("w:color"), "1D1C1A" if side != "insideH" else "CBC5B8")
        borders.append(edge)
    look = table._tbl.tblPr
    after = next(
        (c for c in look if c.tag in (qn("w:shd"), qn("w:tblLayout"), qn("w:tblCellMar"), qn("w:tblLook"))),
        None,
    )
    look.append(borders) if after is None else after.addprevious(borders)  # the schema has an order
