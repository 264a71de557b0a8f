"""What texts say of attacks over a long time without a figure: "an intensifying series of attacks", "decade-long assaults"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vigil.extraction import grammar
from vigil.extraction.phrasebook import Gate
from vigil.records import UNKNOWN_DATE, Aggregate, Sentence, Span, TimeMention

_GATE = Gate(
    "series|wave|spate|string|campaign|surge|rise|rising|increas|intensif|escalat|long |-long|decade|years of|months of"
)
_ATTACKS = r"(?:attacks?|assaults?|killings?|bombings?|shootings?|murders?|assassinations?|kidnappings?|abductions?|violence|bloodshed|persecution|massacres?)"
_TOLD = re.compile(
    rf"(?:(?:intensifying|growing|escalating|increasing|rising|mounting|relentless|unrelenting|continuing|long|new|fresh|recent) ){{1,2}}(?:series|wave|spate|string|campaign|surge|number) of (?:[\w-]+ ){{0,3}}{_ATTACKS}"
    rf"|{_ATTACKS} (?:[\w’'-]+ (?:[\w’'-]+ )?)?(?:are|were|is|was|have been|has been|had been) (?:only |also |steadily |sharply |again )?(?:increasing|rising|intensifying|escalating|growing|on the rise|on the increase|becoming more frequent)"
    rf"|(?:decades?|years?|months?|weeks?)-long (?:[\w-]+ ){{0,2}}{_ATTACKS}"
    rf"|(?:(?:more than|over|nearly|almost|about) )?(?:(?:a|two|three|four|several|many) (?:decade|year|month)s?|decades|years|months) of (?:[\w-]+ ){{0,2}}{_ATTACKS}"
    rf"|(?:surge|rise|increase|escalation|upsurge|spike) (?:in|of) (?:[\w-]+ ){{0,3}}{_ATTACKS}",
    re.IGNORECASE,
)


def find(document: str, sentences: Sequence[Sentence], times: Sequence[TimeMention]) -> list[Aggregate]:
    """Aggregates of measure ``incidents`` without a figure, in order: the quote is what is said of the attacks.

    The period is that which the same sentence names, where it names one.
    """
    out = []
    for sentence in grammar.pieces(sentences):
        text = grammar.flat(sentence.text)
        if not _GATE(grammar.lower(text)):
            continue
        for match in _TOLD.finditer(text):
            base = sentence.span.start
            span = Span(sentence.span.field, base + match.start(), base + match.end())
            period = next(
                (
                    t.date
                    for t in times
                    if t.kind == "span"
                    and t.span.field == span.field
                    and base <= t.span.start < base + len(text)
                ),
                UNKNOWN_DATE,
            )
            quote = sentence.text[match.start() : match.end()]
            out.append(
                Aggregate(
                    document, "incidents", None, None, None, " ".join(quote.split()), span, quote, period
                )
            )
    return out
