"""What the words around a count make of it: a total over years, an earlier figure, a subset."""

from __future__ import annotations

import re

from vigil.extraction.phrasebook import Gate

_NUMBER_WORD = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|a few|few|many|dozens? of|multiple|a dozen|hundreds of|scores of)"
_EVENTS = r"(?:attacks|bombings|blasts|explosions|shootings|incidents|killings|clashes|raids|strikes|riots|murders|massacres|homicides|suicide attacks|bomb attacks|operations|episodes)"
AGGREGATE = re.compile(
    rf"""\b(?:
      \bsince\s+(?:the\s+(?:start|beginning|war|conflict|insurgency|fall|outbreak|year|invasion|early|late|group|militants|taliban|movement|violence|uprising|crisis|19|20)|last\s+(?:year|month|january|july|october)
         |early\s|late\s|mid-|(?:january|february|march|april|may|june|july|august|september|october|november|december)(?:\s+(?:of\s+)?\d{{4}}|\s+last\s+year)?\b(?!\s+\d)|\d{{4}}|then\b|independence)
    | \b(?:over|during|in|within|for|throughout|across)\s+(?:the\s+|these\s+)?(?:past|last|previous|preceding|recent|nearly|almost|about|more\ than|over|around|just|under|less\ than|span\ of)?\s*
         (?:past|last|few|couple\ of|recent|{_NUMBER_WORD})?\s*(?:-|\s)?(?:{_NUMBER_WORD}\s+)?(?:years|decades|months|weeks|days|decade)\b(?!\s+(?:after|later|before|ago|earlier|since))
    | \b(?:in|over|during)\s+(?:the\s+)?(?:past|last|previous)\s+(?:year|month|week|decade|century|(?:{_NUMBER_WORD}\s+)hours)\b
    | \b(?:over|in|during|through)\s+(?:the\s+)?(?:past\s+)?(?:recent\s+)?years\b | \bin\s+recent\s+(?:years|months|weeks|days|times)\b
    | (?<!earlier\s)(?<!later\s)(?<!late\s)(?<!early\s)\b(?:so\s+far\s+)?this\s+(?:year|month)\b(?=[\w\s]*[,.;]|\s*$|\s+(?:alone|in|across|so|according)) | \b(?:so\s+far|to\s+date)\s+this\b | \bto\s+date\b | \bthis\s+year\s+alone\b
    | \b(?:each|every|per)\s+(?:year|month|day|week)\b | \bannually\b | \ba\s+year\b(?!\s+(?:ago|later|after|before|earlier|old))
    | \b(?:in|over|during|throughout|across|from)\s+(?:at\s+least\s+|more\s+than\s+|about\s+|some\s+|over\s+)?(?:the\s+)?(?:{_NUMBER_WORD})\s+(?:\w+\s+){{0,2}}{_EVENTS}\b
    | \b(?:in|by|through)\s+(?:a\s+)?(?:series|string|wave|spate|number|succession)\s+of\s+(?:\w+\s+){{0,3}}\w+s\b
    | \bin\s+(?:various|different|separate|numerous|similar|previous|sectarian|targeted|such|earlier|countless|repeated)\s+(?:\w+\s+){{0,2}}{_EVENTS}\b
    | \b(?:spate|wave|series|string|cycle|decades?|years|months)\s+of\s+(?:\w+\s+){{0,2}}(?:violence|killings|attacks|bombings|conflict|war|fighting|bloodshed|unrest|insurgency|terror|terrorism)\b
    | \b(?:decade|year|month|decades|years)-(?:long|old)\s+(?:\w+\s+)?(?:conflict|war|insurgency|campaign|violence|assaults|armed|uprising|rebellion|civil|struggle)
    | \b(?:civil\s+war|insurgency|conflict|genocide|campaign|uprising|holocaust|drug\s+war|war\s+on\s+terror|intifada)\b.{{0,40}}\b(?:killed|claimed|left|cost|dead|lives)\b
    | \b(?:in|during)\s+(?:the\s+)?(?:\w+\s+){{0,3}}(?:civil\s+war|insurgency|conflict|war|genocide|uprising|intifada)\b
    | \bin\s+(?:all\s+of\s+)?(?:19|20)\d\d\s*(?:alone|[,.;]|$) | \b(?:between|from)\s+(?:19|20)\d\d\s*(?:and|to|-|–)\s*(?:19|20)\d\d\b | \bduring\s+(?:19|20)\d\d\b
    | \b(?:first|second|third|fourth|last)\s+(?:\w+\s+)?(?:days?|weeks?|months?|quarter|half)\s+of\s+(?:the\s+year|(?:19|20)\d\d|this\s+year) | \bhomicides?\s+(?:of\s+the\s+year|this\s+year|in\s+\d{{4}})
    | \bhave\s+(?:been\s+)?(?:killed|died|claimed|murdered|slain|left)\s+(?:\w+\s+){{0,3}}(?:hundreds|thousands|scores)\b | \b(?:hundreds|thousands|tens\s+of\s+thousands)\s+(?:of\s+)?(?:\w+\s+){{0,6}}have\s+(?:been\s+)?(?:killed|died|lost|fallen|murdered)\b
    | \btotal\s+(?:number\s+)?of\s+(?:homicides|shootings|murders)\b | \bover\s+the\s+years\b
    )""",
    re.VERBOSE,
)
EARLIER = re.compile(
    r"""\b(?:earlier|initially|at\s+first|previously|initial\s+(?:reports?|toll|count|figures?|estimates?)|first\s+reports?|earlier\s+(?:reports?|toll|count|figures?)|preliminary|had\s+(?:earlier|previously|initially|first)|originally|first\s+put
    |previous\s+(?:toll|count|figure)|before\s+(?:rising|climbing))\b""",
    re.VERBOSE,
)
_UP_FROM = re.compile(
    r"\bup\s+from(?:\s+[\w-]+){0,3}\s+$"
)  # what stands before "up from" is the later figure
_DENIES = re.compile(
    r"\b(?:(?:deny|denied|denies|denying)|no\s+truth\s+(?:in|to))\s+(?:(?:the|any|media|press|local|all)\s+)*(?:(?:reports?|claims?|allegations?|suggestions?|rumou?rs?)\s+)?"
    r"(?:that|of)\s[^.;,]{0,60}$"
)
_TOLL_BEFORE = re.compile(
    r"\b(?:earlier|previous|initial|first)\s+(?:toll|count|figure|estimate|tally)s?\s+of\s+(?:[\w-]+\s+){0,2}$"
)
_OLD_TOLL = re.compile(r"\b(?:an|the|its|their)\s+(?:earlier|previous|initial)\s+(?:death\s+)?$")
_TOLL = re.compile(r"(?:death\s+)?(?:toll|count|figure|estimate|tally)\b")
_REPLACES = re.compile(
    r"\b(?:revis\w+|up\s+from|down\s+from|correct\w+|replac\w+|from\s+an?\s+(?:earlier|initial|previous)|(?:an?|the|its)\s+(?:earlier|previous|initial)\s+(?:toll|count|figure|estimate|tally))\b"
)
_EARLIER_TIME = re.compile(
    r"\b(?:earlier\s+(?:this|in\s+the|that|on|last|attack|attacks|bombing|blast|shooting|today|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|(?:days|weeks|months|years|hours|minutes|day|week|month|year|hour)\s+earlier|an\s+earlier|(?:the|two|three)\s+earlier|earlier,)",
)
DISASTER = re.compile(
    r"\b(?:earthquake|quake|tsunami|flood|floods|flooding|cyclone|hurricane|typhoon|tornado|landslide|mudslide|avalanche|drought|famine|epidemic|pandemic|cholera|ebola|virus|heatwave|heat\s+wave|road\s+accident"
    r"|(?:car|bus|train|plane|helicopter|traffic|road|vehicle)\s+(?:crash|accident|collision)|crashed|collided|overturned|derailed|capsized|drowned|collapse[ds]?)\b",
)
DIED_LATER = re.compile(
    r"\b(?:in\s+(?:the\s+)?hospital|at\s+(?:the\s+|a\s+)?(?:\w+\s+){0,3}hospital|on\s+the\s+spot|at\s+the\s+(?:scene|spot)|overnight|in\s+the\s+night|at\s+once|instantly|of\s+(?:his|her|their|bullet|gunshot)?\s*(?:wounds|injuries)|from\s+(?:his|her|their)\s+(?:wounds|injuries)"
    r"|to\s+(?:his|her|their)\s+(?:wounds|injuries)|on\s+the\s+way)",
    re.IGNORECASE,
)


