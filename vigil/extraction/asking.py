"""Who asks something of whom: the people before a word of asking, and the office after it, as written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from vigil import codebook
from vigil.extraction import grammar

_LONGEST = 100  # characters of a name or description
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December"
_NAME = (
    rf"(?!(?:The|An?|On|In|At|It|He|She|They|But|And|After|As|For|When|While|If|Since|Meanwhile|However|Another|Other|Some|Many|Most|One"
    rf"|Also|Among|Besides|Newly|Recently|According|Now|Here|There|I|Around|Over|Under|Nearly|About|Although|Though|Because|Even|Instead|Once|Several|Two|Three|Four|Five|Six|Dozens|Hundreds|Thousands|Outside|Elsewhere|Earlier|Later|Later|Their|His|Her|Its|Until|Unless|No|Not|{_WEEKDAY})\b)"
    r"(?:[A-Z][\w.’'-]*|al-[A-Z]\w+)"
)
_NAMES = rf"{_NAME}(?:(?:\s(?:of|the|al|ul|e|bin|and\sthe|de|del|wal)){{0,2}}\s{_NAME}){{0,6}}"
_LEFT = re.compile(r"([\w’',.%-]*[\w’'%-])\s$")
# Words that end a noun phrase to the left: whatever is no article, number, adjective or name.
_NOT_IN_PHRASE = re.compile(
    r"^(?:in|on|at|of|near|outside|from|after|before|during|to|with|by|for|against|between|among|over|under|into|as|when|while"
    r"|that|which|who|whom|whose|where|if|because|since|until|unless|and|but|or|nor|than|though|although|even|besides|amid|despite|said|says|told"
    r"|is|are|was|were|be|been|being|has|have|had|do|does|did|would|will|could|can|may|might|should|must|also|then|however|meanwhile"
    r"|today|yesterday|later|earlier|killed|injured|wounded|met|saw|joined|led|backed|supported|including|like|such|[a-z]{3,}ing)$",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\b(?:in|on|at|of|near|outside|from|after|before|during|to|with|by|for|against|between|among|over|under|into|around|since"
    r"|amid|despite|inside|through|besides|beside|past|across|joined|told|met|including|like|as)\s$",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:said|says|saying|stated|reported|reports|added|adding|noted|showed|announced|wrote|tweeted|claimed|explained|according to [^,]{3,50},)\s(?:on \w+day\s)?(?:that\s)?"
)
_WHO = re.compile(
    r"(?:,\s|\s)(?:who|which|that)(?:\s(?:have|has|had|are|is|were|was|also|now|still|all|both|then|later))*\s*$"
)
_AFTER_NOUN = re.compile(
    r"\s(?:of|from|in|at|for)\s(?:the\s|all\s|other\s|two\s|three\s|his\s|her\s|their\s)?"
)
_MORE_NAMES = re.compile(rf"\s(?:of\s(?:the\s)?)?{_NAMES}")
_NO_NOUN = r"(?:says|wants|has|is|was|does|holds|seeks|calls|asks|demands|urges|its|this|always|as|his|hers|ours|theirs|was|makes|takes|goes|vows|threatens|insists|met|told|said|saw|held|led|sent|got|gave|took|made|acts|agrees|takes|must|should|end|be)"
_PLURAL = re.compile(
    rf"(?<=[a-z’'])(?:\s(?!\w+(?:ed|ing|ly)\b|{_NO_NOUN}\b|(?:in|on|at|of|to|for|and|or|that|who|have|had|has|with|by|from|would|will)\b)[a-z-]+){{0,2}}\s(?!{_NO_NOUN}\b)(?:[a-z-]+[a-rt-z]s|people|parliament)(?![\w’'-])"
)
_COMMA = re.compile(r",\s")
_FORCE = re.compile(
    r"^an?\s|\b(?:army|troops|soldiers|military|forces|commandos|rangers|corps)$", re.IGNORECASE
)  # what is asked for
_PARTICIPLE = re.compile(r"[a-z]+ing\b")
_FORMER = re.compile(r"\b(?:[Ff]ormer|[Ee]x|[Oo]pposition|[Ss]hadow)\b")
_OPENED = re.compile(r"\b(?:after|because|before|when|while|until|unless|since|as|where|although)\s")
_TO = re.compile(r"\bto\s$")
_SPOKESMAN = re.compile(r"\bspokes\w+ (?:for|of) ")
_CLAUSE_OPENS = re.compile(
    r"[;:—!?]\s|\s[–-]\s|[.](?=\s)|,\s(?=(?:but|while|whereas|although|though|where|when)\b)|[“”\"]|^\([^)]*\)\s"
)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in a sentence: where, and whether in power."""

    start: int
    end: int
    official: bool
    pronoun: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    anybody: re.Pattern[str]
    office: re.Pattern[str]
    asker: re.Pattern[str]
    of_it: re.Pattern[str]  # what may follow "of": people, or a name
    joined: re.Pattern[str]
    of_name: re.Pattern[str]  # "Turkish government"
    more: re.Pattern[str]  # what a noun phrase goes on with


