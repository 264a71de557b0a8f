"""What else was reported on the days of an incident.

Every document of the collection that was published on these days is in one of the tables: as coverage of the incident, as
coverage of others, as set aside as off the subject, or as read without a subject being found.  Documents that were set aside
tell no incident that the record knows; they are put together by their titles alone, by a rule that is said, and the titles
stand beside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from heapq import heapify, heappop, heappush
from itertools import combinations
from typing import Any

import polars as pl

from vigil import codebook
from vigil.analysis.attention import Window, counted, subject, tally

SHORTEST = 3  # letters of a word that counts
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
RULE = (
    "Documents set aside are put together where their titles hold the same two words, those that most titles hold first; plain"
    " words of headlines do not count. The titles tell whether it is one event."
)

_RIVALS: dict[str, Any] = {
    "incident": pl.String,
    "own": pl.Int64,
    "reprints": pl.Int64,
    "documents": pl.Int64,
    "per_day": pl.Float64,
    "times": pl.Float64,
    "linked": pl.Boolean,
}
_ASIDE: dict[str, Any] = {
    "words": pl.List(pl.String),  # that all of its titles share
    "own": pl.Int64,
    "reprints": pl.Int64,
    "documents": pl.Int64,
    "per_day": pl.Float64,
    "times": pl.Float64,
    "titles": pl.List(pl.String),  # each once
    "document_ids": pl.List(pl.String),
}


@dataclass(frozen=True, slots=True)
class Rivals:
    """What else the collection held of the days of a window.

    ``incidents``: ``incident``, ``own``, ``reprints``, ``documents`` (both together), ``per_day``, ``times`` (as many documents as
    the incident asked for has; null: it has none), ``linked`` (whether links join the two, so that it is no rival).
    ``aside``: documents set aside whose titles are alike, ``words`` (that all share), the same counts, ``titles``,
    ``document_ids``.  Both the most covered first.
    """

    documents: int  # coverage of the incident asked for
    days: int
    everything: int  # documents of these days, each once
    incidents: pl.DataFrame
    aside: pl.DataFrame
    alone: int  # set aside, and no other title is like theirs
    without: int  # read, and no subject was found in them
    method: str


def rivals(
    coverage: pl.DataFrame,
    incident: str,
    looked_at: Window,
    linked: Iterable[str] = (),
) -> Rivals:
    """Count the coverage of every other incident, and of what was set aside, on the days of ``looked_at``.

    ``coverage`` are the rows of the collection, ``linked`` the ids of incidents of the same episode.  A document that
    has two subjects counts for both.
    """
    rows = counted(coverage, looked_at)
    own = rows.filter(subject())
    asked = own.filter(pl.col("incident") == incident).height
    days, kin = looked_at.days, set(linked)
    sums = (
        own.filter(pl.col("incident") != incident)
        .group_by("incident")
        .agg(tally()[:2])
        .with_columns(
            (pl.col("own") + pl.col("reprints")).alias("documents"),
            pl.col("incident").is_in(kin).alias("linked"),
        )
    )
    aside = rows.filter("set_aside").unique("document").sort("document")
    groups, alone = _grouped(aside)
    read = rows.filter(~pl.col("set_aside"))
    with_subject = read.filter(subject()).get_column("document").unique()
    return Rivals(
        asked,
        days,
        rows.get_column("document").n_unique(),
        _rated(sums, asked, days, _RIVALS).sort("documents", "incident", descending=[True, False]),
        _rated(groups, asked, days, _ASIDE).sort(
            "documents", pl.col("document_ids").list.first(), descending=[True, False]
        ),
        alone,
        read.filter(~pl.col("document").is_in(with_subject.implode())).get_column("document").n_unique(),
        "documents of the collection published on the same days that have an incident as their subject, or tell it as"
        " today's news beside it; times: theirs over the incident's own."
        + (f" {RULE}" if groups.height else ""),
    )


def _rated(sums: pl.DataFrame, asked: int, days: int, schema: Mapping[str, Any]) -> pl.DataFrame:
    times = pl.col("documents") / asked if asked else pl.lit(None, pl.Float64)
    return sums.with_columns((pl.col("documents") / days).alias("per_day"), times.alias("times")).select(
        pl.col(name).cast(kind) for name, kind in schema.items()
    )


def _grouped(aside: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Documents whose titles are alike, and how many are alone."""
    rows = {row["document"]: row for row in aside.iter_rows(named=True)}
    found = []
    groups = alike({key: row["title"] or "" for key, row in rows.items()})
    for words, members in groups:
        titles = dict.fromkeys(rows[key]["title"] for key in members)
        copies = sum(rows[key]["reprint"] for key in members)
        found.append(
            {"words": list(words), "own": len(members) - copies, "reprints": copies, "documents": len(members),
             "titles": list(titles), "document_ids": list(members)}
        )  # fmt: skip
    schema = {name: kind for name, kind in _ASIDE.items() if name not in ("per_day", "times")}
    return pl.DataFrame(found, schema=schema, orient="row"), len(rows) - sum(len(m) for _, m in groups)


def alike(titles: Mapping[str, str]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Groups of two or more titles that are alike: (words that all of them share, keys), by ``RULE``.

    The two words that most titles hold make the first group, of what is left those that most hold the next.  ``titles``: key -> title.
    """
    words = {key: _words(title) for key, title in sorted(titles.items())}
    holders: dict[tuple[str, str], set[str]] = {}
    for key, own in words.items():
        for pair in combinations(sorted(own), 2):
            holders.setdefault(pair, set()).add(key)
    queue = [(-len(keys), pair) for pair, keys in holders.items() if len(keys) > 1]
    heapify(queue)
    left, groups = set(words), []
    while queue:
        number, pair = heappop(queue)
        members = tuple(sorted(holders[pair] & left))
        if len(members) < 2:
            continue
        if len(members) < -number:  # some went into another group since
            heappush(queue, (-len(members), pair))
            continue
        left -= set(members)
        common = set.intersection(*(words[key] for key in members))
        order = [word for word in _in_order(titles[members[0]]) if word in common]
        groups.append((tuple(dict.fromkeys(order)), members))
    return groups


def _in_order(title: str) -> list[str]:
    return [word.removesuffix("'s") for word in _WORD.findall(title.casefold().replace("’", "'"))]


def _words(title: str) -> set[str]:
    return {word for word in _in_order(title) if len(word) >= SHORTEST and word not in _plain()}


@cache
def _plain() -> frozenset[str]:
    return frozenset(codebook.load("titles")["plain"].split())
