"""Small incidents for counting, and frames of them; none of it happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import strategies as st

from vigil.analysis import incident_frame
from vigil.records import Actor, DateRange, Incident, Place, Report, Toll

HARWELL = Place("Harwell", "city", "Harwell", "Northshire", "Freeland", "FL", 1.5, -2.25, 99)
ORLEY = Place("Orley", "city", "Orley", "Southshire", "Freeland", "FL", 1.0, -2.0, 98)
DAY = DateRange("2013-01-10", "2013-01-10", "day")


@dataclass(frozen=True)
class Paper:
    """What is asked of a document."""

    outlet: str | None = None
    published: str | None = None
    syndication: str | None = None


def toll(low: int | None, best: int | None, high: int | None) -> Toll:
    return Toll(low, best, high, "made up", "made up")


def group(name: str, stance: str = "blamed", kind: str | None = "group") -> Actor:
    return Actor(name, "perpetrator", stance, "police", kind)


def incident(name: str, when: DateRange = DAY, documents: Iterable[str] = ("d1",), **fields: Any) -> Incident:
    """A bombing in Harwell unless ``fields`` say otherwise."""
    values = {"kind": "attack", "type": "bombing", "place": HARWELL} | fields
    reports = tuple(
        Report(d, 0, "main", values["kind"], values["type"], "political", when, None, "", ())
        for d in documents
    )
    kind, type, place = values.pop("kind"), values.pop("type"), values.pop("place")
    nature = values.pop("nature", "political")
    return Incident(name, kind, type, nature, "", when, place, reports, **values)


def frame(*incidents: Incident, **more: Any) -> pl.DataFrame:
    return incident_frame(incidents, more.pop("documents", {}), **more)


def on(*days: str, **fields: Any) -> pl.DataFrame:
    """One incident on each of these days."""
    return frame(*(incident(f"i{n}", DateRange(d, d, "day"), **fields) for n, d in enumerate(days)))


def monthly(counts: Iterable[int], first: date = date(2010, 1, 1)) -> pl.DataFrame:
    """So many incidents in each of the months from ``first`` on."""
    days = []
    for number, count in enumerate(counts):
        month = first.month - 1 + number
        days += [f"{first.year + month // 12:04}-{month % 12 + 1:02}-05"] * count
    return on(*days)


# ---------------------------------------------------------------- any incident

FIRST = date(2011, 6, 1)
_days = st.integers(0, 1000).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def _ranges(draw: st.DrawFn) -> DateRange:
    form = draw(st.sampled_from(["day", "day", "days", "month", "year", "years", "unknown", "open"]))
    start = draw(_days)
    if form == "unknown":
        return DateRange(None, None, "unknown")
    if form == "open":
        return DateRange(start.isoformat(), None, "years")
    length = {"day": 0, "days": draw(st.integers(1, 9)), "month": 30, "year": 364, "years": 1500}[form]
    return DateRange(start.isoformat(), (start + timedelta(days=length)).isoformat(), form)


@st.composite
def _tolls(draw: st.DrawFn) -> Toll | None:
    low, best, high = sorted(draw(st.tuples(*[st.integers(0, 200)] * 3)))
    return draw(
        st.sampled_from(
            [None, toll(low, best, high), toll(low, low, None), toll(None, high, high), toll(0, 0, 0)]
        )
    )


@st.composite
def many(draw: st.DrawFn) -> list[Incident]:
    """Up to twenty incidents of every sort."""
    found = []
    for number in range(draw(st.integers(0, 20))):
        found.append(
            incident(
                f"i{number:02}",
                draw(_ranges()),
                draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3, unique=True)),
                kind=draw(st.sampled_from(["attack", "demonstration"])),
                type=draw(st.sampled_from(["bombing", "shooting"])),
                place=draw(st.sampled_from([HARWELL, ORLEY, None])),
                actors=tuple(
                    draw(
                        st.lists(
                            st.sampled_from([group("Red Front"), group("Blue Front", "denied")]), max_size=2
                        )
                    )
                ),
                killed=draw(_tolls()),
                injured=draw(_tolls()),
            )
        )
    return found
