"""Persons told one after another: "two women and a child", "A, B and C"."""

from __future__ import annotations

from vigil.extraction.counting_chunks import BARE, DEFINITE, INDEFINITE, NAME, NUMBERED, Chunk
from vigil.extraction.counting_clause import Clause
from vigil.extraction.counting_phrases import AUX_HAVE, PREPS, verbish
from vigil.extraction.counting_tokens import lexicon

_COUNTABLE = (NUMBERED, INDEFINITE, NAME)


def countable(chunk: Chunk) -> bool:
    return (
        chunk.person
        and (chunk.kind in _COUNTABLE or (chunk.kind in (DEFINITE, BARE) and chunk.count == 1))
        and (chunk.kind == NUMBERED or chunk.count is not None)
    )


_SUBJECT_FOLLOWS = AUX_HAVE | frozenset("who died of dead killed injured wounded hurt among".split())


def join_right(c: Clause, chunk: Chunk) -> tuple[Chunk, ...]:
    """``chunk`` and what is joined to it: "two women and a child"."""
    out = [chunk]
    if not countable(chunk):
        return tuple(out)
    while True:
        k = out[-1].last + 1
        comma = c.low(k) == ","
        if comma and c.low(k + 1) == "and":
            k += 1
        if c.low(k) not in (",", "and"):
            break
        following = c.opening(k + 1)
        if following is None or not countable(following) or following.partitive or following.kind == BARE:
            break
        if following.kind == NUMBERED and following.head is None:
            break
        if following.kind == DEFINITE and c.low(following.first) not in _POSSESSIVE:
            break
        if comma and c.low(k) == "," and not _list_goes_on(c, following):
            break
        after = c.low(following.last + 1)
        if after in _SUBJECT_FOLLOWS or (after.endswith("ed") and following.last + 1 not in c.owner):
            break
        if following.head in lexicon().attackers and chunk.head not in lexicon().attackers:
            break  # attackers are told apart
        out.append(following)
    return tuple(out)


def _list_goes_on(c: Clause, chunk: Chunk) -> bool:
    """True where a comma before ``chunk`` is that of a list ("A, B and C")."""
    k = chunk.last + 1
    return c.low(k) == "and" or (c.low(k) == "," and c.low(k + 1) == "and" and k + 2 in c.owner)


_FINDS = frozenset("found find finds discovered left leaving leaves saw located had".split())
_POSSESSIVE = frozenset("his her their its our my".split())


def join_left(c: Clause, chunk: Chunk, objects: bool = False) -> tuple[Chunk, ...]:
    """``chunk`` and what is joined to it from the left; empty where the list has a member that cannot be counted."""
    out = [chunk]
    while countable(out[0]):
        k = out[0].first - 1
        label = c.owner.get(k)
        if (
            out[0].kind == NAME
            and label is not None
            and label.last == k
            and label.kind == DEFINITE
            and label.person
            and label.plural
        ):
            k = label.first - 1  # "his sons Usman and Nawaz": the names are the sons
        joiner = c.low(k)
        if joiner == "and" and c.low(k - 1) == ",":
            k -= 1
        if joiner not in ("and", ","):
            break
        if joiner == "," and len(out) == 1:
            break
        before = c.owner.get(k - 1)
        if joiner == "," and len(out) > 1:
            before = _named_before(c, k) or before
        if before is None or before.last != k - 1 and before.kind != NAME:
            break
        prior = c.low(before.first - 1)
        if prior in PREPS and before.kind == NAME and out[0].kind == NAME:
            return ()  # "cameramen of Express, Dawn and Geo"
        if not countable(before) or before.partitive:
            if (
                before.person
                and before.kind in (DEFINITE, BARE)
                and not verbish(prior)
                and prior not in PREPS
                and joiner == "and"
                and prior in ("", ",", "and", ".")
            ):
                return ()  # "his sons, his deputy and 11 more"
            break
        if (
            prior in PREPS
            or prior in ("including", "killing", "wounding")
            or verbish(prior)
            and not (objects and prior in _FINDS)
        ):
            break
        if before.kind == NUMBERED and before.head is None:
            break
        out.insert(0, before)
    return tuple(out)


def _named_before(c: Clause, k: int) -> Chunk | None:
    """The name before an aside that ends at comma ``k``: "Ali Khan, chief of the group,"."""
    for m in range(k - 1, max(0, k - 14), -1):
        if c.low(m) in (";", ".", "and"):
            return None
        if c.low(m) == ",":
            chunk = c.owner.get(m - 1)
            inner = c.owner.get(m + 1)
            named = inner is None or inner.kind != NAME
            return (
                chunk if named and chunk is not None and chunk.kind == NAME and chunk.last == m - 1 else None
            )
    return None
