"""The system's Chromium, servers of the sample, and visitors at a phone and at a desk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from serving import Server, serving
from visiting import SIZES, Visitor

Come = Callable[..., Visitor]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser of this system.  Where tests must be complete, its lack is a failure."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    message = f"No browser is installed: none of {', '.join(NAMES)} is found"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all journeys; it can resolve no name, so that nothing but this machine is reached."""
    options = [
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=options)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def server(chromium: str, demo_record: Path) -> Iterator[Server]:
    """A site of the sample to read; nobody writes to it."""
    with serving(demo_record) as running:
        yield running


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    """The screen: a phone's, and a desk's."""
    return str(request.param)


@pytest.fixture
def come(request: pytest.FixtureRequest, browser: Browser, size: str) -> Iterator[Come]:
    """A visitor of a site; what was wrong on any page fails the test at its end."""
    name = request.node.originalname.removeprefix("test_")
    with ExitStack() as stack:

        def coming(base: str, **options: Any) -> Visitor:
            visitor = Visitor(browser, base, size, name, **options)
            stack.callback(visitor.close)
            return visitor

        yield coming


@pytest.fixture
def visitor(come: Come, server: Server) -> Visitor:
    """A visitor of the sample."""
    return come(server.address)


@pytest.fixture
def writable(chromium: str, demo_record: Path, tmp_path: Path) -> Iterator[Server]:
    """A site of a copy of the sample, which may be changed."""
    copy = tmp_path / "copy.db"
    shutil.copy(demo_record, copy)
    with serving(copy) as running:
        yield running
