"""Reading back what a dossier says: the text of a page, a PDF and a Word file, and everything that is in their bytes."""

from __future__ import annotations

import io
import zipfile

import docx
import pypdf
import pypdf.errors
import pypdf.generic
from selectolax.lexbor import LexborHTMLParser as HTMLParser


def squeezed(text: str) -> str:
    """Without blanks: where a line is broken is nobody's business."""
    return "".join(text.replace("\u200b", "").split())


def text_of(form: str, content: bytes) -> str:
    """What a reader sees."""
    if form == "html":
        body = HTMLParser(content.decode("utf-8")).body
        assert body is not None
        return body.text()
    if form == "pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    document = docx.Document(io.BytesIO(content))
    texts = [p.text for p in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(texts)


def everything(form: str, content: bytes) -> str:
    """All that the bytes hold, packed or not."""
    if form == "html":
        return content.decode("utf-8")
    if form == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    reader = pypdf.PdfReader(io.BytesIO(content))
    parts = [text_of(form, content), str(reader.metadata), content.decode("latin-1")]
    for number in range(1, int(reader.trailer["/Size"])):
        try:
            found = reader.get_object(number)
        except pypdf.errors.PdfReadError:  # a number that is not in use
            continue
        parts.append(str(found))
        if isinstance(found, pypdf.generic.StreamObject) and found.get("/Subtype") == "/XML":
            parts.append(found.get_data().decode("utf-8"))
    assert "/StructElem" in "".join(parts)  # and so the objects were opened
    return "\n".join(parts)
