"""How well a model file labels sentences and marks spans in the tenth of the corpus that training left out.

    python -m training.measure MODEL.zip

Prints precision, recall and F1 of each label (probability from one half) and each role (exact bounds; and overlapping).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from training import corpus, examples, labels
from vigil.extraction.encoder import Encoder

HELD_OUT = 10  # reports whose number it divides are kept for measuring


class Numbered(Protocol):
    """A report by its id, which ends in its number."""

    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=Numbered)


def held_out(reports: Sequence[R], inverse: bool = False) -> list[R]:
    """The reports that training leaves out (or, inverse, those it uses): by number, so that new ones move none."""
    return [r for r in reports if (int(r.id[1:]) % HELD_OUT == 0) != inverse]


def measure(encoder: Encoder) -> dict[str, Counter[str]]:
    """Counts of ``right``, ``said`` and ``gold`` by label ("label NAME"), role ("role NAME") and overlap ("near NAME")."""
    out: dict[str, Counter[str]] = {}
    for report in held_out([examples.report_text(r) for r in corpus.read()]):
        heard = encoder.hear(tuple(s.text for s in report.sentences))
        for said, gold in zip(heard.labels, report.labels, strict=True):
            for n, name in enumerate(labels.SENTENCES):
                count = out.setdefault(f"label {name}", Counter())
                count["said"] += said[name] >= 0.5
                count["gold"] += int(gold[n])
                count["right"] += bool(said[name] >= 0.5 and gold[n])
        marked = {
            (m.sentence, report.sentences[m.sentence].span.start + m.start, report.sentences[m.sentence].span.start + m.end,
             m.role)
            for m in heard.marks
            if m.probability >= 0.5
        }  # fmt: skip
        told = {(n, start, end, labels.REPORT_ROLES[role]) for n, start, end, role, _ in report.spans}
        for role in labels.REPORT_ROLES:
            ours = {m for m in marked if m[3] == role}
            theirs = {t for t in told if t[3] == role}
            exact = out.setdefault(f"role {role}", Counter())
            exact.update(said=len(ours), gold=len(theirs), right=len(ours & theirs))
            near = out.setdefault(f"near {role}", Counter())
            near.update(
                said=len(ours),
                gold=len(theirs),
                right=sum(any(t[0] == m[0] and t[1] < m[2] and m[1] < t[2] for t in theirs) for m in ours),
            )
    return out


def line(name: str, count: Mapping[str, int]) -> str:
    """One line of a table: precision, recall, F1 and how many there are."""
    p = count["right"] / count["said"] if count["said"] else 0.0
    r = min(1.0, count["right"] / count["gold"]) if count["gold"] else 0.0
    return f"{name:32} {p:.3f} {r:.3f} {2 * p * r / (p + r) if p + r else 0:.3f} {count['gold']:5}"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found = measure(Encoder(Path(sys.argv[1]).read_bytes()))
    print(f"{'':32} P     R     F1     n")
    for group in ("label", "role", "near"):
        rows = {n: c for n, c in found.items() if n.startswith(group)}
        for name, count in rows.items():
            if count["gold"]:
                print(line(name, count))
        print(line(f"all of {group}", sum(rows.values(), Counter())))
