"""Work that takes longer than a page may: reading what was added, and concluding.  One job at a time; each tells how far it is.

A job's state lies in a small file beside what it was given, so that every process that answers can show it.
"""

from __future__ import annotations

import logging
import re
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from vigil.errors import VigilError

log = logging.getLogger("vigil.web")
KEPT = 24 * 3600  # seconds that a finished job can be looked at
EVERY = 0.2  # seconds between two notes of how far it is


@dataclass(slots=True)
class Job:
    """How far a piece of work is."""

    id: str
    by: str
    what: str
    state: str = "waiting"  # waiting | running | done | failed
    stage: str = ""
    done: int = 0
    total: int | None = None
    results: list[dict[str, Any]] = field(default_factory=list)  # one for each document
    summary: dict[str, Any] = field(default_factory=dict)
    error: str = ""


class Jobs:
    """The jobs of one site, in a folder that several processes share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._one = threading.Lock()  # one at a time: they all write to the record

    def begin(self, what: str, by: str) -> Job:
        """A new job, with a folder for what it is given."""
        self._forget()
        job = Job(secrets.token_hex(8), by, what)
        self.place(job.id).mkdir()
        self._write(job)
        return job

    def place(self, job: str) -> Path:
        """The folder of a job."""
        return self.folder / job

    def find(self, job: str) -> Job | None:
        """How far a job is; None where there is none of this id."""
        if not re.fullmatch(r"[0-9a-f]{16}", job):
            return None
        try:
            return Job(**orjson.loads((self.place(job) / "state.json").read_bytes()))
        except FileNotFoundError:
            return None

    def start(self, job: Job, work: Callable[[Job, Callable[..., None]], None]) -> None:
        """Do it in a thread.  ``work`` gets the job and a function that notes ``(stage, done, total)``."""
        threading.Thread(target=self._run, args=(job, work), name=f"job-{job.id}", daemon=True).start()

    def finish(self, job: Job, work: Callable[[Job, Callable[..., None]], None]) -> Job:
        """Do it now, after those that are under way; how it ended."""
        self._run(job, work)
        return job

    def _run(self, job: Job, work: Callable[[Job, Callable[..., None]], None]) -> None:
        noted = 0.0

        def progress(stage: str, done: int, total: int | None) -> None:
            nonlocal noted
            job.stage, job.done, job.total = stage, done, total
            if time.monotonic() - noted > EVERY:
                noted = time.monotonic()
                self._write(job)

        with self._one:
            job.state = "running"
            self._write(job)
            try:
                work(job, progress)
                job.state = "done"
            except VigilError as error:
                job.state, job.error = "failed", str(error)
            except Exception:
                log.exception("job %s failed", job.id)
                job.state, job.error = (
                    "failed",
                    "This failed. That is a fault of Vigil; the server's log says where.",
                )
            self._write(job)
            for given in self.place(job.id).iterdir():
                if given.name != "state.json":  # what was uploaded is in the record now, or was refused
                    shutil.rmtree(given, ignore_errors=True) if given.is_dir() else given.unlink(
                        missing_ok=True
                    )

    def _write(self, job: Job) -> None:
        target = self.place(job.id) / "state.json"
        new = target.with_suffix(".new")
        new.write_bytes(orjson.dumps(asdict(job)))
        new.replace(target)

    def _forget(self) -> None:
        """Remove jobs that ended long ago."""
        for old in self.folder.iterdir():
            state = old / "state.json"
            if state.exists() and time.time() - state.stat().st_mtime > KEPT:
                shutil.rmtree(old, ignore_errors=True)
