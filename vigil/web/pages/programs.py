"""The API told as a page, from its own schema, so that the page cannot fall behind it; and a client of a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from vigil.web.pages.fresh import fresh
from vigil.web.rendering import page

router = APIRouter(dependencies=[Depends(fresh)])
SCHEMA = "/api/v1/openapi.json"
PLAIN = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
}
# What the examples ask; an operation without one here is asked for with nothing.
EXAMPLES: Mapping[str, Mapping[str, str | int]] = {
    "listIncidents": {"place": "Quetta", "from": "2013", "killed": 10, "limit": 20},
    "streamIncidents": {"kind": "attack"},
    "listDocuments": {"status": "read", "limit": 20},
    "search": {"q": '"sit-in" coffins'},
    "listChanges": {"limit": 20},
}
HELD = {"kind": "demands"}  # what stands in the examples for a piece of a path; the rest is written as ID


@dataclass(frozen=True, slots=True)
class Parameter:
    """What an operation is asked with."""

    name: str
    where: str  # path | query | header
    kind: str
    required: bool
    told: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a program may ask for or do."""

    key: str
    method: str
    path: str
    told: str
    parameters: list[Parameter]
    body: str  # what is sent; "" for nothing
    answers: list[tuple[str, str, str]]  # status, type of content, what it holds
    example: str  # the address of an example


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of object that is answered or sent."""

    name: str
    told: str
    fields: list[tuple[str, str, str]]  # name, kind, meaning


@router.get("/methods/api")
def api(request: Request) -> Response:
    """The operations, what they answer, and how a program asks."""
    schema = request.app.openapi()
    address = str(request.base_url).rstrip("/")
    return page(
        request,
        "programs.html",
        address=address,
        schema=SCHEMA,
        operations=list(operations(schema)),
        shapes=list(shapes(schema)),
        client=client(request.app.state.templates.env, address),
    )


def client(templates: Any, address: str) -> str:
    """The lines of the client for the site at this address."""
    return str(templates.get_template("client.py.txt").render(address=address))


def operations(schema: Mapping[str, Any]) -> Iterator[Operation]:
    """Every operation of an OpenAPI schema, in its order."""
    for path, methods in schema["paths"].items():
        for method, told in methods.items():
            parameters = [_parameter(one) for one in told.get("parameters", ())]
            key = told["operationId"]
            asked = urlencode(EXAMPLES.get(key, {}))
            example = path
            for one in parameters:
                if one.where == "path":
                    example = example.replace(f"{{{one.name}}}", HELD.get(one.name, "ID"))
            yield Operation(
                key,
                method.upper(),
                path,
                " ".join(told.get("description", "").replace("``", "").split()),
                parameters,
                _content(told.get("requestBody", {}))[1],
                [
                    (status, *_content(answer))
                    for status, answer in told["responses"].items()
                    if status.startswith("2")
                ],
                example + (f"?{asked}" if asked and method == "get" else ""),
            )


def shapes(schema: Mapping[str, Any]) -> Iterator[Shape]:
    """The objects that a schema describes, with the meaning of each field where it needs one."""
    for name, told in sorted(schema["components"]["schemas"].items()):
        if told.get("properties") and not name.startswith(("HTTPValidation", "Validation", "Body_")):
            fields = [(key, kind(one), one.get("description", "")) for key, one in told["properties"].items()]
            yield Shape(name, " ".join(told.get("description", "").replace("``", "").split()), fields)


def kind(schema: Mapping[str, Any]) -> str:
    """A schema in words: “text or null”, “list of Claim”, “one of attack, other”."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(kind(one) for one in schema["anyOf"]))
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    if "const" in schema:
        return str(schema["const"])
    form = schema.get("type", "")
    if form == "array":
        return f"list of {kind(schema.get('items', {})) or 'values'}"
    if form == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {kind(schema['additionalProperties'])}"
    return PLAIN.get(form, form) or "any value"


def _parameter(told: Mapping[str, Any]) -> Parameter:
    schema = told.get("schema", {})
    said = [told.get("description", "")]
    if (default := schema.get("default")) not in (None, ""):
        said.append(f"{str(default).lower() if isinstance(default, bool) else default} unless given.")
    return Parameter(
        told["name"],
        told["in"],
        " or ".join(word for word in kind(schema).split(" or ") if word != "null"),
        bool(told.get("required")),
        " ".join(word for word in said if word),
    )


def _content(told: Mapping[str, Any]) -> tuple[str, str]:
    """The type of content, and what it holds."""
    for form, inside in told.get("content", {}).items():
        return form, kind(inside.get("schema", {}))
    return "", ""
