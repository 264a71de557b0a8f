"""Running a task over shards: in this process, in several, or on a Ray cluster.

An executor knows neither stages nor records.  All have one form::

    run(task, shards, workers, setup=None) -> Iterator[result]    (a generator: close it to stop early)

Results come in the order of the shards.  At most ``2 * workers`` shards are taken ahead of the results that
were asked for, so that memory does not grow with the input.  ``task`` and ``setup`` (called once in each worker
before its first shard) must be functions that can be pickled: top-level ones, or a ``functools.partial`` of one.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Protocol, TypeVar

from vigil.errors import UsageError

S = TypeVar("S")
R = TypeVar("R")

NAMES = ("local", "ray")


class Executor(Protocol):
    """What every executor's ``run`` looks like."""

    def __call__(
        self,
        task: Callable[[S], R],
        shards: Iterable[S],
        workers: int,
        setup: Callable[[], object] | None = None,
    ) -> Generator[R, None, None]:
        """Results of ``task`` on each shard, in order."""
        ...


def named(name: str) -> Executor:
    """The executor of that name.  Raises UsageError where there is none."""
    if name == "local":
        from vigil.executors import local

        return local.run
    if name == "ray":
        from vigil.executors import ray

        return ray.run
    raise UsageError(f"There is no executor {name!r}: use one of {', '.join(NAMES)}.")
