"""What an address asks for, and what the catalogue finds for it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil import codebook
from vigil.errors import UsageError
from vigil.store import Line
from vigil.web.catalogue import UNKNOWN, Catalogue, ids_of
from vigil.web.filters import KINDS, NATURES, SORTS, STATUSES, Filter, read_filter

DAYS = st.dates().map(lambda day: day.isoformat())
PREFIXES = st.one_of(DAYS, DAYS.map(lambda day: day[:7]), DAYS.map(lambda day: day[:4]))
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(
    lambda text: text.strip() == text
)
COUNTS = st.integers(0, 999_999_999)
BOXES = st.tuples(
    st.integers(-180, 180), st.integers(-90, 0), st.integers(-180, 180), st.integers(0, 90)
).map(lambda box: tuple(float(n) for n in box))


def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    """Something, or nothing."""
    return st.none() | strategy


FILTERS = st.builds(
    Filter,
    text=maybe(WORDS), place=maybe(WORDS), start=maybe(PREFIXES), end=maybe(PREFIXES), kind=maybe(st.sampled_from(KINDS)),
    type=maybe(WORDS), nature=maybe(st.sampled_from(NATURES)), actor=maybe(WORDS), community=maybe(WORDS),
    killed_at_least=maybe(COUNTS), killed_at_most=maybe(COUNTS), injured_at_least=maybe(COUNTS),
    confidence_at_least=maybe(st.sampled_from([0.0, 0.5, 1.0])), status=maybe(st.sampled_from(STATUSES)),
    disagree=st.booleans(), box=maybe(BOXES), sort=st.sampled_from(SORTS),
).filter(lambda wanted: not (wanted.start and wanted.end) or wanted.start[:4] < wanted.end[:4])  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(FILTERS)
def test_a_filter_written_as_an_address_is_read_back(wanted: Filter) -> None:
    assert read_filter(dict(parse_qsl(wanted.query()))) == wanted


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"from": "yesterday"}, "write 2013, 2013-01 or 2013-01-10"),
        ({"to": "2013-02-31"}, "is no date"),
        ({"from": "2014", "to": "2013-12"}, "the first must not lie behind the last"),
        ({"killed": "many"}, "write digits, as in killed=5"),
        ({"killed": "²"}, "is no number"),
        ({"kind": "war"}, "write one of attack, demonstration"),
        ({"box": "1,2,3"}, "west,south,east,north"),
        ({"box": "nan,0,0,0"}, "west,south,east,north"),
        ({"confidence": "2"}, "from 0 to 1"),
        ({"disagree": "perhaps"}, "neither yes nor no"),
        ({"q": "x" * 201}, "too long"),
        ({"place": "a\0b"}, "no text"),
        ({"sort": "name"}, "write one of -date"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_sentence(given: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_filter(given)


@pytest.mark.parametrize(
    ("first", "last"), [("2013", "2013-01"), ("2013-01", "2013"), ("2013-01-02", "2013-01")]
)
def test_a_period_within_its_own_year_is_read(first: str, last: str) -> None:
    assert read_filter({"from": first, "to": last}) == Filter(start=first, end=last)


def test_what_is_no_filter_is_passed_over() -> None:
    assert read_filter({"after": "i1", "utm": "x", "place": " "}) == Filter()


NAMES = st.lists(
    st.sampled_from(["quetta", "pakistan", "new york", "york", "kabul"]), max_size=3, unique=True
)
LINES = st.builds(
    Line,
    id=st.uuids().map(str), kind=st.sampled_from(KINDS), type=st.sampled_from(["bombing", "sit-in"]), nature=st.sampled_from(NATURES),
    status=st.sampled_from(STATUSES), start=maybe(DAYS), end=st.none(), country=st.none(), lat=maybe(st.floats(-90, 90)),
    lon=st.floats(-180, 180), precision=st.none(), killed_low=st.none(), killed=maybe(st.integers(0, 50)), killed_high=st.none(),
    injured=maybe(st.integers(0, 50)), confidence=st.floats(0, 1, width=16), documents=st.integers(1, 9), disagree=st.booleans(),
    places=NAMES.map("\n".join), actors=NAMES.map("\n".join), communities=NAMES.map("\n".join),
).map(lambda line: replace(line, end=line.start, lon=None if line.lat is None else line.lon))  # fmt: skip
ASKED = st.builds(
    Filter,
    place=maybe(st.sampled_from(["york", "Quetta", "ETT", "x"])), start=maybe(PREFIXES), end=maybe(PREFIXES),
    kind=maybe(st.sampled_from(KINDS)), nature=maybe(st.sampled_from(NATURES)), actor=maybe(st.sampled_from(["kab"])),
    killed_at_least=maybe(st.integers(0, 50)), killed_at_most=maybe(st.integers(0, 50)), injured_at_least=maybe(st.integers(0, 50)),
    status=maybe(st.sampled_from(STATUSES)), disagree=st.booleans(), sort=st.sampled_from(SORTS),
)  # fmt: skip


def passes(line: Line, wanted: Filter) -> bool:
    """The same question, asked of one row in plain words."""
    return (
        (wanted.place is None or any(wanted.place.casefold() in name for name in line.places.split("\n")))
        and (wanted.actor is None or any(wanted.actor in name for name in line.actors.split("\n")))
        and (wanted.start is None or (line.end is not None and line.end >= wanted.start))
        and (wanted.end is None or (line.start is not None and line.start <= wanted.end + "~"))
        and (wanted.kind is None or line.kind == wanted.kind)
        and (wanted.nature is None or line.nature == wanted.nature)
        and (line.status == wanted.status if wanted.status else line.status != "retracted")
        and (
            wanted.killed_at_least is None
            or (line.killed is not None and line.killed >= wanted.killed_at_least)
        )
        and (
            wanted.killed_at_most is None
            or (line.killed is not None and line.killed <= wanted.killed_at_most)
        )
        and (
            wanted.injured_at_least is None
            or (line.injured is not None and line.injured >= wanted.injured_at_least)
        )
        and (not wanted.disagree or line.disagree)
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=12, unique_by=lambda line: line.id), ASKED)
def test_the_catalogue_finds_what_a_plain_reading_of_every_row_finds(
    lines: list[Line], wanted: Filter
) -> None:
    catalogue = Catalogue(lines)
    found = ids_of(catalogue, catalogue.find(wanted))
    assert sorted(found) == sorted(line.id for line in lines if passes(line, wanted))
    by_id = {line.id: line for line in lines}
    if wanted.sort in ("date", "-date"):
        days = [by_id[key].start for key in found if by_id[key].start]
        assert days == sorted(days, reverse=wanted.sort == "-date")
        assert all(by_id[key].start is None for key in found[len(days) :])
    elif wanted.sort == "killed":
        assert [by_id[k].killed for k in found if by_id[k].killed is not None] == sorted(
            (by_id[k].killed for k in found if by_id[k].killed is not None), reverse=True
        )


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES, max_size=12, unique_by=lambda line: line.id), st.integers(0, 18))
def test_the_cells_of_the_map_hold_every_incident_that_has_a_place_once(lines: list[Line], zoom: int) -> None:
    catalogue = Catalogue(lines)
    cells = catalogue.cells(catalogue.find(Filter()), zoom)
    placed = [line for line in lines if line.lat is not None and line.status != "retracted"]
    assert sum(cell.count for cell in cells) == len(placed)
    assert all(sum(number for _, number in cell.kinds) == cell.count for cell in cells)
    killed = [line.killed for line in placed if line.killed is not None]
    assert max((cell.killed for cell in cells if cell.killed is not None), default=None) == max(
        killed, default=None
    )


@settings(max_examples=50, deadline=None)
@given(st.lists(LINES, max_size=20, unique_by=lambda line: line.id), st.integers(1, 7))
def test_pages_by_cursor_give_every_incident_once(lines: list[Line], size: int) -> None:
    catalogue = Catalogue(lines)
    found = catalogue.find(Filter())
    seen: list[str] = []
    last = None
    while True:
        begin = catalogue.after(found, last)
        page = ids_of(catalogue, found[begin : begin + size])
        if not page:
            break
        seen += page
        last = page[-1]
        if begin + size >= len(found):
            break
    assert seen == ids_of(catalogue, found)


def test_unknown_numbers_are_no_zeros() -> None:
    line = Line("i1", "attack", "bombing", "political", "suggested", None, None, None, None, None, None, None, None, None, None, 0.5, 1, False, "", "", "")  # fmt: skip
    catalogue = Catalogue([line])
    assert catalogue.killed[0] == UNKNOWN
    assert len(catalogue.find(Filter(killed_at_most=5))) == 0
    assert len(catalogue.find(Filter(killed_at_least=0))) == 0
    assert np.isnan(catalogue.lat[0])


def test_the_words_of_an_address_are_those_of_the_codebook() -> None:
    assert KINDS == codebook.KINDS and NATURES == codebook.NATURES
