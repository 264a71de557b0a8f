"""Rows of lists for counting; none of it happened."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from vigil.listed import Listed
from vigil.records import DateRange, Place, Toll

TOWNS = {
    "Harwell": Place("Harwell", "city", "Harwell", "Northshire", "Freeland", "FL", 1.5, -2.25),
    "Orley": Place("Orley", "city", "Orley", "Southshire", "Freeland", "FL", 1.0, -2.0),
    "Farham": Place("Farham", "city", "Farham", "Eastshire", "Freeland", "FL", 5.0, 3.0),
    "Abroad": Place("Harwell", "city", "Harwell", "Elsewhere", "Otherland", "OL", 1.5, -2.25),
}


def toll(best: int | None, low: int | None = None, high: int | None = None, **more: Any) -> Toll | None:
    """A toll with one figure, or with bounds."""
    if best is None:
        return None
    return Toll(
        best if low is None else low, best, best if high is None else high, "made up", "made up", **more
    )


def row(
    name: str,
    day: str = "2013-01-10",
    town: str | None = "Harwell",
    killed: int | None = None,
    source: str = "one",
    **more: Any,
) -> Listed:
    """An attack on a day in a town."""
    values: dict[str, Any] = {"kinds": ("attack",), "killed": toll(killed), "line": 2} | more
    when = values.pop("date", DateRange(day, day, "day"))
    place = values.pop("place", TOWNS[town] if town else None)
    return Listed(source, name, when, place, **values)


FIRST = date(2013, 1, 1)


@st.composite
def lists(draw: st.DrawFn, source: str) -> list[Listed]:
    """Up to a dozen rows of few days and towns, so that many could be one."""
    found = []
    for number in range(draw(st.integers(0, 12))):
        start = FIRST + timedelta(days=draw(st.integers(0, 8)))
        end = start + timedelta(days=draw(st.sampled_from([0, 0, 0, 2, 6, 40])))
        found.append(
            row(
                f"{source}{number}",
                source=source,
                date=DateRange(start.isoformat(), end.isoformat(), "day" if start == end else "days"),
                town=draw(st.sampled_from([*TOWNS, None])),
                killed=draw(st.sampled_from([None, 0, 1, 2, 8, 9, 60])),
                kinds=draw(
                    st.sampled_from([(), ("attack",), ("demonstration",), ("attack", "demonstration")])
                ),
                family=draw(st.sampled_from([None, "explosion", "guns"])),
                actors=draw(
                    st.sampled_from(
                        [(), ("Red Front",), ("Civilians (Freeland)",), ("Blue Band", "Red Front")]
                    )
                ),
            )
        )
    return found