_MAY_BE_DISASTER = Gate(
    "quake|tsunami|flood|cyclone|hurricane|typhoon|tornado|landslide|mudslide|avalanche|drought|famine|demic|cholera"
    "|ebola|virus|heat|accident|crash|collision|collided|overturned|derailed|capsized|drowned|collapse"
)
_MAY_BE_EARLIER = Gate("earlier|initial|first|previous|preliminary|original|up|rising|climbing")
_MAY_BE_TOTAL = Gate(
    "since|year|month|week|decade|annual|conflict|insurg|genocide|series|spate|wave|string|success|campaign|uprising"
    "|intifada|holocaust|number of|attacks|bombings|blasts|explosions|shootings|incidents|killings|clashes|raids"
    "|strikes|riots|murders|massacres|homicides|operations|episodes"
)
_MAY_BE_TOTAL_TOO = re.compile(r"days\b|hours\b|\bdate\b|\b(?:19|20)\d\d|war\b|have\s")
# "in the deadliest attack in years": years qualify the attack, not the count
_RANKED = re.compile(
    r"\b(?:deadliest|worst|bloodiest|first|biggest|largest|most|second|third|latest|highest|one\s+of)\b[^,;]*$"
)
_SENTENCED = re.compile(
    r"\b(?:sentenced?|jail|prison|jailed|imprisoned|custody|served|old|marriage|married|lived)\b[^,;]*$"
)
_FOR = re.compile(r"(?:for|in|within)\b")
_CLAUSE_END = re.compile(
    r";|\.\s|:\s|—|–\s|,?\s(?:while|although|but|whereas)\s|,\s(?:(?:in|at|after|during)\s)?(?:which|where|when|who)\s"
)
_REACH = 400  # characters each side that can bear on a count


