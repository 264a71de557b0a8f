"""The loop that both trainings share: steps, averaged weights, a checkpoint after every epoch, a log."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor, nn

Batch = TypeVar("Batch")


@dataclass(frozen=True, slots=True)
class Course:
    """How long and how fast a model learns."""

    epochs: int
    rate: float  # of the layers that come trained
    fresh: tuple[str, ...]  # beginnings of the names of parameters that start from nothing
    faster: float  # how many times faster those learn
    warm: int  # steps until the full rate; from there it falls to zero in a line
    decay: float  # of the moving average of the weights
    weights: Mapping[str, float]  # of the losses by name


def fit(
    model: nn.Module,
    course: Course,
    epoch: Callable[[int], Iterable[Batch]],
    losses: Callable[[Batch], Mapping[str, Tensor]],
    out: Path,
    name: str,
) -> None:
    """Trains ``model`` and leaves the averaged weights in ``out``/``name``.pt.

    ``epoch`` gives the batches of the n-th epoch, ``losses`` those of a batch by name.  After every epoch
    ``name``-last.pt is written, from which the next call goes on; ``name``-log.jsonl has a line every fifty steps.
    """
    trained = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    groups = [
        {"params": [p for n, p in trained if not n.startswith(course.fresh)], "lr": course.rate},
        {"params": [p for n, p in trained if n.startswith(course.fresh)], "lr": course.rate * course.faster},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    total = course.epochs * sum(1 for _ in epoch(0))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, (s + 1) / course.warm) * max(0.0, 1 - s / (total * 1.02))
    )
    averaged = {k: v.detach().clone() for k, v in model.state_dict().items()}
    begin, step = 0, 0
    checkpoint = out / f"{name}-last.pt"
    if checkpoint.exists():
        kept = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(kept["model"])
        optimiser.load_state_dict(kept["optimiser"])
        schedule.load_state_dict(kept["schedule"])
        averaged, begin, step = kept["averaged"], kept["epoch"], kept["step"]
    clock = time.perf_counter()
    seen: dict[str, list[float]] = {}
    with (out / f"{name}-log.jsonl").open("a", encoding="utf-8") as log:
        for number in range(begin, course.epochs):
            model.train()
            for batch in epoch(number):
                found = losses(batch)
                loss = sum((course.weights[n] * value for n, value in found.items()), torch.zeros(()))
                optimiser.zero_grad(set_to_none=True)
                loss.backward()
                nn.utils.clip_grad_norm_([p for _, p in trained], 2.0)
                optimiser.step()
                schedule.step()
                step += 1
                decay = min(course.decay, step / (step + 20))
                with torch.no_grad():
                    for n, p in trained:
                        averaged[n].mul_(decay).add_(p, alpha=1 - decay)
                for n, value in found.items():
                    seen.setdefault(n, []).append(float(value.detach()))
                if step % 50 == 0:
                    means = {n: round(sum(v) / len(v), 4) for n, v in seen.items()}
                    seconds = round(time.perf_counter() - clock)
                    log.write(
                        json.dumps(means | {"step": step, "of": total, "epoch": number, "seconds": seconds})
                        + "\n"
                    )
                    log.flush()
                    seen = {}
            kept = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict(),
                    "averaged": averaged, "epoch": number + 1, "step": step}  # fmt: skip
            _save(averaged, out / f"{name}.pt")
            _save(kept, checkpoint)


def _save(what: object, path: Path) -> None:
    """Writes a file whole or not at all."""
    torch.save(what, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").replace(path)
