"""What each part of the neural reader earns: the evaluation sets read without it.

    python -m training.ablation EVAL_FOLDER       # with quetta/, plover/ and semeval5_trial/ and their scorers

One line a variant: the reader whole, without one of the four things that its judge does, and the rules alone.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from vigil.config import Config, ExtractionConfig
from vigil.evaluation import plover, quetta, semeval5
from vigil.extraction import neural
from vigil.extraction.anchoring import Anchored
from vigil.extraction.events import EventMention
from vigil.extraction.grouping import Telling
from vigil.records import Sentence


class WithoutDoubt(neural.Judge):
    """Takes every word of the rules as told."""

    def _judged(self, mention: EventMention) -> EventMention:
        return mention


class WithoutMissed(neural.Judge):
    """Adds no mention of its own."""

    def mentions(self, mentions: Sequence[EventMention], sentences: Sequence[Sentence]) -> list[EventMention]:
        return [self._judged(m) for m in mentions]


class WithoutPassing(neural.Judge):
    """Never says that something is told in passing."""

    def in_passing(self, anchored: Sequence[Anchored]) -> list[Anchored]:
        return list(anchored)


class WithoutNews(neural.Judge):
    """Hears nothing that the state did as news beside the news."""

    def as_news(self, told: Telling) -> bool:
        return False


VARIANTS: dict[str, type[neural.Judge] | None] = {
    "whole": neural.Judge,
    "without doubt": WithoutDoubt,
    "without what the rules missed": WithoutMissed,
    "without told in passing": WithoutPassing,
    "without the state's acts as news": WithoutNews,
    "rules alone": None,
}
FIGURES = (
    (quetta, "quetta", ("incident detection F1", "incident detection P", "perpetrator claims recall", "perpetrator claims precision", "links typed F1")),
    (plover, "plover", ("all three found", "false on the others, strict")),
    (semeval5, "semeval5_trial", ("both_exact_all", "clusters pairwise F1")),
)  # fmt: skip


def measure(folder: Path, reader: str) -> list[str]:
    """The figures of one variant, in the order of FIGURES."""
    config = Config(extraction=ExtractionConfig(reader=reader))
    out: list[str] = []
    for room, name, wanted in FIGURES:
        scorer = folder / name / "score.py"
        result = room.run(folder / name, scorer if scorer.exists() else None, None, 1, config)
        found = {name.split(" (")[0].strip(): ours for name, ours, _ in result.rows}
        out += [found[figure] for figure in wanted]
    return out


def run(folder: Path) -> None:
    """Prints the table."""
    print("\t".join(["", *(f"{name}: {figure}" for _, name, wanted in FIGURES for figure in wanted)]))
    whole = neural.Judge
    for name, judge in VARIANTS.items():
        neural.Judge = judge or whole  # type: ignore[misc]
        told = measure(folder, "neural" if judge else "rules")
        print("\t".join([name, *told]), flush=True)
    neural.Judge = whole  # type: ignore[misc]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    run(Path(sys.argv[1]))
