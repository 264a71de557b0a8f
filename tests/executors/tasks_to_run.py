"""Tasks for the tests of the executors: top-level functions, as an executor needs them."""

from __future__ import annotations

import os
import signal
import time

_setups = 0


def square(n: int) -> int:
    """n * n, later for even numbers, so that results are ready out of order."""
    time.sleep(0.02 if n % 2 == 0 else 0)
    return n * n


def set_up() -> None:
    """Counts how often it was called in this process."""
    global _setups
    _setups += 1


def setups(n: int) -> tuple[int, int]:
    """This process and how often it was set up."""
    time.sleep(0.02)
    return os.getpid(), _setups


def fail(n: int) -> int:
    """Fails at 3."""
    if n == 3:
        raise LookupError("three is not there")
    return n


def die(n: int) -> int:
    """Killed at 3, as by a system out of memory."""
    if n == 3:
        os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    return n


def tell_and_wait(path: str) -> None:
    """Write down which process this is, and work for a long time."""
    with open(path, "a") as file:
        file.write(f"{os.getpid()}\n")
    time.sleep(60)
