"""Templates from one report (MUC-4 in GTT's form), kept apart from the record.

The corpus has its own idea of what counts: lower-case texts without datelines, named victims only, mentions as
strings.  With the neural reader the encoder's own view of templates is taken, trained on this corpus's training part
(templates.py).  With rules, the reading says which incidents a text tells and in which sentences; the fillers of the
five roles are then taken from those sentences as strings (fillers.py).
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vigil import codebook
from vigil.config import Config, ExtractionConfig
from vigil.dates import find_times
from vigil.errors import UsageError
from vigil.evaluation import fillers
from vigil.evaluation import templates as encoded
from vigil.evaluation.casing import restore
from vigil.evaluation.common import Result, Row, rows_of, score_json_file
from vigil.extraction import read
from vigil.extraction.encoder import encoder
from vigil.extraction.sentences import split
from vigil.geocoding import find_places, open_gazetteer
from vigil.records import Article, Report, Sentence

ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
TYPES = ("attack", "bombing", "kidnapping", "arson", "robbery", "forced work stoppage")
SHARES = ("attack", "bombing")  # one assault told with both words is one template


def run(path: Path, scorer: Path | None, out: Path | None, workers: int, config: Config) -> Result:
    """Templates of a JSON Lines file of docid and doctext (in a folder: dev.jsonl); trivial: an attack each."""
    source = path / "dev.jsonl" if path.is_dir() else path
    docs = rows_of(source)
    if not docs or "doctext" not in docs[0]:
        raise UsageError(f"{source} has no rows with docid and doctext")
    gazetteer = open_gazetteer(config.geocoding)
    begun = time.perf_counter()
    found = {
        d["docid"]: {"pred_templates": templates(d["docid"], d["doctext"], gazetteer, config.extraction)}
        for d in docs
    }
    seconds = time.perf_counter() - begun
    words = sum(len(d["doctext"].split()) for d in docs)
    result = Result(f"muc4: {len(docs)} reports, {words:,} words in {seconds:.1f} s")
    with tempfile.TemporaryDirectory(prefix="vigil-eval-") as folder:
        target = out or (Path(folder) / "pred.json" if scorer else Path("muc4-predictions.json"))
        target.write_text(json.dumps(found, ensure_ascii=False), "utf-8")
        if out or not scorer:
            result.written = target
        if not scorer:
            return result
        trivial = Path(folder) / "trivial.json"
        empty = {"incident_type": "attack", **{role: [] for role in ROLES}}
        trivial.write_text(json.dumps({d["docid"]: {"pred_templates": [empty]} for d in docs}), "utf-8")
        ours, low = (score_json_file(scorer, "--gold", source, "--pred", p) for p in (target, trivial))
    for part in ("p", "r", "f1"):
        result.add(f"TF {part.upper()}", ours["TF"]["micro_avg"][part], low["TF"]["micro_avg"][part])
    for slot in ("incident_type", *ROLES):
        result.add(f"  {slot} F1", ours["TF"][slot]["f1"], low["TF"][slot]["f1"])
    result.add("REE F1", ours["REE"]["micro_avg"]["f1"], low["REE"]["micro_avg"]["f1"])
    result.notes.append("trivial: one attack without fillers in every report")
    full = source.with_name(f"full_{source.name}")
    if full.exists():
        from vigil.evaluation import muc4_full

        muc4_full.add(result, rows_of(full), gazetteer, config.extraction)
    return result


def templates(docid: str, doctext: str, gazetteer: Any, config: ExtractionConfig) -> list[Row]:
    """The templates of one text, in the order in which it tells the incidents."""
    if config.reader == "neural":
        return encoded.templates(encoded.told(doctext, encoder()), encoder(), encoded.Thresholds())
    text = restore(doctext)
    article = Article(docid, text, None, "", language="en")
    reading = read(article, find_times(text, None), find_places(text, gazetteer), config)
    sentences = split(text)
    groups = fillers.organisations(doctext)
    rows: list[Row] = []
    for name, reports in grouped(reading.reports):
        told = told_in(reports, sentences)
        if told:
            rows.append({"incident_type": name, **fillers.find(doctext, told, groups, name)})
    return [row for row in rows if any(row[role] for role in ROLES)]


def muc_type(name: str) -> str | None:
    """The corpus's word for a codebook type, None where it has none."""
    entry = codebook.load("events")["types"].get(name, {})
    word = entry.get("crosswalk", {}).get("muc")
    return word if word in TYPES else None


def grouped(reports: Sequence[Report]) -> list[tuple[str, list[Report]]]:
    """Reports by template: one a type, attack and bombing of the same day and place together."""
    grouped: dict[str, list[Report]] = {}
    for report in reports:
        name = muc_type(report.type)
        if name is not None:
            grouped.setdefault(name, []).append(report)
    return list(grouped.items())


def told_in(reports: Sequence[Report], sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that tell a group of reports."""
    spans = [s for r in reports for s in (*r.evidence, *(c.span for c in r.claims)) if s.field == "text"]
    return [s for s in sentences if any(s.span.start <= x.start < s.span.end for x in spans)]
