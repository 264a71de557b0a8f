"""What an encoder says of a text as fillers of templates: the likeliest of each string, at its place in the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import ALL_ROLES, TYPES, Plant, Planted

from vigil.evaluation.casing import restore
from vigil.evaluation.templates import Thresholds, plain, templates, told
from vigil.extraction.sentences import split

MILL = (
    "a bomb wrecked the mill of corral verde on sunday. the ember front said it had laid the bomb. "
    "the bomb was hidden in a cart, and the mill burnt for two days."
)


def test_a_string_counts_as_at_its_likeliest_occurrence() -> None:
    plants = [
        Plant("Weapon", "bomb", 0.4),
        Plant("Weapon", "the bomb", 0.8, nth=1, types=(0.2, 0.7, 0.1), stage=1),
        Plant("Weapon", "the bomb", 0.6, nth=0),
    ]
    (found,) = told(MILL, Planted(MILL, plants)).fillers
    assert found.words == "the bomb" == MILL[found.start : found.end]
    assert found.start == MILL.rindex("the bomb")
    assert found.probability == pytest.approx(0.8)
    assert found.types.tolist() == pytest.approx([0.2, 0.7, 0.1])
    assert found.about == {"stage": "attempted", "harm": "death", "damage": "destroyed", "trust": "possible"}


def test_the_first_of_equally_likely_occurrences_stands() -> None:
    plants = [Plant("Target", "the mill", 0.7, nth=1), Plant("Target", "the mill", 0.7)]
    (found,) = told(MILL, Planted(MILL, plants)).fillers
    assert found.start == MILL.index("the mill")


def test_one_string_may_play_two_roles() -> None:
    plants = [Plant("Weapon", "cart", 0.6), Plant("Target", "cart", 0.3)]
    found = told(MILL, Planted(MILL, plants)).fillers
    assert [(f.role, f.words) for f in found] == [("Weapon", "cart"), ("Target", "cart")]


def test_nothing_is_heard_below_the_least_probability() -> None:
    plants = [Plant("Target", "the mill", 0.19), Plant("Weapon", "bomb", 0.21)]
    assert [f.words for f in told(MILL, Planted(MILL, plants), least=0.2).fillers] == ["bomb"]


def test_an_article_alone_fills_nothing() -> None:
    assert told(MILL, Planted(MILL, [Plant("Target", "the", 0.9), Plant("Weapon", ".", 0.9)])).fillers == []


def test_a_long_text_tells_what_any_of_its_windows_tells() -> None:
    plants = [Plant("Target", "the mill", 0.5), Plant("Target", "the mill", 0.7, nth=1)]
    encoder = Planted(MILL, plants, whole=((0.9, 0.1, 0.2), (0.3, 0.6, 0.1)), limit=24)
    assert len(encoder.windows(split(restore(MILL)))) > 1
    found = told(MILL, encoder)
    assert found.types == {t: pytest.approx(p) for t, p in zip(TYPES, (0.9, 0.6, 0.2), strict=True)}
    assert [(f.start, round(f.probability, 3)) for f in found.fillers] == [(MILL.rindex("the mill"), 0.7)]


@pytest.mark.filterwarnings("ignore:overflow")
def test_an_empty_text_has_no_template() -> None:
    encoder = Planted("", [])
    assert templates(told("", encoder), encoder, Thresholds()) == []


_plants = st.lists(
    st.tuples(
        st.sampled_from(ALL_ROLES),
        st.sampled_from(
            ["bomb", "the bomb", "mill", "the mill", "ember front", "corral verde", "cart", "bomb."]
        ),
        st.integers(4, 99).map(lambda n: n / 100),
    ),
    max_size=8,
)


@given(_plants, st.sampled_from([20, 30, 512]))
@settings(max_examples=80, deadline=None)
def test_every_filler_is_the_likeliest_of_its_string_and_stands_in_the_text(
    said: list[tuple[str, str, float]], limit: int
) -> None:
    planted = {
        (role, words): p for role, words, p in said
    }  # one occurrence of each, so that none hides another
    plants = [Plant(role, words, p) for (role, words), p in planted.items() if words in MILL]
    found = told(MILL, Planted(MILL, plants, limit=limit)).fillers
    best: dict[tuple[str, str], float] = {}
    for plant in plants:
        key = (plant.role, plain(plant.words))
        best[key] = max(plant.p, best.get(key, 0.0))
    assert {(f.role, plain(f.words)): f.probability for f in found} == {
        k: pytest.approx(p, abs=1e-5) for k, p in best.items()
    }
    assert all(MILL[f.start : f.end] == f.words for f in found)
    assert [f.probability for f in found] == sorted((f.probability for f in found), reverse=True)
