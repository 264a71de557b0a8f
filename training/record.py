"""Trains the record's own three layers on the corpus of reports, beginning with the package's weights.

    python -m training.record RUN_FOLDER [--epochs 8] [--seed 1]

Writes RUN_FOLDER/early.pt (averaged weights), and early-last.pt after every epoch, from which it goes on when called
again.  It needs nothing of ``training.train`` and may run beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from pathlib import Path

import torch
from torch import nn

from training import corpus, examples
from training.measure import held_out
from training.model import EarlyReader, Reader, vocabulary
from training.train import EARLY, batches, laid_out, report_answers, spoken_loss
from vigil.extraction.pieces import tokenizer


def train(run: Path, epochs: int, seed: int, rate: float) -> None:
    """Leaves the averaged weights of the record's layers in ``run``/early.pt."""
    torch.manual_seed(seed)
    run.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(int(os.environ.get("THREADS", "2")))
    cut = tokenizer(vocabulary())
    reports = held_out([examples.report_text(r) for r in corpus.read()], inverse=True)
    whole = Reader()
    whole.load_encoder()
    whole.requires_grad_(False)
    model = EarlyReader()
    model.begin_with(whole)
    fresh = ("outputs", "hidden", "length")
    groups = [
        {"params": [p for n, p in model.named_parameters() if not n.startswith(fresh)], "lr": rate},
        {"params": [p for n, p in model.named_parameters() if n.startswith(fresh)], "lr": rate * 5},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    averaged = {k: v.detach().clone() for k, v in model.state_dict().items()}
    total = epochs * sum(1 for _ in batches([], reports, cut, random.Random(seed)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, (s + 1) / 50) * max(0.0, 1 - s / (total * 1.02))
    )
    begin, step = 0, 0
    if (run / "early-last.pt").exists():
        kept = torch.load(run / "early-last.pt", weights_only=True)
        model.load_state_dict(kept["model"])
        optimiser.load_state_dict(kept["optimiser"])
        schedule.load_state_dict(kept["schedule"])
        averaged, begin, step = kept["averaged"], kept["epoch"], kept["step"]
    clock = time.perf_counter()
    with (run / "early-log.jsonl").open("a", encoding="utf-8") as log:
        for epoch in range(begin, epochs):
            model.train()
            spans = marks = windows = 0.0
            for _, batch in batches([], reports, cut, random.Random(seed * 7000 + epoch)):
                ids, mask = laid_out([w for _, many, _ in batch for w in many])
                numbers = model(whole.looked_up(ids), mask)
                loss = torch.zeros(())
                for n, (report, many, first) in enumerate(batch):
                    inside, target, truth, _ = report_answers(many[0], report, first)  # type: ignore[arg-type]
                    said = numbers[n, : len(many[0].pieces)]
                    span, label = spoken_loss(said, EARLY, model.length, many[0], inside, target, truth)
                    spans, marks, windows = (
                        spans + float(span.detach()),
                        marks + float(label.detach()),
                        windows + 1,
                    )
                    loss = loss + (span + label) / len(batch)
                optimiser.zero_grad(set_to_none=True)
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 2.0)
                optimiser.step()
                schedule.step()
                step += 1
                decay = min(0.99, step / (step + 20))
                with torch.no_grad():
                    for name, value in model.state_dict().items():
                        averaged[name].mul_(decay).add_(value, alpha=1 - decay)
            line = {"epoch": epoch, "step": step, "of": total, "span": round(spans / windows, 3),
                    "label": round(marks / windows, 3), "seconds": round(time.perf_counter() - clock)}  # fmt: skip
            log.write(json.dumps(line) + "\n")
            log.flush()
            kept = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict(),
                    "averaged": averaged, "epoch": epoch + 1, "step": step}  # fmt: skip
            for content, name in ((kept, "early-last"), (averaged, "early")):
                torch.save(content, run / f"{name}.tmp")
                (run / f"{name}.tmp").replace(run / f"{name}.pt")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=2e-4)
    given = parser.parse_args()
    train(given.run, given.epochs, given.seed, given.rate)
