"""Chooses the thresholds of the template view (``vigil/evaluation/templates.py``) on MUC-4's dev texts.

    python -m training.tune MODEL.zip MUC4_FOLDER

MUC4_FOLDER holds dev.jsonl and the benchmark's scorer, score.py.  Coordinate ascent from the defaults: one number at a
time takes the value of its grid with the best TF F1, until none moves.  Prints them with their TF F1, and what five
folds of texts give whose thresholds were chosen on the other four: the honest one of the two figures.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigil.evaluation.templates import ROLES, Thresholds, Told, templates, told
from vigil.extraction.encoder import Encoder

FOLDS = 5
GRIDS = {
    "text": (0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3),
    "type": (0.3, 0.4, 0.5, 0.6, 0.7),
    "share": (0.1, 0.2, 0.3, 0.4, 0.5),
    "part": (0.2, 0.3, 0.4, 0.5, 0.6),
    **dict.fromkeys(ROLES, (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)),
}
Score = Callable[[Thresholds], float]


def changed(at: Thresholds, name: str, value: float) -> Thresholds:
    """The thresholds with one number changed; a role's name changes the role's."""
    if name not in ROLES:
        return replace(at, **{name: value})
    return replace(at, roles=tuple(value if r == name else at.of(r) for r in ROLES))


def climb(start: Thresholds, score: Score, grids: Mapping[str, Sequence[float]] = GRIDS) -> Thresholds:
    """Coordinate ascent: the better of two values wins only if it is better, so that the defaults stay where they can."""
    best, at = score(start), start
    moved = True
    while moved:
        moved = False
        for name, grid in grids.items():
            for value in grid:
                other = changed(at, name, value)
                if (found := score(other)) > best + 1e-9:
                    best, at, moved = found, other, True
    return at


class Texts:
    """The dev texts as the encoder hears them, with their keys, and what each answer to them counts."""

    def __init__(self, scorer: Any, folder: Path, encoder: Encoder) -> None:
        self.scorer, self.encoder = scorer, encoder
        golds = scorer.norm_docs(scorer.load(str(folder / "dev.jsonl"), gold=True))
        rows = [json.loads(line) for line in (folder / "dev.jsonl").read_text("utf-8").splitlines()]
        self.gold = list(golds.values())
        self.heard: list[Told] = [told(row["doctext"], encoder) for row in rows]
        self.known: dict[tuple[int, str], NDArray[np.int64]] = {}

    def counts(self, text: int, at: Thresholds) -> NDArray[np.int64]:
        """(4,): right of said, said, found of asked, asked; all slots of one text together."""
        rows = templates(self.heard[text], self.encoder, at)
        key = (text, json.dumps(rows))
        if key not in self.known:
            said = self.scorer.norm_docs({"text": [self.scorer.clean_template(row) for row in rows]})["text"]
            slots = self.scorer.tf_counts(said, self.gold[text])
            self.known[key] = np.sum([list(c) for c in slots.values()], axis=0)
        return self.known[key]

    def score(self, texts: Sequence[int]) -> Score:
        """TF F1 (per cent) of some texts by thresholds."""
        return lambda at: f1(sum((self.counts(n, at) for n in texts), np.zeros(4, np.int64)))


def f1(counts: NDArray[np.int64]) -> float:
    """The F1 (per cent) of counts as ``Texts.counts`` gives them."""
    right, said, found, asked = (int(c) for c in counts)
    p, r = right / max(1, said), found / max(1, asked)
    return 200 * p * r / (p + r) if p + r else 0.0


def run(model: Path, folder: Path) -> None:
    """Chooses, prints, and checks on folds."""
    spec = importlib.util.spec_from_file_location("scorer", folder / "score.py")
    assert spec is not None and spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    texts = Texts(scorer, folder, Encoder(model.read_bytes()))
    every = range(len(texts.heard))
    print(f"as they are    TF F1 {texts.score(every)(Thresholds()):.2f}", flush=True)
    at = climb(Thresholds(), texts.score(every))
    print(f"chosen         TF F1 {texts.score(every)(at):.2f}  {at}", flush=True)
    total = np.zeros(4, np.int64)
    for fold in range(FOLDS):
        apart = climb(Thresholds(), texts.score([n for n in every if n % FOLDS != fold]))
        total += sum((texts.counts(n, apart) for n in every if n % FOLDS == fold), np.zeros(4, np.int64))
    print(f"on other folds TF F1 {f1(total):.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("muc", type=Path)
    given = parser.parse_args()
    run(given.model, given.muc)
