"""Goes through the outcome words of a sentence and yields the counts that each gives."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from vigil.extraction.counting_clause import Clause, Raw, verbs, word_sets
from vigil.extraction.counting_hurt import hospital, hostage, struck, wounds
from vigil.extraction.counting_phrases import ADVERBS, AUX, object_after, of_subject
from vigil.extraction.counting_states import counted, dead, dies, lost, nominal, none_of, to_death, toll
from vigil.extraction.counting_verbs import NOUN_BEFORE, read_verb


def read_counts(clause: Clause) -> list[Raw]:
    """All counts of one sentence, in the order of their triggers."""
    out: list[Raw] = []
    triggers = _triggers()
    for i, low in enumerate(clause.lows):
        if low in triggers and i not in clause.used:
            out.extend(_at(clause, i))
    return out


@cache
def _triggers() -> frozenset[str]:
    words = word_sets()
    other = "dead deceased succumbed lives life counted counts toll tally number hit struck hospitalized hospitalised hospital condition hostage captive custody suicide casualties injuries injury casualty injured wounded".split()
    return (
        frozenset(verbs())
        | words["die"]
        | words["fatal"]
        | words["death"]
        | words["wounds"]
        | frozenset(other)
    )


def _at(c: Clause, i: int) -> Iterator[Raw]:
    low = c.low(i)
    data = word_sets()
    for verb in verbs().get(low, ()):
        n = len(verb.words)
        if all(c.low(i + m) == w for m, w in enumerate(verb.words)):
            found = list(read_verb(c, i, i + n - 1, verb))
            yield from found
            if not found and verb.form in ("ing", "third") and low in data["death"]:
                yield from nominal(c, i)
            elif not found and low in ("wounds", "wound") and c.low(i - 1) in NOUN_BEFORE:
                yield from wounds(c, i)
            return
    if low in data["die"]:
        yield from dies(c, i)
    elif low == "death" and c.low(i - 1) == "to":
        yield from to_death(c, i)
    elif low == "dead" or low == "deceased":
        yield from dead(c, i)
    elif low == "succumbed" or (low in ("lives", "life") and lost(c, i)):
        yield from dies(c, i)
    elif low in ("counted", "counts") and object_after(c, i) is not None:
        yield from counted(c, i)
    elif low in ("toll", "tally") or (
        low == "number" and c.low(i + 1) in ("of", "killed", "dead", "injured", "wounded")
    ):
        yield from toll(c, i)
    elif low in data["wounds"]:
        yield from wounds(c, i)
    elif low in ("hit", "struck") and c.low(i - 1) in AUX | ADVERBS:
        yield from struck(c, i)
    elif low in ("hospitalized", "hospitalised", "hospital", "condition"):
        yield from hospital(c, i)
    elif low in ("hostage", "captive") and c.low(i - 1) not in ("a", "the"):
        yield from hostage(c, i)
    elif low == "custody" and c.low(i - 1) == "into":
        yield from hostage(c, i, "arrested")
    elif low in ("suicide",) and c.low(i - 1) in ("committed", "commits"):
        yield from of_subject(c, i - 1, i - 1, i, "killed", "dies")
    if low in data["fatal"] or low in data["death"]:
        yield from nominal(c, i)
    elif low in ("casualties", "injuries", "injury", "damage", "casualty", "injured", "wounded"):
        yield from none_of(c, i)
