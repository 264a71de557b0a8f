"""Silent error: how often a conclusion is wrong that nothing marks as doubtful.

A conclusion is what an incident of the record says of its killed and injured, with the incident's confidence; it is
flagged where that lies below the threshold for review (``vigil.reconciliation.needs_review``).  Two figures for each
kind of conclusion: at the threshold as it is, and at the highest threshold that leaves at least UNFLAGGED of the
conclusions of this very set unflagged; each the share wrong among the unflagged with a 95 % Wilson interval.  The
trivial answer flags nothing: the share wrong of all.

* Reports with gold ranges (quetta): each toll by itself, right if its best figure lies in the gold range.  An
  incident is matched, one to one, to the gold incident of its kind with which it shares most documents, dates at most
  DAYS apart.  Without a gold figure there is nothing to judge; a main or co-main incident
  that matches none is wrong, though its figure may be what the reports say ("tolls": with those, "killed" and
  "injured": of matched incidents alone).
* Reports with exact gold (semeval5): an incident as a whole, right if killed and injured are both exact (nothing said
  = 0), and each stated toll by itself; matched to the gold incident with which it shares most documents.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vigil.evaluation.common import Result, Row
from vigil.evaluation.matching import match
from vigil.reconciliation import needs_review
from vigil.records import Incident

UNFLAGGED = 0.6
MEASURES = ("killed", "injured")
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Judged:
    """A conclusion that the gold can judge."""

    confidence: float
    flagged: bool
    right: bool
    known: bool = True  # whether the gold has an incident that it is about


def wilson(wrong: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); 0 to 1 for no observations."""
    if total == 0:
        return 0.0, 1.0
    share, square = wrong / total, _Z * _Z
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = _Z * math.sqrt(share * (1 - share) / total + square / (4 * total * total)) / (1 + square / total)
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def kept(judged: Sequence[Judged], share: float = UNFLAGGED) -> list[Judged]:
    """The most confident conclusions: at least ``share`` of them, none left out that is as confident as one inside."""
    ranked = sorted(judged, key=lambda j: -j.confidence)
    if not ranked:
        return []
    lowest = ranked[math.ceil(share * len(ranked)) - 1].confidence
    return [j for j in ranked if j.confidence >= lowest]


def add(result: Result, name: str, judged: Sequence[Judged]) -> None:
    """The lines of one kind of conclusion; nothing where the gold judges none."""
    if not judged:
        return
    every = sum(not j.right for j in judged) / len(judged)
    clear = [j for j in judged if not j.flagged]
    best = kept(judged)
    result.add(f"{name}: conclusions", len(judged))
    result.add("  not flagged for review", len(clear) / len(judged), 1.0)
    result.add("  wrong of those", _share(clear), every)
    result.add(
        f"  wrong of the surest {len(best) / len(judged):.0%} (from {best[-1].confidence:.2f})",
        _share(best),
        every,
    )
    promised = sum(j.confidence for j in judged) / len(judged)
    strange = sum(not j.known for j in best)
    result.notes.append(
        f"{name}: confidence {promised:.3f} on average, right {1 - every:.3f}; of the wrong ones among the surest,"
        f" {strange} about no incident of the gold"
    )


def _share(judged: Sequence[Judged]) -> str:
    wrong = sum(not j.right for j in judged)
    low, high = wilson(wrong, len(judged))
    return f"{wrong}/{len(judged)} = {wrong / max(1, len(judged)):.3f} [{low:.3f}, {high:.3f}]"


def by_range(
    incidents: Iterable[Incident], gold: Sequence[Row], mentions: Sequence[Row]
) -> dict[str, list[Judged]]:
    """Killed and injured of incidents against gold ranges (the first form of this module's text)."""
    ours = sorted(incidents, key=lambda i: i.id)
    matched = match(ours, gold, mentions)
    found: dict[str, list[Judged]] = {name: [] for name in ("tolls", *MEASURES)}
    for incident in ours:
        entry = matched.get(incident.id)
        leading = any(r.role != "background" for r in incident.reports)
        for measure in MEASURES:
            best = _best(incident, measure)
            if best is None or (entry is None and not leading):
                continue
            span = entry[measure] if entry else None
            if entry is not None and (not span or span["best"] is None):
                continue
            right = span is not None and span["low"] <= best <= span["high"]
            one = Judged(incident.confidence, needs_review(incident), right, entry is not None)
            found["tolls"].append(one)
            if one.known:
                found[measure].append(one)
    return found


def exact(
    incidents: Iterable[Incident], gold: Sequence[Row], documents: Sequence[Row]
) -> dict[str, list[Judged]]:
    """Incidents and their tolls against exact gold (the second form of this module's text)."""
    by_id = {row["incident_id"]: row for row in gold}
    holds: dict[str, set[str]] = {}
    for row in documents:
        for name in row["incident_ids"]:
            holds.setdefault(name, set()).add(row["doc_id"])
    found: dict[str, list[Judged]] = {name: [] for name in ("both", *MEASURES)}
    for incident in incidents:
        mine = {r.document for r in incident.reports if r.role != "background"}
        figures = {measure: _best(incident, measure) for measure in MEASURES}
        near = [name for name in sorted(holds) if holds[name] & mine]
        if not near or all(best is None for best in figures.values()):
            continue
        name = min(near, key=lambda n: (-len(holds[n] & mine) / len(holds[n] | mine), n))
        entry = by_id.get(name)
        if entry is None or entry.get("killed") is None:
            continue
        flagged = needs_review(incident)
        right = {measure: (figures[measure] or 0) == entry[measure] for measure in MEASURES}
        found["both"].append(Judged(incident.confidence, flagged, all(right.values())))
        for measure in MEASURES:
            if figures[measure] is not None:
                found[measure].append(Judged(incident.confidence, flagged, right[measure]))
    return found


def _best(incident: Incident, measure: str) -> int | None:
    toll = getattr(incident, measure)
    return None if toll is None else toll.best
