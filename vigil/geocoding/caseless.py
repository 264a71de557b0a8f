"""Place names in text whose capitals say nothing: a name needs a preposition before it, or to be well known."""

from __future__ import annotations

from vigil.geocoding.gazetteer import Bearers, Gazetteer
from vigil.geocoding.layout import ADMIN1, CITY, COUNTRY, PRIMARY, REGION
from vigil.geocoding.matching import LARGE, SHORT, Found, Match, holds, known_at, people_at
from vigil.geocoding.tokens import Token, all_words


def read_caseless(text: str, gazetteer: Gazetteer) -> Found:
    """The places of a text in capitals, in small letters, or with a capital on every word."""
    found = Found()
    words = gazetteer.words
    for tokens in all_words(text):
        at = 0
        while at < len(tokens):
            length, key, bearers = known_at(text, tokens, at, gazetteer)
            if length < 2:
                people, code = people_at(tokens, at, words)
                if people:
                    found.people[code] = found.people.get(code, 0) + 1
                    at += people
                    continue
            if bearers and _stands(text, found, tokens, at, length, key, bearers, gazetteer):
                found.matches.append(Match(tokens[at].start, tokens[at + length - 1].end, key, bearers))
                at += length
            else:
                at += length if length and not bearers else 1
    return found


def _stands(
    text: str, found: Found, tokens: list[Token], at: int, length: int, key: str, bearers: Bearers, gazetteer: Gazetteer
) -> bool:  # fmt: skip
    words = gazetteer.words
    best, flags = bearers[0]
    if best.level is not None:
        return True
    if length == 1:
        if key in SHORT:
            return tokens[at].text.replace(".", "").isupper() and not text.isupper()
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
    previous = found.matches[-1] if found.matches else None
    if previous and text[previous.end : tokens[at].start] == ", " and holds(bearers, previous.found):
        return True
    if before in words.given or before in words.titles or (length == 1 and key in words.given):
        return before in words.strong
    known = best.population if flags & PRIMARY or best.kind == ADMIN1 else best.population // 20
    if after in words.first_level or after in words.second_level:
        return known > 3_000 or best.kind != CITY
    if before in words.prepositions or before in words.reached:
        return known > 3_000
    return known > LARGE
