"""The page for programs says what the schema says, and the lines that it and the guide give work as they stand."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from serving import Server, serving
from starlette.testclient import TestClient

from vigil.store import Record
from vigil.web.pages.programs import kind

GUIDE = Path(__file__).parents[2] / "docs" / "howto-api.md"
ASK_AGAIN = """
first = get("incidents", place="Quetta", limit=3)
opened = []
def counted(*given, real=urlopen, **named):
    answer = real(*given, **named)
    opened.append(answer)
    return answer
urlopen = counted
assert get("incidents", place="Quetta", limit=3) is first and not opened, "304 has no body to open"
try:
    get("incidents", from_="last week")
except ValueError as error:
    print("said:", error)
"""


@pytest.fixture(scope="module")
def running(demo_record: Path) -> Iterator[Server]:
    """A server, since the lines ask by HTTP."""
    with serving(demo_record) as server:
        yield server


def test_page_tells_every_operation_and_field(site: TestClient) -> None:
    schema: dict[str, Any] = site.get("/api/v1/openapi.json").json()
    page = HTMLParser(site.get("/methods/api").text)
    for path, methods in schema["paths"].items():
        for method, told in methods.items():
            section = page.css_first(f"section#{told['operationId']}")
            assert f"{method.upper()} {path}" in section.text()
            named = [code.text() for code in section.css("tbody th code")]
            assert named == [one["name"] for one in told.get("parameters", [])]
            for link in section.css("p a"):
                address = link.attributes["href"] or ""
                if address.startswith("/api/"):
                    assert site.get(address).status_code == 200, address
    for name in ("Incident", "Claim", "Toll", "Problem"):
        fields = [code.text() for code in page.css(f"section#shape-{name} th code")]
        assert fields == list(schema["components"]["schemas"][name]["properties"])


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "text or null"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Claim"}}, "list of Claim"),
        ({"enum": ["read", "set_aside"]}, "one of read, set_aside"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "object of whole number"),
        ({}, "any value"),
    ],
)
def test_kinds_in_words(schema: dict[str, Any], words: str) -> None:
    assert kind(schema) == words


def test_lines_of_the_guide_are_those_of_the_page_and_work(
    site: TestClient, running: Server, demo_record: Path
) -> None:
    lines = HTMLParser(site.get("/methods/api").text).css_first("#client").text().strip()
    guide = GUIDE.read_text("utf-8")
    assert textwrap.indent(lines, "    ") in guide, (
        "the guide gives the lines of vigil/web/templates/client.py.txt"
    )
    program = lines.replace("http://127.0.0.1:8350", running.address).replace("limit=100", "limit=2")
    done = subprocess.run(
        [sys.executable, "-c", program + ASK_AGAIN], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    *rows, said = done.stdout.splitlines()
    with Record.open(str(demo_record)) as record:
        found = [
            one
            for one in record.incidents(date_from="2013", place="Quetta")
            if one.killed and (one.killed.best or 0) >= 10
        ]
    told = [row for row in rows if not row.startswith("   ")]
    assert len(told) == len(found) > 2, "all pages were asked for"
    assert said.startswith("said: What was sent does not fit: from")
