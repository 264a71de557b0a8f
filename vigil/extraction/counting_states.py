"""Deaths and wounds told without such a verb: dying, being dead, tolls, nouns, wounds, hospital, captivity."""

from __future__ import annotations

from collections.abc import Iterator

from vigil.extraction.counting_chunks import DEFINITE, NUMBERED, PRONOUN, Chunk
from vigil.extraction.counting_clause import Clause, Raw
from vigil.extraction.counting_lists import countable, join_left, join_right
from vigil.extraction.counting_phrases import ADVERBS, AUX, HAVE, HELPERS, MODAL, back_adverbs, object_after
from vigil.extraction.counting_subjects import make_raw, of_subject, passive

_DEAD_BEFORE = frozenset(
    "found pronounced declared confirmed reported lay lie fell dropped lying left presumed feared believed shot counted now already wound up ended and died being dropped lies discovered".split()
) | (ADVERBS | HELPERS)
_BEFORE_DYING = HAVE | MODAL | {"not", "to"} | (ADVERBS - {"all", "both", "at", "once"})
_TOLL_THINGS = frozenset(
    "gate gates booth booths plaza road roads bridge bridges barrier barriers station stations tax free collector collectors highway motorway".split()
)
_TOLL_VIA = frozenset(
    "to at of is was now reached reaches reaching hit stands stood be as passes passed around from put been had has have rises rose rise climbed climbs by up the on tuesday monday".split()
)


# ---------------------------------------------------------------- dying, being dead


_TO_DEATH = frozenset(
    "hacked beaten burned burnt tortured stoned trampled crushed starved bludgeoned clubbed choked frozen whipped knifed stabbed kicked dragged".split()
)


def to_death(c: Clause, i: int) -> Iterator[Raw]:
    """ "was hacked to death", "hacked three men to death"."""
    if c.low(i - 1) != "to":
        return
    chunk = c.owner.get(i - 2)
    if c.low(i - 2) in _TO_DEATH:
        start = _aux_before(c, i - 2)
        if start < i - 2:
            yield from passive(c, start, i - 2, i, "killed", False)
    elif (
        chunk is not None and chunk.last == i - 2 and c.low(chunk.first - 1) in _TO_DEATH and countable(chunk)
    ):
        yield make_raw(c, "killed", (chunk,), chunk.first - 1, i, "active")


def _aux_before(c: Clause, i: int) -> int:
    k = back_adverbs(c, i)
    if c.low(k) not in AUX:
        return i
    while c.low(k - 1) in HELPERS:
        k -= 1
    return k


def lost(c: Clause, i: int) -> bool:
    """ "lost their lives", "lost his life": not "12 lives were lost", which the nominal reading finds."""
    return c.low(i - 1) in ("their", "his", "her", "its") and c.low(i - 2) in (
        "lost",
        "lose",
        "loses",
        "losing",
    )


def alive(c: Clause, i: int) -> Iterator[Raw]:
    """ "were burned alive"."""
    if c.low(i - 1) in ("burned", "burnt", "buried", "roasted"):
        start = _aux_before(c, i - 1)
        if start < i - 1:
            yield from passive(c, start, i - 1, i, "killed", False)


_OUTLIVED = frozenset(
    "attack ambush assault blast explosion bombing shooting crash fall night journey massacre raid siege beating".split()
)


def survived(c: Clause, i: int) -> Iterator[Raw]:
    """ "did not survive"."""
    if c.low(i - 1) != "not" or c.low(i - 2) not in ("did", "do", "does"):
        return
    if c.low(i + 1) not in ("the", "a", "an") or c.low(i + 2) in _OUTLIVED:
        yield from of_subject(c, i - 2, i - 2, i, "killed", "dies")


def throats(c: Clause, i: int) -> Iterator[Raw]:
    """ "had their throats cut"."""
    if c.low(i + 1) in ("cut", "slit", "slashed") and c.low(i - 2) in ("had", "have", "having"):
        yield from of_subject(c, i - 2, i, i + 1, "killed", "dies")


