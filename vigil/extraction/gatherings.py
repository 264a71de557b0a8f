"""What is told of a demonstration as it goes on: how long, what is done against it, how it ends.

The words are in ``codebook/demonstrations.yaml``; lengths of time are those that the room of dates has read.  Who calls
for a demonstration and who takes part is in ``participants``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from vigil import codebook
from vigil.extraction import grammar
from vigil.extraction.actors import find_groups
from vigil.extraction.numbers import bounds
from vigil.extraction.phrasebook import Gate, Phrasebook
from vigil.extraction.sentences import holding
from vigil.records import Claim, Sentence, TimeMention


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    gathering: re.Pattern[str]
    crowd: re.Pattern[str]
    surely: re.Pattern[str]  # a crowd by its name, "protesters", and not only "people"
    forces: re.Pattern[str]
    alone: Phrasebook
    done_by: Phrasebook
    done_upon: Phrasebook
    suffered: Phrasebook
    endings: Phrasebook
    agreed: re.Pattern[str]
    unburied: re.Pattern[str]


def gathering_words() -> str:
    """A pattern for what a demonstration is called, in lower case."""
    return "(?:" + "|".join(codebook.load("demonstrations")["gatherings"]) + ")"


@cache
def _vocabulary() -> _Vocabulary:
    data = codebook.load("demonstrations")
    rows = data["interventions"].items()

    def whole(words: Sequence[str]) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?![\w-])")

    def book(key: str) -> Phrasebook:
        return Phrasebook((name, words) for name, row in rows for words in row.get(key, ()))

    inside = gathering_words()
    return _Vocabulary(
        gathering=whole(data["gatherings"]),
        crowd=whole(data["crowd"]),
        surely=re.compile(
            r"(?<![\w-])(?:protest[eo]rs?|demonstrators?|marchers?|strikers?|rioters?|mourners?|picketers?|crowds?|mobs?|stone-throwers?)(?![\w-])"
        ),
        forces=whole(data["forces"]),
        alone=book("alone"),
        done_by=book("by"),
        done_upon=book("upon"),
        suffered=book("suffered"),
        endings=Phrasebook(
            (name, words.replace("{gathering}", inside))
            for name, row in data["endings"].items()
            for words in row
        ),
        agreed=re.compile(data["agreed"]),
        unburied=re.compile(data["unburied"]),
    )


_GATE = Gate(
    "protest|demonstrat|sit-in|sit in|sitin|dharna|rally|rallies|rallied|march|procession|vigil|picket|strik|blockad|shutdown|shutter|hartal"
    "|bandh|agitation|walkout|encampment|stoppage|mourning|gather|crowd|mob|riot|mourner|roadblock|road block|blocked|blocking|bury|buri|stopped work"
)


def may_tell(low: str) -> bool:
    """Whether a lower-cased sentence holds a word that a demonstration is told with."""
    return _GATE(low)


def follows(sentence: Sentence, last: Sentence | None) -> bool:
    """Whether ``last`` is the sentence before, of the same field, or the same one."""
    return (
        last is not None and last.span.field == sentence.span.field and 0 <= sentence.index - last.index <= 1
    )


# ---------------------------------------------------------------- how long

_ORDINAL = re.compile(
    r"\b(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth|\w+tieth)\b",
    re.IGNORECASE,
)
_SINCE = re.compile(r"since\b", re.IGNORECASE)
_UNTIL = re.compile(r"(?:until|till|up to)\b", re.IGNORECASE)
_HOURS = re.compile(r"hours?\b|minutes?\b", re.IGNORECASE)
_AMOUNT = re.compile(
    r"(?:(?P<more>more than|over)|(?P<least>at least)|(?P<about>about|around|nearly|almost|roughly|some))\b"
)
_OVER = re.compile(r"\b(?:lasted|continued|went on|ran|stayed|remained|held|ended|sat|was|were)\b")
_PUT_OFF = re.compile(r"\b(?:postpon|adjourn|delay|put off|defer)[^.;]*$")
_FAR = 60  # code points that may lie between a length of time and the word for what lasted so long
_OTHER = re.compile(
    r"[ -](?:of )?(?:\w+ )?(?:mourning|ago|old|after the|notice|ultimatum|deadline|sentence|curfew|ceasefire|truce|before|killed|died|dead|aged?)\b"
)


_FORMER = re.compile(
    r"\b(?:(?:days?|weeks?|months?|years?) ago|last (?:week|month|year)|earlier|previous(?:ly)?|former)\b[^,;.]*$"
)


def of_before(head: str) -> bool:
    """Whether the words before a length of time make it that of an earlier one ("who a week ago held a three-day")."""
    return _FORMER.search(head[-_FAR:].lower()) is not None


def find_durations(sentences: Sequence[Sentence], times: Sequence[TimeMention]) -> list[Claim]:
    """Claims ``duration`` in order: value the words, low and high in days, as_of the day on which it had gone on so long.

    "Third night": three days or more; "three-day": three; "until Monday": no number, and the day in ``until`` where
    it is still to come; less than a day: none or one.
    """
    words = _vocabulary()
    out: list[Claim] = []
    for time in times:
        if time.kind != "duration":
            continue
        where = holding(time.span, sentences)
        if where is None:
            continue
        sentence = sentences[where]
        text = grammar.flat(sentence.text)
        low = grammar.lower(text)
        if not _GATE(low):
            continue
        start, end = time.span.start - sentence.span.start, time.span.end - sentence.span.start
        if not 0 <= start < end <= len(text) or _OTHER.match(low, end) or low.startswith("within", start):
            continue
        if _PUT_OFF.search(low, max(0, start - 80), start) or of_before(low[:start]):
            continue
        near = min(
            (_gap(start, end, m.start(), m.end(), text) for m in words.gathering.finditer(low)),
            default=_FAR + 1,
        )
        verb = re.search(
            r"\b(?:protest(?:ed|ing)|demonstrat(?:ed|ing)|(?:sat|sitting|been|camp(?:ed|ing)) (?:on|in|out|outside|there)|blocked|blocking|blockaded|not bury|refus\w+ to bury|on strike)\b",
            low[max(0, start - 50) : end + 50],
        )
        if near > _FAR and verb is None:
            continue
        if time.days == 1 and _ORDINAL.search(low, start, end):
            continue  # the first day of something says nothing of its length
        out.append(_lasting(sentence, low, start, end, time))
    return sorted(out, key=lambda c: (c.span.field != "title", c.span.start))


def _gap(a: int, b: int, c: int, d: int, text: str) -> int:
    """Code points between two stretches of a sentence; one of another clause is out of reach."""
    between = text[b:c] if b <= c else text[d:a]
    return _FAR + 1 if re.search(r"[;:]|, (?:but|while|where|after)\b", between) else len(between)


def _lasting(sentence: Sentence, low: str, start: int, end: int, time: TimeMention) -> Claim:
    said, days = low[start:end], time.days
    least: int | None = days
    most: int | None = days
    qualifier = "exact" if days is not None else None
    until = as_of = None
    amount = _AMOUNT.search(said) or _AMOUNT.search(low, max(0, start - 12), start)
    if _UNTIL.match(said):
        least = most = None
        qualifier = "until"
        left, right = grammar.clause(low, start, end)
        until = None if _OVER.search(low, left, right) or time.date.end is None else time.date.end
    elif days is not None and (_ORDINAL.search(said) or _SINCE.match(said)):
        most, qualifier = None, "so far"
        as_of = time.date.end
    elif _HOURS.search(said) and days in (None, 1):
        least, most, qualifier = 0, 1, "up to"
        if days == 1:
            least, qualifier = 1, "exact"
    elif days is not None and amount:
        qualifier = {"more": "more than", "least": "at least", "about": "about"}[amount.lastgroup or "about"]
        least, most = bounds(days, qualifier)
    return grammar.claim(
        sentence,
        "duration",
        start,
        end,
        start,
        value=sentence.text[start:end],
        low=least,
        high=most,
        qualifier=qualifier,
        as_of=as_of,
        until=until,
    )


# ---------------------------------------------------------------- what is done against it

_NOT_DONE = re.compile(
    r"\b(?:not|never|without|no|threat\w*|would|could|might|may|will|if|urg\w+|should|failed to|fear\w*|warn\w*|refus\w+ to|order(?:ed|s) to|call\w* on|unable to|avoid\w*|protect\w*|n['’]t)\b[^,;]{0,30}$"
)
_BY = re.compile(r"[^.;]{0,30}?\bby (?:the )?")
_REACH = 45


def find_interventions(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims ``intervention`` in order: value the words, detail the class of the codebook, speaker who intervened."""
    words = _vocabulary()
    out: list[Claim] = []
    last: Sentence | None = None  # that told of a demonstration
    for sentence in grammar.pieces(sentences):
        text = grammar.flat(sentence.text)
        low = grammar.lower(text)
        crowded = _GATE(low)
        if not (crowded or follows(sentence, last)):
            continue
        last = sentence if crowded else last
        hits = sorted(
            [(a, b, name, "alone") for a, b, name in words.alone.find(low)]
            + [(a, b, name, "by") for a, b, name in words.done_by.find(low)]
            + ([(a, b, name, "upon") for a, b, name in words.done_upon.find(low)] if crowded else [])
            + ([(a, b, name, "suffered") for a, b, name in words.suffered.find(low)] if crowded else [])
        )
        done: set[str] = set()
        for start, end, name, how in hits:
            left, right = grammar.clause(text, start, end)
            if name in done or _NOT_DONE.search(low, max(left, start - 50), start):
                continue
            who = _force(sentence, low, left, start, end, right, words)
            if how == "by" and (who is None or words.crowd.search(low, min(who[1], start), start)):
                continue
            if how == "upon" and not (who and _upon(low, who[1], start, end, right, words, crowded)):
                continue
            if how == "suffered" and not _crowd_before(low, left, start, words):
                continue
            done.add(name)
            first = left if who is None or who[0] > start else max(left, min(who[0], start))
            a, b = grammar.trim(text, first, right)
            out.append(
                grammar.claim(
                    sentence,
                    "intervention",
                    a,
                    b,
                    start,
                    value=text[a : min(b, a + 200)],
                    detail=name,
                    speaker=who[2] if who else None,
                )
            )
    return out


