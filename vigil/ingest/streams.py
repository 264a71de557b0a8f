"""Byte streams with limits: everything that ingest reads passes through here, so no size is ever taken on trust.

A limit is kept by counting the bytes that really come out, never by what a header declares.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol

from vigil.config import MIB
from vigil.errors import InputError, TooLarge

CHUNK = 256 * 1024
FREE_RATIO_BYTES = MIB  # below this, any inflation ratio is harmless


class Readable(Protocol):
    """Anything with ``read(size)``."""

    def read(self, size: int = ..., /) -> bytes: ...


def clean_name(name: str, limit: int = 300) -> str:
    """A name fit for a message: control, invisible and undecodable characters shown as U+FFFD, length bounded."""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in name[: limit + 1])
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def show_bytes(count: int) -> str:
    """A size for a message: "512 bytes", "1.5 KB", "32 MB" (powers of 1024)."""
    size = float(count)
    for unit in ("bytes", "KB", "MB"):
        if size < 1024:
            return f"{size:.4g} {unit}"
        size /= 1024
    return f"{size:.4g} GB"


def read_all(stream: Readable, limit: int) -> bytes:
    """The whole rest of ``stream``, at most ``limit`` bytes; raises TooLarge as soon as there are more."""
    parts: list[bytes] = []
    total = 0
    while part := stream.read(min(CHUNK, limit + 1 - total)):
        parts.append(part)
        total += len(part)
        if total > limit:
            raise TooLarge(
                f"It is larger than {show_bytes(limit)}, the most that one document may have; split it."
            )
    return b"".join(parts)


def read_line(stream: BinaryIO, limit: int) -> tuple[bytes, bool]:
    """The next line with its newline (b"" at the end), and whether it fits in ``limit`` bytes.

    A line that does not fit is skipped to its newline in chunks, and only its first bytes are returned.
    """
    line = stream.readline(limit + 2)  # a line of `limit` bytes may end in \r\n
    if len(line) <= limit or len(line.rstrip(b"\r\n")) <= limit:
        return line, True
    head = line[:80]
    while line and not line.endswith(b"\n"):
        line = stream.readline(CHUNK)
    return head, False


def peek(stream: BinaryIO, size: int = 8192) -> bytes:
    """The next bytes of a buffered stream without taking them (fewer than ``size`` only at the end)."""
    look: Callable[[int], bytes] | None = getattr(stream, "peek", None)
    if look is not None:
        return look(size)[:size]
    at = stream.tell()
    head = stream.read(size)
    stream.seek(at)
    return head


class _Filled(io.RawIOBase):
    """A raw stream that fills each buffer it is given before it returns, so that a peek sees a whole chunk."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        at = 0
        while at < len(buffer):
            part = self.some(len(buffer) - at)
            if not part:
                break
            buffer[at : at + len(part)] = part
            at += len(part)
        return at

    def some(self, size: int) -> bytes:
        """Some bytes, at most ``size``; b"" at the end."""
        raise NotImplementedError


class Plain(_Filled):
    """Another stream (standard input, a pipe), read in full chunks."""

    def __init__(self, source: Readable) -> None:
        self._source = source

    def some(self, size: int) -> bytes:
        return self._source.read(size) or b""


class Metered(_Filled):
    """The inflated side of an archive entry; raises TooLarge once it grows beyond ``ratio`` times ``compressed``.

    ``spend(n)`` is told of every n bytes that came out and may raise, so that the archive can keep a total.
    """

    def __init__(self, source: Readable, compressed: int, ratio: int, spend: Callable[[int], None]) -> None:
        self._source = source
        self._most = max(FREE_RATIO_BYTES, compressed * ratio)
        self._out = 0
        self._ratio = ratio
        self._spend = spend

    def some(self, size: int) -> bytes:
        part = self._source.read(min(size, CHUNK))
        self._out += len(part)
        self._spend(len(part))
        if self._out > self._most:
            raise bomb(self._ratio)
        return part


class Gunzip(_Filled):
    """Gzip of any number of members, inflated as a stream.

    The ratio is checked for each member.  A damaged or truncated file gives everything before the damage first;
    then the next read raises.
    """

    def __init__(self, source: Readable, ratio: int) -> None:
        self._problem: InputError | None = None
        self._source = source
        self._ratio = ratio
        self._pending = b""
        self._inflate: zlib._Decompress | None = None
        self._members = self._in = self._out = 0

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        count = super().readinto(buffer)
        if not count and self._problem:
            raise self._problem
        return count

    def some(self, size: int) -> bytes:
        while not self._problem:
            if not self._pending:
                self._pending = self._source.read(CHUNK) or b""
                if not self._pending:
                    if self._inflate is not None:
                        self._problem = InputError(
                            "The gzip data stop in the middle: the file is cut off. What came before was read; "
                            "get the file again for the rest.",
                            "truncated",
                        )
                    return b""
            if self._inflate is None:
                if self._members:  # tape padding after the last member is allowed
                    self._pending = self._pending.lstrip(b"\0")
                    if not self._pending:
                        continue
                self._inflate = zlib.decompressobj(31)
                self._in = self._out = 0
            before = len(self._pending)
            try:
                part = self._inflate.decompress(self._pending, min(size, CHUNK))
            except zlib.error:
                self._problem = InputError(
                    "The gzip data are damaged. What came before was read; get the file again for the rest.",
                    "damaged",
                )
                return b""
            if self._inflate.eof:
                self._pending = self._inflate.unused_data
                self._inflate = None
                self._members += 1
            else:
                self._pending = self._inflate.unconsumed_tail
            self._in += before - len(self._pending)
            self._out += len(part)
            if self._out > max(FREE_RATIO_BYTES, self._in * self._ratio):
                self._problem = bomb(self._ratio)
                return b""
            if part:
                return part
        return b""


def bomb(ratio: int) -> TooLarge:
    """The error for data that inflate beyond the ratio."""
    return TooLarge(
        f"It inflates to more than {ratio} times its size, as a decompression bomb does; "
        "unpack it yourself if you trust it.",
        "bomb",
    )


def buffered(raw: io.RawIOBase) -> io.BufferedReader:
    """A raw stream with a buffer of one chunk."""
    return io.BufferedReader(raw, CHUNK)
