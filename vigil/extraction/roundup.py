"""Round-ups: "BAGHDAD - A bomb ...  BAQUBA - Gunmen ...", one item after another, each news of its own from its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from vigil.extraction.anchoring import Anchored
from vigil.records import Place, PlaceMention, Sentence

LEAST = 3  # items that make a round-up: a report has one dateline, seldom two
_HEAD = re.compile(
    r"(?:[*•·–-]\s)?[A-Z][\w'’.-]*(?:,?\s(?:[A-Z][\w'’.-]*|of|de|al|el|and)){0,4}(?::\s|\s[-–—]\s)"
)


def heads(sentences: Sequence[Sentence], places: Sequence[PlaceMention]) -> dict[int, Place]:
    """Positions of the sentences that open an item, with its place; empty where the text is no round-up."""
    at = {(p.span.field, p.span.start): p.place for p in places if p.place is not None}
    found: dict[int, Place] = {}
    for number, sentence in enumerate(sentences):
        match = _HEAD.match(sentence.text)
        if match is None:
            continue
        start = sentence.span.start
        place = next(
            (at[sentence.span.field, n] for n in range(start, start + 3) if (sentence.span.field, n) in at),
            None,
        )
        if place is not None:
            found[number] = place
    return found if len(found) >= LEAST else {}


def itemised(anchored: Sequence[Anchored], opened: dict[int, Place]) -> list[Anchored]:
    """The mentions with the item in which they stand (1, 2, ...; 0 before the first) and, where they name none, its place."""
    if not opened:
        return list(anchored)
    starts = sorted(opened)
    out = []
    for one in anchored:
        item = sum(start <= one.sentence for start in starts)
        place = one.place if one.place is not None or not item else opened[starts[item - 1]]
        out.append(replace(one, item=item, place=place))
    return out
