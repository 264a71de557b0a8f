"""The patterns of English time expressions, on lower-cased text.

``CORE`` finds the part that carries the time ("10 january 2013", "third night", "past five years") in one pass;
``PREFIX`` reads the words before it ("late on", "since", "over the"), which decide what kind of expression it is.
Every repetition is bounded, so the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

S = r"[^\S\n]{0,2}\s"  # white space inside an expression; never across an empty line
_WORD_END = r"(?![a-z0-9])"


def words(line: str) -> list[str]:
    """The words of a line."""
    return line.split()


MONTH_NAMES = words("january february march april may june july august september october november december")

MONTHS = {name[:3]: number for number, name in enumerate(MONTH_NAMES, 1)}
WEEKDAYS = {
    name: number
    for number, name in enumerate(
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    )
}
SEASONS = {
    "spring": 3,
    "summer": 6,
    "autumn": 9,
    "fall": 9,
    "winter": 12,
}  # first month, north of the equator
NUMBERS = {
    word: number
    for number, word in enumerate(
        words(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
            "sixteen seventeen eighteen nineteen twenty"
        )
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
NUMBERS |= {"a": 1, "an": 1, "hundred": 100, "a hundred": 100}
ORDINALS = {
    word: number
    for number, word in enumerate(
        words(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
            "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ),
        1,
    )
} | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50}
UNITS = {
    "minute": 0,
    "hour": 0,
    "day": 1,
    "night": 1,
    "week": 7,
    "fortnight": 14,
    "month": 30,
    "year": 365,
    "decade": 3652,
}

_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_WEEKDAY_ABBREVIATED = r"(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:1[89]|20)\d\d(?![\d%]|[.,]\d|-(?!(?:\d\d|(?:1[89]|20)\d\d)(?!\d))(?=\w))"
_PART = r"(?:morning|afternoon|evening|night|midnight|midday|noon)"
# What follows a count of people or things: "January 10 people", "in 2003 homes".
_COUNTED = (
    rf"(?!(?:{S})(?:more{S})?(?:people|persons?|men|women|children|civilians|soldiers|policem[ae]n|police|troops|officers"
    r"|militants|rebels|protesters|members|workers|students|villagers|killed|dead|deaths|injured|wounded|others"
    r"|homes|houses|blocks?|families|times|miles|meters|metres|feet|km|kilometers|kilometres|dollars|rupees|euros|pounds"
    r"|percent|per|pages|cases|refugees|hours|hrs|gmt|utc|local|strong|votes|seats|fighters|prisoners|inmates|detainees|hectares|acres|tons|tonnes"
    r"|million|billion|thousand|hundred)\b)"
)
# Names that only look like a day: the November 17 group, the April 6 movement.
_NAMED = (
    rf"(?!(?:{S})(?:\w{{1,12}}{S})?"
    r"(?:movement|brigades?|group|coalition|alliance|party|martyrs|organi[sz]ation)\b)"
)
_NUMBER = (
    r"(?:\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:-(?:one|two|three|four|five|six|seven|eight|nine))?)"
)
_VAGUE = rf"(?:a{S}few|few|several|some|many|(?:a{S})?couple{S}of)"
_ABOUT = (
    rf"(?:(?:about|around|nearly|almost|some|roughly|just|barely|over|only|(?:more|less|fewer){S}than|at{S}least"
    rf"|just{S}over){S})"
)
_UNIT = r"(?:minute|hour|day|night|week|fortnight|month|year|decade)s?"
_ORDINAL = (
    r"(?:\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|fortieth"
    r"|fiftieth)"
)
_OF_YEAR = (
    rf"(?:,?{S}(?P<y>{_YEAR})|"
    rf"(?:,{S}|{S})(?:of{S})?(?:the{S})?(?P<ry>last|this|next|previous|same){S}year{_WORD_END})"
)
_TO = rf"(?:[-–—]|{S}(?:to|and|until|till|through|[-–—]){S})"

# name -> pattern; the first that fits where the scan stands wins, so longer forms come first
CORES: dict[str, str] = {
    "numeric": r"(?P<a>\d{1,4})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{4}|\d{2})(?![\d/]|[-.,]\d)",
    "month_day": (
        rf"(?:(?:last|this|next|coming){S})?(?:(?:{_WEEKDAY}|{_WEEKDAY_ABBREVIATED}),?{S}\(?)?"
        rf"(?P<m>{_MONTH}){S}(?P<d>{_DAY})(?:st|nd|rd|th)?"
        rf"(?:{_TO}(?:(?P<m2>{_MONTH}){S})?(?P<d2>{_DAY})(?:st|nd|rd|th)?(?!\d|{S}[a-z]{{3,}}s\b))?"
        rf"(?!\d|:\d|,\d\d\d|\.\d){_COUNTED}{_NAMED}(?:{_OF_YEAR})?"
    ),
    "day_month": (
        rf"(?:(?:(?:last|this|next|coming){S})?(?:{_WEEKDAY}|{_WEEKDAY_ABBREVIATED}),?{S}\(?(?:the{S})?)?(?P<d>{_DAY})(?:st|nd|rd|th)?"
        rf"(?:{_TO}(?P<d2>{_DAY})(?:st|nd|rd|th)?)?(?:{S}of)?(?:{S}|-)"
        rf"(?P<m>{_MONTH})(?:{_OF_YEAR}|{S}(?P<yy>\d\d)(?={S}?\(|{S}?[-–—,;)]|$))?{_WORD_END}{_NAMED}"
    ),
    "month": (
        rf"(?:(?P<which>last|this|next|previous){S})?(?P<m>{_MONTH})"
        rf"(?:{_OF_YEAR}|{S}of{S}(?P<y2>{_YEAR}))?(?:['’]s)?{_WORD_END}"
    ),
    "weekday": (
        rf"(?:(?P<which>last|this|next|coming|past|previous|following|each|every){S})?(?P<w>{_WEEKDAY})"
        rf"(?:(?P<plural>s)|['’]s)?{_WORD_END}(?:{S}(?:in{S}the{S})?(?P<part>{_PART})s?)?"
        rf"(?:{S}(?P<before_last>before{S}last))?"
        rf"(?:{S}(?:to|and|until|till|through){S}(?P<w2>{_WEEKDAY})(?:{S}{_PART})?)?{_WORD_END}"
    ),
    "weekday_abbreviated": r"(?P<w>mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\.(?!\w)",
    "nth": (
        rf"(?P<d>{_DAY})(?:st|nd|rd|th)(?:{S}of{S}(?P<which>this|last|the|the{S}same){S}month)?"
        rf"(?=[,.;:)\"”]|{S}(?:and|when|that|at|in|but|as|after|before|by|of{S}(?:this|last|the))\b|$)"
    ),
    "years": rf"(?P<y>{_YEAR})(?:{_TO}|/)(?P<y2>{_YEAR}|\d\d){_WORD_END}",
    "decade": r"(?:(?P<y>(?:1[89]|20)\d0)['’]?|['’](?P<yy>\d0))s(?!\w)",
    "year": rf"(?P<y>{_YEAR})(?:['’]s)?{_WORD_END}{_COUNTED}",
    "anniversary": (
        rf"(?:(?P<o>{_ORDINAL})(?:{S}death)?{S}|(?P<n>{_NUMBER})[- ]year{S})?anniversar(?:y|ies){_WORD_END}"
    ),
    "ordinal": (
        rf"(?P<o>{_ORDINAL})(?:{S}|-)(?:(?P<c>consecutive|straight|successive|full){S})?"
        rf"(?P<u>day|night|week|month|year)(?P<c2>{S}(?:running|in{S}a{S}row))?{_WORD_END}"
    ),
    "day_number": rf"day{S}(?P<n>\d{{1,3}}|one|two|three|four|five|six|seven|eight|nine|ten){_WORD_END}",
    "frequency": (
        rf"(?:every|each){S}(?:(?:other|single|{_NUMBER}){S})?(?:{_WEEKDAY}|{_MONTH}|{_UNIT}|morning|evening|summer|winter"
        rf"|spring|autumn){_WORD_END}|(?:once|twice|{_NUMBER}{S}times){S}(?:a|per|every|each){S}"
        rf"(?:day|night|week|month|year){_WORD_END}"
    ),
    "day_word": (
        rf"day{S}(?P<before>before{S}yesterday|after{S}tomorrow)|(?P<word>yesterday|today|tonight|tomorrow|overnight)"
        rf"(?:['’]s)?(?:{S}{_PART})?{_WORD_END}"
    ),
    "count": (
        rf"(?P<q>{_ABOUT})?(?:(?P<n>{_NUMBER})|(?P<v>{_VAGUE}))(?P<sep>{S}|-)"
        rf"(?:(?P<c>consecutive|straight|successive|full|whole|more|further|long){S})?(?P<u>{_UNIT})(?:['’])?"
        rf"(?:{S}(?P<tail>ago|earlier|before|previously|later|after|afterwards|on(?=[,.;]|{S}from)|back|running|old"
        rf"|in{S}a{S}row)|-(?P<long>long|old)|(?P<glued>long))?{_WORD_END}"
    ),
    "modified": (
        rf"(?P<which>earlier{S}(?:this|last|the{S}same)|later{S}(?:this|the{S}same)|last|past|previous|preceding|this"
        rf"|next|coming|following|recent|same|that){S}"
        rf"(?:(?:(?P<n>{_NUMBER})|(?P<v>{_VAGUE}))(?:{S}|-))?"
        rf"(?P<u>{_UNIT}|weekend|{_PART}|spring|summer|autumn|fall|winter|centur(?:y|ies)){_WORD_END}"
    ),
    "weekend": rf"weekend(?:['’]s)?{_WORD_END}",
    "season": rf"(?P<s>spring|summer|autumn|fall|winter)(?:{S}of)?{S}(?P<y>{_YEAR}){_WORD_END}",
    "unit": (
        rf"(?P<u>(?:minute|hour|day|week|month|year|decade)s|day|night|week|month|year)"
        rf"(?:{S}(?P<tail>ago|earlier|before|previously|later|after|afterwards|back)|-?(?P<long>long)){_WORD_END}"
        rf"|(?P<us>(?:hour|day|night|week|month|year|decade)s){_WORD_END}"
    ),
    "feast": (
        r"(?P<f>christmas(?: day| eve)?|new year['’]s (?:day|eve)|boxing day|good friday|(?:easter|palm|whit) sunday"
        r"|(?:easter|holy) monday|ash wednesday|maundy thursday|easter|eid(?:[- ](?:al|ul)[- ](?:fitr|adha|azha))?"
        r"|ashura|ashoura|muharram|ramadan|ramzan|arbaeen|chehlum|mawlid|nowruz|diwali|holi|passover|purim"
        r"|yom kippur|rosh hashanah|vesak|thanksgiving(?: day)?|(?:independence|republic|victory|labou?r|may) day)"
        rf"{_WORD_END}"
    ),
    "nine_eleven": r"9/11(?![\d/])",
}

_GROUP = re.compile(r"\(\?P<\w+>|\(\?P=(\w+)\)")


def _unnamed(pattern: str) -> str:
    # The separators of a numeric date must agree; in the scan the repeated group becomes a class, the rule checks it.
    return _GROUP.sub(lambda match: "[-/.]" if match.group(1) else "(?:", pattern)


def _prefixes(found: Iterable[str], depth: int = 4) -> str:
    """A pattern for the first letters of the words, as a tree, so that the scan leaves other words at once."""
    tree: dict[str, list[str]] = {}
    for word in sorted({word[:depth] for word in found}):
        tree.setdefault(word[0], []).append(word[1:])
    branches = []
    for letter, rests in tree.items():
        rest = "" if "" in rests else _prefixes(rests, depth)
        branches.append(re.escape(letter) + rest)
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


_FIRST = [*MONTH_NAMES, *WEEKDAYS, *SEASONS, *ORDINALS, *(word for word in NUMBERS if len(word) > 2), *UNITS]
_FIRST += words(
    "jan feb mar apr may jun jul aug sep oct nov dec mon tue wed thu fri sat sun few several some many couple about"
    " around nearly almost roughly just barely over only more less fewer last this next coming past previous each"
    " preceding following every recent same that earlier later once twice yesterday today tonight tomorrow overnight"
    " weekend anniversary christmas new boxing good easter palm whit holy ash maundy eid ashura muharram ramadan"
    " ramzan arbaeen chehlum mawlid nowruz diwali holi passover purim yom rosh vesak thanksgiving independence"
    " republic victory labour labor"
)
_STARTS = (
    rf"(?=[\d'’]|{_prefixes(_FIRST)}|at{S}least"
    rf"|an?[^\S\n]{{0,2}}[\s-](?:{_UNIT}|few|couple|full|whole|further|long|more))"
)
CORE = re.compile(
    rf"(?<!\w){_STARTS}(?:" + "|".join(f"(?P<{name}>{_unnamed(p)})" for name, p in CORES.items()) + ")"
)


@cache
def detail_of(name: str) -> re.Pattern[str]:
    """The pattern of one kind of core, with its groups; made when the first of its kind is met."""
    return re.compile(CORES[name])


PREFIX = re.compile(
    rf"(?<![\w'’-])(?:(?P<time>late|early|later|earlier|beginning|starting|sometime|shortly|back){S})?"
    rf"(?:(?P<prep>on|in|since|until|till|by|from|during|for|over|of|at|between|before|after|within|through|throughout"
    rf"|across|into|enter(?:s|ed|ing)|around){S})?"
    rf"(?:(?P<article>the|an?|its|their|his|her|another){S})?"
    rf"(?:(?:(?:early|small|late|wee){S})?"
    rf"(?P<half>night|morning|evening|afternoon|eve|hours|end|beginning|start|middle){S}of{S}(?:the{S})?)?"
    rf"(?:(?P<edge>late|early|mid|end)(?:{S}|-))?$"
)
DEED = re.compile(
    r"(?:(?:['’]s|(?<=['’]s))\s+(?:[\w-]+\s+){0,2}?|\s+)(?:shooting|attack|bombing|bomb|blast|explosion|killing|murder|massacre|raid|violence|clash|assault|riot"
    r"|stabbing|ambush|kidnapping|abduction|ramming|carnage|bloodshed)(?:e?s)?\b"
)
FUTURE = re.compile(
    r"\b(?:will|shall|would|to be|plan(?:s|ned|ning)? (?:to|for)|scheduled|upcoming|due|set to|set for|slated|expected"
    r"|intends?|call(?:s|ed|ing)? for|tomorrow|deadline|ahead of|vow(?:s|ed)? to)\b"
)
# Words after which an expression tells what has happened, whatever stood before them in the sentence.
HAPPENED = re.compile(
    r"\b(?:said|told|announced|reported|added|stated|confirmed|according|killed|died|wounded|injured|says|tweeted"
    r"|attack(?:s|ed)?|blasts?|bombings?|explosions?|killings?|shootings?|clash(?:es)?|arrested|held|attacked)\b"
)
STOP = re.compile(r"[.!?][\"'”’)]?\s|\n\s*\n")
NAME_DAYS = frozenset(
    {"bloody", "black", "super", "cyber", "shrove", "ash", "palm", "good", "easter", "holy", "whit"}
)
DATELINE = re.compile(
    rf"\s*(?:[A-Z][\w.'’/-]*,?[^\S\n]{{1,3}}\(?){{1,6}}"
    rf"(?P<date>(?:{_DAY}{S})?(?i:{_MONTH})(?:{S}{_DAY})?(?:,?{S}\d{{2,4}})?)\s*(?:[(:—–\])]|--|-\s)"
)
