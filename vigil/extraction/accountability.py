"""Steps taken against the accused: arrest, charge, trial, release and what else is said to have become of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from vigil import codebook
from vigil.extraction import grammar
from vigil.extraction.actors import find_groups
from vigil.extraction.known_groups import GROUP, GroupMention
from vigil.extraction.naming import NOT_PERSON, PERSON_NAME, THE_GROUP
from vigil.extraction.phrasebook import Gate, Phrasebook
from vigil.extraction.relations import find_relations
from vigil.extraction.threats import find_warnings
from vigil.records import Claim, Sentence

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
    "punished|justice|suspect|person of interest|rounded up|remanded"
)
_SUSPECT_NP = re.compile(
    r"\b(?:(?:the|a|an|one|two|three|four|five|six|seven|eight|nine|ten|(?<![\d,])\d[\d,]*|several|dozens of|more "
    r"than \d+|at least \d+|some|another|his|her|their|no|all|both|main|prime|alleged|other|third"
    r"|second)\s)+"
    r"(?:[\w-]+\s){0,3}?(?:suspects?|men|man|woman|women|people|persons?|teens?|teenagers?|boys?"
    r"|youths?|operatives?|members?|militants?|gunm[ae]n|leaders?|masterminds?|attackers?|officers?"
    r"|policem[ae]n|soldiers?|"
    r"brothers?|father|son|husband|students?|driver|shooters?|killers?|assassins?|rebels?|guerrillas?"
    r"|terrorists?|culprits?|perpetrators?|commanders?|founders?|chief|head|accused|individuals?"
    r"|juveniles?|protesters?|demonstrators?)\b",
    re.IGNORECASE,
)
_BY_OTHERS = re.compile(
    r" by (?:[\w-]+ ){0,4}?(?:tribesmen|gunm[ae]n|militants?|rebels?|kidnappers?|abductors?|bandits?|fighters?|guerrillas?|insurgents?|pirates?"
    r"|terrorists?|jihadists?|armed (?:men|group|gang)|masked men|unknown (?:men|persons)|gang|extremists?|separatists?|assailants?|attackers?)\b"
)
_PATIENT = re.compile(r"treated|hospital|patient|discharged|footage|video")
_PRONOUN = re.compile(r"\b(?:he|she|they)\b", re.IGNORECASE)
_PLACE_BEFORE = re.compile(r"\b(?:in|at|near|from|of|on)\s(?:the\s)?$")
_BY_COURT = re.compile(
    r"\b(?:police|officers|deputies|troopers|authorities|court|judge|jury|prosecutors?|fbi|agents"
    r"|security forces|army|soldiers|government|minister|officials)\b",
    re.IGNORECASE,
)


# "one of the most wanted men, said Ali Raza": who says so is not who is wanted
_SPEAKS = re.compile(r"\b(?:said|says|told|added|according to|spokesm[ae]n|spokeswoman)\s(?:\w+\s){0,2}$")


def find_steps(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims ``accountability`` in order: value the accused as written, detail the step, speaker who took it.

    Steps: named suspect, warrant, arrest, charge, trial, conviction, sentence, acquittal, bail, release, escape,
    killed, ban, and "none" where the text itself says that nobody was arrested or tried.
    """
    out: list[Claim] = []
    last: str | None = None
    last_group: str | None = None
    for sentence in grammar.pieces(sentences):
        text = grammar.flat(sentence.text)
        low = grammar.lower(text)
        named = [g.name for g in find_groups(sentence) if g.named and g.kind == GROUP]
        before, last_group = last_group, (named[-1] if named else last_group)
        if not _STEP_GATE(low):
            continue
        used = 0
        groups: list[GroupMention] | None = None
        for begin_step, end_step, step in _step_book().find(low):
            if begin_step < used:
                continue
            if groups is None:
                groups = [g for g in find_groups(sentence) if g.named and g.kind == GROUP]
            left, right = grammar.clause(text, begin_step, end_step)
            accused = _accused(
                text,
                low,
                left,
                right,
                begin_step,
                end_step,
                step,
                groups,
                sentence,
                before if step == "ban" else last,
            )
            if step == "arrest" and _BY_OTHERS.match(low, end_step):
                continue  # "was seized by gunmen": an abduction
            if step == "release" and _PATIENT.search(low, left, right):
                continue
            if accused is None:
                continue
            value, begin = accused
            start = (
                min(max(left, used), begin_step)
                if begin is None or begin >= begin_step
                else min(begin, begin_step)
            )
            start, end = grammar.trim(text, start, right)
            if end - start < 4:
                continue
            used = end_step
            actor = _BY_COURT.search(text, left, begin_step)
            out.append(
                grammar.claim(
                    sentence,
                    "accountability",
                    start,
                    end,
                    begin_step,
                    value=value,
                    detail=step,
                    speaker=actor.group() if actor else None,
                )
            )
            if value[:1].isupper():
                last = value
    return out


def _accused(
    text: str,
    low: str,
    left: int,
    right: int,
    start: int,
    end: int,
    step: str,
    groups: list[GroupMention],
    sentence: Sentence,
    last: str | None,
) -> tuple[str, int | None] | None:
    offset = sentence.span.start
    if step == "ban":
        near = [g for g in groups if left <= g.span.start - offset < right] or groups
        if near:
            return near[0].name, near[0].span.start - offset
        return (last, None) if last and THE_GROUP.search(text, left, start) else None
    if step == "none":
        return low[start:end], start
    names = [
        m
        for m in PERSON_NAME.finditer(text, left, right)
        if not NOT_PERSON & set(m.group().replace("’s", "").replace("'s", "").split())
    ]
    names = [
        m
        for m in names
        if not _PLACE_BEFORE.search(low, max(0, m.start() - 9), m.start())
        or step in ("arrest", "conviction")
        and "of" in low[m.start() - 4 : m.start()]
    ]
    names = [m for m in names if not _SPEAKS.search(low, max(0, m.start() - 40), m.start())]
    described = list(_SUSPECT_NP.finditer(text, left, right))
    active = low[start:end] in (
        "arrested",
        "arrests",
        "arresting",
        "detained",
        "apprehended",
        "nabbed",
        "jailed",
    ) and not low[:start].rstrip().endswith(("was", "were", "been", "being", "is", "are"))
    spots = [(m.start(), m.end(), m.group()) for m in (*names, *described)]
    if active:
        spots = [s for s in spots if s[0] >= end] or [s for s in spots if s[1] <= start]
        key = sorted(spots, key=lambda s: (s[0] < end, abs(s[0] - end)))
    else:
        key = sorted(spots, key=lambda s: (s[0] > start, abs(start - s[1])))
    if key:
        return key[0][2].removesuffix("'s").removesuffix("’s"), key[0][0]
    if _PRONOUN.search(text, left, start) and last:
        return last, None
    single = re.search(
        r"([A-Z][\w’-]+)\s(?:(?:has|had|have|was|were|is|is to|would)\s)?(?:be |been |also |later )*$",
        text[left:start],
    )
    if (
        single
        and single.group(1) not in NOT_PERSON
        and single.group(1) not in ("The", "He", "She", "They", "It")
    ):
        return single.group(1), left + single.start(1)
    return None
