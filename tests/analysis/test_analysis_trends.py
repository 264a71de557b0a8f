"""Sums over time: zeros, coarse dates, groups, and that nothing is lost or counted twice."""

from __future__ import annotations

from datetime import date, timedelta

import counted
import polars as pl
import pytest
from counted import Paper, frame, group, incident, on, toll
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.analysis import GROUPS, UNITS, Period, period, published, published_in, timeline
from vigil.errors import UsageError
from vigil.periods import days_of
from vigil.records import DateRange, Incident

SINCE, UNTIL = date(2012, 1, 1), date(2012, 6, 30)


def counts(rows: pl.DataFrame) -> dict[str, int]:
    return dict(rows.select("unit", "incidents").iter_rows())


def test_a_month_without_incidents_is_a_zero_only_in_a_period_that_was_asked_for() -> None:
    made = on("2012-02-03", "2012-02-28", "2012-05-01")
    assert counts(timeline(made).rows) == {"2012-02": 2, "2012-05": 1}
    assert timeline(made).period is None
    asked = timeline(made, since=SINCE, until=UNTIL)
    assert counts(asked.rows) == {f"2012-0{m}": {2: 2, 5: 1}.get(m, 0) for m in range(1, 7)}
    assert counts(timeline(made, since=SINCE).rows) == {
        f"2012-0{m}": {2: 2, 5: 1}.get(m, 0) for m in range(1, 6)
    }
    assert counts(timeline(made, until=date(2012, 5, 9)).rows) == {
        "2012-02": 2,
        "2012-03": 0,
        "2012-04": 0,
        "2012-05": 1,
    }
    assert timeline(made, until=date(2012, 5, 9)).rows.get_column("days").to_list() == [29, 31, 30, 9]


def test_quarters_and_years() -> None:
    made = on("2012-02-03", "2012-12-31", "2013-01-01")
    assert counts(timeline(made, "quarter").rows) == {"2012-Q1": 1, "2012-Q4": 1, "2013-Q1": 1}
    assert counts(timeline(made, "year").rows) == {"2012": 2, "2013": 1}


@pytest.mark.parametrize(
    ("start", "end", "precision", "kind", "where"),
    [
        ("2012-02-03", "2012-02-03", "day", "attack", "row"),
        ("2012-02-01", "2012-02-29", "month", "attack", "row"),
        ("2012-02-27", "2012-03-04", "week", "attack", "coarse"),
        ("2012-01-31", "2012-02-01", "days", "attack", "coarse"),  # one of the two: who knows which
        ("2012-01-31", "2012-02-01", "days", "demonstration", "row"),  # it lasted, and began in January
        ("2012-01-31", None, "days", "demonstration", "row"),
        ("2012-01-01", "2012-12-31", "year", "attack", "coarse"),
        ("2012-01-31", None, "years", "attack", "coarse"),
        (None, "2012-01-31", "years", "attack", "coarse"),
        (None, None, "unknown", "attack", "without a date"),
        ("2012-07-01", "2012-07-01", "day", "attack", "outside the period"),
        ("2011-12-31", "2012-01-01", "days", "attack", "coarse"),  # may lie in the period
        ("2011-12-31", "2012-01-01", "days", "demonstration", "outside the period"),
        ("2010-01-01", "2010-12-31", "year", "attack", "outside the period"),
    ],
)
def test_where_an_incident_goes(start: str, end: str, precision: str, kind: str, where: str) -> None:
    from vigil.records import DateRange

    made = frame(incident("i", DateRange(start, end, precision), kind=kind))
    found = timeline(made, "month", SINCE, UNTIL)
    row, coarse = found.rows.get_column("incidents").sum(), found.coarse.get_column("incidents").sum()
    assert {"row": row, "coarse": coarse, **found.left_out} == {"row": 0, "coarse": 0} | {where: 1}


def test_tolls_are_summed_with_their_bounds() -> None:
    made = frame(
        incident("a", killed=toll(2, 3, 5)),
        incident("b", killed=toll(None, 4, 4)),
        incident("c", killed=None),
        incident("d", injured=toll(7, 7, None), killed=toll(0, 0, 0)),
    )
    (row,) = timeline(made).rows.to_dicts()
    assert [row[f"killed_{b}"] for b in ("known", "low", "best", "high")] == [3, 2, 7, 9]
    assert [row[f"injured_{b}"] for b in ("known", "low", "best", "high")] == [1, 7, 7, None]
    (row,) = timeline(frame(incident("a"))).rows.to_dicts()
    assert [row[f"killed_{b}"] for b in ("known", "low", "best", "high")] == [0, None, None, None]


def test_an_incident_counts_for_each_group_that_is_named_and_once_in_the_total() -> None:
    made = frame(
        incident("a", actors=(group("Red Front"), group("Blue Front"), group("Red Front", "claimed"))),
        incident("b", actors=(group("Red Front", "denied"),)),
        incident("c"),
    )
    found = timeline(made, group="perpetrator")
    assert dict(found.rows.select("perpetrator", "incidents").iter_rows()) == {
        "Blue Front": 1,
        "Red Front": 1,
        None: 2,
    }
    assert found.total["incidents"] == 3 == found.counted.height


def test_groups_get_zeros_too() -> None:
    made = frame(incident("a"), incident("b", type="shooting", place=None))
    found = timeline(made, "month", date(2013, 1, 1), date(2013, 2, 28), "city").rows
    assert list(found.select("unit", "city", "incidents").iter_rows()) == [
        ("2013-01", "Harwell", 1), ("2013-01", None, 1), ("2013-02", "Harwell", 0), ("2013-02", None, 0),
    ]  # fmt: skip


