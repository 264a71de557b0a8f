"""Claims out of what the grammar read in one sentence: figures with their bounds, quote and speaker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vigil.extraction import counting_context as context
from vigil.extraction import grammar
from vigil.extraction.attribution import find_speaker
from vigil.extraction.counting_chunks import DEFINITE, NAME, NUMBERED, PRONOUN, Chunk
from vigil.extraction.counting_clause import Clause, Raw
from vigil.extraction.counting_tokens import lexicon
from vigil.extraction.numbers import NumberPhrase
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


_THE = ("the", "these", "those", "all")
_SELF = ("himself", "herself", "themselves")


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


def read_count(sentence: Sentence, clause: Clause, raw: Raw, position: int) -> Count | None:
    text, low_text = clause.text, clause.lowered
    base = sentence.span.start
    first, last = clause.start(raw.first), clause.end(raw.last)
    if context.denied(low_text, first):
        return None
    if raw.zero:
        claim = make_claim(sentence, raw.attribute, first, last, 0, 0, 0, "exact", None)
        return Count(claim, position, base + clause.start(raw.trigger), zero=True)
    head = raw.chunks[0]
    total = _total(raw.chunks)
    if total is None or (head.kind == PRONOUN and head.count is None):
        return None
    value, low, high, qualifier = total
    if value is not None and value == 0 and head.number is not None:
        return Count(
            make_claim(sentence, raw.attribute, first, last, 0, 0, 0, "exact", None),
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
    claim = make_claim(sentence, attribute, first, last, value, low, high, qualifier, group, old, detail)
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


def make_claim(
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


def read_subsets(sentence: Sentence, clause: Clause, raws: Sequence[Raw], position: int) -> list[Count]:
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
        claim = make_claim(
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


def crowd_count(
    sentence: Sentence,
    position: int,
    first: int,
    last: int,
    number: NumberPhrase,
    anchor: int,
    group: str | None,
) -> Count:
    claim = make_claim(
        sentence, "size", first, last, number.value, number.low, number.high, number.qualifier, group
    )
    scope = context.aggregate_scope(sentence.text, grammar.lower(sentence.text), first, last)
    return Count(claim, position, sentence.span.start + anchor, aggregate=False, scope=scope)
