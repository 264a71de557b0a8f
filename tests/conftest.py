"""Shared by all tests: a place for a record in each database, and the sample as one; this folder is on the path for made-up records."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from vigil.cli import main
from vigil.store import Record

# Wide enough that tables do not wrap, and no colours, whatever terminal runs the tests.
os.environ["COLUMNS"] = "200"
os.environ["NO_COLOR"] = "1"
os.environ.pop("FORCE_COLOR", None)
# Nobody's own settings: a name that was set on this machine is not the tests' affair.
os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="vigil-settings-")
os.environ.pop("VIGIL_NAME", None)

USER = "postgres"  # the user that PostgreSQL's package makes


def _programs() -> Path | None:
    """The folder with PostgreSQL's own programs."""
    found = [path.parent for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))]
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    return found[-1] if found else None


def _as_server(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: use the user that its package made."""
    if sys.platform != "win32" and os.geteuid() == 0:
        return ["runuser", "-u", USER, "--", *command]
    return command


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server, without a database: VIGIL_TEST_POSTGRES, or one started for the tests."""
    given = os.environ.get("VIGIL_TEST_POSTGRES")
    if given:
        yield given.rstrip("/")
        return
    programs = _programs()
    if programs is None:
        message = "PostgreSQL is not installed (or set VIGIL_TEST_POSTGRES to the address of a server)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="vigil-postgresql-"))
    if sys.platform != "win32" and os.geteuid() == 0:
        shutil.chown(folder, USER)
    data, log = str(folder / "data"), str(folder / "log")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{folder}' -c fsync=off"
    make = [
        str(programs / "initdb"),
        "-D",
        data,
        "-U",
        USER,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "-N",
    ]
    start = [str(programs / "pg_ctl"), "-D", data, "-l", log, "-o", options, "-w", "start"]
    stop = [str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "stop"]
    try:
        for command in (make, start):
            subprocess.run(_as_server(command), check=True, stdout=subprocess.DEVNULL, cwd=folder)
        yield f"postgresql://{USER}@127.0.0.1:{port}"
    finally:
        subprocess.run(_as_server(stop), check=False, capture_output=True, cwd=folder)
        time.sleep(0.1)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql_place(postgresql_server: str) -> Iterator[str]:
    """The address of an empty database."""
    name = f"vigil_{uuid.uuid4().hex[:12]}"
    admin = sa.create_engine(
        f"{postgresql_server}/postgres".replace("postgresql://", "postgresql+psycopg://"),
        isolation_level="AUTOCOMMIT",
    )
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield f"{postgresql_server}/{name}"
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a record may be made: a path, and the address of an empty PostgreSQL database."""
    if request.param == "sqlite":
        return str(tmp_path / "record.db")
    return str(request.getfixturevalue("postgresql_place"))


@pytest.fixture
def record(place: str) -> Iterator[Record]:
    """An empty record, in each database."""
    with Record.open(place) as opened:
        yield opened


@pytest.fixture(scope="session")
def demo_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled corpus, read; nobody writes to it."""
    place = tmp_path_factory.mktemp("demo") / "demo.db"
    assert main(["demo", "--record", str(place)]) == 0
    return place
