"""Whether words of asking make a demand, and whose: each form of asking has its own test."""

from __future__ import annotations

import re
from dataclasses import replace

from vigil.extraction import asking, grammar
from vigil.extraction.asking import Party
from vigil.extraction.attribution import find_speaker
from vigil.extraction.demand_forms import (
    FINITE,
    FOR,
    GOES_ON,
    MUST,
    NOUN,
    OF,
    PASSIVE,
    SLOGAN,
    STRONG,
    UNTIL,
    Ask,
    words,
)
from vigil.records import Span

NO_DEMAND = Party(-1, -1, False)  # what is asked by nobody, because it is not asked for

_FOR_ELSE = re.compile(
    r"\b(?:disapproval|responsible|responsibility|blamed?|reason|contempt|respect|mourning|prayers?|waiting|except|known|praised?|searching|looking|arrested|charged|held|wanted|time|need)\s?$"
)
_NOT_WISHED = re.compile(
    r"^(?:(?:an? |the |his |her |their |some |medical |all |any )?(?:treatment|medical|cover\b|shelter|asylum|refuge|money|cash|valuables|belongings|things|wallets?|purses?|phones?|cell ?phones?|keys|cars?\b"
    r"|property|drugs|ride\b|attention|patience|prayers|advice|sources?\b|bail\b|mistrial)|(?:on|in|by|from|of)\s|(?:the |their |all )?(?:protests?|sit-ins?|strikes?|demonstrations?) to (?:stop|end|be called)\b)"
    r"|^(?:an? |the )?(?:(?:community|public)[’']s help|help from the public|no\b|report\b(?!s)|comments?\b|calm\b|restraint|unity\b|information\b"
    r"|witnesses|who\b|why\b|how\b|whether|what\b|if\b|her\b|him\b|questions?|recently|then\b|now\b|late\b|early\b|\d+\s?(?:am|pm|p\.m|a\.m)|midnight|dawn|noon|\w+day\b(?! of)"
    r"|police arrived|help\b|parties concerned|anyone|more (?:information|time)|votes?\b|sale\b|oil\b|(?:(?:about|more than|nearly|over|at least|several|many|a few|some|the) )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|several|many|few)? ?(?:years?|months?|weeks?|days?|nights?|hours?|minutes?)\b|example|tea\b|lunch|dinner|life\b|good\b|ever\b)",
    re.IGNORECASE,
)
_TO_DO = re.compile(
    r"\s(?:not\s)?to\s|\s[a-z]+ed\b|\s(?:do|does|act|take|come|give|resign|be|for)\b|\s(?:\d+|two|three|four|five|six|seven|ten|an?)[- ](?:hours?|days?)|\sthat\s|,\sto\s|\s(?:in|with)\sa\s\w+"
)
_BRINGS = re.compile(
    r"\b(?:be(?:\s\w+ly)?\s(?:brought|punished|arrested|released|freed|stopped|prosecuted|hanged|tried|caught|held|compensated|protected|dismissed|investigated|removed|given|handed|sent|deployed"
    r"|called|buried|repealed|dissolved|banned|executed|dealt)|resign|step down|act\b|take (?:\w+ )*(?:notice|action|steps|measures|control|responsibility)|protect|stop|end\b|arrest|release|ensure"
    r"|provide|come|go\b|find|give|bring|listen|investigate|withdraw|do (?:more|something)|apologi[sz]e|compensate|implement|answer)"
)
_TERM = re.compile(r"(?:\d+|two|three|four|five|seven|ten)[- ](?:hours?|days?|weeks?)\s(?:for|to)\s")
_IN_OFFICE = ("police", "official", "military", "media")
_TOLD_TO = re.compile(r"\b[a-z]+ed\s[^,.;]{2,40}\sto\s$")
_LISTS = re.compile(
    r"\b(?:demand|resolution|petition|memorandum|charter|ultimatum|statement)\w*", re.IGNORECASE
)
_CHANTS = re.compile(
    r"\b(?:chant\w*|shout\w*|slogans?|banners?|placards?|posters?|signs?|cri(?:ed|es)|crying|yell\w*|read(?:ing|s)?|demand\w*|scrawled|painted|urg\w+|implor\w+|plead\w*|graffiti)\b",
    re.IGNORECASE,
)
_STATED = re.compile(r"\b(?:was|were|had|has|is|are|did|would|could)\b")
_UNREAL = re.compile(
    r"\b(?:no|never|not|without|didn[’']t|don[’']t|did not|do not|does not|if)\s(?:\w+\s)?$", re.IGNORECASE
)
_SELF = re.compile(r"^(?:to\s|him\b|her\b|them\b|us\b|me\b|you\b|it\b|himself|themselves)")


