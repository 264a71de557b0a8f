"""Claims out of what a model quotes.  The model points; the words that it points at must say it, and we do the sums.

Where the rules read the same words, their claim is taken: it has the qualifier, the bounds and the speaker.  A figure
or an accusation is kept only so: a word of harm beside a number does not make it a toll ("demanded death for 40
prisoners"), nor a word of blame beside a group make it the one that is blamed.  Only a group that says in so many
words that it was its deed is taken beyond that.  A victim, a demand, a response or a warning that the rules do not
read is taken where the quote has a word of it; a step of a court and a tie between groups is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from vigil.extraction import accountability, casualties, perpetrators, responses, victims, wording
from vigil.extraction.actors import find_groups
from vigil.extraction.attribution import speaker_kind, speakers
from vigil.extraction.counting_claims import Count
from vigil.extraction.grammar import lower
from vigil.extraction.known_groups import GROUP, UNKNOWN, GroupMention
from vigil.extraction.llm_quotes import Found, Quotes
from vigil.extraction.llm_schema import COUNTED, LONGEST_WORDS, MOST_CLAIMS, SAID, STANCES
from vigil.extraction.naming import PERSON_NAME
from vigil.extraction.numbers import NumberPhrase, find_numbers
from vigil.extraction.phrasebook import Gate
from vigil.extraction.sentences import holding
from vigil.records import Claim, Sentence, Span

# what a quote must hold to say one of these
_CARRIES: Mapping[str, Gate] = {
    "victim": Gate(
        "kill|dead|death|died|dies|dying|slain|murder|massacr|execut|behead|lynch|fatal|body|bodies|lives|perish|assassin|slaughter|buried|martyr|gunned down"
        "|injur|wound|hurt|hospital|burn|maim|shot|stab|beaten|treated|abduct|kidnap|hostage|victim|attack|target|tortur|rape"
    ),
    "demand": Gate("demand|call|urge|want|ask|insist|press|seek|must|should|require|plead|appeal"),
    "warning": Gate("warn|threat|vow|alert|caution"),
}  # fmt: skip
_AS_RULES_READ = ("accountability", "relation")
# after its name, at most an aside between, a group says that it was its deed
_OWNS_UP = re.compile(
    r"(?:,[^,.;]{3,80},)?\s+(?:(?:has|have|had|later|also)\s+){0,2}(?:claim(?:ed|s)|took|taken|accepted)\s+(?:\w+\s+)?responsibility\b"
)
# after whoever does harm, and not after whoever suffers it ("was killed", "shot dead in")
_HARMS = re.compile(
    r"\s+(?:(?!was|were|is|are|be|been|being|got)\w+\s+)?(?:kill(?:ed|s)|shot(?:\s+dead)?|stabbed|murdered|attacked|injured|wounded"
    r"|beat|abducted|kidnapped|executed|assassinated|massacred)"
    r"\s+(?:an?|the|his|her|their|at\s+least|more\s+than|some|about|two|three|four|five|six|seven|eight|nine|ten|dozens|several|\d+|[A-Z]\w+)\b"
)
_OFFICE = frozenset({"official", "police", "military"})


class Evidence:
    """What the rules read in an article, by sentence: what a model points at is held against it."""

    def __init__(self, quotes: Quotes) -> None:
        self.quotes = quotes
        self.sentences = sentences = quotes.sentences
        self.counts: dict[int, list[Count]] = {}
        for count in casualties.find_all(sentences):
            self.counts.setdefault(count.sentence, []).append(count)
        self.said: dict[tuple[str, int], list[Claim]] = {}
        demands = responses.find_demands(sentences)
        for claim in (
            *perpetrators.find(sentences),
            *demands,
            *responses.find_responses(sentences, demands),
            *accountability.find_steps(sentences),
            *accountability.find_warnings(sentences),
            *accountability.find_relations(sentences),
        ):
            where = holding(claim.span, sentences)
            if where is not None:
                self.said.setdefault((claim.attribute, where), []).append(claim)

    def overlapping(self, attribute: str, found: Found) -> list[Claim]:
        """Claims of the rules whose quote shares words with the quoted words."""
        return [c for c in self.said.get((attribute, found.sentence), ()) if _overlap(c.span, found.span)]


def read_claims(rows: object, evidence: Evidence) -> list[tuple[int, Claim]]:
    """Claims that rows of a reply point at, each with the position of its sentence, in order and without doubles.

    ``rows`` is whatever stood in the reply: what is not of the expected shape is passed over.
    """
    out: dict[tuple[object, ...], tuple[int, Claim]] = {}
    for row in rows[:MOST_CLAIMS] if isinstance(rows, list) else ():
        if not isinstance(row, dict):
            continue
        found = evidence.quotes.find(row.get("quote"), row.get("sentence"))
        if found is None:
            continue
        for claim in _claims_of(row, found, evidence):
            claim = _spoken(claim, row, found, evidence.quotes)
            key = (claim.attribute, claim.span, claim.value, claim.low, claim.high)
            out.setdefault(key, (found.sentence, claim))
    return list(out.values())


def _claims_of(row: Mapping[str, Any], found: Found, evidence: Evidence) -> Iterator[Claim]:
    attribute = row.get("attribute")
    if attribute in COUNTED:
        claim = _counted(attribute, row.get("value"), found, evidence)
    elif attribute not in SAID:
        return
    elif attribute == "perpetrator":
        claim = _perpetrator(row, found, evidence)
    elif attribute == "victim":
        claim = _victim(row.get("value"), found, evidence)
    else:
        read = evidence.overlapping(attribute, found)
        yield from read
        claim = None if read or attribute in _AS_RULES_READ else _words(attribute, row, found, evidence)
    if claim is not None:
        yield claim


def _overlap(a: Span, b: Span) -> bool:
    return a.field == b.field and a.start < b.end and b.start < a.end


# ---------------------------------------------------------------- figures


def _counted(attribute: str, value: object, found: Found, evidence: Evidence) -> Claim | None:
    """The figure of a quote, as the rules read it."""
    kind = attribute.removesuffix("_subset")
    counts = [c for c in evidence.counts.get(found.sentence, ()) if _overlap(c.claim.span, found.span)]
    fitting = [c for c in counts if c.claim.attribute.removesuffix("_subset") == kind and not c.aggregate]
    number = _number(value, found, evidence)
    if number is None:
        if _has_figure(value):  # "12" for "a child and 11 others were killed"
            return next((c.claim for c in fitting if str(value).strip() == str(c.claim.value)), None)
        # "a man was killed", "nobody was killed"
        return next((c.claim for c in fitting if c.single or c.zero), None)
    core = evidence.sentences[found.sentence].span.start + number.core
    here = [c for c in counts if c.claim.span.start <= core < c.claim.span.end]
    same = [c for c in here if (c.claim.low, c.claim.high) == (number.low, number.high)]
    if same:  # the rules read this figure: as what they read it, or not at all
        return next((c.claim for c in same if c in fitting), None)
    # they read it as a part of what they add up: "nine traders and three guards"
    return next((c.claim for c in here if c in fitting and not c.single), None)


def _number(value: object, found: Found, evidence: Evidence) -> NumberPhrase | None:
    """The number phrase of the quote that ``value`` names; without a value the only one."""
    start, end = found.inside(evidence.sentences)
    phrases = [
        p for p in find_numbers(evidence.sentences[found.sentence].text) if start <= p.core and p.core < end
    ]
    where = evidence.quotes.within(value, found)
    if where is not None:
        phrases = [p for p in phrases if p.start < where[1] and where[0] < p.end]
    elif _has_figure(value):  # "twelve" for "12" will do, another number will not
        meant = {p.value for p in find_numbers(str(value)[:LONGEST_WORDS])} - {None}
        phrases = [p for p in phrases if p.value in meant]
    return phrases[0] if len(phrases) == 1 else None


def _has_figure(value: object) -> bool:
    said = str(value)[:LONGEST_WORDS] if isinstance(value, str | int) else ""
    return any(c.isdigit() for c in said) or bool(find_numbers(said))


# ---------------------------------------------------------------- who did it, and to whom


def _perpetrator(row: Mapping[str, Any], found: Found, evidence: Evidence) -> Claim | None:
    """Who is said to have done it: as the rules read it, or a group that claims responsibility in the quote itself."""
    stance = row["stance"] if row.get("stance") in STANCES else "reported"
    read = evidence.overlapping("perpetrator", found)
    quote = found.words(evidence.sentences)
    if stance == "unclaimed":
        silent = [c for c in read if c.stance == "unclaimed"]
        if silent or not wording.UNCLAIMED.search(quote):
            return silent[0] if silent else None
        return Claim("perpetrator", found.span, quote, "none", stance=stance, detail=UNKNOWN)
    said = row.get("value")
    where = evidence.quotes.within(said, found)
    if where is None or not any(c.isupper() for c in str(said)):
        # "the group claimed it": whom the rules take it for, if the model does not mean another
        meant = [c for c in read if c.stance == stance and (where is not None or _same_group(said, c.value))]
        return meant[0] if meant else None
    sentence = evidence.sentences[found.sentence]
    text, base = sentence.text, sentence.span.start
    words = " ".join(text[where[0] : where[1]].split())
    group = _group(find_groups(sentence), where[0] + base, where[1] + base)
    name, kind = (group.name, group.kind) if group else (words, GROUP)
    same = [c for c in read if c.value in (words, name) and c.stance != "unclaimed"]
    if same:
        return same[0]
    end = max(where[1], group.span.end - base) if group else where[1]
    if stance != "claimed" or not _OWNS_UP.match(text, end, found.inside(evidence.sentences)[1]):
        return None
    if kind not in (GROUP, UNKNOWN) or not (group or _named(text, where)):
        return None
    return Claim("perpetrator", found.span, quote, name, stance=stance, detail=kind)


def _named(text: str, where: tuple[int, int]) -> bool:
    """Whether words are the name of several: capitals after "the", as no person's name has."""
    start = where[0] if text[where[0] : where[1]].lower().startswith("the ") else where[0] - 4
    return re.match(r"[Tt]he\s+[A-Z]", text[max(0, start) :]) is not None