@cache
def _words() -> _Words:
    officials = "|".join(codebook.load("responses")["officials"])
    askers = "|".join(codebook.load("demands")["askers"])
    return _Words(
        re.compile(
            rf"(?<![\w’'-])(?:(?P<office>(?i:{officials})(?!\w))|(?P<asker>(?i:{askers})(?![\w-]))|(?P<pronoun>(?i:they|he|she|we|it)\b)|(?P<name>{_NAMES}))"
        ),
        re.compile(rf"(?<![\w-])(?i:{officials})(?!\w)"),
        re.compile(rf"(?<![\w-])(?i:{askers})(?![\w-])"),
        re.compile(rf"(?:[a-z][\w’'-]*\s){{0,2}}?(?:{_NAMES}|(?<![\w-])(?:{askers})(?![\w-]))"),
        re.compile(
            rf"\sand\s(?:the\s|other\s|their\s|an?\s)?(?:[a-z]+\s)?(?:(?:{askers})(?![\w-])|{_NAMES}|(?:{officials})(?!\w))"
        ),
        re.compile(rf"\s(?:[a-z]+\s)?(?:{officials})(?!\w)"),
        re.compile(rf"(?<=[’']s)\s(?:[a-z]+\s)?(?:{officials})(?!\w)|\s(?:{askers})(?![\w-])"),
    )


def in_power() -> re.Pattern[str]:
    """Words for who is in power, or acts for those who are."""
    return _words().office


def parties(text: str, left: int, right: int) -> list[Party]:
    """Everybody between two offsets, in order: those in power, those who may ask, names and pronouns."""
    found: list[Party] = []
    for match in _words().anybody.finditer(text, left, right):
        if found and match.start() < found[-1].end:
            continue
        start, end = _whole(text, left, right, match.start(), match.end(), match["name"] is not None)
        phrase = text[start:end]
        official = match["office"] is not None or (
            match["name"] is not None and _words().office.search(grammar.lower(phrase)) is not None
        )
        office = _words().office.search(phrase)
        official = (official or match["name"] is not None and office is not None) and not _FORMER.search(
            phrase
        )
        # "relatives of the police", "the party of the president": whoever comes first is meant
        asks = _words().asker.search(phrase)
        if official and asks and office and asks.start() < office.start():
            official = False
        if (
            match["asker"]
            and office
            and office.start() < (asks.start() if asks else 0)
            and "’s" not in phrase
            and "'s" not in phrase
        ):
            official = not re.search(r"\bof\b", phrase)
        speaks = _SPOKESMAN.search(phrase)
        if speaks:  # the spokesman of a union is in no office
            official = not asks or bool(office and office.start() > speaks.end())
        found.append(Party(start, end, official, match["pronoun"] is not None))
    return found


