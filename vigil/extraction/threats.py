"""Threats and warnings made before an attack: who made them, and the words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vigil.extraction import grammar
from vigil.extraction.actors import find_groups
from vigil.extraction.known_groups import GROUP, GroupMention
from vigil.extraction.phrasebook import Gate
from vigil.records import Claim, Sentence

_WARN_GATE = Gate("warn|threat|vow|swor|ultimatum|pledg|declared war")

_WARNED = re.compile(
    r"(?:(?:had|has|have|previously|earlier|also|repeatedly|then|recently)\s(?:\w+\s)?(?:warned"
    r"|threatened|vowed|promised|sworn|pledged)|(?:warned|threatened|vowed|threatens|vows|threatening"
    r"|vowing|warning|swore)|"
    r"(?:issued|sent|received|made|distributed|left|got|getting|receiving) (?:\w+ ){0,4}(?:threats?"
    r"|warnings?|ultimatum|threatening (?:letters?|calls?|messages?))|death threats?|ultimatum|"
    r"(?:intelligence|prior|advance|earlier) (?:agencies had )?(?:warning|warnings|warned|reports? "
    r"(?:of|about) (?:a |an )?(?:possible|planned|impending) attacks?)|declared war on)\s?"
)
_THREAT = re.compile(
    r"\b(?:attacks?|kill\w*|bomb\w*|violence|assault\w*|target\w*|strike|strikes|death|eliminate|wipe"
    r"|remove|massacre|execut\w+|murder\w*|aveng\w+|revenge|retaliat\w+|more|blow|burn|war|suicide|harm"
    r"|"
    r"consequences|shoot|behead|terror\w*|leave|threat\w*|blood\w*)\b",
    re.IGNORECASE,
)
_JUST_WORDS = re.compile(
    r"\b(?:life[- ]threatening|warning shots?|threatening weather|storm|weather|tsunami|travel warning"
    r"|not life|police warned (?:the public|motorists|residents))\b",
    re.IGNORECASE,
)
_OUTRIGHT = re.compile(
    r"threatened (?:to|with)\b|(?:death|bomb) threats?|threatening (?:letters?|calls?|messages?)|warning"
)
_LAWFUL = re.compile(
    r"\b(?:police|government|minister|president|authorities|officials?|protest\w*|union\w*|workers"
    r"|parties|families|court|army|mayor|governor|premier|opposition|lawyers|doctors|teachers|students"
    r"|analysts?)\b",
    re.IGNORECASE,
)


def find_warnings(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims ``warning`` in order: value the words of the threat, speaker who made it (name or words)."""
    out: list[Claim] = []
    last: GroupMention | None = None
    for sentence in grammar.pieces(sentences):
        low = grammar.lower(grammar.flat(sentence.text))
        gate = _WARN_GATE(low)
        groups = find_groups(sentence)
        if gate and not _JUST_WORDS.search(sentence.text):
            text = grammar.flat(sentence.text)
            used = 0
            for match in _WARNED.finditer(low):
                if match.start() < used:
                    continue
                left, right = grammar.clause(text, *match.span())
                if not _THREAT.search(text, match.start(), min(len(text), right)):
                    continue
                offset = sentence.span.start
                who = [g for g in groups if g.span.start - offset < match.start()]
                subject = text[left : match.start()].strip(" ,")
                speaker = who[-1].name if who else None
                if (
                    speaker is None
                    and re.search(
                        r"\b(?:it|they|the (?:group|organi[sz]ation|militants|outfit|movement))\b",
                        subject,
                        re.IGNORECASE,
                    )
                    and last
                ):
                    speaker = last.name
                lawful = _LAWFUL.search(subject)
                # a threat needs one who could carry it out, or one who received it
                if speaker is None and (lawful or not _OUTRIGHT.search(low, match.start(), match.end() + 6)):
                    continue
                if (
                    lawful
                    and (not who or who[-1].span.end - offset < left + lawful.start())
                    and "threat" not in match.group()
                ):
                    continue
                start, end = grammar.trim(text, left, right)
                used = end
                out.append(
                    grammar.claim(
                        sentence,
                        "warning",
                        start,
                        end,
                        match.start(),
                        value=text[match.start() : min(end, match.start() + 160)].strip(),
                        speaker=speaker,
                        speaker_kind="group" if speaker else None,
                    )
                )
        last = next((g for g in reversed(groups) if g.named and g.kind == GROUP), last)
    return out
