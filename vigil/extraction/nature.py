"""Whether violence is political, criminal or an accident, by the words around it."""

from __future__ import annotations

import re

_POLITICAL = re.compile(
    r"\b(?:militants?|insurgen\w+|rebels?|terroris[tm]\w*|guerrill?as?|jihadi\w*|separatists?|extremis[tm]s?|sectarian|suicide (?:bomb\w*|attack\w*|blast)|"
    r"claimed responsibility|car bombs?|roadside bombs?|improvised explosive|air ?strikes?|drone strikes?|shelling|mortar|rocket attack|troops|soldiers|army|militias?|paramilitar\w+|"
    r"coup|civil war|ceasefire|ethnic|communal|political|politician|activists?|election|journalist|assassinat\w+|separatism|taliban|al[- ]qa\w+|islamic state|isis|"
    r"protest\w*|demonstrat\w+|sit-in|rally|march(?:ed|ers)|strike|riot\w*|government|minorit\w+|hate crime|white supremac\w+|far-right|neo-nazi|gunmen on motor\w+|target(?:ed)? killing|massacre|kidnapp\w+ by|hostage)\b",
    re.IGNORECASE,
)
_CRIMINAL = re.compile(
    r"\b(?:robbery|robbed|robbers?|burglar\w*|drug(?:s| deal\w*| gang| traffick\w+)?|gangs?|gang-related|drive-by|domestic (?:violence|dispute|incident)|dispute|argument|altercation|"
    r"ex-(?:girlfriend|boyfriend|wife|husband)|girlfriend|boyfriend|estranged|home invasion|homicide|murder-suicide|"
    r"carjack\w*|shoplift\w*|bar fight|nightclub|parking lot|apartment complex|traffic stop|felony|detectives?|sheriff\S*|deput(?:y|ies)|county jail|"
    r"suspects?|cartels?|mafia|extortion|feud|land dispute|ransom|bandits?|convenience store|road rage|police said (?:the|a) (?:man|woman|teen))\b",
    re.IGNORECASE,
)
_ACCIDENT = re.compile(
    r"\b(?:accidental(?:ly)?|unintentional\w*|by accident|self-inflicted|accidental discharge|negligent\w*|cleaning (?:his|her|a|the) (?:gun|rifle|pistol)|"
    r"went off while|discharged (?:while|when)|playing with (?:a|the|his) gun|hunting accident|mishandl\w+|shot (?:himself|herself) in the)\b",
    re.IGNORECASE,
)
MISHAP = re.compile(
    r"\b(?:car (?:crash|accident)|road accident|traffic accident|plane crash|train (?:crash|derailment)|bus (?:crash|accident|plunge)|derail\w+|collided|collision|"
    r"earthquake|quake|tremor|flood(?:s|ing)?|landslide|mudslide|avalanche|cyclone|hurricane|typhoon|tornado|tsunami|drowned|drowning|capsized|"
    r"gas (?:leak|explosion|cylinder)|boiler explosion|building collapse|stampede|heatwave|heat wave|cold wave|epidemic|outbreak|cholera|ebola|dengue|"
    r"lightning|wildfire|bushfire|food poisoning|mine (?:collapse|accident)|coal mine|house fire|electrical fault|short circuit)\b",
    re.IGNORECASE,
)


def nature_of(kind: str, told: str, whole: str) -> str:
    """political | criminal | accidental | unclear, from the sentences that tell an incident, then the whole text."""
    if kind in ("demonstration", "official_response"):
        return "political"
    if _ACCIDENT.search(told):
        return "accidental"
    for text, least in ((told, 1), (whole, 2)):
        political, criminal = len(_POLITICAL.findall(text)), len(_CRIMINAL.findall(text))
        if political >= least and political > criminal:
            return "political"
        if criminal >= least and criminal > political:
            return "criminal"
    return "unclear"
