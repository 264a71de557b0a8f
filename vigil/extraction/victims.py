"""Who was hurt, killed or taken: groups of people and named persons.

A sentence is read only where it tells of harm.  Groups come from ``codebook/targets.yaml`` (professions, ages,
communities); a group counts as victim where it stands as object or passive subject of the harm, not as its doer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from vigil import codebook
from vigil.extraction import grammar
from vigil.extraction.counting_tokens import is_person
from vigil.extraction.numbers import words_value
from vigil.extraction.phrasebook import Gate
from vigil.records import Sentence, Span, Victim

_HARM = Gate(
    "kill|dead|died|dies|death|wound|injur|hurt|shot|murder|assassin|massacr|slain|slaughter|martyr|"
    "abduct|kidnap|hostage|behead|execut|lost their lives|victim|casualt|stabbed|lynch|gunned|beaten|"
    "burn|bodies|fatal|tortur|disappear|raped|attack|target"
)
_HARMED_AFTER = re.compile(  # "two policemen were killed", "policemen dead"
    r"(?:[^.;:]{0,60}?\b(?:was|were|is|are|been|being|be|got)\s(?:\w+\s){0,3}?|,?\s(?:who\s)?)(?:killed"
    r"|wounded|injured|hurt|shot|murdered|assassinated|massacred|slain|slaughtered|martyred|"
    r"abducted|kidnapped|taken hostage|beheaded|executed|stabbed|lynched|gunned|beaten|burned|burnt"
    r"|tortured|dead|missing|targeted|attacked|ambushed|hit|struck|among the)\b"
    r"|\s(?:\w+\s){0,2}(?:died|dies|dead|perished|lost (?:their|his|her) li(?:fe|ves)|disappeared"
    r"|succumbed|bled)\b"
    r"|[^.;:]{0,40}\b(?:among the|were the|are among|was among|among them)\b"
)
_HARMS_BEFORE = re.compile(  # "killing two policemen", "the murder of"
    r"\b(?:kill(?:s|ed|ing|ings)?(?: of)?|wound(?:s|ed|ing)|injur(?:es|ed|ing)|hurt(?:ing)?|shot(?: "
    r"dead| and killed| and wounded)?|shooting(?: dead| of)?|murder(?:s|ed|ing)?(?: of)?"
    r"|assassinat(?:ed|ing|ion of|es)|"
    r"massacr(?:ed|ing|e of)|slaughter(?:ed|ing| of)?|martyr(?:ed|ing|dom of)|abduct(?:ed|ing|s|ion of)"
    r"|kidnap(?:ped|ping|s|ping of)?(?: of)?|behead(?:ed|ing)(?: of)?|execut(?:ed|ing|ion of)"
    r"|stabb(?:ed|ing)(?: of)?|"
    r"lynch(?:ed|ing)(?: of)?|gunned down|beat(?:ing|en)?|tortur(?:ed|ing)|deaths? of|bodies of"
    r"|attack(?:s|ed|ing)?(?: (?:on|against|at))?|target(?:s|ed|ing)|victims?,? (?:were|was|are"
    r"|included?|including|,)|dead(?: were| included?| are|:)?|"
    r"claimed the lives of|took hostage|including|lives of|opened fire on|fired on|fired at|aimed at"
    r"|ambush(?:ed|ing)|raped|raping|rape of)\s"
    r"(?:(?!by\b|and\b)[\w,'’-]+\s){0,6}$"
)
_BY = re.compile(r"\bby\s(?:[\w-]+\s){0,3}$")
_NOT_VICTIM = re.compile(
    r"['’]|\s(?:said|says|told|chief\b|station|spokes\w+|sources?|headquarters|department|claimed"
    r"|confirmed|reported|arrested|opened fire|responded|are investigating|believe)"
)
_COUNT = re.compile(
    r"(?:\b(?P<digits>\d{1,3}(?:,\d{3})*|\d+)|\b(?P<word>one|two|three|four|five|six|seven|eight|nine"
    r"|ten|eleven|twelve|a|an))\s(?:(?:other|more|young|local|unarmed|innocent|male|female|shia|shiite"
    r"|sunni|muslim|christian|off-duty|[A-Z]\w+)\s){0,3}$",
    re.IGNORECASE,
)

_FULL_NAME = (
    r"(?:[A-Z][\w’'-]+|al-\w+)(?:\s(?:[A-Z][\w’'-]+|[A-Z]\.|al-\w+|bin|ibn|de|del|la|van|der|von|y)){1,4}"
)
# How a sentence gives a victim's name; a form is tried only where the sentence holds words that it needs.
_NAME_AGED = rf"(?P<name>{_FULL_NAME}),\s(?:aged\s)?(?P<age>\d{{1,3}})(?=[,.;)]|\s(?:of|was|died|from|and)\b)"
_NAME_GIVEN = (
    rf"(?:victims?|deceased|dead|man|woman|boy|girl|officer|policeman|soldier|student|teen\w*"
    rf"|journalist)\s(?:(?:who died|who was killed|killed|slain)\s)?(?:(?:was|were|has been|have been"
    rf"|is)\s)?(?:later\s)?(?:identified"
    rf"|named)(?:\sby\s[\w\s]{{3,30}}?)?\sas\s(?:\d{{1,3}}-year-old\s)?(?:(?:Sgt|Lt|Col|Capt|Dr|Mr|Mrs"
    rf"|Ms|Officer|Constable|Deputy)\.?\s)?(?P<id>{_FULL_NAME})"
)
_NAME_AFTER = (
    rf"(?:killed|murdered|assassinated|shot dead|gunned down|abducted|kidnapped|killing|murder of"
    rf"|killing of|assassination of|death of|shot and killed|wounded|injured"
    rf"|shot)\s(?:(?:the\s)?(?:[\w-]+\s){{0,6}}?)(?P<object>{_FULL_NAME})(?=[,.;]|\s(?:in|on|at|and|who"
    rf"|near|when|while|outside|after|as|dead|with|$))"
)
_NAME_BEFORE = (
    rf"(?P<subject>{_FULL_NAME})(?:,\s[^,;.]{{3,60}},)?\s(?:was|has been|had been)\s(?:also\s"
    rf"|later\s)?(?:killed|murdered|assassinated|shot|gunned down|stabbed|abducted|kidnapped|wounded"
    rf"|injured|hit by|pronounced dead|found dead|beheaded|martyred|slain)"
)
_AGE = re.compile(r",\s(?:aged\s)?\d")
_GIVEN = Gate("identified|named")
_AFTER = Gate("killed|killing|murder|assassinat|shot|gunned|abducted|kidnapped|death|wounded|injured")
_BEFORE = Gate(
    "killed|murdered|assassinated|shot|gunned|stabbed|abducted|kidnapped|wounded|injured|hit|pronounced|found"
    "|beheaded|martyred|slain"
)


@cache
def _naming(aged: bool, given: bool, after: bool, before: bool) -> re.Pattern[str]:
    forms = ((aged, _NAME_AGED), (given, _NAME_GIVEN), (after, _NAME_AFTER), (before, _NAME_BEFORE))
    return re.compile("|".join(pattern for held, pattern in forms if held))


_APPOSED = re.compile(rf",?\s({_FULL_NAME})(?=[,.;]|\s(?:who|and|in|at|was|were)\b)")
_NO_PERSON = frozenset(
    "Police Army Government Islamic State Front Movement City Province District Hospital University "
    "School Monday Tuesday Wednesday Thursday Friday Saturday Sunday January "
    "February March April May June July August September October November December United National "
    "Liberation Department County Street Road Avenue Party Church Mosque North "
    "South East West New Court Council Ministry Shia Sunni Shiite Hazara Christian Muslim Hindu Center "
    "Centre Medical College Security Forces Force Corps Frontier Boko Haram Al Lashkar Taliban".split()
)
_TITLES = frozenset(
    "President Minister General Colonel Captain Lieutenant Sergeant Father Bishop Archbishop Dr Mr Mrs "
    "Ms Senator Mayor Governor Judge Professor Constable Inspector Officer Chief The Major Deputy Prime "
    "A An In On At Sheikh Mullah Maulana Haji Syed".split()
) - {"Syed", "Haji"}


@cache
def _people() -> tuple[AhoCorasick, tuple[str, ...], tuple[bool, ...]]:
    data = codebook.load("targets")
    table: dict[str, tuple[str, bool]] = {}
    for name, row in data["people"].items():
        for word in row["words"]:
            table.setdefault(grammar.fold(word), (name, False))
    for word in data["communities"]:
        table.setdefault(grammar.fold(word), (word, True))
    forms = sorted(table)
    return (
        AhoCorasick(forms, matchkind=MatchKind.LeftmostLongest),
        tuple(table[f][0] for f in forms),
        tuple(table[f][1] for f in forms),
    )


def find(sentences: Sequence[Sentence]) -> list[tuple[Victim, Span]]:
    """Victim groups (``group`` as written, ``count`` where a number stands before it) and named victims, in order."""
    out: list[tuple[Victim, Span]] = []
    for sentence in grammar.pieces(sentences):
        low = grammar.fold(sentence.text)
        if not _HARM(low):
            continue
        found = [*_groups(grammar.flat(sentence.text), low), *_named(grammar.flat(sentence.text))]
        found.sort(key=lambda f: (f[1], f[2]))
        offset, field = sentence.span.start, sentence.span.field
        out += [(victim, Span(field, offset + a, offset + b)) for victim, a, b in found]
    return out


def are_people(words: str) -> bool:
    """Whether words for a victim hold one for people: of the codebook (a community by its capital), or any other."""
    low = grammar.fold(words)
    automaton, _, community = _people()
    for number, start, end in automaton.find_matches_as_indexes(low):
        whole = (
            not low[start - 1 : start].isalnum()
            and not low[end:].removeprefix("es").removeprefix("s")[:1].isalnum()
        )
        if whole and (not community[number] or words[start].isupper()):
            return True
    return any(is_person(word) for word in _LOWER_WORD.findall(words))


# a capitalised word that is no adjective of a people, right before; and what may follow a person's name
_FIRST_NAME = re.compile(
    r"(?<=[\w,] )[A-Z][a-z’'-]+(?<!i)(?<!ian)(?<!ghan)(?<!ese)(?<!ish)(?<!ia) $|^[A-Z][a-z’'-]+(?<!i)(?<!ian)(?<!ghan)(?<!ese)(?<!ish)(?<!ia) $"
)
_NAME_ENDS = re.compile(r"[,.’']|\s(?:who|was|were|is|had|has|and|said)\b")
_LOWER_WORD = re.compile(r"(?<!\w)[a-z][\w-]*")


def _groups(text: str, low: str) -> Iterator[tuple[Victim, int, int]]:
    automaton, _, community = _people()
    spots: list[tuple[int, int]] = []
    for number, start, end in automaton.find_matches_as_indexes(low):
        if start and (low[start - 1].isalnum() or low[start - 1] in "@#'"):
            continue
        stop = next(
            (
                end + len(t)
                for t in ("", "s", "es")
                if low.startswith(t, end) and not low[end + len(t) : end + len(t) + 1].isalnum()
            ),
            0,
        )
        if not stop or (community[number] and not text[start].isupper()):
            continue
        if (
            community[number]
            and not text[start:stop].endswith("s")
            and _FIRST_NAME.search(text, max(0, start - 24), start)
            and _NAME_ENDS.match(text, stop)
        ):
            continue  # "Usman Kurd, who": a surname
        if spots and start - spots[-1][1] == 1:  # "Shia pilgrims": one group
            spots[-1] = (spots[-1][0], stop)
        else:
            spots.append((start, stop))
    for start, stop in spots:
        if _NOT_VICTIM.match(low, stop):
            continue
        # "wounding four policemen and a child": what goes before in the list counts too
        left, right = max(0, start - 90), min(len(low), stop + 110)
        if _BY.search(low, left, start):
            continue
        if not (
            _HARMED_AFTER.match(low, stop, right)
            or _HARMS_BEFORE.search(low, left, start)
            or _in_list(low, left, start)
        ):
            continue
        count = _count(text, start)
        yield Victim(group=text[start:stop], count=count), start, stop
        named = _APPOSED.match(text, stop)
        if named and not _NO_PERSON & set(named.group(1).split()):
            yield Victim(name=named.group(1)), named.start(1), named.end(1)


_LIST = re.compile(
    r"\b(?:killing|killed|wounding|wounded|injuring|injured|including|among them|dead"
    r"|victims)\b[^.;]{0,70}(?:,|\band\b)\s(?:[\w'-]+\s){0,3}$"
)


def _in_list(low: str, left: int, start: int) -> bool:
    return bool(_LIST.search(low, left, start))


def _count(text: str, start: int) -> int | None:
    match = _COUNT.search(text, max(0, start - 45), start)
    if not match:
        return None
    if match.group("digits"):
        return int(match.group("digits").replace(",", ""))
    return words_value(match.group("word"))


def _named(text: str) -> Iterator[tuple[Victim, int, int]]:
    auxiliary = "was" in text or "been" in text
    held = (bool(_AGE.search(text)), _GIVEN(text), _AFTER(text), auxiliary and _BEFORE(text))
    if not any(held):
        return
    for match in _naming(*held).finditer(text):
        key = match.lastgroup if match.lastgroup != "age" else "name"
        if key is None:
            continue
        start, end = match.span(key)
        words = text[start:end].split()
        while words and words[0] in _TITLES:
            start += len(words[0])
            while start < end and text[start] == " ":
                start += 1
            words = words[1:]
        if len(words) < 2 or _NO_PERSON & {w.strip(".'’") for w in words}:
            continue
        yield Victim(name=text[start:end]), start, end
