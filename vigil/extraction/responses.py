"""What those in power did, said, promised, conceded or refused because of an incident.

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
from vigil.extraction import asking, grammar
from vigil.extraction.actors import find_groups
from vigil.extraction.demands import find_demands
from vigil.extraction.known_groups import GROUP
from vigil.extraction.phrasebook import Gate, Phrasebook
from vigil.records import Claim, Sentence

__all__ = ["find_demands", "find_responses"]


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    needs_subject: bool


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    officials: Phrasebook
    others: re.Pattern[str]
    state_names: Gate
    states: re.Pattern[str]
    verbs: Phrasebook
    phrases: Phrasebook


@cache
def _vocabulary() -> _Vocabulary:
    data = codebook.load("responses")
    rows = data["responses"].items()

    def book(key: str) -> Phrasebook:
        return Phrasebook(((name, words) for name, row in rows for words in row.get(key, ())), tail=r"\w*")

    return _Vocabulary(
        Phrasebook((("", words) for words in data["officials"]), tail=r"(?!\w)"),
        re.compile(rf"(?<![\w-])(?:{'|'.join(data['others'])})(?!\w)"),
        Gate("|".join(data["states"])),
        re.compile(
            rf"\b(?:{'|'.join(data['states'])})(?=\s(?:(?:has|have|had|also|on \w+day)\s)*[a-z]+(?:ed|t|w)\b)"
        ),
        book("verbs"),
        book("phrases"),
    )


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    kind: str
    needs_subject: bool


_TITLED = re.compile(
    r"\b(?:President|Minister|Premier|Governor|Mayor|General|Brigadier|Colonel|Inspector|Superintendent"
    r"|Commissioner|Secretary|Senator|Chief|Sheriff|"
    r"Spokes(?:man|woman|person)|Chancellor|Ambassador|Officer|Sgt\.|Lt\.|Capt\.|Captain|Sergeant"
    r"|Lieutenant|Major|DIG|Speaker)\s((?:[A-Z][\w.’'-]+\s?){1,4})"
)
_PRONOUN = re.compile(r"(?:^|[,;:.]\s|\band |\bthat |\bwhich |\bbut )\s*(?:he|she|they|it)\b", re.IGNORECASE)
_BACK_TO_POWER = re.compile(
    r"^(?:he|she|they|it|the (?:visitors?|two|minister|premier|president|governor|delegation))\b",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"(?:\b(?:to|must|should|demand\w*|urg\w+|want\w*|ask\w+|until|unless|if|whether|would have|could"
    r"|did not want)\s(?:\w+\s){0,2})$"
)
_ASKED = re.compile(
    r"\b(?:demand(?!s (?:were|had|have|he))\w*|call(?:ed|ing|s)? for|asked for|urg(?:ed|ing)"
    r"|want(?:ed)?|until|unless)\s"
)
_ASKING = 14  # characters before demanded words in which the word of asking stands
_NOUN_BEFORE = re.compile(
    r"\b(?:previous|earlier|past|such|similar|empty|false|new|more|these|those|broken|repeated|no|any|all|other|of)\s$"
)
_NEGATED = re.compile(
    r"^(?:no\b(?! (?:longer|doubt))|nobody|none\b|neither\b)|\b(?:not|never|n[’']t|nobody|no one|neither|yet to)\s(?:\w+\s){0,2}$|\bno\s(?:[\w-]+\s){1,3}(?:was|were|has|have|had|is|are)\s(?:been\s)?$"
)
_NEGATABLE = frozenset(
    {
        "arrest",
        "charge",
        "inquiry",
        "visit",
        "compensation",
        "deployment",
        "operation",
        "dismissal",
        "negotiation",
        "condemnation",
        "release",
        "ban",
        "offer",
    }
)
_ADJECTIVE = re.compile(r"\b(?:the|a|an|of|his|its|their|her|recently|newly|some|many|several|two|three)\s$")
_NAME_WORD = re.compile(r"[A-Z][\w’'-]+")
_PLAIN_NAMES = frozenset(
    "The On In At He She Police Monday Tuesday Wednesday Thursday Friday Saturday Sunday And But "
    "Islamabad Khan Ali Muhammad Mohammad".split()
)
_OLD = re.compile(
    r"\b(?:in (?:19|20)\d\d|years? (?:ago|earlier|before)|in the past|since (?:19|20)\d\d|last year"
    r"|decades?)\b",
    re.IGNORECASE,
)


# a clause put in between that tells of something else: "which took notice of other events and ordered action"
_OTHERS = re.compile(
    r"\b(?:which|who|that) [^,;.]{0,80}\bother (?:events?|cases?|incidents?|matters?|attacks?|crimes?|issues?|occasions?)\b[^,;.]{0,80}"
)


def find_responses(sentences: Sequence[Sentence], demands: Sequence[Claim] = ()) -> list[Claim]:
    """Claims ``response`` in order: value the words, speaker who did it, detail the class of ``responses.yaml``.

    What stands in one of ``demands`` of the same text is asked for and no response.
    """
    asked: dict[str, list[tuple[int, int]]] = {"text": [], "title": []}
    for demand in demands:
        asked.setdefault(demand.span.field, []).append((demand.span.start - _ASKING, demand.span.end))
    words = _vocabulary()
    names: set[str] = set()
    out: list[Claim] = []
    official_last: str | None = None
    crowd = False  # whether the sentence before also names people out of power, whom "they" may mean
    for sentence in grammar.pieces(sentences):
        text = grammar.flat(sentence.text)
        low = grammar.lower(text)
        for match in _TITLED.finditer(text):
            names |= {n.rstrip("'s’") for n in _NAME_WORD.findall(match.group(1)) if n not in _PLAIN_NAMES}
        subjects = _subjects(text, low, words, names)
        if subjects:
            subjects = _without_groups(sentence, subjects)
        head = _BACK_TO_POWER.match(text)
        if not subjects and head and official_last and not (crowd and head.group().lower() in ("they", "it")):
            subjects = [(0, head.end(), official_last)]
        offset = sentence.span.start
        hits = [
            h
            for h in _hits(low, words, bool(subjects))
            if not any(a <= h.start + offset < b for a, b in asked.get(sentence.span.field, ()))
            and not any(m.start() <= h.start < m.end() for m in _OTHERS.finditer(low))
        ]
        if hits:
            out += _claims(sentence, low, hits, subjects, words)
        crowd = words.others.search(low) is not None
        if subjects:
            official_last = _who(text, subjects[0])
        elif crowd:
            official_last = None
    return out


def _subjects(text: str, low: str, words: _Vocabulary, names: set[str]) -> list[tuple[int, int, str]]:
    found = [(a, b, text[a:b]) for a, b, _ in words.officials.find(low)]
    if words.state_names(text):
        found += [(m.start(), m.end(), m.group()) for m in words.states.finditer(text)]
    if names:
        for match in _NAME_WORD.finditer(text):
            word = match.group().removesuffix("'s").removesuffix("’s")
            if word in names and all(not a <= match.start() < b for a, b, _ in found):
                found.append((match.start(), match.end(), word))
    found.sort()
    return found


def _without_groups(sentence: Sentence, subjects: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The "Army" of a "National Liberation Army" is in no office."""
    offset = sentence.span.start
    taken = [
        (g.span.start - offset, g.span.end - offset)
        for g in find_groups(sentence)
        if g.named and g.kind == GROUP
    ]
    return [s for s in subjects if not any(a < s[1] and s[0] < b for a, b in taken)]


