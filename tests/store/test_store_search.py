"""Full text search, in each database."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up import aside, outcome

from vigil.store import CLOSE, OPEN, Record


@pytest.fixture
def filled(record: Record) -> Record:
    """Three documents, the last set aside."""
    generation = record.begin_run("v1")
    record.add_batch(
        [
            outcome(
                "d1",
                "A bomb killed 12 people in Harwell. Shops were shut.",
                title="Market bombed",
                outlet="Herald",
            ),
            outcome("d2", "Workers marched in Harwell. 300 took part.", published="2013-01-10"),
            aside("d3", "The match in Harwell ended without a goal."),
        ],
        "v1",
        generation,
    )
    return record


def ids(record: Record, query: str) -> list[str]:
    """Documents found."""
    return sorted(hit.document for hit in record.search(query))


def test_every_word_is_needed_and_endings_do_not_matter(filled: Record) -> None:
    assert ids(filled, "harwell") == ["d1", "d2", "d3"]
    assert ids(filled, "HARWELL bombing") == ["d1"]
    assert ids(filled, "harwell elsewhere") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"killed 12 people"', ["d1"]),
        ('"people killed"', []),
        ("people killed", ["d1"]),
        ('harwell "shops were shut"', ["d1"]),
        ('"took part" marched', ["d2"]),
        ("took-part", ["d2"]),
        ("part-took", []),
        ('"the match', ["d3"]),
        ('""', []),
    ],
)
def test_words_in_quotes_stand_side_by_side(filled: Record, query: str, found: list[str]) -> None:
    assert ids(filled, query) == found


def test_titles_are_searched(filled: Record) -> None:
    assert ids(filled, "market") == ["d1"]


def test_a_hit_says_what_and_where(filled: Record) -> None:
    (hit,) = filled.search("killed")
    assert (hit.document, hit.title, hit.outlet, hit.published, hit.status) == (
        "d1", "Market bombed", "Herald", None, "read",
    )  # fmt: skip
    assert f"{OPEN}killed{CLOSE} 12 people" in hit.snippet


def test_what_was_set_aside_is_found(filled: Record) -> None:
    (hit,) = filled.search("goal")
    assert hit.status == "set_aside"


def test_only_current_versions_are_found(filled: Record) -> None:
    filled.finish_run(1)
    filled.add_batch([outcome("d1", "A gas leak hurt 2 people.")], "v1", filled.begin_run("v1"))
    assert ids(filled, "bomb") == []
    assert ids(filled, "leak") == ["d1"]


def test_the_limit_holds(filled: Record) -> None:
    assert len(filled.search("harwell", limit=2)) == 2


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        '"',
        '"bomb',
        "bomb*",
        "NEAR(a b)",
        "title:bomb",
        "a AND",
        "(",
        "bomb'); --",
        "-",
        "a & !b |",
        "\0",
        "^x",
    ],
)
def test_no_query_is_an_error(filled: Record, query: str) -> None:
    assert isinstance(filled.search(query), list)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=20))
def test_any_text_may_be_asked_for(filled: Record, query: str) -> None:
    assert isinstance(filled.search(query), list)


def test_a_very_long_text_of_many_words_can_be_stored(record: Record) -> None:
    text = "Blast kills 3. " + " ".join(f"w{n:x}" for n in range(300_000))
    record.add_batch([outcome("d1", text)], "v1", record.begin_run("v1"))
    assert ids(record, "blast w1f") == ["d1"]
