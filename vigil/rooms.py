"""The stages, in order, and what all that runs them shares: how far a run is, and what its outcome depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from vigil import __version__
from vigil.articles import syndication_groups, to_article
from vigil.config import Config, GeocodingConfig
from vigil.dates import find_times
from vigil.extraction import read
from vigil.geocoding import find_places_in, open_gazetteer
from vigil.ingest import read_inputs
from vigil.linkage import link
from vigil.reconciliation import reconcile
from vigil.records import Article, Incident, RawDocument, Reading, Rejected
from vigil.relations import Chronicle, relate

__all__ = ["Progress", "Rooms", "additions", "all_rooms", "named", "silent"]


class Progress(Protocol):
    """Called as a run goes on: the stage ("read", "syndication", "link", "follow"), how many are done, and of how many."""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Take note."""
        ...


@dataclass(frozen=True, slots=True)
class Rooms:
    """The stages, in order.  Functions of modules, so that they can be sent to a worker."""

    read_inputs: Callable[..., Iterator[RawDocument | Rejected]]
    to_article: Callable[..., Article | Rejected]
    find_times: Callable[..., list[Any]]
    open_gazetteer: Callable[[GeocodingConfig], Any]
    find_places: Callable[..., list[Any]]
    read: Callable[..., Reading]
    syndication_groups: Callable[..., Mapping[str, str]]
    link: Callable[..., list[Incident]]
    reconcile: Callable[..., Incident]
    relate: Callable[[Sequence[Incident], Mapping[str, str | None]], list[Incident]]
    chronicle: Callable[..., Chronicle]


@lru_cache(maxsize=1)
def all_rooms() -> Rooms:
    """The rooms of this house."""
    reading = (read_inputs, to_article, find_times, open_gazetteer, find_places_in, read)
    return Rooms(*reading, syndication_groups, link, reconcile, relate, Chronicle)


def silent(stage: str, done: int, total: int | None) -> None:
    """Tell nobody."""


def additions(config: Config) -> list[str]:
    """Digests of the user's own gazetteer rows: other rows are another configuration, whatever their name."""
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in config.geocoding.additions]


def named(*parts: str) -> str:
    """Sixteen hex digits that name this version of the program with these parts."""
    return hashlib.sha256("\0".join((__version__, *parts)).encode()).hexdigest()[:16]
