"""Goes through the outcome words of a sentence and reads the counts that each gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from vigil.extraction.counting_clause import Clause, Raw, Verb, verbs, word_sets
from vigil.extraction.counting_hurt import hospital, hostage, struck, wounds
from vigil.extraction.counting_phrases import ADVERBS, AUX
from vigil.extraction.counting_states import (
    alive,
    counted,
    dead,
    dies,
    lost,
    nominal,
    none_of,
    survived,
    throats,
    to_death,
    toll,
)
from vigil.extraction.counting_subjects import of_subject
from vigil.extraction.counting_verbs import NOUN_BEFORE, read_verb

_Reader = Callable[[Clause, int], Iterable[Raw]]


def read_counts(clause: Clause) -> list[Raw]:
    """All counts of one sentence, in the order of their triggers."""
    out: list[Raw] = []
    triggers = _triggers()
    for i, low in enumerate(clause.lows):
        if low in triggers and i not in clause.used:
            forms, readers = triggers[low]
            found = _by_verb(clause, i, forms) if forms else None
            if found is not None:
                out.extend(found)
                continue
            for read in readers:
                out.extend(read(clause, i))
    return out


def _by_verb(c: Clause, i: int, forms: list[Verb]) -> Iterable[Raw] | None:
    """What the verb at ``i`` tells; None where the word is not followed by the rest of a verb."""
    low = c.low(i)
    for verb in forms:
        n = len(verb.words)
        if n > 1 and any(c.low(i + m) != word for m, word in enumerate(verb.words)):
            continue
        found = list(read_verb(c, i, i + n - 1, verb))
        if not found and verb.form in ("ing", "third") and low in word_sets()["death"]:
            return nominal(c, i)
        if not found and low in ("wounds", "wound") and c.low(i - 1) in NOUN_BEFORE:
            return wounds(c, i)
        return found
    return None


_BEFORE_STRUCK = AUX | ADVERBS


def _lives(c: Clause, i: int) -> Iterable[Raw]:
    return dies(c, i) if lost(c, i) else ()


def _number(c: Clause, i: int) -> Iterable[Raw]:
    return toll(c, i) if c.low(i + 1) in ("of", "killed", "dead", "injured", "wounded") else ()


def _struck(c: Clause, i: int) -> Iterable[Raw]:
    return struck(c, i) if c.low(i - 1) in _BEFORE_STRUCK else ()


def _hostage(c: Clause, i: int) -> Iterable[Raw]:
    return hostage(c, i) if c.low(i - 1) not in ("a", "the") else ()


def _custody(c: Clause, i: int) -> Iterable[Raw]:
    return hostage(c, i, "arrested") if c.low(i - 1) == "into" else ()


def _suicide(c: Clause, i: int) -> Iterable[Raw]:
    if c.low(i - 1) in ("committed", "commits"):
        return of_subject(c, i - 1, i - 1, i, "killed", "dies")
    return ()


_READERS: dict[str, _Reader] = {
    "death": to_death,
    "dead deceased": dead,
    "succumbed": dies,
    "lives life": _lives,
    "counted counts": counted,
    "toll tally": toll,
    "number": _number,
    "hit struck": _struck,
    "hospitalized hospitalised hospital condition": hospital,
    "hostage captive": _hostage,
    "custody": _custody,
    "suicide": _suicide,
    "alive": alive,
    "survive": survived,
    "throats throat": throats,
}


@cache
def _triggers() -> dict[str, tuple[list[Verb], list[_Reader]]]:
    """Outcome word -> the verb forms that begin with it, and what reads it where it is no verb."""
    words = word_sets()
    states: dict[str, _Reader] = {w: reader for key, reader in _READERS.items() for w in key.split()}
    states |= dict.fromkeys(words["wounds"], wounds) | dict.fromkeys(words["die"], dies)
    nouns: dict[str, _Reader] = dict.fromkeys(
        ("casualties", "injuries", "injury", "casualty", "injured", "wounded"), none_of
    )
    nouns |= dict.fromkeys(words["fatal"] | words["death"], nominal)
    return {
        w: (verbs().get(w, []), [table[w] for table in (states, nouns) if w in table])
        for w in verbs().keys() | states.keys() | nouns.keys()
    }
