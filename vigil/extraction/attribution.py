"""Who is given as the source of a stated fact, as written, and what kind of source that is."""

from __future__ import annotations

import re
from functools import cache

from vigil import codebook
from vigil.extraction.grammar import lower
from vigil.extraction.phrasebook import Gate
from vigil.records import Span

_SAID = r"(?:said|says|say|told|tells|reported|reports|confirmed|confirms|announced|stated|added|claim(?:ed|s)\s+that|gave|gives|spoke\s+of|had\s+reports\s+of|estimated|believe|believed|put|puts|counted|acknowledged|disclosed|revealed|noted|explained|indicated|declared|tweeted|wrote|insisted|maintained)"
_ACCORDING = re.compile(
    r"\baccording\s+to\s+(?P<who>[^,.;:()\"“”]+(?:,\s+(?:an?|the|who|head|chief|[a-z]+)\s[^,.;:()\"“”]{3,60})?)",
)
_VERB = re.compile(rf"\b{_SAID}\b")
_BOUNDARY = re.compile(r"[;:.!?\"“”()](?!\w)")
_HELPERS = ("had", "has", "have", "also", "later", "earlier", "on")
_BETWEEN_VERB = re.compile(rf"(?:\s+(?:{'|'.join(_HELPERS)}|\w+day))*$")
_INVERTED = re.compile(r"[,”\"’]\s*(?:said|says|reported|added|confirmed)\s+(?P<who>[^.;:!?\"“”]+)")
_INVERTED_SUBJECT = re.compile(r"\s+(?P<who>(?:[A-Z]|the\b|an?\b|police\b|officials?\b)[^,.;:]{2,60}),")
_REACH = 400  # characters each side in which a source is looked for
_QUOTED_AS = re.compile(
    r"\b(?P<who>[^,;:.]{2,60}?)\s+(?:was|were)\s+quoted\s+as\s+saying\b|\b(?:quoting|citing)\s+(?P<cited>[^,;:.]{2,90})",
)
_VERSION = re.compile(
    r"\b(?:in|by)\s+(?P<who>(?:the\s+)?\w+(?:\s\w+){0,4}?)(?:['’]s?)?\s+(?:version|account|count|tally|words|estimate)\b",
)
_MAY_SAY = Gate(
    "said|say|told|tells|reported|reports|confirm|announc|stated|added|claimed|claims|gave|gives|spoke|estimated|believe"
    "|put|counted|acknowledged|disclosed|revealed|noted|explained|indicated|declared|tweeted|wrote|insisted|maintained"
    "|according|quot|citing|version|account|count|tally|words|estimate"
)
_JOINED = re.compile(
    r",\s+(?:and|but|while|as|when)\s+|\s+(?:and|but|while|as|when|that|after)\s+(?=\w+\s+\w+$)"
)
_LOOSE_END = re.compile(r",?\s*\b(?:however|meanwhile|though|too)$")
_DESCRIBES = re.compile(r"(?:an?|the|head|chief|who|spokes|director|deputy|[a-z])")
_MAY_BE_VERSION = Gate("version|account|count|tally|words|estimate")
_TWO_DEEDS = re.compile(r"\b(?:and|killing|wounding|while)\b")
_HEDGE = re.compile(
    r"^(?:(?:and|but|while|as|when|after|before|because|although|that|who|which|where|so|though|meanwhile|however|later|earlier|in|on|at|also)\b[,\s]*|[,\s]+)+",
)
_TIME_TAIL = re.compile(
    r"\s+(?:on\s+)?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|yesterday|late|early|later|also|had|have|has|in\s+a\s+statement|in\s+an?\s+\w+)\b.*$",
)
# "said that they would stay": what was said, and not who said it
_CLAUSE = re.compile(
    r"(?:they|he|she|it|we|i) (?:would|will|had|have|has|were|was|are|is|could|should|must)\b"
)
_BAD_WHO = re.compile(
    r"^(?:it|that|which|who|this|there|what|they|he|she|and|or|them|him|her|killed|.*\b(?:being|to be)|was|were|is|are)$",
)
_OUTCOME = re.compile(r"\b(?:killed|wounded|injured|dead|died|hurt|exploded|opened fire|killing|wounding)\b")


def find_speaker(text: str, span: Span) -> tuple[str | None, str | None]:
    """(speaker as written, kind) of what stands at ``span`` of the sentence ``text``; (None, None): no source stated."""
    if span.field == "title":
        return None, "headline"
    left = max(0, span.start - _REACH)
    text = text[left : span.end + _REACH]
    low, start, end = lower(text), span.start - left, span.end - left
    if not _MAY_SAY(low):
        return None, None
    who = (
        _according(text, low, start, end)
        or _said_before(text[:start], low[:start])
        or _said_after(text[end:], low[end:])
        or _other(text, low)
    )
    if who is None:
        return None, None
    return who, speaker_kind(who)


def speakers(text: str) -> list[str]:
    """Whoever is given as the source of something in the sentence ``text``, as written."""
    low = lower(text)
    if not _MAY_SAY(low):
        return []
    found = (_according(text, low, 0, 0), _said_before(text, low), _said_after(text, low), _other(text, low))
    return [who for who in dict.fromkeys(found) if who]


