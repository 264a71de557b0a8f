"""Zip archives and WACZ (a zip of WARC): entries are streamed, counted and never written under their own names."""

from __future__ import annotations

import contextlib
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from vigil.config import MIB, IngestConfig
from vigil.errors import InputError, TooLarge
from vigil.ingest.streams import (
    CHUNK,
    Metered,
    Readable,
    bomb,
    buffered,
    clean_name,
    show_bytes,
)
from vigil.records import RawDocument, Rejected

Inner = Callable[[str, BinaryIO], Iterator[RawDocument | Rejected]]

MAX_SPOOLED = 4096 * MIB  # an archive inside an archive, or one from a pipe, is copied to disk up to here
MAX_DIRECTORY = 48 * MIB  # the zip's list of entries is held in memory by zipfile at about ten times its size
_IN_MEMORY = 4 * MIB
_FREE_TOTAL = 16 * MIB  # what a whole archive may inflate to whatever its size
_STREAMED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # zipfile bounds the memory of these two only
_END = struct.Struct("<4s4H2LH")
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    OverflowError,
    NotImplementedError,
    struct.error,
)
_DAMAGED = "The zip archive is damaged or cut off; get it again, or unpack it with a repair tool."
_ENTRY_DAMAGED = "The entry is damaged or cut off; get the archive again."


def read_zip(
    source: str,
    stream: BinaryIO,
    config: IngestConfig,
    inner: Inner,
    only: Callable[[str], bool] | None = None,
) -> Iterator[RawDocument | Rejected]:
    """Every entry of a zip in its own order, through ``inner(name, stream)``; ``only`` picks entries by name.

    Hidden entries are passed over.  A bad entry is rejected and the next go on.  Raises InputError when the archive
    itself is damaged or over a cap (entries, inflation of the whole).
    """
    with contextlib.ExitStack() as stack:
        if not stream.seekable():
            stream = stack.enter_context(_spool(stream))
        size = stream.seek(0, os.SEEK_END)
        _check_directory(stream, size)
        try:
            archive = stack.enter_context(zipfile.ZipFile(stream))
        except _DAMAGE as error:
            raise InputError(_DAMAGED, "damaged") from error
        entries = [entry for entry in archive.infolist() if not _skipped(entry.filename)]
        if only is not None:
            entries = [entry for entry in entries if only(entry.filename)]
        if len(entries) > config.max_entries:
            raise TooLarge(f"The archive has more than {config.max_entries:,} entries; split it.", "too_many")
        if not entries:
            raise InputError(
                "The archive holds nothing that could be read; check how it was made.", "no_documents"
            )
        most = _FREE_TOTAL + size * config.max_ratio
        total = 0

        def spend(count: int) -> None:
            # Entries that share their bytes pass the check of each alone, so the whole is counted as well.
            nonlocal total
            total += count
            if total > most:
                raise bomb(config.max_ratio)

        for entry in entries:
            name = f"{source}!{clean_name(entry.filename)}"
            try:
                yield from _read_entry(name, archive, entry, size, config, inner, spend)
            except InputError as error:
                yield Rejected(name, "ingest", error.code, str(error))
            if total > most:
                raise bomb(config.max_ratio)


def _read_entry(
    name: str,
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    archive_size: int,
    config: IngestConfig,
    inner: Inner,
    spend: Callable[[int], None],
) -> Iterator[RawDocument | Rejected]:
    if entry.flag_bits & 1:
        raise InputError("The entry is encrypted; pack it again without a password.", "encrypted")
    if entry.compress_type not in _STREAMED:
        raise InputError(
            "The entry is packed by a method that is not read; pack it again with deflate.", "unsupported"
        )
    # The declared compressed size only bounds how much zipfile reads; beyond the archive there is nothing.
    compressed = min(entry.compress_size, archive_size)
    try:
        opened = archive.open(entry)
    except (*_DAMAGE, OSError) as error:
        raise InputError(_ENTRY_DAMAGED, "damaged") from error
    try:
        with opened, buffered(Metered(opened, compressed, config.max_ratio, spend)) as content:
            yield from inner(name, content)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise InputError(_ENTRY_DAMAGED, "damaged") from error


def read_wacz(
    source: str, stream: BinaryIO, config: IngestConfig, inner: Inner
) -> Iterator[RawDocument | Rejected]:
    """The WARC files of a WACZ; its indexes and page lists only repeat them."""

    def is_warc(name: str) -> bool:
        return name.lower().endswith((".warc", ".warc.gz"))

    yield from read_zip(source, stream, config, inner, only=is_warc)


def _skipped(name: str) -> bool:
    """Folders, hidden entries and what macOS adds."""
    parts = name.replace("\\", "/").split("/")
    return not parts[-1] or "__MACOSX" in parts or any(part.startswith(".") and part != "." for part in parts)


def _spool(stream: Readable) -> BinaryIO:
    """A stream that cannot be sought, copied to a temporary file with a cap on real bytes."""
    spooled = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    try:
        total = 0
        while part := stream.read(CHUNK):
            total += len(part)
            if total > MAX_SPOOLED:
                raise TooLarge(
                    f"An archive inside another may have at most {show_bytes(MAX_SPOOLED)}; unpack the outer one first."
                )
            spooled.write(part)
    except BaseException:
        spooled.close()
        raise
    return cast(BinaryIO, spooled)


def _check_directory(stream: BinaryIO, size: int) -> None:
    """Refuses a zip whose list of entries is too long to hold; zipfile would read it whole before it can be counted."""
    tail_size = min(size, _END.size + 65535)
    stream.seek(size - tail_size)
    tail = stream.read(tail_size)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise InputError(_DAMAGED, "damaged")
    directory = _END.unpack_from(tail, at)[5]
    locator = tail.rfind(b"PK\x06\x07", 0, at)
    if directory == 0xFFFFFFFF and locator >= 0:  # zip64: the real size is in a record before the locator
        record = tail.rfind(b"PK\x06\x06", 0, locator)
        directory = (
            struct.unpack_from("<Q", tail, record + 40)[0] if 0 <= record <= len(tail) - 48 else directory
        )
    if directory > MAX_DIRECTORY:
        raise TooLarge(
            "The archive lists too many entries; split it, or unpack it into a folder.", "too_many"
        )
    stream.seek(0)
