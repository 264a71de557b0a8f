"""Who is given as the source of a stated fact, as written, and what kind of source that is."""

from __future__ import annotations

import re
from functools import cache

from vigil import codebook
from vigil.records import Span

_SAID = r"(?:said|says|say|told|tells|reported|reports|confirmed|confirms|announced|stated|added|claim(?:ed|s)\s+that|gave|gives|spoke\s+of|had\s+reports\s+of|estimated|believe|believed|put|puts|counted|acknowledged|disclosed|revealed|noted|explained|indicated|declared|tweeted|wrote|insisted|maintained)"
_ACCORDING = re.compile(
    r"\baccording\s+to\s+(?P<who>[^,.;:()\"“”]+(?:,\s+(?:an?|the|who|head|chief|[a-z]+)\s[^,.;:()\"“”]{3,60})?)",
    re.IGNORECASE,
)
_VERB = re.compile(rf"\b{_SAID}\b", re.IGNORECASE)
_BOUNDARY = re.compile(r"[;:.!?\"“”()](?!\w)")
_BETWEEN_VERB = re.compile(r"(?:\s+(?:had|has|have|also|later|earlier|on|\w+day))*\s*$", re.IGNORECASE)
_INVERTED = re.compile(
    r"[,”\"’]\s*(?:said|says|reported|added|confirmed)\s+(?P<who>[^.;:!?\"“”]+)", re.IGNORECASE
)
_INVERTED_SUBJECT = re.compile(r"\s+(?P<who>(?:[A-Z]|the\b|an?\b|police\b|officials?\b)[^,.;:]{2,60}),")
_REACH = 400  # characters each side in which a source is looked for
_QUOTED_AS = re.compile(
    r"\b(?P<who>[^,;:.]{2,60}?)\s+(?:was|were)\s+quoted\s+as\s+saying\b|\b(?:quoting|citing)\s+(?P<cited>[^,;:.]{2,90})",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"\b(?:in|by)\s+(?P<who>(?:the\s+)?\w+(?:\s\w+){0,4}?)(?:['’]s?)?\s+(?:version|account|count|tally|words|estimate)\b",
    re.IGNORECASE,
)
_GATE = re.compile(
    rf"\b{_SAID}\b|\baccording\b|\bquot|\bciting\b|\s(?:version|account|count|tally|words|estimate)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"^(?:(?:and|but|while|as|when|after|before|because|although|that|who|which|where|so|though|meanwhile|however|later|earlier|in|on|at|also)\b[,\s]*|[,\s]+)+",
    re.IGNORECASE,
)
_TIME_TAIL = re.compile(
    r"\s+(?:on\s+)?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|yesterday|late|early|later|also|had|have|has|in\s+a\s+statement|in\s+an?\s+\w+)\b.*$",
    re.IGNORECASE,
)
_BAD_WHO = re.compile(
    r"^(?:it|that|which|who|this|there|what|they|he|she|and|or|them|him|her|killed|.*\b(?:being|to be)|was|were|is|are)$",
    re.IGNORECASE,
)
_OUTCOME = re.compile(
    r"\b(?:killed|wounded|injured|dead|died|hurt|exploded|opened fire|killing|wounding)\b", re.IGNORECASE
)


def find_speaker(text: str, span: Span) -> tuple[str | None, str | None]:
    """(speaker as written, kind) of what stands at ``span`` of the sentence ``text``; (None, None): no source stated."""
    if span.field == "title":
        return None, "headline"
    left, right = max(0, span.start - _REACH), span.end + _REACH
    text, span = text[left:right], Span("text", span.start - left, span.end - left)
    before, after = text[: span.start], text[span.end :]
    if not _GATE.search(text):
        return None, None
    who = _according(text, span) or _said_before(before) or _said_after(after) or _other(text)
    if who is None:
        return None, None
    return who, speaker_kind(who)


def _according(text: str, span: Span) -> str | None:
    for match in _ACCORDING.finditer(text):
        gap = text[span.end : match.start()] if match.start() >= span.end else text[match.end() : span.start]
        if ";" not in gap:
            return _clean(match["who"])
    return None