def dies(c: Clause, i: int) -> Iterator[Raw]:
    a = i - 2 if c.low(i) in ("lives", "life") else i
    if c.low(i) == "drowned" and c.low(i - 1) in AUX:
        a = i - 1
    k = a
    while c.low(k - 1) in _BEFORE_DYING:
        k -= 1
    yield from of_subject(c, k, a, i, "killed", "dies")


def dead(c: Clause, i: int) -> Iterator[Raw]:
    if c.low(i - 1) in ("the", "left-for", "for"):
        return
    k = i - 1
    aux = None
    while k >= 0 and (c.low(k) in _DEAD_BEFORE or c.low(k).endswith("ly")) and k not in c.owner:
        if c.low(k) in AUX or c.low(k) in (
            "lay",
            "lie",
            "fell",
            "dropped",
            "found",
            "pronounced",
            "declared",
        ):
            aux = k
        if c.low(k) == "and":
            break
        k -= 1
    chunk = c.owner.get(k)
    near = chunk is not None and chunk.last == k and chunk.person
    if aux is None:
        if (
            near
            and chunk is not None
            and (chunk.kind == NUMBERED or (chunk.count == 1 and chunk.kind != DEFINITE))
            and not (chunk.kind in (PRONOUN,) and chunk.head not in ("he", "she"))
        ):
            chunks = join_left(c, chunk, True) if chunk.kind != NUMBERED or chunk.head else (chunk,)
            if chunks:
                yield make_raw(c, "killed", chunks, i, i, "dead")
        return
    yield from of_subject(c, k + 1, i, i, "killed", "dead")


def nominal(c: Clause, i: int) -> Iterator[Raw]:
    low = c.low(i)
    chunk = c.numbered(i)
    if chunk is not None and not chunk.person and chunk.last == i:
        if low in ("lives", "life") and not _lives(c, chunk):
            return
        if low in ("deaths", "murders", "killings", "death") and c.low(i + 1) in (
            "penalties",
            "sentences",
            "threats",
            "toll",
        ):
            return
        yield make_raw(c, "killed", (chunk,), i, i, "nominal")
        return
    if chunk is not None and low == "lives" and _lives(c, chunk):
        yield make_raw(c, "killed", (chunk,), i, i, "nominal")
        return
    yield from none_of(c, i)
    if low in ("casualties", "loss"):
        return
    if c.low(i + 1) == "of":
        k = i + 2
        if low in ("lives", "life") and c.low(i - 1) not in ("the",):
            return
        if low in ("lives", "life") and not any(c.low(m) in _TAKE for m in range(max(0, i - 4), i)):
            return
        target = c.opening(k)
        if target is not None and countable(target):
            if low in ("body", "corpse") and target.count not in (1, None):
                return
            chunks = join_right(c, target)
            yield make_raw(c, "killed", chunks, i, i, "nominal")
        return
    if low in ("fatalities", "deaths", "dead", "killed") and c.low(i + 1) == ":":
        target = c.numbered(i + 2)
        if target is not None:
            yield make_raw(c, "killed", (target,), i, i, "nominal")


_TAKE = frozenset(
    "claim claimed claims claiming cost costs costing take took takes taken taking lost lose losing loss".split()
)


def _lives(c: Clause, chunk: Chunk) -> bool:
    return any(c.low(k) in _TAKE for k in range(max(0, chunk.first - 8), min(len(c.words), chunk.last + 8)))


