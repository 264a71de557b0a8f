"""What people demanded because of an incident: who asks, of whom, the words, and their class.

How English asks is in ``codebook/demands.yaml``: verbs ("pressed for an inquiry", "urged the government to act"), nouns
("their demands: a, b and c"), conditions ("until", "unless"), gatherings held for something, what must be done, and
imperatives of slogans and quoted speech.  What officials ask of their own people is a response, not a demand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from vigil import codebook
from vigil.extraction import asking, grammar
from vigil.extraction.asking import Party
from vigil.extraction.attribution import find_speaker
from vigil.extraction.phrasebook import Gate
from vigil.records import Claim, Sentence, Span


@dataclass(frozen=True, slots=True)
class _Words:
    forms: tuple[tuple[str, re.Pattern[str]], ...]
    holding_out: re.Pattern[str]
    wishes: re.Pattern[str]
    imperatives: re.Pattern[str]
    officials: re.Pattern[str]
    classes: tuple[tuple[str, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class _Ask:
    """A word of asking: where it starts, where what is asked starts, and how it asks."""

    start: int
    end: int
    form: str


STRONG, WEAK, OF, NOUN, UNTIL, FOR, MUST, SLOGAN = "strong", "weak", "of", "noun", "until", "for", "must", "slogan"
_GATE = Gate(
    "demand|call|press|push|plead|pled|appeal|ask|urg|want|insist|implor|beg|condition|request|until|unless|only if|only when|"
    "seek|sought|must|should|petition|campaign|agitat|clamo|lobb|chant|slogan|banner|placard|cry|cried|shout|holding out|held out|"
    "ultimatum|hours|resolution|memorand|charter|plea|protest|demonstrat|rall|march|sit-in|strike|gather|vigil|block|camp|dharna"
    "|exhort|challeng|warn|before|exhort|moved|moving|stop|justice|release|told|pressur|days|took to|“|\""
)


@cache
def _words() -> _Words:
    data = codebook.load("demands")

    def either(key: str) -> str:
        return "|".join(data[key])

    of = r"(?:\s(?:also|again|on \w+day|in a \w+|yesterday|once more))?"
    nouns = either("nouns")
    forms = (
        (SLOGAN, rf"(?:(?<=[“‘])|(?<=[\s(][\"'])|(?<=^[\"']))(?=(?:{either('imperatives')})\b)"),
        (OF, rf"\b(?:{either('asking_of')}){of}\s"),
        (
            NOUN,
            rf"\b(?:{nouns})(?:\s(?:by|from|of)\s(?:the\s)?(?:[\w’'-]+\s?){{1,4}}?)?(?::\s|\s(?:was|were|is|are|includ(?:ed?|es|ing)|such\sas|like|namely"
            r"|comprised?|ranged\sfrom|read(?:ing)?|sa(?:id|ying)|demand(?:ed|ing)|ask(?:ed|ing)\sfor)\s|\s(?=(?:for|that|to)\s))(?:(?:that|for|to)\s)?",
        ),
        (STRONG, rf"\b(?:{either('strong_verbs')}){of}\s"),
        (WEAK, rf"\b(?:{either('weak_verbs')}){of}\s"),
        (UNTIL, r"\b(?:until|unless|till|without|only\s(?:if|when|after)|before|on\s(?:the\s)?condition\sthat|as\slong\sas|if)\s"),
        (FOR, rf"\b(?:{either('gatherings')})\b[^.;:]{{0,110}}?\s(?:for|in\ssupport\sof|in\sfavou?r\sof)\s"),
        (MUST, r"\b(?:must|should|ought\sto|ha(?:s|ve)\sto|needs?\sto)\s"),
    )
    return _Words(
        tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in forms),
        re.compile(rf"\b(?:{either('holding_out')})\b", re.IGNORECASE),
        re.compile(rf"(?<![\w-])(?:{either('wishes')})(?![\w])", re.IGNORECASE),
        re.compile(rf"(?:{either('imperatives')})\b", re.IGNORECASE),
        re.compile(rf"(?<![\w-])(?:{'|'.join(codebook.load('responses')['officials'])})(?!\w)"),
        tuple((name, re.compile("|".join(words))) for name, words in data["classes"].items()),
    )


def find_demands(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims ``demand`` in order.

    ``value`` holds the demanded words, ``speaker`` who asks and ``addressee`` of whom, as written where they are told, and
    ``detail`` the class of ``demands.yaml``.  Each item of a list is a claim.
    """
    out: list[Claim] = []
    before: str | None = None  # who asked last, for "they" in the sentence after
    for sentence in grammar.pieces(sentences):
        text = grammar.flat(sentence.text)
        low = grammar.lower(text)
        asker: str | None = None
        if _GATE(low):
            found = list(_asked(text, low))
            taken = [a for a, *_ in found]
            used = 0
            for number, (ask, begin, finish, who) in enumerate(found):
                following = next((a.start for a in taken[number + 1 :] if a.start > begin), finish)
                finish = min(finish, _before(text, begin, finish, following))
                if begin < used or finish - begin < 4:
                    continue
                used = finish
                if number and asker and _GOES_ON.search(text, taken[number - 1].end, ask.start):
                    named = asker
                elif who is not None and who.pronoun:
                    named = _people(text, who.start) or before
                else:
                    named = _named(text, who)
                named = named or _said_by(text, begin, finish)
                asker = named or asker
                whole = text[begin:finish]
                told = _addressee(text, ask, begin, finish)
                for a, b in _items(text, begin, finish):
                    value = text[a:b]
                    out.append(
                        grammar.claim(
                            sentence,
                            "demand",
                            a,
                            b,
                            a,
                            value=value[:160],
                            speaker=named,
                            addressee=told or asking.of_whom(text, a, b),
                            detail=class_of(value) if class_of(value) != "other" else class_of(whole),
                        )
                    )
        before = asker or _people(text)
    return out