def _force(
    sentence: Sentence, low: str, left: int, start: int, end: int, right: int, words: _Vocabulary
) -> tuple[int, int, str] | None:
    """Who in force did it: the last of them named before it in the clause, or right after it with "by"."""
    found = grammar.last(words.forces, low, left, start)
    if found:
        return found.start(), found.end(), sentence.text[found.start() : found.end()]
    by = _BY.match(low, end, right)
    if by:
        found = words.forces.match(low, by.end(), right)
        if found:
            return found.start(), found.end(), sentence.text[found.start() : found.end()]
    offset = sentence.span.start
    groups = [
        g for g in find_groups(sentence) if g.named and g.known and left <= g.span.start - offset < start
    ]
    if groups:
        last = groups[-1]
        return last.span.start - offset, last.span.end - offset, last.name
    return None


def _upon(low: str, done: int, start: int, end: int, right: int, words: _Vocabulary, crowded: bool) -> bool:
    """Whether force did it to a crowd or a gathering: nobody else stands between, and the object is one."""
    if done > start or words.crowd.search(low, done, start) or start - done > _REACH:
        return False
    if re.search(
        r"\b(?:said|says|told|that|as|when|who|after|before|where|while|because|if)\b", low[done:start]
    ):
        return False
    stop = min(right, end + 45)
    named = words.surely.search(low, end, stop) or words.gathering.search(low, end, stop)
    anybody = words.crowd.search(low, end, stop)
    return named is not None or (anybody is not None and words.gathering.search(low) is not None)


