"""Reading inputs: files, folders, archives, standard input, web pages and feeds become raw documents.

``read_inputs`` is the one door; ``fetch`` is what ``watch`` uses for repeated visits.
"""

from vigil.ingest.fetch import Fetched, fetch
from vigil.ingest.reader import read_inputs

__all__ = ["Fetched", "fetch", "read_inputs"]
