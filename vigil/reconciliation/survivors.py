"""Who was shot and lived: counts of people hit, told apart from the dead of the same incident."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vigil.reconciliation.figures import Figure
from vigil.records import Claim

_SIDES = tuple(  # words of two columns tell people apart
    (frozenset(one.split()), frozenset(other.split()))
    for one, other in (
        (
            "man men boy boys male males father son sons brother husband boyfriend uncle nephew",
            "woman women girl girls female females mother daughter sister wife girlfriend aunt niece",
        ),
        (
            "officer officers policeman policemen deputy trooper detective detectives soldier soldiers guard guards",
            "suspect suspects gunman gunmen robber robbers burglar intruder",
        ),
    )
)
_OTHERS = re.compile(r"\b(?:others?|more|another|second|third|fourth|fifth)\b", re.IGNORECASE)
_AGE = re.compile(r"\b(\d{1,3})-year-old|\baged? (\d{1,3})\b", re.IGNORECASE)


def survivors(found: Sequence[Figure], deaths: Sequence[Figure], dead: int | None) -> list[Figure]:
    """Figures of people shot or hit, less those of them who died: "five were shot, two fatally" leaves three.

    As many as died, or fewer, are taken to be the dead themselves, unless the words tell them apart ("another man",
    a woman where a boy died) or their report tells of no death.

    Args:
        found: figures of injured.
        deaths: figures of killed of the same incident.
        dead: how many were killed, as concluded.
    """
    if not dead:
        return list(found)
    named = [f.claim for f in deaths if f.claim.group]
    own = {f.document for f in deaths}
    out = []
    for f in found:
        if not f.implied or _OTHERS.search(f.claim.quote):
            out.append(f)
        elif f.value > dead:
            out.append(f.without(dead) if f.claim.detail == "shot" else f)
        elif (named and all(told_apart(f.claim, death) for death in named)) or f.document not in own:
            out.append(f)
    return out


def told_apart(one: Claim, other: Claim) -> bool:
    """Whether the words of two counts cannot be of the same people: another age, sex or side."""
    ages = [{a or b for a, b in _AGE.findall(c.quote)} for c in (one, other)]
    if ages[0] and ages[1]:
        return not ages[0] & ages[1]
    a, b = (frozenset((c.group or "").lower().split()) for c in (one, other))
    return any((a & x and b & y) or (a & y and b & x) for x, y in _SIDES)
