"""Hashtags: where they stand, whose they are, and which stay behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_analysis_attention import Paper, told

from vigil.analysis import coverage_frame, hashtag_counts, hashtag_frame, hashtags_in


@dataclass(frozen=True)
class Text:
    """What is asked of an article."""

    id: str
    text: str
    title: str | None = None


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("See #WeAreAllHarwell, (#Orley_now)!", ["#WeAreAllHarwell", "#Orley_now"]),
        ("Number #5, C#Sharp, &#8217;, https://x.example/a/#part and x.example/a#part", []),
        ("#2013protest #हिन्दी ＃ہزارہ", ["#2013protest", "#हिन्दी", "＃ہزارہ"]),
        ("#Harwell's #a#b ##c #", ["#Harwell", "#a"]),
        ("", []),
    ],
)
def test_what_a_hashtag_is(text: str, tags: list[str]) -> None:
    assert [text[start:end] for start, end in hashtags_in(text)] == tags


@given(st.text("#ab1_ /&\u0939\u093f", max_size=40))
def test_hashtags_do_not_overlap_and_begin_with_their_mark(text: str) -> None:
    end_before = 0
    for start, end in hashtags_in(text):
        assert end_before <= start < end - 1 and text[start] == "#" and "#" not in text[start + 1 : end]
        end_before = end


def test_a_hashtag_is_of_its_documents_subject_and_keeps_its_words() -> None:
    papers = {
        "d1": Paper(published="2013-01-11"),
        "d2": Paper("Post", "2013-01-12", syndication="s"),
        "d3": Paper("Daily", "2013-01-13", syndication="s"),
        "d4": Paper(published="2013-01", status="set_aside"),
        "d5": Paper(),
    }
    held = coverage_frame(
        [told("sit", d1="main", d2="main", d3="main"), told("bomb", d1="background", d5="co_main")], papers
    )
    texts = [
        Text("d1", "They sat. #WeAreAllHarwell #weareallharwell", "The #Sit-in"),
        Text("d2", "#WeAreAllHarwell"), Text("d3", "#WeAreAllHarwell"),
        Text("d4", "#Cup"), Text("d5", "#WEAREALLHARWELL"), Text("elsewhere", "#No"),
    ]  # fmt: skip
    found = hashtag_frame(texts, held)
    fields = {t.id: {"text": t.text, "title": t.title or ""} for t in texts}
    for row in found.iter_rows(named=True):
        assert fields[row["document"]][row["field"]][row["start"] : row["end"]] == row["quote"]
    assert dict(zip(found["document"], found["incident"], strict=True)) == {
        "d1": "sit", "d2": "sit", "d3": "sit", "d4": None, "d5": None,
    }  # fmt: skip
    counts = hashtag_counts(found).row(0, named=True)
    assert counts == {
        "tag": "weareallharwell",
        "written": "#WeAreAllHarwell",
        "own": 3,
        "reprints": 1,
        "outlets": 3,
    }
    days = hashtag_counts(found.filter(found["incident"] == "sit"), ("day", "outlet"))
    assert days.filter(days["tag"] == "weareallharwell").select(
        "day", "outlet", "own", "reprints"
    ).rows() == [
        (date(2013, 1, 11), "dawn.com", 1, 0),
        (date(2013, 1, 12), "Post", 1, 0),
        (date(2013, 1, 13), "Daily", 0, 1),
    ]
    assert hashtag_frame(reversed(texts), held).equals(found)


def test_a_hashtag_with_the_name_of_a_private_person_stays_behind() -> None:
    held = coverage_frame([told("sit", d1="main")], {"d1": Paper()})
    text = Text("d1", "#JusticeForSalma #justiceforsalma #WeAreAllHarwell #AliLives #Alive #Idrissou2013")
    found = hashtag_frame([text], held, ["Salma Idrissou", "Ali Harwell"], ["Harwells"])
    assert found["quote"].to_list() == [None, None, "#WeAreAllHarwell", None, "#Alive", None]
    assert "salma" not in str(found.to_dicts()).casefold()
    counts = hashtag_counts(found)
    assert set(counts["written"]) == {"[name withheld]", "#WeAreAllHarwell", "#Alive"}
