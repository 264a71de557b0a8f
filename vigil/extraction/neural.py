"""The neural reader: the rules, with the encoder judging what they see and pointing to what they miss.

Rules keep what they are good at, numbers, dates, places and the grammar of attribution.  The encoder says of the first
sentences that hold a word for an incident whether they tell of one (and not of a film, a fear or a match), of today's
or of an earlier one, and whether as news.  Below its thresholds nothing is added.  Who did it, the rules find better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from vigil.extraction import rules
from vigil.extraction.anchoring import Anchored
from vigil.extraction.encoder import encoder
from vigil.extraction.events import HYPOTHETICAL, TOLD, EventMention, event_types, may_tell
from vigil.extraction.grouping import Telling
from vigil.records import Article, PlaceMention, Reading, Sentence, TimeMention

NAME = "neural/1"

# What in the encoder's labels speaks for an incident of a kind having happened.
_TELLS = {
    "attack": ("attack", "background:attack"),
    "demonstration": ("demonstration", "background:demonstration"),
    "official_response": ("response", "background:response"),
    "legal_action": ("legal", "background:legal"),
}
_OTHER = ("response", "demand", "media")  # what else a sentence may be about that names an attack in passing
_UNREAL = ("negated", "hypothetical", "planned", "foiled", "warning")
# Probabilities found on dev sets.  A word tells nothing where its kind is less likely than DOUBT and nothing, or nothing
# real, more likely than NOTHING; from SURE on a sentence tells of an incident though no rule saw it.
DOUBT = 0.1
NOTHING = 0.5
PAST = 0.3  # from which a word for an incident is taken to tell of an earlier one
SURE = 0.9
MOST = 6  # sentences of one article that the encoder reads: news tells first what it is about, and these bound the cost


@dataclass(frozen=True, slots=True)
class Judge:
    """What the encoder says of one article; an input of the rules."""

    labels: dict[int, dict[str, float]]  # position of a sentence -> label -> probability

    def mentions(self, mentions: Sequence[EventMention], sentences: Sequence[Sentence]) -> list[EventMention]:
        """The rules' mentions without those that the encoder doubts, and more where they saw nothing of a kind.

        Where they saw some, the encoder's would have neither words nor bounds of their own to tell them apart by.
        """
        out = [self._judged(m) for m in mentions]
        firm = [m for m in out if m.mode == TOLD and m.form != "weak"]
        kinds = {m.type.kind for m in firm}
        taken = {m.sentence for m in firm if m.type.kind not in rules.EVENTS}
        for number, said in self.labels.items():
            for kind in sorted(rules.EVENTS - kinds):
                unreal = max(said[name] for name in _UNREAL)
                if said[kind] >= SURE > unreal and number not in taken:
                    out.append(self._missed(number, kind, said, sentences[number]))
        return sorted(out, key=lambda m: (m.sentence, m.span.start, m.span.end))

    def _judged(self, mention: EventMention) -> EventMention:
        said = self.labels.get(mention.sentence)
        names = _TELLS.get(mention.type.kind)
        if said is None or names is None or mention.mode != TOLD:
            return mention
        today, before = (said[n] for n in names)
        if max(today, before) < DOUBT and max(said["none"], *(said[n] for n in _UNREAL)) >= NOTHING:
            return replace(mention, mode=HYPOTHETICAL)
        return mention

    def in_passing(self, anchored: Sequence[Anchored]) -> list[Anchored]:
        """Mentions with their days and places; those of an earlier incident as hanging on what is told today."""
        return [
            replace(a, mention=replace(a.mention, subordinate=True)) if self._past(a.mention) else a
            for a in anchored
        ]

    def _past(self, mention: EventMention) -> bool:
        said = self.labels.get(mention.sentence)
        if said is None or mention.type.kind not in rules.EVENTS:
            return False
        today, before = (said[n] for n in _TELLS[mention.type.kind])
        if (
            mention.type.kind == "attack"
            and max(today, before) < DOUBT
            and max(said[n] for n in _OTHER) >= 0.5
        ):
            return True
        return before > today and before >= PAST

    def _missed(self, number: int, kind: str, said: dict[str, float], sentence: Sentence) -> EventMention:
        types = event_types()
        spelled = {name.replace(" ", "-"): name for name in types}
        known = {
            spelled[name.split(":", 1)[1]]: p
            for name, p in said.items()
            if name.startswith(f"{kind}:") and name.split(":", 1)[1] in spelled
        }
        name = max(known, key=lambda n: (known[n], n))
        if known[name] < 0.5:
            name = {"attack": "attack", "demonstration": "protest"}[kind]
        return EventMention(number, sentence.span, "", types[name], "noun", TOLD, False, False)

    def as_news(self, told: Telling) -> bool:
        """Whether a sentence of it is, more likely than not, about such an incident of today."""
        label = _TELLS[told.kind][0]
        return any(self.labels[n][label] >= 0.5 for n in told.sentences if n in self.labels)


def read(article: Article, times: Sequence[TimeMention], places: Sequence[PlaceMention]) -> Reading:
    """Everything that rules and encoder together find in one article."""
    return replace(rules.read(article, times, places, judge), reader=f"{NAME}+{rules.NAME}")


def judge(sentences: Sequence[Sentence], mentions: Sequence[EventMention]) -> Judge:
    """Lets the encoder read the first sentences that tell of an incident, and then some that may; successive ones together."""
    told = sorted({m.sentence for m in mentions if m.mode == TOLD})[:MOST]
    known = {m.sentence for m in mentions}
    more = (n for n, s in enumerate(sentences) if n not in known and may_tell(s))
    wanted = sorted([*told, *islice(more, MOST - len(told))])
    labels: dict[int, dict[str, float]] = {}
    for run in _runs(wanted):
        labels |= dict(zip(run, encoder().labels(tuple(sentences[n].text for n in run)), strict=True))
    return Judge(labels)


def _runs(wanted: Sequence[int]) -> list[list[int]]:
    """Stretches of successive sentences."""
    runs: list[list[int]] = []
    for n in wanted:
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return runs
