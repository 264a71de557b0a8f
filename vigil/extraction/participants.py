"""Who calls for a demonstration, and who takes part, as written.

The words are in ``codebook/demonstrations.yaml``.  "People" and "protesters" tell nothing and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from vigil import codebook
from vigil.extraction import grammar
from vigil.extraction.asking import in_power
from vigil.extraction.gatherings import follows, gathering_words, may_tell
from vigil.extraction.phrasebook import Gate, Phrasebook
from vigil.records import Claim, Sentence

# ---------------------------------------------------------------- who calls for it

_NAME = r"(?:[Tt]he )?[A-Z][\w’'&.-]*(?:(?: (?:of|for|the|de|e|i|ul|wal|al))*[ -][A-Z][\w’'&.-]*){0,6}"
_BODY = (
    r"(?:[A-Za-z][a-z’'-]+ ){0,4}?(?:groups?|alliance|coalition|part(?:y|ies)|unions?|associations?|committees?|movements?"
    r"|federations?|councils?|organi[sz]ations?|bodies|clerics|students|traders|lawyers|leaders|activists|rebels|guerrillas)(?: (?:of|in) [A-Z][\w’'-]+)?"
)
_WHO = rf"(?:{_NAME}|{_BODY})"
_LIST = rf"{_WHO}(?:(?:, and |, | and |, along with | with )(?:{_WHO}))*"
_HOW = {"call": "called", "orga": "organised", "led": "led", "head": "led", "conv": "called", "arra": "organised",
        "spon": "organised", "stag": "held", "held": "held", "anno": "called"}  # fmt: skip


@cache
def _organised() -> tuple[re.Pattern[str], ...]:
    gathering = gathering_words()
    middle = r"(?:(?!off\b|end\b|on\b|to\b|that\b|an? end\b)[\w’'-]+ ){0,6}?"
    verb = r"(?P<how>called(?: for| out)?|organi[sz]ed|convened|announced|arranged|held|staged|led)"
    return (
        # "a strike called by the council and two unions"
        re.compile(
            rf"(?P<how>called(?: for| out)?|organi[sz]ed|arranged|convened|sponsored|led|headed)(?: jointly)? by (?P<who>{_LIST})"
        ),
        # "the council had called a general strike"
        re.compile(
            rf"(?P<who>{_LIST}),? (?:(?:which|who|had|has|have|also|jointly|then|earlier) )*{verb} (?={middle}(?i:{gathering})(?![\w-]))"
        ),
        # "a protest by the council"
        re.compile(rf"(?<![\w-])(?P<how>(?i:{gathering})) by (?P<who>{_LIST})"),
        # "at the request of the council", in a sentence that tells of a demonstration
        re.compile(
            rf"(?:at|on) the (?P<how>call|request|appeal) of (?P<who>{_LIST})|(?:after|in response to|heeding|responding to) a (?P<how2>call) (?:from|by|of) (?P<who2>{_LIST})"
        ),
    )


_ONE_OF = re.compile(rf"(?P<who>{_NAME}), (?:one of the|an|the) (?:\w+ )?(?P<how>organi[sz]ers?)\b")
_ORGANISER_GATE = Gate(
    "call|organi|conven|announc|arrang|sponsor|led by|led the|led a|held|staged|headed by|request of|appeal of| by the "
)
# "activists from the council have called": the name says whose they are
_INSIDE = re.compile(r"\b(?:from|of|in|by|at|to|with|for|against|on)(?: the| a)?(?: [\w’'-]+)? $")
_SPEAKS = re.compile(r" (?:has |have |had )?(?:said|says|reported|reports|told|added)\b")
_SPLIT = re.compile(r", and |, along with |, | and | with ")
_NO_NAME = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December "
    "He She They It We I This That These Those There When While After Before In On At The A An But And For If Police People Protests Thousands Hundreds Protesters".split()
)


def find_organisers(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims ``organiser`` in order: value the name as written, detail called, organised, led or held."""
    out: list[Claim] = []
    gathering = re.compile(rf"(?<![\w-]){gathering_words()}(?![\w-])")
    for sentence in grammar.pieces(sentences):
        text = grammar.flat(sentence.text)
        low = grammar.lower(text)
        if not (_ORGANISER_GATE(low) and may_tell(low)):
            continue
        seen: set[tuple[int, int]] = set()
        for number, pattern in enumerate((*_organised(), _ONE_OF)):
            for match in pattern.finditer(text):
                name = "who" if match["who"] else "who2"
                how = match["how"] or match["how2"]
                left, _ = grammar.clause(text, *match.span())
                if number == 1 and _INSIDE.search(low, max(0, match.start() - 40), match.start()):
                    continue
                if number > 1 and not gathering.search(low):
                    continue
                if number == 0 and not _of_gathering(low, left, match.start(), gathering):
                    continue
                if (number == 2 or how in ("held", "staged", "led", "announced") and number) and not _is_body(
                    match[name]
                ):
                    continue
                for a, b in _names(text, match.start(name), match.end(name)):
                    if (a, b) in seen or _in_power(low, a, b):
                        continue
                    seen.add((a, b))
                    out.append(
                        grammar.claim(
                            sentence,
                            "organiser",
                            a,
                            b,
                            a,
                            value=text[a:b],
                            detail="held" if number == 2 else _HOW.get((how or "")[:4].lower(), "called"),
                        )
                    )
    return sorted(out, key=lambda c: (c.span.field != "title", c.span.start))