def class_of(words: str) -> str:
    """The class of ``demands.yaml`` that fits demanded words, or "other"."""
    low = words.lower()
    return next((name for name, pattern in _words().classes if pattern.search(low)), "other")


# ---------------------------------------------------------------- words of asking


def _asked(text: str, low: str) -> Iterator[tuple[_Ask, int, int, Party | None]]:
    """Each asking of the sentence with the bounds of what is asked, and who asks."""
    asks: list[_Ask] = []
    for form, pattern in _words().forms:
        for match in pattern.finditer(text):
            start = match.start()
            if form == FOR:
                start = match.end() - len(re.split(r"\s", match.group().rstrip())[-1]) - 1
            asks.append(_Ask(start, match.end(), form))
    asks.sort(key=lambda a: a.start)  # stable: of those at one place the form that comes first
    used = 0
    for ask in asks:
        if ask.start < used:
            continue
        begin, finish = grammar.trim(text, ask.end, _object_end(text, ask))
        who = _who(text, low, ask, begin, finish)
        if not isinstance(who, bool) and finish - begin >= 4:
            used = ask.end
            yield ask, begin, finish, who


_AND_DID = re.compile(
    r"\s(?:and|but|then)\s(?:(?:also|then|later|has|have|had|were|was|is|are)\s)*(?:said|held|went|came|sat|took|began|set|gave|given|told|left|threw|sang|stood"
    r"|burnt|saw|[a-z]{3,}(?<!need)(?<!speed)ed)\s(?!and\b)|,\s(?:[\w’'-]+\s){1,6}?(?:said|reported|reports|says|told|noted|added)\b"
    r"|,\s(?:while|who|which|where|when|after|as|saying|adding|chanting|blocking|holding|carrying|burning|vowing)\s|\s(?:while|whereas|although|because)\s"
)
_CLOSES = re.compile(r"[,.!?]?[”\"’'](?=[\s,.;:!?)]|$)")
_PASSIVE = re.compile(r"\b(?:be|been|being|get|is|are|was|were)\s")
_MORE = re.compile(
    r",\s(?:and\s)?(?:for|to|that)\s|,\s(?:and\s)?(?=(?:the|an?|more|better|full|financial|compensation|justice|security|protection)\s)", re.IGNORECASE
)
_FINITE = re.compile(r"\b(?:said|was|were|has|had|have|told|he|she|they|who)\b")


