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
from itertools import chain, islice
from typing import Any

from made_up import Plan, Told, World, plan, story

from vigil import pipeline
from vigil.cli.lists import bar
from vigil.declared import Collection
from vigil.records import Incident
from vigil.relations import Chronicle
from vigil.store import Outcome, Record

BATCH = 2_000  # documents written in one transaction
DIGEST = "made-up/1"
NOTE = "MADE UP for measuring speed: none of this happened. Only the places are real."


def generate(
    record: Record, incidents: int, claims: int, seed: int, said: Callable[[str], Any]
) -> dict[str, int]:
    """Fill an empty record; what it holds then."""
    world, planned = World.make(seed), plan(incidents, claims, seed)
    record.declare(Collection("made up", (), ("en",), "2000-01-01", "2025-12-31", note=NOTE))
    generation = record.begin_run(DIGEST)
    begun = time.monotonic()
    for batch in _batches(_outcomes(world, planned)):
        record.add_batch(batch, DIGEST, generation)
    said(f"documents and claims: {time.monotonic() - begun:.0f} s")
    begun = time.monotonic()
    published = {row.id: row.published for row in record.documents()}
    chronicle = Chronicle(published, {})
    ended = [begun]

    def draw(concluded: Any) -> Iterator[Any]:
        ended[0] = time.monotonic()
        return pipeline.aftermath(concluded, chronicle, _progress("what followed"))

    record.replace_incidents(_incidents(world, planned), DIGEST, draw)
    said(f"incidents: {ended[0] - begun:.0f} s, what followed: {time.monotonic() - ended[0]:.0f} s")
    record.finish_run(generation)
    return record.counts()


_shown: list[Callable[[int, int], None] | None] = [None]


def _progress(stage: str) -> pipeline.Progress:
    def report(_: str, done: int, total: int | None) -> None:
        if _shown[0]:
            _shown[0](done, total or done)

    return report


def _stories(world: World, planned: Plan) -> Iterator[Told]:
    for first, size in planned.sizes():
        yield from story(world, first, planned.claims[first : first + size])
        if _shown[0]:
            _shown[0](first + size, len(planned.claims))


def _outcomes(world: World, planned: Plan) -> Iterator[Outcome]:
    return chain.from_iterable(told.outcomes() for told in _stories(world, planned))


def _incidents(world: World, planned: Plan) -> Iterator[Incident]:
    return (told.concluded() for told in _stories(world, planned))


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
    begun = time.monotonic()
    with Record.open(given.out) as record:
        if record.counts()["documents"]:
            sys.exit(f"{given.out} holds documents already: name a new one.")
        with bar("making up") as shown:
            _shown[0] = shown
            held = generate(
                record, given.incidents, given.claims or 10 * given.incidents, given.seed, lambda words: print(words, file=sys.stderr, flush=True)
            )  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"made up: {held['incidents']:,} incidents, {held['claims']:,} claims, {held['documents']:,} documents"
        f" in {time.monotonic() - begun:.0f} s, at most {peak:,.0f} MiB"
    )


if __name__ == "__main__":
    main()
