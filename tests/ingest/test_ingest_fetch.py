"""Fetching from real local servers: redirects, caps, deadlines, refused addresses."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from local_site import LOCAL, PAGE, Site

from vigil.config import IngestConfig
from vigil.errors import FetchRefused
from vigil.ingest import read_inputs
from vigil.ingest.fetch import fetch
from vigil.records import RawDocument, Rejected


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

    monkeypatch.setattr("vigil.ingest.fetch.is_public", first_only)
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
