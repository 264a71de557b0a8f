"""Groups the event mentions of one document into incidents, and says which one the document is about.

Mentions of one kind are one incident unless their own dates, places or types keep them apart.  What the title and
the first sentences tell weighs most; what is only named as the cause of something else weighs least.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from vigil.extraction.anchoring import Anchored, Listed
from vigil.extraction.events import GENERIC, PLANNED, TOLD, families
from vigil.records import DateRange, Place, Sentence

MAIN, CO_MAIN, BACKGROUND = "main", "co_main", "background"

_APART = re.compile(
    r"\b(?:separate|earlier|previous|similar|different|elsewhere|another|second|last (?:week|month|year)['’]s|a day earlier|prior)\b[^,;]{0,25}$"
    r"|\b(?:days?|weeks?|months?|years?) after\b[^,;]{0,40}$"
)
# words that name those who act, not what happened: they tell less surely
_AGENTS = frozenset(
    "gunman gunmen attacker attackers protester protesters protestor protestors demonstrator demonstrators bomber bombers "
    "shooter shooters assailant assailants kidnapper kidnappers hostage hostages bullet bullets shots rioters marchers "
    "strikers captors hijackers robber robbers drone mobs assassin assassins mortar shells barricades bomb bombs".split()
)
# told by the text, but not a thing that happened to anybody: kept as claims, never an incident of their own
_NO_INCIDENT = frozenset({"threat", "foiled attack", "statement"})


@dataclass(slots=True)
class Telling:
    """One incident as the document tells it, while it is being put together."""

    kind: str
    mentions: list[Anchored] = field(default_factory=list)
    date: DateRange | None = None
    place: Place | None = None
    apart: bool = False  # "a separate attack": told as another one
    weight: float = 0.0
    role: str = BACKGROUND
    number: int = 0  # position in the order of telling
    item: int = 0  # of a round-up, from 1
    # what the mentions come to, kept up to date so that a long text stays linear
    types: set[str] = field(default_factory=set)
    last: int = -1  # position of the last sentence that tells it
    spots: dict[Place, Listed] = field(default_factory=dict)
    announced: dict[Place, Listed] = field(default_factory=dict)  # where more of it is planned
    only_plural: bool = True
    only_subordinate: bool = True
    only_weakly_dated: bool = True  # no date but from words like "died"

    @property
    def wave(self) -> tuple[Listed, ...]:
        """Places of a wave of demonstrations told as one, in order of telling."""
        return tuple(self.spots.values())

    @property
    def sentences(self) -> list[int]:
        """Positions of the sentences that tell it, in order."""
        return sorted({m.sentence for m in self.mentions})

    @property
    def firmly(self) -> bool:
        """Whether some word tells it outright, not only a word like "killed" that accidents share."""
        return any(m.mention.form != "weak" for m in self.mentions)

    def add(self, anchored: Anchored) -> None:
        """Takes in one more mention; the first day-fine date and the finest place stand."""
        mention = anchored.mention
        weak = mention.form == "weak"
        if anchored.date and (
            self.date is None
            or _finer(anchored.date, self.date)
            # the day of the deed before a day on which somebody died
            or (self.only_weakly_dated and not weak)
        ):
            self.date = anchored.date
        self.only_plural = self.only_plural and mention.plural
        if anchored.place and (self.place is None or _refines(anchored.place, self.place)):
            if not mention.plural or self.only_plural:
                self.place = anchored.place  # "violence in Herat" does not say where the one bomb went off
        self.mentions.append(anchored)
        self.types.add(mention.type.name)
        self.last = max(self.last, anchored.sentence)
        for one in anchored.wave:
            self.spots.setdefault(one.place, one)
        self.only_subordinate = self.only_subordinate and mention.subordinate
        if anchored.date and not weak:
            self.only_weakly_dated = False


def _finer(new: DateRange, old: DateRange) -> bool:
    order = ["day", "days", "week", "month", "season", "year", "years", "unknown"]
    return order.index(new.precision) < order.index(old.precision) and days_apart(new, old) == 0


_LEVELS = ["site", "neighbourhood", "city", "district", "admin1", "country"]


def _refines(new: Place, old: Place) -> bool:
    return _LEVELS.index(new.precision) < _LEVELS.index(old.precision) and same_place(new, old) is not False


def days_apart(a: DateRange, b: DateRange) -> int:
    """Days between two ranges; 0 if they overlap."""
    if not (a.start and a.end and b.start and b.end):
        return 0
    a0, a1, b0, b1 = (date.fromisoformat(x) for x in (a.start, a.end, b.start, b.end))
    return max(0, (a0 - b1).days, (b0 - a1).days)


def same_place(a: Place | None, b: Place | None) -> bool | None:
    """True: the same city or one within the other; False: apart; None: cannot be told."""
    if a is None or b is None:
        return None
    if a.country_code and b.country_code and a.country_code != b.country_code:
        return False
    if "country" in (a.precision, b.precision):
        return None
    if "admin1" in (a.precision, b.precision):
        if a.admin1 and b.admin1:
            return None if a.admin1 == b.admin1 else False
        return None
    if a.city and b.city and a.city == b.city:
        return True
    if a.lat is not None and b.lat is not None and a.lon is not None and b.lon is not None:
        near = abs(a.lat - b.lat) < 0.35 and abs(a.lon - b.lon) < 0.45
        return near
    return None


def group(
    anchored: Sequence[Anchored], sentences: Sequence[Sentence], published: DateRange | None
) -> list[Telling]:
    """Incidents of one document in the order in which they are first told, weighed, without roles."""
    out: list[Telling] = []
    deeds = _deeds(anchored)
    for one in anchored:
        if one.mention.mode not in (TOLD, GENERIC) or one.mention.type.name in _NO_INCIDENT:
            continue
        if one.mention.mode == GENERIC and one.date is None:
            continue
        told = _home(one, out, sentences, published, deeds)
        if told is None:
            told = Telling(
                one.mention.type.kind, apart=_said_apart(one, sentences), number=len(out), item=one.item
            )
            out.append(told)
        told.add(one)
    _announce(anchored, out)
    first_text = next((i for i, s in enumerate(sentences) if s.span.field == "text"), 0)
    _take_in_the_fight(out)
    for told in out:
        told.weight = _weight(told, sentences, first_text)
    return out


def _announce(anchored: Sequence[Anchored], tellings: Sequence[Telling]) -> None:
    """Where more demonstrations are planned goes with the wave that is told, as announced and not as held."""
    for one in anchored:
        if one.mention.mode != PLANNED or not one.wave:
            continue
        told = [t for t in tellings if t.kind == "demonstration"]
        home = max(told, key=lambda t: (bool(t.spots), not t.only_subordinate, -t.number), default=None)
        if home is not None:
            for spot in one.wave:
                home.announced.setdefault(spot.place, spot)


def _take_in_the_fight(tellings: list[Telling]) -> None:
    """Shots and dead told beside suspects who died fighting the police are of that fight, not an attack on anybody."""
    fight = next(
        (
            t
            for t in tellings
            if any(
                m.mention.type.name == "killing of suspect" and m.mention.form == "noun" for m in t.mentions
            )
        ),
        None,
    )
    if fight is None:
        return
    for told in [
        t for t in tellings if t.kind == "attack" and not set(t.sentences).isdisjoint(fight.sentences)
    ]:
        if told.date is None or fight.date is None or days_apart(told.date, fight.date) == 0:
            for one in told.mentions:
                fight.add(one)
            fight.number = min(fight.number, told.number)
            tellings.remove(told)


def _said_apart(one: Anchored, sentences: Sequence[Sentence]) -> bool:
    sentence = sentences[one.sentence]
    return (
        _APART.search(sentence.text[: one.mention.span.start - sentence.span.start][-50:].lower()) is not None
    )


def _deeds(anchored: Sequence[Anchored]) -> frozenset[tuple[int, Place]]:
    """Sentence and place where an agent and a deed stand together ("in Peshawar a bomb killed 17"): an attack of its own."""
    agents, acts = set(), set()
    for one in anchored:
        if one.place is not None and one.mention.type.kind == "attack" and not one.mention.subordinate:
            if one.mention.word in _AGENTS:
                agents.add((one.sentence, one.place))
            elif one.mention.form == "weak":
                acts.add((one.sentence, one.place))
    return frozenset(agents & acts)


def _home(
    one: Anchored,
    tellings: list[Telling],
    sentences: Sequence[Sentence],
    published: DateRange | None,
    deeds: frozenset[tuple[int, Place]],
) -> Telling | None:
    outright = one.place is not None and (one.sentence, one.place) in deeds
    fitting = [t for t in tellings if t.item == one.item and _fits(one, t, outright)]
    if not fitting:
        return None
    apart = _said_apart(one, sentences) and (one.date is not None or one.place is not None)

    def closeness(told: Telling) -> tuple[int, int, int, int]:
        same_type = int(one.mention.type.name in told.types)
        same_day = int(one.date is not None and told.date is not None)  # _fits has seen that they agree
        same_spot = int(same_place(one.place, told.place) is True)
        return same_day + same_spot, same_type, int(told.last >= one.sentence - 1), -told.number

    best = max(fitting, key=closeness)
    if apart and closeness(best)[0] == 0:
        return None
    if best.date is None and _is_old(one.date, published) and one.sentence != best.last:
        return None  # "the 2009 attack" after a blast told as news, without its day
    if one.date is not None and one.mention.subordinate and best.date is None and not best.only_subordinate:
        return None  # "Tuesday's sit-in over Friday's bombing" after an undated telling of its own
    return best


def _fits(one: Anchored, told: Telling, outright: bool) -> bool:
    kind, name = one.mention.type.kind, one.mention.type.name
    if kind != told.kind:
        return False
    if kind != "attack":
        if name not in told.types and not any(
            name in family and not family.isdisjoint(told.types) for family in families()
        ):
            return False
    if bool(one.wave) != bool(told.wave) and (one.wave or one.place is not None) and not _headed(one, told):
        return False  # "protests in Karachi and Lahore" beside one sit-in: others, elsewhere
    if one.date is not None and told.date is not None and days_apart(one.date, told.date) > _slack(one, told):
        return False
    if same_place(one.place, told.place) is not False:
        return True
    # "died" or "gunmen" beside another place name does not make another attack of it; a word for an attack does
    tells_little = not outright and (one.mention.form == "weak" or one.mention.word in _AGENTS)
    return (
        tells_little and kind == "attack" and (one.date is None or told.date is None or one.date == told.date)
    )


def _headed(one: Anchored, told: Telling) -> bool:
    """A wave that the title told before, without saying where ("Students protest in several cities")."""
    return (
        told.place is None
        and told.types == {one.mention.type.name}
        and all(m.mention.span.field == "title" for m in told.mentions)
    )


def _slack(one: Anchored, told: Telling) -> int:
    """Days that may lie between two mentions of one incident: people die of an attack for days after it."""
    if told.kind == "attack":
        return 4 if one.mention.form == "weak" or told.only_weakly_dated else 0
    return 3 if told.kind == "demonstration" else 1 if told.kind == "official_response" else 0


def _weight(told: Telling, sentences: Sequence[Sentence], first_text: int) -> float:
    scores = []
    for one in told.mentions:
        position = one.sentence - first_text
        if sentences[one.sentence].span.field == "title":
            score = 3.0
        else:
            score = (2.5, 1.3, 1.0)[position] if position < 3 else 1.0 if told.item else 0.5
        if one.mention.subordinate:
            score *= 0.35
        if one.mention.form == "weak":
            score *= 0.6
        elif one.mention.word in _AGENTS:
            score *= 0.7
        scores.append(score)
    per_sentence: dict[int, float] = {}
    for one, score in zip(told.mentions, scores, strict=True):
        per_sentence[one.sentence] = max(per_sentence.get(one.sentence, 0.0), score)
    ranked = sorted(per_sentence.values(), reverse=True)
    return sum(ranked[:2]) + 0.2 * sum(ranked[2:6])


def assign_roles(tellings: Sequence[Telling], published: DateRange | None) -> None:
    """Main: the weightiest; co_main: told as news of the same days beside it; background: the rest."""
    if not tellings:
        return
    ranked = sorted(range(len(tellings)), key=lambda i: (-tellings[i].weight, i))
    main = next((tellings[i] for i in ranked if _is_news(tellings[i], published)), tellings[ranked[0]])
    main.role = MAIN
    for told in tellings:
        if told is main:
            continue
        near_main = told.date is None or main.date is None or days_apart(told.date, main.date) <= 1
        if told.date is None and told.kind == "attack" and main.kind not in ("attack", "legal_action"):
            near_main = False  # what a protest or a visit is about came before it
        fresh = _is_news(told, published)
        outright = any(not m.mention.subordinate and m.mention.form != "weak" for m in told.mentions)
        enough = 0.5 if told.wave else 0.9
        told.role = CO_MAIN if near_main and fresh and outright and told.weight >= enough else BACKGROUND


def _is_old(day: DateRange | None, published: DateRange | None) -> bool:
    """Dated to well before the report: more than a month, or to a year that was over."""
    if day is None or published is None or not (day.end and published.start):
        return False
    return days_apart(day, published) > 31 or (
        day.precision in ("year", "years") and day.end < published.start
    )


def _is_news(told: Telling, published: DateRange | None) -> bool:
    """Not dated well before the report."""
    if told.date is None or published is None:
        return True
    return days_apart(told.date, published) <= 7 or told.date.precision in (
        "month",
        "year",
        "years",
        "season",
    )
