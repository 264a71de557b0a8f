"""The plan of the house (pyproject.toml, [tool.importlinter]) holds."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
NOT_ROOMS = {"samples"}  # data


def test_no_room_imports_upward_or_what_is_not_its_own() -> None:
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_every_room_stands_in_the_plan() -> None:
    plan = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]
    named = {part.strip() for layer in plan["layers"] for part in layer.replace(":", "|").split("|")}
    rooms = {
        p.name.removesuffix(".py")
        for p in (ROOT / "vigil").iterdir()
        if p.suffix == ".py" or (p / "__init__.py").exists()
    }
    assert {f"vigil.{room}" for room in rooms - NOT_ROOMS - {"__init__"}} == named