def _object_end(text: str, ask: _Ask) -> int:
    """Where the demanded words end: with their clause; a list goes on over commas."""
    if ask.form == SLOGAN or text[ask.end : ask.end + 1] in ("“", '"', "‘"):
        close = _CLOSES.search(text, ask.end + 1)
        return close.start() if close else min(len(text), ask.end + 150)
    if ask.form == UNTIL and not text[: ask.start].strip(" “\""):
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
        if stop <= right or (not listed and not _words().wishes.search(part)) or _FINITE.search(part):
            break
        right = stop
    for cut in _AND_DID.finditer(text, ask.end, right):
        if not (_PASSIVE.search(text, ask.end, cut.start()) and re.match(r"\sand\s\w+ed\b", cut.group())):
            return cut.start()
    return right


def _before(text: str, begin: int, finish: int, following: int) -> int:
    """Where what is asked ends before another asking that is joined to it: "justice, and asking for help"."""
    if not begin < following < finish:
        return finish
    joint = re.compile(r"(?:,?\s(?:and|or|but)|,)\s(?:\w+\s){0,3}$").search(text, max(begin, following - 40), following)
    return joint.start() if joint else finish


_GOES_ON = re.compile(r"(?:\band|,)\s(?:also\s|then\s|has\s|have\s|had\s)?$")


# ---------------------------------------------------------------- whether it is a demand, and whose

_NOT_WISHED = re.compile(
    r"^(?:an? |the )?(?:(?:community|public)[’']s help|help from the public|no\b|report\b(?!s)|comments?\b|calm\b|restraint|unity\b|information\b"
    r"|witnesses|who\b|why\b|how\b|whether|what\b|if\b|her\b|him\b|questions?|recently|then\b|now\b|late\b|early\b|\d+\s?(?:am|pm|p\.m|a\.m)|midnight|dawn|noon|\w+day\b(?! of)"
    r"|police arrived|help\b|parties concerned|anyone|more (?:information|time)|votes?\b|sale\b|oil\b|(?:(?:about|more than|nearly|over|at least|several|many|a few|some|the) )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|several|many|few)? ?(?:years?|months?|weeks?|days?|nights?|hours?|minutes?)\b|example|tea\b|lunch|dinner|life\b|good\b|ever\b)",
    re.IGNORECASE,
)
_TO_DO = re.compile(r"\s(?:not\s)?to\s|\s[a-z]+ed\b|\s(?:do|does|act|take|come|give|resign|be|for)\b|\s(?:\d+|two|three|four|five|six|seven|ten|an?)[- ](?:hours?|days?)|\sthat\s|,\sto\s|\s(?:in|with)\sa\s\w+")
_BRINGS = re.compile(
    r"\b(?:be(?:\s\w+ly)?\s(?:brought|punished|arrested|released|freed|stopped|prosecuted|hanged|tried|caught|held|compensated|protected|dismissed|investigated|removed|given|handed|sent|deployed"
    r"|called|buried|repealed|dissolved|banned|executed|dealt)|resign|step down|act\b|take (?:\w+ )*(?:notice|action|steps|measures|control|responsibility)|protect|stop|end\b|arrest|release|ensure"
    r"|provide|come|go\b|find|give|bring|listen|investigate|withdraw|do (?:more|something)|apologi[sz]e|compensate|implement|answer)"
)
_TERM = re.compile(r"(?:\d+|two|three|four|five|seven|ten)[- ](?:hours?|days?|weeks?)\s(?:for|to)\s")
_IN_OFFICE = ("police", "official", "military", "media")
_TOLD_TO = re.compile(r"\b[a-z]+ed\s[^,.;]{2,40}\sto\s$")
_LISTS = re.compile(r"\b(?:demand|resolution|petition|memorandum|charter|ultimatum|statement)\w*", re.IGNORECASE)
_CHANTS = re.compile(r"\b(?:chant\w*|shout\w*|slogans?|banners?|placards?|posters?|signs?|cri(?:ed|es)|crying|yell\w*|read(?:ing|s)?|demand\w*|scrawled|painted|urg\w+|implor\w+|plead\w*|graffiti)\b", re.IGNORECASE)
_STATED = re.compile(r"\b(?:was|were|had|has|is|are|did|would|could)\b")
_UNREAL = re.compile(r"\b(?:no|never|not|without|didn[’']t|don[’']t|did not|do not|does not|if)\s(?:\w+\s)?$", re.IGNORECASE)
_SELF = re.compile(r"^(?:to\s|him\b|her\b|them\b|us\b|me\b|you\b|it\b|himself|themselves)")


