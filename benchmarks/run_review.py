"""The work that people have with a record: decisions in the order of the queue until it equals its gold, beside entering the gold by hand.

    python benchmarks/run_review.py FOLDER [--order queue|date] [--record R.db] [--every 25]

FOLDER: docs.jsonl, incidents.jsonl, mentions.jsonl, links.jsonl, split.json and score.py, as ``vigil eval quetta`` takes them.
The record is made of the documents (or a copy of --record is taken).  A simulated reader then goes through the queue: looks
at the incident that stands first, makes every decision that the gold demands of it, and accepts it.  Equal is what the
scorer calls right: kind, day and place of each incident, and of those that are the subject of a report killed and injured
within the gold's range, perpetrators, and links.  Keystrokes are counted by a model that is printed with them; reading
takes longer than typing, so the numbers of incidents looked at and of documents that must be read stand beside.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from vigil import pipeline, review
from vigil.config import Config
from vigil.export import export_lines
from vigil.records import Incident, Report
from vigil.review.values import types
from vigil.store import Record

MODEL = """keystrokes: accept 1, in the form of corrections 2; retract 2; merge 2 and 3 for each other incident; split 2 and 1 for each report; link 6; unlink 2;
a correction 2 and what is typed (a type 3, a day 8, a name as many as it has letters, a spot with its town, a stance 1, a number its digits);
a reason 1 and its letters, or 4 where the form offers it as one given before; corrections of one incident have one form and one reason;
by hand: 1 for an incident, 1 for each field filled and what is typed, 4 to tie a document to it, 6 for a link"""
WEIGHT = {"main": 3, "co_main": 2, "background": 1}
SAYING = ("killed", "injured", "killed_or_injured_subset", "perpetrator", "demonstration_size", "demands", "responses", "references")  # fmt: skip
BY = "reader"
WHY = {
    "retract": "no such incident", "split": "another incident", "merge": "the same incident", "correct": "so the report",
    "link": "so the report", "unlink": "the report does not say so",
}  # fmt: skip
AGAIN = 4  # keys to the field, and to a reason that it offers


def scorer_of(folder: Path) -> ModuleType:
    """The scorer of the set, as a module."""
    spec = importlib.util.spec_from_file_location("scorer", folder / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Gold:
    """What the record should be, and which report of it is about which gold incident."""

    def __init__(self, folder: Path, scorer: ModuleType) -> None:
        ids = {json.loads(line)["doc_id"] for line in (folder / "docs.jsonl").open(encoding="utf-8")}
        parts = json.loads((folder / "split.json").read_text("utf-8"))
        split = next((name for name, part in parts.items() if ids <= set(part["doc_ids"])), "all")
        self.scorer, self.gold = scorer, scorer.Gold(str(folder), split)
        self.told: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for mention in self.gold.men:
            if mention["kind"] != "aggregate":
                self.told[mention["doc_id"]].append(mention)

    def of(self, report: Report) -> str | None:
        """The gold incident that a report is about: by its words, then by kind, day and role."""
        best: tuple[float, str] | None = None
        for mention in self.told.get(report.document, ()):
            gold = self.gold.inc[mention["incident_id"]]
            spans = [(c["start"], c["end"]) for key in SAYING for c in mention.get(key) or ()]
            shared = sum(
                any(
                    c.span.field == "text" and c.span.start < end and start < c.span.end
                    for c in report.claims
                )
                for start, end in spans
            )
            near = _gap(self.scorer, report, gold) <= 10
            same = report.kind == gold["kind"]
            if not (same and (near or shared)) and shared < 2:
                continue
            points = 2 * same + 1.5 * near + min(shared, 4) + 0.5 * (report.role == mention["role"])
            if best is None or (points, mention["incident_id"]) > best:
                best = points, mention["incident_id"]
        return best[1] if best else None

    def majority(self, incident: Incident) -> str | None:
        """The gold incident that most of its reports are about."""
        votes: Counter[str] = Counter()
        for report in incident.reports:
            found = self.of(report)
            if found is not None:
                votes[found] += WEIGHT[report.role]
        return min(votes, key=lambda k: (-votes[k], k)) if votes else None


def _gap(scorer: ModuleType, report: Report, gold: dict[str, Any]) -> int:
    start = scorer.pdate(report.date.start)
    if start is None:
        return 10_000
    end = scorer.pdate(report.date.end) or start
    first, last = scorer.pdate(gold["start_date"]), scorer.pdate(gold["end_date"])
    return max((start - last).days, (first - end).days, 0)


class Reader:
    """Makes the decisions that the gold demands, and counts them."""

    def __init__(self, record: Record, gold: Gold) -> None:
        self.record, self.gold = record, gold
        self.decisions: Counter[str] = Counter()
        self.keys: Counter[str] = Counter()
        self.reasons = 0  # keystrokes for reasons, contained in those of each sort
        self.reasons_anew = 0  # what they would be if each were typed
        self.given: set[str] = set()
        self.looked = 0
        self.settled: dict[str, str] = {}  # gold -> incident
        self.seen: set[str] = set()
        self._moment = 0

    def decide(
        self, what: str, decision: review.Decision, keys: int, same_form: bool = False
    ) -> tuple[Incident, ...]:
        """Make a decision; ``same_form``: its reason was written with the one before."""
        why = WHY.get(what, "")
        if why and not same_form:
            typed = AGAIN if why in self.given else 1 + len(why)
            self.given.add(why)
            self.reasons += typed
            self.reasons_anew += 1 + len(why)
            keys += typed
        self._moment += 1
        at = f"2026-01-01T{self._moment // 3600:02d}:{self._moment // 60 % 60:02d}:{self._moment % 60:02d}+00:00"
        done = pipeline.decide(self.record, decision, by=BY, reason=why, at=at)
        self.decisions[what] += 1
        self.keys[what] += keys
        self.seen |= {i.id for i in done.incidents if any(d.judgement == done.judgement for d in i.decided)} if what != "split" else set()  # fmt: skip
        return done.incidents

    def look(self, incident: Incident) -> None:
        """Look at an incident, and decide whatever there is to decide on it."""
        self.looked += 1
        self.seen.add(incident.id)
        name = self.gold.majority(incident)
        if name is None:
            self.decide("retract", review.Retract(incident.id), 2)
            return
        incident = self._apart(incident, name)
        incident = self._joined(incident, name)
        main = name in self.gold.gold.main
        asked = corrections(incident, self.gold.gold.inc[name], self.gold.scorer)
        # the scorer asks no more of what is told in passing
        self._correct(incident.id, [c for c in asked if main or c[0] in ("type", "date", "place")])
        if main:
            self.settled[name] = incident.id
            self._documents(name)
            self._links(name)

    def _correct(self, incident: str, wanted: Iterable[tuple[str, Any, int]]) -> None:
        """Correct fields with one form, and accept the incident: with the form where there was one."""
        number = 0
        for number, (field, value, keys) in enumerate(wanted, 1):
            self.decide("correct", review.Correct(incident, field, value), keys, same_form=number > 1)
        self.decide("accept", review.Accept(incident), 2 if number else 1)

    def _apart(self, incident: Incident, name: str) -> Incident:
        others: dict[str, list[str]] = defaultdict(list)
        for report in incident.reports:
            found = self.gold.of(report)
            if found is not None and found != name and report.role != "background":
                others[found].append(report.id)
        for reports in others.values():
            if len(reports) < len(incident.reports):
                self.decide("split", review.Split(incident.id, tuple(reports)), 2 + len(reports))
        kept = next(r.id for r in incident.reports if self.gold.of(r) == name)
        return next(i for i in self.record.incidents(retracted=True) if any(r.id == kept for r in i.reports))

    def _joined(self, incident: Incident, name: str) -> Incident:
        others = [
            i.id for i in self.record.incidents() if i.id != incident.id and self.gold.majority(i) == name
        ]
        if others:
            made = self.decide("merge", review.Merge((incident.id, *others)), 2 + 3 * len(others))
            report = incident.reports[0].id
            incident = next(i for i in made if any(r.id == report for r in i.reports))
        return incident

    def _documents(self, name: str) -> None:
        """Tie the documents that have an incident as their subject to it, by words of theirs, where they are not."""
        incident = self._now(self.settled[name])
        roles: dict[str, int] = {}
        for report in incident.reports if incident else ():
            roles[report.document] = max(roles.get(report.document, 0), WEIGHT[report.role])
        for mention in (m for told in self.gold.told.values() for m in told if m["incident_id"] == name):
            wanted = WEIGHT[mention["role"]]
            there = roles.get(mention["doc_id"], 0)
            said = next((c for key in SAYING for c in mention.get(key) or ()), None)
            if (
                wanted > 1
                and (there == 0 or there < wanted == 3)
                and said is not None
                and incident is not None
            ):
                made = review.Enter(mention["doc_id"], said["start"], said["end"], said["quote"], "coverage", incident.id, {}, {"role": mention["role"]})  # fmt: skip
                self.decide("document", made, 4)

    def _links(self, name: str) -> None:
        """Links from and to an incident, as far as both ends have been looked at."""
        wanted = {k for k in self.gold.gold.links if name in (k[0], k[2]) and k[0] in self.settled and k[2] in self.settled}  # fmt: skip
        for one, kind, other in sorted(wanted):
            here, there = (self._now(self.settled[end]) for end in (one, other))
            if here and there and not any((k.type, k.incident) == (kind, there.id) for k in here.links):
                self.decide("link", review.Tie(here.id, kind, there.id), 6)
        mains = {now.id: end for end in self.settled if (now := self._now(self.settled[end]))}
        for end in sorted(mains.values()):
            here = self._now(self.settled[end])
            for link in here.links if here else ():
                target = mains.get(link.incident)
                if link.type in self.gold.scorer.LINK_TYPES and target and name in (end, target):
                    if (end, link.type, target) not in self.gold.gold.links and here:
                        self.decide("unlink", review.Untie(here.id, link.type, link.incident), 2)

    def _now(self, key: str) -> Incident | None:
        return self.record.incident(key)

    def enter_missing(self) -> None:
        """Enter the incidents of the gold that no report of the record is about."""
        for name in self.gold.gold.main:
            if name in self.settled:
                continue
            gold = self.gold.gold.inc[name]
            mention = min((m for told in self.gold.told.values() for m in told if m["incident_id"] == name), key=lambda m: (-WEIGHT[m["role"]], m["doc_id"]))  # fmt: skip
            said = next((c for key in SAYING for c in mention.get(key) or ()), None)
            if said is None:
                self.decisions["could not be entered: the gold marks no words"] += 1
                continue
            about = {
                "type": type_of(gold),
                "date": day_of(gold),
                "place": place_of(gold),
                "role": mention["role"],
            }
            made = self.decide("enter", review.Enter(mention["doc_id"], said["start"], said["end"], said["quote"], "coverage", None, {}, about), 4 + keys_by_hand(gold))  # fmt: skip
            incident = next(i for i in made if any(r.ordinal >= 1_000_000 for r in i.reports))
            self.settled[name] = incident.id
            if wanted := list(corrections(incident, gold, self.gold.scorer)):
                self._correct(incident.id, wanted)
            self._documents(name)
            self._links(name)


def corrections(
    incident: Incident, gold: dict[str, Any], scorer: ModuleType
) -> Iterator[tuple[str, Any, int]]:
    """(field, value, keystrokes) of what the scorer would call wrong."""
    place = incident.place
    ours = {
        "kind": gold["kind"], "start_date": incident.date.start, "end_date": incident.date.end,
        "lat": place and place.lat, "lon": place and place.lon, "place": place and (place.city or place.name),
    }  # fmt: skip
    if incident.kind != gold["kind"]:
        yield "type", type_of(gold), 2 + 3
    anywhere = {**gold, "place": {**gold["place"], "lat": None}}
    if not scorer.admissible(ours, anywhere):
        yield "date", day_of(gold), 2 + 8 * (1 + (gold["start_date"] != gold["end_date"]))
    day = {"start_date": gold["start_date"], "end_date": gold["end_date"]}
    if not scorer.admissible({**ours, **day}, gold):
        yield "place", place_of(gold), 2 + len(_typed(place_of(gold)))
    for what in ("killed", "injured"):
        toll, right = getattr(incident, what), gold[what]
        if right and right["best"] is not None:
            if toll is None or toll.best is None or not right["low"] <= toll.best <= right["high"]:
                value = {bound: right[bound] for bound in ("low", "best", "high")}
                yield what, value, 2 + _digits(value.values())
    named = {a.name for a in incident.actors if a.role == "perpetrator" and a.stance != "denied"}
    right = {scorer.norm_group(p["name"]) for p in gold["perpetrators"]}
    free = {scorer.norm_group(p["name"]) for p in gold.get("perpetrators_contested", [])}
    found = {scorer.norm_group(name) for name in named}
    if found - free - right or right - found:
        value = [{"name": p["name"], "stance": p["stance"]} for p in gold["perpetrators"]]
        yield "perpetrators", value, 2 + sum(len(p["name"]) + 1 for p in value)


def _digits(numbers: Iterable[int | None]) -> int:
    return sum(len(str(n)) for n in set(numbers) if n is not None)


def type_of(gold: dict[str, Any]) -> str:
    """The word of the codebook that is nearest to the gold's."""
    known = [name for name, kind in types().items() if kind == gold["kind"]]
    words = set(gold["subtype"].lower().replace("-", " ").split())
    return max(
        known, key=lambda n: (n == gold["subtype"], len(words & set(n.replace("-", " ").split())), -len(n))
    )


