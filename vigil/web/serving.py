"""Starting the server: the record made ready, a socket, and as many processes as were asked for."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import socket
import tempfile
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from vigil.errors import UsageError, VigilError
from vigil.export import withheld
from vigil.pipeline import brought_up
from vigil.store import Record
from vigil.web.access.directory import Directory
from vigil.web.app import create_app
from vigil.web.site import Settings

_spawn = multiprocessing.get_context("spawn")
FEW = 1_000  # incidents whose names are looked for in about a second
_GIVEN = "VIGIL_SERVE"  # how the settings reach the processes that answer: host, port, https, names, a folder for jobs, record


def serve(
    record: str,
    host: str,
    port: int,
    names: tuple[str, ...],
    https: bool,
    workers: int,
    browser: bool,
    say: Callable[[str], None],
    near: bool = False,
) -> None:
    """Serve until stopped; ``near``: at a free port where this one is taken.

    Raises UsageError where the port is taken, StoreError where the record cannot be opened.
    """
    with Record.open(record, create=True) as opened:
        brought_up(opened, say)
        held = opened.counts()["incidents"]
        settings = Settings(record, host, port, names, https)
        if not settings.loopback and (first := Directory(opened.accounts).first()):
            say(
                f"The first account is owner, its password {first}\nIt is shown this once: sign in, and change it."
            )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        try:
            listening.bind((host, port))
        except OSError:
            if not near:
                raise
            listening.bind((host, 0))
    except OSError as error:
        raise UsageError(
            f"Port {port} of {host} cannot be listened at ({error.strerror}): name another with --port, or 0 for a free one."
        ) from None
    port = listening.getsockname()[1]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    say(f"{record} is at {address}  (Ctrl-C stops)")
    work = tempfile.mkdtemp(prefix="vigil-site-")
    os.environ[_GIVEN] = "\n".join([host, str(port), "1" if https else "", ",".join(names), work, record])
    config = uvicorn.Config(
        "vigil.web.serving:application",
        factory=True,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the door decides whose word on addresses counts
        timeout_graceful_shutdown=5,
    )
    gathering = _spawn.Process(target=_gather, args=(record,), name="names", daemon=True)
    if held > FEW:
        former = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this one
        gathering.start()
        signal.signal(signal.SIGINT, former)
    if browser:
        threading.Timer(1.0, webbrowser.open, [address]).start()
    try:
        if workers == 1:
            uvicorn.Server(config).run([listening])
        else:
            Multiprocess(config, [listening]).run()
    finally:
        if gathering.is_alive():
            gathering.terminate()
            gathering.join()
        shutil.rmtree(work, ignore_errors=True)


def _gather(record: str) -> None:
    """Look for the names that are withheld, and keep them in the record, in a process of its own.

    On a large record it takes minutes of a processor, which pages would wait for; a page that needs them before that looks
    for them itself.
    """
    with contextlib.suppress(VigilError), Record.open(record, create=False) as opened:
        withheld(opened, keep=True)


def application() -> FastAPI:
    """The application as the environment describes it; called in each process that answers."""
    host, port, https, names, work, record = os.environ[_GIVEN].split("\n")
    hosts = tuple(name for name in names.split(",") if name)
    return create_app(Settings(record, host, int(port), hosts, bool(https), work=Path(work)))
