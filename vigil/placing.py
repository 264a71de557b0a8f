"""A place as a person writes it: one of the gazetteer, or a spot in one of its towns that no gazetteer has ("Hazara Town, Quetta").

A spot keeps the person's words as its name; point and precision stay those of the town, so that nothing claims more.
"""

from __future__ import annotations

from dataclasses import replace

from vigil.config import Config
from vigil.errors import UsageError
from vigil.geocoding import Gazetteer, find_places, open_gazetteer
from vigil.linkage.comparisons import distance_km
from vigil.records import Place
from vigil.review.values import PLACES

NEAR = 60.0  # km from a town: further off, a place of the gazetteer is not what is meant within it
TOWNS = ("site", "neighbourhood", "city")  # how fine a place must be for words before it to be a spot in it

__all__ = ["place_named"]


def place_named(words: str, config: Config | None = None) -> Place:
    """The place that words name, the finest part first and a comma behind each.

    "Kalat, Pakistan" is Kalat or nothing: the country alone would be less than was said, without a word.  Raises UsageError
    with the part that is not known.
    """
    gazetteer = open_gazetteer((config or Config()).geocoding)
    parts = [" ".join(part.split()) for part in words.split(",") if part.strip()]
    known = _known(parts, gazetteer)
    unknown = parts[-1] if parts else words
    for number in range(1, len(parts)):
        holder = _known(parts[number:], gazetteer)
        if holder is None:
            continue
        if holder.precision not in TOWNS:
            unknown = parts[number - 1]
            break
        apart = None if known is None else distance_km(known, holder)
        if known is not None and (apart is None or apart <= NEAR):
            return known
        spot = ", ".join(parts[:number])
        return replace(holder, name=spot, neighbourhood=spot, geonames_id=None)
    if known is None:
        raise UsageError(
            f"The gazetteer has no place “{unknown}”. A spot that it lacks is written before its town, as in Hazara Town, Quetta; a town"
            " with its country, as in Quetta, Pakistan."
        )
    return known


def _known(parts: list[str], gazetteer: Gazetteer) -> Place | None:
    """The finest place that these parts name; None where the gazetteer does not know the first."""
    if not parts:
        return None
    mentions = [m for m in find_places(", ".join(parts), gazetteer) if m.place is not None]
    if not any(m.span.start < len(parts[0]) for m in mentions):
        return None
    found = [m.place for m in mentions if m.place is not None]
    return min(found, key=lambda p: PLACES.index(p.precision), default=None)
