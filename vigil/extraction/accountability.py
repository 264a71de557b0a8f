"""Steps taken against the accused: arrest, charge, trial, release and what else is said to have become of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from vigil import codebook
from vigil.extraction import accused, grammar
from vigil.extraction.accused import DESCRIBED, GROUP, PERSON, PRONOUN, Spot
from vigil.extraction.actors import find_groups
from vigil.extraction.attribution import speaker_kind
from vigil.extraction.known_groups import GROUP as ARMED
from vigil.extraction.moments import Moments, moments, when
from vigil.extraction.naming import People
from vigil.extraction.phrasebook import Gate, Phrasebook
from vigil.extraction.relations import find_relations
from vigil.extraction.threats import find_warnings
from vigil.records import Claim, Sentence, TimeMention

__all__ = ["find_relations", "find_steps", "find_warnings"]


@cache
def _step_book() -> Phrasebook:
    return Phrasebook(
        (step, words) for step, row in codebook.load("accountability")["steps"].items() for words in row
    )


_STEP_GATE = Gate(
    "acquit|guilty|clear|exoner|convict|charge|bail|bond|sentenc|jail|imprison|hang|execut|trial|arraign|"
    "court|indict|prosecut|book|case|warrant|wanted|notice|escap|broke|at large|on the run|abscond|"
    "releas|freed|pardon|amnest|killed|arrest|detain|detention|apprehend|captur|seized|caught|picked up|"
    "custody|nabbed|extradit|behind bars|surrender|banned|outlaw|proscrib|blacklist|designat|impunity|"
    "punished|justice|suspect|person of interest|rounded up|remanded|shot dead|gunned|tried"
)
# words that take an object: after them, or before them in the passive, stands the accused
_TRANSITIVE = re.compile(
    r"\b(?:arrest|detain|apprehend|captur|seiz|caught|nabb|jail|imprison|charged|indict|prosecut|sentenced|sentences|convicted"
    r"|acquitt|releas|freed|pardon|amnest|exonerat|clear|bann|outlaw|proscrib|blacklist|designat|extradit|remand|round|pick"
    r"|identif|named|tried|kill|shot|gunned|hang|execut|punish|taken|took|found|granted|given|issued)\w*"
)
_OBJECT = re.compile(r"\b(?:of|for|against|as)$")  # "the arrest of", "warrant for"
_TO_WHOM = re.compile(r"charge|bail|bond|case|warrant")  # "charges were brought against X"
_BE = re.compile(r"^(?:was|were|is|are|be|been|being|got)\b")
_BE_BEFORE = re.compile(r"\b(?:was|were|is|are|be|been|being|got)\s(?:\w+\s){0,2}$")
_HAVE_BEFORE = re.compile(r"\b(?:has|have|had|having)\s(?:\w+ly\s|also\s|since\s|so far\s)?$")
_AND = re.compile(rf"(?:,\s|\s)(?:and|but|then)(?:\s{accused.AUX})*\s")
_NOT = re.compile(r"\b(?:not|never|without being|neither|nor|yet to be|cannot)\b|n[’']t\b", re.IGNORECASE)
_MAYBE = re.compile(
    r"\b(?:to|would|could|may|might|should|must|can|will|if|unless|until|likely|demand\w*|urg\w*|calls? for|called for|calling for"
    r"|wants?|wanted|seeks?|seeking|sought|leads? to|leading to|vow\w*|promis\w*|facing|for|before)\s"
    r"(?:the\s|an?\s|their\s|his\s|her\s|immediate\s|be\s|have\s|been\s)*$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:demand\w*|call(?:ed|ing|s)? (?:for|on)|urg\w+|want(?:s|ed)? the|(?:sit-in|protest\w*|rall\w+|strike|march\w*|reward|information"
    r"|appeal\w*)\b.*\b(?:for|leading to|lead to))\b"
    r"|\b(?:conditions?|demands?)\b[^.;]{0,40}:",
    re.IGNORECASE,
)
_BY_OTHERS = re.compile(
    r"[^,;]{0,25}? by (?:[\w-]+ ){0,4}?(?:tribesmen|gunm[ae]n|militants?|rebels?|kidnappers?|abductors?|captors?|bandits?|fighters?|guerrillas?|insurgents?|pirates?"
    r"|terrorists?|jihadists?|armed (?:men|group|gang)|masked men|unknown (?:men|persons)|gang|extremists?|separatists?|assailants?|attackers?)\b"
)
_NO_RELEASE = re.compile(
    r"treated|hospital|patient|discharged|footage|video|hostage|ransom|captor|kidnap|abduct|balloon|doves"
)
_FORCE = (
    r"(?:police(?:men)?|officers|deputies|troopers|authorities|court|tribunal|judge|magistrate|jury|prosecutors?|fbi|agents|security forces"
    r"|troops|army|military|soldiers|paramilitary|rangers|commandos|government|minister|ministry|officials|cabinet|security council|department|bureau|agency)"
)
_AGENT = (
    rf"\b(?:the |an? )?(?:(?!{accused.FUNCTION}|the\b)\w[\w’'-]* ){{0,3}}?{_FORCE}\b"
    r"(?: (?-i:Department|Office|Bureau|Agency))?(?: (?:of|in) (?-i:(?!January|February|March|April|May\b|June|July|August|September|October|November|December)[A-Z])\w+)?"
)
_AGENTS = re.compile(_AGENT, re.IGNORECASE)
_BY_AGENT = re.compile(rf"[^.;]{{0,60}}?\bby ({_AGENT})", re.IGNORECASE)
# between whoever takes a step and the words for it: "police said on Wednesday that they had", "the court"
_ACTS = re.compile(
    rf"(?:\s(?:said|say|says|announced|confirmed|reported|report|claimed|made|ordered|issued|is announcing|announce)\b[^.;,]{{0,40}}?)?(?:\s(?:they|it|that|he|she)\b)?(?:\s{accused.AUX})*\s"
)
_BANS = re.compile(
    r"((?:[Tt]he (?:government|parliament|cabinet|state) of (?:the )?)?(?!The |An? )(?:[A-Z]\w+\s)?[A-Z]\w+|\bgovernment|\bcourt|\bstate|\bauthorities|\bcouncil|\bministry|\bit|\band)\s(?:has\s|had\s|have\s|also\s|\w+ly\s)*$"
)
_POLICE_FIGHT = re.compile(
    r"\b(?:encounter|shoot-?out|gun ?(?:battle|fight)|exchange of (?:fire|gunfire)|raid|police operation|by (?:the )?(?:\w+ ){0,2}(?:police|security forces|troops|army|soldiers|rangers|officers|commandos))\b",
    re.IGNORECASE,
)
_SOUGHT = re.compile(
    r"\b(?:suspect(?:s|ed)?|mastermind|accused|fugitive|kingpin|ringleader|wanted)", re.IGNORECASE
)
_IN_UNIFORM = re.compile(r"\b(?:protest|demonstrat|officer|police|soldier|student|activist)", re.IGNORECASE)
_LED = re.compile(
    r"\b(?:leader|chief|commander|head|founder|operative|emir|member|militant)s?\b", re.IGNORECASE
)
_PERIOD = re.compile(
    r"\b(?:in|for|over|during|since|despite)\s(?:the (?:past|last)\s)?(?:more than\s|over\s|nearly\s|almost\s|at least\s)?(?:an?\s|\d+\s|\w+\s)?"
    r"(?:decades?|years?|months?|weeks?|\d{4})(?:\sof\s\w+)?(?:\sin\s[A-Z]\w+)?"
)
_ONE = re.compile(r"an?\s", re.IGNORECASE)
# what can be said not to have been done to somebody
_CAN_LACK = frozenset({"arrest", "charge", "trial", "conviction", "sentence", "warrant", "named suspect"})


@dataclass(frozen=True, slots=True)
class _Line:
    """One sentence while it is read; times with their offsets in it."""

    sentence: Sentence
    text: str
    low: str
    spots: list[Spot]
    times: Moments


def find_steps(
    sentences: Sequence[Sentence],
    times: Sequence[TimeMention] = (),
    document: Sequence[Sentence] | None = None,
) -> list[Claim]:
    """Claims ``accountability`` in order: value the accused, detail the step, speaker who took it, as_of when.

    Steps: named suspect, warrant, arrest, charge, trial, conviction, sentence, acquittal, charges dropped, conviction
    overturned, bail, release, escape, killed, ban; and "none" where the text itself says that somebody was not arrested
    or tried (value: of whom it says so, None where it says it of nobody; qualifier: the period as written).

    ``times``: the times of the text, resolved; ``document``: all its sentences, for names given in full elsewhere.
    """
    whole = sentences if document is None else document
    wanted = {(s.span.field, s.span.start) for s in sentences}
    people = People(whole)
    out: list[Claim] = []
    they: str | None = None
    group: str | None = None
    for sentence in whole:
        for piece in grammar.pieces([sentence]):
            text = grammar.flat(piece.text)
            low = grammar.lower(text)
            groups = [g for g in find_groups(piece) if g.named and g.kind == ARMED]
            found = accused.spots(text, groups, piece.span.start, people, they, group)
            if (sentence.span.field, sentence.span.start) in wanted and _STEP_GATE(low):
                out += _steps(_Line(piece, text, low, found, moments(piece, times)))
            they = _pronoun(found, they)
            group = groups[-1].name if groups else group
    return out


def _pronoun(found: Sequence[Spot], they: str | None) -> str | None:
    """Whom "he" stands for in the next sentence: the only person of this one, or whoever begins it."""
    persons = [s for s in found if s.kind == PERSON]
    named = list(dict.fromkeys(s.name for s in persons))
    opens = next((s for s in found if s.start < 12 and s.kind in (PERSON, DESCRIBED)), None)
    if opens is not None and opens.kind == DESCRIBED:  # "A youth was held too.  He ..."
        return opens.name if _ONE.match(opens.name or "") else None
    if not named:
        return they
    leads = len(named) == 1 or (persons[0].start < 12 and not any(s.kind == PRONOUN for s in found))
    if not leads and they in named:
        return they
    return named[0] if leads else None


def _steps(line: _Line) -> list[Claim]:
    out: list[Claim] = []
    last: list[Spot] = []
    used = 0
    for begin, end, step in _step_book().find(line.low):
        if begin < used:
            continue
        left, right = grammar.clause(line.text, begin, end)
        if _left_out(line, begin, end, left, right, step):
            continue
        if step == "none":
            meant, denied = _of_nobody(line, begin, end), True
        else:
            meant, denied = _meant(line, begin, end, last)
        if step == "ban":  # "the banned group" tells of no step
            after = meant and meant[0].start >= end
            meant = [s for s in meant if s.kind == GROUP and (not after or _BANS.search(line.text, 0, begin))]
        if (
            step in ("release", "charge")
            and meant
            and meant[0].start >= end
            and _agent(line, meant[0], begin, end, right) is None
        ):
            continue  # set free, and not by those who held him; charged, as in "charged the officers with a knife"
        if step == "killed":
            meant = [s for s in meant if _sought(line, s, begin, right)]
        if step == "named suspect":
            meant = [s for s in meant if s.kind in (PERSON, PRONOUN)]
        if (
            step not in ("ban", "none") and not denied
        ):  # a group is banned; it is persons who are arrested and tried
            meant = [s for s in meant if s.kind != GROUP]
        if not meant or (denied and step not in _CAN_LACK | {"none"}):
            continue
        used, last = end, meant
        for spot in meant:
            if spot.name is not None or spot.nobody:
                not_done = denied or spot.nobody
                out.append(_claim(line, spot, begin, end, left, right, "none" if not_done else step))
    return out


def _left_out(line: _Line, begin: int, end: int, left: int, right: int, step: str) -> bool:
    """Words that only look like a step: asked for, possible, or done by somebody else to somebody else."""
    low = line.low
    if step == "release" and _NO_RELEASE.search(low, left, right):
        return True
    if step in ("arrest", "release") and _BY_OTHERS.match(low, end):
        return True
    if step == "none":
        return False
    if _MAYBE.search(low, max(0, begin - 40), begin):
        return True
    return bool(_OBJECT.search(low[begin:end]) and _ASKED.search(line.text, 0, begin))


def _meant(line: _Line, begin: int, end: int, last: Sequence[Spot]) -> tuple[list[Spot], bool]:
    """Whom the words at ``begin`` are about, and whether they say that it was not done."""
    text, low, found = line.text, line.low, line.spots
    words = low[begin:end]
    near = bool(_NOT.search(low, max(0, begin - 25), begin))
    passive = bool(_BE.search(words)) or bool(_BE_BEFORE.search(low, max(0, begin - 30), begin))
    active = not passive and bool(_HAVE_BEFORE.search(low, max(0, begin - 20), begin))
    if (_TRANSITIVE.search(words) and not passive) or _OBJECT.search(words):
        chosen = accused.object_(text, found, end)
        if chosen or active:
            return chosen, near
    chosen = []
    if _TO_WHOM.search(words) and (to := re.compile(r"\s(?:against|for)\b").match(text, end)):
        chosen = accused.object_(text, found, to.end())
    chosen = chosen or accused.subject(text, [s for s in found if s.kind != GROUP], begin)
    chosen = chosen or accused.subject(text, found, begin)
    if not chosen and last:
        between = text[last[-1].end : begin] if last[-1].end <= begin else ""
        joined = list(_AND.finditer(between[-60:]))
        if joined and joined[-1].end() == len(between[-60:]):
            chosen = list(last)
    if not chosen:
        return [], False
    stop = max(min(chosen[-1].end, begin), low.rfind(",", 0, begin))
    denied = any(s.nobody for s in chosen) or bool(_NOT.search(low, stop, begin))
    return chosen, denied or bool(_NOT.search(words) and "guilty" not in words)


def _of_nobody(line: _Line, begin: int, end: int) -> list[Spot]:
    """Whom "no arrests were made", "with impunity", "remains at large" are about; a nameless spot: nobody is said."""
    inside = [s for s in line.spots if s.start >= begin and s.end <= end and s.nobody]
    if inside:
        return inside[:1]
    if "impunity" in line.low[begin:end]:
        acting = [s for s in line.spots if s.end <= begin and s.kind in (GROUP, DESCRIBED)]
        return [s for s in acting if s.kind == GROUP][:1] or acting[:1]
    subject = accused.subject(line.text, line.spots, begin)
    if subject:
        return subject
    return [Spot(begin, end, None, DESCRIBED, True)] if line.low.startswith("no ", begin) else []


def _sought(line: _Line, spot: Spot, begin: int, right: int) -> bool:
    """Whether somebody killed was sought, led an armed group, or died fighting the police: no victim then."""
    said = line.text[spot.start : max(spot.end, begin)]
    if spot.kind == DESCRIBED and _IN_UNIFORM.search(spot.name or ""):
        return False
    if _POLICE_FIGHT.search(line.text, begin, right) or _SOUGHT.search(said):
        return True
    near = max(0, spot.start - 60)
    base = line.sentence.span.start
    bodies = [g.span.start - base for g in find_groups(line.sentence) if g.named and g.kind == ARMED]
    led = any(near < start < begin for start in bodies)
    return spot.kind != GROUP and led and bool(_LED.search(line.text, near, begin))


def _claim(line: _Line, spot: Spot, begin: int, end: int, left: int, right: int, step: str) -> Claim:
    start = min(begin, spot.start)
    agent = _agent(line, spot, begin, end, right, step)
    if agent and agent[0] < start and start - agent[0] < 120:
        start = agent[0]
    start, stop = grammar.trim(line.text, start, max(right, spot.end, end))
    period = _PERIOD.search(line.text, end, right) if step == "none" else None
    return grammar.claim(
        line.sentence,
        "accountability",
        start,
        max(stop, spot.end, end),
        begin,
        value=spot.name,  # None: it is said of nobody in particular, and "no arrests" is no name of an accused
        detail=step,
        speaker=agent[1] if agent else None,
        speaker_kind=speaker_kind(agent[1]) if agent else None,
        qualifier=period.group() if period else None,
        as_of=when(line.text, line.times, begin, end, left, right) if step != "none" else None,
    )


def _agent(
    line: _Line, spot: Spot, begin: int, end: int, right: int, step: str = ""
) -> tuple[int, str] | None:
    """Who took the step: by whom it was taken, or the subject of the words."""
    by = _BY_AGENT.match(line.text, end, right) if step != "escape" else None
    if by:
        return by.start(1), by.group(1)
    if spot.start < begin or step == "escape":
        return None
    left = max((m.end() for m in re.finditer(r"[.;:]\s", line.text[:begin])), default=0)
    banning = _BANS.search(line.text, 0, begin)
    if (
        step == "ban" and banning and any(c.isupper() for c in banning.group(1))
    ):  # "Pakistan banned the group"
        return banning.start(1), banning.group(1)
    found = [
        m for m in _AGENTS.finditer(line.text, left, begin) if _ACTS.fullmatch(line.text, m.end(), begin)
    ]
    return (found[-1].start(), found[-1].group()) if found else None