def day_of(gold: dict[str, Any]) -> dict[str, str]:
    """The day or days of a gold incident."""
    one = gold["start_date"] == gold["end_date"]
    return {"start": gold["start_date"], "end": gold["end_date"], "precision": "day" if one else "days"}


def place_of(gold: dict[str, Any]) -> dict[str, Any]:
    """The place of a gold incident."""
    place = gold["place"]
    name = place["neighbourhood"] or place["city"] or place["admin1"] or place["country"] or "unknown"
    level = "neighbourhood" if place["neighbourhood"] else "city" if place["city"] else "admin1" if place["admin1"] else "country"  # fmt: skip
    kept = {k: place[k] for k in ("city", "admin1", "country", "lat", "lon") if place.get(k) is not None}
    return {"name": name, "precision": level, **kept}


def _typed(place: dict[str, Any]) -> str:
    """A place as it is written: a part of a town before its town."""
    town = place.get("city") if place["precision"] == "neighbourhood" else None
    return f"{place['name']}, {town}" if town else str(place["name"])


def keys_by_hand(gold: dict[str, Any]) -> int:
    """Keystrokes of entering an incident with its fields."""
    days = 8 * (1 + (gold["start_date"] != gold["end_date"]))
    keys = 1 + (1 + 3) + (1 + days) + (1 + len(_typed(place_of(gold))))
    for what in ("killed", "injured"):
        if gold[what] and gold[what]["best"] is not None:
            keys += 1 + _digits(gold[what][bound] for bound in ("low", "best", "high"))
    return keys + sum(1 + len(p["name"]) + 1 for p in gold["perpetrators"])


