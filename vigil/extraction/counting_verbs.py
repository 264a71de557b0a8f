"""Verbs of killing, hurting, taking and holding: active, passive and bare participles, with whom they are about."""

from __future__ import annotations

from collections.abc import Iterator

from vigil.extraction.counting_chunks import BARE, INDEFINITE, NAME, NUMBERED, PRONOUN, Chunk
from vigil.extraction.counting_clause import Clause, Raw, Verb
from vigil.extraction.counting_lists import countable, join_left, join_right
from vigil.extraction.counting_phrases import (
    ADVERBS,
    AUX,
    BREAKS,
    HAVE,
    HELPERS,
    MODAL,
    back_adverbs,
    object_after,
    told_mood,
)
from vigil.extraction.counting_subjects import make_raw, passive


def read_verb(c: Clause, i: int, j: int, verb: Verb) -> Iterator[Raw]:
    attribute, weak = verb.attribute, False
    if verb.form in ("third", "base") and attribute in ("injured", "shot") and c.low(i - 1) in NOUN_BEFORE:
        return  # "gunshot wounds": a noun
    if attribute == "shot" or (attribute == "injured" and c.low(i - 1) in ("fatally", "mortally")):
        attribute, j, weak = _shot(c, i, j)
    if verb.form == "past":
        yield from _past(c, i, j, attribute, weak)
        return
    obj = object_after(c, j)
    if obj is None:
        if (
            verb.form == "ing"
            and c.low(j + 1) == "of"
            and c.low(i) in ("kidnapping", "shooting", "stabbing", "wounding")
        ):
            chunk = c.opening(j + 2)
            if chunk is not None and countable(chunk):
                yield make_raw(c, attribute, join_right(c, chunk), i, j, "nominal", weak)
        return
    if (
        verb.form == "ing"
        and c.low(i - 1)
        in (
            "the",
            "a",
            "this",
            "that",
            "of",
            "in",
            "for",
            "drive-by",
            "deadly",
            "mass",
            "fatal",
            "with",
            "accused",
        )
        and obj.kind not in (NUMBERED,)
        and c.low(i - 1) in ("the", "a", "this", "that", "drive-by", "deadly", "mass", "fatal")
    ):
        return
    start = i
    if verb.form == "base":
        k = back_adverbs(c, i)
        while k >= 0 and (c.low(k) in _BEFORE_BASE):
            k -= 1
        start = k + 1
    yield from _active(c, start, i, j, obj, attribute, weak, verb.form)


_BEFORE_BASE = MODAL | HAVE | {"not", "did", "didn't"}
_BEFORE_HAVE = MODAL | {"to"}
_BEFORE_PASSIVE = HELPERS | {"not", "to"} | (ADVERBS - {"all", "both", "at", "once"})
_BEFORE_NOUN = frozenset(
    "a an the this that his her their one another of any every many some most these those more two three".split()
)
NOUN_BEFORE = frozenset(
    "gunshot bullet stab of his her their the with suffered sustained from multiple shrapnel serious minor head leg knife fatal shot to and life-threatening non-life-threatening wound graze".split()
)


def _active(
    c: Clause, start: int, i: int, j: int, obj: Chunk, attribute: str, weak: bool, form: str
) -> Iterator[Raw]:
    if obj.kind == PRONOUN and obj.head in ("who", "they", "we", "i"):
        return
    mood = told_mood(c, start, i)
    if form == "base" and mood == "told" and c.low(start - 1) == "to":
        mood = "unreal"
    yield make_raw(c, attribute, join_right(c, obj), i, j, "active", weak, mood)
    if obj.head in ("himself", "herself", "themselves") and c.low(obj.last + 1) == "and":
        beside = c.opening(obj.last + 2)  # "killing himself and seven others"
        if beside is not None and countable(beside):
            yield make_raw(
                c, attribute, join_right(c, beside), beside.first, beside.last, "active", weak, mood
            )


def _shot(c: Clause, i: int, j: int) -> tuple[str, int, bool]:
    """Whether a shooting verb kills here: (attribute, last token of the verb, weak)."""
    if c.low(i - 1) in ("fatally", "mortally"):
        return "killed", j, False
    k = j + 1
    if c.low(k) in ("at", "up", "into", "out"):
        return "none", j, True
    if c.low(k) == "dead":
        c.used.add(k)
        return "killed", k, False
    if c.low(k) == "to" and c.low(k + 1) == "death":
        c.used.add(k + 1)
        return "killed", k + 1, False
    if c.low(k) == "and" and c.low(k + 1) in ("killed", "kills", "kill", "killing", "fatally", "murdered"):
        c.used.add(k + 1)
        return "killed", k + 1, False
    if c.low(k) == "and" and c.low(k + 1) in (
        "wounded",
        "injured",
        "wounding",
        "injuring",
        "wounds",
        "injures",
        "hurt",
        "wound",
        "injure",
        "critically",
        "seriously",
    ):
        n = k + 1 if c.low(k + 1) not in ("critically", "seriously") else k + 2
        c.used.add(n)
        return "injured", n, False
    chunk = c.opening(k)
    if chunk is not None:
        k = chunk.last + 1
        if c.low(k) == "dead":
            c.used.add(k)
            return "killed", j, False
        if c.low(k) == "to" and c.low(k + 1) == "death":
            c.used.add(k + 1)
            return "killed", j, False
    for k in range(j + 1, min(j + 12, len(c.words))):
        if c.low(k) == "fatally" or (c.low(k) == "death" and c.low(k - 1) == "to"):
            return "killed", j, False
        if c.low(k) in (",", ".", ";") or c.low(k) in BREAKS:
            break
    return "injured", j, True


