"""Reading inputs: files, folders, archives, standard input, web pages and feeds become raw documents."""

from vigil.ingest.list_documents import row_document
from vigil.ingest.lists import ListOptions, read_list
from vigil.ingest.reader import read_inputs

__all__ = ["ListOptions", "read_inputs", "read_list", "row_document"]
