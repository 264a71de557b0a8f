"""Claims of several reports compared by their words: which tell the same, how far one covers another, and how they are quoted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from vigil import codebook
from vigil.records import Claim, Evidence, Incident

SHARED = 0.5  # of the words of the shorter telling, from which two tell the same
_STEM = 5  # letters by which words are compared
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
_PLAIN = frozenset(
    "the a an of for to and or in on at by with from that this these those their its his her our they he she it we be been being is are was"
    " were has have had do does did not no all any more most must should would will shall may can could as than then who which what those"
    " there here so such into over under after before until unless immediately immediate immedi very also other others said says say told"
    " demand demands demanded call calls called ask asked want wanted urged urge plan plans effective effect put full better proper serious swift".split()
)


@dataclass(frozen=True, slots=True)
class Telling:
    """A claim where it is told: beside which incident, in which document, of what date and voice."""

    claim: Claim
    document: str
    incident: Incident
    seen: str | None  # when its document was published, a day or a prefix
    voice: str  # the document, or its group of near-copies

    @property
    def id(self) -> str:
        """The id of the claim."""
        return self.claim.id(self.document)

    @property
    def words(self) -> str:
        """The value as written, else the quote."""
        return self.claim.value if isinstance(self.claim.value, str) else self.claim.quote

    @property
    def order(self) -> tuple[str, str, str, int, int, str, str]:
        """By date (unknown last), document and place in it."""
        span = self.claim.span
        said = "\0".join(
            str(p) for p in (self.claim.detail, self.words, self.claim.speaker, self.claim.addressee)
        )
        return self.seen or "9999", self.document, span.field, span.start, span.end, self.incident.id, said


def tellings(
    attribute: str,
    incidents: Iterable[Incident],
    published: Mapping[str, str | None],
    syndication: Mapping[str, str],
) -> list[Telling]:
    """Every claim of an attribute, once for each incident it stands beside, in the order of ``Telling.order``."""
    found = [
        Telling(c, r.document, i, published.get(r.document), syndication.get(r.document, r.document))
        for i in incidents
        for r in i.reports
        for c in r.claims
        if c.attribute == attribute
    ]
    found.sort(key=lambda t: t.order)
    return list({(t.id, t.incident.id): t for t in reversed(found)}.values())[::-1]


@cache
def _same() -> dict[str, str]:
    return {word: row[0] for row in codebook.load("demands")["same"] for word in row}


def stems(words: str) -> frozenset[str]:
    """The telling words of a phrase, each as its first letters; words that name the same thing are one."""
    low = (w.removesuffix("'s").removesuffix("’s") for w in _WORD.findall(words.lower()))
    same = _same()
    return frozenset(
        f"={same[w]}" if w in same else w[:_STEM]
        for w in low
        if w not in _PLAIN and (len(w) > 2 or w.isdigit())
    )


def likeness(left: frozenset[str], right: frozenset[str]) -> float:
    """The telling words that two phrases share, as a share of the shorter one's; 0 where that is less than SHARED."""
    shared = len(left & right) / min(len(left), len(right)) if left and right else 0.0
    return shared if shared >= SHARED else 0.0


def covers(asked: frozenset[str], done: frozenset[str]) -> float:
    """The share of the asked words that an answer holds."""
    return len(asked & done) / len(asked) if asked else 0.0


def joined(items: Sequence[Telling], likeness: Callable[[Telling, Telling], float]) -> list[list[Telling]]:
    """Items in groups: the likest are joined first, and two groups only where every pair of them is alike (complete linkage).

    Only claims of one class are compared; ``likeness``: above 0 where two may be one.  Groups, and the items in each, stand in the order of ``items``.
    """
    classes: dict[str | None, list[int]] = {}
    for n, item in enumerate(items):
        classes.setdefault(item.claim.detail, []).append(n)
    pairs = {
        (a, b): how
        for members in classes.values()
        for a, b in combinations(members, 2)
        if (how := likeness(items[a], items[b])) > 0
    }
    group = {n: [n] for n in range(len(items))}
    home = list(range(len(items)))
    for a, b in sorted(pairs, key=lambda p: (-pairs[p], p)):
        one, other = sorted((home[a], home[b]))
        if one == other or not all((min(x, y), max(x, y)) in pairs for x in group[one] for y in group[other]):
            continue
        for n in group.pop(other):
            group[one].append(n)
            home[n] = one
    return [[items[n] for n in sorted(members)] for _, members in sorted(group.items())]


def most_told(group: Sequence[Telling], part: Callable[[Telling], str | None]) -> str | None:
    """What most voices give, near-copies of one story being one; of several the one told first."""
    counts = Counter(value for _, value in dict.fromkeys((t.voice, part(t)) for t in group) if value)
    return max(
        counts, key=lambda value: counts[value], default=None
    )  # of equals the first, in the order of telling


def fullest(group: Sequence[Telling]) -> str:
    """The longest words among the tellings."""
    return min((t.words for t in group), key=lambda w: (-len(w), w))


def evidence(group: Iterable[Telling]) -> tuple[Evidence, ...]:
    """Every quote once, by date and place."""
    quotes = (Evidence(t.document, t.claim.span, t.claim.quote, t.id) for t in group)
    return tuple(dict.fromkeys(quotes))


def seen(group: Sequence[Telling]) -> tuple[str | None, str | None]:
    """First and last date of publication, None where no document has one."""
    days = [t.seen for t in group if t.seen]
    return min(days, default=None), max(days, default=None)


def incidents_of(group: Sequence[Telling]) -> tuple[str, ...]:
    """Ids of the incidents beside which it is told, by first day and id."""
    known = {t.incident.id: t.incident for t in group}
    return tuple(sorted(known, key=lambda name: (known[name].date.start or "9999", name)))


@cache
def _classes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (name, re.compile("|".join(words))) for name, words in codebook.load("demands")["classes"].items()
    )


def classes_of(words: str) -> frozenset[str]:
    """Every class of demand that some words speak of."""
    low = words.lower()
    return frozenset(name for name, pattern in _classes() if pattern.search(low))
