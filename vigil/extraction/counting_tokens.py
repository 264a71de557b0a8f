"""Words of a sentence with their offsets, and the noun phrases of persons among them.

A chunk is a noun phrase that may count persons: a number, a determiner or a name, modifiers, and a head.  Found from
left to right by closed word lists (``codebook/casualties.yaml``), without a parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from vigil import codebook
from vigil.extraction.numbers import NumberPhrase

_TOKEN = re.compile(r"(?:[A-Za-z]\.){2,}|\d+(?:[.,]\d+)+|\w+(?:[’'\-‑–]\w+)*|[^\w\s]")
NUMBERED, INDEFINITE, DEFINITE, NAME, BARE, PRONOUN = (
    "numbered",
    "indefinite",
    "definite",
    "name",
    "bare",
    "pronoun",
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark; ``low`` is its lower-case form."""

    text: str
    low: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """Tokens ``first..last`` (inclusive) that may name persons; ``count`` None: not known."""

    first: int
    last: int
    kind: str
    number: NumberPhrase | None
    count: int | None
    head: str | None
    person: bool
    plural: bool
    partitive: bool = False  # "three of the", "nine of them"
    other: bool = False  # "others", "more", "another"
    trigger: bool = False  # ends in a word such as "dead" or "injured" ("the injured")


class Lexicon:
    """The word lists of the codebook as sets."""

    def __init__(self) -> None:
        data = codebook.load("casualties")
        singular = {w for row in data["persons"] for w in row.split()}
        self.singular = frozenset(singular)
        self.plural = frozenset({plural_of(w) for w in singular} | set(data["person_plurals"]))
        self.things = frozenset(data["things"])
        self.stops = frozenset(data["stops"])
        self.attackers = frozenset(data["attackers"])
        self.data = data


def plural_of(word: str) -> str:
    """The regular plural of a noun; man/woman/child heads by rule."""
    for end, many in (
        ("woman", "women"),
        ("man", "men"),
        ("child", "children"),
        ("wife", "wives"),
        ("thief", "thieves"),
    ):
        if word.endswith(end) and word not in ("german", "human", "roman", "ottoman"):
            return word[: -len(end)] + many
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


@cache
def lexicon() -> Lexicon:
    """The lexicon, loaded once."""
    return Lexicon()


def tokens_of(text: str) -> list[Token]:
    """Words and marks of ``text``."""
    out = []
    for m in _TOKEN.finditer(text):
        word = m.group()
        out.append(Token(word, word.lower().replace("’", "'"), m.start(), m.end()))
    return out


_AGE = re.compile(r"^(?:\d{1,3}|[a-z]+)-(?:year|month|week|day)s?-?(?:olds?)?$|^\d{1,2}-yr-olds?$")
_AGE_PLURAL = re.compile(r"-olds$")
_POSSESSIVE = frozenset("his her its their our my your".split())
_DEFINITE = frozenset("the this that these those his her their its our my your".split())
_PRONOUN = {"he": 1, "she": 1, "him": 1, "himself": 1, "herself": 1, "they": None, "them": None, "themselves": None, "who": None, "we": None, "i": 1, "me": 1, "us": None}  # fmt: skip
_NOT_NAME = frozenset(
    "the a an in on at by of to and or but for from with as it he she they we you i his her their its this that these those there here when while after before if no not "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december police witnesses "
    "officials authorities officers according investigators also another one two three four five six seven eight nine ten both all most many some several each every during since "
    "meanwhile however later earlier yesterday today then so last what who where how why is was were are has have had will would can could dozens scores hundreds thousands at about "
    "i've i'm i'd it's he's she's they're we're there's that's don't didn't "
    "around nearly over more among least including sunni shia".split()
)
_TITLES = frozenset(
    "mr mrs ms dr sgt lt capt col gen maj sir sheikh maulana mullah haji hajji prof rev pastor deputy officer constable inspector president senator governor".split()
)
_JOINERS = frozenset("al bin ibn abu abd abdul de del la da van von ul el ur".split())
_ANAPHOR = frozenset("victim victims deceased".split())
_NOT_HEAD_TAIL = ("ing", "ed", "ly")


def is_person(word: str, lex: Lexicon) -> bool:
    """True for a word that stands for one or more persons."""
    if word in lex.singular or word in lex.plural:
        return True
    if _AGE.match(word) and "old" in word:
        return True
    tail = word.rsplit("-", 1)[-1] if "-" in word else word
    if tail != word and (tail in lex.singular or tail in lex.plural):
        return True
    return (
        word not in lex.things
        and word.endswith(
            (
                "man",
                "men",
                "woman",
                "women",
                "worker",
                "workers",
                "keeper",
                "keepers",
                "ists",
                "goers",
                "goer",
                "holder",
                "holders",
                "members",
                "member",
            )
        )
        and len(word) > 5
    )


