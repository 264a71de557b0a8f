"""Saved searches: lines of text and fields are one thing, and what an incident must be to be found."""

from __future__ import annotations

from dataclasses import replace

import made_up
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil import codebook
from vigil.errors import UsageError
from vigil.records import Actor, Incident, Place, PlacedPart, Span, Toll, Victim
from vigil.searches import KINDS, Search, doubts, parse

TYPES = sorted(codebook.load("events")["types"])
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=14)
TRICKY = st.sampled_from(
    ["Riot", "everything", "since 2013", "killed >= 5", "a, b", 'the "Q"', "type: bombing", "C:\\x", "attacks", "5+ dead"]
)  # fmt: skip
DAYS = st.sampled_from(["1999", "2013", "2013-02", "2013-02-28"])


@st.composite
def searches(draw: st.DrawFn) -> Search:
    words = st.none() | WORDS | TRICKY
    number = st.none() | st.integers(0, 10**9 - 1)
    made = {
        "kind": draw(st.none() | st.sampled_from(KINDS)),
        "type": draw(st.none() | st.sampled_from(TYPES)),
        "places": tuple(draw(st.lists(WORDS | TRICKY, max_size=3))),
        "actor": draw(words),
        "community": draw(words),
        "text": draw(words),
        "killed": draw(number),
        "injured": draw(number),
        "since": draw(st.none() | st.sampled_from(["1999", "2012-02-28"])),
        "until": draw(st.none() | DAYS.filter(lambda d: d > "2012-02-28")),
    }
    try:
        return Search(**made)
    except UsageError:  # words without a word in them
        return Search(killed=made["killed"], kind=made["kind"])


@given(searches())
def test_a_search_is_read_back_from_its_line(search: Search) -> None:
    assert parse(str(search)) == search
    assert str(parse(str(search))) == str(search)


@given(st.text(max_size=40))
def test_any_line_is_a_search_or_is_explained(line: str) -> None:
    try:
        found = parse(line)
    except UsageError as error:
        assert str(error)[-1] in ".)" and len(str(error)) > 20
    else:
        assert parse(str(found)) == found


@pytest.mark.parametrize(
    ("line", "search"),
    [
        ("attack, Balochistan, killed >= 5", Search(kind="attack", places=("Balochistan",), killed=5)),
        ("Attacks,  Balochistan , killed≥5", Search(kind="attack", places=("Balochistan",), killed=5)),
        ("suicide bombings, 5+ killed", Search(type="suicide bombing", killed=5)),
        ("sit-in, Quetta, Pakistan", Search(type="sit-in", places=("Quetta", "Pakistan"))),
        ("official response, at least 3 dead", Search(kind="official_response", killed=3)),
        ("killed > 4, wounded at least 20", Search(killed=5, injured=20)),
        ("actor: Red Dawn Front, since 2013", Search(actor="Red Dawn Front", since="2013")),
        ('"Riot", until: 2014-01', Search(places=("Riot",), until="2014-01")),
        ("type: attack, text: bus market", Search(type="attack", text="bus market")),
        ("community: Hazaras", Search(community="Hazaras")),
        ("everything", Search()),
    ],
)
def test_how_lines_are_read(line: str, search: Search) -> None:
    assert parse(line) == search


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "asks for nothing"),
        (" , ", "asks for nothing"),
        ("killed 5", "killed >= 5"),
        ("killed < 5", "killed >= 5"),
        ("5 killed", "killed >= 5"),
        ("since last year", "2013-01-10"),
        ("since 2013-02-30", "2013-01-10"),
        ("attack, demonstration", "twice"),
        ("killed >= 5, killed >= 6", "twice"),
        ("actr: X", "did you mean actor"),
        ("type: bombng", "did you mean bombing"),
        ("kind: atack", "did you mean attack"),
        ('attack, "Quetta', "not closed"),
        ('attack, the "Quetta"', "quoted in part"),
        ("since 2014, until 2013", "earlier date first"),
        ("place: !!!", "no words"),
    ],
)
def test_what_is_not_understood_says_what_to_write(line: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse(line)


def test_a_place_that_may_be_a_slip_is_doubted() -> None:
    assert "write attack" in doubts(parse("atack, Quetta"))[0]
    assert doubts(parse("attack, Quetta")) == []


QUETTA = Place("Alamdar Road", "site", "Quetta", "Balochistan", "Pakistan", "PK")


def told(**fields: object) -> Incident:
    bomb, _ = made_up.incidents()
    return replace(bomb, place=QUETTA, killed=Toll(12, 15, 18, "r", "why"), **fields)


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        ("everything", True),
        ("attack", True),
        ("demonstration", False),
        ("bombing", True),
        ("suicide bombing", False),
        ("Quetta", True),
        ("Quetta, Pakistan", True),
        ("Quetta, India", False),
        ("baluchistan", True),  # another spelling
        ("PK", True),
        ("Alamdar", True),
        ("Alam", False),  # no whole word
        ("killed >= 15", True),
        ("killed >= 16", False),  # the best figure counts, not the highest
        ("injured >= 40", True),
        ("injured >= 41", False),
        ("actor: red dawn front", True),
        ("actor: Dawn", True),
        ("actor: Blue", False),
        ("text: market tessaoua", True),
        ("text: market zinder", False),
        ("since 2021-03-01", True),
        ("since 2021-03-02", False),
        ("until 2021-03", True),
        ("until 2021-02", False),
        ("community: teacher", True),
        ("community: Hazara", False),
    ],
)
def test_what_an_incident_must_be(line: str, fits: bool) -> None:
    assert parse(line).matches(told()) is fits


