"""How groups and persons stand to each other: affiliated, splinter of, leader of, banned by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from vigil import codebook
from vigil.extraction import grammar
from vigil.extraction.actors import find_groups
from vigil.extraction.known_groups import GROUP, GroupMention
from vigil.extraction.naming import NOT_PERSON, PERSON_NAME, THE_GROUP
from vigil.extraction.phrasebook import Gate, Phrasebook
from vigil.records import Claim, Sentence

_RELATION_GATE = Gate(
    "splinter|breakaway|offshoot|split|broke|leader|head|chief|command|found|emir|spokes|member|"
    "operative|fighter|belong|banned|outlaw|proscri|allied|ally|allies|alliance|worked|working|joined|"
    "affiliat|link|tied|ties|connect|associat|close|loyal|allegiance|front|wing|branch|arm |faction|"
    "backed|aligned|supported|funded|inspired|dissident|top man|kingpin|boss|contacts"
)


@cache
def _book() -> Phrasebook:
    return Phrasebook(
        (kind, words) for kind, row in codebook.load("accountability")["relations"].items() for words in row
    )


_HYPHEN = re.compile(r"[-–\s](?:affiliated|linked|backed|aligned|inspired|allied)\s", re.IGNORECASE)
_WHERE = re.compile(
    r"(?:the\s)?(?:government of\s)?((?:[A-Z][\w’'-]+\s?){1,3}|(?:the\s)?(?:government|state"
    r"|authorities|supreme court)(?: of [A-Z]\w+)?)"
)


def find_relations(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims ``relation`` in order: value one actor, detail the relation and the other ("affiliated with Al-Qaeda")."""
    out: list[Claim] = []
    last: GroupMention | None = None
    for sentence in grammar.pieces(sentences):
        groups = [g for g in find_groups(sentence) if g.named]
        text, offset = grammar.flat(sentence.text), sentence.span.start
        low = grammar.lower(text)
        before, last = last, next((g for g in reversed(groups) if g.kind == GROUP), last)
        if (groups or before) and _RELATION_GATE(low):
            spots = [(g.span.start - offset, g.span.end - offset, g.name) for g in groups]
            seen: set[tuple[str, str]] = set()
            for start, end, kind in _book().find(low):
                claim = _related(sentence, start, end, kind, spots, before)
                if claim and (str(claim.value), str(claim.detail)) not in seen:
                    seen.add((str(claim.value), str(claim.detail)))
                    out.append(claim)
            for a, b, name in spots:  # "the al-Qaeda-affiliated Lashkar-e-Jhangvi"
                hyphen = _HYPHEN.match(text, b)
                after = [s for s in spots if hyphen and 0 <= s[0] - hyphen.end() < 60 and s[2] != name]
                if after and (after[0][2], "affiliated with " + name) not in seen:
                    seen.add((after[0][2], "affiliated with " + name))
                    out.append(
                        grammar.claim(
                            sentence,
                            "relation",
                            a,
                            after[0][1],
                            a,
                            value=after[0][2],
                            detail="affiliated with " + name,
                        )
                    )
    return out


def _related(
    sentence: Sentence,
    start: int,
    end: int,
    kind: str,
    spots: list[tuple[int, int, str]],
    last: GroupMention | None,
) -> Claim | None:
    text = grammar.flat(sentence.text)
    before = [s for s in spots if s[1] <= start and start - s[1] < 80]
    after = [s for s in spots if s[0] >= end and s[0] - end < 60]
    if kind == "banned by":
        where = _WHERE.match(text, end + 1)
        if before and where:
            name = where.group(1).strip()
            return grammar.claim(
                sentence,
                "relation",
                before[-1][0],
                where.end(),
                start,
                value=before[-1][2],
                detail=f"banned by {name}" if text[end - 2 : end] == "by" else f"banned in {name}",
            )
        anaphor = THE_GROUP.search(text, 0, start)
        if where and last is not None and anaphor:
            return grammar.claim(
                sentence,
                "relation",
                anaphor.start(),
                where.end(),
                start,
                value=last.name,
                detail=f"banned by {where.group(1).strip()}",
            )
        return None
    if not after:
        return None
    other = after[0]
    if kind in ("leader of", "member of"):
        left, _ = grammar.clause(text, start, end)
        people = [
            m
            for m in PERSON_NAME.finditer(text, max(0, start - 70), start)
            if not NOT_PERSON & set(m.group().split())
        ]
        follows = re.match(r",?\s(" + PERSON_NAME.pattern + r")", text[other[1] :])
        if people and start - people[-1].end() < 25:
            return grammar.claim(
                sentence,
                "relation",
                people[-1].start(),
                other[1],
                start,
                value=people[-1].group(),
                detail=f"{kind} {other[2]}",
            )
        if follows and not NOT_PERSON & set(follows.group(1).split()):
            return grammar.claim(
                sentence,
                "relation",
                max(left, start),
                other[1] + follows.end(),
                start,
                value=follows.group(1),
                detail=f"{kind} {other[2]}",
            )
        return None
    subject = before[-1] if before else None
    if subject is None and last is not None and last.name != other[2] and THE_GROUP.search(text, 0, start):
        return grammar.claim(
            sentence,
            "relation",
            max(0, start - 60) if start > 60 else 0,
            other[1],
            start,
            value=last.name,
            detail=f"{kind} {other[2]}",
        )
    if subject is None or subject[2] == other[2]:
        return None
    return grammar.claim(
        sentence, "relation", subject[0], other[1], start, value=subject[2], detail=f"{kind} {other[2]}"
    )
