"""Fetching from real local servers: redirects, caps, deadlines, refused addresses, feeds with their pages."""

from __future__ import annotations

import gzip
import socket
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.config import MIB, IngestConfig
from vigil.errors import FetchRefused
from vigil.ingest import fetch, read_inputs
from vigil.ingest.addresses import is_public
from vigil.records import RawDocument, Rejected

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


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = QuietServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    Site.stop.set()
    server.shutdown()
    server.server_close()


def refused(url: str, config: IngestConfig = LOCAL) -> FetchRefused:
    with pytest.raises(FetchRefused) as caught:
        fetch(url, config)
    (found,) = read_inputs([url], config)  # the same as a rejection
    assert isinstance(found, Rejected) and (found.code, found.stage) == (caught.value.code, "ingest")
    return caught.value


def test_a_page(site):
    (found,) = read_inputs([site + "/page?a=1#part"], LOCAL)
    assert isinstance(found, RawDocument)
    assert (found.content, found.media_type, found.text) == (PAGE, "text/html", None)
    assert found.url == site + "/page?a=1" and found.retrieved is not None
    assert dict(found.headers)["etag"] == '"1"' and "set-cookie" not in dict(found.headers)
    path, headers = Site.asked[-1]
    assert path == "/page?a=1"
    assert headers["user-agent"].startswith("vigil-record/") and "cookie" not in headers
    assert headers["host"] == site.removeprefix("http://")


def test_kinds_of_answers(site):
    (note,) = read_inputs([site + "/note"], LOCAL)
    assert (note.text, note.media_type) == ("Twelve died.", "text/plain")
    row, bad = read_inputs([site + "/rows.jsonl"], LOCAL)
    assert (row.text, row.row_id, row.url) == ("a", "1", None)
    assert bad.source == site + "/rows.jsonl:2"
    (picture,) = read_inputs([site + "/picture"], LOCAL)
    assert picture.code == "unsupported"
    assert fetch(site + "/gzip", LOCAL).content == PAGE


def test_redirects_are_followed_and_the_last_address_kept(site):
    assert fetch(site + "/moved", LOCAL).final_url == site + "/page/new"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/loop", "redirect_loop"),
        ("/far0", "redirect_loop"),
        ("/nowhere", "fetch_refused"),
        ("/to-file", "bad_url"),
        ("/missing", "http_status"),
        ("/noise", "protocol"),
    ],
)
def test_bad_answers(site, path, code):
    assert refused(site + path).code == code


def test_caps_on_bytes(site):
    small = IngestConfig(allow_private=True, max_document_bytes=100_000)
    assert refused(site + "/big", small).code == "too_large"
    assert refused(site + "/endless", small).code == "too_large"
    assert refused(site + "/bomb", small).code in ("too_large", "bomb")
    assert refused(site + "/bomb").code == "bomb"


@pytest.mark.parametrize("path", ["/slow", "/slow-head"])
def test_a_server_that_drips_hits_the_deadline(site, path):
    error = refused(site + path, IngestConfig(allow_private=True, fetch_timeout=0.5))
    assert error.code == "timeout" and "0.5 seconds" in str(error)


def test_nothing_listens():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert refused(f"http://127.0.0.1:{port}/").code == "unreachable"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "[fd00:ec2::254]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
    ],
)
def test_private_addresses_are_refused_in_every_form(host):
    error = refused(f"http://{host}:9/", IngestConfig())
    # A system without that form of address or without IPv6 cannot resolve it, which is as good.
    assert error.code == "private_address" or (error.code in ("unreachable", "bad_url") and host[0] in "[02")


def test_redirect_to_a_private_address_is_refused(site, monkeypatch):
    """The first host counts as public, the one that it redirects to does not."""
    checked: list[str] = []

    def first_only(address: str) -> bool:
        checked.append(address)
        return len(checked) == 1

    # The package's name "fetch" is the function, so the module is taken from the table of modules.
    monkeypatch.setattr(sys.modules["vigil.ingest.fetch"], "is_public", first_only)
    with pytest.raises(FetchRefused) as caught:
        fetch(site + "/to-inside", IngestConfig())
    assert caught.value.code == "private_address" and "localhost" in str(caught.value)


def test_one_private_address_among_public_ones_is_enough(monkeypatch):
    mixed = [(2, 1, 6, "", (a, 80)) for a in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: mixed)
    with pytest.raises(FetchRefused) as caught:
        fetch("http://mixed.example/", IngestConfig())
    assert caught.value.code == "private_address"


