"""What people demanded, and what those in power did, said, promised, conceded or refused because of an incident.

The vocabulary is ``codebook/responses.yaml``.  A response needs somebody in power as its subject, or words that only
fit those in power ("was arrested", "a curfew was imposed").  Condemnations by parties and bodies out of office, and
what protesters say, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from vigil import codebook
from vigil.extraction import grammar
from vigil.records import Claim, Sentence


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    needs_subject: bool


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    officials: re.Pattern[str]
    others: re.Pattern[str]
    states: re.Pattern[str]
    verbs: re.Pattern[str]
    phrases: re.Pattern[str]
    classes: tuple[str, ...]
    demands: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def _vocabulary() -> _Vocabulary:
    data = codebook.load("responses")
    classes = tuple(data["responses"])

    def joined(key: str) -> re.Pattern[str]:
        # one named group a class: c0, c1 ... so that the match says which class it is
        parts = [
            f"(?P<c{n}>{'|'.join(rows[key])})" for n, rows in enumerate(data["responses"].values()) if rows.get(key)
        ]
        return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})\w*")

    return _Vocabulary(
        re.compile(rf"(?<![\w-])(?:{'|'.join(data['officials'])})(?![\w])"),
        re.compile(rf"(?<![\w-])(?:{'|'.join(data['others'])})(?![\w])"),
        re.compile(rf"\b(?:{'|'.join(data['states'])})(?=\s(?:(?:has|have|had|also|on \w+day)\s)*[a-z]+(?:ed|t|w)\b)"),
        joined("verbs"),
        joined("phrases"),
        classes,
        tuple((name, re.compile("|".join(words))) for name, words in data["demands"].items()),
    )


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    kind: str
    needs_subject: bool


_TITLED = re.compile(
    r"\b(?:President|Minister|Premier|Governor|Mayor|General|Brigadier|Colonel|Inspector|Superintendent|Commissioner|Secretary|Senator|Chief|Sheriff|"
    r"Spokes(?:man|woman|person)|Chancellor|Ambassador|Officer|Sgt\.|Lt\.|Capt\.|Captain|Sergeant|Lieutenant|Major|DIG|Speaker)\s((?:[A-Z][\w.’'-]+\s?){1,4})"
)
_PRONOUN = re.compile(r"(?:^|[,;:.]\s|\band |\bthat |\bwhich |\bbut )\s*(?:he|she|they|it)\b", re.IGNORECASE)
_BACK_TO_POWER = re.compile(r"^(?:he|she|they|it|the (?:visitors?|two|minister|premier|president|governor|delegation))\b", re.IGNORECASE)
_SUBORDINATE = re.compile(r"(?:\b(?:to|must|should|demand\w*|urg\w+|want\w*|ask\w+|until|unless|if|whether|would have|could|did not want)\s(?:\w+\s){0,2})$")
_ADJECTIVE = re.compile(r"\b(?:the|a|an|of|his|its|their|her|recently|newly|some|many|several|two|three)\s$")
_NAME_WORD = re.compile(r"[A-Z][\w’'-]+")
_PLAIN_NAMES = frozenset("The On In At He She Police Monday Tuesday Wednesday Thursday Friday Saturday Sunday And But Islamabad Khan Ali Muhammad Mohammad".split())
_OLD = re.compile(r"\b(?:in (?:19|20)\d\d|years? (?:ago|earlier|before)|in the past|since (?:19|20)\d\d|last year|decades?)\b", re.IGNORECASE)


def find_responses(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims ``response`` in order: value the words, speaker who did it, detail the class of ``responses.yaml``."""
    words = _vocabulary()
    names: set[str] = set()
    out: list[Claim] = []
    official_last: str | None = None
    for sentence in sentences:
        text = sentence.text
        low = grammar.lower(text)
        for match in _TITLED.finditer(text):
            names |= {n.rstrip("'s’") for n in _NAME_WORD.findall(match.group(1)) if n not in _PLAIN_NAMES}
        subjects = _subjects(text, low, words, names)
        if not subjects and _BACK_TO_POWER.match(text) and official_last:
            head = _BACK_TO_POWER.match(text)
            subjects = [(0, head.end() if head else 0, official_last)]
        hits = _hits(low, words)
        if hits:
            out += _claims(sentence, low, hits, subjects, words)
        if subjects:
            official_last = subjects[-1][2] if len(subjects) == 1 else subjects[0][2]
        elif words.others.search(low):
            official_last = None
    return out


