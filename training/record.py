"""Trains the record's own layers on the corpus of reports, beginning with the package's weights.

    python -m training.record RUN_FOLDER [--epochs 12] [--seed 1]

Writes RUN_FOLDER/record.pt (averaged weights), and record-last.pt after every epoch, from which it goes on when called
again.  It needs nothing of ``training.train`` and may run beside it.
"""

from __future__ import annotations

import argparse
import os
import random
from pathlib import Path

import torch
from torch import Tensor

from training import corpus, examples, labels
from training.loop import Course, fit
from training.measure import held_out
from training.model import Reader, RecordReader, slices, vocabulary
from training.train import Batch, batches, laid_out, report_answers, spoken_loss
from vigil.extraction.pieces import tokenizer

AT = slices(labels.RECORD)


def losses(whole: Reader, model: RecordReader, batch: Batch) -> dict[str, Tensor]:
    """Losses of spans and labels of a batch of reports, each divided by the number of windows."""
    ids, mask = laid_out([w for _, many, _ in batch for w in many])
    numbers = model(whole.looked_up(ids), mask)
    found = {"span": torch.zeros(()), "label": torch.zeros(())}
    for n, (report, (window,), first) in enumerate(batch):
        inside, target, truth, _ = report_answers(window, report, first)  # type: ignore[arg-type]
        said = numbers[n, : len(window.pieces)]
        span, label = spoken_loss(said, AT, model.length, window, inside, target, truth)
        found["span"] = found["span"] + span / len(batch)
        found["label"] = found["label"] + label / len(batch)
    return found


def train(run: Path, epochs: int, seed: int, rate: float) -> None:
    """Trains for ``epochs`` and leaves the averaged weights of the record's layers in ``run``/record.pt."""
    torch.manual_seed(seed)
    torch.set_num_threads(int(os.environ.get("THREADS", "2")))
    run.mkdir(parents=True, exist_ok=True)
    cut = tokenizer(vocabulary())
    reports = held_out([examples.report_text(r) for r in corpus.read()], inverse=True)
    whole = Reader()
    whole.load_encoder()
    whole.requires_grad_(False)
    model = RecordReader()
    model.begin_with(whole)
    course = Course(epochs, rate, ("outputs", "hidden", "length"), 5, 50, 0.99, {"span": 1.0, "label": 1.0})
    fit(
        model,
        course,
        lambda n: (batch for _, batch in batches([], reports, cut, random.Random(seed * 7000 + n))),
        lambda batch: losses(whole, model, batch),
        run,
        "record",
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=2e-4)
    given = parser.parse_args()
    train(given.run, given.epochs, given.seed, given.rate)
