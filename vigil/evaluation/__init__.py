"""Running the pipeline on evaluation sets that lie elsewhere, and the floors that the project holds by itself.

The sets, their gold and their scorers are never part of the project: a path is given, predictions are written,
and the scorer beside the data is run as a program of its own.
"""

from __future__ import annotations

from pathlib import Path

from vigil.config import Config, ExtractionConfig
from vigil.errors import UsageError
from vigil.evaluation.common import Result

SETS = ("quetta", "muc4", "semeval5", "geo", "plover")

__all__ = ["SETS", "Result", "run_set"]


def run_set(
    name: str,
    path: Path,
    scorer: Path | None = None,
    out: Path | None = None,
    workers: int = 1,
    reader: str | None = None,
) -> Result:
    """Run one of ``SETS`` on the data at ``path``.

    ``scorer`` defaults to the score.py beside the data; where there is none, predictions are written (to ``out``,
    or beside the current folder) and no figures come back.  ``reader``: which reader reads (default: that of a run).
    Raises UsageError where ``path`` lacks the data, or where a set has no settings for the reader.
    """
    from vigil.evaluation import geo, muc4, plover, quetta, semeval5

    runners = {
        "quetta": quetta.run,
        "muc4": muc4.run,
        "semeval5": semeval5.run,
        "geo": geo.run,
        "plover": plover.run,
    }
    if name not in runners:
        raise UsageError(f"There is no evaluation set called {name}: choose one of {', '.join(SETS)}")
    if reader == "llm":
        raise UsageError(
            "An evaluation has no settings for a language model: choose --reader rules or neural."
        )
    folder = path if path.is_dir() else path.parent
    found = scorer or folder / "score.py"
    config = Config() if reader is None else Config(extraction=ExtractionConfig(reader=reader))
    return runners[name](path, found if found.is_file() else None, out, workers, config)
