"""Sizes of crowds: people who march, gather, strike or sit."""

from __future__ import annotations

import re

from vigil.extraction.numbers import NumberPhrase, find_numbers
from vigil.extraction.phrasebook import Gate

_CROWD = (
    r"(?:protest[eo]rs?|demonstrators|marchers|mourners|rioters|strikers|picketers|supporters|activists|people|persons|men|women|workers|students|teachers|residents|villagers|farmers|peasants|lawyers|doctors"
    r"|nurses|journalists|refugees|citizens|relatives|followers|members|faithful|worshipp?ers|youths|youngsters|employees|traders|shopkeepers|pensioners|miners|muslims|christians|hindus|shias|shiites|sunnis|hazaras"
    r"|opponents|sympathi[sz]ers|families|prisoners|inmates|migrants|drivers|unionists|campaigners|crowd|others|participants|\w{3,}(?<!s)s)"
)
_ACT = (
    r"(?:protest(?:ed|ing|s)?|demonstrat(?:ed|ing|e|es)|march(?:ed|ing|es)?|rall(?:ied|ying|y|ies)|gather(?:ed|ing|s)?|took\s+(?:part|to\s+the\s+streets?)|tak(?:e|es|ing|en)\s+(?:part|to\s+the\s+streets?)|attended|participat(?:ed|ing)"
    r"|staged|stag(?:e|ing)\s+(?:a\s+)?(?:sit-in|protest|rally|hunger)|converg(?:ed|ing)|assembled|joined|block(?:ed|ing|aded)|chant(?:ed|ing)|sat\b|sitting|sit-in|hunger\s+strike|on\s+strike|went\s+on\s+strike|striking|stopped\s+work|walked\s+out"
    r"|turned\s+out|pour(?:ed|ing)\s+(?:into|onto|on)|filled|packed|throng(?:ed|ing)|clash(?:ed|ing)|riot(?:ed|ing)|were\s+(?:present|there)|crowded|flocked|camped|occup(?:ied|ying)|picket(?:ed|ing)|refus(?:ed|ing)\s+to\s+(?:bury|move)|began\s+a|held\s+a)"
)
_AFTER = re.compile(
    rf"\s*(?:of\s+)?(?P<who>(?:[\w'’-]+\s+){{0,5}}?{_CROWD})?\b(?P<gap>[^.;:]{{0,90}}?)\b{_ACT}\b",
    re.IGNORECASE,
)
_INHERENT = re.compile(
    r"\s*(?:of\s+)?(?:[\w'’-]+\s+){0,2}?(?P<who>protest[eo]rs|demonstrators|marchers|mourners|picketers|rioters|strikers)\b",
    re.IGNORECASE,
)
_STRONG = re.compile(r"-strong\b|\s+strong\b", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?:\bcrowds?\s+of|\bcrowd\s+(?:estimated|put)\s+at|\b(?:rally|protest|march|demonstration|sit-in|procession|gathering|vigil|funeral)\s+(?:of|by)|\battended\s+by|\bjoined\s+by|\bdrew|\battracted|\bturnout\s+(?:of|at)|\bbrought\s+out|\bbrought)\s*$",
    re.IGNORECASE,
)
_STEMS = (
    "protest demonstrat march rally rallie gather street attended participat sit-in crowd mourner strik converg assembl chant picket riot thron procession vigil funeral block turnout walked_out camped "
    "stopped_work hunger"
)
may_gather = Gate("|".join(_STEMS.split()).replace("_", " "))
"""Whether a lower-cased sentence holds a word that a crowd is told with: to ask before ``crowds``."""
# "Thousands marched": the number alone
_DIRECT = re.compile(
    r"\s+(?:have\s+|had\s+|\w+ly\s+)?(?:march(?:ed|ing)|protest(?:ed|ing)|rallied|gathered|demonstrated|took\s+(?:part|to\s+the\s+streets)|assembled)\b",
    re.IGNORECASE,
)
# counted beside a protest, and no part of it: whoever is told by one of these words in the noun phrase
_NOBODY = frozenset(
    "victims bodies casualties coffins corpses martyrs deaths dead lives hours days weeks months years times held detained arrested after during "
    "kilograms kilogrammes kilos kgs pounds tons tonnes litres liters metres meters miles kilometres kilometers rupees dollars euros homes houses shops "
    "buildings vehicles cars buses trucks motorcycles roads streets cities towns villages districts countries schools mosques churches banks attacks blasts "
    "bombs bombings killings homicides shootings murders premieres parties groups unions organisations organizations associations companies incidents protests demonstrations rallies marches strikes votes seats percent graves shots rounds".split()
)
_NOT_CROWD = re.compile(
    r"\b(?:killed|wounded|injured|dead|died|arrested|detained|hurt|shot|police|policemen|officers|troops|soldiers|security|personnel|attackers|gunmen|militants)\b",
    re.IGNORECASE,
)


def crowds(text: str) -> list[tuple[int, int, NumberPhrase, int, str | None]]:
    """(start, end, number, anchor, who) of each crowd size in a sentence."""
    out: list[tuple[int, int, NumberPhrase, int, str | None]] = []
    for number in find_numbers(text):
        if number.value is not None and number.value < 5:
            continue
        head = text[max(0, number.start - 40) : number.start]
        strong = text[number.end - 7 : number.end].lower() == "-strong" or _STRONG.match(text, number.end)
        if _BEFORE.search(head) or strong:
            out.append((number.start, number.end, number, number.start, None))
            continue
        inherent = _INHERENT.match(text, number.end)
        if inherent:
            tail = text[inherent.end() : inherent.end() + 40]
            if re.match(
                r"\s+(?:(?:were|was|had been|have been|are)\s+)?(?:\w+ly\s+)?(?:killed|wounded|injured|dead|died|arrested|detained|hurt|shot)",
                tail,
            ):
                continue
            if re.search(
                r"\b(?:kill\w*|wound\w*|injur\w*|arrest\w*|detain\w*|shot|hurt\w*|dead)\s*$",
                head,
                re.IGNORECASE,
            ):
                continue
            out.append((number.start, inherent.end(), number, inherent.start("who"), inherent["who"].lower()))
            continue
        if (number.value is None or number.value >= 20) and _DIRECT.match(text, number.end):
            out.append((number.start, number.end, number, number.start, None))
            continue
        after = _AFTER.match(text, number.end)
        if (
            after
            and after["who"]
            and _NOBODY.isdisjoint(after["who"].lower().split())
            and not _NOT_CROWD.search(after.group())
            and not re.search(
                r"\b(?:kill\w*|wound\w*|injur\w*|arrest\w*|detain\w*|hurt\w*)\s*$", head, re.IGNORECASE
            )
        ):
            out.append(
                (number.start, after.end("who"), number, after.end("gap"), after["who"].split()[-1].lower())
            )
    return out
