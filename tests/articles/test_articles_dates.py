"""Publication dates: every form that inputs have, at the precision given."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.articles.addresses import date_in
from vigil.articles.published import REFUSED, choose, doubt, in_words, latest_possible, parse


@pytest.mark.parametrize(
    ("given_as", "expected"),
    [
        ("2013", "2013"),
        ("2013-01", "2013-01"),
        ("2013-01-10", "2013-01-10"),
        (" 2013-1-5 ", "2013-01-05"),
        ("2013-01-10T23:50:00+05:00", "2013-01-10"),
        ("2013-01-10 10:00", "2013-01-10"),
        ("2013/01/10", "2013-01-10"),
        ("20130110", "2013-01-10"),
        ("20130110T101500Z", "2013-01-10"),
        ("1357800000", "2013-01-10"),
        ("1357800000000", "2013-01-10"),
        ("Thu, 10 Jan 2013 15:00:00 +0500", "2013-01-10"),
        ("10 January 2013", "2013-01-10"),
        ("Thursday, 10th of January, 2013", "2013-01-10"),
        ("January 10, 2013", "2013-01-10"),
        ("Jan. 10, 2013 9:00 pm", "2013-01-10"),
        ("Sept. 3, 2014", "2014-09-03"),
        ("January 2013", "2013-01"),
        ("25/12/2013", "2013-12-25"),
        ("12/25/2013", "2013-12-25"),
        ("03/04/2013", "2013"),  # nobody can tell
        ("2013-02-30", None),
        ("2013-13", None),
        ("0001-01-01", None),
        ("last week", None),
        ("", None),
        (None, None),
    ],
)
def test_forms_of_dates(given_as, expected):
    assert parse(given_as) == expected


def test_a_date_among_words():
    assert in_words("By Staff Writer | Posted on 10th January 2013 at 9 pm") == "2013-01-10"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example/2013/01/10/blast.html", "2013-01-10"),
        ("https://news.example/world/2013/jan/10/blast", "2013-01-10"),
        ("https://news.example/blast-20130110-77.html", "2013-01-10"),
        ("https://news.example/2013/01/blast", "2013-01"),
        ("https://news.example/2013/13/40/blast", None),
        ("https://news.example/2013/02/30/blast", "2013-02"),
        ("https://news.example/story/123456789", None),
        ("https://news.example/?d=2013/01/10", None),
    ],
)
def test_dates_in_addresses(url, expected):
    assert date_in(url) == expected


def test_the_future_is_refused_and_the_next_source_is_asked():
    latest = latest_possible("2013-01-12T08:00:00Z")
    assert latest == "2013-01-13"
    assert choose([("given", "2013-01-13")], latest) == ("2013-01-13", "given")
    assert choose([("given", "2013-01-14")], latest) == (None, REFUSED)
    assert choose([("given", "2014"), ("json-ld", "2013-01-10")], latest) == ("2013-01-10", "json-ld")
    assert choose([("given", "2013")], latest) == ("2013", "given")
    assert choose([("given", None)], latest) == (None, None)


@given(st.one_of(st.text(max_size=40), st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}.{0,5}")))
def test_what_is_parsed_is_the_start_of_a_real_date(text):
    day = parse(text)
    if day is not None:
        assert date.fromisoformat(day + "-01-01"[len(day) - 4 :] if len(day) < 10 else day)


@given(st.dates(min_value=date(1800, 1, 1), max_value=date(2200, 12, 31)))
def test_no_form_of_a_day_loses_or_moves_it(day):
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%B %d, %Y", "%a, %d %b %Y 10:00:00 +0000"):
        assert parse(day.strftime(form)) == day.isoformat()


@pytest.mark.parametrize(
    ("given_as", "day", "words"),
    [
        ("2031-13-45", None, "“2031-13-45” is no date of the calendar: the document is kept without a date"),
        (
            "2013-02-30",
            "2013-03-01",
            "is no date of the calendar: the document is kept with 2013-03-01 instead",
        ),
        ("2200-01-01", None, "lies in the future"),
        ("yesterday\x07", None, "“yesterday” is no date"),
    ],
)
def test_a_date_that_cannot_be_is_said(given_as: str, day: str | None, words: str) -> None:
    assert words in (doubt(given_as, day, None) or "")


@pytest.mark.parametrize(
    "given_as", [None, "", " ", "2013", "2013-01-10", "2013-02-30; 2013-02-28", "03/04/2013"]
)
def test_a_date_that_can_be_is_not(given_as: str | None) -> None:
    assert doubt(given_as, None, None) is None
