"""Names of persons as far as capitals tell, their short forms, and words that stand for a group named before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from vigil.extraction.grammar import flat
from vigil.records import Sentence

_UPPER = "A-ZÀ-ÖØ-ÞĀĆČĎĐĒĘĞĠĪİŁŃŇŌŘŚŞŠŢŤŪŮŹŻŽḤṢṬẒ"
_WORD = rf"[{_UPPER}][\w’'-]+"
_SMALL = r"(?:bin|ibn|bint|binti|de|del|de la|de los|la|van|van der|von|y|e|ul|ur|al|el|dos|da|di)\b"
PERSON_NAME = re.compile(
    rf"(?:(?!The |A |An |In |On |At |He |She |They |Two |Three |Police ){_WORD}|al-\w+)"
    rf"(?:\s(?:{_WORD}|[{_UPPER}]\.|al-\w+|ul-\w+|el-\w+|{_SMALL}(?=\s[{_UPPER}]))){{1,5}}"
)
NOT_PERSON = frozenset(
    "Police Supreme High Court District Attorney County Interior Minister Prime President Chief Justice "
    "Islamic Red Notice Counter Department Province City Monday Tuesday Wednesday Thursday Friday "
    "Saturday Sunday January February March April May June July August September October November "
    "December United Nations National Security Information State Superior Circuit Street Avenue "
    "Road Hospital School University Federal Bureau Jail Prison Geo News Express General Human Rights North South East West New "
    "Town Village Park Lake Heights Hills Valley River Bridge Square Market Church Mosque Center Centre Department College Airport "
    "Circle Way Terrace Plaza Creek Beach Island Mall Store Station Township Boulevard Lane Drive Place Court Apartments Hotel Club Bar Union Army Force Forces Party Group Front".split()
)
THE_GROUP = re.compile(
    r"\b(?:it|(?:the|this|that)\s(?:\w+\s){0,2}(?:group|outfit|organi[sz]ation|movement|party|militia"
    r"|cartel|gang|faction|front|network))\b",
    re.IGNORECASE,
)

# words before a name that are none of it
_TITLES = frozenset(
    "Mr Mr. Mrs Mrs. Ms Ms. Dr Dr. Sen Sen. Gen Gen. Col Col. Sgt Sgt. Lt Lt. Capt Capt. President Vice Prime Minister "
    "Chief Police Officer Officers Detective Deputy Sheriff Inspector Constable General Colonel Major Captain Lieutenant "
    "Sergeant Judge Justice Governor Senator Mayor Secretary Interior Home Foreign Suspect Former Ex-President Commander "
    "Leader Militant Gunman Spokesman Spokeswoman Attorney District But And After When While As If Since Although Because "
    "Inside Outside Near During Under Around Between Within According Then Later Meanwhile For With Also That This His Her Their Its Sir Lord King Prince Father Bishop Professor".split()
)
_NOT_A_NAME = frozenset(
    "The A An In On At He She They It We I You His Her Their Its This That These Those There When While After Before But And "
    "Or If As So Yet Not No Nobody None Both All Some Most Many Several Two Three Four Five Six Seven Eight Nine Ten Man Men "
    "Woman Women Boy Girl Teen Teens Suspect Suspects Gunman Gunmen Police Court Judge Officials Authorities Government Army "
    "Who What Which One Another Other Others Also Later Meanwhile However Shiite Shia Sunni Muslim Christian Hindu Jewish "
    "Islamist Pakistani Indian Afghan American British French Spanish Mexican Iraqi Syrian Turkish Iranian Israeli "
    "Palestinian".split()
)


# "a Dodge Charger", "in Rahim Yar Khan"
_NO_PERSON_AFTER = re.compile(
    r"(?<![\w-])(?:an?|the|in|at|near|inside|along|into|block of)\s$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Named:
    """A person's name in a sentence: offsets, and the name as written there."""

    start: int
    end: int
    name: str


def names_in(text: str, start: int = 0, end: int | None = None) -> list[Named]:
    """Names of persons of two words or more in ``text[start:end]``, titles left out, in order."""
    out = []
    for match in PERSON_NAME.finditer(text, start, len(text) if end is None else end):
        begin, words = match.start(), match.group().split(" ")
        while len(words) > 1 and (
            words[0] in _TITLES or bare(words[0]) != words[0]
        ):  # "the group's Ali Raza"
            begin += len(words[0]) + 1
            words = words[1:]
        for number, word in enumerate(words):  # a weekday, an office or a possessive ends it
            stops = bare(word) in NOT_PERSON or bare(word) in _NOT_A_NAME
            if number and (stops or bare(word) != word):
                words = words[: number + (not stops)]
                break
        name = bare(" ".join(words))
        if _NO_PERSON_AFTER.search(text, max(0, begin - 9), begin):
            continue
        if len(words) > 1 and not (NOT_PERSON | _NOT_A_NAME) & set(name.split()):
            out.append(Named(begin, begin + len(name), name))
    return out


def bare(word: str) -> str:
    """A word without its possessive."""
    return word.removesuffix("'s").removesuffix("’s").rstrip("'’")


_SMALL_IN_TITLES = frozenset(
    ["with", "from", "over", "after", "into", "near", "amid", "than", "that", "upon"]
)


def all_capitals(text: str) -> bool:
    """Whether capitals tell nothing: a headline in which every longer word has one, or a text in capitals."""
    words = [w for w in re.findall(r"[^\W\d_]{4,}", text) if w not in _SMALL_IN_TITLES]
    return len(words) > 2 and all(w[0].isupper() for w in words)


class People:
    """The persons that a document names in full; a short form stands for the only one whose name it begins or ends."""

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        names: dict[str, None] = {}
        for sentence in sentences:
            text = flat(sentence.text)
            if not all_capitals(text):
                names.update(dict.fromkeys(n.name for n in names_in(text)))
        self._full: dict[str, str] = {}
        for name in names:  # "Usman Kurd" is "Muhammad Usman Kurd" where that is the only longer one
            longer = [o for o in names if o != name and f" {name} " in f" {o} "]
            self._full[name] = longer[0] if len(longer) == 1 else name
        self._short: dict[str, set[str]] = {}
        for full in set(self._full.values()):
            for word in {full.split()[0], full.split()[-1]}:
                self._short.setdefault(word.lower(), set()).add(full)

    def full(self, name: str) -> str:
        """The name in full, as the document gives it."""
        return self._full.get(name, name)

    def of_short(self, word: str) -> str | None:
        """The only person of this one name; None where there is none, or several."""
        owners = self._short.get(bare(word).lower(), set())
        return next(iter(owners)) if len(owners) == 1 else None

    def known(self, name: str) -> bool:
        """Whether a sentence in which capitals tell something names this person."""
        return name in self._full
