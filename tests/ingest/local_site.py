"""A news site with bad habits on this machine, for tests of fetching and feeds."""

from __future__ import annotations

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from vigil.config import MIB, IngestConfig

LOCAL = IngestConfig(allow_private=True, fetch_timeout=20)
PAGE = b"<!DOCTYPE html><html><body><p>Police said 12 people died in Larsu.</p></body></html>"
LONG = "Police said 12 people died when a bomb went off near the river market. " * 12


class Site(BaseHTTPRequestHandler):
    """A news site with bad habits, one a path."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[list[tuple[str, dict[str, str]]]] = []
    stop = threading.Event()

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(body)),
        }.items():
            headers.setdefault(key.replace("-", "_"), value)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        port = self.server.server_address[1]
        path = self.path.split("?")[0]
        try:
            if path.startswith("/page"):
                self.answer(PAGE, ETag='"1"', Set_Cookie="a=b")
            elif path == "/gzip":
                self.answer(gzip.compress(PAGE), Content_Encoding="gzip")
            elif path == "/bomb":
                self.answer(gzip.compress(bytes(40 * MIB)), Content_Encoding="gzip")
            elif path == "/big":
                self.answer(b"x" * 300_000)
            elif path == "/endless":
                self.send_response(200)
                self.end_headers()
                while not self.stop.is_set():
                    self.wfile.write(b"<p>more</p>" * 10_000)
            elif path == "/slow":
                self.send_response(200)
                self.end_headers()
                while not self.stop.wait(0.05):
                    self.wfile.write(b"x")
                    self.wfile.flush()
            elif path == "/slow-head":
                while not self.stop.wait(0.05):
                    self.wfile.write(b"H")
                    self.wfile.flush()
            elif path == "/noise":
                self.wfile.write(b"\0\1\2 no server\r\n\r\n")
                self.close_connection = True
            elif path == "/missing":
                self.answer(b"gone", 404)
            elif path == "/moved":
                self.answer(status=301, Location="page/new")
            elif path == "/loop":
                self.answer(status=302, Location="/loop2")
            elif path == "/loop2":
                self.answer(status=302, Location="/loop")
            elif path.startswith("/far"):
                self.answer(status=302, Location=f"/far{int(path[4:]) + 1}")
            elif path == "/nowhere":
                self.answer(status=302)
            elif path == "/to-file":
                self.answer(status=302, Location="file:///etc/hostname")
            elif path == "/to-inside":
                self.answer(status=302, Location=f"http://localhost:{port}/page")
            elif path == "/rows.jsonl":
                self.answer(b'{"text":"a","id":1}\n{bad\n', Content_Type="application/octet-stream")
            elif path == "/note":
                self.answer(b"Twelve died.", Content_Type="text/plain")
            elif path == "/picture":
                self.answer(b"\x89PNG\0\0\0", Content_Type="image/png")
            elif path == "/conditional":
                self.answer(status=304 if self.headers.get("If-None-Match") else 200)
            elif path == "/feed":
                self.answer(feed(port), Content_Type="text/xml")
            else:
                self.answer(b"", 500)
        except OSError:
            pass  # the other side has hung up, as it should


class QuietServer(ThreadingHTTPServer):
    """Says nothing of clients that hang up."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        pass


def feed(port: int) -> bytes:
    items = "".join(
        f"<item><title>Item {n} &amp; more</title><link>{link}</link><description>{text}</description>"
        f"<pubDate>Sat, 12 Jan 2013 10:0{n}:00 +0500</pubDate></item>"
        for n, link, text in [
            (1, f"http://127.0.0.1:{port}/page/1", "short"),
            (2, f"http://127.0.0.1:{port}/missing", "short"),
            (3, f"http://127.0.0.1:{port}/missing", LONG),
            (4, "ftp://127.0.0.1/x", "short"),
            (5, f"http://127.0.0.1:{port}/page/5", "short"),
        ]
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Larsu Post</title>{items}</channel></rss>'.encode()
