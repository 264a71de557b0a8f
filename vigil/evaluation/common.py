"""What the evaluation sets share: rows, a record for a while, a scorer as a program, a table of figures."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vigil.config import Config
from vigil.errors import UsageError
from vigil.store import Record

Row = dict[str, Any]


@dataclass(slots=True)
class Result:
    """Figures of a run beside those of a trivial answer, and where the predictions lie."""

    title: str
    rows: list[tuple[str, str, str]] = field(default_factory=list)  # measure, ours, trivial
    notes: list[str] = field(default_factory=list)
    written: Path | None = None

    def add(self, measure: str, ours: Any, trivial: Any = None) -> None:
        """One line of the table; figures with four digits, None as a blank."""
        self.rows.append((measure, _figure(ours), _figure(trivial)))

    def text(self) -> str:
        """The table as plain text."""
        lines = [self.title]
        if self.rows:
            widths = [max(len(r[c]) for r in [*self.rows, ("", "vigil", "trivial")]) for c in range(3)]
            for row in [("", "vigil", "trivial"), *self.rows]:
                lines.append(f"{row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}}".rstrip())
        return "\n".join([*lines, *self.notes])


def _figure(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def rows_of(path: Path) -> list[Row]:
    """JSON Lines as dictionaries.  Raises UsageError where the file is not there or not JSON Lines."""
    try:
        return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
    except (OSError, ValueError) as error:
        raise UsageError(f"Cannot read {path}: {error}") from error


def write_rows(path: Path, rows: Iterable[Any]) -> Path:
    """Write JSON Lines and return the path."""
    with path.open("w", encoding="utf-8") as stream:
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


@contextmanager
def record_of(
    rows: Sequence[Row], workers: int, config: Config | None = None
) -> Iterator[tuple[Record, float]]:
    """The record that the pipeline makes of input rows (id, title, published, text ...), and the seconds it took."""
    from vigil import pipeline

    with tempfile.TemporaryDirectory(prefix="vigil-eval-") as folder:
        source = write_rows(Path(folder) / "rows.jsonl", rows)
        with Record.open(Path(folder) / "eval.db") as record:
            begun = time.perf_counter()
            pipeline.run([str(source)], record, config or Config(), workers=workers)
            yield record, time.perf_counter() - begun


def score(scorer: Path, *arguments: str | Path) -> str:
    """What a scorer prints.  Raises UsageError, with its last words, where it fails."""
    done = subprocess.run(
        [sys.executable, str(scorer), *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no message"])[-1]
        hint = " (the scorers need numpy and scipy: pip install scipy)" if "No module" in said else ""
        raise UsageError(f"{scorer} failed: {said}{hint}")
    return done.stdout


def score_json(scorer: Path, *arguments: str | Path) -> Any:
    """The JSON that a scorer prints."""
    return json.loads(score(scorer, *arguments))


def score_json_file(scorer: Path, *arguments: str | Path) -> Any:
    """The JSON that a scorer writes to the file named after ``--json``."""
    with tempfile.TemporaryDirectory(prefix="vigil-eval-") as folder:
        target = Path(folder) / "score.json"
        score(scorer, *arguments, "--json", target)
        return json.loads(target.read_text("utf-8"))