def by_hand(gold: Gold) -> tuple[Counter[str], int]:
    """Entries and keystrokes of writing the gold from nothing."""
    entries: Counter[str] = Counter()
    keys = 0
    for name in gold.gold.main:
        found = gold.gold.inc[name]
        entries["incident"] += 1
        entries["field"] += 3 + sum(bool(found[w] and found[w]["best"] is not None) for w in ("killed", "injured")) + len(found["perpetrators"])  # fmt: skip
        keys += keys_by_hand(found)
    documents = sum(m["role"] != "background" and m["incident_id"] in gold.gold.main for told in gold.told.values() for m in told)  # fmt: skip
    entries["document tied"], entries["link"] = documents, len(gold.gold.links)
    return entries, keys + 4 * documents + 6 * len(gold.gold.links)


def figures(record: Record, gold: Gold) -> dict[str, float]:
    """What the scorer says of the record now."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "incidents.jsonl"
        path.write_bytes(b"".join(export_lines(record, "incidents")))
        found = gold.scorer.score(gold.gold, gold.scorer.from_export(str(path)))
    return {
        "detection F1": found["incident_detection"]["f1"],
        "killed in range": found["killed"]["within_gold_range_of_gold"],
        "injured in range": found["injured"]["within_gold_range_of_gold"],
        "perpetrators F1": found["perpetrators"]["f1"],
        "links F1": found["links_typed"]["f1"],
        "clusters CoNLL": found["clustering_primary"]["conll_f1"],
    }


def main() -> None:
    """Run it, and print what it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--record", type=Path, help="a record of the same documents, concluded; a copy of it is used"
    )
    parser.add_argument("--order", choices=("queue", "date"), default="queue")
    parser.add_argument(
        "--every", type=int, default=25, help="score after so many decisions (0: only at the end)"
    )
    given = parser.parse_args()
    gold = Gold(given.folder, scorer_of(given.folder))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.db"
        if given.record:
            shutil.copy(given.record, path)
        with Record.open(path) as record:
            if not given.record:
                rows = [json.loads(line) for line in (given.folder / "docs.jsonl").open(encoding="utf-8")]
                source = Path(folder) / "rows.jsonl"
                kept = ("url", "outlet", "title", "published", "text")
                source.write_text("".join(json.dumps({"id": r["doc_id"], **{k: r.get(k) for k in kept}}) + "\n" for r in rows), "utf-8")  # fmt: skip
                pipeline.run([str(source)], record, Config())
            pipeline.conclude(record, Config())
            _go(record, gold, given.order, given.every)


