"""Who decides on this machine: a name that is set once, for the command line and the site alike; else the name of the login."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

import platformdirs

from vigil.errors import UsageError

VARIABLE = "VIGIL_NAME"
LONGEST = 100  # letters

__all__ = ["VARIABLE", "given", "name", "rename"]


def name() -> str | None:
    """The name under which decisions are kept if nothing else is said: VARIABLE, the one set here, the login's."""
    return given() or _set() or _login()


def given() -> str | None:
    """The name that the environment gives; it cannot be set here then."""
    return " ".join(os.environ.get(VARIABLE, "").split()) or None


def rename(words: str) -> str:
    """Set the name for this user of the machine; what it is now.  Raises UsageError where that makes no sense."""
    found = " ".join(words.split())
    if given():
        raise UsageError(f"The environment variable {VARIABLE} says who decides: change it there.")
    if not found or len(found) > LONGEST or not found.isprintable():
        raise UsageError(f"A name has 1 to {LONGEST} letters: write it as others are to read it.")
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().write_text(found + "\n", "utf-8")
    except OSError as error:
        raise UsageError(
            f"The name cannot be kept at {_file()} ({error.strerror or error}): set {VARIABLE} instead."
        ) from None
    return found


def _file() -> Path:
    return platformdirs.user_config_path("vigil") / "name"


def _set() -> str | None:
    try:
        return " ".join(_file().read_text("utf-8").split())[:LONGEST] or None
    except (OSError, UnicodeDecodeError):
        return None


def _login() -> str | None:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container may have numbers without names
        return None
