"""What people demanded because of an incident: of whom it is for the incident to say; who asks, and the words.

The classes and who counts as being in power are in ``codebook/responses.yaml``.  What officials ask of their own
people is a response, not a demand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from vigil import codebook
from vigil.extraction import grammar
from vigil.extraction.phrasebook import Gate
from vigil.records import Claim, Sentence


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Who is in power, and the classes of demands."""

    officials: re.Pattern[str]
    demands: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of demands, compiled once."""
    data = codebook.load("responses")
    return Vocabulary(
        re.compile(rf"(?<![\w-])(?:{'|'.join(data['officials'])})(?!\w)"),
        tuple((name, re.compile("|".join(words))) for name, words in data["demands"].items()),
    )


_DEMAND = re.compile(
    r"\b(?:demand(?:ed|s|ing)?(?!\s(?:had|have|has|were|was|are|be|being|he|she|accepted|met"
    r"|as)\b)(?:\sof\s(?:the\s)?\w+)?(?:\s(?:that|for|an?\send\sto))?(?=\s)|(?:call(?:ed|s|ing)?"
    r"|press(?:ed|es|ing)?|push(?:ed|ing)|plead(?:ed|ing)|appeal(?:ed|s|ing)?|campaign(?:ed"
    r"|ing))\s(?:\w+\s){0,3}?(?:for|on|to\spress\sfor)\s|"
    r"(?:ask(?:ed|s|ing)?|urg(?:ed|es|ing)|want(?:ed|s|ing)?|insist(?:ed|s|ing)?|implor(?:ed|ing)"
    r"|beg(?:ged|ging))\s(?:only\s)?(?:for\s|on\s|that\s)?|"
    r"(?:one|some|first|main|other|key|chief|central)?\s?(?:of\s)?(?:their|its|his|her|the|main|more"
    r"|other|several|two|three|four|five)\s(?:\w+\s)?(?:demands?|conditions?|requests?)(?::\s|\s(?:was"
    r"|were|is|are|includ(?:ed|es?|ing))\s)(?:that\s|for\s)?|"
    r"(?:charter|list)\sof\sdemands:?\s|"
    r"(?:until|unless)\s|(?:to\s)?object(?:ed)?\sto\s|(?:in\ssupport\sof|to\spress\sfor|seeking|sought"
    r"|for\sfailing\sto)\s|must\s|"
    r"given\s(?=\d+\shours))",
    re.IGNORECASE,
)
_NOUN = re.compile(r"\b(?:the|this|that|a|their|its|his|such|any)\s$")
_DEMAND_GATE = Gate(
    "demand|call|press|push|plead|appeal|ask|urg|want|insist|implor|beg|condition|request|until|unless|"
    "object|seek|sought|must|sit-in|failing|given"
)
_HOLDING_OUT = re.compile(
    r"\b(?:refus\w+|continu\w+|go(?:ing)? on|would not|will not|won't|not (?:bury|stop|end|leave|budge"
    r"|be buried|lift|call off|go back|return)|stay|remain|persist|wait|vow\w*|sit-in|strike|protest\w*"
    r"|"
    r"blockade|bury|burial\w*|hunger|camp|dharna|march\w*)\b",
    re.IGNORECASE,
)
_ASKERS = re.compile(
    r"\b(?:protest\w*|demonstrat\w+|march\w*|mourners?|famil\w+|relatives?|residents?|communit(?:y|ies)"
    r"|activists?|students?|workers?|unions?|part(?:y|ies)|clerics?|leaders?|"
    r"bishops?|organi[sz]\w+|lawyers?|journalists?|women|people|villagers?|crowd\w*|participants?"
    r"|strikers?|traders|tribes\w*|elders|rall(?:y|ies|ied)|sit-in|statement|resolution|memorandum|"
    r"rights|groups?|opposition|survivors|parents|mothers?|father|speakers?|they|it|who|movement"
    r"|association|council|forum|victims?|scholars|bodies|hunger|petition|thousands|hundreds|dozens|"
    r"banners?|placards?|slogans?|chant\w*|rebels?|kidnappers?|guerrillas?|others|teachers|doctors"
    r"|farmers|prisoners|inmates)\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:protest\w*|demonstrat\w+|sit-in|rall(?:y|ies|ied)|march\w*|strike|blocked|gathered|shouting"
    r"|chanting)\b[^.;]{0,90}?\s(for|to demand|to call for|demanding|calling for)\s",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"\b(?:justice|release|arrest|resign\w*|protect\w*|secur\w*|safety|end|punish\w*|action|inquiry"
    r"|investigat\w+|probe|compensat\w+|operation|army|troops|military|dismiss\w*|dissol\w+|"
    r"removal|ouster|trial|prosecut\w+|free\w*|withdraw\w*|reform\w*|election\w*|repeal|law\w*|rights"
    r"|control|deploy\w*|hang\w*|execut\w+|visit\w*|come|act|stop\w*|take|ban|"
    r"recogni\w+|independen\w+|peace|ceasefire|resignation|bodies|plan|measures|steps|accountab\w+"
    r"|transparen\w+|truth|answers|better|guarant\w+|help|support|aid|pay\w*|wage\w*|raise|jobs|"
    r"brought|caught|held|given|met|guilty|killers|culprits|perpetrators|responsible|indict|death|hear"
    r"|listen|crack|return|close|closure|step down|leave|notice|bring|commission|autonomy|referendum"
    r"|tighter|stricter|ransom|freedom|gun control|implement\w*|fulfil\w*|accept\w*)\b",
    re.IGNORECASE,
)
_NOT_WISH = re.compile(
    r"^(?:a |the )?(?:(?:community|public)[’']s help|help\b|no\b|parties concerned|protesters"
    r"|supporters|people|famil|demonstrators|mourners|residents|followers|his |its members|voters"
    r"|readers|report|comment|calm|restraint|help(?: from)? (?:the )?public|information|anyone"
    r"|witnesses|who|why|how|whether|what|if|him to (?:leave|stop)|her|ransom|questions?|motorists"
    r"|recently|then|now|late\b|early\b|\d|midnight|dawn|\w+day\b|police arrived)",
    re.IGNORECASE,
)
_JUSTICE = re.compile(
    r"brought to justice|punished|arrest|resign|released?|stop|prosecut|hanged|tried|caught|act\b|held"
)
_IN_A_LIST = re.compile(
    r"\b(?:demand|resolution|protest|petition|memorandum|charter|insist)\w*", re.IGNORECASE
)
_SAID = re.compile(r"[A-Z][\w’'-]+ (?:also )?(?:said|told|insisted|declared)\b")
_SPLIT = re.compile(r",\s(?:and\s)?|\sand\s(?:also\s)?(?:asked\s(?:for\s)?|for\s|to\s|that\s)?|;\s")
_ITEM = re.compile(
    r"(?:for\s)?(?:the|an?|their|more|better|full|immediate|financial|[a-z]+tion|[a-z]*ment|justice"
    r"|security|compensation|protection|jobs|army|military|tighter|stricter|release|arrests?|that|to"
    r"|asked|called|an\shonest)\b",
    re.IGNORECASE,
)


def find_demands(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims ``demand`` in order: value the words, speaker who asks, detail the class of ``responses.yaml``."""
    words = vocabulary()
    out: list[Claim] = []
    for sentence in grammar.pieces(sentences):
        text = grammar.flat(sentence.text)
        low = grammar.lower(text)
        if not _DEMAND_GATE(low):
            continue
        used = 0
        spots = [(m.start(), m.end(), m.group().lower()) for m in _DEMAND.finditer(text)]
        for match in _CAUSE.finditer(text):
            if match.group(1).lower() == "for":
                spots.append((match.start(1), match.end(), "for"))
        spots.sort()
        for start, end, said in spots:
            if start < used:
                continue
            _, right = grammar.clause(text, start, end)
            right = max(right, _list_end(text, end, right))
            if said.startswith("demand") and _NOUN.search(low, max(0, start - 14), start):
                right = max(grammar.noun_phrase(text, end)[1], end)
            begin, finish = grammar.trim(text, end, right)
            if not _is_demand(text, low, said, start, begin, finish, words):
                continue
            for a, b in _items(text, begin, finish):
                value = text[a:b]
                out.append(
                    grammar.claim(
                        sentence,
                        "demand",
                        a,
                        b,
                        a,
                        value=value[:120],
                        speaker=_asker(text, start),
                        detail=_demand_class(value, words),
                    )
                )
            used = finish
    return out


