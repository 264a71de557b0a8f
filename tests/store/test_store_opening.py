"""Opening a record: what it is, what it is not, and what is wrong with it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from made_up import incident, outcome

from vigil.errors import MissingExtra, StoreError, UsageError
from vigil.store import Record, engine, migrations, tables


def filled(place: str | Path) -> None:
    """A record with a document and an incident."""
    with Record.open(place) as record:
        record.add_batch([outcome("d1")], "v1", record.begin_run("v1"))
        record.replace_incidents([incident("i1", *record.reports())])


def test_a_record_is_kept(place: str) -> None:
    filled(place)
    with Record.open(place, create=False) as record:
        assert [i.id for i in record.incidents()] == ["i1"]


def test_a_record_that_is_not_there_is_made_only_where_asked(place: str) -> None:
    with pytest.raises(StoreError, match="There is no record"):
        Record.open(place, create=False)


def test_a_folder_on_the_way_is_made(tmp_path: Path) -> None:
    filled(tmp_path / "a" / "b.db")
    assert (tmp_path / "a" / "b.db").exists()


def test_a_path_with_odd_characters(tmp_path: Path) -> None:
    path = tmp_path / "ä b?%20#.db"
    filled(path)
    with Record.open(f"sqlite:///{path}", create=False) as record:
        assert record.counts()["documents"] == 1


def test_an_empty_file_becomes_a_record(tmp_path: Path) -> None:
    (tmp_path / "r.db").touch()
    filled(tmp_path / "r.db")


@pytest.mark.parametrize("content", [b"These are notes.\n" * 400, b"\0" * 5000])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="not a Vigil record"):
        Record.open(path)
    assert path.read_bytes() == content


def test_a_folder_is_no_record(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        Record.open(tmp_path)


def test_the_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE cats (name)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not a Vigil record"):
        Record.open(path)
    assert path.read_bytes() == before


def test_tables_of_something_else_in_postgresql_are_left_alone(postgresql_place: str) -> None:
    other = sa.create_engine(engine.parse(postgresql_place))
    with other.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE documents (name text)")
    other.dispose()
    with pytest.raises(StoreError, match="not a Vigil record"):
        Record.open(postgresql_place)


def test_a_newer_record_is_not_touched(place: str) -> None:
    filled(place)
    database = sa.create_engine(engine.parse(place))
    with database.begin() as connection:
        connection.execute(sa.update(tables.meta).where(tables.meta.c.key == "schema").values(value="99"))
    database.dispose()
    with pytest.raises(StoreError, match=r"newer Vigil \(schema 99"):
        Record.open(place)


def test_a_damaged_record(tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    filled(path)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(2048)
        file.write(os.urandom(size - 4096))
    with pytest.raises(StoreError, match=r"r\.db"), Record.open(path) as record:
        problems = record.check()
        assert problems
        list(record.articles())
        raise StoreError(f"{path}: {problems}")


def test_a_record_cut_in_half(tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    filled(path)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    with pytest.raises(StoreError, match="damaged"), Record.open(path) as record:
        raise StoreError(f"damaged: {record.check()}") if record.check() else AssertionError("nothing found")


def test_damage_inside_is_found_by_the_check(place: str) -> None:
    filled(place)
    database = sa.create_engine(engine.parse(place))
    with database.begin() as connection:
        connection.execute(sa.update(tables.raw).values(data=b"nonsense"))
        connection.execute(sa.update(tables.documents).values(text="Another text."))
    database.dispose()
    with Record.open(place) as record:
        problems = " ".join(record.check())
    assert "is not what it was when it came in" in problems
    assert "A quote of document d1 is not in it" in problems


def test_a_locked_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    path = tmp_path / "r.db"
    filled(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Record.open(path) as record:
        assert record.counts()["documents"] == 1  # reading goes on
        with pytest.raises(StoreError, match="another program is writing"):
            record.begin_run("v1")
    other.close()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are another matter there")
def test_a_record_without_write_permission_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    filled(folder / "r.db")
    os.chmod(folder / "r.db", stat.S_IRUSR)
    os.chmod(folder, stat.S_IRUSR | stat.S_IXUSR)
    code = (
        "import os, sys\n"
        "if os.geteuid() == 0: os.chown(sys.argv[1], 65534, -1); os.chown(sys.argv[1] + '/r.db', 65534, -1)\n"
        "import sqlite3\n"
        "from vigil.store import Record\n"
        "from vigil.errors import StoreError\n"
        "Record.open(sys.argv[1] + '/r.db').close()\n"  # imports everything while it may
        "if os.geteuid() == 0: os.chdir('/'); os.setuid(65534)\n"
        "with Record.open(sys.argv[1] + '/r.db', create=False) as record:\n"
        "    assert [i.id for i in record.incidents()] == ['i1']\n"
        "    try: record.begin_run('v1')\n"
        "    except StoreError as error: print(error)\n"
    )
    for parent in [tmp_path, *tmp_path.parents]:
        if parent.stat().st_uid == os.geteuid() and parent.is_relative_to(tempfile.gettempdir()):
            os.chmod(parent, parent.stat().st_mode | 0o555)
    found = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True)
    os.chmod(folder, 0o755)
    assert "cannot be written to" in found.stdout, found.stderr


@pytest.mark.parametrize("place", ["mysql://h/d", "postgresql://h:port/d", "http://example.org"])
def test_an_address_of_another_kind(place: str) -> None:
    with pytest.raises(UsageError):
        Record.open(place)


def test_no_server_and_no_password_in_the_message() -> None:
    with pytest.raises(StoreError) as caught:
        Record.open("postgresql://ann:secret@127.0.0.1:1/db")
    assert "no PostgreSQL server answers" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_postgresql_without_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"vigil-record\[postgresql\]"):
        Record.open("postgresql://127.0.0.1/db")


def test_an_older_record_goes_through_each_step_once(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(place)
    seen: list[str] = []

    def add_a_column(connection: sa.Connection) -> None:
        seen.append("column")
        connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN note TEXT")

    def fill_it(connection: sa.Connection) -> None:
        seen.append("fill")
        connection.exec_driver_sql("UPDATE runs SET note = 'old'")

    monkeypatch.setattr(migrations, "STEPS", [*migrations.STEPS, add_a_column, fill_it])
    for _ in range(2):
        with Record.open(place) as record:
            assert record.counts()["documents"] == 1
    assert seen == ["column", "fill"]


def test_a_step_that_fails_leaves_the_version_before_it(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(place)
    known = migrations.STEPS

    def good(connection: sa.Connection) -> None:
        connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN note TEXT")

    def bad(connection: sa.Connection) -> None:
        connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN other TEXT")
        raise RuntimeError("cut off")

    monkeypatch.setattr(migrations, "STEPS", [*known, good, bad])
    with pytest.raises(RuntimeError):
        Record.open(place)
    monkeypatch.setattr(migrations, "STEPS", [*known, good])
    with Record.open(place) as record:  # good is not run again, and bad left nothing
        assert record.counts()["documents"] == 1
    database = sa.create_engine(engine.parse(place))
    columns = {column["name"] for column in sa.inspect(database).get_columns("runs")}
    database.dispose()
    assert "note" in columns and "other" not in columns


# ---------------------------------------------------------------- a full disk


@pytest.fixture
def small_disk(tmp_path: Path):
    """A file system of two megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if mount is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a small file system needs the right to mount one")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def long_outcome(number: int):
    """A document of about 20 KB that hardly compresses."""
    noise = os.urandom(10_000).hex()
    return outcome(f"d{number}", f"Blast kills {number + 2} people. {noise}", content=noise.encode())


