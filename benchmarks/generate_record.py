"""A record of made-up incidents, as large as asked for, to measure with.

    python benchmarks/generate_record.py large.db --incidents 100000 --claims 1000000 [--seed 1]
    python benchmarks/generate_record.py postgresql://user@host/database --incidents 10000 --claims 100000

Written through the doors that `vigil run` uses (Record.add_batch, Record.replace_incidents), without its reader: documents,
reports and claims are made up, tolls, actors and what followed are concluded from them by Vigil's own rules.  Every quote stands in
its text at its offsets.  The same seed gives the same record.  The record says of itself that it is made up, in a collection.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from generated_stories import Plan, Told, plan, story
from generated_world import World

from vigil import pipeline
from vigil.aftermath import Aftermath
from vigil.cli.lists import bar
from vigil.declared import Collection
from vigil.relations import Chronicle
from vigil.store import Concluded, Outcome, Record

BATCH = 2_000  # documents written in one transaction
DIGEST = "made-up/1"
PARTS = ("documents and claims", "incidents", "what followed")
NOTE = "MADE UP for measuring speed: none of this happened. Only the places are real."


Show = Callable[[int, int], None]  # how many incidents are done, and of how many


def generate(record: Record, incidents: int, claims: int, seed: int, show: Show) -> dict[str, int]:
    """Fill an empty record; what it holds then.  How long each part took is said on stderr."""
    world, planned = World.make(seed), plan(incidents, claims, seed)
    record.declare(Collection("made up", (), ("en",), "2000-01-01", "2025-12-31", note=NOTE))
    generation = record.begin_run(DIGEST)
    times = [time.monotonic()]
    for batch in _batches(o for told in _stories(world, planned, show) for o in told.outcomes()):
        record.add_batch(batch, DIGEST, generation)
    times.append(time.monotonic())
    chronicle = Chronicle({row.id: row.published for row in record.documents()}, {})

    def follow(concluded: Concluded) -> Iterator[Aftermath]:
        times.append(time.monotonic())
        return pipeline.aftermath(concluded, chronicle, lambda _, done, total: show(done, total or done))

    found = (told.concluded() for told in _stories(world, planned, show))
    record.replace_incidents(found, DIGEST, follow)
    times.append(time.monotonic())
    record.finish_run(generation)
    took = (f"{name} {b - a:.0f} s" for name, a, b in zip(PARTS, times, times[1:], strict=False))
    print(", ".join(took), file=sys.stderr)
    return record.counts()


def _stories(world: World, planned: Plan, show: Show) -> Iterator[Told]:
    for first, size in planned.sizes():
        yield from story(world, first, planned.claims[first : first + size])
        show(first + size, len(planned.claims))


def _batches(found: Iterable[Outcome]) -> Iterator[list[Outcome]]:
    iterator = iter(found)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def main() -> None:
    """Generate a record and say what it holds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "out", metavar="RECORD", help="a new file, or the postgresql:// address of an empty database"
    )
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--claims", type=int, help="ten for each incident, if not said")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    claims = 10 * given.incidents if given.claims is None else given.claims
    if not 0 < given.incidents <= claims:
        parser.error("an incident at least, and a claim at least for each")
    begun = time.monotonic()
    with Record.open(given.out) as record:
        if record.counts()["documents"]:
            sys.exit(f"{given.out} holds documents already: name a new one.")
        with bar("making up") as shown:
            held = generate(record, given.incidents, claims, given.seed, shown or (lambda *_: None))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"made up: {held['incidents']:,} incidents, {held['claims']:,} claims, {held['documents']:,} documents"
        f" in {time.monotonic() - begun:.0f} s, at most {peak:,.0f} MiB"
    )


if __name__ == "__main__":
    main()
