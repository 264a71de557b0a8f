"""Templates from what an encoder says of a text: likeliest strings, thresholds, types shared out, incidents parted."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.evaluation.casing import restore
from vigil.evaluation.templates import (
    ROLES,
    Filler,
    Thresholds,
    Told,
    apart,
    plain,
    shared_out,
    templates,
    told,
)
from vigil.extraction.encoder import Encoder, Numbers
from vigil.extraction.pieces import Window, tokenizer, windows
from vigil.extraction.sentences import split
from vigil.records import Sentence

TYPES = ("attack", "bombing", "arson")
ALL_ROLES = (*ROLES, "VictimDescription", "Location")
CUT = tokenizer(
    ["[UNK]", "[CLS]", "[SEP]", "bomb", "mill", "the"]
)  # words it does not know are words all the same
SIZES = {"text_type": 3, "type": 3, "stage": 2, "harm": 2, "damage": 2, "trust": 2, "join": 2}


def log_odds(p: float) -> float:
    return float(np.log(p / (1 - p)))


@dataclass(frozen=True)
class Plant:
    """What a planted encoder says of one occurrence of some words."""

    role: str
    words: str
    p: float
    nth: int = 0
    types: tuple[float, float, float] = (0.9, 0.1, 0.1)
    stage: int = 0


@dataclass
class Planted(Encoder):
    """An encoder that has been told what to say of one text, in windows of ``limit`` pieces."""

    text: str
    plants: Sequence[Plant]
    whole: Sequence[tuple[float, float, float]] = (
        (0.9, 0.1, 0.1),
    )  # of each window; the last of all further ones
    limit: int = 512
    names: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = {
            "types": TYPES, "template_roles": ALL_ROLES, "stages": ("accomplished", "attempted"),
            "harm": ("death", "injury"), "damage": ("destroyed", "no damage"), "trust": ("possible", "reported as fact"),
        }  # fmt: skip
        ends = list(itertools.accumulate(SIZES.values()))
        self._slices = {
            "numbers": {n: slice(b - s, b) for (n, s), b in zip(SIZES.items(), ends, strict=True)}
        }
        self._seen = 0

    def windows(self, sentences: Sequence[Sentence]) -> list[Window]:
        return windows(sentences, CUT, self.limit, 1)

    def _at(self, window: Window) -> list[tuple[Plant, int, int]]:
        """Plants of a window, with the first and the last of their words."""
        out = []
        for plant in self.plants:
            start = -1
            for _ in range(plant.nth + 1):
                start = self.text.index(plant.words, start + 1)
            if start in window.starts and start + len(plant.words) in window.ends:
                first, last = window.starts.index(start), window.ends.index(start + len(plant.words))
                out.append((plant, first, last))
        return out

    def run(self, window: Window, depth: str) -> Numbers:
        assert depth == "numbers"
        numbers = np.zeros((len(window.pieces), sum(SIZES.values())), np.float32)
        said = self.whole[min(self._seen, len(self.whole) - 1)]
        self._seen += 1
        numbers[0, self._slices["numbers"]["text_type"]] = [log_odds(p) for p in said]
        for plant, first, _ in self._at(window):
            row = numbers[window.words[first]]
            row[self._slices["numbers"]["type"]] = [log_odds(p) for p in plant.types]
            row[self._slices["numbers"]["stage"]] = np.eye(2)[plant.stage]
        return numbers

    def spans(self, numbers: Numbers, window: Window, kind: str) -> Numbers:
        assert kind == "template"
        score = np.full((len(window.words), 6, len(ALL_ROLES)), -1e4, np.float32)
        for plant, first, last in self._at(window):
            score[first, last - first, ALL_ROLES.index(plant.role)] = log_odds(plant.p)
        return score


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


# ---------------------------------------------------------------- what is told

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


# ---------------------------------------------------------------- scores of spans


def scoring(roles: int, longest: int, numbers: np.random.Generator) -> tuple[Encoder, Numbers]:
    """An encoder without a net, and the lengths' numbers; the early outputs stand one column further right."""
    encoder = object.__new__(Encoder)
    parts = {p: slice(n * roles, (n + 1) * roles) for n, p in enumerate(("begin", "end", "inside"))}
    encoder._slices = {
        "numbers": {f"template_{p}": s for p, s in parts.items()},
        "early": {f"report_{p}": slice(s.start + 1, s.stop + 1) for p, s in parts.items()},
    }
    length = numbers.normal(size=(longest, roles)).astype(np.float32)
    encoder._length = {"template": length, "report": length}
    return encoder, length


@given(
    st.lists(st.lists(st.sampled_from(["mill", "bomb", "Ana", "ñandú", "12,5"]), max_size=6), max_size=5),
    st.integers(1, 3),
    st.integers(1, 7),
    st.sampled_from([12, 512]),
    st.sampled_from(["template", "report"]),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=60, deadline=None)
def test_a_span_lies_in_one_sentence_and_scores_what_its_words_say(
    said: list[list[str]], roles: int, longest: int, limit: int, kind: str, seed: int
) -> None:
    random = np.random.default_rng(seed)
    encoder, length = scoring(roles, longest, random)
    sentences = split(" ".join(" ".join(["Then", *words]) + "." for words in said))
    for window in windows(sentences, CUT, limit, 1):
        numbers = random.normal(size=(len(window.pieces), 3 * roles + 1)).astype(np.float32)
        score = encoder.spans(numbers, window, kind)
        assert score.shape == (len(window.words), longest, roles)
        columns = numbers[:, 1:] if kind == "report" else numbers[:, :-1]
        begin, end, inside = np.split(columns[list(window.words)].astype(float), 3, axis=1)
        for first, step in itertools.product(range(len(window.words)), range(longest)):
            last = first + step
            if last >= len(window.words) or window.sentences[first] != window.sentences[last]:
                assert (score[first, step] < -1000).all()
                continue
            wanted = begin[first] + end[last] + inside[first : last + 1].sum(0) + length[step]
            assert score[first, step] == pytest.approx(wanted, abs=1e-3)


def test_a_window_without_words_has_no_spans() -> None:
    encoder, _ = scoring(2, 4, np.random.default_rng(0))
    empty = Window((1, 2), (), (), (), (), ((1, 0),))
    assert encoder.spans(np.zeros((2, 7), np.float32), empty, "template").shape == (0, 4, 2)
