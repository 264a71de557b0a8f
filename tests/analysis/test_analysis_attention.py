"""Coverage of incidents: reprints, days, half-life, rivals; documents whose day is not known are never spread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from counted import frame, incident
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.analysis import (
    COVERAGE,
    HalfLife,
    NotComputed,
    Window,
    attention_window,
    coverage_by_day,
    coverage_by_outlet,
    coverage_frame,
    coverage_totals,
    half_life,
    period,
    reprints,
    rivals,
)
from vigil.analysis.rivals import alike
from vigil.errors import UsageError
from vigil.records import DateRange, Incident, Report

YEAR = period("2013")
BOMB = DateRange("2013-01-10", "2013-01-10", "day")


@dataclass(frozen=True)
class Paper:
    """What is asked of a document."""

    outlet: str | None = "dawn.com"
    published: str | None = "2013-01-10"
    syndication: str | None = None
    title: str | None = None
    status: str = "read"


def told(name: str, when: DateRange = BOMB, **roles: str) -> Incident:
    """An incident that documents tell in these roles."""
    made = incident(name, when)
    reports = tuple(
        Report(d, n, role, "attack", "bombing", "political", when, None, "", ())
        for n, (d, role) in enumerate(roles.items())
    )
    return Incident(name, "attack", "bombing", "political", "", when, made.place, reports)


def row(*incidents: Incident) -> dict[str, Any]:
    return frame(*incidents).row(0, named=True)


def daily_papers(*days: str | None, **more: Any) -> dict[str, Paper]:
    return {f"d{n}": Paper(published=day, **more) for n, day in enumerate(days)}


# ---------------------------------------------------------------- the frame


def test_every_document_has_a_row_and_the_strongest_role_counts() -> None:
    made = Incident(
        "a", "attack", "bombing", "political", "", BOMB, None,
        tuple(Report("d1", n, role, "attack", "bombing", "political", BOMB, None, "", ()) for n, role in enumerate(("background", "co_main"))),
    )  # fmt: skip
    found = coverage_frame(
        [made, told("b", d1="background")], {"d1": Paper(), "d2": Paper(status="set_aside")}
    )
    assert dict(found.schema) == COVERAGE
    assert found.select("document", "incident", "role", "set_aside").rows() == [
        ("d1", "a", "co_main", False),
        ("d1", "b", "background", False),
        ("d2", None, None, True),
    ]


def test_a_reprint_is_any_other_than_the_first_of_its_group() -> None:
    papers = {
        "late": Paper(published="2013-01-12", syndication="s"),
        "first": Paper(published="2013-01-11", syndication="s"),
        "month": Paper(published="2013-01", syndication="s"),
        "none": Paper(published=None, syndication="s"),
        "alone": Paper(),
        "same-b": Paper(syndication="t"),
        "same-a": Paper(syndication="t"),
    }
    assert reprints(papers) == {"late", "month", "none", "same-b"}
    assert reprints(
        {"b": Paper(published="2013", syndication="s"), "a": Paper(published=None, syndication="s")}
    ) == {"a"}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("rst"), st.sampled_from(["2013", "2013-01", "2013-01-09", None])),
        max_size=9,
    )
)
def test_each_group_has_one_original_whatever_the_order(members: list[tuple[str, str | None]]) -> None:
    papers = {f"d{n}": Paper(published=day, syndication=group) for n, (group, day) in enumerate(members)}
    copies = reprints(papers)
    assert len(papers) - len(copies) == len({group for group, _ in members})
    assert reprints(dict(reversed(papers.items()))) == copies


def test_outlets_are_one_whatever_their_spelling_and_mentions_are_apart() -> None:
    papers = {
        "d1": Paper("dawn.com"),
        "d2": Paper("www.Dawn.com"),
        "d3": Paper("Post"),
        "d4": Paper(published="2013-01"),
    }
    found = coverage_frame([told("a", d1="main", d2="main", d3="background", d4="co_main")], papers)
    counts = coverage_totals(found).row(0, named=True)
    assert (counts["own"], counts["reprints"], counts["mentions"], counts["outlets"], counts["coarse"]) == (
        3,
        0,
        1,
        1,
        1,
    )
    assert coverage_by_outlet(found, "a").select("outlet", "published", "day", "own", "mentions").rows() == [
        ("Post", "2013-01-10", date(2013, 1, 10), 0, 1),
        ("dawn.com", "2013-01-10", date(2013, 1, 10), 2, 0),
        ("dawn.com", "2013-01", None, 1, 0),
    ]


# ---------------------------------------------------------------- days


def test_the_window_begins_with_the_incident_or_else_with_its_coverage() -> None:
    papers = daily_papers("2013-01-20", "2013-01-15")
    made = told("a", d0="main", d1="main")
    assert attention_window(row(made), coverage_frame([made], papers), YEAR) == Window(
        period("2013-01-10..2013-01-16"), "incident"
    )
    vague = told("a", DateRange("2013-01-01", "2013-01-31", "month"), d0="main", d1="main")
    assert attention_window(row(vague), coverage_frame([vague], papers), YEAR, days=3) == Window(
        period("2013-01-15..2013-01-17"), "coverage"
    )
    passing = told("a", DateRange("2013-01-01", "2013-01-31", "month"), d0="background")
    assert isinstance(attention_window(row(passing), coverage_frame([passing], papers), YEAR), NotComputed)


def test_the_window_keeps_within_the_collection_and_out_of_its_gaps() -> None:
    made = told("a", d0="main")
    held = coverage_frame([made], daily_papers("2013-01-11"))
    cut = attention_window(row(made), held, period("2013-01-12..2013"), [period("2013-01-14")])
    assert isinstance(cut, Window) and cut.period == period("2013-01-12..2013-01-16") and cut.days == 4
    assert not cut.holds(date(2013, 1, 14)) and cut.holds(date(2013, 1, 15))
    for within, gaps in ((period("2014"), ()), (YEAR, (period("2013-01"),))):
        assert isinstance(attention_window(row(made), held, within, gaps), NotComputed)
    with pytest.raises(UsageError, match="one day or more"):
        attention_window(row(made), held, YEAR, days=0)


def test_a_day_has_its_share_and_a_day_in_a_gap_has_none() -> None:
    papers = daily_papers("2013-01-10", "2013-01-10", "2013-01-10", "2013-01-11", "2013-01", None)
    papers["d1"] = Paper(syndication="s", published="2013-01-10")
    papers["d0"] = Paper(syndication="s", published="2013-01-10")
    made = told("a", d0="main", d1="main", d3="main", d4="main", d5="main")
    held = coverage_frame([made], papers)
    found = coverage_by_day(
        held, "a", Window(period("2013-01-10..2013-01-12"), "incident", (period("2013-01-11"),))
    )
    assert found.rows() == [
        (date(2013, 1, 10), 1, 1, 0, 3, pytest.approx(2 / 3)),
        (date(2013, 1, 11), None, None, None, None, None),
        (date(2013, 1, 12), 0, 0, 0, 0, None),
    ]


# ---------------------------------------------------------------- half-life


def halved(*days: str, when: DateRange = BOMB, within: Any = YEAR, gaps: Any = ()) -> HalfLife | NotComputed:
    made = told("a", when, **{f"d{n}": "main" for n in range(len(days))})
    return half_life(row(made), coverage_frame([made], daily_papers(*days)), within, gaps)


def test_half_of_the_coverage() -> None:
    found = halved("2013-01-11", "2013-01-11", "2013-01-14", "2013-02-20", "2013-01-09")
    assert isinstance(found, HalfLife)
    assert (found.days, found.low, found.high, found.since) == (1, 1, 1, "incident")
    assert (found.documents, found.coarse, found.before, found.followed) == (4, 0, 1, 355)


def test_documents_without_a_day_are_in_the_bounds_alone() -> None:
    found = halved("2013-01-11", "2013-01-12", "2013-01-12", "2013-01-14", "2013-01", "2013-01", "2013-01")
    assert isinstance(found, HalfLife)
    assert (found.days, found.coarse) == (2, 3)
    assert (found.low, found.high) == (
        1,
        4,
    )  # all three on the 10th: 10 10 10 11; all on the 31st: 11 12 12 14


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=4, max_size=9), st.lists(st.integers(0, 30), max_size=4))
def test_the_bounds_hold_whatever_days_the_coarse_ones_had(days: list[int], hidden: list[int]) -> None:
    first = date(2013, 1, 1)
    fine = [str(first + timedelta(days=n)) for n in days]
    when = DateRange("2013-01-01", "2013-01-01", "day")
    found = halved(*fine, *["2013-01"] * len(hidden), when=when)
    truth = halved(*fine, *(str(first + timedelta(days=n)) for n in hidden), when=when)
    assert isinstance(found, HalfLife) and isinstance(truth, HalfLife)
    assert found.low <= found.days <= found.high and found.low <= truth.days <= found.high


def test_where_there_is_no_half_life_it_says_why() -> None:
    days = ("2013-01-11", "2013-01-12", "2013-01-12", "2013-01-14")
    for found, words in (
        (halved(*days[:3]), "the least for a half-life"),
        (halved(*days, within=period("2013-01-11..2013")), "before the collection"),
        (halved(*days, gaps=[period("2013-01-13")]), "gap"),
        (halved("2013", "2013", when=DateRange("2013-01-01", "2013-12-31", "year")), "dated to a day"),
    ):
        assert isinstance(found, NotComputed) and words in found.why
    assert isinstance(halved(*days, gaps=[period("2013-02")]), HalfLife)


# ---------------------------------------------------------------- rivals


def test_rivals_of_the_same_days() -> None:
    papers = daily_papers(*["2013-01-12"] * 9, "2013-02-20")
    papers |= {
        "x1": Paper(status="set_aside", title="Rovers win the Lantern Cup", published="2013-01-13"),
        "x2": Paper(status="set_aside", title="Lantern Cup: Rovers' night", published="2013-01-14"),
        "x3": Paper(status="set_aside", title="Soup for the winter", published="2013-01-14"),
        "x4": Paper(status="set_aside", title="Rovers lift Lantern Cup", published="2013-03-14"),
        "y1": Paper(published="2013-01-14"),
    }
    asked = told("a", d0="main", d1="main", d2="background")
    march = told("march", d1="co_main", d2="main", d3="main", d4="main", d5="main", d6="main", d9="main")
    sit = told("sit", d7="main", d8="background")
    held = coverage_frame([asked, march, sit], papers)
    found = rivals(held, "a", Window(period("2013-01-10..2013-01-16"), "incident"), ["sit"])
    assert (found.documents, found.days, found.everything) == (2, 7, 13)
    assert found.incidents.select("incident", "documents", "times", "linked").rows() == [
        ("march", 6, 3.0, False),
        ("sit", 1, 0.5, True),
    ]
    assert found.incidents["per_day"][0] == pytest.approx(6 / 7)
    (group,) = found.aside.iter_rows(named=True)
    assert group["words"] == ["rovers", "lantern", "cup"] and group["document_ids"] == ["x1", "x2"]
    assert (group["documents"], group["times"], found.alone, found.without) == (2, 1.0, 1, 2)
    nothing = rivals(held, "none", Window(period("2013-01-10..2013-01-16"), "incident"))
    assert nothing.documents == 0 and nothing.incidents["times"].null_count() == 3


def test_titles_are_alike_by_what_they_are_about() -> None:
    found = alike(
        {
            "1": "Long march reaches Orley",
            "2": "Orley: long march enters second day",
            "3": "After the long march, silence",
            "4": "The day after: what we know of the flood",
            "5": "What we know after the second day",
            "6": "",
        }
    )
    assert found == [(("long", "march"), ("1", "2", "3"))]


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=4), st.text("abc xyzq'", max_size=30), max_size=12)
)
def test_no_title_is_in_two_groups_and_order_does_not_matter(titles: dict[str, str]) -> None:
    found = alike(titles)
    members = [key for _, keys in found for key in keys]
    assert len(members) == len(set(members)) <= len(titles) and all(len(keys) > 1 for _, keys in found)
    assert alike(dict(reversed(titles.items()))) == found


def test_no_documents_at_all() -> None:
    held = coverage_frame([], {})
    assert held.height == coverage_totals(held).height == 0
    assert rivals(held, "a", Window(YEAR, "incident")).everything == 0
    assert isinstance(coverage_by_day(held, "a", Window(YEAR, "incident")), pl.DataFrame)
