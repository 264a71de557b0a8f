"""Sites of the sample and of other records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from read_by_people import fill
from starlette.testclient import TestClient

from vigil.store import Record
from vigil.web import Settings, create_app

LOCAL = "http://127.0.0.1:8350"


@pytest.fixture(scope="session")
def open_site() -> Iterator[Callable[[Path], TestClient]]:
    """A site of a record for this machine alone."""
    with ExitStack() as stack:

        def opened(record: Path) -> TestClient:
            client = TestClient(
                create_app(Settings(str(record))), base_url=LOCAL, headers={"accept": "text/html"}
            )
            return stack.enter_context(client)

        yield opened


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A record of a few reports on which people decide."""
    place = tmp_path / "r.db"
    with Record.open(place) as record:
        fill(record)
    return place


@pytest.fixture(scope="module")
def site(demo_record: Path, open_site: Callable[[Path], TestClient]) -> TestClient:
    """A site of the sample."""
    return open_site(demo_record)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, open_site: Callable[[Path], TestClient]) -> TestClient:
    """A site of a record that holds nothing."""
    place = tmp_path_factory.mktemp("empty") / "empty.db"
    Record.open(place).close()
    return open_site(place)


@pytest.fixture
def stranger(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The site of the sample as somebody sees it who may not see names of private persons."""
    for module in (
        "lists",
        "pages.actors",
        "pages.accountability",
        "pages.warnings",
        "pages.demands",
        "pages.incidents",
        "pages.searching",
    ):
        monkeypatch.setattr(f"vigil.web.{module}.names_shown", lambda request: False)
    return site
