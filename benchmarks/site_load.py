"""Users who wait for a page and then ask for the next; how long each page took, and what it cost the server."""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 30.0  # seconds for one page
APART = 0.05  # seconds between users who come: of connections made at one instant one process of a server takes all
LONGEST = 1 << 20  # bytes of a head, and what is read ahead
HEADERS = "Accept-Encoding: gzip\r\nAccept: text/html,application/json;q=0.9,*/*;q=0.5\r\n"
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(slots=True)
class Load:
    """What came of the requests: milliseconds and bytes by kind of page, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    sizes: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)  # by kind
    examples: list[str] = field(default_factory=list)  # the first errors, in words
    seconds: float = 0.0


def ask(port: int, pages: Sequence[tuple[str, str]], users: int, seconds: float) -> Load:
    """Ask 127.0.0.1 for the pages, in order, by so many users at once, each on a connection that it keeps.

    Stops sending after ``seconds``.  A page that comes with another status than 200, or not in PATIENCE, is an error.
    """
    return asyncio.run(_ask(port, iter(pages), users, seconds))


async def _ask(port: int, pages: Iterator[tuple[str, str]], users: int, seconds: float) -> Load:
    load, begun = Load(), time.perf_counter()

    async def user(number: int) -> None:
        line: Line | None = None
        await asyncio.sleep(number * APART)
        for kind, path in pages:
            sent = time.perf_counter()
            if sent - begun > seconds:
                break
            wrong, size = "", 0
            try:
                async with asyncio.timeout(PATIENCE):
                    line = line or await asyncio.open_connection("127.0.0.1", port, limit=LONGEST)
                    status, size, goes_on = await _answer(line, port, path)
                wrong = "" if status == 200 else f"{status}"
                if not goes_on:
                    line = _closed(line)
            except (TimeoutError, OSError, EOFError, ValueError) as error:
                wrong, line = type(error).__name__, _closed(line)
            if wrong:
                load.errors[kind] += 1
                if len(load.examples) < 5:
                    load.examples.append(f"{wrong}: {path}")
            else:
                load.took[kind].append(1000 * (time.perf_counter() - sent))
                load.sizes[kind].append(size)
        _closed(line)

    await asyncio.gather(*(user(number) for number in range(users)))
    load.seconds = time.perf_counter() - begun
    return load


async def _answer(line: Line, port: int, path: str) -> tuple[int, int, bool]:
    """(status, bytes of the body, whether the connection is kept) of one page.

    By hand, as the users share the processors with the server: a client library takes a third of what a page costs.
    """
    reader, writer = line
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{HEADERS}\r\n".encode("ascii"))
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status, said = int(head.split(" ", 2)[1]), dict(one.split(": ", 1) for one in head.split("\r\n")[1:-2])
    size = 0
    if said.get("transfer-encoding") == "chunked":
        while piece := int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16):
            await reader.readexactly(piece + 2)
            size += piece
        await reader.readuntil(b"\r\n")
    else:
        size = int(said["content-length"]) if "content-length" in said else -1
        if size < 0:
            return status, len(await reader.read()), False
        await reader.readexactly(size)
    return status, size, said.get("connection") != "close"


def _closed(line: Line | None) -> None:
    if line is not None:
        line[1].close()


def share(values: Iterable[float], percent: float) -> float | None:
    """The smallest value that so many percent of the values do not exceed; None of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else None


def summary(load: Load) -> dict[str, Any]:
    """Percentiles by kind of page, requests a second, errors: plain values."""
    kinds = sorted({*load.took, *load.errors}, key=["start", "list", "map", "incident", "search"].index)
    done = sum(map(len, load.took.values()))
    return {
        "pages": {
            kind: {
                "requests": len(load.took[kind]) + load.errors[kind],
                "errors": load.errors[kind],
                **{f"p{p}_ms": _rounded(share(load.took[kind], p)) for p in (50, 95, 99)},
                "kib": _rounded(sum(load.sizes[kind]) / max(1, len(load.sizes[kind])) / 1024),
            }
            for kind in kinds
        },
        "requests_per_second": _rounded(done / load.seconds),
        "seconds": _rounded(load.seconds),
        "errors": sum(load.errors.values()),
        "error_examples": load.examples,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


# ---------------------------------------------------------------- what it costs, as Linux tells it


def usage(*roots: int) -> tuple[float, float]:
    """(processor seconds so far, MiB resident now) of processes and all that they started and that still runs.

    Zeros where the system has no /proc.  Shared pages count for each process that holds them.
    """
    parents: dict[int, int] = {}
    seconds: dict[int, float] = {}
    memory: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number = int(stat.parent.name)
        parents[number] = int(words[1])
        # of children that have ended and were waited for, too
        seconds[number] = sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")
        memory[number] = int(words[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    ours = set(roots)
    while more := {n for n, parent in parents.items() if parent in ours and n not in ours}:
        ours |= more
    return sum(seconds.get(n, 0.0) for n in ours), sum(memory.get(n, 0.0) for n in ours)
