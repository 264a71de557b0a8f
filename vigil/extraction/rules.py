"""The rule reader: sentences, event mentions, times and places, claims; then one report for each incident told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from vigil.extraction import (
    accountability,
    campaigns,
    casualties,
    causes,
    coverage,
    demonstrations,
    perpetrators,
    responses,
    roundup,
    victims,
    weapons,
)
from vigil.extraction.anchoring import Anchored, anchor, plausible, without_filing_day
from vigil.extraction.assembly import VAGUE, Found, reports
from vigil.extraction.deadlines import with_deadlines
from vigil.extraction.events import GENERIC, TOLD, EventMention, find_events
from vigil.extraction.grouping import BACKGROUND, CO_MAIN, MAIN, Telling, assign_roles, group
from vigil.extraction.nature import MISHAP
from vigil.extraction.sentences import holding, split
from vigil.extraction.setting import publication, settle_dates, settle_places
from vigil.records import (
    UNKNOWN_DATE,
    Aggregate,
    Article,
    Claim,
    PlaceMention,
    Reading,
    Report,
    Sentence,
    Span,
    TimeMention,
)

NAME = "rules/1"
T = TypeVar("T")


class Judge(Protocol):
    """A second opinion on what the rules see in one article."""

    def mentions(self, mentions: Sequence[EventMention], sentences: Sequence[Sentence]) -> list[EventMention]:
        """The mentions as it sees them, in order, with those that the rules missed."""

    def in_passing(self, anchored: Sequence[Anchored]) -> list[Anchored]:
        """The mentions, those of earlier incidents marked as told in passing."""

    def as_news(self, told: Telling) -> bool:
        """Whether what is told beside the main incident is told as news of its own."""


def read(
    article: Article,
    times: Sequence[TimeMention],
    places: Sequence[PlaceMention],
    ask: Callable[[Sequence[Sentence], Sequence[EventMention]], Judge] | None = None,
) -> Reading:
    """Everything that the rules find in one article; times and places are those of its title and text.

    ``ask`` brings a second opinion on the sentences and the mentions in them, before anything is made of them.
    """
    sentences = split(article.title or "", "title") + split(article.text)
    mentions = find_events(sentences)
    judge = ask(sentences, mentions) if ask else None
    if judge:
        mentions = judge.mentions(mentions, sentences)
    if not any(m.mode == TOLD and m.form != "weak" for m in mentions):
        return Reading(article.id, reader=NAME)
    published = publication(article.published)
    counts = _campaign(casualties.find_all(sentences), sentences)
    mentions = _summing_up(mentions, counts)
    places, times = plausible(places, article), without_filing_day(times, sentences)
    anchored = roundup.itemised(anchor(mentions, sentences, times, places), roundup.heads(sentences, places))
    if judge:
        anchored = judge.in_passing(anchored)
    tellings = group(anchored, sentences, published)
    tellings = [t for t in tellings if _holds(t, sentences, article)]
    assign_roles(tellings, published)
    _only_named(tellings, counts)
    tellings = [t for t in tellings if _worth_telling(t)]
    aggregates = (*_aggregates(article, counts, times), *campaigns.find(article.id, sentences, times))
    if not tellings:
        return Reading(article.id, aggregates=aggregates, reader=NAME)
    near = _near(mentions, sentences)
    gathered = (
        demonstrations.find_all(sentences, near, times)
        if any(t.kind == "demonstration" for t in tellings)
        else []
    )
    found = Found(
        claims=(*_claims(sentences, near, counts, times, article), *gathered),
        singles=frozenset(c.claim for c in counts if c.single),
        victims=tuple(_placed(sentences, victims.find(near))),
        weapons=tuple(_placed(sentences, [hit for s in near for hit in weapons.find_weapons(s)])),
        targets=tuple(_placed(sentences, [hit for s in near for hit in weapons.find_targets(s)])),
    )
    dates = settle_dates(tellings, sentences, times, published)
    settings = settle_places(tellings, sentences, places)
    told = [
        demonstrations.here(report, places)
        for report in reports(article, sentences, tellings, dates, settings, found)
    ]
    return Reading(article.id, _kept(told, tellings, judge), aggregates, NAME)


def _holds(told: Telling, sentences: Sequence[Sentence], article: Article) -> bool:
    """Dead and injured alone, without a word of violence, are as likely a mishap's."""
    if told.firmly:
        return True
    words = " ".join(sentences[i].text for i in told.sentences)
    return (told.date is not None or told.place is not None) and not MISHAP.search(words)


