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
_ANYBODY = frozenset("victim victims person people individual man men woman women somebody one and".split())
_OTHERS = re.compile(r"\b(?:others?|more|another|second|third|fourth|fifth)\b", re.IGNORECASE)
_AGE = re.compile(r"\b(\d{1,3})-year-old|\baged? (\d{1,3})\b", re.IGNORECASE)


def survivors(found: Sequence[Figure], deaths: Sequence[Figure], dead: int | None) -> list[Figure]:
    """Figures of people shot or hit, less those of them who died: "five were shot, two fatally" leaves three.

    As many as died, or fewer, are taken to be the dead themselves, unless the words tell them apart ("another man",
    a woman where a boy died); in a report that tells of no death they are so only where the words agree (a boy of 15).

    Args:
        found: figures of injured.
        deaths: figures of killed of the same incident.
        dead: how many were killed, as concluded.
    """
    if not dead:
        return list(found)
    named = [f.claim for f in deaths if f.claim.group]
    fatal = {f.document for f in deaths}
    fatal |= {f.document for f in found if f.implied and any(told_alike(f.claim, d.claim) for d in deaths)}
    out = []
    for f in found:
        apart = bool(named) and all(told_apart(f.claim, death) for death in named)
        if not f.implied or apart or _OTHERS.search(f.claim.quote):
            out.append(f)
        elif f.value > dead:
            out.append(f.without(dead) if f.claim.detail == "shot" else f)
        elif f.document not in fatal:
            out.append(f)
    return out


def told_alike(one: Claim, other: Claim) -> bool:
    """Whether the words of two counts are of people of one age, or called by the same telling word."""
    if told_apart(one, other):
        return False
    if _ages(one) & _ages(other):
        return True
    return bool(_words(one) & _words(other) - _ANYBODY)


def told_apart(one: Claim, other: Claim) -> bool:
    """Whether the words of two counts cannot be of the same people: another age, sex or side."""
    ages, others = _ages(one), _ages(other)
    if ages and others:
        return not ages & others
    a, b = _words(one), _words(other)
    return any((a & x and b & y) or (a & y and b & x) for x, y in _SIDES)


def _ages(claim: Claim) -> set[str]:
    return {a or b for a, b in _AGE.findall(claim.quote)}


def _words(claim: Claim) -> frozenset[str]:
    return frozenset((claim.group or "").lower().split())
