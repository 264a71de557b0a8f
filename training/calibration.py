"""Fits the confidence of incidents (``vigil/reconciliation/confidence.json``) on annotated reports.

    python -m training.calibration --muc PATH/full_train.jsonl          # fit, write, print the reliability table
    python -m training.calibration --muc PATH/full_train.jsonl --check  # the table of the file as it is

Data, apart from every evaluation set that the confidence is measured on:

* the corpus (``training/corpus``): each report goes through the pipeline alone, the gate included.  An incident is one
  if its words stand in a sentence that the annotation gives to an incident of its kind; a concluded toll is right if
  it is a figure that the annotation marks for that incident, as the numbers of the room read it;
* the training part of MUC-4 with its full keys, for tolls alone (its relevance is a policy): wire reports that tell
  many incidents at once, as our own exercises seldom do.  A toll is right if it is the number of the dead (of the
  wounded) of one target, or of all targets, in a template of the incident's type.  Without ``--muc`` the corpus alone.

What an annotation does not settle ("dozens", no template of the type) is left out.  ``--reader`` names the reader;
of one that was trained on the corpus, ``--held-out`` takes incidents from the tenth of it alone that its training left
out.  Tolls come from all of it: the rules count, whoever reads.  Fitted by Newton's method with a ridge penalty: no randomness.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training import corpus
from training.measure import held_out
from vigil import pipeline
from vigil.config import Config, ExtractionConfig
from vigil.evaluation.muc4 import muc_type
from vigil.evaluation.muc4_full import article_of
from vigil.extraction.numbers import find_numbers
from vigil.reconciliation import confidence
from vigil.reconciliation.figures import about_attackers
from vigil.records import Article, Claim, Incident, RawDocument, Rejected, Span

TARGET = Path(confidence.__file__).with_name("confidence.json")
RIDGE = 3.0
# Share of the corpus's incidents with a toll that pass without review.  Real news rates lower than the corpus: with 0.85 of it,
# 0.62 of Quetta's dev tolls pass (the aim is 0.6; chosen there), with 0.7 only 0.3.
UNFLAGGED = 0.85
FOLDS = 5
_KINDS = {
    "attack": "attack",
    "demonstration": "demonstration",
    "response": "official_response",
    "legal": "legal_action",
}
_PARTS = re.compile(r", (?!\d{3}\b)| and | as well as |;")
_ONE = re.compile(
    r"(?:a|an|one|another|the|his|her|their|my|its)\b|[A-Z][\w'-]+ [A-Z]"
)  # "a baker", "Ali Reza"
_TWO = re.compile(r"\b(?:couple|pair|twins)\b")

Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Example:
    """One incident or one toll, with its features and whether it is right; ``source`` names its report."""

    source: str
    part: str  # incident | toll
    features: Features
    right: bool


@dataclass(slots=True)
class Told:
    """An annotated incident: its kinds, the figures marked as killed and injured, and how many victims are named."""

    kinds: set[str]
    killed: list[str]
    injured: list[str]
    named: int = 0


# ---------------------------------------------------------------- reading


def conclude(raw: RawDocument, config: Config) -> tuple[Article, list[Incident]] | None:
    """The incidents that the pipeline concludes from one document alone; None where it is not read."""
    rooms = pipeline.all_rooms()
    [(article, reading)] = pipeline.read_documents(config, rooms, frozenset(), [raw])
    if isinstance(article, Rejected) or reading is None:
        return None
    published = {article.id: article.published}
    linked = rooms.link(list(reading.reports), config.linkage, published, {})
    return article, [rooms.reconcile(incident, published, {}) for incident in linked]


def from_corpus(
    reports: Sequence[corpus.AnnotatedReport], config: Config
) -> Iterator[tuple[Incident, list[Example]]]:
    """Every incident read from the corpus, with its examples."""
    for report in reports:
        title = " ".join(line.text for line in report.lines if line.title)
        text = " ".join(line.text for line in report.lines if not line.title)
        if not text:
            continue
        raw = RawDocument(
            report.id, "text/plain", f"{report.id}\n{title}\n{text}".encode(), text, report.id,
            title=title or None, published=report.published, country=report.country,
        )  # fmt: skip
        found = conclude(raw, config)
        if found is None:
            continue
        article, incidents = found
        told = annotated(report)
        for incident in incidents:
            yield incident, list(_of_corpus(report, article, told, incident))


def _of_corpus(
    report: corpus.AnnotatedReport, article: Article, told: Mapping[int, Told], incident: Incident
) -> Iterator[Example]:
    number = _annotated_as(report, article, told, incident)
    yield Example(report.id, "incident", confidence.of_incident(incident, {}), number is not None)
    if number is None or incident.kind != "attack":
        return
    for attribute in confidence.CONCLUDED:
        features = confidence.of_toll(incident, attribute, {})
        if features is not None:
            right = toll_right(told[number], attribute, getattr(incident, attribute).best)
            if right is not None:
                yield Example(report.id, "toll", features, right)


def annotated(report: corpus.AnnotatedReport) -> dict[int, Told]:
    """The incidents of an annotated report by number."""
    found: dict[int, Told] = {}
    for line in report.lines:
        for label in line.labels:
            kind = _kind(label)
            if label.incident is not None:
                told = found.setdefault(label.incident, Told(set(), [], []))
                if kind is not None:
                    told.kinds.add(kind)
        for span in line.spans:
            for role in span.roles:
                if role.incident is None:
                    continue
                told = found.setdefault(role.incident, Told(set(), [], []))
                if role.name in confidence.CONCLUDED:
                    getattr(told, role.name).append(line.text[span.start : span.end])
                told.named += role.name == "victim_name"
    return found


def _kind(label: corpus.Tag) -> str | None:
    return _KINDS.get((label.type or "") if label.name == "background" else label.name)


def _annotated_as(
    report: corpus.AnnotatedReport, article: Article, told: Mapping[int, Told], incident: Incident
) -> int | None:
    """The number of the annotated incident of the same kind whose sentences hold most of an incident's evidence."""
    places = []
    at = {"title": 0, "text": 0}
    for line in report.lines:
        name = "title" if line.title else "text"
        start = article.field(name).find(line.text, at[name])
        if start >= 0:
            at[name] = start + len(line.text)
            places.append((Span(name, start, at[name]), line))
    votes: Counter[int] = Counter()
    for span in (s for r in incident.reports for s in r.evidence):
        for place, line in places:
            if place.field == span.field and place.start <= span.start < place.end:
                for label in line.labels:
                    if label.incident is not None and incident.kind in told[label.incident].kinds:
                        votes[label.incident] += 1
    return min(votes, key=lambda n: (-votes[n], n)) if votes else None


