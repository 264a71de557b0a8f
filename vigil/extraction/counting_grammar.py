"""Connects words of killing, hurting, taking and holding with the persons that they are about, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from vigil.extraction.counting_tokens import (
    BARE,
    DEFINITE,
    INDEFINITE,
    NAME,
    NUMBERED,
    PRONOUN,
    Chunk,
    Token,
    chunks_of,
    lexicon,
    tokens_of,
)
from vigil.extraction.numbers import find_numbers

_AUX = frozenset("was were is are be been being got get gets getting 's".split())
_HAVE = frozenset("has have had having".split())
_MODAL = frozenset("could would might should can will shall must may".split())
_PREPS = frozenset(
    "of in on at by from near with to into onto inside outside for over under between among amongst against across along around behind beside through "
    "toward towards upon within aboard about via during carrying off without like targeting".split()
)
_BREAKS = frozenset("when while after before as because if that where although though but said says until since whether than".split())
_SAYS = frozenset("said says say that and but when while after before as because reported confirmed added announced believed claimed claims claim estimated feared until where leaving left".split())
_ADVERBS = frozenset(
    "also later then now already instantly immediately reportedly allegedly apparently fatally critically seriously severely slightly badly mortally accidentally still since "
    "both all just ultimately brutally believed confirmed reported feared so too additionally thus otherwise lightly gravely eventually initially at once yesterday today overnight not officially".split()
)
_DEAD_BEFORE = frozenset("found pronounced declared confirmed reported lay lie lying left presumed feared believed shot counted now already wound up ended and died being dropped lies discovered".split())
_INTRO = frozenset("including who which whom all most many some among both one mostly identified aged a an the nine two three four five six seven eight ten his her their several dozens".split())
_TOLL_VIA = frozenset("to at of is was now reached reaches reaching hit stands stood be as passes passed around from put been had has have rises rose rise climbed climbs by up the on tuesday monday".split())


@dataclass(frozen=True, slots=True)
class Raw:
    """One count of a sentence before the document has its say.  Token indices are inclusive."""

    attribute: str
    chunks: tuple[Chunk, ...]
    trigger: int
    first: int
    last: int
    form: str  # active | passive | dies | nominal | toll | zero | wounds | hospital
    weak: bool = False  # hurt by implication: "was shot", "taken to hospital"
    mood: str = "told"  # told | unreal
    zero: bool = False
    subset: bool = False
    superseded: bool = False
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb form of the codebook."""

    attribute: str  # killed | injured | shot | abducted | arrested
    form: str  # base | third | past | ing
    words: tuple[str, ...]


@cache
def verbs() -> dict[str, list[Verb]]:
    """First word of each verb form -> forms that begin with it, longest first."""
    out: dict[str, list[Verb]] = {}
    for attribute, rows in lexicon().data["verbs"].items():
        for row in rows:
            for form, text in zip(("base", "third", "past", "past", "ing"), row, strict=True):
                verb = Verb(attribute, form, tuple(text.split()))
                forms = out.setdefault(verb.words[0], [])
                if verb not in forms:
                    forms.append(verb)
    for forms in out.values():
        forms.sort(key=lambda v: (-len(v.words), ("past", "third", "ing", "base").index(v.form)))
    return out


