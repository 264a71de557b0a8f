"""When and where an incident happened, when its own clauses do not say: by rules that each leave their reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from vigil.extraction.anchoring import said_on
from vigil.extraction.grouping import BACKGROUND, Telling, days_apart, same_place
from vigil.extraction.sentences import holding
from vigil.records import UNKNOWN_DATE, DateRange, Place, PlaceMention, Sentence, TimeMention

_LEVEL = {"site": 0, "neighbourhood": 0, "city": 1, "district": 2, "admin1": 3, "country": 4}
# How much a name in the opening says about where the report is set, by the word that leads to it; others say 3.
_VOTES = {"dateline": 2.5, None: 1, "from": 0.5, "to": 0.5, "towards": 0.5, "by": 0.5, "of_origin": 0}
_SAME_DAY = re.compile(
    r"\b(?:of the day|(?:earlier|later) in the day|(?:on )?(?:the|that) same (?:day|morning|afternoon|evening|night)"
    r"|(?:few |some |\w+ )?hours (?:earlier|later|before|apart)|within (?:\w+ )?hours)\b",
    re.IGNORECASE,
)
_WORDS = 400  # code points of the text that count as its opening


def publication(published: str | None) -> DateRange | None:
    """The range of days that a publication date prefix stands for; None if there is none."""
    if not published:
        return None
    parts = [int(p) for p in published[:10].split("-")]
    if len(parts) == 1:
        return DateRange(f"{parts[0]:04}-01-01", f"{parts[0]:04}-12-31", "year")
    first = date(parts[0], parts[1], 1)
    if len(parts) == 2:
        last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return DateRange(first.isoformat(), last.isoformat(), "month")
    day = date(*parts)
    return DateRange(day.isoformat(), day.isoformat(), "day")


def settle_dates(
    tellings: Sequence[Telling],
    sentences: Sequence[Sentence],
    times: Sequence[TimeMention],
    published: DateRange | None,
) -> dict[int, tuple[DateRange, str]]:
    """Date and reason for each telling, by its position."""
    out: dict[int, tuple[DateRange, str]] = {}
    main = next((t for t in tellings if t.role == "main"), None)
    opening = _opening_time(times, sentences, published)
    main_date: DateRange | None = None
    if main is not None:
        if main.date is not None:
            main_date, why = _lasting(main, main.date, published), "its own clause says when"
        elif opening is not None:
            main_date, why = opening, "the opening of the report names this day"
        elif published is not None and published.start is not None:
            main_date, why = (
                _fresh(published),
                "no day is named: news of the day of publication or the day before",
            )
        else:
            main_date, why = UNKNOWN_DATE, "no day is named and the day of publication is not known"
        out[tellings.index(main)] = (main_date, why)
    for number, told in enumerate(tellings):
        if told is main:
            continue
        if main is not None and main_date is not None and _same_day(told, main, sentences):
            out[number] = (main_date, "told as of the same day as the main incident")
        elif told.date is not None:
            out[number] = (_lasting(told, told.date, published), "its own clause says when")
        elif told.role != BACKGROUND and main_date is not None and not _came_before(told, main):
            out[number] = (main_date, "told as news of the same day as the main incident")
        elif (
            main_date is not None
            and _is_cause(told, main)
            and main_date.start
            and main_date.precision in ("day", "days")
        ):
            out[number] = (
                _week_before(main_date.start),
                "no day is named: it came before the protest that is about it",
            )
        else:
            out[number] = (UNKNOWN_DATE, "told in passing, without a day")
    return out


def _same_day(told: Telling, main: Telling, sentences: Sequence[Sentence]) -> bool:
    """ "Hours earlier", "the other attack of the day", where no day of its own is named."""
    if told.kind != main.kind or (told.date is not None and told.date.precision == "day"):
        return False
    return any(_SAME_DAY.search(sentences[i].text) for i in told.sentences)


def _came_before(told: Telling, main: Telling | None) -> bool:
    """An attack that the report's arrest, visit or protest is about need not be of the same day."""
    return told.kind == "attack" and main is not None and main.kind != "attack"


def _is_cause(told: Telling, main: Telling | None) -> bool:
    """The attack that a demonstration is about, told outright and not only in a word."""
    return (
        main is not None
        and main.kind == "demonstration"
        and told.kind == "attack"
        and told.firmly
        and not told.apart
    )


def _week_before(day: str) -> DateRange:
    """People protest within days: a range that ends where the protest begins, and is marked as a range."""
    end = date.fromisoformat(day)
    return DateRange((end - timedelta(days=7)).isoformat(), day, "week")


def _fresh(published: DateRange) -> DateRange:
    if published.precision != "day" or published.start is None:
        return published
    before = date.fromisoformat(published.start) - timedelta(days=1)
    return DateRange(before.isoformat(), published.start, "days")