def readings(words: str) -> set[int]:
    """How many people the words of a figure may count: each number in them, and what its parts add up to."""
    found: set[int] = set()
    total = 0
    for part in _PARTS.split(words):
        numbers = find_numbers(part)
        if _ONE.match(part.strip()) and not (numbers and numbers[0].start == 0):
            total += 1
            found.add(1)
        elif numbers:
            total += numbers[0].value or numbers[0].low or numbers[0].high or 0
        found.update(v for n in numbers for v in (n.value, n.low, n.high) if v is not None)
        if _TWO.search(part):
            found.add(2)
    return found | {total} if total else found


def toll_right(told: Told, attribute: str, best: int) -> bool | None:
    """Whether a concluded figure is one of the annotated ones or their sum; None where they cannot be read."""
    marked = getattr(told, attribute)
    read = [(words, readings(words)) for words in marked]
    if any(best in values for _, values in read) or (best == 0 and not read):
        return True
    if not read:
        return 1 <= best <= told.named
    if not all(values for _, values in read):
        return None
    victims = [max(values) for words, values in read if not _attackers(words)]
    return len(victims) > 1 and best == sum(victims)


def _attackers(words: str) -> bool:
    return about_attackers(Claim("killed", Span("text", 0, 0), words, group=words), fighters=True)


def from_muc(path: Path, config: Config) -> Iterator[Example]:
    """Tolls of MUC-4 reports (a full_*.jsonl file), judged by the templates of the incident's type."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        article = article_of(row)
        raw = RawDocument(
            article.id, "text/plain", f"{article.id}\n{article.text}".encode(), article.text, article.id,
            published=article.published,
        )  # fmt: skip
        found = conclude(raw, config)
        for incident in found[1] if found else ():
            if incident.kind == "attack":
                yield from _of_muc(row, incident)


def _of_muc(row: Mapping[str, Any], incident: Incident) -> Iterator[Example]:
    name = (muc_type(incident.type) or "").upper()
    slots = [t["slots"] for t in row["templates"]]
    same = [s for s in slots if any(_shares(name, a) for f in s["incident_type"] or () for a in f["alts"])]
    for attribute, effect in zip(confidence.CONCLUDED, ("DEATH", "INJURY"), strict=True):
        features = confidence.of_toll(incident, attribute, {})
        if features is None or not same:
            continue
        best = getattr(incident, attribute).best
        numbers = [n for s in same for n in [_suffering(s, effect)] if n]
        accepted = {v for each in numbers for values in each for v in values}
        accepted |= {sum(max(v) for v in each) for each in numbers if all(each)}
        unsettled = not all(values for each in numbers for values in each) or (best == 0 and not numbers)
        if best in accepted or not unsettled:
            yield Example(row["docid"], "toll", features, best in accepted)


def _shares(ours: str, theirs: str) -> bool:
    return ours == theirs or {ours, theirs} <= {"ATTACK", "BOMBING"}


def _suffering(slots: Mapping[str, Any], effect: str) -> list[set[int]]:
    """For each human target with an effect, the numbers that its key accepts (none for PLURAL)."""
    number = {x: f["alts"] for f in slots["hum_tgt_number"] or () for x in f["xref"] or ["-"]}
    found = []
    for fill in slots["hum_tgt_effect_of_incident"] or ():
        if effect in fill["alts"]:
            target = next((x for x in fill["xref"] or ["-"] if x in number), None)
            found.append({int(n) for alt in number.get(target, ()) for n in re.findall(r"\d+", alt)})
    return found


# ---------------------------------------------------------------- fitting


def fit(examples: Sequence[Example], ridge: float = RIDGE) -> confidence.Logistic:
    """Logistic regression by Newton's method, the constant unpenalised.  Raises ValueError without both outcomes."""
    if len({e.right for e in examples}) < 2:
        raise ValueError("right and wrong examples are needed")
    names = list(examples[0].features)
    table = np.array([[1.0, *(e.features[n] for n in names)] for e in examples])
    right = np.array([float(e.right) for e in examples])
    penalty = np.eye(table.shape[1]) * ridge
    penalty[0, 0] = 0.0
    beta = np.zeros(table.shape[1])
    for _ in range(100):
        p = 1.0 / (1.0 + np.exp(-table @ beta))
        slope = table.T @ (right - p) - penalty @ beta
        step = np.linalg.solve(table.T @ (table * (p * (1 - p))[:, None]) + penalty, slope)
        beta += step
        if float(np.abs(step).max()) < 1e-10:
            break
    return confidence.Logistic(
        round(float(beta[0]), 3), {n: round(float(b), 3) for n, b in zip(names, beta[1:], strict=True)}
    )


