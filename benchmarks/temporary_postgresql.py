"""A PostgreSQL server for as long as a measurement lasts, from the programs that are installed on the machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "postgres"  # the user that PostgreSQL's package makes: the server refuses to run as root


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    path = str(found[-1]) if found else shutil.which(name)
    if path is None:
        sys.exit(f"PostgreSQL is not installed: there is no {name} here.")
    return path


@contextmanager
def server() -> Iterator[tuple[str, int]]:
    """(address of an empty database, process id) of a server with its standard settings, gone afterwards."""
    port, folder = free_port(), Path(tempfile.mkdtemp(prefix="vigil-bench-postgresql-"))
    root = sys.platform != "win32" and os.geteuid() == 0
    if root:
        shutil.chown(folder, USER)

    def call(name: str, *words: str, check: bool = True) -> None:
        command = [*(["runuser", "-u", USER, "--"] if root else []), _program(name), *words]
        done = subprocess.run(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        if check and done.returncode:
            sys.exit(f"{name} failed: {done.stderr.strip()[-500:]}")

    data, at = str(folder / "data"), ["-h", "127.0.0.1", "-p", str(port), "-U", USER]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{folder}'"
    try:
        call("initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        call("pg_ctl", "-D", data, "-l", str(folder / "log"), "-o", options, "-w", "start")
        call("createdb", *at, "vigil")
        number = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        yield f"postgresql://{USER}@127.0.0.1:{port}/vigil", number
    finally:
        call("pg_ctl", "-D", data, "-m", "immediate", "stop", check=False)
        time.sleep(0.2)
        shutil.rmtree(folder, ignore_errors=True)


def analyse(address: str) -> None:
    """What the server does by itself some minutes after so much was written: collect statistics, mark visible pages."""
    done = subprocess.run(
        [_program("vacuumdb"), "--analyze", "--dbname", address], capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"vacuumdb failed: {done.stderr.strip()[-500:]}")
