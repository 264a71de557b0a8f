"""Peak memory of `vigil run` while it reads and while it concludes, as the number of documents grows.

    python benchmarks/run_memory.py TEXTS.jsonl [--times 1 4 16] [--reader neural]

TEXTS.jsonl: rows with text, and if they have them id or doc_id, title, published or date.  Each is given so many times
under other ids, its date moved a year for each time, so that what one year tells stays apart from the next as far as the
texts name no year.  Memory is the resident size of the one process (one worker), looked at ten times a second; the
stage is what the program's progress says.  The ratio is that of the largest run to the smallest.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from run_speed import rows_of

PROGRAM = """
import sys
from vigil.config import Config, ExtractionConfig
from vigil.pipeline import run
from vigil.store import Record
def told(stage, done, total):
    print(stage, file=sys.stderr, flush=True)
with Record.open(sys.argv[2]) as record:
    run([sys.argv[1]], record, Config(extraction=ExtractionConfig(reader=sys.argv[3])), progress=told)
"""


def repeated(rows: list[dict[str, object]], times: int) -> list[dict[str, object]]:
    """The rows so many times, each time a year later under other ids."""
    out = []
    for time_ in range(times):
        for number, row in enumerate(rows):
            published = str(row["published"] or "")
            moved = f"{int(published[:4]) + time_}{published[4:]}" if published[:4].isdigit() else None
            if moved and moved[4:] == "-02-29":
                moved = moved[:4] + "-02-28"
            out.append({**row, "id": f"{row['id'] or number}-{time_}", "published": moved})
    return out


def peaks(rows: list[dict[str, object]], reader: str) -> dict[str, float]:
    """Stage -> the most MiB that the process held while it lasted."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "rows.jsonl"
        source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        command = [sys.executable, "-c", PROGRAM, str(source), str(Path(folder) / "m.db"), reader]
        child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        stage, found = ["start"], {}

        def listen() -> None:
            for line in child.stderr or ():
                stage[0] = line.strip()

        threading.Thread(target=listen, daemon=True).start()
        while child.poll() is None:
            try:
                status = Path(f"/proc/{child.pid}/status").read_text()
                size = int(status.split("VmRSS:")[1].split()[0]) / 1024
            except (OSError, IndexError):
                break
            found[stage[0]] = max(found.get(stage[0], 0.0), size)
            time.sleep(0.1)
        if child.wait():
            sys.exit(f"vigil run failed: {stage[0]}")
        return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--reader", default="neural")
    given = parser.parse_args()
    rows = rows_of(given.texts, None)
    first: dict[str, float] = {}
    for times in given.times:
        found = peaks(repeated(rows, times), given.reader)
        first = first or found
        said = "  ".join(
            f"{stage} {size:,.0f} MiB ({size / first.get(stage, size):.2f}x)" for stage, size in found.items()
        )
        print(f"{len(rows) * times:,} documents: {said}", flush=True)


if __name__ == "__main__":
    main()