def _subjects(text: str, low: str, words: _Vocabulary, names: set[str]) -> list[tuple[int, int, str]]:
    found = [(m.start(), m.end(), text[m.start() : m.end()]) for m in words.officials.finditer(low)]
    found += [(m.start(), m.end(), m.group()) for m in words.states.finditer(text)]
    if names:
        for match in _NAME_WORD.finditer(text):
            word = match.group().removesuffix("'s").removesuffix("’s")
            if word in names and all(not a <= match.start() < b for a, b, _ in found):
                found.append((match.start(), match.end(), word))
    found.sort()
    return found


def _hits(low: str, words: _Vocabulary) -> list[_Hit]:
    found: list[_Hit] = []
    for pattern, needs in ((words.phrases, False), (words.verbs, True)):
        for match in pattern.finditer(low):
            name = match.lastgroup or "c0"
            if all(match.end() <= h.start or match.start() >= h.end for h in found):
                found.append(_Hit(match.start(), match.end(), words.classes[int(name[1:])], needs))
    found.sort(key=lambda h: h.start)
    return found


def _claims(
    sentence: Sentence, low: str, hits: list[_Hit], subjects: list[tuple[int, int, str]], words: _Vocabulary
) -> list[Claim]:
    text = sentence.text
    out: list[Claim] = []
    used = 0
    for number, hit in enumerate(hits):
        left, right = grammar.clause(text, hit.start, hit.end)
        subject = _subject_of(low, hit, subjects, words)
        if hit.needs_subject and subject is None:
            continue
        if hit.needs_subject and _ADJECTIVE.search(low, max(0, hit.start - 12), hit.start):
            continue
        if _SUBORDINATE.search(low, max(0, hit.start - 40), hit.start):
            continue
        start = max(left, used)
        if hit.needs_subject and subject is not None and subject[0] < left:
            start = max(left, used) if left <= hit.start else hit.start
        following = next((h.start for h in hits[number + 1 :] if h.start < right and _joined(low, hit.end, h.start)), None)
        end = right
        if following is not None:
            cut = low.rfind(" and ", hit.end, following + 1)
            end = cut if cut > hit.end else right
        start, end = grammar.trim(text, start, max(end, hit.end))
        if end - start < 4 or start < used:
            continue
        used = end
        value = text[start:end]
        out.append(
            grammar.claim(
                sentence,
                "response",
                start,
                end,
                hit.start,
                value=value if len(value) <= 120 else text[hit.start : min(end, hit.start + 120)],
                speaker=_who(text, subject) if subject else None,
                detail=hit.kind,
            )
        )
    return out


def _joined(low: str, end: int, start: int) -> bool:
    return " and " in low[end : start + 1] or low[max(0, start - 4) : start] == "and "


_WHO_BEFORE = re.compile(r"((?:[A-Z][\w.’'-]+\s){1,4})$")
_WHO_AFTER = re.compile(r"((?:\s(?:of\s)?[A-Z][\w.’'-]+){1,4})")


def _who(text: str, subject: tuple[int, int, str]) -> str:
    """The official as written, with the capitalised words around the title."""
    start, end, word = subject
    if text[start:end] != word:
        return word
    before = _WHO_BEFORE.search(text, max(0, start - 40), start)
    if before and text[start].isupper():
        start = before.start(1)
    after = _WHO_AFTER.match(text, end)
    if after:
        end = after.end()
    return text[start:end].strip()


def _subject_of(
    low: str, hit: _Hit, subjects: list[tuple[int, int, str]], words: _Vocabulary
) -> tuple[int, int, str] | None:
    """The one in power nearest before the words, unless somebody else stands between as the subject."""
    before = [s for s in subjects if s[1] <= hit.start + 1]
    if not before:
        return None
    nearest = before[-1]
    between = low[nearest[1] : hit.start]
    if len(between) > 140:
        return None
    other = None
    for other in words.others.finditer(between):
        pass
    joint = re.match(r"[^,]{0,60}\sand\s(?:the\s)?(?:[\w'-]+\s){0,5}$", between)
    # "the minister met families and promised": the object of an earlier verb is no subject
    if other is not None and not joint and between[other.end() :].strip(" ,") in ("", "have", "had", "has", "who", "also", "were", "was", "later", "then"):
        return None
    return nearest


# ---------------------------------------------------------------- demands

