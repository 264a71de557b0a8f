"""Title and day that a text file says in its first lines, and nothing that is in doubt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.articles import to_article
from vigil.articles.heads import day_of, title_of
from vigil.config import ArticleConfig
from vigil.records import Article, Priors, RawDocument

TITLE = "Two blasts kill 86 people in Quetta"
BODY = "Two bombs killed 86 people in Quetta on Thursday, police said.\n\nProtests followed in Karachi."
READ = ArticleConfig(read_everything=True)


def article(text: str, kind: str = "text/plain", **more: object) -> Article:
    made = to_article(RawDocument("a.txt", kind, text.encode(), text, **more), READ)  # type: ignore[arg-type]
    assert isinstance(made, Article)
    return made


@pytest.mark.parametrize(
    "between",
    ["\n\n", "\n \n\n", "\nBy Ann Other\n\n", "\nJanuary 12, 2013 — By Ann Other\n", "\nQuetta, 12 January 2013\n", "\r\n\r\n"],
)  # fmt: skip
def test_a_short_first_line_above_a_gap_is_the_title_and_stays_in_the_text(between: str) -> None:
    made = article(TITLE + between + BODY)
    assert made.title == TITLE and made.text == TITLE + between + BODY


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        TITLE,
        TITLE + "\n",
        f"{TITLE}\n{BODY}",  # a paragraph whose lines were cut
        f"{TITLE}.\n\n{BODY}",
        f"“{TITLE}.”\n\n{BODY}",
        f"Dear all,\n\n{BODY}",
        f"QUETTA, Jan 12, 2013 (Reuters) – A bomb went off\n\n{BODY}",
        f"By Ann Other\n\n{BODY}",
        f"{'word ' * 40}\n\n{BODY}",
        f"***\n\n{BODY}",
        f"bombs went off in the town\n\n{BODY}",
    ],
)  # fmt: skip
def test_what_is_no_headline_is_none(text: str) -> None:
    assert title_of(text) is None


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Quetta, 12 January 2013", "2013-01-12"),
        ("January 12, 2013 — By Ann Other", "2013-01-12"),
        ("Published: 2013-01-12", "2013-01-12"),
        ("Published on Saturday, January 12th, 2013 at 9:15 pm", "2013-01-12"),
        ("Date: 12 Jan. 2013", "2013-01-12"),
        ("2013-01-12", "2013-01-12"),
        ("2013-01-12T09:15:00Z", "2013-01-12"),
        ("By Ann Other | 12th of January, 2013", "2013-01-12"),
        ("QUETTA, Pakistan, Jan 12, 2013 (Reuters) - Two bombs killed 86 people.", "2013-01-12"),
        ("Sat, 12 Jan 2013", "2013-01-12"),
        ("25/12/2013", "2013-12-25"),
        ("01/02/2013", None),
        ("January 2013", None),
        ("31 February 2013", None),
        ("Updated: 14 January 2013", None),
        ("Updated – 14 January 2013", None),
        ("Bombs of January 10, 2013 in Quetta", None),
        ("On January 10, 2013, two bombs went off in Quetta.", None),
        ("Two bombs went off in Quetta, January 10, 2013 (a Thursday)", None),
        ("The blasts of Quetta, January 10, 2013, killed many.", None),
    ],
)  # fmt: skip
def test_a_line_that_gives_the_day(line: str, day: str | None) -> None:
    assert day_of(f"{TITLE}\n\n{line}\n\n{BODY}") == day
    assert article(f"{TITLE}\n\n{line}\n\n{BODY}").published == day


def test_a_day_that_says_what_it_is_goes_first_and_a_list_of_days_gives_none() -> None:
    days = "January 10, 2013 — Two blasts in Quetta.\nFebruary 16, 2013 — A market in Quetta.\n"
    assert day_of("A list of attacks\n\n" + days) is None
    assert day_of("A list of attacks\nPublished: 3 March 2013\n\n" + days) == "2013-03-03"
    assert day_of(f"{BODY}\n" * 9 + "12 January 2013") is None


def test_what_comes_with_the_file_goes_before_and_what_is_said_of_all_files_behind() -> None:
    text = f"{TITLE}\n\n12 January 2013\n\n{BODY}"
    assert article(text).published_from == "text"
    assert article(text, published="2013-01-14").published == "2013-01-14"
    assert article(text, priors=Priors("2013-02-01")).published == "2013-01-12"
    assert article(text, title="Another").title == "Another"
    assert article(f"{TITLE}\n\n12 January 2190\n\n{BODY}").published is None  # in the future
    row = article(text, row_id="r1")
    assert (row.title, row.published) == (None, None)  # a row has keys for both
    assert article(text, kind="application/json").title is None
    pasted = article(text.replace("\n", "\r\n"), kind="text/markdown")  # as the site keeps what was pasted
    assert (pasted.title, pasted.published) == (TITLE, "2013-01-12")


@given(
    st.lists(
        st.sampled_from(
            [
                TITLE,
                BODY,
                "",
                " ",
                "12 January 2013",
                "By Ann Other",
                "01/02/2013",
                "\f",
                "\u2028x",
                "é — “q”",
            ]
        ),
        min_size=1,
        max_size=8,
    ).map("\n".join)
    | st.text(min_size=1)
)
def test_any_text_stays_as_it_is_and_its_title_stands_in_it(text: str) -> None:  # fmt: skip
    found, day = title_of(text), day_of(text)
    if found is not None:
        start = text.index(found)
        assert text[start : start + len(found)] == found and not text[:start].strip()
        assert "\n" not in found and text[start + len(found) :].strip()
    if day is not None:
        assert day[:4] in text
    if text.strip() and "\0" not in text:
        made = article(text)
        assert made.text == text and made.title == found


@given(st.lists(st.text("abc ,", min_size=1).map(lambda words: f"A{words}x."), min_size=1))
def test_an_ordinary_text_has_neither(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    assert title_of(text) is None and day_of(text) is None
