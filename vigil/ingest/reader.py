"""From what the user names to documents: opens each input in turn, decides what it is and hands it to its reader."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from vigil.config import IngestConfig
from vigil.errors import InputError, TooLarge
from vigil.ingest.archives import read_wacz, read_zip
from vigil.ingest.feeds import read_feed
from vigil.ingest.kinds import Kind, decide, extension, looks_like_feed
from vigil.ingest.mail import read_mail
from vigil.ingest.pages import read_html
from vigil.ingest.rows import read_csv, read_jsonl
from vigil.ingest.streams import CHUNK, Gunzip, Plain, buffered, clean_name, peek, read_all
from vigil.ingest.texts import read_markdown, read_text
from vigil.ingest.warc import KEPT_HEADERS, read_warc
from vigil.records import Priors, RawDocument, Rejected

if TYPE_CHECKING:
    from vigil.ingest.fetch import Fetched

Found = Iterator[RawDocument | Rejected]

_RECORDS = (".db", ".db-wal", ".db-shm", ".db-journal")  # `vigil run .` does not read its own record

_WHOLE: dict[Kind, Callable[[str, bytes], RawDocument]] = {
    Kind.TEXT: read_text,
    Kind.MARKDOWN: read_markdown,
    Kind.HTML: read_html,
}
_ROWS: dict[Kind, Callable[[str, BinaryIO, IngestConfig], Found]] = {
    Kind.JSONL: read_jsonl,
    Kind.CSV: read_csv,
    Kind.WARC: read_warc,
}


def read_inputs(inputs: Sequence[str], config: IngestConfig, stdin: BinaryIO | None = None) -> Found:
    """Every document of the inputs, in the order given, and a Rejected for whatever cannot be used.

    An input is a file, a folder (read in sorted order, hidden files and records passed over), an http(s) address of a page or
    feed, or ``-`` for standard input.  Each is opened only when its turn comes, and at most one document (or one row,
    or one record of an archive) is held in memory.  The priors of ``config`` go with each document; what it says itself
    goes before them.

    Never raises for bad input: that becomes ``Rejected(source, "ingest", code, reason)``.
    """
    priors = Priors(config.published, config.outlet, config.country)
    for name in inputs:
        for found in _read_input(name, config, stdin):
            yield found if isinstance(found, Rejected) else _with_priors(found, priors)


def _with_priors(document: RawDocument, said: Priors) -> RawDocument:
    own = document.priors  # a feed's, of its items
    priors = Priors(own.published or said.published, own.outlet or said.outlet, own.country or said.country)
    return document if priors == own else replace(document, priors=priors)


def _read_input(name: str, config: IngestConfig, stdin: BinaryIO | None) -> Found:
    if name == "-":
        stream = buffered(Plain(stdin if stdin is not None else sys.stdin.buffer))
        yield from _guarded("-", lambda: _read_stream("-", stream, config, 0))
    elif name.lower().startswith(("http://", "https://")):
        yield from _guarded(clean_name(name), lambda: _read_address(name, config))
    elif os.path.isdir(name):
        path = None
        for path in _files_under(name):
            yield from _read_file(path, config, explicit=False)
        if path is None:
            yield Rejected(clean_name(name), "ingest", "empty", "The folder holds no files; check the path.")
    else:
        yield from _read_file(name, config, explicit=True)


def _guarded(source: str, read: Callable[[], Found]) -> Found:
    """What ``read`` gives; an error that ends it becomes a last Rejected."""
    try:
        yield from read()
    except InputError as error:
        yield Rejected(source, "ingest", error.code, str(error))
    except OSError as error:
        yield Rejected(source, "ingest", "unreadable", f"It cannot be read: {error.strerror or error}.")


# ---------------------------------------------------------------- files and folders


def _files_under(folder: str) -> Iterator[str]:
    """The files of a folder and its folders, sorted by name at each level; hidden ones and records are passed over.

    Links are followed, but no folder is entered twice, so a loop of links ends.
    """
    seen: set[tuple[int, int]] = set()
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        if not os.path.isdir(path):
            yield path
            continue
        try:
            status = os.stat(path)
            names = sorted(n for n in os.listdir(path) if not n.startswith(".") and not n.endswith(_RECORDS))
        except OSError:
            yield path  # reading it as a file gives the reason
            continue
        if (status.st_dev, status.st_ino) not in seen:
            seen.add((status.st_dev, status.st_ino))
            waiting.extend(os.path.join(path, n) for n in reversed(names))


def _read_file(path: str, config: IngestConfig, explicit: bool) -> Found:
    source = clean_name(Path(path).as_posix())
    try:
        mode = os.stat(path).st_mode
    except (FileNotFoundError, ValueError):
        yield Rejected(source, "ingest", "not_found", "There is no such file; check the path.")
        return
    except OSError as error:
        yield Rejected(source, "ingest", "unreadable", f"It cannot be read: {error.strerror or error}.")
        return
    # A pipe or device found in a folder could block for ever; one named by the user (a process substitution) is meant.
    if not stat.S_ISREG(mode) and not explicit and not stat.S_ISDIR(mode):
        yield Rejected(
            source, "ingest", "unsupported", "It is a device or pipe, not a file; remove it from the folder."
        )
        return

    def read() -> Found:
        with open(path, "rb", buffering=CHUNK) as file:
            stream = file if stat.S_ISREG(mode) else buffered(Plain(file))
            yield from _read_stream(source, stream, config, 0)

    yield from _guarded(source, read)


# ---------------------------------------------------------------- any stream


def _read_stream(
    source: str, stream: BinaryIO, config: IngestConfig, depth: int, media_type: str = ""
) -> Found:
    """The documents of one stream; ``depth`` counts the archives around it.  Raises InputError."""
    kind = decide(source, peek(stream), media_type)
    nested = partial(_nested, config=config, depth=depth + 1)
    if kind in _ROWS:
        yield from _ROWS[kind](source, stream, config)
    elif kind in (Kind.GZIP, Kind.ZIP, Kind.WACZ) and depth >= config.max_nesting:
        raise TooLarge(
            f"It is packed more than {config.max_nesting} times over; unpack the outer archives.", "nesting"
        )
    elif kind is Kind.GZIP:
        yield from _read_gzip(source, stream, config, depth)
    elif kind is Kind.ZIP:
        yield from read_zip(source, stream, config, nested)
    elif kind is Kind.WACZ:
        yield from read_wacz(source, stream, config, nested)
    else:
        data = read_all(stream, config.max_document_bytes)
        if kind is Kind.MAIL:
            yield from read_mail(source, data, nested)
        elif kind is Kind.FEED:
            yield from read_feed(source, data, config)
        elif kind is Kind.PDF:
            from vigil.ingest.pdf import read_pdf  # with its library only where there is a PDF

            yield read_pdf(source, data)
        else:
            yield _WHOLE[kind](source, data)


def _nested(source: str, stream: BinaryIO, *, config: IngestConfig, depth: int) -> Found:
    """One entry of an archive or mail: a failure is its own and not the archive's."""
    try:
        if depth > config.max_nesting:
            raise TooLarge(
                f"It is packed more than {config.max_nesting} times over; unpack the outer archives.",
                "nesting",
            )
        yield from _read_stream(source, stream, config, depth)
    except InputError as error:
        yield Rejected(source, "ingest", error.code, str(error))


