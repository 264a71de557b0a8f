"""How deadly the recorded attacks are, and which had several parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import polars as pl
from scipy.stats import binomtest

from vigil.analysis.frames import BOUNDS
from vigil.analysis.trends import CAUTION

ATTACK = "attack"
_NUMBERS = {"twin": 2, "double": 2, "two": 2, "triple": 3, "three": 3, "four": 4, "five": 5}
_ATTACKERS = re.compile(r"\bbombers?$", re.IGNORECASE)  # "two suicide bombers" count people, not parts


@dataclass(frozen=True, slots=True)
class Lethality:
    """Killed per attack, over the attacks whose toll somebody gives; null where there is none."""

    attacks: int
    unknown: int  # attacks of which nobody says how many died: they are not attacks without dead
    killed_low: int | None  # sums; null high: a toll has no upper bound
    killed_best: int | None
    killed_high: int | None
    mean: float | None  # of the best figures
    median: float | None
    none_dead: int
    none_dead_share: float | None
    none_dead_low: float | None  # exact 95% interval of the share
    none_dead_high: float | None
    method: str
    assumptions: str
    caution: str


def lethality(frame: pl.DataFrame) -> Lethality:
    """Killed per attack, of the attacks of an incident frame."""
    attacks = frame.filter(pl.col("kind") == ATTACK)
    known = attacks.filter(pl.col("killed_best").is_not_null())
    low, best, high = (known.get_column(f"killed_{bound}") for bound in BOUNDS)
    none = int((best == 0).sum())
    share = binomtest(none, known.height).proportion_ci(0.95, "exact") if known.height else None
    return Lethality(
        attacks.height,
        attacks.height - known.height,
        int(low.fill_null(0).sum()) if known.height else None,
        int(best.sum()) if known.height else None,
        int(high.sum()) if known.height and not high.null_count() else None,
        round(float(best.sum()) / known.height, 4) if known.height else None,
        best.median() if known.height else None,  # type: ignore[arg-type]
        none,
        round(none / known.height, 4) if known.height else None,
        round(float(share.low), 4) if share else None,
        round(float(share.high), 4) if share else None,
        "mean, median and share without dead of the best figures; exact (Clopper-Pearson) 95% interval of the share",
        "Attacks whose toll is known are like those whose toll is not; in fact an attack is told the more, the more it"
        " kills, so that the mean is rather too high and the share without dead too low.",
        CAUTION,
    )


@dataclass(frozen=True, slots=True)
class Sequences:
    """Attacks that reports tell of in several parts.

    ``rows``: ``id``, ``start``, ``type``, ``place``, ``city``, ``parts`` (the words), ``number`` of parts (null: the
    words give none, or two reports give different ones).
    """

    attacks: int
    rows: pl.DataFrame
    method: str
    assumptions: str
    caution: str


def sequences(frame: pl.DataFrame) -> Sequences:
    """Attacks with several parts, as recorded, by first day and id."""
    attacks = frame.filter(pl.col("kind") == ATTACK)
    found = []
    for row in attacks.select("id", "start", "type", "place", "city", "parts").iter_rows(named=True):
        parts = [words for words in row["parts"] if not _ATTACKERS.search(words)]
        numbers = {_NUMBERS.get(words.split()[0].casefold()) for words in parts} - {None}
        if parts:
            number = numbers.pop() if len(numbers) == 1 else None
            found.append({**row, "parts": parts, "number": number})
    schema: dict[str, Any] = {
        "id": pl.String, "start": pl.Date, "type": pl.String, "place": pl.String, "city": pl.String,
        "parts": pl.List(pl.String), "number": pl.Int64,
    }  # fmt: skip
    return Sequences(
        attacks.height,
        pl.DataFrame(found, schema=schema, orient="row").sort("start", "id", nulls_last=True),
        "attacks of which a report says that they had several parts (“twin blasts”), in its words",
        "What lay between the parts and whom the second struck is not recorded, so that a double tap, a second strike"
        " at those who come to help, cannot be told from two blasts at one time.",
        CAUTION,
    )