def _according(text: str, low: str, start: int, end: int) -> str | None:
    if "according" in low:
        for match in _ACCORDING.finditer(low):
            gap = low[end : match.start()] if match.start() >= end else low[match.end() : start]
            if ";" not in gap:
                return _clean(text[slice(*match.span("who"))])
    return None


def _said_before(before: str, low: str) -> str | None:
    """The subject of the last verb of saying before the count, in the same clause."""
    for match in list(_VERB.finditer(low))[:-4:-1]:  # the nearest three
        if ";" in low[match.end() :]:
            return None
        left = before[: match.start()]
        # "..., said Ali Khan of the hospital, with 12 dead"
        inverted = (
            _INVERTED_SUBJECT.match(before, match.end()) if left.rstrip()[-1:] in (",", "”", '"') else None
        )
        if inverted is not None and (who := _clean(inverted["who"])):
            return who
        marks = [m.end() for m in _BOUNDARY.finditer(left)]
        who = _last_subject(_without_aux(left[marks[-1] if marks else 0 :]))
        if who:
            return who
    return None


def _said_after(after: str, low: str) -> str | None:
    """The subject of the first verb of saying behind a comma after the count: ", police said", ", said X"."""
    low = low[:_REACH].split(";")[0]
    inverted = _INVERTED.search(low)
    for match in _VERB.finditer(low):
        if inverted is not None and inverted.start() <= match.start():
            return _last_subject(after[slice(*inverted.span("who"))])
        left = after[: match.start()]
        comma = max(left.rfind(mark) for mark in ',”"’')
        if comma < 0:
            continue
        # "police chief Ali, who leads the inquiry, said": a name and its description hold commas
        first = left.find(",")
        for start in dict.fromkeys((comma, first)):
            who = _last_subject(_without_aux(left[start + 1 :]))
            if who and not _TWO_DEEDS.search(left[start + 1 :]):
                return who
        return None
    return None


def _without_aux(words: str) -> str:
    """``words`` without the helpers of a verb of saying at their end: "police had earlier", "the army on Monday"."""
    words = words.rstrip()
    low = lower(words)
    final = low.rsplit(None, 1)[-1:]
    if final and (final[0] in _HELPERS or final[0].endswith("day")):
        match = _BETWEEN_VERB.search(low)
        return words[: match.start()] if match else words
    return words


def _other(text: str, low: str) -> str | None:
    match = _QUOTED_AS.search(low) if "quot" in low or "citing" in low else None
    if match:
        return _clean(text[slice(*match.span("who" if match["who"] else "cited"))])
    match = _VERSION.search(low) if _MAY_BE_VERSION(low) else None
    return _clean(text[slice(*match.span("who"))]) if match else None


def _last_subject(words: str) -> str | None:
    """The noun phrase that a verb of saying has as its subject, out of all that stands before it."""
    phrase = _JOINED.split(words)[-1].strip(" ,'’")
    phrase = _LOOSE_END.sub("", phrase)
    pieces = [p.strip() for p in phrase.split(",") if p.strip()]
    if not pieces:
        return None
    # "Wazir Khan Nasir, the city's police chief,": a name and its description stay together
    tail = pieces[-1]
    if (
        len(pieces) >= 2
        and _DESCRIBES.match(tail)
        and pieces[-2][:1].isupper()
        and len(pieces[-2].split()) <= 6
    ):
        tail = pieces[-2] + ", " + tail
    elif len(pieces) >= 2 and len(tail.split()) > 8:
        return None
    return _clean(tail)


def _clean(who: str) -> str | None:
    who = who.strip(" ,.\"“”'’")
    low = lower(who)
    if hedge := _HEDGE.match(low):
        who, low = who[hedge.end() :], low[hedge.end() :]
    if tail := _TIME_TAIL.search(low):
        who, low = who[: tail.start()] + who[tail.end() :], low[: tail.start()] + low[tail.end() :]
    who, low = who.strip(" ,"), low.strip(" ,")
    if (
        len(who) < 3
        or len(who) > 90
        or not who[0].isalpha()
        or _BAD_WHO.match(low)
        or _OUTCOME.search(low)
        or _CLAUSE.match(low)
    ):
        return None
    return who


_KINDS = ("police", "hospital", "military", "group", "media", "ngo", "witness", "official")


@cache
def _kinds() -> tuple[dict[str, int], list[tuple[str, re.Pattern[str], int]]]:
    """Rank in ``_KINDS`` of each single word; and words of several parts, their patterns and ranks."""
    single: dict[str, int] = {}
    parted = []
    table = codebook.load("casualties")["speakers"]
    for rank, kind in enumerate(_KINDS):
        for word in table[kind]:
            if _WORD.fullmatch(word):
                single.setdefault(word, rank)
            else:
                parted.append((word, re.compile(rf"\b{re.escape(word)}\b"), rank))
    return single, parted


_WORD = re.compile(r"\w+")


def speaker_kind(who: str) -> str:
    """police | hospital | military | group | media | ngo | witness | official | other."""
    low = lower(who)
    single, parted = _kinds()
    ranks = [single[w] for w in _WORD.findall(low) if w in single]
    ranks += [rank for word, pattern, rank in parted if word in low and pattern.search(low)]
    return _KINDS[min(ranks)] if ranks else "other"
