"""How fast the site answers on a large record, beside Datasette serving the same SQLite file.

    python benchmarks/run_site.py large.db --workers 2                            # 20 users, 2,000 pages
    python benchmarks/run_site.py large.db --peer .venv-bench/bin/datasette       # and Datasette on the same file
    python benchmarks/run_site.py large.db --paint                                # first paint of the map in Chromium
    python benchmarks/run_site.py --postgresql --incidents 100000                 # a server for the time being, filled first

Users ask for a page, wait for all of it, and at once ask for the next, over a connection that they keep.  Pages are those of
site_pages.py, each another one, so that no cache simply has them; --pages FILE.json ({"list": ["/incidents?place={city}"]}) asks for others.
The server is a process of its own on 127.0.0.1; the users share the processors with it.  Requests and time are bounded.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import temporary_postgresql
from site_load import ask, share, summary, usage
from site_pages import DATASETTE, VIGIL, pages, sample

from vigil.records import Incident
from vigil.store import Record

SERVER = f"{shlex.quote(sys.executable)} -m vigil serve --record {{record}} --host 127.0.0.1 --port {{port}} --workers {{workers}}"
PEER = "{peer} serve {record} --host 127.0.0.1 --port {port}"
TARGET_MS, PAINT_MS = 150, 1500
START_SECONDS = 120
PAINTED = "performance.getEntriesByName('first-contentful-paint')"


@contextmanager
def serving(command: str, record: str, **more: str) -> Iterator[tuple[int, int, float]]:
    """(port, process id, seconds until it answered) of a server, stopped afterwards."""
    port = temporary_postgresql.free_port()
    words = [part.format(record=record, port=port, **more) for part in shlex.split(command)]
    with tempfile.TemporaryFile("w+") as log:
        begun = time.perf_counter()
        # a session of its own, so that its workers end with it
        child = subprocess.Popen(words, stdout=log, stderr=log, start_new_session=True)
        try:
            while not _answers(port):
                if child.poll() is not None or time.perf_counter() - begun > START_SECONDS:
                    log.seek(0)
                    sys.exit(f"{' '.join(words)} does not answer:\n{log.read()[-2000:]}")
                time.sleep(0.05)
            yield port, child.pid, time.perf_counter() - begun
        finally:
            for sign in (signal.SIGTERM, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, sign)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(10)
                    break


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30):
            return True
    except urllib.error.HTTPError:
        return True  # it answers, if only that we are not welcome: the pages will say so
    except OSError:
        return False


def measured(
    port: int, wanted: Sequence[tuple[str, str]], warm: int, users: int, seconds: float, roots: Sequence[int]
) -> dict[str, Any]:
    """The first ``warm`` pages unmeasured, then the others; plain values."""
    ask(port, wanted[:warm], users, seconds)
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    before, _ = usage(*roots)
    load = ask(port, wanted[warm:], users, seconds)
    after, resident = usage(*roots)
    return {
        **summary(load),
        "machine_load_before": busy
        and round(busy, 1),  # of the minute before: what else the processors had to do
        "server_cpu_seconds": round(after - before, 2),
        "server_cpu_ms_per_page": round(
            1000 * (after - before) / max(1, sum(map(len, load.took.values()))), 1
        ),
        "server_cpu_cores": round((after - before) / load.seconds, 2),
        "server_mib": round(resident),
    }


def painted(port: int, path: str, chromium: str, times: int = 5) -> dict[str, Any]:
    """Milliseconds to the first contentful paint of the page with the map, each time in a fresh profile; their median."""
    from playwright.sync_api import sync_playwright  # of the extra dev

    took, drawn, complaints = [], [], []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for _ in range(times):
            context = browser.new_context()
            page = context.new_page()
            page.on("requestfailed", lambda request: complaints.append(request.url))
            answer = page.goto(f"http://127.0.0.1:{port}{path}", wait_until="load", timeout=60_000)
            if answer is None or answer.status != 200:
                sys.exit(f"{path} comes with status {answer and answer.status}: there is nothing to paint.")
            page.wait_for_function(f"{PAINTED}.length > 0", timeout=60_000)
            took.append(page.evaluate(f"{PAINTED}[0].startTime"))
            page.wait_for_selector("#map[data-ready]", timeout=60_000)
            drawn.append(page.evaluate("performance.now()"))
            context.close()
        browser.close()
    return {
        "page": path,
        "first_paint_ms": [round(one) for one in took],
        "median_ms": round(share(took, 50) or 0.0),
        "map_drawn_median_ms": round(share(drawn, 50) or 0.0),  # its data fetched and on the canvas
        "target_ms": PAINT_MS,
        "failed_requests": sorted(set(complaints)),
    }


def printed(name: str, found: Mapping[str, Any]) -> None:
    """A table of one server."""
    print(f"\n{name}: {found['requests_per_second']} requests/s over {found['seconds']} s, {found['errors']} errors, "
          f"{found['server_cpu_cores']} cores, {found['server_cpu_ms_per_page']} processor ms a page, {found['server_mib']:,} MiB, started in {found['start_seconds']} s")  # fmt: skip
    print(
        f"  {'':10}{'pages':>8}{'p50 ms':>10}{'p95 ms':>10}{'p99 ms':>10}{'KiB':>9}{'errors':>8}   p95 under {TARGET_MS} ms"
    )
    for kind, row in found["pages"].items():
        met = "yes" if row["p95_ms"] is not None and row["p95_ms"] < TARGET_MS and not row["errors"] else "no"
        times = (row[key] for key in ("p50_ms", "p95_ms", "p99_ms"))
        cells = "".join(f"{'-':>10}" if one is None else f"{one:>10,}" for one in times)
        print(f"  {kind:10}{row['requests']:>8,}{cells}{row['kib']:>9,}{row['errors']:>8}   {met}")
    for example in found["error_examples"]:
        print(f"  error {example}")


@contextmanager
def place(given: argparse.Namespace) -> Iterator[tuple[str, list[int]]]:
    """(record to serve, process ids of its database server); with --postgresql one that is made up and then gone."""
    if not given.postgresql:
        yield given.record, []
        return
    with temporary_postgresql.server() as (address, number):
        program = str(Path(__file__).with_name("generate_record.py"))
        asked = ["--incidents", str(given.incidents), "--seed", str(given.seed)]
        subprocess.run([sys.executable, program, address, *asked], check=True, stdout=sys.stderr)
        temporary_postgresql.analyse(address)
        yield address, [number]


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "record", nargs="?", help="a file or postgresql:// address that `vigil serve` can serve"
    )
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--requests", type=int, default=2_000, help="pages in all, the warming ones aside")
    parser.add_argument("--warm", type=int, default=100, help="pages asked for before anything is measured")
    parser.add_argument("--seconds", type=float, default=300, help="no page is asked for after so long")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1, help="processes of Vigil that answer")
    parser.add_argument(
        "--server", default=SERVER, help="how to serve; {record}, {port} and {workers} are filled in"
    )
    parser.add_argument(
        "--pages", type=Path, help="a JSON object: kind of page -> list of paths with {city} and the like"
    )
    parser.add_argument("--peer", help="the datasette program of `make bench`")
    parser.add_argument("--peer-server", default=PEER, help="how to serve with it; {peer} is filled in too")
    parser.add_argument("--only-peer", action="store_true", help="do not measure Vigil")
    parser.add_argument(
        "--paint",
        action="store_true",
        help="measure the first paint of the map page, nothing else being asked",
    )
    parser.add_argument("--paint-page", default="/incidents", help="the page with the map")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument(
        "--postgresql",
        action="store_true",
        help="start a PostgreSQL server, fill it with a made-up record, serve that",
    )
    parser.add_argument(
        "--incidents", type=int, default=100_000, help="with --postgresql: how many to make up"
    )
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if (given.record is None) != given.postgresql:
        parser.error("name a record, or give --postgresql")
    if given.peer and (given.postgresql or "://" in str(given.record)):
        parser.error("Datasette serves SQLite files: leave --peer out")
    return given


def main() -> None:
    """Measure and print."""
    given = arguments()
    answer: dict[str, Any] = {"users": given.users, "cores": os.cpu_count(), "target_p95_ms": TARGET_MS}
    templates = json.loads(given.pages.read_text("utf-8")) if given.pages else VIGIL
    number = given.warm + given.requests
    with place(given) as (record, others):
        with Record.open(record, create=False) as opened:
            held, known = opened.counts(), sample(opened, given.seed)
        answer["record"] = {name: held[name] for name in ("incidents", "claims", "documents")}
        if not given.only_peer:
            with serving(given.server, record, workers=str(given.workers)) as (port, child, start):
                if given.paint:
                    answer["paint"] = painted(port, given.paint_page, given.chromium)
                wanted = pages(templates, known, number, given.seed)
                found = measured(port, wanted, given.warm, given.users, given.seconds, [child, *others])
                answer["vigil"] = found | {"start_seconds": round(start, 1)}
        if given.peer:
            answer["datasette"] = _peer(given, record, known, number)
    if given.json:
        print(json.dumps(answer, indent=1))
        return
    print(", ".join(f"{value:,} {name}" for name, value in answer["record"].items())
          + f"; {given.users} users, {answer['cores']} cores")  # fmt: skip
    for name in ("vigil", "datasette"):
        if name in answer:
            printed(name, answer[name])
    if "paint" in answer:
        seen = answer["paint"]
        print(
            f"\nfirst paint of {seen['page']}: median {seen['median_ms']} ms of {seen['first_paint_ms']}, to be under {PAINT_MS}; map drawn at {seen['map_drawn_median_ms']} ms"
        )


def _peer(given: argparse.Namespace, record: str, known: Sequence[Incident], number: int) -> dict[str, Any]:
    wanted = pages(DATASETTE, known, number, given.seed, Path(record).stem)
    with serving(given.peer_server, record, peer=given.peer) as (port, child, start):
        found = measured(port, wanted, given.warm, given.users, given.seconds, [child])
    return found | {"start_seconds": round(start, 1)}


if __name__ == "__main__":
    main()
