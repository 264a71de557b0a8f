"""How English asks: the forms of ``codebook/demands.yaml``, and where the words end that are asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from vigil import codebook
from vigil.extraction import grammar
from vigil.extraction.phrasebook import Gate


@dataclass(frozen=True, slots=True)
class Words:
    forms: tuple[tuple[str, re.Pattern[str]], ...]
    holding_out: re.Pattern[str]
    wishes: re.Pattern[str]
    imperatives: re.Pattern[str]
    officials: re.Pattern[str]
    classes: tuple[tuple[str, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """A word of asking: where it starts, where what is asked starts, and how it asks."""

    start: int
    end: int
    form: str


STRONG, WEAK, OF, NOUN, UNTIL, FOR, MUST, SLOGAN = (
    "strong",
    "weak",
    "of",
    "noun",
    "until",
    "for",
    "must",
    "slogan",
)
MAY_ASK = Gate(
    "demand|call|press|push|plead|pled|appeal|ask|urg|want|insist|implor|beg|condition|request|until|unless|only if|only when|"
    "seek|sought|must|should|petition|campaign|agitat|clamo|lobb|chant|slogan|banner|placard|cry|cried|shout|holding out|held out|"
    "ultimatum|hours|resolution|memorand|charter|plea|protest|demonstrat|rall|march|sit-in|strike|gather|vigil|block|camp|dharna"
    '|exhort|challeng|warn|before|exhort|moved|moving|stop|justice|release|told|pressur|days|took to|“|"'
)


@cache
def words() -> Words:
    data = codebook.load("demands")

    def either(key: str) -> str:
        return "|".join(data[key])

    of = r"(?:\s(?:also|again|on \w+day|in a \w+|yesterday|once more))?"
    nouns = either("nouns")
    forms = (
        (
            SLOGAN,
            rf"(?:(?<=[“‘])|(?<=[^ ]\s[\"'])(?<!\bto\s[\"'])|(?<=\([\"'])|(?<=^[\"']))(?=(?:{either('imperatives')})\b)",
        ),
        (OF, rf"\b(?:{either('asking_of')}){of}\s"),
        (
            NOUN,
            rf"\b(?:{nouns})(?:\s(?:by|from|of)\s(?:the\s)?(?:[\w’'-]++\s?){{1,4}}?)?(?::\s|\s(?:was|were|is|are|includ(?:ed?|es|ing)|such\sas|like|namely"
            r"|comprised?|ranged\sfrom|read(?:ing)?|sa(?:id|ying)|demand(?:ed|ing)|ask(?:ed|ing)\sfor)\s|\s(?=(?:for|that|to)\s))(?:(?:that|for|to)\s)?",
        ),
        (STRONG, rf"\b(?:{either('strong_verbs')}){of}\s"),
        (WEAK, rf"\b(?:{either('weak_verbs')}){of}\s"),
        (
            UNTIL,
            r"\b(?:until|unless|till|without|only\s(?:if|when|after)|before|on\s(?:the\s)?condition\sthat|as\slong\sas|if)\s",
        ),
        (FOR, rf"\b(?:{either('gatherings')})\b[^.;:]{{0,110}}?\s(?:for|in\ssupport\sof|in\sfavou?r\sof)\s"),
        (MUST, r"\b(?:must|should|ought\sto|ha(?:s|ve)\sto|needs?\sto)\s"),
    )
    return Words(
        tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in forms),
        re.compile(rf"\b(?:{either('holding_out')})\b", re.IGNORECASE),
        re.compile(rf"(?<![\w-])(?:{either('wishes')})(?![\w])", re.IGNORECASE),
        re.compile(rf"(?:{either('imperatives')})\b", re.IGNORECASE),
        re.compile(rf"(?<![\w-])(?:{'|'.join(codebook.load('responses')['officials'])})(?!\w)"),
        tuple((name, re.compile("|".join(words))) for name, words in data["classes"].items()),
    )


GOES_ON = re.compile(r"(?:\band|,)\s(?:also\s|then\s|has\s|have\s|had\s)?$")


_AND_DID = re.compile(
    r"\s(?:after|following|in the wake of|amid|during|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|in protest|in response to|when)\s|\s(?:and|but|then)\s(?:(?:also|then|later|has|have|had|were|was|is|are)\s)*(?:said|held|went|came|sat|took|began|set|gave|given|told|left|threw|sang|stood"
    r"|burnt|saw|[a-z]{3,}(?<!need)(?<!speed)ed)\s(?!and\b)|,\s(?:[\w’'-]+\s){1,6}?(?:said|reported|reports|says|told|noted|added)\b"
    r"|,\s(?:while|who|which|where|when|after|as|saying|adding|chanting|blocking|holding|carrying|burning|vowing)\s|\s(?:while|whereas|although|because)\s"
)
_CLOSES = re.compile(r"[,.!?]?[”\"’'](?=[\s,.;:!?)]|$)")
_SAYS_OF_IT = re.compile(
    r"(?<=[a-z])\s(?:[a-z]+(?<!s)s|[a-z]+ed|has|had|was|is|were|are|have|grew|came|went|fell|met)(?=\s(?!and\b|of\b|for\b|against\b|on\b))"
)
PASSIVE = re.compile(r"\b(?:be|been|being|get|is|are|was|were)\s")
_MORE = re.compile(
    r",\s(?:and\s)?(?:for|to|that)\s|,\s(?:and\s)?(?=(?:the|an?|more|better|full|financial|compensation|justice|security|protection)\s)",
    re.IGNORECASE,
)
FINITE = re.compile(r"\b(?:said|was|were|has|had|have|told|he|she|they|who)\b")


def object_end(text: str, ask: Ask) -> int:
    """Where the demanded words end: with their clause; a list goes on over commas."""
    if ask.form == SLOGAN or text[ask.end : ask.end + 1] in ("“", '"', "‘"):
        close = _CLOSES.search(text, ask.end + 1)
        return close.start() if close else min(len(text), ask.end + 150)
    if ask.form == UNTIL and not text[: ask.start].strip(' “"'):
        comma = text.find(",", ask.end)
        return comma if comma > 0 else len(text)
    listed = text[ask.start : ask.end].rstrip().endswith(":")
    _, right = grammar.clause(text, ask.end, ask.end)
    if right <= ask.end:
        _, right = grammar.clause(text, ask.end, ask.end + 1)
    while True:
        more = (re.compile(r"[,;]\s(?:and\s)?") if listed else _MORE).match(text, right)
        if not more:
            break
        _, stop = grammar.clause(text, more.end(), more.end() + 1)
        part = text[more.end() : stop]
        if stop <= right or (not listed and not words().wishes.search(part)) or FINITE.search(part):
            break
        right = stop
    if ask.form == NOUN and text[: ask.end].rstrip().endswith(" for"):
        said = _SAYS_OF_IT.search(text, ask.end, right)
        right = said.start() if said else right
    for cut in _AND_DID.finditer(text, ask.end, right):
        if not (PASSIVE.search(text, ask.end, cut.start()) and re.match(r"\sand\s\w+ed\b", cut.group())):
            return cut.start()
    return right
