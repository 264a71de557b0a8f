"""A folder that holds a whole publication or the former one, and never something between."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from vigil.errors import UsageError

MANIFEST = "publication.json"
FORMAT = "vigil-publication/1"


def former(target: Path) -> dict[str, Any] | None:
    """The manifest of the publication that is there; None where the place is free.

    Raises UsageError where something else is there, or the folder above is missing.
    """
    if not target.exists() and not target.is_symlink():
        if not target.parent.is_dir():
            raise UsageError(
                f"There is no folder {target.parent} to write {target.name} into: make it first."
            )
        return None
    if target.is_symlink() or not target.is_dir():
        raise UsageError(f"{target} is no folder: choose another name for the publication.")
    if not any(target.iterdir()):
        return None
    try:
        found = orjson.loads((target / MANIFEST).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        found = None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise UsageError(
            f"{target} holds other things and no publication of Vigil, so that nothing was written: choose a new or empty folder."
        )
    return found


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """An empty folder next to a place, gone afterwards."""
    place = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def into_place(made: Path, target: Path, place: Path, known: dict[str, Any] | None) -> None:
    """Put a finished folder in the place of the former one.

    What somebody else laid into the former one (.git, CNAME) comes along; files that the former publication wrote do not.
    """
    made.chmod(0o755)
    old = place / "former"
    if target.exists():
        os.replace(target, old)
    try:
        os.replace(made, target)
    except OSError:
        if old.exists():
            os.replace(old, target)
        raise
    if known is not None:
        ours = {name.split("/")[0] for name in known["files"]} | {MANIFEST}
        for entry in sorted(old.iterdir()):
            if entry.name not in ours and not (target / entry.name).exists():
                os.replace(entry, target / entry.name)


class Folder:
    """The folder that is being written; it knows the hash of what it holds."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, str] = {}
        root.mkdir()

    def write(self, name: str, content: bytes | str) -> None:
        """A file under a path from the root."""
        data = content.encode() if isinstance(content, str) else content
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.files[name] = hashlib.sha256(data).hexdigest()
