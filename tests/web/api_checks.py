"""What the API says of itself, and what every answer of it is held to."""

from __future__ import annotations

from fastapi import FastAPI
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from vigil.web import api

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
]


def operations() -> list[tuple[str, str]]:
    """(path, method) of every operation."""
    app = FastAPI()
    for router in api.ROUTERS:
        app.include_router(router)
    paths = app.openapi()["paths"]
    return [(path, method) for path, methods in paths.items() for method in methods]
