"""Finds the words of a text that tell of an incident, and in what mode they are told.

The vocabulary is ``codebook/events.yaml``.  A mention says what kind and type of incident its words stand for, and
whether the text tells it as having happened, denies it, fears it, plans it, threatens it or sums up several.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from vigil import codebook
from vigil.extraction.grammar import lower
from vigil.extraction.phrasebook import Gate
from vigil.records import Sentence, Span

TOLD, NEGATED, HYPOTHETICAL, PLANNED, THREAT, FOILED, GENERIC = (
    "told",
    "negated",
    "hypothetical",
    "planned",
    "threat",
    "foiled",
    "generic",
)


@dataclass(frozen=True, slots=True, eq=False)  # one object a type
class EventType:
    """One row of the codebook: ``specific`` orders types that tell of the same incident (9 = most specific)."""

    name: str
    kind: str
    specific: int


@dataclass(frozen=True, slots=True, eq=False)  # a mention is itself, and a key as such
class EventMention:
    """Words of one sentence that stand for an incident."""

    sentence: int  # position in the list of sentences that was searched
    span: Span
    word: str
    type: EventType
    form: str  # noun | verb | weak
    mode: str  # one of the modes above
    plural: bool
    subordinate: bool  # named only as cause, time or object of something else ("protest over the killing")


@dataclass(frozen=True, slots=True)
class _Trigger:
    word: str
    type: EventType
    form: str


@dataclass(frozen=True, slots=True)
class _Guard:
    not_before: re.Pattern[str] | None
    not_after: re.Pattern[str] | None
    needs: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    automaton: AhoCorasick
    triggers: tuple[_Trigger, ...]
    guards: dict[str, tuple[_Guard, ...]]


@cache
def event_types() -> dict[str, EventType]:
    """All types of the codebook by name."""
    rows = codebook.load("events")["types"]
    return {name: EventType(name, row["kind"], row["specific"]) for name, row in rows.items()}


@cache
def _vocabulary() -> _Vocabulary:
    data = codebook.load("events")
    types = event_types()
    best: dict[str, _Trigger] = {}
    for name, row in data["types"].items():
        for form, key in (("noun", "nouns"), ("verb", "verbs"), ("weak", "weak")):
            for word in row.get(key, ()):
                known = best.get(word)
                # a word that two types list belongs to the more specific one
                if known is None or known.type.specific < row["specific"]:
                    best[word] = _Trigger(word, types[name], form)
    guards: dict[str, list[_Guard]] = {}
    for row in data["guards"]:
        compiled = [re.compile(row[k]) if k in row else None for k in ("not_before", "not_after", "needs")]
        for word in row["words"]:
            guards.setdefault(word, []).append(_Guard(*compiled))
    triggers = tuple(best[w] for w in sorted(best))
    automaton = AhoCorasick([t.word for t in triggers], matchkind=MatchKind.LeftmostLongest)
    return _Vocabulary(automaton, triggers, {w: tuple(g) for w, g in guards.items()})


@cache
def families() -> tuple[frozenset[str], ...]:
    """Types that one incident can be called by."""
    return tuple(frozenset(f) for f in codebook.load("events")["families"])


# "killed in an alleged shootout with police": whoever died so was, the police say, wanted
_FOUGHT_POLICE = re.compile(
    r"\b(?:killed|dead|dies?|died|slain)\b[^.;]{0,60}? in (?:[\w’'-]+ ){0,9}?"
    r"((?:exchange of (?:gun)?fire|shoot-?out|gun ?fight|gun ?battle|encounter) with (?:the )?(?:\w+ )?police)\b"
)


@cache
def _hints() -> tuple[Gate, Gate]:
    rows = codebook.load("events")["hints"]
    people, acts = ("|".join(f" {word}" for word in rows[part]) for part in ("people", "acts"))
    return Gate(people), Gate(acts)


def may_tell(sentence: Sentence) -> bool:
    """Whether a sentence without a word for an incident is worth a second look: many people, and what a crowd does."""
    people, acts = _hints()
    low = f" {lower(sentence.text)} "
    return people(low) and acts(low)


def find_events(sentences: Sequence[Sentence]) -> list[EventMention]:
    """Mentions of incidents in ``sentences``, in order of sentence and offset."""
    vocabulary = _vocabulary()
    out: list[EventMention] = []
    for index, sentence in enumerate(sentences):
        low = lower(sentence.text)
        hits = [
            (start, end, vocabulary.triggers[number])
            for number, start, end in vocabulary.automaton.find_matches_as_indexes(low)
            if _whole(low, start, end)
        ]
        if not hits:
            continue
        told_before: list[tuple[int, str]] = []
        fights = [m.span(1) for m in _FOUGHT_POLICE.finditer(low)] if "police" in low else []
        for start, end, trigger in hits:
            if not _allowed(vocabulary.guards.get(trigger.word, ()), low, start, end):
                continue
            mode = _mode(low, start, end, trigger)
            subordinate = _subordinate(low, start, end, told_before, trigger)
            offset = sentence.span.start
            fought = trigger.type.kind == "attack" and any(a <= start < b for a, b in fights)
            out.append(
                EventMention(
                    index,
                    Span(sentence.span.field, offset + start, offset + end),
                    trigger.word,
                    event_types()["killing of suspect"] if fought else trigger.type,
                    trigger.form,
                    mode,
                    _plural(low, start, end, trigger),
                    subordinate,
                )
            )
            told_before.append((start, trigger.type.kind))
    return out


def _whole(low: str, start: int, end: int) -> bool:
    before = low[start - 1] if start else " "
    after = low[end] if end < len(low) else " "
    if before.isalnum() or after.isalnum() or before == "#" or before == "@":
        return False
    # "anti-riot police", "post-riot": a compound whose head is another thing
    return not (before == "-" and low[max(0, start - 5) : start] in {"anti-", "-anti"})


def _allowed(guards: tuple[_Guard, ...], low: str, start: int, end: int) -> bool:
    before, after = low[max(0, start - 40) : start], low[end : end + 50]
    for guard in guards:
        if guard.not_before and guard.not_before.search(before):
            return False
        if guard.not_after and guard.not_after.search(after):
            return False
        if guard.needs and not guard.needs.search(low):
            return False
    return True


# ---------------------------------------------------------------- modes

_CLAUSE_REACH = 90  # code points before a word in which what turns it is looked for
# Parts of the words in all the patterns below but _GENERIC: where none stands near, nothing turns what is told.
_MAY_TURN = Gate(
    "no |not |never|without|denied|denies|deny|neither|nor |n't|n’t|lack of|rather than|fail|refus|unable|inability|could|might| may |would| if |whether"
    "|fear|risk| case |possib|potential|danger|prevent|forestall|head off|headed off|heading off|avert|avoid|warn|against |protect|mock|simulat|hypothet|plot|rumo|prone|vulnerable|ripe|further|future"
    "| any |will |shall |plan|prepar|intend| be |is to |are to |was to |were to |set to|due to|schedul|vow|pledge|urg|want|call|announc|upcoming|forthcoming"
    "|propos|next |going to|ready|about |tomorrow|observed|threat|promised|foil|thwart|defus|attempt|bid to|conspir|tried|trying|in the past|many times"
    "|repeated|frequent|often|regular|routine|over the years|recent years|years|decade|time and again|whenever|previously|after another|explode|hoax|drill"
    "|exercise|being|organi|expected|are due|is due|are set|is set|postpone|put off|putting off|cancel|allow|permi|authori|ban |banned|agreement on"
    "|unrest|uprising|violence|hostilities|disturbances|infighting"
)

_CLAUSE = re.compile(
    r"[;:]|, (?:and|but|while|who|which|where|after|as|when|although|though)\b|\b(?:but|while|although)\b"
)
_NEGATED = re.compile(
    r"\b(?:no|not|never|without|denied|denies|deny|neither|nor|wasn['’]t|weren['’]t|didn['’]t|isn['’]t|lack of|rather than|fail(?:ed|ing|s|ure)? to|refus(?:ed|al|es|ing) to|unable to|inability to)\b"
    r"(?! (?:only|claim|group|one has claimed|organi[sz]ation|immediate|confirmed|known|clear|yet))[^,;]{0,30}$"
)
_HYPOTHETICAL = re.compile(
    r"\b(?:could(?:n['’]t)?|might|(?<!\d )may|would(?:n['’]t)?|if|whether|fear(?:s|ed|ing)?|risk of|in case of|possible|potential(?:ly)?|possibility of|danger of|"
    r"prevent(?:ed|ing)?|forestall(?:ed|ing)?|head(?:ed|ing)? off|avert|avoid(?:ed|ing)?|warn(?:ed|ing|s)? (?:of|that|against)|against (?:further|future|any|possible)|"
    r"protect(?:ed|ion)? (?:them |us |people )?(?:from|against)|"
    r"mock|simulated|hypothetical|alleged plot|rumou?rs? of|prone to|vulnerable to|ripe for|at risk of)(?!\w)\s?[^,;]{0,18}$|\b(?:further|future|any) (?:possible )?$"
)
_PLANNED = re.compile(
    r"\b(?:will|shall|plans?|planned|planning|preparing|prepare|intend(?:s|ed)?|to be|is to|are to|was to|were to|set to|due to|scheduled|vow(?:s|ed)?|pledge[sd]?|"
    r"urg(?:e|ed|ing)|wants? to|called (?:on|for)|calls? (?:on|for)|calling for|announce[sd]?|upcoming|forthcoming|proposed|next|going to|ready to|about to|tomorrow)\b[^,;.]{0,45}$"
)
_CALLED = re.compile(r"\b(?:called|announced|observed|call) (?:for |on )?(?:an?|the)? ?(?:[\w-]+ ){0,3}$")
# of a protest: put off, forbidden, allowed or threatened, so that nobody has yet gone anywhere
_NOT_YET = re.compile(
    r"\b(?:postpon(?:e[sd]?|ing)|put(?:ting)? off|cancel(?:led|ed|ling)?|allow(?:ed|s|ing)?|permit(?:ted|s|ting)?|permission (?:for|to)|authori[sz](?:ed?|es)"
    r"|ban(?:ned)?(?: on)?|agreement on|threaten(?:ed|s|ing)? (?:\w+ )?(?:to|with))\b[^,;.]{0,80}$"
)
# words for a state of things rather than for one thing that happened: with a day beside them they can be one
_ABSTRACT = frozenset({"unrest", "violence", "uprising", "hostilities", "disturbances", "infighting"})
_THREAT = re.compile(
    r"(?<![\w-])(?:threat(?:en(?:ed|s|ing)?|s)?(?: of| to)?|warned (?:of|that)|vowed (?:to|more)|promised more|threats? of)\b[^,;]{0,40}$"
)
_FOILED = re.compile(
    r"\b(?:foil(?:ed|s)?|thwart(?:ed|s)?|defus(?:ed?|es)|avert(?:ed|s)?|prevent(?:ed|s)?|failed|attempted|bid to|plot(?:ted|ting|s)? (?:to|of)?|planned|planning|conspir\w+ to|attempt(?:s|ed)? to|tried to|trying to)\b[^,;]{0,30}$"
)
_FOILED_AFTER = re.compile(
    r"^ (?:was |were |had been |has been )?(?:foiled|thwarted|averted|defused|failed to explode|did not explode|plot|plots|threat|threats|hoax|drill|exercise)\b"
)
_PLANNED_AFTER = re.compile(
    r"^ (?:are|is) (?:also |now |already )?(?:being )?(?:organi[sz]ed|planned|scheduled|expected|due|set|prepared)\b"
)
_GENERIC = re.compile(
    r"\b(?:series of|string of|spate of|wave of|waves of|rash of|number of|dozens of|hundreds of|scores of|many|several|numerous|frequent|repeated|previous|past|earlier|such|similar|most|"
    r"all|these|those|various|other|recent|increasing|intensifying|incidents of|cases of|acts of|years of|decades? of|history of|regular|routine|daily|occasional|sporadic|campaign of|amid|"
    r"cycle of|victims of|rise in|increase in|decade-long|worst|deadliest|bloodiest|first|second|third|fourth|latest of|latest in)\s(?:[\w’'-]+\s){0,3}$"
)
_HABIT = re.compile(
    r"\b(?:in the past|many times|repeatedly|frequently|often|regularly|routinely|over the years|in recent years|(?:for|over) (?:(?:over|more than|almost|nearly|about|the (?:past|last)) )?(?:an? |many |several )?(?:decade|years)s?|"
    r"time and again|whenever|previously|one after another|after another)\b"
)
_SUBORDINATE = re.compile(
    r"\b(?:after|following|since|over|against|at|in response to|response to|because of|in the wake of|wake of|sparked by|triggered by|prompted by|"
    r"set off by|in memory of|condemn(?:ed|ing|s)?|denounc(?:ed|ing|es?)|mourn(?:ed|ing|s)?|for|despite|to protest|protesting|about|in connection with|"
    r"linked to|wanted (?:for|in|over)|accused of|suspected of|charged with|convicted of|blamed for|responsible for|behind|involved in|"
    r"involvement in|role in|part in|part of|part in the|victims? of|survivors? of|families of|those killed in|killed in|died in|dead in|anniversary of|investigat\w+|of)\b"
    r"(?: \S+){0,9} ?$"
)


def _mode(low: str, start: int, end: int, trigger: _Trigger) -> str:
    far = max(0, start - _CLAUSE_REACH)
    cut = far
    for match in _CLAUSE.finditer(low, max(0, far - 8), start):
        cut = max(cut, match.end())
    clause = low[cut:start]
    kind = trigger.type.kind
    if not _MAY_TURN(f" {low[cut : end + 60]} "):
        return GENERIC if _generic(low, start, end, trigger, clause) else TOLD
    tail = low[end : end + 40]
    if kind == "attack" and _FOILED_AFTER.match(tail):
        return FOILED
    if _NEGATED.search(clause):
        return NEGATED
    if kind == "attack":
        if _THREAT.search(clause):
            return THREAT
        if trigger.form != "weak" and _FOILED.search(clause[-45:]):
            return FOILED
        if trigger.form == "noun" and _PLANNED.search(clause):
            return PLANNED
    elif kind in ("demonstration", "official_response", "legal_action"):
        if trigger.type.name in ("strike", "rally", "sit-in", "march", "protest") and _CALLED.search(clause):
            return TOLD
        if _PLANNED.search(clause) or _PLANNED_AFTER.match(tail):
            return PLANNED
        if (
            kind == "demonstration"
            and not low[start:end].endswith(("ers", "ors"))
            and _NOT_YET.search(clause)
        ):
            return PLANNED
    if _HYPOTHETICAL.search(clause):
        return HYPOTHETICAL
    habit = kind == "attack" or (kind == "demonstration" and trigger.form == "verb")
    if habit and _HABIT.search(clause[-60:] + low[start : end + 60]):
        return GENERIC
    return GENERIC if _generic(low, start, end, trigger, clause) else TOLD


def _generic(low: str, start: int, end: int, trigger: _Trigger, clause: str) -> bool:
    """Several incidents summed up in a plural, or a state of things."""
    return (
        low[start:end] in _ABSTRACT
        or _plural(low, start, end, trigger)
        and _GENERIC.search(clause) is not None
    )


def _plural(low: str, start: int, end: int, trigger: _Trigger) -> bool:
    if trigger.form != "noun":
        return False
    word = low[start:end]
    return (word.endswith("s") and not word.endswith(("ss", "us", "sis"))) or word in {
        "violence",
        "unrest",
        "fighting",
        "terrorism",
    }


# "the murdered politician", "families of those who died": the words say who somebody is, not what is being told
_ATTRIBUTE = re.compile(r"\b(?:the|an?|his|her|their|its|of|[a-z]+['’]s) $")
# "the investigation into the shooting": something already told of, and no day beside it is its own
_KNOWN = re.compile(
    r"\b(?:investigations?|investigators|probe|inquiry|details|video|footage|recordings?|charges|scene|wake|aftermath|victims?|suspects?"
    r"|witness(?:es)?|reaction|reactions|response|questions|information|connection|light) (?:of|into|to|from|in|on|about|for|over|with)"
    r" (?:the|that|this|his|her|their) (?:\w+ ){0,2}$"
)
_HEAD_NOUN = re.compile(
    r" (?!(?:and|or|by|in|at|on|when|after|before|during|while|as|with|near|outside|since|from|for|to|were|was|are|is|have|had|people|one|two|three|at)\b)[a-z]"
)
_WHO = re.compile(
    r"\b(?:of|for|with|to) (?:all |the )?(?:those|people|victims|relatives|men|women|families|anyone) (?:who (?:had |have )?(?:been |were )?)?$"
)


def _subordinate(
    low: str, start: int, end: int, told_before: list[tuple[int, str]], trigger: _Trigger
) -> bool:
    """Something else was told earlier in the sentence, and this hangs on it; or it only says who somebody is."""
    if trigger.form != "noun":
        head = low[max(0, start - 40) : start]
        if (
            _ATTRIBUTE.search(head)
            and low[start:end].endswith(("ed", "slain"))
            and _HEAD_NOUN.match(low, end)
        ):
            return True
        if _WHO.search(head):
            return True
    elif _KNOWN.search(low[max(0, start - 60) : start]):
        return True
    others = [offset for offset, kind in told_before if kind != trigger.type.kind]
    if not others:
        return False
    return _SUBORDINATE.search(low[others[-1] : start]) is not None
