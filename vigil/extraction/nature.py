"""Whether violence is political, criminal or an accident, by the words around it."""

from __future__ import annotations

import re
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from vigil.extraction.grammar import lower
from vigil.extraction.phrasebook import Gate

# A star stands for any ending.
_POLITICAL = """
militant*, insurgen*, rebel, rebels, terroris*, guerrilla*, guerilla*, jihad*, separatis*, extremis*,
sectarian, suicide bomb*, suicide attack*, suicide blast*, claimed responsibility, car bomb*, roadside bomb*,
improvised explosive*, air strike*, airstrike*, drone strike*, rocket attack*, shelling, mortar*, troops,
soldier*, army, militia*, paramilitar*, coup, civil war, ceasefire, ethnic, communal, political, politician*,
activist*, election*, journalist*, assassinat*, taliban, al-qa*, al qa*, islamic state, isis, minority,
minorities, hate crime*, white supremac*, far-right, neo-nazi*, targeted killing*, target killing*, massacre*,
hostage*, protest*, demonstrat*, sit-in*, rally, marchers, riot*, government
"""
_CRIMINAL = """
robber*, robbed, burglar*, drug, drugs, gang, gangs, gang-related, drive-by, domestic violence, domestic
dispute, domestic incident, dispute, argument, altercation, ex-girlfriend, ex-boyfriend, ex-wife, ex-husband,
girlfriend, boyfriend, estranged, home invasion, homicide, murder-suicide, carjack*, shoplift*, bar fight,
nightclub, parking lot, apartment complex, traffic stop, felony, detective*, sheriff*, deputy, deputies,
county jail, suspect, suspects, cartel*, mafia, extortion, feud, land dispute, ransom, bandit*, convenience
store, road rage
"""
_ACCIDENT = re.compile(
    r"\b(?:accidental(?:ly)?|unintentional\w*|by accident|self-inflicted|accidental discharge|cleaning (?:his|her|a|the) (?:gun|rifle|pistol)|"
    r"went off while|discharged (?:while|when)|playing with (?:a|the|his) gun|hunting accident|mishandl\w+|shot (?:himself|herself) in the)\b",
    re.IGNORECASE,
)
_MAY_BE_ACCIDENT = Gate(
    "accident|unintentional|self-inflicted|cleaning|went off|discharged|playing with|mishandl|shot him|shot her"
)
MISHAP = re.compile(
    r"\b(?:car (?:crash|accident)|road accident|traffic accident|plane crash|train (?:crash|derailment)|bus (?:crash|accident|plunge)|derail\w+|collided|collision|"
    r"earthquake|quake|tremor|flood(?:s|ing)?|landslide|mudslide|avalanche|cyclone|hurricane|typhoon|tornado|tsunami|drowned|drowning|capsized|"
    r"gas (?:leak|explosion|cylinder)|boiler explosion|building collapse|stampede|heatwave|heat wave|cold wave|epidemic|outbreak|cholera|ebola|dengue|"
    r"lightning|wildfire|bushfire|food poisoning|mine (?:collapse|accident)|coal mine|house fire|electrical fault|short circuit)\b",
    re.IGNORECASE,
)


@cache
def _vocabulary() -> tuple[AhoCorasick, tuple[tuple[bool, bool], ...]]:
    """Automaton of both lists; for each word: does it speak for politics, and may it have an ending."""
    entries = [
        (w.strip(), political)
        for political, text in ((True, _POLITICAL), (False, _CRIMINAL))
        for w in text.split(",")
    ]
    words = [" ".join(w.rstrip("*").split()) for w, _ in entries]
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest), tuple(
        (p, w.endswith("*")) for w, p in entries
    )


def _votes(text: str) -> tuple[int, int]:
    """How many words speak for politics, and how many for crime."""
    automaton, marks = _vocabulary()
    low = lower(text)
    political = criminal = 0
    for number, start, end in automaton.find_matches_as_indexes(low):
        for_politics, open_end = marks[number]
        if (start and low[start - 1].isalnum()) or (not open_end and end < len(low) and low[end].isalnum()):
            continue
        political += for_politics
        criminal += not for_politics
    return political, criminal


def nature_of(kind: str, told: str, whole: str) -> str:
    """political | criminal | accidental | unclear, from the sentences that tell an incident, then the whole text."""
    if kind in ("demonstration", "official_response"):
        return "political"
    if _MAY_BE_ACCIDENT(lower(told)) and _ACCIDENT.search(told):
        return "accidental"
    for text, least in ((told, 1), (whole, 2)):
        political, criminal = _votes(text)
        if political >= least and political > criminal:
            return "political"
        if criminal >= least and criminal > political:
            return "criminal"
    return "unclear"