def none_of(c: Clause, i: int) -> Iterator[Raw]:
    """ "no casualties", "there were no deaths or injuries", "no reports of injuries", "without casualties"."""
    k = i - 1
    while i - k < 6 and c.low(k) in (
        "immediate",
        "reported",
        "reports",
        "report",
        "of",
        "any",
        "word",
        "or",
        "and",
        "fatalities",
        "deaths",
        "casualties",
        "injuries",
        "serious",
        "civilian",
        "known",
        "loss",
        "human",
        "life",
        "on",
    ):
        k -= 1
    if c.low(k) in ("no", "without", "zero") and k >= 0:
        if any(
            c.low(m) in ("serious", "immediate", "on", "word", "of", "reports", "report") for m in range(k, i)
        ):
            return
        if c.low(i) in ("injuries", "injury", "injured", "wounded"):
            yield Raw("injured", (), i, k, i, "zero", zero=True)
        elif c.low(i) in ("casualties", "casualty"):
            yield Raw("killed", (), i, k, i, "zero", zero=True)
            yield Raw("injured", (), i, k, i, "zero", zero=True)
        elif c.low(i) in ("deaths", "fatalities", "death"):
            yield Raw("killed", (), i, k, i, "zero", zero=True)


# ---------------------------------------------------------------- tolls


def toll(c: Clause, i: int) -> Iterator[Raw]:
    attribute = "killed"
    j = i
    if c.low(i + 1) in _TOLL_THINGS:
        return
    if c.low(i) == "number":
        window = [c.low(k) for k in range(i + 1, min(i + 6, len(c.words)))]
        if any(w in ("injured", "wounded", "injuries", "hurt") for w in window):
            attribute = "injured"
        elif not any(
            w in ("dead", "killed", "deaths", "fatalities", "died", "victims", "martyrs", "martyred")
            for w in window
        ):
            return
        while j - i < 6 and c.low(j) not in (
            "dead",
            "killed",
            "deaths",
            "fatalities",
            "died",
            "victims",
            "martyrs",
            "martyred",
            "injured",
            "wounded",
            "injuries",
            "hurt",
        ):
            j += 1
        before = c.numbered(i - 3)
        if c.low(i - 1) == "the" and c.low(i - 2) == "as" and before is not None:
            c.used.add(j)
            yield Raw(attribute, (before,), i, before.first, j, "toll")
            return
    elif c.low(i - 1) in ("injury", "injured", "wounded"):
        attribute = "injured"
    elif c.low(i + 1) in ("booth", "road", "plaza", "free", "free-phone", "tax"):
        return
    old: Chunk | None = None
    for k in range(j + 1, min(j + 14, len(c.words))):
        if c.low(k) in (";", ".") or (c.low(k) in ("and", "but", "while") and old is None):
            break
        chunk = c.numbered(k)
        if chunk is None or chunk.first != k or not (chunk.person or chunk.head in ("deaths", "fatalities")):
            continue
        prior = c.low(k - 1)
        if prior not in _TOLL_VIA and not prior.endswith(("ed", "ing", "ly")) and prior not in (",", "a"):
            continue
        after = c.low(chunk.last + 1)
        if after in ("injured", "wounded", "hurt") and attribute == "killed":
            break
        if prior == "by":
            continue
        if (prior == "from" or c.text[c.start(chunk.first) :][:4].lower() == "from") and old is None:
            old = chunk
            continue
        c.used.add(j)
        if after in ("dead", "killed"):
            c.used.add(chunk.last + 1)
        yield Raw(attribute, (chunk,), i, i, chunk.last, "toll")
        # "to 52 from 48"
        back = c.numbered(chunk.last + 2)
        if c.low(chunk.last + 1) == "from" and back is not None and back.person:
            old = back
        break
    if old is not None:
        yield Raw(attribute, (old,), i, min(i, old.first), max(i, old.last), "toll", superseded=True)


def counted(c: Clause, i: int) -> Iterator[Raw]:
    """ "the hospital counted 48", in a sentence that speaks of the dead."""
    chunk = object_after(c, i)
    near = {c.low(k) for k in range(i - 40, i + 40)}
    if (
        chunk is not None
        and chunk.kind == NUMBERED
        and chunk.head is None
        and near & {"dead", "killed", "toll", "deaths", "died"}
    ):
        if c.low(chunk.last + 1) not in ("dead", "killed", "wounded", "injured", "hurt"):
            yield Raw("killed", (chunk,), i, i, chunk.last, "toll")
