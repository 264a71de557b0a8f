"""Writes docs/codebook.md and docs/cli.md from the data files and the commands themselves, and docs/notebook.ipynb from
docs/notebook.md: ``make docs``."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))  # these sources, and not a copy installed earlier

import typer  # noqa: E402

from vigil import codebook  # noqa: E402
from vigil.cli import app  # noqa: E402

KINDS = {
    "attack": "Violence between people: political, criminal or accidental (told apart by `nature`).",
    "demonstration": "People in public for or against something, riots included.",
    "official_response": "What governments, police and armies do about it, arrests and courts apart.",
    "legal_action": "Arrest, charge, trial, verdict, release, escape, and the killing of a suspect.",
    "other": "What belongs to the story and is none of these.",
}
SYSTEMS = {"acled": "ACLED", "plover": "PLOVER", "ucdp": "UCDP", "gtd": "GTD"}


def codebook_page() -> str:
    """Types of incident with the words that tell of them and their place in other codebooks."""
    types: dict[str, Any] = codebook.load("events")["types"]
    groups = codebook.load("actors")["groups"]
    lines = [
        "# Codebook",
        "",
        "Made by `make docs` from `vigil/codebook/`; edit the data files, not this page.",
        "",
        f"{len(types)} types of incident in {len(KINDS)} kinds; {len(groups)} groups with their aliases.",
        "",
    ]
    for kind, what in KINDS.items():
        lines += [
            f"## {kind}",
            "",
            what,
            "",
            "| type | told by words such as | " + " | ".join(SYSTEMS.values()) + " |",
        ]
        lines.append("|---|---|" + "---|" * len(SYSTEMS))
        for name, entry in types.items():
            if entry["kind"] == kind:
                words = [*entry.get("nouns", ())[:3], *entry.get("verbs", ())[:3], *entry.get("weak", ())[:2]]
                crosswalk = entry.get("crosswalk") or {}
                cells = [name, ", ".join(words), *(str(crosswalk.get(s, "")) for s in SYSTEMS)]
                lines.append("| " + " | ".join(c.replace("|", "/") for c in cells) + " |")
        lines.append("")
    kinds: dict[str, int] = {}
    for group in groups:
        kinds[group["kind"]] = kinds.get(group["kind"], 0) + 1
    lines += [
        "## Groups",
        "",
        "By kind: " + ", ".join(f"{k} {n}" for k, n in sorted(kinds.items())) + ".",
        "",
    ]
    return "\n".join(lines)


def commands_of(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every command with its whole name, those of a group after it."""
    for name, sub in group.commands.items():
        yield before + name, sub
        if hasattr(sub, "commands"):
            yield from commands_of(sub, f"{before}{name} ")


def cli_page() -> str:
    """Every command with its arguments and options, as `vigil COMMAND --help` has them."""
    command: Any = typer.main.get_command(app)
    lines = [
        "# Command line",
        "",
        "Made by `make docs` from the commands themselves. `vigil COMMAND --help` shows the same, with examples.",
        "",
        "stdout carries data only; progress and messages go to stderr. Exit codes: 0 fine, 1 finished with rejected",
        "inputs, 2 usage or input error, 3 internal error. Documents set aside as off the subject are no rejections.",
        "",
    ]
    for name, sub in commands_of(command):
        arguments = [p for p in sub.params if p.param_type_name == "argument"]
        options = [p for p in sub.params if p.param_type_name == "option" and p.name != "help"]
        words = ["COMMAND"] if hasattr(sub, "commands") else [p.metavar or p.name.upper() for p in arguments]
        usage = " ".join(["vigil", name, *words])
        lines += [
            f"## vigil {name}",
            "",
            sub.help.strip(),
            "",
            f"    {usage}{' [OPTIONS]' if options else ''}",
            "",
        ]
        for parameter in [*arguments, *options]:
            names = (
                ", ".join(parameter.opts)
                if parameter in options
                else parameter.metavar or parameter.name.upper()
            )
            extra = f" (environment: {parameter.envvar})" if parameter.envvar else ""
            default = parameter.default
            shown = default if isinstance(default, str | int) and not isinstance(default, bool) else None
            tail = f" Default: `{getattr(shown, 'value', shown)}`." if shown is not None else ""
            lines.append(f"- `{names}`: {parameter.help}{extra}{tail}")
        lines.append("")
    return "\n".join(lines)


def notebook_cells() -> list[tuple[str, str]]:
    """The cells of docs/notebook.md in order: ("code", its lines) for a block of Python, ("markdown", the text) else."""
    text = re.sub(r"<!--.*?-->\n*", "", (HERE / "notebook.md").read_text("utf-8"), flags=re.DOTALL)
    cells = []
    for number, part in enumerate(re.split(r"^```(?:python)?$", text, flags=re.MULTILINE)):
        if part.strip():
            cells.append(("code" if number % 2 else "markdown", part.strip("\n")))
    return cells


def notebook() -> str:
    """docs/notebook.md as a notebook (nbformat 4.5), without outputs: a test runs its cells."""
    cells = []
    for number, (kind, text) in enumerate(notebook_cells(), 1):
        cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{number:02}", "metadata": {}}
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        cells.append(cell | {"source": text.splitlines(keepends=True)})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {"cells": cells, "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}  # fmt: skip
    return json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


PAGES = {"codebook.md": codebook_page, "cli.md": cli_page, "notebook.ipynb": notebook}

if __name__ == "__main__":
    for page, make in PAGES.items():
        (HERE / page).write_text(make(), "utf-8")
