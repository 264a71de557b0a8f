"""Dossiers: what a record holds of one episode or question, as a page, a PDF and a Word document.

``compiled`` makes one frozen structure; ``blocks`` lays it out once; ``written`` turns that into any of the forms.
"""

from __future__ import annotations

from vigil.dossier.asked import Asked
from vigil.dossier.compile import compiled
from vigil.dossier.dossier import Dossier

__all__ = ["Asked", "Dossier", "compiled"]
