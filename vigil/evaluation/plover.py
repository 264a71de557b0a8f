"""Sentences with an event class each (PLOVER's gold records): which of them give an incident, and which should not.

Every row is one document of one sentence, published on the row's day, and goes the way of every other document,
the gate included.  A sentence gives a kind if the record has an incident of that kind with a report of the sentence,
whatever the report's role.

* Found: PROTEST gives a demonstration; ASSAULT and FIGHT give an attack.  Nothing else is a hit: an arrest, a
  threat or a response read out of such a sentence does not count, nor does an attack read out of a protest.
* COERCE stands apart: power lines blown up, offices burned and people kidnapped are attacks, bans, curfews,
  deportations and hacking are none, and the class does not tell them apart.
* False: an attack or a demonstration out of a sentence of any other class.  A legal step or an official response is
  not false there, for those classes are made of them (INVESTIGATE, SANCTION, RETREAT, MOBILIZE: arrests, releases,
  troops, truces): they are listed apart.  A sentence that stands under a violent class or COERCE as well is
  left out, as it cannot be both.  Nor is it all an error: a minister who "deplored the murder of a judge" (DISAPPROVE)
  does tell of a murder, and a record that holds it, marked as told in passing, is right.  So the strict share (any
  role) comes first, and two parts of it: sentences whose own news (main or co-main) is the attack or demonstration,
  and sentences whose coded event itself was misread, that is, the words which made the reader see the incident are
  among the words of the coded event ("put off the rally"; of a reader whose evidence is a whole sentence this part
  says nothing).  What is in the strict share alone is mostly another event, told in the same sentence: whether that
  is right, a person must say (``out`` lists them).  A reader should hold the strict share low; only the last is wrong
  almost without exception.

The trivial answer is a list of words: a sentence with one of them gives the kind.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from vigil.config import Config
from vigil.errors import UsageError
from vigil.evaluation.common import Result, Row, record_of, rows_of, write_rows
from vigil.records import Incident

WANTED = {"PROTEST": "demonstration", "ASSAULT": "attack", "FIGHT": "attack"}
APART = "COERCE"
INCIDENTS = frozenset(WANTED.values())
LEADING = frozenset({"main", "co_main"})
_TRIVIAL = {
    "demonstration": re.compile(
        r"\b(?:protest|demonstrat|rall(?:y|ies)\b|march|strike|riot|blockad|sit-in)\w*", re.I
    ),
    "attack": re.compile(
        r"\b(?:kill|dead\b|died\b|wound|injur|bomb|explo|blast|attack|shell|shoot|shot\b|fire\b|fight|clash|assassin"
        r"|tortur|abus|gunm|kidnap)\w*",
        re.I,
    ),
}
Given = list[
    tuple[str, str, str, str]
]  # kind, type, role, trigger words of each report that an incident has of a sentence


def run(path: Path, scorer: Path | None, out: Path | None, workers: int, config: Config) -> Result:
    """Found and false shares of the sentences in ``path`` (in a folder: gsr.jsonl); ``out``: what each sentence gave.

    There is no scorer to call: the figures are counted here.  Raises UsageError where rows lack text or event.
    """
    source = path / "gsr.jsonl" if path.is_dir() else path
    rows = rows_of(source)
    if not rows or not all("text" in row and "event" in row for row in rows):
        raise UsageError(f"{source} has no rows with text and event")
    ids = [f"{number:04d} {row.get('id', '')}".strip() for number, row in enumerate(rows, 1)]
    inputs = [
        {"id": key, "published": row.get("date"), "text": row["text"]}
        for key, row in zip(ids, rows, strict=True)
    ]
    with record_of(inputs, workers, config) as (record, seconds):
        given = _given(record.incidents(), {r["id"]: r["text"] for r in inputs})
    ours = [given.get(key, []) for key in ids]
    trivial: list[Given] = [
        [(kind, kind, "main", m[0]) for kind, words in _TRIVIAL.items() if (m := words.search(row["text"]))]
        for row in rows
    ]
    result = Result(f"plover: {len(rows)} sentences in {seconds:.1f} s")
    _figures(result, rows, ours, trivial)
    if out is not None:
        result.written = write_rows(out, _verdicts(ids, rows, ours))
    return result


def _given(incidents: Iterable[Incident], texts: Mapping[str, str]) -> Mapping[str, Given]:
    found: dict[str, Given] = {}
    for incident in incidents:
        for report in incident.reports:
            text = texts[report.document]
            words = " ".join(text[s.start : s.end] for s in report.evidence if s.field == "text")
            found.setdefault(report.document, []).append((incident.kind, report.type, report.role, words))
    return found


def _has(given: Given, kinds: Collection[str], roles: Collection[str] = ()) -> bool:
    return any(kind in kinds and (not roles or role in roles) for kind, _, role, _ in given)


def _misread(row: Row, given: Given) -> bool:
    """Whether words of the coded event itself were taken for an attack or a demonstration."""
    coded = set(re.findall(r"[a-z]{4,}", str(row.get("eventText") or "").lower()))
    return any(
        kind in INCIDENTS and coded & set(re.findall(r"[a-z]{4,}", words.lower()))
        for kind, _, _, words in given
    )


def _others(rows: Sequence[Row]) -> list[int]:
    """Positions of sentences that should give neither attack nor demonstration."""
    taken = {row["text"] for row in rows if row["event"] in WANTED or row["event"] == APART}
    return [n for n, row in enumerate(rows) if row["text"] not in taken]


def _figures(result: Result, rows: Sequence[Row], ours: Sequence[Given], trivial: Sequence[Given]) -> None:
    def add(
        name: str, chosen: Sequence[int], kinds: Collection[str] | None, roles: Collection[str] = ()
    ) -> None:
        """One line: the share of ``chosen`` with one of ``kinds`` (None: with the kind that its class wants)."""
        if chosen:
            shares = [
                sum(_has(given[n], kinds or {WANTED[rows[n]["event"]]}, roles) for n in chosen) / len(chosen)
                for given in (ours, trivial)
            ]
            result.add(f"{name} ({len(chosen)})", *shares)

    for event in WANTED:
        add(f"{event} found", [n for n, row in enumerate(rows) if row["event"] == event], None)
    add("all three found", [n for n, row in enumerate(rows) if row["event"] in WANTED], None)
    coerce = [n for n, row in enumerate(rows) if row["event"] == APART]
    add(f"{APART}, apart: attack or demonstration", coerce, INCIDENTS)
    others = _others(rows)
    add("false on the others, strict", others, INCIDENTS)
    add("  of it as the sentence's own news", others, INCIDENTS, LEADING)
    if others:
        shares = [sum(_misread(rows[n], g[n]) for n in others) / len(others) for g in (ours, trivial)]
        result.add(f"  of it the coded event itself misread ({len(others)})", *shares)
    for kind in ("legal_action", "official_response", "other"):
        add(f"  not false: {kind} on the others", others, {kind})
    by_event = sorted({rows[n]["event"] for n in others})
    false = {e: sum(rows[n]["event"] == e and _has(ours[n], INCIDENTS) for n in others) for e in by_event}
    said = ", ".join(f"{event} {number}" for event, number in false.items() if number)
    result.notes.append(f"attack or demonstration on the others: {said or 'none'}")
    result.notes.append("trivial: a list of words of violence and of protest")


def _verdicts(ids: Sequence[str], rows: Sequence[Row], ours: Sequence[Given]) -> list[Row]:
    """What each sentence gave: missed and false ones first."""
    others = set(_others(rows))
    out: list[Row] = []
    for number, (key, row, given) in enumerate(zip(ids, rows, ours, strict=True)):
        if row["event"] in WANTED:
            verdict = "found" if _has(given, {WANTED[row["event"]]}) else "missed"
        elif number not in others:
            verdict = "apart"
        elif _misread(row, given):
            verdict = "misread"
        else:
            verdict = "false" if _has(given, INCIDENTS) else "quiet"
        out.append({"verdict": verdict, "id": key, "event": row["event"], "gave": given, "text": row["text"]})
    order = ("missed", "misread", "false", "apart", "found", "quiet")
    return sorted(out, key=lambda r: (order.index(r["verdict"]), r["id"]))
