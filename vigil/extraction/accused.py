"""Whom a step is taken against: the subject or the object of its words, never just the nearest name.

A subject is joined to its verb by nothing but what may stand between the two ("Ali Raza, 31, of the banned group, was
later ..."); an object follows its verb at once.  Where neither fits nobody is accused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vigil.extraction.known_groups import GroupMention
from vigil.extraction.naming import THE_GROUP, People, all_capitals, names_in

PERSON, GROUP, DESCRIBED, PRONOUN, BODY = "person", "group", "described", "pronoun", "body"


@dataclass(frozen=True, slots=True)
class Spot:
    """Somebody in a sentence who may be accused: offsets in it, the name as the record has it, and what it is."""

    start: int
    end: int
    name: str | None  # None: a pronoun or a short form that nobody or more than one fits
    kind: str
    nobody: bool = False  # "no suspect", "none of the men"


FUNCTION = (
    r"(?:of|in|at|on|by|to|for|from|with|and|or|but|who|whom|that|which|was|were|is|are|be|been|being|has|have|had|said|says"
    r"|told|after|before|when|while|as|over|into|against|near|during|because|than|killed|killing|wounded|arrested|shot"
    r"|charged|accused|confirmed|reported|added|announced|also|that|identified|released|thought|believed|alleged|allegedly|linked|blamed|it|he|she|they|will|would|can|could|may|might|not)\b"
)
_HEAD = (
    r"(?:suspects?|m[ae]n|wom[ae]n|people|persons?|teens?|teenagers?|boys?|girls?|youths?|operatives?|members?|militants?"
    r"|gunm[ae]n|leaders?|co-leaders?|masterminds?|attackers?|officers?|policem[ae]n|soldiers?|brothers?|fathers?|sons?"
    r"|husbands?|students?|drivers?|shooters?|killers?|assassins?|rebels?|guerrillas?|terrorists?|culprits?|perpetrators?"
    r"|commanders?|founders?|co-founders?|chiefs?|heads?|accused|defendants?|individuals?|juveniles?|protest[eo]rs?"
    r"|demonstrators?|fighters?|extremists?|insurgents?|activists?|facilitators?|accomplices?|kidnappers?|robbers?"
    r"|gangsters?|prisoners?|inmates?|detainees?|fugitives?|ringleaders?|bombers?|-year-olds?|\d+-year-olds?)"
)
_NUMBER = r"(?:(?<![\d,.])\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens of|scores of|hundreds of|several)"
_BEFORE = (
    rf"(?:the|an?|his|her|their|its|this|these|no|not a single|all|both|some|another|other|more than|at least|about"
    rf"|around|nearly|some of the|{_NUMBER})"
)
_DESCRIBED = re.compile(
    rf"(?<![\w-])(?:{_BEFORE}\s(?:of the\s|of its\s)?){{1,4}}(?:(?!{FUNCTION})[\w’'.-]+\s){{0,5}}?{_HEAD}(?:\s{_HEAD})?(?![\w-])(?![’']\w)(?!\s(?:group|organi[sz]ation|outfit|network|cell|attack|threat)s?\b)"
    r"(?:\s(?:of|from)\s(?:(?:the|an?|its|banned|outlawed)\s)*(?:(?!" + FUNCTION + r")[\w’'-]++\s?){1,5})?",
    re.IGNORECASE,
)
_OF = re.compile(r"\s(?:of|from)\s")
_KEEPS_OF = re.compile(r"(?:leader|head|chief|commander|founder|member|operative|brother|son)s?$")
_NOBODY = re.compile(r"(?:no|not a single|none|nobody)\b", re.IGNORECASE)
_PRONOUN = re.compile(
    r"\b(?:he|she|they|him|her|them)\b(?!\s(?:own|[a-z]+(?:er|s|ent|y)\b\s(?:was|were)))", re.IGNORECASE
)
_CAPITAL = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w-]+")
_NONE = re.compile(r"\b(?:nobody|no one|no-one|none)\b", re.IGNORECASE)


def spots(
    text: str,
    groups: Sequence[GroupMention],
    offset: int,
    people: People,
    they: str | None,
    group: str | None,
) -> list[Spot]:
    """Everybody in a sentence who may be accused, in order, none inside another.

    ``they``: the person whom a pronoun stands for, ``group``: the group named last before the sentence.
    """
    found: list[Spot] = []
    blind = all_capitals(text)
    bodies = [(g.span.start - offset, g.span.end - offset, g.name) for g in groups]
    for match in _DESCRIBED.finditer(text):
        end = match.end()
        of = _OF.search(text, match.start(), end)
        if of and not _KEEPS_OF.search(text, match.start(), of.start()):
            end = of.start()
        words = text[match.start() : end].rstrip(" ,")
        nobody = bool(_NOBODY.match(words))
        name: str | None = words
        if nobody:
            inside = [n for a, b, n in bodies if match.start() <= a < end]
            name = inside[0] if inside else None
        found.append(Spot(match.start(), match.start() + len(words), name, DESCRIBED, nobody))
    for a, b, name in bodies:
        _add(found, Spot(a, b, name, GROUP))
    for person in names_in(text):
        name = people.full(person.name)
        if not blind or people.known(person.name):
            _add(found, Spot(person.start, person.end, name, PERSON))
    for match in _CAPITAL.finditer(text):
        full = people.of_short(match.group())
        if full:
            _add(found, Spot(match.start(), match.end(), full, PERSON))
    for match in _NONE.finditer(text):
        _add(found, Spot(match.start(), match.end(), None, DESCRIBED, True))
    for match in _PRONOUN.finditer(text):
        # whoever is named before it in the sentence, if it is only one; else whom the last sentence was about
        here = {s.name for s in found if s.kind == PERSON and s.end <= match.start()}
        meant = they if not here else next(iter(here)) if len(here) == 1 else None
        _add(found, Spot(match.start(), match.end(), meant, PRONOUN))
    for match in THE_GROUP.finditer(text):
        named = [n for a, b, n in bodies if b <= match.start()]
        _add(found, Spot(match.start(), match.end(), named[-1] if named else group, GROUP))
    return sorted(found, key=lambda s: s.start)


def _add(found: list[Spot], spot: Spot) -> None:
    if all(spot.end <= s.start or spot.start >= s.end for s in found):
        found.append(spot)


AUX = (
    r"(?:was|were|is|are|has|have|had|be|been|being|also|later|since|then|now|already|once|twice|previously|recently|both|all"
    r"|subsequently|immediately|reportedly|allegedly|formally|finally|first|again|eventually|himself|herself|briefly|still"
    r"|not|never|ever|yet|remains?|remained|today|yesterday|early|late|on \w+day|\w+day|on \w+ \d{1,2}|in \d{4}|in [A-Z]\w+(?: \d{4})?|got"
    r"|became|went|officially|in turn|so far|publicly|found|ordered|held|taken)"
)
_NP = rf"(?:(?!{FUNCTION})[\w’'.\"“”-]++,?\s?)"
_PP = rf"(?:\s(?:of|in|from|at|near|with|behind|under|linked to|belonging to|accused of|suspected of|wanted for)\s{_NP}{{1,8}})"
_ASIDE = r"(?:,\s[^,;:]{1,110}(?=,)|\s\([^()]{1,80}\))"
_BETWEEN = re.compile(
    rf"{_PP}{{0,3}}(?:{_ASIDE}){{0,4}},?{_PP}{{0,2}}(?:,?\s?(?:who|that|which))?(?:\s?{AUX}\b)*\s?"
)
_GOVERNED = re.compile(
    r"(?:\b(?:of|by|in|at|for|to|from|with|against|over|near|on|behind|about|killing|shooting|murdering|wounding|injuring|attacking"
    r"|kidnapping|raping|robbing|killed|shot|wounded|targeting|threatening|between|than|like|alias|including|led|leads|heads|headed|founded|joined)\s(?:(?!"
    + FUNCTION
    + r")(?-i:[a-z])[\w’'-]*\s){0,4})$",
    re.IGNORECASE,
)
_JOINED = re.compile(
    rf"{_PP}?(?:,\s(?:aged\s)?\d{{1,3}}(?:,\s[^,;]{{1,40}})?|,\s[^,;]{{1,80}}(?=,))?(?:\s[A-ZÀ-ÖØ-Þ][\w-]+)?(?:,\sand\s|,\s|\sand\s)(?:(?:his|her|their)\s[a-z]+\s)?"
)
_WHO = re.compile(rf",?\s(?:who|that|which)(?:\s{AUX})*\s$")
_OBJECTIVE = frozenset({"him", "them", "her"})
_GAP = re.compile(rf"\s(?:(?!{FUNCTION})[\w’'-]+\s){{0,6}}")
_GLUE = re.compile(rf"(?:[’']s)?\s(?:(?!{FUNCTION})[a-z-]+\s){{0,4}}")
_NAMED_AFTER = re.compile(
    rf"(?:\s(?:of|in|from)\s(?:(?!{FUNCTION})[\w’'-]++\s?){{1,7}}?)?,\s(?:{_HEAD}\s)?(?:identified as\s|named\s)?"
)
REACH = 220  # characters between a subject and its verb


def subject(text: str, found: Sequence[Spot], at: int) -> list[Spot]:
    """The subject of the verb at ``at``, with those joined to it by "and"; none: it has no subject here."""
    before = [
        s for s in found if s.end <= at <= s.end + REACH and text[s.start : s.end].lower() not in _OBJECTIVE
    ]
    relative = _WHO.search(text, max(0, at - 60), at)
    if relative:  # "in the group of Ali Raza, who was arrested": the last one named, whatever he hangs on
        nearest = [s for s in before if s.end <= relative.start()][-1:]
        return [s for s in nearest if _BETWEEN.fullmatch(text, s.end, at)]
    for number in range(len(before) - 1, -1, -1):
        spot = before[number]
        if _governed(text, spot) or text[spot.end : spot.end + 2] in ("'s", "’s"):
            continue
        if not _BETWEEN.fullmatch(text, spot.end, at):
            continue
        if spot.kind == GROUP and _head_follows(text, spot, before):
            continue
        return _with_others(text, before, number)
    return []


def _head_follows(text: str, spot: Spot, found: Sequence[Spot]) -> bool:
    """ "the Lashkar leader Malik Ishaq": the group only says which leader."""
    return any(0 < s.start - spot.end < 40 and _GLUE.fullmatch(text, spot.end, s.start) for s in found)


def _with_others(text: str, before: Sequence[Spot], number: int) -> list[Spot]:
    """The spot at ``number`` and those before it in one list; of a name and what it is, the name alone."""
    chosen = [before[number]]
    while number:
        other = before[number - 1]
        number -= 1
        apposed = other.kind == DESCRIBED and text[other.end : chosen[0].start] == " "  # "his brother Ali"
        if apposed or _governed(text, other):
            continue
        between = _JOINED.fullmatch(text, other.end, chosen[0].start)
        if between is None or other.kind == PRONOUN:
            break
        if "and" not in between.group() and len(chosen) == 1:
            # "Malik Ishaq, the top man of the group, was": one person
            if {other.kind, chosen[0].kind} == {PERSON, DESCRIBED}:
                chosen = [other if other.kind == PERSON else chosen[0]]
            break
        chosen.insert(0, other)
    return chosen


def _governed(text: str, spot: Spot) -> bool:
    """Whether it hangs on a preposition or another verb: "the brother of Ali Raza"."""
    return bool(_GOVERNED.search(text, max(0, spot.start - 50), spot.start))


def object_(text: str, found: Sequence[Spot], at: int) -> list[Spot]:
    """The object of the verb that ends at ``at``, with those joined to it; none: nobody follows it at once."""
    after = [s for s in found if s.start >= at]
    if not after or not _GAP.fullmatch(text, at, after[0].start):
        return []
    number = 0
    while number + 1 < len(
        after
    ):  # "two gunmen", "the Lashkar leader Malik Ishaq", "a leader of a group, Malik Ishaq"
        spot, following = after[number], after[number + 1]
        if following.start - spot.end > 60 or following.kind == PRONOUN:
            break
        glued = _GLUE.fullmatch(text, spot.end, following.start)
        named = following.kind == PERSON and _NAMED_AFTER.fullmatch(text, spot.end, following.start)
        if not (glued and spot.kind != PERSON) and not (named and spot.kind in (DESCRIBED, GROUP)):
            break
        number += 1
    chosen = [after[number]]
    for other in after[number + 1 :]:
        if not re.fullmatch(r"(?:,\s\d{1,3})?(?:,\sand\s|\sand\s)", text[chosen[-1].end : other.start]):
            break
        chosen.append(other)
    return chosen