def _who(text: str, low: str, ask: _Ask, begin: int, finish: int) -> Party | None | bool:
    """Who asks, None where nobody is named, or False where it is no demand."""
    words = _words()
    body = text[begin:finish]
    if not body or _NOT_WISHED.match(body) or (ask.form != UNTIL and _UNREAL.search(text, max(0, ask.start - 20), ask.start)):
        return False
    wished = words.wishes.search(body)
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
        who = asking.who_before(text, _gathering(text, ask)) or who
        if not head or not words.wishes.search(head.group()) or (who and who.official):
            return False
        return who
    if who is not None and who.official:
        return False
    if ask.form == STRONG:
        noun = re.search(r"\b(?:the|this|that|an?|their|its|his|her|such|any|of|in)\s$", low[max(0, ask.start - 14) : ask.start])
        if noun and noun.group().strip() not in ("that", "this", "such") and low.startswith(("demand", "call", "push", "press"), ask.start) and not low.startswith(("demanded", "demanding", "called", "calling"), ask.start):
            return False  # the noun form sees to it
        if re.match(r"(?:had|have|has|were|was|are|be|being|he|she|it|they|met|as|accepted|in|on|and|or)\b", body):
            return False
        return who if who is not None or wished else False
    if _SELF.match(body) or not wished or (who is None and not _GOES_ON.search(text, 0, ask.start)):
        return False
    if low.startswith(("insist", "ask"), ask.start) and _STATED.search(body) and not _PASSIVE.search(body.replace("was ", "").replace("were ", "")):
        return False
    if who is not None and who.pronoun and text[who.start : who.end].lower() in ("he", "she"):
        return False if low.startswith(("want", "seek", "sought"), ask.start) else who
    return who


def _gathering(text: str, ask: _Ask) -> int:
    """Where the word for the gathering stands that is held for something."""
    found = None
    for form, pattern in _words().forms:
        if form == FOR:
            found = next((m for m in pattern.finditer(text) if m.end() == ask.end), None)
    return found.start() if found else ask.start


def _of(text: str, ask: _Ask, begin: int, finish: int, who: Party | None) -> Party | None | bool:
    """"Urged the government to act": of somebody in power or a named body, to do something."""
    target = asking.office_at(text, begin, finish)
    if who is not None and who.official:
        return False
    if _TERM.match(text, begin):  # "given 48 hours for an operation"
        return who
    if target is None or target.pronoun:
        return False
    phrase = text[target.start : target.end]
    if not target.official and (not re.search(r"[A-Z]", phrase) or asking.asks(phrase)):
        return False
    rest = text[target.end : finish]
    to = _TO_DO.match(rest)
    verb = text[ask.start : ask.end].lower()
    if not to or (verb.startswith(("told", "warn", "want", "ask")) and not _words().wishes.search(rest)):
        return False
    if verb.startswith(("told", "warn")) and not rest.startswith((" to ", " that it must", " that they must")):
        return False
    return who