def out_of_fold(examples: Sequence[Example]) -> list[float]:
    """The probability of each example by a model that has not seen its report."""
    order = {source: n % FOLDS for n, source in enumerate(sorted({e.source for e in examples}))}
    models = [fit([e for e in examples if order[e.source] != fold]) for fold in range(FOLDS)]
    return [models[order[e.source]].probability(e.features) for e in examples]


def reliability(probabilities: Sequence[float], right: Sequence[bool], bins: int = 5) -> list[str]:
    """Lines of a table: examples in equal parts by probability, the mean promised and the share that is right."""
    ranked = sorted(zip(probabilities, right, strict=True), key=lambda pair: pair[0])
    lines, total = [f"{'promised':>9} {'right':>6} {'n':>5}"], 0.0
    for n in range(bins):
        part = ranked[len(ranked) * n // bins : len(ranked) * (n + 1) // bins]
        if part:
            promised, held = sum(p for p, _ in part) / len(part), sum(r for _, r in part) / len(part)
            total += abs(promised - held) * len(part)
            lines.append(f"{promised:9.3f} {held:6.3f} {len(part):5}")
    return [*lines, f"expected calibration error {total / max(1, len(ranked)):.3f}"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, write and print; see the module's text."""
    parser = argparse.ArgumentParser(prog="python -m training.calibration")
    parser.add_argument(
        "--muc", type=Path, metavar="FILE", help="MUC-4 reports with full keys (full_train.jsonl)"
    )
    parser.add_argument("--reader", metavar="NAME", help="the reader to calibrate (default: that of a run)")
    parser.add_argument(
        "--held-out", action="store_true", help="incidents from every tenth report of the corpus alone"
    )
    parser.add_argument("--check", action="store_true", help="write nothing, measure the file as it is")
    parser.add_argument("--out", type=Path, default=TARGET, metavar="FILE", help="where to write")
    options = parser.parse_args(arguments)
    config = (
        Config() if options.reader is None else Config(extraction=ExtractionConfig(reader=options.reader))
    )
    reports = list(corpus.read())
    read = list(from_corpus(reports, config))
    kept = {r.id for r in held_out(reports)} if options.held_out else {r.id for r in reports}
    examples = [e for _, found in read for e in found if e.part == "toll" or e.source in kept]
    if options.muc:
        examples += from_muc(options.muc, config)
    fitted = {part: fit([e for e in examples if e.part == part]) for part in ("incident", "toll")}
    for part, found in fitted.items():
        mine = [e for e in examples if e.part == part]
        right = [e.right for e in mine]
        promised = (
            [getattr(confidence.model(), part).probability(e.features) for e in mine]
            if options.check
            else out_of_fold(mine)
        )
        print(
            f"{part}: {len(mine)} examples, {sum(right) / len(right):.3f} right",
            *reliability(promised, right),
            sep="\n",
        )
        if not options.check:
            print("weights:", found.constant, found.weights)
    if options.check:
        return
    drafted = confidence.Model(fitted["incident"], fitted["toll"], 0.0)
    rated = sorted(
        confidence.rate(incident, {}, drafted)[0]
        for incident, _ in read
        if any(confidence.of_toll(incident, a, {}) for a in confidence.CONCLUDED)
    )
    below = rated[math.floor((1 - UNFLAGGED) * len(rated))]
    row = {
        "fitted_on": {
            "reader": config.extraction.reader,
            "corpus_reports": len(reports),
            "muc4": options.muc.name if options.muc else None,
            **{f"{part}s": sum(e.part == part for e in examples) for part in fitted},
        },
        "review_below": round(below, 2),
        **{part: {"constant": m.constant, "weights": m.weights} for part, m in fitted.items()},
    }
    options.out.write_text(json.dumps(row, indent=2) + "\n", "utf-8")
    print(f"review below {row['review_below']}")


if __name__ == "__main__":
    main()