def _in_power(low: str, start: int, end: int) -> bool:
    """Those in power call for no demonstrations; a "federation" of students is not one of states."""
    found = in_power().search(low, start, end)
    return found is not None and found.group() != "federation"


def _of_gathering(low: str, left: int, start: int, gathering: re.Pattern[str]) -> bool:
    """Whether what was called or led is a gathering: one stands before in the clause, or "marchers" do."""
    found = grammar.last(gathering, low, max(left, start - 90), start)
    crowd = re.search(
        r"\b(?:marchers|protest[eo]rs|demonstrators|strikers|crowds?)\b", low[max(left, start - 40) : start]
    )
    return found is not None or crowd is not None


def _is_body(names: str) -> bool:
    """A named body of people, not "Families" at the head of a sentence or a person."""
    words = [w for w in re.split(r"[\s-]+", names.removeprefix("The ").removeprefix("the ")) if w]
    return (
        len(words) > 1 and sum(w[0].isupper() for w in words) > 1 or (len(words) == 1 and words[0].isupper())
    )


def _names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for cut in [*_SPLIT.finditer(text, start, end), None]:
        stop = cut.start() if cut else end
        a, b = grammar.trim(text, at, stop)
        words = text[a:b].split()
        if words and words[0].lower() in ("the", "a", "an") and len(words) > 1:
            a += len(words[0]) + 1
            words = words[1:]
        if (
            words
            and b - a > 2
            and words[0] not in _NO_NAME
            and not (cut is None and _SPEAKS.match(text, end))
        ):
            yield a, b
        at = cut.end() if cut else end


# ---------------------------------------------------------------- who takes part


@cache
def _people() -> Phrasebook:
    return Phrasebook(("", words) for words in codebook.load("demonstrations")["people"])


@cache
def _acts() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    gathering = gathering_words()
    some = r"(?:(?:an?|the|their|his|her|its|this|these|in|at|for|of|to|[\w’'-]+) ){0,5}?"
    outright = (
        rf"(?:(?:staged|held|joined|observed|began|started|continued|carried on|launched|took part in|participated in|attended|led|went on|organi[sz]ed) {some}{gathering}"
        rf"|(?:are|were|have been|had been|been) (?:continuing|staging|holding|observing|attending) {some}{gathering}"
        r"|(?:are|were|have been|had been|been) (?:protesting|demonstrating|marching|picketing|rallying|on strike|on a? ?hunger strike|sitting (?:on|in|outside)|camped|among (?:the )?(?:protest|demonstrat|march|mourn|strik)\w+)"
        r"|(?:protested|rioted|demonstrated|marched|rallied|picketed|walked out|stopped work|took to the streets|came out on(?:to)? the (?:streets|roads?)|refused to bury|blocked (?:\w+ ){0,3}(?:roads?|highways?|motorways?|railways?|streets?|bridges?|traffic|bypass)"
        r"|gathered to (?:protest|mourn|demand)|joined (?:the )?(?:[\w’'-]+ ){0,3}(?:protest[eo]rs|demonstrators|mourners|families|family members|marchers|strikers)|went on strike|on strike)"
        r"|(?:had |have |has )?(?:again )?refus(?:ed|ing) to bury)(?![\w-])"
    )
    between = r"(?:(?:,? (?:who|which|that))?(?:,? (?:and )?others)?(?: (?:have|has|had|also|then|again|later|too|today|yesterday|all|together|(?:on )?\w+day(?: \w+)?|\w+ly|(?:in|from|of|at|across|throughout) (?:the )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?))*,? )"
    after = re.compile(f"{between}(?i:{outright})")
    doing = re.compile(
        r" (?:sitting|camp(?:ed|ing)|holding (?=(?:\w+ ){0,3}(?:placards|banners|candles|portraits|photographs|pictures|signs|flags))|carrying (?=(?:\w+ ){0,4}(?:placards|banners|candles|portraits|photographs|pictures|signs|flags|coffins|bodies))"
        r"|chanting|refusing to (?:bury|leave|move|work)|marching|demonstrating|protesting|waving|blocking (?=(?:\w+ ){0,3}(?:roads?|highways?|traffic|streets?))|picketing|on (?:a )?(?:hunger )?strike)\b"
    )
    before = re.compile(
        rf"(?:(?:joined|attended|staged|held|observed)(?: (?:in|at) (?:the|their|a) (?:\w+ )?(?:{gathering}))? by|(?<![\w-])(?:{gathering}) (?:of|by)|participants (?:were|included)|(?:protest[eo]rs|demonstrators|marchers|participants),? (?:including|among them|mostly|mainly))"
        r" (?:(?:the|some|many|several|mostly|mainly|about|around|more than|over|at least|up to|[\d,]+|hundreds|thousands|dozens|scores|tens|of|other) )*$"
    )
    return after, doing, before


