"""Trains the reader: one encoder, all tasks at once, on MUC-4's training part and the corpus of reports.

    python -m training.train MUC4_FOLDER RUN_FOLDER [--epochs 6] [--seed 1]

Writes RUN_FOLDER/model.pt (averaged weights), and model-last.pt after every epoch, from which it goes on when called
again.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from training import corpus, examples, labels
from training.loop import Course, fit
from training.measure import held_out
from training.model import Reader, join_scores, slices, span_scores, vocabulary
from vigil.extraction.pieces import Window, tokenizer, windows

AT = slices(labels.OUTPUTS)
REPORTS = len(labels.REPORT_ROLES)
BATCH = 1600  # pieces

Batch = list[tuple[object, list[Window], int]]  # texts or reports, with their windows and first sentences


def laid_out(told: Sequence[Window]) -> tuple[Tensor, Tensor]:
    """Windows side by side: ids and mask (windows, pieces)."""
    longest = max(len(w.pieces) for w in told)
    ids = torch.zeros(len(told), longest, dtype=torch.long)
    mask = torch.zeros(len(told), longest, dtype=torch.bool)
    for n, w in enumerate(told):
        ids[n, : len(w.pieces)] = torch.tensor(w.pieces)
        mask[n, : len(w.pieces)] = True
    return ids, mask


def template_loss(model: Reader, out: Sequence[Tensor], text: examples.TemplateText) -> dict[str, Tensor]:
    """Losses of one MUC-4 text; ``out`` holds (pieces, outputs) per window.

    The keys name strings, not places: a string's score for a role is that of its best occurrence (multiple-instance
    learning, Dietterich et al. 1997), so the model finds by itself where a filler is told.
    """
    strings, roles = len(text.strings), len(labels.TEMPLATE_ROLES)
    scores, owners = [], []
    for window, groups, numbers in zip(text.windows, text.groups, out, strict=True):
        words = numbers[list(window.words)]
        score = span_scores(
            words[:, AT["template_begin"]], words[:, AT["template_end"]], words[:, AT["template_inside"]],
            model.length[:, REPORTS:],
        )  # fmt: skip
        keep = torch.from_numpy(groups).reshape(-1)
        valid = keep >= 0
        scores.append(score.reshape(-1, roles)[valid])
        owners.append(keep[valid])
    score, owner = torch.cat(scores), torch.cat(owners)
    best = torch.full((strings, roles), -1e4).scatter_reduce(
        0, owner[:, None].expand(-1, roles), score, "amax", include_self=False
    )
    target = torch.zeros(strings, roles)
    for role, string in text.fillers:
        target[string, role] = 1
    losses = {"fill": F.binary_cross_entropy_with_logits(best, target, reduction="sum")}
    whole = torch.stack([numbers[0, AT["text_type"]] for numbers in out]).amax(0)
    losses["text"] = F.binary_cross_entropy_with_logits(whole, torch.from_numpy(text.types), reduction="sum")
    if text.fillers:
        losses |= _about_fillers(model, out, text, score.detach(), owner)
    return losses


def _about_fillers(
    model: Reader, out: Sequence[Tensor], text: examples.TemplateText, score: Tensor, owner: Tensor
) -> dict[str, Tensor]:
    """What is said at the best occurrence of each filler: type, stage, harm, damage, trust, and its template."""
    words = torch.cat([numbers[list(w.words)] for w, numbers in zip(text.windows, out, strict=True)])
    first = np.cumsum([0, *(len(w.words) for w in text.windows)])
    begins = np.concatenate(
        [at + np.nonzero(groups >= 0)[0] for at, groups in zip(first, text.groups, strict=False)]
    )
    chosen, known = [], []
    for (role, string), filler in text.fillers.items():
        at = (owner == string).nonzero()[:, 0]
        chosen.append(int(at[score[at, role].argmax()]))
        known.append((role, filler))
    numbers = words[begins[chosen]]
    types = torch.zeros(len(known), len(labels.TYPES))
    for n, (_, filler) in enumerate(known):
        types[n, list(filler.types)] = 1
    losses = {"type": F.binary_cross_entropy_with_logits(numbers[:, AT["type"]], types, reduction="sum")}
    for name in ("stage", "harm", "damage", "trust"):
        truth = torch.tensor([getattr(filler, name) for _, filler in known])
        if (truth >= 0).any():
            losses[name] = F.cross_entropy(numbers[:, AT[name]], truth, ignore_index=-1, reduction="sum")
    if len({t for _, f in known for t in f.templates}) > 1:
        same = torch.tensor([[float(bool(a.templates & b.templates)) for _, b in known] for _, a in known])
        losses["join"] = _joined(model, numbers[:, AT["join"]], same)
    return losses


def _joined(model: Reader, vectors: Tensor, same: Tensor) -> Tensor:
    apart = ~torch.eye(len(vectors), dtype=torch.bool)
    if not apart.any():
        return vectors.sum() * 0
    score = join_scores(vectors, vectors, model.join_scale)
    return F.binary_cross_entropy_with_logits(score[apart], same[apart]) * len(vectors)


def report_answers(
    window: Window, report: examples.ReportText, first: int
) -> tuple[Tensor, Tensor, Tensor, list[tuple[int, frozenset[int]]]]:
    """Right answers of one window of a report; ``first`` is the position of the window's first sentence in the report.

    Returns where there is a span at all (words, LONGEST), which spans play which role (words, LONGEST, roles), the
    labels of the window's sentences, and the pieces that belong to incidents, with these.
    """
    owners = np.array(window.sentences)
    last = np.arange(len(owners))[:, None] + np.arange(labels.LONGEST)[None]
    inside = (last < len(owners)) & (owners[np.minimum(last, len(owners) - 1)] == owners[:, None])
    target = torch.zeros(len(owners), labels.LONGEST, REPORTS)
    begins = {s: n for n, s in enumerate(window.starts)}
    ends = {e: n for n, e in enumerate(window.ends)}
    nodes: list[tuple[int, frozenset[int]]] = []
    held = set(window.sentences)
    for sentence, start, end, role, incidents in report.spans:
        if sentence - first not in held or start not in begins or end not in ends:
            continue
        length = ends[end] - begins[start]
        if 0 <= length < labels.LONGEST:
            target[begins[start], length, role] = 1
        if incidents:
            nodes.append((window.words[begins[start]], incidents))
    nodes += [(at, report.incidents[first + s]) for at, s in window.marks if report.incidents[first + s]]
    truth = torch.from_numpy(report.labels[[first + s for _, s in window.marks]])
    return torch.from_numpy(inside), target, truth, nodes


def spoken_loss(
    said: Tensor,
    at: dict[str, slice],
    length: Tensor,
    window: Window,
    inside: Tensor,
    target: Tensor,
    truth: Tensor,
) -> tuple[Tensor, Tensor]:
    """Losses of spans and of labels that (pieces, outputs) numbers say of one window."""
    words = said[list(window.words)]
    score = span_scores(
        words[:, at["report_begin"]], words[:, at["report_end"]], words[:, at["report_inside"]], length
    )
    weight = inside[..., None].expand_as(target)
    marks = said[[piece for piece, _ in window.marks]][:, at["sentence"]]
    return (
        F.binary_cross_entropy_with_logits(score[weight], target[weight], reduction="sum"),
        F.binary_cross_entropy_with_logits(marks, truth, reduction="sum"),
    )


def report_loss(
    model: Reader, numbers: Tensor, window: Window, report: examples.ReportText, first: int
) -> dict[str, Tensor]:
    """Losses of one window of a report; ``numbers`` (pieces, outputs)."""
    inside, target, truth, nodes = report_answers(window, report, first)
    losses = {}
    losses["span"], losses["label"] = spoken_loss(
        numbers, AT, model.length[:, :REPORTS], window, inside, target, truth
    )
    if len({i for _, many in nodes for i in many}) > 1:
        same = torch.tensor([[float(bool(a & b)) for _, b in nodes] for _, a in nodes])
        losses["join"] = _joined(model, numbers[[at for at, _ in nodes]][:, AT["join"]], same)
    return losses


WEIGHTS = {"fill": 1.0, "text": 0.6, "type": 0.4, "stage": 0.2, "harm": 0.2, "damage": 0.2, "trust": 0.2,
           "join": 0.3, "span": 0.3, "label": 0.3}  # fmt: skip


def batches(
    texts: Sequence[examples.TemplateText],
    reports: Sequence[examples.ReportText],
    cut: object,
    chance: random.Random,
) -> Iterator[tuple[str, Batch]]:
    """One epoch: batches of MUC-4 texts and of reports in random order, texts of like length together.

    Half of the texts without a template are left out each time.  A report comes whole or as one to four of its
    sentences, as the record's reader will see it.
    """
    jobs: list[tuple[str, Batch]] = []
    items: list[tuple[str, object, list[Window], int]] = []
    for text in texts:
        if text.fillers or text.types.any() or chance.random() < 0.5:
            items.append(("text", text, text.windows, 0))
    for report in [*reports, *reports]:
        first, last = 0, len(report.sentences)
        if chance.random() < 0.4:
            first = chance.randrange(last)
            last = min(last, first + chance.randint(1, 4))
        for window in windows(report.sentences[first:last], cut, overlap=0):  # type: ignore[arg-type]
            items.append(("report", report, [window], first))
    chance.shuffle(items)
    items.sort(key=lambda i: (i[0], max(len(w.pieces) for w in i[2]) // 48))
    current: Batch = []
    kind, size = "", 0
    for what, item, told, first in items:
        cost = sum(len(w.pieces) for w in told)
        if current and (what != kind or size + cost > BATCH):
            jobs.append((kind, current))
            current, size = [], 0
        kind = what
        current.append((item, told, first))
        size += cost
    jobs.append((kind, current))
    chance.shuffle(jobs)
    yield from jobs


def batch_loss(model: Reader, kind: str, batch: Batch) -> dict[str, Tensor]:
    """Losses of a batch by task, each divided by the number of texts or windows."""
    told = [w for _, many, _ in batch for w in many]
    ids, mask = laid_out(told)
    numbers = model(ids, mask)
    sums: dict[str, Tensor] = {}
    at = 0
    for item, many, first in batch:
        out = [numbers[at + n, : len(w.pieces)] for n, w in enumerate(many)]
        at += len(many)
        losses = (
            template_loss(model, out, item)  # type: ignore[arg-type]
            if kind == "text"
            else report_loss(model, out[0], many[0], item, first)  # type: ignore[arg-type]
        )
        for name, loss in losses.items():
            sums[name] = sums.get(name, torch.zeros(())) + loss
    return {name: loss / len(batch) for name, loss in sums.items()}


def train(muc: Path, out: Path, epochs: int, seed: int, rate: float) -> None:
    """Trains for ``epochs`` and leaves the averaged weights in ``out``/model.pt."""
    torch.manual_seed(seed)
    torch.set_num_threads(int(os.environ.get("THREADS", "2")))
    out.mkdir(parents=True, exist_ok=True)
    cut = tokenizer(vocabulary())
    texts = examples.muc(muc, "train", cut)
    reports = held_out([examples.report_text(r) for r in corpus.read()], inverse=True)
    model = Reader()
    model.load_encoder()
    for embedding in (model.words, model.places):
        # 12 of 22 million numbers: frozen they cost no time and forget nothing
        embedding.weight.requires_grad_(False)
    course = Course(epochs, rate, ("outputs", "hidden", "length", "join_scale"), 8, 100, 0.996, WEIGHTS)
    fit(
        model,
        course,
        lambda n: batches(texts, reports, cut, random.Random(seed * 1000 + n)),
        lambda batch: batch_loss(model, *batch),
        out,
        "model",
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("muc", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    given = parser.parse_args()
    train(given.muc, given.out, given.epochs, given.seed, given.rate)
