"""What a reader of the record sees of time expressions: the words found, the days they mean, and what is left alone."""

import pytest

from vigil.dates import default_date, find_times
from vigil.records import UNKNOWN_DATE, DateRange

SUNDAY = "2013-01-13"


def read(text, published=SUNDAY):
    return [(m.text, m.kind, m.date.start, m.date.end, m.date.precision) for m in find_times(text, published)]


def only(text, published=SUNDAY):
    found = find_times(text, published)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("words", "start", "end", "precision"),
    [
        ("on January 10, 2013", "2013-01-10", "2013-01-10", "day"),
        ("10 January 2013", "2013-01-10", "2013-01-10", "day"),
        ("on the 10th of January", "2013-01-10", "2013-01-10", "day"),
        ("Jan. 10", "2013-01-10", "2013-01-10", "day"),
        ("Thursday, 10 January", "2013-01-10", "2013-01-10", "day"),
        ("2013-01-10", "2013-01-10", "2013-01-10", "day"),
        ("23/08/2012", "2012-08-23", "2012-08-23", "day"),
        ("on the 10th", "2013-01-10", "2013-01-10", "day"),
        ("on the 20th", "2012-12-20", "2012-12-20", "day"),
        ("December 24", "2012-12-24", "2012-12-24", "day"),
        ("January 16", "2013-01-16", "2013-01-16", "day"),
        ("May 2 last year", "2012-05-02", "2012-05-02", "day"),
        ("January 10-12", "2013-01-10", "2013-01-12", "days"),
        ("10–12 January 2013", "2013-01-10", "2013-01-12", "days"),
        ("in January 2013", "2013-01-01", "2013-01-31", "month"),
        ("in January", "2013-01-01", "2013-01-31", "month"),
        ("in February", "2012-02-01", "2012-02-29", "month"),
        ("last month", "2012-12-01", "2012-12-31", "month"),
        ("earlier this month", "2013-01-01", "2013-01-13", "month"),
        ("in 2003", "2003-01-01", "2003-12-31", "year"),
        ("last year", "2012-01-01", "2012-12-31", "year"),
        ("the summer of 2010", "2010-06-01", "2010-08-31", "season"),
        ("last summer", "2012-06-01", "2012-08-31", "season"),
        ("Thursday", "2013-01-10", "2013-01-10", "day"),
        ("on Sunday", "2013-01-13", "2013-01-13", "day"),
        ("last Sunday", "2013-01-06", "2013-01-06", "day"),
        ("next Sunday", "2013-01-20", "2013-01-20", "day"),
        ("Thursday before last", "2013-01-03", "2013-01-03", "day"),
        ("late on Tuesday night", "2013-01-08", "2013-01-08", "day"),
        ("in the small hours of Friday", "2013-01-11", "2013-01-11", "day"),
        ("yesterday", "2013-01-12", "2013-01-12", "day"),
        ("tonight", "2013-01-13", "2013-01-13", "day"),
        ("the day before yesterday", "2013-01-11", "2013-01-11", "day"),
        ("two days ago", "2013-01-11", "2013-01-11", "day"),
        ("overnight", "2013-01-12", "2013-01-13", "days"),
        ("over the weekend", "2013-01-12", "2013-01-13", "days"),
        ("five weeks ago", "2012-12-06", "2012-12-12", "week"),
        ("a month ago", "2012-11-28", "2012-12-28", "month"),
        ("the third night", "2013-01-11", "2013-01-13", "days"),
        ("for a fourth consecutive day", "2013-01-10", "2013-01-13", "days"),
        ("entering its third night", "2013-01-11", "2013-01-13", "days"),
        ("since Friday", "2013-01-11", "2013-01-13", "days"),
        ("since 2001", "2001-01-01", "2013-01-13", "years"),
        ("over the past five years", "2008-01-13", "2013-01-13", "years"),
        ("in the last decade", "2003-01-13", "2013-01-13", "years"),
        ("in more than a decade", "2003-01-13", "2013-01-13", "years"),
        ("this year", "2013-01-01", "2013-01-13", "year"),
        ("between 2008 and 2012", "2008-01-01", "2012-12-31", "years"),
        ("from 2003 to 2007", "2003-01-01", "2007-12-31", "years"),
    ],
)
def test_an_expression_means_these_days(words, start, end, precision):
    mention = only(f"It was said that {words}, there was a fight")
    assert mention.text.lower() in words.lower()
    assert mention.date == DateRange(start, end, precision)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("10 January 2013", "date"),
        ("yesterday", "relative"),
        ("on Thursday", "weekday"),
        ("for three days", "duration"),
        ("36 hours", "duration"),
        ("the three-day strike", "duration"),
        ("since 2001", "span"),
        ("in recent months", "span"),
        ("every Friday", "frequency"),
        ("on Fridays", "frequency"),
        ("the first anniversary of it", "anniversary"),
        ("a year on", "anniversary"),
        ("since Friday", "duration"),
    ],
)
def test_kinds(words, kind):
    assert only(f"The town had known it {words}.").kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "The bomb killed 2003 people and 2010 rupees were paid.",
        "They may march again, police warn, and the March was long; the long march went on.",
        "A 12-year-old boy sat beside his 20-year-old brother, 30 years old.",
        "One day the second man sat down. Some night it may fall.",
        "Flight 1990 left gate 2012.",
        "the third man of the first squad, on the 10th floor",
        "the November 17 group",
        "Black Friday",
    ],
)
def test_words_that_are_no_time_are_left_alone(text):
    assert read(text) == []