def _only_named(tellings: Sequence[Telling], counts: Sequence[casualties.Count]) -> None:
    """An attack that is named as the cause of something else, without a day or a figure, is nobody's news."""
    counted = {c.sentence for c in counts if c.claim.attribute in ("killed", "injured", "abducted")}
    for told in tellings:
        if told.role == MAIN and told.kind == "attack" and told.only_subordinate and told.date is None:
            if counted.isdisjoint(told.sentences):
                told.role = BACKGROUND


EVENTS = frozenset({"attack", "demonstration"})  # what is an incident however it is told
# Weight from which an answer of the state or a court's step holds what is claimed beside it.
_HOLDS = 1.2


def _worth_telling(told: Telling) -> bool:
    """Told with some weight; of what the state did, as more than a remark on something else."""
    if told.role == MAIN:
        return True
    if told.kind not in EVENTS:
        return told.weight >= _HOLDS and any(not m.mention.subordinate for m in told.mentions)
    return told.weight > 0.05


def _kept(told: Sequence[Report], tellings: Sequence[Telling], judge: Judge | None) -> tuple[Report, ...]:
    """Reports that are incidents of their own.

    What the state did is one where a report makes it its subject, or news beside it.  Elsewhere what is said of it goes
    with the subject, but not its dead: suspects whom the police killed are no victims of the attack that they are
    sought for.
    """
    own = [
        t.role == MAIN
        or t.kind in EVENTS
        or bool(judge and t.kind == "official_response" and t.role == CO_MAIN and judge.as_news(t))
        for t in tellings
    ]
    stays = [alone and _identified(r, t) for r, t, alone in zip(told, tellings, own, strict=True)]
    kept = [r for r, stay in zip(told, stays, strict=True) if stay]
    loose = [
        c
        for r, t, alone, stay in zip(told, tellings, own, stays, strict=True)
        if not alone or (not stay and (t.kind != "attack" or t.role != BACKGROUND))
        for c in r.claims
        if c.attribute in ("response", "demand", "accountability", "warning", "relation")
    ]
    main = next((n for n, r in enumerate(kept) if r.role == MAIN), None)
    if main is not None and loose:
        kept[main] = replace(kept[main], claims=(*kept[main].claims, *loose))
    return tuple(kept)


def _identified(report: Report, told: Telling) -> bool:
    """Not its report's subject, an incident needs enough of its own to be one that can be found again.

    Anything wants a date or a figure; a word as vague as "attack" wants a figure, or who did it with a day and a place.
    """
    if report.role == MAIN:
        return True
    figures = any(c.attribute in ("killed", "injured", "size", "abducted") for c in report.claims)
    if figures:
        return True
    if report.date.start is None:
        return False
    named = any(c.attribute == "perpetrator" and c.detail in ("group", "person") for c in report.claims)
    if named and told.place is not None:
        return True
    if report.type in VAGUE and report.kind == "attack":
        return False
    if report.role != BACKGROUND:
        return True
    if report.date.precision in ("year", "years", "season", "month"):
        return told.place is not None
    return True


REACH = 1  # sentences before and after one that tells an incident in which to look for who did what about it