def _go(record: Record, gold: Gold, order: str, every: int) -> None:
    def line(made: int, looked: int) -> None:
        told = "  ".join(f"{name} {value:.3f}" for name, value in figures(record, gold).items())
        print(f"{made:>5} decisions, {looked:>3} incidents looked at: {told}", flush=True)

    reader = Reader(record, gold)
    line(0, 0)
    shown = every
    while True:
        waiting = record.queue(10_000) if order == "queue" else list(record.incidents())
        found = next((i for i in waiting if i.id not in reader.seen), None)
        if found is None:
            break
        reader.look(found)
        if every and reader.decisions.total() >= shown:
            line(reader.decisions.total(), reader.looked)
            shown += every
        elif sys.stderr.isatty():
            print(f"\r{reader.looked} looked at", end="", file=sys.stderr)
    line(reader.decisions.total(), reader.looked)
    reader.enter_missing()
    line(reader.decisions.total(), reader.looked)
    entries, typed = by_hand(gold)
    several = Counter(m["doc_id"] for told in gold.told.values() for m in told)
    print(f"\nin {order} order: {reader.decisions.total()} decisions, {reader.keys.total()} keystrokes")
    print(
        f"of these {reader.reasons} for reasons; {reader.keys.total() - reader.reasons + reader.reasons_anew} if each were typed anew"
    )
    for what, number in reader.decisions.most_common():
        print(f"    {what:<10} {number:>4}   {reader.keys[what]:>5} keystrokes")
    print(
        f"by hand from nothing: {entries.total()} entries, {typed} keystrokes, {len(several)} documents read"
    )
    for what, number in entries.most_common():
        print(f"    {what:<14} {number:>4}")
    print(MODEL)


if __name__ == "__main__":
    main()
