"""Which stretches of a text are place names: capitalised words looked up, longest first, and judged by their company.

A name alone between small letters is a place unless something speaks against it (an everyday word, a given name, a person
of that name in the text).  A name inside a longer capitalised run is a place only beside words that go with places
("Quetta Police", "Governor of Punjab"), for beside unknown words it is a part of a person's or an organisation's name
("Paris Hilton").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from vigil.geocoding.context import in_dateline, kind_beside, person_follows, state_follows, word_before
from vigil.geocoding.gazetteer import Entry, Gazetteer
from vigil.geocoding.layout import ADMIN1, ALIAS, CITY, COUNTRY, DISTRICT, PRIMARY, REGION
from vigil.geocoding.names import normalise
from vigil.geocoding.tokens import Token, all_words, capitalised_runs, capitals_say_something

_HYPHEN = re.compile(r"[-‐‑–]")
_SHORT = frozenset(
    {"us", "uk", "uae", "drc", "usa", "prc", "prk", "dprk", "fata", "ussr"}
)  # in capitals only
_OPENING = {"st": "saint", "ft": "fort", "mt": "mount", "ste": "sainte"}
_SMALL, _TOWN, _LARGE, _HUGE = 20_000, 50_000, 250_000, 400_000  # inhabitants

HOLDER = -2  # in ``Match.wants``: not the city, since something else is told to lie in it

Bearers = tuple[tuple[Entry, int], ...]


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


def recognise(text: str, gazetteer: Gazetteer) -> Found:
    """The place-like stretches of a text in order, without overlap."""
    if capitals_say_something(text):
        return _Cased(text, gazetteer).read(capitalised_runs(text))
    return _Caseless(text, gazetteer).read(all_words(text))


class _Reader:
    """Shared by both ways of reading: the longest known name at a word, and peoples."""

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        self.text, self.gazetteer, self.words = text, gazetteer, gazetteer.words
        self.found = Found()

    def known_at(self, tokens: list[Token], at: int) -> tuple[int, str, Bearers]:
        """The longest known name that begins at a token: how many tokens, its key, its bearers (0: none)."""
        token = tokens[at]
        key = token.key
        if not key:
            return 0, "", ()
        least = 1 if token.text in self.words.links else 0  # "los angeles", but no place is called "los"
        first = key.split(" ", 1)[0]
        most = min(self.gazetteer.longest(_OPENING.get(first, first)), len(tokens) - at)
        for count in range(most, least, -1):
            last = tokens[at + count - 1]
            if count > 1 and last.text in self.words.links:
                continue
            name = key if count == 1 else normalise(self.text[token.start : last.end])
            if name in self.words.skipped:
                return count, name, ()
            bearers = self.gazetteer.find(name)
            if bearers:
                if count > 1 and last.key in self.words.streets:
                    return count, name, ()
                if count > 1 and name.endswith(" city"):  # "Dublin City Council" may be of any Dublin
                    bearers += tuple((e, ALIAS) for e, _ in self.gazetteer.find(name[:-5]) if e.kind == CITY)
                return count, name, bearers
        return 0, "", ()

    def people_at(self, tokens: list[Token], at: int) -> int:
        """Counts a people ("Pakistani", "South Korean") at a token; how many tokens it takes, 0: none."""
        for count in (2, 1):
            if at + count <= len(tokens):
                code = self.words.people.get(" ".join(t.key for t in tokens[at : at + count]))
                if code is not None:
                    self.found.people[code] = self.found.people.get(code, 0) + 1
                    return count
        return 0


class _Cased(_Reader):
    """Ordinary text."""

    def read(self, runs: Iterator[list[Token]]) -> Found:
        self._surnames: set[str] = set()
        self._waiting: list[tuple[Match, bool]] = []  # with: needs a clear sign of a place
        for tokens in runs:
            self._run(tokens)
        standing = [self._stands(match, doubtful) for match, doubtful in self._waiting]
        told = {m.key for (m, _), stands in zip(self._waiting, standing, strict=True) if stands}
        told -= self._surnames | self.words.common | self.words.given  # a place once is a place throughout
        self.found.matches = [
            m for (m, _), stands in zip(self._waiting, standing, strict=True) if stands or m.key in told
        ]
        return self.found

    def _run(self, tokens: list[Token]) -> None:
        """Cuts a run into names and other words, and judges each name by its neighbours."""
        count, start = len(tokens), 0
        while start < count and self._stop(tokens[start]):
            if tokens[start].key == "the" and self.known_at(tokens, start)[0] > 1:
                break  # The Hague
            start += 1  # "On": it belongs to no name
        pieces: list[tuple[int, int, Match | None]] = []
        at = start
        while at < count:
            length, key, bearers = self.known_at(tokens, at)
            people = self.people_at(tokens, at) if length < 2 else 0
            if people:
                pieces.append((at, at + people, None))
            elif length:
                match = None
                # Somewhere a place is called Police, Council or Sultan; in a longer name such a word says what it is of.
                if bearers and not (length == 1 and (key in self.words.plain or key in self.words.titles)):
                    match = Match(tokens[at].start, tokens[at + length - 1].end, key, bearers)
                pieces.append((at, at + length, match))
            else:
                if at == start or tokens[at - 1].key in self.words.plain:
                    self._hyphened(tokens[at])
                pieces.append((at, at + 1, None))
            at += people or length or 1
        for number, (low, high, piece) in enumerate(pieces):
            if piece is None:
                continue
            left = self._neighbour(tokens, low - 1, low - 1) if low > start else None
            right = self._neighbour(tokens, high, high - 1) if high < count else None
            before = pieces[number - 1][2] if left is not None else None
            left_name = before is not None and _holds(piece, before)
            holder = pieces[number + 1][2] if right is not None else None
            opens = low == 0 and self._opens_sentence(tokens[0].start)
            piece.alone = left is None and right is None
            ends = count
            while ends > high and tokens[ends - 1].key in self.words.links:
                ends -= 1
            institution = ends > high and tokens[ends - 1].key in self.words.plain
            verdict = self._judge(piece, tokens[low:high], left, right, left_name, holder, opens, institution)
            if verdict == "person":
                self._surnames.add(piece.key)
            elif verdict is not None:
                self._waiting.append((piece, verdict == "doubtful"))
        self._learn_persons(tokens[start:])

    def _stop(self, token: Token) -> bool:
        if token.text.endswith("."):
            return False  # an initial
        return token.key in self.words.stops and not (token.key in _SHORT and token.text.isupper())

    def _neighbour(self, tokens: list[Token], at: int, left: int) -> Token | None:
        """The word beside a name in its run; None across a joining word or a possessive (of the token ``left``)."""
        if (
            tokens[left].whole > tokens[left].end
            or tokens[at].text in self.words.links
            or self._stop(tokens[at])
        ):
            return None
        return tokens[at]

    def _judge(
        self, match: Match, name: list[Token], left: Token | None, right: Token | None, left_name: bool, holder: Match | None, opens: bool,
        institution: bool,
    ) -> str | None:  # fmt: skip
        """ "place", "doubtful", "person", or None for neither."""
        words = self.words
        single, raw = len(name) == 1, name[0].text
        best, flags = match.found[0]
        wide = best.kind in (COUNTRY, REGION)
        famous = wide or (best.kind == ADMIN1 and bool(flags & PRIMARY)) or best.level is not None
        if (
            single
            and match.key in _SHORT
            and (not raw.replace(".", "").isupper() or self.text.startswith("$", match.end))
        ):
            return None
        if (
            match.key.startswith("saint ")
            and right is None
            and self.text[match.end : match.end + 2] in ("'s", "’s")
        ):
            return None  # "St. Patrick's Day"
        if (
            single
            and raw.isupper()
            and len(raw) <= 4
            and not famous
            and not in_dateline(self.text, match.start, match.end)
        ):
            return None
        if not single and name[-1].key in words.second_level:
            return "place" if left is None or left.key not in words.person_titles else None
        if single and len(match.key) <= 3 and match.key in words.abbreviations:
            return "place" if "." in raw else None  # "N.C."
        given = single and match.key in words.given
        if left is not None and not left_name:
            if left.key in words.given or (len(left.key) == 1 and left.text.endswith(".")):
                return "person"
            if left.key in words.titles:
                # "Chief Minister Punjab", "Commissioner Quetta", but "President Santos"
                if given or left.key not in words.offices or not (famous or best.population > _HUGE):
                    return "person"
            elif left.key not in words.plain and left.key not in words.people:
                return "person" if single else None
        if right is not None and holder is None:
            if right.key in words.media and best.kind != COUNTRY:
                return None
            goes_with = words.plain, words.people, words.titles, words.sites, words.parts
            beside = any(right.key in group for group in goes_with) or right.text[:1].isdigit()
            if (
                not beside
                and not (institution and not given and match.key not in words.common)
                and match.key != "us"
            ):
                return None
            if given and right.key not in words.second_level and right.key not in ("city", "police", "state"):
                return "doubtful"
            match.attributive = True
            if right.key in words.sites and best.kind == CITY and best.population < _SMALL:
                return "doubtful"  # "Westgate Mall"
        if holder is not None and not _holds(holder, match) and not wide:
            return "person" if given else None
        if given and famous and right is None:
            return "place"
        if given or (single and match.key in words.common):
            return None if opens and not given and right is None else "doubtful"
        if single and opens and not famous and best.population < _TOWN and right is None:
            return "doubtful"
        return "place"

    def _hyphened(self, token: Token) -> None:
        """ "Quetta-based", "Kabul-Kandahar": each part that is a place, if all parts go with places."""
        parts = _HYPHEN.split(token.text)
        if len(parts) < 2 or len(parts) > 3 or any(len(p) < 3 for p in parts):
            return
        out: list[Match] = []
        offset = token.start
        for part in parts:
            key = normalise(part)
            if part[0].islower():
                if key not in self.words.hyphened:
                    return
                for match in out:
                    match.origin = True
            elif key in self.words.people:
                self.found.people[self.words.people[key]] = (
                    self.found.people.get(self.words.people[key], 0) + 1
                )
            else:
                bearers = self.gazetteer.find(key)
                if (
                    not bearers
                    or key in self.words.skipped
                    or key in self.words.given
                    or key in self.words.common
                ):
                    return
                if bearers[0][0].kind == CITY and bearers[0][0].population < _SMALL:
                    return
                out.append(Match(offset, offset + len(part), key, bearers, attributive=True))
            offset += len(part) + 1
        self._waiting.extend((m, False) for m in out)

    def _learn_persons(self, tokens: list[Token]) -> None:
        """A capitalised word after a given name or a title is a surname, here and in the rest of the text."""
        words = self.words
        for before, after in pairwise(tokens):
            if (before.key in words.given or before.key in words.person_titles) and not (
                after.key in words.plain or after.key in words.links or after.key in words.people
            ):
                self._surnames.add(after.key)
        if (
            len(tokens) > 1
            and tokens[0].key in words.given
            and not (tokens[1].key in words.plain or tokens[1].key in words.links)
        ):
            self._surnames.add(tokens[0].key)
        if len(tokens) > 2 and tokens[0].key in words.given and tokens[-1].key not in words.plain:
            self._surnames.add(tokens[-1].key)

    def _opens_sentence(self, start: int) -> bool:
        before = self.text[max(0, start - 4) : start].rstrip(" \t\"'“‘”’(")
        return not before or before[-1] in ".!?:\n"

    def _stands(self, match: Match, doubtful: bool) -> bool:
        """Whether a match is a place, now that the persons of the text are known."""
        text, words = self.text, self.words
        best, flags = match.found[0]
        word = word_before(text, match.start)
        located = (
            word in words.strong
            or state_follows(text, match.end)
            or kind_beside(text, match.start, match.end) is not None
            or in_dateline(text, match.start, match.end)
        )
        if match.key.rsplit(" ", 1)[-1] in words.second_level:
            return True
        if best.level is not None and not doubtful:
            return match.key not in self._surnames or located
        led = located or word in words.leading or word in words.reached
        if match.key in self._surnames and not located:
            return False
        if doubtful and not located:
            if match.attributive or led:
                return best.population > _LARGE and match.key not in words.common
            return best.kind == COUNTRY and match.key not in words.given
        if best.kind in (COUNTRY, REGION):
            return True
        if (
            not led
            and match.alone
            and best.kind != ADMIN1
            and best.population < _HUGE
            and person_follows(text, match.end)
        ):
            return False
        known = best.population if flags & PRIMARY else best.population // 20
        if best.kind == DISTRICT:
            known //= 5
        if match.key.count(" ") > 1:
            return True
        return known >= (_SMALL if " " not in match.key else _SMALL // 5) or led or match.attributive


def _holds(holder: Match, match: Match) -> bool:
    """Whether the place named right after a name may hold it ("Jackson Mississippi")."""
    units = {e.row for e, _ in holder.found if e.kind == ADMIN1}
    codes = {e.country_code for e, _ in holder.found if e.kind == COUNTRY}
    return any(e.admin1 in units or e.country_code in codes for e, _ in match.found)


class _Caseless(_Reader):
    """Text whose capitals say nothing: a name needs a preposition before it, or to be well known."""

    def read(self, runs: Iterator[list[Token]]) -> Found:
        for tokens in runs:
            at = 0
            while at < len(tokens):
                length, key, bearers = self.known_at(tokens, at)
                people = self.people_at(tokens, at) if length < 2 else 0
                if not people and bearers and self._stands(tokens, at, length, key, bearers):
                    self.found.matches.append(
                        Match(tokens[at].start, tokens[at + length - 1].end, key, bearers)
                    )
                    at += length
                else:
                    at += people or (length if length and not bearers else 1)
        return self.found

    def _stands(self, tokens: list[Token], at: int, length: int, key: str, bearers: Bearers) -> bool:
        words = self.words
        best, flags = bearers[0]
        if best.level is not None:
            return True
        if length == 1:
            if key in _SHORT:
                return tokens[at].text.replace(".", "").isupper() and not self.text.isupper()
            if len(key) < 4 or any(
                key in group for group in (words.common, words.stops, words.plain, words.titles)
            ):
                return False
        if best.kind in (COUNTRY, REGION):
            return key not in words.given
        before = tokens[at - 1].key if at else ""
        if before == "the" and at > 1:
            before = tokens[at - 2].key
        after = tokens[at + length].key if at + length < len(tokens) else ""
        previous = self.found.matches[-1] if self.found.matches else None
        if (
            previous
            and self.text[previous.end : tokens[at].start] == ", "
            and _holds(Match(0, 0, key, bearers), previous)
        ):
            return True
        if before in words.given or before in words.titles or (length == 1 and key in words.given):
            return before in words.strong
        known = best.population if flags & PRIMARY or best.kind == ADMIN1 else best.population // 20
        if after in words.first_level or after in words.second_level:
            return known > 3_000 or best.kind != CITY
        if before in words.prepositions or before in words.reached:
            return known > 3_000
        return known > _LARGE
