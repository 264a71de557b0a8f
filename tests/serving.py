"""A real server of a record, as its user starts it: the command in a process of its own, on a free port."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 120.0  # seconds until it must answer, also on a busy machine


class Server:
    """A server that runs, and what it has said."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        self._told = threading.Event()
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()
        if not self._told.wait(PATIENCE):
            process.kill()
            raise AssertionError(f"the server did not say where it is: {''.join(self.said)}")
        self.address = self._address()
        host, _, port = self.address.removeprefix("http://").rpartition(":")
        self.port = int(port)
        self._answers("127.0.0.1" if host == "0.0.0.0" else host, self.port)

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            if " is at http://" in line:
                self._told.set()
        self._told.set()  # it has ended

    def _address(self) -> str:
        found = re.search(r" is at (http://\S+?)/ ", "".join(self.said))
        assert found, f"the server ended: {''.join(self.said)}"
        return found[1]

    def _answers(self, host: str, port: int) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection((host, port), timeout=1).close()
                return
            except OSError:
                assert time.monotonic() < until and self.process.poll() is None, "".join(self.said)
                time.sleep(0.05)

    def close(self) -> None:
        """Stop it as Ctrl-C does.  Raises AssertionError where it told of a fault of its own."""
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join(10)
        said = "".join(self.said)
        assert "Traceback" not in said and " failed\n" not in said, said


@contextmanager
def serving(record: Path, *options: str, port: int = 0) -> Iterator[Server]:
    """A server of this record, with the options of ``vigil serve``."""
    command = [sys.executable, "-m", "vigil", "serve", "--record", str(record), "--port", str(port), *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    server = None
    try:
        server = Server(process)
        yield server
    finally:
        if server is None:
            process.kill()
            process.wait()
        else:
            server.close()
