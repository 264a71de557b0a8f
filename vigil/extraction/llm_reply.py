"""Reports out of a model's replies: only what the text bears out, dated and placed by our own reckoning.

An incident stands where its quote is found in a sentence in which the codebook finds an incident of that kind told
as having happened, and the quoted words are not those of another that is only feared, planned or denied.  The model
says which of those belong together, which is the subject, and which words of the text say when and where; what those
words mean is what the time and place mentions of the article say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from vigil.extraction import demonstrations, rules, victims, weapons
from vigil.extraction.anchoring import Anchored, anchor, plausible, without_filing_day
from vigil.extraction.assembly import Found as Told
from vigil.extraction.assembly import reports
from vigil.extraction.events import TOLD, EventMention, event_types, find_events
from vigil.extraction.grouping import BACKGROUND, CO_MAIN, MAIN, Telling, days_apart, same_place
from vigil.extraction.llm_claims import Evidence, read_claims
from vigil.extraction.llm_quotes import Found, Quotes
from vigil.extraction.llm_schema import MOST_INCIDENTS, ROLES, types
from vigil.extraction.naming import PERSON_NAME
from vigil.extraction.sentences import holding
from vigil.extraction.setting import publication, settle_dates, settle_places
from vigil.records import (
    Aggregate,
    Article,
    Claim,
    DateRange,
    Place,
    PlaceMention,
    Report,
    Sentence,
    Span,
    TimeMention,
    Victim,
)

_FINEST = ("site", "neighbourhood", "city", "district", "admin1", "country")
_PLAIN = {
    MAIN: "the subject of the report",
    CO_MAIN: "other news of the report",
    BACKGROUND: "told in passing",
}


@dataclass(slots=True)
class _Draft:
    """One incident as the replies tell it."""

    telling: Telling
    part: int  # of the article, the last that told it
    words: set[Span]  # the words of the codebook that it stands on
    claims: list[tuple[int, Claim]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Setting:
    """The article as replies are held against it."""

    evidence: Evidence
    events: Mapping[int, Sequence[Anchored]]  # told as having happened, by sentence
    other: Mapping[int, Sequence[EventMention]]  # feared, planned, denied and the like, by sentence
    called: frozenset[str]  # the types that these are of
    times: Sequence[TimeMention]
    places: Sequence[PlaceMention]

    @property
    def quotes(self) -> Quotes:
        return self.evidence.quotes

    @property
    def sentences(self) -> Sequence[Sentence]:
        return self.evidence.sentences


def read_replies(
    article: Article,
    quotes: Quotes,
    replies: Sequence[Sequence[Any]],
    times: Sequence[TimeMention],
    places: Sequence[PlaceMention],
) -> list[Report]:
    """Reports of ``article`` from the incidents of each reply, one reply a part of it, in order.

    Whatever stands in a reply: every claim's quote is in the article, and every figure in its words.
    """
    sentences = quotes.sentences
    places, times = plausible(places, article), without_filing_day(times, sentences)
    if not any(replies):
        return []
    mentions = find_events(sentences)
    told = anchor([m for m in mentions if m.mode == TOLD], sentences, times, places)
    other: dict[int, list[EventMention]] = {}
    for mention in mentions:
        if mention.mode != TOLD:
            other.setdefault(mention.sentence, []).append(mention)
    events: dict[int, list[Anchored]] = {}
    for one in told:
        events.setdefault(one.sentence, []).append(one)
    called = frozenset(one.mention.type.name for one in told)
    setting = _Setting(Evidence(quotes), events, other, called, times, places)
    drafts: list[_Draft] = []
    seen: set[tuple[str, Span]] = set()  # figures that an incident has already
    for part, rows in enumerate(replies):
        for row in rows[:MOST_INCIDENTS]:
            draft = _draft(row, part, setting) if isinstance(row, dict) else None
            if draft is None:
                continue
            draft.claims = [(n, c) for n, c in draft.claims if (c.attribute, c.span) not in seen]
            seen.update((c.attribute, c.span) for _, c in draft.claims)
            _join(draft, drafts)
    drafts.sort(key=lambda d: (min(d.telling.sentences), d.telling.kind, d.telling.mentions[0].mention.span))
    _one_main(drafts)
    return _reports(article, drafts, setting)


def _draft(row: Mapping[str, Any], part: int, setting: _Setting) -> _Draft | None:
    named = row.get("type")
    if not isinstance(named, str) or named not in types():
        return None
    kind = event_types()[named].kind
    found = setting.quotes.find(row.get("quote"), row.get("sentence"))
    if found is None:
        return None
    told = [one for one in setting.events.get(found.sentence, ()) if one.mention.type.kind == kind]
    if not told:
        return None
    # what it is called must be told of something in the text; else it is what the quoted sentence calls it
    own = max(told, key=lambda one: _tells(one.mention, found))
    untold = [m for m in setting.other.get(found.sentence, ()) if m.type.kind == kind]
    if not _shares(own.mention.span, found) and any(_shares(m.span, found) for m in untold):
        return None
    mention = replace(
        own.mention,
        span=found.span,
        word=found.words(setting.sentences),
        type=event_types()[named] if named in setting.called else own.mention.type,
    )
    day, days = _date(row.get("date"), found, kind, setting)
    place = _place(row.get("place"), found, setting)
    telling = Telling(kind)
    # where the model quotes no words for it, what its clause says by the rules
    telling.add(Anchored(mention, day or own.date, place or own.place, days or own.days, own.wave))
    telling.role = row["role"] if row.get("role") in ROLES else BACKGROUND
    return _Draft(telling, part, {own.mention.span}, read_claims(row.get("claims"), setting.evidence))


def _tells(mention: EventMention, found: Found) -> tuple[bool, bool, bool, int]:
    """What makes a word of a sentence the one that the quoted words mean."""
    return (
        _shares(mention.span, found),
        mention.form != "weak",
        not mention.subordinate,
        mention.type.specific,
    )


def _shares(span: Span, found: Found) -> bool:
    return span.start < found.span.end and found.span.start < span.end


def _date(words: object, found: Found, kind: str, setting: _Setting) -> tuple[DateRange | None, int | None]:
    """The date of the time mention that the quoted words are, and the length of a demonstration that they give."""
    where = setting.quotes.near(words, found.sentence, len(setting.sentences))
    if where is None:
        return None, None
    hits = [t for t in setting.times if t.span.field == where.span.field and _shares(t.span, where)]
    days = next((t.days for t in hits if t.kind == "duration" and kind == "demonstration"), None)
    dated = [t.date for t in hits if t.date.start and t.kind in ("date", "relative", "weekday")]
    return (min(dated, key=_length) if dated else None), days


def _length(day: DateRange) -> tuple[int, str]:
    order = ("day", "days", "week", "month", "season", "year", "years", "unknown")
    return order.index(day.precision), day.start or ""


def _place(words: object, found: Found, setting: _Setting) -> Place | None:
    """The finest place that the quoted words name."""
    where = setting.quotes.near(words, found.sentence, len(setting.sentences))
    if where is None:
        return None
    hits = [p.place for p in setting.places if p.span.field == where.span.field and _shares(p.span, where)]
    named = [p for p in hits if p is not None]
    return min(named, key=lambda p: _FINEST.index(p.precision)) if named else None


def _join(draft: _Draft, drafts: list[_Draft]) -> None:
    """Adds ``draft``, to one that tells the same if there is one: by the same words, or told on in a later part."""
    quoted = draft.telling.mentions[0].mention.span
    for other in drafts:
        if other.telling.kind != draft.telling.kind:
            continue
        same = any(m.mention.span == quoted for m in other.telling.mentions)
        same = same or not (other.words.isdisjoint(draft.words) or _apart(draft.telling, other.telling))
        if same or (other.part != draft.part and _goes_on(draft.telling, other.telling)):
            for anchored in draft.telling.mentions:
                other.telling.add(anchored)
            other.words |= draft.words
            other.claims += draft.claims
            other.part = draft.part
            return
    drafts.append(draft)


def _goes_on(new: Telling, old: Telling) -> bool:
    """Whether a later part tells the same incident: of one type, no day and no place apart, and one of them shared."""
    if new.types.isdisjoint(old.types):
        return False
    if _apart(new, old):
        return False
    shared = same_place(new.place, old.place) is True or (new.date is not None and new.date == old.date)
    return shared or (BACKGROUND not in (new.role, old.role) and not (new.date and new.place))


def _apart(new: Telling, old: Telling) -> bool:
    """Whether two tell of different places or days: "bombs in Herat and in Kabul" may be two incidents."""
    if same_place(new.place, old.place) is False:
        return True
    return bool(new.date and old.date and days_apart(new.date, old.date) > 1)


def _one_main(drafts: list[_Draft]) -> None:
    """A document has one subject at most: the first that is called so."""
    mains = sorted(
        (d for d in drafts if d.telling.role == MAIN), key=lambda d: (d.part, min(d.telling.sentences))
    )
    for draft in mains[1:]:
        draft.telling.role = CO_MAIN


def _reports(article: Article, drafts: Sequence[_Draft], setting: _Setting) -> list[Report]:
    """One report a draft, made as those of the rules are; what cannot be found again is left out."""
    sentences = setting.sentences
    tellings = [d.telling for d in drafts]
    dates = settle_dates(tellings, sentences, setting.times, publication(article.published))
    settings = settle_places(tellings, sentences, setting.places)
    singles = frozenset(c.claim for counts in setting.evidence.counts.values() for c in counts if c.single)
    out: list[Report] = []
    taken: set[Claim] = set()
    for number, draft in enumerate(drafts):
        gathered = [(n, c) for n, c in _gathered(draft, setting) if c not in taken]
        taken.update(c for _, c in gathered)
        own = sorted({*draft.telling.sentences, *(n for n, _ in draft.claims)})
        said = [sentences[n] for n in own]
        told = Told(
            claims=(*draft.claims, *gathered),
            singles=singles,
            victims=(*_named_victims(draft.claims), *_placed(sentences, victims.find(said))),
            weapons=tuple(_placed(sentences, [hit for s in said for hit in weapons.find_weapons(s)])),
            targets=tuple(_placed(sentences, [hit for s in said for hit in weapons.find_targets(s)])),
        )
        (report,) = reports(
            article, sentences, [draft.telling], {0: dates[number]}, {0: settings[number]}, told
        )
        if _can_be_found_again(report):
            why = f"the language model takes it for {_PLAIN[report.role]}"
            out.append(replace(report, ordinal=len(out), reasons=(why, *report.reasons[1:])))
    return out


def _gathered(draft: _Draft, setting: _Setting) -> list[tuple[int, Claim]]:
    """Who took part, how long and how it ended is read by the rules, in and beside the sentences that tell of it."""
    if draft.telling.kind != "demonstration":
        return []
    sentences = setting.sentences
    near = sorted({n + step for n in draft.telling.sentences for step in (-1, 0, 1)})
    said = [sentences[n] for n in near if 0 <= n < len(sentences) and setting.quotes.may_be_quoted(n)]
    return demonstrations.find_all(sentences, said, setting.times)


def _named_victims(claims: Sequence[tuple[int, Claim]]) -> list[tuple[int, Victim]]:
    out = []
    for sentence, claim in claims:
        if claim.attribute == "victim" and isinstance(claim.value, str):
            person = PERSON_NAME.fullmatch(claim.value)
            out.append((sentence, Victim(name=claim.value) if person else Victim(group=claim.value)))
    return out


def _placed(sentences: Sequence[Sentence], items: Sequence[tuple[Any, Span]]) -> list[tuple[int, Any]]:
    found = [(holding(span, sentences), item) for item, span in items]
    return [(where, item) for where, item in found if where is not None]


def _can_be_found_again(report: Report) -> bool:
    """Told in passing without a day, a place or a figure, an incident is none that a record can hold."""
    figures = any(c.attribute in ("killed", "injured", "size", "abducted") for c in report.claims)
    return report.role != BACKGROUND or report.date.start is not None or report.place is not None or figures


def aggregates(
    article: Article,
    quotes: Quotes,
    times: Sequence[TimeMention],
    places: Sequence[PlaceMention],
) -> tuple[Aggregate, ...]:
    """Totals over years or several incidents: what the rules read, whatever the model says."""
    found = rules.read(article, times, places).aggregates
    return tuple(a for a in found if quotes.may_be_quoted(holding(a.span, quotes.sentences)))
