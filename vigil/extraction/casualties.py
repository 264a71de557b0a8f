"""Reads the counts of killed, injured, abducted, arrested and gathered people, each with its quote and its speaker.

``find_counts`` reads one sentence, ``find_all`` a document: there a figure may be an earlier one, part of a larger one,
or the same person told again.  The grammar is in ``counting_grammar``; word lists in ``codebook/casualties.yaml``.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass

from vigil.extraction import counting_context as context
from vigil.extraction import grammar
from vigil.extraction.attribution import find_speaker
from vigil.extraction.counting_chunks import DEFINITE, NAME, NUMBERED, PRONOUN, Chunk
from vigil.extraction.counting_clause import Clause, Raw
from vigil.extraction.counting_crowds import crowds, may_gather
from vigil.extraction.counting_grammar import read_counts
from vigil.extraction.counting_rivals import rival_figures
from vigil.extraction.counting_tokens import lexicon
from vigil.extraction.numbers import NumberPhrase, find_numbers
from vigil.extraction.phrasebook import Gate
from vigil.records import Claim, Sentence, Span


@dataclass(frozen=True, slots=True)
class Count:
    """A claim on a number of people, and what the sentence says of it beside."""

    claim: Claim
    sentence: int  # position in the list given to find_all; 0 from find_counts
    anchor: int  # offset of the outcome word in the article field
    aggregate: bool = False  # a total over years or over several incidents
    scope: str | None = None  # the words that say over what
    attackers: bool = False  # of the attacking side
    zero: bool = False  # "no one was killed"
    single: bool = False  # one person without a number ("a man was shot")
    definite: bool = False  # "the man", "he", a name: told before
    implied: bool = False  # hurt by implication ("was shot", "taken to hospital")
    additional: bool = False  # "12 others", "two more"
    disaster: bool = False  # an accident or a natural disaster in the same sentence
    background: bool = False  # nominal or relative: told in passing


_STEMS = (
    "kill murder assassinat slay slain slew massacr slaughter behead martyr lynch execut strangl gunn mow neutrali decapitat injur wound hurt maim graz shot shoot stab knif abduct kidnap arrest detain apprehend "
    "died dies dying perish dead deceased death fatal body bodies corpse lives toll drown succumb hostage captive hospital casualt coffin suicide custody struck cut_down number_of gun_down guns_down loss electrocut "
    "asphyxiat expired burns bruises _die_ _life _hit_ condition counted"
)


_THE = ("the", "these", "those", "all")
_SELF = ("himself", "herself", "themselves")


# a cheap look before the grammar's: a sentence without such a word tells of no outcome
_may_hurt = Gate("|".join(_STEMS.split()).replace("_", " "))


def find_counts(sentence: Sentence, position: int = 0) -> list[Count]:
    """Counts of one sentence, in order; offsets are those of the article field that the sentence is from."""
    text = sentence.text
    low = text.lower()
    out: list[Count] = []
    numbers = None
    if _may_hurt(f" {low} "):
        clause = Clause(text)
        numbers = clause.numbers
        raws = [raw for raw in read_counts(clause) if raw.mood == "told"]
        if raws:
            counts = (_count(sentence, clause, raw, position) for raw in raws)
            out.extend(count for count in counts if count is not None)
            out.extend(_subsets(sentence, clause, raws, position))
    if may_gather(low):
        numbers = find_numbers(text) if numbers is None else numbers
        out.extend(_crowd(sentence, position, *found) for found in crowds(text, numbers))
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
        claim = _claim(
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


# ---------------------------------------------------------------- one count


def _total(chunks: Sequence[Chunk]) -> tuple[int | None, int | None, int | None, str] | None:
    """(value, low, high, qualifier) of joined chunks, or None where they give no number."""
    if len(chunks) == 1 and chunks[0].number is not None:
        number = chunks[0].number
        return number.value, number.low, number.high, number.qualifier
    value, low, high, qualifier = 0, 0, 0, "exact"
    opened = False
    for chunk in chunks:
        if chunk.number is not None:
            if chunk.number.value is None or chunk.number.low is None:
                return None
            value += chunk.number.value
            low += chunk.number.low
            opened = opened or chunk.number.high is None
            high += chunk.number.high or 0
            if chunk.number.qualifier != "exact":
                qualifier = chunk.number.qualifier
        elif chunk.count is not None:
            value, low, high = value + chunk.count, low + chunk.count, high + chunk.count
        else:
            return None
    return value, low, None if opened else high, qualifier


def _count(sentence: Sentence, clause: Clause, raw: Raw, position: int) -> Count | None:
    text, low_text = clause.text, clause.lowered
    base = sentence.span.start
    first, last = clause.start(raw.first), clause.end(raw.last)
    if raw.zero:
        claim = _claim(sentence, raw.attribute, first, last, 0, 0, 0, "exact", None)
        return Count(claim, position, base + clause.start(raw.trigger), zero=True)
    head = raw.chunks[0]
    total = _total(raw.chunks)
    if total is None or (head.kind == PRONOUN and head.count is None):
        return None
    value, low, high, qualifier = total
    if value is not None and value == 0 and head.number is not None:
        return Count(
            _claim(sentence, raw.attribute, first, last, 0, 0, 0, "exact", None),
            position,
            base + clause.start(raw.trigger),
            zero=True,
        )
    single, attackers, definite, partitive, additional = _traits(raw.chunks)
    if single and raw.form == "toll":
        return None
    if last - first > 160:
        first, last = clause.start(head.first), clause.end(raw.chunks[-1].last)
        if last - first > 160:
            first, last = clause.start(raw.trigger), clause.end(raw.trigger)
    attribute = raw.attribute
    # one person is no total, whatever the time that is named beside
    scope = None if single else context.aggregate_scope(text, low_text, first, last)
    if partitive and raw.form != "toll" and attribute in ("killed", "injured") and not _whole(clause, head):
        attribute += "_subset"
    if (
        raw.form == "toll"
        and qualifier == "up to"
        and value is not None
        and re.match(r"up\s+to", text[clause.start(head.first) :], re.IGNORECASE)
    ):
        low, high, qualifier = value, value, "exact"  # "toll up to 79": it went up
    old = raw.superseded or context.superseded(text, low_text, first, last)
    group = _group(raw.chunks)
    detail = None
    if raw.weak:
        detail = raw.form if raw.form in ("hospital", "wounds") else "shot"
    claim = _claim(sentence, attribute, first, last, value, low, high, qualifier, group, old, detail)
    return Count(
        claim,
        position,
        base + clause.start(raw.trigger),
        aggregate=scope is not None,
        scope=scope,
        attackers=attackers,
        single=single,
        definite=single and definite,
        implied=raw.weak,
        additional=additional,
        disaster=context.in_disaster(low_text, first, last),
        background=raw.form == "nominal" and single or raw.relative,
    )


def _traits(chunks: Sequence[Chunk]) -> tuple[bool, bool, bool, bool, bool]:
    """Of the counted: all without a number, all attackers, all told before; any a part of a whole, any beside others."""
    foes = lexicon().attackers
    single = attackers = definite = True
    partitive = additional = False
    for chunk in chunks:
        single = single and chunk.number is None
        attackers = attackers and (chunk.head in foes or chunk.head in _SELF)
        definite = definite and chunk.kind in (DEFINITE, NAME, PRONOUN)
        partitive = partitive or (chunk.partitive and chunk.number is not None)
        additional = additional or chunk.other or (chunk.number is not None and chunk.number.additional)
    return single, attackers, definite, partitive, additional


def _whole(clause: Clause, chunk: Chunk) -> bool:
    """ "all 30 of the passengers", "the 14 men": a definite number that stands for the whole."""
    low = clause.low(chunk.first)
    return low in ("the", "all", "these", "those", "both") or clause.low(chunk.first - 1) == "all"


def _claim(
    sentence: Sentence,
    attribute: str,
    first: int,
    last: int,
    value: int | None,
    low: int | None,
    high: int | None,
    qualifier: str,
    group: str | None,
    old: bool = False,
    detail: str | None = None,
) -> Claim:
    base = sentence.span.start
    span = Span(sentence.span.field, base + first, base + last)
    if sentence.span.field == "title":
        source: tuple[str | None, str | None] = (None, "headline")
    else:
        source = find_speaker(sentence.text, Span("text", first, last))
    return Claim(
        attribute,
        span,
        sentence.text[first:last],
        value,
        low,
        high,
        qualifier,
        *source,
        superseded=old,
        group=group,
        detail=detail,
    )


_ANYBODY = frozenset(
    "people others person persons other lives bodies body deaths death fatalities fatality corpses injuries".split()
)


def _group(chunks: Sequence[Chunk]) -> str | None:
    heads = [c.head for c in chunks if c.head and c.kind not in (PRONOUN, NAME) and c.head not in _ANYBODY]
    return " and ".join(dict.fromkeys(heads)) or None


def _subsets(sentence: Sentence, clause: Clause, raws: Sequence[Raw], position: int) -> list[Count]:
    """ "including 12 women", "nine of them children", beside a count of the same sentence."""
    counted = [r for r in raws if r.attribute in ("killed", "injured") and not r.zero]
    if not counted:
        return []
    taken = {id(c) for r in counted for c in r.chunks}
    out = []
    owner = counted[0]
    ahead = iter(counted)
    upcoming = next(ahead, None)
    for chunk in clause.chunks:
        while upcoming is not None and upcoming.first <= chunk.first:
            owner, upcoming = upcoming, next(ahead, None)
        if id(chunk) in taken or chunk.kind != NUMBERED or not chunk.person or chunk.number is None:
            continue
        before = clause.low(chunk.first - 1)
        if not (
            (chunk.partitive and clause.low(chunk.first) not in _THE)
            or before in ("including", "among", "included", "includes")
            or clause.low(chunk.last + 1) == "among"
            or (before == "," and clause.low(chunk.last + 1) in ("of", "are"))
        ):
            continue
        first, last = clause.start(chunk.first), clause.end(chunk.last)
        number = chunk.number
        claim = _claim(
            sentence,
            owner.attribute + "_subset",
            first,
            last,
            number.value,
            number.low,
            number.high,
            number.qualifier,
            _group([chunk]),
        )
        out.append(Count(claim, position, sentence.span.start + first))
    return out


def _crowd(
    sentence: Sentence,
    position: int,
    first: int,
    last: int,
    number: NumberPhrase,
    anchor: int,
    group: str | None,
) -> Count:
    claim = _claim(
        sentence, "size", first, last, number.value, number.low, number.high, number.qualifier, group
    )
    scope = context.aggregate_scope(sentence.text, grammar.lower(sentence.text), first, last)
    return Count(claim, position, sentence.span.start + anchor, aggregate=False, scope=scope)


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
