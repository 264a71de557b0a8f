"""Names of actors: when two spellings are one, and which words make somebody a person in public role."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from vigil import codebook

_LINKS = frozenset({"e", "i"})  # Lashkar-e-, Lashkar-i-
_SPELLINGS = (
    (re.compile(r"ee|ey|ie|y|e"), "i"),
    (re.compile(r"oo|ou|o"), "u"),
    (re.compile(r"a[ia]"), "a"),
    (re.compile(r"w"), "v"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"(?<=[aiu])h$"), ""),
)


def spaced(text: str) -> str:
    """Letters and digits in lower case, one blank between words, without article and possessive: for finding words in words."""
    return " ".join(re.findall(r"\w+", re.sub(r"['’]s?\b", "", text.casefold().removeprefix("the "))))


@cache
def fold(name: str) -> str:
    """A key that spellings of one name share: no case, accents, hyphens or article, and common transliterations alike.

    "the Lashkar-i-Jhangvi" and "Lashkar e Jhangvi" fold to one key, as do "al-Qaeda" and "Al Qaida".
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    plain = re.sub(r"['’](?:s\b)?", "", plain)
    found = [w for w in re.split(r"[\W_]+", plain) if w]
    if len(found) > 1 and found[0] == "the":
        found = found[1:]
    kept = [w for n, w in enumerate(found) if not (w in _LINKS and 0 < n < len(found) - 1)]
    joined = "".join(kept)
    if len(joined) < 5 or name.isupper():
        return joined
    for pattern, letter in _SPELLINGS:
        joined = pattern.sub(letter, joined)
    return joined


@cache
def _rows() -> tuple[dict[str, str], dict[str, tuple[str, ...]], dict[str, str]]:
    """Folded alias -> name; name -> its aliases; name -> kind of the codebook.

    An alias that two names claim stands for neither.
    """
    try:
        rows = codebook.load("actors").get("groups", [])
    except FileNotFoundError:
        return {}, {}, {}
    owners: dict[str, set[str]] = {}
    for row in rows:
        for word in (row["name"], *row.get("aliases", ())):
            owners.setdefault(fold(str(word)), set()).add(str(row["name"]))
    return (
        {key: next(iter(names)) for key, names in owners.items() if len(names) == 1},
        {str(row["name"]): tuple(map(str, row.get("aliases", ()))) for row in rows},
        {str(row["name"]): str(row.get("kind", "")) for row in rows},
    )


def known(name: str) -> str | None:
    """The codebook's name of a group or force, by any of its aliases; None where it has none."""
    return _rows()[0].get(fold(name))


def aliases(name: str) -> tuple[str, ...]:
    """Other names that the codebook has for a group, by the codebook's name."""
    return _rows()[1].get(name, ())


def is_state(name: str) -> bool:
    """Whether the codebook has it as a force of a state."""
    return _rows()[2].get(name) == "state"


@cache
def _offices() -> re.Pattern[str]:
    words = "|".join(codebook.load("accountability")["offices"])
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


def office(words: str) -> str | None:
    """The word that says that somebody speaks or acts in office ("governor", "spokesman"); None where there is none.

    Capitals alone make nobody a person in public role.
    """
    found = _offices().search(words)
    return found.group().lower() if found else None


_NAME = re.compile(
    r"[A-ZÀ-ÖØ-Þ][\w’'-]+(?:\s(?:[A-ZÀ-ÖØ-Þ][\w’'-]+|[A-Z]\.|al-\w+|(?:bin|ibn|de|del|la|van|von|ul|ur|y)(?=\s[A-Z]))){0,5}"
)


def person_in(words: str) -> str | None:
    """The person whom words for an official name, without the office: "Interior Minister Rehman Malik" -> "Rehman Malik".

    None where the words name nobody ("the provincial governor", "Prime Minister").
    """
    bare = _offices().sub(lambda m: " ; ", words)
    for match in _NAME.finditer(bare):
        parts = [w for w in match.group().split() if w not in _NO_NAME]
        if len(parts) > 1 or (parts and match.start() and bare[: match.start()].rstrip().endswith(";")):
            return " ".join(parts)
    return None


_NO_NAME = frozenset(
    "The A An Federal Provincial State Interior Home Foreign Defence Defense Prime Deputy Vice Chief Senior Information Police "
    "Army Pakistan Pakistani Balochistan Baluchistan Punjab Sindh Quetta City District National Supreme High Court".split()
)
DESCRIPTION = re.compile(
    r"(?:the|an?|this|that|these|those|his|her|their|its|no|all|both|some|several|many|dozens|scores|hundreds|at least|more|other"
    r"|another|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d[\d,]*)\b",
    re.IGNORECASE,
)


def is_described(words: str) -> bool:
    """Whether words describe somebody without a name: "two masterminds", "gunmen"."""
    return words.islower() or DESCRIPTION.match(words) is not None


def longer(name: str, names: Iterable[str]) -> str | None:
    """The only longer name of which this one is a part, word by word: "Ishaq" of "Malik Ishaq"; None where two others fit."""
    mine = [fold(word) for word in name.split()]
    found: dict[str, str] = {}
    for other in sorted(names):
        theirs = [fold(word) for word in other.split()]
        if (
            any(theirs[n : n + len(mine)] == mine for n in range(len(theirs) - len(mine) + 1))
            and theirs != mine
        ):
            found.setdefault(fold(other), other)
    # of "Ali", "Ali Raza" and "Ali Raza Khan" the longest is meant, as long as it has all the others in it
    longest = max(found.values(), key=lambda n: (len(n.split()), n), default=None)
    if longest is None or any(f" {o} " not in f" {longest} " for o in found.values()):
        return None
    return longest
