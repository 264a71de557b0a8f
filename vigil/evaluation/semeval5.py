"""Joining reports, counting killed and injured: docs.jsonl, incidents.jsonl and doc2incident.jsonl in a folder."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from vigil.config import ArticleConfig, Config
from vigil.evaluation import silent
from vigil.evaluation.common import Result, Row, record_of, rows_of, score, write_rows
from vigil.records import Incident, Toll

_RANK = {"main": 0, "co_main": 1}


def run(path: Path, scorer: Path | None, out: Path | None, workers: int, config: Config) -> Result:
    """Score clusters, tolls per incident and tolls per report; trivial: each report alone, 0 killed, 1 injured."""
    docs = rows_of(path / "docs.jsonl")
    rows = [
        {
            "id": d["doc_id"],
            "title": d["title"],
            "published": d.get("date"),
            "text": d["text"],
            "url": d.get("url"),
        }
        for d in docs
    ]
    ids = [d["doc_id"] for d in docs]
    config = replace(config, articles=ArticleConfig(read_everything=True))
    with record_of(rows, workers, config) as (record, seconds):
        incidents = [i for i in record.incidents() if any(r.role in _RANK for r in i.reports)]
    words = sum(len((d["text"] or "").split()) for d in docs)
    result = Result(f"semeval5: {len(docs)} reports, {words:,} words in {seconds:.1f} s")
    # the gold counts the dead and hurt of shootings: an arrest without a toll is no answer to it
    counted = [i for i in incidents if i.kind == "attack" or i.killed or i.injured]
    ours = _clusters(ids, incidents), [_tolls(i) for i in counted]
    low = {d: d for d in ids}, [{"doc_ids": [d], "killed": 0, "injured": 1} for d in ids]
    with tempfile.TemporaryDirectory(prefix="vigil-eval-") as folder:
        target = out or (None if scorer else Path("semeval5-tolls.jsonl"))
        if target is not None:
            result.written = write_rows(target, ours[1])
        if scorer is None:
            return result
        tables = [_scored(scorer, path, Path(folder), *answer) for answer in (ours, low)]
        for name in tables[0]:
            result.add(name, tables[0][name], tables[1].get(name))
    _by_report(result, path, incidents, ids)
    gold = rows_of(path / "incidents.jsonl"), rows_of(path / "doc2incident.jsonl")
    for name, judged in silent.exact(incidents, *gold).items():
        silent.add(result, f"silent error, {name}", judged)
    return result


def _clusters(ids: Sequence[str], incidents: Sequence[Incident]) -> dict[str, str]:
    """Document -> the incident that is its subject; a document without one is alone.

    The set groups reports by the shooting, so that goes before the arrest or charge that a later report leads with.
    """
    best: dict[str, tuple[bool, int, str]] = {}
    for incident in incidents:
        for report in incident.reports:
            rank = _RANK.get(report.role)
            if rank is None:
                continue
            mine = (incident.kind != "attack", rank, incident.id)
            if report.document not in best or mine < best[report.document]:
                best[report.document] = mine
    return {d: best[d][2] if d in best else f"alone {d}" for d in ids}


def _best(toll: Toll | None) -> int:
    return 0 if toll is None or toll.best is None else toll.best


def _tolls(incident: Incident) -> Row:
    place = incident.place
    return {
        "doc_ids": sorted({r.document for r in incident.reports if r.role in _RANK}),
        "killed": _best(incident.killed),
        "injured": _best(incident.injured),
        "date": incident.date.start,
        "state": place.admin1 if place else None,
        "city": place.city if place else None,
    }


def _scored(
    scorer: Path, path: Path, folder: Path, clusters: dict[str, str], tolls: list[Row]
) -> dict[str, str]:
    """Chosen lines of the scorer's tables."""
    found: dict[str, str] = {}
    system = write_rows(folder / "clusters.jsonl", ({"doc_id": d, "cluster": c} for d, c in clusters.items()))
    for line in score(scorer, "cluster", path / "doc2incident.jsonl", system).splitlines():
        name, _, rest = line.partition(" ")
        if name in ("b3", "pairwise"):
            found[f"clusters {name} F1"] = rest.split()[-1]
        elif name in ("conll_f1", "exact_multi_doc_clusters"):
            found[f"clusters {name}"] = rest.split()[-1]
    system = write_rows(folder / "tolls.jsonl", tolls)
    for line in score(scorer, "casualty", path / "incidents.jsonl", system).splitlines():
        name, _, rest = line.partition(" ")
        if name in ("killed", "injured"):
            figures = dict(part.strip(" {}'").split("': ", 1) for part in rest.strip(" {}").split(", '"))
            for key in ("exact_all", "exact_gold_nonzero"):
                found[f"{name} {key}"] = figures[key]
        elif name in ("both_exact_all", "date_within_1_all", "city_all", "state_all"):
            found[name] = rest.split()[-1]
    return found


def _by_report(result: Result, path: Path, incidents: Sequence[Incident], ids: Sequence[str]) -> None:
    """Tolls of a report: what its main and co-main incidents add up to, against the gold's."""
    gold_tolls = {
        g["incident_id"]: g for g in rows_of(path / "incidents.jsonl") if g.get("killed") is not None
    }
    gold = {d["doc_id"]: d["incident_ids"] for d in rows_of(path / "doc2incident.jsonl")}
    ours: dict[str, dict[str, int]] = {d: {"killed": 0, "injured": 0} for d in ids}
    for incident in incidents:
        for document in {r.document for r in incident.reports if r.role in _RANK}:
            ours[document]["killed"] += _best(incident.killed)
            ours[document]["injured"] += _best(incident.injured)
    wanted = {
        d: {m: sum(gold_tolls[i][m] for i in gold[d]) for m in ("killed", "injured")}
        for d in ids
        if d in gold and gold[d] and all(i in gold_tolls for i in gold[d])
    }

    def share(measure: str, answer: Callable[[str], int], keep: Callable[[int], bool]) -> float | None:
        chosen = [d for d, g in wanted.items() if keep(g[measure])]
        return sum(answer(d) == wanted[d][measure] for d in chosen) / len(chosen) if chosen else None

    for measure, constant in (("killed", 0), ("injured", 1)):
        for name, keep in (("all", lambda n: True), ("gold not 0", lambda n: n > 0)):
            result.add(
                f"per report, {measure} exact, {name}",
                share(measure, lambda d, m=measure: ours[d][m], keep),  # type: ignore[misc]
                share(measure, lambda d, c=constant: c, keep),  # type: ignore[misc]
            )
