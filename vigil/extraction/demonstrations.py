"""What a document tells of demonstrations beside that they happened: put together for the incidents that it is told of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from vigil.extraction import gatherings, participants
from vigil.extraction.events import GENERIC, TOLD
from vigil.extraction.grouping import Telling, same_place
from vigil.extraction.sentences import holding
from vigil.records import Article, Claim, PlacedPart, PlaceMention, Report, Sentence, TimeMention

# What is told of demonstrations alone: of a document that tells none it says nothing.
_NOT_WHERE = frozenset({"from", "to", "by"})
OF_DEMONSTRATIONS = ("organiser", "participant", "tactic", "duration", "intervention", "ending")


def find_all(
    sentences: Sequence[Sentence], near: Sequence[Sentence], times: Sequence[TimeMention]
) -> list[tuple[int, Claim]]:
    """Claims in the sentences ``near`` one that tells an incident, each with its position in ``sentences``."""
    said = [
        *participants.find_organisers(near),
        *participants.find_participants(near),
        *gatherings.find_durations(near, times),
        *gatherings.find_interventions(near),
        *gatherings.find_endings(near, times),
    ]
    return [(where, claim) for claim in said if (where := holding(claim.span, sentences)) is not None]


def here(report: Report, places: Sequence[PlaceMention]) -> Report:
    """The report without what its own words place elsewhere: "Karachi's sit-ins ended" is no end of one in Quetta."""
    if report.kind != "demonstration" or report.places:
        return report

    def elsewhere(claim: Claim) -> bool:
        return claim.attribute in ("duration", "intervention", "ending") and any(
            p.span.field == claim.span.field
            and claim.span.start <= p.span.start < claim.span.end
            and p.cue not in _NOT_WHERE
            and same_place(p.place, report.place) is False
            for p in places
        )

    return replace(report, claims=tuple(c for c in report.claims if not elsewhere(c)))


def once(claims: Sequence[tuple[int, Claim]]) -> list[tuple[int, Claim]]:
    """The claims, those of a demonstration that say the same again ("victims' families") once, where it is said first."""
    seen: set[tuple[str, str, str | None]] = set()
    out = []
    for sentence, claim in sorted(claims, key=lambda c: c[0]):
        if claim.attribute in ("organiser", "participant", "tactic"):
            key = claim.attribute, str(claim.value).casefold().removeprefix("the "), claim.detail
            if key in seen:
                continue
            seen.add(key)
        out.append((sentence, claim))
    return out


# a protest of its own, told beside: "the concurrent long march"
_BESIDE = re.compile(r"\b(?:concurrent|simultaneous|rival|separate|unrelated|counter)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"‘']$")
_UNBURIED = re.compile(r"\bbur(?:y|ied)\b")


def tactics(told: Telling, called: str, sentences: Sequence[Sentence]) -> Iterator[tuple[int, Claim]]:
    """What the people of a demonstration do beside its type ``called``, each once: a claim with the word of the codebook."""
    if told.kind != "demonstration":
        return
    seen = {called}
    for one in told.mentions:
        mention = one.mention
        kind = "refusal to bury" if _UNBURIED.search(mention.word) else mention.type.name
        if kind in seen or mention.type.name == "protest" or mention.mode not in (TOLD, GENERIC):
            continue
        sentence = sentences[one.sentence]
        base = sentence.span.start
        if _BESIDE.search(sentence.text) or _QUOTED.search(sentence.text[: mention.span.start - base]):
            continue
        seen.add(kind)
        quote = sentence.text[mention.span.start - base : mention.span.end - base]
        yield one.sentence, Claim("tactic", mention.span, quote, value=" ".join(quote.split()), detail=kind)


def places_of(told: Telling, article: Article) -> tuple[PlacedPart, ...]:
    """The places of a wave, those held first, each with the words from "protests" to its name."""
    announced = [one for place, one in told.announced.items() if place not in told.spots]
    return tuple(
        PlacedPart(
            one.place,
            held,
            article.id,
            one.span,
            article.field(one.span.field)[one.span.start : one.span.end],
        )
        for held, some in ((True, told.wave), (False, announced))
        for one in some
    )
