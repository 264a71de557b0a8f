"""Place names found and resolved: a folder of JSON Lines files with text and gold toponyms."""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path

from vigil.config import Config
from vigil.errors import UsageError
from vigil.evaluation.common import Result, Row, rows_of, score_json, write_rows
from vigil.geocoding import Gazetteer, open_gazetteer, toponyms

# The trivial answer: every run of capitalised words, looked up by itself.
_NAME = re.compile(r"[A-ZÀ-Þ][\w'’\-]+(?: [A-ZÀ-Þ][\w'’\-]+)*")


def run(path: Path, scorer: Path | None, out: Path | None, workers: int, config: Config) -> Result:
    """Score the place names of every *.jsonl at ``path``; the trivial answer looks capitalised words up alone."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    files = [f for f in files if "toponyms" in (rows_of(f) or [{}])[0]]
    if not files:
        raise UsageError(f"{path} holds no JSON Lines file with text and toponyms")
    gazetteer = open_gazetteer(config.geocoding)
    result = Result(f"geo: {', '.join(f.stem for f in files)}")
    with tempfile.TemporaryDirectory(prefix="vigil-eval-") as folder:
        for source in files:
            docs = rows_of(source)
            begun = time.perf_counter()
            found = [{"id": d["id"], "toponyms": toponyms(d["text"], gazetteer)} for d in docs]
            seconds = time.perf_counter() - begun
            alone = [{"id": d["id"], "toponyms": _alone(d["text"], gazetteer)} for d in docs]
            target = (
                (out / source.name if out.is_dir() else out.with_name(f"{out.stem}-{source.name}"))
                if out
                else None
            )
            if target is None and scorer is None:
                target = Path(f"geo-{source.name}")
            if target is not None:
                result.written = write_rows(target, found)
            result.notes.append(f"{source.stem}: {len(docs)} texts in {seconds:.1f} s")
            if scorer is None:
                continue
            answers = (write_rows(Path(folder) / f"{n}.jsonl", rows) for n, rows in enumerate((found, alone)))
            ours, low = (score_json(scorer, source, answer, "--json") for answer in answers)
            for name, keys in (
                ("names found, strict F1", ("strict", "f1")),
                ("names found, overlap F1", ("overlap", "f1")),
                ("resolved within 161 km, of found", ("matched", "acc161")),
                ("end to end P within 161 km", ("e2e161", "p")),
                ("end to end R within 161 km", ("e2e161", "r")),
                ("end to end F1 within 161 km", ("e2e161", "f1")),
            ):
                result.add(
                    f"{source.stem} {name}", *(figures[keys[0]].get(keys[1]) for figures in (ours, low))
                )
    return result


def _alone(text: str, gazetteer: Gazetteer) -> list[Row]:
    rows: list[Row] = []
    for match in _NAME.finditer(text):
        for row in toponyms(match.group(), gazetteer):
            rows.append({**row, "start": row["start"] + match.start(), "end": row["end"] + match.start()})
    return rows
