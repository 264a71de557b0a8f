"""Running on this machine, in one process and in several."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import tasks_to_run

from vigil import executors
from vigil.errors import UsageError, VigilError
from vigil.executors import local


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_order(workers: int) -> None:
    assert list(local.run(tasks_to_run.square, range(12), workers)) == [n * n for n in range(12)]


@pytest.mark.parametrize("workers", [1, 3])
def test_nothing_to_do(workers: int) -> None:
    assert list(local.run(tasks_to_run.square, [], workers)) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_shards_are_taken_as_they_are_needed(workers: int) -> None:
    taken = 0

    def shards() -> Iterator[int]:
        nonlocal taken
        for n in range(50):
            taken += 1
            yield n

    for done, _ in enumerate(local.run(tasks_to_run.square, shards(), workers), 1):
        assert taken <= done + 2 * workers


def test_each_worker_is_set_up_once() -> None:
    found = set(local.run(tasks_to_run.setups, range(12), 2, tasks_to_run.set_up))
    assert {count for _, count in found} == {1}
    assert os.getpid() not in {process for process, _ in found}


@pytest.mark.parametrize("workers", [1, 2])
def test_an_exception_of_the_task_is_raised_after_the_results_before_it(workers: int) -> None:
    found = []
    with pytest.raises(LookupError, match="three is not there"):
        for result in local.run(tasks_to_run.fail, range(10), workers):
            found.append(result)
    assert found == [0, 1, 2]


def test_an_exception_of_the_shards_is_raised() -> None:
    def shards() -> Iterator[int]:
        yield 1
        raise OSError("the file is gone")

    with pytest.raises(OSError, match="the file is gone"):
        list(local.run(tasks_to_run.square, shards(), 2))


def test_a_killed_worker_ends_the_run_with_a_sentence() -> None:
    with pytest.raises(VigilError, match="A worker process died"):
        list(local.run(tasks_to_run.die, range(10), 2))


def test_a_run_that_is_left_early_stops_its_workers() -> None:
    results = local.run(tasks_to_run.setups, range(1000), 2)
    process, _ = next(results)
    results.close()  # type: ignore[attr-defined]
    wait_for_end(process)


def test_there_are_two_executors() -> None:
    assert executors.named("local") is local.run
    with pytest.raises(UsageError, match="use one of local, ray"):
        executors.named("spark")


def wait_for_end(process: int) -> None:
    """Until a process is gone."""
    for _ in range(500):
        try:
            os.kill(process, 0)
            state = Path(f"/proc/{process}/stat")
            if state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return  # ended; nobody has asked how
        except (ProcessLookupError, FileNotFoundError):
            return
        time.sleep(0.02)
    pytest.fail(f"process {process} goes on")


HERE = Path(__file__).parent
SCRIPT = """
import sys
sys.path.insert(0, {here!r})
from tasks_to_run import tell_and_wait
from vigil.executors import local

if __name__ == "__main__":
    list(local.run(tell_and_wait, [sys.argv[1]] * 2, 2))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another matter there")
@pytest.mark.parametrize("how", ["SIGKILL", "SIGINT"])
def test_workers_end_with_their_parent(tmp_path: Path, how: str) -> None:
    script, told = tmp_path / "script.py", tmp_path / "told"
    script.write_text(SCRIPT.format(here=str(HERE)))
    told.touch()
    path = os.pathsep.join([str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")])
    parent = subprocess.Popen(
        [sys.executable, str(script), str(told)],
        env={**os.environ, "PYTHONPATH": path},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    for _ in range(1500):
        if len(told.read_text().split()) == 2:
            break
        time.sleep(0.02)
    workers = [int(line) for line in told.read_text().split()]
    assert len(workers) == 2
    if how == "SIGINT":
        os.killpg(parent.pid, signal.SIGINT)  # as Ctrl-C does: to all of them
    else:
        parent.kill()
    _, said = parent.communicate(timeout=20)
    for worker in workers:
        wait_for_end(worker)
    assert said.decode().count("Traceback") == (how == "SIGINT")  # the parent's own, and none of a worker
