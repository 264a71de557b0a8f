"""What the visits watch for is noticed: else a journey that passes would say nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route
from serving import Server
from visiting import Visitor

PAGE = """<!doctype html><html lang="en"><title>t</title><main><h1>Wrong</h1>{}</main></html>"""


@pytest.mark.parametrize(
    ("content", "noticed"),
    [
        ('<img src="http://elsewhere.example/a.png" alt="a">', "asked elsewhere: http://elsewhere.example/a.png"),
        ('<img src="/nothing.png" alt="a">', "404 for GET"),
        ("<script>null.x</script>", "error in a script"),
        ("<script>console.error('bad')</script>", "in the console: bad"),
        ('<img src="/static/mark.svg">', "image-alt (critical)"),
        ('<p style="color: #bbb; background: #fff">Pale words</p>', "color-contrast (serious)"),
        ('<p style="width: 3000px">Wide</p>', "3008 wide on"),
    ],
)  # fmt: skip
def test_visits_notice(
    browser: Browser, server: Server, size: str, content: str, noticed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr("visiting.SHOTS", tmp_path)
    visitor = Visitor(browser, server.address, size, "guard")

    def answer(route: Route) -> None:
        route.fulfill(body=PAGE.format(content), content_type="text/html")

    visitor.page.route("**/wrong", answer)
    visitor.open("/wrong")
    with pytest.raises(AssertionError) as failed:
        visitor.close()
    assert noticed in str(failed.value)


def test_visits_notice_what_the_policy_forbids(browser: Browser, server: Server, size: str) -> None:
    visitor = Visitor(browser, server.address, size, "guard")
    visitor.page.goto("/")
    visitor.page.evaluate(
        "document.head.appendChild(document.createElement('style')).textContent = 'p { color: red }'"
    )
    with pytest.raises(AssertionError, match="Content Security Policy"):
        visitor.close()