def _noun(text: str, ask: _Ask, body: str, wished: bool, who: Party | None) -> Party | None | bool:
    said = text[ask.start : ask.end].lower()
    head = said.split()[0].rstrip(":")
    lists = said.rstrip().endswith(":") or re.search(r"\s(?:was|were|is|are|includ\w+|such|like|namely|comprise\w*|ranged|read\w*|sa\w+|demand\w+|ask\w+)\s", said)
    if not lists and not re.search(r"(?:\b(?:the|this|that|an?|their|its|his|her|such|any|more|of|new|repeated|public|growing|in|on|with|and|over|key|main|other|central|only)\s|s[’']\s|[’']s\s)$", text[max(0, ask.start - 12) : ask.start], re.IGNORECASE):
        return False
    if not wished or re.match(r"(?:met|accepted|rejected|fulfilled|granted|being|not|heard|ignored|reasonable|legitimate|unanimously|passed|being|still)\b", body):
        return False
    if head.rstrip("s") in ("call", "condition", "request", "charter", "statement") and lists and not re.search(r"demand|:", said):
        if head.startswith(("call", "charter")):
            return False
        if not re.search(r"\b(?:their|its|one|other|main|whose|the protesters[’'])\s(?:\w+\s)?$", text[: ask.start]):
            return False
    if head.startswith(("resolution", "petition", "memorand", "charter", "slogan", "banner", "placard", "letter")):
        by = asking.who_before(text, ask.start + len(head) + 1)
        return None if by is not None and by.official else by
    owner = re.search(r"([\w’' -]{2,50}?)(?:[’']s|s[’'])\s(?:\w+\s)?$", text[: ask.start])
    if owner:
        found = asking.parties(text, owner.start(1), owner.end(1) + 2)
        if found:
            return False if found[-1].official else found[-1]
    if re.search(r"\b(?:their|its|his|her|whose)\s(?:\w+\s){0,2}$", text[max(0, ask.start - 30) : ask.start]):
        return who if who is None or not who.official else None
    by = re.match(r"\w+\s(?:by|from|of)\s", said)
    if by:
        found = asking.parties(text, ask.start + by.end(), ask.end)
        return False if found and found[0].official else (found[0] if found else None)
    if who is not None and who.official and re.search(r"\b(?:made|issued|repeated|renewed|announced|sent)\b", text[who.end : ask.start]):
        return False
    return None if who is None or who.official or not re.search(r"\b(?:made|issued|repeated|renewed|raised|voiced|sent|presented|submitted|handed|signed|press\w*|with|in)\b", text[who.end : ask.start]) else who


def _until(text: str, ask: _Ask, body: str, wished: bool) -> Party | None | bool:
    """What must happen before they stop: they hold out before these words, or after them."""
    only = text[ask.start : ask.end].lower().startswith(("only", "on "))
    if not wished and not only:
        return False
    word = text[ask.start : ask.end].split()[0].lower()
    left = max(0, ask.start - 160)
    held = grammar.last(_words().holding_out, text, left, ask.start)
    if held is None:
        stop = text.find(",", ask.end)
        held = _words().holding_out.search(text, stop, min(len(text), stop + 120)) if 0 < stop and not text[: ask.start].strip(" “\"") else None
    if held is None or re.search(r"[.;:]\s", text[held.end() : ask.start]):
        return False
    if word in ("before", "without", "if", "as", "till") and not re.match(r"(?:refus|would|will|not|won|threaten|boycott|vow|withh)", held.group().lower()):
        return False
    if word == "if" and not (re.match(r"(?:threaten|vow|would|will)", held.group().lower()) and re.search(r"\b(?:not|n[’']t|fail\w*)\b", body)):
        return False
    told = _TOLD_TO.search(text, max(0, held.start() - 60), held.start())  # "urged people to stay until"
    who = asking.who_before(text, told.start() if told else held.start())
    if who is not None and who.official:
        return False
    return who


def _must(text: str, ask: _Ask, begin: int, finish: int) -> Party | None | bool:
    """Somebody out of power says what must be done: of those in power, or without saying by whom."""
    if not _BRINGS.match(text, begin):
        return False
    left, right = grammar.clause(text, ask.start, ask.end)
    subject = asking.who_before(text, ask.start)
    passive = text.startswith("be ", begin)
    if not passive and not (subject and subject.official):
        return False
    speaker = _sayer(text, ask.start, finish)
    if speaker is not None:
        return False if speaker.official or (subject and speaker.start == subject.start) else speaker
    return None if _LISTS.search(text, 0, ask.start) else False


def _slogan(text: str, ask: _Ask, begin: int, finish: int) -> Party | None | bool:
    """A quoted imperative, where it is chanted, painted or said by somebody out of power."""
    if finish - begin > 160 or not _words().wishes.search(text, begin, finish):
        return False
    cue = grammar.last(_CHANTS, text, max(0, ask.start - 100), ask.start) or _CHANTS.search(text, finish, finish + 60)
    if cue:
        who = asking.who_before(text, cue.start())
        return False if who and who.official else who
    speaker = _sayer(text, begin, finish)
    return speaker if speaker and not speaker.official else False


def _sayer(text: str, start: int, end: int) -> Party | None:
    """Who is given as saying what stands between two offsets."""
    said = asking.said_before(text, start)
    if said is not None:
        return said
    speaker, kind = find_speaker(text, Span("text", start, end))
    at = text.find(speaker) if speaker else -1
    party = asking.office_at(text, at, at + len(speaker)) if speaker and at >= 0 else None
    return replace(party, official=party.official or kind in _IN_OFFICE) if party else None


