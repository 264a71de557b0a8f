"""The moves that the grammar of counts is made of: subjects, objects, joined lists, mood."""

from __future__ import annotations

from collections.abc import Iterator

from vigil.extraction.counting_chunks import (
    BARE,
    DEFINITE,
    INDEFINITE,
    NAME,
    NUMBERED,
    PRONOUN,
    Chunk,
)
from vigil.extraction.counting_clause import Clause, Raw
from vigil.extraction.counting_tokens import lexicon

AUX = frozenset("was were is are be been being got get gets getting 's".split())
HAVE = frozenset("has have had having".split())
MODAL = frozenset("could would might should can will shall must may".split())
PREPS = frozenset(
    "of in on at by from near with to into onto inside outside for over under between among amongst against across along around behind beside through "
    "toward towards upon within aboard about via during carrying off without like targeting".split()
)
BREAKS = frozenset(
    "when while after before as because if that where although though but said says until since whether than".split()
)
_SAYS = frozenset(
    "said says say that and but when while after before as because reported confirmed added announced believed claimed claims claim estimated feared until where leaving left".split()
)
ADVERBS = frozenset(
    "also later then now already instantly immediately reportedly allegedly apparently fatally critically seriously severely slightly badly mortally accidentally still since "
    "both all just ultimately brutally believed confirmed reported feared so too additionally thus otherwise lightly gravely eventually initially at once yesterday today overnight not officially".split()
)
_INTRO = frozenset(
    "including who which whom all most many some among both one mostly identified aged a an the nine two three four five six seven eight ten his her their several dozens".split()
)


def back_adverbs(c: Clause, i: int) -> int:
    """The first index left of ``i`` that is not an adverb."""
    k = i - 1
    while k >= 0 and (
        c.low(k) in ADVERBS
        or c.low(k).endswith("ly")
        and c.low(k) not in ("family", "only")
        and k not in c.owner
    ):
        k -= 1
    return k


def told_mood(c: Clause, start: int, i: int) -> str:
    """ "unreal" where the verb group from ``start`` to ``i`` is wished, feared, planned or denied."""
    group = [c.low(k) for k in range(start, i)]
    have = any(w in HAVE for w in group)
    for k, word in enumerate(group):
        if word in (
            "could",
            "would",
            "should",
            "can",
            "will",
            "shall",
            "must",
            "cannot",
            "can't",
            "won't",
            "wouldn't",
            "couldn't",
        ):
            return "unreal"
        if word in ("may", "might") and not have:
            return "unreal"
        if word in (
            "not",
            "never",
            "n't",
            "didn't",
            "wasn't",
            "weren't",
            "hasn't",
            "haven't",
            "without",
            "aren't",
            "isn't",
            "don't",
            "doesn't",
        ) and not (k + 1 < len(group) and group[k + 1] == "only"):
            return "unreal"
        if word == "to" and not have:
            return "unreal"
    head = c.low(start - 1)
    if head == "to":
        if have:
            return "told"
        return "told" if c.low(start - 2) in ("came", "went", "managed") else "unreal"
    if head in ("if", "unless"):
        return "unreal"
    if c.low(start - 1) in ("without", "not", "never", "from", "against", "despite") and c.low(i).endswith(
        "ing"
    ):
        return "unreal"
    return "told"


def object_after(c: Clause, j: int) -> Chunk | None:
    """The object that begins right after token ``j``."""
    k = j + 1
    while (
        k - j < 4
        and c.low(k)
        in (
            "also",
            "instantly",
            "immediately",
            "off",
            "all",
            "both",
            "dead",
            "yet",
            ":",
            "outright",
            "another",
            "and",
        )
        and k not in c.owner
    ):
        if c.low(k) == "and":
            return None
        k += 1
    chunk = c.owner.get(k)
    if chunk is None or chunk.first != k or not chunk.person:
        return None
    return chunk


_COUNTABLE = (NUMBERED, INDEFINITE, NAME)


def countable(chunk: Chunk) -> bool:
    return (
        chunk.person
        and (chunk.kind in _COUNTABLE or (chunk.kind in (DEFINITE, BARE) and chunk.count == 1))
        and (chunk.kind == NUMBERED or chunk.count is not None)
    )


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
        following = c.owner.get(k + 1)
        if (
            following is None
            or following.first != k + 1
            or not countable(following)
            or following.partitive
            or following.kind == BARE
        ):
            break
        if following.kind == NUMBERED and following.head is None:
            break
        if following.kind == DEFINITE and c.low(following.first) not in _POSSESSIVE:
            break
        if comma and c.low(k) == "," and not _list_goes_on(c, following):
            break
        after = c.low(following.last + 1)
        if after in AUX | HAVE | {
            "who",
            "died",
            "of",
            "dead",
            "killed",
            "injured",
            "wounded",
            "hurt",
            "among",
        } or (after.endswith("ed") and following.last + 1 not in c.owner):
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


