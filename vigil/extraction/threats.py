"""Threats and warnings made before an attack: who made them, against whom, when and by what channel, in which words.

Whoever could carry a threat out makes it ("the group had warned of more attacks"), or somebody gets it ("had received
death threats"), or those whose task it is to know warn of it ("intelligence agencies had warned of a suicide attack").
What a lawful body threatens to do (a strike, sanctions) is none.  Channels and agencies are in ``codebook/warnings.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from vigil import codebook
from vigil.extraction import grammar
from vigil.extraction.actors import find_groups
from vigil.extraction.known_groups import GROUP, INSTITUTION, PERSON, GroupMention
from vigil.extraction.phrasebook import Gate, Phrasebook
from vigil.records import Claim, Sentence, TimeMention

_GATE = Gate(
    "warn|threat|vow|swor|ultimatum|pledg|declared war|alert|promised|intelligence report|tipped off"
)
_AUX = r"(?:(?:had|has|have|also|previously|earlier|repeatedly|then|recently|already|again|publicly|today|openly|on \w+day|last \w+)\s){0,4}"
# by one who could carry it out
_MADE = re.compile(
    rf"\b{_AUX}(?:warned|warns|warning|threatened|threatens|threatening|vowed|vows|vowing|swore|sworn|pledged|promised|declared war on|declaring war on"
    r"|(?:issued|sent|made|distributed|left|posted|released|gave) (?:\w+ ){0,4}?(?:threats?|warnings?|ultimatum|threatening (?:letters?|calls?|messages?)))(?![\w-])"
)
# by those whose task it is to know
_KNEW = re.compile(
    rf"\b{_AUX}(?:warned|warns|warning|alerted|tipped off|issued (?:\w+ ){{0,3}}?(?:alerts?|warnings?)|received (?:\w+ ){{0,3}}?(?:warnings?|intelligence|tip-?offs?))(?![\w-])"
    r"|\bintelligence reports? (?:of|about|on|that|suggesting|warning)(?![\w-])"
)
# somebody gets it
_GOT = re.compile(
    rf"\b{_AUX}(?:received|receiving|got|getting|been getting|been receiving|reported|faced|were sent|was sent) (?:\w+ ){{0,4}}?(?:(?:death|bomb|kidnap(?:ping)?|anonymous) threats?|threatening (?:letters?|calls?|messages?|notes?|e-?mails?)|threats? (?:from|by))(?![\w-])"
    r"|\b(?:death|bomb) threats?(?![\w-])"
)
_PASSIVE = re.compile(
    r"\b(?:been|was|were|is|are|being) (?:\w+ )?(?:threatened|warned)(?: (?:\w+ ){0,4}?by| with death| in (?:a|an) )"
)
_BE = re.compile(r"\b(?:been|was|were|is|are|being)(?: \w+ly)? $")
_VIOLENCE = re.compile(
    r"\b(?:attacks?|attacking|kill\w*|bomb\w*|violence|assault\w*|target\w*|strikes? (?:again|at|on|against)|death|eliminat\w*|wipe|remove|massacre|execut\w+|murder\w*|aveng\w+"
    r"|revenge|retaliat\w+|blows?|burn|war|suicide|harm|consequences|shoot|behead\w*|terror\w*|blood\w*|abduct\w*|kidnap\w*|assassinat\w*|punish\w*|graveyard|shell|destroy|strike"
    r"|blow up|offensive|die|stor(?:m|ming)|plot)\b",
    re.IGNORECASE,
)
# what those who warn because they know must warn of
_ATTACK = re.compile(
    r"\b(?:attacks?|bomb\w*|suicide|terror\w*|assassinat\w*|kidnap\w*|abduct\w*|target(?:ed|ing)?|plot\w*|massacre|gunmen|militants?)\b",
    re.IGNORECASE,
)
_JUST_WORDS = re.compile(
    r"\b(?:life[- ]threatening|warning shots?|threatening weather|storm|weather|tsunami|flood\w*|travel warning|not life|warning signs?|without warning|early warning|heavy traffic"
    r"|threat(?:s)? of (?:rain|arrest|sanctions))\b",
    re.IGNORECASE,
)
_LAWFUL = re.compile(
    r"\b(?:police|government|minister|president|authorities|officials?|protest\w*|union\w*|workers|parties|famil\w+|court|army|mayor|governor|premier|opposition|lawyers|doctors|teachers"
    r"|students|analysts?|ambassador|parliament|chief|he|she)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:in|on|by|through|via) (?:an? |the |its |their )?(?:[\w-]+ )?(?:statement|letter|leaflet|video|message|communique|interview|broadcast|call|\w+day|week|month|year|past)\b"
)
_FOREIGN = re.compile(r"\b(?:about|against|by|to|than|from|over|that (?!had|has|have|also)\w+ \w+)\b")
_DENIED = re.compile(r"\b(?:no|not|never|denie[sd]|without)\b")
# "the council's decision and warned": somebody else did
_OWNED = re.compile(
    r"['’]s? (?!(?:\w+ )?(?:leader|spokes|commander|chief|branch|wing|faction|terror|network|group|fighters|militants))"
)
# "warned that", "promised" are threats only by what follows: what they themselves would do
_MERELY = re.compile(
    rf"{_AUX}(?:warn\w+|promised|pledged) ?$|{_AUX}(?:warned|warns|promised|pledged)(?= (?:that|to|the)\b)"
)
_WOULD = re.compile(
    r" that (?:it|they|we|he|she|more|further|new|all|any\w*|those|if|unless)\b|[^.;]{0,80}\b(?:more|further|new|continued) (?:\w+ )?(?:attacks|bombings|violence|killings)|[^.;]{0,40}\b(?:revenge|blood)"
    r"| (?:the |its |their )?(?:[\w’'-]+ ){1,8}?(?:not to|to (?:leave|stop|abstain|stay away|quit|resign|withdraw)|against|of)\b| to (?:kill|attack|avenge|strike|bomb|target|continue|wipe|eliminate|remove)"
)
_PRONOUN = re.compile(
    r"\b(?:it|they|the (?:group|organi[sz]ation|militants|outfit|movement))\b", re.IGNORECASE
)
_NEAR = 70


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    channels: Phrasebook
    agencies: re.Pattern[str]


@cache
def _vocabulary() -> _Vocabulary:
    data = codebook.load("warnings")
    return _Vocabulary(
        Phrasebook((name, words) for name, row in data["channels"].items() for words in row),
        re.compile(rf"(?<![\w-])(?:{'|'.join(data['agencies'])})(?![\w-])"),
    )


@dataclass(frozen=True, slots=True)
class _Made:
    start: int  # of the words that warn
    end: int
    speaker: str | None
    kind: str | None
    addressee: str | None


def find_warnings(sentences: Sequence[Sentence], times: Sequence[TimeMention] = ()) -> list[Claim]:
    """Claims ``warning`` in order: value the words, speaker who made it, addressee against whom, detail the channel.

    ``as_of`` is the day, month or year on which it was made, where its own clause names one of ``times``.
    """
    out: list[Claim] = []
    last: GroupMention | None = None
    for sentence in grammar.pieces(sentences):
        low = grammar.lower(grammar.flat(sentence.text))
        groups = find_groups(sentence)
        if _GATE(low) and not _JUST_WORDS.search(low):
            text = grammar.flat(sentence.text)
            used = 0
            for made in _warnings(sentence, text, low, groups, last):
                if made.start < used:
                    continue
                left, right = grammar.clause(text, made.start, made.end)
                start, end = grammar.trim(text, left, max(right, made.end))
                used = end
                out.append(
                    grammar.claim(
                        sentence,
                        "warning",
                        start,
                        end,
                        made.start,
                        value=text[made.start : min(end, made.start + 160)].strip(),
                        speaker=made.speaker,
                        speaker_kind=made.kind,
                        addressee=made.addressee,
                        detail=_channel(low, start, end),
                        as_of=_made_on(sentence, low, start, made, times),
                    )
                )
        last = next((g for g in reversed(groups) if g.named and g.kind == GROUP), last)
    return out


def _warnings(
    sentence: Sentence, text: str, low: str, groups: Sequence[GroupMention], last: GroupMention | None
) -> list[_Made]:
    found = [
        *_by_groups(sentence, text, low, groups, last),
        *_suffered(sentence, text, low, groups),
        *_by_agencies(text, low),
    ]
    return sorted(found, key=lambda m: (m.start, m.speaker is None))


def _by_groups(
    sentence: Sentence, text: str, low: str, groups: Sequence[GroupMention], last: GroupMention | None
) -> list[_Made]:
    out = []
    offset = sentence.span.start
    for match in _MADE.finditer(low):
        if _BE.search(low, max(0, match.start() - 20), match.start()):
            continue
        left, right = grammar.clause(text, *match.span())
        if _MERELY.match(low, match.start()) and not _WOULD.match(low, match.end()):
            continue
        outright = match.group().endswith(("threatened", "threatens")) and _DIRECT.match(
            low, match.end(), right
        )
        if not outright and not _VIOLENCE.search(low, match.start(), right):
            continue
        who = [
            g for g in groups
            if g.kind not in (INSTITUTION, PERSON) and match.start() - _NEAR < g.span.end - offset <= match.start()
        ]  # fmt: skip
        speaker: str | None = None
        if who:
            gap = _ASIDE.sub("", low[who[-1].span.end - offset : match.start()])
            if not (_FOREIGN.search(gap) or _LAWFUL.search(gap) or _DENIED.search(gap) or _OWNED.match(gap)):
                speaker = who[-1].name
        elif last is not None and _PRONOUN.fullmatch(low[left : match.start()].strip(" ,")):
            speaker = last.name
        if speaker is not None:
            out.append(
                _Made(match.start(), match.end(), speaker, "group", _against(text, low, match.end(), right))
            )
    return out


def _suffered(sentence: Sentence, text: str, low: str, groups: Sequence[GroupMention]) -> list[_Made]:
    out = []
    offset = sentence.span.start
    hits = [(m.start(), m.end(), False) for m in _GOT.finditer(low)]
    hits += [(m.start(), m.end(), True) for m in _PASSIVE.finditer(low)]
    for start, end, passive in hits:
        left, right = grammar.clause(text, start, end)
        after = [g for g in groups if end - 8 <= g.span.start - offset < min(right, end + 60)]
        by = next(
            (
                g
                for g in after
                if re.search(
                    r"\b(?:from|by)(?: the| a)? $",
                    low[max(0, g.span.start - offset - 12) : g.span.start - offset],
                )
            ),
            None,
        )
        if by is not None and by.kind in (INSTITUTION, PERSON):
            by = None
        if passive and by is None and "with death" not in low[start:end]:
            continue
        if _DENIED.search(low, max(left, start - 25), min(right, end + 8)):
            continue
        whom = _subject(text, left, start)
        if low[start:end].startswith(("death threat", "bomb threat")):
            whom = _against(text, low, end, right)
        out.append(_Made(start, end, by.name if by else None, "group" if by else None, whom))
    return out


_TAIL = re.compile(
    r"(?:,? (?:had|has|have|who|which|then|also|again|constantly|repeatedly|been|after|still))+$|(?<=\w),$",
    re.IGNORECASE,
)
_NO_SUBJECT = re.compile(
    r"\b(?:he|she|they|it|who|which|we|i|whose|that|this|said|told|saying|was|were|had|has|have|left|resigned|after|of|over|on|in|because|when)\b",
    re.IGNORECASE,
)


def _subject(text: str, left: int, start: int) -> str | None:
    """The few words before a passive or "received" that say who got it; None where they may be more than that."""
    words = _TAIL.sub("", text[left:start].rsplit(" that ", 1)[-1].strip(' ,"“')).strip(" ,")
    words = words.rsplit(", ", 1)[-1]
    return words if 2 < len(words) <= 50 and not _NO_SUBJECT.search(words) else None


def _by_agencies(text: str, low: str) -> list[_Made]:
    words = _vocabulary()
    out = []
    for match in _KNEW.finditer(low):
        left, right = grammar.clause(text, *match.span())
        if not _ATTACK.search(low, match.end(), right) or _BE.search(
            low, max(0, match.start() - 20), match.start()
        ):
            continue
        own = match.group().startswith("intelligence report")
        agency = grammar.last(words.agencies, low, max(left, match.start() - 60), match.start())
        if not own:
            said = agency and _SAID_THEY.fullmatch(low, agency.end(), match.start())
            if (
                agency is None
                or not said
                and re.search(
                    r"\b(?:that|who|against|by|said|says|to)\b|,", low[agency.end() : match.start()]
                )
            ):
                continue
            if not re.match(
                r" (?:\w+ ){0,6}?(?:of|about|that|against|on|over)\b", low[match.end() : match.end() + 60]
            ):
                continue
        speaker = (
            text[agency.start() : agency.end()]
            if agency
            else text[match.start() : match.end()].rsplit(" ", 1)[0]
        )
        kind = "police" if "police" in speaker.lower() else "official"
        out.append(_Made(match.start(), match.end(), speaker, kind, _against(text, low, match.end(), right)))
    return out


_SAID_THEY = re.compile(r" (?:has |have )?(?:said|says) (?:that )?(?:they|it) ?")
_WHOM = re.compile(
    r"\b(?:against|attacks? (?:on|against)|assaults? (?:on|against)|target(?:ing)?|kill(?:ing)?|attack(?:ing)?|bomb(?:ing)?|remove|eliminate|massacre|murder|execute|behead|harm|on|to(?= the\b))"
    r" (?!(?:and|or|of|to|in|with|if|unless|more|again|them|him|her|it|us|january|february|march|april|may|june|july|august|september|october|november|december|\w+day)\b)"
)
_DIRECT = re.compile(
    r" (?!(?:to|of|that|with|more|against|about|in|on|if|unless|by|further|and|or|new|retaliation|revenge|action|war|them|him|her|it|us|a|an|today|yesterday|\w+day|last|late|early)\b)"
)
_WHOM_END = re.compile(
    r"[,.;:!?()”\"]|\s(?:for|after|before|that|who|which|when|if|unless|with|as|but|while|because|from|during|since|not|of (?:attacks?|more|further|dire)|of (?=\w+ing)|to|in|on|at|by|is|are|was|were|has|have|and (?:said|vowed|threatened|told|warned|to))\b"
)


def _against(text: str, low: str, start: int, right: int, told: bool = True) -> str | None:
    """Against whom: what stands after "against", "attacks on", "kill"; of a threat also who is told it ("warned Kenya")."""
    direct = _DIRECT.match(low, start, right) if told else None
    begin = (
        direct.end()
        if direct and low[:start].endswith(("threatened", "threatens", "threatening", "warned", "on"))
        else None
    )
    if begin is None:
        found = _WHOM.search(low, start, right)
        if not found:
            return None
        begin = found.end()
    stop = min(right, begin + 70)
    end = _WHOM_END.search(low, begin, stop)
    a, b = grammar.trim(text, begin, end.start() if end else stop)
    words = " ".join(text[a:b].split())
    return words if len(words) > 2 and any(c.isalpha() for c in words) and not _NO_ONE.match(words) else None


_NO_ONE = re.compile(r"\w+ing\b|(?:them|him|her|it)\b", re.IGNORECASE)


def _channel(low: str, start: int, end: int) -> str | None:
    """By what it was sent, the word of the codebook, where the quoted words say so."""
    return next((name for _, _, name in _vocabulary().channels.find(low[start:end])), None)


_OF_THE_DEED = re.compile(
    r"\b(?:attacks?|bombings?|strikes?|killings?|assaults?)(?: \w+){0,3} (?:on |in |during )?$"
)
_BY_THEN = re.compile(r"\b(?:by|before|until|from|next) $")
_FINE = frozenset({"day", "days", "week", "month", "year"})


def _made_on(
    sentence: Sentence, low: str, left: int, made: _Made, times: Sequence[TimeMention]
) -> str | None:
    """The day, month or year that its own clause names, as far from the warning as a few words."""
    base = sentence.span.start
    best: tuple[int, str] | None = None
    for time in times:
        if time.span.field != sentence.span.field or time.kind not in ("date", "relative", "weekday"):
            continue
        a, b = time.span.start - base, time.span.end - base
        if not left <= a < len(low) or time.date.start is None or time.date.precision not in _FINE:
            continue
        far = made.start - b if b <= made.start else a - made.end if a >= made.end else 0
        if _BY_THEN.search(low, max(0, a - 8), a):
            continue
        if far > 40 or (a > made.end and _OF_THE_DEED.search(low, made.end, a)):
            continue
        day = _prefix(time)
        if day is not None and (best is None or far < best[0]):
            best = far, day
    return best[1] if best else None


def _prefix(time: TimeMention) -> str | None:
    """A date as a day, a month or a year, no finer than it is known; None where it is none of these."""
    start, end = time.date.start, time.date.end
    if start is None or end is None:
        return None
    return {"day": start, "month": start[:7], "year": start[:4]}.get(time.date.precision)
