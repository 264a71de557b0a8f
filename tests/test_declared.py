"""Declared collections without a record: what is in one, and what is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.declared import INSIDE, Collection, Gap, checked, coverage, parse_gap, where
from vigil.errors import UsageError
from vigil.periods import Period, days_of, joined

PRESS = Collection(
    "press", ("Daily.example", "The Post"), ("en",), "2012", "2013-06", gaps=(Gap("down", "2012-08", "The Post"),)
)  # fmt: skip


@dataclass(frozen=True)
class Paper:
    """A document."""

    outlet: str | None = "daily.example"
    published: str | None = "2012-03-04"
    language: str | None = "en"
    status: str = "read"
    reason: str | None = None


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (Paper(), INSIDE),
        (Paper("www.DAILY.example."), INSIDE),
        (Paper("the  post", status="set_aside"), INSIDE),
        (Paper(published="2012"), INSIDE),
        (Paper(published="2013-06-30"), INSIDE),
        (Paper(published="2013"), "dated too coarsely to tell"),
        (Paper(published="2013-07-01"), "outside the period"),
        (Paper(published=None), "of no known date"),
        (Paper(published="soon"), "of no known date"),
        (Paper(language="fr"), "in another language"),
        (Paper(language=None), "of no known language"),
        (
            Paper(status="set_aside", reason="language not read yet: English"),
            "in a language that is not read",
        ),
        (Paper("archive.daily.example"), "of other sources"),
        (Paper(None), "of no known source"),
    ],
)
def test_what_is_in_a_collection(document: Paper, said: str) -> None:
    assert where(PRESS, document) == said


def test_all_sources_and_languages_take_what_has_none() -> None:
    everything = Collection("all", (), (), "2012", "2012")
    assert where(everything, Paper(None, "2012-05", None)) == INSIDE


def test_what_is_held_is_counted_by_month_and_source() -> None:
    found = coverage(
        PRESS,
        [
            Paper(),
            Paper(published="2012-03", status="set_aside"),
            Paper("The Post", "2013-02-01"),
            Paper(published="2012"),
            Paper(language="fr"),
            Paper(published=None),
            Paper("Other"),
        ],
    )
    assert (found.total.documents, found.total.set_aside, found.total.last) == (4, 1, "2013-02-01")
    assert len(found.months) == 18 and found.found == 2 and found.coarse == 1
    months = {m.name: m for m in found.months}
    assert (months["2012-03"].documents, months["2012-03"].set_aside) == (2, 1)
    assert months["2012-03"].parts == {"Daily.example": 2} and months["2012-08"].documents == 0
    assert found.outside == {"in another language": 1, "of no known date": 1, "of other sources": 1}
    assert found.languages == {"fr": 1}
    assert found.silent(PRESS) == 15  # all but March 2012, February 2013 and the gap


_days = st.dates(date(2011, 6, 1), date(2014, 1, 1)).map(str)
_papers = st.builds(
    Paper,
    st.sampled_from([None, "daily.example", "The Post", "Other"]),
    st.none() | _days | _days.map(lambda d: d[:7]) | _days.map(lambda d: d[:4]),
    st.sampled_from([None, "en", "fr"]),
    st.sampled_from(["read", "set_aside"]),
)


@given(st.lists(_papers, max_size=30))
def test_every_document_is_counted_once(papers: list[Paper]) -> None:
    found = coverage(PRESS, papers)
    assert found.total.documents + sum(found.outside.values()) == len(papers)
    assert found.total.documents == sum(m.documents for m in found.months) + found.coarse
    assert found.total.documents == sum(s.documents for s in found.sources)
    assert found.total.set_aside == sum(s.set_aside for s in found.sources)
    assert coverage(PRESS, papers[::-1]) == found


_parts = st.tuples(st.integers(0, 60), st.integers(0, 20)).map(
    lambda pair: Period(date(2012, 1, 1) + timedelta(pair[0]), date(2012, 1, 1) + timedelta(sum(pair)))
)


@given(st.lists(_parts, max_size=6), _parts)
def test_joined_periods_have_the_same_days(parts: list[Period], part: Period) -> None:
    def days(found: Period) -> set[date]:
        return {found.start + timedelta(n) for n in range(found.days)}

    apart = joined(parts)
    assert set().union(*map(days, parts)) == set().union(*map(days, apart))
    assert all(not one.meets(two) for one in apart for two in apart if one is not two)
    assert days_of(part, apart) == len(days(part) & set().union(*map(days, apart)))


@pytest.mark.parametrize(
    ("words", "gap"),
    [
        ("2012-08 dawn.com: site was down", Gap("site was down", "2012-08", "dawn.com")),
        ("2012-08..2012-10: no access: war", Gap("no access: war", "2012-08..2012-10", None)),
        ("The Daily Post: never found", Gap("never found", None, "The Daily Post")),
        ("2012 The Daily Post:lost", Gap("lost", "2012", "The Daily Post")),
        ("24.example: blocked", Gap("blocked", None, "24.example")),
        ("2013.example: blocked", Gap("blocked", None, "2013.example")),
        ("24 Hours: blocked", Gap("blocked", None, "24 Hours")),
    ],
)
def test_gaps_as_they_are_written(words: str, gap: Gap) -> None:
    assert parse_gap(words) == gap
    assert parse_gap(str(gap)) == gap


@pytest.mark.parametrize("words", ["", "2012-08", "2012-08:", ": down", "2012-13: down", "2012-9 dawn.com: down"])  # fmt: skip
def test_a_gap_that_is_none_says_how_to_write_one(words: str) -> None:
    with pytest.raises(UsageError, match="2012-0"):
        parse_gap(words)


def test_sources_are_kept_once_and_in_order() -> None:
    made = checked(Collection("p", ("b.example", "A.example", "www.B.example"), ("fr", "en", "fr"), "2012", "2012"))  # fmt: skip
    assert (made.sources, made.languages) == (("A.example", "b.example"), ("en", "fr"))