def _clause(text: str, first: int, last: int) -> tuple[int, int]:
    """The part of a sentence that can bear on the count at ``text[first:last]``."""
    left = max(0, first - _REACH)
    for match in _CLAUSE_END.finditer(text, left, first):
        left = match.end()
    right = _CLAUSE_END.search(text, last, last + _REACH)
    return left, right.start() if right else min(len(text), last + _REACH)


def aggregate_scope(text: str, low: str, first: int, last: int) -> str | None:
    """The words that make the count at ``text[first:last]`` a total over a time or several incidents, or None.

    ``low`` is ``text`` in lower case, same length.
    """
    start, end = _clause(text, first, last)
    low = low[start:end]
    if not _MAY_BE_TOTAL(low) and _MAY_BE_TOTAL_TOO.search(low) is None:
        return None
    for match in AGGREGATE.finditer(low):
        before = low[max(0, match.start() - 60) : match.start()]
        if _RANKED.search(before):
            continue
        words = text[start + match.start() : start + match.end()].strip(" ,.;")
        if _FOR.match(words.lower()) and _SENTENCED.search(before):
            continue
        return words
    return None


def superseded(text: str, low: str, first: int, last: int) -> bool:
    """True where the text itself calls the count at ``text[first:last]`` an earlier one."""
    left, right = max(0, first - 70), last + 50
    if not _MAY_BE_EARLIER(low[left:right]):
        return False
    start, end = _clause(text, first, last)
    head = low[left:first]
    if (
        _UP_FROM.search(head)
        or _TOLL_BEFORE.search(head)
        or (_OLD_TOLL.search(head) and _TOLL.match(low, first))
    ):
        return True
    window = low[max(start, left) : min(end, right)]
    newer = _REPLACES.search(low, last, min(end, right))  # what follows names the older figure, not this one
    if newer is not None:
        window = low[max(start, left) : newer.start()]
    return EARLIER.search(window) is not None and _EARLIER_TIME.search(window) is None


def denied(low: str, first: int) -> bool:
    """True where what leads to the count at ``first`` denies it: "denied reports that 20 people had been killed"."""
    if "den" not in low and "no truth" not in low:
        return False
    return _DENIES.search(low, max(0, first - 110), first) is not None


def in_disaster(low: str, first: int, last: int) -> bool:
    """True where an accident or a natural disaster is told around ``low[first:last]``."""
    return _MAY_BE_DISASTER(low) and DISASTER.search(low, max(0, first - 300), last + 300) is not None
