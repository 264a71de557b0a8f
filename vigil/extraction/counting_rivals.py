"""Figures that name no people because a count before them did: "the Red Cross says 16", "then 50", "up from 38".

Where reports disagree, the second figure is mostly told like this.  It counts what the figure before it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vigil.extraction.attribution import speaker_kind
from vigil.extraction.numbers import NumberPhrase, bounds, find_numbers
from vigil.extraction.phrasebook import Gate
from vigil.records import Sentence


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of people that stands alone, with what it counts."""

    attribute: str  # killed | injured
    first: int  # offsets in the sentence
    last: int
    number: NumberPhrase
    superseded: bool = False  # an earlier figure, by the text's own word


_MAY_HOLD = Gate(
    "say|said|speak|mention|had|has|expect|fear|announc|figure|find|found|regist|;|the |spoke|gave|give|count|list|confirm|report|acknowledg|admit|conced|insist|estimat|claim|believ|thought|put|ma"
    "de|mak|stop|stood|stand|then|later|from|dead|toll|rais|bring|tak|number"
)
_SAYING = re.compile(
    r"\b(?:says?|said|say|speaks? of|spoke of|spoken of|speaking of|mention(?:s|ed)|gives?|gave|gave (?:a|the) (?:figure|toll|number) (?:of|near)"
    r"|(?:had |has |have |has so far |had so far )?(?:counted|listed|confirmed|reported|acknowledged|admitted|conceded|estimated|claimed|recorded|found|registered)"
    r"|counts?|lists?|confirms?|reports?|acknowledges?|admits?|admit(?:ted|s)? to|concedes?|insist(?:ed|s)? on|estimates?|claims?|believes?|thought|had|has"
    r"|expect(?:s|ed)|fear(?:s|ed)|(?:announced|given|reported|put) as|(?:it|number|figure|count|total|them) (?:\w+ )?at"
    r"|(?:figure|count|tally|toll|number) (?:is|was)|(?:made|makes|make) (?:it|that|them)|(?:stopped|stood|stands|stand|now stands) at)"
    r" (?:that )?(?:there (?:were|was|are) |it was |(?:the |their |its )?(?:number|figure|toll|count|total) (?:was|is|at|to be) )?$"
)
# "the government's figure is 27; the Red Cross, seven": who gave it, and the figure
_GAPPED = re.compile(
    r"(?:[,;]|\band|\bbut|\bwhile) (?P<who>(?:(?:the|its|an?) )?(?:[\w’'.-]+ ){1,4}?[\w’'.-]+),? $"
)
_THEN = re.compile(r"^,? ?(?:and |or |but )?(?:then|later|now) (?:to |at )?$")
_FROM = re.compile(
    r"^,? ?\(?(?:up|down|revised|raised|corrected|lowered) (?:\w+ )?from (?:an? |the )?(?:earlier |previous |initial )?$"
)
_NAMED = re.compile(
    r"\b(?:the|of|number of) (?:\w+ )?(dead|killed|wounded|injured)(?: there| so far| now)? (?:at|to|now number|numbered|number|stands? at|stood at) $"
)
# "state television put the number at 52, politicians at more than 500"
_PUT = re.compile(r"\bputs? ")
_AT = re.compile(r"(?:,|;| and| while| but) (?:[\w'’-]+ ){1,4}at $")
_TOLL_PAST = re.compile(
    r"\b(?:death )?toll (?:\w+ ){0,2}(?:past|above|beyond|tops|topped|passes|passed|exceeds|exceeded) $"
)
# What may follow: a thing counted ("16 lorries") is no figure of the dead.
_ENDS = re.compile(
    r"\s*(?:$|[.;:)—–]|,|\b(?:on (?:its|his|her|their) (?:registers?|lists?|books?)|earlier|previously|initially|counted|reported|announced|given|since|by|so far|in all|in total|altogether|while|as|with|and (?:the|a|an|later|then)|but|dead|when|on \w+day)\b)"
)
_FULL_STOP = re.compile(r"\s*(?:$|[.;])")
_OUTCOME = {"dead": "killed", "killed": "killed", "wounded": "injured", "injured": "injured"}
_NEAR = 24  # code points between a figure and the one that replaces it


def rival_figures(
    sentences: Sequence[Sentence], counted: Mapping[int, Sequence[tuple[int, int, str]]]
) -> Iterator[tuple[int, Figure]]:
    """(position of the sentence, figure), in order.

    ``counted``: position -> (start, end, attribute) of the counts already read there, offsets in the sentence, with
    every kind of count, so that no number is read twice.
    """
    for position, sentence in enumerate(sentences):
        low = sentence.text.lower()
        told = position in counted or position - 1 in counted
        if not (told or "dead" in low or "toll" in low or "wounded" in low):
            continue
        if len(low) != len(sentence.text) or not _MAY_HOLD(low):
            continue
        numbers = find_numbers(sentence.text)
        if not numbers:
            continue
        here = sorted(counted.get(position, ()))
        before = sorted(counted.get(position - 1, ()))
        known = [(end, attribute) for _, end, attribute in here if attribute in ("killed", "injured")]
        last = [attribute for _, _, attribute in before if attribute in ("killed", "injured")]
        for number in numbers:
            if any(start < number.end and number.start < end for start, end, _ in here):
                continue
            if number.value is not None and not number.word and 1900 <= number.value <= 2100:
                continue
            earlier = [item for item in known if item[0] <= number.start]
            figure = _figure(low, number, earlier, [] if earlier else last[-1:])
            if figure is not None:
                known.append((number.end, figure.attribute))
                yield position, figure


def _figure(
    low: str, number: NumberPhrase, earlier: Sequence[tuple[int, str]], before: Sequence[str]
) -> Figure | None:
    if not _ENDS.match(low, number.end):
        return None
    head = low[max(0, number.start - 70) : number.start]
    named = _NAMED.search(head)
    if named:
        first = number.start - (len(head) - named.start(1))
        return Figure(_OUTCOME[named.group(1)], first, number.end, number)
    if _TOLL_PAST.search(head) and number.value is not None:
        low_bound, high_bound = bounds(number.value, "more than")
        over = replace(number, low=low_bound, high=high_bound, qualifier="more than")
        return Figure("killed", number.start, number.end, over)
    if earlier:
        end, attribute = max(earlier)
        gap = low[end : number.start]
        if len(gap) <= _NEAR and _THEN.match(gap):
            return Figure(attribute, number.start, number.end, number)
        if len(gap) <= _NEAR + 16 and _FROM.match(gap):
            return Figure(attribute, number.start, number.end, number, superseded=True)
    attribute = max(earlier)[1] if earlier else before[0] if before else ""
    if attribute and (_SAYING.search(head) or (_AT.search(head) and _PUT.search(low, 0, number.start))):
        return Figure(attribute, number.start, number.end, number)
    gapped = _GAPPED.search(head) if earlier and _FULL_STOP.match(low, number.end) else None
    if gapped and speaker_kind(gapped["who"]) != "other":
        return Figure(attribute, number.start, number.end, number)
    return None
