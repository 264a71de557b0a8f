"""The packages that pyproject.toml names are those that the program imports, no more and no fewer."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def plain(name: str) -> str:
    return re.split(r"[<>=!~;\[ ]", name)[0].lower().replace("_", "-")


def imported() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "vigil").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - {"vigil"}


def test_every_package_named_is_imported_and_every_import_is_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {plain(name) for name in project["dependencies"]}
    extras = {
        plain(n) for e in ("analysis", "postgresql", "ray") for n in project["optional-dependencies"][e]
    }
    provided = importlib.metadata.packages_distributions()
    used = {plain(provided.get(module, [module])[0]) for module in imported()}
    assert used - needed <= extras
    assert needed <= used


def test_locks_name_every_package_with_hashes_and_no_address() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    pinned = {plain(name) for name in re.findall(r"^([a-zA-Z0-9._-]+)==", lock, re.M)}
    assert {plain(name) for name in project["dependencies"]} <= pinned
    extra = (ROOT / "requirements-analysis.txt").read_text("utf-8")
    pinned = {plain(name) for name in re.findall(r"^([a-zA-Z0-9._-]+)==", extra, re.M)}
    assert {plain(name) for name in project["optional-dependencies"]["analysis"]} <= pinned
    for path in (*ROOT.glob("requirements*.txt"), ROOT / "benchmarks" / "requirements.txt"):
        text = path.read_text("utf-8")
        entries = re.split(r"^(?=[a-zA-Z0-9])", text, flags=re.M)[1:]
        assert entries and all("--hash=sha256:" in entry for entry in entries), path.name
        assert "://" not in text and "--index" not in text, path.name
