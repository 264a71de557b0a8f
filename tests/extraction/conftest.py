"""Shared by the tests of extraction."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from llm_stub import Stub

from vigil.extraction import llm


@pytest.fixture
def stub() -> Iterator[Stub]:
    stub = Stub()
    llm._known_form.clear()  # a port may come again
    thread = threading.Thread(target=stub.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield stub
    stub.server.shutdown()
    stub.server.server_close()
    thread.join()
