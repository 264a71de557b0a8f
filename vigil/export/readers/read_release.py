"""Reads this release: python read.py counts its rows; from read import tables, frames.

Standard library only; frames() needs polars.
"""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FORMULA = re.compile("'+[=+\\-@\\t\\r\\n＝＋－＠]")
VALUE: dict[str, Any] = {
    "integer": int,
    "number": float,
    "boolean": lambda cell: cell == "true",
    "date": date.fromisoformat,
    "string": lambda cell: cell[1:] if FORMULA.match(cell) else cell,
}


def tables(folder: str | Path = HERE) -> dict[str, list[dict[str, Any]]]:
    """Name of each table -> its rows, a dictionary each; None where a cell is empty."""
    folder = Path(folder)
    csv.field_size_limit(1 << 30)
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    found = {}
    for resource in package["resources"]:
        if resource.get("type") == "table":
            kinds = {field["name"]: VALUE[field["type"]] for field in resource["schema"]["fields"]}
            with (folder / resource["path"]).open(encoding="utf-8", newline="") as stream:
                found[resource["name"]] = [
                    {name: kinds[name](cell) if cell else None for name, cell in row.items()}
                    for row in csv.DictReader(stream)
                ]
    return found


def frames(folder: str | Path = HERE) -> dict[str, Any]:
    """Name of each table -> a polars frame, from Parquet where it is there."""
    import polars as pl

    types = {
        "integer": pl.Int64,
        "number": pl.Float64,
        "boolean": pl.Boolean,
        "date": pl.Date,
        "string": pl.String,
    }
    folder = Path(folder)
    parquet = {path.stem: pl.read_parquet(path) for path in sorted((folder / "data").glob("*.parquet"))}
    if parquet:
        return parquet
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    fields = {r["name"]: r["schema"]["fields"] for r in package["resources"] if r.get("type") == "table"}
    return {
        name: pl.DataFrame(rows, schema={f["name"]: types[f["type"]] for f in fields[name]}, orient="row")
        for name, rows in tables(folder).items()
    }


if __name__ == "__main__":
    found = tables()
    for name, rows in found.items():
        print(f"{len(rows):>8}  {name}")
    by_kind: dict[str, int] = {}
    for row in found["incidents"]:
        by_kind[row["kind"]] = by_kind.get(row["kind"], 0) + 1
    print("incidents by kind:", ", ".join(f"{kind} {number}" for kind, number in sorted(by_kind.items())))