def _same_group(said: object, value: object) -> bool:
    """Whether ``said``, a name that stands elsewhere, is another spelling of ``value``."""
    if not isinstance(said, str) or not 0 < len(said) <= LONGEST_WORDS:
        return False
    names = {g.name for g in find_groups(Sentence(Span("text", 0, len(said)), said, 0))}
    return value in (said, *names)


def _group(groups: Sequence[GroupMention], start: int, end: int) -> GroupMention | None:
    return next((g for g in groups if g.span.start < end and start < g.span.end), None)


def _victim(value: object, found: Found, evidence: Evidence) -> Claim | None:
    """A person or people whom a quote with a word of harm names; of words that hold one name, the name.

    A first name alone is dropped: nothing tells it from a group, and only the names of persons are withheld.
    """
    where = evidence.quotes.within(value, found)
    quote = found.words(evidence.sentences)
    if where is None or not _CARRIES["victim"](lower(quote)):
        return None
    words = evidence.sentences[found.sentence].text[where[0] : where[1]]
    names = [m.group() for m in PERSON_NAME.finditer(words)]
    if len(names) > 1 or len(words) > LONGEST_WORDS or not (names or victims.are_people(words)):
        return None
    said = " ".join((names or [words])[0].split())
    doers = [c.value for c in evidence.overlapping("perpetrator", found)]
    if said in doers or _HARMS.match(evidence.sentences[found.sentence].text, where[1]):
        return None
    return Claim("victim", found.span, quote, said)


