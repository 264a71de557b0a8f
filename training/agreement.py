"""How far two readers of the corpus agree: the first reading against ``training/second_reading.txt``.

python -m training.agreement
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from training.corpus import AnnotatedReport, Line, read

SECOND = Path(__file__).parent / "second_reading.txt"


def pairs(first: list[AnnotatedReport], second: list[AnnotatedReport]) -> list[tuple[Line, Line]]:
    """The lines of both readings side by side.

    Raises ValueError where the second reading has other words than the first.
    """
    known = {report.id: report for report in first}
    out = []
    for report in second:
        for one, other in zip(known[report.id].lines, report.lines, strict=True):
            if one.text != other.text:
                raise ValueError(f"{report.id}: the readings differ in their words: {other.text[:80]}")
            out.append((one, other))
    return out


def kappa(lines: list[tuple[Line, Line]]) -> float:
    """Cohen's kappa of the first label of each sentence (Cohen 1960)."""
    ours, theirs = (Counter(pair[side].labels[0].name for pair in lines) for side in (0, 1))
    total = len(lines)
    agreed = sum(one.labels[0].name == other.labels[0].name for one, other in lines) / total
    by_chance = sum(ours[name] * theirs[name] for name in ours) / total**2
    return (agreed - by_chance) / (1 - by_chance)


def span_scores(lines: list[tuple[Line, Line]]) -> tuple[float, float]:
    """(F1 of spans with the same bounds and role, share of the first reader's that the second's overlap)."""
    both = ours = theirs = met = 0
    for one, other in lines:
        first = {(s.start, s.end, role.name) for s in one.spans for role in s.roles}
        second = {(s.start, s.end, role.name) for s in other.spans for role in s.roles}
        both, ours, theirs = both + len(first & second), ours + len(first), theirs + len(second)
        met += sum(any(r == q and a < d and c < b for c, d, q in second) for a, b, r in first)
    return 2 * both / (ours + theirs), met / ours


if __name__ == "__main__":
    side_by_side = pairs(list(read()), list(read([SECOND])))
    exact, overlap = span_scores(side_by_side)
    print(f"sentences {len(side_by_side)}, kappa of the first label {kappa(side_by_side):.3f}")
    print(f"spans: F1 of the same bounds and role {exact:.3f}, overlapping {overlap:.3f}")