def _read_gzip(source: str, stream: BinaryIO, config: IngestConfig, depth: int) -> Found:
    """One gzip file: a WARC as it is (its members are its records), anything else inflated."""
    inner = source[:-3] if extension(source) == "gz" else source
    with buffered(Gunzip(stream, config.max_ratio)) as inflated:
        if inflated.peek(7)[:7] == b"WARC/1.":
            yield from read_warc(source, inflated, config)
            return
        for found in _read_stream(inner, inflated, config, depth + 1):
            where = source + found.source[len(inner) :] if found.source.startswith(inner) else found.source
            yield replace(found, source=where)


# ---------------------------------------------------------------- the web


def _read_address(url: str, config: IngestConfig, depth: int = 0) -> Found:
    """A page, or a feed with its pages.  Raises FetchRefused."""
    from vigil.ingest.fetch import fetch  # with its libraries only where an address is given

    fetched = fetch(url, config)
    source = clean_name(url)
    if looks_like_feed(fetched.content[:8192]) and not depth:

        def page(link: str) -> Found:
            return _guarded(clean_name(link), lambda: _read_address(link, config, 1))

        yield from read_feed(source, fetched.content, config, page)
        return
    yield from read_fetched(source, fetched, config)


def read_fetched(source: str, fetched: Fetched, config: IngestConfig) -> Found:
    """The documents of what an address answered.  Raises InputError."""
    headers = tuple((key, value) for key, value in fetched.headers if key in KEPT_HEADERS)
    # The kind comes from the media type, else from the path: "…/report.pdf?x=1" counts by ".pdf".
    path = source.split("?")[0].split("#")[0]
    for found in _read_stream(path, io.BytesIO(fetched.content), config, 0, fetched.media_type):
        named = replace(found, source=source + found.source[len(path) :])
        if (
            isinstance(named, Rejected) or found.source != path
        ):  # a row or an entry has its own address, or none
            yield named
        else:
            yield replace(
                named,
                url=fetched.final_url,
                retrieved=fetched.retrieved,
                headers=headers,
            )
