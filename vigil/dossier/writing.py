"""A paper in any of its forms."""

from __future__ import annotations

from vigil.dossier.blocks import Paper

FORMS = ("html", "pdf", "docx")


def written(paper: Paper, form: str) -> bytes:
    """The bytes of a form; what writes it is loaded only then.  Raises ValueError for another form."""
    if form == "html":
        from vigil.dossier.page import page

        return page(paper)
    if form == "pdf":
        from vigil.dossier.pdf import pdf

        return pdf(paper)
    if form == "docx":
        from vigil.dossier.word import word

        return word(paper)
    raise ValueError(form)