def _past(c: Clause, i: int, j: int, attribute: str, weak: bool) -> Iterator[Raw]:
    if attribute == "none":
        return
    if c.low(i) in ("injured", "wounded", "killed") and c.low(i - 1) in ("the",):
        return
    k = back_adverbs(c, i)
    low = c.low(k)
    if low in ("and", "or", "then") and (k - 1) in c.passives:
        a, chunks = c.passives[k - 1]
        obj = object_after(c, j)
        if obj is None or obj.kind != NUMBERED:
            c.passives[j] = (a, chunks)
            if low != "or" and chunks:
                yield make_raw(c, attribute, chunks, i, j, "passive", weak, told_mood(c, a, i))
            return
    if low in AUX:
        a = k
        while a - 1 >= 0 and (c.low(a - 1) in _BEFORE_PASSIVE):
            a -= 1
        yield from passive(c, a, i, j, attribute, weak)
        return
    obj = object_after(c, j)
    if obj is not None and obj.kind == BARE and c.low(i - 1) in _BEFORE_NOUN:
        return  # "a wounded man"
    left = c.owner.get(k)
    left_near = (
        left is not None
        and left.last == k
        and left.person
        and left.kind == NUMBERED
        and k == i - 1 - (i - 1 - k)
    )
    if low in HAVE:
        if obj is not None:
            a = k
            while c.low(a - 1) in _BEFORE_HAVE:
                a -= 1
            yield from _active(c, a, i, j, obj, attribute, weak, "past")
        return
    if (
        obj is not None
        and obj.kind != PRONOUN
        and not (left_near and (obj.kind == BARE or obj.kind == NUMBERED and _verb_follows(c, obj)))
    ):
        yield from _active(c, i, i, j, obj, attribute, weak, "past")
        return
    if obj is not None and obj.kind == PRONOUN and obj.head not in ("who", "they", "we", "i", "he", "she"):
        yield from _active(c, i, i, j, obj, attribute, weak, "past")
        return
    # reduced: "29 killed in blast", "people killed in the attack numbered"
    if left is not None and left.last == k and left.person:
        if left.kind == NUMBERED or (
            left.kind in (INDEFINITE, BARE, NAME) and left.count == 1 and _reduced_ok(c, left, i, j)
        ):
            if left.kind == NUMBERED and c.low(left.first - 1) in ("of", "among") and left.partitive:
                return
            if (
                left.partitive is False
                and c.low(j + 1) in ("and", "or")
                and c.low(j + 2) in ("wounded", "injured", "killed")
                and left.kind == NUMBERED
                and c.low(j + 1) == "or"
            ):
                return
            chunks = join_left(c, left, True) if left.kind != NUMBERED or left.head is not None else (left,)
            c.passives[j] = (i, chunks)
            if chunks:
                yield make_raw(c, attribute, chunks, i, j, "reduced", weak)
    elif low in (
        ",",
        "—",
        "–",
        "-",
        ")",
        "in",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "were",
        "people",
    ):
        return


def _reduced_ok(c: Clause, left: Chunk, i: int, j: int) -> bool:
    """A singular noun before a bare participle: headlines ("Man shot in leg"), "left a man wounded"."""
    after = c.low(j + 1)
    if left.first == 0 or c.low(left.first - 1) in (
        ":",
        "leaves",
        "leaving",
        "left",
        "after",
        "when",
        "as",
        ";",
        "|",
        "-",
        "–",
        "and",
        ",",
    ):
        return after in (
            "",
            "in",
            "by",
            "at",
            "on",
            "near",
            "outside",
            "during",
            "after",
            "while",
            "inside",
            "over",
            "from",
            "when",
            ",",
            "to",
            "and",
            "as",
            "multiple",
            "several",
            "twice",
            ";",
            "—",
            "-",
            "–",
            "|",
            "overnight",
            "early",
            "with",
            "through",
            "along",
            "following",
            "himself",
            "himself",
            "for",
        ) or after.endswith("day")
    return False


def _verb_follows(c: Clause, chunk: Chunk) -> bool:
    k = chunk.last + 1
    return c.low(k) in ("injured", "wounded", "hurt", "killed", "dead", "shot") or (
        c.low(k) in AUX and c.low(k + 1) in ("injured", "wounded", "hurt", "killed", "dead", "shot")
    )