def test_no_mali_in_somalia() -> None:
    somalia = Place("Mogadishu", "city", "Mogadishu", "Banaadir", "Somalia", "SO")
    assert not parse("Mali").matches(replace(told(), place=somalia))
    assert parse("Somalia").matches(replace(told(), place=somalia))


def test_what_is_not_known_does_not_fit() -> None:
    nothing = replace(told(), place=None, killed=None, date=made_up.DateRange(None, None, "unknown"))
    for line in ("Quetta", "killed >= 0", "since 1990", "until 2030"):
        assert not parse(line).matches(nothing)


def test_open_tolls_count_by_what_is_known() -> None:
    assert parse("killed >= 5").matches(replace(told(), killed=Toll(5, 5, None, "r", "w")))
    assert parse("killed >= 5").matches(replace(told(), killed=Toll(None, 5, 5, "r", "w")))
    assert not parse("killed >= 5").matches(replace(told(), killed=Toll(4, 4, None, "r", "w")))


def test_a_group_is_found_by_its_other_names() -> None:
    by = Actor("Lashkar-e-Jhangvi", "perpetrator", "claimed", None, "group")
    assert parse("actor: LeJ").matches(told(actors=(by,)))
    assert parse("actor: Lashkar-i-Jhangvi").matches(told(actors=(by,)))


def test_communities_are_found_in_singular_and_plural() -> None:
    for group in ("Hazara", "Hazaras", "Shia Hazaras", "Hazara policemen"):
        for line in ("community: Hazara", "community: Hazaras"):
            assert parse(line).matches(told(victims=(Victim(None, group),)))


def test_a_wave_is_found_by_each_place_where_it_was_held() -> None:
    lahore = Place("Lahore", "city", "Lahore", "Punjab", "Pakistan", "PK")
    karachi = replace(lahore, name="Karachi", city="Karachi", admin1="Sindh")
    places = tuple(
        PlacedPart(p, held, "d", Span("text", 0, 1), "x") for p, held in ((lahore, True), (karachi, False))
    )
    assert parse("Lahore").matches(replace(told(), place=None, places=places))
    assert not parse("Karachi").matches(replace(told(), place=None, places=places))  # only announced
