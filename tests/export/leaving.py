"""Incidents on their way out without a database: what writers of forms take, and what comes out."""

from __future__ import annotations

import calendar
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

import made_up
from hypothesis import strategies as st

from vigil.export.formats import format_named
from vigil.export.outgoing import Written
from vigil.export.tables import Chosen
from vigil.records import Actor, DateRange, Incident, Place, Toll
from vigil.store import DocumentRow, Record


def chosen(
    incidents: Iterable[Incident],
    documents: Iterable[DocumentRow] = (),
    names: Mapping[str, tuple[str, ...]] | None = None,
) -> Chosen:
    """What a record with these incidents would give."""
    held = {row.id: row for row in documents}
    ids = frozenset(incident.id for incident in incidents)
    return Chosen(cast(Record, None), None, names or {}, held, frozenset(held), ids)


def document(key: str, outlet: str | None = None, **more: Any) -> DocumentRow:
    """A document without its text."""
    values: dict[str, Any] = dict.fromkeys(DocumentRow.__slots__) | {
        "id": key, "version": 1, "current": True, "outlet": outlet, "status": "read", "raw_sha256": "0" * 64, "characters": 1,
    }  # fmt: skip
    return DocumentRow(**values | more)


def written(name: str, incidents: Iterable[Incident], **more: Any) -> tuple[bytes, Written]:
    """What a form makes of incidents."""
    held = list(incidents)
    stream = io.BytesIO()
    done = format_named(name).write(chosen(held, **more), iter(held), stream)
    return stream.getvalue(), done


def bomb(**more: Any) -> Incident:
    """The made-up bombing with some of its fields otherwise."""
    return replace(made_up.incidents()[0], **more)


# ---------------------------------------------------------------- any incident

# Names as hostile as they come: what a spreadsheet would run, quotes and separators; at least three letters, so that none is "na".
NAMES = st.builds(
    "{0}{1} {2}".format, st.sampled_from(["", "=", "+", "-", "@", "'=", "“", "Ö"]), st.sampled_from(["abc", "Żer", "nan a", "الع"]),
    st.text("ab é'=;,|\"\t\n(", max_size=4),
).map(str.strip)  # fmt: skip


@st.composite
def tolls(draw: st.DrawFn) -> Toll:
    """Any toll that a rule may conclude."""
    best = draw(st.integers(0, 5000))
    low = draw(st.none() | st.integers(0, best))
    high = draw(st.none() | st.integers(best, 9000))
    if low is None and high is None:
        low = best
    groups = draw(
        st.dictionaries(
            st.sampled_from(["women", "policemen", "soldiers", "civilians"]), st.integers(1, 600), max_size=3
        )
    )
    return Toll(
        low,
        best,
        high,
        "latest-firm/2",
        "a reason",
        (),
        draw(st.none() | st.integers(1, 30)),
        tuple(groups.items()),
    )


@st.composite
def places(draw: st.DrawFn) -> Place:
    """A place of any level, as reports give it."""
    level = draw(st.sampled_from(["site", "neighbourhood", "city", "district", "admin1", "country"]))
    country, admin1, city, fine = (draw(NAMES) for _ in range(4))
    name = {"country": country, "admin1": admin1, "city": city}.get(level, fine)
    held = {
        "city": city if level in ("site", "neighbourhood", "city") else None,
        "admin1": admin1 if level != "country" else None,
    }
    point = draw(st.tuples(st.floats(-89, 89), st.floats(-179, 179))) if level != "country" else (None, None)
    return Place(name, level, country=country, country_code="PK", lat=point[0], lon=point[1], **held)


@st.composite
def dates(draw: st.DrawFn) -> DateRange:
    """A day, several days, a week or a month of the calendar."""
    first = draw(st.dates(date(1990, 1, 1), date(2030, 1, 1)))
    level = draw(st.sampled_from(["day", "days", "week", "month"]))
    if level == "month":
        last = calendar.monthrange(first.year, first.month)[1]
        return DateRange(first.replace(day=1).isoformat(), first.replace(day=last).isoformat(), "month")
    more = {"day": 0, "week": 6}.get(level, draw(st.integers(1, 40)))
    return DateRange(first.isoformat(), (first + timedelta(days=more)).isoformat(), level)


@st.composite
def attacks(draw: st.DrawFn) -> Incident:
    """An attack of which nearly anything may be known."""
    front = Actor(
        "Red Dawn Front", "perpetrator", draw(st.sampled_from(["claimed", "blamed", "denied"])), None, "group"
    )
    return bomb(
        id=f"i{draw(st.integers(0, 2**48 - 1)):012x}", date=draw(dates()), place=draw(places()), killed=draw(tolls()),
        type=draw(st.sampled_from(["bombing", "shooting", "armed clash"])), actors=draw(st.sampled_from([(), (front,)])),
        summary=draw(NAMES),
    )  # fmt: skip
