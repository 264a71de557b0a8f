"""Reads the counts of killed, injured, abducted, arrested and gathered people, each with its quote and its speaker.

``find_counts`` reads one sentence, ``find_all`` a document: there a figure may be an earlier one, part of a larger one,
or the same person told again.  The grammar is in ``counting_grammar``; word lists in ``codebook/casualties.yaml``.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from vigil.extraction import counting_context as context
from vigil.extraction import grammar
from vigil.extraction.attribution import find_speaker
from vigil.extraction.counting_claims import Count, crowd_count, make_claim, read_count, read_subsets
from vigil.extraction.counting_clause import Clause
from vigil.extraction.counting_crowds import crowds, may_gather
from vigil.extraction.counting_grammar import read_counts
from vigil.extraction.counting_rivals import rival_figures
from vigil.extraction.phrasebook import Gate
from vigil.records import Sentence, Span

__all__ = ["Count", "find_all", "find_counts", "refine"]

# a cheap look before the grammar's: a sentence without such a word tells of no outcome
_STEMS = (
    "kill murder assassinat slay slain slew massacr slaughter behead martyr lynch execut strangl gunn mow neutrali decapitat injur wound hurt maim graz shot shoot stab knif abduct kidnap arrest detain apprehend "
    "died dies dying perish dead deceased death fatal body bodies corpse lives toll alive survive throat drown succumb hostage captive hospital casualt coffin suicide custody struck cut_down number_of gun_down guns_down loss electrocut "
    "asphyxiat expired burns bruises _die_ _life _hit_ condition counted"
)
_may_hurt = Gate("|".join(_STEMS.split()).replace("_", " "))


def find_counts(sentence: Sentence, position: int = 0) -> list[Count]:
    """Counts of one sentence, in order; offsets are those of the article field that the sentence is from."""
    text = sentence.text
    low = text.lower()
    out: list[Count] = []
    if _may_hurt(f" {low} "):
        clause = Clause(text)
        raws = [raw for raw in read_counts(clause) if raw.mood == "told"]
        if raws:
            counts = (read_count(sentence, clause, raw, position) for raw in raws)
            out.extend(count for count in counts if count is not None)
            out.extend(read_subsets(sentence, clause, raws, position))
    if may_gather(low):
        out.extend(crowd_count(sentence, position, *found) for found in crowds(text))
    return _distinct(out) if out else out


def find_all(sentences: Sequence[Sentence]) -> list[Count]:
    """Counts of a document (title sentences included), with what the whole document says of each."""
    out: list[Count] = []
    for position, sentence in enumerate(sentences):
        out.extend(find_counts(sentence, position))
    out.extend(_rivals(out, sentences))
    out.sort(key=lambda c: c.sentence)
    return refine(out, sentences)


def _rivals(counts: Sequence[Count], sentences: Sequence[Sentence]) -> list[Count]:
    """Second figures for what was just counted, which name no people: "the Red Cross says 16"."""
    counted: dict[int, list[tuple[int, int, str]]] = {}
    for count in counts:
        span, base = count.claim.span, sentences[count.sentence].span.start
        attribute = "total" if count.aggregate or count.zero or count.single else count.claim.attribute
        counted.setdefault(count.sentence, []).append((span.start - base, span.end - base, attribute))
    out = []
    for position, figure in rival_figures(sentences, counted):
        sentence, number = sentences[position], figure.number
        claim = make_claim(
            sentence,
            figure.attribute,
            figure.first,
            figure.last,
            number.value,
            number.low,
            number.high,
            number.qualifier,
            None,
            figure.superseded,
        )
        left, right = grammar.clause(sentence.text, figure.first, figure.last)
        own = find_speaker(sentence.text[left:right], Span("text", figure.first - left, figure.last - left))
        if claim.span.field == "text":  # who gave the first figure did not give the second
            claim = dataclasses.replace(claim, speaker=own[0], speaker_kind=own[1])
        out.append(Count(claim, position, claim.span.start))
    return out


def _distinct(counts: list[Count]) -> list[Count]:
    """One count for each stretch of text and attribute: the grammar may reach it by two ways."""
    seen: dict[tuple[str, int, int | None, int | None], Count] = {}
    for count in counts:
        c = count.claim
        seen.setdefault((c.attribute.removesuffix("_subset"), c.span.start, c.low, c.high), count)
    return list(seen.values())


# ---------------------------------------------------------------- the document


def refine(counts: list[Count], sentences: Sequence[Sentence]) -> list[Count]:
    """What the document makes of its counts: repeats dropped, parts of a larger figure marked as subsets.

    A headline that only repeats a figure of the text is dropped (the text has the qualifier); so is one person hurt by
    implication ("was shot") where the text goes on to tell of one death; a single death or a death that is placed
    ("on the spot", "in hospital") beside a larger toll of the same passage is a part of it.
    """
    body = {
        (c.claim.attribute, _figure(c))
        for c in counts
        if c.claim.span.field == "text" and not c.single and not c.aggregate
    }
    largest, last_single = _by_sentence(counts)
    killed_singly = bool(last_single)
    out = []
    for count in counts:
        claim = count.claim
        if claim.span.field == "title" and not count.single and (claim.attribute, _figure(count)) in body:
            continue
        if count.implied and claim.value == 1 and count.single and not count.additional and killed_singly:
            # the one person hurt is, as far as can be told, the one person killed
            told = last_single.get(count.sentence)
            if told is None or told > claim.span.start or count.definite:
                continue
        figure = _figure(count)
        stated = largest.get(claim.attribute, {}).items()
        beside = max((top for place, top in stated if abs(place - count.sentence) <= _NEAR), default=0)
        if count.aggregate or count.zero or figure is None or beside <= figure:
            out.append(count)
            continue
        if (claim.attribute == "killed" and _part(count, sentences)) or (
            claim.attribute == "injured" and count.single
        ):
            count = dataclasses.replace(
                count, claim=dataclasses.replace(claim, attribute=claim.attribute + "_subset")
            )
        out.append(count)
    return out


_NEAR = 12  # sentences each side that tell of the same incident, more often than not


def _by_sentence(counts: Sequence[Count]) -> tuple[dict[str, dict[int, int]], dict[int, int]]:
    """Largest stated figure of each sentence, by attribute; first end of a single death of each sentence."""
    largest: dict[str, dict[int, int]] = {}
    singles: dict[int, int] = {}
    for count in counts:
        attribute, figure = count.claim.attribute, _figure(count)
        if attribute not in ("killed", "injured") or count.zero or figure is None:
            continue
        if not count.single and not count.aggregate and not _ADDED.search(count.claim.quote):
            tops = largest.setdefault(attribute, {})
            tops[count.sentence] = max(tops.get(count.sentence, 0), figure)
        if attribute == "killed" and count.single and not count.additional and not count.aggregate:
            singles[count.sentence] = min(
                singles.get(count.sentence, count.claim.span.end), count.claim.span.end
            )
    return largest, singles


_ADDED = re.compile(r"\b(?:also|too|as well)\b", re.IGNORECASE)


def _figure(count: Count) -> int | None:
    claim = count.claim
    return claim.value if isinstance(claim.value, int) else claim.low


def _part(count: Count, sentences: Sequence[Sentence]) -> bool:
    """True for a smaller count that is, by its words, a part of the larger one told beside it."""
    if count.single or " and " in (count.claim.group or ""):
        return True
    if not re.search(r"\b(?:died|dead|dies|die|succumbed|perished)\b", count.claim.quote, re.IGNORECASE):
        return False
    sentence = sentences[count.sentence]
    start = count.claim.span.end - sentence.span.start
    return count.additional or _PLACED.match(sentence.text, start) is not None


_PLACED = re.compile(r"\s+(?:\w+\s+){0,3}?" + context.DIED_LATER.pattern, re.IGNORECASE)
