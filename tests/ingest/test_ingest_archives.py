"""Zip, gzip, WARC and WACZ: nesting, bombs, damage, and which records count as documents."""

from __future__ import annotations

import gzip
import io
import json
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest

from vigil.config import MIB, IngestConfig
from vigil.ingest import read_inputs
from vigil.records import Rejected

CONFIG = IngestConfig()
PAGE = b"<html><body><p>Police said 12 people died in Larsu.</p></body></html>"


def read(path: Path, config: IngestConfig = CONFIG) -> list:
    return list(read_inputs([str(path)], config))


def told(found: list, path: Path) -> list[tuple[str, str]]:
    """(name inside the archive, code or media type) of everything found."""
    prefix = path.as_posix()
    return [
        (f.source.removeprefix(prefix), f.code if isinstance(f, Rejected) else f.media_type.split("/")[1])
        for f in found
    ]


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def record(
    kind: str, url: str, block: bytes, content_type: str = "application/http; msgtype=response"
) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2013-01-12T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def response(url: str, body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    headers = {"Content-Type": "text/html; charset=utf-8", "Server": "x", "ETag": '"1"'} | {
        k.replace("_", "-"): v for k, v in headers.items()
    }
    head = "".join(f"{k}: {v}\r\n" for k, v in headers.items())
    return record("response", url, f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)


# ---------------------------------------------------------------- zip and gzip


def test_zip_of_every_kind(tmp_path):
    path = tmp_path / "reports.zip"
    entries = {
        "a/b.html": PAGE,
        "rows.jsonl": b'{"text":"x"}\n{bad\n',
        "rows.csv": b"text\nx\n",
        "note.txt.gz": gzip.compress(b"note"),
        "crawl.warc.gz": gzip.compress(response("http://l.example/1", PAGE)),
        "inner.zip": zipped({"c.md": b"# T\n\ntext"}),
        "__MACOSX/a/._b.html": b"x",
        ".DS_Store": b"x",
        "photo.jpg": b"\xff\xd8\xff\xe0\0\0",
        "empty/": b"",
    }
    path.write_bytes(zipped(entries))
    assert told(read(path), path) == [
        ("!a/b.html", "html"),
        ("!rows.jsonl:1", "json"),
        ("!rows.jsonl:2", "broken_row"),
        ("!rows.csv:2", "csv"),
        ("!note.txt.gz", "plain"),
        ("!crawl.warc.gz!http://l.example/1", "html"),
        ("!inner.zip!c.md", "markdown"),
        ("!photo.jpg", "unsupported"),
    ]


def test_gzipped_rows(tmp_path):
    path = tmp_path / "r.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text":"a"}\n') + gzip.compress(b'{"text":"b"}\n'))
    assert [f.text for f in read(path)] == ["a", "b"]
    assert read(path)[1].source == f"{path.as_posix()}:2"


def test_truncated_gzip_gives_what_came_before(tmp_path):
    path = tmp_path / "r.jsonl.gz"
    lines = [json.dumps({"id": n, "text": f"{n * n * 7919} people"}) for n in range(50_000)]
    path.write_bytes(gzip.compress("\n".join(lines).encode())[:-5000])
    *rows, last = read(path)
    assert len(rows) > 40_000 and [r.row_id for r in rows] == [str(n) for n in range(len(rows))]
    assert isinstance(last, Rejected) and last.code == "truncated" and last.source == path.as_posix()


def test_damaged_gzip(tmp_path):
    path = tmp_path / "a.txt.gz"
    path.write_bytes(b"\x1f\x8b\x08" + b"damage" * 20)
    assert told(read(path), path) == [("", "damaged")]
    path.write_bytes(b"plain text under a wrong name")
    assert told(read(path), path) == [("", "damaged")]


def test_nesting_is_capped(tmp_path):
    data = b"text"
    path = tmp_path / "0.zip"
    name = "a.txt"
    for depth in range(4):
        data = zipped({name: data})
        name = f"{depth}.zip"
        path.write_bytes(data)
        (found,) = read(path)
        assert isinstance(found, Rejected) == (depth == 3)
    assert found.code == "nesting"


def test_zip_bomb_is_stopped_early(tmp_path):
    path = tmp_path / "bomb.zip"
    path.write_bytes(zipped({"a.txt": bytes(30 * MIB), "b.txt": b"fine"}))
    tracemalloc.start()
    found = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert told(found, path)[0] == ("!a.txt", "bomb")
    assert told(found, path)[-1] == ("!b.txt", "plain")
    assert peak < 20 * MIB


def test_gzip_bomb(tmp_path):
    path = tmp_path / "bomb.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text":"first"}\n' + b" " * (64 * MIB)))
    found = read(path)
    assert told(found, path) == [(":1", "json"), ("", "bomb")]