def _hits(low: str, words: _Vocabulary, verbs: bool) -> list[_Hit]:
    found = [_Hit(a, b, kind, False) for a, b, kind in words.phrases.find(low)]
    if verbs:
        alone = tuple(found)
        for start, end, kind in words.verbs.find(low):
            if all(end <= h.start or start >= h.end for h in alone):
                found.append(_Hit(start, end, kind, True))
        found.sort(key=lambda h: h.start)
    return found


def _claims(
    sentence: Sentence,
    low: str,
    hits: list[_Hit],
    subjects: list[tuple[int, int, str]],
    words: _Vocabulary,
) -> list[Claim]:
    text = grammar.flat(sentence.text)
    out: list[Claim] = []
    used = 0
    owners: list[tuple[int, int, str] | None] = []
    for hit in hits:
        own = _subject_of(text, low, hit, subjects, words)
        if (
            own is None
            and hit.needs_subject
            and owners
            and owners[-1]
            and text[: hit.start].rstrip().endswith(("and", "and also"))
        ):
            own = owners[-1]  # "took notice, after others had called for it, and summoned"
        owners.append(own)
    for number, hit in enumerate(hits):
        left, right = grammar.clause(text, hit.start, hit.end)
        subject = owners[number]
        if hit.needs_subject and subject is None:
            continue
        if not hit.needs_subject and _ASKED.search(low, left, hit.start):
            continue
        if hit.kind in ("release", "arrest") and "hospital" in low[left:right]:
            continue
        if hit.needs_subject and _ADJECTIVE.search(low, max(0, hit.start - 12), hit.start):
            continue
        if _SUBORDINATE.search(low, max(0, hit.start - 40), hit.start):
            continue
        if hit.kind in _DONE_TO and (
            _WHO_HAD.search(low, max(0, hit.start - 8), hit.start + 8)
            or hit.needs_subject
            and subject is not None
            and not low[subject[1] : hit.start].strip()
            and _NOBODY_FOLLOWS.match(low, hit.end)
        ):
            continue
        if (
            hit.needs_subject
            and low[hit.end - 1] == "s"
            and _NOUN_BEFORE.search(low, max(0, hit.start - 14), hit.start)
        ):
            continue
        kind = "absence" if hit.kind in _NEGATABLE and _NEGATED.search(low, left, hit.start) else hit.kind
        if kind in _PAID_LATER and _LATER.search(low, max(left, hit.start - 20), min(right, hit.end + 30)):
            kind = "promise"
        start = max(left, used)
        if subject is not None and start < subject[0] <= hit.start and hit.needs_subject:
            start = subject[0]
        elif hit.needs_subject and subject is not None and subject[0] < left:
            start = max(left, used) if left <= hit.start else hit.start
        end = right
        for n, other in enumerate(hits[number + 1 :], number + 1):
            if other.start >= right:
                break
            own = owners[n]
            if own is not None and hit.end < own[0] <= other.start:
                cut = own[0]  # another subject begins there
            elif _joined(low, hit.end, other.start):
                cut = max(
                    low.rfind(" and ", hit.end, other.start + 1), low.rfind(", ", hit.end, other.start + 1)
                )
            else:
                continue
            end = cut if cut >= hit.end else right
            break
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
                value=value if len(value) <= 120 else _cut(text, hit.start, end),
                speaker=_who(text, subject) if subject else None,
                detail=kind,
            )
        )
    return out