def is_plural(word: str, lex: Lexicon) -> bool:
    """True where the person word is plural."""
    return (
        word in lex.plural
        or bool(_AGE_PLURAL.search(word))
        or (
            word.endswith(("men", "women", "people"))
            or word.endswith("s")
            and not word.endswith("ss")
            and word not in lex.singular
        )
    )


def chunks_of(tokens: list[Token], numbers: list[NumberPhrase]) -> list[Chunk]:
    """Chunks of a sentence, left to right, not overlapping."""
    lex = lexicon()
    starts = {t.start: i for i, t in enumerate(tokens)}
    at: dict[int, tuple[NumberPhrase, int]] = {}
    j = 0
    for number in numbers:
        i = starts.get(number.start)
        if i is None:
            while j < len(tokens) and tokens[j].end <= number.start:
                j += 1
            i = j
        last = i
        while last + 1 < len(tokens) and tokens[last + 1].start < number.end:
            last += 1
        at[i] = (number, last)
    out: list[Chunk] = []
    i = 0
    while i < len(tokens):
        chunk = _chunk(tokens, i, at, lex)
        if chunk is None:
            i += 1
        else:
            out.append(chunk)
            i = chunk.last + 1
    return out


def _chunk(
    tokens: list[Token], i: int, at: dict[int, tuple[NumberPhrase, int]], lex: Lexicon
) -> Chunk | None:
    token = tokens[i]
    if i in at:
        return _numbered(tokens, i, *at[i], lex)
    low = token.low
    if low in _PRONOUN and not token.text.isupper() or token.text == "I":
        return Chunk(i, i, PRONOUN, None, _PRONOUN[low], low, True, _PRONOUN[low] is None)
    if low in ("a", "an", "another"):
        return _indefinite(tokens, i, i + 1, lex)
    if low in ("all", "both") and i + 1 < len(tokens) and (tokens[i + 1].low in _DEFINITE or i + 1 in at):
        return None
    if low in _DEFINITE:
        if low == "that" and i + 1 in at:
            return None  # "said that 19 were killed"
        if i + 1 in at:
            number, last = at[i + 1]
            chunk = _numbered(tokens, i + 1, number, last, lex)
            return Chunk(
                i,
                chunk.last,
                NUMBERED,
                number,
                chunk.count,
                chunk.head,
                chunk.person,
                chunk.plural,
                low not in _POSSESSIVE,
                chunk.other,
                chunk.trigger,
            )
        last, head, person = _head(tokens, i + 1, lex, at)
        if head is None:
            return None
        plural = is_plural(head, lex)
        return Chunk(i, last, DEFINITE, None, None if plural else 1, head, person, plural)
    if low in ("someone", "somebody"):
        return Chunk(i, i, INDEFINITE, None, 1, low, True, False)
    if _AGE.match(low) and "old" in low:
        last, head, _ = _head(tokens, i, lex, at)
        if head is not None:
            return Chunk(
                i, last, BARE, None, None if is_plural(head, lex) else 1, head, True, is_plural(head, lex)
            )
    if (low in lex.singular or low in lex.plural) and low not in ("dead", "wounded", "injured"):
        last, head, person = _head(tokens, i, lex, at)
        if head is not None and person:
            plural = is_plural(head, lex)
            # a title before a name
            if not plural and last + 1 < len(tokens) and _capital(tokens[last + 1]):
                last = _name_end(tokens, last + 1, lex)
            return Chunk(i, last, BARE, None, None if plural else 1, head, True, plural)
    if _capital(token) and low not in lex.stops and low not in _NOT_NAME and low not in lex.things:
        last = _name_end(tokens, i, lex)
        words = [t.low for t in tokens[i : last + 1]]
        head = words[-1]
        person_head = next((w for w in reversed(words) if is_person(w, lex)), None)
        # "Hazara pilgrims", "Pakistani soldiers": a capital modifier before a person noun
        end, follow, person = _head(tokens, last + 1, lex, at)
        if follow is not None and person and end - last <= 3:
            plural = is_plural(follow, lex)
            return Chunk(i, end, BARE, None, None if plural else 1, follow, True, plural)
        if person_head is not None and is_plural(person_head, lex):
            return Chunk(i, last, BARE, None, None, person_head, True, True)
        return Chunk(i, last, NAME, None, 1, head, True, False)
    return None


def _capital(token: Token) -> bool:
    return token.text[0].isupper() and token.text[0].isalpha()


def _name_end(tokens: list[Token], i: int, lex: Lexicon) -> int:
    last = i
    k = i + 1
    while k < len(tokens) and k - i < 7:
        t = tokens[k]
        if _capital(t) and t.low not in lex.stops and t.low not in _NOT_NAME:
            last = k
        elif (
            t.text == "."
            and len(tokens[k - 1].text) <= 3
            and k + 1 < len(tokens)
            and _capital(tokens[k + 1])
            or t.low in _JOINERS
            and k + 1 < len(tokens)
            and _capital(tokens[k + 1])
        ):
            pass
        else:
            break
        k += 1
    return last


