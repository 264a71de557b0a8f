"""Reports to incidents, tolls, perpetrators and links: a folder with docs.jsonl and, beside it, gold and scorer."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from vigil.config import Config
from vigil.evaluation import silent
from vigil.evaluation.common import Result, Row, record_of, rows_of, score_json, write_rows
from vigil.evaluation.matching import links_between_found
from vigil.export import export_lines
from vigil.records import Report
from vigil.store import Record

# The words of a trivial reader of sentences: whoever has one of them is taken whole.
DEMAND = re.compile(r"\b(?:demand|call(?:ed|ing)? (?:for|on)|urg|want(?:ed)? the|must)\w*", re.I)
RESPONSE = re.compile(
    r"\b(?:minister|president|government|governor|police|army|court|authorit|official)\w*.*\b(?:said|announc|order|promis"
    r"|condemn|visit|arrest|met|sent|deploy|refus|dismiss)\w*",
    re.I,
)
PERPETRATOR = re.compile(
    r"\b(?:claim\w* responsib|blam|suspect|accus|behind the|militant|outfit|responsib)\w*", re.I
)
FIGURE = re.compile(r"\b(\d[\d,]*)\s+(?:\w+\s+){0,3}?(killed|dead|died|injured|wounded|hurt)\b", re.I)


def run(path: Path, scorer: Path | None, out: Path | None, workers: int, config: Config) -> Result:
    """Export the incidents of docs.jsonl and score them; the trivial answer is one incident a report."""
    docs = rows_of(path / "docs.jsonl")
    rows = [
        {**{k: d.get(k) for k in ("url", "outlet", "title", "published", "text")}, "id": d["doc_id"]}
        for d in docs
    ]
    with tempfile.TemporaryDirectory(prefix="vigil-eval-") as folder:
        target = out or (Path(folder) / "incidents.jsonl" if scorer else Path("quetta-incidents.jsonl"))
        with record_of(rows, workers, config) as (record, seconds):
            target.write_bytes(b"".join(export_lines(record, "incidents")))
            incidents = list(record.incidents())
            trivial = Path(folder) / "trivial.json"
            write_rows(trivial, [_trivial(docs, record)])
        words = sum(len((d["text"] or "").split()) for d in docs)
        result = Result(f"quetta: {len(docs)} reports, {words:,} words in {seconds:.1f} s", written=out)
        if scorer is None:
            result.written = target
            return result
        split = _split(path, {d["doc_id"] for d in docs})
        # The scorer tells the two forms apart by the name of the file.
        named = target if target.suffix == ".jsonl" else Path(folder) / "incidents.jsonl"
        if named != target:
            named.write_bytes(target.read_bytes())
        ours, low = (
            score_json(scorer, p, "--split", split, "--json", "--data", path) for p in (named, trivial)
        )
    _figures(result, ours, low)
    if all((path / name).exists() for name in ("incidents.jsonl", "mentions.jsonl")):
        gold = rows_of(path / "incidents.jsonl"), _told(path, {d["doc_id"] for d in docs})
        if (path / "links.jsonl").exists():
            links = rows_of(path / "links.jsonl")
            result.add("links typed F1, both ends found", links_between_found(incidents, *gold, links))
        for what, judged in silent.by_range(incidents, *gold).items():
            silent.add(result, f"silent error, {what}", judged)
    result.notes.append(
        f"split {split}; trivial: one attack a report, on its date, at the first place named, with the largest figure"
        " as toll; for claims a number beside a word, and sentences with a keyword"
    )
    return result


def _split(path: Path, ids: set[str]) -> str:
    import json

    known = json.loads((path / "split.json").read_text("utf-8")) if (path / "split.json").exists() else {}
    exact = [name for name, part in known.items() if ids and ids <= set(part["doc_ids"])]
    return exact[0] if exact else "all"


def _told(path: Path, ids: set[str]) -> list[Row]:
    return [row for row in rows_of(path / "mentions.jsonl") if row["doc_id"] in ids]


def _figures(result: Result, ours: Any, low: Any) -> None:
    def add(name: str, *keys: str) -> None:
        values = []
        for figures in (ours, low):
            for key in keys:
                figures = figures.get(key) if isinstance(figures, dict) else None
            values.append(figures)
        result.add(name, *values)

    add("quotes not in their text", "claims", "evidence_quotes_not_in_text")
    add("claims", "claims", "claims")
    for what in ("killed", "injured"):
        add(f"{what} claims F1", "claims", what, "f1")
    add("incidents predicted", "spurious", "predicted")
    for part in ("f1", "p", "r"):
        add(f"incident detection {part.upper()}", "incident_detection", part)
    for kind in ("attack", "demonstration", "official_response", "legal_action"):
        add(f"  {kind} F1", "incident_detection_by_kind", kind, "f1")
    add("incidents with an aggregate's figure", "spurious", "of_which_carry_an_aggregate_figure")
    add("duplicates of a gold incident", "spurious", "of_which_duplicates_of_a_gold_incident")
    for what in ("killed", "injured"):
        add(f"{what} within gold range, matched", what, "within_gold_range_of_matched")
        add(f"{what} within gold range, all", what, "within_gold_range_of_gold")
    add("perpetrators F1", "perpetrators", "f1")
    add("links typed F1", "links_typed", "f1")
    add("links untyped F1", "links_untyped", "f1")
    add("clusters CoNLL F1", "clustering_primary", "conll_f1")
    add("clusters B3 F1", "clustering_primary", "b3", "f1")
    for what in ("demand", "response", "perpetrator"):
        add(f"{what} claims recall", "claims", what, "recall")
        add(f"{what} claims precision", "claims", what, "precision")


def _trivial(docs: Iterable[Row], record: Record) -> Row:
    """One attack a report: its date, the first place that any of its reports has, the largest figure."""
    places: dict[str, Report] = {}
    for report in record.reports():
        if report.place is not None:
            places.setdefault(report.document, report)
    incidents: list[Row] = []
    claims: list[Row] = []
    for doc in docs:
        key, text = doc["doc_id"], doc["text"] or ""
        best: dict[str, int] = {}
        for match in FIGURE.finditer(text):
            value = int(match[1].replace(",", ""))
            what = "killed" if match[2].lower() in ("killed", "dead", "died") else "injured"
            best[what] = max(best.get(what, 0), value)
            claims.append(_claim(key, what, match.start(), match.group(), value))
        for match in re.finditer(r"[^.!?]+[.!?]?", text):
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            sentence = match[0].strip()
            for attribute, words in (
                ("demand", DEMAND),
                ("response", RESPONSE),
                ("perpetrator", PERPETRATOR),
            ):
                if words.search(sentence):
                    claims.append(_claim(key, attribute, start, sentence, None))
        place = places[key].place if key in places else None
        row: Row = {
            "id": key,
            "doc_ids": [key],
            "main_doc_ids": [key],
            "kind": "attack",
            "start_date": doc["published"],
        }
        if place is not None:
            row |= {"lat": place.lat, "lon": place.lon, "place": place.city or place.name}
        row |= {what: {"best": n, "low": n, "high": n} for what, n in best.items()}
        incidents.append(row)
    return {"incidents": incidents, "links": [], "claims": claims}


def _claim(document: str, attribute: str, start: int, quote: str, value: int | None) -> Row:
    return {
        "document": document,
        "attribute": attribute,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "value": value,
        "low": value,
        "high": value,
    }
