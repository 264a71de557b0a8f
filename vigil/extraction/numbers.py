"""Finds number phrases in running text and turns their words into a value with bounds.

Digits, number words to the thousands, vague amounts ("dozens", "several hundred"), ranges, and the words before and
after that qualify them.  Numbers that cannot count people (ages, times, dates, money, ordinals, addresses, calibres,
measures) are left out.  What is counted is for the caller to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from vigil.extraction.counting_measures import may_count_people
from vigil.extraction.grammar import lower

EXACT, AT_LEAST, MORE_THAN, UP_TO, FEWER_THAN = "exact", "at least", "more than", "up to", "fewer than"
ABOUT, BETWEEN = "about", "between"
VAGUE = {
    "dozens": (24, 99),
    "scores": (40, 199),
    "hundreds": (200, 999),
    "thousands": (2000, 9999),
    "tens of thousands": (20_000, 99_999),
    "hundreds of thousands": (200_000, 999_999),
    "millions": (2_000_000, 9_999_999),
}


@dataclass(frozen=True, slots=True)
class NumberPhrase:
    """``text[start:end]``, qualifier included; ``core`` is where the number itself begins.

    ``value`` is None for vague amounts and ranges; ``low``/``high`` None is an open end.
    """

    start: int
    end: int
    core: int
    value: int | None
    low: int | None
    high: int | None
    qualifier: str
    additional: bool = False  # "another 12", "12 more", "12 others": beside a number told elsewhere
    word: bool = False  # written in letters


def bounds(value: int, qualifier: str) -> tuple[int | None, int | None]:
    """The bounds that ``qualifier`` gives to ``value`` (integer arithmetic, None = open)."""
    match qualifier:
        case "at least":
            return value, None
        case "more than":
            return value + 1, None
        case "up to":
            return None, value
        case "fewer than":
            return None, max(value - 1, 0)
        case "about":
            return value * 9 // 10, -(-value * 11 // 10)
    return value, value


_UNITS = {w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve thirteen "
                                     "fourteen fifteen sixteen seventeen eighteen nineteen".split())}  # fmt: skip
_TENS = {w: 10 * i for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALE = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_FACTORS = {"": 1, "dozen": 12, "score": 20, **_SCALE}
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_TEN = "|".join(_TENS)
_SMALL = rf"(?:(?:{_TEN})(?:[-‐‑ ](?:one|two|three|four|five|six|seven|eight|nine)\b)?|(?:{_UNIT}))\b"
_WORDS = rf"(?:(?:{_SMALL}|an?)[ -](?:hundred|thousand|million)|{_SMALL})\b(?:(?:[ -]and)?[ -](?:{_SMALL}|hundred|thousand)\b){{0,6}}"
_DIGITS = r"\d{1,3}(?:,\d{3})+|\d{1,9}(?:\.\d{1,2})?"
_MULTIPLE = r"(?:[ -](?:hundred|thousand|million|dozen|score)\b)?"
_DOZEN = rf"(?:half a dozen|a half[ -]dozen|half[ -]dozen|an? dozen|{_SMALL} dozen|(?:a )?couple dozen|{_SMALL} score(?! of points)|a score of)\b"
_VAGUE = (
    r"(?:(?:tens|hundreds) of thousands|(?:many |several |a few )?dozens|many dozen|scores|hundreds|thousands|millions|several dozens?|a few dozen"
    r"|several hundreds?|a few hundred|several thousands?|a few thousand|many hundreds|many thousands)\b"
)
_CORE = rf"(?:{_DIGITS}){_MULTIPLE}|{_VAGUE}|{_DOZEN}|{_WORDS}"
_PREFIX = {
    AT_LEAST: r"at least|at a minimum|atleast|no fewer than|not fewer than|no less than|not less than|a minimum of|minimum of|at the very least",
    MORE_THAN: r"more than|well over|over|upwards of|upward of|in excess of|above|just over|greater than|far more than|exceed(?:s|ed|ing)?|well more than|north of",
    UP_TO: r"up to|as many as|as high as|at most|no more than|not more than|a maximum of|maximum of|at the most|upto",
    FEWER_THAN: r"fewer than|less than",
    ABOUT: r"about|around|some|nearly|close to|almost|roughly|approximately|approx\.?|circa|an estimated|estimated|just under|(?:very )?near to|in the region of|nearing|approaching|perhaps|something like",
}
_PREFIXES = "|".join(f"(?P<p{i}>{p})" for i, p in enumerate(_PREFIX.values())).replace(" ", r"\s")
_PREFIX_GROUPS = [(q, f"p{i}") for i, q in enumerate(_PREFIX)]
_CORE_X = _CORE.replace(" ", r"\s")  # both stand in a verbose pattern
_PHRASE = re.compile(
    rf"""(?<![\w.,/:$€£#+-])
    (?:(?P<between>between|from)\s+)?
    (?:(?P<adding>another|an\ additional|a\ further|additional|further)\s+)?
    (?:(?:{_PREFIXES})\s+(?:(?P<adding2>another|an\ additional|a\ further)\s+)?)?(?:(?:an?\ )?(?:total|estimated|average|unprecedented)\ (?:of\ )?)?
    (?P<a>{_CORE_X})
    (?:\s?(?P<sep>[-–—]|\ to\ |\ and\ |\ or\ )\s?(?P<b>{_CORE_X})(?![\w]|-(?:year|month|day|week)|[.,/:]\d))?
    (?P<plus>\+|-plus\b|\ plus\b|-odd\b|\ or\ more\b|\ or\ so\b|,?\ if\ not\ more\b|,?\ at\ least\b)?
    (?![\w]|[-–](?:year|yr|month|week|day|hour|minute|mile|foot|inch|mm|caliber|calibre|gauge|metre|meter|story|storey|kilo|member|seat|bed
        |room|page|point|man\b|woman\b|person\b|strong|nil|acre|ton|lane|wheel|bedroom|unit|old)|[./:,]\d|['’]s\b|th\b|st\b|nd\b|rd\b|º|°|%)""",
    re.VERBOSE,
)
_MORE_AFTER = re.compile(r"\s+(?:others?|more)\b")
_RUN = re.compile(r"\d+(?:,\d+)*")
_MANY = [w + s for w in ("hundred", "thousand", "million", "dozen", "score") for s in ("", "s")]
_NUMBER_WORDS = [*_UNITS, *_TENS, *_MANY]
_SIGNS = AhoCorasick(
    [*_NUMBER_WORDS, *"0123456789"], MatchKind.LeftmostLongest, implementation=Implementation.DFA
)
# every word that may stand before the number word inside a phrase
_LEADS = frozenset(
    re.findall(
        r"\w+",
        "between from another an a additional further total of estimated average half several many few tens hundreds couple exceed exceeds exceeded exceeding very near to "
        + " ".join(_PREFIX.values()),
    )
)
_WORD = re.compile(r"\w+")


def words_value(words: str) -> int | None:
    """The value of number words ("two hundred and twenty-one", "a dozen", "half a dozen"), or None."""
    text = re.sub(r"[-‐‑]", " ", words.lower())
    if "half" in text and "dozen" in text:
        return 6
    tokens = [t for t in text.split() if t not in ("and", "of")]
    if not tokens:
        return None
    total, current, seen = 0, 0, False
    for token in tokens:
        if token in _UNITS:
            if seen and current % 10 and token != "zero" or (seen and 10 <= current % 100 < 20):
                return None
            if seen and current % 100 and _UNITS[token] > 9:
                return None
            current += _UNITS[token]
        elif token in _TENS:
            if seen and current % 100:
                return None
            current += _TENS[token]
        elif token in ("a", "an"):
            current += 1
        elif token == "couple":
            current = 2
        elif token in ("dozen", "score"):
            current = max(current, 1) * (12 if token == "dozen" else 20)
        elif token == "hundred":
            current = max(current, 1) * 100
        elif token in _SCALE:
            total, current = total + max(current, 1) * _SCALE[token], 0
        else:
            return None
        seen = True
    return total + current


_VAGUE_HEAD = re.compile(r"(?:several|a few|many|scores|hundreds|thousands|dozens|millions|tens)\b")


def _value(core: str) -> tuple[int | None, str | None]:
    """(value, vague word) of a core."""
    low = " ".join(core.lower().split())  # a line may be wrapped inside a number
    if low.isdecimal():
        return int(low), None
    if low[0].isdigit():
        head, _, unit = low.replace(",", "").replace("-", " ").partition(" ")
        factor = _FACTORS.get(unit.strip())
        if factor is None:
            return None, None
        number = float(head) * factor
        return (round(number), None) if number == round(number) else (None, None)
    if low in VAGUE:
        return None, low
    if _VAGUE_HEAD.match(low):
        for name in ("dozen", "hundred", "thousand"):
            if name in low:
                return None, name + "s"
        return None, low
    return words_value(low), None


def find_numbers(text: str) -> list[NumberPhrase]:
    """Number phrases of ``text`` that may count people, in order, not overlapping."""
    return list(_found(text))


@lru_cache(1024)  # the sentences of a document are asked about more than once
def _found(text: str) -> tuple[NumberPhrase, ...]:
    low = lower(text)
    out: list[NumberPhrase] = []
    position = 0
    for left, right in _anchors(low):
        if left < position:
            continue
        starts, position = _starts(low, position, left), right
        for start in starts:
            match = _PHRASE.match(low, start)
            if match is not None and match.end("a") > left:
                found = _read(text, low, match)
                if found is not None:
                    out.append(found)
                    position = max(found.end, right)
                break
    return tuple(out)


def _anchors(low: str) -> list[tuple[int, int]]:
    """Where digits and number words stand, in order."""
    out = []
    digits = not low.isascii()  # other scripts have digits of their own
    for number, start, end in _SIGNS.find_matches_as_indexes(low):
        if number >= len(_NUMBER_WORDS):
            digits = True
        elif not (_in_word(low[start - 1 : start]) or _in_word(low[end : end + 1])):
            out.append((start, end))
    if digits:
        out.extend(match.span() for match in _RUN.finditer(low))
        out.sort()
    return out


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _starts(low: str, left: int, anchor: int) -> list[int]:
    """Where a phrase around a number word at ``anchor`` may begin: at words that lead to it, longest first."""
    left = max(left, anchor - 48)
    lead = low[left:anchor].split()
    if not lead or lead[-1].isalnum() and lead[-1] not in _LEADS:
        return [anchor]  # most often
    words = _WORD.findall(low, left, anchor)
    leading = 0
    while leading < len(words) and words[-1 - leading] in _LEADS:
        leading += 1
    if not leading:
        return [anchor]
    return [*[m.start() for m in _WORD.finditer(low, left, anchor)][-leading:], anchor]


def _read(text: str, low_text: str, match: re.Match[str]) -> NumberPhrase | None:
    core_start, a = match.start("a"), match["a"]
    value, vague = _value(a)
    if value is None and vague is None:
        return None
    if not may_count_people(text, low_text, match, value):
        return None
    prefix = None
    if match.start() < core_start:
        prefix = next((q for q, group in _PREFIX_GROUPS if match[group]), None)
    sep = text[slice(*match.span("sep"))].strip()  # as written
    start, end = match.start(), match.end()
    if match["between"] and not (match["b"] and sep in ("and", "to", "-", "–")):
        start = match.start() + len(match["between"]) + 1
        while text[start].isspace():
            start += 1
    adding = bool(match["adding"] or match["adding2"] or _MORE_AFTER.match(low_text, end))
    word = not a[0].isdigit()
    if vague:
        low, high = VAGUE[vague]
        if prefix in (AT_LEAST, MORE_THAN):
            return NumberPhrase(start, match.end("a"), core_start, None, low, None, vague, adding, True)
        return NumberPhrase(start, match.end("a"), core_start, None, low, high, vague, adding, True)
    assert value is not None
    if match["b"]:
        second, _ = _value(match["b"])
        joined = sep in ("to", "-", "–", "—") or (sep == "or") or (sep == "and" and bool(match["between"]))
        if (
            second is not None
            and joined
            and sep == "or"
            and not (second == value + 1 or (second > value and second <= value * 2))
        ):
            joined = False
        if (
            second is not None
            and second > value
            and joined
            and not (
                match["between"] and match["between"] == "from" and sep == "to" and _change(low_text, start)
            )
        ):
            scale = re.search(r"hundred|thousand|million|dozen", match["b"])
            if scale and not re.search(r"hundred|thousand|million|dozen", a):
                value *= {"hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12}[scale.group()]
            if prefix in (UP_TO, FEWER_THAN):
                return NumberPhrase(
                    start, match.end("b"), core_start, second, *bounds(second, prefix), prefix, adding, word
                )
            if value < second:
                return NumberPhrase(
                    start, match.end("b"), core_start, None, value, second, BETWEEN, adding, word
                )
        end = match.end("a")
        if text[end : end + 1] in ("-", "–") and sep in ("-", "–"):
            return None  # a score, a telephone number, a model
        adding = bool(match["adding"] or match["adding2"] or _MORE_AFTER.match(low_text, end))
        return NumberPhrase(
            start, end, core_start, value, *bounds(value, prefix or EXACT), prefix or EXACT, adding, word
        )
    qualifier = prefix or EXACT
    plus = (match["plus"] or "").strip(" ,-")
    if plus in ("+", "plus", "or more", "if not more", "at least"):
        qualifier = AT_LEAST
    elif plus in ("odd", "or so"):
        qualifier = ABOUT
    return NumberPhrase(start, end, core_start, value, *bounds(value, qualifier), qualifier, adding, word)


_CHANGE = re.compile(
    r"\b(?:rose|risen|rises|rise|up|increased?|climbed|climbs|jumped|went|gone|raised|raises|raising|grew|grown|revised|down|fell|toll|changed|soared|lowered)\b"
)


def _change(low: str, start: int) -> bool:
    """True where "from 48 to 52" tells of a count that changed, not of a range."""
    return _CHANGE.search(low[max(0, start - 60) : start]) is not None
