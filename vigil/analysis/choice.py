"""Which incidents a question is about, and which cannot be told to be."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from vigil.analysis.frames import DENIED, group_names

UNCLEAR = "unclear"  # the nature of what no report says enough of
PLACES = ("place", "neighbourhood", "city", "admin1", "country")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for; None: everything."""

    of: str | None = None  # a kind ("attack") or a type ("suicide bombing")
    place: str | None = None  # a piece of a name, letter case aside
    country: str | None = None  # ISO alpha-2
    perpetrator: str | None = None  # a group's name, one of its aliases, or a piece of a name
    nature: str | None = None  # political | criminal | accidental | unclear

    def __str__(self) -> str:
        """In words: ``attacks, place Quetta, perpetrator Lashkar-e-Jhangvi``."""
        said = [self.of or "all incidents"]
        for name in ("nature", "place", "country", "perpetrator"):
            if value := getattr(self, name):
                said.append(f"{name} {value}")
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Incidents that fit a question, and how many cannot be told to, by reason."""

    question: Question
    frame: pl.DataFrame
    untold: dict[str, int] = field(default_factory=dict)


def choose(frame: pl.DataFrame, question: Question) -> Chosen:
    """The rows of an incident frame that fit every part of a question.

    A group that only denies is not counted as a perpetrator.  What lacks the field that is asked for is left out and
    counted with its reason; what has another value is simply not asked for.
    """
    untold: dict[str, int] = {}
    if question.of:
        frame = frame.filter((pl.col("kind") == question.of) | (pl.col("type") == question.of))
    if question.nature:
        if question.nature != UNCLEAR:
            frame = _told(frame, pl.col("nature") != UNCLEAR, "of unclear nature", untold)
        frame = frame.filter(pl.col("nature") == question.nature)
    if question.country:
        frame = _told(frame, pl.col("country_code").is_not_null(), "of no known country", untold)
        frame = frame.filter(pl.col("country_code") == question.country)
    if question.place:
        frame = _told(frame, pl.col("place").is_not_null(), "of no known place", untold)
        wanted = question.place.casefold()
        fits = pl.any_horizontal(_holds(pl.col(name), wanted) for name in PLACES)
        frame, rest = frame.filter(fits), frame.filter(~fits)
        if around := rest.filter(_around(frame)).height:
            untold["placed no finer than a province or country around it"] = around
    if question.perpetrator:
        named = pl.col("perpetrators").list.eval(
            pl.element().struct.field("name").filter(pl.element().struct.field("stance") != DENIED)
        )
        frame = _told(frame, named.list.len() > 0, "in which no group is named as the perpetrator", untold)
        known = group_names().get(question.perpetrator.casefold())
        wanted = (known or question.perpetrator).casefold()
        names = pl.element().str.to_lowercase()
        same = names == wanted if known else names.str.contains(wanted, literal=True)
        frame = frame.filter(named.list.eval(same).list.any())
    return Chosen(question, frame, untold)


def _told(frame: pl.DataFrame, known: pl.Expr, reason: str, untold: dict[str, int]) -> pl.DataFrame:
    kept = frame.filter(known)
    if kept.height < frame.height:
        untold[reason] = frame.height - kept.height
    return kept


def _around(found: pl.DataFrame) -> pl.Expr:
    """Whether an incident is placed in a province or country, as a whole, that one of those found lies in."""
    within = {name: found.get_column(name).drop_nulls().unique().to_list() for name in ("admin1", "country")}
    level = pl.col("place_precision")
    return (
        ((level == "country") & pl.col("country").is_in(within["country"]))
        | ((level == "admin1") & pl.col("admin1").is_in(within["admin1"]))
    ).fill_null(False)


def _holds(column: pl.Expr, wanted: str) -> pl.Expr:
    return column.str.to_lowercase().str.contains(wanted, literal=True).fill_null(False)
