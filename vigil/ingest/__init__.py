"""Reading inputs: files, folders, archives, standard input, web pages and feeds become raw documents."""

from vigil.ingest.reader import read_inputs

__all__ = ["read_inputs"]
