"""An encoder that has been told what to say of one text, in place of the real one."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from vigil.evaluation.templates import ROLES
from vigil.extraction.encoder import Encoder, Numbers
from vigil.extraction.pieces import Window, tokenizer, windows
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
            "templates": {n: slice(b - s, b) for (n, s), b in zip(SIZES.items(), ends, strict=True)}
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

    def run(self, window: Window, network: str) -> Numbers:
        assert network == "templates"
        numbers = np.zeros((len(window.pieces), sum(SIZES.values())), np.float32)
        said = self.whole[min(self._seen, len(self.whole) - 1)]
        self._seen += 1
        numbers[0, self._slices["templates"]["text_type"]] = [log_odds(p) for p in said]
        for plant, first, _ in self._at(window):
            row = numbers[window.words[first]]
            row[self._slices["templates"]["type"]] = [log_odds(p) for p in plant.types]
            row[self._slices["templates"]["stage"]] = np.eye(2)[plant.stage]
        return numbers

    def spans(self, numbers: Numbers, window: Window, kind: str) -> Numbers:
        assert kind == "template"
        score = np.full((len(window.words), 6, len(ALL_ROLES)), -1e4, np.float32)
        for plant, first, last in self._at(window):
            score[first, last - first, ALL_ROLES.index(plant.role)] = log_odds(plant.p)
        return score
