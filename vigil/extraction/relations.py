"""How groups, persons and institutions stand to each other: affiliated, splinter of, leader of, banned by, backed by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from vigil import codebook
from vigil.extraction import accused, grammar
from vigil.extraction.accused import BODY, DESCRIBED, GROUP, PERSON, PRONOUN, Spot
from vigil.extraction.actors import find_groups
from vigil.extraction.known_groups import GROUP as ARMED
from vigil.extraction.known_groups import GroupMention
from vigil.extraction.moments import Moments, moments, when
from vigil.extraction.naming import THE_GROUP, People
from vigil.extraction.phrasebook import Gate, Phrasebook
from vigil.records import Claim, Sentence, TimeMention

_RELATION_GATE = Gate(
    "splinter|breakaway|offshoot|split|broke|leader|head|chief|command|found|emir|spokes|member|"
    "operative|fighter|belong|banned|outlaw|proscri|allied|ally|allies|alliance|worked|working|works|joined|"
    "affiliat|link|tied|ties|connect|associat|close|loyal|allegiance|front|wing|branch|arm |armed|faction|"
    "backed|aligned|supported|funded|financ|sponsor|dissident|top man|kingpin|boss|contacts|leads|led|uses|used|using|"
    "consider|regard|sees|see |view|treat"
)
PERSONAL = frozenset({"leader of", "member of", "spokesman of"})


@cache
def _book() -> Phrasebook:
    return Phrasebook(
        (kind, words) for kind, row in codebook.load("accountability")["relations"].items() for words in row
    )


@cache
def _joined() -> re.Pattern[str]:
    return re.compile(rf"[-–\s]({'|'.join(codebook.load('accountability')['joined'])})\s", re.IGNORECASE)


@cache
def _bodies() -> re.Pattern[str]:
    word = "|".join(codebook.load("accountability")["bodies"])
    return re.compile(
        rf"(?:\b[Tt]he\s)?(?:\b(?-i:[A-Z])[\w’'-]+\s)?\b{word}\b(?:\sand\s(?:the\s)?{word}\b)?", re.IGNORECASE
    )


_WHERE = re.compile(
    r"\s((?:the\s)?(?:government of\s(?:the\s)?)?(?:(?:[A-Z][\w’'-]+\s?){1,3}|(?:government|state|authorities|supreme court)(?: of [A-Z]\w+)?))"
)
_OTHERS = re.compile(
    r"\b(?:a number of|several|other|some|these|those|various|many)\s(?:[\w’'-]+\s){0,5}?(?:groups?|organi[sz]ations?|outfits?|factions?|militias|cells)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:\b(?:the|an?|one of the|its|their|former|senior|top|local|deputy|powerful|feared|close|strong|deep|alleged|suspected|known|direct"
    r"|old|longstanding|some|any|no|himself|self-styled|provincial|regional|supreme|spiritual|military|armed|Pakistani|Afghan|Iraqi)\s)+$"
)
_DENIED = re.compile(
    r"\b(?:not|never|no|without|den(?:y|ies|ied|ying)|n[’']t|nor|rejected|any)\b", re.IGNORECASE
)
_AND = re.compile(rf"(?:,\s|\s)(?:and|but)(?:\s{accused.AUX})*\s")
_COUNTRY = re.compile(r"\s(?:the\s)?((?:[A-Z][\w’'-]+\s?){1,3})")
_TITLE_AFTER = re.compile(
    r"(?:[’']s)?\s(?:[a-z-]+\s){0,2}?(leader|chief|head|commander|founder|co-founder|emir|boss|spokesman|spokeswoman|member|operative)\s$"
)


def find_relations(
    sentences: Sequence[Sentence],
    times: Sequence[TimeMention] = (),
    document: Sequence[Sentence] | None = None,
) -> list[Claim]:
    """Claims ``relation`` in order: value one actor, detail the relation and the other ("affiliated with Al-Qaeda").

    A claim says what its text says, no more; as_of where the text dates it.  ``times``: those of the text, resolved;
    ``document``: all its sentences, for names given in full elsewhere.
    """
    whole = sentences if document is None else document
    wanted = {(s.span.field, s.span.start) for s in sentences}
    people = People(whole)
    out: list[Claim] = []
    last: str | None = None
    for sentence in whole:
        for piece in grammar.pieces([sentence]):
            text = grammar.flat(piece.text)
            low = grammar.lower(text)
            named = [g for g in find_groups(piece) if g.named]
            if (sentence.span.field, sentence.span.start) in wanted and _RELATION_GATE(low):
                spots = _spots(text, named, piece.span.start, people, last)
                if any(s.kind in (GROUP, BODY) for s in spots):
                    out += _of(piece, text, low, spots, moments(piece, times))
            armed = [g.name for g in named if g.kind == ARMED]
            last = armed[-1] if armed else last
    return out


def _spots(
    text: str, named: Sequence[GroupMention], offset: int, people: People, last: str | None
) -> list[Spot]:
    """Those who may stand in a relation: groups, persons by name, institutions, groups only described."""
    kept = [
        Spot(g.span.start - offset, g.span.end - offset, g.name, GROUP if g.kind == ARMED else BODY)
        for g in named
    ]
    found = accused.spots(text, named, offset, people, None, last)
    for spot in found:
        if (
            spot.kind in (GROUP, PERSON)
            and spot.name
            and all(spot.end <= s.start or spot.start >= s.end for s in kept)
        ):
            kept.append(spot)
    for kind, pattern in ((BODY, _bodies()), (DESCRIBED, _OTHERS)):
        for match in pattern.finditer(text):
            if all(match.end() <= s.start or match.start() >= s.end for s in kept):
                kept.append(Spot(match.start(), match.end(), match.group(), kind))
    for spot in found:
        if spot.kind == PRONOUN and text[spot.start : spot.end].lower() == "them":
            kept.append(spot)
    return sorted(kept, key=lambda s: s.start)


def _of(sentence: Sentence, text: str, low: str, spots: list[Spot], times: Moments) -> Iterator[Claim]:
    seen: set[tuple[str, str]] = set()
    subject: list[Spot] = []
    for begin, end, kind in _book().find(low):
        if _DENIED.search(low, max(0, begin - 25), begin):
            continue
        who, other, name = _two(text, spots, begin, end, kind, subject)
        subject = who or subject
        for one in who:
            # "banned in Pakistan" does not say by whom
            detail = f"{kind} {name}" if name is None or name[0] != "\0" else f"banned in {name[1:]}"
            if not name or one.name == name or (str(one.name), detail) in seen:
                continue
            seen.add((str(one.name), detail))
            yield _claim(
                sentence, text, one, min(one.start, begin), max(other, one.end), begin, end, detail, times
            )
    for one, two, detail in _side_by_side(text, spots):
        if (str(one.name), detail) not in seen:
            seen.add((str(one.name), detail))
            start, stop = min(one.start, two.start), max(one.end, two.end)
            yield _claim(sentence, text, one, start, stop, start, stop, detail, times)


def _claim(
    sentence: Sentence,
    text: str,
    one: Spot,
    start: int,
    stop: int,
    begin: int,
    end: int,
    detail: str,
    times: Moments,
) -> Claim:
    near = [t for t in times if start <= t[0] <= stop + 2]  # "pledged allegiance to it in 2014"
    as_of = when(text, near, begin, end, start, len(text))
    return grammar.claim(sentence, "relation", start, stop, start, value=one.name, detail=detail, as_of=as_of)


def _two(
    text: str, spots: Sequence[Spot], begin: int, end: int, kind: str, last: Sequence[Spot]
) -> tuple[list[Spot], int, str | None]:
    """The subjects of a relation, where the words for the other end, and its name; no subjects: it is not clear who."""
    lead = _BEFORE.search(text, 0, begin)
    at = lead.start() if lead else begin
    fitting = [s for s in spots if (s.kind == PERSON) == (kind in PERSONAL) and s.kind != PRONOUN]
    subject = [s for s in accused.subject(text, fitting, at) if s.kind != DESCRIBED]
    between = text[last[-1].end : at] if last and last[-1].end <= at else ""
    joined = list(_AND.finditer(between[-50:]))
    if not subject and joined and joined[-1].end() == len(between[-50:]) and kind not in PERSONAL:
        subject = [s for s in last if s.kind != PERSON]
    if kind == "banned by":
        where = _WHERE.match(text, end)
        if not where:
            return [], end, None
        name = where.group(1).strip()
        return subject, where.end(), name if text[end - 2 : end] == "by" else f"\0{name}"
    behind = [s for s in spots if s.kind in (GROUP, BODY, DESCRIBED, PRONOUN)]
    others = accused.object_(text, [s for s in behind if s.kind != PRONOUN], end)
    if kind in ("uses", "considers as assets"):
        bodies = [s for s in subject if s.kind == BODY] or [s for s in last if s.kind == BODY]
        meant = [s for s in behind if end <= s.start <= end + 2]
        name = meant[0].name if meant else None
        if meant and meant[0].kind == PRONOUN:
            named = [s for s in behind if s.end <= begin and s.kind in (GROUP, DESCRIBED)]
            name = named[-1].name if named else None
        stop = re.compile(r"[^.;,]{2,70}? as (?:[\w-]+ )*?(?:leverage|assets?|prox(?:y|ies)|tools?)").match(
            text, end
        )
        return bodies[:1], stop.end() if stop else end, name
    if kind == "backed by" and not others:
        country = _COUNTRY.match(text, end)
        return (subject, country.end(1), country.group(1).strip()) if country else ([], end, None)
    if not others:
        return [], end, None
    other = others[0]
    if kind in PERSONAL and not subject:
        after = [s for s in fitting if s.start >= other.end][:1]
        if after and re.fullmatch(r",?\s", text[other.end : after[0].start]):
            subject = after
    return subject, other.end, other.name


def _side_by_side(text: str, spots: Sequence[Spot]) -> Iterator[tuple[Spot, Spot, str]]:
    """ "the al-Qaeda-linked Ansar Dine", "the Lashkar leader Ali Raza", "Ali Raza of the banned Lashkar"."""
    kinds = codebook.load("accountability")["joined"]
    for one, two in zip(spots, spots[1:], strict=False):
        between = text[one.end : two.start]
        if one.kind == GROUP and two.kind == GROUP and len(between) < 60 and one.name != two.name:
            match = _joined().match(text, one.end)
            if match and not re.search(r"[.;:]", between):
                yield two, one, f"{kinds[match.group(1).lower()]} {one.name}"
        if one.kind == GROUP and two.kind == PERSON and (title := _TITLE_AFTER.fullmatch(between)):
            word = title.group(1)
            kind = (
                "spokesman"
                if word.startswith("spokes")
                else "member"
                if word in ("member", "operative")
                else "leader"
            )
            yield two, one, f"{kind} of {one.name}"
        if (
            one.kind == PERSON
            and two.kind == GROUP
            and re.fullmatch(r"\sof\s(?:the\s)?(?:banned|outlawed|proscribed)\s", between)
        ):
            yield one, two, f"member of {two.name}"
    for match in re.finditer(r"([A-Z]\w+)[-–](backed|sponsored|supported|funded)\s", text):
        after = [s for s in spots if s.kind == GROUP and 0 <= s.start - match.end() < 30]
        if after and not THE_GROUP.match(text, after[0].start):
            yield (
                after[0],
                Spot(match.start(1), match.end(1), match.group(1), BODY),
                f"backed by {match.group(1)}",
            )
