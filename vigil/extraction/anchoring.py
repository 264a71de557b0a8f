"""Gives each event mention the time and the place that its own clause names.

A time or place expression belongs to the event word nearest to it, counting a clause border or another event word in
between as distance.  A day on which somebody *said* something is not the day on which it happened.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vigil.extraction.events import EventMention
from vigil.extraction.gatherings import of_before
from vigil.extraction.grammar import fold
from vigil.extraction.known_groups import known_groups
from vigil.records import Article, DateRange, Place, PlaceMention, Sentence, Span, TimeMention

BORDER = re.compile(
    r"[;:]| [-–—] |, |\b(?:and|but|while|who|which|where|after|when|since|over|following|before)\b"
)
_SAID = re.compile(
    r"\b(?:said|says|told|announced|stated|confirmed|reported|added|tweeted|declared|corrected|lowered|raised|revised|listed|spoke|claimed (?:it|responsibility|the attack)|"
    r"released (?:\w+ )?(?:details|information|names?|video|footage|photos?)|warned|condemned|visited|identified|arrested|charged|died|buried|reeling|reeled|mourning|mourned|statement|reporters|press conference)\b[^.;]{0,30}$"
)
_AIM = re.compile(r"\b(?:until|till|by|before|for|next|scheduled|planned|since|valid|from)\s+(?:\w+\s)?$")
_ORIGIN = frozenset({"from", "of_origin", "to", "dateline", "towards", "by"})
_INSIDE = frozenset(
    {"in", "at", "near", "outside", "on", "inside", "around", "across", "of", "through", "along", "within"}
)
_DATELINE = re.compile(r"(?:, [A-Z][\w. ]{1,25})?(?::| ?\([^)\n]{2,40}\)| [-–—] )")
_SURE = 0.5
_ACRONYM = re.compile(
    r"[A-Z][a-z][A-Z]{1,2}$"
)  # "LeJ": the short name of a group, however some village is spelled
_LIST = re.compile(r",? ?(?:and |as well as )?(?:in |the |capital |also )*|, ")
_OTHERS = re.compile(r"\bothers?,? (?:in|at|across|near|outside)(?: the)?(?: [\w’'-]+,?(?: and)?)? $")
_NAMELY = re.compile(r"[^.;]{0,40}\b(?:including|such as|among them|notably|namely|like)(?: in)?(?: the)? ")
_STOP = re.compile(r"[;.]|\b(?:after|over|against|who|which|where)\b")
# How far, in code points with borders counted, an expression may stand from its event word: what only hangs on
# another event must have it beside it, or it is the other's.
_ADJACENT, _CLAUSE_REACH = 50, 130
_FINE = {"site": 0, "neighbourhood": 1, "city": 2, "district": 3, "admin1": 4, "country": 5}


@dataclass(frozen=True, slots=True)
class Listed:
    """One place of a wave; ``span`` goes from the word for the demonstrations to the name of the place."""

    place: Place
    span: Span


@dataclass(frozen=True, slots=True)
class Anchored:
    """An event mention with what its clause says of when and where (None: nothing)."""

    mention: EventMention
    date: DateRange | None
    place: Place | None
    days: int | None = None  # length in days of a duration told with it
    wave: tuple[Listed, ...] = ()  # the places of "protests in Karachi, Lahore and Islamabad"
    item: int = 0  # of a round-up, from 1

    @property
    def sentence(self) -> int:
        """Position of its sentence."""
        return self.mention.sentence


def anchor(
    mentions: Sequence[EventMention],
    sentences: Sequence[Sentence],
    times: Sequence[TimeMention],
    places: Sequence[PlaceMention],
) -> list[Anchored]:
    """Anchored mentions, in the order of ``mentions``."""
    by_sentence: dict[int, list[EventMention]] = {}
    for mention in mentions:
        by_sentence.setdefault(mention.sentence, []).append(mention)
    times_in = _by_sentence([(t.span, t) for t in times], sentences)
    places_in = _by_sentence([(p.span, p) for p in places], sentences)
    out: list[Anchored] = []
    for index, group in by_sentence.items():
        text, base = sentences[index].text, sentences[index].span.start
        borders = [base + border.start() for border in BORDER.finditer(text)]
        dates: dict[EventMention, tuple[float, DateRange]] = {}
        lengths: dict[EventMention, int] = {}
        for time in times_in.get(index, ()):
            head = text[: time.span.start - base]
            if time.kind == "duration":
                if of_before(head):
                    continue
                for _, m in _owners(time.span, group, borders):
                    if m.type.kind == "demonstration" and time.days:
                        lengths.setdefault(m, time.days)
                        if time.date.start:
                            dates.setdefault(m, (0, time.date))
                continue
            if time.kind not in ("date", "relative", "weekday") or time.date.start is None:
                continue
            if _SAID.search(head[-60:]) and not _tells_event(head[-60:], group, time.span.start):
                continue
            if _AIM.search(head[-14:]) and not head.rstrip().endswith(("for",)):
                continue
            for cost, m in _owners(time.span, group, borders):
                if m.subordinate and cost > _ADJACENT:
                    continue
                if m not in dates or cost < dates[m][0]:
                    dates[m] = (cost, time.date)
        spots: dict[EventMention, tuple[float, Place]] = {}
        for place in places_in.get(index, ()):
            if place.place is None or (place.cue in _ORIGIN and place.cue != "to"):
                continue
            if _OTHERS.search(text[: place.span.start - base][-40:]):
                continue  # "as did others in Karachi and Lahore"
            for cost, m in _owners(place.span, group, borders):
                if place.cue == "to" and m.type.name != "visit":
                    continue  # "flew to Quetta" is a visit there; a bus to Quetta was hit elsewhere
                bare = place.cue is None and place.place.precision == "country"  # "opposition to rival India"
                if cost > (_ADJACENT if m.subordinate or bare else _CLAUSE_REACH):
                    continue
                cost += 0 if place.cue in _INSIDE or place.cue == "to" else 40
                cost += 25 * _FINE.get(place.place.precision, 3)
                if m not in spots or cost < spots[m][0]:
                    spots[m] = (cost, place.place)
        listed = _wave(group, places_in.get(index, ()), text, base)
        for m in group:
            day = dates[m][1] if m in dates else None
            if m in listed:
                common = _common([one.place for one in listed[m]])
                out.append(Anchored(m, day, common, lengths.get(m), tuple(listed[m])))
            else:
                out.append(Anchored(m, day, spots[m][1] if m in spots else None, lengths.get(m)))
    return out


def _wave(
    group: Sequence[EventMention], places: Sequence[PlaceMention], text: str, base: int
) -> dict[EventMention, list[Listed]]:
    """Protests "in Karachi, Lahore and Islamabad" are a wave: the places of a list that follows a plural.

    What holds the place before it ("in Lahore, Punjab, and Karachi") says where that is and is no place of its own.
    """
    out: dict[EventMention, list[Listed]] = {}
    for m in group:
        if not m.plural or m.type.kind != "demonstration":
            continue
        chain: list[Listed] = []
        last = m.span.end
        for mention in places:
            place = mention.place
            if mention.span.start < last or place is None:
                continue
            between = text[last - base : mention.span.start - base]
            joined = _LIST.fullmatch(between) if chain else len(between) < 90 and not _STOP.search(between)
            if not joined and len(chain) == 1 and _NAMELY.fullmatch(between):
                chain = []  # "across Pakistan and abroad, including Australia"
                joined = True
            if not joined:
                if chain:
                    break
                continue
            last = mention.span.end
            if chain and _lies_in(chain[-1].place, place):
                continue
            chain.append(Listed(place, Span(m.span.field, m.span.start, mention.span.end)))
        distinct = {one.place: one for one in reversed(chain)}
        if len(distinct) > 1:
            out[m] = [one for one in chain if distinct[one.place] is one]
    return out


def _lies_in(inner: Place, outer: Place) -> bool:
    """Whether ``outer`` is the province or the country that ``inner`` lies in."""
    if _FINE[outer.precision] <= _FINE[inner.precision] or inner.country_code != outer.country_code:
        return False
    return outer.precision == "country" or outer.admin1 == inner.admin1


def _common(places: Sequence[Place]) -> Place | None:
    """The smallest unit that holds all places: a city, a province, a country, or none."""
    first = places[0]
    if any(p.country_code != first.country_code for p in places):
        return None
    if first.admin1 and all(p.admin1 == first.admin1 for p in places):
        return Place(first.admin1, "admin1", None, first.admin1, first.country, first.country_code)
    return Place(first.country or first.name, "country", None, None, first.country, first.country_code)


# "Pakistan's High Commission", "Sri Lanka's cricket team" name whose a thing is, "Pakistan's restive north" a place.
_OWNER = re.compile(
    r"['’]s? (?!(?:capital|north|south|east|west|central|border|tribal|coast|remote|restive|troubled|main|port|largest|biggest|second|most populous)\w*\b)"
)
_OFFICE_OF = re.compile(
    r"\b(?:government|president|prime minister|king|parliament|state|army|embassy|consulate|high commission|mission|ambassador|people|citizens|nationals|republic) of (?:the )?$",
    re.IGNORECASE,
)
_HOME_IN = re.compile(
    r"\b(?:based|born|raised|educated|trained|living|residing|exiled|hiding|headquartered|planned|plotted|hatched) (?:in|at|inside)(?: the)? $",
    re.IGNORECASE,
)

# "the Balochistan chief of a banned group": whose he is
_OFFICE = re.compile(
    r" (?:chief|president|leader|governor|emir|amir|commander|spokes(?:man|woman|person)|head|secretary|branch|chapter|wing|faction|native|resident)s?\b"
)
_SPOKE_IN = re.compile(
    r"\b(?:said|says|announced|stated|spoke|speaking|declared|told (?:\w+ ){1,3}?)(?: on \w+day)?,? (?:in|at|from)(?: the)? $",
    re.IGNORECASE,
)
# "police in Lima said": where the speaker sits
_SPEAKERS_OF = re.compile(
    r"\b(?:police|officials?|authorities|officers?|prosecutors?|spokes(?:man|woman|person)|sources|ministers?|diplomats?|residents|witnesses|doctors|journalists?) (?:in|at) (?:the )?$",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r" (?:have |has |had |also )?(?:said|says?|told|announced|stated|confirmed|added|declared)\b"
)
_TOLD_IN = re.compile(r"\b(?:reported|confirmed|announced|revealed|disclosed) in $", re.IGNORECASE)


def _says_whose(mention: PlaceMention, said: str) -> bool:
    """The name tells whose something is, or where somebody comes from or spoke, not where a thing happened."""
    head = said[max(0, mention.span.start - 40) : mention.span.start]
    if _HOME_IN.search(head) or _SPOKE_IN.search(head):
        return True
    if _TOLD_IN.search(head) and said.startswith(" that ", mention.span.end):
        return True
    if mention.cue is None and _OFFICE.match(said, mention.span.end):
        return True
    if mention.place is None or mention.place.precision != "country":
        return False
    return _OWNER.match(said, mention.span.end) is not None or _OFFICE_OF.search(head) is not None


def _speaks_there(mention: PlaceMention, text: str) -> bool:
    """ "Police in Lima said"."""
    head = text[max(0, mention.span.start - 40) : mention.span.start]
    return (
        mention.span.field == "text"
        and _SAYS.match(text, mention.span.end) is not None
        and _SPEAKERS_OF.search(head) is not None
    )


def _place_follows(mention: PlaceMention, places: Sequence[PlaceMention], text: str) -> bool:
    """Whether the same sentence goes on to another place: else it mostly happened where the speakers are."""
    return any(
        other.span.field == mention.span.field
        and other.span.start > mention.span.end
        and other.cue in _INSIDE
        and ". " not in text[mention.span.end : other.span.start]
        for other in places
    )


def without_filing_day(times: Sequence[TimeMention], sentences: Sequence[Sentence]) -> list[TimeMention]:
    """The times without the day of a dateline ("CELAYA, Mexico, March 4 (Agency) -"), where its sentence names another."""
    first = next((s for s in sentences if s.span.field == "text"), None)
    if first is None or not first.text[:12].split(",")[0].isupper():
        return list(times)
    opening = [t for t in times if t.span.field == "text" and t.span.start < first.span.end]

    def filed(time: TimeMention) -> bool:
        start, end = time.span.start - first.span.start, time.span.end - first.span.start
        return first.text[:start].rstrip().endswith(",") and _DATELINE.match(first.text, end) is not None

    return [t for t in times if t not in opening or len(opening) == 1 or not filed(t)]


def _of_a_group(mention: PlaceMention, text: str) -> bool:
    """Part of the name of a group ("the Santa Rosa de Lima cartel")."""
    base = max(0, mention.span.start - 40)
    start, end = mention.span.start - base, mention.span.end - base
    near = text[base : mention.span.end + 40]
    return any(a <= start and end <= b and b - a > end - start for a, b, _ in known_groups(near, fold(near)))


def plausible(places: Sequence[PlaceMention], article: Article) -> list[PlaceMention]:
    """Mentions worth believing, with the dateline, and names that say whose a thing is, marked as such.

    A name that no word like "in" marks as a place, in a country that the rest of the report is not about, is more
    often a person's or an organisation's.
    """
    text = article.text
    votes: Counter[str] = Counter()
    for mention in places:
        if mention.place is not None and mention.place.country_code:
            votes[mention.place.country_code] += (
                2 if mention.cue in _INSIDE or mention.cue == "dateline" else 1
            )
    home = max(votes, key=lambda c: (votes[c], c)) if votes else None
    out = []
    for mention in places:
        place = mention.place
        if place is None or mention.score < _SURE or _ACRONYM.match(mention.text):
            continue
        said = text if mention.span.field == "text" else article.title or ""
        if mention.cue not in _INSIDE and _of_a_group(mention, said):
            continue
        if (
            mention.span.field == "text"
            and mention.span.start < 4
            and _DATELINE.match(text, mention.span.end)
        ):
            mention = replace(mention, cue="dateline")
        elif _says_whose(mention, said) or (
            _speaks_there(mention, text) and _place_follows(mention, places, text)
        ):
            mention = replace(mention, cue="of_origin")
        elif mention.cue not in _INSIDE and place.precision != "country" and place.country_code != home:
            continue
        out.append(mention)
    return out


def _by_sentence(items: Sequence[tuple[Span, object]], sentences: Sequence[Sentence]) -> dict[int, list]:
    out: dict[int, list] = {}
    ordered = sorted(items, key=lambda x: (x[0].field != "title", x[0].start, x[0].end))
    position = 0
    for span, item in ordered:
        while position < len(sentences) and (
            (sentences[position].span.field == "title") > (span.field == "title")
            or (sentences[position].span.field == span.field and sentences[position].span.end <= span.start)
        ):
            position += 1
        if position < len(sentences) and sentences[position].span.field == span.field:
            out.setdefault(position, []).append(item)
    return out


def _distance(a: Span, b: Span, borders: Sequence[int]) -> float:
    """Code points between two spans of a sentence, a clause border counting as 35; ``borders``: where those stand."""
    if a.start < b.end and b.start < a.end:
        return 0.0
    left, right = (a, b) if a.end <= b.start else (b, a)
    between = bisect_left(borders, right.start) - bisect_left(borders, left.end)
    return right.start - left.end + 35 * between


def _owners(
    span: Span, group: Sequence[EventMention], borders: Sequence[int]
) -> list[tuple[float, EventMention]]:
    """The mentions that an expression belongs to, with their distances: the nearest, and those of its kind near it."""
    costs = [(_distance(span, m.span, borders), m) for m in group]
    best = min(cost for cost, _ in costs)
    nearest = next(m for cost, m in costs if cost == best)
    return [
        (cost, m)
        for cost, m in costs
        if m is nearest
        or (m.type.kind == nearest.type.kind and m.subordinate == nearest.subordinate and cost < best + 160)
    ]


def said_on(head: str) -> bool:
    """Whether the words before a time expression make it the day on which somebody spoke ("police said on Friday")."""
    return _SAID.search(head[-60:]) is not None


def _tells_event(head: str, group: Sequence[EventMention], before: int) -> bool:
    """Whether an event word stands between the saying and the time ("said the bomb went off on Friday")."""
    match = _SAID.search(head)
    if match is None:
        return True
    start = before - (len(head) - match.start())
    return any(start <= m.span.start < before and m.form != "weak" for m in group)