def test_entries_that_share_their_bytes_are_counted_together(tmp_path):
    """Many directory entries that point at one body: each is within the ratio, the whole is not."""
    body = b"<p>Police said 12 people died.</p> " * 30_000  # 1 MB, under the size from which the ratio counts
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.html", body)
        first = archive.filelist[0]
        archive.filelist.extend([first] * 2000)
    path = tmp_path / "overlap.zip"
    path.write_bytes(out.getvalue())
    found = read(path)
    assert found[-1].code == "bomb" and found[-1].source == path.as_posix()
    assert len(found) < 1000


def test_declared_sizes_are_not_trusted(tmp_path):
    path = tmp_path / "liar.zip"
    raw = bytearray(zipped({"a.txt": b"0123456789" * 300_000}))
    directory = raw.rfind(b"PK\x01\x02")
    struct.pack_into("<L", raw, directory + 24, 10)  # says: inflates to 10 bytes
    path.write_bytes(raw)
    (found,) = read(path)
    assert found.code == "damaged"
    struct.pack_into("<LL", raw, directory + 20, 2**31, 2**31 - 1)  # says: 2 GB, packed and inflated
    path.write_bytes(raw)
    (found,) = read(path)
    assert found.code in ("bomb", "damaged", "too_large")


def test_document_cap_counts_inflated_bytes(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.txt": b"word " * 1000, "b.txt": b"word"}))
    found = read(path, IngestConfig(max_document_bytes=1000))
    assert told(found, path) == [("!a.txt", "too_large"), ("!b.txt", "plain")]


def test_too_many_entries(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({f"{n}.txt": b"x" for n in range(11)}))
    assert told(read(path, IngestConfig(max_entries=10)), path) == [("", "too_many")]
    raw = bytearray(path.read_bytes())
    struct.pack_into("<L", raw, raw.rfind(b"PK\x05\x06") + 12, 500 * MIB)  # a directory too long to hold
    path.write_bytes(raw)
    assert told(read(path), path) == [("", "too_many")]


def test_damaged_zips_and_entries(tmp_path):
    path = tmp_path / "a.zip"
    whole = zipped({"a.txt": b"first text " * 50, "b.txt": b"second text"})
    path.write_bytes(whole[: len(whole) // 2])
    assert told(read(path), path) == [("", "damaged")]
    raw = bytearray(whole)
    raw[36:44] = bytes(8)
    path.write_bytes(raw)
    assert told(read(path), path) == [("!a.txt", "damaged"), ("!b.txt", "plain")]
    raw = bytearray(whole)
    struct.pack_into("<H", raw, raw.rfind(b"PK\x01\x02") + 8, 1)  # marked as encrypted
    path.write_bytes(raw)
    assert told(read(path), path) == [("!a.txt", "plain"), ("!b.txt", "encrypted")]
    path.write_bytes(zipped({"a.txt": b"text"}, zipfile.ZIP_LZMA))
    assert told(read(path), path) == [("!a.txt", "unsupported")]
    path.write_bytes(zipped({}))
    assert told(read(path), path) == [("", "no_documents")]


# ---------------------------------------------------------------- WARC and WACZ


def crawl() -> list[bytes]:
    chunked = b"".join(
        b"%x\r\n%s\r\n" % (len(c), c) for c in (gzip.compress(PAGE)[:30], gzip.compress(PAGE)[30:], b"")
    )
    return [
        record("warcinfo", "", b"software: x\r\n", "application/warc-fields"),
        record(
            "request", "http://l.example/1", b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request"
        ),
        response("http://l.example/1", PAGE, Last_Modified="Sat, 12 Jan 2013 00:00:00 GMT"),
        response("http://l.example/2", chunked, Transfer_Encoding="chunked", Content_Encoding="gzip"),
        response("http://l.example/3", PAGE, Content_Encoding="gzip"),  # stored decoded, header kept
        response("http://l.example/gone", b"<html>no</html>", "404 Not Found"),
        response("http://l.example/moved", b"", "301 Moved", Location="/1"),
        response("http://l.example/p.png", b"\x89PNG", Content_Type="image/png"),
        response("http://l.example/robots.txt", b"User-agent: *", Content_Type="text/plain"),
        response("http://l.example/n.txt", b"Twelve died.", Content_Type="text/plain"),
        record("revisit", "http://l.example/1", b"HTTP/1.1 200 OK\r\n\r\n"),
        record("resource", "http://l.example/r", PAGE, "text/html"),
        record("conversion", "http://l.example/w", b"Plain text of a page.", "text/plain"),
    ]


EXPECTED = [
    ("!http://l.example/1", "html"),
    ("!http://l.example/2", "html"),
    ("!http://l.example/3", "html"),
    ("!http://l.example/n.txt", "plain"),
    ("!http://l.example/r", "html"),
    ("!http://l.example/w", "plain"),
]


@pytest.mark.parametrize("name", ["c.warc", "c.warc.gz", "one.warc.gz"])
def test_warc_pages(tmp_path, name):
    path = tmp_path / name
    members = [b"".join(crawl())] if name == "one.warc.gz" else crawl()
    path.write_bytes(
        b"".join(gzip.compress(m) for m in members) if name.endswith("gz") else b"".join(members)
    )
    found = read(path)
    assert told(found, path) == EXPECTED
    assert [f.content for f in found[:3]] == [PAGE, PAGE, PAGE]
    first = found[0]
    assert (first.url, first.retrieved) == ("http://l.example/1", "2013-01-12T10:00:00Z")
    assert dict(first.headers) == {
        "content-type": "text/html; charset=utf-8",
        "etag": '"1"',
        "last-modified": "Sat, 12 Jan 2013 00:00:00 GMT",
    }


@pytest.mark.parametrize("gz", [True, False])
def test_truncated_warc_gives_every_page_before_it(tmp_path, gz):
    pages = [response(f"http://l.example/{n}", PAGE + b"%d" % (n * 7919)) for n in range(20)]
    path = tmp_path / ("t.warc.gz" if gz else "t.warc")
    path.write_bytes(b"".join(gzip.compress(p) if gz else p for p in pages)[:-40])
    *found, last = read(path)
    assert [f.url for f in found] == [f"http://l.example/{n}" for n in range(19)]
    assert isinstance(last, Rejected) and last.code == "truncated" and last.source == path.as_posix()


def test_damage_in_the_middle_of_a_warc(tmp_path):
    members = [gzip.compress(response(f"http://l.example/{n}", PAGE)) for n in range(3)]
    members[1] = members[1][:40] + b"\xff" * 20 + members[1][60:]
    path = tmp_path / "d.warc.gz"
    path.write_bytes(b"".join(members))
    assert told(read(path), path) == [("!http://l.example/0", "html"), ("", "damaged")]


def test_bombs_and_giants_inside_a_warc(tmp_path):
    path = tmp_path / "b.warc"
    bomb = gzip.compress(bytes(40 * MIB))
    small = IngestConfig(max_document_bytes=64 * 1024)
    path.write_bytes(
        response("http://l.example/bomb", bomb, Content_Encoding="gzip")
        + response("http://l.example/deflate", zlib.compress(bytes(40 * MIB)), Content_Encoding="deflate")
        + response("http://l.example/giant", PAGE * 2000)
        + response("http://l.example/fine", PAGE)
    )
    assert told(read(path, small), path) == [
        ("!http://l.example/bomb", "too_large"),
        ("!http://l.example/deflate", "too_large"),
        ("!http://l.example/giant", "too_large"),
        ("!http://l.example/fine", "html"),
    ]
    assert told(read(path), path)[0] == ("!http://l.example/bomb", "bomb")


def test_warc_without_pages_or_not_a_warc(tmp_path):
    path = tmp_path / "n.warc"
    path.write_bytes(crawl()[0])
    assert told(read(path), path) == [("", "no_documents")]
    path.write_bytes(b"this is no archive at all\r\n" * 10)
    assert told(read(path), path) == [("", "damaged")]


def test_warc_is_streamed(tmp_path):
    path = tmp_path / "long.warc.gz"
    body = PAGE + bytes(range(32, 127)) * 200
    with path.open("wb") as file:
        for n in range(1500):
            file.write(gzip.compress(response(f"http://l.example/{n}", body), 1))
    tracemalloc.start()
    count = sum(1 for _ in read_inputs([str(path)], CONFIG))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1500
    assert peak < 8 * MIB  # the pages are 28 MB


def test_wacz_reads_its_archives_only(tmp_path):
    path = tmp_path / "c.wacz"
    packed = b"".join(gzip.compress(m) for m in crawl())
    entries = {
        "datapackage.json": b"{}",
        "pages/pages.jsonl": b'{"format":"json-pages-1.0"}\n',
        "archive/data.warc.gz": packed,
        "indexes/index.cdx": b"x",
    }
    path.write_bytes(zipped(entries, zipfile.ZIP_STORED))
    assert told(read(path), path) == [("!archive/data.warc.gz" + n, k) for n, k in EXPECTED]
    outer = tmp_path / "outer.zip"
    outer.write_bytes(zipped({"c.wacz": path.read_bytes()}))
    assert told(read(outer), outer) == [("!c.wacz!archive/data.warc.gz" + n, k) for n, k in EXPECTED]
    path.write_bytes(zipped({"datapackage.json": b"{}"}))
    assert told(read(path), path) == [("", "no_documents")]
