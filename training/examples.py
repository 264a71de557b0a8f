"""Turns annotated reports and MUC-4 texts into what the model is trained on: windows with their answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from training import labels
from training.corpus import AnnotatedReport
from vigil.evaluation.casing import restore
from vigil.evaluation.templates import plain
from vigil.extraction.pieces import Window, windows
from vigil.extraction.sentences import split
from vigil.records import Sentence, Span


@dataclass(slots=True)
class Filler:
    """What is known of one filler string of a text: its templates and what they say of it."""

    templates: set[int] = field(default_factory=set)
    types: set[int] = field(default_factory=set)
    stage: int = -1
    harm: int = -1
    damage: int = -1
    trust: int = -1


@dataclass(slots=True)
class TemplateText:
    """One MUC-4 text: windows, the strings of all spans, and which strings fill which role."""

    id: str
    windows: list[Window]
    groups: list[np.ndarray]  # per window (words, LONGEST): number of the span's string in the text; -1 none
    strings: list[str]
    fillers: dict[tuple[int, int], Filler]  # (role, string) -> what is known of it
    types: np.ndarray  # (TYPES,) 0 or 1


@dataclass(slots=True)
class ReportText:
    """One report of the corpus: sentences with labels and spans, from which windows are cut anew each time."""

    id: str
    sentences: list[Sentence]
    labels: np.ndarray  # (sentences, SENTENCES)
    incidents: list[frozenset[int]]  # per sentence
    spans: list[tuple[int, int, int, int, frozenset[int]]]  # sentence, start, end, role, incidents


def span_groups(
    texts: Sequence[Window], text: str, longest: int = labels.LONGEST
) -> tuple[list[np.ndarray], list[str]]:
    """Numbers the strings of all spans of at most ``longest`` words within one sentence."""
    known: dict[str, int] = {}
    out = []
    for window in texts:
        groups = np.full((len(window.words), longest), -1, np.int64)
        for begin in range(len(window.words)):
            for length in range(min(longest, len(window.words) - begin)):
                if window.sentences[begin + length] != window.sentences[begin]:
                    break
                words = plain(text[window.starts[begin] : window.ends[begin + length]])
                if words:
                    groups[begin, length] = known.setdefault(words, len(known))
        out.append(groups)
    return out, list(known)


def template_text(row: dict[str, Any], doctext: str, cut: Tokenizer) -> TemplateText:
    """Windows and answers of one text; ``row`` is a row of the full keys, ``doctext`` the benchmark's text."""
    told = windows(split(restore(doctext)), cut)
    groups, strings = span_groups(told, doctext)
    number = {s: n for n, s in enumerate(strings)}
    fillers: dict[tuple[int, int], Filler] = {}
    types = np.zeros(len(labels.TYPES), np.float32)
    for at, template in enumerate(row["templates"]):
        slots = template["slots"]
        kinds = {
            labels.TYPES.index(k)
            for f in slots["incident_type"] or []
            for a in f["alts"]
            for k in a.lower().split(" / ")
            if k in labels.TYPES
        }
        for k in kinds:
            types[k] = 1
        stage = _index(labels.STAGES, _alts(slots["incident_stage_of_execution"]))
        for role, words in _fills(slots):
            if plain(words) not in number:
                continue
            filler = fillers.setdefault((role, number[plain(words)]), Filler())
            filler.templates.add(at)
            filler.types |= kinds
            filler.stage = max(filler.stage, stage)
            filler.harm = max(
                filler.harm, _index(labels.HARM, _about(slots["hum_tgt_effect_of_incident"], words))
            )
            filler.damage = max(
                filler.damage, _index(labels.DAMAGE, _about(slots["phys_tgt_effect_of_incident"], words))
            )
            filler.trust = max(
                filler.trust, _index(labels.TRUST, _about(slots["perp_organization_confidence"], words))
            )
    return TemplateText(row["docid"], told, groups, strings, fillers, types)


def _fills(slots: dict[str, Any]) -> Iterator[tuple[int, str]]:
    named = (
        "perp_individual_id",
        "perp_organization_id",
        "phys_tgt_id",
        "hum_tgt_name",
        "incident_instrument_id",
    )
    for role, slot in enumerate(named):
        for fill in slots[slot] or []:
            for words in fill["alts"]:
                yield role, words
    for fill in slots["hum_tgt_description"] or []:
        if not fill["xref"]:
            for words in fill["alts"]:
                yield 5, words
    for fill in slots["incident_location"] or []:
        for place in fill["alts"]:
            for name in re.split(r"[:-] ", place):
                yield 6, re.sub(r"\(.*", "", name).strip()


def _alts(fills: Any) -> list[str]:
    return [a.lower() for f in fills or [] for a in f["alts"]]


def _about(fills: Any, words: str) -> list[str]:
    return [a.lower() for f in fills or [] if words in (f["xref"] or ()) for a in f["alts"]]


def _index(known: Sequence[str], said: Sequence[str]) -> int:
    for word in said:
        for n, name in enumerate(known):
            if word == name or (name.startswith("suspected") and word.startswith("suspected")):
                return n
            if name == "no injury or death" and word in ("no injury", "no death"):
                return n
    return -1


def muc(folder: Path, part: str, cut: Tokenizer) -> list[TemplateText]:
    """The texts of one part (train, dev) of MUC-4 with their full keys."""
    texts = {
        r["docid"]: r["doctext"] for r in map(json.loads, (folder / f"{part}.jsonl").open(encoding="utf-8"))
    }
    rows = map(json.loads, (folder / f"full_{part}.jsonl").open(encoding="utf-8"))
    return [template_text(row, texts[row["docid"]], cut) for row in rows if row["docid"] in texts]


def report_text(report: AnnotatedReport) -> ReportText:
    """Answers of one report of the corpus; its lines are laid out one after the other, a blank between them."""
    sentences: list[Sentence] = []
    answers = np.zeros((len(report.lines), len(labels.SENTENCES)), np.float32)
    incidents, spans, offset = [], [], 0
    for n, line in enumerate(report.lines):
        sentences.append(Sentence(Span("text", offset, offset + len(line.text)), line.text, n, 0))
        for tag in line.labels:
            answers[n, labels.SENTENCES.index(tag.name)] = 1
            if tag.type:
                answers[n, labels.SENTENCES.index(f"{tag.name}:{tag.type}")] = 1
        incidents.append(frozenset(t.incident for t in line.labels if t.incident))
        for span in line.spans:
            for role in {t.name for t in span.roles}:
                at = frozenset(t.incident for t in span.roles if t.name == role and t.incident)
                spans.append((n, offset + span.start, offset + span.end, labels.REPORT_ROLES.index(role), at))
        offset += len(line.text) + 1
    return ReportText(report.id, sentences, answers, incidents, spans)