def who_asks(text: str, low: str, ask: Ask, begin: int, finish: int) -> Party | None:
    """Who asks for what stands from ``begin`` to ``finish``; None where nobody is named, NO_DEMAND where it is none."""
    known = words()
    body = text[begin:finish]
    if (
        not body
        or _NOT_WISHED.match(body)
        or (ask.form != UNTIL and _UNREAL.search(text, max(0, ask.start - 20), ask.start))
    ):
        return NO_DEMAND
    wished = known.wishes.search(body)
    who = asking.who_before(text, ask.start)
    if ask.form == SLOGAN:
        return _slogan(text, ask, begin, finish)
    if ask.form == MUST:
        return _must(text, ask, begin, finish)
    if ask.form == UNTIL:
        return _until(text, ask, body, bool(wished))
    if ask.form == OF:
        return _of(text, ask, begin, finish, who)
    if ask.form == NOUN:
        return _noun(text, ask, body, bool(wished), who)
    if ask.form == FOR:
        head = re.match(r"(?:[\w’'-]+\s){0,5}[\w’'-]+", body)
        between = text[gathering(text, ask) : ask.start]
        if (
            _FOR_ELSE.search(between)
            or FINITE.search(between)
            or re.search(r"\b(?:which|say|says|will|would)\b", between)
        ):
            return NO_DEMAND
        who = asking.who_before(text, gathering(text, ask)) or who
        if not head or not known.wishes.search(head.group()) or (who and who.official):
            return NO_DEMAND
        return who
    if (
        (who is not None and who.official)
        or _is_noun(text, ask)
        or re.match(r"(?:its|their|his|her)\s(?:\w+\s)?demands?\b", body)
    ):
        return NO_DEMAND
    if ask.form == STRONG:
        if re.match(
            r"(?:had|have|has|were|was|are|be|being|he|she|it|they|met|as|accepted|in|on|and|or)\b", body
        ):
            return NO_DEMAND
        return who if who is not None or wished else NO_DEMAND
    if re.search(r"\b(?:was|were|is|are|be|been|being|most|to)\s$", low[max(0, ask.start - 8) : ask.start]):
        if not re.search(r"\bto\s$", low[max(0, ask.start - 4) : ask.start]) or who is None or who.pronoun:
            return NO_DEMAND  # "is wanted for", "it is natural to want"
    if _SELF.match(body) or not wished or (who is None and not GOES_ON.search(text, 0, ask.start)):
        return NO_DEMAND
    if (
        low.startswith(("insist", "ask"), ask.start)
        and _STATED.search(body)
        and not PASSIVE.search(body.replace("was ", "").replace("were ", ""))
    ):
        return NO_DEMAND
    if who is not None and who.pronoun and text[who.start : who.end].lower() in ("he", "she"):
        return NO_DEMAND if low.startswith(("want", "seek", "sought"), ask.start) else who
    return who


_BARE = re.compile(r"(?:demand|call|appeal|push|press|campaign|petition|request|plea)s?\b", re.IGNORECASE)
_VERB_AFTER = re.compile(
    r"(?:^|[,:]\s|\b(?:to|will|would|could|should|must|may|can|also|now|they|we|you|who|that|which|and|again|still|jointly|publicly|it|he|she)\s|[a-z]s[’']?\s|people\s|men\s|women\s)$"
)


def _is_noun(text: str, ask: Ask) -> bool:
    """Whether "demand", "call" or "appeal" is a noun here: no plural subject, and no word that a verb follows, before it."""
    bare = _BARE.match(text, ask.start)
    if not bare:
        return False
    before = text[max(0, ask.start - 16) : ask.start]
    if bare.group().endswith("s"):
        return (
            re.search(
                r"(?:\b(?:the|their|its|his|her|these|those|such|any|more|repeated|recent|growing|public|of|with|despite|in|on|from|accepted|rejected|two|three|four|five|six|seven|eight|nine|ten|several|many|\d+)|[’']s|s[’'])\s(?:\w+\s)?$",
                before,
                re.IGNORECASE,
            )
            is not None
        )
    return not _VERB_AFTER.search(before)