def _list_end(text: str, start: int, right: int) -> int:
    """A list goes on over commas: "the plan, the arrest of the killers and security"."""
    while True:
        more = _MORE.match(text, right)
        if not more:
            return right
        _, stop = grammar.clause(text, more.end(), more.end() + 1)
        part = text[more.end() : stop]
        if stop <= right or not _WISH.search(part) or _FINITE.search(part):
            return right
        right = stop


_MORE = re.compile(
    r",\s(?:and\s)?(?:for|to|that)\s|,\sand\s(?=(?:the|an?|more|better|full|financial|compensation"
    r"|justice|security)\s)",
    re.IGNORECASE,
)
_FINITE = re.compile(r"\b(?:said|was|were|has|had|have|is|are|told|police|he|she|they|who)\b")


def _is_demand(
    text: str, low: str, said: str, start: int, begin: int, finish: int, words: Vocabulary
) -> bool:
    body = low[begin:finish]
    if finish - begin < 5 or _NOT_WISH.match(body) or not _WISH.search(body):
        return False
    head = said.split()[0]
    if head.startswith("want") and (
        body.startswith("to ")
        or re.search(r"\b(?:i|we|you|he|she) (?:\w+ )?$", low[max(0, start - 20) : start])
    ):
        return False
    before = text[max(0, start - 160) : start]
    if head in ("until", "unless"):
        return bool(_HOLDING_OUT.search(before))
    official = grammar.last(words.officials, low, max(0, start - 60), start)
    asker = grammar.last(_ASKERS, text, max(0, start - 160), start)
    if head == "must":
        if not _JUSTICE.search(body) and not _IN_A_LIST.search(before):
            return False
        return asker is not None or bool(_SAID.search(before))
    if head.startswith(("object", "seek", "sought", "for")) and asker is None:
        return False
    if (
        official is not None
        and official.end() > start - 25
        and (asker is None or asker.end() <= official.start())
    ):
        return False
    strong = head.startswith(("demand", "press", "push")) or "demand" in said or "condition" in said
    return strong or asker is not None or bool(re.search(r"[A-Z]\w+ (?:\w+ )?$", before))


def _items(text: str, begin: int, finish: int) -> list[tuple[int, int]]:
    """A list of demands cut into its items; an item that is no noun phrase stays with the one before."""
    cuts = [(begin, begin)]
    for match in _SPLIT.finditer(text, begin, finish):
        if (
            _ITEM.match(text, match.end())
            and _WISH.search(text, match.end(), finish)
            and match.start() - cuts[-1][1] > 4
        ):
            cuts.append((match.start(), match.end()))
    out = []
    for number, (_, start) in enumerate(cuts):
        stop = cuts[number + 1][0] if number + 1 < len(cuts) else finish
        a, b = grammar.trim(text, start, stop)
        if b - a >= 4:
            out.append((a, b))
    return out


def _demand_class(value: str, words: Vocabulary) -> str:
    low = value.lower()
    return next((name for name, pattern in words.demands if pattern.search(low)), "other")


def _asker(text: str, position: int) -> str | None:
    left, _ = grammar.clause(text, position, position)
    part = text[left:position].strip(" ,")
    who = _ASKERS.search(part)
    if who:
        return part[: who.end()]
    part = re.sub(r"(?:\s(?:are|were|is|was|who|have|had|has|also|on \w+day|again))+$", "", part)
    return part if part and len(part) <= 50 else None