# ---------------------------------------------------------------- what was said


def _words(attribute: str, row: Mapping[str, Any], found: Found, evidence: Evidence) -> Claim | None:
    """A demand, a response or a warning that the rules do not read, as words of the text."""
    quote = found.words(evidence.sentences)
    if attribute in _CARRIES and not _CARRIES[attribute](lower(quote)):
        return None
    if attribute == "response":  # is given by whoever holds an office, and the text must say who
        who = evidence.quotes.near(row.get("speaker"), found.sentence, 1)
        if who is None or speaker_kind(who.words(evidence.sentences)) not in _OFFICE:
            return None
    where = evidence.quotes.within(row.get("value"), found)
    text = evidence.sentences[found.sentence].text
    value = text[where[0] : where[1]] if where else quote
    return Claim(attribute, found.span, quote, " ".join(value.split()))


def _spoken(claim: Claim, row: Mapping[str, Any], found: Found, quotes: Quotes) -> Claim:
    """The claim with the speaker whom the model quotes, where it has none and the text has those words say something."""
    if claim.span.field == "title":
        return replace(claim, speaker=None, speaker_kind="headline")
    if claim.speaker is not None:
        return claim
    where = quotes.near(row.get("speaker"), found.sentence, 1)
    if where is None or where.span.field != "text":
        return claim
    words = " ".join(where.words(quotes.sentences).split())
    # who demands, warns or answers stands in the sentence that tells it; who says a figure says something
    does = claim.attribute in ("demand", "response", "warning") and where.sentence == found.sentence
    if not 3 <= len(words) <= LONGEST_WORDS or not (
        does or _says(words, quotes.sentences[where.sentence].text)
    ):
        return claim
    kind = speaker_kind(words)
    if kind == "other" and PERSON_NAME.search(words):
        kind = "witness"  # a private person's name is withheld from exports
    return replace(claim, speaker=words, speaker_kind=kind)


def _says(words: str, text: str) -> bool:
    """Whether ``words`` name whom the sentence ``text`` gives as the source of something, or a part of the name."""
    if not any(len(word) > 3 for word in words.split()):
        return False
    told = (f" {' '.join(who.split())} " for who in speakers(text))
    return any(f" {words}" in who or who.strip() in words for who in told)