def _whole(text: str, left: int, right: int, start: int, end: int, named: bool) -> tuple[int, int]:
    """The noun phrase around its head: to the left over adjectives and numbers, to the right over names and "of ..."."""
    while start > left:
        before = _LEFT.search(text, max(left, start - 30), start)
        if (
            before
            and before[1] == "than"
            and re.search(r"\bmore\sthan\s$", text[max(left, start - 10) : start])
        ):
            start = text.rindex("more", 0, start)
            break
        if (
            not before
            or _NOT_IN_PHRASE.match(before[1])
            or re.match(_WEEKDAY, before[1])
            or before[1].endswith(",")
        ):
            break
        if re.fullmatch(r"(?i:they|he|she|it|we|[a-z]+ed)", before[1]) and before[1] not in (
            "aggrieved",
            "bereaved",
            "displaced",
            "armed",
            "banned",
            "outlawed",
            "United",
            "organised",
            "organized",
            "hundred",
        ):
            break
        start = before.start(1)
        if re.fullmatch(r"(?i:the|an?|some|many|these|those|other)", before[1]):
            break
    # "the opposition party leader Ana Prado", "President Prado's government", "Turkish government", "Algerian landowners"
    steps = (
        (_words().of_name, _PLURAL, _words().more, _MORE_NAMES)
        if named
        else (_words().more, _MORE_NAMES, _words().more)
    )
    for going_on in steps:
        while (more := going_on.match(text, end, right)) and more.end() - start < _LONGEST:
            end = more.end()
            if going_on is _PLURAL:
                break
    for _ in range(2):
        of = _AFTER_NOUN.match(text, end, right)
        if not of:
            break
        if of.group() == " for " and not re.search(r"(?i)spokes\w+$", text[start:end]):
            break
        more = _words().of_it.match(text, of.end(), right)
        if not more:
            break
        if of.group().split()[0] not in ("of", "for") and not re.search(
            r"(?i)(?:members|people|residents|men|women|leaders?|elders|students)$", text[start:end]
        ):
            break
        end = more.end()
    joined = _words().joined.match(text, end, right)
    if joined:
        end = joined.end()
    return start, min(end, start + _LONGEST)


def who_before(text: str, position: int) -> Party | None:
    """Who is the subject of the word at ``position``; None where nobody is named before it in its clause."""
    left = max(0, position - 300)
    for opening in _CLAUSE_OPENS.finditer(text, left, position):
        left = opening.end()
    said = grammar.last(_SAID, text, left, position)
    if said and position - said.end() > 3:
        left = said.end()
    opened = grammar.last(_OPENED, text, left, position)
    if opened:  # "left after the minister assured them"
        inside = parties(text, opened.end(), position)
        if inside and inside[0].start <= opened.end() + 1 and "," not in text[inside[0].end : position]:
            return inside[0]
    relative = _WHO.search(text, left, position)
    if relative:
        nearest = parties(text, left, relative.start())
        return nearest[-1] if nearest else None
    pieces = [left, *(m.end() for m in _COMMA.finditer(text, left, position)), position]
    chosen: Party | None = None
    listed = False
    for start, stop in reversed(list(zip(pieces[:-1], pieces[1:], strict=True))):
        found = parties(text, start, stop)
        subject = next((p for p in found if not after_preposition(text, p)), None)
        if _PARTICIPLE.match(text, start) and stop < position:
            if listed:
                break
            continue  # "accusing his government of lies,"
        if subject is None:
            if chosen:
                break
            continue
        alone = not text[subject.end : stop].strip(" ,")
        if chosen is None:
            chosen = subject
            if (
                found[-1] is not subject
                and _PARTICIPLE.match(text, position)
                and not text[found[-1].end : position].strip()
            ):
                return found[
                    -1
                ]  # "met protesters demanding": the participle goes with the words right before it
            listed = " and " in text[subject.start : subject.end]
            described = re.match(r"(?:an?|the|head|chief|whose)\s", text[start:stop])
            if not listed and not (text[:stop].endswith(", ") and (alone or described)):
                break
        elif not alone and not listed:
            break
        elif listed:  # "the union, the guild and others"
            chosen = Party(subject.start, chosen.end, subject.official or chosen.official)
        else:  # "Ana Prado, a teacher, asked"
            return subject
    if (
        chosen
        and _TO.search(text, max(0, position - 4), position)
        and not asks(text[chosen.start : chosen.end])
    ):
        people = (
            p
            for p in parties(text, left, chosen.start)
            if asks(text[p.start : p.end]) and not after_preposition(text, p)
        )
        return next(people, chosen)  # "students gathered in Rivas and Prado to demand"
    return chosen


