"""Addresses of the served site into relative ones; what leads nowhere in a publication loses its link and keeps its words.

Done on the page as it was made, so that the templates are those of the served site and no link can be forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, unquote, urlsplit

from markupsafe import escape
from selectolax.lexbor import LexborHTMLParser

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none';"
    " form-action 'none'; base-uri 'none'; object-src 'none'"
)
LISTS = (
    "incidents",
    "episodes",
    "actors",
    "demands",
    "accountability",
    "sources",
    "methods",
    "changes",
    "data",
    "cite",
)
SHELVES = ("incidents", "episodes", "actors", "demands", "responses", "accountability", "warnings")
_DATA = re.compile(r"\.(json|csv|geojson)$")


class Linker:
    """Which file of a publication an address of the site is.

    ``files``: what is there (paths from the root), ``document``: id of a document -> what its page is called.
    """

    def __init__(self, files: set[str], document: Callable[[str], str], renamed: Mapping[str, str]) -> None:
        self.files = files
        self._document = document
        self._renamed = renamed

    def file_of(self, address: str) -> str | None:
        """``incidents/i12.html#killed`` of ``/incidents/i12#killed``; None for what is not published."""
        parts = urlsplit(address)
        path, fragment = parts.path, parts.fragment
        pieces = path.strip("/").split("/")
        found = None
        if path == "/":
            found = "index.html"
        elif pieces[0] == "static" and len(pieces) > 1:
            return f"assets/{'/'.join(pieces[1:])}"
        elif pieces[0] == "file":  # a file of the publication, as a template of its own names it
            return "/".join(pieces[1:])
        elif pieces[0] == "documents" and len(pieces) == 2:
            key = unquote(pieces[1])
            found = f"documents/{self._document(key)}.html"
            query = parse_qs(parts.query)
            if {"from", "to"} <= query.keys():
                fragment = f"q-{query.get('in', ['text'])[0]}-{query['from'][0]}-{query['to'][0]}"
        elif parts.query or _DATA.search(path):
            return None
        elif len(pieces) == 1 and pieces[0] in LISTS:
            found = f"{pieces[0]}.html"
        elif len(pieces) == 2 and pieces[0] in SHELVES:
            found = f"{pieces[0]}/{unquote(pieces[1])}.html"
        if found not in self.files:
            return None
        return found + (f"#{fragment}" if fragment else "")

    def page(self, html: str, at: str) -> str:
        """A page made for the site as it stands at a path of the publication."""
        tree = LexborHTMLParser(html)
        up = "../" * at.count("/")
        for name in ("href", "src"):
            for node in tree.css(f"[{name}]"):
                address = node.attributes.get(name) or ""
                if not address.startswith(("/", "?")):
                    continue
                found = self.file_of(address) if address.startswith("/") else None
                if found is not None:
                    node.attrs[name] = up + found
                elif node.tag == "a":
                    node.unwrap()
                else:
                    node.decompose()
        text = tree.html or ""
        for key, other in self._renamed.items():  # the id of a document that spells out a name
            for word in {str(escape(key)), key}:
                text = text.replace(word, other)
        return text + "\n"
