"""What holds for any text and any publication date."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from vigil.dates import default_date, find_times
from vigil.dates.expressions import CORES

PIECES = [
    "on",
    "in",
    "since",
    "until",
    "the",
    "a",
    "late",
    "early",
    "last",
    "next",
    "this",
    "past",
    "previous",
    "earlier",
    "later",
    "Monday",
    "Friday",
    "Sunday",
    "night",
    "May",
    "March",
    "January",
    "Jan.",
    "10",
    "10th",
    "3",
    "2013",
    "1999",
    "2003",
    "two",
    "three",
    "several",
    "few",
    "days",
    "weeks",
    "months",
    "years",
    "hours",
    "decade",
    "ago",
    "before",
    "after",
    "on",
    "between",
    "and",
    "to",
    "-",
    ",",
    ".",
    "(",
    ")",
    "third",
    "fourth",
    "consecutive",
    "day",
    "year",
    "month",
    "week",
    "weekend",
    "today",
    "yesterday",
    "tomorrow",
    "overnight",
    "every",
    "anniversary",
    "of",
    "spring",
    "summer",
    "Ashura",
    "Eid",
    "will",
    "said",
    "killed",
    "people",
    "'s",
    "\n",
    "\n\n",
    "İ",
    "9/11",
    "10/01/2013",
    "2013-01-10",
    "0001",
    "9999",
]
texts = st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join) | st.text(max_size=200)
days = st.dates().map(date.isoformat)
prefixes = (
    st.none()
    | days
    | days.map(lambda d: d[:7])
    | days.map(lambda d: d[:4])
    | st.sampled_from(["0001-01-01", "9999-12-31", "0001", "", "soon", "2013-02-31", "²013", "2013-13"])
    | st.text(max_size=12)
)
PRECISIONS = {"day", "days", "week", "month", "season", "year", "years", "unknown"}
KINDS = {"date", "relative", "weekday", "duration", "span", "frequency", "anniversary"}


@given(texts, prefixes)
def test_mentions_are_exact_ordered_apart_and_valid(text, published):
    end = 0
    for mention in find_times(text, published, "title"):
        assert mention.span.field == "title"
        assert end <= mention.span.start < mention.span.end <= len(text)
        end = mention.span.end
        assert text[mention.span.start : mention.span.end] == mention.text
        assert mention.kind in KINDS and mention.date.precision in PRECISIONS
        assert (
            (mention.date.start is None)
            == (mention.date.end is None)
            == (mention.date.precision == "unknown")
        )
        if mention.date.start is not None:
            assert date.fromisoformat(mention.date.start) <= date.fromisoformat(mention.date.end)
            if mention.date.precision == "day":
                assert mention.date.start == mention.date.end
        assert mention.days is None or mention.days >= 0
    default = default_date(published)
    assert default.start is None or default.start <= default.end


PAST = st.sampled_from(
    [
        "yesterday",
        "overnight",
        "last week",
        "last Friday",
        "last month",
        "last year",
        "a few days ago",
        "about ten days ago",
        "a week ago",
        "two months ago",
        "years ago",
        "earlier this year",
        "in recent weeks",
        "over the past two years",
        "since Monday",
        "on Thursday night",
        "the previous day",
        "last weekend",
        "the third night",
    ]
)


@given(PAST, st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_what_is_past_is_never_after_publication(words, published):
    (mention,) = find_times(f"The town was hit {words}.", published.isoformat())
    assert mention.date.end is not None
    assert mention.date.end <= published.isoformat()


def test_hostile_repetitions_come_back():
    for piece in (
        "a ",
        "january ",
        "1 ",
        "in the ",
        " ",
        "last ",
        "10-",
        "the early hours of ",
        "two ",
        "Monday, ",
    ):
        text = piece * (40_000 // len(piece))
        assert all(text[m.span.start : m.span.end] == m.text for m in find_times(text, "2013-01-13"))


def test_the_scan_enters_every_pattern():
    from vigil.dates.expressions import CORE

    samples = [
        "2013-01-10",
        "January 10",
        "10 January",
        "in March",
        "Fridays",
        "Mon.",
        "10th,",
        "2003-2007",
        "1990s",
        "2003",
        "third anniversary",
        "third night",
        "day two",
        "every day",
        "today",
        "two days",
        "past week",
        "weekend",
        "spring 2011",
        "days ago",
        "Ashura",
        "9/11",
    ]
    found = [match.lastgroup for sample in samples for match in CORE.finditer(sample.lower())]
    assert found == list(CORES)