def _opening_time(
    times: Sequence[TimeMention], sentences: Sequence[Sentence], published: DateRange | None
) -> DateRange | None:
    """A day named in the first lines, not only as when somebody spoke, not after publication and not long before."""
    for time in times:
        if time.span.field == "text" and time.span.start > _WORDS:
            break
        if (
            time.kind not in ("date", "weekday", "relative")
            or time.date.precision != "day"
            or not time.date.start
        ):
            continue
        at = holding(time.span, sentences)
        if at is not None and said_on(sentences[at].text[: time.span.start - sentences[at].span.start]):
            continue
        if published is None or (
            days_apart(time.date, published) <= 7 and time.date.start <= (published.end or "9999")
        ):
            return time.date
    return None


def _lasting(told: Telling, day: DateRange, published: DateRange | None) -> DateRange:
    """A demonstration in its nth day began n-1 days earlier."""
    if told.kind != "demonstration" or day.start is None or day.precision not in ("day", "days"):
        return day
    days = max((m.days or 1 for m in told.mentions), default=1)
    if not 1 < days <= 60:
        return day
    if day.precision == "days" and day.start != day.end:
        return day
    anchor = date.fromisoformat(day.end or day.start)
    if published is not None and published.precision == "day" and published.start is not None:
        anchor = min(anchor, date.fromisoformat(published.start))
    return DateRange((anchor - timedelta(days=days - 1)).isoformat(), anchor.isoformat(), "days")


def settle_places(
    tellings: Sequence[Telling], sentences: Sequence[Sentence], places: Sequence[PlaceMention]
) -> dict[int, tuple[Place | None, str]]:
    """Place and reason for each telling, by its position."""
    out: dict[int, tuple[Place | None, str]] = {}
    main = next((t for t in tellings if t.role == "main"), None)
    home: Place | None = None
    if main is not None:
        home, why = _main_place(main, sentences, places)
        out[tellings.index(main)] = (home, why)
        if main.wave:  # where the report is set is one place of many
            own = main.place
            out[tellings.index(main)] = (
                own,
                "held in several places" if own else "held in several countries",
            )
    for number, told in enumerate(tellings):
        if told is main:
            continue
        own = _own_place(told, sentences, places)
        if own is not None:
            if (
                home is not None
                and _LEVEL[own.precision] > 1
                and home.country_code == own.country_code
                and told.role != BACKGROUND
                and not told.wave
            ):
                out[number] = (home, "told beside the main incident in the same country")
            else:
                out[number] = (own, "its own clause says where")
        elif told.wave:
            out[number] = (None, "held in several countries")
        elif home is not None and told.role == BACKGROUND:
            out[number] = (None, "told in passing, without a place of its own")
        elif home is not None:
            out[number] = (home, "told without a place of its own: taken to be where the report is set")
        else:
            out[number] = (None, "no place is named")
    return out


def _own_place(told: Telling, sentences: Sequence[Sentence], places: Sequence[PlaceMention]) -> Place | None:
    if told.place is None:
        return None
    return _with_site(told.place, told, sentences, places)


def _main_place(
    main: Telling, sentences: Sequence[Sentence], places: Sequence[PlaceMention]
) -> tuple[Place | None, str]:
    own = _own_place(main, sentences, places)
    if own is not None and _LEVEL[own.precision] <= 2:
        return own, "its own clause says where"
    opening = [
        p for p in places if p.place is not None and (p.span.field == "title" or p.span.start < _WORDS)
    ]
    votes: dict[Place, float] = {}
    for mention in opening:
        place = mention.place
        if (
            place is None
            or _LEVEL[place.precision] > 2
            or (own is not None and same_place(own, place) is False)
        ):
            continue
        if (
            own is not None
            and own.country_code
            and place.country_code
            and own.country_code != place.country_code
        ):
            continue
        vote = _VOTES.get(mention.cue, 3)
        if main.types == {"visit"} and mention.cue == "to":
            vote = 3  # who travels is at home in the dateline, and news where he goes
        votes[place] = votes.get(place, 0) + vote
    if any(votes.values()):
        best = max(votes, key=lambda p: (votes[p], -_LEVEL[p.precision]))  # of equals the first named
        return best, "the opening of the report is set there"
    if own is not None:
        return own, "its own clause says where"
    rest: Counter[Place] = Counter(
        p.place
        for p in places
        if p.place is not None and p.cue in ("in", "at", "near", "outside", "dateline")
    )
    if not rest:
        rest = Counter(p.place for p in places if p.place is not None)
    if rest:
        best = max(rest, key=lambda p: (_LEVEL[p.precision] <= 2, rest[p], -_LEVEL[p.precision], p.name))
        return best, "the place that the report names most"
    return None, "no place is named"


def _with_site(
    place: Place, told: Telling, sentences: Sequence[Sentence], places: Sequence[PlaceMention]
) -> Place:
    """A neighbourhood or site of the same city, if a sentence that tells the incident names one."""
    if place.precision in ("site", "neighbourhood"):
        return place
    spans = [sentences[i].span for i in told.sentences]
    for mention in places:
        finer = mention.place
        if (
            finer is None
            or finer.precision not in ("site", "neighbourhood")
            or same_place(finer, place) is not True
        ):
            continue
        if any(s.field == mention.span.field and s.start <= mention.span.start < s.end for s in spans):
            return finer
    return place
