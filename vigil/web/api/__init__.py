"""The same record as REST: filters as in the pages, pages by cursor, ETags, bulk as JSON Lines; its schema is OpenAPI."""

from vigil.web.api import changes, reading, writing

ROUTERS = [changes.router, writing.router, reading.router]
__all__ = ["ROUTERS"]
