"""A paper in any of its forms."""

from __future__ import annotations

from collections.abc import Callable

from vigil.dossier.blocks import Paper

FORMS = ("html", "pdf", "docx")


def written(paper: Paper, form: str, warn: Callable[[str], None] = lambda words: None) -> bytes:
    """The bytes of a form; what writes it is loaded only then.

    ``warn`` is told what is wrong with them, a sentence each.  Raises ValueError for another form.
    """
    if form == "html":
        from vigil.dossier.page import page

        return page(paper)
    if form == "pdf":
        from vigil.dossier.pdf import pdf

        return pdf(paper, warn)
    if form == "docx":
        from vigil.dossier.word import word

        return word(paper)
    raise ValueError(form)
