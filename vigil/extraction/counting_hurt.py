"""People hurt or held where no verb of hurting says so: wounds, bullets, hospital, captivity."""

from __future__ import annotations

from collections.abc import Iterator

from vigil.extraction.counting_chunks import BARE, INDEFINITE, NUMBERED, Chunk
from vigil.extraction.counting_clause import Clause, Raw
from vigil.extraction.counting_lists import countable, join_left, join_right
from vigil.extraction.counting_phrases import ADVERBS, AUX, AUX_HAVE, HELPERS, back_adverbs, told_mood
from vigil.extraction.counting_states import none_of
from vigil.extraction.counting_subjects import make_raw, nobody, of_subject, passive, subject_before

_SUFFER = frozenset(
    "suffered suffering suffers suffer sustained sustaining sustains received receiving receives treated with had has having have".split()
)
_BEFORE_SUFFER = HELPERS | ADVERBS | {"not"}
_BEFORE_HOSPITAL = AUX_HAVE | ADVERBS | {"listed", "remained", "remains", "reported"}
_CURED = frozenset("died die dies succumbed succumbing death dead".split())


def _total_known(chunk: Chunk) -> bool:
    return chunk.number is not None or chunk.count is not None


def wounds(c: Clause, i: int) -> Iterator[Raw]:
    chunk = c.numbered(i)
    if chunk is not None and c.low(i) == "injuries" and not chunk.person:
        yield make_raw(c, "injured", (chunk,), i, i, "nominal")
        return
    for none in none_of(c, i):
        yield none
        return
    for k in range(i - 1, max(-1, i - 9), -1):
        low = c.low(k)
        if low in _CURED or low in (";", ".") or low == "no":
            return
        if low in _SUFFER:
            start = k
            beside = c.owner.get(k - 1)
            if low in ("with", "suffering"):
                if (
                    beside is not None
                    and beside.last == k - 1
                    and beside.person
                    and beside.kind in (NUMBERED, INDEFINITE, BARE)
                    and _total_known(beside)
                ):
                    fatal = any(c.low(m) in ("fatal", "mortal") for m in range(k, i))
                    yield make_raw(
                        c,
                        "killed" if fatal else "injured",
                        join_left(c, beside, True) or (beside,),
                        i,
                        i,
                        "wounds",
                        not fatal,
                    )
                    return
                while (
                    start - 1 >= 0
                    and start - 1 not in c.owner
                    and k - start < 6
                    and c.low(start - 1) not in (",", ";")
                ):
                    start -= 1
            while c.low(start - 1) in _BEFORE_SUFFER:
                start -= 1
            mood = told_mood(c, start, k)
            if mood != "told" and low not in ("with",):
                return
            fatal = any(c.low(m) in ("fatal", "mortal") for m in range(k, i))
            for raw in of_subject(c, start, k, i, "killed" if fatal else "injured", "wounds", not fatal):
                if not raw.zero:
                    yield raw
            return


def struck(c: Clause, i: int) -> Iterator[Raw]:
    window = [c.low(k) for k in range(i + 1, min(i + 9, len(c.words)))]
    if not (
        window
        and (
            any(
                w
                in (
                    "bullet",
                    "bullets",
                    "gunfire",
                    "shrapnel",
                    "gunshot",
                    "shots",
                    "crossfire",
                    "gunshots",
                    "pellets",
                    "shot",
                    "fragments",
                    "splinters",
                )
                for w in window
            )
            or (
                window[:2] in (["in", "the"], ["in", "his"], ["in", "her"])
                and any(w in _BODY for w in window)
            )
        )
    ):
        return
    k = back_adverbs(c, i)
    a = k
    while c.low(a - 1) in HELPERS:
        a -= 1
    if c.low(k) in AUX:
        yield from passive(c, a, i, i, "injured", True)


_BODY = frozenset(
    "leg legs arm arms hand hands foot feet head chest back stomach abdomen shoulder thigh neck face hip buttocks torso ankle knee calf finger".split()
)


def hospital(c: Clause, i: int) -> Iterator[Raw]:
    """ "was taken to hospital", "is hospitalised", "in critical condition"."""
    if c.low(i).startswith("hospitali"):
        k = back_adverbs(c, i)
        if c.low(k) in AUX:
            a = k
            while c.low(a - 1) in AUX_HAVE:
                a -= 1
            yield from passive(c, a, i, i, "injured", True)
        else:
            chunk = c.owner.get(k)
            if (
                chunk is not None
                and chunk.last == k
                and chunk.person
                and (chunk.kind == NUMBERED or chunk.count == 1 and chunk.first == 0)
            ):
                yield make_raw(c, "injured", (chunk,), i, i, "hospital", True)
        return
    if c.low(i) == "condition":
        adjective = c.low(i - 1)
        if adjective not in ("critical", "serious", "stable", "fair", "grave", "good", "guarded"):
            return
        for k in range(i - 2, max(-1, i - 6), -1):
            if c.low(k) in ("in", "listed"):
                yield from _hospital_subject(c, k, i)
                return
        return
    for k in range(i - 1, max(-1, i - 8), -1):
        if c.low(k) in (
            "taken",
            "rushed",
            "transported",
            "airlifted",
            "flown",
            "brought",
            "admitted",
            "moved",
            "shifted",
            "treated",
            "hospitalized",
            "sent",
            "transferred",
        ):
            if c.low(back_adverbs(c, k)) in AUX:
                yield from _hospital_subject(c, k, i)
            return
        if c.low(k) in (",", ";", "from"):
            return


def _hospital_subject(c: Clause, k: int, i: int) -> Iterator[Raw]:
    while c.low(k - 1) in _BEFORE_HOSPITAL:
        k -= 1
    if nobody(c, k) is not None:
        return
    chunk, relative, _ = subject_before(c, k)
    if chunk is not None and (chunk.kind == NUMBERED or chunk.count == 1):
        chunks = join_left(c, chunk) if not relative else (chunk,)
        if chunks:
            yield make_raw(c, "injured", chunks, i, i, "hospital", True)


def hostage(c: Clause, i: int, attribute: str = "abducted") -> Iterator[Raw]:
    """ "took 12 people hostage", "12 were taken hostage", "took four men into custody"."""
    end = i - 1 if attribute == "abducted" else i - 2
    chunk = c.owner.get(end)
    if (
        chunk is not None
        and chunk.last == end
        and chunk.person
        and c.low(chunk.first - 1)
        in ("took", "take", "takes", "taking", "taken", "held", "holding", "hold", "seized")
    ):
        if countable(chunk):
            yield make_raw(
                c,
                attribute,
                join_right(c, chunk)[:1],
                i,
                i,
                "active",
                False,
                told_mood(c, chunk.first - 1, chunk.first),
            )
        return
    if c.low(end) in ("taken", "held", "being") and c.low(back_adverbs(c, end)) in AUX_HAVE:
        a = back_adverbs(c, end)
        while c.low(a - 1) in AUX_HAVE:
            a -= 1
        yield from passive(c, a, i, i, attribute, False)