def clause_start(text: str, position: int) -> int:
    """Where the clause of the word at ``position`` begins, after whoever is said to say it."""
    left, _ = grammar.clause(text, position, position)
    said = grammar.last(_SAID, text, left, position)
    start = said.end() if said else left
    return grammar.trim(text, start, position)[0]


def said_before(text: str, position: int) -> Party | None:
    """Who is said to say what stands at ``position``: "the widow said that"."""
    left = max(0, position - 200)
    for opening in _CLAUSE_OPENS.finditer(text, left, position):
        left = opening.end()
    said = grammar.last(_SAID, text, left, position)
    return who_before(text, said.start()) if said else None


def after_preposition(text: str, party: Party) -> bool:
    """Whether somebody is named in passing, as in "outside the governor's house"."""
    if text[party.start].isdigit() and re.search(r"\d\sto\s$", text[max(0, party.start - 6) : party.start]):
        return False  # "12 to 15 gunmen"
    return not party.pronoun and _PREPOSITION.search(text, max(0, party.start - 14), party.start) is not None


def office_at(text: str, start: int, right: int) -> Party | None:
    """The office or named body that stands right at ``start``, an article before it or not."""
    for party in parties(text, start, right):
        if party.start <= start + 1:
            return party
        return None
    return None


def of_whom(text: str, begin: int, finish: int, clause: bool = False) -> str | None:
    """Of whom something is demanded, as far as the demanded words say it: "the government must", "from the state".

    ``clause``: the words are one, so that any body named as its subject is meant ("that Hamas renounce").
    """
    first = office_at(text, begin, finish)
    named = (
        first
        and clause
        and re.search(r"[A-Z]", text[first.start : first.end])
        and not asks(text[first.start : first.end])
    )
    if first and (first.official or named) and not _FORCE.search(text[first.start : first.end]):
        after = text[first.end : finish]
        if re.match(
            r"\s(?:to\s(?!be\b)|must\s|should\s|(?!be\b|been\b|is\b|are\b|was\b|were\b|given\b)[a-z]+\s?)",
            after,
        ) and not re.match(
            r"(?:[’']s?)?\s(?:of|for|in|to\sbe|control|action|operation|rule|protection|deployment|intervention|forces|custody|rescued)\b",
            after,
        ):
            return text[first.start : first.end]
    for match in re.finditer(r"\b(?:from|by)\s", text[begin:finish]):
        party = office_at(text, begin + match.end(), finish)
        if party and party.official:
            return text[party.start : party.end]
    return None


def asks(phrase: str) -> bool:
    """Whether a phrase names people out of power: protesters, families, a union."""
    return _words().asker.search(phrase) is not None


_PERSON = re.compile(
    r"[A-Z][a-z][\w’'-]*(?:\s(?:(?:al|bin|ibn|de|del|da|van|von|ul|el|la)[\s-])?[A-Z][\w’'.-]+){1,3}"
)
_BODY = re.compile(
    r"\b(?:International|Watch|Nations|Front|Army|States|Rights|Islami?|Committee|Commission|Society|Network|Foundation|Service)\b|[A-Z]{3}"
)


def one_person(phrase: str) -> bool:
    """Whether a phrase is nothing but the name of one person: without a word of office, of people or of a body."""
    return (
        bool(_PERSON.fullmatch(phrase))
        and not _BODY.search(phrase)
        and not asks(phrase)
        and not _words().office.search(phrase.lower())
    )
