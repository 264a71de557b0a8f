"""Shared by the tests of ingest."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from local_site import QuietServer, Site


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the local site."""
    server = QuietServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    Site.stop.set()
    server.shutdown()
    server.server_close()