def gathering(text: str, ask: Ask) -> int:
    """Where the word for the gathering stands that is held for something."""
    found = None
    for form, pattern in words().forms:
        if form == FOR:
            found = next((m for m in pattern.finditer(text) if m.end() == ask.end), None)
    return found.start() if found else ask.start


def _of(text: str, ask: Ask, begin: int, finish: int, who: Party | None) -> Party | None:
    """ "Urged the government to act": of somebody in power or a named body, to do something."""
    target = asking.office_at(text, begin, finish)
    if (who is not None and who.official) or re.search(
        r"\b(?:an?|the|this|their|new|its)\s$", text[max(0, ask.start - 7) : ask.start]
    ):
        return NO_DEMAND
    if _TERM.match(text, begin):  # "given 48 hours for an operation"
        return who
    if target is None or target.pronoun:
        return NO_DEMAND
    phrase = text[target.start : target.end]
    if not target.official and (not re.search(r"[A-Z]", phrase) or asking.asks(phrase)):
        return NO_DEMAND
    rest = text[target.end : finish]
    to = _TO_DO.match(rest)
    verb = text[ask.start : ask.end].lower()
    if not to or (verb.startswith(("told", "warn", "want", "ask")) and not words().wishes.search(rest)):
        return NO_DEMAND
    if verb.startswith(("told", "warn")) and not rest.startswith(
        (" to ", " that it must", " that they must")
    ):
        return NO_DEMAND
    return who


def _noun(text: str, ask: Ask, body: str, wished: bool, who: Party | None) -> Party | None:
    said = text[ask.start : ask.end].lower()
    head = said.split()[0].rstrip(":")
    lists = said.rstrip().endswith(":") or re.search(
        r"\s(?:was|were|is|are|includ\w+|such|like|namely|comprise\w*|ranged|read\w*|sa\w+|demand\w+|ask\w+)\s",
        said,
    )
    by = re.match(r"\w+\s(?:by|from|of)\s", said)
    if (
        not lists
        and not by
        and not re.search(
            r"(?:(?:[’']s|s[’'])\s\w+\s|\b(?:the|this|that|an?|their|its|his|her|such|any|more|of|new|repeated|public|growing|in|on|with|and|over|key|main|other|central|only)\s(?:[\w-]+\s)?|s[’']\s|[’']s\s)$",
            text[max(0, ask.start - 24) : ask.start],
            re.IGNORECASE,
        )
    ):
        return NO_DEMAND
    if not wished or re.match(
        r"(?:met|accepted|rejected|fulfilled|granted|being|not|heard|ignored|reasonable|legitimate|unanimously|passed|being|still)\b",
        body,
    ):
        return NO_DEMAND
    if not lists and (
        head.startswith("condition")
        or (head.startswith("call") and said.endswith("that "))
        or (
            head.startswith(("call", "appeal"))
            and said.endswith("to ")
            and not re.match(r"(?!the\b|all\b)[a-z]", body)
        )
    ):
        return NO_DEMAND
    if (
        head.rstrip("s") in ("call", "condition", "request", "charter", "statement")
        and lists
        and not re.search(r"demand|:", said)
    ):
        if head.startswith(("call", "charter")):
            return NO_DEMAND
        if not re.search(
            r"\b(?:their|its|one|other|main|whose|the protesters[’'])\s(?:\w+\s)?$", text[: ask.start]
        ):
            return NO_DEMAND
    if head.startswith(
        ("resolution", "petition", "memorand", "charter", "slogan", "banner", "placard", "letter")
    ):
        maker = asking.who_before(text, ask.start + len(head) + 1)
        return None if maker is not None and maker.official else maker
    owner = re.search(r"([\w’' -]{2,50}?)(?:[’']s|s[’'])\s(?:\w+\s)?$", text[: ask.start])
    if owner:
        found = asking.parties(text, owner.start(1), owner.end(1) + 2)
        if found:
            return NO_DEMAND if found[-1].official else found[-1]
    if re.search(r"\b(?:their|its|his|her|whose)\s(?:\w+\s){0,2}$", text[max(0, ask.start - 30) : ask.start]):
        return who if who is None or not who.official else None
    if by:
        whose = asking.parties(text, ask.start + by.end(), ask.end)
        return NO_DEMAND if whose and whose[0].official else (whose[0] if whose else None)
    if (
        who is not None
        and who.official
        and re.search(r"\b(?:made|issued|repeated|renewed|announced|sent)\b", text[who.end : ask.start])
    ):
        return NO_DEMAND
    return (
        None
        if who is None
        or who.official
        or not re.search(
            r"\b(?:made|issued|repeated|renewed|raised|voiced|sent|presented|submitted|handed|signed|press\w*|with|in)\b",
            text[who.end : ask.start],
        )
        else who
    )


