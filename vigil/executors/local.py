"""One process or several on this machine."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from vigil.errors import VigilError

S = TypeVar("S")
R = TypeVar("R")

AHEAD = 2  # shards in flight for each worker: one being worked on, one waiting


def run(
    task: Callable[[S], R], shards: Iterable[S], workers: int, setup: Callable[[], object] | None = None
) -> Generator[R, None, None]:
    """Results of ``task`` on each shard, in order; one worker is this process.

    An exception of the task is raised here, and ends the run.  Raises VigilError where a worker process dies.
    """
    if workers <= 1:
        if setup is not None:
            setup()
        yield from map(task, shards)
        return
    pool = ProcessPoolExecutor(workers, _context(), _begin, (setup,))
    pending: deque[Future[R]] = deque()
    done = False
    try:
        for shard in shards:
            pending.append(pool.submit(task, shard))
            if len(pending) >= AHEAD * workers:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
        done = True
    except BrokenProcessPool as error:
        raise VigilError(
            "A worker process died: often the system stopped it for lack of memory. What was finished is"
            " kept: run the same command again to go on, with fewer --workers if it happens again."
        ) from error
    finally:
        if not done:
            _stop(pool)
        pool.shutdown(wait=done, cancel_futures=True)


def _context() -> multiprocessing.context.BaseContext:
    """How workers start: never by a plain fork, which would copy open databases and running threads."""
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")


def _begin(setup: Callable[[], object] | None) -> None:
    """The first thing that a worker does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, which stops its workers
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    if setup is not None:
        setup()


def _follow(parent: multiprocessing.process.BaseProcess) -> None:
    """End with the parent, which may be killed without a chance to say so."""
    parent.join()
    os._exit(1)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers now; what they are doing is not wanted any more."""
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.terminate()
