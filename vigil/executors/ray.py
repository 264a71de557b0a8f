"""A Ray cluster, or Ray on this machine where there is none.  Ray is imported here and nowhere else.

Each shard is one Ray task, tried again where a node is lost.  Shards and results pass through this process,
so this is for work that takes much longer than its shard takes to send.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Generator, Iterable
from typing import Any, TypeVar

from vigil.errors import MissingExtra, VigilError

S = TypeVar("S")
R = TypeVar("R")

AHEAD = 2  # shards in flight for each worker
RETRIES = 2  # of a shard whose process or node is lost


def run(
    task: Callable[[S], R], shards: Iterable[S], workers: int, setup: Callable[[], object] | None = None
) -> Generator[R, None, None]:
    """Results of ``task`` on each shard, in order.

    Raises MissingExtra where Ray is not installed, VigilError where a shard's processes die again and again;
    an exception of the task is raised as it is.
    """
    try:
        import ray
    except ImportError as error:
        raise MissingExtra("The executor needs Ray: pip install 'vigil-record[ray]'") from error
    started = not ray.is_initialized()
    if started:
        ray.init(num_cpus=max(workers, 1), include_dashboard=False, log_to_driver=False)
    remote: Any = ray.remote(num_cpus=1, max_retries=RETRIES)(_call)
    pending: deque[Any] = deque()
    try:
        for shard in shards:
            pending.append(remote.remote(task, setup, shard))
            if len(pending) >= AHEAD * max(workers, 1):
                yield _result(ray, pending.popleft())
        while pending:
            yield _result(ray, pending.popleft())
    finally:
        for reference in pending:
            ray.cancel(reference, force=True)
        if started:
            ray.shutdown()


def _result(ray: Any, reference: Any) -> Any:
    try:
        return ray.get(reference)
    except ray.exceptions.RayTaskError as error:
        raise error.cause from None
    except ray.exceptions.RayError as error:
        raise VigilError(
            "Ray lost a worker and could not replace it. What was finished is kept: run the same command"
            f" again to go on. ({type(error).__name__})"
        ) from error


_ready: set[bytes] = set()  # what this worker process has set up


def _call(task: Callable[[Any], Any], setup: Callable[[], object] | None, shard: Any) -> Any:
    if setup is not None and (name := pickle.dumps(setup)) not in _ready:
        setup()
        _ready.add(name)
    return task(shard)