_DEMAND = re.compile(
    r"\b(?:demand(?:ed|s|ing)?(?!\s(?:had|have|has|were|was|are|be|being|he|she|accepted|met|as)\b)(?:\sof\s(?:the\s)?\w+)?(?:\s(?:that|for|an?\send\sto))?(?=\s)|(?:call(?:ed|s|ing)?|press(?:ed|es|ing)?|push(?:ed|ing)|plead(?:ed|ing)|appeal(?:ed|s|ing)?|campaign(?:ed|ing))\s(?:\w+\s){0,3}?(?:for|on|to\spress\sfor)\s|"
    r"(?:ask(?:ed|s|ing)?|urg(?:ed|es|ing)|want(?:ed|s|ing)?|insist(?:ed|s|ing)?|implor(?:ed|ing)|beg(?:ged|ging))\s(?:only\s)?(?:for\s|on\s|that\s)?|"
    r"(?:one|some|first|main|other|key|chief|central)?\s?(?:of\s)?(?:their|its|his|her|the|main|more|other|several|two|three|four|five)\s(?:\w+\s)?(?:demands?|conditions?|requests?)(?::\s|\s(?:was|were|is|are|includ(?:ed|es?|ing))\s)(?:that\s|for\s)?|"
    r"(?:charter|list)\sof\sdemands:?\s|"
    r"(?:until|unless)\s|(?:to\s)?object(?:ed)?\sto\s|(?:in\ssupport\sof|to\spress\sfor|seeking|sought|for\sfailing\sto)\s|must\s|"
    r"given\s(?=\d+\shours))",
    re.IGNORECASE,
)
_NOUN = re.compile(r"\b(?:the|this|that|a|their|its|his|such|any)\s$")
_DEMAND_GATE = re.compile(r"demand|call|press|push|plead|appeal|ask|urg|want|insist|implor|beg|condition|request|until|unless|object|seek|sought|must|sit-in|failing|given")
_HOLDING_OUT = re.compile(
    r"\b(?:refus\w+|continu\w+|go(?:ing)? on|would not|will not|won't|not (?:bury|stop|end|leave|budge|be buried|lift|call off|go back|return)|stay|remain|persist|wait|vow\w*|sit-in|strike|protest\w*|"
    r"blockade|bury|burial\w*|hunger|camp|dharna|march\w*)\b",
    re.IGNORECASE,
)
_ASKERS = re.compile(
    r"\b(?:protest\w*|demonstrat\w+|march\w*|mourners?|famil\w+|relatives?|residents?|communit(?:y|ies)|activists?|students?|workers?|unions?|part(?:y|ies)|clerics?|leaders?|"
    r"bishops?|organi[sz]\w+|lawyers?|journalists?|women|people|villagers?|crowd\w*|participants?|strikers?|traders|tribes\w*|elders|rall(?:y|ies|ied)|sit-in|statement|resolution|memorandum|"
    r"rights|groups?|opposition|survivors|parents|mothers?|father|speakers?|they|it|who|he|she|we|movement|association|council|forum|victims?|scholars|bodies|hunger|petition|thousands|hundreds|dozens|"
    r"banners?|placards?|slogans?|chant\w*|rebels?|kidnappers?|guerrillas?|others|teachers|doctors|farmers|prisoners|inmates)\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(r"\b(?:protest\w*|demonstrat\w+|sit-in|rall(?:y|ies|ied)|march\w*|strike|blocked|gathered|shouting|chanting)\b[^.;]{0,90}?\s(for|to demand|to call for|demanding|calling for)\s", re.IGNORECASE)
_WISH = re.compile(
    r"\b(?:justice|release|arrest|resign\w*|protect\w*|secur\w*|safety|end|punish\w*|action|inquiry|investigat\w+|probe|compensat\w+|operation|army|troops|military|dismiss\w*|dissol\w+|"
    r"removal|ouster|trial|prosecut\w+|free\w*|withdraw\w*|reform\w*|election\w*|repeal|law\w*|rights|control|deploy\w*|hang\w*|execut\w+|visit\w*|come|act|stop\w*|take|ban|"
    r"recogni\w+|independen\w+|peace|ceasefire|resignation|bodies|plan|measures|steps|accountab\w+|transparen\w+|truth|answers|better|guarant\w+|help|support|aid|pay\w*|wage\w*|raise|jobs|"
    r"brought|caught|held|given|met|guilty|killers|culprits|perpetrators|responsible|indict|death|hear|listen|crack|return|close|closure|step down|leave|notice|bring|commission|autonomy|referendum|tighter|stricter|ransom|freedom|gun control|implement\w*|fulfil\w*|accept\w*)\b",
    re.IGNORECASE,
)
_NOT_WISH = re.compile(r"^(?:a |the )?(?:protesters|supporters|people|famil|demonstrators|mourners|residents|followers|his |its members|voters|readers|report|comment|calm|restraint|help(?: from)? (?:the )?public|information|anyone|witnesses|who|why|how|whether|what|if|him to (?:leave|stop)|her|ransom|questions?|motorists|recently|then|now|late\b|early\b|\d|midnight|dawn|\w+day\b|police arrived)", re.IGNORECASE)
_SPLIT = re.compile(r",\s(?:and\s)?|\sand\s(?:also\s)?(?:asked\s(?:for\s)?|for\s|to\s|that\s)?|;\s")
_ITEM = re.compile(r"(?:for\s)?(?:the|an?|their|more|better|full|immediate|financial|[a-z]+tion|[a-z]*ment|justice|security|compensation|protection|jobs|army|military|tighter|stricter|release|arrests?|that|to|asked|called|an\shonest)\b", re.IGNORECASE)


def find_demands(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims ``demand`` in order: value the words, speaker who asks, detail the class of ``responses.yaml``."""
    words = _vocabulary()
    out: list[Claim] = []
    for sentence in sentences:
        text = sentence.text
        low = grammar.lower(text)
        if not _DEMAND_GATE.search(low):
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
                    grammar.claim(sentence, "demand", a, b, a, value=value[:120], speaker=_asker(text, start), detail=_demand_class(value, words))
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


_MORE = re.compile(r",\s(?:and\s)?(?:for|to|that)\s|,\sand\s(?=(?:the|an?|more|better|full|financial|compensation|justice|security)\s)", re.IGNORECASE)
_FINITE = re.compile(r"\b(?:said|was|were|has|had|have|is|are|told|police|he|she|they|who)\b")


def _is_demand(text: str, low: str, said: str, start: int, begin: int, finish: int, words: _Vocabulary) -> bool:
    body = low[begin:finish]
    if finish - begin < 5 or _NOT_WISH.match(body) or not _WISH.search(body):
        return False
    head = said.split()[0]
    before = text[max(0, start - 160) : start]
    if head in ("until", "unless"):
        return bool(_HOLDING_OUT.search(before))
    official = None
    for official in words.officials.finditer(low, max(0, start - 60), start):
        pass
    asker = None
    for asker in _ASKERS.finditer(text, max(0, start - 160), start):
        pass
    if head == "must":
        return bool(re.search(r"\b(?:said|demand|resolution|statement|protest|called|insist|told|declar|urg|charter)\w*\b", before, re.IGNORECASE)) and asker is not None
    if head.startswith(("object", "seek", "sought", "for")) and asker is None:
        return False
    if official is not None and official.end() > start - 25 and (asker is None or asker.end() <= official.start()):
        return False
    strong = head.startswith(("demand", "press", "push")) or "demand" in said or "condition" in said
    return strong or asker is not None or bool(re.search(r"[A-Z]\w+ (?:\w+ )?$", before))


def _items(text: str, begin: int, finish: int) -> list[tuple[int, int]]:
    """A list of demands cut into its items; an item that is no noun phrase stays with the one before."""
    cuts = [(begin, begin)]
    for match in _SPLIT.finditer(text, begin, finish):
        if _ITEM.match(text, match.end()) and _WISH.search(text, match.end(), finish) and match.start() - cuts[-1][1] > 4:
            cuts.append((match.start(), match.end()))
    out = []
    for number, (_, start) in enumerate(cuts):
        stop = cuts[number + 1][0] if number + 1 < len(cuts) else finish
        a, b = grammar.trim(text, start, stop)
        if b - a >= 4:
            out.append((a, b))
    return out


def _demand_class(value: str, words: _Vocabulary) -> str:
    low = value.lower()
    return next((name for name, pattern in words.demands if pattern.search(low)), "other")


def _asker(text: str, position: int) -> str | None:
    left, _ = grammar.clause(text, position, position)
    part = re.sub(r"(?:\s(?:are|were|is|was|who|have|had|has|also|on \w+day|again))+$", "", text[left:position].strip(" ,"))
    return part if part and len(part) <= 70 else None
