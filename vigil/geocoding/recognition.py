"""Which stretches of a text are place names: capitalised words looked up, longest first, and judged by their company.

A name alone between small letters is a place unless something speaks against it (an everyday word, a given name, a person
of that name in the text).  A name inside a longer capitalised run is a place only beside words that go with places
("Quetta Police", "Governor of Punjab"), for beside unknown words it is a part of a person's or an organisation's name
("Paris Hilton").
"""

from __future__ import annotations

from vigil.geocoding.caseless import read_caseless
from vigil.geocoding.context import (
    age_follows,
    in_dateline,
    kind_beside,
    says_follows,
    state_follows,
    word_before,
)
from vigil.geocoding.gazetteer import Gazetteer
from vigil.geocoding.layout import ADMIN1, COUNTRY, DISTRICT, PRIMARY, REGION
from vigil.geocoding.matching import HUGE, LARGE, SMALL, Found, Match
from vigil.geocoding.runs import read_run
from vigil.geocoding.tokens import capitalised_runs, capitals_say_something
from vigil.geocoding.vocabulary import Vocabulary


def recognise(text: str, gazetteer: Gazetteer) -> Found:
    """The place-like stretches of a text in order, without overlap."""
    if capitals_say_something(text):
        return _read_cased(text, gazetteer)
    return read_caseless(text, gazetteer)


def _read_cased(text: str, gazetteer: Gazetteer) -> Found:
    words = gazetteer.words
    spots: list[tuple[int, int]] = []
    found = Found(spots=spots)
    surnames: set[str] = set()
    waiting: list[tuple[Match, bool]] = []  # with: needs a clear sign of a place
    for base, run in capitalised_runs(text):
        read = read_run(run, gazetteer)
        if read is None:
            continue
        for code in read.people:
            found.people[code] = found.people.get(code, 0) + 1
        for name in read.names:
            start, end = base + name.start, base + name.end
            verdict = name.opening if name.first and _opens_sentence(text, base) else name.verdict
            if verdict is None or (name.sign and text.startswith("$", end)):
                continue
            if name.letters and not in_dateline(text, start, end):
                continue
            if verdict == "person":
                surnames.add(name.key)
            else:
                match = Match(
                    start, end, name.key, name.found,
                    origin=name.origin, attributive=name.attributive, alone=name.alone,
                )  # fmt: skip
                waiting.append((match, verdict == "doubtful"))
        surnames.update(read.surnames)
        for start, end in read.spots:
            spots.append((base + start, base + end))
    standing = [_Sign(text, match, words, surnames).stands(doubtful) for match, doubtful in waiting]
    told = {m.key for (m, _), stands in zip(waiting, standing, strict=True) if stands}
    told -= surnames  # a place once is a place throughout
    found.matches = [
        m
        for (m, _), stands in zip(waiting, standing, strict=True)
        if stands or (m.key in told and m.key not in words.common and m.key not in words.given)
    ]
    return found


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start].rstrip(" \t\"'“‘”’(")
    return not before or before[-1] in ".!?:\n"


class _Sign:
    """What in the text around it says that a match is a place."""

    def __init__(self, text: str, match: Match, words: Vocabulary, surnames: set[str]) -> None:
        self.text, self.match, self.words, self.surnames = text, match, words, surnames
        self.word = word_before(text, match.start)

    def _located(self) -> bool:
        """Clear signs: they outweigh that a person or a thing is called so."""
        text, start, end = self.text, self.match.start, self.match.end
        return (
            self.word in self.words.strong
            or state_follows(text, end)
            or kind_beside(text, start, end) is not None
            or in_dateline(text, start, end)
        )

    def _led(self) -> bool:
        return self.word in self.words.leading or self.word in self.words.reached or self._located()

    def stands(self, doubtful: bool) -> bool:
        """Whether the match is a place, now that the persons of the text are known."""
        match, words = self.match, self.words
        best, flags = match.found[0]
        if match.key.rsplit(" ", 1)[-1] in words.second_level:
            return True
        person = match.key in self.surnames
        if best.level is not None and not doubtful:
            return not person or self._located()
        if (person or doubtful) and not self._located():
            if person:
                return False
            if match.attributive or self._led():
                return best.population > LARGE and match.key not in words.common
            return best.kind == COUNTRY and match.key not in words.given
        if best.kind in (COUNTRY, REGION):
            return True
        if match.alone and best.kind != ADMIN1 and not self._led():
            if age_follows(self.text, match.end):
                return False
            if best.population < HUGE and says_follows(self.text, match.end):
                return False  # of a larger one: the government that sits there
        known = best.population if flags & PRIMARY else best.population // 20
        if best.kind == DISTRICT:
            known //= 5
        if match.key.count(" ") > 1 or match.attributive:
            return True
        return known >= (SMALL if " " not in match.key else SMALL // 5) or self._led()