# ---------------------------------------------------------------- its parts


_NO_PEOPLE = re.compile(
    r"^(?:the\s|an?\s|their\s|one\s|\w+\s)*(?:banners?|placards?|posters?|slogans?|letters?|resolutions?|statements?|petitions?|memorand\w+|charters?|sit-ins?|rall(?:y|ies)|strikes?"
    r"|march(?:es)?|protests?|demonstrations?)(?:\s(?:of|in|at)\s[^,]*)?$",
    re.IGNORECASE,
)


def _named(text: str, who: Party | None) -> str | None:
    """Who asks, where these are people: a banner is none."""
    if who is None or who.pronoun or _NO_PEOPLE.match(text[who.start : who.end]):
        return None
    return text[who.start : who.end]


def _said_by(text: str, begin: int, finish: int) -> str | None:
    """Whoever is quoted with it, where no subject is named."""
    party = _sayer(text, begin, finish)
    if party is None or party.official or party.end - party.start > 80:
        return None
    phrase = text[party.start : party.end]
    return _named(text, party) if " " in phrase or asking.asks(phrase) else None  # one name alone may be a newspaper's


def _people(text: str, end: int | None = None) -> str | None:
    """The people whom a sentence is about, up to ``end``: whom "they" means after it."""
    for party in asking.parties(text, 0, len(text) if end is None else end):
        if not party.pronoun and not asking.after_preposition(text, party):
            asks = not party.official and asking.asks(text[party.start : party.end])
            return _named(text, party) if asks else None
    return None


def _addressee(text: str, ask: _Ask, begin: int, finish: int) -> str | None:
    """Of whom it is asked, where the words of asking say so: "urged the government", "demanded of the state"."""
    if ask.form == OF:
        target = asking.office_at(text, begin, finish)
        return text[target.start : target.end] if target else None
    of = re.search(r"\b(?:of|from|to)\s((?:the\s)?[\w ]+?)\s(?:that|for|to)?\s?$", text[ask.start : ask.end])
    if of:
        target = asking.office_at(text, ask.start + of.start(1), ask.end)
        if target and target.official:
            return text[target.start : target.end]
    if ask.form == MUST:
        subject = asking.who_before(text, ask.start)
        return text[subject.start : subject.end] if subject and subject.official else None
    return None


_SPLIT = re.compile(r",\s(?:and\s(?:also\s)?|as\swell\sas\s)?|\sand\s(?:also\s)?(?:for\s|to\s|that\s)?|;\s(?:and\s)?|\sas\swell\sas\s")
_ITEM = re.compile(
    r"(?:for\s|that\s|to\s|the\s|an?\s|their\s|more\s|better\s|full\s|immediate\s|financial\s|[a-z-]+(?:tion|ment|ance|ity|ing)\b|justice|security|protection|jobs|army|military|tighter|stricter"
    r"|release|arrests?|talks|punish\w*|bring|arrest|pay|protect|provide|ensure|stop|end|compensate|investigate|prosecute|dismiss|free|withdraw|hand|give|take|find|repeal|reopen|improve)\b",
    re.IGNORECASE,
)


def _items(text: str, begin: int, finish: int) -> list[tuple[int, int]]:
    """A list of demands cut into its items; an item that asks for nothing stays with the one before."""
    cuts = [(begin, begin)]
    for match in _SPLIT.finditer(text, begin, finish):
        stop = next((m.start() for m in _SPLIT.finditer(text, match.end(), finish)), finish)
        if (
            _ITEM.match(text, match.end())
            and _words().wishes.search(text, match.end(), stop)
            and not _FINITE.search(text, match.end(), stop)
            and match.start() - cuts[-1][1] > 4
            and _words().wishes.search(text, cuts[-1][1], match.start())
        ):
            cuts.append((match.start(), match.end()))
    out = []
    for number, (_, start) in enumerate(cuts):
        stop = cuts[number + 1][0] if number + 1 < len(cuts) else finish
        a, b = grammar.trim(text, start, stop)
        if b - a >= 4:
            out.append((a, b))
    return out