def test_a_count_after_a_month_or_year_is_no_day():
    assert [m[0] for m in read("In January 10 people died; in 2003 homes burnt.")] == ["In January"]


def test_what_is_still_to_come_is_looked_for_ahead():
    assert only("They will hold a rally on Wednesday.").date.start == "2013-01-16"
    assert only("A strike scheduled for Monday").date.start == "2013-01-14"
    assert only("The man who said they will pay was shot on Wednesday.").date.start == "2013-01-16"
    assert only("They will mourn the people killed on Wednesday.").date.start == "2013-01-09"


def test_the_day_of_publication_is_needed_for_a_weekday_but_a_dateline_will_do():
    assert only("A bomb on Thursday", "2013-01").date == UNKNOWN_DATE
    assert only("A bomb on Thursday", None).date == UNKNOWN_DATE
    dated = find_times("NORTHTOWN, January 10 (Agency) - A bomb went off on Wednesday", "2013-01")
    assert dated[-1].date.start == "2013-01-09"
    full = find_times("NORTHTOWN, 10 JAN 93 (AGENCY) -- A BOMB WENT OFF YESTERDAY", None)
    assert [m.date.start for m in full] == ["1993-01-10", "1993-01-09"]


def test_a_month_prefix_keeps_its_precision():
    assert only("It happened today", "2013-01").date == DateRange("2013-01-01", "2013-01-31", "month")
    assert only("It happened last year", "2013-01").date == DateRange("2012-01-01", "2012-12-31", "year")
    assert only("It happened on January 10", "2013-01").date.start == "2013-01-10"


def test_moveable_feasts_stay_unknown_and_their_weekdays_unread():
    assert only("A blast on Ashura").date == UNKNOWN_DATE
    assert only("A blast on Good Friday").date == UNKNOWN_DATE
    assert only("A blast on Christmas Day").date.start == "2012-12-25"


def test_ambiguous_numbers_keep_the_year_only():
    assert only("10/03/2012").date == DateRange("2012-01-01", "2012-12-31", "year")


def test_an_ordinal_night_ends_with_the_day_that_its_sentence_tells():
    found = find_times("The sit-in entered its third day on Friday.", SUNDAY)
    assert (found[0].date.start, found[0].date.end, found[0].days) == ("2013-01-09", "2013-01-11", 3)


def test_later_days_count_from_the_day_told_before():
    assert [
        m[2] for m in read("A bomb fell on January 3. Two days later another did; the next day a third.")
    ] == [
        "2013-01-03",
        "2013-01-05",
        "2013-01-06",
    ]
    assert only("It came 36 days after the vote").date == UNKNOWN_DATE


def test_texts_in_one_case_are_read_too():
    assert [m[0] for m in read("ON THURSDAY 10 MEN MARCHED. IN MARCH 2012 THEY MAY.")] == [
        "ON THURSDAY",
        "IN MARCH 2012",
    ]
    assert [m[0] for m in read("a bomb on 2 february, since 10 may")] == ["on 2 february", "since 10 may"]


def test_default_date():
    assert default_date(SUNDAY) == DateRange("2013-01-12", "2013-01-13", "days")
    assert default_date("2013-01") == DateRange("2013-01-01", "2013-01-31", "month")
    assert default_date("2013") == DateRange("2013-01-01", "2013-12-31", "year")
    assert default_date(None) == default_date("soon") == default_date("2013-02-31") == UNKNOWN_DATE


def test_a_deed_named_by_its_day_is_past_whatever_is_expected_of_it():
    found = find_times("No charges are expected in Tuesday's shooting.", "2013-02-20")
    assert [(m.date.start, m.date.end) for m in found] == [("2013-02-19", "2013-02-19")]


def test_since_a_deed_names_the_day_of_the_deed():
    found = find_times("Police have held 170 people since the weekend bombing.", "2013-02-20")
    assert [(m.kind, m.date.start, m.date.end) for m in found] == [("relative", "2013-02-16", "2013-02-17")]


def test_a_block_of_a_street_is_no_year():
    assert list(find_times("Shots were fired in the 1800 block of Belmont Avenue.", "2017-02-20")) == []


def test_a_protest_does_not_end_on_the_day_of_the_attack_that_it_is_about():
    text = "Families sat in for a third consecutive day over Friday's bombing and on Sunday asked for the minister."
    lasting = [m for m in find_times(text, "2019-04-15") if m.days]
    assert [(m.days, m.date.end) for m in lasting] == [(3, "2019-04-15")]