def test_the_connection_goes_to_the_address_that_was_checked(site, monkeypatch):
    """The name is looked up once: a second answer (rebinding) is never asked for."""
    port = int(site.rsplit(":", 1)[1])
    looked_up: list[str] = []

    def look_up(host: str, *_: object, **__: object) -> list:
        looked_up.append(host)
        return [(2, 1, 6, "", ("127.0.0.1" if len(looked_up) == 1 else "10.9.9.9", port))]

    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda h, *a, **k: look_up(h) if h == "news.example" else real(h, *a, **k)
    )
    assert fetch(f"http://news.example:{port}/page", LOCAL).content == PAGE
    assert looked_up == ["news.example"]
    assert Site.asked[-1][1]["host"] == f"news.example:{port}"


def test_environment_proxies_are_not_used(site, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetch(site + "/page", LOCAL).content == PAGE


@pytest.mark.parametrize(
    "url",
    [
        "http://user:pass@news.example/",
        "http://",
        "https://exa mple/",
        "http://[::1",
        "http://a:99999999/",
        "http://\0/",
    ],
)
def test_addresses_that_are_none(url):
    assert refused(url, IngestConfig()).code in ("bad_url", "unreachable")


def test_only_http(site):
    for url in ("file:///etc/hostname", "ftp://a.example/", "gopher://a.example/", "javascript:x"):
        with pytest.raises(FetchRefused):
            fetch(url, LOCAL)


def test_conditional_request(site):
    assert fetch(site + "/conditional", LOCAL, {"if-none-match": '"1"'}).status == 304


@given(st.text(max_size=60))
def test_any_address_is_refused_with_a_sentence_or_resolved(text):
    with pytest.raises(FetchRefused):
        fetch("http://127.0.0.1:9/" + text, IngestConfig())


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::5db8:d822", True),
        ("2002:5db8:d822::1", True),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b:1::5db8:d822", False),
        ("2002:a00:1::1", False),
        ("2001:0:5db8:d822::1", False),
        ("::10.0.0.1", False),
        ("2606:4700::5efe:10.0.0.1", False),
        ("fe80::1%eth0", False),
        ("fd00:ec2::254", False),
        ("ff02::1", False),
        ("::", False),
        ("169.254.169.254", False),
        ("100.127.255.255", False),
        ("172.31.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("192.0.0.192", False),
        ("nonsense", False),
    ],
)
def test_public_addresses(address, public):
    assert is_public(address) is public


@given(st.ip_addresses())
def test_no_address_that_python_calls_private_is_public(address):
    if is_public(str(address)):
        carried = getattr(address, "ipv4_mapped", None) or address
        nat64 = str(address).startswith("64:ff9b::")
        assert (
            not (carried.is_private or carried.is_loopback or carried.is_link_local or carried.is_multicast)
            or nat64
        )


# ---------------------------------------------------------------- feeds


def test_feed_pages_are_fetched(site):
    found = list(read_inputs([site + "/feed"], LOCAL))
    first, lost, own, bad, last = found
    assert (first.content, first.url, first.title) == (PAGE, site + "/page/1", "Item 1 & more")
    assert (first.published, first.outlet) == ("2013-01-12T05:01:00Z", "Larsu Post")
    assert isinstance(lost, Rejected) and lost.code == "http_status" and lost.source == site + "/missing"
    assert (
        own.media_type == "text/html" and LONG.strip().encode() in own.content
    )  # the feed had the full text
    assert isinstance(bad, Rejected) and bad.code == "bad_url"
    assert last.url == site + "/page/5"


def test_feed_items_are_capped_and_the_cut_is_told(site):
    found = list(read_inputs([site + "/feed"], IngestConfig(allow_private=True, feed_items=1)))
    assert [getattr(f, "code", "page") for f in found] == ["page", "feed_items"]
    assert "5 items" in found[1].reason


def test_feed_file_is_read_without_fetching(site, tmp_path):
    before = len(Site.asked)
    path = tmp_path / "saved.rss"
    path.write_bytes(feed(int(site.rsplit(":", 1)[1])))
    found = list(read_inputs([str(path)], LOCAL))
    assert len(Site.asked) == before
    assert [getattr(f, "code", "page") for f in found] == [
        "summary_only",
        "summary_only",
        "page",
        "summary_only",
        "summary_only",
    ]
    assert found[2].title == "Item 3 & more" and found[2].source.endswith("saved.rss#3")


def test_atom_and_broken_feeds(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Larsu Post</title><entry><title>T</title>'
        f'<link href="https://l.example/1"/><updated>2013-01-12T10:00:00Z</updated><content type="html">{LONG}</content>'
        "</entry></feed>"
    )
    (found,) = read_inputs([str(path)], IngestConfig())
    assert (found.url, found.published, found.outlet) == (
        "https://l.example/1",
        "2013-01-12T10:00:00Z",
        "Larsu Post",
    )
    path.write_text("<feed><entry")
    (found,) = read_inputs([str(path)], IngestConfig())
    assert found.code == "broken_feed"
    nested = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{nested}]><rss><channel><title>&a9;</title></channel></rss>'
    )
    (found,) = read_inputs([str(path)], IngestConfig())
    assert isinstance(found, Rejected)
