"""What recognition finds, and what both ways of reading share: the longest known name at a word, and peoples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vigil.geocoding.gazetteer import NOBODY, Bearers, Gazetteer
from vigil.geocoding.layout import ADMIN1, ALIAS, CITY, COUNTRY
from vigil.geocoding.names import OPENING, normalise
from vigil.geocoding.tokens import Token
from vigil.geocoding.vocabulary import Vocabulary

HOLDER = -2  # in ``Match.wants``: not the city, since something else is told to lie in it
SHORT = frozenset(
    {"us", "uk", "uae", "drc", "usa", "prc", "prk", "dprk", "fata", "ussr"}
)  # places in capitals only
SMALL, TOWN, LARGE, HUGE = 20_000, 50_000, 250_000, 400_000  # inhabitants


@dataclass(slots=True)
class Match:
    """A stretch that may be a place, with who may bear the name."""

    start: int
    end: int
    key: str
    found: Bearers
    wants: int | None = None  # ADMIN1 or DISTRICT where a word of that kind stands beside the name
    container: Match | None = None  # the place told right after it: "Akron, Ohio"
    within: tuple[str, str] | None = None  # country code and unit, told by a short form: "Akron, OH"
    origin: bool = False  # "Quetta-based"
    attributive: bool = False  # "Quetta police": the place says whose
    alone: bool = True  # nothing else in its capitalised run


@dataclass(slots=True)
class Found:
    """What recognition hands to resolution."""

    matches: list[Match] = field(default_factory=list)
    people: dict[str, int] = field(
        default_factory=dict
    )  # country code -> times its people or things are told of
    spots: list[tuple[int, int]] | None = None  # words like "Road" and "Colony", where they were looked for


def known_at(text: str, tokens: Sequence[Token], at: int, gazetteer: Gazetteer) -> tuple[int, str, Bearers]:
    """The longest known name that begins at a token: how many tokens, its key, its bearers (0: none).

    ``text`` is what the positions of the tokens count in.
    """
    token, words = tokens[at], gazetteer.words
    key = token.key
    if not key:
        return 0, "", NOBODY
    first = key.split(" ", 1)[0] if " " in key else key
    most = min(gazetteer.longest(OPENING.get(first, first)), len(tokens) - at)
    if most > 1:
        names = _names(text, tokens, at, most)
        for count in range(most, 1, -1):
            last = tokens[at + count - 1]
            if last.text in words.links:
                continue
            name = names[count - 2]
            if name in words.skipped:
                return count, name, NOBODY
            bearers = gazetteer.find(name)
            if bearers:
                if last.key in words.streets:
                    return count, name, NOBODY
                if name.endswith(" city"):  # "Dublin City Council" may be of any Dublin
                    any_city = ((e, ALIAS) for e, _ in gazetteer.find(name[:-5]) if e.kind == CITY)
                    bearers = Bearers((*bearers, *any_city))
                return count, name, bearers
    if most and token.text not in words.links:  # "los angeles", but no place is called "los"
        if key in words.skipped:
            return 1, key, NOBODY
        bearers = gazetteer.find(key)
        if bearers:
            return 1, key, bearers
    return 0, "", NOBODY


def _names(text: str, tokens: Sequence[Token], at: int, most: int) -> list[str]:
    """The keys of the names of 2 .. ``most`` words that begin at a token."""
    first = tokens[at]
    name, before = OPENING.get(first.key, first.key), first
    out: list[str] = []
    for token in tokens[at + 1 : at + most]:
        plain = token.joins and token.start == before.end + 1 and text[before.end] == " "
        if not plain:
            # A possessive or another mark in the middle: no short way from here on.
            return out + [
                normalise(text[first.start : tokens[at + count - 1].end])
                for count in range(len(out) + 2, most + 1)
            ]
        name = f"{name} {token.key}"
        out.append(name)
        before = token
    return out


def people_at(tokens: Sequence[Token], at: int, words: Vocabulary) -> tuple[int, str]:
    """A people ("Pakistani", "South Korean") at a token: how many tokens it takes (0: none), the code of its country."""
    key = tokens[at].key
    if key in words.people_firsts and at + 1 < len(tokens):
        code = words.people.get(f"{key} {tokens[at + 1].key}")
        if code is not None:
            return 2, code
    code = words.people.get(key)
    return (1, code) if code is not None else (0, "")


def holds(holder: Bearers, held: Bearers) -> bool:
    """Whether the place named right after a name may hold it ("Jackson Mississippi")."""
    units = {e.row for e, _ in holder if e.kind == ADMIN1}
    codes = {e.country_code for e, _ in holder if e.kind == COUNTRY}
    return any(e.admin1 in units or e.country_code in codes for e, _ in held)
