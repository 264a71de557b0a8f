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

import httpcore

PATIENCE = 30.0  # seconds for one page
HEADERS = [("Accept-Encoding", "gzip"), ("Accept", "text/html,application/json;q=0.9,*/*;q=0.5")]


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
    limits = {"pool": PATIENCE, "connect": PATIENCE, "read": PATIENCE, "write": PATIENCE}

    async def user() -> None:
        for kind, path in pages:
            sent = time.perf_counter()
            if sent - begun > seconds:
                return
            try:
                answer = await pool.request(
                    "GET", f"http://127.0.0.1:{port}{path}", headers=HEADERS, extensions={"timeout": limits}
                )
                wrong = "" if answer.status == 200 else f"{answer.status}"
            except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
                answer, wrong = None, type(error).__name__
            if wrong:
                load.errors[kind] += 1
                if len(load.examples) < 5:
                    load.examples.append(f"{wrong}: {path}")
            if answer is not None and not wrong:
                load.took[kind].append(1000 * (time.perf_counter() - sent))
                load.sizes[kind].append(len(answer.content))

    async with httpcore.AsyncConnectionPool(max_connections=users, max_keepalive_connections=users) as pool:
        await asyncio.gather(*(user() for _ in range(users)))
    load.seconds = time.perf_counter() - begun
    return load


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