# what is done to somebody: "Officer charged in shooting", "the man, who had been arrested" tell of no act of theirs
_DONE_TO = frozenset({"arrest", "charge", "release", "dismissal"})
_WHO_HAD = re.compile(r"\b(?:who|which|that) (?:had|has|have) (?:been )?$|\b(?:who|that) had been\b")
_NOBODY_FOLLOWS = re.compile(r"\s?(?:$|[.,;:]|(?:in|over|with|for|of|on|after|by|from|at)\b)")
# what is yet to be done is promised
_PAID_LATER = frozenset({"compensation"})
_LATER = re.compile(r"\b(?:would|will|shall)\b")


def _cut(text: str, start: int, end: int) -> str:
    """At most 120 characters, cut at a blank."""
    said = text[start : min(end, start + 120)]
    return said if start + 120 >= end or " " not in said else said[: said.rfind(" ")]


def _joined(low: str, end: int, start: int) -> bool:
    between = low[end : start + 1]
    return " and " in between or ", " in between or low[max(0, start - 4) : start] == "and "


_WHO_BEFORE = re.compile(r"((?:[A-Z][\w.’'-]+\s){1,4})$")
_WHO_AFTER = re.compile(r"((?:\s(?:of\s)?[A-Z][\w.’'-]+){1,4})")


def _who(text: str, subject: tuple[int, int, str]) -> str:
    """The official as written, with the capitalised words around the title."""
    start, end, word = subject
    if text[start:end] != word:
        return word
    if text[start:end].lower().startswith(("the ", "a ", "an ")):
        start = text.index(" ", start) + 1
    before = _WHO_BEFORE.search(text, max(0, start - 40), start)
    if before and text[start].isupper():
        start = before.start(1)
    after = _WHO_AFTER.match(text, end)
    if after:
        end = after.end()
    return text[start:end].strip()


def _subject_of(
    text: str, low: str, hit: _Hit, subjects: list[tuple[int, int, str]], words: _Vocabulary
) -> tuple[int, int, str] | None:
    """The one in power nearest before the words, unless somebody else stands between as the subject."""
    party = asking.who_before(text, hit.start) if hit.needs_subject else None
    if hit.kind == "promise" and low.startswith(("would", "will"), hit.start):
        party = asking.said_before(text, hit.start) or party  # who says that it will be done
    if party is not None and not party.pronoun:
        phrase = text[party.start : party.end]
        if party.official:
            return party.start, party.end, phrase
        known = any(party.start <= a < party.end for a, _, _ in subjects)
        if not known:
            return None
        return party.start, party.end, phrase
    before = [s for s in subjects if s[1] <= hit.start + 1]
    if not before:
        return None
    nearest = before[-1]
    between = low[nearest[1] : hit.start]
    if len(between) > 140:
        return None
    other = grammar.last(words.others, between)
    joint = re.match(r"[^,]{0,60}\sand\s(?:the\s)?(?:[\w'-]+\s){0,5}$", between)
    # "the minister met families and promised": the object of an earlier verb is no subject
    if (
        other is not None
        and not joint
        and between[other.end() :].strip(" ,")
        in ("", "have", "had", "has", "who", "also", "were", "was", "later", "then")
    ):
        return None
    return nearest
