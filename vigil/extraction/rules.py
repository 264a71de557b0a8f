"""The rule reader: sentences, event mentions, times and places, claims; then one report for each incident told."""

from __future__ import annotations

from collections.abc import Sequence

from vigil.extraction import accountability, casualties, perpetrators, responses, victims, weapons
from vigil.extraction.anchoring import anchor
from vigil.extraction.assembly import Found, reports, span_sentence
from vigil.extraction.events import TOLD, find_events
from vigil.extraction.grouping import MAIN, Telling, assign_roles, group
from vigil.extraction.nature import MISHAP
from vigil.extraction.sentences import split
from vigil.extraction.setting import publication, settle_dates, settle_places
from vigil.records import Aggregate, Article, PlaceMention, Reading, Sentence, TimeMention

NAME = "rules/1"


def read(article: Article, times: Sequence[TimeMention], places: Sequence[PlaceMention]) -> Reading:
    """Everything that the rules find in one article; times and places are those of its title and text."""
    sentences = split(article.title or "", "title") + split(article.text)
    mentions = find_events(sentences)
    if not any(m.mode == TOLD and m.form != "weak" for m in mentions):
        return Reading(article.id, reader=NAME)
    published = publication(article.published)
    tellings = group(anchor(mentions, sentences, times, places), sentences)
    tellings = [t for t in tellings if _holds(t, sentences, article)]
    assign_roles(tellings, published)
    tellings = [t for t in tellings if _worth_telling(t)]
    counts = casualties.find_all(sentences)
    aggregates = tuple(_aggregates(article, counts, times))
    if not tellings:
        return Reading(article.id, aggregates=aggregates, reader=NAME)
    found = Found(
        claims=tuple(_claims(sentences, counts)),
        victims=tuple(_placed(sentences, victims.find(sentences))),
        weapons=tuple(_placed(sentences, [hit for s in sentences for hit in weapons.find_weapons(s)])),
        targets=tuple(_placed(sentences, [hit for s in sentences for hit in weapons.find_targets(s)])),
    )
    dates = settle_dates(tellings, sentences, times, published)
    settings = settle_places(tellings, sentences, places)
    return Reading(article.id, tuple(reports(article, sentences, tellings, dates, settings, found)), aggregates, NAME)


def _holds(told: Telling, sentences: Sequence[Sentence], article: Article) -> bool:
    """Dead and injured alone, without a word of violence, are as likely a mishap's."""
    if told.firmly:
        return True
    words = " ".join(sentences[i].text for i in told.sentences)
    return (told.date is not None or told.place is not None) and not MISHAP.search(words)


def _worth_telling(told: Telling) -> bool:
    return told.role == MAIN or told.weight > 0.1