def _indefinite(tokens: list[Token], i: int, j: int, lex: Lexicon) -> Chunk | None:
    last, head, person = _head(tokens, j, lex, {})
    if head is None:
        if tokens[i].low == "another" and (
            j >= len(tokens) or tokens[j].low in lex.stops or not tokens[j].text[0].isalnum()
        ):
            return Chunk(i, i, INDEFINITE, None, 1, None, True, False, other=True)
        return None
    plural = is_plural(head, lex)
    return Chunk(
        i,
        last,
        INDEFINITE,
        None,
        2 if head == "couple" else None if plural else 1,
        head,
        person,
        plural,
        other=tokens[i].low == "another",
    )


def _numbered(tokens: list[Token], i: int, number: NumberPhrase, last: int, lex: Lexicon) -> Chunk:
    j = last + 1
    low = tokens[j].low if j < len(tokens) else ""
    if low == "of" and j + 1 < len(tokens):
        following = tokens[j + 1].low
        if number.qualifier not in (
            "dozens",
            "scores",
            "hundreds",
            "thousands",
            "tens of thousands",
            "hundreds of thousands",
            "millions",
        ) or following in _DEFINITE | {"them", "whom"}:
            if following in _DEFINITE or following in ("them", "whom", "us"):
                end, head, person = (
                    (j + 1, None, True)
                    if following in ("them", "whom", "us")
                    else _head(tokens, j + 2, lex, {})
                )
                if head is None and following in _DEFINITE:
                    # "nine of the dead", "two of the wounded"
                    end = (
                        j + 2
                        if j + 2 < len(tokens)
                        and tokens[j + 2].low in ("dead", "wounded", "injured", "killed", "deceased")
                        else j + 1
                    )
                return Chunk(
                    i,
                    end,
                    NUMBERED,
                    number,
                    number.value,
                    head,
                    person or head is None,
                    True,
                    True,
                    number.additional,
                )
            return Chunk(i, last, NUMBERED, number, number.value, None, True, True, False, number.additional)
        j += 1
        end, head, person = _head(tokens, j, lex, {}, number=True)
        if head is not None:
            return Chunk(i, end, NUMBERED, number, number.value, head, person, True, False, number.additional)
        return Chunk(i, last, NUMBERED, number, number.value, None, True, True)
    if low in ("more", "other", "others"):
        following = tokens[j + 1].low if j + 1 < len(tokens) else ""
        end, head, person = _head(tokens, j + 1, lex, {}, number=True)
        if low == "others" or head is None or following in ("than",):
            return Chunk(
                i,
                j,
                NUMBERED,
                number,
                number.value,
                low if low == "others" else None,
                True,
                True,
                False,
                True,
            )
        return Chunk(i, end, NUMBERED, number, number.value, head, person, True, False, True)
    end, head, person = _head(tokens, j, lex, {}, number=True)
    if head is None:
        return Chunk(
            i, last, NUMBERED, number, number.value, None, True, number.value != 1, False, number.additional
        )
    # "20 men and women": plurals joined under one number
    while (
        end + 2 < len(tokens)
        and tokens[end + 1].low in ("and", ",")
        and tokens[end + 2].low in lex.plural
        and is_plural(head, lex)
        and tokens[end + 2].low not in ("dead", "wounded", "injured", "others", "police", "forces")
    ):
        if (
            end + 3 < len(tokens)
            and tokens[end + 3].low in ("of", "including")
            and tokens[end + 1].low == ","
        ):
            break
        end += 2
    return Chunk(
        i, end, NUMBERED, number, number.value, head, person, number.value != 1, False, number.additional
    )


def _head(
    tokens: list[Token], j: int, lex: Lexicon, at: dict[int, tuple[NumberPhrase, int]], number: bool = False
) -> tuple[int, str | None, bool]:
    """(last token, head, is it a person) of the noun phrase whose modifiers begin at ``j``."""
    found: int | None = None
    k = j
    limit = min(len(tokens), j + 8)
    while k < limit:
        t = tokens[k]
        low = t.low
        if (low in lex.stops and t.text != "US") or (k in at and k > j):
            break
        if not (t.text[0].isalnum()):
            if t.text in ("-", "/", '"', "“", "”", "'", "‘") and found is None and k + 1 < limit:
                k += 1
                continue
            break
        if is_person(low, lex):
            if found is not None and any(tokens[m].low.endswith(("ed", "ing")) for m in range(found + 1, k)):
                break
            if found is not None and k - found > 3:
                break
            found = k
        elif found is not None and low.endswith("'s"):
            found = None if not number else found
        elif found is not None and (low.endswith("ly") or low in lex.things):
            break
        k += 1
    if found is not None:
        return found, tokens[found].low, True
    # no known person: the last word before the stop is the head, if there is one close by
    if k > j and k - j <= 4:
        head = tokens[k - 1].low
        if head.endswith("'s"):
            return j, None, False
        return k - 1, head, False
    return j, None, False
