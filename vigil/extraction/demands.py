"""What people demanded because of an incident: who asks, of whom, the words, and their class.

How English asks is in ``codebook/demands.yaml``: verbs ("pressed for an inquiry", "urged the government to act"), nouns
("their demands: a, b and c"), conditions ("until", "unless"), gatherings held for something, what must be done, and
imperatives of slogans and quoted speech.  What officials ask of their own people is a response, not a demand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vigil.extraction import asking, grammar
from vigil.extraction.asking import Party
from vigil.extraction.demand_forms import (
    FINITE,
    FOR,
    GOES_ON,
    MAY_ASK,
    MUST,
    OF,
    UNTIL,
    Ask,
    object_end,
    words,
)
from vigil.extraction.demand_tests import NO_DEMAND, sayer, who_asks
from vigil.records import Claim, Sentence

OTHER = "other"  # the class of what no class of the codebook fits


def find_demands(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims ``demand`` in order.

    ``value`` holds the demanded words, ``speaker`` who asks and ``addressee`` of whom, as written where they are told, and
    ``detail`` the class of ``demands.yaml``.  Each item of a list is a claim.
    """
    out: list[Claim] = []
    before: str | None = None  # who asked last, for "they" in the sentence after
    for sentence in grammar.pieces(sentences):
        text = grammar.flat(sentence.text)
        low = grammar.lower(text)
        asker: str | None = None
        if MAY_ASK(low) and not _shouted(text):
            found = list(_asked(text, low))
            taken = [a for a, *_ in found]
            used = 0
            for number, (ask, begin, finish, who) in enumerate(found):
                following = next((a.start for a in taken[number + 1 :] if a.start > begin), finish)
                finish = min(finish, _before(text, begin, finish, following))
                if begin < used or finish - begin < 4:
                    continue
                used = finish
                joined = number and asker and GOES_ON.search(text, taken[number - 1].end, ask.start)
                named = asker if joined else _speaker(text, who, before)
                named = named or _said_by(text, begin, finish)
                asker = named or asker
                whole = text[begin:finish]
                told = _addressee(text, ask, begin, finish)
                clause = ask.form == UNTIL or text[: ask.end].rstrip().endswith(" that")
                for a, b in _items(text, begin, finish):
                    value = text[a:b]
                    kind = class_of(value)
                    claim = grammar.claim(
                        sentence,
                        "demand",
                        a,
                        b,
                        a,
                        value=value[:160],
                        speaker=named,
                        speaker_kind="witness" if named and asking.one_person(named) else None,
                        addressee=told or asking.of_whom(text, a, b, clause),
                        detail=kind if kind != OTHER else class_of(whole),
                    )
                    out.append(claim)
        before = asker or _people(text)
    return out


def _shouted(text: str) -> bool:
    """All in capitals, as captions are: names and words cannot be told apart."""
    return len(text) > 60 and sum(map(str.isupper, text)) > 0.6 * sum(map(str.isalpha, text))


def class_of(demanded: str) -> str:
    """The class of ``demands.yaml`` that fits demanded words, or "other"."""
    low = demanded.lower()
    return next((name for name, pattern in words().classes if pattern.search(low)), OTHER)


def _before(text: str, begin: int, finish: int, following: int) -> int:
    """Where what is asked ends before another asking that is joined to it: "justice, and asking for help"."""
    if not begin < following < finish:
        return finish
    joint = re.compile(r"(?:,?\s(?:and|or|but)|,)\s(?:\w+\s){0,3}$").search(
        text, max(begin, following - 40), following
    )
    return joint.start() if joint else finish


def _asked(text: str, low: str) -> Iterator[tuple[Ask, int, int, Party | None]]:
    """Each asking of the sentence with the bounds of what is asked, and who asks."""
    asks: list[Ask] = []
    for form, pattern in words().forms:
        for match in pattern.finditer(text):
            start = match.start()
            if form == FOR:
                start = match.end() - len(re.split(r"\s", match.group().rstrip())[-1]) - 1
            asks.append(Ask(start, match.end(), form))
    asks.sort(key=lambda a: a.start)  # stable: of those at one place the form that comes first
    used = 0
    for ask in asks:
        if ask.start < used:
            continue
        begin, finish = grammar.trim(text, ask.end, object_end(text, ask))
        who = who_asks(text, low, ask, begin, finish)
        if ask.form == MUST:
            begin = asking.clause_start(
                text, ask.start
            )  # "those behind it must be punished": with what it is said of
        if who is not NO_DEMAND and finish - begin >= 4:
            used = ask.end
            yield ask, begin, finish, who


