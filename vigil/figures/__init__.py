"""Figures over a whole record as a reader meets them: what was asked, computed, said in sentences, as a row, as a picture.

The command line prints what this room says, and the site shows it: both have the same numbers and the same words.  It
stands on the functions of ``vigil.analysis``, whose packages are an extra; ``needed`` says so where they are missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from vigil.errors import MissingExtra


@contextmanager
def needed() -> Iterator[None]:
    """Raises MissingExtra where a package of the extra is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("vigil"):
            raise
        raise MissingExtra(
            f"Figures over incidents need packages that are not installed ({error.name}): pip install 'vigil-record[analysis]',"
            " or in the source folder: make analysis"
        ) from error
