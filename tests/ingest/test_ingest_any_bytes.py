"""Whatever the bytes and whatever the extension: documents and rejections, never an exception."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vigil.config import MIB, IngestConfig
from vigil.ingest import read_inputs
from vigil.records import RawDocument, Rejected

EXTENSIONS = [
    "txt",
    "md",
    "html",
    "pdf",
    "eml",
    "jsonl",
    "csv",
    "warc",
    "warc.gz",
    "wacz",
    "zip",
    "gz",
    "rss",
    "xml",
    "jsonl.gz",
    "html.gz",
    "bin",
]
CONFIG = IngestConfig(max_document_bytes=MIB, max_entries=100)


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/a.warc", WARC)
        archive.writestr("b.txt", "text " * 50)
    return out.getvalue()


WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nWARC-Date: 2013-01-12T10:00:00Z\r\n"
    b"Content-Type: application/http; msgtype=response\r\nContent-Length: 62\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>hello</html>\r\n\r\n\r\n"
)
SEEDS = [
    b"---\ntitle: x\n---\n# y\n",
    b"<!doctype html><html><body>x",
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    b'From: a <a@b.example>\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nx\n--b--\n',
    b'{"id": 1, "text": "x"}\n{"id":\n',
    b'id,text\n1,"x"\n',
    WARC,
    gzip.compress(WARC) * 2,
    _zip(),
    b'<?xml version="1.0"?><rss><channel><title>t</title><item><title>i</title></item></channel></rss>',
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A valid file with stretches replaced, cut out or doubled: gets deeper into a parser than random bytes."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 12))
        data[at : at + length] = draw(st.binary(max_size=12))
    return bytes(data)


@pytest.mark.parametrize("extension", EXTENSIONS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.one_of(st.binary(max_size=400), damaged()))
def test_never_raises(tmp_path, extension, data):
    path = tmp_path / f"x.{extension}"
    path.write_bytes(data)
    found = list(read_inputs([str(path)], CONFIG))
    assert found, "an input that gives nothing must say why"
    for item in found:
        assert isinstance(item, RawDocument | Rejected)
        if isinstance(item, RawDocument) and item.text is not None:
            item.text.encode()  # no lone surrogates: the store and the export are UTF-8
    assert list(read_inputs([str(path)], CONFIG)) == found


@settings(max_examples=150, deadline=None)
@given(data=st.one_of(st.binary(max_size=400), damaged()))
def test_standard_input_never_raises(data):
    assert all(
        isinstance(item, RawDocument | Rejected) for item in read_inputs(["-"], CONFIG, io.BytesIO(data))
    )