def _near(mentions: Sequence[EventMention], sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that tell an incident, and their neighbours."""
    wanted = {m.sentence + step for m in mentions for step in range(-REACH, REACH + 1)}
    return [s for number, s in enumerate(sentences) if number in wanted]


# a toll that the sentence calls that of a campaign, wherever in it the figure stands
_CAMPAIGN = re.compile(
    r"\b(?:(?:heaviest|overall|combined|cumulative) (?:death )?toll|campaign of (?:terror|violence|killings?|attacks|assassinations?))\b",
    re.IGNORECASE,
)


def _campaign(counts: Sequence[casualties.Count], sentences: Sequence[Sentence]) -> list[casualties.Count]:
    """The counts, with those of a whole campaign marked as totals over several incidents."""
    out = []
    for count in counts:
        match = None if count.aggregate else _CAMPAIGN.search(sentences[count.sentence].text)
        counted = count.claim.attribute in ("killed", "injured")
        out.append(replace(count, aggregate=True, scope=match.group()) if match and counted else count)
    return out


def _summing_up(mentions: Sequence[EventMention], counts: Sequence[casualties.Count]) -> list[EventMention]:
    """What a sentence with a total over years or attacks says of "attacks" and people who "died" is no one incident."""
    totals = {c.sentence for c in counts if c.aggregate}
    return [
        replace(m, mode=GENERIC)
        if m.sentence in totals
        and m.type.kind == "attack"
        and m.mode == TOLD
        and (m.plural or m.form == "weak")
        else m
        for m in mentions
    ]


def _claims(
    sentences: Sequence[Sentence],
    near: Sequence[Sentence],
    counts: Sequence[casualties.Count],
    times: Sequence[TimeMention],
    article: Article,
) -> Iterator[tuple[int, Claim]]:
    """Every claim with the position of its sentence: counts that are no aggregates, then what was said and done."""
    for count in counts:
        if not count.aggregate:
            yield count.sentence, count.claim
    demands = responses.find_demands(sentences)
    said = [
        *perpetrators.find(sentences),
        *with_deadlines((*demands, *responses.find_responses(sentences, demands)), sentences, times, article),
        *accountability.find_steps(near, times, sentences),
        *accountability.find_warnings(near, times),
        *accountability.find_relations(near, times, sentences),
        *causes.find_causes(near),
        *(told := coverage.find_coverage(near)),
    ]
    rivals = [c.span for c in told if c.detail == "elsewhere"]
    for claim in said:
        where = holding(claim.span, sentences)
        if where is not None and not _of_a_rival(claim, rivals):
            yield where, claim


def _of_a_rival(claim: Claim, rivals: Sequence[Span]) -> bool:
    """What is demanded or done in the words for what was covered instead is no demand of those who were not."""
    return claim.attribute in ("demand", "response") and any(
        r.field == claim.span.field and r.start <= claim.span.start < r.end for r in rivals
    )


def _placed(sentences: Sequence[Sentence], items: Sequence[tuple[T, Span]]) -> Iterator[tuple[int, T]]:
    for item, span in items:
        where = holding(span, sentences)
        if where is not None:
            yield where, item


def _aggregates(
    article: Article, counts: Sequence[casualties.Count], times: Sequence[TimeMention]
) -> Iterator[Aggregate]:
    """Totals over years or over several incidents, with the period that the same sentence names."""
    for count in counts:
        claim = count.claim
        if not count.aggregate or claim.attribute not in ("killed", "injured", "abducted", "arrested"):
            continue
        near = [
            t
            for t in times
            if t.span.field == claim.span.field and abs(t.span.start - claim.span.start) < 200
        ]
        period = next((t.date for t in near if t.kind == "span"), UNKNOWN_DATE)
        yield Aggregate(
            article.id,
            claim.attribute,
            claim.value if isinstance(claim.value, int) else None,
            claim.low,
            claim.high,
            count.scope or "",
            claim.span,
            claim.quote,
            period,
            claim.speaker,
        )
