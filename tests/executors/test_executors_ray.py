"""Running on Ray.  Ray itself is large: without it, a stand-in with the few calls that are made of it."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from typing import Any

import pytest
import tasks_to_run

from vigil.errors import MissingExtra, VigilError
from vigil.executors import ray as executor


class TaskError(Exception):
    """As Ray wraps what a task raised."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


class RayError(Exception):
    """A lost node."""


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> types.SimpleNamespace:
    """A stand-in that runs each task when it is asked for, and notes what happens."""
    noted: dict[str, Any] = {"running": False, "cpus": None, "in_flight": 0, "most": 0, "cancelled": 0}

    def init(num_cpus: int, **_: Any) -> None:
        noted.update(running=True, cpus=num_cpus)

    def remote(**_: Any) -> Callable[[Any], Any]:
        def wrap(function: Any) -> Any:
            def submit(*arguments: Any) -> Any:
                noted["in_flight"] += 1
                noted["most"] = max(noted["most"], noted["in_flight"])
                return lambda: function(*arguments)

            return types.SimpleNamespace(remote=submit)

        return wrap

    def get(reference: Any) -> Any:
        noted["in_flight"] -= 1
        try:
            return reference()
        except RayError:
            raise
        except Exception as error:
            raise TaskError(error) from None

    def cancel(reference: Any, force: bool) -> None:
        noted["cancelled"] += 1

    module = types.ModuleType("ray")
    module.__dict__.update(
        init=init,
        remote=remote,
        get=get,
        cancel=cancel,
        is_initialized=lambda: noted["running"],
        shutdown=lambda: noted.update(running=False),
        exceptions=types.SimpleNamespace(RayTaskError=TaskError, RayError=RayError),
    )
    monkeypatch.setitem(sys.modules, "ray", module)
    return types.SimpleNamespace(**noted, noted=noted)


def test_results_come_in_order_with_few_in_flight(ray: Any) -> None:
    assert list(executor.run(tasks_to_run.square, range(9), 2)) == [n * n for n in range(9)]
    assert (ray.noted["most"], ray.noted["cpus"], ray.noted["running"]) == (4, 2, False)


def test_an_exception_of_the_task_is_raised_as_it_is(ray: Any) -> None:
    with pytest.raises(LookupError, match="three is not there"):
        list(executor.run(tasks_to_run.fail, range(9), 1))
    assert ray.noted["cancelled"] == 1
    assert not ray.noted["running"]


def test_a_lost_node_is_told_in_a_sentence(ray: Any) -> None:
    def lose(n: int) -> int:
        raise RayError

    with pytest.raises(VigilError, match="run the same command again"):
        list(executor.run(lose, range(3), 1))


def test_a_cluster_that_is_there_is_used_and_left(ray: Any) -> None:
    ray.noted["running"] = True
    assert list(executor.run(tasks_to_run.square, [1], 1)) == [1]
    assert (ray.noted["running"], ray.noted["cpus"]) == (True, None)


def test_each_process_is_set_up_once(ray: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "_ready", set())
    monkeypatch.setattr(tasks_to_run, "_setups", 0)
    found = list(executor.run(tasks_to_run.setups, range(3), 1, tasks_to_run.set_up))
    assert [count for _, count in found] == [1, 1, 1]


def test_without_ray_the_line_to_install_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtra, match=r"pip install 'vigil-record\[ray\]'"):
        list(executor.run(tasks_to_run.square, [1], 1))