def _said_before(before: str) -> str | None:
    """The subject of the last verb of saying before the count, in the same clause."""
    before = before[-_REACH:]
    for match in list(_VERB.finditer(before))[:-4:-1]:  # the nearest three
        if ";" in before[match.end() :]:
            return None
        left = before[: match.start()]
        # "..., said Ali Khan of the hospital, with 12 dead"
        inverted = (
            _INVERTED_SUBJECT.match(before, match.end()) if left.rstrip()[-1:] in (",", "”", '"') else None
        )
        if inverted is not None and (who := _clean(inverted["who"])):
            return who
        marks = [m.end() for m in _BOUNDARY.finditer(left)]
        who = _last_subject(_BETWEEN_VERB.sub("", left[marks[-1] if marks else 0 :]))
        if who:
            return who
    return None


def _said_after(after: str) -> str | None:
    """The subject of the first verb of saying behind a comma after the count: ", police said", ", said X"."""
    cut = after[:_REACH].split(";")[0]
    inverted = _INVERTED.search(cut)
    for match in _VERB.finditer(cut):
        if inverted is not None and inverted.start() <= match.start():
            return _last_subject(inverted["who"])
        left = cut[: match.start()]
        comma = max(left.rfind(mark) for mark in ',”"’')
        if comma < 0:
            continue
        # "police chief Ali, who leads the inquiry, said": a name and its description hold commas
        first = left.find(",")
        for start in dict.fromkeys((comma, first)):
            who = _last_subject(_BETWEEN_VERB.sub("", left[start + 1 :]))
            if who and not re.search(r"\b(?:and|killing|wounding|while)\b", left[start + 1 :]):
                return who
        return None
    return None


def _other(text: str) -> str | None:
    match = _QUOTED_AS.search(text)
    if match:
        return _clean(match["who"] or match["cited"])
    match = _VERSION.search(text)
    return _clean(match["who"]) if match else None


def _last_subject(words: str) -> str | None:
    """The noun phrase that a verb of saying has as its subject, out of all that stands before it."""
    parts = re.split(
        r",\s+(?:and|but|while|as|when)\s+|\s+(?:and|but|while|as|when|that|after)\s+(?=\w+\s+\w+$)", words
    )
    phrase = parts[-1].strip(" ,'’")
    phrase = re.sub(r",?\s*\b(?:however|meanwhile|though|too)$", "", phrase)
    pieces = [p.strip() for p in phrase.split(",") if p.strip()]
    if not pieces:
        return None
    # "Wazir Khan Nasir, the city's police chief,": a name and its description stay together
    tail = pieces[-1]
    if (
        len(pieces) >= 2
        and re.match(r"(?:an?|the|head|chief|who|spokes|director|deputy|[a-z])", tail)
        and pieces[-2][:1].isupper()
        and len(pieces[-2].split()) <= 6
    ):
        tail = pieces[-2] + ", " + tail
    elif len(pieces) >= 2 and len(tail.split()) > 8:
        return None
    return _clean(tail)


def _clean(who: str) -> str | None:
    who = _HEDGE.sub("", who.strip(" ,.\"“”'’"))
    who = _TIME_TAIL.sub("", who).strip(" ,")
    if len(who) < 3 or len(who) > 90 or not who[0].isalpha() or _BAD_WHO.match(who) or _OUTCOME.search(who):
        return None
    return who


@cache
def _kinds() -> list[tuple[str, re.Pattern[str]]]:
    table = codebook.load("casualties")["speakers"]
    order = ("police", "hospital", "military", "group", "media", "ngo", "witness", "official")
    return [
        (kind, re.compile(r"\b(?:" + "|".join(re.escape(w) for w in table[kind]) + r")\b", re.IGNORECASE))
        for kind in order
    ]


def speaker_kind(who: str) -> str:
    """police | hospital | military | group | media | ngo | witness | official | other."""
    return next((kind for kind, pattern in _kinds() if pattern.search(who)), "other")
