"""The same record as REST: filters as in the pages, pages by cursor, ETags, bulk as JSON Lines; its schema is OpenAPI."""

from vigil.web.api.reading import router

ROUTERS = [router]
__all__ = ["ROUTERS"]
