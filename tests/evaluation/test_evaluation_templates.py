"""Templates from what an encoder says of a text: thresholds, types shared out, incidents parted."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import TYPES

from vigil.evaluation.templates import ROLES, Filler, Thresholds, Told, apart, plain, shared_out, templates
from vigil.extraction.encoder import Encoder


class Joining(Encoder):
    """Only says what belongs together: words with like numbers do (0.88), others do not (0.12)."""

    def __init__(self) -> None:
        self._join = [4.0, -2.0]


def filler(role: str, words: str, p: float = 0.9, start: int = 0, join: Sequence[float] = (1, 0), **more: Any) -> Filler:  # fmt: skip
    types: Sequence[float] = more.get("types", (0.9, 0.1, 0.1))
    about: Mapping[str, str] = {"stage": "accomplished"}
    return Filler(
        role, words, start, start + len(words), p,
        np.array(types, np.float32), np.array(join, np.float32), about,
    )  # fmt: skip


def heard(*fillers: Filler, attack: float = 0.9, bombing: float = 0.1, arson: float = 0.1) -> Told:
    ordered = sorted(fillers, key=lambda f: (-f.probability, f.start, f.end, f.role))
    return Told({"attack": attack, "bombing": bombing, "arson": arson}, ordered)


def words_of(parts: Sequence[tuple[str, list[Filler]]]) -> list[tuple[str, list[str]]]:
    return [(name, [f.words for f in own]) for name, own in parts]


# ---------------------------------------------------------------- overlapping and contained strings


def test_of_overlapping_strings_of_a_role_the_likeliest_stays() -> None:
    long = filler("Victim", "miller ana roble of corral verde", 0.8, start=10)
    short = filler("Victim", "verde mayor", 0.6, start=37)
    assert short.start < long.end
    assert apart([long, short]) == [long]
    assert apart([replace(short, probability=0.9), long])[0].words == "verde mayor"


def test_a_string_inside_a_likelier_one_goes_wherever_it_stands() -> None:
    long, short = filler("PerpOrg", "the Ember Front", 0.8, 10), filler("PerpOrg", "ember", 0.7, 300)
    assert apart([long, short]) == [long]
    assert apart([short, long]) == [short]


def test_only_whole_words_are_inside_a_string() -> None:
    whole, part = filler("Victim", "ana roble", 0.8, 10), filler("Victim", "rob", 0.7, 50)
    assert apart([whole, part, filler("Victim", "roble", 0.6, 90)]) == [whole, part]


def test_strings_of_two_roles_do_not_push_each_other_out() -> None:
    both = [filler("PerpInd", "two men", 0.8), filler("Victim", "two men", 0.7)]
    assert apart(both) == both


_fillers = st.lists(
    st.builds(
        lambda role, words, p, start, join, types: filler(
            role, " ".join(words), p / 100, start, join, types=types
        ),
        st.sampled_from(["Target", "Victim", "Weapon", "Location", "VictimDescription"]),
        st.lists(st.sampled_from(["mill", "bomb", "ana", "roble", "old"]), min_size=1, max_size=3),
        st.integers(1, 99),
        st.integers(0, 60),
        st.sampled_from([(1.0, 0.0), (0.0, 1.0)]),
        st.tuples(*[st.integers(1, 99).map(lambda n: n / 100)] * 3),
    ),
    max_size=9,
).map(lambda many: sorted(many, key=lambda f: (-f.probability, f.start, f.end, f.role)))


def clash(one: Filler, other: Filler) -> bool:
    a, b = plain(one.words).split(), plain(other.words).split()
    inside = any(x == y[n : n + len(x)] for x, y in ((a, b), (b, a)) for n in range(len(y)))
    return one.role == other.role and (inside or (one.start < other.end and other.start < one.end))


@given(_fillers)
@settings(deadline=None)
def test_what_stays_is_apart_and_what_goes_clashed_with_something_likelier(many: list[Filler]) -> None:
    kept = apart(many)
    assert not any(clash(a, b) for a, b in itertools.combinations(kept, 2))
    for n, one in enumerate(many):
        if not any(one is k for k in kept):
            assert any(clash(one, k) for k in kept if any(k is earlier for earlier in many[:n]))
    assert [id(f) for f in kept] == [id(f) for f in many if any(f is k for k in kept)]  # in the order given
    assert apart(kept) == kept


# ---------------------------------------------------------------- thresholds


def test_no_template_when_the_text_hardly_tells_an_incident() -> None:
    sure = filler("Target", "the mill", 0.99)
    assert templates(heard(sure, attack=0.49), Joining(), Thresholds(text=0.5)) == []
    (row,) = templates(heard(sure, attack=0.5), Joining(), Thresholds(text=0.5))
    assert row == {"incident_type": "attack", **{r: [] for r in ROLES}, "Target": [["the mill"]]}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_a_threshold_of_its_own(role: str) -> None:
    at = Thresholds(roles=tuple(0.6 if r == role else 0.1 for r in ROLES))
    other = next(r for r in ROLES if r != role)
    below = heard(filler(role, "reed basket", 0.59), filler(other, "ana roble", 0.2, 40))
    (row,) = templates(below, Joining(), at)
    assert (row[role], row[other]) == ([], [["ana roble"]])
    (row,) = templates(heard(filler(role, "reed basket", 0.6)), Joining(), at)
    assert row[role] == [["reed basket"]]


def test_a_second_type_is_told_from_its_threshold_on() -> None:
    both = [
        filler("Weapon", "bomb", 0.9, 0, types=(0.1, 0.9, 0.1)),
        filler("Victim", "ana roble", 0.9, 20, types=(0.9, 0.1, 0.1)),
    ]
    named = [
        row["incident_type"] for row in templates(heard(*both, bombing=0.39), Joining(), Thresholds(type=0.4))
    ]
    assert named == ["attack"]
    rows = templates(heard(*both, bombing=0.4), Joining(), Thresholds(type=0.4))
    assert [(r["incident_type"], r["Weapon"], r["Victim"]) for r in rows] == [
        ("attack", [], [["ana roble"]]),
        ("bombing", [["bomb"]], []),
    ]


def test_the_likeliest_type_is_told_whatever_the_threshold_of_others() -> None:
    rows = templates(
        heard(filler("Victim", "ana roble"), attack=0.6), Joining(), Thresholds(text=0.5, type=0.95)
    )
    assert [row["incident_type"] for row in rows] == ["attack"]


@given(
    _fillers,
    st.tuples(*[st.integers(1, 99).map(lambda n: n / 100)] * 3),
    st.integers(1, 99),
    st.integers(1, 99),
)
@settings(deadline=None)
def test_nothing_in_a_template_is_below_its_threshold(
    many: list[Filler], types: tuple[float, float, float], of_text: int, of_role: int
) -> None:
    at = Thresholds(text=of_text / 100, type=0.4, roles=(of_role / 100,) * 5, others=0.3)
    said = Told(dict(zip(TYPES, types, strict=True)), many)
    parts = shared_out(said, Joining(), at)
    assert bool(parts) == (max(types) >= at.text)
    for name, own in parts:
        assert said.types[name] >= min(at.type, max(types))
        assert all(f.probability >= at.of(f.role) for f in own)
    # within a type, a filler is in one template
    for name in TYPES:
        ours = [id(f) for n, part in parts if n == name for f in part]
        assert len(ours) == len(set(ours))
    if parts:
        counted = apart([f for f in many if f.probability >= at.of(f.role)])
        assert {id(f) for _, part in parts for f in part} == {id(f) for f in counted}


# ---------------------------------------------------------------- sharing out and parting


def test_a_filler_of_two_types_is_in_both_templates_when_its_share_allows() -> None:
    mill = filler("Target", "the mill", types=(0.9, 0.1, 0.7))
    said = heard(mill, attack=0.81, arson=0.81)
    # the share is the filler's own probability times the root of the text's: 0.81 and 0.63
    assert words_of(shared_out(said, Joining(), Thresholds(share=0.62))) == [
        ("attack", ["the mill"]),
        ("arson", ["the mill"]),
    ]
    alone = [(n, w) for n, w in words_of(shared_out(said, Joining(), Thresholds(share=0.64))) if w]
    assert alone == [("attack", ["the mill"])]


def test_a_filler_of_no_likely_type_goes_to_its_likeliest() -> None:
    mill = filler("Target", "the mill", types=(0.1, 0.1, 0.2))
    said = heard(mill, filler("Victim", "ana roble", 0.8, 40), attack=0.9, arson=0.9)
    assert words_of(shared_out(said, Joining(), Thresholds())) == [
        ("attack", ["ana roble"]),
        ("arson", ["the mill"]),
    ]


def test_fillers_part_where_they_belong_to_different_incidents() -> None:
    said = heard(
        filler("Target", "the mill", 0.9, 0, (1, 0)),
        filler("Victim", "ana roble", 0.8, 40, (0, 1)),
        filler("Weapon", "bomb", 0.7, 80, (1, 0)),
    )
    assert words_of(shared_out(said, Joining(), Thresholds(part=0.5))) == [
        ("attack", ["the mill", "bomb"]),
        ("attack", ["ana roble"]),
    ]
    assert words_of(shared_out(said, Joining(), Thresholds(part=0.05))) == [
        ("attack", ["the mill", "bomb", "ana roble"])
    ]


def test_a_group_takes_in_what_belongs_to_it_on_the_whole() -> None:
    """The bomb belongs with the mill (0.88) and hardly with the cart (0.12): on the average one half."""
    said = heard(
        filler("Target", "the mill", 0.9, 0, (1, 1)),
        filler("Target", "cart", 0.8, 40, (1, 0)),
        filler("Weapon", "bomb", 0.7, 80, (0, 1)),
    )
    assert len(shared_out(said, Joining(), Thresholds(part=0.49))) == 1
    assert len(shared_out(said, Joining(), Thresholds(part=0.51))) == 2


@given(_fillers)
@settings(deadline=None)
def test_places_and_victims_without_a_name_never_add_a_template(many: list[Filler]) -> None:
    at = Thresholds(type=0.4, roles=(0.2,) * 5, others=0.2, share=0.3)
    types = {"attack": 0.9, "bombing": 0.5, "arson": 0.3}
    named = [f for f in many if f.role in ROLES]
    assert templates(Told(types, many), Joining(), at) == templates(Told(types, named), Joining(), at)


def test_a_place_is_with_the_incident_that_it_belongs_to() -> None:
    said = heard(
        filler("Target", "the mill", 0.9, 0, (1, 0)),
        filler("Victim", "ana roble", 0.8, 40, (0, 1)),
        filler("Location", "corral verde", 0.9, 80, (0, 1)),
        filler("VictimDescription", "millers", 0.9, 100, (1, 0)),
    )
    assert words_of(shared_out(said, Joining(), Thresholds())) == [
        ("attack", ["the mill", "millers"]),
        ("attack", ["ana roble", "corral verde"]),
    ]


@given(_fillers.filter(bool), st.randoms(use_true_random=False), st.sampled_from([0.05, 0.5, 0.95]))
@settings(deadline=None)
def test_equally_likely_fillers_give_the_same_templates_in_whatever_order(
    many: list[Filler], random: Any, part: float
) -> None:
    at = Thresholds(type=0.4, part=part, share=0.3)
    types = {"attack": 0.9, "bombing": 0.6, "arson": 0.3}
    same = [replace(f, probability=0.8) for f in apart(many)]
    mixed = list(same)
    random.shuffle(mixed)
    rows = templates(Told(types, same), Joining(), at)
    assert templates(Told(types, mixed), Joining(), at) == rows