class Clause:
    """A sentence prepared for reading: tokens, chunks, and which chunk a token belongs to."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = tokens_of(text)
        self.chunks = chunks_of(self.tokens, find_numbers(text))
        self.owner: dict[int, Chunk] = {i: c for c in self.chunks for i in range(c.first, c.last + 1)}
        self.used: set[int] = set()  # triggers that belong to another ("shot dead")
        self.passives: dict[int, tuple[int, tuple[Chunk, ...]]] = {}

    def low(self, i: int) -> str:
        """Lower-case form of token ``i``; empty outside the sentence."""
        return self.tokens[i].low if 0 <= i < len(self.tokens) else ""


def read_counts(text: str) -> tuple[Clause, list[Raw]]:
    """All counts of one sentence, in the order of their triggers."""
    clause = Clause(text)
    out: list[Raw] = []
    triggers = _triggers()
    for i, token in enumerate(clause.tokens):
        if token.low in triggers and i not in clause.used:
            out.extend(_at(clause, i))
    return clause, out


@cache
def _triggers() -> frozenset[str]:
    words = _words()
    other = "dead deceased succumbed lives life counted counts toll tally number hit struck hospitalized hospitalised hospital condition hostage captive custody suicide casualties injuries injury casualty injured wounded".split()
    return frozenset(verbs()) | words["die"] | words["fatal"] | words["death"] | words["wounds"] | frozenset(other)


def _at(c: Clause, i: int) -> Iterator[Raw]:
    low = c.low(i)
    data = _words()
    for verb in verbs().get(low, ()):
        n = len(verb.words)
        if all(c.low(i + m) == w for m, w in enumerate(verb.words)):
            yield from _verb(c, i, i + n - 1, verb)
            return
    if low in data["die"]:
        yield from _dies(c, i)
    elif low == "dead" or low == "deceased":
        yield from _dead(c, i)
    elif low == "succumbed" or (low in ("lives", "life") and _lost(c, i)):
        yield from _dies(c, i)
    elif low in ("counted", "counts") and _right(c, i) is not None:
        yield from _counted(c, i)
    elif low in ("toll", "tally") or (low == "number" and c.low(i + 1) in ("of", "killed", "dead", "injured", "wounded")):
        yield from _toll(c, i)
    elif low in data["wounds"]:
        yield from _wounds(c, i)
    elif low in ("hit", "struck") and c.low(i - 1) in _AUX | _ADVERBS:
        yield from _struck(c, i)
    elif low in ("hospitalized", "hospitalised", "hospital", "condition"):
        yield from _hospital(c, i)
    elif low in ("hostage", "captive") and c.low(i - 1) not in ("a", "the"):
        yield from _hostage(c, i)
    elif low == "custody" and c.low(i - 1) == "into":
        yield from _hostage(c, i, "arrested")
    elif low in ("suicide",) and c.low(i - 1) in ("committed", "commits"):
        yield from _subject_raw(c, i - 1, i - 1, i, "killed", "dies")
    if low in data["fatal"] or low in data["death"]:
        yield from _nominal(c, i)
    elif low in ("casualties", "injuries", "injury", "damage", "casualty", "injured", "wounded"):
        yield from _none_of(c, i)


@cache
def _words() -> dict[str, frozenset[str]]:
    data = lexicon().data
    return {
        "die": frozenset(data["die"]),
        "fatal": frozenset(data["fatal_nouns"]) - {"dead", "casualties"},
        "death": frozenset(data["death_nouns"]),
        "wounds": frozenset(data["wound_nouns"]) - {"injured", "wounded"},
    }


# ---------------------------------------------------------------- helpers


def _back_adverbs(c: Clause, i: int) -> int:
    """The first index left of ``i`` that is not an adverb."""
    k = i - 1
    while k >= 0 and (c.low(k) in _ADVERBS or c.low(k).endswith("ly") and c.low(k) not in ("family", "only") and k not in c.owner):
        k -= 1
    return k


def _mood(c: Clause, start: int, i: int) -> str:
    """"unreal" where the verb group from ``start`` to ``i`` is wished, feared, planned or denied."""
    group = [c.low(k) for k in range(start, i)]
    have = any(w in _HAVE for w in group)
    for k, word in enumerate(group):
        if word in ("could", "would", "should", "can", "will", "shall", "must", "cannot", "can't", "won't", "wouldn't", "couldn't"):
            return "unreal"
        if word in ("may", "might") and not have:
            return "unreal"
        if word in ("not", "never", "n't", "didn't", "wasn't", "weren't", "hasn't", "haven't", "without", "aren't", "isn't", "don't", "doesn't") and not (k + 1 < len(group) and group[k + 1] == "only"):
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
    if c.low(start - 1) in ("without", "not", "never", "from", "against", "despite") and c.low(i).endswith("ing"):
        return "unreal"
    return "told"


def _right(c: Clause, j: int) -> Chunk | None:
    """The object that begins right after token ``j``."""
    k = j + 1
    while k - j < 4 and c.low(k) in ("also", "instantly", "immediately", "off", "all", "both", "dead", "yet", ":", "outright", "another", "and") and k not in c.owner:
        if c.low(k) == "and":
            return None
        k += 1
    chunk = c.owner.get(k)
    if chunk is None or chunk.first != k or not chunk.person:
        return None
    return chunk


_COUNTABLE = (NUMBERED, INDEFINITE, NAME)


def _countable(chunk: Chunk) -> bool:
    return chunk.person and (chunk.kind in _COUNTABLE or (chunk.kind in (DEFINITE, BARE) and chunk.count == 1)) and (chunk.kind == NUMBERED or chunk.count is not None)


def _join_right(c: Clause, chunk: Chunk) -> tuple[Chunk, ...]:
    """``chunk`` and what is joined to it: "two women and a child"."""
    out = [chunk]
    if not _countable(chunk):
        return tuple(out)
    while True:
        k = out[-1].last + 1
        comma = c.low(k) == ","
        if comma and c.low(k + 1) == "and":
            k += 1
        if c.low(k) not in (",", "and"):
            break
        following = c.owner.get(k + 1)
        if following is None or following.first != k + 1 or not _countable(following) or following.partitive or following.kind == BARE:
            break
        if following.kind == NUMBERED and following.head is None:
            break
        if following.kind == DEFINITE and c.low(following.first) not in _POSSESSIVE:
            break
        if comma and c.low(k) == "," and not _list_goes_on(c, following):
            break
        after = c.low(following.last + 1)
        if after in _AUX | _HAVE | {"who", "died", "of", "dead", "killed", "injured", "wounded", "hurt", "among"} or (after.endswith("ed") and following.last + 1 not in c.owner):
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


def _join_left(c: Clause, chunk: Chunk, objects: bool = False) -> tuple[Chunk, ...]:
    """``chunk`` and what is joined to it from the left; empty where the list has a member that cannot be counted."""
    out = [chunk]
    while _countable(out[0]):
        k = out[0].first - 1
        label = c.owner.get(k)
        if out[0].kind == NAME and label is not None and label.last == k and label.kind == DEFINITE and label.person and label.plural:
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
        if prior in _PREPS and before.kind == NAME and out[0].kind == NAME:
            return ()  # "cameramen of Express, Dawn and Geo"
        if not _countable(before) or before.partitive:
            if before.person and before.kind in (DEFINITE, BARE) and not _verbish(prior) and prior not in _PREPS and joiner == "and":
                return ()  # "his sons, his deputy and 11 more"
            break
        if prior in _PREPS or prior in ("including", "killing", "wounding") or _verbish(prior) and not (objects and prior in _FINDS):
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
            return chunk if named and chunk is not None and chunk.kind == NAME and chunk.last == m - 1 else None
    return None


def _verbish(word: str) -> bool:
    if word in _SAYS:
        return False
    return (word.endswith(("ing", "ed")) and len(word) > 4) or word in ("hit", "shot", "struck", "left", "took", "saw", "fought", "told", "met", "met", "led", "sent", "tells", "found")


def _subject(c: Clause, a: int) -> tuple[Chunk | None, bool, int]:
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
            if prior in _PREPS and not (prior in ("over", "about", "around") and chunk.kind == NUMBERED):
                i = chunk.first - 2
                continue
            if _verbish(prior) and not (relative and hops <= 2):
                i = chunk.first - 2
                continue
            return chunk, relative, hops
        if low in ("that", "which") and hops <= 2:
            relative = True
            i -= 1
            continue
        if low in _BREAKS:
            return None, relative, hops
        if low in ("was", "were", "is", "are", "has", "had", "have") and c.low(i - 1) not in ("who", "that", "which"):
            return None, relative, hops
        i -= 1
    return None, relative, hops


def _aside(c: Clause, k: int) -> bool:
    """True where a comma opens something told in passing about the noun before it."""
    word = c.low(k)
    chunk = c.owner.get(k)
    if word in _INTRO or word.isdigit() or (word.endswith(("ed", "ing")) and len(word) > 4) or word in ("from", "of", "in", "at", "near", "on"):
        return True
    return chunk is not None and chunk.first == k


# ---------------------------------------------------------------- verbs


def _verb(c: Clause, i: int, j: int, verb: Verb) -> Iterator[Raw]:
    attribute, weak = verb.attribute, False
    if verb.form in ("third", "base") and attribute in ("injured", "shot") and c.low(i - 1) in _NOUN_BEFORE:
        if c.low(i) in ("wounds", "wound"):
            yield from _wounds(c, i)
        return
    if attribute == "shot" or (attribute == "injured" and c.low(i - 1) in ("fatally", "mortally")):
        attribute, j, weak = _shot(c, i, j)
    if verb.form == "past":
        yield from _past(c, i, j, attribute, weak)
        return
    obj = _right(c, j)
    if obj is None:
        if verb.form == "ing" and c.low(i) in _words()["death"]:
            yield from _nominal(c, i)
        elif verb.form == "ing" and c.low(j + 1) == "of" and c.low(i) in ("kidnapping", "shooting", "stabbing", "wounding"):
            chunk = c.owner.get(j + 2)
            if chunk is not None and chunk.first == j + 2 and _countable(chunk):
                yield _raw(c, attribute, _join_right(c, chunk), i, j, "nominal", weak)
        return
    if verb.form == "ing" and c.low(i - 1) in ("the", "a", "this", "that", "of", "in", "for", "drive-by", "deadly", "mass", "fatal", "with", "accused") and obj.kind not in (NUMBERED,) and c.low(i - 1) in ("the", "a", "this", "that", "drive-by", "deadly", "mass", "fatal"):
        return
    start = i
    if verb.form == "base":
        k = _back_adverbs(c, i)
        while k >= 0 and (c.low(k) in _MODAL | _HAVE or c.low(k) in ("not", "did", "didn't")):
            k -= 1
        start = k + 1
    yield from _active(c, start, i, j, obj, attribute, weak, verb.form)


_BEFORE_NOUN = frozenset("a an the this that his her their one another of any every many some most these those more two three".split())
_NOUN_BEFORE = frozenset("gunshot bullet stab of his her their the with suffered sustained from multiple shrapnel serious minor head leg knife fatal shot to and life-threatening non-life-threatening wound graze".split())


def _active(c: Clause, start: int, i: int, j: int, obj: Chunk, attribute: str, weak: bool, form: str) -> Iterator[Raw]:
    if obj.kind == PRONOUN and obj.head in ("who", "they", "we", "i"):
        return
    mood = _mood(c, start, i)
    if form == "base" and mood == "told" and c.low(start - 1) == "to":
        mood = "unreal"
    chunks = _join_right(c, obj)
    yield _raw(c, attribute, chunks, i, j, "active", weak, mood)


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
    if c.low(k) == "and" and c.low(k + 1) in ("wounded", "injured", "wounding", "injuring", "wounds", "injures", "hurt", "wound", "injure", "critically", "seriously"):
        n = k + 1 if c.low(k + 1) not in ("critically", "seriously") else k + 2
        c.used.add(n)
        return "injured", n, False
    chunk = c.owner.get(k)
    if chunk is not None and chunk.first == k:
        k = chunk.last + 1
        if c.low(k) == "dead":
            c.used.add(k)
            return "killed", j, False
        if c.low(k) == "to" and c.low(k + 1) == "death":
            c.used.add(k + 1)
            return "killed", j, False
    for k in range(j + 1, min(j + 12, len(c.tokens))):
        if c.low(k) == "fatally" or (c.low(k) == "death" and c.low(k - 1) == "to"):
            return "killed", j, False
        if c.low(k) in (",", ".", ";") or c.low(k) in _BREAKS:
            break
    return "injured", j, True


def _past(c: Clause, i: int, j: int, attribute: str, weak: bool) -> Iterator[Raw]:
    if attribute == "none":
        return
    if c.low(i) in ("injured", "wounded", "killed") and c.low(i - 1) in ("the",):
        return
    k = _back_adverbs(c, i)
    low = c.low(k)
    if low in ("and", "or", "then") and (k - 1) in c.passives:
        a, chunks = c.passives[k - 1]
        obj = _right(c, j)
        if obj is None or obj.kind != NUMBERED:
            c.passives[j] = (a, chunks)
            if low != "or" and chunks:
                yield _raw(c, attribute, chunks, i, j, "passive", weak, _mood(c, a, i))
            return
    if low in _AUX:
        a = k
        while a - 1 >= 0 and (c.low(a - 1) in _AUX | _HAVE | _MODAL | {"not", "to"} or c.low(a - 1) in _ADVERBS and c.low(a - 1) not in ("all", "both", "at", "once")):
            a -= 1
        yield from _passive(c, a, i, j, attribute, weak)
        return
    obj = _right(c, j)
    if obj is not None and obj.kind == BARE and c.low(i - 1) in _BEFORE_NOUN:
        return  # "a wounded man"
    left = c.owner.get(k)
    left_near = left is not None and left.last == k and left.person and left.kind == NUMBERED and k == i - 1 - (i - 1 - k)
    if low in _HAVE:
        if obj is not None:
            a = k
            while c.low(a - 1) in _MODAL | {"to"}:
                a -= 1
            yield from _active(c, a, i, j, obj, attribute, weak, "past")
        return
    if obj is not None and obj.kind != PRONOUN and not (left_near and (obj.kind == BARE or obj.kind == NUMBERED and _verb_follows(c, obj))):
        yield from _active(c, i, i, j, obj, attribute, weak, "past")
        return
    if obj is not None and obj.kind == PRONOUN and obj.head not in ("who", "they", "we", "i", "he", "she"):
        yield from _active(c, i, i, j, obj, attribute, weak, "past")
        return
    # reduced: "29 killed in blast", "people killed in the attack numbered"
    if left is not None and left.last == k and left.person:
        if left.kind == NUMBERED or (left.kind in (INDEFINITE, BARE, NAME) and left.count == 1 and _reduced_ok(c, left, i, j)):
            if left.kind == NUMBERED and c.low(left.first - 1) in ("of", "among") and left.partitive:
                return
            if left.partitive is False and c.low(j + 1) in ("and", "or") and c.low(j + 2) in ("wounded", "injured", "killed") and left.kind == NUMBERED and c.low(j + 1) == "or":
                return
            chunks = _join_left(c, left, True) if left.kind != NUMBERED or left.head is not None else (left,)
            c.passives[j] = (i, chunks)
            if chunks:
                yield _raw(c, attribute, chunks, i, j, "reduced", weak)
    elif low in (",", "—", "–", "-", ")", "in", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "were", "people"):
        return


def _reduced_ok(c: Clause, left: Chunk, i: int, j: int) -> bool:
    """A singular noun before a bare participle: headlines ("Man shot in leg"), "left a man wounded"."""
    after = c.low(j + 1)
    if left.first == 0 or c.low(left.first - 1) in (":", "leaves", "leaving", "left", "after", "when", "as", ";", "|", "-", "–", "and", ","):
        return after in ("", "in", "by", "at", "on", "near", "outside", "during", "after", "while", "inside", "over", "from", "when", ",", "to", "and", "as", "multiple", "several", "twice", ";", "—", "-", "–", "|", "overnight", "early", "with", "through", "along", "following", "himself", "himself", "for") or after.endswith("day")
    return False


def _verb_follows(c: Clause, chunk: Chunk) -> bool:
    k = chunk.last + 1
    return c.low(k) in ("injured", "wounded", "hurt", "killed", "dead", "shot") or (c.low(k) in _AUX and c.low(k + 1) in ("injured", "wounded", "hurt", "killed", "dead", "shot"))


def _passive(c: Clause, a: int, i: int, j: int, attribute: str, weak: bool) -> Iterator[Raw]:
    none = _nobody(c, a)
    if none is not None:
        if none >= 0:
            yield Raw(attribute, (), i, none, j, "zero", zero=True)
        return
    # "were killed 12 people" has its subject behind; "was killed by 12 gunmen" has not
    chunk, relative, hops = _subject(c, a)
    if chunk is None:
        obj = _right(c, j)
        if obj is not None and obj.kind == NUMBERED and c.low(a - 1) in ("which", "where", ""):
            yield _raw(c, attribute, (obj,), i, j, "passive", weak)
        return
    chunks = _join_left(c, chunk) if not relative else (chunk,)
    c.passives[j] = (a, chunks)
    if chunks:
        yield _raw(c, attribute, chunks, i, j, "passive", weak, _mood(c, a, i), relative)


def _nobody(c: Clause, a: int) -> int | None:
    """Index of "no one"/"none" as the subject before ``a``; -1 for "no one else"; None where there is none."""
    for k in range(a - 1, max(-1, a - 10), -1):
        low = c.low(k)
        if low in ("nobody", "none") or (low == "no" and c.low(k + 1) in ("one", "people", "person", "civilians", "civilian", "students", "officers", "officer", "children", "passengers", "victims", "soldiers", "staff", "bystanders")) or low == "no-one":
            return -1 if any(c.low(m) in ("else", "other", "further") for m in range(k, a)) else k
        if low == "no" and c.low(k + 1) in ("other", "others", "further", "additional", "more"):
            return -1
        if low in (",", ";") or low in _AUX:
            return None
    return None


def _raw(c: Clause, attribute: str, chunks: tuple[Chunk, ...], i: int, j: int, form: str, weak: bool = False, mood: str = "told", relative: bool = False) -> Raw:
    first = min([i, *(x.first for x in chunks)])
    last = max([j, *(x.last for x in chunks)])
    return Raw(attribute, chunks, i, first, last, form, weak, mood, relative=relative)


# ---------------------------------------------------------------- dying, being dead


def _lost(c: Clause, i: int) -> bool:
    """ "lost their lives", "lost his life": not "12 lives were lost", which the nominal reading finds."""
    return c.low(i - 1) in ("their", "his", "her", "its") and c.low(i - 2) in ("lost", "lose", "loses", "losing")


def _dies(c: Clause, i: int) -> Iterator[Raw]:
    a = i - 2 if c.low(i) in ("lives", "life") else i
    if c.low(i) == "drowned" and c.low(i - 1) in _AUX:
        a = i - 1
    k = a
    while c.low(k - 1) in _HAVE | _MODAL | {"not", "to"} or (c.low(k - 1) in _ADVERBS and c.low(k - 1) not in ("at", "once", "all", "both")):
        k -= 1
    yield from _subject_raw(c, k, a, i, "killed", "dies")


def _subject_raw(c: Clause, start: int, a: int, i: int, attribute: str, form: str, weak: bool = False) -> Iterator[Raw]:
    none = _nobody(c, start)
    if none is not None:
        if none >= 0:
            yield Raw(attribute, (), i, none, i, "zero", zero=True)
        return
    chunk, relative, _ = _subject(c, start)
    if chunk is None:
        return
    mood = _mood(c, start, a)
    chunks = _join_left(c, chunk) if not relative else (chunk,)
    if chunks:
        yield _raw(c, attribute, chunks, i, i, form, weak, mood, relative)


def _dead(c: Clause, i: int) -> Iterator[Raw]:
    if c.low(i - 1) in ("the", "left-for", "for"):
        return
    k = i - 1
    aux = None
    while k >= 0 and (c.low(k) in _DEAD_BEFORE | _ADVERBS | _AUX | _HAVE | _MODAL or c.low(k).endswith("ly")) and k not in c.owner:
        if c.low(k) in _AUX or c.low(k) in ("lay", "lie", "found", "pronounced", "declared"):
            aux = k
        if c.low(k) == "and":
            break
        k -= 1
    chunk = c.owner.get(k)
    near = chunk is not None and chunk.last == k and chunk.person
    if aux is None:
        if near and chunk is not None and (chunk.kind == NUMBERED or chunk.count == 1) and not (chunk.kind in (PRONOUN,) and chunk.head not in ("he", "she")):
            chunks = _join_left(c, chunk, True) if chunk.kind != NUMBERED or chunk.head else (chunk,)
            if chunks:
                yield _raw(c, "killed", chunks, i, i, "dead")
        return
    yield from _subject_raw(c, k + 1, i, i, "killed", "dead")


def _nominal(c: Clause, i: int) -> Iterator[Raw]:
    low = c.low(i)
    chunk = c.owner.get(i)
    if chunk is not None and chunk.kind == NUMBERED and not chunk.person and chunk.last == i:
        if low in ("lives", "life") and not _lives(c, chunk):
            return
        if low in ("deaths", "murders", "killings", "death") and c.low(i + 1) in ("penalties", "sentences", "threats", "toll"):
            return
        yield _raw(c, "killed", (chunk,), i, i, "nominal")
        return
    if chunk is not None and chunk.kind == NUMBERED and low == "lives" and _lives(c, chunk):
        yield _raw(c, "killed", (chunk,), i, i, "nominal")
        return
    yield from _none_of(c, i)
    if low in ("casualties", "loss"):
        return
    if c.low(i + 1) == "of":
        k = i + 2
        if low in ("lives", "life") and c.low(i - 1) not in ("the",):
            return
        if low in ("lives", "life") and not any(c.low(m) in _TAKE for m in range(max(0, i - 4), i)):
            return
        target = c.owner.get(k)
        if target is not None and target.first == k and _countable(target):
            if low in ("body", "corpse") and target.count not in (1, None):
                return
            chunks = _join_right(c, target)
            yield _raw(c, "killed", chunks, i, i, "nominal")
        return
    if low in ("fatalities", "deaths", "dead", "killed") and c.low(i + 1) == ":":
        target = c.owner.get(i + 2)
        if target is not None and target.kind == NUMBERED:
            yield _raw(c, "killed", (target,), i, i, "nominal")


_TAKE = frozenset("claim claimed claims claiming cost costs costing take took takes taken taking lost lose losing".split())


def _lives(c: Clause, chunk: Chunk) -> bool:
    return any(c.low(k) in _TAKE for k in range(max(0, chunk.first - 8), min(len(c.tokens), chunk.last + 8)))


def _none_of(c: Clause, i: int) -> Iterator[Raw]:
    """ "no casualties", "there were no deaths or injuries", "no reports of injuries", "without casualties"."""
    k = i - 1
    while i - k < 6 and c.low(k) in ("immediate", "reported", "reports", "report", "of", "any", "word", "or", "and", "fatalities", "deaths", "casualties", "injuries", "serious", "civilian", "known", "loss", "human", "life", "on"):
        k -= 1
    if c.low(k) in ("no", "without", "zero") and k >= 0:
        if any(c.low(m) in ("serious", "immediate", "on", "word", "of", "reports", "report") for m in range(k, i)):
            return
        if c.low(i) in ("injuries", "injury", "injured", "wounded"):
            yield Raw("injured", (), i, k, i, "zero", zero=True)
        elif c.low(i) in ("casualties", "casualty"):
            yield Raw("killed", (), i, k, i, "zero", zero=True)
            yield Raw("injured", (), i, k, i, "zero", zero=True)
        elif c.low(i) in ("deaths", "fatalities", "death"):
            yield Raw("killed", (), i, k, i, "zero", zero=True)


# ---------------------------------------------------------------- tolls


def _toll(c: Clause, i: int) -> Iterator[Raw]:
    attribute = "killed"
    j = i
    if c.low(i) == "number":
        window = [c.low(k) for k in range(i + 1, min(i + 6, len(c.tokens)))]
        if any(w in ("injured", "wounded", "injuries", "hurt") for w in window):
            attribute = "injured"
        elif not any(w in ("dead", "killed", "deaths", "fatalities", "died", "victims", "martyrs", "martyred") for w in window):
            return
        while j - i < 6 and c.low(j) not in ("dead", "killed", "deaths", "fatalities", "died", "victims", "martyrs", "martyred", "injured", "wounded", "injuries", "hurt"):
            j += 1
        before = c.owner.get(i - 3)
        if c.low(i - 1) == "the" and c.low(i - 2) == "as" and before is not None and before.kind == NUMBERED:
            c.used.add(j)
            yield Raw(attribute, (before,), i, before.first, j, "toll")
            return
    elif c.low(i - 1) in ("injury", "injured", "wounded"):
        attribute = "injured"
    elif c.low(i + 1) in ("booth", "road", "plaza", "free", "free-phone", "tax"):
        return
    old: Chunk | None = None
    for k in range(j + 1, min(j + 14, len(c.tokens))):
        if c.low(k) in (";", ".") or (c.low(k) in ("and", "but", "while") and old is None):
            break
        chunk = c.owner.get(k)
        if chunk is None or chunk.first != k or chunk.kind != NUMBERED or not (chunk.person or chunk.head in ("deaths", "fatalities")):
            continue
        before = c.low(k - 1)
        if before not in _TOLL_VIA and not before.endswith(("ed", "ing", "ly")) and before not in (",", "a"):
            continue
        after = c.low(chunk.last + 1)
        if after in ("injured", "wounded", "hurt") and attribute == "killed":
            break
        if before == "by":
            continue
        if (before == "from" or c.text[c.tokens[chunk.first].start :].lower().startswith("from")) and old is None:
            old = chunk
            continue
        c.used.add(j)
        if after in ("dead", "killed"):
            c.used.add(chunk.last + 1)
        yield Raw(attribute, (chunk,), i, i, chunk.last, "toll")
        # "to 52 from 48"
        back = c.owner.get(chunk.last + 2)
        if c.low(chunk.last + 1) == "from" and back is not None and back.kind == NUMBERED and back.person:
            old = back
        break
    if old is not None:
        yield Raw(attribute, (old,), i, min(i, old.first), max(i, old.last), "toll", superseded=True)


def _counted(c: Clause, i: int) -> Iterator[Raw]:
    """ "the hospital counted 48", in a sentence that speaks of the dead."""
    chunk = _right(c, i)
    near = {c.low(k) for k in range(i - 40, i + 40)}
    if chunk is not None and chunk.kind == NUMBERED and chunk.head is None and near & {"dead", "killed", "toll", "deaths", "died"}:
        if c.low(chunk.last + 1) not in ("dead", "killed", "wounded", "injured", "hurt"):
            yield Raw("killed", (chunk,), i, i, chunk.last, "toll")


# ---------------------------------------------------------------- hurt without the word


_SUFFER = frozenset("suffered suffering suffers suffer sustained sustaining sustains received receiving receives treated with had has having have".split())
_CURED = frozenset("died die dies succumbed succumbing death dead".split())


def _total_known(chunk: Chunk) -> bool:
    return chunk.number is not None or chunk.count is not None


def _wounds(c: Clause, i: int) -> Iterator[Raw]:
    chunk = c.owner.get(i)
    if chunk is not None and chunk.kind == NUMBERED and c.low(i) == "injuries" and not chunk.person:
        yield _raw(c, "injured", (chunk,), i, i, "nominal")
        return
    for none in _none_of(c, i):
        yield none
        return
    for k in range(i - 1, max(-1, i - 9), -1):
        low = c.low(k)
        if low in _CURED or low in (";", ".") or low == "no":
            return
        if low in _SUFFER:
            start = k
            beside = c.owner.get(k - 1)
            if low == "with":
                if beside is not None and beside.last == k - 1 and beside.person and beside.kind in (NUMBERED, INDEFINITE, BARE) and _total_known(beside):
                    fatal = any(c.low(m) in ("fatal", "mortal") for m in range(k, i))
                    yield _raw(c, "killed" if fatal else "injured", _join_left(c, beside, True) or (beside,), i, i, "wounds", not fatal)
                    return
                while start - 1 >= 0 and start - 1 not in c.owner and k - start < 6 and c.low(start - 1) not in (",", ";"):
                    start -= 1
            while c.low(start - 1) in _AUX | _HAVE | _MODAL | {"being", "not"} or c.low(start - 1) in _ADVERBS:
                start -= 1
            mood = _mood(c, start, k)
            if mood != "told" and low not in ("with",):
                return
            fatal = any(c.low(m) in ("fatal", "mortal") for m in range(k, i))
            for raw in _subject_raw(c, start, k, i, "killed" if fatal else "injured", "wounds", not fatal):
                if not raw.zero:
                    yield raw
            return


def _struck(c: Clause, i: int) -> Iterator[Raw]:
    window = [c.low(k) for k in range(i + 1, min(i + 9, len(c.tokens)))]
    if not (window and (any(w in ("bullet", "bullets", "gunfire", "shrapnel", "gunshot", "shots", "crossfire", "gunshots", "pellets", "shot", "fragments", "splinters") for w in window) or (window[:2] in (["in", "the"], ["in", "his"], ["in", "her"]) and any(w in _BODY for w in window)))):
        return
    k = _back_adverbs(c, i)
    a = k
    while c.low(a - 1) in _AUX | _HAVE | _MODAL:
        a -= 1
    if c.low(k) in _AUX:
        yield from _passive(c, a, i, i, "injured", True)


_BODY = frozenset("leg legs arm arms hand hands foot feet head chest back stomach abdomen shoulder thigh neck face hip buttocks torso ankle knee calf finger".split())


def _hospital(c: Clause, i: int) -> Iterator[Raw]:
    """ "was taken to hospital", "is hospitalised", "in critical condition"."""
    if c.low(i).startswith("hospitali"):
        k = _back_adverbs(c, i)
        if c.low(k) in _AUX:
            a = k
            while c.low(a - 1) in _AUX | _HAVE:
                a -= 1
            yield from _passive(c, a, i, i, "injured", True)
        else:
            chunk = c.owner.get(k)
            if chunk is not None and chunk.last == k and chunk.person and (chunk.kind == NUMBERED or chunk.count == 1 and chunk.first == 0):
                yield _raw(c, "injured", (chunk,), i, i, "hospital", True)
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
        if c.low(k) in ("taken", "rushed", "transported", "airlifted", "flown", "brought", "admitted", "moved", "shifted", "treated", "hospitalized", "sent", "transferred"):
            if c.low(_back_adverbs(c, k)) in _AUX:
                yield from _hospital_subject(c, k, i)
            return
        if c.low(k) in (",", ";", "from"):
            return


def _hospital_subject(c: Clause, k: int, i: int) -> Iterator[Raw]:
    while c.low(k - 1) in _AUX | _HAVE | {"listed", "remained", "remains", "reported"} or c.low(k - 1) in _ADVERBS:
        k -= 1
    if _nobody(c, k) is not None:
        return
    chunk, relative, _ = _subject(c, k)
    if chunk is not None and (chunk.kind == NUMBERED or chunk.count == 1):
        chunks = _join_left(c, chunk) if not relative else (chunk,)
        if chunks:
            yield _raw(c, "injured", chunks, i, i, "hospital", True)


def _hostage(c: Clause, i: int, attribute: str = "abducted") -> Iterator[Raw]:
    """ "took 12 people hostage", "12 were taken hostage", "took four men into custody"."""
    end = i - 1 if attribute == "abducted" else i - 2
    chunk = c.owner.get(end)
    if chunk is not None and chunk.last == end and chunk.person and c.low(chunk.first - 1) in ("took", "take", "takes", "taking", "taken", "held", "holding", "hold", "seized"):
        if _countable(chunk):
            yield _raw(c, attribute, _join_right(c, chunk)[:1], i, i, "active", False, _mood(c, chunk.first - 1, chunk.first))
        return
    if c.low(end) in ("taken", "held", "being") and c.low(_back_adverbs(c, end)) in _AUX | _HAVE:
        a = _back_adverbs(c, end)
        while c.low(a - 1) in _AUX | _HAVE:
            a -= 1
        yield from _passive(c, a, i, i, attribute, False)
