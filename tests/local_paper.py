"""A paper on this machine whose every answer is set by the test, and a clock that nobody has to wait for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    """One answer."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Made = Answer | Callable[[dict[str, str]], Answer]  # of the headers of the request


class Paper:
    """``answers`` by path (404 for others), and whatever was asked: (path, headers), and posted: (headers, body)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: dict[str, Made] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.posted: list[tuple[dict[str, str], bytes]] = []

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(asked == path for asked, _ in self.asked)

    def feed(self, *items: tuple[str, str], path: str = "/feed", head: str = "", **headers: str) -> None:
        """A feed with items (path of the page, stamp), latest first."""
        entries = "".join(
            f"<entry><title>Story {page}</title><id>{self.url}{page}</id><link href='{self.url}{page}'/>"
            f"<updated>{stamp}</updated></entry>"
            for page, stamp in items
        )
        body = (
            f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Paper</title>{head}{entries}</feed>".encode()
        )
        self.answers[path] = Answer(body, 200, {"content-type": "application/atom+xml", **headers})

    def page(self, path: str, text: str, day: str = "2026-03-03", title: str = "News") -> None:
        """A page with an article."""
        body = (
            f"<html><head><title>{title}</title><meta property='article:published_time' content='{day}'></head>"
            f"<body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
        )
        self.answers[path] = Answer(body.encode(), 200, {"content-type": "text/html; charset=utf-8"})


@contextmanager
def open_paper(port: int = 0) -> Iterator[Paper]:
    """A paper on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def _headers(self) -> dict[str, str]:
            return {k.lower(): v for k, v in self.headers.items()}

        def _answer(self, made: Answer) -> None:
            self.send_response(made.status)
            for name, value in {"content-length": str(len(made.body)), **made.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(made.body)

        def _made(self) -> Answer:
            made = paper.answers.get(self.path, Answer(status=404))
            return made(self._headers()) if callable(made) else made

        def do_GET(self) -> None:
            paper.asked.append((self.path, self._headers()))
            self._answer(self._made())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            made = self._made()
            paper.posted.append((self._headers(), body))
            self._answer(made)

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    paper = Paper(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield paper
    finally:
        server.shutdown()
        server.server_close()


class Clock:
    """Time that passes only where somebody sleeps."""

    def __init__(self, now: float = 1_772_530_000.0) -> None:  # 3 March 2026
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        assert seconds > 0
        self.slept.append(seconds)
        self.now += seconds
