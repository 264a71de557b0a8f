"""What was demanded in one episode, and what reports say became of each demand.

The same demand told by several reports is one.  Its state changes only on evidence: an act of those in power that covers
what was asked, or words that say that demands were accepted, met, refused or dropped.  Silence changes nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from vigil import codebook
from vigil.aftermath import Demand, Response, Step
from vigil.records import Evidence, Incident
from vigil.relations.responses import PROMISING, Act, draw_responses, with_followed
from vigil.relations.wording import (
    Telling,
    classes_of,
    covers,
    evidence,
    fullest,
    incidents_of,
    joined,
    likeness,
    most_told,
    seen,
    stems,
    tellings,
)  # fmt: skip

OPEN, REFUSED, PROMISED, PARTLY, MET, WITHDRAWN = (
    "open",
    "refused",
    "promised",
    "partly met",
    "met",
    "withdrawn",
)
STATES = (OPEN, REFUSED, PROMISED, PARTLY, MET, WITHDRAWN)
COVERED, PARTLY_COVERED = 0.75, 0.5  # shares of the asked words that an answer must hold
_RANK = {OPEN: 0, REFUSED: 1, PROMISED: 2, PARTLY: 3, MET: 4, WITHDRAWN: 4}

_NOT_ALL = r"(?<!\bmost )(?<!\bsome )(?<!\bmany )(?<!\bfew )(?<!\bother )(?<!\bno )(?<!\bnone of their )(?<!\bsome of their )(?<!\bmost of their )(?<!\bsome of the )(?<!\bmost of the )"
_WHOSE = r"(?:all |every |each |both |the |their |its |these |those |of |protest[eo]rs[’'] |mourners[’'] |families[’'] |strikers[’'] |two |three |four |five )*"
# Words about all demands at once -> the state they bring.  That all were met is told on the day of an agreement, by those who
# made it: it says no more than that they were accepted.  What was done about each, acts tell.
_OF_ALL: tuple[tuple[str, re.Pattern[str]], ...] = (
    (WITHDRAWN, re.compile(rf"\b(?:dropped|withdrew|withdrawn|gave up|abandoned|took back) {_WHOSE}(?:\w+ )?demands?\b")),
    (REFUSED, re.compile(rf"\b(?:refused|rejected|turned down|dismissed|ruled out)(?: to (?:accept|meet|grant|consider|discuss))? {_WHOSE}(?:\w+ )?demands?\b(?! (?:that|for|to)\b)"
                         r"|\bdemands? (?:had been|have been|were|was|are|has been) (?:all |again )?(?:refused|rejected|turned down)")),
    (PROMISED, re.compile(rf"\b(?:accepted|agreed to|conceded to|conceded|acceded to|granted|approved|promised to (?:meet|fulfil\w*)|gave in to|bowed to|met|fulfilled|satisfied) {_WHOSE}(?:\w+ )?demands?\b"
                          rf"|{_NOT_ALL}\bdemands? (?:had been|have been|were|was|are|has been) (?:all |now |fully )?(?:accepted|granted|agreed|conceded|approved|met|fulfilled|satisfied)|declared {_WHOSE}demands? met\b")),
)  # fmt: skip
_SOME = re.compile(
    r"\b(?:most|some|many|few|part|several|none|not|no|neither|n[’']t)\b[^.;]{0,25}\bdemands?\b|\bdemands?\b[^.;]{0,12}\bnot\b|\bexcept|\b(?:until|unless|if|would|will|should)\b[^.;]{0,40}\bdemands?\b"
)
_EXCEPT = re.compile(
    r"\b(?:except(?:ion|ing)?(?:\s(?:being|was|is|of|for))?|other than|apart from|short of|but not)\b",
    re.IGNORECASE,
)
_DEEDS = frozenset(
    {"=operation", "=deploy"}
)  # two ways to send soldiers: refusing one is not refusing the other
_OFF = re.compile(
    r"\b(?:called off|(?:was|is|were) off|postponed|cancel\w+|put off|might|may|could|suspended (?:the|his|her) (?:trip|visit)|no (?:visit|trip))\b",
    re.IGNORECASE,
)
_PAID = re.compile(r"\b(?:paid|handed|received|disbursed|distributed|got)\b")
_RULE = re.compile(
    r"governor[’']s rule|under the governor|central rule|direct rule|president[’']s rule|dissol\w+ [^.;]{0,30}(?:government|assembly|cabinet)|(?:government|cabinet|minister) (?:was|were|has been|had been|is) (?:dissolved|dismissed|sacked)|dismissed [^.;]{0,30}government"
)
_GOVERNMENT = re.compile(r"government|cabinet|assembly|chief minister|governor.s rule|regime")
_TITLES = frozenset(
    "minister chief prime premier federal provincial president governor mayor deputy senior the".split()
)
_AT_PROTEST = re.compile(
    r"\b(?:protest\w*|sit-?in\w*|demonstrat\w*|strik\w+|mourners?|famil\w+|relatives|demands?|marchers?|dharna|blockade|bereaved|community)\b",
    re.IGNORECASE,
)

__all__ = ["STATES", "draw_demands"]


@dataclass(frozen=True, slots=True)
class _Made:
    """A demand with the tellings it rests on."""

    demand: Demand
    tellings: tuple[Telling, ...]
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Turn:
    """What one response says of one demand: a state, or only that it answers it."""

    state: str | None
    why: str
    evidence: tuple[Evidence, ...]
    of_all: bool = False  # it is said of the demands as a whole


def draw_demands(
    incidents: Iterable[Incident],
    episode: str | None,
    published: Mapping[str, str | None],
    syndication: Mapping[str, str],
) -> tuple[list[Demand], list[Response]]:
    """The demands and responses of the incidents of one episode (or of one incident in none), each by date and id.

    Claims are one demand where their classes agree and half of the telling words of the shorter are in the other: every
    pair of them.
    ``published``: document -> date, a day or a prefix; ``syndication``: document -> its group of near-copies, which is one
    voice.  The order of ``incidents`` and of their reports changes nothing.
    """
    incidents = list(incidents)
    acts = with_followed(draw_responses(incidents, episode, published, syndication))
    answers: dict[str, list[str]] = {}
    found = []
    for one in _made(incidents, episode, published, syndication):
        turns = [(act.response, turn) for act in acts if (turn := _turn(one, act)) is not None]
        for response, _ in turns:
            answers.setdefault(response.id, []).append(one.demand.id)
        history = _changes(turns)
        found.append(replace(one.demand, state=history[-1].what if history else OPEN, history=history))
    responses = [replace(a.response, answers=tuple(sorted(answers.get(a.response.id, ())))) for a in acts]
    return sorted(found, key=lambda d: (d.first or "9999", d.id)), responses


def _made(
    incidents: Sequence[Incident],
    episode: str | None,
    published: Mapping[str, str | None],
    syndication: Mapping[str, str],
) -> list[_Made]:
    items = tellings("demand", incidents, published, syndication)
    words = {t.id: stems(t.words) for t in items}

    def one(a: Telling, b: Telling) -> float:
        if a.id == b.id:
            return 2.0
        return likeness(words[a.id], words[b.id]) if a.claim.detail == b.claim.detail else 0.0

    return [_demand(group, episode) for group in joined(items, one)]


def _demand(group: Sequence[Telling], episode: str | None) -> _Made:
    first, last = seen(group)
    what = group[0].claim.detail or "other"
    demand = Demand(
        "d" + hashlib.sha256(f"{what}\0{group[0].id}".encode()).hexdigest()[:12],
        what,
        fullest(group),
        most_told(group, lambda t: t.claim.speaker),
        most_told(group, lambda t: t.claim.addressee),
        first,
        last,
        OPEN,
        incidents_of(group),
        episode,
        evidence=evidence(group),
    )
    shortest = min((stems(t.words) for t in group), key=lambda w: (len(w) < 2, len(w), sorted(w)))
    return _Made(demand, tuple(group), shortest)


# ---------------------------------------------------------------- what became of it


def _changes(turns: Iterable[tuple[Response, _Turn]]) -> tuple[Step, ...]:
    """The turns that change the state, by date; of one date, what is said of all demands before what is said of this one.

    A later telling of less than what is known changes nothing, but a refusal does until the demand is met.
    """

    def order(turn: tuple[Response, _Turn]) -> tuple[str, bool, int, str]:
        response, what = turn
        return (
            response.date or response.first or "9999",
            not what.of_all,
            _RANK[what.state or OPEN],
            response.id,
        )

    out: list[Step] = []
    for response, turn in sorted(turns, key=order):
        now = out[-1].what if out else OPEN
        if turn.state is None or turn.state == now or now in (MET, WITHDRAWN):
            continue
        if _RANK[turn.state] <= _RANK[now] and turn.state != REFUSED:
            continue
        when, first = response.date, response.first
        out.append(Step(turn.state, when, first, turn.why, turn.evidence, response.by, response.incidents[0]))
    return tuple(out)


def _turn(one: _Made, act: Act) -> _Turn | None:
    """What a response says of a demand; None where it says nothing of it, or came before it."""
    if not _after(one, act):
        return None
    left_out = _left_out(one, act)
    if left_out:
        return left_out
    together = set(one.demand.incidents) & set(act.response.incidents) or {
        t.document for t in one.tellings
    } & {t.document for t in act.tellings}
    about_all = _of_all(one, act) if together else None
    if about_all:
        return about_all
    answer = _answer(one, act)
    if answer:
        return answer
    if act.response.act in ("negotiation", "visit", "offer") and _AT_PROTEST.search(act.words):
        if set(one.demand.incidents) & set(act.response.incidents):
            return _Turn(None, "", ())
    return None


def _after(one: _Made, act: Act) -> bool:
    """Whether the response was told no earlier than the demand; where a date is not known, in the same document."""
    made, done = one.demand.first, act.response.date or act.response.first
    if made and done:
        return done >= made[: len(done)] or made.startswith(done)
    return bool({t.document for t in one.tellings} & {t.document for t in act.tellings})


def _left_out(one: _Made, act: Act) -> _Turn | None:
    """ "All were accepted except that the army be called in": what stands after the exception is refused."""
    for telling in act.tellings:
        parts = _EXCEPT.split(telling.claim.quote, maxsplit=1)
        if len(parts) == 2 and "demand" in parts[0].lower() and one.demand.what in classes_of(parts[1]):
            left = stems(parts[1])
            if one.stems & left and one.stems & _DEEDS == left & _DEEDS:
                who = f"{_upper(act.response.by)} is told to name" if act.response.by else "A report names"
                return _Turn(
                    REFUSED, f"{who} it as the exception among the demands accepted.", evidence([telling])
                )
    return None


def _of_all(one: _Made, act: Act) -> _Turn | None:
    """Words about all demands at once: "accepted all demands", "every demand had been met"."""
    if act.response.act not in ("concession", "refusal", "statement", "negotiation", "promise"):
        return None
    for state, pattern in _OF_ALL:
        said = [
            t
            for t in act.tellings
            if pattern.search(t.claim.quote.lower()) and not _SOME.search(t.claim.quote.lower())
        ]
        if said:
            what = {PROMISED: "accepted or met", REFUSED: "refused", WITHDRAWN: "dropped"}[state]
            by = f", {act.response.by} being named with it" if act.response.by else ""
            why = f"The demands as a whole are told to be {what}{by}; this one had been made."
            return _Turn(state, why, evidence(said), of_all=True)
    return None


def _answer(one: _Made, act: Act) -> _Turn | None:
    """An act of a class that answers the class of the demand, in words that cover it."""
    demand, response = one.demand, act.response
    covered = covers(one.stems, act.stems)
    if _EXCEPT.search(act.words) or all(_OFF.search(t.claim.quote) for t in act.tellings):
        return None
    rule = _answers().get(demand.what, {}).get(response.act)
    if rule is not None and rule[1] is not None and not rule[1].search(act.words):
        rule = None
    if rule is None and (response.act in PROMISING or response.act == "refusal"):
        speaks = demand.what in classes_of(act.words) and demand.what != "other"
        if not speaks or covered < PARTLY_COVERED:
            return None
        state = REFUSED if response.act == "refusal" else PROMISED
        return _Turn(state, _why(response, covered), response.evidence)
    if rule is None:
        return None
    state = rule[0]
    if (
        demand.what == "dismissal of government"
        and _GOVERNMENT.search(demand.words.lower())
        and _RULE.search(act.words)
    ):
        covered = 1.0  # governor's rule dismisses the government of a province
    if covered < PARTLY_COVERED:
        return None
    if demand.what == "military deployment" and (response.act == "operation") != ("=operation" in one.stems):
        return None  # soldiers in an operation are not soldiers in control of a town, nor the other way round
    if demand.what == "visit" and not _visitor(demand, act):
        return None
    if act.planned:
        state = PROMISED
    elif (
        state == PROMISED
        and _PAID.search(act.words)
        or (state == MET and (covered < COVERED or len(one.stems) < 2))
    ):
        state = PARTLY
    return _Turn(state, _why(response, covered), response.evidence)


def _why(response: Response, covered: float) -> str:
    by = f" by {response.by}" if response.by else ""
    return (
        f"{_upper(response.act)}{by} is told, in words that hold {round(100 * covered)}% of what was asked."
    )


def _visitor(demand: Demand, act: Act) -> bool:
    """Whether the one who came is the one who was asked to come: by name, or by an office that is told without a name."""
    asked = set(re.findall(r"\w+", f"{demand.of or ''} {demand.words}"))
    for who in {t.claim.speaker for t in act.tellings if t.claim.speaker}:
        names = {w for w in re.findall(r"\w+", who) if w[:1].isupper() and w.lower() not in _TITLES}
        if names & asked:
            return True
        offices = {w.lower().replace("premier", "prime") for w in re.findall(r"\w+", who)} - {
            "the",
            "minister",
            "s",
        }
        if not names and offices & {w.lower() for w in asked} & _TITLES:
            return True
    return False


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


@cache
def _answers() -> dict[str, dict[str, tuple[str, re.Pattern[str] | None]]]:
    rows = codebook.load("demands")["answers"]
    return {
        what: {
            act: (row["state"], re.compile(row["words"]) if row.get("words") else None)
            for act, row in acts.items()
        }
        for what, acts in rows.items()
    }
