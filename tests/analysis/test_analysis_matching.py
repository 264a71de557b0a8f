"""Which rows of two lists are one incident, and which could as well be others."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from listed import FIRST, TOWNS, lists, row, toll

from vigil.analysis import Pair, crowded, likeness, match
from vigil.listed import Listed, as_listed
from vigil.records import Actor, DateRange, Incident, Place


def names(pairs: tuple[Pair, ...]) -> list[tuple[str, str]]:
    return [(pair.left.id, pair.right.id) for pair in pairs]


def weight(a: Listed, b: Listed) -> float:
    found = likeness(a, b)
    assert found is not None
    return found[0]


# ---------------------------------------------------------------- what speaks for one incident


def test_day_town_and_toll_speak_for_one_incident_and_say_so() -> None:
    (pair,) = match([row("a", killed=12)], [row("b", killed=12, source="two")]).pairs
    assert pair.why == "the same day; the same place, Harwell; both give 12 killed"
    assert pair.score > 0.9 and not pair.ambiguous


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"day": "2013-01-10"}, {"day": "2013-01-11"}),
        ({"day": "2013-01-11"}, {"day": "2013-01-12"}),
        ({"town": "Harwell"}, {"town": "Orley"}),
        ({"town": "Harwell"}, {"town": None}),
        ({"killed": 12}, {"killed": 14}),
        ({"killed": 14}, {"killed": 90}),
        ({"family": "explosion"}, {"family": "guns"}),
        ({"actors": ("Red Front",)}, {"actors": ("Blue Band",)}),
    ],
)
def test_what_agrees_weighs_more_than_what_does_not(better: dict, worse: dict) -> None:
    ours = row("a", killed=12, family="explosion", actors=("Red Front (Freeland)",))
    assert weight(ours, row("b", **{"killed": 12} | better)) > weight(
        ours, row("b", **{"killed": 12} | worse)
    )


@pytest.mark.parametrize(
    "other",
    [
        {"day": "2013-01-14"}, {"town": "Farham"}, {"town": "Abroad"}, {"kinds": ("demonstration",)},
        {"date": DateRange("2013-01-01", "2013-12-31", "year")}, {"date": DateRange(None, None, "unknown")},
    ],
)  # fmt: skip
def test_what_forbids_a_pair(other: dict) -> None:
    assert likeness(row("a"), row("b", **other)) is None


def test_names_are_compared_without_accents_and_words_for_towns_and_coordinates_may_stand_in() -> None:
    bare = Place("Quetta town", "city", "Quetta town", None, "Freeland")
    accented = Place("Quettá", "city", "Quettá", None, "Freeland")
    assert "the same place" in (likeness(row("a", place=bare), row("b", place=accented)) or (0, ""))[1]
    one = Place("Al-Bab", "city", "Al-Bab", None, "Freeland", lat=36.37, lon=37.52)
    two = Place("El Bab", "city", "El Bab", None, "Freeland", lat=36.40, lon=37.50)
    assert "4 km apart" in (likeness(row("a", place=one), row("b", place=two)) or (0, ""))[1]
    north, south = (
        Place(f"{side} Harwell", "city", f"{side} Harwell", None, "Freeland") for side in ("North", "South")
    )
    assert "cannot be compared" in (likeness(row("a", place=north), row("b", place=south)) or (0, ""))[1]
    far = Place("Al-Bab", "city", "Al-Bab", None, "Freeland", lat=32.0, lon=37.5)
    assert "places of one name" in (likeness(row("a", place=one), row("b", place=far)) or (0, ""))[1]


def test_a_province_stands_for_no_town() -> None:
    wide = Place("Northshire", "admin1", None, "Northshire", "Freeland", "FL")
    other = Place("Southshire", "admin1", None, "Southshire", "Freeland", "FL")
    assert (
        weight(row("a"), row("b"))
        > weight(row("a"), row("b", place=wide))
        > weight(row("a"), row("b", place=other))
    )


def test_a_part_of_the_town_in_the_notes_tells_two_attacks_of_one_day_apart() -> None:
    mill = Place("Mill Lane", "site", "Harwell", "Northshire", "Freeland", "FL", 1.5, -2.25)
    dock = Place("Dock Road", "site", "Harwell", "Northshire", "Freeland", "FL", 1.5, -2.25)
    found = match(
        [row("mill", place=mill, killed=4), row("dock", place=dock, killed=4)],
        [
            row("x", source="two", notes="Shots on Dock Road", killed=4),
            row("y", source="two", notes="In Mill Lane", killed=4),
        ],
    )
    assert names(found.pairs) == [("dock", "x"), ("mill", "y")]


def test_attackers_may_be_among_the_dead() -> None:
    ours = row("a", killed=None)
    with_attackers = Listed(
        ours.source, ours.id, ours.date, ours.place, ours.kinds, killed=toll(47, attackers=3)
    )
    assert "both give 50 killed" in (likeness(with_attackers, row("b", killed=50)) or (0, ""))[1]
    assert "both give 47 killed" in (likeness(with_attackers, row("b", killed=47)) or (0, ""))[1]


def test_nobody_in_particular_is_no_group() -> None:
    one = row("a", actors=("Civilians (Freeland)", "Unidentified Armed Group (Freeland)"))
    assert weight(one, row("b", actors=("Civilians (Freeland)",))) == weight(one, row("b"))


# ---------------------------------------------------------------- one to one


def test_two_attacks_of_one_day_are_paired_by_their_tolls() -> None:
    found = match(
        [row("small", killed=12), row("large", killed=81)],
        [row("x", killed=92, source="two"), row("y", killed=12, source="two")],
    )
    assert names(found.pairs) == [("large", "x"), ("small", "y")] and not found.ambiguous


def test_twins_are_ambiguous_and_neither_is_said_to_be_missing() -> None:
    found = match([row("a"), row("b")], [row("x", source="two")])
    assert not found.pairs and len(found.ambiguous) == 1
    (pair,) = found.ambiguous
    assert pair.doubt is not None and "it could as well be" in pair.doubt
    assert not found.left and len(found.rival_left) == 1 and not found.right


def test_a_weak_pair_is_ambiguous() -> None:
    found = match([row("a", killed=9)], [row("b", day="2013-01-11", killed=20, source="two")])
    assert [pair.doubt for pair in found.ambiguous] == ["too little speaks for it"] and not found.pairs


def test_what_is_dated_to_a_year_is_apart() -> None:
    year = row("y", date=DateRange("2013-01-01", "2013-12-31", "year"))
    found = match([year], [row("x", source="two")])
    assert found.coarse_left == (year,) and not found.left and len(found.right) == 1


@settings(max_examples=60, deadline=None)
@given(lists("one"), lists("two"), st.randoms(use_true_random=False))
def test_one_to_one_whatever_the_order_and_the_side(
    one: list[Listed], two: list[Listed], chance: random.Random
) -> None:
    found = match(one, two)
    both = [*found.pairs, *found.ambiguous]
    for side, rows, alone in (
        ("left", one, (*found.left, *found.rival_left, *found.coarse_left)),
        ("right", two, (*found.right, *found.rival_right, *found.coarse_right)),
    ):
        placed = [getattr(pair, side).key for pair in both] + [item.key for item in alone]
        assert sorted(placed) == sorted(item.key for item in rows)  # every row once
    turned = match(two, one)
    chance.shuffle(one)
    chance.shuffle(two)
    assert match(one, two) == found
    assert {(p.left.key, p.right.key, p.score, p.doubt) for p in both} == {
        (p.right.key, p.left.key, p.score, p.doubt) for p in (*turned.pairs, *turned.ambiguous)
    }
    assert (turned.left, turned.rival_left) == (found.right, found.rival_right)
    assert all(pair.score > 0.5 and pair.why for pair in both)


@given(lists("one"), lists("two"))
def test_likeness_is_the_same_from_either_side(one: list[Listed], two: list[Listed]) -> None:
    for a in one:
        for b in two:
            there, back = likeness(a, b), likeness(b, a)
            assert (there is None) == (back is None)
            if there and back:
                assert there[0] == pytest.approx(back[0])


@given(lists("one"))
def test_a_list_of_distinct_incidents_is_found_in_its_copy(rows: list[Listed]) -> None:
    copy = [
        Listed(
            "two",
            *[getattr(r, f) for f in ("id", "date", "place", "kinds", "type", "family", "actors", "killed")],
        )
        for r in rows
    ]
    found = match(rows, copy)
    assert all(pair.left.id == pair.right.id for pair in found.pairs)


def test_the_record_as_a_list_names_bodies_only() -> None:
    actors = (
        Actor("Red Front", "perpetrator", "blamed", "police", "group"),
        Actor("Blue Band", "perpetrator", "denied", None, "group"),
        Actor("Ivo Marrow", "accused", "suspected", "police", "person"),
    )
    made = Incident(
        "i1",
        "attack",
        "suicide bombing",
        "political",
        "",
        DateRange("2013-01-10", "2013-01-10", "day"),
        TOWNS["Orley"],
        (),
        (),
        actors,
    )
    listed = as_listed(made)
    assert listed.actors == ("Red Front",) and listed.family == "explosion" and listed.key == ("record", "i1")


# ---------------------------------------------------------------- lists whose answer is known


def drawn(seed: int, number: int, days: int, towns: int) -> tuple[list[Listed], list[Listed]]:
    """Two lists of attacks that each has six in ten of; days slip, tolls differ, one in five has none."""
    chance = random.Random(seed)
    names = ["Harwell", "Orley", "Farham"][:towns]
    events = [
        (chance.randrange(days), chance.choice(names), min(90, int(chance.paretovariate(1.1))))
        for _ in range(number)
    ]
    found: dict[str, list[Listed]] = {"one": [], "two": []}
    for source, rows in found.items():
        for n, (day, town, dead) in enumerate(events):
            if chance.random() < 0.6:
                when = (FIRST + timedelta(days=day + (chance.random() < 0.2))).isoformat()
                told = (
                    max(0, dead + chance.choice([0, 0, 0, -1, 1, dead // 5]))
                    if chance.random() < 0.8
                    else None
                )
                rows.append(row(f"e{n}", when, town, told, source))
    return found["one"], found["two"]


def scored(number: int, days: int, towns: int) -> tuple[float, float, float]:
    """(share of pairs that are right, share of true pairs found, share found or ambiguous) over eight draws."""
    right = wrong = true = shown = 0
    for seed in range(8):
        one, two = drawn(seed, number, days, towns)
        found = match(one, two)
        true += len({r.id for r in one} & {r.id for r in two})
        right += sum(p.left.id == p.right.id for p in found.pairs)
        wrong += sum(p.left.id != p.right.id for p in found.pairs)
        shown += sum(p.left.id == p.right.id for p in (*found.pairs, *found.ambiguous))
    return right / (right + wrong), right / true, shown / true


def test_pairs_are_right_where_incidents_are_far_between() -> None:
    precision, recall, shown = scored(100, 1000, 3)
    assert precision > 0.96 and recall > 0.85 and shown > 0.92


def test_where_incidents_crowd_pairs_are_left_rather_than_guessed() -> None:
    sparse, _, _ = scored(240, 720, 3)
    assert sparse > 0.88
    one, two = drawn(1, 300, 150, 1)  # two a day in one town
    many = crowded({"one": one, "two": two})
    assert len(many) > 0.9 * (len(one) + len(two)) and len(match(one, two).pairs) < 0.2 * len(one)
    few = dict(zip(("one", "two"), drawn(1, 100, 1000, 3), strict=True))
    assert not crowded(few)
