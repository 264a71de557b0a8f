"""What the documentation says exists, and what exists is documented."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
import typer

from vigil.cli import app

ROOT = Path(__file__).parent.parent
COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "vigil/samples/README.md",
    ROOT / "benchmarks/README.md",
]


def maker() -> Any:
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "docs" / "make.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ALL: dict[str, Any] = dict(maker().commands_of(typer.main.get_command(app)))


@pytest.mark.parametrize("page", ["codebook.md", "cli.md", "notebook.ipynb"])
def test_generated_pages_are_fresh(page: str) -> None:
    assert (ROOT / "docs" / page).read_text("utf-8") == maker().PAGES[page](), "run `make docs`"


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_command_and_option_has_help_and_an_example(name: str) -> None:
    command = ALL[name]
    assert command.help
    for parameter in command.params:
        if parameter.name != "help":
            assert parameter.help, f"{name} {parameter.name}"
    if name != "rejections":
        assert f"vigil {name}" in command.epilog or "vigil run" in command.epilog


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_commands_and_options_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    for command, rest in re.findall(r"(?:^|[`/$ ])vigil ([a-z]+)\b([^\n`|]*)", text, flags=re.M):
        if command not in COMMANDS:
            continue
        own = [sub for name, sub in ALL.items() if name.split()[0] == command]
        known = {o for sub in own for p in sub.params for o in p.opts} | {"--help"}
        assert set(re.findall(r"(?<= )--[a-z\-]+", rest)) <= known, (command, rest)
    for command in re.findall(r"`vigil ([a-z]+)", text):
        assert command in COMMANDS, command


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_make_targets_that_pages_name_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.M))
    for page in PAGES:
        assert set(re.findall(r"`make ([a-z]+)", page.read_text("utf-8"))) <= targets
