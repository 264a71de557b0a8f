"""HTTP bodies, from an archive or from the network, brought back to the bytes of the document."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from io import BytesIO

from fastwarc.stream_io import BrotliReader, ZstdReader

from vigil.config import IngestConfig
from vigil.errors import InputError
from vigil.ingest.streams import Gunzip, read_all

_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]{0,200}\r?\n")


def decode_body(data: bytes, headers: Mapping[str, str], config: IngestConfig) -> bytes:
    """An HTTP body without its transfer and content encodings, within the caps on bytes and inflation.

    Many archives store bodies already decoded and keep the headers, so an encoding that is not there is no error.
    Raises InputError ``damaged`` or ``unsupported``, or TooLarge.
    """
    if "chunked" in headers.get("transfer-encoding", "").lower():
        data = _unchunk(data)
    for encoding in reversed(headers.get("content-encoding", "").lower().split(",")):
        data = _inflate(data, encoding.strip(), config)
    return data


def _unchunk(data: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    while (size := _CHUNK_SIZE.match(data, at)) and (length := int(size.group(1), 16)):
        parts.append(data[size.end() : size.end() + length])
        at = size.end() + length
        at += 2 if data[at : at + 2] == b"\r\n" else 0
    return b"".join(parts) if parts else data


def _inflate(data: bytes, encoding: str, config: IngestConfig) -> bytes:
    limit = config.max_document_bytes
    try:
        if encoding in ("gzip", "x-gzip"):
            return (
                read_all(Gunzip(BytesIO(data), config.max_ratio), limit) if data[:2] == b"\x1f\x8b" else data
            )
        if encoding == "deflate":
            for bits in (15, -15):
                try:
                    inflated = zlib.decompressobj(bits).decompress(data, limit + 1)
                except zlib.error:
                    continue
                return read_all(BytesIO(inflated), limit)
            return data
        if encoding == "br":
            return data if data.lstrip()[:1] == b"<" else read_all(BrotliReader(BytesIO(data)), limit)
        if encoding == "zstd":
            return read_all(ZstdReader(BytesIO(data)), limit) if data[:4] == b"\x28\xb5\x2f\xfd" else data
    except OSError as error:
        raise InputError(f"The body of the page is damaged ({encoding}).", "damaged") from error
    return data
