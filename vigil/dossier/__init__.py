"""Dossiers: what a record holds of one episode or question, as a page, a PDF and a Word document.

``compiled`` makes one frozen structure of a record and a question; ``written`` turns it into bytes of any form.
"""

from __future__ import annotations

from vigil.dossier.asked import Asked
from vigil.dossier.compile import compiled
from vigil.dossier.dossier import Dossier
from vigil.dossier.layout import laid_out
from vigil.dossier.writing import FORMS, written

__all__ = ["FORMS", "Asked", "Dossier", "compiled", "laid_out", "written"]
