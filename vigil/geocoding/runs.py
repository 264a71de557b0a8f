"""A capitalised run cut into names and other words, each name judged by its neighbours in the run.

What comes out depends on the run and the gazetteer alone, so that a run which was met before costs one look-up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from vigil.geocoding.gazetteer import NOBODY, Bearers, Gazetteer
from vigil.geocoding.layout import ADMIN1, CITY, COUNTRY, PRIMARY, REGION
from vigil.geocoding.matching import HUGE, SHORT, SMALL, TOWN, holds, known_at, people_at
from vigil.geocoding.names import normalise
from vigil.geocoding.tokens import Token, tokens_of
from vigil.geocoding.vocabulary import Vocabulary, vocabulary

_HYPHEN = re.compile(r"[-‐‑–]")
_LONG = 100  # characters: longer runs are rare, and not kept in memory


@dataclass(slots=True)
class Name:
    """A name in a run that may be a place; positions count from the beginning of the run."""

    start: int
    end: int
    key: str
    found: Bearers
    verdict: str | None = "place"  # "place", "doubtful", "person", or None for neither
    opening: str | None = "place"  # the same where the run opens a sentence and the name opens the run
    first: bool = False  # it opens the run
    attributive: bool = False
    alone: bool = True
    origin: bool = False
    letters: bool = False  # four capitals or fewer: a place only in a dateline
    sign: bool = False  # "US": none right before a dollar sign


@dataclass(slots=True)
class Run:
    """All that a run tells; never changed, since it is remembered."""

    names: tuple[Name, ...]
    people: tuple[str, ...]  # country codes
    surnames: tuple[str, ...]
    spots: tuple[tuple[int, int], ...]  # words like "Road" and "Colony"


def read_run(run: str, gazetteer: Gazetteer) -> Run | None:
    """What a run tells; None: nothing."""
    return _remembered(run, gazetteer) if len(run) <= _LONG else _read(run, gazetteer)


def _read(run: str, gazetteer: Gazetteer) -> Run | None:
    read = _Cut(run, gazetteer).read()
    return read if read.names or read.people or read.surnames or read.spots else None


_remembered = lru_cache(maxsize=30_000)(_read)


@cache
def spot_words() -> re.Pattern[str]:
    """Words with a capital that end the name of a spot or a part of a town."""
    return re.compile(rf"\b(?:{'|'.join(sorted(w.title() for w in vocabulary().ends))})\b")


class _Cut:
    def __init__(self, run: str, gazetteer: Gazetteer) -> None:
        self.run, self.gazetteer, self.words = run, gazetteer, gazetteer.words
        self.names: list[Name] = []
        self.people: list[str] = []

    def read(self) -> Run:
        tokens = tokens_of(self.run)
        count, start = len(tokens), 0
        while start < count and _stops(tokens[start], self.words):
            if tokens[start].key == "the" and known_at(self.run, tokens, start, self.gazetteer)[0] > 1:
                break  # The Hague
            start += 1  # "On": it belongs to no name
        pieces = self._pieces(tokens, start)
        tail = count
        while tail and tokens[tail - 1].key in self.words.links:
            tail -= 1
        for number, (low, high, key, bearers) in enumerate(pieces):
            if not bearers:
                continue
            left = self._neighbour(tokens, low - 1, low - 1) if low > start else None
            right = self._neighbour(tokens, high, high - 1) if high < count else None
            before = pieces[number - 1][3] if left is not None else NOBODY
            judge = _Judge(
                self.words, key, bearers, tokens[low:high], left, right,
                left_name=bool(before) and holds(bearers, before),
                holder=pieces[number + 1][3] if right is not None else NOBODY,
                after=self.run[tokens[high - 1].end : tokens[high - 1].end + 2],
                institution=tail > high and tokens[tail - 1].key in self.words.plain,
            )  # fmt: skip
            name = judge.name(low == 0, left is None and right is None)
            if name is not None:
                self.names.append(name)
        spots: tuple[tuple[int, int], ...] = ()
        keys = [token.key for token in tokens]
        if not self.words.ends.isdisjoint(keys) or not self.run.replace(" ", "").isalnum():
            spots = tuple(m.span() for m in spot_words().finditer(self.run))
        surnames: list[str] = []
        if count > 1 and not self.words.before_surnames.isdisjoint(keys):
            surnames = self._surnames(tokens[start:])
        return Run(tuple(self.names), tuple(self.people), tuple(surnames), spots)

    def _pieces(self, tokens: list[Token], start: int) -> list[tuple[int, int, str, Bearers]]:
        """The run in pieces: first and past last token, key and bearers (none: no place)."""
        words, at = self.words, start
        pieces: list[tuple[int, int, str, Bearers]] = []
        while at < len(tokens):
            length, key, bearers = known_at(self.run, tokens, at, self.gazetteer)
            people, code = people_at(tokens, at, words) if length < 2 else (0, "")
            if people:
                self.people.append(code)
                pieces.append((at, at + people, "", NOBODY))
            elif length:
                # Somewhere a place is called Police, Council or Sultan; in a longer name such a word says what it is of.
                if length == 1 and (key in words.plain or key in words.titles):
                    bearers = NOBODY
                pieces.append((at, at + length, key, bearers))
            else:
                if at == start or tokens[at - 1].key in words.plain:
                    self._hyphened(tokens[at])
                pieces.append((at, at + 1, "", NOBODY))
            at += people or length or 1
        return pieces

    def _neighbour(self, tokens: list[Token], at: int, left: int) -> Token | None:
        """The word beside a name in its run; None across a joining word or a possessive (of the token ``left``)."""
        if (
            tokens[left].whole > tokens[left].end
            or tokens[at].text in self.words.links
            or _stops(tokens[at], self.words)
        ):
            return None
        return tokens[at]

    def _hyphened(self, token: Token) -> None:
        """ "Quetta-based", "Kabul-Kandahar": each part that is a place, if all parts go with places."""
        parts = _HYPHEN.split(token.text)
        if len(parts) < 2 or len(parts) > 3 or any(len(p) < 3 for p in parts):
            return
        out: list[tuple[int, int, str, Bearers]] = []
        offset, origin = token.start, 0
        for part in parts:
            key = normalise(part)
            if part[0].islower():
                if key not in self.words.hyphened:
                    return
                origin = len(out)  # all before it
            elif key in self.words.people:
                self.people.append(self.words.people[key])
            else:
                bearers = self.gazetteer.find(key)
                if (
                    not bearers
                    or key in self.words.skipped
                    or key in self.words.given
                    or key in self.words.common
                ):
                    return
                if bearers[0][0].kind == CITY and bearers[0][0].population < SMALL:
                    return
                out.append((offset, offset + len(part), key, bearers))
            offset += len(part) + 1
        self.names.extend(Name(*one, attributive=True, origin=n < origin) for n, one in enumerate(out))

    def _surnames(self, tokens: list[Token]) -> list[str]:
        """A capitalised word after a given name or a title is a surname, here and in the rest of the text."""
        words, out = self.words, []
        for before, after in pairwise(tokens):
            if before.key in words.before_surnames and not (
                after.key in words.plain or after.key in words.links or after.key in words.people
            ):
                out.append(after.key)
        if (
            len(tokens) > 1
            and tokens[0].key in words.given
            and not (tokens[1].key in words.plain or tokens[1].key in words.links)
        ):
            out.append(tokens[0].key)
        if len(tokens) > 2 and tokens[0].key in words.given and tokens[-1].key not in words.plain:
            out.append(tokens[-1].key)
        return out


def _stops(token: Token, words: Vocabulary) -> bool:
    if token.text.endswith("."):
        return False  # an initial
    return token.key in words.stops and not (token.key in SHORT and token.text.isupper())


@dataclass(slots=True)
class _Judge:
    """A name among its neighbours."""

    words: Vocabulary
    key: str
    found: Bearers
    tokens: list[Token]
    left: Token | None
    right: Token | None
    left_name: bool  # the word to the left is a place that this one may hold
    holder: Bearers  # of the name to the right
    after: str  # two characters
    institution: bool  # the run ends in "Council", "Police" ...

    def name(self, first: bool, alone: bool) -> Name | None:
        """The name with its verdicts; None where it is no place anywhere."""
        start, end = self.tokens[0].start, self.tokens[-1].end
        if self._impossible():
            return None
        verdict, attributive = self._verdict(False)
        opening = self._verdict(True)[0] if first else verdict
        if verdict is None and opening is None:
            return None
        single, raw = len(self.tokens) == 1, self.tokens[0].text
        letters = single and raw.isupper() and len(raw) <= 4 and not self._famous()
        sign = single and self.key in SHORT
        return Name(
            start, end, self.key, self.found, verdict, opening, first, attributive, alone, letters=letters, sign=sign
        )  # fmt: skip

    def _famous(self) -> bool:
        best, flags = self.found[0]
        kind = best.kind
        return kind in (COUNTRY, REGION) or (kind == ADMIN1 and flags & PRIMARY > 0) or best.level is not None

    def _impossible(self) -> bool:
        raw = self.tokens[0].text
        if len(self.tokens) == 1 and self.key in SHORT and not raw.replace(".", "").isupper():
            return True
        # "St. Patrick's Day"
        return self.key.startswith("saint ") and self.right is None and self.after in ("'s", "’s")

    def _verdict(self, opens: bool) -> tuple[str | None, bool]:
        """The verdict, and whether the name says whose something is ("Quetta police")."""
        words, left, right, key = self.words, self.left, self.right, self.key
        single, raw = len(self.tokens) == 1, self.tokens[0].text
        best = self.found[0][0]
        wide, famous = best.kind in (COUNTRY, REGION), self._famous()
        if not single and self.tokens[-1].key in words.second_level:
            return ("place" if left is None or left.key not in words.person_titles else None), False
        if single and len(key) <= 3 and key in words.abbreviations:
            return ("place" if "." in raw else None), False  # "N.C."
        given = single and key in words.given
        if left is not None and not self.left_name:
            if left.key in words.given or (len(left.key) == 1 and left.text.endswith(".")):
                return "person", False
            if left.key in words.titles:
                # "Chief Minister Punjab", "Commissioner Quetta", but "President Santos"
                if given or left.key not in words.offices or not (famous or best.population > HUGE):
                    return "person", False
            elif left.key not in words.plain and left.key not in words.people:
                return ("person" if single else None), False
        attributive = False
        if right is not None and not self.holder:
            if right.key in words.media and best.kind != COUNTRY:
                return None, False
            goes_with = words.plain, words.people, words.titles, words.sites, words.parts
            beside = any(right.key in group for group in goes_with) or right.text[:1].isdigit()
            if (
                not beside
                and not (self.institution and not given and key not in words.common)
                and key != "us"
            ):
                return None, False
            if given and right.key not in words.second_level and right.key not in ("city", "police", "state"):
                return "doubtful", False
            attributive = True
            if right.key in words.thoroughfares and best.kind == CITY:
                return "doubtful", True  # a "Sunrise Street" is seldom in a town called Sunrise
            if right.key in words.sites and best.kind == CITY and best.population < SMALL:
                return "doubtful", True  # "Westgate Mall"
        if self.holder and not holds(self.holder, self.found) and not wide:
            return ("person" if given else None), attributive
        if given and famous and right is None:
            return "place", attributive
        if given or (single and key in words.common):
            return (None if opens and not given and right is None else "doubtful"), attributive
        if single and opens and not famous and best.population < TOWN and right is None:
            return "doubtful", attributive
        return "place", attributive