def test_what_cannot_be_asked_is_said() -> None:
    for wrong in ({"by": "week"}, {"group": "colour"}, {"since": UNTIL, "until": SINCE}):
        with pytest.raises(UsageError):
            timeline(on("2012-01-01"), **wrong)


@settings(max_examples=60, deadline=None)
@given(
    counted.many(), st.sampled_from(sorted(UNITS)), st.sampled_from([None, *GROUPS]),
    st.sampled_from([(None, None), (SINCE, None), (None, UNTIL), (SINCE, UNTIL)]), st.randoms(),
)  # fmt: skip
def test_every_incident_is_in_one_place_and_the_sums_are_those_of_the_frame(
    made: list, by: str, group: str | None, bounds: tuple, random: object
) -> None:
    whole = frame(*made)
    found = timeline(whole, by, *bounds, group)
    everything = found.counted.height + sum(found.left_out.values())
    assert everything == whole.height
    assert found.total["incidents"] == found.counted.height
    for name in ("killed_best", "injured_best", "killed_low"):
        known = found.counted.filter(pl.col(name.replace("low", "best")).is_not_null())
        assert (found.total[name] or 0) == known.get_column(name).sum()
    if group != "perpetrator":
        for name in ("incidents", "killed_known", "killed_best", "injured_low"):
            parts = found.rows.get_column(name).sum() + found.coarse.get_column(name).sum()
            assert parts == (found.total[name] or 0)
    other = list(made)
    random.shuffle(other)  # type: ignore[attr-defined]
    again = timeline(frame(*other), by, *bounds, group)
    assert again.rows.equals(found.rows) and again.coarse.equals(found.coarse)


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.integers(0, 800), st.sampled_from(sorted(UNITS)))
def test_units_cover_a_period_without_gap_or_overlap(start: date, length: int, by: str) -> None:
    end = date.fromordinal(min(start.toordinal() + length, date.max.toordinal()))
    found = timeline(frame(), by, start, end).rows
    assert found.get_column("days").sum() == (end - start).days + 1
    assert found.get_column("start").is_sorted() and found.get_column("unit").n_unique() == found.height


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("2012", "2012-01-01", "2012-12-31"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2012-02-03", "2012-02-03", "2012-02-03"),
        ("2012-02..2013", "2012-02-01", "2013-12-31"),
    ],
)
def test_periods(words: str, start: str, end: str) -> None:
    assert period(words) == Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    "words", ["", "..", "2012..", "last year", "2012-13", "2012-02-30", "2013..2012", "2012...2013"]
)
def test_what_is_no_period_is_said(words: str) -> None:
    with pytest.raises(UsageError, match="period"):
        period(words)


def test_documents_are_counted_by_publication_and_near_copies_once() -> None:
    papers = [Paper("a", "2012-01-03"), Paper("b", "2012-01"), Paper("c", "2012-01-30", "s"), Paper("d", "2012-01-31", "s"),
              Paper("e", "2012"), Paper("f"), Paper("g", "no date"), Paper("h", "2012-02-01T10:00:00", "s")]  # fmt: skip
    assert published(papers, "month") == {"2012-01": 3, "2012-02": 1}
    assert published(papers, "year") == {"2012": 4}
    assert published_in(papers, period("2012-01")) == 3
    assert published_in(papers, period("2012")) == 4
    assert (
        published_in(papers, period("2012"), [period("2012-01-05..2012-01-30")]) == 2
    )  # the 3rd, and story s


# ---------------------------------------------------------------- declared gaps


def _gap(words: str) -> tuple[Period, ...]:
    return (period(words),)


def test_a_unit_in_a_gap_has_no_count_and_one_that_touches_it_the_days_left() -> None:
    made = on("2012-01-05", "2012-02-10", "2012-03-01", "2012-03-20")
    found = timeline(made, "month", date(2012, 1, 1), date(2012, 4, 30), gaps=_gap("2012-02..2012-03-10"))
    rows = {row["unit"]: row for row in found.rows.iter_rows(named=True)}
    assert [rows[unit]["incidents"] for unit in ("2012-01", "2012-02", "2012-03", "2012-04")] == [
        1,
        None,
        1,
        0,
    ]
    assert (rows["2012-02"]["days"], rows["2012-02"]["gap_days"], rows["2012-02"]["killed_best"]) == (
        0,
        29,
        None,
    )
    assert (rows["2012-03"]["days"], rows["2012-03"]["gap_days"]) == (21, 10)
    assert found.left_out == {"in a declared gap": 2} and found.total["incidents"] == 2


def test_what_may_lie_in_a_gap_is_too_coarse() -> None:
    year = incident("i", DateRange("2012-01-01", "2012-12-31", "year"))
    found = timeline(frame(year), "year", date(2012, 1, 1), date(2012, 12, 31), gaps=_gap("2012-02"))
    assert found.coarse.get_column("incidents").to_list() == [1]
    assert found.rows.get_column("incidents").to_list() == [0]


@settings(max_examples=40, deadline=None)
@given(counted.many(), st.sampled_from(sorted(UNITS)), st.integers(0, 700), st.integers(0, 300))  # fmt: skip
def test_with_a_gap_every_incident_is_still_counted_once_or_left_out(
    made: list[Incident], by: str, first: int, length: int
) -> None:
    start = counted.FIRST + timedelta(first)
    gap = Period(start, start + timedelta(length))
    since, until = counted.FIRST, counted.FIRST + timedelta(1000)
    found = timeline(frame(*made), by, since, until, gaps=[gap])
    assert found.total["incidents"] + sum(found.left_out.values()) == len(made)
    for row in found.rows.iter_rows(named=True):
        assert (row["incidents"] is None) == (row["days"] == 0)
    assert found.rows.get_column("days").sum() == Period(since, until).days - days_of(
        gap, [Period(since, until)]
    )