_NO_PEOPLE = re.compile(
    r"^(?:the\s|an?\s|their\s|one\s|\w+\s)*(?:banners?|placards?|posters?|slogans?|letters?|resolutions?|statements?|petitions?|memorand\w+|charters?|sit-ins?|rall(?:y|ies)|strikes?"
    r"|march(?:es)?|protests?|demonstrations?)(?:\s(?:of|in|at)\s[^,]*)?$",
    re.IGNORECASE,
)


def _named(text: str, who: Party | None) -> str | None:
    """Who asks, where these are people: a banner is none."""
    if who is None or who.pronoun or _NO_PEOPLE.match(text[who.start : who.end]):
        return None
    return text[who.start : who.end]


def _speaker(text: str, who: Party | None, before: str | None) -> str | None:
    """Who asks, a pronoun taken for the people named in the same sentence, or else ``before`` it."""
    if who is not None and who.pronoun and text[who.start : who.end].lower() != "we":
        return _people(text, who.start) or before
    return _named(text, who)


def _said_by(text: str, begin: int, finish: int) -> str | None:
    """Whoever is quoted with it, where no subject is named."""
    party = sayer(text, begin, finish)
    if party is None or party.official or party.end - party.start > 80:
        return None
    phrase = text[party.start : party.end]
    return (
        _named(text, party) if " " in phrase or asking.asks(phrase) else None
    )  # one name alone may be a newspaper's


def _people(text: str, end: int | None = None) -> str | None:
    """The people whom a sentence is about, up to ``end``: whom "they" means after it."""
    for party in asking.parties(text, 0, len(text) if end is None else end):
        if not party.pronoun and not asking.after_preposition(text, party):
            asks = not party.official and asking.asks(text[party.start : party.end])
            return _named(text, party) if asks else None
    return None


def _addressee(text: str, ask: Ask, begin: int, finish: int) -> str | None:
    """Of whom it is asked, where the words of asking say so: "urged the government", "demanded of the state"."""
    if ask.form == OF:
        target = asking.office_at(text, begin, finish)
        return text[target.start : target.end] if target else None
    of = re.search(r"\b(?:of|from|to)\s((?:the\s)?[\w ]+?)\s(?:that|for|to)?\s?$", text[ask.start : ask.end])
    if of:
        target = asking.office_at(text, ask.start + of.start(1), ask.end)
        if target and target.official:
            return text[target.start : target.end]
    if ask.form == MUST:
        subject = asking.who_before(text, ask.start)
        return text[subject.start : subject.end] if subject and subject.official else None
    return None


_LEAD = re.compile(r"(?:for|also)\s")
_SPLIT = re.compile(
    r",\s(?:and\s(?:also\s)?|as\swell\sas\s)?|\sand\s(?:also\s)?(?:for\s|to\s|that\s)?|;\s(?:and\s)?|\sas\swell\sas\s"
)
_ITEM = re.compile(
    r"(?:for\s|that\s|to\s|the\s|an?\s|their\s|more\s|better\s|full\s|immediate\s|financial\s|[a-z-]+(?:tion|ment|ance|ity|ing)\b|justice|security|protection|jobs|army|military|tighter|stricter"
    r"|release|arrests?|talks|punish\w*|bring|arrest|pay|protect|provide|ensure|stop|end|compensate|investigate|prosecute|dismiss|free|withdraw|hand|give|take|find|repeal|reopen|improve)\b",
    re.IGNORECASE,
)


def _items(text: str, begin: int, finish: int) -> list[tuple[int, int]]:
    """A list of demands cut into its items; an item that asks for nothing stays with the one before."""
    cuts = [(begin, begin)]
    for match in _SPLIT.finditer(text, begin, finish):
        stop = next((m.start() for m in _SPLIT.finditer(text, match.end(), finish)), finish)
        if (
            _ITEM.match(text, match.end())
            and words().wishes.search(text, match.end(), stop)
            and not FINITE.search(text, match.end(), stop)
            and match.start() - cuts[-1][1] > 4
            and words().wishes.search(text, cuts[-1][1], match.start())
        ):
            cuts.append((match.start(), match.end()))
    out = []
    for number, (_, start) in enumerate(cuts):
        stop = cuts[number + 1][0] if number + 1 < len(cuts) else finish
        a, b = grammar.trim(text, start, stop)
        lead = _LEAD.match(text, a, b)
        a = lead.end() if lead else a
        if b - a >= 4:
            out.append((a, b))
    return out
