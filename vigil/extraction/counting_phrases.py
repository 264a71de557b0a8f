"""The moves that the grammar of counts is made of: subjects, objects, joined lists, mood."""

from __future__ import annotations

from vigil.extraction.counting_chunks import Chunk
from vigil.extraction.counting_clause import Clause

AUX = frozenset("was were is are be been being got get gets getting 's".split())
HAVE = frozenset("has have had having".split())
MODAL = frozenset("could would might should can will shall must may".split())
AUX_HAVE = AUX | HAVE
HELPERS = AUX | HAVE | MODAL
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
    while k - j < 4 and c.low(k) in _BEFORE_OBJECT and k not in c.owner:
        if c.low(k) == "and":
            return None
        k += 1
    chunk = c.opening(k)
    return chunk if chunk is not None and chunk.person else None


_BEFORE_OBJECT = frozenset("also instantly immediately off all both dead yet : outright another and".split())


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