def _until(text: str, ask: Ask, body: str, wished: bool) -> Party | None:
    """What must happen before they stop: they hold out before these words, or after them."""
    only = text[ask.start : ask.end].lower().startswith(("only", "on "))
    if not wished and not only:
        return NO_DEMAND
    word = text[ask.start : ask.end].split()[0].lower()
    left = max(0, ask.start - 160)
    held = grammar.last(words().holding_out, text, left, ask.start)
    if held is None:
        stop = text.find(",", ask.end)
        held = (
            words().holding_out.search(text, stop, min(len(text), stop + 120))
            if stop > 0 and not text[: ask.start].strip(' “"')
            else None
        )
    if held is None or re.search(r"[.;:]\s", text[held.end() : ask.start]):
        return NO_DEMAND
    if word in ("before", "without", "if", "as", "till") and not re.match(
        r"(?:refus|would|will|not|won|threaten|boycott|vow|withh)", held.group().lower()
    ):
        return NO_DEMAND
    if word == "if" and not (
        re.match(r"(?:threaten|vow|would|will)", held.group().lower())
        and re.search(r"\b(?:not|n[’']t|fail\w*)\b", body)
    ):
        return NO_DEMAND
    told = _TOLD_TO.search(text, max(0, held.start() - 60), held.start())  # "urged people to stay until"
    who = asking.who_before(text, told.start() if told else held.start())
    if (
        who is not None
        and who.official
        or (who is None and re.match(r"w(?:ould|ill|on)", held.group().lower()))
    ):
        return NO_DEMAND
    return who


def _must(text: str, ask: Ask, begin: int, finish: int) -> Party | None:
    """Somebody out of power says what must be done: of those in power, or without saying by whom."""
    if not _BRINGS.match(text, begin):
        return NO_DEMAND
    subject = asking.who_before(text, ask.start)
    passive = text.startswith("be ", begin)
    if not passive and not (subject and subject.official):
        return NO_DEMAND
    speaker = sayer(text, ask.start, finish)
    if speaker is not None:
        return NO_DEMAND if speaker.official or (subject and speaker.start == subject.start) else speaker
    return None if _LISTS.search(text, 0, ask.start) else NO_DEMAND


def _slogan(text: str, ask: Ask, begin: int, finish: int) -> Party | None:
    """A quoted imperative, where it is chanted, painted or said by somebody out of power."""
    if (
        not 10 <= finish - begin <= 160
        or " " not in text[begin:finish]
        or not words().wishes.search(text, begin, finish)
    ):
        return NO_DEMAND
    cue = grammar.last(_CHANTS, text, max(0, ask.start - 100), ask.start) or _CHANTS.search(
        text, finish, finish + 60
    )
    if cue:
        who = asking.who_before(text, cue.start())
        return NO_DEMAND if who and who.official else who
    speaker = sayer(text, begin, finish)
    return speaker if speaker and not speaker.official else NO_DEMAND


def sayer(text: str, start: int, end: int) -> Party | None:
    """Who is given as saying what stands between two offsets."""
    said = asking.said_before(text, start)
    if said is not None:
        return said
    speaker, kind = find_speaker(text, Span("text", start, end))
    at = text.find(speaker) if speaker else -1
    party = asking.office_at(text, at, at + len(speaker)) if speaker and at >= 0 else None
    return replace(party, official=party.official or kind in _IN_OFFICE) if party else None
