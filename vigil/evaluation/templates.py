"""Templates from what the encoder says of a text (the benchmark view of MUC-4; the record does not use it).

A filler is a string: its probability for a role is that of its likeliest occurrence.  Fillers share out among the
types that the text as a whole tells; within a type they part into templates where the encoder says that they belong
to different incidents.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vigil.evaluation.casing import restore
from vigil.extraction.encoder import Encoder, Numbers, sigmoid
from vigil.extraction.sentences import split

Row = dict[str, Any]
ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLES = re.compile(r"\b(a|an|the)\b")


@dataclass(frozen=True, slots=True)
class Filler:
    """A string that may fill a role, at its likeliest occurrence."""

    role: str
    words: str  # as written
    start: int
    end: int
    probability: float
    types: Numbers  # (types,) probability of each type of incident
    join: Numbers
    about: Mapping[str, str]  # stage, harm, damage, trust


@dataclass(frozen=True, slots=True)
class Told:
    """What the encoder makes of one text."""

    types: dict[str, float]
    fillers: list[Filler]  # likeliest first


def plain(words: str) -> str:
    """Words as the scorer compares them: lower case, no punctuation, no articles."""
    return " ".join(_ARTICLES.sub(" ", words.lower().translate(_PUNCTUATION)).split())


def told(text: str, encoder: Encoder, least: float = 0.03) -> Told:
    """Types of incident and possible fillers of ``text`` (lower case), those with a probability of at least ``least``."""
    names = encoder.names
    roles = names["template_roles"]
    floor = float(np.log(least / (1 - least)))
    whole = np.full(len(names["types"]), -1e4, np.float32)
    best: dict[tuple[str, str], Filler] = {}
    for window in encoder.windows(split(restore(text))):
        numbers = encoder.run(window, "templates")
        whole = np.maximum(whole, encoder.part(numbers[:1], "text_type")[0])
        score = encoder.spans(numbers, window, "template")
        for first, length, role in np.argwhere(score > floor).tolist():
            start, end = window.starts[first], window.ends[first + length]
            key = (roles[role], plain(text[start:end]))
            p = float(sigmoid(score[first, length, role]))
            if not key[1] or (key in best and best[key].probability >= p):
                continue
            at = numbers[window.words[first] : window.words[first] + 1]
            about = {
                name: names[many][int(encoder.part(at, name)[0].argmax())]
                for name, many in (
                    ("stage", "stages"),
                    ("harm", "harm"),
                    ("damage", "damage"),
                    ("trust", "trust"),
                )
            }
            best[key] = Filler(
                roles[role], text[start:end], start, end, p,
                np.asarray(sigmoid(encoder.part(at, "type")[0]), np.float32), encoder.part(at, "join")[0], about,
            )  # fmt: skip
    fillers = sorted(best.values(), key=lambda f: (-f.probability, f.start, f.end, f.role))
    return Told({t: float(sigmoid(p)) for t, p in zip(names["types"], whole, strict=True)}, fillers)


def apart(fillers: Sequence[Filler]) -> list[Filler]:
    """The likeliest of fillers of one role that overlap or contain each other's words."""
    kept: list[Filler] = []
    for filler in fillers:
        words = f" {plain(filler.words)} "
        if not any(
            k.role == filler.role
            and (
                (k.start < filler.end and filler.start < k.end)
                or words in f" {plain(k.words)} "
                or f" {plain(k.words)} " in words
            )
            for k in kept
        ):
            kept.append(filler)
    return kept


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities from which something is told; found on the dev texts."""

    text: float = 0.03  # some template at all
    type: float = 0.3  # one more type beside the likeliest
    roles: tuple[float, ...] = (0.4, 0.65, 0.3, 0.25, 0.4)
    share: float = 0.1  # a filler's probability of a type, to be in its template too
    part: float = 0.4  # two fillers' probability of one incident, below which they part
    others: float = 0.5  # victims without a name, places

    def of(self, role: str) -> float:
        """The probability from which a filler of ``role`` counts."""
        return self.roles[ROLES.index(role)] if role in ROLES else self.others


def templates(heard: Told, encoder: Encoder, at: Thresholds) -> list[Row]:
    """Templates of one text: ``incident_type`` and the five roles, entities as lists of mentions."""
    out: list[Row] = []
    for name, fillers in shared_out(heard, encoder, at):
        row: Row = {"incident_type": name, **{role: [] for role in ROLES}}
        for filler in fillers:
            if filler.role in ROLES:
                row[filler.role].append([filler.words])
        out.append(row)
    return out


def shared_out(heard: Told, encoder: Encoder, at: Thresholds) -> list[tuple[str, list[Filler]]]:
    """Type and fillers of each template, victims without a name and places among them."""
    likeliest = max(heard.types, key=lambda t: (heard.types[t], t))
    if heard.types[likeliest] < at.text:
        return []
    present = [t for t, p in heard.types.items() if p >= at.type or t == likeliest]
    names = list(heard.types)
    fillers = apart([f for f in heard.fillers if f.probability >= at.of(f.role)])
    out: list[tuple[str, list[Filler]]] = []
    for name in present:
        own = []
        for filler in fillers:
            p = {t: float(filler.types[names.index(t)]) * heard.types[t] ** 0.5 for t in present}
            if p[name] >= at.share or name == max(p, key=lambda t: (p[t], t)):
                own.append(filler)
        out += [(name, part) for part in _parted(own, encoder, at.part)]
    return out


def _parted(fillers: Sequence[Filler], encoder: Encoder, least: float) -> list[list[Filler]]:
    """Fillers grouped by average linkage while two groups belong together with probability ``least``.

    Places and unnamed victims part nothing: each goes with the nearest group.  A type told without any filler is one
    empty template, which the keys have too.
    """
    groups = [[f] for f in sorted(fillers, key=lambda f: (f.start, f.end, f.role)) if f.role in ROLES]
    extras = [f for f in fillers if f.role not in ROLES]

    def nearness(one: Sequence[Filler], other: Sequence[Filler]) -> float:
        return float(np.mean([encoder.together(x.join, y.join) for x in one for y in other]))

    while len(groups) > 1:
        best, a, b = max(
            (nearness(groups[a], groups[b]), -a, -b)
            for a in range(len(groups))
            for b in range(a + 1, len(groups))
        )
        if best < least:
            break
        groups[-a] += groups.pop(-b)
    groups = groups or [[]]
    for extra in extras:
        home = max(range(len(groups)), key=lambda n: (nearness(groups[n], [extra]) if groups[n] else 0.0, -n))
        groups[home].append(extra)
    return groups