def verbish(word: str) -> bool:
    if word in _SAYS:
        return False
    return (word.endswith(("ing", "ed")) and len(word) > 4) or word in (
        "hit",
        "shot",
        "struck",
        "left",
        "took",
        "saw",
        "fought",
        "told",
        "met",
        "met",
        "led",
        "sent",
        "tells",
        "found",
    )


def subject_before(c: Clause, a: int) -> tuple[Chunk | None, bool, int]:
    """The subject whose verb group begins at ``a``: (chunk, reached through a relative, hops)."""
    i, relative, hops = a - 1, False, 0
    while i >= 0 and a - i <= 45 and hops < 40:
        hops += 1
        low = c.low(i)
        if low in (";", ":", ".", "!", "?"):
            return None, relative, hops
        if low == ")":
            k = i - 1
            while k >= 0 and c.low(k) != "(" and i - k < 25:
                k -= 1
            i = k - 1
            continue
        if low in (",", "–", "—", "-"):
            k = i - 1
            while k >= 0 and i - k < 22 and c.low(k) not in (low,):
                k -= 1
            if k >= 0 and c.low(k) == low and _aside(c, k + 1):
                i = k - 1
                continue
            if relative:
                i -= 1
                continue
            return None, relative, hops
        chunk = c.owner.get(i)
        if chunk is not None:
            if chunk.kind == PRONOUN and chunk.head == "who":
                relative = True
                i = chunk.first - 1
                if c.low(i) == ",":
                    i -= 1
                continue
            if not chunk.person:
                i = chunk.first - 1
                continue
            prior = c.low(chunk.first - 1)
            if prior in PREPS and not (prior in ("over", "about", "around") and chunk.kind == NUMBERED):
                i = chunk.first - 2
                continue
            if verbish(prior) and not (relative and hops <= 2):
                i = chunk.first - 2
                continue
            return chunk, relative, hops
        if low in ("that", "which") and hops <= 2:
            relative = True
            i -= 1
            continue
        if low in BREAKS:
            return None, relative, hops
        if low in ("was", "were", "is", "are", "has", "had", "have") and c.low(i - 1) not in (
            "who",
            "that",
            "which",
        ):
            return None, relative, hops
        i -= 1
    return None, relative, hops


def _aside(c: Clause, k: int) -> bool:
    """True where a comma opens something told in passing about the noun before it."""
    word = c.low(k)
    chunk = c.owner.get(k)
    if (
        word in _INTRO
        or word.isdigit()
        or (word.endswith(("ed", "ing")) and len(word) > 4)
        or word in ("from", "of", "in", "at", "near", "on")
    ):
        return True
    return chunk is not None and chunk.first == k


def nobody(c: Clause, a: int) -> int | None:
    """Index of "no one"/"none" as the subject before ``a``; -1 for "no one else"; None where there is none."""
    for k in range(a - 1, max(-1, a - 10), -1):
        low = c.low(k)
        if (
            low in ("nobody", "none")
            or (
                low == "no"
                and c.low(k + 1)
                in (
                    "one",
                    "people",
                    "person",
                    "civilians",
                    "civilian",
                    "students",
                    "officers",
                    "officer",
                    "children",
                    "passengers",
                    "victims",
                    "soldiers",
                    "staff",
                    "bystanders",
                )
            )
            or low == "no-one"
        ):
            return -1 if any(c.low(m) in ("else", "other", "further") for m in range(k, a)) else k
        if low == "no" and c.low(k + 1) in ("other", "others", "further", "additional", "more"):
            return -1
        if low in (",", ";") or low in AUX:
            return None
    return None


def make_raw(
    c: Clause,
    attribute: str,
    chunks: tuple[Chunk, ...],
    i: int,
    j: int,
    form: str,
    weak: bool = False,
    mood: str = "told",
    relative: bool = False,
) -> Raw:
    first = min([i, *(x.first for x in chunks)])
    last = max([j, *(x.last for x in chunks)])
    return Raw(attribute, chunks, i, first, last, form, weak, mood, relative=relative)


def of_subject(
    c: Clause, start: int, a: int, i: int, attribute: str, form: str, weak: bool = False
) -> Iterator[Raw]:
    none = nobody(c, start)
    if none is not None:
        if none >= 0:
            yield Raw(attribute, (), i, none, i, "zero", zero=True)
        return
    chunk, relative, _ = subject_before(c, start)
    if chunk is None:
        return
    mood = told_mood(c, start, a)
    chunks = join_left(c, chunk) if not relative else (chunk,)
    if chunks:
        yield make_raw(c, attribute, chunks, i, i, form, weak, mood, relative)
