"""Which stretches of a text are place names: capitalised words looked up, longest first, and judged by their company.

A name alone between small letters is a place unless something speaks against it (an everyday word, a given name, a person of
that name in the text).  A name inside a longer capitalised run is a place only beside words that go with places ("Quetta Police",
"Governor of Punjab"), for beside unknown words it is a part of a person's or an organisation's name ("Paris Hilton").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from vigil.geocoding.gazetteer import Entry, Gazetteer
from vigil.geocoding.layout import ADMIN1, ALIAS, BARE, CITY, COUNTRY, DISTRICT, PRIMARY, REGION
from vigil.geocoding.names import normalise

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚḤḨṢṬẒ"
_WORD = rf"(?:[{_UPPER}]\.(?:[ ]?[{_UPPER}]\.?(?![\w]))*(?:[{_UPPER}][a-z]{{1,3}}\.)?|(?:St|Ste|Ft|Mt)\.|[{_UPPER}][\w'’ʻ`]*(?:[-‐‑–][\w'’ʻ`]+){{0,5}})"
_LINK = r"(?:of|and|de|del|de la|de los|de las|la|los|las|da|do|dos|das|du|des|di|el|al|ul|le|les|upon|on|am|an der|y|e|i|the|bin|van|von|der)"
_RUN = re.compile(
    rf"(?<![\w])(?:al-|el-|ad-|ar-|as-|ash-|at-|az-)?{_WORD}(?:(?:[ \t\u00a0]+|[ \t]*\n(?!\s))(?:(?:{_LINK}|&)[ \t\u00a0]+)?{_WORD})*"
)
_TOKEN = re.compile(r"[^\s]+")
_POSSESSIVE = re.compile(r"(?:['’]s|s['’]|['’])$", re.IGNORECASE)
_LINKS = frozenset(
    [
        "of",
        "and",
        "de",
        "del",
        "la",
        "los",
        "las",
        "da",
        "do",
        "dos",
        "das",
        "du",
        "des",
        "di",
        "el",
        "al",
        "ul",
        "le",
        "les",
        "upon",
        "on",
        "am",
        "an",
        "der",
        "y",
        "e",
        "i",
        "the",
        "bin",
        "van",
        "von",
        "&",
    ]
)
_AFTER_HYPHEN = frozenset(
    [
        "based",
        "born",
        "bound",
        "area",
        "controlled",
        "held",
        "run",
        "backed",
        "led",
        "occupied",
        "style",
        "trained",
        "owned",
        "wide",
        "area-based",
        "administered",
    ]
)
_KIND_AFTER = re.compile(
    r"[ \t\n\u00a0]+(province|governorate|state|prefecture|region|oblast|department|division|district|county|regency|raion|agency|parish|borough|municipality|"
    r"tehsil|woreda|zone|canton|provinces|districts|counties|states|governorates|regions|departments)\b(?![ \t\n]+(?:of|department|minister|police))",
    re.IGNORECASE,
)
_KIND_BEFORE = re.compile(
    r"\b(province|governorate|state|prefecture|region|oblast|department|district|county|regency|municipality|provinces|districts|states) of\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_FIRST_LEVEL = frozenset(
    [
        "province",
        "governorate",
        "state",
        "prefecture",
        "region",
        "oblast",
        "department",
        "provinces",
        "states",
        "governorates",
        "regions",
        "departments",
        "division",
        "canton",
    ]
)
_SAYS = re.compile(
    r",?[ \n]+(?:said|says|told|added|testified|pleaded|recalled|wrote|tweeted|explained|wants|hopes|thinks|believes|who|"
    r"himself|herself|noted|insisted|argued|joked|smiled|graduated|married|retired|resigned|was born|has been charged|was charged|was arrested|"
    r"pleaded|allegedly|also said|is survived|and his|and her|, \d\d,)\b"
)
_AGE = re.compile(r", \d{1,2}[,.;]")
_HEAD = re.compile(r"[^\n]{0,60}?(?:[-–—:]|\([A-Z][^)\n]{1,40}\)\s*[-–—:,]?)\s")

IN_WORDS = frozenset(
    [
        "in",
        "at",
        "near",
        "outside",
        "inside",
        "around",
        "across",
        "throughout",
        "within",
        "through",
        "of",
        "from",
        "to",
        "towards",
        "toward",
        "into",
        "between",
        "along",
        "off",
        "into",
        "beyond",
        "above",
    ]
)
STRONG = frozenset(["in", "near", "outside", "inside", "around", "across", "throughout", "within", "into"])


@dataclass(slots=True)
class Match:
    """A stretch that may be a place, with who may bear the name."""

    start: int
    end: int
    key: str
    found: tuple[tuple[Entry, int], ...]
    wants: int | None = None  # ADMIN1 or DISTRICT where a word of that kind stands beside the name
    cue: str | None = None
    container: Match | None = None  # the place told right after it: "Akron, Ohio"
    within: tuple[str, str] | None = None  # country code and unit, told by a short form: "Akron, OH"
    origin: bool = False
    attributive: bool = False  # "Quetta police": the place says whose
    sure: float = 0.5  # of being a place at all
    alone: bool = True


@dataclass(slots=True)
class Found:
    """What recognition hands to resolution."""

    matches: list[Match] = field(default_factory=list)
    people: dict[str, int] = field(
        default_factory=dict
    )  # country code -> times its people or things are told of


@dataclass(slots=True)
class _Token:
    start: int
    end: int
    text: str
    key: str


def recognise(text: str, gazetteer: Gazetteer) -> Found:
    """The place-like stretches of a text in order, without overlap."""
    found = Found()
    letters = sum(1 for c in text[:2000] if c.isupper()), sum(1 for c in text[:2000] if c.islower())
    if letters[0] * 200 < letters[1] or letters[1] * 3 < letters[0]:
        runs: Iterator[list[_Token]] = _all_words(text)
        return _Caseless(text, gazetteer, found).read(runs)
    return _Cased(text, gazetteer, found).read(_runs(text))


def _runs(text: str) -> Iterator[list[_Token]]:
    for run in _RUN.finditer(text):
        tokens = []
        base = run.start()
        for piece in _TOKEN.finditer(run.group()):
            raw = piece.group()
            end = base + piece.end()
            if raw[-1] in "'’" or raw[-2:-1] in ("'", "’"):
                ending = _POSSESSIVE.search(raw)
                if ending:
                    keep = (
                        1
                        if ending.group()[0] in "sS"
                        and len(ending.group()) == 2
                        and ending.group()[1] in "'’"
                        else 0
                    )
                    end = base + piece.start() + ending.start() + keep
            if end > base + piece.start():
                word = text[base + piece.start() : end]
                tokens.append(_Token(base + piece.start(), end, word, normalise(word)))
                if end < base + piece.end():  # a possessive ends a name
                    yield tokens
                    tokens = []
        if tokens:
            yield tokens


def _all_words(text: str) -> Iterator[list[_Token]]:
    for line in re.finditer(r"[^.;:!?()\"]+", text):
        tokens = []
        for piece in re.finditer(r"[^\W\d_][\w'’-]*", line.group()):
            raw = piece.group()
            cut = len(raw) - 2 if raw[-2:].lower() in ("'s", "’s") else len(raw)
            start = line.start() + piece.start()
            tokens.append(_Token(start, start + cut, raw[:cut], normalise(raw[:cut])))
        if tokens:
            yield tokens


class _Reader:
    """Shared by both ways of reading: longest known names among tokens."""

    def __init__(self, text: str, gazetteer: Gazetteer, found: Found) -> None:
        self.text, self.gazetteer, self.found, self.words = text, gazetteer, found, gazetteer.words

    def known_at(self, tokens: list[_Token], at: int) -> tuple[int, str, tuple[tuple[Entry, int], ...]]:
        """The longest known name that begins at a token: how many tokens, its key, its bearers (0: none)."""
        key = tokens[at].key
        if not key or key in _LINKS:
            return 0, "", ()
        first = key.split(" ", 1)[0]
        if first in ("saint", "fort", "mount", "st", "ft", "mt") or tokens[at].text in (
            "St",
            "St.",
            "Ft.",
            "Mt.",
            "Ste.",
        ):
            first = {"st": "saint", "ft": "fort", "mt": "mount", "ste": "sainte"}.get(first, first)
        most = self.gazetteer.longest(first)
        if not most:
            return 0, "", ()
        for count in range(min(most, len(tokens) - at), 0, -1):
            if tokens[at + count - 1].key in _LINKS:
                continue
            name = normalise(" ".join(t.text for t in tokens[at : at + count])) if count > 1 else key
            if count == 1 and name in self.words.skipped:
                continue
            bearers = self.gazetteer.find(name)
            if bearers:
                return count, name, bearers
        return 0, "", ()

    def person_of(self, key: str) -> str | None:
        return self.words.people.get(key)

    def tell_people(self, code: str) -> None:
        self.found.people[code] = self.found.people.get(code, 0) + 1


class _Cased(_Reader):
    """Ordinary text."""

    def read(self, runs: Iterator[list[_Token]]) -> Found:
        surnames: set[str] = set()
        waiting: list[tuple[Match, bool]] = []  # with: needs a clear sign
        for tokens in runs:
            self._run(tokens, surnames, waiting)
        self.found.matches = [m for m, doubtful in waiting if self._stands(m, doubtful, surnames)]
        return self.found

    def _run(self, tokens: list[_Token], surnames: set[str], waiting: list[tuple[Match, bool]]) -> None:
        words = self.words
        count = len(tokens)
        # Stop words at the beginning ("On", "The") belong to no name.
        at = 0
        begins = self._begins_sentence(tokens[0].start)
        while (
            at < count
            and tokens[at].key in words.stops
            and not (count > at + 1 and self.known_at(tokens, at)[0] > 1)
        ):
            at += 1
        start = at
        pieces: list[
            tuple[int, int, Match | None]
        ] = []  # from, to, match: the run cut into names and other words
        while at < count:
            length, key, bearers = self.known_at(tokens, at)
            code = words.people.get(tokens[at].key) if length <= 1 else None
            if (
                length <= 1
                and at + 1 < count
                and (two := words.people.get(f"{tokens[at].key} {tokens[at + 1].key}"))
            ):
                self.tell_people(two)
                pieces.append((at, at + 2, None))
                at += 2
                continue
            if code is not None:
                self.tell_people(code)
                pieces.append((at, at + 1, None))
                at += 1
                continue
            if length:
                match = Match(tokens[at].start, tokens[at + length - 1].end, key, bearers)
                pieces.append((at, at + length, match))
                at += length
                continue
            if "-" in tokens[at].text or "–" in tokens[at].text:
                self._hyphened(tokens[at], waiting)
            pieces.append((at, at + 1, None))
            at += 1
        for number, (low, high, piece) in enumerate(pieces):
            if piece is None:
                continue
            match = piece
            left = self._neighbour(tokens, low - 1, start, -1)
            right = self._neighbour(tokens, high, count, 1)
            left_match = number > 0 and pieces[number - 1][2] is not None and pieces[number - 1][1] == low
            right_match = (
                number + 1 < len(pieces)
                and pieces[number + 1][2] is not None
                and pieces[number + 1][0] == high
            )
            verdict = self._judge(
                match, tokens, low, high, left, right, left_match, right_match, begins and low == 0
            )
            if verdict == "person":
                surnames.add(match.key)
            elif verdict is not None:
                match.alone = left is None and right is None
                waiting.append((match, verdict == "doubtful"))
        self._person(tokens[start:], surnames)

    def _neighbour(self, tokens: list[_Token], at: int, bound: int, step: int) -> _Token | None:
        """The word beside a name in its run; None at the border or across a joining word."""
        if (step < 0 and at < bound) or (step > 0 and at >= bound):
            return None
        return None if tokens[at].key in _LINKS or tokens[at].key in self.words.stops else tokens[at]

    def _judge(
        self,
        match: Match,
        tokens: list[_Token],
        low: int,
        high: int,
        left: _Token | None,
        right: _Token | None,
        left_match: bool,
        right_match: bool,
        first: bool,
    ) -> str | None:
        """ "place", "doubtful", "person" or None (neither)."""
        words = self.words
        single = high - low == 1
        raw = tokens[low].text
        best, flags = match.found[0]
        famous = (
            best.kind in (COUNTRY, REGION)
            or (best.kind == ADMIN1 and flags & PRIMARY)
            or best.level is not None
        )
        if (
            single
            and raw.isupper()
            and len(raw) <= 4
            and best.kind not in (COUNTRY, REGION)
            and not self._dateline(match)
        ):
            return None
        if single and raw.isupper() and len(raw) <= 3 and not (flags & PRIMARY and len(match.key) <= 3):
            return None
        if (
            len(match.key) <= 3
            and single
            and match.key in ("us", "uk", "uae", "drc", "usa", "prc")
            and not raw.replace(".", "").isupper()
        ):
            return None
        common = single and match.key in words.common
        given = single and match.key in words.given
        if left is not None and not left_match:
            if left.key in words.given or (len(left.key) == 1 and left.text.endswith(".")):
                return "person"
            if left.key in words.titles:
                if not (famous or best.population > 400_000) or given:
                    return "person"
                if left.key not in words.plain:
                    return "person"
            elif left.key not in words.plain and self.person_of(left.key) is None:
                return "person" if single else None
        if right is not None and not right_match:
            if right.key in words.media and best.kind != COUNTRY:
                return None
            if (
                right.key not in words.plain
                and self.person_of(right.key) is None
                and right.key not in words.titles
            ):
                if not (right.text[:1].isdigit()):
                    if given or best.kind == CITY or not famous:
                        return None
                    return None
            if given and right.key not in ("county", "city", "police", "parish", "township", "state"):
                return "doubtful"
            match.attributive = True
        if right_match and not self._contains(match, tokens, high):
            if given:
                return "person"
            if not famous and best.population < 300_000:
                return None
        if common:
            return "doubtful" if not first else None
        if given:
            return "doubtful"
        if (
            single
            and first
            and best.kind not in (COUNTRY, ADMIN1, REGION)
            and best.population < 50_000
            and right is None
        ):
            return "doubtful"
        return "place"

    def _contains(self, match: Match, tokens: list[_Token], at: int) -> bool:
        """Whether the name after this one may hold it ("Jackson Mississippi")."""
        _, _, bearers = self.known_at(tokens, at)
        units = {e.row for e, _ in bearers if e.kind in (ADMIN1, COUNTRY)}
        codes = {e.country_code for e, _ in bearers if e.kind == COUNTRY}
        return any(e.admin1 in units or e.country_code in codes for e, _ in match.found)

    def _hyphened(self, token: _Token, waiting: list[tuple[Match, bool]]) -> None:
        """ "Quetta-based", "Kabul-Kandahar": each part that is a place, if all parts go with places."""
        parts = re.split(r"([-‐‑–])", token.text)
        names = parts[::2]
        if any(len(p) < 3 for p in names) or len(names) > 3:
            return
        offset = token.start
        out: list[Match] = []
        for part in names:
            low = part.lower()
            if part[0].islower():
                if low not in _AFTER_HYPHEN:
                    return
                for match in out:
                    match.origin = True
            else:
                key = normalise(part)
                bearers = self.gazetteer.find(key) if key not in self.words.skipped else ()
                if not bearers or key in self.words.given or key in self.words.common:
                    if self.person_of(key) is None:
                        return
                    self.tell_people(self.words.people[key])
                elif self.person_of(key):
                    self.tell_people(self.words.people[key])
                else:
                    out.append(Match(offset, offset + len(part), key, bearers, attributive=True))
            offset += len(part) + 1
        waiting.extend((m, False) for m in out)

    def _person(self, tokens: list[_Token], surnames: set[str]) -> None:
        """Learn a surname from "Given Surname" and "Title Surname"."""
        words = self.words
        for before, after in zip(tokens, tokens[1:], strict=False):
            if (
                (before.key in words.given or before.text.rstrip(".") in _PERSON_TITLES)
                and after.key not in words.plain
                and after.key not in _LINKS
            ):
                surnames.add(after.key)
        if len(tokens) >= 3 and tokens[0].key in words.given and tokens[-1].key not in words.plain:
            surnames.add(tokens[-1].key)

    def _begins_sentence(self, start: int) -> bool:
        before = self.text[max(0, start - 3) : start].rstrip(" \t\"'“‘”’(")
        return not before or before[-1] in ".!?:\n"

    def _dateline(self, match: Match) -> bool:
        line = self.text.rfind("\n", 0, match.start) + 1
        return match.start - line <= 2 and _HEAD.match(self.text, match.end) is not None

    def _stands(self, match: Match, doubtful: bool, surnames: set[str]) -> bool:
        """Whether a match is a place, now that the persons of the text are known."""
        text = self.text
        best, flags = match.found[0]
        word = _word_before(text, match.start)
        followed = _Following(text, match.end)
        locative = (
            word in STRONG
            or followed.comma_place
            or self._dateline(match)
            or _KIND_AFTER.match(text, match.end) is not None
        )
        if match.key in surnames and not locative:
            return False
        if doubtful and not (locative or (match.attributive and best.population > 100_000)):
            return (
                best.kind == COUNTRY
                and match.key not in surnames
                and match.key not in ("chad", "georgia", "jordan", "guinea")
            ) or (word in IN_WORDS and best.population > 300_000)
        if best.kind in (COUNTRY, REGION):
            return True
        if _AGE.match(text, match.end) or (
            best.kind == CITY and _SAYS.match(text, match.end) and not locative and match.alone
        ):
            return best.kind == ADMIN1
        known = best.population if flags & PRIMARY else best.population // 20
        if best.kind == DISTRICT:
            known //= 5
        if known < 20_000 and not locative and word not in IN_WORDS and not match.attributive:
            return False
        return True


_PERSON_TITLES = frozenset(
    [
        "Mr",
        "Mrs",
        "Ms",
        "Miss",
        "Dr",
        "Prof",
        "Professor",
        "Sir",
        "Rev",
        "Sgt",
        "Lt",
        "Capt",
        "Maj",
        "Col",
        "Gen",
        "Brig",
        "Adm",
        "Cpl",
        "Sen",
        "Rep",
        "Gov",
        "Judge",
        "Justice",
        "Detective",
        "Det",
        "Officer",
        "Coach",
        "Pastor",
        "Sheikh",
        "Senator",
        "Deputy",
        "Trooper",
        "Sheriff",
        "Captain",
        "Lieutenant",
        "Sergeant",
    ]
)


class _Following:
    """What stands right after a name."""

    __slots__ = ("comma_place",)
    _comma = re.compile(r",[ \n]+(?:in[ ]+)?(?:[A-Z][a-z]{1,4}\.|[A-Z]\.[ ]?[A-Z]|[A-Z]{2}\b)")

    def __init__(self, text: str, end: int) -> None:
        self.comma_place = self._comma.match(text, end) is not None


_BEFORE = re.compile(r"([A-Za-z]+)[ \t\n\u00a0]+(?:the[ \t\n]+)?[\"'“‘(]?$")


def _word_before(text: str, start: int) -> str | None:
    found = _BEFORE.search(text, max(0, start - 24), start)
    return found.group(1).lower() if found else None


class _Caseless(_Reader):
    """Text in capitals only or without any: names need more than being in the gazetteer."""

    def read(self, runs: Iterator[list[_Token]]) -> Found:
        for tokens in runs:
            at = 0
            while at < len(tokens):
                code = self.words.people.get(tokens[at].key)
                length, key, bearers = self.known_at(tokens, at)
                if code is not None and length <= 1:
                    self.tell_people(code)
                    at += 1
                    continue
                if length and self._stands(tokens, at, length, key, bearers):
                    self.found.matches.append(
                        Match(tokens[at].start, tokens[at + length - 1].end, key, bearers)
                    )
                    at += length
                else:
                    at += 1
        return self.found

    def _stands(
        self, tokens: list[_Token], at: int, length: int, key: str, bearers: tuple[tuple[Entry, int], ...]
    ) -> bool:
        words = self.words
        if length == 1 and (
            len(key) < 4
            or key in words.common
            or key in words.stops
            or key in words.plain
            or key in words.titles
        ):
            return False
        before = tokens[at - 1].key if at else ""
        after = tokens[at + length].key if at + length < len(tokens) else ""
        best, flags = bearers[0]
        if best.kind in (COUNTRY, REGION):
            return True
        if before in words.given or before in words.titles or (length == 1 and key in words.given):
            return before in STRONG
        known = best.population if flags & PRIMARY else best.population // 20
        if (
            before in IN_WORDS
            or (before == "the" and at > 1 and tokens[at - 2].key in IN_WORDS)
            or after in ("province", "district", "state", "department")
        ):
            return known > 3_000 or after in _FIRST_LEVEL
        return known > 250_000


def kind_beside(text: str, match: Match) -> int | None:
    """ADMIN1 or DISTRICT where "X province" or "the district of X" says so."""
    after = _KIND_AFTER.match(text, match.end)
    word = after.group(1) if after else None
    if word is None:
        before = _KIND_BEFORE.search(text, max(0, match.start - 24), match.start)
        word = before.group(1) if before else None
    if word is None:
        return None
    return ADMIN1 if word.lower() in _FIRST_LEVEL else DISTRICT


__all__ = ["ALIAS", "BARE", "Found", "Match", "kind_beside", "recognise"]