def fill_the_disk(path: str | Path) -> int:
    """Write batches until the disk is full; how many were kept."""
    kept = 0
    with pytest.raises(StoreError, match="disk"), Record.open(path) as record:
        generation = record.begin_run("v1")
        while True:
            record.add_batch([long_outcome(kept * 4 + n) for n in range(4)], "v1", generation)
            kept += 1
            assert kept < 200
    return kept


LIMITED = """
import resource, sys
sys.path.insert(0, {here!r})
from test_store_opening import fill_the_disk
from vigil.store import Record

Record.open(sys.argv[1]).close()
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
print(fill_the_disk(sys.argv[1]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
def test_a_file_that_may_not_grow_leaves_a_record_that_can_be_read_and_goes_on(tmp_path: Path) -> None:
    """As with a full disk, where none can be mounted."""
    path, here = tmp_path / "r.db", Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(here.parents[1]), str(here.parent)))}
    command = [sys.executable, "-c", LIMITED.format(here=str(here)), str(path)]
    found = subprocess.run(command, capture_output=True, text=True, env=environment)
    kept = int(found.stdout or found.stderr)
    assert kept > 0
    with Record.open(path, create=False) as record:
        assert record.counts()["documents"] == kept * 4
        record.add_batch([long_outcome(9999)], "v1", record.begin_run("v1"))
        assert record.counts()["documents"] == kept * 4 + 1
        assert record.check() == []


def test_a_full_disk_leaves_a_record_that_can_be_read_and_goes_on(small_disk: Path) -> None:
    path = small_disk / "r.db"
    kept = fill_the_disk(path)
    assert kept > 0
    for name in range(3):  # whatever is left
        try:
            (small_disk / f"ballast{name}").write_bytes(b"x" * 4096)
        except OSError:
            break
    with Record.open(path, create=False) as record:
        assert record.counts()["documents"] == kept * 4
        assert len(list(record.reports())) == kept * 4
    for file in small_disk.glob("ballast*"):
        file.unlink()
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    with Record.open(path) as record:
        record.add_batch([long_outcome(9999)], "v1", record.begin_run("v1"))
        assert record.counts()["documents"] == kept * 4 + 1
        assert record.check() == []