def _crowd_before(low: str, left: int, start: int, words: _Vocabulary) -> bool:
    near = max(left, start - 45)
    if words.surely.search(low, near, start) or words.gathering.search(low, near, start):
        return True
    return (
        words.crowd.search(low, near, start) is not None
        and words.gathering.search(low, left, len(low)) is not None
    )


# ---------------------------------------------------------------- how it ended

_BARE = re.compile(r"(?:end|halt|call|suspend|postpone|lift|give up|return) ?")
_DECIDED = re.compile(r"\b(?:agree\w*|decid\w+|announc\w+|consent\w*|persuad\w+|convinc\w+)\b[^.;]{0,90}$")
_NOT_ENDED = re.compile(
    r"\b(?:until|unless|would|will|could|should|if|want\w*|demand\w*|urg\w+|ask\w*|appeal\w*|attempt\w*|tr(?:y|ied|ying) to|negotiat\w+|call\w* (?:on|for)|before|not|never|refus\w+|threat\w*|order\w*|plead\w*|once|when|to)\b[^,;]{0,40}$"
)
_NEAR = 120  # code points in which what was agreed on must stand
_DAY = frozenset({"date", "relative", "weekday"})


def find_endings(sentences: Sequence[Sentence], times: Sequence[TimeMention]) -> list[Claim]:
    """Claims ``ending`` in order: value the words, detail how it ended (or "continuing"), as_of the day that is named.

    Burial is an end only in a text that tells that the dead were kept from it.
    """
    words = _vocabulary()
    kept_from_burial = any(words.unburied.search(grammar.lower(grammar.flat(s.text))) for s in sentences)
    out: list[Claim] = []
    for sentence in grammar.pieces(sentences):
        text = grammar.flat(sentence.text)
        low = grammar.lower(text)
        if not _GATE(low):
            continue
        for start, end, name in words.endings.find(low):
            left, right = grammar.clause(text, start, end)
            said = low[start:end]
            if name.startswith("burial"):
                if not kept_from_burial or words.unburied.search(low, max(0, start - 30), end):
                    continue
            elif name not in _GOING_ON and not (words.gathering.search(low) or words.surely.search(low)):
                continue
            decided = _DECIDED.search(low, max(0, start - 120), start)
            if name not in _GOING_ON:
                bare = _BARE.match(said) and said.split()[0] in _BASE and sentence.span.field != "title"
                if bare and not decided:
                    continue
                if not decided and _NOT_ENDED.search(low, max(left, start - 60), start):
                    continue
            a, b = grammar.trim(text, left, right)
            agreed = name in ("called off", "ended", "suspended") and words.agreed.search(
                low, max(0, start - _NEAR), end + _NEAR
            )
            out.append(
                grammar.claim(
                    sentence,
                    "ending",
                    a,
                    b,
                    start,
                    value=text[start:end],
                    detail=f"{name} after agreement" if agreed else name,
                    as_of=_day(sentence, a, b, times) if name not in _GOING_ON else None,
                )
            )
    return out


_GOING_ON = frozenset({"continuing", "offer refused"})  # no end at all
_BASE = frozenset({"end", "halt", "call", "suspend", "postpone", "lift", "give", "return"})


def _day(sentence: Sentence, start: int, end: int, times: Sequence[TimeMention]) -> str | None:
    """The one day that a clause names, or None."""
    base = sentence.span.start
    days = {
        t.date.start
        for t in times
        if t.span.field == sentence.span.field
        and base + start <= t.span.start < base + end
        and t.kind in _DAY
        and t.date.precision == "day"
    }
    return days.pop() if len(days) == 1 else None
