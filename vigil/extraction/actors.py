"""Finds the names of armed groups, gangs and forces, and the words that describe nameless attackers.

Known names come from ``codebook/actors.yaml`` in one pass; unknown ones from the way such groups name themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from vigil import codebook
from vigil.extraction.grammar import flat, fold
from vigil.extraction.known_groups import (
    GROUP,
    HEDGE,
    INSTITUTION,
    NOWHERE,
    SMALL,
    UNKNOWN,
    Draft,
    GroupMention,
    known_groups,
    monocase,
)
from vigil.extraction.phrasebook import Gate
from vigil.records import Sentence, Span


@dataclass(frozen=True, slots=True)
class _Words:
    head: re.Pattern[str]
    modifiers: frozenset[str]
    naming: frozenset[str]
    alone: frozenset[str]
    peaceful: frozenset[str]
    gate: re.Pattern[str]  # a naming word with a capital


@cache
def _words() -> _Words:
    data = codebook.load("actors")
    naming = frozenset(data["naming"].split())
    return _Words(
        re.compile(rf"\b(?:{'|'.join(data['heads'])})(?![\w-])"),
        frozenset(data["modifiers"].split()),
        naming,
        frozenset(data["alone"].split()),
        frozenset(data["peaceful"].split()),
        re.compile(r"\b(?:" + "|".join(w.capitalize() for w in sorted(naming)) + r")\b"),
    )


_DESCRIBED_GATE = Gate(
    "militan|rebel|gunm|fighter|insurg|separat|guerr|guerill|extremis|terroris|jihad|bandit|militia|"
    "commando|assailant|attacker|hitm|hit sq|assassin|kidnapper|abductor|hijack|subvers|paramil|mercenar|"
    "raider|pirate|cultist|gang|vigilan|mob|sniper|bomber|squad|robbers|arsonist|rioter|settlers|herd|"
    "cartel|sicario|poacher|shooter|knifem|operativ|loyalist|suprem|mutin|armed|masked|hooded|uniformed|"
    "unidentif|unknown|men on |men in m|men dressed"
)
_DETERMINER = re.compile(
    r"^(?:(?:suspected|alleged|presumed|apparent|the|a|an|some|many|other|several|two|three|four|five"
    r"|six|seven|eight|nine|ten|\d+|dozens of|hundreds of)\s+)+",
    re.IGNORECASE,
)
_NOT_AFTER_HEAD = re.compile(
    r"\s(?:attack|groups?|organi[sz]ation|violence|stronghold|hideout|suspects?|leader|threat|base|camp"
    r"|jets?|planes?|bomber)s?\b",
    re.IGNORECASE,
)

_TOKEN = re.compile(r"[\w'’&-]+")
_SELF_NAMED_GATE = Gate(
    "call|known as|named|identif|styl|banned|outlawed|proscribed|shadowy|little known|previously unknown"  # hyphens are folded
)
_SELF_NAMED = re.compile(
    r"\b(?:(?:group|organi[sz]ation|outfit|faction|cell|militia|gang|movement)\s(?:that\s)?(?:call(?:s"
    r"|ed|ing)(?:\sitself)?|known\sas|named|identif(?:ying|ied)\sitself\sas|styl(?:ing"
    r"|ed)\sitself)\s(?:the\s|as\s)*"
    r"|(?:banned|outlawed|proscribed|shadowy|little-known|previously\sunknown)\s(?:(?:militant"
    r"|terrorist|extremist|separatist|rebel|armed|islamist|sectarian|sunni|shia|baloch)\s)*(?:(?:group"
    r"|organi[sz]ation|outfit)\s)?(?:the\s)?)[\"“'‘]?(?=[A-Z])"
)


def find_groups(sentence: Sentence) -> list[GroupMention]:
    """Groups and forces named or described in ``sentence``, in order, none inside another."""
    return list(_groups_of(sentence.text, sentence.span.start, sentence.span.field))


@lru_cache(maxsize=1024)  # several finders ask about the same sentences one after another
def _groups_of(said: str, offset: int, field: str) -> tuple[GroupMention, ...]:
    text = flat(said)
    low = fold(text)
    found = [(m[0], m[1], m[2]) for m in known_groups(text, low)]
    taken = [(a, b) for a, b, _ in found]
    for start, end, mention in (*_self_named(text, low), *_by_grammar(text)):
        if all(end <= a or start >= b for a, b in taken):
            found.append((start, end, mention))
            taken.append((start, end))
    if _DESCRIBED_GATE(low):
        for start, end, mention in _described(text, low, taken):
            found.append((start, end, mention))
    found.sort(key=lambda f: (f[0], f[1]))
    return tuple(
        GroupMention(Span(field, offset + a, offset + b), m.name, m.known, m.kind, m.named, m.hedged)
        for a, b, m in found
    )


_PEOPLE_OF = frozenset(
    "members fighters leaders supporters militants commanders soldiers followers elements".split()
)


def _self_named(text: str, low: str) -> Iterator[Draft]:
    if not _SELF_NAMED_GATE(low):
        return
    for match in _SELF_NAMED.finditer(text):
        end = _name_end(text, match.end())
        name = text[match.end() : end]
        if end > match.end() + 2 and name.split()[0] not in _NATIONAL_START:
            yield match.end(), end, GroupMention(NOWHERE, name, False, GROUP)


_NATIONAL_START = frozenset(
    [
        "Sunni",
        "Shia",
        "Shiite",
        "Islamist",
        "Islamic",
        "Muslim",
        "Kurdish",
        "Maoist",
        "Chinese",
        "Pakistani",
        "Indian",
    ]
)


def _name_end(text: str, start: int) -> int:
    """End of the capitalised sequence that starts at ``start`` (small words inside allowed)."""
    end = start
    for match in _TOKEN.finditer(text, start, min(len(text), start + 80)):
        gap = text[end : match.start()]
        if end > start and gap not in (" ", "-"):
            break
        word = match.group()
        if word[0].isupper() or word[0].isdigit():
            end = match.end()
        elif word.lower().split("-")[0] not in SMALL or end == start:
            break
        else:
            after = text[match.end() : match.end() + 2]
            if len(after) < 2 or not (after[1].isupper() or after[1:2].islower()):
                break
            follow = _TOKEN.match(text, match.end() + 1)
            if not follow or not (follow.group()[0].isupper() or follow.group().lower() in SMALL):
                break
            end = match.end()
    while end > start and text[start:end].split() and text[start:end].split()[-1].lower() in SMALL:
        end = start + text[start:end].rfind(" ")
    # a possessive is no part of the name
    for tail in ("'s", "’s"):
        if text[start:end].endswith(tail):
            end -= 2
    return max(start, end)


def _by_grammar(text: str) -> Iterator[Draft]:
    words_of = _words()
    if monocase(text) or not words_of.gate.search(text):
        return
    position = 0
    while position < len(text):
        match = _TOKEN.search(text, position)
        if not match:
            return
        position = match.end()
        if not match.group()[0].isupper():
            continue
        end = _name_end(text, match.start())
        start = match.start()
        position = max(position, end)
        words = text[start:end].split()
        if words and words[0] in ("The", "A", "An"):
            start += len(words[0]) + 1
            words = words[1:]
        if len(words) > 2 and words[0].lower() in _PEOPLE_OF and words[1] == "of":
            cut = 3 if words[2] == "the" else 2
            start += sum(len(w) + 1 for w in words[:cut])
            words = words[cut:]
        keys = [w.lower() for part in words for w in part.replace("’", "'").split("-")]
        naming = [k for k in keys if k in words_of.naming]
        if not naming or words_of.peaceful & set(keys):
            continue
        if len(keys) < 2 or (len(words) < 2 and not words_of.alone & set(keys)):
            continue
        if keys[-1] in ("command", "junta", "movement") and len(keys) < 3:
            continue
        yield (
            start,
            end,
            GroupMention(
                NOWHERE,
                text[start:end],
                False,
                INSTITUTION if keys[-1] == "army" and len(keys) == 2 else GROUP,
            ),
        )


_PROPER_BEFORE = re.compile(r"((?:[A-Z][\w’'-]+\s){1,3})$")
_NOT_PROPER = frozenset(
    [
        "The",
        "A",
        "An",
        "In",
        "On",
        "At",
        "After",
        "When",
        "While",
        "As",
        "But",
        "And",
        "Two",
        "Three",
        "Four",
        "Five",
        "Some",
        "Several",
        "Suspected",
        "Unknown",
        "Police",
        "Officials",
        "Armed",
        "How",
        "Heavily",
        "Last",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Too",
        "Up",
        "Many",
        "Other",
        "No",
        "All",
        "Both",
        "Later",
        "Earlier",
    ]
)


_JOINED = frozenset("-–‑")  # "gang-related"
_NOT_BARE = frozenset(("gang", "mob", "cartel", "herders", "operatives", "loyalists"))


def _described(text: str, low: str, taken: list[tuple[int, int]]) -> Iterator[Draft]:
    words = _words()
    for match in words.head.finditer(low):
        head, end = match.span()
        start = _modified_from(low, head, words.modifiers)
        if any(start < b and a < end for a, b in taken):
            continue
        # "Taliban militants": the head of a name that is there already
        if (
            text[end : end + 1] in _JOINED
            or any(0 <= head - b <= 2 for _, b in taken)
            or (
                _NOT_AFTER_HEAD.match(text, end)
                and not (low[end - 1] == "s" and low.startswith(" attack ", end))
            )
        ):
            continue
        if match.group() in _NOT_BARE and start == head:
            continue
        kind, named = UNKNOWN, False
        before = _PROPER_BEFORE.search(text, max(0, start - 45), start)
        modifiers = low[start:head].split()
        named_so = _TAKES_NAME.match(match.group()) and not {"a", "an", "the"} & set(modifiers)
        if before and named_so and not _NOT_PROPER & set(before.group(1).split()):
            start = before.start(1)
            kind, named = GROUP, False
        while start < end and text[start].isspace():
            start += 1
        name = _DETERMINER.sub("", text[start:end]) or text[start:end]
        if _NATIONAL.match(name):
            kind = GROUP
        yield (
            start,
            end,
            GroupMention(
                NOWHERE, name, False, kind, named, bool(HEDGE.search(text, max(0, start - 12), end))
            ),
        )


def _modified_from(low: str, head: int, modifiers: frozenset[str]) -> int:
    """Start of the words before ``head`` that belong to the description, six at most."""
    start = head
    for word in reversed(
        _BLANKS.split(low[max(0, head - 70) : head - 1])[-6:] if head and low[head - 1] == " " else []
    ):
        if word not in modifiers and not word.isdigit():
            break
        start -= len(word) + 1
    return start + 3 if low.startswith("of ", start) else start


_BLANKS = re.compile(r" ")
_TAKES_NAME = re.compile(
    r"(?:militants?|rebels?|fighters?|insurgents?|separatists?|guerr?illas?|extremists?|militiam[ae]n"
    r"|militias?|gangs?|cartel|settlers|herdsmen|herders|"
    r"commandos?|death squads?|paramilitaries|pirates|loyalists|jihadists|(?:rebel|armed|militant"
    r"|guerrilla) groups?)$",
    re.IGNORECASE,
)
_NATIONAL = re.compile(
    r"(?:Sunni|Shi|Islam|Muslim|Hindu|Maoist|Marxist|Communist|Kurd|Tuareg|Baloch|Baluch|Tamil|Sikh|Chechen)",
    re.IGNORECASE,
)