# what is no part of the words for a group of people before its head
_STOPS = frozenset(
    "the a an of in on at by for to from with and or but as that which who when while where after before during since until is are was were be been have has had "
    "will would could may might not no also including include said says told joined staged held attended led killed injured wounded hundreds thousands dozens scores tens "
    "some many several other more most all both two three four five six seven eight nine ten between among against over about around than least their his her its our "
    "them us him me you i we he she they it vigil protest march rally strike drew saw brought met gave took made found left sent put got set ran kept let "
    "these those this out up into onto outside near through across like such".split()
)
_NEED_MORE = frozenset(
    "members leaders heads representatives supporters followers sympathisers sympathizers opponents deputies ministers officers men community communities parties".split()
)
_AMID = re.compile(r"\b(?:in|under|amid|despite|during|at|on|after|before)(?: the| a)? $", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"([\w’'-]+) $")
_OF_HEAD = re.compile(r" (?:of|from) (?:the |a |several |other |various )?(?:[\w’'-]+ ){0,3}$")
_OF_NAME = re.compile(
    r" (?:of|from) (?:the )?(?:former |ousted |jailed |slain |main |banned )?[A-Z][\w’'-]*(?:[ -][A-Z][\w’'-]*){0,5}"
)
_OF_WHOM = re.compile(
    r" of (?:the |those |some of the )?(?:dead|killed|slain|missing|disappeared|murdered|wounded|injured|victims?|detained|deceased)\b"
)
_JOIN = re.compile(r",? (?:and |or |as well as )?(?:the |other )?|, ")
_DOING_END = re.compile(
    r" (?:throughout|during|since|for|in (?:the|a)|on|who|that|to|until|at|as|over)\b|[,;.:–—!?”\"]"
)


def find_participants(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims ``participant`` in order, one for each group of people that a sentence says took part: value the words."""
    after, doing, before = _acts()
    out: list[Claim] = []
    last: Sentence | None = None  # that told of a demonstration
    for sentence in grammar.pieces(sentences):
        text = grammar.flat(sentence.text)
        low = grammar.lower(text)
        here = may_tell(low)
        if not (here or follows(sentence, last)):
            continue
        last = sentence if here else last
        spots = _groups(text, low)
        runs = _runs(spots, text)
        for run in runs:
            first, final = run[0][0], run[-1][1]
            tail = doing.match(text, final)
            if after.match(text, final) or before.search(low, max(0, first - 120), first):
                told = run
            elif tail:
                stop = _DOING_END.search(text, tail.end())
                end = stop.start() if stop else len(text)
                told = [*run[:-1], (run[-1][0], min(end, run[-1][1] + 80))]
            else:
                continue
            for a, b in told:
                if b - a < 3 or low[a:b] in _NEED_MORE or in_power().fullmatch(low[a:b]):
                    continue
                out.append(grammar.claim(sentence, "participant", a, b, a, value=text[a:b]))
    return out


def _groups(text: str, low: str) -> list[tuple[int, int]]:
    """Words for groups of people with what describes them, in order: "heads of regional political parties"."""
    out: list[tuple[int, int]] = []
    for start, end, _ in _people().find(low):
        head = low[start:end].split()[-1]
        if out:
            joint = low[out[-1][1] : start]
            if _OF_HEAD.fullmatch(joint):
                out[-1] = (out[-1][0], end)
                continue
        begin = start
        for _ in range(4):
            word = _WORD_BEFORE.search(text, max(0, begin - 30), begin)
            if (
                not word
                or word.group(1).lower() in _STOPS
                or word.group(1)[0].isdigit()
                or word.group(1).endswith(("ly", "ed"))
            ):
                break
            if out and word.start() < out[-1][1]:
                break
            begin = word.start()
        if text[start].isupper() and _AMID.search(text, max(0, begin - 12), begin):
            begin = start  # "In heavy rain Hazaras protested"
        name = _OF_NAME.match(text, end) or _OF_WHOM.match(low, end)
        stop = name.end() if name else end
        if head in _NEED_MORE and begin == start and stop == end:
            # "members" of what?  The next word may say: kept open until "of regional parties" follows
            if not re.match(r" of (?:the |a )?(?:[\w’'-]+ ){0,3}", low[end:]):
                continue
        out.append((begin, stop))
    return out


def _runs(spots: Sequence[tuple[int, int]], text: str) -> list[list[tuple[int, int]]]:
    """Groups of people that are told in one list."""
    out: list[list[tuple[int, int]]] = []
    for spot in spots:
        if out and _JOIN.fullmatch(text[out[-1][-1][1] : spot[0]]):
            out[-1].append(spot)
        else:
            out.append([spot])
    return out
